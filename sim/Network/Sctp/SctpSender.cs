using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The sending half of an association: messages wait, become DATA chunks with TSNs, and are kept until they are
/// acknowledged cumulatively (RFC 9260 §6.1, §6.3, §6.9, §7.2).
/// </summary>
internal sealed class SctpSender(SctpAssociation association, RtoEstimator rto)
{
    /// <summary>
    /// Ours: TSNs outstanding at most, and how far ahead of the cumulative TSN a receiver keeps track.
    /// </summary>
    public const int TsnWindow = 4_096;

    private const int MissesForFastRetransmit = 3; // §7.2.4
    private const int BundledLabelsMax = 4;        // ours: further messages of a packet do not appear in its label

    private readonly List<(MessageLabel Label, MeasurementTag Tag)> _bundle = [];
    private readonly SctpTimer _t3 = new(association, SctpTimerKind.T3Rtx);
    private OutChunk[] _ring = new OutChunk[16];
    private string? _bundleFault; // why octets in the packet being written are wrong on purpose
    private int _head;
    private int _count;
    private OutMessage[] _messages = new OutMessage[16]; // a ring, by their numbers
    private SctpSendBuffer _octets;
    private uint _oldest;        // number of the first message that is kept
    private uint _current;       // of the first one that is not wholly in chunks
    private uint _end;           // of the one that is queued next
    private int _fragmentOffset; // how much of the current message is in chunks
    private ushort[] _nextSsn = [];
    private uint _nextTsn;
    private int _flightSize; // octets of DATA chunks in flight, their headers included
    private int _dataOutstanding; // octets of user data in flight
    private long _peerWindow;
    private int _markedCount;
    private bool _isFastRecovery;
    private uint _fastRecoveryExit;
    private bool _isProbing;
    private bool _hasHeardWhileProbing;
    private bool _isMeasuring;
    private uint _measuredTsn;
    private SimTime _measureStart;
    private SimTime _lastSent;

    /// <summary>Congestion window in octets.</summary>
    public int CongestionWindow { get; private set; }

    /// <summary>Slow start threshold in octets.</summary>
    public int SlowStartThreshold { get; private set; }

    /// <summary>Octets acknowledged since the last increase in congestion avoidance.</summary>
    public int PartialBytesAcked { get; private set; }

    /// <summary>Last TSN that the peer has acknowledged cumulatively.</summary>
    public uint CumulativeAck { get; private set; }

    /// <summary>Room at the peer, less what is in flight to it.</summary>
    public long PeerWindow => _peerWindow;

    /// <summary>Octets of DATA chunks in flight.</summary>
    public int FlightSize => _flightSize;

    /// <summary>Octets of messages that are queued or not acknowledged.</summary>
    public int BufferedSize { get; private set; }

    /// <summary>TSNs that are not acknowledged cumulatively.</summary>
    public int OutstandingCount => _count;

    /// <summary>True if everything was acknowledged.</summary>
    public bool IsEmpty => _count == 0 && !HasNew;

    /// <summary>When a new chunk was sent last, which could have measured the round trip (§8.3: then the path is not
    /// idle).
    /// </summary>
    public SimTime LastSent => _lastSent;

    private SctpOptions Options => association.Options;

    private SctpCounters Counters => association.Stack.Counters;

    private int ChunkSizeMax => association.ChunkSizeMax; // PMDCS

    private int MessageCount => (int)unchecked(_end - _oldest);

    private bool HasNew => _current != _end; // something that is not in chunks

    /// <summary>Starts with a first TSN towards a peer.</summary>
    public void Reset(uint initialTsn, uint peerWindow, int streams)
    {
        Discard();
        _nextTsn = initialTsn;
        CumulativeAck = unchecked(initialTsn - 1);
        _peerWindow = peerWindow;
        _nextSsn = new ushort[streams];
        CongestionWindow = Math.Min(4 * ChunkSizeMax, Math.Max(2 * ChunkSizeMax, 4_404)); // §7.2.1
        SlowStartThreshold = int.MaxValue; // §7.2.1: arbitrarily high
        PartialBytesAcked = 0;
        _isFastRecovery = false;
        _isMeasuring = false;
        _isProbing = false;
        _lastSent = association.Node.Simulation.Now;
    }

    /// <summary>Throws away all that was not acknowledged, and counts it.</summary>
    public void Discard()
    {
        Counters.Count(SctpDropReason.AssociationEnded, MessageCount);
        while (_count > 0)
        {
            FreeFirst();
        }

        while (_oldest != _end)
        {
            FreeMessage();
        }

        _current = _end;
        _fragmentOffset = 0;
        _flightSize = 0;
        _dataOutstanding = 0;
        _markedCount = 0;
        _t3.Stop();
    }

    /// <summary>Takes a message.</summary>
    public SctpSendOutcome Enqueue(
        ushort stream,
        uint ppid,
        ReadOnlySpan<byte> octets,
        MessageLabel label,
        in MeasurementTag tag,
        bool isUnordered,
        string? fault)
    {
        SctpSendOutcome outcome = stream >= _nextSsn.Length ? SctpSendOutcome.NoSuchStream
            : octets.IsEmpty ? SctpSendOutcome.Empty
            : octets.Length > Options.MessageSizeMax ? SctpSendOutcome.TooLong
            : octets.Length > Options.SendBufferSize - BufferedSize ? SctpSendOutcome.BufferFull
            : SctpSendOutcome.Queued;
        if (outcome != SctpSendOutcome.Queued)
        {
            return outcome;
        }

        if (MessageCount == _messages.Length)
        {
            GrowMessages();
        }

        ref OutMessage message = ref MessageOf(_end);
        message.Start = Keep(octets);
        message.Size = octets.Length;
        message.Label = label;
        message.Tag = tag;
        message.Fault = fault;
        message.Stream = stream;
        message.Ppid = ppid;
        message.IsUnordered = isUnordered;
        message.ChunkCount = 0;
        _end = unchecked(_end + 1);
        BufferedSize += octets.Length;
        Counters.MessagesSent++;
        return SctpSendOutcome.Queued;
    }

    /// <summary>
    /// Sends what the windows allow: chunks to be sent again first, at most Max.Burst packets (§6.1).
    /// </summary>
    public void Transmit()
    {
        for (int packets = 0; packets < Options.MaxBurst && MaySend(); packets++)
        {
            SendPacket(isForced: false);
        }
    }

    /// <summary>SACK (§6.2.1, §7.2).</summary>
    /// <returns>False if it acknowledges what was never sent.</returns>
    public bool Acknowledge(in SackChunk sack)
    {
        uint cumulative = sack.CumulativeTsnAck;
        if (SerialNumber.IsBefore(cumulative, CumulativeAck))
        {
            Counters.Count(SctpDropReason.OldSack);
            return true;
        }

        int last = sack.GapCount == 0 ? 0 : sack.Gap(sack.GapCount - 1).End;
        if (SerialNumber.Distance(CumulativeAck, SerialNumber.Add(cumulative, last)) > _count)
        {
            return false;
        }

        int flightBefore = _flightSize;
        bool isAdvanced = cumulative != CumulativeAck;
        int ackedSize = AcknowledgeUpTo(cumulative, out uint highestNew);
        bool hasReneged = false;
        if (_count > 0)
        {
            ackedSize += AcknowledgeGaps(sack, ref highestNew, out hasReneged);
        }

        _hasHeardWhileProbing = true;
        if (ackedSize > 0)
        {
            association.ClearErrors();
            _isProbing &= !isAdvanced;
            RaiseWindow(flightBefore, ackedSize, isAdvanced);
        }

        int misses = ReportMisses(sack, highestNew, isAdvanced);
        _peerWindow = Math.Max(0, sack.ReceiverWindow - (long)_dataOutstanding);
        Restart(isAdvanced, hasReneged);
        if (misses > 0)
        {
            FastRetransmit();
        }
        else if (_isProbing && !isAdvanced)
        {
            ProbeAgainIfOpen(sack.ReceiverWindow);
        }

        return true;
    }

    /// <summary>The cumulative acknowledgement in SHUTDOWN (§9.2).</summary>
    /// <returns>False if it acknowledges what was never sent.</returns>
    public bool Acknowledge(uint cumulative)
    {
        int distance = SerialNumber.Distance(CumulativeAck, cumulative);
        if (distance > _count)
        {
            return false;
        }

        if (distance > 0)
        {
            AcknowledgeUpTo(cumulative, out _);
            association.ClearErrors();
            Restart(isAdvanced: true, hasReneged: false);
        }

        return true;
    }

    /// <summary>T3-rtx has expired (§6.3.3, §7.2.3).</summary>
    public void T3Expired()
    {
        Counters.T3Expiries++;
        SlowStartThreshold = Math.Max(CongestionWindow / 2, 4 * ChunkSizeMax);
        CongestionWindow = ChunkSizeMax;
        PartialBytesAcked = 0;
        _isFastRecovery = false;
        rto.BackOff();
        bool isAnsweredProbe = _isProbing && _hasHeardWhileProbing; // §6.1 A: no error as long as SACKs come
        _hasHeardWhileProbing = false;
        if (!isAnsweredProbe && association.CountError())
        {
            return;
        }

        for (int index = 0; index < _count; index++)
        {
            Mark(ref At(index), isFast: false);
        }

        SendPacket(isForced: true);
        Transmit();
    }

    private ref OutChunk At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private ref OutMessage MessageOf(uint number) => ref _messages[(int)number & (_messages.Length - 1)];

    private bool MaySend() =>
        association.MaySendData
        && _flightSize < CongestionWindow
        && (_markedCount > 0 || (HasNew && MaySendNew()));

    // §6.1 A: what fits into the peer's window, or one chunk as a probe if nothing is outstanding.
    private bool MaySendNew() =>
        _count == 0 || (_count < TsnWindow && NextFragmentSize() <= _peerWindow);

    private int NextFragmentSize() =>
        Math.Min(MessageOf(_current).Size - _fragmentOffset, ChunkSizeMax - DataChunk.HeaderSize);

    // One packet: a SACK that is due, chunks to be sent again, new chunks.
    private void SendPacket(bool isForced)
    {
        DecayWhenIdle();
        var writer = new SctpPacketWriter(association.Stack.Scratch(association.PacketSizeMax));
        _bundle.Clear();
        association.BundleSack(ref writer, NextChunkLength());
        bool hasFirst = WriteMarked(ref writer, isForced);
        if (_markedCount == 0 || _bundle.Count == 0)
        {
            WriteNew(ref writer);
        }

        if (_bundle.Count == 0)
        {
            SendWithoutData(ref writer); // a chunk that was made for a larger MTU does not fit
            return;
        }

        SendBundle(ref writer);
        if (!_t3.IsRunning || hasFirst)
        {
            _t3.Start(rto.Rto); // §6.3.2 R1, §7.2.4 step 4
        }
    }

    private void SendWithoutData(ref SctpPacketWriter writer)
    {
        if (!writer.IsEmpty)
        {
            association.Transmit(ref writer, SctpLabel.Sack);
        }
    }

    private int NextChunkLength()
    {
        for (int index = 0; index < _count && _markedCount > 0; index++)
        {
            if (At(index).State == ChunkState.Marked)
            {
                return DataChunk.HeaderSize + At(index).Size;
            }
        }

        return HasNew ? DataChunk.HeaderSize + NextFragmentSize() : 0;
    }

    private bool WriteMarked(ref SctpPacketWriter writer, bool isForced)
    {
        bool hasFirst = false;
        for (int index = 0; index < _count && _markedCount > 0; index++)
        {
            ref OutChunk chunk = ref At(index);
            if (chunk.State != ChunkState.Marked)
            {
                continue;
            }

            if ((!isForced && _flightSize >= CongestionWindow) || !writer.Fits(DataChunk.HeaderSize + chunk.Size))
            {
                break;
            }

            hasFirst |= index == 0;
            uint tsn = SerialNumber.Add(CumulativeAck, index + 1);
            if (chunk.IsFastRetransmit)
            {
                Counters.FastRetransmissions++;
            }
            else
            {
                Counters.TimeoutRetransmissions++;
            }

            _isMeasuring &= tsn != _measuredTsn; // Karn: §6.3.1 C5
            _markedCount--;
            Write(ref writer, ref chunk, tsn);
        }

        return hasFirst;
    }

    private void WriteNew(ref SctpPacketWriter writer)
    {
        while (HasNew && association.MaySendData && _flightSize < CongestionWindow && MaySendNew())
        {
            int size = NextFragmentSize();
            if (!writer.Fits(DataChunk.HeaderSize + size))
            {
                return;
            }

            if (size > _peerWindow)
            {
                _isProbing = true;
                _hasHeardWhileProbing = false;
            }

            uint tsn = MakeChunk(size);
            Write(ref writer, ref At(_count - 1), tsn);
            Counters.DataSent++;
            _lastSent = association.Node.Simulation.Now;
            if (!_isMeasuring)
            {
                _isMeasuring = true;
                _measuredTsn = tsn;
                _measureStart = _lastSent;
            }
        }
    }

    // §6.9: B on the first fragment, E on the last; one stream sequence number for all.
    private uint MakeChunk(int size)
    {
        ref OutMessage message = ref MessageOf(_current);
        if (_count == _ring.Length)
        {
            GrowRing();
        }

        if (_fragmentOffset == 0 && !message.IsUnordered)
        {
            message.Ssn = _nextSsn[message.Stream];
            _nextSsn[message.Stream] = SerialNumber.Next(message.Ssn);
        }

        bool isLast = _fragmentOffset + size == message.Size;
        byte flags = (byte)((message.IsUnordered ? SctpFlag.Unordered : 0)
            | (_fragmentOffset == 0 ? SctpFlag.Beginning : 0) | (isLast ? SctpFlag.End : 0));
        _count++;
        message.ChunkCount++;
        At(_count - 1) = new OutChunk { Message = _current, Offset = _fragmentOffset, Size = size, Flags = flags };
        _fragmentOffset += size;
        if (isLast)
        {
            _current = unchecked(_current + 1);
            _fragmentOffset = 0;
        }

        uint tsn = _nextTsn;
        _nextTsn = SerialNumber.Add(tsn, 1);
        return tsn;
    }

    private void Write(ref SctpPacketWriter writer, ref OutChunk chunk, uint tsn)
    {
        ref OutMessage message = ref MessageOf(chunk.Message);
        int length = DataChunk.HeaderSize + chunk.Size;
        var data = new DataChunk
        {
            Tsn = tsn,
            Stream = message.Stream,
            Ssn = message.IsUnordered ? (ushort)0 : message.Ssn,
            Ppid = message.Ppid,
            UserData = _octets.Slice(message.Start + chunk.Offset, chunk.Size),
        };
        data.WriteValue(writer.Add(SctpChunkType.Data, chunk.Flags, length));
        chunk.State = ChunkState.InFlight;
        chunk.Misses = 0;
        _flightSize += length;
        _dataOutstanding += chunk.Size;
        _peerWindow = Math.Max(0, _peerWindow - chunk.Size); // §6.2.1 B
        MessageLabel label = chunk.Offset == 0
            ? message.Label
            : SctpLabel.Fragment(association.Node.Topology.Labels, message.Label);
        _bundle.Add((label, message.Tag));
        _bundleFault ??= message.Fault;
    }

    private void SendBundle(ref SctpPacketWriter writer)
    {
        (MessageLabel label, MeasurementTag tag) = _bundle[0];
        for (int index = 1; index < _bundle.Count; index++)
        {
            tag = tag.IsActive ? tag : _bundle[index].Tag;
            if (index < BundledLabelsMax)
            {
                label = association.Node.Topology.Labels.Bundle(label, _bundle[index].Label);
            }
        }

        SctpBundle? companion = _bundle.Count > 1 ? new SctpBundle(_bundle, tag) : null;
        association.Transmit(ref writer, label, tag, companion, _bundleFault);
        _bundleFault = null;
    }

    private int AcknowledgeUpTo(uint cumulative, out uint highestNew)
    {
        int ackedSize = 0;
        highestNew = CumulativeAck;
        while (CumulativeAck != cumulative)
        {
            ref OutChunk chunk = ref At(0);
            uint tsn = SerialNumber.Add(CumulativeAck, 1);
            if (chunk.State != ChunkState.Acked)
            {
                ackedSize += TakeAck(ref chunk, tsn);
                highestNew = tsn;
            }

            CumulativeAck = tsn;
            FreeFirst();
        }

        if (_isFastRecovery && !SerialNumber.IsBefore(cumulative, _fastRecoveryExit))
        {
            _isFastRecovery = false; // §7.2.4
        }

        return ackedSize;
    }

    // Also finds what was acknowledged before and is not any more (§6.2.1 D iii).
    private int AcknowledgeGaps(in SackChunk sack, ref uint highestNew, out bool hasReneged)
    {
        int ackedSize = 0;
        int gap = 0;
        hasReneged = false;
        (int start, int end) = sack.GapCount > 0 ? sack.Gap(0) : (int.MaxValue, int.MaxValue);
        for (int offset = 1; offset <= _count; offset++)
        {
            if (offset > end)
            {
                gap++;
                (start, end) = gap < sack.GapCount ? sack.Gap(gap) : (int.MaxValue, int.MaxValue);
            }

            ref OutChunk chunk = ref At(offset - 1);
            bool isAcked = offset >= start;
            if (isAcked && chunk.State != ChunkState.Acked)
            {
                highestNew = SerialNumber.Add(CumulativeAck, offset);
                ackedSize += TakeAck(ref chunk, highestNew);
            }
            else if (!isAcked && chunk.State == ChunkState.Acked)
            {
                hasReneged = true;
                chunk.State = ChunkState.InFlight;
                _flightSize += DataChunk.HeaderSize + chunk.Size;
                _dataOutstanding += chunk.Size;
            }
        }

        return ackedSize;
    }

    private int TakeAck(ref OutChunk chunk, uint tsn)
    {
        int size = DataChunk.HeaderSize + chunk.Size;
        if (chunk.State == ChunkState.Marked)
        {
            _markedCount--;
        }
        else
        {
            _flightSize -= size;
            _dataOutstanding -= chunk.Size;
        }

        chunk.State = ChunkState.Acked;
        if (_isMeasuring && tsn == _measuredTsn)
        {
            _isMeasuring = false;
            rto.Add(association.Node.Simulation.Now - _measureStart);
        }

        return size;
    }

    // §7.2.1, §7.2.2
    private void RaiseWindow(int flightBefore, int ackedSize, bool isAdvanced)
    {
        bool wasFull = flightBefore >= CongestionWindow;
        if (CongestionWindow <= SlowStartThreshold)
        {
            if (isAdvanced && wasFull && !_isFastRecovery)
            {
                CongestionWindow += Math.Min(ackedSize, ChunkSizeMax);
            }
        }
        else
        {
            PartialBytesAcked += ackedSize;
            if (PartialBytesAcked >= CongestionWindow)
            {
                PartialBytesAcked = wasFull ? PartialBytesAcked - CongestionWindow : CongestionWindow;
                CongestionWindow += wasFull ? ChunkSizeMax : 0;
            }
        }

        if (_count == 0)
        {
            PartialBytesAcked = 0;
        }
    }

    // §7.2.4: only what lies below the highest TSN that is newly acknowledged, unless recovery goes on.
    private int ReportMisses(in SackChunk sack, uint highestNew, bool isAdvanced)
    {
        if (sack.GapCount == 0)
        {
            return 0;
        }

        int end = _isFastRecovery && isAdvanced
            ? sack.Gap(sack.GapCount - 1).End
            : SerialNumber.Distance(CumulativeAck, highestNew);
        int marked = 0;
        for (int offset = 1; offset < end; offset++)
        {
            ref OutChunk chunk = ref At(offset - 1);
            if (chunk.State == ChunkState.InFlight
                && ++chunk.Misses >= MissesForFastRetransmit
                && !chunk.IsFastRetransmit)
            {
                Mark(ref chunk, isFast: true);
                marked++;
            }
        }

        return marked;
    }

    private void FastRetransmit()
    {
        if (!_isFastRecovery)
        {
            _isFastRecovery = true;
            _fastRecoveryExit = unchecked(_nextTsn - 1);
            SlowStartThreshold = Math.Max(CongestionWindow / 2, 4 * ChunkSizeMax);
            CongestionWindow = SlowStartThreshold;
            PartialBytesAcked = 0;
        }

        SendPacket(isForced: true);
    }

    private void Mark(ref OutChunk chunk, bool isFast)
    {
        if (chunk.State == ChunkState.InFlight)
        {
            chunk.State = ChunkState.Marked;
            _markedCount++;
            _flightSize -= DataChunk.HeaderSize + chunk.Size;
            _dataOutstanding -= chunk.Size;
            _peerWindow += chunk.Size; // §6.2.1 C
        }

        if (chunk.State == ChunkState.Marked)
        {
            chunk.IsFastRetransmit = isFast; // once only, until T3-rtx expires
        }
    }

    // §6.3.2 R2..R4
    private void Restart(bool isAdvanced, bool hasReneged)
    {
        if (_count == 0)
        {
            _t3.Stop();
        }
        else if (isAdvanced || (hasReneged && !_t3.IsRunning))
        {
            _t3.Start(rto.Rto);
        }
    }

    // The peer has dropped the probe, and now has room for it: nothing is gained by waiting for T3-rtx.
    private void ProbeAgainIfOpen(uint window)
    {
        if (_count == 1 && At(0).State == ChunkState.InFlight && window >= At(0).Size)
        {
            Mark(ref At(0), isFast: false);
            SendPacket(isForced: true);
        }
    }

    // §7.2.1: halved once per RTO without transmission, not below four chunks.
    private void DecayWhenIdle()
    {
        int floor = 4 * ChunkSizeMax;
        if (_count > 0 || CongestionWindow <= floor)
        {
            return;
        }

        SimTime idle = association.Node.Simulation.Now - _lastSent;
        for (; idle >= rto.Rto && CongestionWindow > floor; idle -= rto.Rto)
        {
            CongestionWindow = Math.Max(CongestionWindow / 2, floor);
        }
    }

    private void FreeFirst()
    {
        uint message = At(0).Message;
        _head = (_head + 1) & (_ring.Length - 1);
        _count--;
        if (--MessageOf(message).ChunkCount == 0 && message != _current)
        {
            FreeMessage();
        }
    }

    // The oldest one: chunks, and with them messages, end in their order.
    private void FreeMessage()
    {
        ref OutMessage message = ref MessageOf(_oldest);
        BufferedSize -= message.Size;
        if (message.Tag.IsActive)
        {
            message.Tag = default; // what was measured is not kept alive here
        }

        _oldest = unchecked(_oldest + 1);
        if (_oldest == _end)
        {
            _octets.Clear();
        }
        else
        {
            _octets.Remove(MessageOf(_oldest).Start);
        }
    }

    private int Keep(ReadOnlySpan<byte> octets)
    {
        if (_octets.TryAdd(octets, out int start))
        {
            return start;
        }

        SctpSendBuffer larger = _octets.Grow(octets.Length);
        for (uint number = _oldest; number != _end; number = unchecked(number + 1))
        {
            ref OutMessage message = ref MessageOf(number);
            larger.TryAdd(_octets.Slice(message.Start, message.Size), out message.Start);
        }

        _octets = larger;
        _octets.TryAdd(octets, out start);
        return start;
    }

    private void GrowMessages()
    {
        var larger = new OutMessage[_messages.Length * 2];
        for (uint number = _oldest; number != _end; number = unchecked(number + 1))
        {
            larger[(int)number & (larger.Length - 1)] = MessageOf(number);
        }

        _messages = larger;
    }

    private void GrowRing()
    {
        var larger = new OutChunk[_ring.Length * 2];
        for (int index = 0; index < _count; index++)
        {
            larger[index] = At(index);
        }

        _ring = larger;
        _head = 0;
    }

    private enum ChunkState : byte
    {
        InFlight,
        Marked,
        Acked,
    }

    private struct OutChunk
    {
        public uint Message;
        public int Offset;
        public int Size;
        public int Misses;
        public byte Flags;
        public ChunkState State;
        public bool IsFastRetransmit;
    }

    private struct OutMessage
    {
        public MessageLabel Label;
        public string? Fault;
        public MeasurementTag Tag;
        public int Start;
        public int Size;
        public uint Ppid;
        public int ChunkCount;
        public ushort Stream;
        public ushort Ssn;
        public bool IsUnordered;
    }
}
