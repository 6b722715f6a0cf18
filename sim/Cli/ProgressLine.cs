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
    private readonly PlanProgress _plan;

    private ProgressLine(ProgressTask task, IAnsiConsole console)
    {
        (_task, _plan) = (task, new PlanProgress(console.WriteLine));
    }

    /// <summary>Does the work under a watch.</summary>
    public static CampaignResult Watch(TextWriter error, Func<ICampaignObserver?, CampaignResult> work)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return console.Progress()
            .AutoClear(true)
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
                new SpinnerColumn())
            .Start(context => work(new ProgressLine(context.AddTask("runs"), console)));
    }

    /// <inheritdoc/>
    public void Waiting(string folder) => _plan.Waiting(folder);

    /// <inheritdoc/>
    public void Foreseen(double seconds, long octets) => _plan.Foreseen(seconds, octets);

    /// <inheritdoc/>
    public void Planned(int total, int finished)
    {
        _plan.Planned(total, finished);
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
