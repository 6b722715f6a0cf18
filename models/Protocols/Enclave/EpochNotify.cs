using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// There is a new organisation key: keys from above SAs that an intermediate was given before end after the time of
/// grace. The data of a private notify payload, from server to intermediate (ours, RFC 7296 §3.10.1).
/// </summary>
/// <param name="Epoch">Epoch of the organisation key from now on, modulo 8.</param>
public readonly record struct EpochNotify(byte Epoch) : IWireMessage<EpochNotify>
{
    // octet  0
    //        epoch

    private const int Size = 1;

    int IWireMessage.EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out EpochNotify message, out DecodeError error)
    {
        error = source.Length < Size ? DecodeError.Truncated(Size, source.Length)
            : source.Length > Size ? DecodeError.Trailing(at: Size)
            : source[0] >= DerivationInformation.EpochCount ? DecodeError.Unexpected("epoch", at: 0)
            : DecodeError.None;
        message = error.IsNone ? new EpochNotify(source[0]) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[0] = Epoch;
        return Size;
    }
}
