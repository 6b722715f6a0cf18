using System.Collections.Generic;

namespace Simulator.Results;

/// <summary>A part of what the scenario says of itself.</summary>
/// <param name="Name">As in <c>Question</c>.</param>
/// <param name="Text">Its words.</param>
public sealed record ReportPart(string Name, string Text);

/// <summary>What became of an expectation at a point.</summary>
/// <param name="Quantity">As in <c>attach.latency.mean</c>.</param>
/// <param name="Where">Whose, and at which point; empty for the whole system of a study without a sweep.</param>
/// <param name="Expected">The bounds in words.</param>
/// <param name="Found">The mean over replications; empty if there is none.</param>
/// <param name="Interval">Its interval; empty if there is none.</param>
/// <param name="Miss">Why it does not hold; empty if it does.</param>
public sealed record ReportExpectation(
    string Quantity, string Where, string Expected, string Found, string Interval, string Miss);

/// <summary>A figure of the study.</summary>
/// <param name="Name">Name of its files.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Svg">The drawing; empty if there is none or if it is too large to be part of a page.</param>
/// <param name="Png">The picture, in place of a drawing that is too large; otherwise empty.</param>
public sealed record ReportFigure(string Name, string Caption, string Svg, byte[] Png);

/// <summary>A procedure and its messages.</summary>
/// <param name="Procedure">Which it is.</param>
/// <param name="Rows">Its messages.</param>
public sealed record ReportLadder(ProcedureRow Procedure, IReadOnlyList<LadderRow> Rows);

/// <summary>A group of nodes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">The role of its members.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Details">Profile and processor in words; may be empty.</param>
public sealed record ReportGroup(string Name, string Role, int Count, string Details);

/// <summary>A class of links.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Properties">Delay, rate and so on: name and value.</param>
public sealed record ReportLinkClass(string Name, long Count, IReadOnlyList<(string Name, string Value)> Properties);

/// <summary>The links of a class between two groups.</summary>
/// <param name="Class">The class.</param>
/// <param name="From">Index of the first group.</param>
/// <param name="To">Index of the second group.</param>
/// <param name="Count">How many there are.</param>
public sealed record ReportEdge(string Class, int From, int To, long Count);

/// <summary>Groups and the links between them.</summary>
/// <param name="Groups">The groups, in the scenario's order.</param>
/// <param name="Links">The classes of links.</param>
/// <param name="Edges">Which groups they join.</param>
public sealed record ReportTopology(
    IReadOnlyList<ReportGroup> Groups, IReadOnlyList<ReportLinkClass> Links, IReadOnlyList<ReportEdge> Edges);

/// <summary>How well a point is known.</summary>
/// <param name="Point">The point.</param>
/// <param name="Completed">Replications that are there.</param>
/// <param name="Planned">Replications that there should be at least.</param>
/// <param name="Precision">What was asked for, and whether it was reached; empty if nothing was.</param>
public sealed record ReportPointHealth(int Point, int Completed, int Planned, string Precision);

/// <summary>A run whose number is far from those of the other replications.</summary>
/// <param name="Run">The run.</param>
/// <param name="Metric">The metric and its statistic.</param>
/// <param name="Value">Its number.</param>
/// <param name="Median">The median of all replications.</param>
public sealed record ReportOutlier(RunKey Run, string Metric, string Value, string Median);

/// <summary>What is to be known of the numbers before they are believed.</summary>
/// <param name="Warmup">What was measured, and what was cut before.</param>
/// <param name="Points">How well each point is known.</param>
/// <param name="Outliers">Runs that are far from the others.</param>
public sealed record ReportHealth(
    string Warmup, IReadOnlyList<ReportPointHealth> Points, IReadOnlyList<ReportOutlier> Outliers);

/// <summary>A line of the effective scenario.</summary>
/// <param name="Text">The line.</param>
/// <param name="Origin">As in <c>origins.csv</c>; empty for a line without a value.</param>
public sealed record ReportLine(string Text, string Origin);

/// <summary>What a page says under "Scope and limitations".</summary>
/// <param name="Title">Of what.</param>
/// <param name="Statements">What it says.</param>
public sealed record ReportLimits(string Title, IReadOnlyList<string> Statements);

/// <summary>Everything that a report shows, from the stored results of a study.</summary>
public sealed record ReportStudy
{
    /// <summary>The manifest.</summary>
    public required Manifest Manifest { get; init; }

    /// <summary>What the system models.</summary>
    public required string SystemMeaning { get; init; }

    /// <summary>What the scenario says of itself.</summary>
    public IReadOnlyList<ReportPart> Header { get; init; } = [];

    /// <summary>The sweep keys.</summary>
    public IReadOnlyList<SweepKey> Keys { get; init; } = [];

    /// <summary>Values of the keys at each point, as people read them.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Points { get; init; } = [];

    /// <summary>Metrics that the study is about, in order.</summary>
    public IReadOnlyList<string> Metrics { get; init; } = [];

    /// <summary>Numbers over replications.</summary>
    public IReadOnlyList<SummaryRow> Summary { get; init; } = [];

    /// <summary>The runs.</summary>
    public IReadOnlyList<RunRow> Runs { get; init; } = [];

    /// <summary>The expectations; empty if the scenario has none or if they were not tested.</summary>
    public IReadOnlyList<ReportExpectation> Expectations { get; init; } = [];

    /// <summary>The figures.</summary>
    public IReadOnlyList<ReportFigure> Figures { get; init; } = [];

    /// <summary>What is to be known of the numbers.</summary>
    public required ReportHealth Health { get; init; }

    /// <summary>Procedures and their messages.</summary>
    public IReadOnlyList<ReportLadder> Ladders { get; init; } = [];

    /// <summary>Groups and links.</summary>
    public required ReportTopology Topology { get; init; }

    /// <summary>Messages by link, of all runs.</summary>
    public IReadOnlyList<MessageRow> Messages { get; init; } = [];

    /// <summary>The effective scenario.</summary>
    public IReadOnlyList<ReportLine> Scenario { get; init; } = [];

    /// <summary>Where its values come from.</summary>
    public IReadOnlyList<OriginRow> Origins { get; init; } = [];

    /// <summary>Limits of the models.</summary>
    public IReadOnlyList<ReportLimits> Limits { get; init; } = [];

    /// <summary>What runs cost.</summary>
    public IReadOnlyList<PerformanceRow> Performance { get; init; } = [];

    /// <summary>The point in words, as in <c>rate 400 /s</c>; empty without a sweep.</summary>
    /// <param name="point">Number of the point.</param>
    internal string WordsOf(int point)
    {
        var words = new List<string>();
        for (int key = 0; key < Keys.Count; key++)
        {
            words.Add($"{Keys[key].Name} {Points[point][key]}");
        }

        return string.Join(", ", words);
    }
}
