using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>
/// A value after binding: typed, with its place, and with the text that <c>effective.yaml</c> writes for it.
/// </summary>
internal sealed class BoundValue
{
    private BoundValue(Place place, object content, string text)
    {
        Place = place;
        Content = content;
        Text = text;
    }

    /// <summary>Where it was written; a default has a place of its own.</summary>
    public Place Place { get; }

    /// <summary>
    /// The typed value: Quantity, Distribution, Cost, Arrivals, string, bool, Settings, a list, or Direction.
    /// </summary>
    public object Content { get; }

    /// <summary>Canonical text of a scalar, parameters as written; empty for mappings and lists.</summary>
    public string Text { get; }

    /// <summary>True if the text must be quoted, lest it be read as something else.</summary>
    public bool IsText { get; private init; }

    public static BoundValue Scalar(Place place, object content, string text) => new(place, content, text);

    public static BoundValue FreeText(Place place, string text) => new(place, text, text) { IsText = true };

    public static BoundValue Mapping(Place place, Settings settings) => new(place, settings, "");

    public static BoundValue List(Place place, IReadOnlyList<BoundValue> items) => new(place, items, "");
}
