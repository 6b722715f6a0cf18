using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Measure;
using Simulator.Results;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>Writes the report of a study from its scenario and its stored results.</summary>
public static class StudyReport
{
    private const int SvgMax = 400_000, PngMax = 1_000_000; // octets of a figure in a page of a few MB

    /// <summary>Writes <c>report.html</c>.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="hasFigures">True to show the figures that are there.</param>
    /// <exception cref="ResultsException">The folder does not hold the study's results.</exception>
    public static void Write(StudyPlan plan, string folder, bool hasFigures)
    {
        ReportPage.Write(folder, Gather(plan, folder, hasFigures));
    }

    /// <summary>What the report shows.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="hasFigures">True to show the figures that are there.</param>
    public static ReportStudy Gather(StudyPlan plan, string folder, bool hasFigures)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Scenario scenario = plan.Scenario;
        Manifest manifest = ManifestReader.Read(folder);
        StudyIdentity.TryRead(folder)?.RequireFormat(folder);
        SummaryRow[] summary = [.. plan.Tables.Summary.Read(folder)];
        RunRow[] runs = [.. plan.Tables.Runs.Read(folder)];
        PrecisionRow[] precision = File.Exists(Path.Combine(folder, plan.Tables.Precision.File))
            ? [.. plan.Tables.Precision.Read(folder)]
            : [];
        OriginRow[] origins = [.. CsvTables.Origins.Read(folder)];
        string[] metrics = [.. MetricsOf(scenario)];
        ExpectationResult[] expectations =
            manifest.TestsExpectations ? [.. ExpectationTest.Of(plan, plan.Tables.Metrics.Read(folder))] : [];
        return new ReportStudy
        {
            Manifest = manifest,
            SystemMeaning = scenario.System.Meaning,
            Header = [.. scenario.Header.Parts.Select(part => new ReportPart(part.Name, part.Text))],
            Keys = plan.Tables.Keys,
            Points = [.. plan.Points.Select(point => TextsOf(plan, point))],
            Metrics = metrics,
            Summary = summary,
            Runs = runs,
            Expectations = [.. expectations.Select(Expectation)],
            Figures = hasFigures ? [.. Figures(scenario, folder)] : [],
            Health = new ReportHealth(
                Warmup(scenario, summary),
                [.. plan.Points.Select(point => HealthOf(plan, point.Index, runs, precision))],
                [.. ReportLevels.Outliers(plan.Tables.Metrics.Read(folder), metrics)]),
            Ladders = [.. ProcedureFolder.Rows(folder).Select(row => new ReportLadder(
                row, ProcedureFolder.Ladder(folder, row)))],
            Topology = ScenarioTopology.Of(scenario.Points[0].Scenario),
            Messages = [.. CsvTables.Messages.Read(folder)],
            Scenario = [.. LinesOf(scenario, origins)],
            Origins = origins,
            Limits = [.. Limitations.Of(scenario.System.Name).Select(page => new ReportLimits(
                page.Title, page.Statements))],
            Performance = [.. CsvTables.Performance.Read(folder)],
        };
    }

    // ---- numbers

    // What is expected, what is measured, and whether procedures succeed.
    private static IEnumerable<string> MetricsOf(Scenario scenario) => scenario.Expectations
        .Select(expectation => expectation.Metric)
        .Concat(StudyPlan.MainMetrics(scenario))
        .Concat(scenario.System.Procedures.Select(procedure => $"{procedure.Name}.success"))
        .Distinct();

    private static string[] TextsOf(StudyPlan plan, StudyPoint point) =>
        [.. Enumerable.Range(0, plan.Tables.Keys.Count).Select(key => plan.TextOf(point, key))];

    private static ReportExpectation Expectation(ExpectationResult result)
    {
        Expectation expectation = result.Expectation;
        IEnumerable<string> where = result.Point.Values.Select(value => $"{value.Key} {value.Value.Text}");
        bool isKnown = Statistics.TryParse(expectation.Statistic, out Statistic statistic);
        return new(
            $"{expectation.Metric}.{expectation.Statistic}",
            string.Join(", ", expectation.Entity is { } entity ? where.Prepend(entity) : where),
            expectation.BoundsText,
            isKnown && result.Estimate is { } found ? Readable.Text(found.Mean, result.Unit, statistic) : "",
            isKnown && result.Estimate is { } estimate ? Readable.Interval(estimate, result.Unit, statistic) : "",
            result.Miss);
    }

    // ---- health

    private static string Warmup(Scenario scenario, SummaryRow[] summary)
    {
        string stop = scenario.Root.TextOf("stop");
        if (!scenario.IsWarmupAuto)
        {
            return $"Measured are procedures that start, and states that last, from {scenario.Root.TextOf("warmup")} "
                + $"(warm-up, cut) until {stop} of simulated time.";
        }

        SummaryRow[] starts = [.. summary.Where(row => WarmupSearch.IsStart(row.Metric))];
        IEnumerable<SummaryRow> settled =
            summary.Where(row => WarmupSearch.Tells(row.Metric) && !WarmupSearch.IsStart(row.Metric));
        string found = starts.Length == 0
            ? ""
            : $": on average after {Readable.Text(starts.Min(row => row.Estimate.Mean), "s")} to "
                + Readable.Text(starts.Max(row => row.Estimate.Mean), "s");
        string not = settled.Any(row => row.Estimate.Mean < 1)
            ? " Some runs have not settled in the first half of their procedures; take their numbers with care."
            : "";
        return $"The warm-up is cut where the rule MSER-5 finds its end{found}; measured is until {stop}.{not}";
    }

    private static ReportPointHealth HealthOf(StudyPlan plan, int point, RunRow[] runs, PrecisionRow[] precision)
    {
        int completed = runs.Count(run => run.Point.Index == point && run.Status == RunStatus.Completed);
        IEnumerable<string> asked = precision.Where(row => row.Point.Index == point).Select(row =>
            $"{row.Metric}.{row.Statistic.Name()} ± {Readable.Text(100 * row.Relative, "")} %: "
            + (row.IsReached ? "reached" : "not reached"));
        return new(point, completed, Math.Max(plan.Scenario.Replications.Min, completed), string.Join("; ", asked));
    }

    // ---- figures

    // Those that the scenario describes come first, in its order.
    private static IEnumerable<ReportFigure> Figures(Scenario scenario, string folder)
    {
        string figures = Path.Combine(folder, FigureFolder.Name);
        if (!Directory.Exists(figures))
        {
            yield break;
        }

        List<string> described = [.. scenario.Figures.Select(figure => Figure.FileName(figure.Name))];
        IEnumerable<string> names = Directory.GetFiles(figures, "*.svg")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .OrderBy(name => described.Contains(name) ? described.IndexOf(name) : int.MaxValue)
            .ThenBy(name => name, StringComparer.Ordinal);
        foreach (string name in names)
        {
            string title = scenario.Figures.FirstOrDefault(each => Figure.FileName(each.Name) == name)?.Title ?? "";
            string path = Path.Combine(figures, name);
            bool isLarge = new FileInfo(path + ".svg").Length > SvgMax;
            bool hasPicture = isLarge && File.Exists(path + ".png") && new FileInfo(path + ".png").Length <= PngMax;
            yield return new(
                name,
                title.Length > 0 ? title : FigureWords.Key(name),
                isLarge ? "" : File.ReadAllText(path + ".svg"),
                hasPicture ? File.ReadAllBytes(path + ".png") : []);
        }
    }

    // ---- the scenario

    private static IEnumerable<ReportLine> LinesOf(Scenario scenario, OriginRow[] origins)
    {
        Dictionary<string, string> byPath = origins.ToDictionary(row => row.Path, row => row.Origin);
        return scenario.ToEffectiveLines()
            .Skip(scenario.Header.Lines.Count)
            .Select(line => new ReportLine(line.Text, byPath.GetValueOrDefault(line.Path, "")));
    }
}
