using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Takes the messages of an association without a process that waits for each.</summary>
public interface ISctpReceiver
{
    /// <summary>A message has arrived. The packet that brought it has been processed, and acknowledged if that was due;
    /// the receiver may send, and may end the association.</summary>
    /// <param name="message">The message; its payload is the receiver's.</param>
    void Receive(in SctpIndication message);
}

/// <summary>
/// An SCTP association between two ports of two addresses (RFC 9260): made by <see cref="SctpEndpoint.Connect"/> or
/// taken
/// from <see cref="SctpEndpoint.Accept()"/>. Sending never waits; what arrives, and what happens to the association, is
/// received in order.
/// </summary>
public sealed partial class SctpAssociation
{
    /// <summary>
    /// Ours: octets of an answer that is sent before the path is known, within the least MTU of IPv6.
    /// </summary>
    internal const int ReplySizeMax = 1_240;

    private const int DefaultMtu = 1_500; // ours: while there is no route
    private const int MtuMin = 576;       // ours: what ICMP may lower the path MTU to (RFC 1122 §3.3.3)

    private readonly Mailbox<SctpIndication> _indications;
    private readonly Queue<SctpIndication> _arrived = new(); // messages of the packet in work
    private readonly SctpSender _sender;
    private readonly SctpReceiver _receiver;
    private readonly RtoEstimator _rto;
    private readonly SctpTimer _t1;
    private readonly SctpTimer _t2;
    private readonly SctpTimer _t5;
    private readonly SctpTimer _sackTimer;
    private readonly SctpTimer _heartbeat;
    private int _errorCount;
    private int _pathMtu;
    private RouteMemory _way;
    private bool _isSackDue;          // without delay
    private int _unacknowledgedCount; // packets with DATA since the last SACK

    internal SctpAssociation(SctpStack stack, SctpEndpoint endpoint, in IpEndpoint local, in IpEndpoint remote)
    {
        Stack = stack;
        Endpoint = endpoint;
        Local = local;
        Remote = remote;
        _indications = new Mailbox<SctpIndication>(stack.Node.Simulation);
        _rto = new RtoEstimator(endpoint.Options);
        _t1 = new SctpTimer(this, SctpTimerKind.T1Setup);
        _t2 = new SctpTimer(this, SctpTimerKind.T2Shutdown);
        _t5 = new SctpTimer(this, SctpTimerKind.T5ShutdownGuard);
        _sackTimer = new SctpTimer(this, SctpTimerKind.Sack);
        _heartbeat = new SctpTimer(this, SctpTimerKind.Heartbeat);
        SetPathMtu(endpoint.Options.PathMtu > 0 ? endpoint.Options.PathMtu : stack.Node.Ip.MtuToward(remote.Address));
        _sender = new SctpSender(this, _rto);
        _receiver = new SctpReceiver(this);
    }

    /// <summary>Its endpoint.</summary>
    public SctpEndpoint Endpoint { get; }

    /// <summary>The node.</summary>
    public Node Node => Stack.Node;

    /// <summary>This end.</summary>
    public IpEndpoint Local { get; }

    /// <summary>The other end.</summary>
    public IpEndpoint Remote { get; }

    /// <summary>Its state.</summary>
    public SctpState State { get; private set; }

    /// <summary>Why it ended; none while it has not.</summary>
    public SctpEndReason EndReason { get; private set; }

    /// <summary>First cause of the ABORT that ended it.</summary>
    public SctpCause EndCause { get; private set; }

    /// <summary>Streams on which it may send.</summary>
    public int OutboundStreams { get; private set; }

    /// <summary>Streams on which the peer may send.</summary>
    public int InboundStreams { get; private set; }

    /// <summary>Octets of messages that wait or are not acknowledged.</summary>
    public int SendBufferedSize => _sender.BufferedSize;

    /// <summary>Congestion window in octets.</summary>
    public int CongestionWindow => _sender.CongestionWindow;

    /// <summary>Slow start threshold in octets.</summary>
    public int SlowStartThreshold => _sender.SlowStartThreshold;

    /// <summary>Octets of DATA chunks in flight.</summary>
    public int FlightSize => _sender.FlightSize;

    /// <summary>Octets for which the peer has room, beyond what is in flight.</summary>
    public long PeerWindow => _sender.PeerWindow;

    /// <summary>Octets for which this end has room.</summary>
    public int ReceiveWindow => _receiver.Window;

    /// <summary>Retransmission timeout.</summary>
    public SimTime Rto => _rto.Rto;

    /// <summary>Smoothed round-trip time; zero until there was one.</summary>
    public SimTime SmoothedRoundTrip => _rto.Smoothed;

    /// <summary>Indications that nobody has received.</summary>
    public int PendingCount => _indications.Count;

    /// <summary>
    /// Who takes messages, within the event of their packet, while a process waits in <see cref="Receive()"/> for
    /// whatever else happens. While none waits, messages queue up behind what it has to be told first: their order
    /// among indications is the same in either case. Null: the process receives the messages too.
    /// </summary>
    public ISctpReceiver? Receiver { get; set; }

    internal SctpStack Stack { get; }

    internal SctpOptions Options => Endpoint.Options;

    internal uint LocalTag { get; private set; }

    internal uint PeerTag { get; private set; }

    internal uint LocalInitialTsn { get; private set; }

    /// <summary>Octets of the largest packet without its IP header.</summary>
    internal int PacketSizeMax { get; private set; }

    /// <summary>PMDCS: octets of the largest DATA chunk, its header included (§1.5), without padding.</summary>
    internal int ChunkSizeMax { get; private set; }

    internal bool MaySendData =>
        State is SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived;

    /// <summary>Gives a message to send; it leaves at once if the windows allow it.</summary>
    /// <param name="stream">Stream, below <see cref="OutboundStreams"/>.</param>
    /// <param name="ppid">Payload protocol identifier, as in <see cref="SctpPpid"/>.</param>
    /// <param name="octets">The message, copied.</param>
    /// <param name="label">What it says.</param>
    /// <param name="tag">What is measured: the tag of the message that led to this one.</param>
    /// <param name="isUnordered">True for delivery outside the order of the stream.</param>
    /// <param name="fault">Why its octets are wrong on purpose; null for right ones.</param>
    public SctpSendOutcome Send(
        ushort stream,
        uint ppid,
        ReadOnlySpan<byte> octets,
        MessageLabel label,
        in MeasurementTag tag = default,
        bool isUnordered = false,
        string? fault = null)
    {
        ArgumentNullException.ThrowIfNull(label);
        SctpSendOutcome outcome = State == SctpState.Established
            ? _sender.Enqueue(stream, ppid, octets, label, tag, isUnordered, fault)
            : SctpSendOutcome.NotEstablished;
        if (outcome == SctpSendOutcome.Queued)
        {
            _sender.Transmit();
        }
        else
        {
            Stack.Counters.Count(SctpDropReason.SendRefused);
        }

        return outcome;
    }

    /// <summary>The next message or event of the association.</summary>
    public Receive<SctpIndication> Receive()
    {
        RepeatEnd();
        return _indications.Receive();
    }

    /// <summary>The next message or event, if there is one within a time.</summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<SctpIndication> Receive(SimTime limit)
    {
        RepeatEnd();
        return _indications.Receive(limit);
    }

    /// <summary>Takes a message or event that is there; never waits.</summary>
    /// <param name="indication">The message or event.</param>
    public bool TryReceive(out SctpIndication indication)
    {
        RepeatEnd();
        return _indications.TryReceive(out indication);
    }

    /// <summary>Both ends.</summary>
    public override string ToString() => $"{Local} - {Remote}";

    internal static bool HasCause(in SctpChunk chunk, SctpCause cause)
    {
        ReadOnlySpan<byte> causes = chunk.Value;
        while (SctpTlv.TryTake(ref causes, out ReadOnlySpan<byte> each))
        {
            if (SctpTlv.TypeOf(each) == (ushort)cause)
            {
                return true;
            }
        }

        return false;
    }

    internal void Transmit(
        ref SctpPacketWriter writer,
        MessageLabel label,
        in MeasurementTag tag = default,
        PacketCompanion? companion = null,
        string? fault = null) => Stack.Transmit(
            ref writer,
            new(Local.Port, Remote.Port, PeerTag),
            Local.Address,
            Remote.Address,
            label,
            ref _way,
            tag,
            companion,
            fault);

    /// <summary>A message is whole, and in its turn; it reaches the user when its packet has been processed.</summary>
    internal void Deliver(in SctpIndication message)
    {
        Stack.Counters.MessagesReceived++;
        _arrived.Enqueue(message);
    }

    /// <summary>The peer has acknowledged something new: it is alive (§8.1).</summary>
    internal void ClearErrors() => _errorCount = 0;

    /// <summary>Something was not answered in time (§8.1).</summary>
    /// <returns>True if the association is lost by it.</returns>
    internal bool CountError()
    {
        if (++_errorCount <= Options.AssociationMaxRetrans)
        {
            return false;
        }

        End(SctpEndReason.PeerUnreachable);
        return true;
    }

    internal void Expire(SctpTimerKind kind)
    {
        switch (kind)
        {
            case SctpTimerKind.T1Setup:
                T1Expired();
                break;
            case SctpTimerKind.T2Shutdown:
                T2Expired();
                break;
            case SctpTimerKind.T3Rtx:
                _sender.T3Expired();
                break;
            case SctpTimerKind.T5ShutdownGuard:
                AbortWith(SctpCause.None, default, SctpEndReason.PeerUnreachable); // §9.2
                break;
            case SctpTimerKind.Sack:
                SendSack();
                break;
            default:
                HeartbeatExpired();
                break;
        }
    }

    internal void ReceiveError(in IcmpError error)
    {
        if (!IsQuoteOurs(error.Quote))
        {
            return;
        }

        if (error.Kind == IcmpErrorKind.ProtocolUnreachable)
        {
            End(SctpEndReason.ProtocolUnreachable); // ICMP7: as ABORT
        }
        else if (error.Kind == IcmpErrorKind.PacketTooBig && error.Mtu < _pathMtu)
        {
            SetPathMtu(Math.Max(error.Mtu, MtuMin));
        }
    }

    internal void Crash()
    {
        End(SctpEndReason.EndpointGone);
        while (_indications.TryReceive(out SctpIndication lost))
        {
            lost.Payload?.Release();
        }
    }

    // §10: only what carries the peer's tag is about us; of an INIT, which carries none, its initiate tag.
    private bool IsQuoteOurs(ReadOnlySpan<byte> quote)
    {
        const int TypeOffset = SctpHeader.Size, InitiateTagOffset = SctpHeader.Size + SctpChunk.HeaderSize;
        uint tag = BinaryPrimitives.ReadUInt32BigEndian(quote[SctpHeader.TagOffset..]);
        return tag != 0
            ? tag == PeerTag
            : State == SctpState.CookieWait && quote.Length >= InitiateTagOffset + sizeof(uint)
                && quote[TypeOffset] == SctpChunkType.Init
                && BinaryPrimitives.ReadUInt32BigEndian(quote[InitiateTagOffset..]) == LocalTag;
    }

    private void SetPathMtu(int mtu)
    {
        _pathMtu = Math.Min(mtu > 0 ? mtu : DefaultMtu, ushort.MaxValue);
        PacketSizeMax = _pathMtu - (Remote.Address.IsV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize);
        ChunkSizeMax = (PacketSizeMax - SctpHeader.Size) & ~3;
    }

    private void RepeatEnd()
    {
        if (EndReason != SctpEndReason.None && _indications.Count == 0)
        {
            _indications.Put(EndIndication());
        }
    }

    private SctpIndication EndIndication() =>
        new(SctpIndicationKind.Ended, Reason: EndReason, Cause: EndCause);

    private void End(SctpEndReason reason, SctpCause cause = SctpCause.None)
    {
        if (EndReason != SctpEndReason.None)
        {
            return;
        }

        bool wasComingUp = State is SctpState.CookieWait or SctpState.CookieEchoed;
        State = SctpState.Closed;
        EndReason = reason;
        EndCause = cause;
        StopTimers();
        _sender.Discard();
        _receiver.Close();
        Endpoint.Remove(this);
        QueueArrived();
        int receivers = Math.Max(1, _indications.ReceiverCount);
        for (int index = 0; index < receivers; index++)
        {
            _indications.Put(EndIndication());
        }

        if (wasComingUp)
        {
            _setup?.Succeed(reason);
        }
    }

    // Something else than a message has happened.
    private void Indicate(in SctpIndication indication)
    {
        QueueArrived();
        _indications.Put(indication);
    }

    // The packet has been processed: nothing of the association is half done when the user gets its messages.
    private void HandOverArrived()
    {
        bool isTaken = Receiver is not null && _indications.ReceiverCount > 0;
        while (isTaken && _arrived.TryDequeue(out SctpIndication message))
        {
            Receiver!.Receive(message); // if it ends the association, the others are queued before the end
        }

        QueueArrived();
    }

    private void QueueArrived()
    {
        while (_arrived.TryDequeue(out SctpIndication message))
        {
            _indications.Put(message);
        }
    }

    private void StopTimers()
    {
        _t1.Stop();
        _t2.Stop();
        _t5.Stop();
        _sackTimer.Stop();
        _heartbeat.Stop();
    }

    private SctpPacketWriter NewPacket() => new(Stack.Scratch(PacketSizeMax));

    private void SendAlone(byte type, MessageLabel label)
    {
        SctpPacketWriter writer = NewPacket();
        writer.Add(type);
        Transmit(ref writer, label);
    }

    private void SendCause(byte type, SctpCause cause, ReadOnlySpan<byte> value)
    {
        SctpPacketWriter writer = NewPacket();
        writer.AddCause(type, 0, cause, value);
        Transmit(ref writer, type == SctpChunkType.Abort ? SctpLabel.Abort : SctpLabel.Error);
    }

    private void AbortWith(SctpCause cause, ReadOnlySpan<byte> value, SctpEndReason reason)
    {
        SendCause(SctpChunkType.Abort, cause, value);
        End(reason, cause);
    }

    private void AbortOnViolation(SctpCause cause = SctpCause.ProtocolViolation, ReadOnlySpan<byte> value = default) =>
        AbortWith(cause, value, SctpEndReason.ProtocolViolation);
}
