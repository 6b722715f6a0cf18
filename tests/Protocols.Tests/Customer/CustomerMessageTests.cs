using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Customer;

public sealed class CustomerMessageTests : CodecContract<CustomerMessage>
{
    private const string Bare = "5143 0001 0000000000000002 0000000000000003 00000018";
    private const string Padded = "5143 FFFF 7FFFFFFFFFFFFFFF 7FFFFFFFFFFFFFFF 0000001C 00000000";

    protected override IEnumerable<string> Samples => [Bare, Padded];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        Assert.That(CustomerMessage.TryDecode(Octets(Bare), out CustomerMessage message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new CustomerMessage(1, 2, 3, 24)));
    }

    [TestCase("5144 0001 0000000000000002 0000000000000003 00000018", "magic", 0)]
    [TestCase("5143 0001 0000000000000002 8000000000000003 00000018", "start", 12)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 00000017", "size", 20)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 FFFFFFFF", "size", 20)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 0000001A 00 01", "padding", 25)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 00000019 00 00", "trailing octets", 25)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 7FFFFFFF 00 00", "padding", 26)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        Assert.That(CustomerMessage.TryDecode(Octets(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    [TestCase(Bare, 24, true)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 00000400 FFFF", 1024, true)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 000004", 0, false)]
    [TestCase("4143 0001 0000000000000002 0000000000000003 00000400", 1024, false)]
    [TestCase("5143 0001 0000000000000002 0000000000000003 00000000", 0, false)]
    public void A_stream_is_framed_by_the_size(string octets, int size, bool isKnown)
    {
        Assert.That(CustomerMessage.TryReadSize(Octets(octets), out int found), Is.EqualTo(isKnown));
        Assert.That(found, Is.EqualTo(size));
    }

    private static byte[] Octets(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
