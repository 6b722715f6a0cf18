using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// The keys of an SA that are not from the tree, because its client is unchanged: from the server to an intermediate
/// that it has authorised, the data of a private notify payload under the protection of IKE (ours, RFC 7296 §3.10.1).
/// </summary>
/// <param name="ServerSpi">SPI of packets to the server.</param>
/// <param name="ClientSpi">SPI of packets to the client.</param>
/// <param name="Client">Address of the client, one of IPv4 in the lowest 32 bits; the server is the sender.</param>
/// <param name="KeySize">Octets of an encryption key: 16 or 32.</param>
/// <param name="HasIntegrityKey">True for a transform with an integrity key of its own.</param>
/// <param name="ToServer">Keys of packets to the server.</param>
/// <param name="ToClient">Keys of packets to the client.</param>
/// <param name="IsV6">True if the address is of IPv6.</param>
public readonly record struct ExchangedKeys(
    uint ServerSpi,
    uint ClientSpi,
    UInt128 Client,
    int KeySize,
    bool HasIntegrityKey,
    EspKeys ToServer,
    EspKeys ToClient,
    bool IsV6 = false)
    : IWireMessage<ExchangedKeys>
{
    // octet  0..3         4..7         8          9                    10..
    //        server SPI   client SPI   key size   IPv6(1)|integrity(1) client, to server, to client: key, salt
    //                                                                  [, integrity]

    private const int ClientSpiOffset = 4, KeySizeOffset = 8, FlagsOffset = 9, ClientOffset = 10;
    private const int V4Size = 4, V6Size = 16, IntegrityFlag = 0x01, V6Flag = 0x02;

    /// <inheritdoc/>
    public int EncodedSize => KeysOffsetOf(IsV6) + (2 * SizeOfHalf(KeySize, HasIntegrityKey));

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ExchangedKeys message, out DecodeError error)
    {
        message = default;
        error = source.Length < ClientOffset ? DecodeError.Truncated(ClientOffset, source.Length)
            : source[KeySizeOffset] is not (16 or 32) ? DecodeError.Unexpected("key size", at: KeySizeOffset)
            : source[FlagsOffset] > (IntegrityFlag | V6Flag) ? DecodeError.Unexpected("flags", at: FlagsOffset)
            : DecodeError.None;
        if (!error.IsNone)
        {
            return false;
        }

        int keySize = source[KeySizeOffset];
        bool hasIntegrityKey = (source[FlagsOffset] & IntegrityFlag) != 0, isV6 = (source[FlagsOffset] & V6Flag) != 0;
        int keysOffset = KeysOffsetOf(isV6), half = SizeOfHalf(keySize, hasIntegrityKey);
        int size = keysOffset + (2 * half);
        error = source.Length < size ? DecodeError.Truncated(size, source.Length, "keys")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : DecodeError.None;
        if (error.IsNone)
        {
            message = new ExchangedKeys(
                BinaryPrimitives.ReadUInt32BigEndian(source),
                BinaryPrimitives.ReadUInt32BigEndian(source[ClientSpiOffset..]),
                isV6
                    ? BinaryPrimitives.ReadUInt128BigEndian(source[ClientOffset..])
                    : BinaryPrimitives.ReadUInt32BigEndian(source[ClientOffset..]),
                keySize,
                hasIntegrityKey,
                EspKeys.Read(source.Slice(keysOffset, half), keySize),
                EspKeys.Read(source[(keysOffset + half)..], keySize),
                isV6);
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ServerSpi);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ClientSpiOffset..], ClientSpi);
        destination[KeySizeOffset] = (byte)KeySize;
        destination[FlagsOffset] = (byte)((HasIntegrityKey ? IntegrityFlag : 0) | (IsV6 ? V6Flag : 0));
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination[ClientOffset..], Client);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[ClientOffset..], unchecked((uint)Client));
        }

        int at = KeysOffsetOf(IsV6);
        at += ToServer.Write(destination[at..], KeySize, HasIntegrityKey);
        return at + ToClient.Write(destination[at..], KeySize, HasIntegrityKey);
    }

    private static int KeysOffsetOf(bool isV6) => ClientOffset + (isV6 ? V6Size : V4Size);

    private static int SizeOfHalf(int keySize, bool hasIntegrityKey) =>
        keySize + EspKeys.SaltSize + (hasIntegrityKey ? Key256.Size : 0);
}
