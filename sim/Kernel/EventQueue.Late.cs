using System;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <content>Events far behind the others, which stand aside until the heap has run empty.</content>
internal sealed partial class EventQueue
{
    private const int GulfMin = 16; // ours: late entries come as many times later than the others' mean delay
    private const int LateShareMin = 8; // ours: less than this part of the entries is not worth a search

    private Entry[] _late = []; // in no order; their positions are complements of the index
    private int _lateCount;
    private long _lateAfter = long.MaxValue; // late entries are, the heap's are not

    /// <summary>Events that stand aside, far behind the others.</summary>
    public int LateCount => _lateCount;

    // The heap is full, and its root is no hole. Late entries go aside, or it grows.
    private void MakeRoomFor(Entry entry)
    {
        if (_lateCount == 0)
        {
            Arrange();
        }

        if (entry.Time > _lateAfter)
        {
            AddLate(entry);
            return;
        }

        if (_count == _heap.Length)
        {
            Array.Resize(ref _heap, _count * 2);
        }

        SiftUp(_count++, entry);
    }

    // The heap is empty: what comes next is among the late entries.
    private void TakeLate()
    {
        Gather();
        Arrange();
    }

    // Late entries stand behind the others, in no order.
    private void Gather()
    {
        int count = _count + _lateCount;
        while (_heap.Length <= count)
        {
            Array.Resize(ref _heap, _heap.Length * 2);
        }

        Array.Copy(_late, 0, _heap, _count, _lateCount);
        _count = count;
        _lateCount = 0;
        _lateAfter = long.MaxValue;
    }

    // Puts late entries aside and orders the others, which stand in any order.
    private void Arrange()
    {
        int count = _count;
        _count = 0;
        _lateAfter = FindGulf(_heap.AsSpan(0, count));
        for (int index = 0; index < count; index++)
        {
            Entry entry = _heap[index];
            if (entry.Time <= _lateAfter)
            {
                SiftUp(_count++, entry);
            }
            else
            {
                AddLate(entry);
            }
        }
    }

    // Guard timers are the case: far behind what happens next, and mostly cancelled. There is a gulf at the mean delay
    // if a good share of the entries comes after it, and the others much sooner.
    private static long FindGulf(ReadOnlySpan<Entry> entries)
    {
        long first = long.MaxValue;
        foreach (Entry entry in entries)
        {
            first = Math.Min(first, entry.Time);
        }

        long mean = MeanDelay(entries, first, long.MaxValue, out _);
        long soon = MeanDelay(entries, first, mean, out int soonCount);
        bool isGulf = soon < mean / GulfMin && soonCount < entries.Length - (entries.Length / LateShareMin);
        return isGulf ? first + mean : long.MaxValue;
    }

    // Mean over all entries of the delay after the first, where it is within the limit. Divided one by one, so that the
    // sum stays in 64 bits.
    private static long MeanDelay(ReadOnlySpan<Entry> entries, long first, long limit, out int count)
    {
        long mean = 0;
        count = 0;
        foreach (Entry entry in entries)
        {
            long delay = entry.Time - first;
            if (delay <= limit)
            {
                mean += delay / entries.Length;
                count++;
            }
        }

        return mean;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddLate(Entry entry)
    {
        if (_lateCount == _late.Length)
        {
            Array.Resize(ref _late, Math.Max(InitialCapacity, _lateCount * 2));
        }

        PutLate(_lateCount++, entry);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RemoveLateAt(int index)
    {
        int last = --_lateCount;
        if (index != last)
        {
            PutLate(index, _late[last]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void PutLate(int index, Entry entry)
    {
        _late[index] = entry;
        _positions[(int)(entry.Key & SlotMask)] = ~index;
    }
}
