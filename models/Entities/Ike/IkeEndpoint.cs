using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an endpoint speaks to.</summary>
/// <param name="Transport">Carries its messages.</param>
/// <param name="Policy">Knows whom it may speak to as a responder.</param>
/// <param name="Associations">Takes what is negotiated.</param>
/// <param name="Observer">Sees messages and adds to them.</param>
/// <param name="KeyLog">Is told of every key, or null.</param>
public sealed record IkeSurroundings(
    IIkeTransport Transport,
    IIkePolicy Policy,
    ISecurityAssociations Associations,
    IIkeObserver Observer,
    IIkeKeyLog? KeyLog = null);

/// <summary>
/// IKEv2 of a node: its IKE SAs, initiator and responder at once. It gives each message to the processor, and after
/// that to the SA that it belongs to; it owns time, random numbers and octets, the SAs own the protocol.
/// </summary>
public sealed partial class IkeEndpoint : INodeObserver
{
    private const int RefusalBurst = 20; // ours: as many as ICMP errors of a node
    private static readonly SimTime RefusalInterval = SimTime.FromMilliseconds(10); // ours: 100 a second

    private readonly Node _node;
    private readonly Processor _processor;
    private readonly IkeSurroundings _surroundings;
    private readonly RandomStream _nonces, _spis, _vectors, _jitter;
    private readonly Dictionary<ulong, IkeSa> _sas = [];
    private readonly List<IkeSa> _inOrder = [];
    private SimTime _refusalsUntil;

    /// <summary>An endpoint that waits for messages.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">Executes what its messages cost.</param>
    /// <param name="options">How it behaves.</param>
    /// <param name="surroundings">What it speaks to.</param>
    /// <param name="contexts">Cipher contexts of the simulation.</param>
    /// <param name="measures">What is counted.</param>
    public IkeEndpoint(
        Node node,
        Processor processor,
        IkeOptions options,
        IkeSurroundings surroundings,
        CipherContexts contexts,
        IkeMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(surroundings);
        ArgumentNullException.ThrowIfNull(measures);
        Invariant.Require(options.Suites.Count > 0, "an IKE endpoint has a suite");
        _node = node;
        _processor = processor;
        _surroundings = surroundings;
        Options = options;
        Contexts = contexts;
        Measures = measures;
        Costs = new IkeCosts(processor);
        _nonces = node.Simulation.Random($"{node.Id}/ike/nonce");
        _spis = node.Simulation.Random($"{node.Id}/ike/spi");
        _vectors = node.Simulation.Random($"{node.Id}/ike/vector");
        _jitter = node.Simulation.Random($"{node.Id}/ike/jitter");
        Exponents = node.Simulation.Random($"{node.Id}/ike/exponent");
        node.Simulation.Random($"{node.Id}/ike/cookie").Fill(_cookieSecret);
        node.Observe(this);
    }

    /// <summary>The operation that every message costs besides its cryptography.</summary>
    public static Operation Step { get; } = new("ike.step", "Handle one IKE message without its cryptography.");

    /// <summary>How it behaves.</summary>
    public IkeOptions Options { get; }

    /// <summary>Its IKE SAs in the order of their making, those included that only repeat an answer.</summary>
    public IReadOnlyList<IkeSa> Sas => _inOrder;

    /// <summary>SAs that wait for IKE_AUTH of their initiator, and requests on the way there.</summary>
    public int HalfOpenCount { get; private set; }

    /// <summary>What is counted.</summary>
    public IkeMeasures Measures { get; }

    internal Simulation Simulation => _node.Simulation;

    internal CipherContexts Contexts { get; }

    internal IkeCosts Costs { get; }

    internal RandomStream Exponents { get; }

    internal ISecurityAssociations Associations => _surroundings.Associations;

    internal IIkePolicy Policy => _surroundings.Policy;

    internal IIkeObserver Observer => _surroundings.Observer;

    internal IIkeKeyLog? KeyLog => _surroundings.KeyLog;

    internal bool IsFull => _inOrder.Count >= Options.SaMax;

    /// <summary>Time after which a request would have been sent for the last time and given up.</summary>
    internal SimTime GiveUpTime =>
        new(Options.RetransmissionTimeout.Picoseconds << (Options.RetransmissionMax + 1));

    /// <summary>What an endpoint may execute.</summary>
    /// <param name="suites">Its suites.</param>
    /// <param name="childSuites">Suites of the pairs that it makes.</param>
    public static IReadOnlyList<Operation> OperationsOf(
        IEnumerable<IkeSuite> suites, IEnumerable<EspSuite> childSuites) => IkeCosts.Of(suites, childSuites);

    /// <summary>Sets up an IKE SA and its first pair of associations.</summary>
    /// <param name="connection">Who both are and what is agreed to.</param>
    /// <param name="own">Address and port of this end.</param>
    /// <param name="peer">Address and port of the other.</param>
    /// <param name="tag">Tag of the message that led here, if the caller measures a procedure of its own.</param>
    public IkeOperation Establish(
        IkeConnection connection, in IpEndpoint own, in IpEndpoint peer, in MeasurementTag tag = default)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var operation = new IkeOperation(Simulation, Measures.Procedures.Establish, tag);
        if (!_node.IsUp || IsFull)
        {
            operation.End(_node.IsUp ? IkeOutcome.Overloaded : IkeOutcome.NodeCrashed);
            return operation;
        }

        var sa = new IkeSa(this, isInitiator: true, own, peer) { InitiatorSpi = NewSpi(), Connection = connection };
        Remember(sa);
        sa.Enqueue(new IkeInitTask(this, operation));
        return operation;
    }

    /// <summary>Makes a further pair of associations.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    public IkeOperation CreateChild(IkeSa sa, in MeasurementTag tag = default)
    {
        var operation = new IkeOperation(Simulation, Measures.Procedures.CreateChild, tag);
        return Start(sa, new IkeChildTask(this, operation, old: null));
    }

    /// <summary>Makes a pair of associations in the place of another.</summary>
    /// <param name="child">The old pair.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    public IkeOperation Rekey(ChildSa child, in MeasurementTag tag = default)
    {
        ArgumentNullException.ThrowIfNull(child);
        var operation = new IkeOperation(Simulation, Measures.Procedures.CreateChild, tag);
        return Start(child.Ike, new IkeChildTask(this, operation, child));
    }

    /// <summary>Makes an IKE SA in the place of another; its pairs of associations go on.</summary>
    /// <param name="sa">The old SA.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    public IkeOperation Rekey(IkeSa sa, in MeasurementTag tag = default)
    {
        var operation = new IkeOperation(Simulation, Measures.Procedures.Rekey, tag);
        return Start(sa, new IkeRekeyTask(this, operation));
    }

    /// <summary>Tells the peer something under protection; without payloads it is asked whether it lives.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="payloads">Notifications and the like.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    /// <param name="carried">What labels call it; empty for what the payloads say.</param>
    public IkeOperation Inform(
        IkeSa sa, IReadOnlyList<IkePayload> payloads, in MeasurementTag tag = default, string carried = "")
    {
        ArgumentNullException.ThrowIfNull(payloads);
        var operation = new IkeOperation(Simulation, Measures.Procedures.Informational, tag);
        return Start(sa, new IkeInformationalTask(operation, payloads, carried));
    }

    /// <summary>Ends a pair of associations.</summary>
    /// <param name="child">The pair.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    public IkeOperation Delete(ChildSa child, in MeasurementTag tag = default)
    {
        ArgumentNullException.ThrowIfNull(child);
        var operation = new IkeOperation(Simulation, Measures.Procedures.Informational, tag);
        return Start(child.Ike, new IkeDeleteTask(operation, child));
    }

    /// <summary>Ends an IKE SA with its pairs of associations.</summary>
    /// <param name="sa">The IKE SA.</param>
    /// <param name="tag">Tag of the message that led here.</param>
    public IkeOperation Delete(IkeSa sa, in MeasurementTag tag = default)
    {
        var operation = new IkeOperation(Simulation, Measures.Procedures.Informational, tag);
        return Start(sa?.Latest!, new IkeDeleteTask(operation, child: null));
    }

    /// <summary>A message has come in, which is given away.</summary>
    /// <param name="message">The message, without the marker of port 4500.</param>
    /// <param name="own">To where it came.</param>
    /// <param name="peer">From where.</param>
    /// <param name="carrier">The IP header that carried it, if it had options.</param>
    public void Receive(Packet message, in IpEndpoint own, in IpEndpoint peer, in IkeCarrier carrier = default)
    {
        ArgumentNullException.ThrowIfNull(message);
        var arrival = new IkeArrival(message, message.Octets.ToArray(), own, peer, carrier, message.Tag);
        if (!IkeMessage.TryDecode(arrival.Octets, out IkeMessage decoded, out _))
        {
            ReceiveUnreadable(arrival);
            return;
        }

        IkeHeader header = decoded.Header;
        if (header is { Exchange: ExchangeType.IkeSaInit, IsResponse: false })
        {
            ReceiveFirst(decoded, arrival);
        }
        else if (_sas.TryGetValue(
            header.IsInitiator ? header.ResponderSpi : header.InitiatorSpi, out IkeSa? sa))
        {
            sa.Receive(decoded, arrival);
        }
        else
        {
            ReceiveUnknown(header, decoded.IsEncrypted, arrival);
        }
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        IkeSa[] lost = [.. _inOrder];
        _inOrder.Clear();
        _sas.Clear();
        _firstRequests.Clear();
        HalfOpenCount = 0;
        foreach (IkeSa sa in lost)
        {
            sa.Crash();
        }
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node)
    {
        // peers find out by themselves, or from INITIAL_CONTACT
    }

    /// <summary>The octets of a message in the clear.</summary>
    internal static byte[] Encode(in IkeMessage message)
    {
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return octets;
    }

    internal void Count(IkeEvent what) => Measures.Events.Count(what);

    internal void Count(IkeDrop reason) => Measures.Drops.Count(reason);

    internal MessageLabel Label(ExchangeType exchange, bool isResponse, string carried) =>
        IkeLabels.Of(_node.Topology.Labels, exchange, isResponse, carried);

    internal Octets NewNonce()
    {
        byte[] nonce = new byte[Options.NonceSize];
        _nonces.Fill(nonce);
        return new Octets(nonce);
    }

    /// <summary>An SPI that no SA of this endpoint has.</summary>
    internal ulong NewSpi()
    {
        ulong spi;
        do
        {
            spi = _spis.NextBits();
        }
        while (spi == 0 || _sas.ContainsKey(spi));
        return spi;
    }

    /// <summary>An initialisation vector: random with CBC, a count with GCM (RFC 5282 §3.1).</summary>
    internal void FillVector(Span<byte> vector, ulong count, CipherSuite cipher)
    {
        if (cipher.IsAead)
        {
            BinaryPrimitives.WriteUInt64BigEndian(vector, count);
        }
        else
        {
            _vectors.Fill(vector);
        }
    }

    /// <summary>Sends octets.</summary>
    internal void Transmit(
        IkeSa? sa,
        byte[] octets,
        MessageLabel label,
        in IpEndpoint own,
        in IpEndpoint peer,
        in MeasurementTag tag)
    {
        Packet packet = _node.Topology.Packets.Rent(octets, label);
        packet.Tag = tag;
        Measures.Messages.Add();
        (Departing, IsDeparting) = (sa, true);
        _surroundings.Transport.Send(packet, own, peer);
        (Departing, IsDeparting) = (null, false);
    }

    /// <summary>The SA whose message is on its way to the IP layer at this instant, or null.</summary>
    internal IkeSa? Departing { get; private set; }

    /// <summary>True while a message is on its way to the IP layer.</summary>
    internal bool IsDeparting { get; private set; }

    /// <summary>Gives what a received message costs to the processor, and goes on when that is done.</summary>
    /// <returns>False if it was refused, and the message dropped.</returns>
    internal bool Execute(in Work work, in IkeArrival arrival, Action<MeasurementTag> done)
    {
        bool isTaken = _processor.Submit(work, new Job(done), arrival.Packet) == ExecutionStatus.Done;
        if (!isTaken)
        {
            arrival.Drop(this, IkeDrop.ProcessorFull);
        }

        return isTaken;
    }

    /// <summary>Gives what a message to be sent costs to the processor.</summary>
    /// <returns>False if it was refused.</returns>
    internal bool TryExecute(in Work work, in MeasurementTag tag, Action<MeasurementTag> done)
    {
        Packet ticket = _node.Topology.Packets.Rent(0); // takes the tag through the processor
        ticket.Tag = tag;
        bool isTaken = _processor.Submit(work, new Job(done), ticket) == ExecutionStatus.Done;
        if (!isTaken)
        {
            ticket.Release();
        }

        return isTaken;
    }

    internal void Remember(IkeSa sa)
    {
        _sas.Add(sa.OwnSpi, sa);
        _inOrder.Add(sa);
    }

    internal void Forget(IkeSa sa)
    {
        _sas.Remove(sa.OwnSpi);
        _inOrder.Remove(sa);
        ForgetFirstRequest(sa);
    }

    internal void Established(IkeSa sa)
    {
        HalfOpenCount -= sa.IsInitiator ? 0 : 1;
        Count(IkeEvent.Established);
        StartLifetime(sa);
        Observer.Established(sa);
    }

    internal void Closed(IkeSa sa, IkeOutcome outcome, bool wasHalfOpen)
    {
        HalfOpenCount -= wasHalfOpen ? 1 : 0;
        Count(IkeEvent.Closed);
        Measures.Ended.Count(outcome);
        Observer.Closed(sa, outcome);
    }

    /// <summary>Ends an IKE SA for a reason that the peer is told.</summary>
    internal void DeleteIke(IkeSa sa, NotifyType reason = NotifyType.None)
    {
        var operation = new IkeOperation(Simulation, Measures.Procedures.Informational, default);
        Start(sa, new IkeDeleteTask(operation, child: null, reason));
    }

    /// <summary>An IKE SA that takes the place of another.</summary>
    internal IkeSa MakeReplacement(IkeSa old, bool isInitiator, Octets peerSpi, ulong? ownSpi)
    {
        ulong own = ownSpi ?? NewSpi(), peer = BinaryPrimitives.ReadUInt64BigEndian(peerSpi.Span);
        var sa = new IkeSa(this, isInitiator, old.Own, old.Peer)
        {
            InitiatorSpi = isInitiator ? own : peer,
            ResponderSpi = isInitiator ? peer : own,
        };
        Remember(sa);
        StartLifetime(sa);
        return sa;
    }

    /// <summary>True if there is another SA with the same peer, established or on the way there.</summary>
    internal bool HasOther(IkeSa sa) => _inOrder.Exists(
        other => other.State is IkeSaState.Established or IkeSaState.Initiating && IsWithSamePeer(sa, other));

    /// <summary>The peer says that it has no other SA with us (§2.4).</summary>
    internal void CloseOthers(IkeSa sa)
    {
        while (_inOrder.Find(
            each => each.State == IkeSaState.Established && IsWithSamePeer(sa, each)) is { } other)
        {
            other.Close(IkeOutcome.Closed);
        }
    }

    /// <summary>An exchange is tried again, the later the more often it was refused (§2.25); at random, lest two ends
    /// refuse each other for ever.</summary>
    internal void EnqueueLater(IkeSa sa, IIkeTask task, int trials)
    {
        double share = 0.5 + _jitter.Uniform();
        var delay = new SimTime((long)((Options.RetransmissionTimeout.Picoseconds << (trials - 1)) * share));
        new RestartableTimer(Simulation, () => sa.Enqueue(task)).Start(delay);
    }

    internal void StartLifetime(ChildSa child)
    {
        if (Options.ChildLifetime > SimTime.Zero)
        {
            child.Lifetime = new RestartableTimer(Simulation, () => Rekey(child));
            child.Lifetime.Start(Jittered(Options.ChildLifetime));
        }
    }

    private void StartLifetime(IkeSa sa)
    {
        if (Options.IkeLifetime > SimTime.Zero)
        {
            sa.Lifetime = new RestartableTimer(Simulation, () => Rekey(sa));
            sa.Lifetime.Start(Jittered(Options.IkeLifetime));
        }
    }

    private SimTime Jittered(SimTime lifetime) =>
        lifetime - new SimTime((long)(lifetime.Picoseconds * Options.LifetimeJitter * _jitter.Uniform()));

    private static bool IsWithSamePeer(IkeSa sa, IkeSa other) => other != sa
        && other.Connection?.Peer == sa.Connection!.Peer && other.Own.Address == sa.Own.Address;

    private static IkeOperation Start(IkeSa sa, IIkeTask task)
    {
        ArgumentNullException.ThrowIfNull(sa);
        sa.Enqueue(task);
        return task.Operation;
    }

    private void ReceiveUnreadable(in IkeArrival arrival)
    {
        bool isHigher = IkeHeader.TryPeek(arrival.Octets, out IkeHeader header)
            && IkeHeader.HasHigherVersion(arrival.Octets);
        if (isHigher && !header.IsResponse)
        {
            Refuse(header, arrival, NotifyType.InvalidMajorVersion); // §2.5
        }

        arrival.Drop(this, isHigher ? IkeDrop.HigherVersion : IkeDrop.Malformed);
    }

    private void ReceiveUnknown(in IkeHeader header, bool isEncrypted, in IkeArrival arrival)
    {
        if (!header.IsResponse && isEncrypted)
        {
            Refuse(header, arrival, NotifyType.InvalidIkeSpi); // §2.21.4
        }

        arrival.Drop(this, IkeDrop.UnknownSpi);
    }

    /// <summary>An error in the clear, from no SA and only so often (§2.21).</summary>
    private void Refuse(in IkeHeader header, in IkeArrival arrival, NotifyType error)
    {
        SimTime now = Simulation.Now;
        SimTime start = _refusalsUntil > now ? _refusalsUntil : now;
        if (start - now > new SimTime(RefusalInterval.Picoseconds * RefusalBurst))
        {
            Count(IkeDrop.RateLimited);
            return;
        }

        _refusalsUntil = start + RefusalInterval;
        IkeHeader answer = header with { IsInitiator = !header.IsInitiator, IsResponse = true };
        SendAlone(answer, new NotifyPayload(error), arrival);
    }

    private void SendAlone(in IkeHeader header, in NotifyPayload notify, in IkeArrival arrival)
    {
        if (notify.IsError)
        {
            Measures.Refused(notify.Type);
        }

        var message = new IkeMessage(header, new(IkePayload.Of(PayloadType.Notify, notify)));
        MessageLabel label = Label(header.Exchange, isResponse: true, IkeNumber.NameOf(notify.Type));
        Transmit(null, Encode(message), label, arrival.Own, arrival.Peer, arrival.Tag);
    }

    private sealed class Job(Action<MeasurementTag> done) : IExecutionReceiver
    {
        void IExecutionReceiver.Executed(Packet? packet, in Execution execution)
        {
            packet?.Release();
            if (execution.IsDone)
            {
                done(execution.Tag);
            }
        }
    }
}
