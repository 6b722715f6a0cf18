using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>What became of a DATA chunk.</summary>
internal enum DataVerdict
{
    Accepted,
    Duplicate,
    Refused,
    Inconsistent,
    MessageTooLong,
}

/// <summary>
/// The receiving half of an association: which TSNs were received, fragments until their message is whole, messages
/// until it is their turn in their stream, and the receiver window (RFC 9260 §6.2, §6.5, §6.6, §6.9).
/// </summary>
internal sealed class SctpReceiver(SctpAssociation association)
{
    private const int EntriesMax = 256;   // ours: gap ack blocks and duplicates of one SACK
    private const int DuplicatesMax = 32; // ours: further duplicates of one SACK are not reported

    private readonly uint[] _duplicates = new uint[DuplicatesMax];
    private int _duplicateCount;
    private Slot[] _ring = new Slot[16];
    private int _head;      // slot of the TSN _base
    private int _span;      // slots in use: from _base to the highest TSN received
    private uint _base;     // first TSN whose data are not in a message yet
    private uint _cumulative;
    private InStream[] _streams = [];
    private int _heldSize;    // octets in slots and in messages that wait for their turn
    private int _unreadSize;  // octets of messages that the user has not released
    private long _advertised; // window in the last SACK
    private ReceiveCredit? _freeCredits;
    private Waiting? _freeWaiting;
    private bool _isOpen;

    /// <summary>All TSNs up to this one were received.</summary>
    public uint CumulativeTsn => _cumulative;

    /// <summary>True if a TSN above the cumulative one was received.</summary>
    public bool HasGap => unchecked(_base + (uint)_span - 1) != _cumulative && _span > 0;

    /// <summary>True if a SACK has duplicates to report.</summary>
    public bool HasDuplicates => _duplicateCount > 0;

    /// <summary>Octets of room: a_rwnd.</summary>
    public int Window => Math.Max(0, BufferSize - _heldSize - _unreadSize);

    private int BufferSize => association.Options.ReceiveBufferSize;

    private SctpCounters Counters => association.Stack.Counters;

    /// <summary>
    /// Starts before a first TSN of the peer. What is held is thrown away; what was delivered is the user's.
    /// </summary>
    public void Reset(uint initialTsn, int streams)
    {
        Close();
        _isOpen = true;
        _base = initialTsn;
        _cumulative = unchecked(initialTsn - 1);
        _streams = new InStream[streams];
        _duplicateCount = 0;
        _advertised = Window;
    }

    /// <summary>Throws away what is held.</summary>
    public void Close()
    {
        _isOpen = false;
        for (; _span > 0; _span--)
        {
            At(0).Payload?.Release();
            At(0) = default;
            _head = (_head + 1) & (_ring.Length - 1);
        }

        foreach (ref InStream stream in _streams.AsSpan())
        {
            for (; stream.First is not null; stream.First = Free(stream.First))
            {
                stream.First.Payload.Release();
                Counters.Count(SctpDropReason.AssociationEnded);
            }
        }

        _heldSize = 0;
    }

    /// <summary>Takes a DATA chunk on a stream that exists.</summary>
    /// <param name="data">The chunk, with user data.</param>
    /// <param name="packet">Its packet.</param>
    /// <param name="index">Which of the packet's DATA chunks it is.</param>
    /// <param name="isLast">True if nothing follows it in the packet, which then may be kept.</param>
    public DataVerdict Take(in DataChunk data, Packet packet, int index, bool isLast)
    {
        if (IsNextMessage(data))
        {
            DeliverAtOnce(data, packet, index, isLast);
            return DataVerdict.Accepted;
        }

        if (IsReceived(data.Tsn))
        {
            NoteDuplicate(data.Tsn);
            return DataVerdict.Duplicate;
        }

        int offset = SerialNumber.Distance(_base, data.Tsn);
        bool isAhead = SerialNumber.Distance(_cumulative, data.Tsn) > SctpSender.TsnWindow;
        if (isAhead || (offset >= _span && Window == 0))
        {
            Counters.Count(isAhead ? SctpDropReason.TsnTooFarAhead : SctpDropReason.WindowFull);
            return DataVerdict.Refused;
        }

        Store(data, offset, packet, index);
        Advance();
        DataVerdict verdict = Assemble(offset);
        DropConsumed();
        return verdict;
    }

    /// <summary>Takes the TSN of a chunk that is acknowledged and thrown away (§6.5).</summary>
    public void TakeEmpty(uint tsn)
    {
        int offset = SerialNumber.Distance(_base, tsn);
        if (IsReceived(tsn) || offset > SctpSender.TsnWindow)
        {
            return;
        }

        Reserve(offset);
        At(offset).IsReceived = true;
        Advance();
        DropConsumed();
    }

    /// <summary>Writes a SACK with as many gap ack blocks and duplicates as there is room for.</summary>
    public void WriteSack(ref SctpPacketWriter writer, int reserve)
    {
        int room = ((writer.Room - reserve) / SackChunk.EntrySize) - (SackChunk.HeaderSize / SackChunk.EntrySize);
        int roomMax = HasGap || HasDuplicates ? EntriesMax : 0;
        Span<byte> entries = stackalloc byte[Math.Clamp(room, 0, roomMax) * SackChunk.EntrySize];
        int gapCount = WriteGaps(entries);
        int duplicateCount = Math.Min(_duplicateCount, (entries.Length / SackChunk.EntrySize) - gapCount);
        int size = (gapCount + duplicateCount) * SackChunk.EntrySize;
        for (int index = 0; index < duplicateCount; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(
                entries[((gapCount + index) * SackChunk.EntrySize)..], _duplicates[index]);
        }

        Span<byte> value = writer.Add(SctpChunkType.Sack, 0, SackChunk.HeaderSize + size);
        _advertised = Window;
        SackChunk.WriteValue(value, _cumulative, (uint)_advertised, gapCount, duplicateCount);
        entries[..size].CopyTo(value[(SackChunk.HeaderSize - SctpChunk.HeaderSize)..]);
        _duplicateCount = 0;
    }

    // A whole message whose turn it is while nothing is held: the rule, where nothing is lost.
    private bool IsNextMessage(in DataChunk data)
    {
        const byte Whole = SctpFlag.Beginning | SctpFlag.End;
        return _span == 0
            && data.Tsn == _base
            && (data.Flags & Whole) == Whole
            && ((data.Flags & SctpFlag.Unordered) != 0 || data.Ssn == _streams[data.Stream].NextSsn)
            && data.UserData.Length <= association.Options.MessageSizeMax
            && Window > 0;
    }

    private void DeliverAtOnce(in DataChunk data, Packet packet, int index, bool isLast)
    {
        Packet payload = isLast && packet.Companion is null
            ? association.Keep(packet, data.UserData)
            : Copy(data, packet, index);
        _cumulative = _base;
        _base = SerialNumber.Add(_base, 1);
        _heldSize += payload.Size;
        DeliverInTurn(payload, data.Flags, data.Stream, data.Ssn, data.Ppid);
    }

    private Packet Copy(in DataChunk data, Packet packet, int index)
    {
        MessageLabel label = SctpBundle.Read(packet, index, out MeasurementTag tag);
        Packet payload = association.Node.Topology.Packets.Rent(data.UserData, label);
        payload.Tag = tag;
        payload.Fault = packet.Fault;
        return payload;
    }

    // What is not ahead of the cumulative TSN by less than half of the number space is behind it.
    private bool IsReceived(uint tsn) =>
        SerialNumber.Distance(_cumulative, tsn) <= 0
        || (SerialNumber.Distance(_base, tsn) is int offset && offset < _span && At(offset).IsReceived);

    private void NoteDuplicate(uint tsn)
    {
        Counters.Count(SctpDropReason.Duplicate);
        if (_duplicateCount < DuplicatesMax)
        {
            _duplicates[_duplicateCount++] = tsn;
        }
    }

    private ref Slot At(int offset) => ref _ring[(_head + offset) & (_ring.Length - 1)];

    private void Reserve(int offset)
    {
        while (offset >= _ring.Length)
        {
            var larger = new Slot[_ring.Length * 2];
            for (int index = 0; index < _span; index++)
            {
                larger[index] = At(index);
            }

            _ring = larger;
            _head = 0;
        }

        _span = Math.Max(_span, offset + 1);
    }

    private void Store(in DataChunk data, int offset, Packet packet, int index)
    {
        Reserve(offset);
        Packet payload = Copy(data, packet, index);
        At(offset) = new Slot
        {
            IsReceived = true,
            Payload = payload,
            Flags = data.Flags,
            Stream = data.Stream,
            Ssn = data.Ssn,
            Ppid = data.Ppid,
        };
        _heldSize += payload.Size;
    }

    private void Advance()
    {
        int offset = SerialNumber.Distance(_base, _cumulative) + 1;
        while (offset < _span && At(offset).IsReceived)
        {
            offset++;
            _cumulative = SerialNumber.Add(_cumulative, 1);
        }
    }

    private void DropConsumed()
    {
        while (_span > 0 && At(0) is { IsReceived: true, Payload: null })
        {
            At(0) = default;
            _head = (_head + 1) & (_ring.Length - 1);
            _span--;
            _base = SerialNumber.Add(_base, 1);
        }
    }

    // §6.9: a message is whole if the fragments from one with B to one with E were all received.
    private DataVerdict Assemble(int offset)
    {
        if (InterruptsAnother(offset))
        {
            return DataVerdict.Inconsistent;
        }

        int first = offset, last = offset;
        int size = At(offset).Payload!.Size;
        while ((At(first).Flags & SctpFlag.Beginning) == 0 && first > 0 && At(first - 1).IsReceived)
        {
            first--;
            if (!Continues(first, first + 1))
            {
                return DataVerdict.Inconsistent;
            }

            size += At(first).Payload!.Size;
        }

        while ((At(last).Flags & SctpFlag.End) == 0 && last + 1 < _span && At(last + 1).IsReceived)
        {
            last++;
            if (!Continues(last - 1, last))
            {
                return DataVerdict.Inconsistent;
            }

            size += At(last).Payload!.Size;
        }

        bool isWhole = (At(first).Flags & SctpFlag.Beginning) != 0 && (At(last).Flags & SctpFlag.End) != 0;
        bool hasLostBeginning = first == 0 && (At(0).Flags & SctpFlag.Beginning) == 0; // all before is in messages
        return size > association.Options.MessageSizeMax ? DataVerdict.MessageTooLong
            : hasLostBeginning ? DataVerdict.Inconsistent
            : !isWhole ? DataVerdict.Accepted
            : Finish(offset, first, last, size);
    }

    // It begins although the one before goes on, or ends although the one after does.
    private bool InterruptsAnother(int offset)
    {
        byte flags = At(offset).Flags;
        return ((flags & SctpFlag.Beginning) != 0 && offset > 0
                && At(offset - 1) is { Payload: not null } before && (before.Flags & SctpFlag.End) == 0)
            || ((flags & SctpFlag.End) != 0 && offset + 1 < _span
                && At(offset + 1) is { Payload: not null } after && (after.Flags & SctpFlag.Beginning) == 0);
    }

    private bool Continues(int before, int after)
    {
        ref Slot first = ref At(before), second = ref At(after);
        const byte Order = SctpFlag.Unordered;
        return first.Payload is not null && second.Payload is not null
            && (first.Flags & SctpFlag.End) == 0 && (second.Flags & SctpFlag.Beginning) == 0
            && first.Stream == second.Stream && (first.Flags & Order) == (second.Flags & Order)
            && ((first.Flags & Order) != 0 || first.Ssn == second.Ssn);
    }

    private DataVerdict Finish(int offset, int first, int last, int size)
    {
        Slot beginning = At(first);
        Packet payload = Join(offset, first, last, size);
        ref InStream stream = ref _streams[beginning.Stream];
        if ((beginning.Flags & SctpFlag.Unordered) == 0 && beginning.Ssn != stream.NextSsn)
        {
            return Wait(ref stream, payload, beginning.Ssn, beginning.Ppid);
        }

        DeliverInTurn(payload, beginning.Flags, beginning.Stream, beginning.Ssn, beginning.Ppid);
        return DataVerdict.Accepted;
    }

    private void DeliverInTurn(Packet payload, byte flags, ushort id, ushort ssn, uint ppid)
    {
        if ((flags & SctpFlag.Unordered) != 0)
        {
            Deliver(payload, id, ppid, isUnordered: true);
            return;
        }

        ref InStream stream = ref _streams[id];
        stream.NextSsn = SerialNumber.Next(ssn);
        Deliver(payload, id, ppid, isUnordered: false);
        DeliverWaiting(ref stream, id);
    }

    // The tag is that of the fragment that arrived last: the critical path.
    private Packet Join(int offset, int first, int last, int size)
    {
        Packet payload = At(first).Payload!;
        if (first != last)
        {
            MessageLabel label = payload.Label;
            payload = association.Node.Topology.Packets.Rent(size);
            payload.Inherit(At(offset).Payload!);
            payload.Label = label;
        }

        Span<byte> octets = payload.Span;
        for (int index = first; index <= last; index++)
        {
            ref Slot slot = ref At(index);
            if (first != last)
            {
                slot.Payload!.Octets.CopyTo(octets);
                octets = octets[slot.Payload.Size..];
                payload.Fault ??= slot.Payload.Fault;
                slot.Payload.Release();
            }

            slot.Payload = null;
        }

        return payload;
    }

    private void Deliver(Packet payload, ushort stream, uint ppid, bool isUnordered)
    {
        _heldSize -= payload.Size;
        _unreadSize += payload.Size;
        ReceiveCredit credit = _freeCredits ?? new ReceiveCredit(this);
        _freeCredits = credit.Next;
        credit.Size = payload.Size;
        payload.Companion = credit;
        association.Deliver(new SctpIndication(SctpIndicationKind.Message, stream, ppid, isUnordered, payload));
    }

    private void DeliverWaiting(ref InStream stream, ushort id)
    {
        while (stream.First is { } first && first.Ssn == stream.NextSsn)
        {
            stream.NextSsn = SerialNumber.Next(stream.NextSsn);
            Deliver(first.Payload, id, first.Ppid, isUnordered: false);
            stream.First = Free(first);
        }
    }

    // In the order of stream sequence numbers (§6.6).
    private DataVerdict Wait(ref InStream stream, Packet payload, ushort ssn, uint ppid)
    {
        Waiting? before = null, after = stream.First;
        while (after is not null && SerialNumber.IsBefore(after.Ssn, ssn))
        {
            before = after;
            after = after.Next;
        }

        if (SerialNumber.IsBefore(ssn, stream.NextSsn) || after?.Ssn == ssn)
        {
            _heldSize -= payload.Size;
            payload.Release();
            return DataVerdict.Inconsistent;
        }

        Waiting waiting = _freeWaiting ?? new Waiting();
        _freeWaiting = waiting.Next;
        (waiting.Payload, waiting.Ssn, waiting.Ppid, waiting.Next) = (payload, ssn, ppid, after);
        if (before is null)
        {
            stream.First = waiting;
        }
        else
        {
            before.Next = waiting;
        }

        return DataVerdict.Accepted;
    }

    private Waiting? Free(Waiting waiting)
    {
        Waiting? next = waiting.Next;
        waiting.Payload = null!;
        waiting.Next = _freeWaiting;
        _freeWaiting = waiting;
        return next;
    }

    private int WriteGaps(Span<byte> entries)
    {
        int count = 0;
        int offset = SerialNumber.Distance(_base, _cumulative) + 1; // the first TSN that is missing
        while (offset < _span && (count + 1) * SackChunk.EntrySize <= entries.Length)
        {
            if (!At(offset).IsReceived)
            {
                offset++;
                continue;
            }

            int start = offset;
            while (offset < _span && At(offset).IsReceived)
            {
                offset++;
            }

            int fromCumulative = SerialNumber.Distance(_cumulative, _base);
            Span<byte> entry = entries[(count * SackChunk.EntrySize)..];
            BinaryPrimitives.WriteUInt16BigEndian(entry, (ushort)(start + fromCumulative));
            BinaryPrimitives.WriteUInt16BigEndian(entry[2..], (ushort)(offset - 1 + fromCumulative));
            count++;
        }

        return count;
    }

    // A window that was nearly shut is announced again once there is room worth it (RFC 1122 §4.2.3.3).
    private void GiveBack(ReceiveCredit credit)
    {
        _unreadSize -= credit.Size;
        credit.Next = _freeCredits;
        _freeCredits = credit;
        int packetSize = association.ChunkSizeMax;
        int step = Math.Min(BufferSize / 2, packetSize);
        if (_isOpen && _advertised < 2L * packetSize && Window - _advertised >= step)
        {
            association.UpdateWindow();
        }
    }

    private struct Slot
    {
        public Packet? Payload; // null once it is in a message
        public uint Ppid;
        public ushort Stream;
        public ushort Ssn;
        public byte Flags;
        public bool IsReceived;
    }

    private struct InStream
    {
        public ushort NextSsn;
        public Waiting? First;
    }

    private sealed class Waiting
    {
        public Packet Payload = null!;
        public Waiting? Next;
        public uint Ppid;
        public ushort Ssn;
    }

    // Room in the window that a delivered message takes up until it is released.
    private sealed class ReceiveCredit(SctpReceiver receiver) : PacketCompanion
    {
        public int Size { get; set; }

        public ReceiveCredit? Next { get; set; }

        internal override PacketCompanion? ForCopy() => null;

        internal override void Released() => receiver.GiveBack(this);
    }
}
