using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

/// <summary>The tests that every message passes. A fixture derives from it and gives the samples.</summary>
/// <typeparam name="T">The message.</typeparam>
public abstract class CodecContract<T>
    where T : struct, IWireMessage<T>
{
    /// <summary>
    /// Hexadecimal octets of correct messages, from published vectors, recorded exchanges or written by hand. Blanks
    /// are for the eye; a bar says that the octets before it are a whole message too (what follows is optional).
    /// </summary>
    protected abstract IEnumerable<string> Samples { get; }

    /// <summary>True if octets after the last field are ignored, as the standard of this message says.</summary>
    protected virtual bool IgnoresTrailingOctets => false;

    /// <summary>True if a prefix of this length is a whole message (the rest are optional fields).</summary>
    protected virtual bool IsWholePrefix(byte[] sample, int length) => false;

    /// <summary>True if the sample re-encodes to the same octets (false where unknown fields are dropped).</summary>
    protected virtual bool IsCanonical(byte[] sample) => true;

    [Test]
    public void Samples_decode_and_encode_to_the_same_octets()
    {
        int count = 0;
        foreach (byte[] sample in Octets())
        {
            Assert.That(T.TryDecode(sample, out T message, out DecodeError error), Is.True, error.ToString());
            Assert.That(error.IsNone, Is.True);
            byte[] encoded = Encode(message, 0xA5);
            if (IsCanonical(sample))
            {
                Assert.That(Convert.ToHexString(encoded), Is.EqualTo(Convert.ToHexString(sample)));
            }

            count++;
        }

        Assert.That(count, Is.Positive, "no sample");
    }

    [Test]
    public void Encode_writes_every_octet_that_it_counts()
    {
        foreach (byte[] sample in Octets())
        {
            Assert.That(T.TryDecode(sample, out T message, out _), Is.True);
            Assert.That(Encode(message, 0xA5), Is.EqualTo(Encode(message, 0x5A)));
        }
    }

    [Test]
    public void A_decoded_message_survives_a_round_trip()
    {
        foreach (byte[] sample in Octets())
        {
            Assert.That(T.TryDecode(sample, out T message, out _), Is.True);
            byte[] once = Encode(message, 0);
            Assert.That(T.TryDecode(once, out T again, out DecodeError error), Is.True, error.ToString());
            Assert.That(Encode(again, 0xFF), Is.EqualTo(once));
        }
    }

    [Test]
    public void Every_truncation_is_refused_with_a_field_and_an_offset()
    {
        foreach (string text in Samples)
        {
            byte[] sample = Parse(text);
            for (int length = 0; length < sample.Length; length++)
            {
                bool whole = IsWholePrefix(sample, length) || HasBar(text, length);
                bool read = T.TryDecode(sample.AsSpan(0, length), out T message, out DecodeError error);
                Assert.That(read, Is.EqualTo(whole), $"{length} of {sample.Length} octets: {error}");
                CheckError(read, message, error, length);
            }
        }
    }

    [Test]
    public void Every_flipped_bit_gives_a_message_or_an_error_value()
    {
        foreach (byte[] sample in Octets())
        {
            for (int bit = 0; bit < sample.Length * 8; bit++)
            {
                byte[] flipped = [.. sample];
                flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                CheckTotal(flipped);
            }
        }
    }

    [Test]
    public void Every_octet_set_to_its_bounds_gives_a_message_or_an_error_value()
    {
        foreach (byte[] sample in Octets())
        {
            for (int index = 0; index < sample.Length; index++)
            {
                foreach (byte value in Bounds(sample[index]))
                {
                    byte[] changed = [.. sample];
                    changed[index] = value;
                    CheckTotal(changed);
                }
            }
        }
    }

    [Test]
    public void Octets_after_the_last_field_are_decided_on_purpose()
    {
        foreach (byte[] sample in Octets())
        {
            byte[] longer = [.. sample, 0x00];
            bool read = T.TryDecode(longer, out _, out DecodeError error);
            Assert.That(read, Is.EqualTo(IgnoresTrailingOctets), error.ToString());
        }
    }

    private static byte[] Bounds(byte octet) =>
        unchecked([0x00, 0x01, 0x7F, 0x80, 0xFF, (byte)(octet + 1), (byte)(octet - 1)]);

    /// <summary>The octets are read as a message that can be written again, or refused with field and offset.</summary>
    protected static void CheckTotal(byte[] octets)
    {
        bool read = T.TryDecode(octets, out T message, out DecodeError error);
        CheckError(read, message, error, octets.Length);
        if (read)
        {
            byte[] encoded = Encode(message, 0xA5);
            Assert.That(T.TryDecode(encoded, out _, out DecodeError again), Is.True, again.ToString());
        }
    }

    private static void CheckError(bool read, T message, DecodeError error, int length)
    {
        Assert.That(error.IsNone, Is.EqualTo(read), error.ToString());
        if (!read)
        {
            Assert.That(error.Field, Is.Not.Empty);
            Assert.That(error.Offset, Is.InRange(0, length), error.ToString());
            Assert.That(message, Is.EqualTo(default(T)));
        }
    }

    private static byte[] Encode(T message, byte dirt)
    {
        byte[] buffer = new byte[message.EncodedSize];
        Array.Fill(buffer, dirt);
        Assert.That(message.Encode(buffer), Is.EqualTo(buffer.Length));
        return buffer;
    }

    private IEnumerable<byte[]> Octets()
    {
        foreach (string sample in Samples)
        {
            yield return Parse(sample);
        }
    }

    private static byte[] Parse(string sample) => Convert.FromHexString(
        sample.Replace(" ", "", StringComparison.Ordinal).Replace("|", "", StringComparison.Ordinal));

    private static bool HasBar(string sample, int length)
    {
        for (int bar = sample.IndexOf('|', StringComparison.Ordinal); bar >= 0; bar = sample.IndexOf('|', bar + 1))
        {
            if (Parse(sample[..bar]).Length == length)
            {
                return true;
            }
        }

        return false;
    }
}
