using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Diameter;
using static Tests.Protocols.Diameter.DiameterEdit;

namespace Tests.Protocols.Diameter;

/// <summary>What is wrong with a message decides the Result-Code of the answer (RFC 6733 §7.1).</summary>
[TestFixture]
public sealed class FaultTests
{
    // The header

    [Test]
    public void Another_version_is_5011() =>
        Refused(new DiameterEdit("AIR").Header(0, 2).Build(), ResultCode.UnsupportedVersion, 0);

    [TestCase(0)]
    [TestCase(19)]
    [TestCase(16)]
    [TestCase(395)]
    [TestCase(397)]
    [TestCase(392)]
    [TestCase(400)]
    [TestCase(0xFFFFFF)]
    [TestCase(0xFFFFFC)]
    public void A_length_that_is_not_that_of_the_octets_is_5015(int length)
    {
        byte[] octets = DiameterVectors.Octets("AIR");
        octets[1] = (byte)(length >> 16);
        octets[2] = (byte)((length >> 8) & 0xFF);
        octets[3] = (byte)(length & 0xFF);
        DiameterFault fault = Refused(octets, ResultCode.InvalidMessageLength);
        Assert.That(fault.AvpSize, Is.Zero);
    }

    [TestCase("AIR", "AIR", 0xE0, Description = "E in a request")]
    [TestCase("AIR", "AIR", 0x80, Description = "S6a is proxiable")]
    [TestCase("AIR", "AIR", 0x40, Description = "an answer where a request is expected")]
    [TestCase("AIA", "AIA", 0x50, Description = "T in an answer")]
    [TestCase("AIA", "AIA", 0x60, Description = "an error answer is another message")]
    [TestCase("AIA", "AIA", 0x00, Description = "S6a is proxiable")]
    [TestCase("CER", "CER", 0xC0, Description = "CER is for the peer alone")]
    [TestCase("DWA", "DWA", 0x80, Description = "a request where an answer is expected")]
    [TestCase("answer-message (3001)", "answer-message", 0x40, Description = "an error answer has the E flag")]
    public void Flags_of_the_header_that_contradict_the_command_are_3008(string vector, string decoder, int flags) =>
        Refused(new DiameterEdit(vector).Flags((byte)flags).Build(), ResultCode.InvalidHdrBits, 4, decoder);

    [Test]
    public void Reserved_flags_of_the_header_are_ignored_and_sent_as_zero()
    {
        byte[] octets = new DiameterEdit("AIR").Flags(0xCF).Build();
        Assert.That(
            DiameterDecoders.Of("AIR")(octets, out DiameterFault fault),
            Is.EqualTo(DiameterVectors.Octets("AIR")),
            fault.ToString());
    }

    [Test]
    public void An_unknown_command_is_3001() =>
        Refused(new DiameterEdit("AIR").Header(7, 0x3F).Build(), ResultCode.CommandUnsupported, 5);

    [TestCase("Cx MAR")]
    [TestCase("Zh MAR")]
    [TestCase("CER")]
    public void Another_application_is_3007(string vector) =>
        Refused(DiameterVectors.Octets(vector), ResultCode.ApplicationUnsupported, 8);

    [TestCase("AIR", "AIR")]
    [TestCase("DWA", "DWA")]
    public void A_node_finds_the_command_of_a_message(string vector, string name)
    {
        Assert.That(
            DiameterHeader.TryDecode(DiameterVectors.Octets(vector), out DiameterHeader header, out _), Is.True);
        Assert.That(S6aCommand.Commands.TryFind(header, out CommandGrammar? command, out DiameterFault fault), Is.True);
        Assert.That((command!.Name, fault.IsNone), Is.EqualTo((name, true)));
    }

    [TestCase("Cx MAR", ResultCode.ApplicationUnsupported)]
    [TestCase("answer-message (3001)", ResultCode.CommandUnsupported)]
    public void A_node_says_why_it_has_no_command_for_a_message(string vector, ResultCode result)
    {
        Assert.That(
            DiameterHeader.TryDecode(DiameterVectors.Octets(vector), out DiameterHeader header, out _), Is.True);
        Assert.That(
            S6aCommand.Commands.TryFind(header, out CommandGrammar? command, out DiameterFault fault), Is.False);
        Assert.That((command, fault.Result), Is.EqualTo(((CommandGrammar?)null, result)));
    }

    // Unknown AVPs (§4.1)

    [TestCase(9999u, M, 0u)]
    [TestCase(9999u, V | M, Tgpp)]
    [TestCase(1u, V | M, 13019u, Description = "a known code of an unknown vendor")]
    [TestCase(601u, V | M, Tgpp, Description = "Public-Identity of Cx: not of this application")]
    [TestCase(1407u, M, 0u, Description = "Visited-PLMN-Id without its vendor")]
    public void An_unknown_AVP_with_the_M_flag_is_5001_and_is_shown(uint code, byte flags, uint vendor)
    {
        byte[] unknown = Avp(code, flags, "abcde"u8, vendor);
        DiameterEdit edit = new DiameterEdit("AIR").Insert(3, unknown);
        DiameterFault fault = Refused(edit.Build(), ResultCode.AvpUnsupported, edit.OffsetOf(3));
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(unknown));
    }

    [Test]
    public void An_unknown_AVP_with_the_M_flag_in_a_group_is_5001()
    {
        byte[] unknown = Avp(9999, M, 1);
        byte[] group = Avp(1408, V | M, [.. Avp(1410, V | M, 1), .. unknown]);
        DiameterEdit edit = new DiameterEdit("AIR").Replace(1408, group);
        int at = edit.OffsetOf(edit.IndexOf(1408)) + 12 + 16;
        DiameterFault fault = Refused(edit.Build(), ResultCode.AvpUnsupported, at);
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(unknown));
    }

    [TestCase(9999u, 0, 0u)]
    [TestCase(9999u, V, Tgpp)]
    [TestCase(1u, V, 13019u)]
    public void An_unknown_AVP_without_the_M_flag_is_carried_along_at_the_end(uint code, byte flags, uint vendor)
    {
        byte[] unknown = Avp(code, flags, "abcde"u8, vendor);
        byte[] expected = new DiameterEdit("AIR").Add(unknown).Build();
        byte[] octets = new DiameterEdit("AIR").Insert(3, unknown).Build();
        Assert.That(
            DiameterDecoders.Of("AIR")(octets, out DiameterFault fault), Is.EqualTo(expected), fault.ToString());
    }

    [Test]
    public void An_unknown_AVP_without_the_M_flag_in_a_group_is_left_out()
    {
        byte[] group = Avp(1408, V | M, [.. Avp(1410, V | M, 1), .. Avp(9999, 0, 7), .. Avp(1412, V | M, 1)]);
        byte[] octets = new DiameterEdit("AIR").Replace(1408, group).Build();
        Assert.That(
            DiameterDecoders.Of("AIR")(octets, out DiameterFault fault),
            Is.EqualTo(DiameterVectors.Octets("AIR")),
            fault.ToString());
    }

    [Test]
    public void Known_AVPs_that_no_rule_names_are_checked_and_carried_along()
    {
        byte[][] known =
        [
            Avp(282, M, "dra.example"u8),
            Avp(284, M, [.. Avp(280, M, "dra.example"u8), .. Avp(33, M, "state"u8)]),
            Avp(1401, V | M, [.. Avp(1402, V | M, "35209900176148"u8), .. Avp(1403, V | M, "01"u8)]),
            Avp(628, V, [.. Avp(266, M, Tgpp), .. Avp(629, V, 1), .. Avp(630, V, 0xF000)]),
        ];
        foreach (byte[] avp in known)
        {
            byte[] octets = new DiameterEdit("ULR").Add(avp).Build();
            Assert.That(
                DiameterDecoders.Of("ULR")(octets, out DiameterFault fault), Is.EqualTo(octets), fault.ToString());
        }

        Refused(new DiameterEdit("ULR").Add(Avp(282, M, "d ra"u8)).Build(), ResultCode.InvalidAvpValue, decoder: "ULR");
        Refused(
            new DiameterEdit("ULR").Add(Avp(284, M, Avp(280, M, "dra"u8))).Build(),
            ResultCode.MissingAvp,
            decoder: "ULR");
        Refused(
            new DiameterEdit("ULR").Add(Avp(1679, V, "123"u8)).Build(), ResultCode.InvalidAvpLength, decoder: "ULR");
    }

    // Absent AVPs and too many of them

    private static IEnumerable<TestCaseData> RequiredAvps()
    {
        foreach (CommandGrammar command in S6aCommand.Commands.Commands.ToArray())
        {
            foreach (AvpRule rule in command.Avps.Rules.ToArray().Where(rule => rule.CountMin > 0))
            {
                yield return new TestCaseData(command.Name, rule.Definition)
                    .SetArgDisplayNames(command.Name, rule.Definition.Name);
            }
        }
    }

    [TestCaseSource(nameof(RequiredAvps))]
    public void A_required_AVP_that_is_absent_is_5005_and_an_example_is_shown(string command, AvpDefinition definition)
    {
        byte[] octets = new DiameterEdit(command).Remove(definition.Code).Build();
        DiameterFault fault = Refused(octets, ResultCode.MissingAvp, octets.Length, command);
        byte flags = (byte)((definition.Vendor == 0 ? 0 : V) | (definition.Mandatory == MandatoryBit.Must ? M : 0));
        byte[] example = Avp(definition.Code, flags, new byte[definition.SizeMin], definition.Vendor);
        Assert.That(fault.FailedAvp(octets).Span.ToArray(), Is.EqualTo(example));
    }

    private static IEnumerable<TestCaseData> SingleAvps()
    {
        foreach ((string vector, string name) in DiameterDecoders.Pairs().Where(pair => pair.Name != "answer-message"))
        {
            CommandGrammar command = S6aCommand.Commands.Commands.ToArray().Single(command => command.Name == name);
            var message = new DiameterEdit(vector);
            foreach (AvpRule rule in command.Avps.Rules.ToArray().Where(rule => rule.CountMax == 1))
            {
                if (message.IndexOf(rule.Definition.Code) >= 0)
                {
                    yield return new TestCaseData(vector, name, rule.Definition.Code)
                        .SetArgDisplayNames(vector, rule.Definition.Name);
                }
            }
        }
    }

    [TestCaseSource(nameof(SingleAvps))]
    public void A_second_AVP_where_one_is_allowed_is_5009_and_the_second_is_shown(
        string vector, string command, uint code)
    {
        var edit = new DiameterEdit(vector);
        byte[] second = edit.At(edit.IndexOf(code));
        byte[] octets = edit.Add(second).Build();
        DiameterFault fault = Refused(octets, ResultCode.AvpOccursTooManyTimes, octets.Length - second.Length, command);
        Assert.That(fault.FailedAvp(octets).Span.ToArray(), Is.EqualTo(second));
    }

    [Test]
    public void More_than_the_counted_maximum_is_5009()
    {
        byte[] address = Avp(848, V | M, [0, 1, 10, 64, 0, 1]);
        byte[] Answer(int count)
        {
            byte[] apn =
            [
                .. Avp(1423, V | M, 1), .. Enumerable.Repeat(address, count).SelectMany(octets => octets),
                .. Avp(1456, V | M, 0), .. Avp(493, M, "ims"u8),
            ];
            byte[] profile = [.. Avp(1423, V | M, 1), .. Avp(1428, V | M, 0), .. Avp(1430, V | M, apn)];
            return new DiameterEdit("ULA").Replace(1400, Avp(1400, V | M, Avp(1429, V | M, profile))).Build();
        }

        Assert.That(DiameterDecoders.Of("ULA")(Answer(2), out DiameterFault fault), Is.Not.Null, fault.ToString());
        Refused(Answer(3), ResultCode.AvpOccursTooManyTimes, decoder: "ULA");
    }

    [Test]
    public void A_group_of_one_application_identifier_shows_both_where_it_has_none_or_two()
    {
        byte[] vendor = Avp(266, M, Tgpp), authentication = Avp(258, M, 16777251), accounting = Avp(259, M, 3);
        byte[] none = new DiameterEdit("AIR").Replace(260, Avp(260, M, vendor)).Build();
        DiameterFault missing = Refused(none, ResultCode.MissingAvp);
        byte[] examples = [.. Avp(258, M, 0), .. Avp(259, M, 0)];
        Assert.That(missing.FailedAvp(none).Span.ToArray(), Is.EqualTo(examples));

        byte[] both = Avp(260, M, [.. vendor, .. authentication, .. accounting]);
        DiameterEdit edit = new DiameterEdit("AIR").Replace(260, both);
        DiameterFault tooMany = Refused(
            edit.Build(), ResultCode.AvpOccursTooManyTimes, edit.OffsetOf(edit.IndexOf(260)));
        Assert.That(tooMany.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(both));
    }

    [TestCase("AIA")]
    [TestCase("CLA")]
    [TestCase("PUA")]
    [TestCase("ULA")]
    public void An_answer_has_one_result_either_way(string command)
    {
        byte[] experimental = Avp(297, M, [.. Avp(266, M, Tgpp), .. Avp(298, M, 5001)]);
        Refused(new DiameterEdit(command).Remove(268).Build(), ResultCode.MissingAvp, decoder: command);
        Refused(
            new DiameterEdit(command).Add(experimental).Build(), ResultCode.AvpOccursTooManyTimes, decoder: command);
        byte[] swapped = new DiameterEdit(command).Replace(268, experimental).Build();
        Assert.That(
            DiameterDecoders.Of(command)(swapped, out DiameterFault fault), Is.EqualTo(swapped), fault.ToString());
    }

    // Flags of AVPs

    [TestCase(0x01)]
    [TestCase(0x02)]
    [TestCase(0x04)]
    [TestCase(0x08)]
    [TestCase(0x10)]
    [TestCase(0x20, Description = "the P flag of RFC 3588")]
    public void An_unknown_flag_of_an_AVP_is_3009(int flag)
    {
        foreach (uint code in (uint[])[263, 260, 1, 1408, 1407])
        {
            var edit = new DiameterEdit("AIR");
            int index = edit.IndexOf(code);
            edit.At(index)[4] |= (byte)flag;
            DiameterFault fault = Refused(edit.Build(), ResultCode.InvalidAvpBits, edit.OffsetOf(index));
            Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(edit.At(index)));
            Assert.That(fault.IsProtocolError, Is.True);
        }
    }

    [Test]
    public void A_vendor_of_zero_is_3009() =>
        Refused(new DiameterEdit("AIR").Add(Avp(9999, V, 1, vendor: 0)).Build(), ResultCode.InvalidAvpBits);

    [Test]
    public void The_M_flag_of_a_known_AVP_is_ignored()
    {
        foreach ((string vector, string name) in DiameterDecoders.Pairs())
        {
            for (int index = 0; index < new DiameterEdit(vector).Count; index++)
            {
                var edit = new DiameterEdit(vector);
                edit.At(index)[4] ^= M;
                Assert.That(
                    DiameterDecoders.Of(name)(edit.Build(), out DiameterFault fault),
                    Is.EqualTo(DiameterVectors.Octets(vector)),
                    fault.ToString());
            }
        }
    }

    // Lengths of AVPs

    [TestCase(0)]
    [TestCase(7)]
    public void A_length_below_the_header_is_5014_and_the_header_is_shown_with_zeros(int length)
    {
        DiameterEdit edit = new DiameterEdit("AIR").SetLength(277, length);
        DiameterFault fault = Refused(edit.Build(), ResultCode.InvalidAvpLength, edit.OffsetOf(edit.IndexOf(277)));
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(Avp(277, M, 0)));
    }

    [TestCase(8)]
    [TestCase(11)]
    public void A_length_below_the_header_with_vendor_is_5014(int length)
    {
        DiameterEdit edit = new DiameterEdit("ULR").SetLength(1405, length);
        DiameterFault fault = Refused(
            edit.Build(), ResultCode.InvalidAvpLength, edit.OffsetOf(edit.IndexOf(1405)), "ULR");
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(Avp(1405, V | M, 0)));
    }

    [TestCase(17)]
    [TestCase(0xFFFFFF)]
    public void A_length_beyond_the_message_is_5014_and_the_header_is_shown_with_zeros(int length)
    {
        DiameterEdit edit = new DiameterEdit("AIR").SetLength(1407, length);
        byte[] octets = edit.Build();
        DiameterFault fault = Refused(octets, ResultCode.InvalidAvpLength, edit.OffsetOf(edit.IndexOf(1407)));
        Assert.That(fault.FailedAvp(octets).Span.ToArray(), Is.EqualTo(Avp(1407, V | M, new byte[3])));
    }

    [Test]
    public void A_length_beyond_the_group_is_5014()
    {
        byte[] inner = Avp(1410, V | M, 1);
        inner[7] = 20;
        byte[] group = Avp(1408, V | M, inner);
        DiameterEdit edit = new DiameterEdit("AIR").Replace(1408, group);
        DiameterFault fault = Refused(
            edit.Build(), ResultCode.InvalidAvpLength, edit.OffsetOf(edit.IndexOf(1408)) + 12);
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(Avp(1410, V | M, 0)));
    }

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(7)]
    public void A_group_with_less_than_a_header_left_is_5014(int rest)
    {
        byte[] group = Avp(1408, V | M, [.. Avp(1410, V | M, 1), .. Avp(1412, V | M, 1).AsSpan(0, rest)]);
        DiameterEdit edit = new DiameterEdit("AIR").Replace(1408, group);
        int at = edit.OffsetOf(edit.IndexOf(1408)) + 28;
        DiameterFault fault = Refused(edit.Build(), ResultCode.InvalidAvpLength, at);
        Assert.That(
            fault.FailedAvp(edit.Build()).Size, Is.EqualTo(rest > 4 ? 12 : 8), "the header, filled up with zeros");
    }

    [Test]
    public void A_message_with_less_than_a_header_left_is_5014()
    {
        byte[] octets = new DiameterEdit("AIR").Add([0, 0, 0, 1]).Build();
        Refused(octets, ResultCode.InvalidAvpLength, octets.Length - 4);
    }

    [TestCase("AIR", 277u, M, 3, 4)]
    [TestCase("AIR", 277u, M, 5, 4)]
    [TestCase("AIR", 277u, M, 0, 4)]
    [TestCase("AIR", 277u, M, 8, 4)]
    [TestCase("AIR", 1407u, V | M, 2, 3)]
    [TestCase("AIR", 1407u, V | M, 4, 3)]
    [TestCase("AIR", 263u, M, 0, 1)]
    [TestCase("AIR", 264u, M, 0, 1)]
    [TestCase("AIR", 264u, M, 256, 255)]
    [TestCase("ULR", 1405u, V | M, 3, 4)]
    [TestCase("CLR", 1420u, V | M, 5, 4)]
    public void Data_of_a_size_that_the_type_does_not_have_is_5014(
        string command, uint code, byte flags, int size, int right)
    {
        byte[] wrong = Avp(code, flags, Enumerable.Repeat((byte)'1', size).ToArray());
        DiameterEdit edit = new DiameterEdit(command).Replace(code, wrong);
        DiameterFault fault = Refused(
            edit.Build(), ResultCode.InvalidAvpLength, edit.OffsetOf(edit.IndexOf(code)), command);
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(wrong), $"the type has {right}");
    }

    [TestCase(1447u, 15)]
    [TestCase(1447u, 17)]
    [TestCase(1448u, 3)]
    [TestCase(1448u, 17)]
    [TestCase(1449u, 15)]
    [TestCase(1450u, 31)]
    [TestCase(1450u, 33)]
    [TestCase(1419u, 3)]
    public void A_vector_with_a_part_of_another_size_is_5014(uint code, int size)
    {
        byte[] vector =
        [
            .. Avp(1419, V | M, new byte[code == 1419 ? size : 4]),
            .. Avp(1447, V | M, new byte[code == 1447 ? size : 16]),
            .. Avp(1448, V | M, new byte[code == 1448 ? size : 8]),
            .. Avp(1449, V | M, new byte[code == 1449 ? size : 16]),
            .. Avp(1450, V | M, new byte[code == 1450 ? size : 32]),
        ];
        byte[] octets = new DiameterEdit("AIA").Replace(1413, Avp(1413, V | M, Avp(1414, V | M, vector))).Build();
        Refused(octets, ResultCode.InvalidAvpLength, decoder: "AIA");
    }

    [TestCase(1447u)]
    [TestCase(1448u)]
    [TestCase(1449u)]
    [TestCase(1450u)]
    public void A_vector_without_a_part_is_5005(uint code)
    {
        (uint Code, int Size)[] parts = [(1447, 16), (1448, 8), (1449, 16), (1450, 32)];
        byte[] vector = parts
            .Where(part => part.Code != code)
            .SelectMany(part => Avp(part.Code, V | M, new byte[part.Size]))
            .ToArray();
        byte[] octets = new DiameterEdit("AIA").Replace(1413, Avp(1413, V | M, Avp(1414, V | M, vector))).Build();
        Refused(octets, ResultCode.MissingAvp, decoder: "AIA");
    }

    [TestCase(29)]
    [TestCase(31)]
    public void Resynchronisation_is_30_octets(int size)
    {
        byte[] group = Avp(1408, V | M, Avp(1411, V | M, new byte[size]));
        Refused(new DiameterEdit("AIR").Replace(1408, group).Build(), ResultCode.InvalidAvpLength);
    }

    [TestCase(1, 3)]
    [TestCase(1, 5)]
    [TestCase(2, 15)]
    [TestCase(2, 17)]
    public void An_IP_address_has_the_size_of_its_family(int family, int size)
    {
        byte[] data = new byte[2 + size];
        data[1] = (byte)family;
        Refused(
            new DiameterEdit("CER").Replace(257, Avp(257, M, data)).Build(),
            ResultCode.InvalidAvpLength,
            decoder: "CER");
        data[1] = 8; // E.164: not an IP address, kept as it is
        byte[] other = new DiameterEdit("CER").Replace(257, Avp(257, M, data)).Build();
        Assert.That(DiameterDecoders.Of("CER")(other, out DiameterFault fault), Is.EqualTo(other), fault.ToString());
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void Padding_that_is_not_zero_is_5014(int padding)
    {
        for (int place = 1; place <= padding; place++)
        {
            byte[] avp = Avp(9999, 0, new byte[8 - padding]);
            avp[^place] = 1;
            DiameterEdit edit = new DiameterEdit("AIR").Add(avp);
            DiameterFault fault = Refused(edit.Build(), ResultCode.InvalidAvpLength, edit.OffsetOf(edit.Count - 1));
            Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(avp));
        }
    }

    [Test]
    public void Every_padding_length_survives_a_round_trip()
    {
        for (int size = 1; size <= 64; size++)
        {
            byte[] session = Avp(263, M, Enumerable.Repeat((byte)'s', size).ToArray());
            byte[] host = Avp(264, M, Enumerable.Repeat((byte)'h', Math.Min(size, 63)).ToArray());
            byte[] octets = new DiameterEdit("AIR")
                .Replace(263, session)
                .Replace(264, host)
                .Add(Avp(9999, 0, new byte[size]))
                .Build();
            Assert.That(
                DiameterDecoders.Of("AIR")(octets, out DiameterFault fault), Is.EqualTo(octets), fault.ToString());
        }
    }

    // Values

    [TestCase("AIR", 1u, "00101000000000a", Description = "an IMSI is digits")]
    [TestCase("AIR", 1u, "0010100000000012", Description = "of 15 at most")]
    [TestCase("AIR", 1u, "00101", Description = "and not its network alone")]
    [TestCase("AIR", 1u, "")]
    [TestCase("AIR", 264u, "mme epc")]
    [TestCase("AIR", 264u, "mme_1.epc")]
    [TestCase("AIR", 264u, ".epc")]
    [TestCase("AIR", 264u, "epc.")]
    [TestCase("AIR", 264u, "mme..epc")]
    [TestCase("AIR", 264u, "-mme.epc")]
    [TestCase("AIR", 264u, "mme-.epc")]
    [TestCase("AIR", 296u, "bücher.example", Description = "names are ASCII (appendix D)")]
    [TestCase(
        "AIR",
        264u,
        "a234567890123456789012345678901234567890123456789012345678901234",
        Description = "64 octets without a dot")]
    [TestCase("AIR", 263u, "a\0b", Description = "text starts at U+0001")]
    [TestCase("CER", 269u, "a\0b")]
    public void Text_that_the_format_does_not_allow_is_5004(string command, uint code, string text)
    {
        byte flags = code == 269 ? (byte)0 : M;
        byte[] avp = Avp(code, flags, System.Text.Encoding.UTF8.GetBytes(text));
        DiameterEdit edit = new DiameterEdit(command).Replace(code, avp);
        DiameterFault fault = Refused(
            edit.Build(), ResultCode.InvalidAvpValue, edit.OffsetOf(edit.IndexOf(code)), command);
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(avp));
    }

    [TestCase("C080")]
    [TestCase("ED A0 80")]
    [TestCase("F4 90 80 80")]
    [TestCase("80")]
    [TestCase("C3")]
    public void Octets_that_are_not_UTF_8_are_5004(string hex)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Refused(new DiameterEdit("AIR").Replace(263, Avp(263, M, octets)).Build(), ResultCode.InvalidAvpValue);
        Refused(
            new DiameterEdit("CER").Replace(269, Avp(269, 0, octets)).Build(),
            ResultCode.InvalidAvpValue,
            decoder: "CER");
    }

    [TestCase("0AF110")]
    [TestCase("00FA10")]
    [TestCase("00E110")]
    [TestCase("00F11F")]
    public void A_network_with_a_digit_that_is_not_decimal_is_5004(string plmn) =>
        Refused(
            new DiameterEdit("AIR").Replace(1407, Avp(1407, V | M, Convert.FromHexString(plmn))).Build(),
            ResultCode.InvalidAvpValue);

    [TestCase(0u)]
    [TestCase(2u)]
    public void A_session_with_state_is_5004(uint state) =>
        Refused(
            new DiameterEdit("ULR").Replace(277, Avp(277, M, state)).Build(),
            ResultCode.InvalidAvpValue,
            decoder: "ULR");

    [Test]
    public void An_application_that_is_not_that_of_the_header_is_5004()
    {
        byte[] cx = Avp(260, M, [.. Avp(266, M, Tgpp), .. Avp(258, M, 16777216)]);
        Refused(new DiameterEdit("AIR").Replace(260, cx).Build(), ResultCode.InvalidAvpValue);
        Refused(new DiameterEdit("ULA").Replace(260, cx).Build(), ResultCode.InvalidAvpValue, decoder: "ULA");
    }

    [Test]
    public void An_experimental_result_without_a_vendor_of_its_own_is_5004()
    {
        byte[] result = Avp(297, M, [.. Avp(266, M, 0), .. Avp(298, M, 5001)]);
        Refused(new DiameterEdit("AIA").Replace(268, result).Build(), ResultCode.InvalidAvpValue, decoder: "AIA");
    }

    [Test]
    public void A_redirect_host_that_is_no_Diameter_URI_is_5004() =>
        Refused(
            new DiameterEdit("answer-message (3001)").Add(Avp(292, M, "http://hss.example"u8)).Build(),
            ResultCode.InvalidAvpValue,
            decoder: "answer-message");

    // Places

    [TestCase("AIR")]
    [TestCase("ULA")]
    public void A_session_identifier_that_is_not_first_is_5008(string command)
    {
        var edit = new DiameterEdit(command);
        byte[] session = edit.At(0);
        edit.RemoveAt(0).Insert(1, session);
        DiameterFault fault = Refused(edit.Build(), ResultCode.AvpNotAllowed, edit.OffsetOf(1), command);
        Assert.That(fault.FailedAvp(edit.Build()).Span.ToArray(), Is.EqualTo(session));
    }

    [TestCase(278u, M, Description = "Origin-State-Id is known")]
    [TestCase(9999u, (byte)0, Description = "nobody knows 9999")]
    public void An_AVP_in_a_group_that_is_closed_is_5008(uint code, byte flags)
    {
        byte[] group = Avp(260, M, [.. Avp(266, M, Tgpp), .. Avp(258, M, 16777251), .. Avp(code, flags, 1)]);
        Refused(new DiameterEdit("AIR").Replace(260, group).Build(), ResultCode.AvpNotAllowed);
    }

    [Test]
    public void AVPs_behind_the_fixed_ones_may_come_in_any_order()
    {
        foreach ((string vector, string name) in DiameterDecoders.Pairs())
        {
            var edit = new DiameterEdit(vector);
            int first = edit.CodeAt(0) == 263 ? 1 : 0;
            for (int index = first; index < edit.Count; index++)
            {
                byte[] avp = edit.At(edit.Count - 1);
                edit.RemoveAt(edit.Count - 1).Insert(index, avp);
            }

            byte[] expected = vector is "CER (all AVPs)" or "AIA (two vectors)" ? [] : DiameterVectors.Octets(vector);
            byte[]? read = DiameterDecoders.Of(name)(edit.Build(), out DiameterFault fault);
            Assert.That(read, Is.Not.Null, $"{vector}: {fault}");
            if (expected.Length > 0 && vector != "CEA")
            {
                Assert.That(read, Is.EqualTo(expected), vector);
            }
        }
    }

    // Depth

    [Test]
    public void Groups_nested_without_end_are_not_looked_into()
    {
        byte[] nested = Avp(279, M, 1);
        while (nested.Length < 40_000)
        {
            nested = Avp(279, M, nested);
        }

        byte[] answer = new DiameterEdit("CLA").Add(nested).Build();
        Assert.That(DiameterDecoders.Of("CLA")(answer, out DiameterFault fault), Is.EqualTo(answer), fault.ToString());
        byte[] request = new DiameterEdit("AIR").Add(Avp(9999, 0, nested)).Build();
        Assert.That(DiameterDecoders.Of("AIR")(request, out fault), Is.EqualTo(request), fault.ToString());
        Refused(new DiameterEdit("AIR").Add(Avp(1408, V | M, nested)).Build(), ResultCode.AvpOccursTooManyTimes);
    }

    [Test]
    public void The_deepest_group_of_S6a_is_read_and_its_innermost_fault_is_found()
    {
        byte[] Answer(byte[] level)
        {
            byte[] qos = Avp(1431, V | M, [.. Avp(1028, V | M, 9), .. Avp(1034, V | M, level)]);
            byte[] apn = [.. Avp(1423, V | M, 1), .. Avp(1456, V | M, 0), .. Avp(493, M, "ims"u8), .. qos];
            byte[] profile = [.. Avp(1423, V | M, 1), .. Avp(1428, V | M, 0), .. Avp(1430, V | M, apn)];
            return new DiameterEdit("ULA").Replace(1400, Avp(1400, V | M, Avp(1429, V | M, profile))).Build();
        }

        byte[] right = Answer(Avp(1046, V | M, 8));
        Assert.That(DiameterDecoders.Of("ULA")(right, out DiameterFault none), Is.EqualTo(right), none.ToString());
        byte[] wrong = Answer(Avp(1046, V | M, "123"u8));
        DiameterFault fault = Refused(wrong, ResultCode.InvalidAvpLength, decoder: "ULA");
        Assert.That(fault.FailedAvp(wrong).Span.ToArray(), Is.EqualTo(Avp(1046, V | M, "123"u8)));
    }

    private static DiameterFault Refused(byte[] octets, ResultCode result, int? offset = null, string decoder = "AIR")
    {
        byte[]? message = DiameterDecoders.Of(decoder)(octets, out DiameterFault fault);
        Assert.That(message, Is.Null, "accepted");
        Assert.That(fault.Result, Is.EqualTo(result), fault.ToString());
        Assert.That(fault.Error.IsNone, Is.False);
        Assert.That(fault.Offset, Is.InRange(0, octets.Length));
        if (offset is { } expected)
        {
            Assert.That(fault.Offset, Is.EqualTo(expected), fault.ToString());
        }

        return fault;
    }
}
