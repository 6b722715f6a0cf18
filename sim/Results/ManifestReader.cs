using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;

namespace Simulator.Results;

/// <summary>Reads <c>manifest.json</c> back. What an earlier version did not write is empty.</summary>
public static class ManifestReader
{
    /// <summary>The manifest of a study.</summary>
    /// <param name="folder">Its folder.</param>
    /// <exception cref="ResultsException">There is none, or it is not one.</exception>
    public static Manifest Read(string folder)
    {
        string path = Path.Combine(folder, Manifest.File);
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument json = JsonDocument.Parse(stream);
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? Of(json.RootElement)
                : throw new ResultsException($"{path} is no manifest");
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            throw new ResultsException($"{path} cannot be read: {unreadable.Message}", unreadable);
        }
    }

    private static Manifest Of(JsonElement json) => new()
    {
        Scenario = Text(json, "scenario"),
        Hash = Text(json, "hash"),
        System = Text(json, "system"),
        ModelVersion = Count(json, "model_version"),
        Version = Text(json, "version"),
        Commit = Text(json, "commit"),
        Command = Text(json, "command"),
        Reproduce = Text(json, "reproduce"),
        TestsExpectations = Find(json, "tests_expectations", JsonValueKind.False) is null,
        Machine = MachineOf(json),
        Inputs = [.. Items(json, "inputs").ConvertAll(input => new ManifestInput(
            Text(input, "file"), Text(input, "sha256")))],
        Seed = Number(json, "seed"),
        Status = Text(json, "status"),
        Started = Text(json, "started"),
        Ended = Find(json, "ended", JsonValueKind.String)?.GetString(),
        WallTime = Find(json, "wall_time", JsonValueKind.Number)?.GetDouble(),
        Runs = Find(json, "runs", JsonValueKind.Object) is { } runs ? RunsOf(runs) : null,
        Notes = Items(json, "notes").ConvertAll(note => note.ToString()),
    };

    private static ManifestMachine MachineOf(JsonElement json)
    {
        string runtime = Text(json, "runtime");
        return Find(json, "machine", JsonValueKind.Object) is { } machine
            ? new(runtime, Text(machine, "operating_system"), Text(machine, "architecture"),
                Count(machine, "processors"))
            : new(runtime, "", "", 0);
    }

    private static ManifestRuns RunsOf(JsonElement runs) => new(
        Count(runs, "planned"), Count(runs, "completed"), Count(runs, "failed"),
        Count(runs, "reused"));

    private static string Text(JsonElement json, string name) =>
        Find(json, name, JsonValueKind.String)?.GetString() ?? "";

    private static long Number(JsonElement json, string name) =>
        Find(json, name, JsonValueKind.Number) is { } number && number.TryGetInt64(out long value) ? value : 0;

    private static int Count(JsonElement json, string name) => (int)Math.Clamp(Number(json, name), 0, int.MaxValue);

    private static List<JsonElement> Items(JsonElement json, string name) =>
        Find(json, name, JsonValueKind.Array) is { } array ? [.. array.EnumerateArray()] : [];

    private static JsonElement? Find(JsonElement json, string name, JsonValueKind kind) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out JsonElement found)
            && found.ValueKind == kind
            ? found
            : null;
}
