using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// A NAS message, opaque to the eNB (TS 36.413 §9.2.3.5), compared by content. It may be lent: a part of the octets
/// that it was read from, or that its sender has; then it holds as long as they do, and who needs it longer copies it.
/// </summary>
public readonly struct NasPdu : IPerValue<NasPdu>, IEquatable<NasPdu>
{
    private const string Name = "NAS-PDU";

    private readonly ReadOnlyMemory<byte> _octets;

    /// <summary>Takes a message that never changes.</summary>
    /// <param name="value">The message.</param>
    public NasPdu(Octets value) => _octets = value.Memory;

    private NasPdu(ReadOnlyMemory<byte> octets) => _octets = octets;

    /// <summary>Octets of the message.</summary>
    public int Size => _octets.Length;

    /// <summary>The message, to read.</summary>
    public ReadOnlySpan<byte> Span => _octets.Span;

    /// <summary>Takes a message that holds as long as its lender lets it.</summary>
    /// <param name="octets">The message.</param>
    public static NasPdu Lent(ReadOnlyMemory<byte> octets) => new(octets);

    /// <summary>True if both hold the same octets.</summary>
    public static bool operator ==(NasPdu left, NasPdu right) => left.Equals(right);

    /// <summary>True if the octets differ.</summary>
    public static bool operator !=(NasPdu left, NasPdu right) => !left.Equals(right);

    /// <summary>A copy that holds whatever becomes of the octets it came from.</summary>
    public Octets Keep() => new(Span);

    /// <inheritdoc/>
    public static NasPdu Read(ref PerReader reader)
    {
        int size = reader.Length(Name);
        return new(reader.Part(size, Name));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Length(Size);
        writer.Octets(Span);
    }

    /// <inheritdoc/>
    public bool Equals(NasPdu other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is NasPdu other && Equals(other);

    /// <summary>As of its octets: the same in every process.</summary>
    public override int GetHashCode() => Octets.HashOf(Span);

    /// <summary>Two lower-case hexadecimal digits per octet.</summary>
    public override string ToString() => Convert.ToHexStringLower(Span);
}
