using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class AkaTests
{
    private static readonly byte[] Plmn = [0x00, 0xF1, 0x10];

    private static IEnumerable<TestCaseData> Sets => Vectors.Cases("milenage.json", "vectors", "set");

    private static IEnumerable<TestCaseData> Tokens => Vectors.Cases("milenage.json", "auts");

    private static IEnumerable<TestCaseData> EpsVectors
    {
        get
        {
            foreach (TestCaseData entry in Vectors.Cases("eps_kdf.json", "vectors", "name"))
            {
                if (((JsonElement)entry.Arguments[0]!).GetProperty("inputs").TryGetProperty("K", out _))
                {
                    yield return entry;
                }
            }
        }
    }

    private static JsonElement Flow => Vectors.Load("eps_aka_flow.json").GetProperty("keys");

    [Test]
    public void The_vector_of_the_recorded_attach()
    {
        Milenage home = Recorded();
        AuthenticationVector vector = Aka.CreateVector(
            ref home, Flow.Number("RAND"), new Sqn(Flow.Number64("SQN")), new Amf((ushort)Flow.Number("AMF")));
        EpsAuthenticationVector eps = vector.ToEps(Flow.Octets("PLMN"));

        Assert.That(vector.Ck, Is.EqualTo(Flow.Number("CK")));
        Assert.That(vector.Ik, Is.EqualTo(Flow.Number("IK")));
        Assert.That(eps.Rand, Is.EqualTo(Flow.Number("RAND")));
        Assert.That(eps.Xres.ToString(), Is.EqualTo(Flow.Text("RES")));
        Assert.That(eps.Autn.ToString(), Is.EqualTo(Flow.Text("AUTN")));
        Assert.That(eps.Kasme, Is.EqualTo(Flow.Key("KASME")));
    }

    [TestCaseSource(nameof(EpsVectors))]
    public void Vectors_of_another_implementation(JsonElement entry)
    {
        JsonElement inputs = entry.GetProperty("inputs");
        var home = new Milenage(inputs.Number("K"), inputs.Number("OPc"));
        AuthenticationVector vector = Aka.CreateVector(
            ref home, inputs.Number("RAND"), new Sqn(inputs.Number64("SQN")), new Amf((ushort)inputs.Number("AMF")));

        Assert.That(vector.Xres.ToString(), Is.EqualTo(inputs.Text("XRES")));
        Assert.That(vector.Autn.Value, Is.EqualTo(inputs.Number("AUTN")));
        Assert.That((vector.Ck, vector.Ik), Is.EqualTo((inputs.Number("CK"), inputs.Number("IK"))));
        Assert.That(vector.ToEps(inputs.Octets("PLMN")).Kasme, Is.EqualTo(entry.Key("expected")));
    }

    [TestCaseSource(nameof(Sets))]
    public void Published_tokens_of_a_resynchronisation(JsonElement set)
    {
        var functions = new Milenage(set.Number("K"), set.Number("OPc"));
        Sqn sqn = new(set.Number64("SQN"));
        Auts auts = Aka.CreateAuts(ref functions, set.Number("RAND"), sqn);
        Assert.That(auts.ToString(), Is.EqualTo(set.Text("AUTS_for_SQN_recomputed")));
        Assert.That(Aka.TryResynchronise(ref functions, set.Number("RAND"), auts, out Sqn revealed), Is.True);
        Assert.That(revealed, Is.EqualTo(sqn));
    }

    [TestCaseSource(nameof(Tokens))]
    public void A_token_of_another_implementation_reveals_its_number(JsonElement entry)
    {
        var functions = new Milenage(entry.Number("K"), entry.Number("OPc"));
        Assert.That(Auts.TryRead(entry.Octets("AUTS"), out Auts auts), Is.True);
        Assert.That(Aka.TryResynchronise(ref functions, entry.Number("RAND"), auts, out Sqn sqnMs), Is.True);
        Assert.That(sqnMs, Is.EqualTo(new Sqn(entry.Number64("SQN_MS"))));
        Assert.That(Aka.CreateAuts(ref functions, entry.Number("RAND"), sqnMs), Is.EqualTo(auts));
        Assert.That(functions.F5Star(entry.Number("RAND")), Is.EqualTo(entry.Number64("AKstar")));
    }

    [Test]
    public void The_token_of_the_recorded_exchange()
    {
        Milenage card = Recorded();
        Auts auts = Aka.CreateAuts(ref card, Flow.Number("RAND"), new Sqn(Flow.Number64("SQN_MS_for_AUTS")));
        Assert.That(auts.ToString(), Is.EqualTo(Flow.Text("AUTS")));
    }

    [Test]
    public void Milenage_lets_card_and_network_agree()
    {
        Milenage card = Recorded(), home = Recorded();
        Agree(ref home, ref card);
    }

    [TestCase(4)]
    [TestCase(8)]
    [TestCase(16)]
    public void Tuak_lets_card_and_network_agree(int resSize)
    {
        var card = new Tuak(7, new Key256(8, 9), resSize);
        var home = new Tuak(7, new Key256(8, 9), resSize);
        Agree(ref home, ref card);
    }

    [Test]
    public void A_flipped_bit_of_any_input_of_AUTN_is_refused_and_the_card_stays_as_it_was()
    {
        Milenage home = Recorded(), card = Recorded();
        var array = new SqnArray(SqnScheme.NotTimeBased);
        AuthenticationVector vector = Aka.CreateVector(ref home, 55, Sqn.FromParts(1, 1, 5), Amf.Eps);
        for (int bit = 0; bit < 128; bit++)
        {
            UInt128 flip = UInt128.One << bit;
            MacFails(ref card, array, 55, new Autn(vector.Autn.Value ^ flip), $"AUTN bit {bit}");
            MacFails(ref card, array, 55 ^ flip, vector.Autn, $"RAND bit {bit}");
            var otherKey = new Milenage(Flow.Number("K") ^ flip, Flow.Number("OPc"));
            MacFails(ref otherKey, array, 55, vector.Autn, $"K bit {bit}");
            var otherOpc = new Milenage(Flow.Number("K"), Flow.Number("OPc") ^ flip);
            MacFails(ref otherOpc, array, 55, vector.Autn, $"OPc bit {bit}");
        }

        Assert.That(array.Highest, Is.EqualTo(new Sqn(0)));
        Assert.That(
            Aka.Authenticate(ref card, array, 55, vector.Autn, out _, out _), Is.EqualTo(ChallengeVerdict.Accepted));
    }

    [Test]
    public void A_flipped_bit_of_any_input_of_AUTS_is_refused()
    {
        Milenage card = Recorded(), home = Recorded();
        Auts auts = Aka.CreateAuts(ref card, 55, Sqn.FromParts(9, 1, 5));
        for (int bit = 0; bit < 128; bit++)
        {
            UInt128 flip = UInt128.One << bit;
            Forged(ref home, 55 ^ flip, auts, $"RAND bit {bit}");
            var otherKey = new Milenage(Flow.Number("K") ^ flip, Flow.Number("OPc"));
            Forged(ref otherKey, 55, auts, $"K bit {bit}");
        }

        for (int bit = 0; bit < 64; bit++)
        {
            ulong flip = 1UL << bit;
            Forged(ref home, 55, auts with { MacS = auts.MacS ^ flip }, $"MAC-S bit {bit}");
            Forged(ref home, 55, auts with { SqnXorAk = auts.SqnXorAk ^ flip }, $"SQN bit {bit}");
        }

        Assert.That(Aka.TryResynchronise(ref home, 55, auts, out Sqn sqnMs), Is.True);
        Assert.That(sqnMs, Is.EqualTo(Sqn.FromParts(9, 1, 5)));
    }

    [Test]
    public void A_MAC_of_one_purpose_does_not_serve_the_other()
    {
        // a token whose MAC-S is f1 instead of f1*, and a challenge whose MAC-A is f1* instead of f1
        Milenage card = Recorded(), home = Recorded();
        Sqn sqn = Sqn.FromParts(9, 1, 5);
        Auts auts = new(sqn.Value ^ card.F5Star(55), card.F1(55, sqn, Amf.Resynchronisation));
        Forged(ref home, 55, auts, "f1 in AUTS");

        Autn autn = new(sqn, home.F2345(55).Ak, Amf.Eps, home.F1Star(55, sqn, Amf.Eps));
        MacFails(ref card, new SqnArray(SqnScheme.NotTimeBased), 55, autn, "f1* in AUTN");
    }

    [Test]
    public void A_vector_is_bound_to_its_serving_network()
    {
        Milenage home = Recorded();
        AuthenticationVector vector = Aka.CreateVector(ref home, 55, Sqn.FromParts(1, 1, 5), Amf.Eps);
        Assert.That(vector.ToEps(Plmn).Kasme, Is.Not.EqualTo(vector.ToEps([0x00, 0xF1, 0x20]).Kasme));
        Assert.That(vector.ToEps(Plmn).Autn.Amf.SeparationBit, Is.True);
    }

    /// <summary>First challenge, replay, loss of the network's counter, resynchronisation, next challenge.</summary>
    private static void Agree<T>(ref T home, ref T card)
        where T : struct, IAkaFunctions
    {
        SqnScheme scheme = SqnScheme.NotTimeBased;
        var array = new SqnArray(scheme);
        Sqn sqnHe = Sqn.FromParts(40, 0, 5);

        // HSS -> UE  challenge: accepted, both hold the same keys
        Assert.That(scheme.TryNext(sqnHe, 0, out sqnHe), Is.True);
        AuthenticationVector first = Aka.CreateVector(ref home, 1001, sqnHe, Amf.Eps);
        ChallengeVerdict verdict = Aka.Authenticate(
            ref card, array, first.Rand, first.Autn, out AkaKeys keys, out Auts auts);
        Assert.That(verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That((keys.Res, keys.Ck, keys.Ik), Is.EqualTo((first.Xres, first.Ck, first.Ik)));
        Assert.That(auts, Is.EqualTo(default(Auts)));
        Assert.That(
            EpsKeys.Kasme(keys.Ck, keys.Ik, Plmn, first.Autn.SqnXorAk), Is.EqualTo(first.ToEps(Plmn).Kasme));

        // attacker -> UE  the same challenge again: refused with a token, without keys
        verdict = Aka.Authenticate(ref card, array, first.Rand, first.Autn, out keys, out auts);
        Assert.That(verdict, Is.EqualTo(ChallengeVerdict.SynchFailure));
        Assert.That(keys, Is.EqualTo(default(AkaKeys)));

        // HSS with a counter that was reset -> UE  challenge: refused, SQN_MS is the card's
        AuthenticationVector stale = Aka.CreateVector(ref home, 1002, Sqn.FromParts(2, 1, 5), Amf.Eps);
        verdict = Aka.Authenticate(ref card, array, stale.Rand, stale.Autn, out _, out auts);
        Assert.That(verdict, Is.EqualTo(ChallengeVerdict.SynchFailure));
        Assert.That(Aka.TryResynchronise(ref home, stale.Rand, auts, out Sqn sqnMs), Is.True);
        Assert.That(sqnMs, Is.EqualTo(sqnHe));

        // UE -> HSS  AUTS;  HSS -> UE  the next challenge: accepted
        sqnHe = scheme.Resynchronise(Sqn.FromParts(2, 1, 5), sqnMs, 0);
        Assert.That(scheme.TryNext(sqnHe, 0, out sqnHe), Is.True);
        AuthenticationVector next = Aka.CreateVector(ref home, 1003, sqnHe, Amf.Eps);
        verdict = Aka.Authenticate(ref card, array, next.Rand, next.Autn, out keys, out _);
        Assert.That(verdict, Is.EqualTo(ChallengeVerdict.Accepted));
        Assert.That(keys.Res, Is.EqualTo(next.Xres));
        Assert.That(keys.Res, Is.Not.EqualTo(first.Xres));
    }

    private static void MacFails(ref Milenage card, SqnArray array, UInt128 rand, Autn autn, string what)
    {
        ChallengeVerdict verdict = Aka.Authenticate(ref card, array, rand, autn, out AkaKeys keys, out Auts auts);
        Assert.That(verdict, Is.EqualTo(ChallengeVerdict.MacFailure), what);
        Assert.That((keys, auts), Is.EqualTo((default(AkaKeys), default(Auts))), what);
    }

    private static void Forged(ref Milenage home, UInt128 rand, Auts auts, string what)
    {
        Assert.That(Aka.TryResynchronise(ref home, rand, auts, out Sqn sqnMs), Is.False, what);
        Assert.That(sqnMs, Is.EqualTo(default(Sqn)), what);
    }

    private static Milenage Recorded() => new(Flow.Number("K"), Flow.Number("OPc"));
}
