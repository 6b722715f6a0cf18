using System;
using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>Finds what somebody probably meant.</summary>
public static class Suggestion
{
    private const int LengthMax = 64; // ours: a longer name is no slip of the finger

    /// <summary>The nearest candidate, or null if none is near: at most a third of the letters differ.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="candidates">What exists; of two equally near ones the first is taken.</param>
    public static string? Nearest(string written, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(written);
        ArgumentNullException.ThrowIfNull(candidates);
        string? nearest = null;
        int best = Math.Max(1, written.Length / 3) + 1;
        foreach (string candidate in candidates)
        {
            int distance = Distance(written, candidate, best);
            if (distance < best)
            {
                (nearest, best) = (candidate, distance);
            }
        }

        return nearest;
    }

    /// <summary>A hint: the nearest name, else the names there are (while they are few), else nothing.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="candidates">What exists.</param>
    /// <param name="kind">What they are, in the plural: <c>keys</c>.</param>
    public static string Hint(string written, IReadOnlyCollection<string> candidates, string kind)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        const int ListMax = 24; // ours: what fits on two lines of a terminal
        return Nearest(written, candidates) is { } nearest ? $"did you mean '{nearest}'?"
            : candidates.Count == 0 ? $"there are no {kind} here"
            : candidates.Count <= ListMax ? $"{kind}: {string.Join(", ", candidates)}"
            : "";
    }

    /// <summary>
    /// Damerau–Levenshtein distance (insertions, deletions, substitutions, swaps of neighbours), without case;
    /// <paramref name="bound"/> when it is at least that.
    /// </summary>
    /// <param name="left">One text.</param>
    /// <param name="right">The other.</param>
    /// <param name="bound">Where counting stops.</param>
    public static int Distance(string left, string right, int bound)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        if (Math.Abs(left.Length - right.Length) >= bound || left.Length > LengthMax || right.Length > LengthMax)
        {
            return bound;
        }

        int[] before = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] row = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            last[column] = column;
        }

        for (int line = 1; line <= left.Length; line++)
        {
            row[0] = line;
            for (int column = 1; column <= right.Length; column++)
            {
                int change = Same(left[line - 1], right[column - 1]) ? 0 : 1;
                int cost = Math.Min(Math.Min(row[column - 1], last[column]) + 1, last[column - 1] + change);
                bool swapped = line > 1 && column > 1
                    && Same(left[line - 1], right[column - 2]) && Same(left[line - 2], right[column - 1]);
                row[column] = swapped ? Math.Min(cost, before[column - 2] + 1) : cost;
            }

            (before, last, row) = (last, row, before);
        }

        return Math.Min(last[right.Length], bound);
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
