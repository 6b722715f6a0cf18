using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Simulator.Kernel;

/// <summary>
/// Pending events in the order (time, priority, sequence number). A 4-ary heap of 16-octet values that knows where
/// each event stands, so that a cancelled one leaves at once; a popped root stays open as a hole that the next push
/// fills. Wake-ups at the current instant, the commonest event, bypass the heap through a ring: first in, first out,
/// they come after every event of the instant that the heap holds, except measurements. Events far behind the others,
/// mostly guard timers that will be cancelled, stand aside in no order until the heap has run empty.
/// </summary>
internal sealed partial class EventQueue
{
    private const int SlotBits = 24;
    private const int SequenceBits = 36;
    private const int PriorityShift = SlotBits + SequenceBits;
    private const ulong SlotMask = (1UL << SlotBits) - 1;
    private const int SlotCountMax = 1 << SlotBits;
    private const int InitialCapacity = 64;
    private const ulong RingSlot = SlotMask; // in a handle: a place of the ring instead of a slot
    private const int NoSlot = -1;

    private readonly ulong _sequenceMax;
    private Entry[] _heap = new Entry[InitialCapacity];
    private int _count; // entries of the heap, an open root included
    private bool _hasHole;
    private Slot[] _slots = [];
    private int[] _positions = []; // by slot: index in the heap, or the next free slot
    private int _freeSlot = NoSlot;
    private ulong _sequence;
    private Place[] _ring = new Place[InitialCapacity];
    private ulong _ringHead; // places taken and left since the start; the index in the ring is the rest
    private ulong _ringTail;

    /// <summary>An empty queue.</summary>
    /// <param name="sequenceMax">Sequence numbers before the pending events are renumbered.</param>
    public EventQueue(ulong sequenceMax = 1UL << SequenceBits) => _sequenceMax = sequenceMax;

    /// <summary>Pending events, wake-ups of this instant included.</summary>
    public int Count
    {
        get
        {
            int wakeUps = 0;
            for (ulong place = _ringHead; place < _ringTail; place++)
            {
                wakeUps += RingAt(place).Handler is null ? 0 : 1;
            }

            return _count - (_hasHole ? 1 : 0) + _lateCount + wakeUps;
        }
    }

    /// <summary>How often the pending events were renumbered.</summary>
    public int RenumberCount { get; private set; }

    /// <summary>Adds an event.</summary>
    public TimerHandle Push(long time, Priority priority, Handler handler, long now)
    {
        if (time == now && priority == Priority.Process)
        {
            return PushNow(handler);
        }

        int slot = TakeSlot(handler);
        ulong key = NextKey(priority, slot);
        var entry = new Entry(time, key);
        if (time > _lateAfter)
        {
            AddLate(entry);
        }
        else if (_hasHole)
        {
            _hasHole = false;
            FillRoot(entry);
        }
        else if (_count < _heap.Length)
        {
            SiftUp(_count++, entry);
        }
        else
        {
            MakeRoomFor(entry);
        }

        return HandleOf(slot);
    }

    /// <summary>Adds an event of priority <see cref="Priority.Process"/> at the current instant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimerHandle PushNow(Handler handler)
    {
        if (_ringTail - _ringHead == (ulong)_ring.Length)
        {
            GrowRing();
        }

        RingAt(_ringTail).Handler = handler;
        return new((_ringTail++ << SlotBits) | RingSlot);
    }

    /// <summary>Removes an event; false if it has fired or was cancelled.</summary>
    public bool Cancel(TimerHandle handle)
    {
        int slot = (int)(handle.Value & SlotMask);
        if ((uint)slot >= (uint)_slots.Length || _slots[slot].Generation != (uint)(handle.Value >> SlotBits))
        {
            return slot == (int)RingSlot && CancelWakeUp(handle.Value >> SlotBits);
        }

        int position = _positions[slot];
        FreeSlot(slot);
        if (position < 0)
        {
            RemoveLateAt(~position);
        }
        else
        {
            RemoveAt(position);
        }

        return true;
    }

    /// <summary>Time of the next event; false if there is none.</summary>
    public bool TryPeek(long now, out long time)
    {
        DropCancelledWakeUps();
        CloseHole();
        if (_count == 0 && _lateAfter != long.MaxValue)
        {
            TakeLate();
        }

        bool hasWakeUp = _ringHead != _ringTail;
        time = hasWakeUp ? now : _count > 0 ? _heap[0].Time : 0;
        return hasWakeUp || _count > 0;
    }

    /// <summary>Takes the next event up to <paramref name="last"/>, inclusive, and moves the clock to it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPop(long last, ref long now, [NotNullWhen(true)] out Handler? handler)
    {
        if (_ringHead != _ringTail && TryPopRing(last, now, out handler))
        {
            return true;
        }

        CloseHole();
        if (_count == 0 && _lateAfter != long.MaxValue)
        {
            TakeLate();
        }

        if (_count == 0 || _heap[0].Time > last)
        {
            handler = null;
            return false;
        }

        ref Entry root = ref MemoryMarshal.GetArrayDataReference(_heap);
        now = root.Time;
        int slot = (int)(root.Key & SlotMask);
        handler = FreeSlot(slot);
        root = Entry.BeforeAll;
        _hasHole = true;
        FetchNext();
        return true;
    }

    private bool TryPopRing(long last, long now, [NotNullWhen(true)] out Handler? handler)
    {
        DropCancelledWakeUps();
        if (_ringHead == _ringTail || now > last || IsHeapDue(now))
        {
            handler = null;
            return false;
        }

        ref Place next = ref RingAt(_ringHead++);
        handler = next.Handler!;
        next.Handler = null;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Place RingAt(ulong place) => ref _ring[(int)place & (_ring.Length - 1)];

    private void DropCancelledWakeUps()
    {
        while (_ringHead != _ringTail && RingAt(_ringHead).Handler is null)
        {
            _ringHead++;
        }
    }

    // The entry keeps its place until the instant ends, and then does nothing.
    private bool CancelWakeUp(ulong place)
    {
        if (place < _ringHead || place >= _ringTail || RingAt(place).Handler is null)
        {
            return false;
        }

        RingAt(place).Handler = null;
        return true;
    }

    // Under an open root the next event of the heap is one of the root's children.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsHeapDue(long now)
    {
        if (_hasHole && _count > 4)
        {
            ref Entry heap = ref MemoryMarshal.GetArrayDataReference(_heap);
            bool isAnyNow = (Unsafe.Add(ref heap, 1).Time == now) | (Unsafe.Add(ref heap, 2).Time == now)
                | (Unsafe.Add(ref heap, 3).Time == now) | (Unsafe.Add(ref heap, 4).Time == now);
            return isAnyNow && IsHeapDueAmong(now);
        }

        return IsHeapDueAmong(now);
    }

    private bool IsHeapDueAmong(long now)
    {
        int first = _hasHole ? 1 : 0;
        int end = Math.Min(_hasHole ? 5 : 1, _count);
        for (int index = first; index < end; index++)
        {
            if (_heap[index].Time == now && _heap[index].Key >> PriorityShift <= (ulong)Priority.Process)
            {
                return true;
            }
        }

        return false;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CloseHole()
    {
        if (_hasHole)
        {
            _hasHole = false;
            int last = --_count;
            if (last > 0)
            {
                SiftDown(0, _heap[last]);
            }
        }
    }

    private void RemoveAt(int position)
    {
        int last = --_count;
        if (position == last)
        {
            return;
        }

        Entry moved = _heap[last];
        if (position > 0 && Entry.IsBefore(moved, _heap[(position - 1) >> 2]))
        {
            SiftUp(position, moved);
        }
        else
        {
            SiftDown(position, moved);
        }
    }

    // An open root holds Entry.BeforeAll, so that nothing rises into it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void SiftUp(int index, Entry entry)
    {
        ref Entry heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        while (index > 0)
        {
            int parent = (index - 1) >> 2;
            ref Entry above = ref Unsafe.Add(ref heap, parent);
            if (!Entry.IsBefore(entry, above))
            {
                break;
            }

            Put(ref heap, ref positions, index, above);
            index = parent;
        }

        Put(ref heap, ref positions, index, entry);
    }

    // The next event is one of the root's children, and those after it are near: their handlers are fetched meanwhile,
    // since with thousands of nodes they are far away. What the next one leads to is fetched as well.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FetchNext()
    {
        if (_count < 5)
        {
            return;
        }

        ref Entry heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        ref Slot slots = ref MemoryMarshal.GetArrayDataReference(_slots);
        nint least = 1 + Entry.LeastOfFour(ref Unsafe.Add(ref heap, 1));
        for (nint child = 1; child < 5; child++)
        {
            Foresight.Fetch(Unsafe.Add(ref slots, (nint)(Unsafe.Add(ref heap, child).Key & SlotMask)).Handler);
        }

        Unsafe.Add(ref slots, (nint)(Unsafe.Add(ref heap, least).Key & SlotMask)).Handler!.Foresee();
    }

    // Queueing models hold one event or two: these need no loop.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FillRoot(Entry entry)
    {
        if (_count > 2)
        {
            SiftDown(0, entry);
            return;
        }

        ref Entry heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        ref Entry other = ref Unsafe.Add(ref heap, 1);
        int index = 0;
        if (_count == 2 && Entry.IsBefore(other, entry))
        {
            Put(ref heap, ref positions, 0, other);
            index = 1;
        }

        Put(ref heap, ref positions, index, entry);
    }

    // Not inlined: the loop needs all registers.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SiftDown(int start, Entry entry)
    {
        ref Entry heap = ref MemoryMarshal.GetArrayDataReference(_heap);
        ref int positions = ref MemoryMarshal.GetArrayDataReference(_positions);
        nint index = start, count = _count, child;
        while ((child = (4 * index) + 1) < count)
        {
            child = child + 3 < count
                ? child + Entry.LeastOfFour(ref Unsafe.Add(ref heap, child))
                : LeastOf(ref heap, (int)child, (int)count);
            ref Entry least = ref Unsafe.Add(ref heap, child);
            if (Entry.IsBefore(entry, least))
            {
                break;
            }

            Put(ref heap, ref positions, index, least);
            index = child;
        }

        Put(ref heap, ref positions, index, entry);
    }

    private static int LeastOf(ref Entry heap, int first, int end)
    {
        int least = first;
        for (int index = first + 1; index < end; index++)
        {
            if (Entry.IsBefore(Unsafe.Add(ref heap, index), Unsafe.Add(ref heap, least)))
            {
                least = index;
            }
        }

        return least;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put(ref Entry heap, ref int positions, nint index, in Entry entry)
    {
        Unsafe.Add(ref positions, (nint)(entry.Key & SlotMask)) = (int)index;
        Unsafe.Add(ref heap, index) = entry;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int TakeSlot(Handler handler)
    {
        if (_freeSlot == NoSlot)
        {
            GrowSlots();
        }

        int slot = _freeSlot;
        _freeSlot = _positions[slot];
        _slots[slot].Handler = handler;
        return slot;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Handler FreeSlot(int slot)
    {
        ref Slot freed = ref _slots[slot];
        Handler handler = freed.Handler!;
        freed.Retire();
        _positions[slot] = _freeSlot;
        _freeSlot = slot;
        return handler;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TimerHandle HandleOf(int slot) => new(((ulong)_slots[slot].Generation << SlotBits) | (uint)slot);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong NextKey(Priority priority, int slot)
    {
        if (_sequence == _sequenceMax)
        {
            Renumber();
        }

        return ((ulong)priority << PriorityShift) | (_sequence++ << SlotBits) | (uint)slot;
    }

    private void GrowSlots()
    {
        int old = _slots.Length;
        Invariant.Require(old < SlotCountMax / 2, "at most 8,388,608 timed events are pending");
        int size = Math.Max(InitialCapacity, old * 2);
        Array.Resize(ref _slots, size);
        Array.Resize(ref _positions, size);
        for (int slot = size - 1; slot >= old; slot--)
        {
            _slots[slot].Generation = 1;
            _positions[slot] = _freeSlot;
            _freeSlot = slot;
        }
    }

    private void GrowRing()
    {
        var larger = new Place[_ring.Length * 2];
        for (ulong place = _ringHead; place < _ringTail; place++)
        {
            larger[(int)place & (larger.Length - 1)] = RingAt(place);
        }

        _ring = larger;
    }

    // Sequence numbers ran out: pending events get 0, 1, 2 … in their order. A sorted array is a heap.
    private void Renumber()
    {
        CloseHole();
        Gather();
        Invariant.Require((ulong)_count < _sequenceMax, "fewer events are pending than there are sequence numbers");
        Array.Sort(_heap, 0, _count, Comparer<Entry>.Create(Entry.Compare));
        _sequence = 0;
        for (int index = 0; index < _count; index++)
        {
            ulong key = _heap[index].Key;
            ulong slot = key & SlotMask;
            _positions[slot] = index;
            key = (key >> PriorityShift << PriorityShift) | (_sequence++ << SlotBits) | slot;
            _heap[index] = new Entry(_heap[index].Time, key);
        }

        RenumberCount++;
    }

    // A structure around the reference, so that storing one needs no check of the array's type.
    private struct Place
    {
        public Handler? Handler;
    }

    private struct Slot
    {
        public Handler? Handler;
        public uint Generation;

        // Handles of this event go stale. Generation 0 belongs to the default handle, which names nothing.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Retire()
        {
            Handler = null;
            uint next = Generation + 1;
            Generation = next == 0 ? 1 : next;
        }
    }

    private readonly struct Entry(long time, ulong key)
    {
        public static Entry BeforeAll => new(long.MinValue, 0);

        public long Time => time;

        // priority (4 bits), sequence number (36 bits), slot (24 bits)
        public ulong Key => key;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static bool IsBefore(in Entry left, in Entry right) =>
            left.Time < right.Time || (left.Time == right.Time && left.Key < right.Key);

        // Index of the least of four, without a branch but for ties: the outcome cannot be predicted.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static nint LeastOfFour(ref Entry first)
        {
            nint left = Before(ref Unsafe.Add(ref first, 1), ref first);
            nint right = 2 + Before(ref Unsafe.Add(ref first, 3), ref Unsafe.Add(ref first, 2));
            nint isRight = Before(ref Unsafe.Add(ref first, right), ref Unsafe.Add(ref first, left));
            return left + ((right - left) & -isRight);
        }

        // 1 or 0
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static nint Before(ref Entry left, ref Entry right)
        {
            long leftTime = left.Time, rightTime = right.Time;
            if (leftTime == rightTime)
            {
                return left.Key < right.Key ? 1 : 0;
            }

            return leftTime < rightTime ? 1 : 0;
        }

        public static int Compare(Entry left, Entry right) =>
            IsBefore(left, right) ? -1 : IsBefore(right, left) ? 1 : 0;
    }
}
