using System;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class ValueTests
{
    [TestCase(4)]
    [TestCase(8)]
    [TestCase(15)]
    [TestCase(16)]
    public void A_response_keeps_its_octets_and_their_number(int size)
    {
        byte[] octets = new Draws((ulong)size).Octets(size);
        byte[] written = new byte[size];
        Assert.That(Res.TryRead(octets, out Res res), Is.True);
        res.Write(written);
        Assert.That(res.Size, Is.EqualTo(size));
        Assert.That(written, Is.EqualTo(octets));
        Assert.That(res.ToString(), Is.EqualTo(Convert.ToHexStringLower(octets)));
        Assert.That(res, Is.EqualTo(new Res(Vectors.Hex(res.ToString()), size)));
    }

    [TestCase(0)]
    [TestCase(3)]
    [TestCase(17)]
    public void Other_lengths_of_a_response_are_refused(int size)
    {
        Assert.That(Res.TryRead(new byte[size], out Res res), Is.False);
        Assert.That(res.Size, Is.Zero);
        Assert.That(() => new Res(0, size), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_response_must_fit_its_length() =>
        Assert.That(() => new Res(UInt128.One << 32, 4), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Responses_differ_by_length_and_by_every_bit()
    {
        Assert.That(new Res(0, 4), Is.Not.EqualTo(new Res(0, 5)));
        Assert.That(new Res(0, 4), Is.Not.EqualTo(default(Res)));
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.That(new Res(5 ^ (UInt128.One << bit), 8), Is.Not.EqualTo(new Res(5, 8)));
        }
    }

    [Test]
    public void A_sequence_number_is_SEQ_and_IND()
    {
        Sqn sqn = Sqn.FromParts(0x123456789, 21, 5);
        Assert.That(sqn.Value, Is.EqualTo((0x123456789UL << 5) | 21));
        Assert.That(sqn.Seq(5), Is.EqualTo(0x123456789));
        Assert.That(sqn.Ind(5), Is.EqualTo(21));
        Assert.That(sqn.Seq(0), Is.EqualTo(sqn.Value));
        Assert.That(sqn.Ind(0), Is.Zero);
    }

    [Test]
    public void A_sequence_number_has_48_bits()
    {
        Assert.That(Sqn.Max.ToString(), Is.EqualTo("ffffffffffff"));
        Assert.That(() => new Sqn(1UL << 48), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Sqn.FromParts(0, 32, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Sqn.FromParts(0, -1, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Sqn.FromParts(1UL << 43, 0, 5), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0x8000, true)]
    [TestCase(0x7FFF, false)]
    [TestCase(0xB9B9, true)]
    [TestCase(0x725C, false)]
    public void The_separation_bit_is_the_most_significant_one(int value, bool set)
    {
        Amf amf = new((ushort)value);
        Assert.That(amf.SeparationBit, Is.EqualTo(set));
        Assert.That(amf.With(separationBit: true).SeparationBit, Is.True);
        Assert.That(amf.With(separationBit: false).SeparationBit, Is.False);
        Assert.That(amf.With(set), Is.EqualTo(amf));
        Assert.That(amf.With(!set).Value ^ value, Is.EqualTo(0x8000));
    }

    [Test]
    public void AUTN_and_AUTS_are_read_where_the_standard_puts_the_fields()
    {
        Autn autn = new(Vectors.Hex("55f328b43577b9b94a9ffac354dfafb3"));
        Assert.That(autn.SqnXorAk, Is.EqualTo(0x55f328b43577));
        Assert.That(autn.Amf.Value, Is.EqualTo(0xb9b9));
        Assert.That(autn.MacA, Is.EqualTo(0x4a9ffac354dfafb3));
        Assert.That(autn.Sqn(0xaa689c648370).ToString(), Is.EqualTo("ff9bb4d0b607"));

        byte[] octets = Convert.FromHexString("ba853f3c133b81e8d4025b8e6c4a");
        byte[] written = new byte[Auts.Size];
        Assert.That(Auts.TryRead(octets, out Auts auts), Is.True);
        Assert.That(auts, Is.EqualTo(new Auts(0xba853f3c133b, 0x81e8d4025b8e6c4a)));
        auts.Write(written);
        Assert.That(written, Is.EqualTo(octets));
        Assert.That(Auts.TryRead(octets.AsSpan(1), out _), Is.False);
        Assert.That(Auts.TryRead(new byte[15], out _), Is.False);
    }

    [TestCase(31)]
    [TestCase(33)]
    public void A_long_key_is_32_octets(int size) =>
        Assert.That(() => Key256.Read(new byte[size]), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_long_key_keeps_the_order_of_its_octets()
    {
        byte[] octets = new Draws(8).Octets(Key256.Size);
        byte[] written = new byte[Key256.Size];
        Key256 key = Key256.Read(octets);
        key.Write(written);
        Assert.That(written, Is.EqualTo(octets));
        Assert.That(key.ToString(), Is.EqualTo(Convert.ToHexStringLower(octets)));
    }

    [Test]
    public void Codes_are_equal_only_if_every_bit_is()
    {
        for (int bit = 0; bit < 128; bit++)
        {
            UInt128 flip = UInt128.One << bit;
            Assert.That(FixedTime.Equal(UInt128.MaxValue, UInt128.MaxValue ^ flip), Is.False);
            Assert.That(FixedTime.Equal(3UL, 3UL ^ (1UL << (bit % 64))), Is.False);
            Assert.That(FixedTime.Equal(3U, 3U ^ (1U << (bit % 32))), Is.False);
        }

        Assert.That(FixedTime.Equal(UInt128.MaxValue, UInt128.MaxValue), Is.True);
        Assert.That(FixedTime.Equal(3UL, 3UL), Is.True);
        Assert.That(FixedTime.Equal(3U, 3U), Is.True);
    }
}
