using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Ni, Nr: random octets (§3.9).</summary>
/// <param name="Value">16 to 256 octets.</param>
public readonly record struct NoncePayload(Octets Value) : IWireMessage<NoncePayload>
{
    /// <inheritdoc/>
    public int EncodedSize => Value.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out NoncePayload message, out DecodeError error)
    {
        error = source.Length < IkeNumber.NonceSizeMin
                ? DecodeError.Truncated(IkeNumber.NonceSizeMin, source.Length, "nonce")
            : source.Length > IkeNumber.NonceSizeMax ? DecodeError.Trailing(IkeNumber.NonceSizeMax)
            : DecodeError.None;
        message = error.IsNone ? new(new Octets(source)) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Value.CopyTo(destination);
}
