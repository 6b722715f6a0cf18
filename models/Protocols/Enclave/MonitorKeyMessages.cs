using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>A server asks its key server for a key that an intermediate may have and the server need not (ours: a UDP
/// datagram, protected by ESP).</summary>
/// <param name="Id">Number of the request among those of its sender; the answer repeats it.</param>
/// <param name="Enclave">The enclave of the server.</param>
/// <param name="Peer">The other enclave of the pair.</param>
/// <param name="IsV6">True if the address is of IPv6.</param>
/// <param name="Intermediate">Address of the intermediate; one of IPv4 in the lowest 32 bits.</param>
public readonly record struct MonitorKeyRequest(
    uint Id, ushort Enclave, ushort Peer, bool IsV6, UInt128 Intermediate) : IWireMessage<MonitorKeyRequest>
{
    // octet  0..7     8..9      10..11   12                 13..
    //        header   enclave   peer     IP version 4 | 6   intermediate
    private const int EnclaveOffset = KeyMessages.HeaderSize, PeerOffset = EnclaveOffset + 2;
    private const int VersionOffset = PeerOffset + 2, AddressOffset = VersionOffset + 1;
    private const byte V4 = 4, V6 = 6;

    /// <inheritdoc/>
    public int EncodedSize => SizeOf(IsV6);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out MonitorKeyRequest message, out DecodeError error)
    {
        message = default;
        error = KeyMessages.Check(source, KeyMessages.MonitorRequestKind, AddressOffset);
        error = error.IsNone ? CheckBody(source) : error;
        if (error.IsNone)
        {
            bool isV6 = source[VersionOffset] == V6;
            ReadOnlySpan<byte> address = source[AddressOffset..];
            message = new MonitorKeyRequest(
                KeyMessages.IdOf(source),
                BinaryPrimitives.ReadUInt16BigEndian(source[EnclaveOffset..]),
                BinaryPrimitives.ReadUInt16BigEndian(source[PeerOffset..]),
                isV6,
                isV6 ? BinaryPrimitives.ReadUInt128BigEndian(address) : BinaryPrimitives.ReadUInt32BigEndian(address));
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.MonitorRequestKind, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EnclaveOffset..], Enclave);
        BinaryPrimitives.WriteUInt16BigEndian(destination[PeerOffset..], Peer);
        destination[VersionOffset] = IsV6 ? V6 : V4;
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination[AddressOffset..], Intermediate);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[AddressOffset..], unchecked((uint)Intermediate));
        }

        return EncodedSize;
    }

    private static int SizeOf(bool isV6) => AddressOffset + (isV6 ? 16 : 4);

    private static DecodeError CheckBody(ReadOnlySpan<byte> source)
    {
        if (source[VersionOffset] is not (V4 or V6))
        {
            return DecodeError.Unexpected("IP version", at: VersionOffset);
        }

        int size = SizeOf(source[VersionOffset] == V6);
        return source.Length < size ? DecodeError.Truncated(size, source.Length, "intermediate")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : DecodeError.None;
    }
}

/// <summary>What a key server makes of it: a key that the intermediate alone can read, or a refusal (ours: a UDP
/// datagram, protected by ESP).</summary>
/// <param name="Id">Number of the request.</param>
/// <param name="Status">What the key server makes of the request.</param>
/// <param name="Key">The key, if it is granted.</param>
public readonly record struct MonitorKeyAnswer(uint Id, KeyStatus Status, SealedKey Key)
    : IWireMessage<MonitorKeyAnswer>
{
    // octet  0..7     8        9..
    //        header   status   sealed key, if granted
    private const int StatusOffset = KeyMessages.HeaderSize, KeyOffset = StatusOffset + 1;

    /// <inheritdoc/>
    public int EncodedSize => KeyOffset + (Status == KeyStatus.Granted ? Key.EncodedSize : 0);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out MonitorKeyAnswer message, out DecodeError error)
    {
        message = default;
        SealedKey key = default;
        error = KeyMessages.Check(source, KeyMessages.MonitorAnswerKind, KeyOffset);
        error = !error.IsNone ? error
            : source[StatusOffset] > (byte)KeyStatus.UnknownEnclave
                ? DecodeError.Unexpected("status", at: StatusOffset)
            : source[StatusOffset] != (byte)KeyStatus.Granted && source.Length > KeyOffset
                ? DecodeError.Trailing(at: KeyOffset)
            : DecodeError.None;
        if (error.IsNone && source[StatusOffset] == (byte)KeyStatus.Granted)
        {
            SealedKey.TryDecode(source[KeyOffset..], out key, out error);
            error = error.Within(KeyOffset);
        }

        if (error.IsNone)
        {
            message = new MonitorKeyAnswer(KeyMessages.IdOf(source), (KeyStatus)source[StatusOffset], key);
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.MonitorAnswerKind, Id);
        destination[StatusOffset] = (byte)Status;
        return KeyOffset + (Status == KeyStatus.Granted ? Key.Encode(destination[KeyOffset..]) : 0);
    }
}
