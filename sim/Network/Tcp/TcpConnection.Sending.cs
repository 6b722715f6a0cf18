using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Sending: what leaves when, again when it is lost, and probes of a closed window.</summary>
public sealed partial class TcpConnection
{
    /// <summary>Sends what the windows allow.</summary>
    private void Output()
    {
        if (IsHandshake || State is TcpState.Closed or TcpState.TimeWait)
        {
            return;
        }

        if (_segments.Count == 0 && Simulation.Now - _lastSentAt > _rto.Value)
        {
            _congestion.Idle();
        }

        while (_sendIndex < _segments.Count ? TrySendAgain() : TrySendNew())
        {
            // again; nothing new before what is to be sent again
        }

        if (_segments.Count == 0 && UnsentSize > 0 && !_isTimerRunning)
        {
            // the window is closed, or too small for a segment (RFC 9293 §3.8.6.1, §3.8.6.2.1)
            StartTimer(ProbeDelay);
        }
    }

    // After a timeout everything that is not acknowledged is sent again in its turn, as the window grows.
    private bool TrySendAgain()
    {
        int window = Math.Min(_congestion.Window, _sendWindow);
        if (_sendIndex > 0 && _segments[_sendIndex].End - _unacknowledged > window)
        {
            return false;
        }

        Transmit(_sendIndex++);
        return true;
    }

    private bool TrySendNew()
    {
        int unsent = UnsentSize;
        if (unsent == 0)
        {
            bool isEnd = _isClosing && !_isFinSent;
            if (isEnd)
            {
                SendNew(0, TcpFlags.Fin); // takes no room in the window
            }

            return isEnd;
        }

        int size = SizeOfNext(unsent);
        if (size > 0)
        {
            SendNew(size, _isClosing && size == unsent ? TcpFlags.Fin : TcpFlags.None);
        }

        return size > 0;
    }

    // Silly window avoidance of the sender and Nagle's algorithm (RFC 9293 §3.8.6.2.1, §3.7.4); zero to wait.
    private int SizeOfNext(int unsent)
    {
        int flight = Flight, window = _sendWindow - flight;
        int size = Math.Min(_options.Nagle ? unsent : _queue.SizeOfRest(_next), _mss);
        if (size > _congestion.Window + _congestion.LimitedTransmit - flight)
        {
            return 0;
        }

        if (size > window)
        {
            return window > 0 && window >= _sendWindowMax / 2 ? window : 0;
        }

        return _options.Nagle && size < _mss && flight > 0 ? 0 : size;
    }

    /// <summary>Sends a segment of octets that were not sent before.</summary>
    private void SendNew(int size, TcpFlags flags)
    {
        if (_segments.Count == 0)
        {
            StartTimer(_rto.Value); // RFC 6298 §5.1
        }

        var segment = new Segment { Start = _next, Size = size, Flags = flags };
        _segments.Add(segment);
        _sendIndex = _segments.Count;
        _next = segment.End;
        _isFinSent |= flags == TcpFlags.Fin;
        Transmit(_segments.Count - 1);
    }

    private void SendFirstAgain()
    {
        if (_segments.Count > 0)
        {
            _sendIndex = Math.Max(_sendIndex, 1);
            Transmit(0);
        }
    }

    /// <summary>Sends one of the segments that are not acknowledged, for the first time or again.</summary>
    private void Transmit(int index)
    {
        JoinFin(index);
        ref Segment segment = ref _segments[index];
        TimeRoundTrip(segment);
        _stack.Counters.Retransmissions += segment.IsSent ? 1 : 0;
        segment.IsSent = true;
        TcpHeader header = HeaderOf(segment);
        int headerSize = header.Size;
        Packet packet = Node.Topology.Packets.Rent(headerSize + segment.Size);
        packet.Label = LabelOf(segment);
        if (segment.Size > 0)
        {
            _queue.CopyTo(segment.Start, packet.Span[headerSize..], packet);
        }
        else if (segment.Flags == TcpFlags.Syn)
        {
            packet.Tag = Tag;
        }

        _lastSentAt = Simulation.Now;
        AnswerAcknowledged();
        if (_stack.Send(packet, header, Local.Address, Remote.Address, ref _way) == SendOutcome.TooBig)
        {
            LowerMss(Node.Ip.MtuToward(Remote.Address));
        }
    }

    // A FIN that left alone goes with the text before it when that is sent again: it is acknowledged once, and no
    // second acknowledgment meets a closed connection.
    private void JoinFin(int index)
    {
        bool isBeforeLast = index == _segments.Count - 2;
        if (isBeforeLast && _segments[index].Size > 0 && _segments[index + 1] is { Size: 0, Flags: TcpFlags.Fin })
        {
            _segments[index].Flags = TcpFlags.Fin;
            _segments.RemoveLast();
            _sendIndex = Math.Min(_sendIndex, _segments.Count);
        }
    }

    // One segment at a time, and never one that is sent twice (RFC 6298 §3).
    private void TimeRoundTrip(in Segment segment)
    {
        if (segment.IsSent)
        {
            _isTiming = false;
        }
        else if (!_isTiming)
        {
            _isTiming = true;
            _timedAt = Simulation.Now;
            _timedEnd = segment.End;
        }
    }

    private TcpHeader HeaderOf(in Segment segment)
    {
        TcpFlags flags = segment.Flags;
        if (flags == TcpFlags.Syn)
        {
            return SynHeader(segment.Start);
        }

        flags |= TcpFlags.Ack;
        if (segment.Size > 0 && _queue.EndsMessage(segment.Start + segment.Size))
        {
            flags |= TcpFlags.Psh;
        }

        return new(Local.Port, Remote.Port, segment.Start, _receiveNext, flags, AdvertiseWindow());
    }

    // The window on a SYN is not scaled; the scale is answered only if it was offered (RFC 7323 §2.2).
    private TcpHeader SynHeader(TcpSequence start)
    {
        bool isAnswer = State == TcpState.SynReceived;
        int shift = isAnswer && _peerShift < 0 ? TcpHeader.NoOption : ShiftOf(_options.ReceiveBufferSize);
        return new(
            Local.Port,
            Remote.Port,
            start,
            isAnswer ? _receiveNext : default,
            isAnswer ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn,
            (ushort)Math.Min(_options.ReceiveBufferSize, ushort.MaxValue),
            _receiveMss,
            shift);
    }

    private MessageLabel LabelOf(in Segment segment) => segment.Flags == TcpFlags.Syn
        ? State == TcpState.SynReceived ? TcpLabels.SynAck : TcpLabels.Syn
        : segment.Size > 0 ? TcpLabels.Continuation : TcpLabels.FinAck; // a message that begins here says more

    /// <summary>Sends an acknowledgment without text.</summary>
    private void SendAck() => SendControl(TcpFlags.Ack, TcpLabels.Ack);

    private void SendControl(TcpFlags flags, MessageLabel label)
    {
        bool isAck = flags == TcpFlags.Ack;
        var header = new TcpHeader(
            Local.Port,
            Remote.Port,
            ControlSequence(),
            isAck ? _receiveNext : default,
            flags,
            isAck ? AdvertiseWindow() : (ushort)0);
        Packet packet = Node.Topology.Packets.Rent(header.Size);
        packet.Label = label;
        AnswerAcknowledged();
        _stack.Send(packet, header, Local.Address, Remote.Address, ref _way);
    }

    // SND.NXT, but not beyond the window that the peer has closed, where it would take no acknowledgment.
    private TcpSequence ControlSequence()
    {
        TcpSequence end = _unacknowledged + _sendWindow;
        return IsHandshake || _next <= end ? _next : end;
    }

    /// <summary>The timer has expired; the state says which one it was.</summary>
    private void TimeOut()
    {
        if (State == TcpState.TimeWait)
        {
            Finish(TcpEndReason.Closed);
        }
        else if (_segments.Count > 0 || UnsentSize > 0)
        {
            SendAfterTimeout();
        }
        else
        {
            Finish(TcpEndReason.TimedOut); // FIN-WAIT-2
        }
    }

    private void SendAfterTimeout()
    {
        int attemptMax = IsHandshake ? _options.SynRetransmissionMax : _options.RetransmissionMax;
        if (_attempts >= attemptMax)
        {
            Finish(TcpEndReason.TimedOut); // R2 (RFC 9293 §3.8.3)
            return;
        }

        _attempts++;
        if (IsHandshake)
        {
            RetransmitSyn();
        }
        else if (_sendWindow == 0 || _segments.Count == 0)
        {
            Probe(); // RFC 9293 §3.8.6.1, or the override of §3.8.6.2.1
        }
        else
        {
            Retransmit();
        }
    }

    private void RetransmitSyn()
    {
        _isSynLost = true;
        _stack.Counters.Timeouts++;
        _rto.BackOff();
        StartTimer(_rto.Value);
        SendFirstAgain();
    }

    private void Retransmit()
    {
        _stack.Counters.Timeouts++;
        _congestion.TimeOut(_next, Flight, isRepeated: _attempts > 1);
        _rto.BackOff();            // RFC 6298 §5.5
        StartTimer(_rto.Value);  // §5.6
        _sendIndex = 0;
        Output();
    }

    // One octet beyond a closed window, or as much as fits into one that is too small for a segment. It stays
    // unacknowledged like any other segment, and is sent again until the peer takes it.
    private void Probe()
    {
        bool isClosed = _sendWindow == 0;
        if (_segments.Count == 0)
        {
            int size = Math.Min(Math.Min(_queue.SizeOfRest(_next), _mss), Math.Max(_sendWindow, 1));
            SendNew(size, _isClosing && size == UnsentSize ? TcpFlags.Fin : TcpFlags.None);
        }
        else
        {
            SendFirstAgain();
        }

        if (isClosed)
        {
            _stack.Counters.Probes++;
            _probeCount++;
            StartTimer(ProbeDelay);
        }
    }

    private SimTime ProbeDelay
    {
        get
        {
            SimTime delay = _rto.Value;
            for (int count = 0; count < _probeCount && delay < _options.RtoMax; count++)
            {
                delay *= 2;
            }

            return SimTime.Min(delay, _options.RtoMax);
        }
    }

    /// <summary>
    /// The path takes less than was thought (RFC 1191 §3, §6.3): what is in flight is cut and sent again.
    /// </summary>
    private void LowerMss(int mtu)
    {
        int mss = MssOf(mtu);
        if (mss >= _mss || mtu <= 0)
        {
            return;
        }

        _mss = mss;
        _congestion.ChangeMss(mss);
        Cut();
        _sendIndex = 0;
        Output();
    }

    private void Cut()
    {
        for (int index = 0; index < _segments.Count; index++)
        {
            Segment segment = _segments[index];
            if (segment.Size > _mss)
            {
                Segment rest = segment with { Start = segment.Start + _mss, Size = segment.Size - _mss };
                _segments[index] = segment with { Size = _mss, Flags = TcpFlags.None };
                _segments.Insert(index + 1, rest);
            }
        }
    }
}
