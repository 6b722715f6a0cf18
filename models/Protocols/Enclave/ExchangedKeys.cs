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
/// <param name="Client">IPv4 address of the client; the server is the sender.</param>
/// <param name="KeySize">Octets of an encryption key: 16 or 32.</param>
/// <param name="HasIntegrityKey">True for a transform with an integrity key of its own.</param>
/// <param name="ToServer">Keys of packets to the server.</param>
/// <param name="ToClient">Keys of packets to the client.</param>
public readonly record struct ExchangedKeys(
    uint ServerSpi,
    uint ClientSpi,
    uint Client,
    int KeySize,
    bool HasIntegrityKey,
    EspKeys ToServer,
    EspKeys ToClient)
    : IWireMessage<ExchangedKeys>
{
    // octet  0..3         4..7         8..11    12         13          14..
    //        server SPI   client SPI   client   key size   integrity   to server, to client: key, salt [, integrity]

    private const int ClientSpiOffset = 4, ClientOffset = 8, KeySizeOffset = 12, IntegrityOffset = 13, KeysOffset = 14;

    /// <inheritdoc/>
    public int EncodedSize => SizeOf(KeySize, HasIntegrityKey);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out ExchangedKeys message, out DecodeError error)
    {
        message = default;
        error = source.Length < KeysOffset ? DecodeError.Truncated(KeysOffset, source.Length)
            : source[KeySizeOffset] is not (16 or 32) ? DecodeError.Unexpected("key size", at: KeySizeOffset)
            : source[IntegrityOffset] > 1 ? DecodeError.Unexpected("integrity", at: IntegrityOffset)
            : DecodeError.None;
        if (!error.IsNone)
        {
            return false;
        }

        int keySize = source[KeySizeOffset];
        bool hasIntegrityKey = source[IntegrityOffset] == 1;
        int size = SizeOf(keySize, hasIntegrityKey), half = (size - KeysOffset) / 2;
        error = source.Length < size ? DecodeError.Truncated(size, source.Length, "keys")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : DecodeError.None;
        if (error.IsNone)
        {
            message = new ExchangedKeys(
                BinaryPrimitives.ReadUInt32BigEndian(source),
                BinaryPrimitives.ReadUInt32BigEndian(source[ClientSpiOffset..]),
                BinaryPrimitives.ReadUInt32BigEndian(source[ClientOffset..]),
                keySize,
                hasIntegrityKey,
                EspKeys.Read(source.Slice(KeysOffset, half), keySize),
                EspKeys.Read(source[(KeysOffset + half)..], keySize));
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32BigEndian(destination, ServerSpi);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ClientSpiOffset..], ClientSpi);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ClientOffset..], Client);
        destination[KeySizeOffset] = (byte)KeySize;
        destination[IntegrityOffset] = HasIntegrityKey ? (byte)1 : (byte)0;
        int at = KeysOffset + ToServer.Write(destination[KeysOffset..], KeySize, HasIntegrityKey);
        return at + ToClient.Write(destination[at..], KeySize, HasIntegrityKey);
    }

    private static int SizeOf(int keySize, bool hasIntegrityKey) =>
        KeysOffset + (2 * (keySize + EspKeys.SaltSize + (hasIntegrityKey ? Key256.Size : 0)));
}
