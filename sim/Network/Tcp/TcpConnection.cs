using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// A connection (RFC 9293). This part has its state and what the application does; arrivals, sending and timers have
/// files of their own. The names of variables are those of RFC 9293 §3.3.1. It is the event of its own timer: for
/// retransmission, probes, TIME-WAIT or FIN-WAIT-2, never two at once.
/// </summary>
public sealed partial class TcpConnection : Handler
{
    private const int MssDefaultV4 = 536, MssDefaultV6 = 1220; // RFC 9293 §3.7.1
    private const int MssMin = 64;                             // ours: a smaller one makes no sense
    private const int BufferMax = 1 << 30;                     // RFC 7323 §2.2: the largest window there can be
    private const int SuccessorDistance = 131_072;             // ours: beyond any window without scale
    private const int ChallengeMax = 10;                       // RFC 5961 §7
    private static readonly SimTime ChallengeInterval = SimTime.FromSeconds(5L); // RFC 5961 §7

    private readonly TcpStack _stack;
    private readonly TcpOptions _options;
    private TimerHandle _timer;
    private bool _isTimerRunning;
    private AckTimer? _ackTimer; // made when an acknowledgment is delayed
    private Mailbox<TcpReceived>? _inbox; // made when something is received or awaited
    private List<Drain>? _drains;
    private Event<bool>? _opened; // made when it is awaited
    private bool _hasOpened;
    private RouteMemory _way;

    // send sequence space
    private TcpSequence _iss;
    private TcpSequence _unacknowledged; // SND.UNA
    private TcpSequence _next;           // SND.NXT, the highest ever sent; _sendIndex tells what is sent again
    private TcpSequence _wl1;
    private TcpSequence _wl2;
    private int _sendWindow;             // SND.WND in octets
    private int _sendWindowMax;          // MAX.SND.WND
    private int _sendShift;              // Snd.Wind.Shift
    private int _mss;                    // Eff.snd.MSS
    private bool _isClosing;             // the application has closed
    private bool _isFinSent;
    private TcpSendQueue _queue;
    private TcpRing<Segment> _segments;  // sent and not acknowledged, in the pieces in which they were sent
    private int _sendIndex;              // the segment that is sent next; after the last: a new one
    private TcpCongestion _congestion;
    private TcpRto _rto;
    private int _attempts;               // of the timer, since the peer last answered
    private int _probeCount;             // of a window that stays closed
    private bool _isSynLost;
    private bool _isTiming;              // one segment at a time (RFC 6298 §3)
    private TcpSequence _timedEnd;
    private SimTime _timedAt;
    private SimTime _lastSentAt;

    // receive sequence space
    private TcpSequence _irs;
    private TcpSequence _receiveNext;    // RCV.NXT
    private TcpSequence _receiveEdge;    // RCV.NXT + RCV.WND: never goes back
    private int _receiveShift;           // Rcv.Wind.Shift
    private int _peerShift = TcpHeader.NoOption;
    private int _receiveMss;
    private int _held;                   // octets that the application has not released
    private TcpReceiveQueue _outOfOrder;
    private bool _hasPeerFin;
    private TcpSequence _peerFin;        // where the peer ends
    private bool _isPeerDone;            // and everything before it has come
    private bool _isAckDue;              // at the end of this arrival
    private int _unansweredCount;        // segments since the last acknowledgment
    private SimTime _challengeStart;
    private int _challengeCount;

    internal TcpConnection(
        TcpStack stack, IpEndpoint local, IpEndpoint remote, TcpOptions options, TcpListener? listener)
    {
        Invariant.Require(
            options is { SendBufferSize: > 0 and <= BufferMax, ReceiveBufferSize: > 0 and <= BufferMax },
            "a buffer has 1 to 2^30 octets");
        _stack = stack;
        _options = options;
        Pair = new(local, remote);
        Listener = listener;
        _rto = new TcpRto(options);
    }

    /// <summary>The node.</summary>
    public Node Node => _stack.Node;

    /// <summary>Endpoint on this node.</summary>
    public IpEndpoint Local => Pair.Local;

    /// <summary>Endpoint of the peer.</summary>
    public IpEndpoint Remote => Pair.Remote;

    /// <summary>Its state.</summary>
    public TcpState State { get; private set; }

    /// <summary>How it ended, or that it has not.</summary>
    public TcpEndReason EndReason { get; private set; }

    /// <summary>True from the handshake until one side closes.</summary>
    public bool IsEstablished => State == TcpState.Established;

    /// <summary>
    /// What is measured along its opening: at first what the SYN carried, then the tag of the segment that opened it.
    /// </summary>
    public MeasurementTag Tag { get; internal set; }

    /// <summary>Octets in the send buffer: not sent, or not acknowledged.</summary>
    public int SendBufferedSize => _queue.Size;

    /// <summary>Octets that the application has received and not released, and those it has not received yet.</summary>
    public int HeldSize => _held;

    /// <summary>Largest text of a segment that it sends, in octets; 0 before the peer has said what it takes.</summary>
    public int Mss => _mss;

    /// <summary>Smoothed round-trip time; zero before the first measurement.</summary>
    public SimTime SmoothedRoundTrip => _rto.Smoothed;

    /// <summary>Retransmission timeout now.</summary>
    public SimTime Rto => _rto.Value;

    /// <summary>Congestion window in octets; 0 before it is established.</summary>
    public int CongestionWindow => _congestion.Window;

    /// <summary>Slow start threshold in octets.</summary>
    public int SlowStartThreshold => _congestion.Threshold;

    /// <summary>Awaitable: true when it is established, false when the attempt has failed.</summary>
    public Event<bool> Opened
    {
        get
        {
            if (_opened is null)
            {
                _opened = new Event<bool>(Simulation);
                if (State is not (TcpState.SynSent or TcpState.SynReceived))
                {
                    _opened.Succeed(_hasOpened);
                }
            }

            return _opened;
        }
    }

    internal EndpointPair Pair { get; }

    internal TcpListener? Listener { get; }

    /// <summary>Place in the list of the stack; negative when it is not there.</summary>
    internal int Index { get; set; } = -1;

    /// <summary>
    /// Where a connection that takes the place of this one begins (RFC 9293 §3.4.3: beyond all it has used).
    /// </summary>
    internal TcpSequence SequenceOfSuccessor => _next + SuccessorDistance;

    private Simulation Simulation => _stack.Node.Simulation;

    private Mailbox<TcpReceived> Inbox => _inbox ??= new Mailbox<TcpReceived>(Simulation);

    private int Flight => (_sendIndex < _segments.Count ? _segments[_sendIndex].Start : _next) - _unacknowledged;

    private int UnsentSize => _isFinSent ? 0 : _queue.End - _next;

    private bool IsHandshake => State is TcpState.SynSent or TcpState.SynReceived;

    /// <summary>Sends a message; never waits.</summary>
    /// <param name="octets">The message, copied.</param>
    /// <param name="label">What it says: the label of the segment that carries its first octet.</param>
    /// <param name="tag">What is measured: the tag of the message that led to this one; on all its segments.</param>
    public TcpSendOutcome Send(ReadOnlySpan<byte> octets, MessageLabel label, in MeasurementTag tag = default)
    {
        if (State == TcpState.Closed || _isClosing)
        {
            return TcpSendOutcome.Closed;
        }

        if (octets.Length > _options.SendBufferSize - _queue.Size)
        {
            _stack.Counters.SendsRefused++;
            return TcpSendOutcome.BufferFull;
        }

        _queue.Add(Node.Topology.Packets, octets, label, tag);
        Output();
        return TcpSendOutcome.Queued;
    }

    /// <summary>Awaitable: true when the send buffer has so much room, false when there is no more sending.</summary>
    /// <param name="octets">Room wanted; the whole buffer waits until everything is acknowledged.</param>
    public Event<bool> Drained(int octets)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(octets, _options.SendBufferSize);
        var room = new Event<bool>(Simulation);
        _drains ??= [];
        _drains.Add(new Drain(room, octets));
        AnswerDrains();
        return room;
    }

    /// <summary>The next octets of the stream, its end, or that the connection is over.</summary>
    public Receive<TcpReceived> Receive()
    {
        RepeatEnd();
        return Inbox.Receive();
    }

    /// <summary>
    /// The next octets of the stream, its end, or that the connection is over; or nothing within a time.
    /// </summary>
    /// <param name="limit">Counted from now.</param>
    public ReceiveWithin<TcpReceived> Receive(SimTime limit)
    {
        RepeatEnd();
        return Inbox.Receive(limit);
    }

    /// <summary>
    /// Ends this direction (RFC 9293 §3.10.4): a FIN follows what was sent. The peer may go on; what it sends is to be
    /// received. An attempt that has no answer yet is given up.
    /// </summary>
    public void Close()
    {
        if (State == TcpState.SynSent)
        {
            Finish(TcpEndReason.Aborted);
        }
        else if (State != TcpState.Closed && !_isClosing)
        {
            _isClosing = true;
            EnterClosing();
            Output();
        }
    }

    /// <summary>
    /// Ends the connection at once, with a reset to the peer (RFC 9293 §3.10.5). What was not delivered is lost.
    /// </summary>
    public void Abort()
    {
        if (State is TcpState.SynReceived or TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2
            or TcpState.CloseWait)
        {
            SendControl(TcpFlags.Rst, TcpLabels.Rst);
            _stack.Counters.ResetsSent++;
        }

        Finish(TcpEndReason.Aborted);
    }

    /// <summary>The application has released octets.</summary>
    internal void Free(int size)
    {
        if (EndReason is TcpEndReason.None or TcpEndReason.Closed)
        {
            _held -= size;
            UpdateReceiveWindow();
        }
    }

    internal void OpenActively(TcpSequence initial)
    {
        BeginSending(initial);
        State = TcpState.SynSent;
        SendNew(0, TcpFlags.Syn);
    }

    internal void OpenPassively(Packet packet, in TcpHeader header, TcpSequence initial)
    {
        Tag = packet.Tag;
        ReleaseSyn(packet);
        BeginSending(initial);
        TakeSyn(header);
        State = TcpState.SynReceived;
        Listener!.HalfOpenCount++;
        SendNew(0, TcpFlags.Syn);
    }

    /// <summary>The connection is over: it is forgotten, and whoever waits for it is told.</summary>
    internal void Finish(TcpEndReason reason)
    {
        if (EndReason != TcpEndReason.None)
        {
            return;
        }

        if (State == TcpState.SynReceived && Listener is not null)
        {
            Listener.HalfOpenCount--;
        }

        EndReason = reason;
        State = TcpState.Closed;
        StopTimer();
        _ackTimer?.Stop();
        _stack.Forget(this);
        ReleaseBuffers(isInOrder: reason == TcpEndReason.Closed);
        if (_opened is { IsCompleted: false })
        {
            _opened.Succeed(false);
        }

        AnswerDrains();
    }

    private void ReleaseBuffers(bool isInOrder)
    {
        _queue.Clear();
        _segments.Clear();
        _sendIndex = 0;
        while (_outOfOrder.TryTake(out Packet? octets))
        {
            _stack.Drop(octets!, TcpDropReason.Flushed);
        }

        if (isInOrder)
        {
            return; // what has come in order may still be received
        }

        _held = 0;
        if (_inbox is not null)
        {
            Flush(_inbox);
        }
    }

    private void Flush(Mailbox<TcpReceived> inbox)
    {
        while (inbox.TryReceive(out TcpReceived received))
        {
            if (received.Packet is { } packet)
            {
                _stack.Drop(packet, TcpDropReason.Flushed);
            }
        }

        inbox.Put(new TcpReceived(this, null, TcpReceiveStatus.Ended));
    }

    // The end is told as often as it is asked for.
    private void RepeatEnd()
    {
        bool isOver = EndReason is not (TcpEndReason.None or TcpEndReason.Closed);
        if (_inbox is not { Count: > 0 } && (isOver || _isPeerDone))
        {
            Inbox.Put(new TcpReceived(this, null, isOver ? TcpReceiveStatus.Ended : TcpReceiveStatus.EndOfStream));
        }
    }

    private void EnterClosing() => State = State switch
    {
        TcpState.Established => TcpState.FinWait1,
        TcpState.CloseWait => TcpState.LastAck,
        _ => State, // in the handshake it waits for the end of that
    };

    private void BeginSending(TcpSequence initial)
    {
        _iss = initial;
        _unacknowledged = initial;
        _next = initial;
        _queue.Begin(initial + 1);
        _receiveMss = MssOf(Node.Ip.MtuToward(Remote.Address, ref _way));
        _receiveShift = ShiftOf(_options.ReceiveBufferSize);
    }

    private void Establish()
    {
        if (State == TcpState.SynReceived && Listener is not null)
        {
            Listener.HalfOpenCount--;
        }

        State = TcpState.Established;
        _hasOpened = true;
        _stack.Counters.ConnectionsEstablished++;
        _congestion.Start(_mss, _options.InitialWindow, _isSynLost, _iss);
        if (_isSynLost)
        {
            _rto.RestartAfterSynLoss();
        }

        if (_opened is { IsCompleted: false })
        {
            _opened.Succeed(true);
        }

        Listener?.Offer(this);
        if (_isClosing)
        {
            EnterClosing();
        }
    }

    private void EnterTimeWait()
    {
        State = TcpState.TimeWait;
        StartTimer(2 * _options.Msl);
        ReleaseMemory();
    }

    // Most connections of a busy node wait, and need little for that: nothing is on its way or unread.
    private void ReleaseMemory()
    {
        Invariant.Require(_segments.Count == 0 && _queue.Size == 0 && _outOfOrder.Count == 0, "both sides have all");
        _segments.Clear();
        _queue.Clear();
        _opened = _opened is { IsCompleted: true } ? null : _opened;
        _ackTimer = _ackTimer is { IsRunning: true } ? _ackTimer : null;
        if (_held == 0 && _inbox is { ReceiverCount: 0 })
        {
            _inbox = null; // the end of the stream is told again to whoever asks
        }
    }

    private void AnswerDrains()
    {
        for (int index = 0; index < (_drains?.Count ?? 0); index++)
        {
            Drain drain = _drains![index];
            if (State == TcpState.Closed || drain.Size <= _options.SendBufferSize - _queue.Size)
            {
                _drains.RemoveAt(index--);
                drain.Room.Succeed(State != TcpState.Closed);
            }
        }
    }

    private int MssOf(int mtu)
    {
        bool isV4 = Remote.Address.IsV4;
        int packetMax = isV4 ? ushort.MaxValue : PacketPool.SizeMax;
        int size = Math.Min(mtu, packetMax) - (isV4 ? Ipv4.HeaderSize : Ipv6.HeaderSize) - TcpHeader.SizeMin;
        return Math.Max(size, MssMin);
    }

    private static int ShiftOf(int buffer)
    {
        int shift = 0;
        while (shift < TcpHeader.WindowShiftMax && buffer >> shift > ushort.MaxValue)
        {
            shift++;
        }

        return shift;
    }

    private readonly record struct Drain(Event<bool> Room, int Size);

    /// <summary>A segment that was sent and not acknowledged; it is sent again in the same bounds.</summary>
    private struct Segment
    {
        public TcpSequence Start;
        public int Size;
        public TcpFlags Flags; // SYN, FIN
        public bool IsSent;

        public readonly TcpSequence End => Start + Size + (Flags == TcpFlags.None ? 0 : 1);
    }

    private void StartTimer(SimTime delay)
    {
        StopTimer();
        _isTimerRunning = true;
        _timer = Simulation.Schedule(delay, this);
    }

    private void StopTimer()
    {
        if (_isTimerRunning)
        {
            _isTimerRunning = false;
            Simulation.Cancel(_timer);
        }
    }

    /// <inheritdoc/>
    protected override void Fire()
    {
        _isTimerRunning = false;
        TimeOut();
    }

    private sealed class AckTimer(TcpConnection connection) : Handler
    {
        private TimerHandle _handle;

        public bool IsRunning { get; private set; }

        public void Start(SimTime delay)
        {
            IsRunning = true;
            _handle = connection.Simulation.Schedule(delay, this);
        }

        public void Stop()
        {
            if (IsRunning)
            {
                IsRunning = false;
                connection.Simulation.Cancel(_handle);
            }
        }

        protected override void Fire()
        {
            IsRunning = false;
            connection.SendAck();
        }
    }
}
