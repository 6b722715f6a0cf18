using System;
using System.Runtime.CompilerServices;

namespace Simulator.Crypto;

/// <summary>
/// Where an SA key hangs in the tree: the key-derivation information, level by level. Identifiers of levels that a
/// hierarchy leaves out are zero.
/// </summary>
/// <param name="Pair">The two enclaves.</param>
/// <param name="Sub">The two sub-enclaves of each further level.</param>
/// <param name="Server">The server within its enclave.</param>
/// <param name="Sa">The SA among those of its server.</param>
public readonly record struct EnclavePath(EnclavePair Pair, SubEnclavePairs Sub, uint Server, uint Sa)
{
    /// <summary>The path of a hierarchy without sub-enclaves.</summary>
    /// <param name="pair">The two enclaves.</param>
    /// <param name="server">The server within its enclave.</param>
    /// <param name="sa">The SA among those of its server.</param>
    public EnclavePath(EnclavePair pair, uint server, uint sa)
        : this(pair, default, server, sa)
    {
    }
}

/// <summary>Pairs of sub-enclaves, the level next to the enclaves first; a value of fixed size.</summary>
public readonly struct SubEnclavePairs : IEquatable<SubEnclavePairs>
{
    /// <summary>Levels at most (ours: what an IP option of 40 octets has room for, with a reserve).</summary>
    public const int CountMax = 3;

    private readonly Pairs _pairs;

    /// <summary>Pairs, the outermost level first.</summary>
    /// <param name="pairs">At most <see cref="CountMax"/>.</param>
    public SubEnclavePairs(params ReadOnlySpan<EnclavePair> pairs)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pairs.Length, CountMax, nameof(pairs));
        pairs.CopyTo(_pairs);
        Count = pairs.Length;
    }

    /// <summary>Number of levels.</summary>
    public int Count { get; }

    /// <summary>The pair of a level.</summary>
    /// <param name="level">From 0, below <see cref="Count"/>.</param>
    public EnclavePair this[int level]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)level, (uint)Count, nameof(level));
            return _pairs[level];
        }
    }

    /// <summary>The outermost levels alone.</summary>
    /// <param name="count">Levels to keep; all if there are fewer.</param>
    public SubEnclavePairs First(int count) =>
        new(((ReadOnlySpan<EnclavePair>)_pairs)[..Math.Clamp(count, 0, Count)]);

    /// <summary>The same pairs.</summary>
    public static bool operator ==(SubEnclavePairs left, SubEnclavePairs right) => left.Equals(right);

    /// <summary>Other pairs.</summary>
    public static bool operator !=(SubEnclavePairs left, SubEnclavePairs right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(SubEnclavePairs other) =>
        Count == other.Count && ((ReadOnlySpan<EnclavePair>)_pairs).SequenceEqual(other._pairs);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SubEnclavePairs other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Count, _pairs[0], _pairs[1], _pairs[2]);

    [InlineArray(CountMax)]
    private struct Pairs
    {
        private EnclavePair _first;
    }
}
