using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using NUnit.Framework;
using Simulator.Results;
using Simulator.Runner;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Runner;

/// <summary>A small queueing study in a folder of its own.</summary>
internal sealed class Study : IDisposable
{
    public const string Text = """
        scenario: tiny
        system: queueing
        replications: 3
        warmup: 200 ms
        stop: 1 s
        parameters: { rate: 100 /s }
        network: { hop: { delay: 1 ms, rate: 1 Mbit/s } }
        nodes:
          source: { arrivals: poisson $rate, size: 97 B }
          server: { costs: { server.serve: exponential 3 ms } }
          sink: {}
        sweep: { rate: [100 /s, 200 /s] }

        """;

    /// <summary>Its second point runs into the end of the clock: a defect as far as the runner can see.</summary>
    public const string Failing = """
        scenario: tiny
        system: queueing
        replications: 2
        stop: 2 d
        network: { hop: { delay: 1 ms } }
        nodes:
          source: { arrivals: at 1 d, size: 97 B }
          server: { costs: { server.serve: 1 ms } }
          sink: {}
        sweep: { network.hop.delay: [1 ms, 106 d] }

        """;

    private readonly string _root = Directory.CreateTempSubdirectory("study-").FullName;

    public string PathOf(string name) => Path.Combine(_root, name);

    public static StudyPlan Plan(string text = Text, params string[] overrides)
    {
        var files = new MemoryFiles();
        var loader = new ScenarioLoader(
            Catalogue.Descriptions, new ProfileLibrary(Catalogue.Descriptions, files, "profiles"), files);
        LoadResult result = loader.Load(
            "tiny.yaml", Encoding.UTF8.GetBytes(text), new LoadOptions { Overrides = overrides });
        Assert.That(result.Scenario, Is.Not.Null, ErrorOutput.Text(result.Errors));
        return new StudyPlan(result.Scenario!);
    }

    public CampaignOptions Options(string folder = "study") =>
        new() { Folder = PathOf(folder), Jobs = 1, HasFigures = false };

    public CampaignResult Run(string folder = "study", string text = Text, params string[] overrides) =>
        Campaign.Run(Plan(text, overrides), Options(folder));

    /// <summary>Every file that two equal studies share, with its content.</summary>
    public SortedDictionary<string, string> Files(string folder) => StudyFiles.Of(PathOf(folder));

    public void Dispose() => Directory.Delete(_root, recursive: true);
}

/// <summary>Stops a study after some runs, as a user does.</summary>
internal sealed class Interrupter(int after) : ICampaignObserver, IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private int _count;

    public CancellationToken Token => _source.Token;

    public void Waiting(string folder)
    {
    }

    public void Planned(int total, int finished)
    {
    }

    public void Foreseen(double seconds, long octets)
    {
    }

    public void Finished(RunRow run, double wallTime)
    {
        if (++_count == after)
        {
            _source.Cancel();
        }
    }

    public void Dispose() => _source.Dispose();
}

/// <summary>Does something to the folder of a study when runs are planned, or have ended.</summary>
/// <param name="planned">Is done once, after the folder was opened.</param>
/// <param name="finished">Is done after each run, with how many there were.</param>
internal sealed class Meddler(Action? planned = null, Action<int>? finished = null) : ICampaignObserver
{
    private int _count;

    public List<string> Told { get; } = [];

    public void Waiting(string folder) => Told.Add("waiting");

    public void Planned(int total, int finishedBefore)
    {
        Told.Add(FormattableString.Invariant($"{total} planned, {finishedBefore} before"));
        planned?.Invoke();
        planned = null;
    }

    public void Foreseen(double seconds, long octets) =>
        Told.Add(seconds > 0 && octets > 0 ? "foreseen" : "nonsense");

    public void Finished(RunRow run, double wallTime)
    {
        _count++;
        finished?.Invoke(_count);
    }
}
