using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>
/// The types that a key can have. Bounds are given as in a scenario: <c>KeyType.Time(min: "1 ms")</c>.
/// </summary>
public static class KeyType
{
    /// <summary>A time, exact in picoseconds.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    /// <param name="above">Bound that the value must exceed.</param>
    public static IKeyType Time(string? min = null, string? max = null, string? above = null) =>
        new QuantityType(new QuantityRule([Dimension.Time], min, max, above));

    /// <summary>A data rate.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static IKeyType Rate(string? min = "1 bit/s", string? max = null) =>
        new QuantityType(new QuantityRule([Dimension.Rate], min, max));

    /// <summary>A size in octets.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static IKeyType Size(string? min = null, string? max = null) =>
        new QuantityType(new QuantityRule([Dimension.Size], min, max));

    /// <summary>Events per time.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static IKeyType Frequency(string? min = null, string? max = null) =>
        new QuantityType(new QuantityRule([Dimension.Frequency], min, max));

    /// <summary>A probability or another share, 0 % to 100 %.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static IKeyType Probability(string min = "0 %", string max = "100 %") =>
        new QuantityType(new QuantityRule([Dimension.Probability], min, max));

    /// <summary>A power.</summary>
    public static IKeyType Power() => new QuantityType(new QuantityRule([Dimension.Power]));

    /// <summary>An energy.</summary>
    public static IKeyType Energy() => new QuantityType(new QuantityRule([Dimension.Energy]));

    /// <summary>A time for each octet.</summary>
    public static IKeyType TimePerOctet() => new QuantityType(new QuantityRule([Dimension.TimePerOctet]));

    /// <summary>A real number without a unit.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    /// <param name="above">Bound that the value must exceed.</param>
    public static IKeyType Number(string? min = null, string? max = null, string? above = null) =>
        new QuantityType(new QuantityRule([Dimension.Number], min, max, above));

    /// <summary>A whole number without a unit.</summary>
    /// <param name="min">Least value.</param>
    /// <param name="max">Greatest value.</param>
    public static IKeyType Count(string? min = null, string? max = null) =>
        new QuantityType(new QuantityRule([Dimension.Count], min, max));

    /// <summary>The length of a queue: octets or packets.</summary>
    public static IKeyType OctetsOrPackets() =>
        new QuantityType(new QuantityRule([Dimension.Packets, Dimension.Size], min: "1 packets"));

    /// <summary>The length of a queue of work: requests.</summary>
    public static IKeyType Requests() => new QuantityType(new QuantityRule([Dimension.Requests], min: "0 requests"));

    /// <summary>A quantity, or a distribution of it.</summary>
    /// <param name="dimension">What a value measures.</param>
    /// <param name="min">Least constant value.</param>
    /// <param name="max">Greatest constant value.</param>
    public static IKeyType Distribution(Dimension dimension, string? min = null, string? max = null) =>
        new DistributionType(new QuantityRule([dimension], min, max));

    /// <summary>
    /// The cost of an operation: a time or a distribution, or fixed and per-octet parts with energies.
    /// </summary>
    public static IKeyType Cost() => CostType.Instance;

    /// <summary>An arrival process.</summary>
    public static IKeyType Arrivals() => ArrivalsType.Instance;

    /// <summary>One of several words.</summary>
    /// <param name="words">The words, the usual one first.</param>
    public static IKeyType Choice(params string[] words) => new ChoiceType(words);

    /// <summary>True or false.</summary>
    public static IKeyType Flag() => FlagType.Instance;

    /// <summary>Free text.</summary>
    public static IKeyType Text() => new TextType();

    /// <summary>A name made of lower-case words joined by hyphens.</summary>
    public static IKeyType Name() => new NameType();

    /// <summary>A code of a fixed form.</summary>
    /// <param name="takes">What it is, with its article.</param>
    /// <param name="pattern">Regular expression of the whole code.</param>
    /// <param name="form">How to write one, for the hint.</param>
    public static IKeyType Code(string takes, string pattern, string form) => new CodeType(takes, pattern, form);

    /// <summary>The name of something in the scenario or in the profiles.</summary>
    /// <param name="kind">What it may name.</param>
    /// <param name="of">The role that a group or node must have; empty for any.</param>
    public static IKeyType Reference(ReferenceKind kind, string of = "") => new ReferenceType([kind], of);

    /// <summary>The name of one of several things.</summary>
    /// <param name="kinds">What it may name.</param>
    public static IKeyType AnyReference(params ReferenceKind[] kinds) => new ReferenceType(kinds, "");

    /// <summary>A list.</summary>
    /// <param name="item">What each item takes.</param>
    /// <param name="min">Least number of items.</param>
    /// <param name="max">Greatest number of items.</param>
    public static IKeyType List(IKeyType item, int min = 0, int max = 10_000) =>
        new ListType(item, min, max, single: false);

    /// <summary>A list that may be written as a single item.</summary>
    /// <param name="item">What each item takes.</param>
    /// <param name="max">Greatest number of items.</param>
    public static IKeyType OneOrMore(IKeyType item, int max = 10_000) => new ListType(item, 0, max, single: true);

    /// <summary>A mapping with keys of its own.</summary>
    /// <param name="keys">The keys, in the order in which they are written back.</param>
    public static IKeyType Mapping(params IReadOnlyList<Key> keys) => new MappingType(keys);

    /// <summary>
    /// A mapping whose key <c>profile</c> names a profile, from which the keys that allow it take their values.
    /// </summary>
    /// <param name="kind">The kind of profile.</param>
    /// <param name="keys">The keys beside <c>profile</c>.</param>
    public static IKeyType MappingWithProfile(ProfileKind kind, params IReadOnlyList<Key> keys) =>
        new MappingType(keys, kind);

    /// <summary>A value for both directions of a link, or <c>{ up: …, down: … }</c>.</summary>
    /// <param name="item">What a direction takes.</param>
    public static IKeyType BothDirections(IKeyType item) => new DirectionsType(item);

    /// <summary>A certain word, or a value.</summary>
    /// <param name="word">The word.</param>
    /// <param name="other">What else it takes.</param>
    public static IKeyType WordOr(string word, IKeyType other) => new WordOrType(word, other);

    /// <summary>A mapping, or something shorter for the usual case.</summary>
    /// <param name="mapping">The mapping.</param>
    /// <param name="shorter">The shorter form, a scalar or a list.</param>
    public static IKeyType MappingOr(IKeyType mapping, IKeyType shorter) => new MappingOrType(mapping, shorter);
}
