using System.Collections.Generic;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>The figures of a study: those that its scenario describes, and those of its main metrics.</summary>
public static class ScenarioFigures
{
    /// <summary>The figures of a study whose tables are written.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder.</param>
    public static IReadOnlyList<Figure> Of(StudyPlan plan, string folder)
    {
        System.ArgumentNullException.ThrowIfNull(plan);
        return StudyFigures.Of(folder, plan.Tables, StudyPlan.MainMetrics(plan.Scenario));
    }
}
