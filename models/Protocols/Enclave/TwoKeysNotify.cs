using System;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// Both keys of an SA, where encryption and authentication have a tree each, and how they were derived: the data of a
/// private notify payload, as <see cref="KeyNotify"/> is with one key (ours, RFC 7296 §3.10.1).
/// </summary>
/// <param name="Encryption">The SA key of the tree for encryption.</param>
/// <param name="Authentication">The SA key of the tree for authentication.</param>
/// <param name="Information">Their derivation information, as packets will carry it in IPv4.</param>
public readonly record struct TwoKeysNotify(
    Key256 Encryption, Key256 Authentication, DerivationInformation Information) : IWireMessage<TwoKeysNotify>
{
    // octet  0..31             32..63               64..
    //        encryption key    authentication key   derivation information, as an option

    private const int AuthenticationOffset = Key256.Size, InformationOffset = 2 * Key256.Size;

    /// <inheritdoc/>
    public int EncodedSize => InformationOffset + Information.EncodedSize;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out TwoKeysNotify message, out DecodeError error)
    {
        message = default;
        if (source.Length < InformationOffset)
        {
            error = DecodeError.Truncated(InformationOffset, source.Length, "keys");
            return false;
        }

        ReadOnlySpan<byte> option = source[InformationOffset..];
        if (DerivationInformation.TryDecode(option, out DerivationInformation information, out error))
        {
            message = new TwoKeysNotify(
                Key256.Read(source[..Key256.Size]),
                Key256.Read(source.Slice(AuthenticationOffset, Key256.Size)),
                information);
        }

        error = error.Within(InformationOffset);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        Encryption.Write(destination);
        Authentication.Write(destination[AuthenticationOffset..]);
        return InformationOffset + Information.Encode(destination[InformationOffset..]);
    }
}
