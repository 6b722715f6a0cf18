using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>What happens when a segment arrives (RFC 9293 §3.10.7), in the order of that section.</summary>
public sealed partial class TcpConnection
{
    private const int SegmentsPerAck = 2; // at least every second segment is acknowledged (RFC 9293 §3.8.6.3)

    /// <summary>True if a SYN may take the place of this connection, which only waits (§3.10.7.4, TIME-WAIT).</summary>
    internal bool GivesWayTo(in TcpHeader header) =>
        State == TcpState.TimeWait
        && (header.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst)) == TcpFlags.Syn
        && header.Sequence > _receiveNext;

    /// <summary>A segment for this connection.</summary>
    /// <param name="packet">Its text.</param>
    /// <param name="header">Its header.</param>
    internal void Arrive(Packet packet, TcpHeader header)
    {
        if (State == TcpState.SynSent)
        {
            ArriveInSynSent(packet, header);
        }
        else
        {
            ArriveSynchronised(packet, header);
        }

        if (State == TcpState.Closed)
        {
            return;
        }

        Output();
        if (_isAckDue)
        {
            SendAck();
        }

        if (State == TcpState.FinWait2)
        {
            StartTimer(_options.FinWait2Timeout);
        }
    }

    /// <summary>ICMP says that a segment went wrong. Only what is in flight counts (RFC 5927 §4.1).</summary>
    internal void ReceiveError(IcmpErrorKind kind, int mtu, TcpSequence sequence)
    {
        if (sequence < _unacknowledged || sequence >= _next)
        {
            return;
        }

        if (kind == IcmpErrorKind.PacketTooBig)
        {
            LowerMss(mtu);
        }
        else if (State == TcpState.SynSent
            && kind is IcmpErrorKind.PortUnreachable or IcmpErrorKind.ProtocolUnreachable)
        {
            Finish(TcpEndReason.Unreachable); // a hard error (RFC 1122 §4.2.3.9); the others may pass
        }
    }

    // §3.10.7.3
    private void ArriveInSynSent(Packet packet, in TcpHeader header)
    {
        bool hasAck = header.Has(TcpFlags.Ack);
        if (hasAck && (header.Acknowledgment <= _iss || header.Acknowledgment > _next))
        {
            _stack.SendReset(packet, header);
            _stack.Drop(packet, TcpDropReason.BadAcknowledgment);
        }
        else if (header.Has(TcpFlags.Rst) && hasAck)
        {
            packet.Release();
            Finish(TcpEndReason.Refused);
        }
        else if (header.Has(TcpFlags.Rst) || !header.Has(TcpFlags.Syn))
        {
            _stack.Drop(packet, TcpDropReason.Unexpected);
        }
        else
        {
            TakeSynInSynSent(packet, header, hasAck);
        }
    }

    private void TakeSynInSynSent(Packet packet, in TcpHeader header, bool hasAck)
    {
        if (packet.Tag.IsActive)
        {
            Tag = packet.Tag;
        }

        ReleaseSyn(packet);
        TakeSyn(header);
        if (hasAck)
        {
            TakeNewAcknowledgment(header.Acknowledgment);
            Establish();
            _isAckDue = true;
        }
        else
        {
            State = TcpState.SynReceived; // both open at once (§3.5, figure 8)
            SendFirstAgain();
        }
    }

    // §3.10.7.4
    private void ArriveSynchronised(Packet packet, TcpHeader header)
    {
        if (State == TcpState.SynReceived && header.Has(TcpFlags.Syn) && header.Sequence == _irs)
        {
            if (!header.Has(TcpFlags.Ack))
            {
                AnswerSynAgain(packet);
                return;
            }

            // both have opened at once: the SYN is known, the acknowledgment is news
            header = header with { Sequence = _irs + 1, Flags = header.Flags & ~TcpFlags.Syn };
        }

        if (!IsAcceptable(packet, header))
        {
            Refuse(packet, header);
        }
        else if (header.Has(TcpFlags.Rst))
        {
            TakeReset(packet, header);
        }
        else if (header.Has(TcpFlags.Syn))
        {
            Challenge(); // RFC 5961 §4
            _stack.Drop(packet, TcpDropReason.Challenged);
        }
        else if (!header.Has(TcpFlags.Ack))
        {
            _stack.Drop(packet, TcpDropReason.Unexpected);
        }
        else if (TakeAcknowledgment(packet, header))
        {
            TakeText(packet, header);
        }
    }

    // The peer has not got the SYN ACK, or not yet.
    private void AnswerSynAgain(Packet packet)
    {
        packet.Release();
        StartTimer(_rto.Value);
        SendFirstAgain();
    }

    // The first check: the sequence number. A closed window takes no text, but ACK, RST and a bare FIN in their place.
    private bool IsAcceptable(Packet packet, in TcpHeader header)
    {
        int window = Math.Max(_receiveEdge - _receiveNext, 0);
        int start = header.Sequence - _receiveNext;
        int size = packet.Size + (header.Has(TcpFlags.Syn) ? 1 : 0) + (header.Has(TcpFlags.Fin) ? 1 : 0);
        if (size == 0 || window == 0)
        {
            return window == 0 ? start == 0 : start >= 0 && start < window;
        }

        return start < window && start + size > 0;
    }

    private void Refuse(Packet packet, in TcpHeader header)
    {
        bool takesPlace = packet.Size > 0 || header.Has(TcpFlags.Syn | TcpFlags.Fin);
        if (header.Has(TcpFlags.Rst))
        {
            // no answer
        }
        else if (takesPlace)
        {
            _isAckDue = true;
        }
        else
        {
            Challenge();
        }

        if (State == TcpState.TimeWait && header.Has(TcpFlags.Fin))
        {
            EnterTimeWait(); // the last ACK was lost: the wait begins anew
        }

        bool isOld = header.Sequence < _receiveNext;
        _stack.Drop(packet, isOld && takesPlace ? TcpDropReason.Duplicate : TcpDropReason.OutsideWindow);
    }

    // Only the very next number resets (RFC 5961 §3); others in the window are asked for a better one.
    private void TakeReset(Packet packet, in TcpHeader header)
    {
        if (header.Sequence != _receiveNext)
        {
            Challenge();
            _stack.Drop(packet, TcpDropReason.Challenged);
            return;
        }

        packet.Release();
        Finish(State switch
        {
            TcpState.TimeWait => TcpEndReason.Closed,
            TcpState.SynReceived when Listener is null => TcpEndReason.Refused,
            _ => TcpEndReason.Reset,
        });
    }

    private void Challenge()
    {
        if (Simulation.Now - _challengeStart >= ChallengeInterval)
        {
            _challengeStart = Simulation.Now;
            _challengeCount = 0;
        }

        if (_challengeCount < ChallengeMax)
        {
            _challengeCount++;
            SendAck();
        }
        else
        {
            _stack.Counters.ChallengesSuppressed++;
        }
    }

    // The fifth check. False if the segment goes no further.
    private bool TakeAcknowledgment(Packet packet, in TcpHeader header)
    {
        TcpSequence acknowledgment = header.Acknowledgment;
        if (State == TcpState.SynReceived)
        {
            if (acknowledgment <= _unacknowledged || acknowledgment > _next)
            {
                _stack.SendReset(packet, header);
                _stack.Drop(packet, TcpDropReason.BadAcknowledgment);
                return false;
            }

            TakeNewAcknowledgment(acknowledgment);
            SetSendWindow(header);
            Establish();
            return true;
        }

        if (acknowledgment > _next || acknowledgment < _unacknowledged - _sendWindowMax)
        {
            Challenge(); // RFC 5961 §5
            _stack.Drop(packet, TcpDropReason.BadAcknowledgment);
            return false;
        }

        bool isNews = acknowledgment > _unacknowledged;
        if (isNews)
        {
            TakeNewAcknowledgment(acknowledgment);
        }
        else if (IsDuplicate(packet, header))
        {
            TakeDuplicate();
        }

        UpdateSendWindow(header, isNews);
        if (!ChangeStateByAcknowledgment())
        {
            packet.Release();
            return false;
        }

        return true;
    }

    // RFC 5681 §2; answers to probes of a closed window say nothing about loss.
    private bool IsDuplicate(Packet packet, in TcpHeader header) =>
        header.Acknowledgment == _unacknowledged && _segments.Count > 0 && packet.Size == 0 && _sendWindow > 0
        && !header.Has(TcpFlags.Fin) && WindowOf(header) == _sendWindow;

    private void TakeNewAcknowledgment(TcpSequence acknowledgment)
    {
        int octets = acknowledgment - _unacknowledged;
        _unacknowledged = acknowledgment;
        _attempts = 0;
        if (_isTiming && acknowledgment >= _timedEnd)
        {
            _isTiming = false;
            _rto.Sample(Simulation.Now - _timedAt);
        }

        ForgetSegments(acknowledgment);
        _queue.Acknowledge(acknowledgment);
        TcpAckEffect effect = IsHandshake
            ? TcpAckEffect.None
            : _congestion.Acknowledge(octets, acknowledgment, _next - acknowledgment);
        if (_segments.Count == 0)
        {
            StopTimer(); // RFC 6298 §5.2
        }
        else if ((effect & TcpAckEffect.KeepTimer) == 0)
        {
            StartTimer(_rto.Value); // §5.3
        }

        Follow(effect);
        AnswerDrains();
    }

    // A fast retransmission starts the timer anew, as common systems have it, so that the timer does not send the same
    // segment a second time on its heels.
    private void TakeDuplicate()
    {
        TcpAckEffect effect = _congestion.Duplicate(_unacknowledged, _next, Flight);
        if (effect == TcpAckEffect.RetransmitFirst)
        {
            _stack.Counters.FastRetransmits++;
            StartTimer(_rto.Value);
        }

        Follow(effect);
    }

    private void Follow(TcpAckEffect effect)
    {
        if ((effect & TcpAckEffect.RetransmitFirst) != 0)
        {
            SendFirstAgain();
        }
    }

    private void ForgetSegments(TcpSequence acknowledgment)
    {
        while (_segments.Count > 0 && _segments[0].End <= acknowledgment)
        {
            _segments.RemoveFirst();
            _sendIndex = Math.Max(_sendIndex - 1, 0);
        }

        if (_segments.Count > 0 && _segments[0].Start < acknowledgment)
        {
            ref Segment first = ref _segments[0]; // taken in part
            first.Size -= acknowledgment - first.Start;
            first.Start = acknowledgment;
        }
    }

    private int WindowOf(in TcpHeader header) => header.Window << _sendShift;

    // RFC 9293 goes by the peer's numbers alone, and would keep the window of an earlier segment when the peer sends an
    // old one again; what acknowledges more was sent later, whatever its own number is.
    private void UpdateSendWindow(in TcpHeader header, bool isNews)
    {
        bool isNewer = isNews || _wl1 < header.Sequence
            || (_wl1 == header.Sequence && _wl2 <= header.Acknowledgment);
        if (isNewer && header.Acknowledgment >= _unacknowledged)
        {
            SetSendWindow(header);
        }

        if (_sendWindow == 0)
        {
            _attempts = 0; // a closed window may stay closed as long as the peer answers (RFC 9293 §3.8.6.1)
        }
    }

    private void SetSendWindow(in TcpHeader header)
    {
        _wl1 = header.Sequence;
        _wl2 = header.Acknowledgment;
        _sendWindow = WindowOf(header);
        _sendWindowMax = Math.Max(_sendWindowMax, _sendWindow);
        if (_sendWindow > 0 && _probeCount > 0)
        {
            _probeCount = 0; // the window has opened: the probe goes out again, and more after it
            if (_segments.Count > 0)
            {
                _sendIndex = 0;
                StartTimer(_rto.Value);
            }
            else if (UnsentSize > 0)
            {
                StopTimer();
            }
        }
    }

    // False if the connection is over, or has nothing left to take.
    private bool ChangeStateByAcknowledgment()
    {
        bool isFinAcknowledged = _isFinSent && _unacknowledged == _next;
        if (isFinAcknowledged && State == TcpState.FinWait1)
        {
            State = TcpState.FinWait2;
        }
        else if (isFinAcknowledged && State == TcpState.Closing)
        {
            EnterTimeWait();
        }
        else if (isFinAcknowledged && State == TcpState.LastAck)
        {
            Finish(TcpEndReason.Closed);
        }

        return State != TcpState.Closed;
    }

    // Text on a SYN is not taken: the peer sends it again.
    private void ReleaseSyn(Packet packet)
    {
        if (packet.Size > 0)
        {
            _stack.Drop(packet, TcpDropReason.Unexpected);
        }
        else
        {
            packet.Release();
        }
    }

    private void TakeSyn(in TcpHeader header)
    {
        _irs = header.Sequence;
        _receiveNext = header.Sequence + 1;
        _receiveEdge = _receiveNext + _options.ReceiveBufferSize;
        _peerShift = header.WindowShift;
        bool isScaled = _peerShift >= 0;
        _receiveShift = isScaled ? _receiveShift : 0;
        SetSendWindow(header); // not scaled
        _sendShift = isScaled ? Math.Min(_peerShift, TcpHeader.WindowShiftMax) : 0;
        int mssDefault = Remote.Address.IsV4 ? MssDefaultV4 : MssDefaultV6;
        int peerMss = header.Mss >= 0 ? Math.Max(header.Mss, MssMin) : mssDefault;
        _mss = Math.Min(peerMss, _receiveMss);
    }

    // The seventh check: the text, then the FIN.
    private void TakeText(Packet packet, in TcpHeader header)
    {
        bool hasFin = header.Has(TcpFlags.Fin);
        if (packet.Size == 0 && !hasFin)
        {
            packet.Release();
            return;
        }

        if (State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2))
        {
            _stack.Drop(packet, TcpDropReason.AfterEnd);
            return;
        }

        TcpSequence start = Trim(packet, header.Sequence, ref hasFin);
        if (hasFin)
        {
            _hasPeerFin = true;
            _peerFin = start + packet.Size;
            _isAckDue = true;
        }

        if (packet.Size == 0)
        {
            packet.Release();
        }
        else if ((_inbox?.Count ?? 0) + _outOfOrder.Count >= _options.ReceivedSegmentMax)
        {
            _isAckDue = true;
            _stack.Drop(packet, TcpDropReason.QueueFull);
        }
        else if (start == _receiveNext)
        {
            TakeInOrder(packet);
        }
        else
        {
            TakeOutOfOrder(packet, start);
        }

        if (_hasPeerFin && _peerFin == _receiveNext && !_isPeerDone)
        {
            TakeFin();
        }
    }

    // Cuts off what was received before, what is beyond the window, and what is beyond the end.
    private TcpSequence Trim(Packet packet, TcpSequence start, ref bool hasFin)
    {
        int old = Math.Clamp(_receiveNext - start, 0, packet.Size);
        packet.TrimStart(old);
        start += old;
        int room = Math.Max((_hasPeerFin && _peerFin < _receiveEdge ? _peerFin : _receiveEdge) - start, 0);
        if (packet.Size > room)
        {
            packet.TrimEnd(packet.Size - room);
            hasFin = false;
            _isAckDue = true;
        }

        hasFin &= !_hasPeerFin;
        return start;
    }

    private void TakeInOrder(Packet packet)
    {
        bool fillsGap = _outOfOrder.Count > 0; // to be acknowledged at once (RFC 5681 §4.2)
        Deliver(packet);
        while (_outOfOrder.TryTake(_receiveNext, out TcpSequence start, out Packet? octets))
        {
            int old = Math.Min(_receiveNext - start, octets!.Size);
            octets.TrimStart(old);
            if (octets.Size > 0)
            {
                Deliver(octets);
            }
            else
            {
                _stack.Drop(octets, TcpDropReason.Duplicate);
            }
        }

        _unansweredCount++;
        if (fillsGap || _unansweredCount >= SegmentsPerAck || _options.AckDelay == SimTime.Zero)
        {
            _isAckDue = true;
        }
        else if (_ackTimer is not { IsRunning: true })
        {
            _ackTimer ??= new AckTimer(this);
            _ackTimer.Start(_options.AckDelay);
        }
    }

    // A duplicate acknowledgment at once (RFC 5681 §4.2).
    private void TakeOutOfOrder(Packet packet, TcpSequence start)
    {
        _isAckDue = true;
        if (!_outOfOrder.TryAdd(start, packet))
        {
            _stack.Drop(packet, TcpDropReason.Duplicate);
        }
    }

    private void Deliver(Packet octets)
    {
        _held += octets.Size;
        _receiveNext += octets.Size;
        Inbox.Put(new TcpReceived(this, octets, TcpReceiveStatus.Octets));
    }

    // The eighth check.
    private void TakeFin()
    {
        _isPeerDone = true;
        _isAckDue = true;
        _receiveNext += 1;
        Inbox.Put(new TcpReceived(this, null, TcpReceiveStatus.EndOfStream));
        switch (State)
        {
            case TcpState.Established:
                State = TcpState.CloseWait;
                break;
            case TcpState.FinWait1:
                State = TcpState.Closing; // its FIN is not acknowledged, or FIN-WAIT-2 would have been reached
                break;
            case TcpState.FinWait2:
                EnterTimeWait();
                break;
        }
    }

    /// <summary>An acknowledgment leaves: none is due.</summary>
    private void AnswerAcknowledged()
    {
        _isAckDue = false;
        _unansweredCount = 0;
        _ackTimer?.Stop();
    }

    // The window as its field says it. The edge goes forward in steps that are worth it, never back: silly window
    // avoidance of the receiver (RFC 9293 §3.8.6.2.2).
    private ushort AdvertiseWindow()
    {
        TcpSequence edge = _receiveNext + (_options.ReceiveBufferSize - _held);
        if (edge - _receiveEdge >= Math.Min(_options.ReceiveBufferSize / 2, _receiveMss))
        {
            _receiveEdge = edge;
        }

        int window = Math.Max(_receiveEdge - _receiveNext, 0) >> _receiveShift;
        return (ushort)Math.Min(window, ushort.MaxValue);
    }

    // A window that was nearly closed, or has grown by half the buffer, is told at once.
    private void UpdateReceiveWindow()
    {
        if (State is not (TcpState.Established or TcpState.FinWait1 or TcpState.FinWait2))
        {
            return;
        }

        int known = _receiveEdge - _receiveNext;
        int gain = _options.ReceiveBufferSize - _held - known;
        int half = _options.ReceiveBufferSize / 2;
        if (gain >= half || (known < 2 * _receiveMss && gain >= Math.Min(half, _receiveMss)))
        {
            SendAck();
        }
    }
}
