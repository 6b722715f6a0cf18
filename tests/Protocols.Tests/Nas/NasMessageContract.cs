using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>What every NAS message does besides: its header, and unknown elements (TS 24.301 clause 7).</summary>
public abstract class NasMessageContract<T> : CodecContract<T>
    where T : struct, IWireMessage<T>
{
    /// <summary>Where the message type is: octet 1 of EMM, octet 2 of ESM.</summary>
    protected virtual int TypeOffset => 1;

    [Test]
    public void Another_protocol_is_refused()
    {
        foreach (byte[] sample in Messages())
        {
            sample[0] ^= 0x01;
            Refuse(sample, DecodeError.Unexpected("protocol discriminator", 0));
        }
    }

    [Test]
    public void Another_message_type_is_refused()
    {
        foreach (byte[] sample in Messages())
        {
            sample[TypeOffset] ^= 0x20;
            Refuse(sample, DecodeError.Unexpected("message type", TypeOffset));
        }
    }

    /// <summary>TS 24.301 §7.6.1: unknown elements are ignored, of half an octet, with one or two of length.</summary>
    [TestCase("b5")]
    [TestCase("3f00")]
    [TestCase("3f03aabbcc")]
    [TestCase("1f01aa")]
    [TestCase("7d0000")]
    [TestCase("7d0002aabb")]
    [TestCase("b53f01aab17d000111")]
    public void An_unknown_element_is_passed_over(string element)
    {
        foreach (byte[] sample in Messages())
        {
            Assert.That(T.TryDecode(sample, out T without, out _), Is.True);
            byte[] with = [.. sample, .. Convert.FromHexString(element)];
            Assert.That(T.TryDecode(with, out T message, out DecodeError error), Is.True, error.ToString());
            Assert.That(message, Is.EqualTo(without));
        }
    }

    /// <summary>TS 24.007 §11.2.4: an unknown identifier with bits 8 to 5 zero must be understood.</summary>
    [TestCase("00")]
    [TestCase("0000")]
    [TestCase("0f02aabb")]
    [TestCase("01ff")]
    public void An_unknown_element_that_must_be_understood_refuses_the_message(string element)
    {
        foreach (byte[] sample in Messages())
        {
            byte[] with = [.. sample, .. Convert.FromHexString(element)];
            Refuse(with, DecodeError.NotComprehended("information element", sample.Length));
        }
    }

    /// <summary>An unknown element that ends after the message does.</summary>
    [TestCase("3f", 2)]
    [TestCase("3f02aa", 4)]
    [TestCase("7d00", 3)]
    [TestCase("7d0002aa", 5)]
    [TestCase("7dffff", 65538)]
    public void An_unknown_element_cut_short_refuses_the_message(string element, int need)
    {
        foreach (byte[] sample in Messages())
        {
            byte[] with = [.. sample, .. Convert.FromHexString(element)];
            Refuse(with, DecodeError.Truncated(sample.Length + need, with.Length, "information element"));
        }
    }

    /// <summary>Octets at random behind a right header (a fixed sequence: the same on every run).</summary>
    [Test]
    public void Any_octets_give_a_message_or_an_error_value()
    {
        uint state = 1;
        foreach (byte[] sample in Messages())
        {
            for (int round = 0; round < 500; round++)
            {
                state = Next(state);
                int kept = TypeOffset + 1 + (int)(state % (uint)(sample.Length - TypeOffset));
                byte[] octets = new byte[kept + (int)((state >> 8) % 40)];
                sample.AsSpan(0, kept).CopyTo(octets);
                for (int index = kept; index < octets.Length; index++)
                {
                    state = Next(state);
                    octets[index] = (byte)(state >> 24);
                }

                CheckTotal(octets);
            }
        }
    }

    [Test]
    public void Nothing_at_all_is_truncated()
    {
        Assert.That(T.TryDecode([], out T message, out DecodeError error), Is.False);
        Assert.That(error, Is.EqualTo(DecodeError.Truncated(1, 0, "protocol discriminator")));
        Assert.That(message, Is.EqualTo(default(T)));
    }

    [Test]
    public void A_buffer_too_small_is_our_error()
    {
        foreach (byte[] sample in Messages())
        {
            Assert.That(T.TryDecode(sample, out T message, out _), Is.True);
            Assert.That(() => message.Encode(new byte[message.EncodedSize - 1]), Throws.InstanceOf<SystemException>());
        }
    }

    private static uint Next(uint state) => unchecked((state * 1664525) + 1013904223); // Numerical Recipes

    protected static void Refuse(byte[] octets, DecodeError expected)
    {
        Assert.That(T.TryDecode(octets, out T message, out DecodeError error), Is.False, message.ToString());
        Assert.That(error, Is.EqualTo(expected));
        Assert.That(message, Is.EqualTo(default(T)));
    }

    protected IEnumerable<byte[]> Messages()
    {
        foreach (string sample in Samples)
        {
            yield return NasCase.Octets(sample.Replace("|", "", StringComparison.Ordinal));
        }
    }
}

/// <summary>What every EMM message does besides.</summary>
public abstract class EmmMessageContract<T> : NasMessageContract<T>
    where T : struct, IWireMessage<T>
{
    /// <summary>TS 24.301 §9.3.1: only security header type 0 is a plain message.</summary>
    [Test]
    public void A_security_header_is_not_read_as_a_plain_message([Range(1, 15)] int type)
    {
        foreach (byte[] sample in Messages())
        {
            sample[0] |= (byte)(type << 4);
            Refuse(sample, DecodeError.Unexpected("security header type", 0));
        }
    }
}

/// <summary>What every ESM message does besides.</summary>
public abstract class EsmMessageContract<T> : NasMessageContract<T>
    where T : struct, IWireMessage<T>
{
    protected override int TypeOffset => 2;

    /// <summary>True if the message belongs to a bearer.</summary>
    protected virtual bool HasBearer => false;

    /// <summary>TS 24.301 §7.3.2: a bearer where none can be.</summary>
    [Test]
    public void A_bearer_is_read_only_where_there_can_be_one([Range(1, 15)] int bearer)
    {
        foreach (byte[] sample in Messages())
        {
            sample[0] = (byte)((bearer << 4) | 0x02);
            if (HasBearer)
            {
                Assert.That(T.TryDecode(sample, out _, out DecodeError error), Is.True, error.ToString());
            }
            else
            {
                Refuse(sample, DecodeError.Unexpected("EPS bearer identity", 0));
            }
        }
    }
}
