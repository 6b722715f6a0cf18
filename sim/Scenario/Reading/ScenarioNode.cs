using System;
using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>The three shapes of a YAML node.</summary>
public enum NodeKind
{
    /// <summary>A single text.</summary>
    Scalar,

    /// <summary>A list.</summary>
    Sequence,

    /// <summary>Keys with values.</summary>
    Mapping,
}

/// <summary>A key of a mapping with its value.</summary>
/// <param name="Key">The key, a scalar.</param>
/// <param name="Value">Its value.</param>
public readonly record struct ScenarioEntry(ScenarioNode Key, ScenarioNode Value);

/// <summary>
/// A node of a scenario's text with its place: what was written, before anything is made of it. Immutable.
/// </summary>
public sealed class ScenarioNode
{
    private ScenarioNode(NodeKind kind, Place place)
    {
        Kind = kind;
        Place = place;
    }

    /// <summary>The shape.</summary>
    public NodeKind Kind { get; }

    /// <summary>Where the node starts.</summary>
    public Place Place { get; }

    /// <summary>The text of a scalar; empty for other shapes.</summary>
    public string Text { get; private init; } = "";

    /// <summary>
    /// True for a scalar that was written without quotes; only such a text is ever a number or a parameter.
    /// </summary>
    public bool IsPlain { get; private init; }

    /// <summary>The items of a sequence.</summary>
    public IReadOnlyList<ScenarioNode> Items { get; private init; } = [];

    /// <summary>The entries of a mapping, in the order of the file.</summary>
    public IReadOnlyList<ScenarioEntry> Entries { get; private init; } = [];

    /// <summary>Number of nodes in this tree, this one included; what an alias repeats counts again.</summary>
    public int Size { get; private init; } = 1;

    /// <summary>True for a key that was left without any value.</summary>
    public bool IsMissing => Kind == NodeKind.Scalar && IsPlain && (Text.Length == 0 || Text is "~" or "null");

    /// <summary>True for a place whose error is reported already; whoever meets it says nothing more.</summary>
    public bool IsBroken { get; private init; }

    /// <summary>What stands where nothing could be read.</summary>
    /// <param name="place">Where.</param>
    internal static ScenarioNode Broken(Place place) => new(NodeKind.Scalar, place) { IsPlain = true, IsBroken = true };

    /// <summary>A scalar.</summary>
    /// <param name="place">Where it starts.</param>
    /// <param name="text">Its text, without quotes.</param>
    /// <param name="isPlain">True if it was written without quotes.</param>
    public static ScenarioNode Scalar(Place place, string text, bool isPlain = true) =>
        new(NodeKind.Scalar, place) { Text = text, IsPlain = isPlain };

    /// <summary>A list.</summary>
    /// <param name="place">Where it starts.</param>
    /// <param name="items">Its items.</param>
    public static ScenarioNode Sequence(Place place, IReadOnlyList<ScenarioNode> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        int size = 1;
        foreach (ScenarioNode item in items)
        {
            size += item.Size;
        }

        return new(NodeKind.Sequence, place) { Items = items, Size = size };
    }

    /// <summary>A mapping.</summary>
    /// <param name="place">Where it starts.</param>
    /// <param name="entries">Its entries, in order, without duplicates.</param>
    public static ScenarioNode Mapping(Place place, IReadOnlyList<ScenarioEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        int size = 1;
        foreach (ScenarioEntry entry in entries)
        {
            size += 1 + entry.Value.Size;
        }

        return new(NodeKind.Mapping, place) { Entries = entries, Size = size };
    }

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">The key.</param>
    public ScenarioNode? Find(string key)
    {
        foreach (ScenarioEntry entry in Entries)
        {
            if (entry.Key.Text == key)
            {
                return entry.Value;
            }
        }

        return null;
    }

    /// <summary>This mapping with one entry replaced where it stands, or added at the end.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The new value.</param>
    public ScenarioNode With(string key, ScenarioNode value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var entries = new List<ScenarioEntry>(Entries);
        int index = entries.FindIndex(entry => entry.Key.Text == key);
        if (index < 0)
        {
            entries.Add(new ScenarioEntry(Scalar(value.Place, key), value));
        }
        else
        {
            entries[index] = entries[index] with { Value = value };
        }

        return Mapping(Place, entries);
    }

    /// <summary>This mapping without some of its keys.</summary>
    /// <param name="keys">The keys.</param>
    public ScenarioNode Without(params ReadOnlySpan<string> keys)
    {
        var entries = new List<ScenarioEntry>();
        foreach (ScenarioEntry entry in Entries)
        {
            if (!keys.Contains(entry.Key.Text))
            {
                entries.Add(entry);
            }
        }

        return Mapping(Place, entries);
    }

    /// <summary>This list with one item replaced.</summary>
    /// <param name="index">Which, from 0.</param>
    /// <param name="value">The new item.</param>
    public ScenarioNode With(int index, ScenarioNode value)
    {
        var items = new List<ScenarioNode>(Items) { [index] = value };
        return Sequence(Place, items);
    }
}
