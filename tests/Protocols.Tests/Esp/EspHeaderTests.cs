using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Esp;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Esp;

public sealed class EspHeaderTests : CodecContract<EspHeader>
{
    // RFC 3602 §4 cases 5 and 7
    protected override IEnumerable<string> Samples => ["00004321 00000001", "00008765 00000002", "00000100 FFFFFFFF"];

    protected override bool IgnoresTrailingOctets => true; // they belong to the transform

    [TestCase("00000000 00000001")]
    [TestCase("000000FF 00000001")]
    public void A_reserved_SPI_is_refused(string octets)
    {
        byte[] source = Convert.FromHexString(octets.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(EspHeader.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("SPI", 0)));
    }
}
