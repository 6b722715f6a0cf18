using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Enclave;

public sealed class DerivationInformationTests : CodecContract<DerivationInformation>
{
    private const string Usual = "9E 10 11 03 0001 0002 00000007 89ABCDEF";
    private const string NoServer = "9E 10 11 20 0001 0001 00000000 89ABCDEF";
    private const string SubEnclaves = "9E 18 11 9F 0001 0002 0003 0004 0005 0006 00000007 89ABCDEF";
    private const string V6 = "1E 0E 11 00 FFFF 0000 FFFFFFFF 00000100";

    protected override IEnumerable<string> Samples => [Usual, NoServer, SubEnclaves, V6];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        var path = new EnclavePath(new EnclavePair(1, 2), 7, 0x89ABCDEF);
        Assert.That(Decode(Usual), Is.EqualTo(new DerivationInformation(path, Epoch: 3)));

        var subs = new SubEnclavePairs(new EnclavePair(3, 4), new EnclavePair(5, 6));
        path = path with { Sub = subs };
        DerivationInformation expected = new(path, 7, EspDirection.ToClient, IsOrdered: true);
        Assert.That(Decode(SubEnclaves), Is.EqualTo(expected));
        Assert.That(Decode(V6).IsV6, Is.True);
    }

    [TestCase("9D 10 11 00 0001 0002 00000007 89ABCDEF", "option type", 0)]
    [TestCase("9E 03 11 00 0001 0002 00000007 89ABCDEF", "option length", 1)]
    [TestCase("9E 0F 11 00 0001 0002 00000007 89ABCD", "identifiers", 15)]
    [TestCase("9E 10 21 00 0001 0002 00000007 89ABCDEF", "version", 2)]
    [TestCase("9E 10 12 00 0001 0002 00000007 89ABCDEF", "kind", 2)]
    [TestCase("9E 10 11 40 0001 0002 00000007 89ABCDEF", "identifiers", 16)]
    [TestCase("9E 14 11 00 0001 0002 00000000 00000007 89ABCDEF", "trailing octets", 16)]
    [TestCase("9E 10 11 20 0001 0002 00000007 89ABCDEF", "server", 8)]
    [TestCase("1E FF 11 00 0001 0002 00000007 89ABCDEF", "length", 16)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        Assert.That(DerivationInformation.TryDecode(Octets(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    private static DerivationInformation Decode(string octets)
    {
        Assert.That(
            DerivationInformation.TryDecode(Octets(octets), out DerivationInformation message, out DecodeError error),
            Is.True, error.ToString());
        return message;
    }

    private static byte[] Octets(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
