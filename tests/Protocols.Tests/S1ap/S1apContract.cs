using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.S1ap;

/// <summary>A row of a message's table, copied from TS 36.413 §9.1 a second time, independently of the codec.</summary>
internal readonly record struct Row(ushort Id, Criticality Criticality, bool IsMandatory);

/// <summary>
/// What every S1AP message does on top of <see cref="CodecContract{T}"/>: TS 36.413 §10.3 for IEs that are missing,
/// unknown, repeated or out of order, and the strictness that tshark has not (trailing octets, criticality).
/// </summary>
public abstract class S1apContract<T> : CodecContract<T>
    where T : struct, IWireMessage<T>
{
    private const ushort UnknownId = 400; // beyond every id of the message tables here

    private protected abstract S1apHeader Header { get; }

    private protected abstract Row[] Rows { get; }

    protected override IEnumerable<string> Samples =>
        S1apVectors.Of((byte)((int)Header.Type << 5), (byte)Header.Procedure);

    [Test]
    public void The_samples_have_every_ie_of_the_table()
    {
        var ids = new SortedSet<ushort>();
        foreach (S1apPdu pdu in Pdus())
        {
            Assert.That(pdu.Header, Is.EqualTo(Header));
            foreach (RawIe ie in pdu.Ies)
            {
                ids.Add(ie.Id);
            }
        }

        foreach (Row row in Rows)
        {
            Assert.That(ids, Does.Contain(row.Id));
        }
    }

    [Test]
    public void An_ie_left_out_is_missing_if_it_is_mandatory()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            DecodeError error = Decode(With(pdu, ies => ies.RemoveAt(index)));
            DecodeFault expected = row.IsMandatory ? DecodeFault.Missing : DecodeFault.None;
            Assert.That(error.Fault, Is.EqualTo(expected), $"{row} {error}");
        }
    }

    [Test]
    public void An_ie_that_comes_twice_in_a_row_is_a_duplicate()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            byte[] octets = With(pdu, ies => ies.Insert(index, ies[index]));
            DecodeError error = Decode(octets);
            Assert.That(error.Fault, Is.EqualTo(DecodeFault.Duplicate), $"{row} {error}");
            Assert.That(error.Offset, Is.EqualTo(OffsetOf(octets, index + 1)));
        }
    }

    [Test]
    public void The_first_ie_again_at_the_end_is_a_duplicate()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            byte[] octets = With(pdu, ies => ies.Add(ies[index]));
            DecodeError error = Decode(octets);
            Assert.That(error.Fault, Is.EqualTo(DecodeFault.Duplicate), $"{row} {error}");
            Assert.That(error.Offset, Is.EqualTo(OffsetOf(octets, pdu.Ies.Count)));
        }
    }

    [Test]
    public void Two_ies_that_change_places_are_out_of_order()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            if (index == 0 || Array.FindIndex(Rows, known => known.Id == pdu.Ies[index - 1].Id) < 0)
            {
                continue;
            }

            DecodeError error = Decode(With(pdu, ies => (ies[index - 1], ies[index]) = (ies[index], ies[index - 1])));
            Assert.That(error.Fault, Is.EqualTo(DecodeFault.OutOfOrder), $"{row} {error}");
        }
    }

    [Test]
    public void An_ie_with_another_criticality_is_refused()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            foreach (Criticality other in Enum.GetValues<Criticality>())
            {
                byte[] octets = With(pdu, ies => ies[index] = ies[index] with { Criticality = other });
                DecodeFault expected = other == row.Criticality ? DecodeFault.None : DecodeFault.Unexpected;
                Assert.That(Decode(octets).Fault, Is.EqualTo(expected), row.ToString());
            }
        }
    }

    [Test]
    public void An_unknown_ie_that_must_be_understood_is_refused_wherever_it_stands()
    {
        foreach (S1apPdu pdu in Pdus())
        {
            for (int index = 0; index <= pdu.Ies.Count; index++)
            {
                byte[] octets = With(pdu, ies => ies.Insert(index, Unknown(Criticality.Reject)));
                DecodeError error = Decode(octets);
                Assert.That(error.Fault, Is.EqualTo(DecodeFault.NotComprehended), error.ToString());
                Assert.That(error.Field, Is.EqualTo("IE 400"));
                Assert.That(error.Offset, Is.EqualTo(OffsetOf(octets, index)));
            }
        }
    }

    [TestCase(Criticality.Ignore)]
    [TestCase(Criticality.Notify)]
    public void An_unknown_ie_that_may_be_left_alone_survives_in_its_place(Criticality criticality)
    {
        foreach (S1apPdu pdu in Pdus())
        {
            for (int index = 0; index <= pdu.Ies.Count; index++)
            {
                byte[] octets = With(pdu, ies => ies.Insert(index, Unknown(criticality)));
                Assert.That(T.TryDecode(octets, out T message, out DecodeError error), Is.True, error.ToString());
                Assert.That(Hex(message), Is.EqualTo(Convert.ToHexString(octets)));
            }
        }
    }

    [Test]
    public void Octets_after_the_fields_of_an_ie_are_refused()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            RawIe longer = pdu.Ies[index] with { Value = new([.. pdu.Ies[index].Value.Span, 0]) };
            byte[] octets = With(pdu, ies => ies[index] = longer);
            Assert.That(Decode(octets).Fault, Is.EqualTo(DecodeFault.Trailing), row.ToString());
        }
    }

    [Test]
    public void An_ie_without_its_last_octet_is_refused()
    {
        foreach ((S1apPdu pdu, int index, Row row) in KnownIes())
        {
            if (pdu.Ies[index].Value.Size > 1)
            {
                RawIe shorter = pdu.Ies[index] with { Value = new(pdu.Ies[index].Value.Span[..^1]) };
                byte[] octets = With(pdu, ies => ies[index] = shorter);
                Assert.That(Decode(octets).Fault, Is.EqualTo(DecodeFault.Truncated), row.ToString());
            }
        }
    }

    [Test]
    public void An_octet_after_the_last_ie_is_refused_inside_the_message_and_behind_it()
    {
        foreach (S1apPdu pdu in Pdus())
        {
            byte[] whole = Octets(pdu);
            Assert.That(Decode([.. whole, 0]), Is.EqualTo(DecodeError.Trailing(whole.Length)));
            byte[] inside = Lengthened(pdu);
            Assert.That(Decode(inside), Is.EqualTo(DecodeError.Trailing(inside.Length - 1)));
        }
    }

    [Test]
    public void A_count_of_ies_that_is_wrong_is_refused()
    {
        foreach (S1apPdu pdu in Pdus())
        {
            byte[] octets = Octets(pdu);
            int count = octets.Length < 0x84 ? 5 : 6;
            octets[count + 1]++;
            Assert.That(Decode(octets).Fault, Is.EqualTo(DecodeFault.Truncated));
            octets[count] = 0xFF;
            Assert.That(Decode(octets).Fault, Is.EqualTo(DecodeFault.Truncated));
            if (pdu.Ies.Count > 0)
            {
                octets = Octets(pdu);
                octets[count + 1]--;
                Assert.That(
                    Decode(octets).Fault, Is.AnyOf(DecodeFault.Trailing, DecodeFault.Missing), "one IE fewer");
            }
        }
    }

    [Test]
    public void Another_type_procedure_or_criticality_is_another_message()
    {
        foreach (S1apPdu pdu in Pdus())
        {
            PduType type = Header.Type == PduType.InitiatingMessage
                ? PduType.SuccessfulOutcome
                : PduType.InitiatingMessage;
            CheckHeader(pdu, Header with { Type = type }, "type of message", 0);
            CheckHeader(pdu, Header with { Procedure = (ProcedureCode)200 }, "procedure code", 1);
            CheckHeader(pdu, Header with { Criticality = Criticality.Notify }, "procedure criticality", 2);
        }
    }

    [Test]
    public void Octets_changed_at_random_give_the_same_octets_back_or_an_error()
    {
        ulong state = 1; // xorshift64*: the same changes in every run
        int read = 0;
        foreach (string sample in Samples)
        {
            byte[] original = S1apVectors.Octets(sample);
            for (int attempt = 0; attempt < 2000; attempt++)
            {
                byte[] octets = Mutated(original, ref state);
                bool decoded = T.TryDecode(octets, out T message, out DecodeError error);
                bool isTotal = error.IsNone == decoded && error.Offset >= 0 && error.Offset <= octets.Length;
                bool isSame = !decoded || Hex(message) == Convert.ToHexString(octets);
                read += decoded ? 1 : 0;
                if (!isTotal || !isSame)
                {
                    Assert.Fail($"{error}: {Convert.ToHexString(octets)}");
                }
            }
        }

        Assert.That(read, Is.Positive, "no change was harmless");
    }

    private protected static Row Mandatory(ushort id, Criticality criticality) => new(id, criticality, true);

    private protected static Row Optional(ushort id, Criticality criticality) => new(id, criticality, false);

    private protected static string Hex(T message)
    {
        byte[] buffer = new byte[message.EncodedSize];
        Array.Fill(buffer, (byte)0xA5);
        Assert.That(message.Encode(buffer), Is.EqualTo(buffer.Length));
        return Convert.ToHexString(buffer);
    }

    private protected static T Read(string vector)
    {
        bool read = T.TryDecode(S1apVectors.Octets(vector), out T message, out DecodeError error);
        Assert.That(read, Is.True, error.ToString());
        return message;
    }

    private protected static string HexOf(string vector) => Convert.ToHexString(S1apVectors.Octets(vector));

    private static DecodeError Decode(byte[] octets)
    {
        bool read = T.TryDecode(octets, out T message, out DecodeError error);
        Assert.That(error.IsNone, Is.EqualTo(read));
        Assert.That(read || message.Equals(default(T)), Is.True);
        return error;
    }

    private static RawIe Unknown(Criticality criticality) => new(UnknownId, criticality, new([0x12, 0x34, 0x00]));

    private static byte[] With(S1apPdu pdu, Action<List<RawIe>> change)
    {
        var ies = new List<RawIe>(pdu.Ies.Span.ToArray());
        change(ies);
        return Octets(pdu with { Ies = new([.. ies]) });
    }

    private static byte[] Octets(S1apPdu pdu)
    {
        byte[] octets = new byte[pdu.EncodedSize];
        Assert.That(pdu.Encode(octets), Is.EqualTo(octets.Length));
        return octets;
    }

    /// <summary>Where an IE begins: every octet before it belongs to the header or to an IE before it.</summary>
    private static int OffsetOf(byte[] octets, int index)
    {
        Assert.That(S1apPdu.TryDecode(octets, out S1apPdu pdu, out _), Is.True);
        int behind = 0;
        for (int later = index; later < pdu.Ies.Count; later++)
        {
            int size = pdu.Ies[later].Value.Size;
            behind += 3 + (size < 128 ? 1 : 2) + size;
        }

        return octets.Length - behind;
    }

    /// <summary>The PDU with an octet that no IE claims, counted by the length of the message.</summary>
    private static byte[] Lengthened(S1apPdu pdu)
    {
        byte[] octets = Octets(pdu);
        int header = octets[3] < 128 ? 4 : 5;
        byte[] message = [.. octets.AsSpan(header), 0];
        byte[] buffer = new byte[message.Length + 5];
        var writer = new PerWriter(buffer);
        writer.Octets(octets.AsSpan(0, 3));
        writer.OpenOctets(message);
        return buffer[..writer.Size];
    }

    private static byte[] Mutated(byte[] original, ref ulong state)
    {
        byte[] octets = [.. original];
        int changes = 1 + (int)(Next(ref state) % 3);
        for (int change = 0; change < changes; change++)
        {
            octets[Next(ref state) % (uint)octets.Length] = (byte)(Next(ref state) & 0xFF);
        }

        return octets;
    }

    private static uint Next(ref ulong state)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (uint)(unchecked(state * 0x2545F4914F6CDD1D) >> 32);
    }

    private static void CheckHeader(S1apPdu pdu, S1apHeader header, string field, int at) =>
        Assert.That(Decode(Octets(pdu with { Header = header })), Is.EqualTo(DecodeError.Unexpected(field, at)));

    private IEnumerable<S1apPdu> Pdus()
    {
        foreach (string sample in Samples)
        {
            bool read = S1apPdu.TryDecode(S1apVectors.Octets(sample), out S1apPdu pdu, out DecodeError error);
            Assert.That(read, Is.True, error.ToString());
            yield return pdu;
        }
    }

    private IEnumerable<(S1apPdu Pdu, int Index, Row Row)> KnownIes()
    {
        foreach (S1apPdu pdu in Pdus())
        {
            for (int index = 0; index < pdu.Ies.Count; index++)
            {
                int row = Array.FindIndex(Rows, known => known.Id == pdu.Ies[index].Id);
                if (row >= 0)
                {
                    yield return (pdu, index, Rows[row]);
                }
            }
        }
    }
}
