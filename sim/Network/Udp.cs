using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>The UDP header (RFC 768).</summary>
public static class Udp
{
    // octet  0..1         2..3              4..5    6..7
    //        source port  destination port  length  checksum

    /// <summary>Octets of the header.</summary>
    public const int HeaderSize = 8;

    /// <summary>First port that is given to a socket without one (RFC 6335 §6).</summary>
    public const ushort EphemeralPortMin = 49_152;

    internal const int DestinationPortOffset = 2;
    private const int LengthOffset = 4, ChecksumOffset = 6;
    private const ushort NoChecksum = 0;
    private const ushort ZeroChecksum = 0xFFFF; // a computed zero, which would mean none

    /// <summary>Writes the header in front of a payload, with the checksum over both and the pseudo header.</summary>
    /// <param name="datagram">Header and payload; the header's octets are overwritten.</param>
    /// <param name="source">Sender.</param>
    /// <param name="destination">Receiver.</param>
    public static void Write(Span<byte> datagram, in IpEndpoint source, in IpEndpoint destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(datagram, source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[DestinationPortOffset..], destination.Port);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[LengthOffset..], (ushort)datagram.Length);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], NoChecksum);
        ulong sum = InternetChecksum.PseudoHeader(source.Address, destination.Address, IpProtocol.Udp, datagram.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(datagram, sum));
        checksum = checksum == NoChecksum ? ZeroChecksum : checksum;
        BinaryPrimitives.WriteUInt16BigEndian(datagram[ChecksumOffset..], checksum);
    }

    /// <summary>
    /// Reads the header and checks length and checksum; IPv6 does not allow a datagram without one (RFC 8200 §8.1).
    /// </summary>
    /// <param name="datagram">Header and payload.</param>
    /// <param name="source">Source address of the IP header.</param>
    /// <param name="destination">Destination address of the IP header.</param>
    /// <param name="length">Header and payload as the header says; what follows is padding.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> datagram, IpAddress source, IpAddress destination, out int length, out DropReason reason)
    {
        length = 0;
        reason = DropReason.BadHeader;
        if (datagram.Length < HeaderSize)
        {
            return false;
        }

        length = BinaryPrimitives.ReadUInt16BigEndian(datagram[LengthOffset..]);
        if (length < HeaderSize || length > datagram.Length)
        {
            return false;
        }

        reason = DropReason.BadChecksum;
        if (BinaryPrimitives.ReadUInt16BigEndian(datagram[ChecksumOffset..]) == NoChecksum)
        {
            return source.IsV4;
        }

        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Udp, length);
        return InternetChecksum.IsRight(InternetChecksum.Add(datagram[..length], sum));
    }
}
