using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>
/// The figures of a study: those that its scenario describes; without any those of its main metrics and of what its
/// system draws.
/// </summary>
public static class ScenarioFigures
{
    /// <summary>The figures of a study whose tables are written.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="folder">Its folder.</param>
    public static IReadOnlyList<Figure> Of(StudyPlan plan, string folder)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Scenario.Figures.Count == 0)
        {
            IEnumerable<string> more = plan.Scenario.Measure.Count == 0 ? plan.Scenario.Drawn : [];
            return StudyFigures.Of(folder, plan.Tables, [.. StudyPlan.MainMetrics(plan.Scenario), .. more]);
        }

        var numbers = new FigureNumbers(plan, folder);
        return
        [
            .. plan.Scenario.Figures.Select(figure => new DescribedFigure(plan, numbers, figure).Draw())
                .Where(figure => figure.Has(SeriesRole.Measured)),
        ];
    }
}
