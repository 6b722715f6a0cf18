using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Per;

/// <summary>
/// The primitives of aligned PER, each at the boundaries of its rule. Bits are written out by hand from X.691; a space
/// in them means nothing, a dot stands for a padding bit.
/// </summary>
public sealed class PerTests
{
    private const string Field = "field";

    private delegate void Writing(ref PerWriter writer);

    // X.691 §11.5.7.1: up to 255 values: a bit field of as few bits as hold the largest offset, not aligned
    [TestCase(5, 5, 5, "1 1")]
    [TestCase(0, 1, 1, "1 1 1")]
    [TestCase(0, 2, 2, "1 10 1")]
    [TestCase(1, 6, 6, "1 101 1")]
    [TestCase(0, 7, 7, "1 111 1")]
    [TestCase(0, 8, 8, "1 1000 1")]
    [TestCase(0, 15, 9, "1 1001 1")]
    [TestCase(1, 32, 17, "1 10000 1")]
    [TestCase(1, 99, 30, "1 0011101 1")]
    [TestCase(-3, 3, -3, "1 000 1")]
    [TestCase(0, 127, 127, "1 1111111 1")]
    [TestCase(0, 128, 128, "1 10000000 1")]
    [TestCase(1, 160, 160, "1 10011111 1")]
    [TestCase(0, 254, 254, "1 11111110 1")]
    // §11.5.7.2: 256 values: one octet, aligned
    [TestCase(0, 255, 0, "1....... 00000000 1")]
    [TestCase(0, 255, 255, "1....... 11111111 1")]
    [TestCase(1, 256, 2, "1....... 00000001 1")]
    // §11.5.7.3: 257 to 65,536 values: two octets, aligned
    [TestCase(0, 256, 256, "1....... 00000001 00000000 1")]
    [TestCase(1, 65_535, 1, "1....... 00000000 00000000 1")]
    [TestCase(0, 65_535, 65_535, "1....... 11111111 11111111 1")]
    // §11.5.7.4: more: the number of octets as 1 to what the largest takes, then as few octets as hold the offset
    [TestCase(0, 65_536, 0, "1 00..... 00000000 1")]
    [TestCase(0, 65_536, 65_536, "1 10..... 00000001 00000000 00000000 1")]
    [TestCase(0, 0xFF_FFFF, 0x01_0001, "1 10..... 00000001 00000000 00000001 1")]
    [TestCase(0, 0xFF_FFFF, 255, "1 00..... 11111111 1")]
    [TestCase(0, 0xFF_FFFF, 256, "1 01..... 00000001 00000000 1")]
    [TestCase(0, 0xFFFF_FFFF, 1, "1 00..... 00000001 1")]
    [TestCase(0, 0xFFFF_FFFF, 0xFFFF_FFFF, "1 11..... 11111111 11111111 11111111 11111111 1")]
    [TestCase(0, 10_000_000_000, 10_000_000_000, "1 100.... 00000010 01010100 00001011 11100100 00000000 1")]
    [TestCase(0, 10_000_000_000, 4_294_967_296, "1 100.... 00000001 00000000 00000000 00000000 00000000 1")]
    [TestCase(0, 10_000_000_000, 65_536, "1 010.... 00000001 00000000 00000000 1")]
    public void A_constrained_whole_number(long lower, long upper, long value, string bits)
    {
        Check(bits, (ref w) => { w.Bit(true); w.Constrained(value, lower, upper); w.Bit(true); });
        var reader = new PerReader(Octets(bits));
        Assert.That(reader.Bit(Field), Is.True);
        Assert.That(reader.Constrained(lower, upper, Field), Is.EqualTo(value));
        Assert.That(reader.Bit(Field), Is.True);
        AssertEnd(ref reader);
    }

    [TestCase(0, 2, "11......")]
    [TestCase(1, 6, "110.....")]
    [TestCase(0, 4, "101.....")]
    [TestCase(1, 160, "10100000")]
    [TestCase(0, 254, "11111111")]
    [TestCase(0, 256, "00000001 00000001")]
    [TestCase(1, 65_535, "11111111 11111111")]
    [TestCase(0, 65_536, "10...... 00000001 00000000 00000001")]
    [TestCase(0, 65_536, "11...... 00000001 00000000 00000000 00000000")]
    [TestCase(0, 10_000_000_000, "101..... 00000001 00000000 00000000 00000000 00000000 00000000")]
    [TestCase(0, 10_000_000_000, "100..... 00000010 01010100 00001011 11100100 00000001")]
    public void A_number_beyond_its_bounds_is_refused(long lower, long upper, string bits) =>
        CheckRefused(bits, (ref r) => r.Constrained(lower, upper, Field), DecodeFault.Unexpected, lower);

    [TestCase(0, 0xFFFF_FFFF, "01...... 00000000 00000001")]
    [TestCase(0, 0xFFFF_FFFF, "11...... 00000000 11111111 11111111 11111111")]
    public void A_number_in_more_octets_than_it_needs_is_refused(long lower, long upper, string bits) =>
        CheckRefused(bits, (ref r) => r.Constrained(lower, upper, Field), DecodeFault.Unexpected, lower);

    [TestCase(4, 0, 3)]
    [TestCase(-1, 0, 3)]
    [TestCase(256, 0, 255)]
    [TestCase(10_000_000_001, 0, 10_000_000_000)]
    public void A_number_beyond_its_bounds_is_a_fault_of_the_writer(long value, long lower, long upper) => Assert.That(
        () =>
        {
            var writer = PerWriter.Measuring();
            writer.Constrained(value, lower, upper);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    // §11.9.3.6, §11.9.3.7
    [TestCase(0, "1....... 00000000")]
    [TestCase(1, "1....... 00000001")]
    [TestCase(127, "1....... 01111111")]
    [TestCase(128, "1....... 10000000 10000000")]
    [TestCase(255, "1....... 10000000 11111111")]
    [TestCase(256, "1....... 10000001 00000000")]
    [TestCase(16_383, "1....... 10111111 11111111")]
    public void A_length(int length, string bits)
    {
        Check(bits, (ref w) => { w.Bit(true); w.Length(length); });
        var reader = new PerReader(Octets(bits));
        reader.Bit(Field);
        Assert.That(reader.Length(Field), Is.EqualTo(length));
        AssertEnd(ref reader);
    }

    [TestCase("11000001", TestName = "16,384 in fragments")]
    [TestCase("11000100", TestName = "65,536 in fragments")]
    [TestCase("11111111", TestName = "More fragments than there may be")]
    [TestCase("10000000 00000000", TestName = "0 in two octets")]
    [TestCase("10000000 01111111", TestName = "127 in two octets")]
    public void A_length_that_no_sender_writes_is_refused(string bits) =>
        CheckRefused(bits, (ref r) => r.Length(Field), DecodeFault.Unexpected, 0);

    [TestCase(16_384)]
    [TestCase(int.MaxValue)]
    public void A_length_in_fragments_is_a_fault_of_the_writer(int length) => Assert.That(
        () =>
        {
            var writer = PerWriter.Measuring();
            writer.Length(length);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    // §14, §23, §11.6: extension bit, then the root index or a normally small number
    [TestCase(3, 1, false, "01......")]
    [TestCase(5, 3, true, "0 011....")]
    [TestCase(5, 4, true, "0 100....")]
    [TestCase(5, 5, true, "1 0 000000")]
    [TestCase(5, 6, true, "1 0 000001")]
    [TestCase(36, 35, true, "0 100011.")]
    [TestCase(36, 99, true, "1 0 111111")]
    [TestCase(1, 0, true, "0.......")]
    [TestCase(1, 1, true, "1 0 000000")]
    public void An_index(int rootCount, int value, bool extensible, string bits)
    {
        Check(bits, (ref w) => w.Index(value, rootCount, extensible));
        var reader = new PerReader(Octets(bits));
        Assert.That(reader.Index(rootCount, extensible, Field), Is.EqualTo(value));
        AssertEnd(ref reader);
    }

    [TestCase(3, false, "11......", TestName = "A fourth of three")]
    [TestCase(5, true, "0 101....", TestName = "A sixth of five")]
    [TestCase(5, true, "1 1 000000", TestName = "An addition numbered 64 or more")]
    public void An_index_that_is_none_is_refused(int rootCount, bool extensible, string bits) =>
        CheckRefused(bits, (ref r) => r.Index(rootCount, extensible, Field), DecodeFault.Unexpected, 0);

    [Test]
    public void A_sixty_fifth_addition_is_a_fault_of_the_writer() => Assert.That(
        () =>
        {
            var writer = PerWriter.Measuring();
            writer.Index(69, 5, extensible: true);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Bit_fields_cross_octets()
    {
        const string Bits = "101 11001100 1 0000000000000000000000000000001 1 11111111 11111111 11111111 11111111 ....";
        Check(Bits, (ref w) =>
        {
            w.Bits(5, 3);
            w.Bits(0xCC, 8);
            w.Bits(1, 1);
            w.Bits(1, 31);
            w.Bits(1, 1);
            w.Bits(uint.MaxValue, 32);
        });
        var reader = new PerReader(Octets(Bits));
        Assert.That(reader.Bits(3, Field), Is.EqualTo(5));
        Assert.That(reader.Bits(8, Field), Is.EqualTo(0xCC));
        Assert.That(reader.Bit(Field), Is.True);
        Assert.That(reader.Bits(31, Field), Is.EqualTo(1));
        Assert.That(reader.Bit(Field), Is.True);
        Assert.That(reader.Bits(32, Field), Is.EqualTo(uint.MaxValue));
        AssertEnd(ref reader);
    }

    [Test]
    public void Bits_above_the_field_are_not_written() => Check("101 0000.", (ref w) =>
    {
        w.Bits(0xFFFFFFF5, 3);
        w.Bits(0xFFFFFFF0, 4);
    });

    [Test]
    public void Aligned_octets_begin_at_an_octet()
    {
        Check("11...... 10101010 01010101", (ref w) =>
        {
            w.Bits(3, 2);
            w.Octets([0xAA, 0x55]);
        });
        var reader = new PerReader([0xC0, 0xAA, 0x55]);
        reader.Bits(2, Field);
        Assert.That(reader.Octets(2, Field).ToArray(), Is.EqualTo(new byte[] { 0xAA, 0x55 }));
        AssertEnd(ref reader);
    }

    [TestCase("1......1")]
    [TestCase("11......")]
    [TestCase("10000001")]
    public void Padding_that_is_not_zero_is_refused(string bits)
    {
        var reader = new PerReader(Octets(bits + "00000000"));
        reader.Bit(Field);
        reader.Align();
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Unexpected("padding", 0)));
    }

    // §11.2: length, content, zero bits to the octet; at least one octet
    [TestCase(0, "01")]
    [TestCase(1, "01")]
    [TestCase(8, "01")]
    [TestCase(9, "02")]
    [TestCase(127 * 8, "7F")]
    [TestCase((127 * 8) + 1, "8080")]
    [TestCase(128 * 8, "8080")]
    [TestCase(16_383 * 8, "BFFF")]
    public void An_open_type(int bitCount, string length)
    {
        byte[] buffer = new byte[16_400];
        Array.Fill(buffer, (byte)0xA5);
        var writer = new PerWriter(buffer);
        WriteOpen(ref writer, bitCount);
        var measure = PerWriter.Measuring();
        WriteOpen(ref measure, bitCount);
        Assert.That(measure.Size, Is.EqualTo(writer.Size));
        Assert.That(Convert.ToHexString(buffer), Does.StartWith("80" + length));

        var reader = new PerReader(buffer.AsSpan(0, writer.Size));
        reader.Bit(Field);
        int outer = reader.Open(Field);
        for (int bit = 0; bit < bitCount; bit++)
        {
            Assert.That(reader.Bit(Field), Is.True);
        }

        if (bitCount == 0)
        {
            reader.Bits(8, Field);
        }

        reader.Close(outer);
        Assert.That(reader.Bits(8, Field), Is.EqualTo(0x5A));
        AssertEnd(ref reader);
    }

    [Test]
    public void An_open_type_of_16384_octets_is_a_fault_of_the_writer() => Assert.That(
        () =>
        {
            var writer = PerWriter.Measuring();
            WriteOpen(ref writer, 16_384 * 8);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Open_types_inside_open_types_grow_together()
    {
        byte[] buffer = new byte[300];
        var writer = new PerWriter(buffer);
        int outer = writer.Open();
        writer.Bits(0x11, 8);
        int inner = writer.Open();
        writer.Octets(new byte[128]);
        writer.Close(inner);
        writer.Bits(0x22, 8);
        writer.Close(outer);
        Assert.That(Convert.ToHexString(buffer, 0, 5), Is.EqualTo("8084" + "11" + "8080"));
        Assert.That(buffer[writer.Size - 1], Is.EqualTo(0x22));
        Assert.That(writer.Size, Is.EqualTo(2 + 1 + 2 + 128 + 1));
    }

    [Test]
    public void Reading_past_an_open_type_is_refused_although_the_source_goes_on()
    {
        var reader = new PerReader([0x01, 0xFF, 0xFF]);
        reader.Open(Field);
        reader.Bits(9, Field);
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Truncated(need: 3, have: 2, Field)));
    }

    [Test]
    public void An_open_type_that_is_not_used_up_is_refused()
    {
        var reader = new PerReader([0x02, 0x80, 0x00]);
        int outer = reader.Open(Field);
        reader.Bit(Field);
        reader.Close(outer);
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Trailing(2)));
    }

    [TestCase("00", DecodeFault.Unexpected)]
    [TestCase("02FF", DecodeFault.Truncated)]
    [TestCase("BFFF00", DecodeFault.Truncated)]
    [TestCase("C100", DecodeFault.Unexpected)]
    [TestCase("", DecodeFault.Truncated)]
    public void An_open_type_whose_length_lies_is_refused(string hex, DecodeFault fault)
    {
        var reader = new PerReader(Convert.FromHexString(hex));
        Assert.That(reader.OpenOctets(Field).IsEmpty, Is.True);
        Assert.That(reader.Error.Fault, Is.EqualTo(fault));
    }

    [Test]
    public void A_sequence_with_additions_is_not_understood()
    {
        var reader = new PerReader([0x80]);
        reader.Preamble(2, "TAI");
        Assert.That(reader.Error, Is.EqualTo(DecodeError.NotComprehended("TAI extension", 0)));
    }

    [Test]
    public void A_preamble_is_an_extension_bit_and_a_bitmap()
    {
        Check("0 101 ....", (ref w) => w.Preamble(5, 3));
        var reader = new PerReader([0x50]);
        Assert.That(reader.Preamble(3, Field), Is.EqualTo(5));
    }

    [TestCase(1, 6, "001.....")]
    [TestCase(1, 256, "00000001")]
    [TestCase(1, 65_535, "00000000 00000001")]
    public void Elements_have_their_count_before_them(int lower, int upper, string count)
    {
        byte[] octets = [.. Octets(count), 0xAA, 0x55];
        var reader = new PerReader(octets);
        SequenceOf<byte> elements = reader.Elements(lower, upper, ReadOctet, Field);
        Assert.That(elements, Is.EqualTo(new SequenceOf<byte>(0xAA, 0x55)));
        AssertEnd(ref reader);
        byte[] buffer = new byte[octets.Length];
        var writer = new PerWriter(buffer);
        writer.Elements(elements, lower, upper, WriteOctet);
        Assert.That(buffer, Is.EqualTo(octets));
    }

    [Test]
    public void A_count_without_elements_is_refused_before_they_are_allocated()
    {
        var reader = new PerReader([0xFF, 0xFE, 0x00]);
        Assert.That(reader.Elements(1, 65_535, ReadOctet, Field).IsEmpty, Is.True);
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Truncated(need: 2 + 65_535, have: 3, Field)));
    }

    [TestCase(0)]
    [TestCase(7)]
    public void Too_few_or_too_many_elements_are_a_fault_of_the_writer(int count) => Assert.That(
        () =>
        {
            var writer = PerWriter.Measuring();
            writer.Elements(new SequenceOf<byte>(new byte[count]), 1, 6, WriteOctet);
        },
        Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void The_first_fault_stays_and_everything_after_it_is_zero()
    {
        var reader = new PerReader([0xFF]);
        reader.Bits(9, "first");
        Assert.That(reader.Bits(4, "second"), Is.Zero);
        Assert.That(reader.Constrained(3, 9, "third"), Is.EqualTo(3));
        Assert.That(reader.Length("fourth"), Is.Zero);
        Assert.That(reader.Octets(1, "fifth").IsEmpty, Is.True);
        reader.End();
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Truncated(need: 2, have: 1, "first")));
    }

    [Test]
    public void The_end_is_checked()
    {
        var reader = new PerReader([0x80, 0x00]);
        reader.Bit(Field);
        reader.End();
        Assert.That(reader.Error, Is.EqualTo(DecodeError.Trailing(1)));
    }

    [Test]
    public void Bits_are_those_of_the_source_wherever_they_stand()
    {
        byte[] octets = [0x9A, 0x35, 0xC7, 0x01, 0xFE, 0x6B, 0x80, 0x7F, 0xD2, 0x4C, 0xB3, 0x18];
        foreach (int size in Enumerable.Range(1, octets.Length))
        {
            foreach ((int start, int count) in Places(8 * size))
            {
                var reader = new PerReader(octets.AsSpan(0, size));
                _ = reader.Bits(start / 2, Field);
                _ = reader.Bits(start - (start / 2), Field);
                uint value = reader.Bits(count, Field);
                bool isThere = start + count <= 8 * size;
                if (value != (isThere ? BitsOf(octets, start, count) : 0) || reader.Failed == isThere)
                {
                    Assert.Fail($"{count} bits from {start} of {size} octets: {value:X}, {reader.Error}");
                }
            }
        }
    }

    [Test]
    public void Bits_are_written_where_they_belong_and_nowhere_else()
    {
        const uint Value = 0xA6C9_3E57;
        foreach ((int start, int count) in Places(64))
        {
            byte[] octets = new byte[16];
            Array.Fill(octets, (byte)0xA5);
            var writer = new PerWriter(octets);
            writer.Bits(0, start / 2);
            writer.Bits(0, start - (start / 2));
            writer.Bits(count == 32 ? Value : Value & ((1u << count) - 1), count);
            int end = start + count;
            bool isRight = writer.Size == (end + 7) / 8
                && BitsOf(octets, start, count) == BitsOf([0xA6, 0xC9, 0x3E, 0x57], 32 - count, count)
                && BitsOf(octets, 0, start / 2) == 0
                && BitsOf(octets, end, (8 * writer.Size) - end) == 0
                && octets.AsSpan(writer.Size).IndexOfAnyExcept((byte)0xA5) < 0;
            if (!isRight)
            {
                Assert.Fail($"{count} bits from {start}: {Convert.ToHexString(octets)}");
            }
        }
    }

    [Test]
    public void A_writer_without_room_says_so()
    {
        foreach (int count in new[] { 1, 8, 9, 16, 24, 32 })
        {
            Assert.That(() => Write(count), Throws.InstanceOf<SystemException>(), $"{count} bits");
        }

        static void Write(int count)
        {
            var writer = new PerWriter(new byte[2]);
            writer.Bits(0, 16);
            writer.Bits(0, count);
        }
    }

    [Test]
    public void Lists_are_compared_by_content()
    {
        var list = new SequenceOf<byte>(1, 2);
        Assert.That(list == new SequenceOf<byte>(1, 2), Is.True);
        Assert.That(list != new SequenceOf<byte>(2, 1), Is.True);
        Assert.That(list.Equals((object)new SequenceOf<byte>(1)), Is.False);
        Assert.That(default(SequenceOf<byte>) == new SequenceOf<byte>(), Is.True);
        Assert.That(list.GetHashCode(), Is.EqualTo(new SequenceOf<byte>(1, 2).GetHashCode()));
        Assert.That(list.ToString(), Is.EqualTo("[1, 2]"));
    }

    // first bit and number of bits: at most 64 bits are passed over in two steps
    private static IEnumerable<(int Start, int Count)> Places(int bits) =>
        from start in Enumerable.Range(0, Math.Min(bits, 64))
        from count in Enumerable.Range(0, 33)
        select (start, count);

    private static uint BitsOf(ReadOnlySpan<byte> octets, int start, int count)
    {
        uint value = 0;
        for (int bit = start; bit < start + count; bit++)
        {
            value = (value << 1) | ((uint)(octets[bit / 8] >> (7 - (bit % 8))) & 1);
        }

        return value;
    }

    private static byte ReadOctet(ref PerReader reader)
    {
        reader.Align();
        return (byte)reader.Bits(8, Field);
    }

    private static void WriteOctet(ref PerWriter writer, byte value)
    {
        writer.Align();
        writer.Bits(value, 8);
    }

    /// <summary>A bit, an open type of ones, and 5A.</summary>
    private static void WriteOpen(ref PerWriter writer, int bitCount)
    {
        writer.Bit(true);
        int start = writer.Open();
        for (int bit = 0; bit < bitCount; bit++)
        {
            writer.Bit(true);
        }

        writer.Close(start);
        writer.Bits(0x5A, 8);
    }

    private static void Check(string bits, Writing write)
    {
        byte[] expected = Octets(bits);
        foreach (byte dirt in (byte[])[0x00, 0xFF])
        {
            byte[] buffer = new byte[expected.Length];
            Array.Fill(buffer, dirt);
            var writer = new PerWriter(buffer);
            write(ref writer);
            Assert.That(Convert.ToHexString(buffer), Is.EqualTo(Convert.ToHexString(expected)));
            Assert.That(writer.Size, Is.EqualTo(expected.Length));
        }

        var measure = PerWriter.Measuring();
        write(ref measure);
        Assert.That(measure.Size, Is.EqualTo(expected.Length));
    }

    private static void CheckRefused(string bits, PerRead<long> read, DecodeFault fault, long value)
    {
        byte[] octets = Octets(bits);
        var reader = new PerReader(octets);
        Assert.That(read(ref reader), Is.EqualTo(value));
        Assert.That(reader.Error.Fault, Is.EqualTo(fault), reader.Error.ToString());
        Assert.That(reader.Error.Offset, Is.InRange(0, octets.Length));
    }

    private static void AssertEnd(ref PerReader reader)
    {
        reader.End();
        Assert.That(reader.Error, Is.EqualTo(DecodeError.None));
    }

    private static byte[] Octets(string bits)
    {
        var digits = new StringBuilder(bits.Replace(" ", "", StringComparison.Ordinal).Replace('.', '0'));
        digits.Append('0', (8 - (digits.Length % 8)) % 8);
        byte[] octets = new byte[digits.Length / 8];
        for (int index = 0; index < octets.Length; index++)
        {
            octets[index] = Convert.ToByte(digits.ToString(index * 8, 8), 2);
        }

        return octets;
    }
}
