using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A value of an axis of a sweep.</summary>
/// <param name="Text">The value, canonical.</param>
/// <param name="Quantity">The value as a quantity; null for a word or a distribution.</param>
public sealed record SweepValue(string Text, Quantity? Quantity)
{
    /// <summary>True if another value means the same: the same quantity, else the same text.</summary>
    /// <param name="other">The other value.</param>
    public bool IsSame(SweepValue other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Quantity is { } quantity ? quantity == other.Quantity : Text == other.Text;
    }

    /// <summary>What is put at the path.</summary>
    internal ScenarioNode Node { get; init; } = ScenarioNode.Scalar(default, "");
}

/// <summary>What a sweep varies: a parameter or a path, and its values in order.</summary>
/// <param name="Key">The name of the parameter, or the path.</param>
/// <param name="Values">The values, in order.</param>
public sealed record SweepAxis(string Key, IReadOnlyList<SweepValue> Values)
{
    internal IKeyType Type { get; init; } = new AnyValueType();

    internal ResolvedPath? Path { get; init; }

    internal Place Place { get; init; }
}

/// <summary>The points of a sweep, before each is bound to a scenario.</summary>
internal sealed class SweepPlan
{
    /// <summary>No sweep: one point without values.</summary>
    public static readonly SweepPlan None = new([], [[]]);

    public SweepPlan(
        IReadOnlyList<SweepAxis> axes, IReadOnlyList<IReadOnlyList<(SweepAxis Axis, SweepValue Value)>> points)
    {
        Axes = axes;
        Points = points;
    }

    /// <summary>The axes, in order of declaration.</summary>
    public IReadOnlyList<SweepAxis> Axes { get; }

    /// <summary>The points: the last axis varies fastest.</summary>
    public IReadOnlyList<IReadOnlyList<(SweepAxis Axis, SweepValue Value)>> Points { get; }

    /// <summary>The axis of a key, or null.</summary>
    public SweepAxis? Find(string key) => Axes.FirstOrDefault(axis => axis.Key == key);
}
