using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Text.Unicode;

namespace Simulator.Protocols.Diameter;

/// <summary>Holds the AVPs of a message or a group against grammar and dictionary, in one walk.</summary>
/// <remarks>
/// Each check is true if nothing is wrong; only otherwise it writes the fault, which is too large to pass around for
/// every AVP. Which rules have been met is a set of bits, one a line of the grammar.
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
    /// <param name="hasOthers">True if there is an AVP that no rule names.</param>
    /// <param name="fault">The first fault.</param>
    internal static bool Check(
        ReadOnlySpan<byte> source,
        int start,
        int end,
        AvpGrammar grammar,
        AvpDictionary dictionary,
        in RawAvp enclosing,
        out bool hasOthers,
        ref DiameterFault fault)
    {
        uint met = 0;
        int index = -1;
        hasOthers = false;
        for (int at = start; at < end;)
        {
            if (!RawAvp.Check(source, at, end, dictionary, out RawAvp avp, ref fault))
            {
                return false;
            }

            index = grammar.IndexOf(avp.Key, index + 1);
            if (index < 0)
            {
                hasOthers = true;
                if (!CheckOther(source, avp, grammar, dictionary, ref fault))
                {
                    return false;
                }
            }
            else
            {
                AvpRule rule = grammar.Rules[index];
                bool isRepeated = (met & (1u << index)) != 0;
                met |= 1u << index;
                if ((isRepeated && !CheckCount(source, start, avp, rule, ref fault))
                    || !CheckRuled(source, avp, rule, at == start, dictionary, ref fault))
                {
                    return false;
                }
            }

            at = avp.End;
        }

        return (grammar.Needed & ~met) != 0
            ? IsAbsent(grammar.Rules[BitOperations.TrailingZeroCount(grammar.Needed & ~met)], end, ref fault)
            : grammar.OneOf is null || CheckOneOf(grammar, grammar.OneOf, met, end, enclosing, ref fault);
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

    // One more of an AVP that has come before: most may come once, some ever again, the others are counted.
    private static bool CheckCount(
        ReadOnlySpan<byte> source, int start, in RawAvp avp, AvpRule rule, ref DiameterFault fault)
    {
        if (rule.CountMax == int.MaxValue)
        {
            return true;
        }

        int count = 1;
        for (int at = start; at < avp.Offset;)
        {
            RawAvp earlier = RawAvp.Read(source, at);
            count += earlier.Key == avp.Key ? 1 : 0;
            at = earlier.End;
        }

        return count <= rule.CountMax
            || Refuse(ResultCode.AvpOccursTooManyTimes, avp, rule.Definition, ref fault);
    }

    private static bool CheckRuled(
        ReadOnlySpan<byte> source,
        in RawAvp avp,
        AvpRule rule,
        bool isFirst,
        AvpDictionary dictionary,
        ref DiameterFault fault)
    {
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
        if (data.Length < definition.SizeMin || data.Length > definition.SizeMax)
        {
            return Refuse(ResultCode.InvalidAvpLength, avp, definition, ref fault);
        }

        return definition.Type switch
        {
            AvpType.Grouped => CheckGroup(source, avp, definition, dictionary, ref fault),
            AvpType.Address => IsSizeOfFamily(data) || Refuse(ResultCode.InvalidAvpLength, avp, definition, ref fault),
            AvpType.Utf8String or AvpType.DiameterUri or AvpType.DiameterIdentity =>
                IsText(data, definition.Type) || Refuse(ResultCode.InvalidAvpValue, avp, definition, ref fault),
            _ => true,
        };
    }

    private static bool CheckGroup(
        ReadOnlySpan<byte> source,
        in RawAvp avp,
        AvpDefinition definition,
        AvpDictionary dictionary,
        ref DiameterFault fault)
    {
        ReadOnlySpan<byte> data = avp.Data(source);
        if (definition.IsKnownRight(data, dictionary))
        {
            return true;
        }

        int start = avp.Offset + avp.HeaderSize;
        bool isRight = Check(
            source, start, start + data.Length, definition.Grammar!, dictionary, avp, out _, ref fault);
        if (isRight)
        {
            definition.KeepRight(data, dictionary);
        }

        return isRight;
    }

    private static bool IsAbsent(AvpRule rule, int end, ref DiameterFault fault)
    {
        fault = DiameterFault.Missing(rule.Definition, null, end);
        return false;
    }

    private static bool CheckOneOf(
        AvpGrammar grammar,
        AvpPair pair,
        uint met,
        int end,
        in RawAvp enclosing,
        ref DiameterFault fault)
    {
        int count = BitOperations.PopCount(met & grammar.Alternatives);
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
    private static bool IsSizeOfFamily(ReadOnlySpan<byte> data)
    {
        int size = DiameterAddress.DataSize(BinaryPrimitives.ReadUInt16BigEndian(data));
        return size < 0 || size == data.Length;
    }

    private static bool IsText(ReadOnlySpan<byte> data, AvpType type) => type switch
    {
        AvpType.Utf8String => Utf8.IsValid(data) && !data.Contains((byte)0), // §4.3.1: from U+0001
        AvpType.DiameterUri => data.StartsWith("aaa://"u8) || data.StartsWith("aaas://"u8),
        _ => DiameterIdentity.IsName(data),
    };
}
