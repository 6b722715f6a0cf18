using System;

namespace Simulator.Network;

/// <summary>
/// Congestion control of a sender: slow start and congestion avoidance, fast retransmit and fast recovery (RFC 5681),
/// the latter as NewReno (RFC 6582), limited transmit (RFC 3042). Pure arithmetic: the connection does what it says.
/// </summary>
internal struct TcpCongestion
{
    private const int DuplicateThreshold = 3;   // RFC 5681 §3.2
    private const int WindowMax = 1 << 30;      // RFC 7323 §2.2: the largest window there can be
    private const int LargeSegment = 2190, MediumSegment = 1095; // RFC 5681 §3.1

    private int _initialWindow;
    private int _mss;
    private int _acknowledged;  // in congestion avoidance, towards the next segment
    private int _duplicateCount;
    private bool _hadPartial;
    private TcpSequence _recover;

    /// <summary>Congestion window, cwnd, in octets.</summary>
    public int Window { get; private set; }

    /// <summary>Slow start threshold, ssthresh, in octets.</summary>
    public int Threshold { get; private set; }

    /// <summary>True in fast recovery.</summary>
    public bool IsRecovering { get; private set; }

    /// <summary>Octets beyond the congestion window that limited transmit allows: one segment for each of the first two
    /// duplicates (RFC 3042 §2).</summary>
    public readonly int LimitedTransmit =>
        IsRecovering || _duplicateCount >= DuplicateThreshold ? 0 : _duplicateCount * _mss;

    /// <summary>The connection opens.</summary>
    /// <param name="mss">Sender's maximum segment size, SMSS.</param>
    /// <param name="initialSegments">Initial window in segments; zero for that of RFC 5681 §3.1.</param>
    /// <param name="isSynLost">A SYN or SYN ACK was retransmitted: one segment (§3.1).</param>
    /// <param name="initialSequence">The sequence number of the SYN.</param>
    public void Start(int mss, int initialSegments, bool isSynLost, TcpSequence initialSequence)
    {
        _mss = mss;
        int segments = initialSegments > 0 ? initialSegments : mss > LargeSegment ? 2 : mss > MediumSegment ? 3 : 4;
        _initialWindow = Math.Min(segments * mss, WindowMax);
        Window = isSynLost ? mss : _initialWindow;
        Threshold = int.MaxValue;
        _recover = initialSequence;
    }

    /// <summary>The maximum segment size shrinks with the path (RFC 1191 §6.3: no congestion).</summary>
    public void ChangeMss(int mss) => _mss = mss;

    /// <summary>New octets are acknowledged.</summary>
    /// <param name="octets">How many.</param>
    /// <param name="acknowledgment">Up to where.</param>
    /// <param name="flight">Octets that remain in flight.</param>
    public TcpAckEffect Acknowledge(int octets, TcpSequence acknowledgment, int flight)
    {
        _duplicateCount = 0;
        if (!IsRecovering)
        {
            Grow(octets);
            return TcpAckEffect.None;
        }

        if (acknowledgment >= _recover)
        {
            // a full acknowledgment (RFC 6582 §3.2 step 3, option 1: no burst)
            IsRecovering = false;
            Window = Math.Min(Threshold, Math.Max(flight, _mss) + _mss);
            return TcpAckEffect.None;
        }

        // a partial one: the next hole; only the first restarts the timer
        Window = Math.Max(Window - octets + (octets >= _mss ? _mss : 0), _mss);
        TcpAckEffect timer = _hadPartial ? TcpAckEffect.KeepTimer : TcpAckEffect.None;
        _hadPartial = true;
        return TcpAckEffect.RetransmitFirst | timer;
    }

    /// <summary>A duplicate acknowledgment, as RFC 5681 §2 defines it.</summary>
    /// <param name="unacknowledged">SND.UNA.</param>
    /// <param name="next">SND.NXT, the highest sent.</param>
    /// <param name="flight">Octets in flight.</param>
    public TcpAckEffect Duplicate(TcpSequence unacknowledged, TcpSequence next, int flight)
    {
        _duplicateCount = Math.Min(_duplicateCount + 1, DuplicateThreshold + 1);
        if (IsRecovering)
        {
            Window = Math.Min(Window + _mss, WindowMax); // a segment has left the network (RFC 5681 §3.2 step 4)
            return TcpAckEffect.None;
        }

        if (_duplicateCount != DuplicateThreshold || unacknowledged <= _recover)
        {
            return TcpAckEffect.None; // RFC 6582 §3.2 step 2: not for what a timeout sends again
        }

        IsRecovering = true;
        _hadPartial = false;
        _recover = next;
        Threshold = HalfOf(Math.Min(flight, Window)); // without what limited transmit has sent (RFC 5681 §3.2 step 2)
        Window = Math.Min(Threshold + (DuplicateThreshold * _mss), WindowMax);
        return TcpAckEffect.RetransmitFirst;
    }

    /// <summary>The retransmission timer has expired (RFC 5681 §3.1, RFC 6582 §3.2 step 4).</summary>
    /// <param name="next">SND.NXT, the highest sent.</param>
    /// <param name="flight">Octets in flight.</param>
    /// <param name="isRepeated">The segment was retransmitted by the timer before: the threshold stays.</param>
    public void TimeOut(TcpSequence next, int flight, bool isRepeated)
    {
        Threshold = isRepeated ? Threshold : HalfOf(flight);
        Window = _mss; // the loss window
        _recover = next;
        IsRecovering = false;
        _duplicateCount = 0;
        _acknowledged = 0;
    }

    /// <summary>Nothing was sent for longer than a timeout: the restart window (RFC 5681 §4.1).</summary>
    public void Idle() => Window = Math.Min(Window, _initialWindow);

    private readonly int HalfOf(int flight) => Math.Max(flight / 2, 2 * _mss);

    private void Grow(int octets)
    {
        if (Window < Threshold)
        {
            Window = Math.Min(Window + Math.Min(octets, _mss), WindowMax); // slow start
            return;
        }

        _acknowledged += octets; // a segment for each window that is acknowledged
        if (_acknowledged >= Window)
        {
            _acknowledged -= Window;
            Window = Math.Min(Window + _mss, WindowMax);
        }
    }
}

/// <summary>What an acknowledgment asks of the connection.</summary>
[Flags]
internal enum TcpAckEffect
{
    /// <summary>Nothing more than to send what the windows allow.</summary>
    None = 0,

    /// <summary>To send the first unacknowledged segment again.</summary>
    RetransmitFirst = 1,

    /// <summary>To leave the retransmission timer as it is.</summary>
    KeepTimer = 2,
}
