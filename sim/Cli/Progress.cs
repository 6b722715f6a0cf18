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
            "plain" => work(new PlainProgress(terminal.Error)),
            "auto" when terminal.IsInteractive => ProgressLine.Watch(terminal.Error, work),
            _ => work(null),
        };
}

/// <summary>A line for each run.</summary>
/// <param name="error">Where to.</param>
internal sealed class PlainProgress(TextWriter error) : ICampaignObserver
{
    private int _total;
    private int _finished;

    /// <inheritdoc/>
    public void Planned(int total, int finished)
    {
        (_total, _finished) = (total, finished);
        error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total} runs, {finished} finished before"));
    }

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
