using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>The closed forms that a figure lays over what was simulated, as further series.</summary>
internal sealed class FormulaCurves(StudyPlan plan, FigureDescription figure, FigureCurves curves)
{
    private const int SampleCount = 101; // ours: smooth at column width

    private static readonly string[] WholeArguments =
        [Formula.Servers, Formula.Places, Formula.Objects, Formula.Entries];

    /// <summary>Curves over a swept key.</summary>
    /// <param name="axis">Number of the key.</param>
    public IEnumerable<FigureSeries> OverKey(int axis)
    {
        double[] values = [.. curves.Points.Select(point => FigureCurves.Number(point, axis))];
        string key = plan.Tables.Keys[axis].Name;
        foreach (FormulaUse use in figure.Formulas)
        {
            double[] positions = Positions(values.Min(), values.Max(), figure.IsXLogarithmic);
            if (use.Arguments.Any(given => WholeArguments.Contains(given.Name) && given.Values.Any(DependsOnAxis)))
            {
                positions = [.. positions.Select(position => Math.Round(position)).Distinct()];
            }

            bool DependsOnAxis(FormulaValue value) => value.Key == key;
            foreach ((string label, StudyPoint point) in Cases(use, key))
            {
                IEnumerable<FigurePoint> points = positions.Select(x => new FigurePoint(x, Value(
                    use, value => value.Key == key ? x : At(point, value), 0)));
                yield return Series(label, points);
            }
        }
    }

    /// <summary>Distribution functions over the values that were measured.</summary>
    /// <param name="measured">The measured series.</param>
    public IEnumerable<FigureSeries> OverValues(IReadOnlyList<FigureSeries> measured)
    {
        double[] values = [.. measured.SelectMany(series => series.Points).Select(point => point.X)];
        if (values.Length == 0)
        {
            yield break;
        }

        double least = figure.IsXLogarithmic ? values.Where(value => value > 0).DefaultIfEmpty(1).Min() : values.Min();
        double[] positions = Positions(least, values.Max(), figure.IsXLogarithmic);
        foreach (FormulaUse use in figure.Formulas)
        {
            bool isFirst = true;
            foreach ((string label, StudyPoint point) in Cases(use, axis: null))
            {
                IEnumerable<FigurePoint> points =
                    positions.Select(x => new FigurePoint(x, Value(use, value => At(point, value), x)));
                yield return Series(label, points) with { KeyText = isFirst ? use.Label : "" };
                isFirst = false; // each lies on its measured curve, which the key names
            }
        }
    }

    // A curve for each combination of values of the keys that the formula depends on beside the axis.
    private IEnumerable<(string Label, StudyPoint Point)> Cases(FormulaUse use, string? axis)
    {
        int[] keys =
        [
            .. use.Arguments.SelectMany(given => given.Values)
                .Where(value => value.Key is not null && value.Key != axis)
                .Select(value => curves.IndexOf(value.Key))
                .Distinct()
                .Where(curves.Varies),
        ];
        return curves.Points
            .GroupBy(point => curves.Text(point, keys))
            .Select(group => (
                group.Key.Length == 0 ? use.Label : $"{use.Label}, {group.Key}", group.First()));
    }

    private double At(StudyPoint point, FormulaValue value) =>
        value.Key is null ? value.Si : FigureCurves.Number(point, curves.IndexOf(value.Key));

    private static double[] Positions(double least, double greatest, bool isLogarithmic) =>
    [
        .. Enumerable.Range(0, SampleCount)
            .Select(index => (double)index / (SampleCount - 1))
            .Select(share => share == 1 ? greatest
                : isLogarithmic ? least * Math.Pow(greatest / least, share)
                : least + ((greatest - least) * share)),
    ];

    private static FigureSeries Series(string label, IEnumerable<FigurePoint> points) => new(
        label,
        [
            .. points.Where(point => double.IsFinite(point.Y))
                .Select(point => point with { X = Rounded(point.X), Y = Rounded(point.Y) }),
        ])
    {
        Role = SeriesRole.Formula,
    };

    // To ten digits: the last ones come from the machine's C library, and tables shall not.
    private static double Rounded(double value) =>
        double.Parse(value.ToString("E9", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static double Value(FormulaUse use, Func<FormulaValue, double> at, double time)
    {
        double[] All(string argument) => [.. use.ValuesOf(argument).Select(at)];
        double Of(string argument) => at(use.ValuesOf(argument)[0]);
        int Whole(string argument) => (int)Math.Round(Of(argument));
        double plus = All(Formula.Plus).Sum();
        return use.Formula.Name switch
        {
            "mm1.time" => plus + ClosedForms.Mm1Time(Of(Formula.Arrivals), Of(Formula.Service)),
            "mm1.quantile" =>
                plus + ClosedForms.Mm1Quantile(Of(Formula.Arrivals), Of(Formula.Service), Of(Formula.Share)),
            "mm1.distribution" =>
                ClosedForms.Mm1Distribution(Of(Formula.Arrivals), Of(Formula.Service), time - plus),
            "md1.time" => plus + ClosedForms.Mg1Time(Of(Formula.Arrivals), Of(Formula.Service), 0),
            "mg1.time" => plus + ClosedForms.Mg1Time(Of(Formula.Arrivals), Of(Formula.Service), Of(Formula.Deviation)),
            "mmc.time" => plus + ClosedForms.MmcTime(Of(Formula.Arrivals), Of(Formula.Service), Whole(Formula.Servers)),
            "erlang-c" => ClosedForms.ErlangC(Of(Formula.Arrivals) * Of(Formula.Service), Whole(Formula.Servers)),
            "erlang-b" => ClosedForms.ErlangB(Of(Formula.Arrivals) * Of(Formula.Service), Whole(Formula.Servers)),
            "mm1k.loss" => ClosedForms.Mm1kLoss(Of(Formula.Arrivals), Of(Formula.Service), Whole(Formula.Places)),
            "mm1k.time" =>
                plus + ClosedForms.Mm1kTime(Of(Formula.Arrivals), Of(Formula.Service), Whole(Formula.Places)),
            "jackson.time" => plus + ClosedForms.TandemTime(Of(Formula.Arrivals), All(Formula.Service)),
            "jackson.distribution" =>
                ClosedForms.TandemDistribution(Of(Formula.Arrivals), All(Formula.Service), time - plus),
            "che-lru" => ClosedForms.CheLru(Whole(Formula.Objects), Of(Formula.Exponent), Whole(Formula.Entries)),
            "beta-arrivals" => ClosedForms.BetaDistribution(Of(Formula.A), Of(Formula.B), Of(Formula.Over), time),
            _ => throw new InvalidOperationException($"formula {use.Formula.Name} has no values"),
        };
    }
}
