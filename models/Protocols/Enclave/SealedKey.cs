using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>What a sealed key holds, and by that who has sealed it.</summary>
public enum SealedContents
{
    /// <summary>A <see cref="KeyNotify"/> of the server.</summary>
    SaKey = 1,

    /// <summary><see cref="ExchangedKeys"/> of the server.</summary>
    ExchangedKeys,

    /// <summary>A <see cref="KeyAnswer"/> of the intermediate's key server: a key from higher up in the tree.</summary>
    HigherKey,

    /// <summary>A <see cref="TwoKeysNotify"/> of the server.</summary>
    TwoKeys,

    /// <summary>A <see cref="KeyNotify"/> of the server with the key for authentication alone.</summary>
    AuthenticationKey,

    /// <summary>An <see cref="EpochNotify"/> of the server.</summary>
    Epoch,
}

/// <summary>
/// A key that one intermediate alone can read, whoever carries it: the data of a private notify payload, in a control
/// packet between server and client before what IKE encrypts, or from server to intermediate (ours). It is sealed with
/// AES-256-GCM and a key that the intermediate shares with the party that has sealed it; what stands before is
/// authenticated with it.
/// </summary>
/// <param name="Contents">What is sealed.</param>
/// <param name="IsV6">True if the address is of IPv6.</param>
/// <param name="Recipient">Address of the intermediate; one of IPv4 in the lowest 32 bits.</param>
/// <param name="Vector">Initialisation vector, never the same under the same key.</param>
/// <param name="Sealed">The encrypted octets, the tag of 16 octets at their end.</param>
public readonly record struct SealedKey(
    SealedContents Contents, bool IsV6, UInt128 Recipient, ulong Vector, Octets Sealed) : IWireMessage<SealedKey>
{
    // octet  0          1                  2..         …8 octets   1        …
    //        contents   IP version 4 | 6   recipient   vector      length   encrypted, tag

    /// <summary>Octets that sealing adds: the tag.</summary>
    public const int TagSize = 16;

    private const int VersionOffset = 1, RecipientOffset = 2, VectorSize = 8, LengthSize = 1;
    private const byte V4 = 4, V6 = 6;

    /// <summary>Octets that stand before the encrypted ones, and are authenticated with them.</summary>
    public int HeadSize => HeadSizeOf(IsV6);

    /// <inheritdoc/>
    public int EncodedSize => HeadSize + Sealed.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SealedKey message, out DecodeError error)
    {
        message = default;
        error = source.Length < RecipientOffset ? DecodeError.Truncated(RecipientOffset, source.Length)
            : source[0] is < (byte)SealedContents.SaKey or > (byte)SealedContents.Epoch
                ? DecodeError.Unexpected("contents", at: 0)
            : source[VersionOffset] is not (V4 or V6) ? DecodeError.Unexpected("IP version", at: VersionOffset)
            : CheckBody(source, HeadSizeOf(source[VersionOffset] == V6));
        if (!error.IsNone)
        {
            return false;
        }

        bool isV6 = source[VersionOffset] == V6;
        int head = HeadSizeOf(isV6);
        ReadOnlySpan<byte> address = source[RecipientOffset..];
        message = new SealedKey(
            (SealedContents)source[0],
            isV6,
            isV6 ? BinaryPrimitives.ReadUInt128BigEndian(address) : BinaryPrimitives.ReadUInt32BigEndian(address),
            BinaryPrimitives.ReadUInt64BigEndian(source[(head - LengthSize - VectorSize)..]),
            new Octets(source[head..]));
        return true;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        WriteHead(destination);
        return HeadSize + Sealed.CopyTo(destination[HeadSize..]);
    }

    /// <summary>Writes what stands before the encrypted octets.</summary>
    /// <param name="destination">At least <see cref="HeadSize"/> octets.</param>
    public void WriteHead(Span<byte> destination)
    {
        destination[0] = (byte)Contents;
        destination[VersionOffset] = IsV6 ? V6 : V4;
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination[RecipientOffset..], Recipient);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[RecipientOffset..], unchecked((uint)Recipient));
        }

        BinaryPrimitives.WriteUInt64BigEndian(destination[(HeadSize - LengthSize - VectorSize)..], Vector);
        destination[HeadSize - LengthSize] = checked((byte)Sealed.Size);
    }

    private static int HeadSizeOf(bool isV6) => RecipientOffset + (isV6 ? 16 : 4) + VectorSize + LengthSize;

    private static DecodeError CheckBody(ReadOnlySpan<byte> source, int head)
    {
        if (source.Length < head)
        {
            return DecodeError.Truncated(head, source.Length);
        }

        int size = source[head - LengthSize];
        return size < TagSize ? DecodeError.Unexpected("length", at: head - LengthSize)
            : source.Length < head + size ? DecodeError.Truncated(head + size, source.Length, "key")
            : source.Length > head + size ? DecodeError.Trailing(at: head + size)
            : DecodeError.None;
    }
}
