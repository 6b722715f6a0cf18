using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// SCTP of a node: endpoints by port, associations by both ends, answers to packets that belong to none, and the key
/// that
/// authenticates its state cookies (RFC 9260).
/// </summary>
public sealed class SctpStack : ITransport
{
    private const int UnknownReportSize = 512; // ours: parameters that are reported as unknown, together

    private readonly byte[] _cookieKey = new byte[StateCookie.KeySize];
    private readonly RandomStream _keys;
    private readonly Dictionary<ushort, SctpEndpoint> _endpointsByPort = [];
    private readonly List<SctpEndpoint> _endpoints = [];
    private readonly Dictionary<EndpointPair, SctpAssociation> _associations = [];
    private byte[] _scratch = new byte[1_500];
    private ushort _nextPort = Udp.EphemeralPortMin;

    private SctpStack(Node node)
    {
        Node = node;
        _keys = node.Simulation.Random($"{node.Id}/sctp/cookie-key");
        _keys.Fill(_cookieKey);
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>What it has done, and what it has refused.</summary>
    public SctpCounters Counters { get; } = new();

    /// <summary>SCTP of a node; made and registered at the first call. A node without it answers ICMP.</summary>
    /// <param name="node">The node.</param>
    public static SctpStack Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        if (node.Ip.FindTransport(IpProtocol.Sctp) is SctpStack stack)
        {
            return stack;
        }

        stack = new SctpStack(node);
        node.Ip.Register(IpProtocol.Sctp, stack);
        return stack;
    }

    /// <summary>Opens an endpoint.</summary>
    /// <param name="port">Its port, which no other endpoint of the node has.</param>
    /// <param name="options">Its parameters; the defaults if null.</param>
    public SctpEndpoint Open(ushort port, SctpOptions? options = null)
    {
        options ??= SctpOptions.Default;
        Invariant.Require(port != 0, "an endpoint has a port");
        Invariant.Require(
            options.ReceiveBufferSize >= InitChunk.ReceiverWindowMin
            && options.MessageSizeMax <= Math.Min(options.ReceiveBufferSize, options.SendBufferSize)
            && options.MessageSizeMax <= PacketPool.SizeMax,
            "a message fits into the buffers of an endpoint");
        Invariant.Require(
            options.OutboundStreams > 0 && options.InboundStreamsMax > 0 && options.MaxBurst > 0,
            "an endpoint has streams and may send");
        var endpoint = new SctpEndpoint(this, port, options);
        Invariant.Require(_endpointsByPort.TryAdd(port, endpoint), "a port has one endpoint");
        _endpoints.Add(endpoint);
        return endpoint;
    }

    /// <summary>Opens an endpoint on an ephemeral port: 49152 and up, each in its turn.</summary>
    /// <param name="options">Its parameters; the defaults if null.</param>
    public SctpEndpoint OpenEphemeral(SctpOptions? options = null)
    {
        while (_endpointsByPort.ContainsKey(_nextPort))
        {
            AdvancePort();
        }

        SctpEndpoint endpoint = Open(_nextPort, options);
        AdvancePort();
        return endpoint;
    }

    /// <inheritdoc/>
    void ITransport.Receive(Packet packet, in IpHeader header)
    {
        Counters.PacketsReceived++;
        if (!SctpHeader.TryRead(packet.Octets, out SctpHeader common, out SctpDropReason reason))
        {
            Drop(packet, reason, reason == SctpDropReason.BadChecksum ? DropReason.BadChecksum : DropReason.Transport);
            return;
        }

        ReadOnlySpan<byte> chunks = packet.Octets[SctpHeader.Size..];
        if (!AreWellFormed(chunks, out bool isBundledRight))
        {
            Drop(packet, SctpDropReason.Malformed);
            return;
        }

        if (!isBundledRight)
        {
            Drop(packet, SctpDropReason.BadBundling);
            return;
        }

        var local = new IpEndpoint(header.Destination, common.DestinationPort);
        var remote = new IpEndpoint(header.Source, common.SourcePort);
        SctpAssociation? association = Find(local, remote);
        HasKept = false;
        SctpDropReason? refusal = association is null
            ? ReceiveOutOfTheBlue(packet, common, local, remote)
            : association.Receive(packet, common);
        if (refusal is { } why)
        {
            Drop(packet, why);
        }
        else if (!HasKept)
        {
            packet.Release();
        }
    }

    /// <inheritdoc/>
    void ITransport.ReceiveError(in IcmpError error)
    {
        // §10: the quote must hold the ports and the verification tag
        if (error.Quote.Length < SctpHeader.ChecksumOffset)
        {
            return;
        }

        var local = new IpEndpoint(error.Header.Source, BinaryPrimitives.ReadUInt16BigEndian(error.Quote));
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(error.Quote[SctpHeader.DestinationPortOffset..]);
        Find(local, new(error.Header.Destination, port))?.ReceiveError(error);
    }

    /// <inheritdoc/>
    void ITransport.Crash()
    {
        foreach (SctpEndpoint endpoint in _endpoints)
        {
            endpoint.Crash();
        }

        _endpoints.Clear();
        _endpointsByPort.Clear();
        _nextPort = Udp.EphemeralPortMin;
        _keys.Fill(_cookieKey); // cookies from before the crash are worth nothing
    }

    /// <summary>True if the packet that is being received goes on as its message: it is not released here.</summary>
    internal bool HasKept { get; set; }

    internal SctpAssociation? Find(in IpEndpoint local, in IpEndpoint remote)
    {
        _associations.TryGetValue(new EndpointPair(local, remote), out SctpAssociation? found);
        return found;
    }

    internal void Add(SctpAssociation association) =>
        _associations.Add(new EndpointPair(association.Local, association.Remote), association);

    internal void Remove(SctpAssociation association) =>
        _associations.Remove(new EndpointPair(association.Local, association.Remote));

    internal void Forget(SctpEndpoint endpoint)
    {
        _endpointsByPort.Remove(endpoint.Port);
        _endpoints.Remove(endpoint);
    }

    /// <summary>Room to write a packet; only until the next call.</summary>
    internal Span<byte> Scratch(int size)
    {
        if (size > _scratch.Length)
        {
            _scratch = new byte[size];
        }

        return _scratch.AsSpan(0, size);
    }

    internal void Transmit(
        ref SctpPacketWriter writer,
        in SctpHeader header,
        IpAddress source,
        IpAddress destination,
        MessageLabel label,
        ref RouteMemory way,
        in MeasurementTag tag = default,
        PacketCompanion? companion = null,
        string? fault = null)
    {
        header.Write(writer.Octets);
        Packet packet = Node.Topology.Packets.Rent(writer.Octets, label);
        if (tag.IsActive)
        {
            packet.Tag = tag;
        }

        packet.Companion = companion;
        packet.Fault = fault;
        Counters.PacketsSent++;
        Node.Ip.SendAlong(packet, source, destination, IpProtocol.Sctp, ref way);
    }

    /// <summary>INIT ACK with a cookie; nothing is kept (§5.1.3).</summary>
    internal SctpDropReason? AnswerInit(
        ReadOnlySpan<byte> chunks,
        SctpEndpoint endpoint,
        SctpAssociation? existing,
        in IpEndpoint local,
        in IpEndpoint remote)
    {
        SctpChunk.TryTake(ref chunks, out SctpChunk chunk);
        var init = InitChunk.Read(chunk);
        Span<byte> unknown = stackalloc byte[UnknownReportSize];
        InitParameters parameters = InitParameters.Read(chunk, unknown, out int unknownSize);
        if (!init.IsAcceptable || parameters.HasHostName)
        {
            RefuseInit(init, local, remote, parameters.HasHostName);
            return SctpDropReason.BadInit;
        }

        bool isCollision = existing is { State: SctpState.CookieWait or SctpState.CookieEchoed };
        bool hasTieTags = existing is not null && existing.State != SctpState.CookieWait;
        SctpOptions options = endpoint.Options;
        var cookie = new StateCookie(
            Created: Node.Simulation.Now,
            LocalTag: isCollision ? existing!.LocalTag : endpoint.DrawTag(),        // §5.2.1; §5.2.2: a new one
            PeerTag: init.InitiateTag,
            LocalTsn: isCollision ? existing!.LocalInitialTsn : endpoint.DrawTsn(),
            PeerTsn: init.InitialTsn,
            PeerWindow: init.ReceiverWindow,
            OutboundStreams: Math.Min(options.OutboundStreams, init.InboundStreams),
            InboundStreams: Math.Min(options.InboundStreamsMax, init.OutboundStreams),
            LocalTieTag: hasTieTags ? existing!.LocalTag : 0,
            PeerTieTag: hasTieTags ? existing!.PeerTag : 0,
            local,
            remote);
        SendInitAck(cookie, options, unknown[..unknownSize]);
        return null;
    }

    /// <summary>Checks a cookie that has come back (§5.1.5 steps 1 to 4).</summary>
    internal SctpDropReason? CheckCookie(
        in SctpChunk chunk, uint tag, in IpEndpoint local, in IpEndpoint remote, out StateCookie cookie) =>
        !StateCookie.TryRead(chunk.Value, _cookieKey, out cookie) || cookie.Local != local || cookie.Remote != remote
            ? SctpDropReason.ForgedCookie
            : cookie.LocalTag != tag ? SctpDropReason.BadVerificationTag : null;

    /// <summary>True if a cookie has outlived its time; then the peer is told (§5.1.5, §5.2.6).</summary>
    internal bool IsStale(in StateCookie cookie, SctpOptions options)
    {
        SimTime age = Node.Simulation.Now - cookie.Created;
        if (age <= options.ValidCookieLife)
        {
            return false;
        }

        // the measure of staleness is in microseconds
        long excess = (age - options.ValidCookieLife).Picoseconds / SimTime.PicosecondsPerMicrosecond;
        Span<byte> measure = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(measure, (uint)Math.Min(excess, uint.MaxValue));
        var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
        writer.AddCause(SctpChunkType.Error, 0, SctpCause.StaleCookie, measure);
        Reply(ref writer, cookie.Local, cookie.Remote, cookie.PeerTag, SctpLabel.Error);
        return true;
    }

    private static bool AreWellFormed(ReadOnlySpan<byte> chunks, out bool isBundledRight)
    {
        int count = 0;
        bool mustBeAlone = false, hasLateEcho = false;
        isBundledRight = false;
        while (!chunks.IsEmpty)
        {
            if (!SctpChunk.TryTake(ref chunks, out SctpChunk chunk) || !chunk.IsWellFormed)
            {
                return false;
            }

            mustBeAlone |= chunk.Type is SctpChunkType.Init or SctpChunkType.InitAck or SctpChunkType.ShutdownComplete;
            hasLateEcho |= chunk.Type == SctpChunkType.CookieEcho && count > 0;
            count++;
        }

        isBundledRight = !(mustBeAlone && count > 1) && !hasLateEcho; // §6.10
        return true;
    }

    // §8.4, and §5.1 for INIT and COOKIE ECHO.
    private SctpDropReason? ReceiveOutOfTheBlue(
        Packet packet, in SctpHeader header, in IpEndpoint local, in IpEndpoint remote)
    {
        ReadOnlySpan<byte> chunks = packet.Octets[SctpHeader.Size..], rest = chunks;
        SctpChunk.TryTake(ref rest, out SctpChunk first);
        switch (first.Type)
        {
            case SctpChunkType.Init:
                return ReceiveInit(chunks, header, local, remote);
            case SctpChunkType.CookieEcho:
                return ReceiveCookie(packet, first, header, local, remote);
            case SctpChunkType.ShutdownAck:
                ReplyReflected(SctpChunkType.ShutdownComplete, header, local, remote, SctpLabel.ShutdownComplete);
                return SctpDropReason.OutOfTheBlue;
            default:
                if (MayAbort(chunks))
                {
                    ReplyReflected(SctpChunkType.Abort, header, local, remote, SctpLabel.Abort);
                }

                return SctpDropReason.OutOfTheBlue;
        }
    }

    // §8.4 steps 2, 6 and 7: never in answer to ABORT, SHUTDOWN COMPLETE, COOKIE ACK and stale cookies.
    private static bool MayAbort(ReadOnlySpan<byte> chunks)
    {
        while (SctpChunk.TryTake(ref chunks, out SctpChunk chunk))
        {
            if (chunk.Type is SctpChunkType.Abort or SctpChunkType.ShutdownComplete or SctpChunkType.CookieAck
                || (chunk.Type == SctpChunkType.Error && SctpAssociation.HasCause(chunk, SctpCause.StaleCookie)))
            {
                return false;
            }
        }

        return true;
    }

    private SctpDropReason? ReceiveInit(
        ReadOnlySpan<byte> chunks, in SctpHeader header, in IpEndpoint local, in IpEndpoint remote)
    {
        if (header.VerificationTag != 0)
        {
            return SctpDropReason.BadVerificationTag; // §8.5.1 A
        }

        if (_endpointsByPort.TryGetValue(local.Port, out SctpEndpoint? endpoint) && endpoint.Options.IsListening)
        {
            return AnswerInit(chunks, endpoint, null, local, remote);
        }

        SctpChunk.TryTake(ref chunks, out SctpChunk chunk);
        var init = InitChunk.Read(chunk);
        if (init.InitiateTag != 0)
        {
            var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
            writer.Add(SctpChunkType.Abort);
            Reply(ref writer, local, remote, init.InitiateTag, SctpLabel.Abort); // §8.4 step 3
        }

        return SctpDropReason.NotListening;
    }

    private SctpDropReason? ReceiveCookie(
        Packet packet, in SctpChunk chunk, in SctpHeader header, in IpEndpoint local, in IpEndpoint remote)
    {
        if (!_endpointsByPort.TryGetValue(local.Port, out SctpEndpoint? endpoint))
        {
            return SctpDropReason.NotListening;
        }

        if (CheckCookie(chunk, header.VerificationTag, local, remote, out StateCookie cookie) is { } refusal)
        {
            return refusal;
        }

        if (IsStale(cookie, endpoint.Options))
        {
            return SctpDropReason.StaleCookie;
        }

        if (endpoint.IsFull || endpoint.IsBacklogFull)
        {
            var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
            writer.AddCause(SctpChunkType.Abort, 0, SctpCause.OutOfResource, default);
            Reply(ref writer, local, remote, cookie.PeerTag, SctpLabel.Abort);
            return SctpDropReason.AssociationLimit;
        }

        SctpAssociation association = endpoint.Add(local, remote);
        association.Accept(cookie);
        return association.Receive(packet, header, isCookieDone: true);
    }

    private void RefuseInit(in InitChunk init, in IpEndpoint local, in IpEndpoint remote, bool hasHostName)
    {
        if (init.InitiateTag == 0)
        {
            return; // there is no tag to answer with
        }

        var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
        SctpCause cause = hasHostName ? SctpCause.UnresolvableAddress : SctpCause.InvalidMandatoryParameter;
        writer.AddCause(SctpChunkType.Abort, 0, cause, default);
        Reply(ref writer, local, remote, init.InitiateTag, SctpLabel.Abort);
    }

    private void SendInitAck(in StateCookie cookie, SctpOptions options, ReadOnlySpan<byte> unknown)
    {
        Span<byte> reports = stackalloc byte[UnknownReportSize * 2];
        int reportsSize = 0;
        while (SctpTlv.TryTake(ref unknown, out ReadOnlySpan<byte> parameter))
        {
            reportsSize += SctpTlv.Write(reports[reportsSize..], SctpParameterType.UnrecognizedParameter, parameter);
        }

        const int FixedSize = InitChunk.Size - SctpChunk.HeaderSize;
        const int CookieSize = SctpTlv.HeaderSize + StateCookie.Size;
        var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
        Span<byte> value = writer.Add(SctpChunkType.InitAck, 0, InitChunk.Size + CookieSize + reportsSize);
        new InitChunk(
            cookie.LocalTag,
            (uint)options.ReceiveBufferSize,
            cookie.OutboundStreams,
            options.InboundStreamsMax,
            cookie.LocalTsn).WriteValue(value);
        Span<byte> octets = stackalloc byte[StateCookie.Size];
        cookie.Write(octets, _cookieKey);
        SctpTlv.Write(value[FixedSize..], SctpParameterType.StateCookie, octets);
        reports[..reportsSize].CopyTo(value[(FixedSize + CookieSize)..]);
        Reply(ref writer, cookie.Local, cookie.Remote, cookie.PeerTag, SctpLabel.InitAck);
    }

    private void ReplyReflected(
        byte type, in SctpHeader header, in IpEndpoint local, in IpEndpoint remote, MessageLabel label)
    {
        var writer = new SctpPacketWriter(Scratch(SctpAssociation.ReplySizeMax));
        writer.Add(type, SctpFlag.TagReflected);
        Reply(ref writer, local, remote, header.VerificationTag, label);
    }

    private void Reply(
        ref SctpPacketWriter writer, in IpEndpoint local, in IpEndpoint remote, uint tag, MessageLabel label)
    {
        RouteMemory none = default;
        Transmit(ref writer, new(local.Port, remote.Port, tag), local.Address, remote.Address, label, ref none);
    }

    private void Drop(Packet packet, SctpDropReason reason, DropReason dropReason = DropReason.Transport)
    {
        Counters.Count(reason);
        Node.Drop(packet, dropReason);
    }

    private void AdvancePort() =>
        _nextPort = _nextPort == ushort.MaxValue ? Udp.EphemeralPortMin : (ushort)(_nextPort + 1);
}
