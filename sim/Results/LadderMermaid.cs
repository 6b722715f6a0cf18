using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Simulator.Results;

/// <summary>A message ladder as a Mermaid sequence diagram, for pages that draw it themselves.</summary>
public static class LadderMermaid
{
    /// <summary>The diagram; participants from left to right in the order in which they appear.</summary>
    /// <param name="rows">The messages in order.</param>
    public static string Of(IReadOnlyList<LadderRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        List<string> participants = Ladders.Participants(rows);
        var text = new StringBuilder("sequenceDiagram\n");
        for (int index = 0; index < participants.Count; index++)
        {
            text.Append(CultureInfo.InvariantCulture, $"    participant p{index} as {Escaped(participants[index])}\n");
        }

        foreach (LadderRow row in rows)
        {
            int from = participants.IndexOf(row.From), to = participants.IndexOf(row.To);
            text.Append(CultureInfo.InvariantCulture, $"    p{from}->>p{to}: {Escaped(row.Message)}\n");
        }

        return text.ToString();
    }

    // Mermaid ends a statement at a semicolon and starts an entity at a hash.
    private static string Escaped(string text) =>
        text.Replace("#", "#35;", StringComparison.Ordinal)
            .Replace(";", "#59;", StringComparison.Ordinal)
            .Replace("#35#59;", "#35;", StringComparison.Ordinal)
            .Replace("<", "#lt;", StringComparison.Ordinal)
            .Replace(">", "#gt;", StringComparison.Ordinal);
}

/// <summary>What the drawings of a ladder share.</summary>
internal static class Ladders
{
    /// <summary>Who takes part, in the order of appearance; the members of a group stand together.</summary>
    public static List<string> Participants(IReadOnlyList<LadderRow> rows)
    {
        var participants = new List<string>();
        foreach (LadderRow row in rows)
        {
            Add(participants, row.From);
            Add(participants, row.To);
        }

        return participants;
    }

    private static void Add(List<string> participants, string node)
    {
        if (!participants.Contains(node))
        {
            int last = participants.FindLastIndex(other => GroupOf(other) == GroupOf(node));
            participants.Insert(last < 0 ? participants.Count : last + 1, node);
        }
    }

    private static string GroupOf(string node) => node[..(node.LastIndexOf('/') + 1)];
}
