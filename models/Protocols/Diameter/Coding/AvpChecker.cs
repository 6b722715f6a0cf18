using System;
using System.Buffers.Binary;
using System.Text.Unicode;

namespace Simulator.Protocols.Diameter;

/// <summary>Holds the AVPs of a message or a group against grammar and dictionary, in one walk.</summary>
/// <remarks>
/// Each check is true if nothing is wrong; only otherwise it writes the fault, which is too large to pass around for
/// every AVP.
/// </remarks>
internal static class AvpChecker
{
    /// <summary>Checks everything that stands between two offsets.</summary>
    /// <param name="source">The message.</param>
    /// <param name="start">Where the AVPs start.</param>
    /// <param name="end">Where they end.</param>
    /// <param name="grammar">What may be there.</param>
    /// <param name="dictionary">What is known beyond the grammar.</param>
    /// <param name="enclosing">The group that holds the AVPs; the default value for those of a message.</param>
    /// <param name="fault">The first fault.</param>
    internal static bool Check(
        ReadOnlySpan<byte> source,
        int start,
        int end,
        AvpGrammar grammar,
        AvpDictionary dictionary,
        in RawAvp enclosing,
        ref DiameterFault fault)
    {
        Span<int> counts = stackalloc int[DiameterSize.RulesMax];
        counts.Clear();
        for (int at = start; at < end;)
        {
            if (!RawAvp.Check(source, at, end, dictionary, out RawAvp avp, ref fault))
            {
                return false;
            }

            int index = grammar.IndexOf(avp.Key);
            bool right = index < 0
                ? CheckOther(source, avp, grammar, dictionary, ref fault)
                : CheckRuled(source, avp, grammar.Rules[index], ++counts[index], at == start, dictionary, ref fault);
            if (!right)
            {
                return false;
            }

            at = avp.End;
        }

        return CheckPresence(grammar, counts, end, enclosing, ref fault);
    }

    /// <summary>Whether the data of one AVP that is no group have the size and format of its definition.</summary>
    internal static bool IsGood(ReadOnlySpan<byte> source, in RawAvp avp, AvpDefinition definition)
    {
        DiameterFault fault = DiameterFault.None;
        return CheckData(source, avp, definition, BaseCommand.Dictionary, ref fault);
    }

    /// <summary>An AVP that no rule names: unknown, or known and not foreseen here.</summary>
    private static bool CheckOther(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpGrammar grammar, AvpDictionary dictionary, ref DiameterFault fault)
    {
        AvpDefinition? definition = dictionary.Find(avp.Key);
        return definition is null && avp.IsMandatory ? Refuse(ResultCode.AvpUnsupported, avp, null, ref fault) // §4.1
            : !grammar.AllowsOthers ? Refuse(ResultCode.AvpNotAllowed, avp, definition, ref fault)
            : definition is null || CheckData(source, avp, definition, dictionary, ref fault);
    }

    private static bool CheckRuled(
        ReadOnlySpan<byte> source,
        in RawAvp avp,
        AvpRule rule,
        int count,
        bool isFirst,
        AvpDictionary dictionary,
        ref DiameterFault fault)
    {
        if (count > rule.CountMax)
        {
            return Refuse(ResultCode.AvpOccursTooManyTimes, avp, rule.Definition, ref fault);
        }

        if (rule.IsFirst && !isFirst)
        {
            return Refuse(ResultCode.AvpNotAllowed, avp, rule.Definition, ref fault); // §8.8: not at that place
        }

        return CheckData(source, avp, rule.Definition, dictionary, ref fault)
            && (rule.Accepts is null || rule.Accepts(avp.Data(source))
                || Refuse(ResultCode.InvalidAvpValue, avp, rule.Definition, ref fault));
    }

    private static bool CheckData(
        ReadOnlySpan<byte> source,
        in RawAvp avp,
        AvpDefinition definition,
        AvpDictionary dictionary,
        ref DiameterFault fault)
    {
        ReadOnlySpan<byte> data = avp.Data(source);
        bool isSize = data.Length >= definition.SizeMin && data.Length <= definition.SizeMax;
        if (!isSize || !IsSizeOfFamily(data, definition.Type))
        {
            return Refuse(ResultCode.InvalidAvpLength, avp, definition, ref fault);
        }

        int start = avp.Offset + avp.HeaderSize;
        return definition.Grammar is { } grammar
            ? Check(source, start, start + data.Length, grammar, dictionary, avp, ref fault)
            : IsText(data, definition.Type) || Refuse(ResultCode.InvalidAvpValue, avp, definition, ref fault);
    }

    private static bool CheckPresence(
        AvpGrammar grammar, ReadOnlySpan<int> counts, int end, in RawAvp enclosing, ref DiameterFault fault)
    {
        ReadOnlySpan<AvpRule> rules = grammar.Rules;
        for (int index = 0; index < rules.Length; index++)
        {
            if (counts[index] < rules[index].CountMin)
            {
                fault = DiameterFault.Missing(rules[index].Definition, null, end);
                return false;
            }
        }

        return grammar.OneOf is null || CheckOneOf(grammar, grammar.OneOf, counts, end, enclosing, ref fault);
    }

    private static bool CheckOneOf(
        AvpGrammar grammar,
        AvpPair pair,
        ReadOnlySpan<int> counts,
        int end,
        in RawAvp enclosing,
        ref DiameterFault fault)
    {
        int count = counts[grammar.IndexOf(pair.First.Key)] + counts[grammar.IndexOf(pair.Second.Key)];
        if (count == 0)
        {
            fault = DiameterFault.Missing(pair.First, pair.Second, end);
        }

        return count > 1
            ? Refuse(ResultCode.AvpOccursTooManyTimes, enclosing, pair.Second, ref fault) // §6.11: the group shows both
            : count == 1;
    }

    private static bool Refuse(ResultCode result, in RawAvp avp, AvpDefinition? definition, ref DiameterFault fault)
    {
        fault = DiameterFault.Avp(result, avp, definition);
        return false;
    }

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
