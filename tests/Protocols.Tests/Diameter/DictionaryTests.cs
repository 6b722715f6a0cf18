using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Diameter;

namespace Tests.Protocols.Diameter;

/// <summary>The tables of AVPs and grammars, and that an application can add its own to them.</summary>
[TestFixture]
public sealed class DictionaryTests
{
    [Test]
    public void Every_AVP_is_found_by_vendor_and_code_and_by_nothing_else()
    {
        foreach (AvpDefinition definition in S6aCommand.Dictionary.Definitions.ToArray())
        {
            Assert.That(S6aCommand.Dictionary.Find(definition.Vendor, definition.Code), Is.SameAs(definition));
            Assert.That(S6aCommand.Dictionary.Find(definition.Vendor + 1, definition.Code), Is.Null);
        }

        Assert.That(S6aCommand.Dictionary.Find(VendorId.Ietf, 9999), Is.Null);
        Assert.That(BaseCommand.Dictionary.Find(VendorId.Tgpp, 1407), Is.Null, "S6a is not known between peers");
    }

    [Test]
    public void Every_AVP_of_a_rule_and_of_a_group_is_in_the_dictionary_of_its_command()
    {
        foreach (CommandGrammar command in S6aCommand.Commands.Commands.ToArray())
        {
            CheckRules(command.Avps, command.Dictionary);
        }
    }

    [Test]
    public void The_M_flag_of_every_AVP_in_the_vectors_is_that_of_the_table()
    {
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string vector, _) in DiameterDecoders.Pairs())
        {
            CheckFlags(DiameterVectors.Octets(vector).AsSpan(20), seen);
        }

        Assert.That(seen, Has.Count.GreaterThan(50));
    }

    [Test]
    public void Groups_nest_six_deep_at_most()
    {
        int depth = S6aCommand.Dictionary.Definitions.ToArray().Max(definition => definition.Depth);
        Assert.That(depth, Is.EqualTo(5), "Subscription-Data, profile, configuration, quality, priority");
    }

    [Test]
    public void A_code_cannot_be_defined_twice() =>
        Assert.Throws<ArgumentException>(() => _ = new AvpDictionary(
            [BaseAvp.OriginHost], [AvpDefinition.Of(0, 264, "Again", AvpType.Unsigned32, MandatoryBit.Must)]));

    [Test]
    public void A_group_needs_a_grammar() => Assert.Throws<ArgumentOutOfRangeException>(
        () => AvpDefinition.Of(0, 1, "Group", AvpType.Grouped, MandatoryBit.Must));

    [Test]
    public void Groups_cannot_nest_without_bound()
    {
        AvpDefinition group = BaseAvp.UserName;
        for (uint code = 1; code <= 8; code++)
        {
            group = AvpDefinition.Group(
                1, code, "Group", MandatoryBit.Must, new AvpGrammar(true, AvpRule.Optional(group)));
        }

        Assert.That(group.Depth, Is.EqualTo(8));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => AvpDefinition.Group(1, 9, "Group", MandatoryBit.Must, new AvpGrammar(true, AvpRule.Optional(group))));
    }

    [Test]
    public void A_grammar_is_bounded() => Assert.Throws<ArgumentOutOfRangeException>(
        () => _ = new AvpGrammar(true, Enumerable.Repeat(AvpRule.Any(BaseAvp.UserName), 33).ToArray()));

    [Test]
    public void Names_are_the_standards_own()
    {
        Assert.That(S6aAvp.Kasme.ToString(), Is.EqualTo("KASME(10415:1450)"));
        Assert.That(BaseAvp.OriginHost.ToString(), Is.EqualTo("Origin-Host(264)"));
    }

    private static void CheckRules(AvpGrammar grammar, AvpDictionary dictionary)
    {
        foreach (AvpRule rule in grammar.Rules)
        {
            Assert.That(dictionary.Find(rule.Definition.Vendor, rule.Definition.Code), Is.SameAs(rule.Definition));
            if (rule.Definition.Grammar is { } inner)
            {
                CheckRules(inner, dictionary);
            }
        }
    }

    private static void CheckFlags(ReadOnlySpan<byte> avps, SortedSet<string> seen)
    {
        for (int at = 0; at < avps.Length;)
        {
            ReadOnlySpan<byte> avp = avps[at..];
            int size = BinaryPrimitives.ReadInt32BigEndian(avp[4..]) & 0xFFFFFF, header = avp[4] < 0x80 ? 8 : 12;
            uint vendor = header == 8 ? 0 : BinaryPrimitives.ReadUInt32BigEndian(avp[8..]);
            AvpDefinition definition = S6aCommand.Dictionary.Find(vendor, BinaryPrimitives.ReadUInt32BigEndian(avp))!;
            Assert.That(
                (avp[4] & 0x40) != 0, Is.EqualTo(definition.Mandatory == MandatoryBit.Must), definition.ToString());
            seen.Add(definition.ToString());
            if (definition.Type == AvpType.Grouped)
            {
                CheckFlags(avp[header..size], seen);
            }

            at += (size + 3) & ~3;
        }
    }
}
