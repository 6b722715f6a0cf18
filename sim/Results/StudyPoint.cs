using System;
using System.Collections.Generic;
using System.Globalization;

namespace Simulator.Results;

/// <summary>A key that a study sweeps: a column of its tables and an axis of its figures.</summary>
/// <param name="Name">Parameter or path, as in <c>rate</c> or <c>network.s1.delay</c>.</param>
/// <param name="Unit">SI symbol of the values; empty for names and switches.</param>
/// <param name="Meaning">One sentence for the dictionary.</param>
public sealed record SweepKey(string Name, string Unit, string Meaning);

/// <summary>One point of a study: a value for each sweep key.</summary>
/// <param name="Index">Number of the point, from 0.</param>
/// <param name="Values">Cells in the order of the keys: a number in SI base units (<see cref="Cell.Of(double)"/>), or a
/// word.</param>
public sealed record StudyPoint(int Index, IReadOnlyList<string> Values)
{
    /// <summary>The one point of a scenario without a sweep.</summary>
    public static StudyPoint Only { get; } = new(0, []);
}

/// <summary>One run of a study.</summary>
/// <param name="Point">Number of the point, from 0.</param>
/// <param name="Replication">Number of the replication, from 0.</param>
public readonly record struct RunKey(int Point, int Replication) : IComparable<RunKey>
{
    /// <summary>Earlier in the tables.</summary>
    public static bool operator <(RunKey left, RunKey right) => left.CompareTo(right) < 0;

    /// <summary>Later in the tables.</summary>
    public static bool operator >(RunKey left, RunKey right) => left.CompareTo(right) > 0;

    /// <summary>Not later in the tables.</summary>
    public static bool operator <=(RunKey left, RunKey right) => left.CompareTo(right) <= 0;

    /// <summary>Not earlier in the tables.</summary>
    public static bool operator >=(RunKey left, RunKey right) => left.CompareTo(right) >= 0;

    /// <summary>Reads <c>POINT-REPLICATION</c>, the name of a run's folder.</summary>
    /// <param name="name">Name of a folder.</param>
    /// <param name="key">The run.</param>
    public static bool TryParse(string name, out RunKey key)
    {
        key = default;
        string[] parts = name?.Split('-') ?? [];
        if (parts.Length != 2
            || !TryParseIndex(parts[0], out int point)
            || !TryParseIndex(parts[1], out int replication))
        {
            return false;
        }

        key = new RunKey(point, replication);
        return key.ToString() == name; // one name a run: no leading zeros
    }

    /// <inheritdoc/>
    public int CompareTo(RunKey other) =>
        Point != other.Point ? Point.CompareTo(other.Point) : Replication.CompareTo(other.Replication);

    /// <summary>The name of its folder.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Point}-{Replication}");

    private static bool TryParseIndex(string text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index);
}
