using System.Runtime.CompilerServices;

namespace Simulator.Network;

/// <summary>Numbers by address: open addressing with linear probing, never enumerated.</summary>
internal sealed class AddressTable
{
    private Entry[] _entries = new Entry[8];

    public int Count { get; private set; }

    /// <summary>Adds or replaces a number, not negative.</summary>
    public void Set(IpAddress address, int value)
    {
        if (2 * (Count + 1) > _entries.Length)
        {
            Grow();
        }

        ref Entry entry = ref Place(address);
        if (!entry.IsTaken)
        {
            Count++;
        }

        entry = new Entry(address, value + 1);
    }

    /// <summary>The number of an address, or −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Find(IpAddress address) => Place(address).ValuePlusOne - 1;

    /// <summary>Removes an address; those that were pushed behind it move up.</summary>
    public bool Remove(IpAddress address)
    {
        if (!Place(address).IsTaken)
        {
            return false;
        }

        Entry[] old = _entries;
        _entries = new Entry[old.Length];
        Count = 0;
        foreach (Entry entry in old)
        {
            if (entry.IsTaken && entry.Address != address)
            {
                Set(entry.Address, entry.ValuePlusOne - 1);
            }
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Entry Place(IpAddress address)
    {
        int mask = _entries.Length - 1;
        int index = address.GetHashCode() & mask;
        while (_entries[index].IsTaken && _entries[index].Address != address)
        {
            index = (index + 1) & mask;
        }

        return ref _entries[index];
    }

    private void Grow()
    {
        Entry[] old = _entries;
        _entries = new Entry[old.Length * 2];
        Count = 0;
        foreach (Entry entry in old)
        {
            if (entry.IsTaken)
            {
                Set(entry.Address, entry.ValuePlusOne - 1);
            }
        }
    }

    private readonly record struct Entry(IpAddress Address, int ValuePlusOne)
    {
        public bool IsTaken => ValuePlusOne != 0;
    }
}
