using System;
using System.Collections.Generic;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>How a study is run; nothing here changes a number.</summary>
public sealed record CampaignOptions
{
    /// <summary>The folder of the results; null for <see cref="StudyPlan.DefaultFolder"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Runs at the same time; by default one for each logical processor.</summary>
    public int Jobs { get; init; } = Environment.ProcessorCount;

    /// <summary>True to throw away what is finished.</summary>
    public bool IsFresh { get; init; }

    /// <summary>The one run to repeat; null for all that are missing.</summary>
    public RunKey? Only { get; init; }

    /// <summary>The run whose packets are captured; null for none.</summary>
    public RunKey? Capture { get; init; }

    /// <summary>True to draw the figures.</summary>
    public bool HasFigures { get; init; } = true;

    /// <summary>True to test the scenario's expectations; false for one at the size of a test.</summary>
    public bool TestsExpectations { get; init; } = true;

    /// <summary>Told of progress, from any thread but one at a time; null for nobody.</summary>
    public ICampaignObserver? Observer { get; init; }

    /// <summary>The command line, for the manifest.</summary>
    public string Command { get; init; } = "";

    /// <summary>The command line without what changes no number, for the manifest and the report.</summary>
    public string Reproduce { get; init; } = "";

    /// <summary>Further files the study was made from, for the manifest.</summary>
    public IReadOnlyList<ManifestInput> Inputs { get; init; } = [];
}

/// <summary>Is told how a study goes on.</summary>
public interface ICampaignObserver
{
    /// <summary>Another process has the folder; this one waits until it has ended.</summary>
    /// <param name="folder">The folder.</param>
    void Waiting(string folder);

    /// <summary>Runs are about to start.</summary>
    /// <param name="total">Runs of the study as far as planned.</param>
    /// <param name="finished">Those that are there already.</param>
    void Planned(int total, int finished);

    /// <summary>
    /// What the missing runs will cost, told as soon as one run is known: before the first, or when it has ended.
    /// </summary>
    /// <param name="seconds">Seconds on the wall clock, at as many runs at a time as were asked for.</param>
    /// <param name="octets">Octets of their folders.</param>
    void Foreseen(double seconds, long octets);

    /// <summary>A run has ended.</summary>
    /// <param name="run">What became of it.</param>
    /// <param name="wallTime">Seconds on the wall clock.</param>
    void Finished(RunRow run, double wallTime);
}
