using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class NasAlgorithmTests
{
    private const string File = "eps_nas_algorithms.json";

    private static readonly int[] Algorithms = [1, 2, 3];

    private static IEnumerable<TestCaseData> Ciphering => Published("EEA");

    private static IEnumerable<TestCaseData> Integrity => Published("EIA");

    private static IEnumerable<TestCaseData> Lengths
    {
        get
        {
            foreach (int algorithm in Algorithms)
            {
                for (int bits = 0; bits <= 600; bits += bits < 140 ? 1 : 17)
                {
                    yield return new TestCaseData(algorithm, bits);
                }
            }
        }
    }

    [TestCaseSource(nameof(Ciphering))]
    public void Published_ciphertexts(int algorithm, JsonElement vector)
    {
        byte[] message = vector.Octets("message");
        Cipher(algorithm, vector, message);
        Assert.That(Convert.ToHexStringLower(message), Is.EqualTo(vector.Text("expected")));

        Cipher(algorithm, vector, message);
        byte[] plain = vector.Octets("message");
        Bits.ClearTail(plain, vector.GetProperty("length_bits").GetInt32());
        Assert.That(message, Is.EqualTo(plain));
    }

    [TestCaseSource(nameof(Integrity))]
    public void Published_codes(int algorithm, JsonElement vector)
    {
        uint mac = Eia.Compute(
            (IntegrityAlgorithm)algorithm,
            vector.Number("key"),
            (uint)vector.Number("count"),
            vector.GetProperty("bearer").GetInt32(),
            (Direction)vector.GetProperty("direction").GetInt32(),
            vector.Octets("message"),
            vector.GetProperty("length_bits").GetInt32());
        Assert.That(mac, Is.EqualTo((uint)vector.Number("expected")));
    }

    [TestCaseSource(nameof(Lengths))]
    public void Ciphering_twice_gives_the_message_at_every_length(int algorithm, int bits)
    {
        byte[] message = new Draws((ulong)bits).Octets(Bits.ToOctets(bits) + 1);
        byte[] expected = (byte[])message.Clone();
        Bits.ClearTail(expected, bits);

        Eea.Apply((CipheringAlgorithm)algorithm, 77, 5, 3, Direction.Uplink, message, bits);
        Assert.That(bits < 64 || !message.AsSpan().SequenceEqual(expected));
        Eea.Apply((CipheringAlgorithm)algorithm, 77, 5, 3, Direction.Uplink, message, bits);
        Assert.That(message, Is.EqualTo(expected), "only the bits of the message change");
    }

    [TestCaseSource(nameof(Lengths))]
    public void The_key_stream_of_a_short_message_begins_that_of_a_long_one(int algorithm, int bits)
    {
        byte[] whole = new byte[80];
        byte[] part = new byte[80];
        Eea.Apply((CipheringAlgorithm)algorithm, 77, 5, 3, Direction.Uplink, whole);
        Eea.Apply((CipheringAlgorithm)algorithm, 77, 5, 3, Direction.Uplink, part, bits);

        whole.AsSpan(Bits.ToOctets(bits)).Clear();
        Bits.ClearTail(whole, bits);
        Assert.That(part, Is.EqualTo(whole));
    }

    [TestCaseSource(nameof(Lengths))]
    public void Integrity_covers_each_bit_of_the_message_and_none_after_it(int algorithm, int bits)
    {
        byte[] message = new Draws((ulong)bits).Octets(Bits.ToOctets(bits) + 1);
        uint mac = Mac(algorithm, message, bits);
        for (int bit = 0; bit < 8 * message.Length; bit++)
        {
            message[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Assert.That(
                Mac(algorithm, message, bits), bit < bits ? Is.Not.EqualTo(mac) : Is.EqualTo(mac), $"bit {bit}");
            message[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }
    }

    [TestCaseSource(nameof(Algorithms))]
    public void A_flipped_bit_of_any_input_is_refused(int algorithm)
    {
        var integrity = (IntegrityAlgorithm)algorithm;
        byte[] message = new Draws(4).Octets(23);
        uint mac = Eia.Compute(integrity, 7, 9, 3, Direction.Uplink, message);

        Assert.That(Eia.Verify(integrity, 7, 9, 3, Direction.Uplink, message, mac), Is.True);
        Assert.That(Eia.Verify(integrity, 7, 9, 3, Direction.Downlink, message, mac), Is.False);
        for (int bit = 0; bit < 128; bit++)
        {
            UInt128 key = 7 ^ (UInt128.One << bit);
            Assert.That(Eia.Verify(integrity, key, 9, 3, Direction.Uplink, message, mac), Is.False, $"key bit {bit}");
        }

        for (int bit = 0; bit < 32; bit++)
        {
            uint flip = 1U << bit;
            Assert.That(Eia.Verify(integrity, 7, 9 ^ flip, 3, Direction.Uplink, message, mac), Is.False, "count");
            Assert.That(Eia.Verify(integrity, 7, 9, 3, Direction.Uplink, message, mac ^ flip), Is.False, "code");
        }

        for (int bearer = 0; bearer < 32; bearer++)
        {
            bool same = Eia.Verify(integrity, 7, 9, bearer, Direction.Uplink, message, mac);
            Assert.That(same, Is.EqualTo(bearer == 3), $"bearer {bearer}");
        }
    }

    [TestCaseSource(nameof(Algorithms))]
    public void Each_input_changes_the_key_stream(int algorithm)
    {
        byte[] stream = Stream(algorithm, 7, 9, 3, Direction.Uplink);
        Assert.That(Stream(algorithm, 7, 9, 3, Direction.Uplink), Is.EqualTo(stream));
        Assert.That(Stream(algorithm, 6, 9, 3, Direction.Uplink), Is.Not.EqualTo(stream));
        Assert.That(Stream(algorithm, 7, 8, 3, Direction.Uplink), Is.Not.EqualTo(stream));
        Assert.That(Stream(algorithm, 7, 9, 2, Direction.Uplink), Is.Not.EqualTo(stream));
        Assert.That(Stream(algorithm, 7, 9, 3, Direction.Downlink), Is.Not.EqualTo(stream));
    }

    [TestCaseSource(nameof(Algorithms))]
    public void Inputs_out_of_range_are_refused(int algorithm)
    {
        byte[] message = new byte[4];
        var cipher = (CipheringAlgorithm)algorithm;
        var integrity = (IntegrityAlgorithm)algorithm;
        Refused(() => Eea.Apply(cipher, 1, 1, 32, Direction.Uplink, message));
        Refused(() => Eea.Apply(cipher, 1, 1, -1, Direction.Uplink, message));
        Refused(() => Eea.Apply(cipher, 1, 1, 0, (Direction)2, message));
        Refused(() => Eea.Apply(cipher, 1, 1, 0, Direction.Uplink, message, 33));
        Refused(() => Eea.Apply(cipher, 1, 1, 0, Direction.Uplink, message, -1));
        Refused(() => Eia.Compute(integrity, 1, 1, 32, Direction.Uplink, message));
        Refused(() => Eia.Compute(integrity, 1, 1, 0, (Direction)(-1), message));
        Refused(() => Eia.Compute(integrity, 1, 1, 0, Direction.Uplink, message, 33));
        Refused(() => Eia.Compute(integrity, 1, 1, 0, Direction.Uplink, message, -1));
    }

    [Test]
    public void Unknown_algorithms_are_refused()
    {
        Refused(() => Eea.Apply((CipheringAlgorithm)(-1), 1, 1, 0, Direction.Uplink, new byte[4]));
        Refused(() => Eea.Apply((CipheringAlgorithm)4, 1, 1, 0, Direction.Uplink, new byte[4]));
        Refused(() => Eia.Compute((IntegrityAlgorithm)4, 1, 1, 0, Direction.Uplink, new byte[4]));
    }

    [Test]
    public void The_null_algorithms_leave_the_message_and_give_zero()
    {
        byte[] message = new Draws(1).Octets(40);
        byte[] ciphered = (byte[])message.Clone();
        Eea.Apply(CipheringAlgorithm.Eea0, 7, 9, 3, Direction.Uplink, ciphered);
        Assert.That(ciphered, Is.EqualTo(message));
        Assert.That(Eia.Compute(IntegrityAlgorithm.Eia0, 7, 9, 3, Direction.Uplink, message), Is.Zero);
        Assert.That(Eia.Verify(IntegrityAlgorithm.Eia0, 7, 9, 3, Direction.Uplink, message, 1), Is.False);
    }

    private static void Refused(Action action) =>
        Assert.That(action, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static uint Mac(int algorithm, byte[] message, int bits) =>
        Eia.Compute((IntegrityAlgorithm)algorithm, 77, 5, 3, Direction.Uplink, message, bits);

    private static byte[] Stream(int algorithm, UInt128 key, uint count, int bearer, Direction direction)
    {
        byte[] stream = new byte[32];
        Eea.Apply((CipheringAlgorithm)algorithm, key, count, bearer, direction, stream);
        return stream;
    }

    private static void Cipher(int algorithm, JsonElement vector, byte[] message) => Eea.Apply(
        (CipheringAlgorithm)algorithm,
        vector.Number("key"),
        (uint)vector.Number("count"),
        vector.GetProperty("bearer").GetInt32(),
        (Direction)vector.GetProperty("direction").GetInt32(),
        message,
        vector.GetProperty("length_bits").GetInt32());

    private static IEnumerable<TestCaseData> Published(string family)
    {
        foreach (int algorithm in Algorithms)
        {
            foreach (TestCaseData vector in Vectors.Cases(File, $"{family}{algorithm}", "name"))
            {
                yield return new TestCaseData(algorithm, vector.Arguments[0])
                    .SetArgDisplayNames(((JsonElement)vector.Arguments[0]!).Text("name"));
            }
        }
    }
}
