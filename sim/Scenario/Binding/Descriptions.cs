using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>How often a point is repeated.</summary>
/// <param name="Min">Replications that are always run.</param>
/// <param name="Max">Replications after which a point ends.</param>
/// <param name="Precision">
/// What must be known how well for a point to end, empty for the main metrics; null for a fixed number.
/// </param>
public sealed record ReplicationPlan(int Min, int Max, IReadOnlyList<Precision>? Precision)
{
    internal static ReplicationPlan Of(Settings root) =>
        root.TryFind(CommonKeys.Replications)?.Content is Settings bounds
            ? new(
                bounds.Count("min"),
                bounds.Count("max"),
                [.. bounds.Mappings("precision").Select(Scenarios.Precision.Of)])
            : new(root.Count(CommonKeys.Replications), root.Count(CommonKeys.Replications), null);
}

/// <summary>How well a number must be known for a point to end.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Statistic">Its statistic.</param>
/// <param name="Entity">Whose metric; null for everybody's.</param>
/// <param name="Relative">Greatest half-width of the confidence interval, over the mean.</param>
/// <param name="Confidence">Confidence of that interval.</param>
public sealed record Precision(string Metric, string Statistic, string? Entity, double Relative, double Confidence)
{
    internal static Precision Of(Settings settings)
    {
        string value = settings.Word("metric");
        int dot = value.LastIndexOf('.');
        return new(
            value[..dot], value[(dot + 1)..], settings.Has("entity") ? settings.Word("entity") : null,
            settings.Number("relative"), settings.Number("confidence"));
    }
}

/// <summary>A metric that is kept.</summary>
/// <param name="Metric">Its name.</param>
/// <param name="Per"><c>group</c>, <c>node</c> or <c>system</c>: what has a row of its own.</param>
public sealed record Measurement(string Metric, string Per)
{
    /// <summary>True for the metric itself and for its parts, as <c>attach.latency.timer</c> is one.</summary>
    /// <param name="metric">Name of a metric.</param>
    public bool Covers(string metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return metric == Metric || metric.StartsWith(Metric + '.', StringComparison.Ordinal);
    }

    internal static Measurement Of(BoundValue item) =>
        item.Content is Settings settings
            ? new(settings.Word("metric"), settings.Word("per"))
            : new((string)item.Content, "group");
}

/// <summary>How an expectation compares.</summary>
public enum Comparison
{
    /// <summary>From the first bound to the second.</summary>
    Between,

    /// <summary>Greater than the first bound.</summary>
    Above,

    /// <summary>Less than the first bound.</summary>
    Below,

    /// <summary>Equal to the first bound, but for a relative deviation.</summary>
    Within,

    /// <summary>The first bound lies in the confidence interval.</summary>
    Interval,
}

/// <summary>
/// What must hold of a result, tested on the mean over replications at every point that <see cref="At"/> selects.
/// </summary>
/// <param name="Metric">The metric.</param>
/// <param name="Statistic">Its statistic.</param>
/// <param name="Comparison">How it is compared.</param>
/// <param name="Low">The first bound, or the value.</param>
/// <param name="High">The second bound; equal to the first where there is only one.</param>
/// <param name="Deviation">Allowed relative deviation, for an interval that of its bounds from its middle; 0 where it
/// does not apply.</param>
/// <param name="Entity">Whose metric; null for the whole system or the only entity.</param>
/// <param name="At">Keys of the sweep and the values at which it must hold; all points if empty.</param>
/// <param name="Place">Where it stands.</param>
public sealed record Expectation(
    string Metric,
    string Statistic,
    Comparison Comparison,
    Quantity Low,
    Quantity High,
    double Deviation,
    string? Entity,
    IReadOnlyList<(string Key, SweepValue Value)> At,
    Place Place)
{
    private const double HalfWidth = 0.02; // decisions: what an interval may be wide that proves something

    /// <summary>What is expected, in words.</summary>
    public string BoundsText => Comparison switch
    {
        Comparison.Between => $"between {Low} and {High}",
        Comparison.Above => $"above {Low}",
        Comparison.Below => $"below {Low}",
        Comparison.Within => FormattableString.Invariant($"{Low} within {100 * Deviation} %"),
        _ => $"{Low} in the interval",
    };

    /// <summary>True if it speaks of a point.</summary>
    /// <param name="point">The point.</param>
    public bool Selects(SweepPoint point)
    {
        ArgumentNullException.ThrowIfNull(point);
        return At.All(wanted => point.Values.Any(given => given.Key == wanted.Key && given.Value.IsSame(wanted.Value)));
    }

    internal static Expectation Of(Settings settings)
    {
        string value = settings.Word("value");
        int dot = value.LastIndexOf('.');
        (Comparison comparison, Quantity low, Quantity high) = Bounds(settings);
        double deviation = comparison switch
        {
            Comparison.Within => settings.Number("within"),
            Comparison.Interval => settings.Has("half-width") ? settings.Number("half-width") : HalfWidth,
            _ => 0,
        };
        (string, SweepValue)[] at = settings.Has("at")
            ? settings.Below("at").Entries.Select(entry => (entry.Name, (SweepValue)entry.Value.Content)).ToArray()
            : [];
        return new(
            value[..dot], value[(dot + 1)..], comparison, low, high, deviation,
            settings.Has("entity") ? settings.Word("entity") : null, at, settings.PlaceOf("value"));
    }

    private static (Comparison Comparison, Quantity Low, Quantity High) Bounds(Settings settings)
    {
        if (settings.Has("between"))
        {
            IReadOnlyList<Quantity> bounds = settings.Quantities("between");
            return (Comparison.Between, bounds[0], bounds[1]);
        }

        string key = settings.Has("above") ? "above" : settings.Has("below") ? "below" : "equals";
        Comparison comparison = key switch
        {
            "above" => Comparison.Above,
            "below" => Comparison.Below,
            _ => settings.TextOf("within") == "interval" ? Comparison.Interval : Comparison.Within,
        };
        return (comparison, settings.Quantity(key), settings.Quantity(key));
    }
}

/// <summary>What a fault does.</summary>
public enum FaultAction
{
    /// <summary>The frame is lost.</summary>
    Drop,

    /// <summary>The frame arrives twice.</summary>
    Duplicate,

    /// <summary>The frame arrives later.</summary>
    Delay,

    /// <summary>Octets of the frame change.</summary>
    Corrupt,

    /// <summary>The frame arrives again later.</summary>
    Replay,

    /// <summary>The frame is overtaken.</summary>
    Reorder,

    /// <summary>Nothing passes.</summary>
    Partition,

    /// <summary>The node stops and loses what it held in memory.</summary>
    Crash,

    /// <summary>The node stops and starts again at once.</summary>
    Restart,
}

/// <summary>A fault rule.</summary>
/// <param name="Index">Its number, from 0: its random stream is <c>fault/INDEX</c>.</param>
/// <param name="On">Link class, link, group or node.</param>
/// <param name="Action">What happens.</param>
/// <param name="Direction"><c>up</c>, <c>down</c> or <c>both</c>.</param>
/// <param name="Message">The message that is hit; null for all.</param>
/// <param name="From">From when; null from the start.</param>
/// <param name="To">Until when; null to the end, equal to <paramref name="From"/> for an instant.</param>
/// <param name="Probability">With which probability a frame is hit.</param>
/// <param name="Count">After how many frames the rule is spent; null for never.</param>
/// <param name="By">How much later.</param>
public sealed record Fault(
    int Index,
    string On,
    FaultAction Action,
    string Direction,
    string? Message,
    SimTime? From,
    SimTime? To,
    double Probability,
    long? Count,
    Distribution By)
{
    internal static Fault Of(Settings settings, int index)
    {
        SimTime? at = settings.Has("at") ? settings.Time("at") : null;
        SimTime? from = settings.Has("during") ? settings.Quantities("during")[0].Time : at;
        SimTime? to = settings.Has("during") ? settings.Quantities("during")[1].Time : at;
        return new(
            index,
            settings.Word("on"),
            settings.Choice<FaultAction>("what"),
            settings.Word("direction"),
            settings.Has("message") ? settings.Word("message") : null,
            from,
            to,
            settings.Number("probability"),
            settings.Has("count") ? settings.Whole("count") : null,
            settings.Distribution("by"));
    }
}
