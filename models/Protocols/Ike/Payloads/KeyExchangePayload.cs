using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>KE: a public value (§3.4).</summary>
/// <param name="Group">Its group.</param>
/// <param name="Value">The value, of the size that the group has.</param>
public readonly record struct KeyExchangePayload(DhGroup Group, Octets Value) : IWireMessage<KeyExchangePayload>
{
    // octet   0..1   2..3          4..
    //         group  0 (ignored)   value, one octet at least
    private const int ValueOffset = 4;

    /// <inheritdoc/>
    public int EncodedSize => ValueOffset + Value.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyExchangePayload message, out DecodeError error)
    {
        error = source.Length <= ValueOffset
            ? DecodeError.Truncated(ValueOffset + 1, source.Length, "key exchange data")
            : DecodeError.None;
        message = !error.IsNone ? default
            : new((DhGroup)BinaryPrimitives.ReadUInt16BigEndian(source), new Octets(source[ValueOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)Group);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], 0);
        return ValueOffset + Value.CopyTo(destination[ValueOffset..]);
    }
}
