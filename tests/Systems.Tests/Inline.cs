using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Measure;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>Scenarios written in a test.</summary>
internal static class Inline
{
    /// <summary>Builds and runs a scenario without a sweep.</summary>
    public static SystemRun Run(string text, int replication = 0)
    {
        var run = new SystemRun(Load(text).Points[0].Scenario, replication);
        run.Run();
        return run;
    }

    /// <summary>Loads a scenario whose name is <c>inline</c>.</summary>
    public static Scenario Load(string text)
    {
        var disk = new FolderFiles(Checkout.Scenarios);
        var profiles = new ProfileLibrary(Catalogue.Descriptions, disk, "profiles");
        var loader = new ScenarioLoader(Catalogue.Descriptions, profiles, disk);
        LoadResult result = loader.Load("inline.yaml", Encoding.UTF8.GetBytes(text));
        Assert.That(result.Scenario, Is.Not.Null, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result.Scenario!;
    }

    /// <summary>A number that a run has measured.</summary>
    public static double Value(this SystemRun run, string metric, string statistic, string? entity = null)
    {
        Assert.That(Statistics.TryParse(statistic, out Statistic wanted), Is.True, statistic);
        return run.Metrics.Values()
            .Single(value => value.Metric == metric
                && value.Statistic == wanted
                && (entity ?? value.Entity) == value.Entity)
            .Value;
    }
}
