using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

/// <summary>A stream of octets is cut into messages by the length in their headers (RFC 6733 §3).</summary>
[TestFixture]
public sealed class FramingTests
{
    [Test]
    public void Three_octets_are_too_few_to_know_the_length()
    {
        for (int size = 0; size < 4; size++)
        {
            Assert.That(Find(DiameterVectors.Octets("DWR")[..size]), Is.EqualTo((FramingStatus.Incomplete, 0)));
        }
    }

    [Test]
    public void From_four_octets_on_the_length_is_known_and_the_last_octet_completes_the_message()
    {
        byte[] octets = DiameterVectors.Octets("DWR");
        for (int size = 4; size < octets.Length; size++)
        {
            Assert.That(Find(octets[..size]), Is.EqualTo((FramingStatus.Incomplete, octets.Length)));
        }

        Assert.That(Find(octets), Is.EqualTo((FramingStatus.Complete, octets.Length)));
        Assert.That(Find([.. octets, 1, 2, 3]), Is.EqualTo((FramingStatus.Complete, octets.Length)));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(20)]
    [TestCase(1000)]
    [TestCase(100_000)]
    public void Messages_come_out_of_a_stream_as_they_went_in_whatever_the_segments(int segment)
    {
        string[] names = ["CER", "DWR", "AIR", "ULR", "ULA", "DPR"];
        byte[] stream = names.SelectMany(DiameterVectors.Octets).ToArray();
        var messages = new List<byte[]>();
        var received = new List<byte>();
        for (int at = 0; at < stream.Length; at += segment)
        {
            received.AddRange(stream.AsSpan(at, Math.Min(segment, stream.Length - at)));
            while (DiameterFraming.Find(received.ToArray(), out int size, out _) == FramingStatus.Complete)
            {
                messages.Add(received.GetRange(0, size).ToArray());
                received.RemoveRange(0, size);
            }
        }

        Assert.That(messages, Is.EqualTo(names.Select(DiameterVectors.Octets)));
        Assert.That(received, Is.Empty);
    }

    [TestCase(0x000000, Description = "no header")]
    [TestCase(0x000010, Description = "less than a header")]
    [TestCase(0x000013)]
    [TestCase(0x000015, Description = "not a multiple of four")]
    [TestCase(0x010004, Description = "one unit beyond the bound of ours")]
    [TestCase(0xFFFFFC)]
    [TestCase(0xFFFFFF)]
    public void A_length_that_no_message_has_breaks_the_stream(int length)
    {
        byte[] octets = [1, (byte)(length >> 16), (byte)((length >> 8) & 0xFF), (byte)(length & 0xFF)];
        Assert.That(
            DiameterFraming.Find(octets, out int size, out DiameterFault fault), Is.EqualTo(FramingStatus.Broken));
        Assert.That((size, fault.Result, fault.Offset), Is.EqualTo((0, ResultCode.InvalidMessageLength, 1)));
    }

    [Test]
    public void The_longest_and_the_shortest_message_are_awaited()
    {
        Assert.That(Find([1, 1, 0, 0]), Is.EqualTo((FramingStatus.Incomplete, 65_536)));
        Assert.That(Find([1, 0, 0, 20]), Is.EqualTo((FramingStatus.Incomplete, 20)));
    }

    [Test]
    public void Another_version_is_framed_so_that_it_can_be_answered()
    {
        byte[] octets = new DiameterEdit("DWR").Header(0, 9).Build();
        Assert.That(Find(octets), Is.EqualTo((FramingStatus.Complete, octets.Length)));
    }

    private static (FramingStatus Status, int Size) Find(byte[] received)
    {
        FramingStatus status = DiameterFraming.Find(received, out int size, out DiameterFault fault);
        Assert.That(fault.IsNone, Is.True);
        return (status, size);
    }
}
