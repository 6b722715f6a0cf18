using System;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Simulator.Protocols.Diameter;

/// <summary>Holds the AVPs of a message or a group against grammar and dictionary, in one walk.</summary>
internal static class AvpChecker
{
    /// <summary>The first fault, or none.</summary>
    /// <param name="source">The message.</param>
    /// <param name="start">Where the AVPs start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="grammar">What may be there.</param>
    /// <param name="dictionary">What is known beyond the grammar.</param>
    /// <param name="enclosing">The group that holds the AVPs; the default value for those of a message.</param>
    internal static DiameterFault Check(
        ReadOnlySpan<byte> source,
        int start,
        int end,
        AvpGrammar grammar,
        AvpDictionary dictionary,
        in RawAvp enclosing = default)
    {
        Span<int> counts = stackalloc int[DiameterSize.RulesMax];
        counts.Clear();
        int at = start;
        while (at < end)
        {
            DiameterFault fault = RawAvp.Check(source, at, end, dictionary, out RawAvp avp);
            if (fault.IsNone)
            {
                int index = grammar.IndexOf(avp.Key);
                fault = index < 0
                    ? CheckOther(source, avp, grammar, dictionary)
                    : CheckRuled(source, avp, grammar.Rules[index], ++counts[index], at == start, dictionary);
            }

            if (!fault.IsNone)
            {
                return fault;
            }

            at = avp.End;
        }

        return CheckPresence(grammar, counts, end, enclosing);
    }

    /// <summary>Whether the data of one AVP that is no group have the size and format of its definition.</summary>
    internal static bool IsGood(ReadOnlySpan<byte> source, in RawAvp avp, AvpDefinition definition) =>
        CheckData(source, avp, definition, BaseCommand.Dictionary).IsNone;

    /// <summary>An AVP that no rule names: unknown, or known and not foreseen here.</summary>
    private static DiameterFault CheckOther(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpGrammar grammar, AvpDictionary dictionary)
    {
        AvpDefinition? definition = dictionary.Find(avp.Key);
        return definition is null && avp.IsMandatory ? DiameterFault.Avp(ResultCode.AvpUnsupported, avp, null) // §4.1
            : !grammar.AllowsOthers ? DiameterFault.Avp(ResultCode.AvpNotAllowed, avp, definition)
            : definition is null ? DiameterFault.None
            : CheckData(source, avp, definition, dictionary);
    }

    private static DiameterFault CheckRuled(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpRule rule, int count, bool isFirst, AvpDictionary dictionary)
    {
        if (count > rule.CountMax)
        {
            return DiameterFault.Avp(ResultCode.AvpOccursTooManyTimes, avp, rule.Definition);
        }

        if (rule.IsFirst && !isFirst)
        {
            return DiameterFault.Avp(ResultCode.AvpNotAllowed, avp, rule.Definition); // §8.8: not at that place
        }

        DiameterFault fault = CheckData(source, avp, rule.Definition, dictionary);
        return fault.IsNone && rule.Accepts is not null && !rule.Accepts(avp.Data(source))
            ? DiameterFault.Avp(ResultCode.InvalidAvpValue, avp, rule.Definition)
            : fault;
    }

    private static DiameterFault CheckData(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpDefinition definition, AvpDictionary dictionary)
    {
        ReadOnlySpan<byte> data = avp.Data(source);
        bool isSize = data.Length >= definition.SizeMin && data.Length <= definition.SizeMax;
        if (!isSize || !IsSizeOfFamily(data, definition.Type))
        {
            return DiameterFault.Avp(ResultCode.InvalidAvpLength, avp, definition);
        }

        return definition.Grammar is not null
            ? Check(source, avp.Offset + avp.HeaderSize, avp.Offset + avp.Size, definition.Grammar, dictionary, avp)
            : IsText(data, definition.Type)
                ? DiameterFault.None
                : DiameterFault.Avp(ResultCode.InvalidAvpValue, avp, definition);
    }

    private static DiameterFault CheckPresence(
        AvpGrammar grammar, ReadOnlySpan<int> counts, int end, in RawAvp enclosing)
    {
        for (int index = 0; index < grammar.Rules.Length; index++)
        {
            if (counts[index] < grammar.Rules[index].CountMin)
            {
                return DiameterFault.Missing(grammar.Rules[index].Definition, null, end);
            }
        }

        return grammar.OneOf is null ? DiameterFault.None : CheckOneOf(grammar, grammar.OneOf, counts, end, enclosing);
    }

    private static DiameterFault CheckOneOf(
        AvpGrammar grammar, AvpPair pair, ReadOnlySpan<int> counts, int end, in RawAvp enclosing) =>
        (counts[grammar.IndexOf(pair.First.Key)] + counts[grammar.IndexOf(pair.Second.Key)]) switch
        {
            0 => DiameterFault.Missing(pair.First, pair.Second, end),
            1 => DiameterFault.None,
            _ => DiameterFault.Avp(ResultCode.AvpOccursTooManyTimes, enclosing, pair.Second), // §6.11: show both
        };

    /// <summary>Whether an address has the size of its family; families other than IP are kept as they are.</summary>
    private static bool IsSizeOfFamily(ReadOnlySpan<byte> data, AvpType type)
    {
        int size = type == AvpType.Address ? DiameterAddress.DataSize(BinaryPrimitives.ReadUInt16BigEndian(data)) : -1;
        return size < 0 || size == data.Length;
    }

    private static bool IsText(ReadOnlySpan<byte> data, AvpType type) => type switch
    {
        AvpType.Utf8String => Utf8.IsValid(data) && !data.Contains((byte)0), // §4.3.1: from U+0001
        AvpType.DiameterUri => data.StartsWith("aaa://"u8) || data.StartsWith("aaas://"u8),
        AvpType.DiameterIdentity => DiameterIdentity.IsName(data),
        _ => true,
    };
}
