using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>A table of SA keys with a bound and a policy that says which entry makes room.</summary>
/// <remarks>
/// The entry with the least rank goes: the time of the last use, of the installation, or the number of uses and then
/// the time of the last. Ranks are kept in a heap, so that a use costs the logarithm of the size.
/// </remarks>
public sealed class KeyTable
{
    private const int Arity = 4;

    private readonly EvictionPolicy _policy;
    private readonly RandomStream _random;
    private readonly Dictionary<SaId, int> _slots;
    private readonly Entry[] _entries;
    private readonly int[] _heap; // slots, the least rank at the root
    private ulong _clock;

    /// <summary>An empty table.</summary>
    /// <param name="capacity">Entries at most.</param>
    /// <param name="policy">Which entry makes room.</param>
    /// <param name="random">Draws the entry of policy <see cref="EvictionPolicy.Random"/>.</param>
    public KeyTable(int capacity, EvictionPolicy policy, RandomStream random)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _policy = policy;
        _random = random;
        _slots = new Dictionary<SaId, int>(capacity);
        _entries = new Entry[capacity];
        _heap = new int[capacity];
    }

    /// <summary>Entries.</summary>
    public int Count { get; private set; }

    /// <summary>True if an entry must make room for the next.</summary>
    public bool IsFull => Count == _entries.Length;

    /// <summary>Entries that have made room.</summary>
    public long EvictedCount { get; private set; }

    /// <summary>True if an SA is in the table; no use of it.</summary>
    /// <param name="id">The SA.</param>
    public bool Has(in SaId id) => _slots.ContainsKey(id);

    /// <summary>Finds the keys of an SA, which counts as a use.</summary>
    /// <param name="id">The SA.</param>
    /// <param name="keys">Its keys.</param>
    public bool TryUse(in SaId id, out EspKeyPair keys)
    {
        bool isThere = _slots.TryGetValue(id, out int slot);
        keys = isThere ? _entries[slot].Keys : default;
        if (isThere && _policy is EvictionPolicy.Lru or EvictionPolicy.Lfu)
        {
            ref Entry entry = ref _entries[slot];
            entry.Uses += _policy == EvictionPolicy.Lfu ? 1UL : 0UL;
            entry.Time = ++_clock;
            SiftDown(entry.Place);
        }

        return isThere;
    }

    /// <summary>Installs an SA, in the place of another if the table is full.</summary>
    /// <param name="id">An SA that is not in the table.</param>
    /// <param name="keys">Its keys.</param>
    public void Add(in SaId id, in EspKeyPair keys)
    {
        if (IsFull)
        {
            Remove(_entries[_policy == EvictionPolicy.Random ? _random.Below(Count) : _heap[0]].Id);
            EvictedCount++;
        }

        int slot = Count++;
        _slots.Add(id, slot);
        _entries[slot] = new Entry { Id = id, Keys = keys, Time = ++_clock, Uses = 1, Place = slot };
        _heap[slot] = slot;
        SiftUp(slot);
    }

    /// <summary>Takes an SA out.</summary>
    /// <param name="id">The SA.</param>
    /// <returns>False if it was not there.</returns>
    public bool Remove(in SaId id)
    {
        if (!_slots.Remove(id, out int slot))
        {
            return false;
        }

        int last = --Count;
        RemoveFromHeap(_entries[slot].Place);
        if (slot != last)
        {
            _entries[slot] = _entries[last];
            _slots[_entries[slot].Id] = slot;
            _heap[_entries[slot].Place] = slot;
        }

        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _slots.Clear();
        Count = 0;
    }

    // The heap has one place more than the table has entries while this runs.
    private void RemoveFromHeap(int place)
    {
        int moved = _heap[Count];
        if (place == Count)
        {
            return;
        }

        _heap[place] = moved;
        _entries[moved].Place = place;
        SiftUp(place);
        SiftDown(_entries[moved].Place);
    }

    private void SiftUp(int place)
    {
        int slot = _heap[place];
        while (place > 0)
        {
            int parent = (place - 1) / Arity;
            if (!IsLess(slot, _heap[parent]))
            {
                break;
            }

            Put(_heap[parent], place);
            place = parent;
        }

        Put(slot, place);
    }

    private void SiftDown(int place)
    {
        int slot = _heap[place];
        while (true)
        {
            int least = LeastChild(place);
            if (least < 0 || !IsLess(_heap[least], slot))
            {
                break;
            }

            Put(_heap[least], place);
            place = least;
        }

        Put(slot, place);
    }

    private int LeastChild(int place)
    {
        int first = (place * Arity) + 1, end = Math.Min(first + Arity, Count);
        int least = first < end ? first : -1;
        for (int child = first + 1; child < end; child++)
        {
            least = IsLess(_heap[child], _heap[least]) ? child : least;
        }

        return least;
    }

    private void Put(int slot, int place)
    {
        _heap[place] = slot;
        _entries[slot].Place = place;
    }

    private bool IsLess(int left, int right)
    {
        ref Entry one = ref _entries[left];
        ref Entry other = ref _entries[right];
        return one.Uses != other.Uses ? one.Uses < other.Uses : one.Time < other.Time;
    }

    private struct Entry
    {
        public SaId Id;
        public EspKeyPair Keys;
        public ulong Uses; // 1 unless the policy counts them
        public ulong Time;
        public int Place; // in the heap
    }
}
