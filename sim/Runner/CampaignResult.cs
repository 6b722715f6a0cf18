using System.Collections.Generic;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>What became of a study.</summary>
/// <param name="Folder">Where its results are.</param>
/// <param name="Runs">The runs that are there, in order.</param>
/// <param name="Planned">How many runs the study has.</param>
/// <param name="Reused">Of those that are there, how many were there before.</param>
/// <param name="IsInterrupted">True if it was told to stop before all runs were done.</param>
/// <param name="Expectations">The expectations that were tested.</param>
/// <param name="Summary">The numbers over replications.</param>
/// <param name="Notes">What the user should know.</param>
public sealed record CampaignResult(
    string Folder,
    IReadOnlyList<RunRow> Runs,
    int Planned,
    int Reused,
    bool IsInterrupted,
    IReadOnlyList<ExpectationResult> Expectations,
    IReadOnlyList<SummaryRow> Summary,
    IReadOnlyList<string> Notes)
{
    /// <summary>Seconds on the wall clock that this call took.</summary>
    public double WallTime { get; init; }

    /// <summary>Runs that a defect ended.</summary>
    public IReadOnlyList<RunRow> Failures { get; } = [.. FailuresOf(Runs)];

    /// <summary>The exit code: 130 interrupted, else 1 a run failed, else 3 an expectation missed, else 0.</summary>
    public int ExitCode => IsInterrupted ? ExitCodes.Interrupted
        : Failures.Count > 0 ? ExitCodes.RunFailed
        : HasMissedExpectation() ? ExitCodes.ExpectationMissed
        : ExitCodes.Done;

    /// <summary>The word of the manifest.</summary>
    public string Status => IsInterrupted ? "interrupted" : Failures.Count > 0 ? "failed" : "completed";

    private static IEnumerable<RunRow> FailuresOf(IReadOnlyList<RunRow> runs)
    {
        foreach (RunRow run in runs)
        {
            if (run.Status == RunStatus.Failed)
            {
                yield return run;
            }
        }
    }

    private bool HasMissedExpectation()
    {
        foreach (ExpectationResult expectation in Expectations)
        {
            if (!expectation.Holds)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>What the process says by its exit code, the contract of the command line.</summary>
public static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>A run failed.</summary>
    public const int RunFailed = 1;

    /// <summary>Bad input; nothing was run.</summary>
    public const int BadInput = 2;

    /// <summary>An expectation of the scenario does not hold.</summary>
    public const int ExpectationMissed = 3;

    /// <summary>Interrupted; what was finished is kept.</summary>
    public const int Interrupted = 130;
}
