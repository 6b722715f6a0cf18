using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Enclave;

public sealed class TagChainTests : CodecContract<TagChain>
{
    private const string Empty = "9E 04 12 40";
    private const string Two = "9E 0C 12 00 0001 000A 0002 000B";
    private const string Full = "9E 24 12 80 0001 0001 0002 0002 0003 0003 0004 0004 0005 0005 0006 0006 0007 0007 "
        + "0009 0009";
    private const string Keys = "1E 14 12 20 0001 000A 02 0001 0001 0001 0002 0002 000B 00";

    protected override IEnumerable<string> Samples => [Empty, Two, Full, Keys];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        Assert.That(Decode(Empty), Is.EqualTo(new TagChain([], IsRequest: true)));
        Assert.That(Decode(Two), Is.EqualTo(new TagChain([new(1, 10), new(2, 11)])));
        Assert.That(Decode(Full).HasOverflowed, Is.True);
        EnclaveTag first = new(1, 10, [new EnclavePair(1, 1), new EnclavePair(1, 2)]);
        Assert.That(Decode(Keys), Is.EqualTo(new TagChain([first, new(2, 11)], ListsKeys: true, IsV6: true)));
    }

    [Test]
    public void A_full_chain_keeps_both_ends()
    {
        var chain = new TagChain([]);
        for (ushort enclave = 1; enclave <= 20; enclave++)
        {
            chain = chain.With(new EnclaveTag(enclave, 0), EnclaveCodes.Ipv4OptionsSizeMax);
            Assert.That(chain.Tags[0].Enclave, Is.EqualTo(1));
            Assert.That(chain.Tags[^1].Enclave, Is.EqualTo(enclave));
            Assert.That(chain.HasOverflowed, Is.EqualTo(enclave > 9));
            Assert.That(chain.EncodedSize, Is.LessThanOrEqualTo(EnclaveCodes.Ipv4OptionsSizeMax));
        }
    }

    [Test]
    public void A_tag_that_finds_no_room_at_all_is_an_overflow_and_no_tag()
    {
        TagChain chain = new TagChain([]).With(new EnclaveTag(1, 1), sizeMax: 7);
        Assert.That((chain.Tags.Length, chain.HasOverflowed), Is.EqualTo((0, true)));
    }

    [Test]
    public void Keys_are_listed_only_where_the_chain_asks_for_them()
    {
        EnclaveTag tag = new(1, 2, [new EnclavePair(1, 1)]);
        Assert.That(new TagChain([]).With(tag, 40).Tags.Single().Pairs, Is.Empty);
        Assert.That(new TagChain([], ListsKeys: true).With(tag, 40).Tags.Single().Pairs, Has.Length.EqualTo(1));
    }

    [TestCase("9E 04 11 00", "kind", 2)]
    [TestCase("9E 04 12 01", "flags", 3)]
    [TestCase("9E 07 12 00 0001 00", "tag", 7)]
    [TestCase("9E 09 12 20 0001 0001 01", "pairs", 9)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        Assert.That(TagChain.TryDecode(Octets(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    private static TagChain Decode(string octets)
    {
        Assert.That(TagChain.TryDecode(Octets(octets), out TagChain message, out DecodeError error), Is.True,
            error.ToString());
        return message;
    }

    private static byte[] Octets(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}
