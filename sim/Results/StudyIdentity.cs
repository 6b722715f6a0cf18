using System;
using System.Globalization;
using System.IO;
using System.Text.Json;

namespace Simulator.Results;

/// <summary>Whose results a folder holds, as its manifest says.</summary>
/// <param name="Hash">Hash of the study.</param>
/// <param name="Format">Format of the results; 1 of a manifest that does not say.</param>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="ModelVersion">Version of the system's model.</param>
/// <param name="Seed">Seed of the study.</param>
/// <param name="Status">As in <c>completed</c>.</param>
public sealed record StudyIdentity(
    string Hash, int Format, string Scenario, int ModelVersion, long Seed, string Status)
{
    /// <summary>The identity of the study whose results a folder holds; null if it holds none.</summary>
    /// <param name="folder">The folder.</param>
    public static StudyIdentity? TryRead(string folder)
    {
        try
        {
            using FileStream stream = File.OpenRead(Path.Combine(folder, Manifest.File));
            using JsonDocument json = JsonDocument.Parse(stream);
            JsonElement root = json.RootElement;
            return root.ValueKind == JsonValueKind.Object && Text(root, "hash") is { } hash
                ? new(
                    hash, Small(root, "format") ?? 1, Text(root, "scenario") ?? "",
                    Small(root, "model_version") ?? 0, Whole(root, "seed") ?? 0, Text(root, "status") ?? "")
                : null;
        }
        catch (Exception unreadable) when (unreadable is IOException or JsonException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Refuses results that another version of the program has written.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ResultsException">They are of another format.</exception>
    public void RequireFormat(string folder)
    {
        if (Format != Manifest.Format)
        {
            string age = Format < Manifest.Format ? "an older" : "a newer";
            throw new ResultsException(string.Create(
                CultureInfo.InvariantCulture,
                $"{folder} was written by {age} version of the simulator (its format is {Format}, this one's is "
                + $"{Manifest.Format}); run the scenario again in another folder (--out), or over it with --fresh"));
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static int? Small(JsonElement root, string name) =>
        Whole(root, name) is { } number and >= 0 and <= int.MaxValue ? (int)number : null;

    private static long? Whole(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long number)
            ? number
            : null;
}
