using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>TCP of a node (RFC 9293): its listeners by port and its connections by both endpoints.</summary>
public sealed class TcpStack : ITransport
{
    private const int EphemeralPortCount = ushort.MaxValue - Udp.EphemeralPortMin + 1;

    private const int FewConnections = 4; // ours: as many are looked through

    private readonly SortedList<ushort, TcpListener> _listeners = [];
    private readonly List<TcpConnection> _connections = []; // in an order that does not depend on hashes
    private Dictionary<EndpointPair, TcpConnection>? _connectionsByPair; // made when they are not few any more
    private RandomStream? _initialSequences;
    private ushort _nextPort = Udp.EphemeralPortMin;

    private TcpStack(Node node)
    {
        Node = node;
        node.Ip.Register(IpProtocol.Tcp, this);
    }

    /// <summary>The node.</summary>
    public Node Node { get; }

    /// <summary>Parameters of connections and listeners that are given none.</summary>
    public TcpOptions Options { get; set; } = TcpOptions.Default;

    /// <summary>What it has done.</summary>
    public TcpCounters Counters { get; } = new();

    /// <summary>Connections in any state but LISTEN and CLOSED.</summary>
    public int ConnectionCount => _connections.Count;

    /// <summary>TCP of a node; made on first use.</summary>
    /// <param name="node">The node.</param>
    public static TcpStack Of(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        return node.Ip.FindTransport(IpProtocol.Tcp) as TcpStack ?? new TcpStack(node);
    }

    /// <summary>Listens on a port.</summary>
    /// <param name="port">A port that no other listener of the node has.</param>
    /// <param name="options">Of the connections that it makes; those of the stack by default.</param>
    public TcpListener Listen(ushort port, TcpOptions? options = null)
    {
        var listener = new TcpListener(this, port, options ?? Options);
        Invariant.Require(!_listeners.ContainsKey(port), "a port has one listener");
        _listeners.Add(port, listener);
        return listener;
    }

    /// <summary>
    /// Opens a connection: the SYN leaves now, and what is sent before the peer has answered waits for its answer.
    /// Await
    /// <see cref="TcpConnection.Opened"/>.
    /// </summary>
    /// <param name="remote">Where to.</param>
    /// <param name="tag">What is measured: the SYN carries it, the SYN ACK carries it on.</param>
    /// <param name="options">Those of the stack by default.</param>
    /// <param name="localPort">Zero for an ephemeral port: 49152 and up, each in its turn.</param>
    public TcpConnection Open(
        IpEndpoint remote, in MeasurementTag tag = default, TcpOptions? options = null, ushort localPort = 0)
    {
        bool hasSource = Node.Ip.TryGetSource(remote.Address, out IpAddress source);
        options ??= Options;
        bool hasPort = FindPort(source, remote, ref localPort);
        var connection = new TcpConnection(this, new(source, localPort), remote, options, null) { Tag = tag };
        if (!hasPort || _connections.Count >= options.ConnectionsMax)
        {
            Counters.ConnectsRefused++;
            connection.Finish(TcpEndReason.NoResources);
        }
        else if (!hasSource || !Node.IsUp || Node.Ip.MtuToward(remote.Address) == 0)
        {
            connection.Finish(Node.IsUp ? TcpEndReason.Unreachable : TcpEndReason.Crashed);
        }
        else
        {
            Add(connection);
            connection.OpenActively(NextInitialSequence());
        }

        return connection;
    }

    /// <summary>
    /// Opens a connection and waits until it is up or has failed. An interrupted wait aborts the attempt.
    /// </summary>
    /// <param name="remote">Where to.</param>
    /// <param name="tag">What is measured.</param>
    /// <param name="options">Those of the stack by default.</param>
    public async Process<TcpConnectResult> Connect(
        IpEndpoint remote, MeasurementTag tag = default, TcpOptions? options = null)
    {
        TcpConnection connection = Open(remote, tag, options);
        try
        {
            bool isUp = await connection.Opened;
            return new(isUp ? connection : null, connection.EndReason);
        }
        catch (InterruptException)
        {
            connection.Abort();
            throw;
        }
    }

    /// <inheritdoc/>
    void ITransport.Receive(Packet packet, in IpHeader header)
    {
        Counters.SegmentsReceived++;
        bool isRight = TcpHeader.TryRead(
            packet.Span,
            header.Source,
            header.Destination,
            out TcpHeader tcp,
            out int headerSize,
            out DropReason reason);
        if (!isRight)
        {
            Counters.Count(reason == DropReason.BadChecksum ? TcpDropReason.BadChecksum : TcpDropReason.Malformed);
            Node.Drop(packet, reason);
            return;
        }

        packet.TrimStart(headerSize);
        packet.Source = new(header.Source, tcp.SourcePort);
        packet.Destination = new(header.Destination, tcp.DestinationPort);
        var pair = new EndpointPair(packet.Destination, packet.Source);
        TcpConnection? connection = Find(pair);
        if (connection is not null && !connection.GivesWayTo(tcp))
        {
            connection.Arrive(packet, tcp);
        }
        else
        {
            ArriveUnconnected(packet, tcp, connection);
        }
    }

    /// <inheritdoc/>
    void ITransport.ReceiveError(in IcmpError error)
    {
        const int QuoteSizeMin = 8;
        if (error.Quote.Length < QuoteSizeMin)
        {
            return;
        }

        ushort source = BinaryPrimitives.ReadUInt16BigEndian(error.Quote);
        ushort destination = BinaryPrimitives.ReadUInt16BigEndian(error.Quote[2..]);
        var sequence = new TcpSequence(BinaryPrimitives.ReadUInt32BigEndian(error.Quote[4..]));
        var pair = new EndpointPair(new(error.Header.Source, source), new(error.Header.Destination, destination));
        Find(pair)?.ReceiveError(error.Kind, error.Mtu, sequence);
    }

    /// <inheritdoc/>
    void ITransport.Crash()
    {
        while (_connections.Count > 0)
        {
            _connections[^1].Finish(TcpEndReason.Crashed);
        }

        while (_listeners.Count > 0)
        {
            _listeners.GetValueAtIndex(0).Close();
        }

        // ephemeral ports go on: peers may still know the connections of before (RFC 6056 §3.1)
    }

    internal void Drop(Packet packet, TcpDropReason reason)
    {
        Counters.Count(reason);
        Node.Drop(packet, reason is TcpDropReason.QueueFull or TcpDropReason.BacklogFull ? DropReason.MailboxFull
            : reason is TcpDropReason.NoConnection ? DropReason.PortUnreachable : DropReason.Transport);
    }

    internal void Forget(TcpListener listener)
    {
        _listeners.Remove(listener.Port);
        for (int index = _connections.Count - 1; index >= 0; index--)
        {
            if (_connections[index].State == TcpState.SynReceived && _connections[index].Listener == listener)
            {
                _connections[index].Abort();
            }
        }
    }

    internal void Forget(TcpConnection connection)
    {
        if (connection.Index < 0)
        {
            return;
        }

        _connectionsByPair?.Remove(connection.Pair);
        TcpConnection last = _connections[^1];
        _connections[connection.Index] = last;
        last.Index = connection.Index;
        _connections.RemoveAt(_connections.Count - 1);
        connection.Index = -1;
    }

    /// <summary>
    /// Answers a segment that belongs to no connection, or that a handshake cannot accept (RFC 9293 §3.5.2).
    /// </summary>
    internal void SendReset(Packet cause, in TcpHeader header)
    {
        if (header.Has(TcpFlags.Rst))
        {
            return; // a reset is never answered
        }

        bool hasAck = header.Has(TcpFlags.Ack);
        int size = cause.Size + (header.Has(TcpFlags.Syn) ? 1 : 0) + (header.Has(TcpFlags.Fin) ? 1 : 0);
        var reset = new TcpHeader(
            header.DestinationPort,
            header.SourcePort,
            hasAck ? header.Acknowledgment : default,
            hasAck ? default : header.Sequence + size,
            hasAck ? TcpFlags.Rst : TcpFlags.Rst | TcpFlags.Ack,
            Window: 0);
        Packet packet = Node.Topology.Packets.Rent(reset.Size);
        packet.Label = TcpLabels.Rst;
        packet.Tag = cause.Tag;
        Counters.ResetsSent++;
        RouteMemory none = default;
        Send(packet, reset, cause.Destination.Address, cause.Source.Address, ref none);
    }

    /// <summary>Writes the header of a segment and sends it.</summary>
    internal SendOutcome Send(
        Packet segment, in TcpHeader header, IpAddress source, IpAddress destination, ref RouteMemory way)
    {
        Counters.SegmentsSent++;
        header.Write(segment.Span, source, destination);
        return Node.Ip.SendAlong(segment, source, destination, IpProtocol.Tcp, ref way);
    }

    private void ArriveUnconnected(Packet packet, in TcpHeader header, TcpConnection? previous)
    {
        bool opens = (header.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn;
        if (!opens || !_listeners.TryGetValue(header.DestinationPort, out TcpListener? listener))
        {
            SendReset(packet, header); // RFC 9293 §3.10.7.1, §3.10.7.2
            Drop(packet, TcpDropReason.NoConnection);
        }
        else if (listener.IsFull || _connections.Count >= listener.Options.ConnectionsMax)
        {
            Drop(packet, listener.IsFull ? TcpDropReason.BacklogFull : TcpDropReason.ConnectionLimit);
        }
        else
        {
            TcpSequence initial = previous?.SequenceOfSuccessor ?? NextInitialSequence();
            previous?.Finish(TcpEndReason.Closed);
            var connection = new TcpConnection(this, packet.Destination, packet.Source, listener.Options, listener);
            Add(connection);
            connection.OpenPassively(packet, header, initial);
        }
    }

    private void Add(TcpConnection connection)
    {
        connection.Index = _connections.Count;
        _connections.Add(connection);
        if (_connectionsByPair is not null)
        {
            _connectionsByPair.Add(connection.Pair, connection);
        }
        else if (_connections.Count > FewConnections)
        {
            _connectionsByPair = [];
            foreach (TcpConnection each in _connections)
            {
                _connectionsByPair.Add(each.Pair, each);
            }
        }
    }

    private TcpConnection? Find(in EndpointPair pair)
    {
        if (_connectionsByPair is not null)
        {
            _connectionsByPair.TryGetValue(pair, out TcpConnection? found);
            return found;
        }

        foreach (TcpConnection each in _connections)
        {
            if (each.Pair == pair)
            {
                return each;
            }
        }

        return null;
    }

    // Unpredictable to others as RFC 6528 wants it, from a stream of random numbers and not from a clock.
    private TcpSequence NextInitialSequence()
    {
        _initialSequences ??= new RandomStream(
            Node.Simulation.Seed, Node.Simulation.Replication, $"{Node.Id}/tcp/isn"); // kept here alone
        return new(unchecked((uint)_initialSequences.NextBits()));
    }

    private bool FindPort(IpAddress source, in IpEndpoint remote, ref ushort port)
    {
        if (port != 0)
        {
            return Find(new(new(source, port), remote)) is null;
        }

        for (int left = EphemeralPortCount; left > 0; left--)
        {
            port = _nextPort;
            _nextPort = port == ushort.MaxValue ? Udp.EphemeralPortMin : (ushort)(port + 1);
            if (!_listeners.ContainsKey(port) && Find(new(new(source, port), remote)) is null)
            {
                return true;
            }
        }

        return false;
    }
}
