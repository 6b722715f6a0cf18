using System.Collections.Generic;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>What a key takes. Types come from <see cref="KeyType"/>; nobody else implements this.</summary>
public interface IKeyType
{
    /// <summary>What it takes, in words, for hints and documents.</summary>
    string Takes { get; }

    /// <summary>Its bounds in words; empty if it has none but the natural ones.</summary>
    string Bounds => "";

    /// <summary>
    /// The dimensions of a quantity or distribution, for the ranges of a sweep; none for anything else.
    /// </summary>
    internal IReadOnlyList<Dimension> Dimensions => [];

    /// <summary>Makes a value of what was written; null after an error.</summary>
    internal BoundValue? Bind(ScenarioNode node, BindScope scope);

    /// <summary>The key that a path's next part names below a value of this type; null if there is none.</summary>
    internal PathStep? Step(string rest, ScenarioNode? node) => null;

    /// <summary>The names that could stand there, for hints.</summary>
    internal IReadOnlyList<string> StepNames(ScenarioNode? node) => [];

    /// <summary>Writes the JSON Schema of what it takes: an object.</summary>
    internal void WriteSchema(Utf8JsonWriter writer);

    /// <summary>The keys below, with the part of the path that leads to each, for documents.</summary>
    internal IEnumerable<(string Path, Key Key)> Keys => [];
}

/// <summary>A step from a value to one below.</summary>
/// <param name="Name">The key; empty for an item of a list.</param>
/// <param name="Index">The item of a list; -1 for a key.</param>
/// <param name="Type">What stands there.</param>
/// <param name="Rest">What is left of the path; empty at its end.</param>
/// <param name="IsFixed">True if a sweep cannot vary it.</param>
internal sealed record PathStep(string Name, int Index, IKeyType Type, string Rest, bool IsFixed = false);
