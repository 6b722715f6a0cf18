using System.Collections.Generic;
using System.Linq;
using Simulator.Results;
using Simulator.Scenarios;

namespace Simulator.Runner;

/// <summary>Where the values of a scenario come from, as <c>origins.csv</c> has it.</summary>
internal static class ScenarioOrigins
{
    /// <summary>The rows of a scenario as it was given, in the order of <c>effective.yaml</c>.</summary>
    /// <param name="scenario">The scenario.</param>
    public static IEnumerable<OriginRow> Of(Scenario scenario)
    {
        foreach (EffectiveLine line in scenario.ToEffectiveLines())
        {
            ProfileUse? use = scenario.ProfileUses.FirstOrDefault(each => each.Path == line.Path);
            if (line.Origin == ValueOrigin.Profile && use is not null)
            {
                yield return new(line.Path, Word(line.Origin), use.Profile, use.Value.Source, Letter(use.Value));
            }
            else if (line.Origin != ValueOrigin.None)
            {
                yield return new(line.Path, Word(line.Origin), "", "", "");
            }
        }
    }

    private static string Word(ValueOrigin origin) => origin switch
    {
        ValueOrigin.CommandLine => "command-line",
        ValueOrigin.Profile => "profile",
        ValueOrigin.Default => "default",
        _ => "scenario",
    };

    private static string Letter(ProfileValue value) => value.Confidence switch
    {
        Confidence.High => "H",
        Confidence.Medium => "M",
        _ => "L",
    };
}
