using System;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// The SA key and how it was derived, from the server to the client or to an intermediate that it has authorised: the
/// data of a private notify payload, which IKE_AUTH protects (ours, RFC 7296 §3.10.1).
/// </summary>
/// <param name="Key">The SA key.</param>
/// <param name="Information">Its derivation information, as packets will carry it in IPv4.</param>
public readonly record struct KeyNotify(Key256 Key, DerivationInformation Information) : IWireMessage<KeyNotify>
{
    // octet  0..31  32..
    //        key    derivation information, as an option

    private const int InformationOffset = Key256.Size;

    /// <inheritdoc/>
    public int EncodedSize => InformationOffset + Information.EncodedSize;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyNotify message, out DecodeError error)
    {
        message = default;
        if (source.Length < InformationOffset)
        {
            error = DecodeError.Truncated(InformationOffset, source.Length, "key");
            return false;
        }

        ReadOnlySpan<byte> option = source[InformationOffset..];
        if (DerivationInformation.TryDecode(option, out DerivationInformation information, out error))
        {
            message = new KeyNotify(Key256.Read(source[..Key256.Size]), information);
        }

        error = error.Within(InformationOffset);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        Key.Write(destination);
        return InformationOffset + Information.Encode(destination[InformationOffset..]);
    }
}
