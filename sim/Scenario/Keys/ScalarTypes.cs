using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Simulator.Scenarios;

/// <summary>A quantity.</summary>
internal sealed class QuantityType(QuantityRule rule) : IKeyType
{
    public string Takes => rule.Takes;

    public string Bounds => rule.Bounds;

    public IReadOnlyList<Dimension> Dimensions => rule.Dimensions;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Scalar || node.IsMissing)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        return rule.TryRead(node.Text, node.Place, scope, out Quantity quantity)
            ? BoundValue.Scalar(
                node.Place, quantity, ParameterTable.IsReference(node) ? node.Text : quantity.ToString())
            : null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Quantity(writer, rule);
}

/// <summary>A quantity or a distribution of it.</summary>
internal sealed class DistributionType(QuantityRule rule) : IKeyType
{
    private readonly DistributionReader _reader = new(rule);

    public string Takes => _reader.Takes;

    public string Bounds => rule.Bounds;

    public IReadOnlyList<Dimension> Dimensions => rule.Dimensions;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind == NodeKind.Sequence || node.IsMissing)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        return _reader.Read(node, scope) is { } written
            ? BoundValue.Scalar(node.Place, written.Value, written.Text)
            : null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string", "number", "object");
}

/// <summary>An arrival process.</summary>
internal sealed class ArrivalsType : IKeyType
{
    public static readonly ArrivalsType Instance = new();

    public string Takes => "an arrival process";

    public string Bounds => ArrivalsReader.Usage;

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        ArrivalsReader.Read(node, scope) is { } written
            ? BoundValue.Scalar(node.Place, written.Value, written.Text)
            : null;

    public void WriteSchema(Utf8JsonWriter writer) =>
        SchemaParts.Types(writer, ArrivalsReader.Usage, "string", "object");
}

/// <summary>Scalars that are words: the shape, and words that come from a parameter.</summary>
internal static class Words
{
    /// <summary>The word of a node, through a parameter if it names one; null after an error.</summary>
    public static string? Read(ScenarioNode node, BindScope scope, string takes)
    {
        if (node.Kind != NodeKind.Scalar || node.IsMissing)
        {
            scope.WrongShape(node, takes);
            return null;
        }

        if (!ParameterTable.IsReference(node))
        {
            return node.Text;
        }

        if (scope.Context.Parameters.Use(node.Text, node.Place, scope) is not { } parameter)
        {
            return null;
        }

        if (parameter.IsWord || parameter.Quantity is { Dimension: Dimension.Number or Dimension.Count })
        {
            return parameter.Text;
        }

        ParameterTable.Unfit(parameter, node.Place, scope, takes);
        return null;
    }

    /// <summary>The text to write back: the parameter as it was written, else the word.</summary>
    public static string Written(ScenarioNode node, string word) => ParameterTable.IsReference(node) ? node.Text : word;
}

/// <summary>One of several words.</summary>
internal sealed class ChoiceType(string[] words) : IKeyType
{
    public string Takes => Units.Alternatives(words);

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (Words.Read(node, scope, Takes) is not { } word)
        {
            return null;
        }

        if (words.Contains(word))
        {
            return BoundValue.Scalar(node.Place, word, Words.Written(node, word));
        }

        string near = Suggestion.Nearest(word, words) is { } nearest ? $"did you mean '{nearest}'? " : "";
        scope.Error(node.Place, ErrorCode.UnknownWord, $"unknown word '{word}'{scope.In}", $"{near}it takes {Takes}");
        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Choice(writer, words);
}

/// <summary>True or false.</summary>
internal sealed class FlagType : IKeyType
{
    public static readonly FlagType Instance = new();

    public string Takes => "true or false";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        string? word = Words.Read(node, scope, Takes);
        if (word is "true" or "false")
        {
            return BoundValue.Scalar(node.Place, word == "true", Words.Written(node, word));
        }

        if (word is not null)
        {
            scope.Error(
                node.Place, ErrorCode.UnknownWord, $"'{word}' is not true or false{scope.In}", "write true or false");
        }

        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "boolean", "string");
}

/// <summary>Free text on one line.</summary>
internal sealed class TextType : IKeyType
{
    private const int LengthMax = 1000; // ours

    public string Takes => "a text";

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Scalar || node.IsMissing)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        if (node.Text.Length <= LengthMax)
        {
            return BoundValue.FreeText(node.Place, node.Text);
        }

        scope.Error(node.Place, ErrorCode.OutOfRange, $"the text is longer than {LengthMax} characters{scope.In}");
        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string");
}

/// <summary>A name.</summary>
internal sealed partial class NameType : IKeyType
{
    public string Takes => "a name";

    public static bool IsName(string text) => text.Length <= 64 && Pattern().IsMatch(text);

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        Words.Read(node, scope, Takes) is { } word && Check(word, node.Place, scope)
            ? BoundValue.Scalar(node.Place, word, Words.Written(node, word))
            : null;

    /// <summary>Reports a name that is none.</summary>
    public static bool Check(string text, Place place, BindScope scope)
    {
        if (IsName(text))
        {
            return true;
        }

        scope.Error(
            place,
            ErrorCode.UnknownWord,
            $"'{text}' is not a name{scope.In}",
            "a name has lower-case letters, digits and hyphens, a letter first");
        return false;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Pattern(writer, Takes, "^(\\$.*|[a-z][a-z0-9-]*)$");

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}

/// <summary>A code of a fixed form, such as a network's identity.</summary>
internal sealed class CodeType(string takes, string pattern, string form) : IKeyType
{
    private readonly Regex _pattern = new($"^({pattern})\\z", RegexOptions.CultureInvariant);

    public string Takes => takes;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (Words.Read(node, scope, Takes) is not { } word)
        {
            return null;
        }

        if (_pattern.IsMatch(word))
        {
            return BoundValue.Scalar(node.Place, word, Words.Written(node, word));
        }

        scope.Error(node.Place, ErrorCode.UnknownWord, $"'{word}' is not {Takes}{scope.In}", form);
        return null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Pattern(writer, Takes, $"^(\\$.*|{pattern})$");
}

/// <summary>A certain word, or a value.</summary>
internal sealed class WordOrType(string word, IKeyType other) : IKeyType
{
    public string Takes => $"{other.Takes}, or '{word}'";

    public string Bounds => other.Bounds;

    public IReadOnlyList<Dimension> Dimensions => other.Dimensions;

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        node.Kind == NodeKind.Scalar && node.Text == word
            ? BoundValue.Scalar(node.Place, word, word)
            : other.Bind(node, scope);

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.WordOr(writer, word, other);
}

/// <summary>The cost of an operation.</summary>
internal sealed class CostType : IKeyType
{
    public static readonly CostType Instance = new();

    private static readonly DistributionReader Time = new(new QuantityRule([Dimension.Time]));
    private static readonly QuantityRule PerOctet = new([Dimension.TimePerOctet]);
    private static readonly QuantityRule Energy = new([Dimension.Energy]);
    private static readonly QuantityRule EnergyPerOctet = new([Dimension.EnergyPerOctet]);

    public string Takes => $"a time or a distribution of it, or {{ {string.Join(", ", CostKey.All)} }}";

    public IReadOnlyList<Dimension> Dimensions => Time.Rule.Dimensions;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        bool isDistribution = FormReader.IsMap(node) && !CostKey.All.Contains(node.Entries[0].Key.Text);
        if (node.Kind == NodeKind.Mapping && !isDistribution)
        {
            return BindMapping(node, scope);
        }

        if (node.Kind == NodeKind.Sequence || node.IsMissing)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        return Time.Read(node, scope) is { } time
            ? BoundValue.Scalar(node.Place, new Cost(time.Value, Cost.NoTimePerOctet, null, null), time.Text)
            : null;
    }

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Types(writer, Takes, "string", "object");

    private static BoundValue? BindMapping(ScenarioNode node, BindScope scope)
    {
        int before = scope.Context.Errors.Reported;
        var parts = new List<string>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, CostKey.All, scope);
        }

        Distribution time = Distribution.Constant(new Quantity(Dimension.Time, 0));
        if (node.Find(CostKey.Fixed) is { } fixedNode && Time.Read(fixedNode, scope.At(CostKey.Fixed)) is { } written)
        {
            time = written.Value;
            parts.Add($"{CostKey.Fixed}: {written.Text}");
        }

        Quantity? perOctet = Part(node, CostKey.PerOctet, PerOctet, scope, parts);
        Quantity? energy = Part(node, CostKey.Energy, Energy, scope, parts);
        Quantity? energyPerOctet = Part(node, CostKey.EnergyPerOctet, EnergyPerOctet, scope, parts);
        var cost = new Cost(time, perOctet ?? Cost.NoTimePerOctet, energy, energyPerOctet);
        return scope.Context.Errors.Reported == before
            ? BoundValue.Scalar(node.Place, cost, $"{{ {string.Join(", ", parts)} }}")
            : null;
    }

    private static Quantity? Part(ScenarioNode node, string key, QuantityRule rule, BindScope scope, List<string> parts)
    {
        if (node.Find(key) is not { } part)
        {
            return null;
        }

        if (new QuantityType(rule).Bind(part, scope.At(key)) is not { } bound)
        {
            return null;
        }

        parts.Add($"{key}: {bound.Text}");
        return (Quantity)bound.Content;
    }
}
