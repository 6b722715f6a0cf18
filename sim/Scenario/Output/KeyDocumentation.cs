using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Simulator.Scenarios;

/// <summary>
/// Every key as Markdown, from the tables of keys: the part of <c>scenarios/README.md</c> between its markers.
/// </summary>
public static class KeyDocumentation
{
    /// <summary>The line before the generated part.</summary>
    public const string Start = "<!-- keys: start (written by the schema command) -->";

    /// <summary>The line after the generated part.</summary>
    public const string End = "<!-- keys: end -->";

    /// <summary>The generated part, without its markers.</summary>
    /// <param name="catalogue">The systems.</param>
    public static string Write(SystemCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var text = new StringBuilder();
        WriteUnits(text);
        WriteForms(text);
        text.Append("\n### Every system\n");
        WriteTable(text, CommonEntries(catalogue));
        WriteFormulas(text);
        foreach (KeyTable table in catalogue.Tables)
        {
            WriteSystem(text, table);
        }

        WriteProfiles(text, catalogue);
        return text.ToString();
    }

    /// <summary>A document with its generated part replaced; null if it lacks the markers.</summary>
    /// <param name="document">The document.</param>
    /// <param name="generated">The generated part.</param>
    public static string? Replace(string document, string generated)
    {
        ArgumentNullException.ThrowIfNull(document);
        int start = document.IndexOf(Start, StringComparison.Ordinal);
        int end = document.IndexOf(End, StringComparison.Ordinal);
        return start < 0 || end < start ? null : $"{document[..start]}{Start}\n{generated}{document[end..]}";
    }

    private static void WriteUnits(StringBuilder text)
    {
        text.Append("\n### Units\n\n| dimension | units |\n|---|---|\n");
        foreach (Dimension dimension in Enum.GetValues<Dimension>())
        {
            string units = string.Join(" ", Units.Of(dimension).Select(unit => $"`{unit.Symbol}`"));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {Units.Name(dimension)} | {(units.Length == 0 ? "none" : units)} |\n");
        }
    }

    private static void WriteForms(StringBuilder text)
    {
        var numbers = new DistributionReader(new QuantityRule([Dimension.Number]));
        text.Append("\n### Distributions and arrivals\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Distributions: a single value · {Quoted(numbers.Usage)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Arrivals: {Quoted(ArrivalsReader.Usage)}\n");
    }

    private static void WriteFormulas(StringBuilder text)
    {
        text.Append("\n### Formulas for figures\n\n| curve | takes | kind | gives |\n|---|---|---|---|\n");
        foreach (Formula formula in Formulas.All)
        {
            IEnumerable<string> arguments =
                formula.IsTime ? [.. formula.Arguments, Formula.Plus + "?"] : formula.Arguments;
            string kind = formula.IsDistribution ? "`cdf`" : "`lines`, `points`, `capacity`";
            string[] cells =
                [$"`{formula.Name}`", string.Join(" ", arguments.Select(name => $"`{name}`")), kind, formula.Meaning];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(Cell))} |\n");
        }
    }

    private static string Quoted(string usage) => string.Join(" · ", usage.Split(" · ").Select(form => $"`{form}`"));

    private static void WriteSystem(StringBuilder text, KeyTable table)
    {
        SystemDescription system = table.System;
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n### System `{system.Name}`\n\n{system.Meaning}\n\n| role | meaning |\n|---|---|\n");
        foreach (Role role in system.Roles)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{role.Name}` | {Cell(role.Meaning)} |\n");
        }

        if (system.Links.Count > 0)
        {
            text.Append("\n| link class | up is | meaning |\n|---|---|---|\n");
        }

        foreach (LinkClass link in system.Links)
        {
            string ends = $"{Units.Alternatives(link.From)} → {Units.Alternatives(link.To)}";
            text.Append(CultureInfo.InvariantCulture, $"| `{link.Name}` | {ends} | {Cell(link.Meaning)} |\n");
        }

        KeyEntry[] own = table.Entries.Where(entry => IsOfSystem(entry, system)).ToArray();
        if (own.Length > 0)
        {
            WriteTable(text, own.Select(entry => new Line(entry)));
        }
    }

    private static void WriteProfiles(StringBuilder text, SystemCatalogue catalogue)
    {
        foreach (ProfileKind kind in Enum.GetValues<ProfileKind>())
        {
            IReadOnlyList<Key> keys = KeyTable.ProfileKeys(kind, catalogue);
            if (keys.Count == 0)
            {
                continue;
            }

            string name = kind.ToString().ToLowerInvariant();
            text.Append(CultureInfo.InvariantCulture, $"\n### Profiles of kind `{name}`\n\n");
            text.Append("| key | takes | bounds | meaning |\n|---|---|---|---|\n");
            foreach (Key key in keys)
            {
                string[] cells = [$"`{key.Name}`", key.Type.Takes, key.Type.Bounds, key.Meaning];
                text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(Cell))} |\n");
            }
        }
    }

    /// <summary>The keys that are not of one system, each once; what differs by role or system is said to.</summary>
    private static IEnumerable<Line> CommonEntries(SystemCatalogue catalogue)
    {
        string systems = Units.Alternatives(catalogue.Systems.Select(system => system.Name).ToArray());
        return catalogue.Tables
            .SelectMany(table => table.Entries.Where(entry => !IsOfSystem(entry, table.System)))
            .Select(entry => new Line(Generalised(entry)))
            .GroupBy(line => line.Path)
            .Select(lines => lines.First() with
            {
                Takes = lines.Key == CommonKeys.System ? systems : lines.First().Takes,
                Bounds = lines.Select(line => line.Bounds).Distinct().Count() > 1 ? "by role" : lines.First().Bounds,
            });
    }

    private static void WriteTable(StringBuilder text, IEnumerable<Line> lines)
    {
        text.Append("\n| key | takes | default | bounds | meaning |\n|---|---|---|---|---|\n");
        foreach (Line line in lines)
        {
            string[] cells = [$"`{line.Path}`", line.Takes, line.Default, line.Bounds, line.Meaning];
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", cells.Select(Cell))} |\n");
        }
    }

    private static string DefaultOf(Key key) =>
        key.DefaultNote ?? (key.Default is { } given ? $"`{given}`" : key.Required ? "must be given" : "none");

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    /// <summary>True for a key that the system declares itself.</summary>
    private static bool IsOfSystem(KeyEntry entry, SystemDescription system) =>
        system.Options.Concat(system.Roles.SelectMany(role => role.Keys))
            .Concat(system.Links.SelectMany(link => link.Keys))
            .Any(
                own => ReferenceEquals(own, entry.Key)
                    || own.Type.Keys.Any(below => ReferenceEquals(below.Key, entry.Key)))
        || entry.Key.Type is CostType
        || entry.Path.Contains(".attach.", StringComparison.Ordinal);

    /// <summary>The path with the names of roles and link classes replaced by what they stand for.</summary>
    private static KeyEntry Generalised(KeyEntry entry)
    {
        string[] parts = entry.Path.Split('.');
        if (parts.Length > 2 && parts[0] is CommonKeys.Network or CommonKeys.Nodes && parts.Length > 1)
        {
            parts[1] = parts[0] == CommonKeys.Network ? "LINK" : "GROUP";
        }

        return entry with { Path = string.Join('.', parts) };
    }

    /// <summary>A line of the table.</summary>
    private sealed record Line(string Path, string Takes, string Default, string Bounds, string Meaning)
    {
        public Line(KeyEntry entry)
            : this(entry.Path, entry.Key.Type.Takes, DefaultOf(entry.Key), entry.Key.Type.Bounds, entry.Key.Meaning)
        {
        }
    }
}
