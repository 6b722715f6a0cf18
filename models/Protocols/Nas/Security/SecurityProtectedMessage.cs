using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>A NAS message inside its protection, both ways (TS 24.301 §9.1).</summary>
/// <param name="Type">How it is protected: types 1 to 4 (§9.3.1).</param>
/// <param name="Mac">Message authentication code over sequence number and message (§9.5).</param>
/// <param name="Sequence">Low octet of the NAS COUNT (§9.6).</param>
/// <param name="Message">The message inside, ciphered as the type says (§9.7).</param>
public readonly record struct SecurityProtectedMessage(SecurityHeaderType Type, uint Mac, byte Sequence, Octets Message)
    : IWireMessage<SecurityProtectedMessage>
{
    // octet   0        1..4   5     6..
    //         SHT|PD   MAC    SEQ   message, to the end: what follows it only its own decoder can tell
    internal const int MacOffset = 1, SequenceOffset = 5, MessageOffset = 6;
    private const int SizeMin = MessageOffset + 2; // the message has protocol discriminator and message type (§7.2.1)

    /// <inheritdoc/>
    public int EncodedSize => MessageOffset + Message.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out SecurityProtectedMessage message, out DecodeError error)
    {
        error = Check(source);
        message = !error.IsNone
            ? default
            : new(
                (SecurityHeaderType)(source[0] >> 4),
                BinaryPrimitives.ReadUInt32BigEndian(source[MacOffset..]),
                source[SequenceOffset],
                new Octets(source[MessageOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        WriteHeader(destination, Type, Mac, Sequence);
        return MessageOffset + Message.CopyTo(destination[MessageOffset..]);
    }

    /// <summary>What is wrong with the outer part, if anything.</summary>
    internal static DecodeError Check(ReadOnlySpan<byte> source)
    {
        if (source.IsEmpty)
        {
            return DecodeError.Truncated(SizeMin, 0, "protocol discriminator");
        }

        int protocol = source[0] & 0x0F;
        var type = (SecurityHeaderType)(source[0] >> 4);
        return protocol != (int)NasProtocol.MobilityManagement ? DecodeError.Unexpected("protocol discriminator", at: 0)
            : type >= SecurityHeaderType.ServiceRequest
                ? DecodeError.Unexpected("SERVICE REQUEST with a short MAC (not modelled)", at: 0)
            : type is < SecurityHeaderType.Integrity or > SecurityHeaderType.IntegrityCipheredNewContext
                ? DecodeError.Unexpected("security header type", at: 0)
            : source.Length < SizeMin ? DecodeError.Truncated(SizeMin, source.Length, "NAS message")
            : DecodeError.None;
    }

    internal static void WriteHeader(Span<byte> destination, SecurityHeaderType type, uint mac, byte sequence)
    {
        destination[0] = (byte)(((int)type << 4) | (int)NasProtocol.MobilityManagement);
        BinaryPrimitives.WriteUInt32BigEndian(destination[MacOffset..], mac);
        destination[SequenceOffset] = sequence;
    }
}
