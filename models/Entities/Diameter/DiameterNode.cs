using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>An application on a Diameter node: gets its requests, and is told of peers.</summary>
public interface IDiameterApplication
{
    /// <summary>A request of the application has arrived, its header right and its command known.</summary>
    /// <param name="from">Where the answer goes.</param>
    /// <param name="header">Its header.</param>
    /// <param name="request">Its octets, now the application's to release.</param>
    void Receive(DiameterConnection from, in DiameterHeader header, Packet request);
}

/// <summary>Who a Diameter node is and what it understands.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Realm">Its realm.</param>
/// <param name="Application">The application that it supports; one of 3GPP.</param>
/// <param name="Commands">The commands of base protocol and application.</param>
public sealed record DiameterProfile(
    DiameterIdentity Host, DiameterIdentity Realm, DiameterApplication Application, CommandDictionary Commands)
{
    /// <summary>Realms that it serves beside its own, as an agent between networks does (RFC 6733 §2.8).</summary>
    public IReadOnlyList<DiameterIdentity> FurtherRealms { get; init; } = [];

    /// <summary>True for its own realm and for those that it serves beside it.</summary>
    /// <param name="realm">A realm.</param>
    public bool Serves(DiameterIdentity realm)
    {
        if (realm == Realm)
        {
            return true;
        }

        foreach (DiameterIdentity further in FurtherRealms)
        {
            if (further == realm)
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>
/// One end of Diameter connections over SCTP (RFC 6733): what all connections of a node have in common. A crash loses
/// the connections; the role calls <see cref="Listen"/> or <see cref="Connect"/> again after the restart.
/// </summary>
public sealed class DiameterNode
{
    private const uint EpochNtpSeconds = 3_944_678_400; // 2025-01-01, the simulated epoch, counted from 1900
    private const int EndToEndTimeShift = 20;           // RFC 6733 §3: 12 bits of time, 20 bits that count
    private const uint EndToEndCountMask = (1u << EndToEndTimeShift) - 1;

    private readonly RandomStream _random;
    private readonly List<DiameterConnection> _open = [];
    private byte[] _buffer = new byte[2_048];
    private PendingRequest? _free;
    private uint _endToEnd;
    private uint _sessionHigh;
    private uint _sessionLow;
    private int _incarnation = -1;

    /// <summary>A node without connections.</summary>
    /// <param name="node">The machine.</param>
    /// <param name="profile">Who it is and what it understands.</param>
    /// <param name="application">Gets the application's requests.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="measures">What is counted.</param>
    public DiameterNode(
        Node node,
        DiameterProfile profile,
        IDiameterApplication application,
        DiameterOptions options,
        DiameterMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        Invariant.Require(options.Watchdog >= SimTime.FromSeconds(6), "Tw is at least 6 s (RFC 3539 section 3.4.1)");
        Invariant.Require(options.WatchdogJitter < options.Watchdog, "jitter leaves something of Tw");
        Node = node;
        Profile = profile;
        Application = application;
        Options = options;
        Measures = measures;
        _random = node.Simulation.Random($"{node.Id}/diameter");
    }

    /// <summary>The machine.</summary>
    public Node Node { get; }

    /// <summary>Who it is and what it understands.</summary>
    public DiameterProfile Profile { get; }

    /// <summary>How it behaves.</summary>
    public DiameterOptions Options { get; }

    /// <summary>What is counted.</summary>
    public DiameterMeasures Measures { get; }

    /// <summary>Open connections, in the order in which they opened.</summary>
    public IReadOnlyList<DiameterConnection> Connections => _open;

    internal IDiameterApplication Application { get; }

    /// <summary>Origin-State-Id: which life of the node it is (RFC 6733 §8.16).</summary>
    internal uint StateId => (uint)Node.Incarnation + 1;

    /// <summary>Accepts connections from now until a crash.</summary>
    /// <param name="port">SCTP port.</param>
    public void Listen(ushort port = DiameterTransport.Port) =>
        Node.Start(Accept(SctpStack.Of(Node).Open(port, Options.Sctp)));

    /// <summary>Opens a connection, and opens it again when it ends, from now until a crash.</summary>
    /// <param name="peer">Whom to connect to.</param>
    public void Connect(DiameterPeer peer)
    {
        ArgumentNullException.ThrowIfNull(peer);
        Node.Start(peer.Run(this));
    }

    /// <summary>The open connection to a peer, or null.</summary>
    /// <param name="host">The peer.</param>
    public DiameterConnection? Find(DiameterIdentity host) => _open.Find(each => each.PeerHost == host);

    /// <summary>A session of this node that no other has (RFC 6733 §8.8).</summary>
    public SessionId NextSession()
    {
        Renew();
        _sessionLow++;
        return SessionId.Create(Profile.Host, _sessionHigh, _sessionLow);
    }

    internal uint NextEndToEnd()
    {
        Renew();
        return unchecked(_endToEnd++);
    }

    internal uint DrawHopByHop() => unchecked((uint)(_random.NextBits() >> 32));

    /// <summary>Tw with its jitter.</summary>
    internal SimTime DrawWatchdog()
    {
        double part = (2 * _random.Uniform()) - 1;
        return Options.Watchdog + new SimTime((long)(part * Options.WatchdogJitter.Picoseconds));
    }

    internal void Opened(DiameterConnection connection) => _open.Add(connection);

    internal void Closed(DiameterConnection connection) => _open.Remove(connection);

    internal PendingRequest RentPending()
    {
        PendingRequest request = _free ?? new PendingRequest(this);
        _free = request.Next;
        request.Next = null;
        return request;
    }

    internal void Return(PendingRequest request)
    {
        request.Next = _free;
        _free = request;
    }

    /// <summary>Octets of a message; only until the next call.</summary>
    internal ReadOnlySpan<byte> Encode<T>(in T message)
        where T : struct, IDiameterMessage<T>
    {
        int size;
        while (!message.TryEncode(_buffer, out size))
        {
            _buffer = new byte[2 * size];
        }

        return _buffer.AsSpan(0, size);
    }

    // Numbers of another life must not come again.
    private void Renew()
    {
        if (_incarnation == Node.Incarnation)
        {
            return;
        }

        _incarnation = Node.Incarnation;
        uint seconds = (uint)(Node.Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);
        _endToEnd = (seconds << EndToEndTimeShift) | (DrawHopByHop() & EndToEndCountMask);
        _sessionHigh = EpochNtpSeconds + seconds;
        _sessionLow = 0;
    }

    private async Process Accept(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpAssociation association = await endpoint.Accept();
            _ = Node.Start(Serve(association));
        }
    }

    private async Process Serve(SctpAssociation association)
    {
        bool isRestarted = true;
        while (isRestarted)
        {
            isRestarted = await new DiameterConnection(this, association, isInitiator: false).Run();
        }
    }
}
