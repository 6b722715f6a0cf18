using System;

namespace Simulator.Protocols.Diameter;

/// <summary>Says whether a command allows the data of an AVP whose format is right.</summary>
/// <param name="data">The AVP's data; of a group, AVPs that follow its grammar.</param>
public delegate bool AvpValueRule(ReadOnlySpan<byte> data);

/// <summary>One line of a command's or group's format (RFC 6733 §3.2): an AVP and how often it occurs.</summary>
/// <param name="Definition">The AVP.</param>
/// <param name="CountMin">How often it must occur: 0 or 1.</param>
/// <param name="CountMax">How often it may occur.</param>
/// <param name="IsFirst">True for a fixed AVP, which stands right behind the header.</param>
/// <param name="Accepts">What this command allows as its value; null if the format says all.</param>
public sealed record AvpRule(
    AvpDefinition Definition, int CountMin, int CountMax, bool IsFirst = false, AvpValueRule? Accepts = null)
{
    /// <summary><c>&lt; AVP &gt;</c>: once, right behind the header.</summary>
    public static AvpRule Fixed(AvpDefinition definition) => new(definition, 1, 1, IsFirst: true);

    /// <summary><c>0*1&lt; AVP &gt;</c>: at most once, and then right behind the header.</summary>
    public static AvpRule OptionalFixed(AvpDefinition definition) => new(definition, 0, 1, IsFirst: true);

    /// <summary><c>{ AVP }</c>: once.</summary>
    public static AvpRule Required(AvpDefinition definition, AvpValueRule? accepts = null) =>
        new(definition, 1, 1, Accepts: accepts);

    /// <summary><c>1*{ AVP }</c>: once or more.</summary>
    public static AvpRule OneOrMore(AvpDefinition definition) => new(definition, 1, int.MaxValue);

    /// <summary><c>[ AVP ]</c>: at most once.</summary>
    public static AvpRule Optional(AvpDefinition definition, AvpValueRule? accepts = null) =>
        new(definition, 0, 1, Accepts: accepts);

    /// <summary><c>*[ AVP ]</c>: any number.</summary>
    public static AvpRule Any(AvpDefinition definition) => new(definition, 0, int.MaxValue);
}

/// <summary>What a command or a group may hold (RFC 6733 §3.2, §4.4).</summary>
public sealed class AvpGrammar
{
    private readonly AvpRule[] _rules;
    private readonly ulong[] _keys; // of the rules' AVPs, side by side: the walk over a message looks each AVP up here

    /// <summary>A grammar.</summary>
    /// <param name="allowsOthers">True if it ends in <c>*[ AVP ]</c>.</param>
    /// <param name="rules">Its lines; no AVP twice.</param>
    public AvpGrammar(bool allowsOthers, params AvpRule[] rules)
        : this(allowsOthers, null, rules)
    {
    }

    /// <summary>A grammar of which the text demands exactly one of two AVPs that its lines call optional.</summary>
    /// <param name="allowsOthers">True if it ends in <c>*[ AVP ]</c>.</param>
    /// <param name="oneOf">The two.</param>
    /// <param name="rules">Its lines; no AVP twice.</param>
    public AvpGrammar(bool allowsOthers, AvpPair? oneOf, params AvpRule[] rules)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rules.Length, DiameterSize.RulesMax);
        Array.ForEach(rules, rule => ArgumentOutOfRangeException.ThrowIfGreaterThan(rule.CountMin, 1));
        AllowsOthers = allowsOthers;
        OneOf = oneOf;
        _rules = rules;
        _keys = Array.ConvertAll(rules, rule => rule.Definition.Key);
        for (int index = 0; index < rules.Length; index++)
        {
            AvpDefinition definition = rules[index].Definition;
            Depth = Math.Max(Depth, definition.Depth);
            Needed |= rules[index].CountMin > 0 ? 1u << index : 0;
            Alternatives |= definition == oneOf?.First || definition == oneOf?.Second ? 1u << index : 0;
        }
    }

    /// <summary>True if AVPs may occur that no rule names.</summary>
    public bool AllowsOthers { get; }

    /// <summary>Two AVPs of which exactly one occurs; null if there are none.</summary>
    public AvpPair? OneOf { get; }

    /// <summary>The lines, in the standard's order.</summary>
    public ReadOnlySpan<AvpRule> Rules => _rules;

    /// <summary>The depth of the deepest group.</summary>
    public int Depth { get; }

    /// <summary>The lines whose AVP must occur, one bit each.</summary>
    internal uint Needed { get; }

    /// <summary>The lines of <see cref="OneOf"/>, one bit each.</summary>
    internal uint Alternatives { get; }

    /// <summary>The rule of an AVP, or -1.</summary>
    internal int IndexOf(ulong key) => _keys.AsSpan().IndexOf(key);

    /// <summary>The rule of an AVP, or -1.</summary>
    /// <param name="key">The AVP.</param>
    /// <param name="likely">Where the rule is if the AVPs come in the order of the lines.</param>
    internal int IndexOf(ulong key, int likely) =>
        (uint)likely < (uint)_keys.Length && _keys[likely] == key ? likely : IndexOf(key);
}

/// <summary>Two AVPs of which exactly one occurs.</summary>
/// <param name="First">One.</param>
/// <param name="Second">The other.</param>
public sealed record AvpPair(AvpDefinition First, AvpDefinition Second);
