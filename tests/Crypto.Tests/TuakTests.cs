using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class TuakTests
{
    private static IEnumerable<TestCaseData> Sets => Vectors.Cases("tuak.json", "vectors", "name");

    [TestCaseSource(nameof(Sets))]
    public void Every_function_of_a_published_set(JsonElement set)
    {
        Tuak tuak = Subscriber(set);
        UInt128 rand = set.Number("rand");
        Sqn sqn = new(set.Number64("sqn"));
        Amf amf = new((ushort)set.Number("amf"));
        byte[] macA = Room(set, "f1"), macS = Room(set, "f1star");
        byte[] res = Room(set, "f2"), ck = Room(set, "f3"), ik = Room(set, "f4");

        tuak.F1(rand, sqn, amf, macA);
        tuak.F1Star(rand, sqn, amf, macS);
        ulong ak = tuak.F2345(rand, res, ck, ik);

        Assert.That(Topc(set), Is.EqualTo(set.Key("topc")));
        Assert.That(Convert.ToHexStringLower(macA), Is.EqualTo(set.Text("f1")));
        Assert.That(Convert.ToHexStringLower(macS), Is.EqualTo(set.Text("f1star")));
        Assert.That(Convert.ToHexStringLower(res), Is.EqualTo(set.Text("f2")));
        Assert.That(Convert.ToHexStringLower(ck), Is.EqualTo(set.Text("f3")));
        Assert.That(Convert.ToHexStringLower(ik), Is.EqualTo(set.Text("f4")));
        Assert.That(ak, Is.EqualTo(set.Number64("f5")));
        Assert.That(tuak.F5Star(rand), Is.EqualTo(set.Number64("f5star")));
    }

    [TestCase(4)]
    [TestCase(8)]
    [TestCase(16)]
    public void The_functions_of_AKA_are_those_with_EPS_lengths(int resSize)
    {
        JsonElement set = Vectors.Load("tuak.json").GetProperty("vectors")[0];
        var tuak = new Tuak(set.Number("k"), set.Key("topc"), resSize);
        UInt128 rand = set.Number("rand");
        Sqn sqn = new(set.Number64("sqn"));
        Amf amf = new(0xFFFF);
        byte[] res = new byte[resSize], ck = new byte[16], ik = new byte[16];

        AkaKeys keys = tuak.F2345(rand);
        ulong ak = tuak.F2345(rand, res, ck, ik);

        Assert.That(keys.Res.ToString(), Is.EqualTo(Convert.ToHexStringLower(res)));
        Assert.That(keys.Ck, Is.EqualTo(Vectors.Hex(Convert.ToHexString(ck))));
        Assert.That(keys.Ik, Is.EqualTo(Vectors.Hex(Convert.ToHexString(ik))));
        Assert.That(keys.Ak, Is.EqualTo(ak));
        Assert.That(tuak.F1(rand, sqn, amf), Is.EqualTo(set.Number64("f1")));
        Assert.That(tuak.F1Star(rand, sqn, amf), Is.EqualTo(set.Number64("f1star")));
    }

    [Test]
    public void Lengths_and_iterations_change_more_than_what_they_name()
    {
        JsonElement set = Vectors.Load("tuak.json").GetProperty("vectors")[0];
        UInt128 k = set.Number("k"), rand = set.Number("rand");
        Key256 topc = set.Key("topc");
        AkaKeys keys = new Tuak(k, topc).F2345(rand);

        Assert.That(new Tuak(k, topc, resSize: 16).F2345(rand).Ck, Is.Not.EqualTo(keys.Ck), "INSTANCE tells lengths");
        Assert.That(new Tuak(k, topc, iterations: 2).F2345(rand).Ck, Is.Not.EqualTo(keys.Ck));
        Assert.That(new Tuak(new Key256(0, k), topc).F2345(rand).Ck, Is.Not.EqualTo(keys.Ck), "INSTANCE tells K's");
        Assert.That(Tuak.DeriveTopc(k, topc, 2), Is.Not.EqualTo(Tuak.DeriveTopc(k, topc)));
    }

    [Test]
    public void Lengths_that_the_standard_does_not_have_are_refused()
    {
        var tuak = new Tuak(1, default);
        foreach (int size in (int[])[0, 1, 5, 15, 24, 32, 33])
        {
            Refused(() => new Tuak(1, default, resSize: size).F5Star(1));
        }

        foreach (int size in (int[])[0, 4, 7, 9, 31, 33])
        {
            Refused(() => tuak.F1(1, default, default, new byte[size]));
            Refused(() => tuak.F2345(1, new byte[8], new byte[size], new byte[16]));
            Refused(() => tuak.F2345(1, new byte[8], new byte[16], new byte[size]));
        }

        Refused(() => tuak.F2345(1, new byte[5], new byte[16], new byte[16]));
        Refused(() => new Tuak(1, default, iterations: 0).F5Star(1));
    }

    private static void Refused(Action action) => Assert.That(action, Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static byte[] Room(JsonElement set, string function) => new byte[set.Text(function).Length / 2];

    private static Tuak Subscriber(JsonElement set)
    {
        int iterations = set.GetProperty("keccak_iterations").GetInt32();
        return set.Text("k").Length == 32
            ? new Tuak(set.Number("k"), set.Key("topc"), iterations: iterations)
            : new Tuak(set.Key("k"), set.Key("topc"), iterations: iterations);
    }

    private static Key256 Topc(JsonElement set)
    {
        int iterations = set.GetProperty("keccak_iterations").GetInt32();
        return set.Text("k").Length == 32
            ? Tuak.DeriveTopc(set.Number("k"), set.Key("top"), iterations)
            : Tuak.DeriveTopc(set.Key("k"), set.Key("top"), iterations);
    }
}
