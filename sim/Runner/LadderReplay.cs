using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Results;
using Simulator.Systems;

namespace Simulator.Runner;

/// <summary>
/// Repeats one run of a study in memory to see messages that were not kept: same scenario and seed, same messages. What
/// is stored of the run does not change.
/// </summary>
public static class LadderReplay
{
    /// <summary>Repeats a run.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="run">The run.</param>
    /// <param name="selection">Which messages are wanted.</param>
    /// <returns>The messages, and which procedures there were.</returns>
    public static LadderSelectionTap Run(StudyPlan plan, RunKey run, LadderSelection selection)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var messages = new LadderSelectionTap(selection);
        var replay = new SystemRun(plan.Scenario.Points[run.Point].Scenario, run.Replication, messages)
        {
            ProcedureEnded = (in MeasurementTag tag, SimTime _, string _) =>
                messages.End(new ProcedureId(CriticalPath.Procedure(tag)!, CriticalPath.Instance(tag))),
        };
        replay.Run();
        return messages;
    }
}
