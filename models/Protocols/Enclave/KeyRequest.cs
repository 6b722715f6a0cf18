using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>A party asks its key server for the keys that it may have (ours: a UDP datagram, protected by ESP).
/// </summary>
/// <param name="Id">Number of the request among those of its sender; answers repeat it.</param>
/// <param name="Enclave">The enclave of the party.</param>
/// <param name="Peer">The other enclave of the pair that it needs; 0 for all that it may have.</param>
/// <param name="Credential">What it shows; nothing where the key server knows it without.</param>
public readonly record struct KeyRequest(uint Id, ushort Enclave, ushort Peer, KeyCredential Credential = default)
    : IWireMessage<KeyRequest>
{
    // octet  0..1    2         3      4..7   8..9      10..11   12..
    //        magic   version   kind   id     enclave   peer     [credential]
    private const int EnclaveOffset = KeyMessages.HeaderSize, PeerOffset = EnclaveOffset + 2;
    private const int CredentialOffset = PeerOffset + 2;

    /// <inheritdoc/>
    public int EncodedSize => CredentialOffset + Credential.EncodedSize;

    /// <summary>The octets that a party signs to prove that the key of its certificate is its own: the request without
    /// the signature.</summary>
    public byte[] SignedOctets()
    {
        KeyRequest unsigned = this with { Credential = Credential with { Proof = default } };
        byte[] octets = new byte[unsigned.EncodedSize];
        unsigned.Encode(octets);
        return octets;
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyRequest message, out DecodeError error)
    {
        KeyCredential credential = default;
        error = KeyMessages.Check(source, KeyMessages.RequestKind, CredentialOffset);
        if (error.IsNone)
        {
            credential = KeyCredential.Read(source[CredentialOffset..], out error);
            error = error.Within(CredentialOffset);
        }

        message = !error.IsNone ? default : new(
            KeyMessages.IdOf(source),
            BinaryPrimitives.ReadUInt16BigEndian(source[EnclaveOffset..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[PeerOffset..]),
            credential);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.RequestKind, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EnclaveOffset..], Enclave);
        BinaryPrimitives.WriteUInt16BigEndian(destination[PeerOffset..], Peer);
        return CredentialOffset + Credential.Write(destination[CredentialOffset..]);
    }
}
