using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>A party asks its key server for the keys that its access list gives it (ours: a UDP datagram, protected by
/// ESP).</summary>
/// <param name="Id">Number of the request among those of its sender; answers repeat it.</param>
/// <param name="Enclave">The enclave of the party.</param>
/// <param name="Peer">The other enclave of the pair that it needs; 0 for all that it may have.</param>
public readonly record struct KeyRequest(uint Id, ushort Enclave, ushort Peer) : IWireMessage<KeyRequest>
{
    // octet  0..1    2         3      4..7   8..9      10..11
    //        magic   version   kind   id     enclave   peer
    private const int EnclaveOffset = KeyMessages.HeaderSize, PeerOffset = EnclaveOffset + 2;

    /// <summary>Octets of the message.</summary>
    public const int Size = PeerOffset + 2;

    /// <inheritdoc/>
    public int EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyRequest message, out DecodeError error)
    {
        error = KeyMessages.Check(source, KeyMessages.RequestKind, Size);
        error = error.IsNone && source.Length > Size ? DecodeError.Trailing(at: Size) : error;
        message = !error.IsNone ? default : new(
            KeyMessages.IdOf(source),
            BinaryPrimitives.ReadUInt16BigEndian(source[EnclaveOffset..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[PeerOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.RequestKind, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EnclaveOffset..], Enclave);
        BinaryPrimitives.WriteUInt16BigEndian(destination[PeerOffset..], Peer);
        return Size;
    }
}
