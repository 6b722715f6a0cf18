using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// The body of the Vendor ID payload with which a server asks for its enclave (RFC 7296 §3.12): 16 octets that nobody
/// else sends (ours: the first of SHA-256 over the text <c>secure network enclaves: which is mine?</c>).
/// </summary>
public readonly record struct DiscoveryRequest : IWireMessage<DiscoveryRequest>
{
    /// <summary>Octets of the body.</summary>
    public const int Size = 16;

    private static ReadOnlySpan<byte> Identifier =>
    [
        0x98, 0x02, 0x86, 0x29, 0x07, 0xB3, 0xA5, 0xE6,
        0xD3, 0x8D, 0xE6, 0x36, 0xEC, 0x4B, 0xD7, 0xD4,
    ];

    /// <inheritdoc/>
    public int EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DiscoveryRequest message, out DecodeError error)
    {
        message = default;
        int same = source.CommonPrefixLength(Identifier);
        error = same == Size
            ? source.Length == Size ? DecodeError.None : DecodeError.Trailing(at: Size)
            : same == source.Length ? DecodeError.Truncated(Size, source.Length)
            : DecodeError.Unexpected("vendor id", at: same);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        Identifier.CopyTo(destination);
        return Size;
    }
}
