using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Simulator.Results;

/// <summary>A file that a study was made from.</summary>
/// <param name="File">Its path as the user gave it.</param>
/// <param name="Sha256">SHA-256 of its octets, 64 hexadecimal digits.</param>
public sealed record ManifestInput(string File, string Sha256);

/// <summary>The machine and runtime of the last run; the only place of the results that names them.</summary>
/// <param name="Runtime">As in <c>.NET 10.0.0</c>.</param>
/// <param name="OperatingSystem">Its description.</param>
/// <param name="Architecture">As in <c>X64</c>.</param>
/// <param name="ProcessorCount">Logical processors.</param>
public sealed record ManifestMachine(string Runtime, string OperatingSystem, string Architecture, int ProcessorCount);

/// <summary>The packet capture of a study.</summary>
/// <param name="Run">Of which run.</param>
/// <param name="PacketCount">Packets in it.</param>
/// <param name="SkippedCount">Packets beyond the bound, which are not in it.</param>
public sealed record ManifestCapture(RunKey Run, long PacketCount, long SkippedCount);

/// <summary>How many runs a study has.</summary>
/// <param name="Planned">Points × replications.</param>
/// <param name="Completed">Finished well.</param>
/// <param name="Failed">Ended by a defect.</param>
/// <param name="Reused">Of the finished ones, those found finished when the program started.</param>
public sealed record ManifestRuns(int Planned, int Completed, int Failed, int Reused);

/// <summary>
/// <c>manifest.json</c>: what the results were made from, by what and when. It has a place for everything that tables
/// must not hold; times come from whoever may look at the clock.
/// </summary>
public sealed record Manifest
{
    /// <summary>Name of the file.</summary>
    public const string File = "manifest.json";

    private static readonly JsonWriterOptions Layout = new()
    {
        Indented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // a file, not a part of a page
    };

    /// <summary>
    /// Format of the results that this program writes and reads; raised with every change of what a run's folder holds.
    /// </summary>
    public const int Format = 2;

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Hash of the study.</summary>
    public required string Hash { get; init; }

    /// <summary>System, as in <c>lte</c>.</summary>
    public required string System { get; init; }

    /// <summary>Version of the system's model.</summary>
    public required int ModelVersion { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Version { get; init; }

    /// <summary>Commit of the sources; empty if unknown.</summary>
    public required string Commit { get; init; }

    /// <summary>The command line.</summary>
    public required string Command { get; init; }

    /// <summary>The command line without what changes no number: what to give to get the same results.</summary>
    public string Reproduce { get; init; } = "";

    /// <summary>True if the scenario's expectations were to be tested; false at the size of a test.</summary>
    public bool TestsExpectations { get; init; } = true;

    /// <summary>Machine and runtime.</summary>
    public required ManifestMachine Machine { get; init; }

    /// <summary>Files the study was made from.</summary>
    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    /// <summary>Seed of the study.</summary>
    public required long Seed { get; init; }

    /// <summary>As in <c>running</c>, <c>completed</c>, <c>failed</c>, <c>interrupted</c>.</summary>
    public required string Status { get; init; }

    /// <summary>When it was started, ISO 8601.</summary>
    public required string Started { get; init; }

    /// <summary>When it ended, ISO 8601; null while it runs.</summary>
    public string? Ended { get; init; }

    /// <summary>Seconds on the wall clock.</summary>
    public double? WallTime { get; init; }

    /// <summary>How many runs.</summary>
    public ManifestRuns? Runs { get; init; }

    /// <summary>All runs together (<see cref="StudyTables.Combine"/>).</summary>
    public Fingerprint? Fingerprint { get; init; }

    /// <summary>The capture, if there is one.</summary>
    public ManifestCapture? Capture { get; init; }

    /// <summary>What the user should know: missing programs, exhausted groups, bounds that were reached.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Writes it into a study's folder.</summary>
    /// <param name="folder">The folder.</param>
    public void Write(StudyFolder folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        DurableFile.Write(folder.PathOf(File), Write);
    }

    /// <summary>Writes it; keys are always in the same order.</summary>
    /// <param name="stream">Left open.</param>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using (var json = new Utf8JsonWriter(stream, Layout))
        {
            json.WriteStartObject();
            WriteStudy(json);
            WriteInputs(json);
            WriteProgress(json);
            WriteOutcome(json);
            json.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>The hash of the study whose results a folder holds; null if it holds none.</summary>
    /// <param name="folder">The folder.</param>
    public static string? TryReadHash(string folder) => StudyIdentity.TryRead(folder)?.Hash;

    private void WriteStudy(Utf8JsonWriter json)
    {
        json.WriteNumber("format", Format);
        json.WriteString("scenario", Scenario);
        json.WriteString("hash", Hash);
        json.WriteString("system", System);
        json.WriteNumber("model_version", ModelVersion);
        json.WriteString("version", Version);
        json.WriteString("commit", Commit);
        json.WriteString("command", Command);
        json.WriteString("reproduce", Reproduce);
        json.WriteBoolean("tests_expectations", TestsExpectations);
        json.WriteString("runtime", Machine.Runtime);
        json.WriteStartObject("machine");
        json.WriteString("operating_system", Machine.OperatingSystem);
        json.WriteString("architecture", Machine.Architecture);
        json.WriteNumber("processors", Machine.ProcessorCount);
        json.WriteEndObject();
    }

    private void WriteInputs(Utf8JsonWriter json)
    {
        json.WriteNumber("seed", Seed);
        json.WriteStartArray("inputs");
        foreach (ManifestInput input in Inputs)
        {
            json.WriteStartObject();
            json.WriteString("file", input.File);
            json.WriteString("sha256", input.Sha256);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteProgress(Utf8JsonWriter json)
    {
        json.WriteString("status", Status);
        json.WriteString("started", Started);
        json.WriteString("ended", Ended);
        if (WallTime is { } seconds)
        {
            json.WriteNumber("wall_time", seconds);
        }

        if (Runs is { } runs)
        {
            json.WriteStartObject("runs");
            json.WriteNumber("planned", runs.Planned);
            json.WriteNumber("completed", runs.Completed);
            json.WriteNumber("failed", runs.Failed);
            json.WriteNumber("reused", runs.Reused);
            json.WriteEndObject();
        }
    }

    private void WriteOutcome(Utf8JsonWriter json)
    {
        if (Fingerprint is { } fingerprint)
        {
            json.WriteStartObject("fingerprints");
            json.WriteString("time", fingerprint.Time);
            json.WriteString("order", fingerprint.Order);
            json.WriteString("wire", fingerprint.Wire);
            json.WriteString("results", fingerprint.Results);
            json.WriteEndObject();
        }

        if (Capture is { } capture)
        {
            json.WriteStartObject("capture");
            json.WriteString("run", capture.Run.ToString());
            json.WriteNumber("packets", capture.PacketCount);
            json.WriteNumber("skipped", capture.SkippedCount);
            json.WriteEndObject();
        }

        json.WriteStartArray("notes");
        foreach (string note in Notes)
        {
            json.WriteStringValue(note);
        }

        json.WriteEndArray();
    }
}
