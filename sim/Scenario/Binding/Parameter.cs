using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>A parameter with the value in force: a quantity, a distribution, or a word.</summary>
public sealed class Parameter
{
    internal Parameter(string name, Place place, Quantity quantity)
        : this(name, place, quantity.ToString()) => Quantity = quantity;

    internal Parameter(string name, Place place, Distribution distribution)
        : this(name, place, distribution.ToString()) => Distribution = distribution;

    internal Parameter(string name, Place place, string word)
    {
        Name = name;
        Place = place;
        Text = word;
    }

    /// <summary>The name, without <c>$</c>.</summary>
    public string Name { get; }

    /// <summary>Where its value stands.</summary>
    public Place Place { get; }

    /// <summary>The value as text, canonical.</summary>
    public string Text { get; }

    /// <summary>The value, if it is a quantity.</summary>
    public Quantity? Quantity { get; }

    /// <summary>The value, if it is a distribution.</summary>
    public Distribution? Distribution { get; }

    /// <summary>True if it is a word, such as one of a choice.</summary>
    public bool IsWord => Quantity is null && Distribution is null;

    /// <summary>What it holds, for messages.</summary>
    internal string Holds => Quantity is { } quantity ? Units.Name(quantity.Dimension)
        : Distribution is { } distribution ? $"a distribution of {Units.Name(distribution.Dimension)}"
        : $"the word '{Text}'";
}

/// <summary>The parameters of a scenario, by name, in order of declaration.</summary>
internal sealed class ParameterTable
{
    private readonly List<Parameter> _parameters = new();

    /// <summary>No parameter.</summary>
    public static ParameterTable Empty => new();

    /// <summary>Every parameter, in order.</summary>
    public IReadOnlyList<Parameter> All => _parameters;

    /// <summary>Adds one.</summary>
    public void Add(Parameter parameter) => _parameters.Add(parameter);

    /// <summary>The parameter of that name, or null.</summary>
    public Parameter? Find(string name) => _parameters.Find(parameter => parameter.Name == name);

    /// <summary>
    /// The parameter that a text such as <c>$rate</c> stands for; null, with an error, if there is none.
    /// </summary>
    public Parameter? Use(string text, Place place, BindScope scope)
    {
        string name = text[1..];
        if (Find(name) is { } parameter)
        {
            return parameter;
        }

        scope.Error(
            place,
            ErrorCode.UnknownParameter,
            $"there is no parameter '{name}'{scope.In}",
            Suggestion.Hint(name, _parameters.ConvertAll(known => known.Name), "parameters"));
        return null;
    }

    /// <summary>Reports a parameter that holds something else than a key takes.</summary>
    public static void Unfit(Parameter parameter, Place place, BindScope scope, string takes, string hint = "") =>
        scope.Error(
            place,
            ErrorCode.WrongDimension,
            $"parameter '{parameter.Name}' is {parameter.Holds}; {scope.Subject} takes {takes}",
            hint);

    /// <summary>True for the text of a reference to a parameter.</summary>
    public static bool IsReference(ScenarioNode node) =>
        node.Kind == NodeKind.Scalar && node.IsPlain && IsReference(node.Text);

    /// <summary>True for the text of a reference to a parameter.</summary>
    public static bool IsReference(string text) => text.Length > 1 && text[0] == '$' && !text.Contains(' ');
}
