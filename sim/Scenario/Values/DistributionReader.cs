using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;

namespace Simulator.Scenarios;

/// <summary>
/// A value that was read, with the canonical text in which <c>$parameters</c> stay as they were written.
/// </summary>
internal readonly record struct Written<T>(T Value, string Text);

/// <summary>Reads distributions of one dimension.</summary>
internal sealed class DistributionReader
{
    private const int SamplesMax = 1_000_000; // ours: 16 MB of samples

    private static readonly Dictionary<string, DistributionKind> Kinds = new(StringComparer.Ordinal)
    {
        ["uniform"] = DistributionKind.Uniform,
        ["exponential"] = DistributionKind.Exponential,
        ["shifted-exponential"] = DistributionKind.ShiftedExponential,
        ["normal"] = DistributionKind.Normal,
        ["lognormal"] = DistributionKind.Lognormal,
        ["gamma"] = DistributionKind.Gamma,
        ["beta"] = DistributionKind.Beta,
        ["pareto"] = DistributionKind.Pareto,
        ["zipf"] = DistributionKind.Zipf,
        ["empirical"] = DistributionKind.Empirical,
    };

    private readonly QuantityRule _rule;
    private readonly FormReader _forms;

    public DistributionReader(QuantityRule rule)
    {
        _rule = rule;
        _forms = new FormReader("a distribution", Forms(rule.Dimensions[0]));
    }

    /// <summary>What it takes, for hints.</summary>
    public string Takes => $"{_rule.Takes} or a distribution of it";

    /// <summary>The rule of the values.</summary>
    public QuantityRule Rule => _rule;

    /// <summary>The forms, for documents.</summary>
    public string Usage => _forms.Usage;

    private Dimension Dimension => _rule.Dimensions[0];

    /// <summary>True if the text starts like a distribution that is not a constant.</summary>
    public bool Starts(string text) => _forms.Starts(text);

    /// <summary>Reads a node; null after an error.</summary>
    public Written<Distribution>? Read(ScenarioNode node, BindScope scope)
    {
        if (ParameterTable.IsReference(node))
        {
            return ReadParameter(node, scope);
        }

        bool isQuantity = node.Kind == NodeKind.Scalar && !node.IsMissing && !IsForm(node.Text);
        if (isQuantity)
        {
            return _rule.TryRead(node.Text, node.Place, scope, out Quantity quantity)
                ? new(Distribution.Constant(quantity), quantity.ToString())
                : null;
        }

        if (FormReader.IsMap(node) && node.Entries[0].Key.Text == "constant")
        {
            return Read(node.Entries[0].Value, scope);
        }

        return _forms.Read(node, scope) is { } form && Check(form, node.Place, scope) is { } distribution
            ? new(distribution, form.Text)
            : null;
    }

    /// <summary>
    /// A word that starts with a letter and has arguments, or is one of ours, is meant as a distribution.
    /// </summary>
    private bool IsForm(string text) =>
        _forms.Starts(text) || (text.Length > 0 && char.IsAsciiLetter(text[0]) && text.Contains(' '));

    private Written<Distribution>? ReadParameter(ScenarioNode node, BindScope scope)
    {
        Parameter? parameter = scope.Context.Parameters.Find(node.Text[1..]);
        if (parameter?.Distribution is not { } distribution)
        {
            return _rule.TryRead(node.Text, node.Place, scope, out Quantity quantity)
                ? new(Distribution.Constant(quantity), node.Text)
                : null;
        }

        if (distribution.Dimension == Dimension)
        {
            return new(distribution, node.Text);
        }

        ParameterTable.Unfit(parameter, node.Place, scope, _rule.Takes);
        return null;
    }

    private Distribution? Check(FormValue form, Place place, BindScope scope)
    {
        DistributionKind kind = Kinds[form.Form.Name];
        IReadOnlyList<Quantity> arguments = form.Quantities;
        string wrong = kind switch
        {
            DistributionKind.Uniform when arguments[0].Base > arguments[1].Base => "its minimum lies above its maximum",
            DistributionKind.Lognormal when arguments[0].Base > arguments[1].Base =>
                "its median lies above its 95th percentile",
            _ => "",
        };
        if (wrong.Length > 0)
        {
            scope.Error(place, ErrorCode.WrongArguments, $"'{form.Text}' cannot be{scope.In}: {wrong}");
            return null;
        }

        IReadOnlyList<Quantity>? samples = kind == DistributionKind.Empirical ? ReadSamples(form, scope) : [];
        string text = string.Join(
            ' ', new[] { form.Form.Name }.Concat(arguments.Select(argument => argument.ToString())));
        return samples is null
            ? null
            : new Distribution(
                kind, Dimension, arguments, kind == DistributionKind.Empirical ? form.Text : text, samples);
    }

    private List<Quantity>? ReadSamples(FormValue form, BindScope scope)
    {
        if (!scope.Context.Files.TryRead(form.Word, out byte[]? octets))
        {
            scope.Error(
                form.WordPlace,
                ErrorCode.UnknownReference,
                $"cannot read the file '{form.Word}'{scope.In}",
                "the path starts at the scenario's folder");
            return null;
        }

        int errorsBefore = scope.Context.Errors.Reported;
        var samples = new List<Quantity>();
        string text = SourceText.Decode(form.Word, octets, scope.Context.Errors) ?? "";
        int line = 0;
        foreach (ReadOnlySpan<char> content in text.AsSpan().EnumerateLines())
        {
            line++;
            string value = content.Trim().ToString();
            if (value.Length > 0 && value[0] != '#' && samples.Count < SamplesMax
                && _rule.TryRead(
                    value, new Place(form.Word, line, content.IndexOf(value) + 1), scope, out Quantity sample))
            {
                samples.Add(sample);
            }
        }

        if (samples.Count == 0 && scope.Context.Errors.Reported == errorsBefore)
        {
            scope.Error(
                form.WordPlace,
                ErrorCode.Empty,
                $"the file '{form.Word}' holds no value{scope.In}",
                "write one value with its unit on each line");
        }

        scope.Context.AddInput(form.Word, Convert.ToHexStringLower(SHA256.HashData(octets)));
        return scope.Context.Errors.Reported == errorsBefore ? samples : null;
    }

    private static Form[] Forms(Dimension dimension)
    {
        var value = new QuantityRule([dimension]);
        QuantityRule positive = Quantity.HasUnit(dimension)
            ? new QuantityRule([dimension], above: $"0 {Units.Of(dimension).First().Symbol}")
            : new QuantityRule([dimension], above: "0");
        var shape = new QuantityRule([Dimension.Number], above: "0");
        var forms = new List<Form>
        {
            new("uniform", new FormArgument("min", value), new FormArgument("max", value)),
            new("exponential", new FormArgument("mean", positive)),
            new("shifted-exponential", new FormArgument("min", value), new FormArgument("extra", positive)),
            new("normal", new FormArgument("mean", positive), new FormArgument("sd", value)),
            new("lognormal", new FormArgument("median", positive), new FormArgument("p95", positive)),
            new("gamma", new FormArgument("shape", shape), new FormArgument("scale", positive)),
            new("beta", new FormArgument("a", shape), new FormArgument("b", shape), new FormArgument("max", positive)),
            new("pareto", new FormArgument("shape", shape), new FormArgument("min", positive)),
            new("empirical", new FormArgument("file", null)),
        };
        if (dimension is Dimension.Count or Dimension.Number)
        {
            forms.Add(new Form(
                "zipf",
                new FormArgument("exponent", new QuantityRule([Dimension.Number], min: "0")),
                new FormArgument("count", new QuantityRule([Dimension.Count], min: "1", max: "1000000000"))));
        }

        return forms.ToArray();
    }
}
