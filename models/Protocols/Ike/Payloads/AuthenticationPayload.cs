using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>AUTH: the proof that a message came from who it says (§3.8).</summary>
/// <param name="Method">How it was made.</param>
/// <param name="Value">The proof.</param>
public readonly record struct AuthenticationPayload(AuthenticationMethod Method, Octets Value)
    : IWireMessage<AuthenticationPayload>
{
    // octet   0       1..3          4..
    //         method  0 (ignored)   authentication data, one octet at least
    private const int ValueOffset = 4;

    /// <inheritdoc/>
    public int EncodedSize => ValueOffset + Value.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out AuthenticationPayload message, out DecodeError error)
    {
        error = source.Length <= ValueOffset
            ? DecodeError.Truncated(ValueOffset + 1, source.Length, "authentication data")
            : DecodeError.None;
        message = error.IsNone ? new((AuthenticationMethod)source[0], new Octets(source[ValueOffset..])) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[..ValueOffset].Clear();
        destination[0] = (byte)Method;
        return ValueOffset + Value.CopyTo(destination[ValueOffset..]);
    }
}
