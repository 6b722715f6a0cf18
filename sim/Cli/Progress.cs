using System;
using System.Globalization;
using System.IO;
using Simulator.Results;
using Simulator.Runner;

namespace Simulator.Cli;

/// <summary>Shows how a study goes on.</summary>
internal static class Progress
{
    /// <summary>True if somebody is shown how a study goes on.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="form"><c>auto</c>, <c>plain</c> or <c>none</c>.</param>
    public static bool IsShown(Terminal terminal, string form) =>
        form == "plain" || (form == "auto" && terminal.IsInteractive);

    /// <summary>Does the work under a watch.</summary>
    /// <param name="terminal">Where progress is shown.</param>
    /// <param name="form"><c>auto</c>, <c>plain</c> or <c>none</c>.</param>
    /// <param name="work">The work, told to whom it reports.</param>
    public static CampaignResult Watch(Terminal terminal, string form, Func<ICampaignObserver?, CampaignResult> work) =>
        form switch
        {
            "none" => work(null),
            "plain" => work(new PlainProgress(terminal.Error)),
            _ when terminal.IsInteractive => ProgressLine.Watch(terminal.Error, work),
            _ => work(new PlanProgress(terminal.Error.WriteLine)),
        };
}

/// <summary>What is planned, and what it will cost.</summary>
/// <param name="say">Says a line.</param>
internal sealed class PlanProgress(Action<string> say) : ICampaignObserver
{
    private int _total;

    /// <inheritdoc/>
    public void Waiting(string folder) =>
        say($"simulate: another process works in {folder}; waiting until it has ended");

    /// <inheritdoc/>
    public void Planned(int total, int finished)
    {
        // what comes on top for precision is no plan of the user's
        string what = _total == 0 ? "" : ", more for the precision asked for";
        _total = total;
        say(string.Create(
            CultureInfo.InvariantCulture, $"simulate: {total} runs, {finished} finished before{what}"));
    }

    /// <inheritdoc/>
    public void Foreseen(double seconds, long octets)
    {
        double mebibytes = octets / (double)(1 << 20);
        say(string.Create(
            CultureInfo.InvariantCulture,
            $"simulate: they take about {Duration(seconds)}, and {Math.Max(mebibytes, 0.1):0.#} MiB of disk"));
    }

    /// <inheritdoc/>
    public void Finished(RunRow run, double wallTime)
    {
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 1 => "a second",
        < 90 => FormattableString.Invariant($"{Math.Ceiling(seconds):0} s"),
        < 5400 => FormattableString.Invariant($"{Math.Ceiling(seconds / 60):0} min"),
        _ => FormattableString.Invariant($"{seconds / 3600:0.0} h"),
    };
}

/// <summary>A line for each run.</summary>
/// <param name="error">Where to.</param>
internal sealed class PlainProgress(TextWriter error) : ICampaignObserver
{
    private readonly PlanProgress _plan = new(error.WriteLine);
    private int _total;
    private int _finished;

    /// <inheritdoc/>
    public void Waiting(string folder) => _plan.Waiting(folder);

    /// <inheritdoc/>
    public void Planned(int total, int finished)
    {
        (_total, _finished) = (total, finished);
        _plan.Planned(total, finished);
    }

    /// <inheritdoc/>
    public void Foreseen(double seconds, long octets) => _plan.Foreseen(seconds, octets);

    /// <inheritdoc/>
    public void Finished(RunRow run, double wallTime)
    {
        _finished++;
        string how = run.Status == RunStatus.Completed ? "done" : "failed";
        error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"[{_finished}/{_total}] {run.Point.Index}:{run.Replication} {how}, "
            + $"{run.Events} events in {wallTime:0.000} s"));
    }
}
