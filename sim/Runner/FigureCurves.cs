using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>How a figure's curves and axes lie over the points of a study, and what they are called.</summary>
internal sealed class FigureCurves(StudyPlan plan, FigureDescription figure)
{
    /// <summary>The points that the figure shows.</summary>
    public StudyPoint[] Points { get; } =
        [.. plan.Points.Where(point => figure.Shows(plan.Scenario.Points[point.Index]))];

    /// <summary>The number of a swept key; -1 if it is none.</summary>
    public int IndexOf(string? key) => plan.Tables.Keys.ToList().FindIndex(each => each.Name == key);

    /// <summary>True if a key's values are numbers at every point.</summary>
    public bool IsNumeric(string? key) => IndexOf(key) is >= 0 and int index
        && Points.All(point => Cell.TryParse(point.Values[index], out _));

    /// <summary>The value of a numeric key at a point, in SI base units.</summary>
    public static double Number(StudyPoint point, int key) =>
        Cell.TryParse(point.Values[key], out double number) ? number : double.NaN;

    /// <summary>An axis over a numeric key. A share is read in per cent.</summary>
    public FigureAxis AxisOf(int key)
    {
        SweepKey swept = plan.Tables.Keys[key];
        SweepAxis axis = plan.Scenario.Sweep.First(each => each.Key == swept.Name);
        bool isShare = axis.Values.All(value => value.Quantity is { Dimension: Dimension.Probability });
        return new(FigureWords.Key(swept.Name), isShare ? "%" : swept.Unit, figure.IsXLogarithmic);
    }

    /// <summary>The keys of <c>by</c>; without it all that vary beside the one on the axis, and not with it.</summary>
    public int[] Keys()
    {
        string? axis = figure.Kind == FigureKinds.Cdf ? null : figure.X;
        IEnumerable<string> names = figure.By.Count > 0
            ? figure.By
            : plan.Tables.Keys.Select(key => key.Name)
                .Where(name => name != axis && !Follows(IndexOf(name), IndexOf(axis)));
        return [.. names.Select(name => IndexOf(name)).Where(Varies)];
    }

    /// <summary>True if a key has one value for each of another: they are swept together.</summary>
    private bool Follows(int key, int other) => other >= 0 && Points.GroupBy(point => point.Values[other])
        .All(same => !same.Select(point => point.Values[key]).Distinct().Skip(1).Any());

    /// <summary>True if the points differ in a key.</summary>
    public bool Varies(int key) => Points.Select(point => point.Values[key]).Distinct().Skip(1).Any();

    /// <summary>What tells a point from the others; the axis names the key if there is one alone.</summary>
    public string LabelOf(StudyPoint point)
    {
        int[] varying = [.. Enumerable.Range(0, plan.Tables.Keys.Count).Where(Varies)];
        int[] keys =
        [
            .. varying.Where(key => !varying.TakeWhile(other => other != key).Any(before => Follows(key, before))),
        ];
        return keys.Length == 1 ? plan.TextOf(point, keys[0]) : Text(point, keys);
    }

    /// <summary>The values of some keys at a point. A number needs the last word of its key beside it, as in
    /// <c>loss 1 %</c>; of a flag the key alone is said, as in <c>no server-level</c>; a word speaks for itself.
    /// </summary>
    public string Text(StudyPoint point, IEnumerable<int> keys) => string.Join(", ", keys.Select(key =>
    {
        string name = plan.Tables.Keys[key].Name, value = plan.TextOf(point, key);
        name = name[(name.LastIndexOf('.') + 1)..];
        return value switch
        {
            "true" => name,
            "false" => $"no {name}",
            _ => Cell.TryParse(point.Values[key], out _) ? $"{name} {value}" : value,
        };
    }));

    /// <summary>The values that a key has at the points, in their order, as people read them.</summary>
    public string[] TextsOf(int key) => [.. Points.Select(point => plan.TextOf(point, key)).Distinct()];

    /// <summary>A curve for each measured quantity, entity and value of the keys that tell curves apart.</summary>
    public FigureSeries[] Group<T>(
        T[] rows, Func<T, StudyPoint> point, Func<T, string> quantity, Func<T, string> entity,
        Func<IEnumerable<T>, List<FigurePoint>> draw)
    {
        bool hasQuantities = rows.Select(quantity).Distinct().Skip(1).Any() && figure.X is not null;
        bool hasEntities = rows.Select(entity).Distinct().Skip(1).Any();
        int[] keys = Keys();
        string LabelOf(T row)
        {
            string[] words =
                [hasQuantities ? quantity(row) : "", hasEntities ? entity(row) : "", Text(point(row), keys)];
            return string.Join(", ", words.Where(word => word.Length > 0));
        }

        return [.. rows.GroupBy(LabelOf).Select(group => new FigureSeries(group.Key, draw(group)))];
    }
}
