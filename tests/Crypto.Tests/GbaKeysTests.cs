using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class GbaKeysTests
{
    private static IEnumerable<TestCaseData> Published => Vectors.Cases("gba.json", "vectors", "NAF_FQDN");

    [TestCaseSource(nameof(Published))]
    public void Keys_for_a_NAF(JsonElement vector)
    {
        Key256 ks = GbaKeys.Ks(vector.Number("CK"), vector.Number("IK"));
        UInt128 rand = vector.Number("RAND");
        byte[] impi = Encoding.UTF8.GetBytes(vector.Text("IMPI"));
        byte[] naf = vector.Octets("NAF_Id");

        Assert.That(ks, Is.EqualTo(vector.Key("Ks")));
        Assert.That(GbaKeys.KsNaf(ks, rand, impi, naf), Is.EqualTo(vector.Key("Ks_NAF")));
        Assert.That(GbaKeys.KsIntNaf(ks, rand, impi, naf), Is.EqualTo(vector.Key("Ks_int_NAF_gba_u")));
        Assert.That(GbaKeys.KsNaf(ks, rand ^ 1, impi, naf), Is.Not.EqualTo(vector.Key("Ks_NAF")));
        Assert.That(GbaKeys.KsNaf(ks, rand, naf, impi), Is.Not.EqualTo(vector.Key("Ks_NAF")));
    }

    [Test]
    public void Names_longer_than_domain_names_are_refused() =>
        Assert.That(() => GbaKeys.KsNaf(default, 1, new byte[700], new byte[10]), Throws.ArgumentException);
}
