using System;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

/// <summary>Recorded PDUs, read as the message of their procedure and written again.</summary>
public sealed class S1apCorpusTests
{
    private static readonly string[] All = [.. S1apVectors.Corpus, .. S1apVectors.Flow, .. S1apVectors.ByHand];

    [Test]
    public void The_corpus_is_all_there() => Assert.That(S1apVectors.Corpus, Has.Length.EqualTo(21));

    [TestCaseSource(nameof(All))]
    public void A_pdu_is_written_as_it_was_read(string vector)
    {
        byte[] octets = S1apVectors.Octets(vector);
        byte[]? again = S1apMessages.Again(octets, out DecodeError error);
        Assert.That(again, Is.Not.Null, error.ToString());
        Assert.That(Convert.ToHexString(again!), Is.EqualTo(Convert.ToHexString(octets)));
    }

    [Test]
    public void Capabilities_of_the_radio_are_left_alone_and_kept()
    {
        byte[] octets = S1apVectors.Octets(S1apVectors.Corpus[8]);
        bool read = InitialContextSetupRequest.TryDecode(octets, out InitialContextSetupRequest message, out _);
        Assert.That(read, Is.True);
        Assert.That(message.ErabsToBeSetup.Count, Is.EqualTo(2));
        Assert.That(message.UnknownIes.Count, Is.EqualTo(1));
        Assert.That(message.UnknownIes[0].Index, Is.EqualTo(6));
        Assert.That(message.UnknownIes[0].Ie.Id, Is.EqualTo(74)); // UE Radio Capability, criticality ignore
        Assert.That(message.UnknownIes[0].Ie.Value.Size, Is.EqualTo(0x16E));
    }

    [Test]
    public void A_procedure_without_a_message_here_is_read_with_its_ies()
    {
        // UECapabilityInfoIndication (22): MME and eNB UE S1AP ID, UE Radio Capability
        byte[] octets = S1apVectors.Octets("00164019 000003 000000020001 0008000480010001 004a4004 03010203");
        octets[3] = (byte)(octets.Length - 4);
        Assert.That(S1apPdu.TryDecode(octets, out S1apPdu pdu, out DecodeError error), Is.True, error.ToString());
        Assert.That((int)pdu.Header.Procedure, Is.EqualTo(22));
        Assert.That(pdu.Ies.Count, Is.EqualTo(3));
        Assert.That(pdu.Ies[2], Is.EqualTo(new RawIe(74, Criticality.Ignore, Octets.FromHex("03010203"))));
        Assert.That(S1apMessages.Encode(pdu), Is.EqualTo(octets));
    }

    [TestCase("", DecodeFault.Truncated, "S1AP-PDU extension", 0)]
    [TestCase("00", DecodeFault.Truncated, "procedureCode", 1)]
    [TestCase("000c", DecodeFault.Truncated, "criticality", 2)]
    [TestCase("800c40", DecodeFault.NotComprehended, "S1AP-PDU extension", 0)]
    [TestCase("600c40", DecodeFault.Unexpected, "S1AP-PDU", 0)]
    [TestCase("010c40", DecodeFault.Unexpected, "padding", 0)]
    [TestCase("000cc0", DecodeFault.Unexpected, "criticality", 2)]
    [TestCase("000c41", DecodeFault.Unexpected, "padding", 2)]
    public void A_header_is_checked(string hex, DecodeFault fault, string field, int at)
    {
        byte[] octets = Convert.FromHexString(hex);
        Assert.That(S1apHeader.TryRead(octets, out S1apHeader header, out DecodeError error), Is.False);
        Assert.That(header, Is.EqualTo(default(S1apHeader)));
        Assert.That(error.Fault, Is.EqualTo(fault));
        Assert.That(error.Offset, Is.EqualTo(at));
        Assert.That(field, Does.StartWith(error.Field!).Or.EqualTo(error.Field + " extension"));
        Assert.That(S1apPdu.TryDecode(octets, out _, out DecodeError whole), Is.False);
        Assert.That(whole.Offset, Is.EqualTo(at));
    }

    [Test]
    public void A_header_has_three_types_three_criticalities_and_no_other_bit()
    {
        for (int octets = 0; octets <= ushort.MaxValue; octets++)
        {
            (byte first, byte last) = ((byte)(octets >> 8), (byte)(octets & 0xFF));
            bool isRead = S1apHeader.TryRead([first, 9, last], out S1apHeader header, out DecodeError error);
            bool isType = first is 0x00 or 0x20 or 0x40;
            bool isCriticality = last is 0x00 or 0x40 or 0x80;
            S1apHeader expected = isType && isCriticality
                ? new((PduType)(first / 0x20), ProcedureCode.InitialContextSetup, (Criticality)(last / 0x40))
                : default;
            int offset = isType && !isCriticality ? 2 : 0;
            if (isRead != (isType && isCriticality) || isRead != error.IsNone || error.Offset != offset
                || header != expected)
            {
                Assert.Fail($"{first:X2}09{last:X2}: {header}, {error}");
            }
        }
    }

    [Test]
    public void A_header_is_read_whatever_follows()
    {
        Assert.That(S1apHeader.TryRead([0x20, 0xC8, 0x80, 0xFF, 0xFF], out S1apHeader header, out _), Is.True);
        var expected = new S1apHeader(PduType.SuccessfulOutcome, (ProcedureCode)200, Criticality.Notify);
        Assert.That(header, Is.EqualTo(expected));
    }
}
