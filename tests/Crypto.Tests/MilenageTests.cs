using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class MilenageTests
{
    private static IEnumerable<TestCaseData> Sets => Vectors.Cases("milenage.json", "vectors", "set");

    [TestCaseSource(nameof(Sets))]
    public void Every_function_of_a_published_set(JsonElement set)
    {
        UInt128 k = set.Number("K"), rand = set.Number("RAND");
        Sqn sqn = new(set.Number64("SQN"));
        Amf amf = new((ushort)set.Number("AMF"));
        Assert.That(Milenage.DeriveOpc(k, set.Number("OP")), Is.EqualTo(set.Number("OPc")));

        var milenage = new Milenage(k, set.Number("OPc"));
        AkaKeys keys = milenage.F2345(rand);
        Assert.That(milenage.F1(rand, sqn, amf), Is.EqualTo(set.Number64("f1_MACA")));
        Assert.That(milenage.F1Star(rand, sqn, amf), Is.EqualTo(set.Number64("f1star_MACS")));
        Assert.That(keys.Res.ToString(), Is.EqualTo(set.Text("f2_RES")));
        Assert.That(keys.Ck, Is.EqualTo(set.Number("f3_CK")));
        Assert.That(keys.Ik, Is.EqualTo(set.Number("f4_IK")));
        Assert.That(keys.Ak, Is.EqualTo(set.Number64("f5_AK")));
        Assert.That(milenage.F5Star(rand), Is.EqualTo(set.Number64("f5star_AKstar")));
        Assert.That(
            new Autn(sqn, keys.Ak, amf, milenage.F1(rand, sqn, amf)).Value,
            Is.EqualTo(set.Number("AUTN_recomputed")));
    }

    [Test]
    public void Each_constant_moves_the_functions_that_use_it_and_no_other()
    {
        MilenageConstants standard = MilenageConstants.Standard;
        Assert.That(Changed(standard with { C1 = 0x10 }), Is.EqualTo("f1 f1*"));
        Assert.That(Changed(standard with { R1 = 8 }), Is.EqualTo("f1 f1*"));
        Assert.That(Changed(standard with { C2 = 0x10 }), Is.EqualTo("f2 f5"));
        Assert.That(Changed(standard with { R2 = 8 }), Is.EqualTo("f2 f5"));
        Assert.That(Changed(standard with { C3 = 0x10 }), Is.EqualTo("f3"));
        Assert.That(Changed(standard with { R3 = 8 }), Is.EqualTo("f3"));
        Assert.That(Changed(standard with { C4 = 0x10 }), Is.EqualTo("f4"));
        Assert.That(Changed(standard with { R4 = 8 }), Is.EqualTo("f4"));
        Assert.That(Changed(standard with { C5 = 0x10 }), Is.EqualTo("f5*"));
        Assert.That(Changed(standard with { R5 = 8 }), Is.EqualTo("f5*"));
        Assert.That(Changed(standard), Is.Empty);
    }

    [Test]
    public void Another_key_another_opc_and_another_rand_move_everything()
    {
        JsonElement set = Vectors.Load("milenage.json").GetProperty("vectors")[0];
        UInt128 k = set.Number("K"), opc = set.Number("OPc"), rand = set.Number("RAND");
        const string Everything = "f1 f1* f2 f3 f4 f5 f5*";
        Assert.That(Changed(new Milenage(k, opc), new Milenage(k ^ 1, opc), rand, rand), Is.EqualTo(Everything));
        Assert.That(Changed(new Milenage(k, opc), new Milenage(k, opc ^ 1), rand, rand), Is.EqualTo(Everything));
        Assert.That(Changed(new Milenage(k, opc), new Milenage(k, opc), rand, rand ^ 1), Is.EqualTo(Everything));
    }

    private static string Changed(MilenageConstants constants)
    {
        JsonElement set = Vectors.Load("milenage.json").GetProperty("vectors")[0];
        UInt128 k = set.Number("K"), opc = set.Number("OPc"), rand = set.Number("RAND");
        return Changed(new Milenage(k, opc), new Milenage(k, opc, constants), rand, rand);
    }

    private static string Changed(Milenage left, Milenage right, UInt128 leftRand, UInt128 rightRand)
    {
        List<string> changed = [];
        Sqn sqn = new(0x123456789ABC);
        AkaKeys a = left.F2345(leftRand), b = right.F2345(rightRand);
        Note(changed, "f1", left.F1(leftRand, sqn, Amf.Eps) != right.F1(rightRand, sqn, Amf.Eps));
        Note(changed, "f1*", left.F1Star(leftRand, sqn, Amf.Eps) != right.F1Star(rightRand, sqn, Amf.Eps));
        Note(changed, "f2", a.Res != b.Res);
        Note(changed, "f3", a.Ck != b.Ck);
        Note(changed, "f4", a.Ik != b.Ik);
        Note(changed, "f5", a.Ak != b.Ak);
        Note(changed, "f5*", left.F5Star(leftRand) != right.F5Star(rightRand));
        return string.Join(' ', changed);
    }

    private static void Note(List<string> changed, string function, bool differs)
    {
        if (differs)
        {
            changed.Add(function);
        }
    }
}
