using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

/// <summary>
/// A NAS-PDU that is lent is a part of what it was read from; its message reads as one that was copied does, and fails
/// as that does.
/// </summary>
public sealed class LentNasPduTests
{
    private delegate bool Reading<T>(byte[] pdu, out T message, out DecodeError error);

    [Test]
    public void A_lent_message_reads_and_fails_as_a_copied_one()
    {
        Assert.Multiple(() =>
        {
            Assert.That(
                CheckAll<InitialUeMessage>(12, (byte[] pdu, out InitialUeMessage message, out DecodeError error) =>
                    InitialUeMessage.TryDecodeLent(pdu, out message, out error)), Is.GreaterThan(1_000));
            Assert.That(
                CheckAll<UplinkNasTransport>(13, (byte[] pdu, out UplinkNasTransport message, out DecodeError error) =>
                    UplinkNasTransport.TryDecodeLent(pdu, out message, out error)), Is.GreaterThan(1_000));
            Assert.That(
                CheckAll<DownlinkNasTransport>(
                    11, (byte[] pdu, out DownlinkNasTransport message, out DecodeError error) =>
                    DownlinkNasTransport.TryDecodeLent(pdu, out message, out error)), Is.GreaterThan(1_000));
            Assert.That(
                CheckAll<InitialContextSetupRequest>(
                    9, (byte[] pdu, out InitialContextSetupRequest message, out DecodeError error) =>
                    InitialContextSetupRequest.TryDecodeLent(pdu, out message, out error)), Is.GreaterThan(1_000));
        });
    }

    [Test]
    public void What_is_lent_changes_with_its_source_and_a_copy_does_not()
    {
        byte[] pdu = S1apVectors.Octets(S1apVectors.Flow[2]);
        Assert.That(UplinkNasTransport.TryDecodeLent(pdu, out UplinkNasTransport lent, out _), Is.True);
        Assert.That(UplinkNasTransport.TryDecode(pdu, out UplinkNasTransport copied, out _), Is.True);
        Octets kept = lent.NasPdu.Keep();
        Assert.That(lent, Is.EqualTo(copied));

        Array.Fill(pdu, (byte)0xDD);
        Assert.That(lent.NasPdu.ToString(), Is.EqualTo("dddddddddddddddddddddd"));
        Assert.That(copied.NasPdu.ToString(), Is.EqualTo("075308a54211d5e3ba50bf"));
        Assert.That(kept, Is.EqualTo(Octets.FromHex("075308A54211D5E3BA50BF")));
        Assert.That(lent.NasPdu == copied.NasPdu, Is.False);
    }

    [Test]
    public void A_lent_message_is_the_part_of_the_memory_that_was_lent()
    {
        byte[] pdu = S1apVectors.Octets(S1apVectors.Flow[1]);
        byte[] room = [0xEE, 0xEE, 0xEE, .. pdu, 0xEE];
        Assert.That(
            DownlinkNasTransport.TryDecodeLent(room.AsMemory(3, pdu.Length), out DownlinkNasTransport lent, out _),
            Is.True);
        Assert.That(lent, Is.EqualTo(Decode<DownlinkNasTransport>(pdu)));
        Assert.That(room.AsSpan().Overlaps(lent.NasPdu.Span), Is.True);
        Assert.That(
            DownlinkNasTransport.TryDecodeLent(room.AsMemory(2, pdu.Length), out lent, out DecodeError error),
            Is.False);
        Assert.That(error.Offset, Is.Zero);
        Assert.That(lent.NasPdu.Size, Is.Zero);
    }

    [Test]
    public void Messages_are_compared_by_content_wherever_they_are()
    {
        var octets = Octets.FromHex("0741");
        byte[] room = [0, 0x07, 0x41, 0];
        var lent = NasPdu.Lent(room.AsMemory(1, 2));
        Assert.That(lent, Is.EqualTo(new NasPdu(octets)));
        Assert.That(lent.GetHashCode(), Is.EqualTo(octets.GetHashCode()));
        Assert.That(lent != NasPdu.Lent(room.AsMemory(0, 2)), Is.True);
        Assert.That(lent.Equals((object)octets), Is.False);
        Assert.That(new NasPdu(default), Is.EqualTo(default(NasPdu)));
        Assert.That(default(NasPdu).Keep().IsEmpty, Is.True);
    }

    [Test]
    public void A_lent_message_is_written_where_it_is()
    {
        byte[] room = [0x07, 0x54];
        var message = new DownlinkNasTransport(new(1), new(2), NasPdu.Lent(room));
        byte[] first = S1apMessages.Encode(message);
        room[1] = 0x42;
        byte[] second = S1apMessages.Encode(message);
        Assert.That(Decode<DownlinkNasTransport>(first).NasPdu.ToString(), Is.EqualTo("0754"));
        Assert.That(Decode<DownlinkNasTransport>(second).NasPdu.ToString(), Is.EqualTo("0742"));
    }

    [Test]
    public void A_reader_of_octets_that_are_not_lent_copies()
    {
        byte[] source = [1, 2, 3];
        var copying = new PerReader(source);
        PerReader lending = PerReader.Lent(source);
        ReadOnlyMemory<byte> copy = copying.Part(2, "part");
        ReadOnlyMemory<byte> part = lending.Part(2, "part");
        Assert.That(part.ToArray(), Is.EqualTo(copy.ToArray()));
        Assert.That(source.AsSpan().Overlaps(copy.Span), Is.False);
        Assert.That(source.AsSpan().Overlaps(part.Span), Is.True);

        Assert.That(lending.Part(0, "part").IsEmpty, Is.True);
        Assert.That(lending.Part(2, "part").IsEmpty, Is.True, "one octet is left");
        Assert.That(lending.Error, Is.EqualTo(DecodeError.Truncated(4, 3, "part")));
        Assert.That(lending.Part(1, "part").IsEmpty, Is.True, "nothing is read after a fault");
    }

    private static T Decode<T>(byte[] pdu)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(pdu, out T message, out DecodeError error), Is.True, error.ToString());
        return message;
    }

    // every vector of a procedure: whole, cut at each octet, and with each octet changed
    private static int CheckAll<T>(int procedure, Reading<T> lent)
        where T : struct, IWireMessage<T>
    {
        int count = 0;
        string[] vectors = [.. S1apVectors.Flow, .. S1apVectors.Corpus, .. S1apVectors.ByHand];
        foreach (byte[] pdu in vectors.Select(S1apVectors.Octets).Where(pdu => pdu[0] == 0 && pdu[1] == procedure))
        {
            for (int size = 0; size <= pdu.Length; size++)
            {
                CheckOne(pdu[..size], lent);
                count++;
            }

            for (int at = 0; at < pdu.Length; at++)
            {
                foreach (byte change in new byte[] { 0x01, 0x40, 0x80, 0xFF })
                {
                    byte[] changed = [.. pdu];
                    changed[at] ^= change;
                    CheckOne(changed, lent);
                    count++;
                }
            }
        }

        return count;
    }

    private static void CheckOne<T>(byte[] pdu, Reading<T> lent)
        where T : struct, IWireMessage<T>
    {
        bool isRead = T.TryDecode(pdu, out T expected, out DecodeError expectedError);
        if (lent(pdu, out T message, out DecodeError error) != isRead || error != expectedError
            || !message.Equals(expected))
        {
            Assert.Fail($"{Convert.ToHexString(pdu)}: {message} {error}, not {expected} {expectedError}");
        }
    }
}
