using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>An SA as one of its ends knows it.</summary>
internal struct Sa
{
    /// <summary>What its packets carry.</summary>
    public DerivationInformation Information;

    /// <summary>The other end.</summary>
    public IpAddress Peer;

    /// <summary>SPI of packets to this end.</summary>
    public uint LocalSpi;

    /// <summary>SPI of packets to the other end.</summary>
    public uint PeerSpi;

    /// <summary>Keys of both directions.</summary>
    public EspKeyPair Keys;

    /// <summary>The sequence number that was sent last.</summary>
    public ulong SentSequence;

    /// <summary>What has come.</summary>
    public ReplayWindow Window;

    /// <summary>True if packets of this end carry no derivation information: it does not have it, or there is none.
    /// </summary>
    public bool IsBare;

    /// <summary>True if the keys are from IKE and not from the tree.</summary>
    public bool IsExchanged;

    /// <summary>True at a server that is the client of this SA: the other end has derived the key.</summary>
    public bool IsCaller;

    /// <summary>Direction of packets that come in at a server.</summary>
    public readonly EspDirection Inbound => IsCaller ? EspDirection.ToClient : EspDirection.ToServer;

    /// <summary>Direction of packets that a server sends.</summary>
    public readonly EspDirection Outbound => IsCaller ? EspDirection.ToServer : EspDirection.ToClient;
}

/// <summary>The SAs of a host: by the SPI of packets that come in, and by number in the order of set-up.</summary>
internal sealed class SaStore
{
    private readonly Dictionary<uint, int> _bySpi = [];
    private readonly Stack<int> _free = new();
    private Sa[] _all = [];
    private int _used; // numbers given so far

    /// <summary>SAs.</summary>
    public int Count => _bySpi.Count;

    /// <summary>An SA by its number.</summary>
    public ref Sa this[int index] => ref _all[index];

    /// <summary>True if an SPI is taken.</summary>
    public bool Has(uint spi) => _bySpi.ContainsKey(spi);

    /// <summary>True if a number is that of an SA which is up.</summary>
    public bool IsUp(int index) => index < _used && _all[index].LocalSpi != 0;

    /// <summary>Finds the SA of a packet that has come in.</summary>
    public bool TryFind(uint spi, out int index) => _bySpi.TryGetValue(spi, out index);

    /// <summary>The first SA with a peer, which is known to be there.</summary>
    public int FindPeer(IpAddress peer) => Array.FindIndex(_all, 0, _used, sa => sa.Peer == peer);

    /// <summary>Adds an SA whose SPI is free.</summary>
    /// <returns>Its number.</returns>
    public int Add(in Sa sa)
    {
        if (!_free.TryPop(out int index))
        {
            index = _used++;
        }

        if (index == _all.Length)
        {
            Array.Resize(ref _all, Math.Max(16, index + (index / 2)));
        }

        _bySpi.Add(sa.LocalSpi, index);
        _all[index] = sa;
        return index;
    }

    /// <summary>Takes an SA out; its number is given to another.</summary>
    /// <returns>False if there is none.</returns>
    public bool Remove(uint spi, out Sa sa)
    {
        sa = default;
        if (!_bySpi.Remove(spi, out int index))
        {
            return false;
        }

        (sa, _all[index]) = (_all[index], default);
        _free.Push(index);
        return true;
    }

    /// <summary>Room for so many, at once.</summary>
    public void Reserve(int count)
    {
        _bySpi.EnsureCapacity(count);
        Array.Resize(ref _all, Math.Max(count, _used));
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _bySpi.Clear();
        _free.Clear();
        (_all, _used) = ([], 0);
    }
}
