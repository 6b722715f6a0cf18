using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>The key server of an enclave asks for a new organisation key, because a device has left that knows keys of
/// the present one (ours: a UDP datagram, protected by ESP).</summary>
/// <param name="Id">Number of the request among those of its sender: one that is sent again changes nothing.</param>
/// <param name="Enclave">The enclave.</param>
public readonly record struct KeyChange(uint Id, ushort Enclave) : IWireMessage<KeyChange>
{
    // octet  0..1    2         3      4..7   8..9
    //        magic   version   kind   id     enclave
    private const int EnclaveOffset = KeyMessages.HeaderSize;

    /// <summary>Octets of the message.</summary>
    public const int Size = EnclaveOffset + 2;

    /// <inheritdoc/>
    public int EncodedSize => Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyChange message, out DecodeError error)
    {
        error = KeyMessages.Check(source, KeyMessages.ChangeKind, Size);
        error = error.IsNone && source.Length > Size ? DecodeError.Trailing(at: Size) : error;
        message = !error.IsNone ? default : new(
            KeyMessages.IdOf(source), BinaryPrimitives.ReadUInt16BigEndian(source[EnclaveOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.ChangeKind, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EnclaveOffset..], Enclave);
        return Size;
    }
}
