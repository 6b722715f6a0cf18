using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Simulator.Results;

/// <summary>The tables of a study that was run before, to be read without its scenario.</summary>
public sealed class StoredStudy
{
    private const int KeysBefore = 1, KeysAfter = 6; // columns of metrics.csv around those of the swept keys

    private StoredStudy(string folder, StudyIdentity identity, CsvTables tables)
    {
        (Folder, Identity, Tables) = (folder, identity, tables);
        Metrics = [.. tables.Metrics.Read(folder)];
        Points = [.. Metrics.Select(row => row.Point).DistinctBy(point => point.Index)];
    }

    /// <summary>Where it is, as it was named.</summary>
    public string Folder { get; }

    /// <summary>Whose results they are.</summary>
    public StudyIdentity Identity { get; }

    /// <summary>Its tables.</summary>
    public CsvTables Tables { get; }

    /// <summary>The numbers of its runs, in order.</summary>
    public IReadOnlyList<MetricRow> Metrics { get; }

    /// <summary>Its points that have numbers, in order.</summary>
    public IReadOnlyList<StudyPoint> Points { get; }

    /// <summary>Opens the results of a study.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="ResultsException">It holds none, or they are not whole, or of another version.</exception>
    public static StoredStudy Open(string folder)
    {
        StudyIdentity identity = StudyIdentity.TryRead(folder) ?? throw new ResultsException(
            $"{folder} holds no results of a study: there is no {Manifest.File}; name the folder that 'run' printed");
        identity.RequireFormat(folder);
        if (identity.Status == "running")
        {
            throw new ResultsException(
                $"{folder} holds a study that is not finished; run its scenario again, which goes on where it stopped");
        }

        return new(folder, identity, new CsvTables(Keys(folder)));
    }

    // The swept keys stand between the point and the columns that every study has.
    private static List<SweepKey> Keys(string folder)
    {
        string path = Path.Combine(folder, "metrics.csv");
        string[] columns = File.Exists(path) ? File.ReadLines(path).FirstOrDefault("").Split(',') : [];
        if (columns.Length < KeysBefore + KeysAfter)
        {
            throw new ResultsException($"{path} is missing, or is no table of numbers; run the scenario again");
        }

        var meanings = new Dictionary<string, DictionaryRow>();
        foreach (DictionaryRow row in CsvTables.Dictionary.Read(folder))
        {
            meanings.TryAdd(row.Name, row);
        }

        return [.. columns[KeysBefore..^KeysAfter].Select(name => meanings.TryGetValue(name, out DictionaryRow? row)
            ? new SweepKey(name, row.Unit, row.Definition)
            : new SweepKey(name, "", ""))];
    }
}
