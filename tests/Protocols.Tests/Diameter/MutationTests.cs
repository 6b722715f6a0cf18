using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

/// <summary>Seeded mutations of the vectors: whatever comes is read,
/// or refused in a way that can be answered.</summary>
[TestFixture]
public sealed class MutationTests
{
    private const int InputCount = 60_000;
    private static readonly DiameterIdentity Host = DiameterIdentity.Parse("hss.example");

    [TestCase(1u)]
    [TestCase(2u)]
    public void A_mutated_message_is_read_and_survives_or_is_refused_and_answered(uint seed)
    {
        (string Vector, string Name)[] pairs = DiameterDecoders.Pairs().ToArray();
        byte[][] samples = Array.ConvertAll(pairs, pair => DiameterVectors.Octets(pair.Vector));
        var random = new Xorshift(seed);
        int read = 0, answered = 0;
        for (int input = 0; input < InputCount; input++)
        {
            int sample = random.Below(pairs.Length);
            byte[] octets = Mutate(samples[sample], samples[random.Below(pairs.Length)], random);
            byte[]? again = DiameterDecoders.Of(pairs[sample].Name)(octets, out DiameterFault fault);
            if (again is not null)
            {
                read++;
                CheckRead(again, pairs[sample].Name, octets);
            }
            else if (ErrorAnswer.TryMake(octets, fault, Host, Host, out ErrorAnswer answer))
            {
                answered++;
                CheckRead(DiameterVectors.Encode(answer), "answer-message", octets);
            }
        }

        Assert.That(read, Is.GreaterThan(InputCount / 50), "too few survive to test the round trip");
        Assert.That(answered, Is.GreaterThan(InputCount / 10), "too few are answered");
    }

    private static void CheckRead(byte[] octets, string name, byte[] input)
    {
        byte[]? again = DiameterDecoders.Of(name)(octets, out DiameterFault fault);
        if (again is null || !again.AsSpan().SequenceEqual(octets))
        {
            Assert.Fail($"{name}: {fault} after {Convert.ToHexString(input)}");
        }
    }

    private static byte[] Mutate(byte[] sample, byte[] other, Xorshift random)
    {
        byte[] octets = [.. sample];
        int changes = 1 + random.Below(3);
        for (int change = 0; change < changes && octets.Length > 0; change++)
        {
            int at = random.Below(octets.Length);
            switch (random.Below(6))
            {
                case 0:
                    octets[at] ^= (byte)(1 << random.Below(8));
                    break;
                case 1:
                    octets[at] = (byte)random.Below(256);
                    break;
                case 2:
                    octets = octets[..at];
                    break;
                case 3:
                    octets = [.. octets, .. other.AsSpan(random.Below(other.Length))];
                    break;
                case 4:
                    octets = [.. octets.AsSpan(0, at & ~3), .. other.AsSpan(random.Below(other.Length) & ~3)];
                    break;
                default: // the last octet of a length, a code or a value
                    octets[Math.Min(at | 3, octets.Length - 1)] = (byte)(random.Below(64) * 4);
                    break;
            }
        }

        return random.Below(4) == 0 ? octets : WithRightLength(octets);
    }

    /// <summary>Most inputs must pass the header to reach anything.</summary>
    private static byte[] WithRightLength(byte[] octets)
    {
        if (octets.Length >= 20)
        {
            octets = octets[..(octets.Length & ~3)];
            octets[1] = (byte)(octets.Length >> 16);
            octets[2] = (byte)((octets.Length >> 8) & 0xFF);
            octets[3] = (byte)(octets.Length & 0xFF);
        }

        return octets;
    }

    private sealed class Xorshift(uint seed)
    {
        private uint _state = seed;

        internal int Below(int bound)
        {
            _state ^= _state << 13;
            _state ^= _state >> 17;
            _state ^= _state << 5;
            return (int)(_state % (uint)bound);
        }
    }
}
