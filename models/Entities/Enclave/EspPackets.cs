using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Simulator.Entities;

/// <summary>Makes protected IP packets of datagrams and datagrams of protected packets, in place.</summary>
internal static class EspPackets
{
    /// <summary>
    /// Protects a datagram of this host, or a packet of one behind it, and puts an IP header with the derivation
    /// information before it.
    /// </summary>
    /// <param name="packet">Begins with the UDP header, or with that of IP if it is whole.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="sa">The SA, whose sequence number moves on.</param>
    /// <param name="direction">Whether this host is the client or the server.</param>
    /// <param name="keys">Keys of the direction.</param>
    /// <param name="source">This host.</param>
    /// <param name="identification">Of the IPv4 headers.</param>
    /// <param name="isWhole">True for an IP packet of others, which goes through a tunnel.</param>
    public static void Wrap(
        Packet packet,
        EnclaveSetting setting,
        ref Sa sa,
        EspDirection direction,
        in EspKeys keys,
        IpAddress source,
        ushort identification,
        bool isWhole = false)
    {
        EspTransform transform = setting.Transform;
        if (setting.IsTunnel && !isWhole)
        {
            IpOptions.Prepend(packet, source, sa.Peer, IpProtocol.Udp, identification, []);
        }

        int payloadSize = packet.Size;
        packet.Append(transform.SealedSize(payloadSize) - transform.PayloadOffset - payloadSize);
        packet.Prepend(transform.PayloadOffset);
        transform.Seal(
            setting.Contexts, keys, sa.PeerSpi, ++sa.SentSequence, setting.NextHeader(source.IsV4), packet.Change(),
            payloadSize);
        DerivationInformation information = sa.Information with { Direction = direction };
        Span<byte> option = stackalloc byte[information.EncodedSize];
        option = option[..(Carries(setting, sa) ? information.Encode(option) : 0)];
        IpOptions.Prepend(packet, source, sa.Peer, IpProtocol.Esp, identification, option);
    }

    /// <summary>
    /// True if a tunnel has room for a packet of a host behind this gateway. If not the host is told how large its
    /// packets may be (RFC 4301 §8.2.1), since they are not to be fragmented, and the packet is dropped.
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="sa">The tunnel.</param>
    /// <param name="node">The gateway.</param>
    public static bool HasRoom(Packet packet, EnclaveSetting setting, in Sa sa, Node node)
    {
        int optionSize = Carries(setting, sa) ? sa.Information.EncodedSize : 0;
        int outer = IpOptions.HeaderSizeOf(sa.Peer.IsV4, optionSize);
        int mtu = setting.Transform.PayloadSizeMax(node.Ip.MtuToward(sa.Peer) - outer);
        if (packet.Size <= mtu)
        {
            return true;
        }

        if (IpHeader.TryRead(packet.Octets, out IpHeader header, out _))
        {
            node.Ip.Icmp.SendError(packet, header, IcmpErrorKind.PacketTooBig, Math.Max(0, mtu));
        }

        node.Drop(packet, DropReason.TooBig);
        return false;
    }

    /// <summary>Octets that are protected in a packet that begins with its ESP header, and its trailer.</summary>
    public static int ProtectedSize(Packet packet, EnclaveSetting setting) =>
        Math.Max(0, packet.Size - setting.Transform.PayloadOffset - EspTransform.IcvSize);

    /// <summary>True if the SA has a sequence number left.</summary>
    public static bool HasSequence(EnclaveSetting setting, in Sa sa) =>
        sa.SentSequence < (setting.Transform.IsExtended ? ulong.MaxValue : uint.MaxValue);

    /// <summary>The whole sequence number of a packet that has come in.</summary>
    public static ulong SequenceOf(EnclaveSetting setting, in Sa sa, uint low) =>
        setting.Transform.IsExtended ? sa.Window.Extend(low) : low;

    /// <summary>
    /// Checks and decrypts a packet that begins with its ESP header, which stays; the datagram inside ends the packet.
    /// </summary>
    /// <param name="packet">The packet.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="keys">Keys of the direction.</param>
    /// <param name="sequence">Its whole sequence number.</param>
    /// <param name="isV4">True for IPv4.</param>
    /// <param name="payloadSize">Octets that were protected.</param>
    /// <returns>Why it is refused; null if it is not.</returns>
    public static EnclaveRefusal? Unwrap(
        Packet packet, EnclaveSetting setting, in EspKeys keys, ulong sequence, bool isV4, out int payloadSize)
    {
        EspTransform transform = setting.Transform;
        EspOutcome outcome = transform.Open(
            setting.Contexts, keys, sequence, packet.Change(), out byte nextHeader, out payloadSize);
        if (outcome != EspOutcome.Done)
        {
            return outcome == EspOutcome.BadIntegrity ? EnclaveRefusal.BadIntegrity : EnclaveRefusal.Malformed;
        }

        packet.TrimEnd(packet.Size - transform.PayloadOffset - payloadSize);
        ReadOnlySpan<byte> payload = packet.Octets[transform.PayloadOffset..];
        return nextHeader == setting.NextHeader(isV4) && (!setting.IsTunnel || HasDatagram(payload))
            ? null
            : EnclaveRefusal.Malformed;
    }

    /// <summary>
    /// Checks what a packet that was decrypted has inside: a datagram for this host, or one for a host behind it.
    /// </summary>
    /// <param name="packet">Begins with its ESP header and ends with the datagram.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="peer">The other end of its SA.</param>
    /// <param name="own">This end.</param>
    /// <param name="inner">Source and destination of the datagram.</param>
    public static EnclaveRefusal? Check(
        Packet packet, EnclaveSetting setting, IpAddress peer, IpAddress own, out IpHeader inner)
    {
        inner = InnerOf(packet, setting, peer, own);
        ReadOnlySpan<byte> datagram = packet.Octets[setting.DatagramOffset(own.IsV4)..];
        return !setting.Sites.Allow(inner, peer, own) ? EnclaveRefusal.OutsidePolicy
            : !Udp.TryRead(datagram, inner.Source, inner.Destination, out _, out _) ? EnclaveRefusal.Malformed
            : null;
    }

    /// <summary>Source and destination of a datagram: in tunnel mode the inner ones.</summary>
    public static IpHeader InnerOf(Packet packet, EnclaveSetting setting, IpAddress peer, IpAddress own)
    {
        IpHeader inner = new(peer, own, IpProtocol.Udp, IpStack.DefaultHopLimit, 0, 0, packet.Size);
        return setting.IsTunnel && IpHeader.TryRead(
            packet.Octets[setting.Transform.PayloadOffset..], out IpHeader header, out _) ? header : inner;
    }

    /// <summary>
    /// Shortens the data in a packet that was decrypted, as one does that alters packets on the way: lengths and
    /// checksums fit again, and the packet has room for what protects it.
    /// </summary>
    /// <param name="packet">The packet, beginning with its IP header.</param>
    /// <param name="setting">What all parties agree on.</param>
    /// <param name="outer">That header.</param>
    /// <param name="offset">Where ESP begins.</param>
    /// <param name="payloadSize">Octets that are protected.</param>
    /// <param name="sizeMax">Octets of the datagram inside at most; 0 for as many as there are.</param>
    /// <returns>Octets that are to be protected now.</returns>
    public static int Shorten(
        Packet packet, EnclaveSetting setting, in IpHeader outer, int offset, int payloadSize, int sizeMax)
    {
        int start = offset + setting.Transform.PayloadOffset;
        IpHeader inner = outer;
        sizeMax = sizeMax == 0 ? 0 : Math.Max(sizeMax, Udp.HeaderSize + CustomerMessage.SizeMin);
        if (sizeMax == 0
            || (setting.IsTunnel && !IpHeader.TryRead(packet.Octets.Slice(start, payloadSize), out inner, out _)))
        {
            return payloadSize;
        }

        int innerSize = setting.IsTunnel ? inner.HeaderSize : 0;
        Span<byte> payload = packet.Change().Slice(start, payloadSize);
        Span<byte> datagram = payload[innerSize..];
        if (datagram.Length <= sizeMax || !Udp.TryRead(datagram, inner.Source, inner.Destination, out _, out _)
            || !CustomerMessage.TryDecode(datagram[Udp.HeaderSize..], out CustomerMessage message, out _))
        {
            return payloadSize;
        }

        (message with { Size = sizeMax - Udp.HeaderSize }).Encode(datagram[Udp.HeaderSize..]);
        Udp.Write(
            datagram[..sizeMax],
            new IpEndpoint(inner.Source, EnclaveServer.Port),
            new IpEndpoint(inner.Destination, EnclaveServer.Port));
        if (setting.IsTunnel)
        {
            IpOptions.WriteSize(payload[..(innerSize + sizeMax)], inner);
        }

        packet.TrimEnd(packet.Size - offset - setting.Transform.SealedSize(innerSize + sizeMax));
        IpOptions.WriteSize(packet.Change(), outer);
        return innerSize + sizeMax;
    }

    private static bool Carries(EnclaveSetting setting, in Sa sa) => setting.CarriesInformation && !sa.IsBare;

    // Inner headers have no options: hosts put theirs outside.
    private static bool HasDatagram(ReadOnlySpan<byte> inner) => IpHeader.TryRead(inner, out IpHeader header, out _)
        && header.Protocol == IpProtocol.Udp
        && header.TotalSize == inner.Length
        && header.HeaderSize == (header.Destination.IsV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize);
}
