using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

/// <summary>Writing into room that may be too small.</summary>
[TestFixture]
public sealed class WritingTests
{
    [Test]
    public void Room_that_is_too_small_is_refused_and_the_size_is_told()
    {
        Check<CapabilitiesExchangeRequest>("CER (all AVPs)");
        Check<AuthenticationInformationRequest>("AIR (Re-Synchronization-Info)");
        Check<AuthenticationInformationAnswer>("AIA (two vectors)");
        Check<UpdateLocationRequest>("ULR");
        Check<UpdateLocationAnswer>("ULA (two APNs, barred)");
        Check<PurgeUeAnswer>("PUA (USER_UNKNOWN)");
        Check<CancelLocationAnswer>("CLA (error)");
        Check<ErrorAnswer>("answer-message (3009)");
    }

    [Test]
    public void Vectors_are_compared_and_found_by_their_place()
    {
        EutranVector one = new(1, new Res(1, 8), new Autn(1), default), other = one with { Rand = 2 };
        var both = new EutranVectors(one, other);
        Assert.That((both.Count, both[0], both[1]), Is.EqualTo((2, one, other)));
        Assert.That(both, Is.EqualTo(new EutranVectors(one, other)));
        Assert.That(both, Is.Not.EqualTo(new EutranVectors(other, one)));
        Assert.That(new EutranVectors(one), Is.Not.EqualTo(new EutranVectors(one, one)));
        Assert.That(default(EutranVectors), Is.EqualTo(new EutranVectors()));
        Assert.That(() => both[2], Throws.InstanceOf<IndexOutOfRangeException>());
        Assert.That(() => new EutranVectors(one)[1], Throws.InstanceOf<IndexOutOfRangeException>());
        Assert.That(() => default(EutranVectors)[0], Throws.InstanceOf<IndexOutOfRangeException>());
    }

    private static void Check<T>(string vector)
        where T : struct, IDiameterMessage<T>
    {
        byte[] expected = DiameterVectors.Octets(vector);
        Assert.That(T.TryDecode(expected, out T message, out _), Is.True);
        byte[] canonical = DiameterVectors.Encode(message);
        byte[] buffer = new byte[canonical.Length + 8];
        for (int room = 0; room < canonical.Length; room++)
        {
            Array.Fill(buffer, (byte)0xA5);
            bool isWritten = message.TryEncode(buffer.AsSpan(0, room), out int need);
            Assert.That((isWritten, need), Is.EqualTo((false, canonical.Length)), $"{vector} {room}");
            Assert.That(buffer.AsSpan(room).ContainsAnyExcept((byte)0xA5), Is.False, "nothing beyond the room");
        }

        Assert.That(message.TryEncode(buffer, out int size), Is.True);
        Assert.That(buffer.AsSpan(0, size).SequenceEqual(canonical), Is.True);
        Assert.That(() => message.Encode(new byte[canonical.Length - 1]), Throws.ArgumentException);
    }
}
