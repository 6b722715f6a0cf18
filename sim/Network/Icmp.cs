using System;
using System.Buffers.Binary;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// ICMP of a node: the errors that it reports about packets (RFC 792, RFC 1191; RFC 4443), at a bounded rate, the
/// errors
/// that reach it, and the answer to an echo request.
/// </summary>
public sealed class Icmp
{
    // octet  0     1     2..3      4..5    6..7                  8..
    // v4     type  code  checksum  unused  MTU (type 3 code 4)   quoted packet
    // v6     type  code  checksum  MTU (type 2) or pointer       quoted packet

    /// <summary>
    /// Errors a second that a node reports (RFC 4443 §2.4 f asks for a token bucket; the figures are ours).
    /// </summary>
    public const int ErrorsPerSecond = 100;

    /// <summary>Errors that it may report at once.</summary>
    public const int ErrorBurst = 20;

    private const int HeaderSize = 8;
    private const int ChecksumOffset = 2, MtuOffset = 4, MtuV4Offset = 6;
    private const int DatagramSizeMaxV4 = 576;   // RFC 1812 §4.3.2.3
    private const int DatagramSizeMaxV6 = 1_280; // RFC 4443 §2.4 c
    private const byte EchoRequestV4 = 8, EchoReplyV4 = 0, EchoRequestV6 = 128, EchoReplyV6 = 129;
    private const byte UnreachableV4 = 3, TimeExceededV4 = 11, ParameterProblemV4 = 12;
    private const byte UnreachableV6 = 1, TooBigV6 = 2, TimeExceededV6 = 3, ParameterProblemV6 = 4;
    private const byte SourceQuenchV4 = 4, RedirectV4 = 5;
    private const byte InformationalV6 = 128; // errors have the highest bit clear

    private static readonly MessageLabel EchoReplyLabel = new("ICMP", "Echo Reply");
    private static readonly SimTime TokenTime = new(SimTime.PicosecondsPerSecond / ErrorsPerSecond);

    private static readonly SimTime Depth = TokenTime * ErrorBurst;

    private static readonly (byte TypeV4, byte CodeV4, byte TypeV6, byte CodeV6, MessageLabel Label)[] Kinds =
    [
        (UnreachableV4, 0, UnreachableV6, 0, new("ICMP", "Destination Unreachable", "no route")),
        (UnreachableV4, 2, ParameterProblemV6, 1, new("ICMP", "Destination Unreachable", "protocol unreachable")),
        (UnreachableV4, 3, UnreachableV6, 4, new("ICMP", "Destination Unreachable", "port unreachable")),
        (UnreachableV4, 4, TooBigV6, 0, new("ICMP", "Packet Too Big")),
        (TimeExceededV4, 0, TimeExceededV6, 0, new("ICMP", "Time Exceeded")),
    ];

    private readonly Topology _topology;
    private readonly IpStack _ip;
    private SimTime _nextToken = SimTime.Zero - Depth; // the bucket, as the time up to which its tokens are used

    internal Icmp(Topology topology, IpStack ip)
    {
        _topology = topology;
        _ip = ip;
    }

    /// <summary>Errors that it has reported.</summary>
    public long SentCount { get; private set; }

    /// <summary>Errors that it would have reported, had the rate allowed it.</summary>
    public long SuppressedCount { get; private set; }

    /// <summary>Errors that reached the node.</summary>
    public long ReceivedCount { get; private set; }

    /// <summary>
    /// Reports an error about a packet to its source, unless that is forbidden or the rate is used up.
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header; it stays the caller's.</param>
    /// <param name="header">Its header.</param>
    /// <param name="kind">What is wrong.</param>
    /// <param name="mtu">Largest packet that would pass, for <see cref="IcmpErrorKind.PacketTooBig"/>.</param>
    public void SendError(Packet packet, in IpHeader header, IcmpErrorKind kind, int mtu = 0)
    {
        ArgumentNullException.ThrowIfNull(packet);
        if (!MayAnswer(packet.Octets, header) || !_ip.TryGetSource(header.Source, out IpAddress source))
        {
            return;
        }

        if (!TryTakeToken())
        {
            SuppressedCount++;
            return;
        }

        SentCount++;
        bool isV4 = header.Source.IsV4;
        int quoteMax = isV4 ? DatagramSizeMaxV4 - Ipv4.HeaderSize : DatagramSizeMaxV6 - Ipv6.HeaderSize;
        int quoteSize = Math.Min(packet.Size, quoteMax - HeaderSize);
        Packet error = _topology.Packets.Rent(HeaderSize + quoteSize);
        Span<byte> octets = error.Span;
        packet.Octets[..quoteSize].CopyTo(octets[HeaderSize..]);
        if (isV4)
        {
            WriteHeaderV4(octets[..HeaderSize], kind, mtu);
        }
        else
        {
            WriteHeaderV6(octets[..HeaderSize], kind, mtu, Ipv6.ProtocolOffset(packet.Octets, header.HeaderSize));
        }

        error.Tag = packet.Tag;
        error.Label = Kinds[(int)kind].Label;
        SendOut(error, source, header.Source);
    }

    internal void Receive(Packet packet, in IpHeader header)
    {
        Span<byte> octets = packet.Span[header.HeaderSize..];
        bool isV4 = header.Source.IsV4;
        ulong sum = PseudoHeader(header.Source, header.Destination, octets.Length);
        if (octets.Length < HeaderSize || !InternetChecksum.IsRight(InternetChecksum.Add(octets, sum)))
        {
            _ip.Node.Drop(packet, octets.Length < HeaderSize ? DropReason.BadHeader : DropReason.BadChecksum);
            return;
        }

        if (octets[0] == (isV4 ? EchoRequestV4 : EchoRequestV6))
        {
            AnswerEcho(packet, header);
            return;
        }

        if (TryReadKind(octets, isV4, out IcmpErrorKind kind))
        {
            ReceivedCount++;
            HandOver(octets, header, kind);
        }

        packet.Release();
    }

    internal void Crash() => _nextToken = _topology.Simulation.Now - Depth;

    private void HandOver(ReadOnlySpan<byte> octets, in IpHeader header, IcmpErrorKind kind)
    {
        ReadOnlySpan<byte> quote = octets[HeaderSize..];
        if (!TryReadQuoted(quote, out IpHeader quoted) || _ip.FindTransport(quoted.Protocol) is not { } transport)
        {
            return;
        }

        int mtu = kind != IcmpErrorKind.PacketTooBig ? 0
            : header.Source.IsV4 ? BinaryPrimitives.ReadUInt16BigEndian(octets[MtuV4Offset..])
            : (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(octets[MtuOffset..]), (uint)PacketPool.SizeMax);
        transport.ReceiveError(new IcmpError
        {
            Kind = kind,
            Mtu = mtu,
            Reporter = header.Source,
            Header = quoted,
            Quote = quote[quoted.HeaderSize..],
        });
    }

    // The quoted packet is cut short: its header is read without its sizes being checked against what is there.
    private static bool TryReadQuoted(ReadOnlySpan<byte> quote, out IpHeader header)
    {
        header = default;
        if (quote.Length >= Ipv4.HeaderSize && quote[0] >> 4 == 4)
        {
            int size = (quote[0] & 0x0F) * 4;
            int total = BinaryPrimitives.ReadUInt16BigEndian(quote[2..]);
            IpAddress source = IpAddress.ReadV4(quote[12..]), destination = IpAddress.ReadV4(quote[16..]);
            header = new(source, destination, quote[9], quote[8], quote[1], size, total);
            return size >= Ipv4.HeaderSize && quote.Length >= size;
        }

        if (quote.Length >= Ipv6.HeaderSize && quote[0] >> 4 == 6)
        {
            int total = Ipv6.HeaderSize + BinaryPrimitives.ReadUInt16BigEndian(quote[4..]);
            IpAddress source = IpAddress.ReadV6(quote[8..]), destination = IpAddress.ReadV6(quote[24..]);
            header = new(source, destination, quote[6], quote[7], 0, Ipv6.HeaderSize, total);
            IpHeader whole = header with { TotalSize = Math.Min(total, quote.Length) };
            if (Ipv6.TryFindUpperLayer(quote, ref whole, out _))
            {
                header = whole with { TotalSize = total };
            }

            return true;
        }

        return false;
    }

    private void AnswerEcho(Packet packet, in IpHeader header)
    {
        bool isV4 = header.Source.IsV4;
        packet.TrimStart(header.HeaderSize);
        Span<byte> octets = packet.Change();
        octets[0] = isV4 ? EchoReplyV4 : EchoReplyV6;
        packet.Label = EchoReplyLabel;
        SendOut(packet, header.Destination, header.Source);
    }

    private void SendOut(Packet packet, IpAddress source, IpAddress destination)
    {
        Span<byte> octets = packet.Span;
        bool isV4 = destination.IsV4;
        octets.Slice(ChecksumOffset, 2).Clear();
        ulong sum = PseudoHeader(source, destination, octets.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(octets, sum));
        BinaryPrimitives.WriteUInt16BigEndian(octets[ChecksumOffset..], checksum);
        _ip.Send(packet, source, destination, isV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6);
    }

    // ICMPv6 has a pseudo header (RFC 4443 §2.3), ICMP has none.
    private static ulong PseudoHeader(IpAddress source, IpAddress destination, int size) =>
        source.IsV4 ? 0 : InternetChecksum.PseudoHeader(source, destination, IpProtocol.IcmpV6, size);

    private static void WriteHeaderV4(Span<byte> header, IcmpErrorKind kind, int mtu)
    {
        header.Clear();
        (header[0], header[1], _, _, _) = Kinds[(int)kind];
        if (kind == IcmpErrorKind.PacketTooBig)
        {
            BinaryPrimitives.WriteUInt16BigEndian(header[MtuV4Offset..], (ushort)Math.Min(mtu, ushort.MaxValue));
        }
    }

    private static void WriteHeaderV6(Span<byte> header, IcmpErrorKind kind, int mtu, int protocolOffset)
    {
        header.Clear();
        (_, _, header[0], header[1], _) = Kinds[(int)kind];
        int value = kind switch
        {
            IcmpErrorKind.PacketTooBig => mtu,
            IcmpErrorKind.ProtocolUnreachable => protocolOffset,
            _ => 0,
        };
        BinaryPrimitives.WriteInt32BigEndian(header[MtuOffset..], value);
    }

    private static bool TryReadKind(ReadOnlySpan<byte> octets, bool isV4, out IcmpErrorKind kind)
    {
        for (int index = 0; index < Kinds.Length; index++)
        {
            (byte typeV4, byte codeV4, byte typeV6, byte codeV6, _) = Kinds[index];
            if (octets[0] == (isV4 ? typeV4 : typeV6) && octets[1] == (isV4 ? codeV4 : codeV6))
            {
                kind = (IcmpErrorKind)index;
                return true;
            }
        }

        kind = default;
        return false;
    }

    // Never about an ICMP error, a fragment but the first, or a packet whose source is nobody
    // (RFC 1812 §4.3.2.7, RFC 4443 §2.4 e).
    private static bool MayAnswer(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        if (header.Source.IsUnspecified || header.Source.IsMulticast || header.Destination.IsMulticast)
        {
            return false;
        }

        if (header.Destination.IsV4)
        {
            const ushort OffsetMask = 0x1FFF;
            bool isLaterFragment = (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) & OffsetMask) != 0;
            return !isLaterFragment && !(header.Protocol == IpProtocol.Icmp && IsErrorV4(packet[header.HeaderSize..]));
        }

        IpHeader upper = header;
        bool isFound = Ipv6.TryFindUpperLayer(packet, ref upper, out _);
        ReadOnlySpan<byte> rest = isFound ? packet[upper.HeaderSize..] : default;
        return !(upper.Protocol == IpProtocol.IcmpV6 && (rest.IsEmpty || rest[0] < InformationalV6));
    }

    private static bool IsErrorV4(ReadOnlySpan<byte> icmp) =>
        icmp.IsEmpty
        || icmp[0] is UnreachableV4 or SourceQuenchV4 or RedirectV4 or TimeExceededV4 or ParameterProblemV4;

    private bool TryTakeToken()
    {
        SimTime now = _topology.Simulation.Now;
        SimTime earliest = now - Depth;
        SimTime next = SimTime.Latest(_nextToken, earliest) + TokenTime;
        if (next > now)
        {
            return false;
        }

        _nextToken = next;
        return true;
    }
}
