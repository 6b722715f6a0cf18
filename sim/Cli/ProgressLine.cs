using System;
using System.IO;
using Simulator.Results;
using Simulator.Runner;
using Spectre.Console;

namespace Simulator.Cli;

/// <summary>A line on a terminal that moves; a type of its own, so that its library is loaded only with it.</summary>
internal sealed class ProgressLine : ICampaignObserver
{
    private readonly ProgressTask _task;

    private ProgressLine(ProgressTask task) => _task = task;

    /// <summary>Does the work under a watch.</summary>
    public static CampaignResult Watch(TextWriter error, Func<ICampaignObserver?, CampaignResult> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new SpinnerColumn())
            .Start(context => work(new ProgressLine(context.AddTask("runs"))));
    }

    /// <inheritdoc/>
    public void Planned(int total, int finished)
    {
        _task.MaxValue = Math.Max(1, total);
        _task.Value = finished;
        _task.Description = Description;
    }

    /// <inheritdoc/>
    public void Finished(RunRow run, double wallTime)
    {
        _task.Increment(1);
        _task.Description = Description;
    }

    private string Description => FormattableString.Invariant($"run {_task.Value} of {_task.MaxValue}");
}
