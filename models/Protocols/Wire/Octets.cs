using System;

namespace Simulator.Protocols.Wire;

/// <summary>A field of variable size: octets that never change, compared by content. The default is empty.</summary>
public readonly struct Octets : IEquatable<Octets>
{
    private readonly byte[]? _octets;

    /// <summary>Copies the octets, so that the buffer they came from may be used again.</summary>
    /// <param name="source">The octets to keep.</param>
    public Octets(ReadOnlySpan<byte> source) => _octets = source.IsEmpty ? null : source.ToArray();

    private Octets(byte[] octets) => _octets = octets.Length == 0 ? null : octets;

    /// <summary>Number of octets.</summary>
    public int Size => _octets?.Length ?? 0;

    /// <summary>True if there is no octet.</summary>
    public bool IsEmpty => _octets is null;

    /// <summary>The octets, to read.</summary>
    public ReadOnlySpan<byte> Span => _octets;

    /// <summary>The octets, to read.</summary>
    internal ReadOnlyMemory<byte> Memory => _octets;

    /// <summary>Takes an array that nobody else holds or changes, without a copy.</summary>
    /// <param name="octets">The octets.</param>
    internal static Octets Own(byte[] octets) => new(octets);

    /// <summary>The octets of a message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="message">The message.</param>
    public static Octets Of<T>(in T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return Own(octets);
    }

    /// <summary>Reads hexadecimal digits.</summary>
    /// <param name="digits">Two per octet, nothing between them.</param>
    public static Octets FromHex(string digits) => new(Convert.FromHexString(digits));

    /// <summary>True if both hold the same octets.</summary>
    public static bool operator ==(Octets left, Octets right) => left.Equals(right);

    /// <summary>True if the octets differ.</summary>
    public static bool operator !=(Octets left, Octets right) => !left.Equals(right);

    /// <summary>Copies the octets to the start of a buffer.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int CopyTo(Span<byte> destination)
    {
        Span.CopyTo(destination);
        return Size;
    }

    /// <inheritdoc/>
    public bool Equals(Octets other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Octets other && Equals(other);

    /// <summary>FNV-1a of the octets: the same in every process.</summary>
    public override int GetHashCode() => HashOf(Span);

    /// <summary>Two lower-case hexadecimal digits per octet.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);

    /// <summary>FNV-1a of octets.</summary>
    internal static int HashOf(ReadOnlySpan<byte> octets)
    {
        uint hash = 2166136261;
        foreach (byte octet in octets)
        {
            hash = unchecked((hash ^ octet) * 16777619);
        }

        return unchecked((int)hash);
    }
}
