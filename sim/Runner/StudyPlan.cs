using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>What a scenario asks for: points, replications, tables, and the hash that names its results.</summary>
public sealed class StudyPlan
{
    /// <summary>Folder under which studies have theirs.</summary>
    public const string ResultsFolder = "results";

    private readonly StudyPoint[] _points;

    /// <summary>The plan of a scenario.</summary>
    /// <param name="scenario">The scenario, not one of its points.</param>
    public StudyPlan(Scenario scenario)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        Scenario = scenario;
        SweepAxis[] axes = [.. scenario.Sweep.OrderBy(axis => axis.Key, StringComparer.Ordinal)];
        Tables = new CsvTables(Array.ConvertAll(axes, KeyOf));
        _points = [.. scenario.Points.Select(point => PointOf(point, axes))];
        Hash = StudyFolder.HashOf(scenario.ToHashText(), scenario.System.ModelVersion);
    }

    /// <summary>The scenario.</summary>
    public Scenario Scenario { get; }

    /// <summary>The tables of its results.</summary>
    public CsvTables Tables { get; }

    /// <summary>The points, in order, as tables name them.</summary>
    public IReadOnlyList<StudyPoint> Points => _points;

    /// <summary>Hash of what the runs depend on.</summary>
    public string Hash { get; }

    /// <summary>Where its results are, unless said otherwise: <c>results/NAME-HASH</c>.</summary>
    public string DefaultFolder => Path.Combine(ResultsFolder, $"{Scenario.Name}-{Hash}");

    /// <summary>How many runs it has at least.</summary>
    public int RunCountMin => _points.Length * Scenario.Replications.Min;

    /// <summary>The runs with as many replications a point, in order.</summary>
    /// <param name="replications">Replications of each point.</param>
    public IReadOnlyList<RunKey> Runs(IReadOnlyList<int> replications)
    {
        ArgumentNullException.ThrowIfNull(replications);
        var runs = new List<RunKey>();
        foreach (StudyPoint point in _points)
        {
            for (int replication = 0; replication < replications[point.Index]; replication++)
            {
                runs.Add(new RunKey(point.Index, replication));
            }
        }

        return runs;
    }

    /// <summary>The value of a swept key at a point as people read it, as in <c>1 %</c>.</summary>
    /// <param name="point">The point.</param>
    /// <param name="key">Number of the key among those of <see cref="Tables"/>.</param>
    public string TextOf(StudyPoint point, int key)
    {
        ArgumentNullException.ThrowIfNull(point);
        return Scenario.Points[point.Index].Values.First(value => value.Key == Tables.Keys[key].Name).Value.Text;
    }

    /// <summary>True if a run belongs to the study.</summary>
    /// <param name="run">The run.</param>
    public bool Has(RunKey run) => run.Point < _points.Length && run.Replication < Scenario.Replications.Max;

    /// <summary>Names of the metrics that a study is about: those of <c>measure:</c>, or its latencies.</summary>
    /// <param name="scenario">Its scenario.</param>
    public static IReadOnlyList<string> MainMetrics(Scenario scenario) => scenario.Measure.Count > 0
        ? [.. scenario.Measure.Select(measurement => measurement.Metric).Distinct()]
        : [.. scenario.System.Procedures.Select(procedure => $"{procedure.Name}.latency")];

    /// <summary>
    /// The procedure that the study is about: the first that <c>measure:</c> names, or that the system has.
    /// </summary>
    public string MainProcedure
    {
        get
        {
            IReadOnlyList<Procedure> all = Scenario.System.Procedures;
            return Scenario.Measure
                .Select(measured => all.FirstOrDefault(
                    each => measured.Metric.StartsWith(each.Name + '.', StringComparison.Ordinal)))
                .FirstOrDefault(procedure => procedure is not null)?.Name ?? all[0].Name;
        }
    }

    private static StudyPoint PointOf(SweepPoint point, SweepAxis[] axes) => new(
        point.Index,
        Array.ConvertAll(axes, axis => CellOf(point.Values.First(value => value.Key == axis.Key).Value)));

    private static SweepKey KeyOf(SweepAxis axis)
    {
        bool areQuantities = axis.Values.All(value => value.Quantity is not null);
        string unit = areQuantities ? SymbolOf(axis.Values[0].Quantity!.Value.Dimension) : "";
        return new SweepKey(axis.Key, unit, $"Value of '{axis.Key}' at the point, as the scenario's sweep gives it.");
    }

    private static string CellOf(SweepValue value) =>
        value.Quantity is { } quantity ? Cell.Of(quantity.Si) : value.Text;

    private static string SymbolOf(Dimension dimension) => dimension switch
    {
        Dimension.Time => "s",
        Dimension.Rate => "bit/s",
        Dimension.Size => "B",
        Dimension.Frequency => "1/s",
        Dimension.Energy => "J",
        Dimension.Power => "W",
        Dimension.TimePerOctet => "s/B",
        Dimension.EnergyPerOctet => "J/B",
        _ => "1",
    };
}
