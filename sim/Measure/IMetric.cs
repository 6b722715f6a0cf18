using System;
using System.Collections.Generic;

namespace Simulator.Measure;

/// <summary>What a metric is: its name, whom it is about, its unit and its meaning.</summary>
/// <param name="Name">Dotted kebab words, as in <c>attach.latency</c>.</param>
/// <param name="Entity">A group, a node's id, or empty for the whole system.</param>
/// <param name="Unit">Unit of the values.</param>
/// <param name="Meaning">One sentence for the dictionary.</param>
public readonly record struct MetricDefinition(string Name, string Entity, MetricUnit Unit, string Meaning);

/// <summary>One number of one run.</summary>
/// <param name="Metric">Name of the metric.</param>
/// <param name="Entity">Whom it is about; empty for the whole system.</param>
/// <param name="Statistic">What the number says.</param>
/// <param name="Value">The number, in the unit.</param>
/// <param name="Unit">The unit.</param>
public readonly record struct MetricValue(
    string Metric, string Entity, Statistic Statistic, double Value, MetricUnit Unit);

/// <summary>Something measured, declared in a <see cref="MetricRegistry"/>.</summary>
public interface IMetric
{
    /// <summary>What it is.</summary>
    MetricDefinition Definition { get; }

    /// <summary>The definitions of all names under which its numbers appear.</summary>
    IEnumerable<MetricDefinition> Definitions => [Definition];

    /// <summary>
    /// Appends its numbers, in the order of <see cref="Statistic"/>; one that is not defined is left out.
    /// </summary>
    /// <param name="values">Where to.</param>
    void Report(ICollection<MetricValue> values);
}

/// <summary>How a metric writes its numbers down.</summary>
internal static class Reporting
{
    /// <summary>Appends one number, unless it is not defined.</summary>
    internal static void Add(
        this ICollection<MetricValue> values, in MetricDefinition of, Statistic statistic, double value)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (double.IsFinite(value))
        {
            values.Add(new MetricValue(of.Name, of.Entity, statistic, value, UnitOf(statistic, of.Unit)));
        }
    }

    private static MetricUnit UnitOf(Statistic statistic, MetricUnit unit) =>
        statistic is Statistic.Count or Statistic.Ratio ? MetricUnit.One : unit;
}
