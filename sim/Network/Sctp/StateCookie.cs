using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The state cookie: all that a responder needs to make the association, authenticated with a key that only the node
/// has, so that it keeps no state before it comes back (RFC 9260 §5.1.3). The format is ours.
/// </summary>
/// <param name="Created">When it was made.</param>
/// <param name="LocalTag">Initiate tag of the responder.</param>
/// <param name="PeerTag">Initiate tag of the initiator.</param>
/// <param name="LocalTsn">First TSN of the responder.</param>
/// <param name="PeerTsn">First TSN of the initiator.</param>
/// <param name="PeerWindow">Receiver window of the initiator.</param>
/// <param name="OutboundStreams">Streams from responder to initiator.</param>
/// <param name="InboundStreams">Streams from initiator to responder.</param>
/// <param name="LocalTieTag">Tag of an association that was there already, or zero (§5.2.2).</param>
/// <param name="PeerTieTag">Its peer's tag, or zero.</param>
/// <param name="Local">Responder.</param>
/// <param name="Remote">Initiator.</param>
internal readonly record struct StateCookie(
    SimTime Created,
    uint LocalTag,
    uint PeerTag,
    uint LocalTsn,
    uint PeerTsn,
    uint PeerWindow,
    ushort OutboundStreams,
    ushort InboundStreams,
    uint LocalTieTag,
    uint PeerTieTag,
    IpEndpoint Local,
    IpEndpoint Remote)
{
    // octet  0..31         32..39   40..43     44..47    48..51     52..55    56..59       60..61  62..63  64..71
    //        HMAC-SHA-256  created  local tag  peer tag  local TSN  peer TSN  peer window  out     in      tie tags
    // octet  72..73      74..75       76..91         92..107
    //        local port  remote port  local address  remote address (IPv4 mapped)

    public const int Size = 108, KeySize = 32;

    private const int MacSize = HMACSHA256.HashSizeInBytes;

    public void Write(Span<byte> destination, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteInt64BigEndian(destination[32..], Created.Picoseconds);
        BinaryPrimitives.WriteUInt32BigEndian(destination[40..], LocalTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[44..], PeerTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[48..], LocalTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[52..], PeerTsn);
        BinaryPrimitives.WriteUInt32BigEndian(destination[56..], PeerWindow);
        BinaryPrimitives.WriteUInt16BigEndian(destination[60..], OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(destination[62..], InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(destination[64..], LocalTieTag);
        BinaryPrimitives.WriteUInt32BigEndian(destination[68..], PeerTieTag);
        BinaryPrimitives.WriteUInt16BigEndian(destination[72..], Local.Port);
        BinaryPrimitives.WriteUInt16BigEndian(destination[74..], Remote.Port);
        BinaryPrimitives.WriteUInt128BigEndian(destination[76..], Local.Address.Value);
        BinaryPrimitives.WriteUInt128BigEndian(destination[92..], Remote.Address.Value);
        HMACSHA256.HashData(key, destination[MacSize..Size], destination);
    }

    /// <summary>
    /// Reads a cookie and checks its authentication; false for any octets that this node did not write.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> source, ReadOnlySpan<byte> key, out StateCookie cookie)
    {
        cookie = default;
        if (source.Length != Size)
        {
            return false;
        }

        Span<byte> mac = stackalloc byte[MacSize];
        HMACSHA256.HashData(key, source[MacSize..], mac);
        if (!CryptographicOperations.FixedTimeEquals(mac, source[..MacSize]))
        {
            return false;
        }

        cookie = Read(source);
        return true;
    }

    private static StateCookie Read(ReadOnlySpan<byte> source) => new(
        new SimTime(BinaryPrimitives.ReadInt64BigEndian(source[32..])),
        BinaryPrimitives.ReadUInt32BigEndian(source[40..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[44..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[48..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[52..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[56..]),
        BinaryPrimitives.ReadUInt16BigEndian(source[60..]),
        BinaryPrimitives.ReadUInt16BigEndian(source[62..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[64..]),
        BinaryPrimitives.ReadUInt32BigEndian(source[68..]),
        new IpEndpoint(ReadAddress(source[76..]), BinaryPrimitives.ReadUInt16BigEndian(source[72..])),
        new IpEndpoint(ReadAddress(source[92..]), BinaryPrimitives.ReadUInt16BigEndian(source[74..])));

    private static IpAddress ReadAddress(ReadOnlySpan<byte> source) => IpAddress.ReadV6(source);
}
