using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>Routes of one node by prefix; the longest prefix that contains an address wins.</summary>
public sealed class ForwardingTable
{
    private readonly List<Length> _lengths = []; // longest first, IPv4 and IPv6 in one order

    /// <summary>Routes.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a route, or replaces the one of this prefix.</summary>
    /// <param name="prefix">Where to.</param>
    /// <param name="via">The interface on which such packets leave.</param>
    public void Add(IpPrefix prefix, NetworkInterface via)
    {
        System.ArgumentNullException.ThrowIfNull(via);
        Length length = LengthOf(prefix);
        Count -= length.Table.Count;
        length.Table.Set(prefix.Address, via.Index);
        Count += length.Table.Count;
    }

    /// <summary>Removes a route.</summary>
    /// <param name="prefix">Exactly its prefix.</param>
    /// <returns>False if there is none.</returns>
    public bool Remove(IpPrefix prefix)
    {
        bool isRemoved = LengthOf(prefix).Table.Remove(prefix.Address);
        Count -= isRemoved ? 1 : 0;
        return isRemoved;
    }

    /// <summary>Index of the interface for an address, or −1.</summary>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">Bits of the prefix that won.</param>
    internal int Find(IpAddress address, out int prefixLength)
    {
        bool isV4 = address.IsV4;
        foreach (Length length in _lengths)
        {
            if (length.IsV4 == isV4)
            {
                int index = length.Table.Find(new IpPrefix(address, length.Bits).Address);
                if (index >= 0)
                {
                    prefixLength = length.Bits;
                    return index;
                }
            }
        }

        prefixLength = 0;
        return -1;
    }

    private Length LengthOf(IpPrefix prefix)
    {
        int place = 0;
        while (place < _lengths.Count && _lengths[place].Bits > prefix.Length)
        {
            place++;
        }

        for (int index = place; index < _lengths.Count && _lengths[index].Bits == prefix.Length; index++)
        {
            if (_lengths[index].IsV4 == prefix.IsV4)
            {
                return _lengths[index];
            }
        }

        var added = new Length(prefix.Length, prefix.IsV4, new AddressTable());
        _lengths.Insert(place, added);
        return added;
    }

    private sealed record Length(int Bits, bool IsV4, AddressTable Table);
}
