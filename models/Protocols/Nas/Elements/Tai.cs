using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Tracking area identity (TS 23.003 §19.4.2.3; TS 24.301 §9.9.3.32).</summary>
/// <param name="Plmn">The network.</param>
/// <param name="Tac">Tracking area code, 16 bits.</param>
public readonly record struct Tai(PlmnId Plmn, ushort Tac)
{
    /// <summary>Octets on the wire.</summary>
    public const int Size = 5;

    /// <summary>Reads network and code.</summary>
    /// <param name="source">The octets; exactly <see cref="Size"/>.</param>
    /// <param name="tai">The identity.</param>
    /// <returns>False if the size is another or a digit of the network is not decimal.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, out Tai tai)
    {
        bool read = source.Length == Size && PlmnId.Read(source).IsWellFormed;
        tai = read ? new(PlmnId.Read(source), BinaryPrimitives.ReadUInt16BigEndian(source[PlmnId.Size..])) : default;
        return read;
    }

    /// <summary>Writes network and code.</summary>
    /// <param name="destination">At least <see cref="Size"/> octets.</param>
    /// <returns><see cref="Size"/>.</returns>
    public int Write(Span<byte> destination)
    {
        Plmn.CopyTo(destination);
        BinaryPrimitives.WriteUInt16BigEndian(destination[PlmnId.Size..], Tac);
        return Size;
    }
}
