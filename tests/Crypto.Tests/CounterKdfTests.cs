using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class CounterKdfTests
{
    private static IEnumerable<TestCaseData> Nist => Vectors.Cases("nist_sp800_108_ctr.json", "vectors");

    private static IEnumerable<TestCaseData> Psp => Vectors.Cases("psp.json", "kdf", "spi");

    [TestCaseSource(nameof(Nist))]
    public void Vectors_of_the_validation_programme(JsonElement vector)
    {
        byte[] output = new byte[vector.GetProperty("L_bits").GetInt32() / 8];
        Derive(vector, output);
        Assert.That(Convert.ToHexStringLower(output), Is.EqualTo(vector.Text("KO")));
    }

    [TestCaseSource(nameof(Nist))]
    public void A_longer_key_begins_with_other_blocks_only_after_the_first(JsonElement vector)
    {
        byte[] output = new byte[75];
        Derive(vector, output);
        Assert.That(Convert.ToHexStringLower(output), Does.StartWith(vector.Text("KO")));
        Assert.That(output.AsSpan(32, 32).SequenceEqual(output.AsSpan(0, 32)), Is.False);
        Assert.That(output.AsSpan(64).ToArray(), Is.Not.All.Zero);
    }

    [TestCaseSource(nameof(Psp))]
    public void Keys_of_PSP(JsonElement vector)
    {
        string[] master = JsonSerializer.Deserialize<string[]>(Vectors.Load("psp.json").GetProperty("master_keys"))!;
        byte[] key = Convert.FromHexString(master[vector.GetProperty("master_key_index").GetInt32()]);
        byte[] output = new byte[vector.Text("sa_key").Length / 2];
        uint spi = BinaryPrimitives.ReadUInt32BigEndian(vector.Octets("spi"));

        var aes = new AesBlock(key);
        PspKeys.Derive(in aes, vector.GetProperty("version").GetInt32(), spi, output);
        Assert.That(Convert.ToHexStringLower(output), Is.EqualTo(vector.Text("sa_key")));
    }

    [TestCase(8, 255 * 16, true)]
    [TestCase(8, (255 * 16) + 1, false)]
    [TestCase(16, (255 * 16) + 1, true)]
    [TestCase(0, 16, false)]
    [TestCase(12, 16, false)]
    [TestCase(40, 16, false)]
    public void The_counter_is_whole_octets_and_must_not_wrap(int counterBits, int size, bool allowed)
    {
        Action derive = () =>
        {
            var aes = new AesBlock(UInt128.One);
            CounterKdf.DeriveCmac(in aes, [], counterBits, [1], new byte[size]);
        };
        Assert.That(derive, allowed ? Throws.Nothing : Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void The_place_of_the_counter_counts()
    {
        byte[] start = new byte[16], middle = new byte[16], end = new byte[16];
        CounterKdf.DeriveHmac([1], [], 8, [2, 3], start);
        CounterKdf.DeriveHmac([1], [2], 8, [3], middle);
        CounterKdf.DeriveHmac([1], [2, 3], 8, [], end);
        Assert.That(start, Is.Not.EqualTo(middle));
        Assert.That(middle, Is.Not.EqualTo(end));
        Assert.That(start, Is.Not.EqualTo(end));
    }

    private static void Derive(JsonElement vector, byte[] output)
    {
        byte[] fixedInput = vector.Octets("FixedInputData"), key = vector.Octets("KI");
        bool first = vector.Text("counter_location") == "BEFORE_FIXED";
        int bits = vector.GetProperty("rlen_bits").GetInt32();
        byte[] before = first ? [] : fixedInput, after = first ? fixedInput : [];
        if (vector.Text("prf").StartsWith("HMAC", StringComparison.Ordinal))
        {
            CounterKdf.DeriveHmac(key, before, bits, after, output);
        }
        else
        {
            var aes = new AesBlock(key);
            CounterKdf.DeriveCmac(in aes, before, bits, after, output);
        }
    }
}
