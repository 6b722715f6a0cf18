using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class StreamCipherTests
{
    private const string File = "eps_nas_algorithms.json";

    private static IEnumerable<TestCaseData> Snow => Vectors.Cases(File, "snow3g_keystream", "key");

    private static IEnumerable<TestCaseData> ZucStreams => Vectors.Cases(File, "zuc_keystream", "key");

    private static IEnumerable<TestCaseData> F8 => Vectors.Cases(File, "SNOW3G_UEA2_F8", "name");

    private static IEnumerable<TestCaseData> F9 => Vectors.Cases(File, "SNOW3G_UIA2_F9", "name");

    [TestCaseSource(nameof(Snow))]
    public void Snow_3G_begins_as_published(JsonElement vector)
    {
        // the file counts the words upwards: K0 and IV0 come first (TS 35.217 §4)
        UInt128 iv = vector.Number("iv"), key = vector.Number("key");
        UInt128 turned = 0;
        for (int word = 0; word < 4; word++)
        {
            turned = (turned << 32) | Word(key, word);
        }

        var snow = new Snow3G(turned, Word(iv, 0), Word(iv, 1), Word(iv, 2), Word(iv, 3));
        ulong first = ((ulong)snow.Next() << 32) | snow.Next();
        Assert.That(first, Is.EqualTo(vector.Number64("first_bytes")));
    }

    [TestCaseSource(nameof(ZucStreams))]
    public void Zuc_begins_as_published(JsonElement vector)
    {
        var zuc = new Zuc(vector.Number("key"), vector.Number("iv"));
        ulong first = ((ulong)zuc.Next() << 32) | zuc.Next();
        Assert.That(first, Is.EqualTo(vector.Number64("first_bytes")));
    }

    // TS 35.222 §3.4.1, the examples of the S-boxes
    [TestCase(0x12345678U, 0xF9C05A4EU)]
    public void Zuc_substitutes_as_in_the_standards_example(uint word, uint substituted) =>
        Assert.That(ZucTables.Substitute(word), Is.EqualTo(substituted));

    [Test]
    public void The_s_boxes_are_permutations()
    {
        HashSet<uint> s1 = [], s2 = [], zuc = [];
        for (uint octet = 0; octet < 256; octet++)
        {
            s1.Add(Snow3GTables.S1(octet << 24));
            s2.Add(Snow3GTables.S2(octet << 24));
            zuc.Add(ZucTables.Substitute(octet * 0x01010101));
        }

        Assert.That((s1.Count, s2.Count, zuc.Count), Is.EqualTo((256, 256, 256)));
    }

    [TestCaseSource(nameof(F8))]
    public void UEA2_as_published(JsonElement vector)
    {
        byte[] message = vector.Octets("message");
        Eea.Apply(
            CipheringAlgorithm.Eea1,
            vector.Number("key"),
            (uint)vector.Number("count"),
            vector.GetProperty("bearer").GetInt32(),
            (Direction)vector.GetProperty("direction").GetInt32(),
            message,
            vector.GetProperty("length_bits").GetInt32());
        Assert.That(Convert.ToHexStringLower(message), Is.EqualTo(vector.Text("expected")));
    }

    [TestCaseSource(nameof(F9))]
    public void UIA2_as_published(JsonElement vector)
    {
        UInt128 key = vector.Number("key");
        uint count = (uint)vector.Number("count"), fresh = (uint)vector.Number("fresh");
        var direction = (Direction)vector.GetProperty("direction").GetInt32();
        byte[] message = vector.Octets("message");
        int bits = vector.GetProperty("length_bits").GetInt32();
        uint expected = (uint)vector.Number("expected");

        Assert.That(Uia2.Compute(key, count, fresh, direction, message, bits), Is.EqualTo(expected));
        for (int bit = 0; bit < 32; bit++)
        {
            uint flipped = fresh ^ (1U << bit);
            Assert.That(Uia2.Compute(key, count, flipped, direction, message, bits), Is.Not.EqualTo(expected));
        }
    }

    [Test]
    public void Products_without_carry_are_the_same_on_both_paths()
    {
        var draws = new Draws(12);
        Assert.That(CarrylessProduct.MultiplyPortable(3, 3), Is.EqualTo((UInt128)5));
        for (int i = 0; i < 2000; i++)
        {
            ulong left = draws.Next(), right = draws.Next() >> draws.Below(64);
            UInt128 product = CarrylessProduct.MultiplyPortable(left, right);
            Assert.That(CarrylessProduct.Multiply(left, right), Is.EqualTo(product));
            Assert.That(CarrylessProduct.MultiplyPortable(right, left), Is.EqualTo(product));
        }
    }

    // TS 35.215 §4.3.2: x^64 = x^4 + x^3 + x + 1
    [TestCase(1UL, 0x8000000000000000UL, 0x8000000000000000UL)]
    [TestCase(2UL, 0x8000000000000000UL, 0x1BUL)]
    [TestCase(4UL, 0x8000000000000000UL, 0x36UL)]
    [TestCase(0UL, 0x8000000000000000UL, 0UL)]
    public void Multiplication_of_UIA2_is_that_of_its_field(ulong left, ulong right, ulong product)
    {
        Assert.That(Uia2.Multiply(left, right), Is.EqualTo(product));
        Assert.That(Uia2.Multiply(right, left), Is.EqualTo(product));
    }

    [Test]
    public void Multiplication_of_UIA2_is_associative()
    {
        var draws = new Draws(13);
        for (int i = 0; i < 500; i++)
        {
            ulong a = draws.Next(), b = draws.Next(), c = draws.Next();
            Assert.That(
                Uia2.Multiply(Uia2.Multiply(a, b), c), Is.EqualTo(Uia2.Multiply(a, Uia2.Multiply(b, c))));
        }
    }

    private static uint Word(UInt128 value, int index) => (uint)((value >> (32 * index)) & uint.MaxValue);
}
