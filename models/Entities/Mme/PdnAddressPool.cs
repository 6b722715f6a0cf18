using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// IPv4 addresses of default bearers: in order, then those that were given back, the first one first.
/// </summary>
internal sealed class PdnAddressPool
{
    private readonly uint _last;
    private readonly Queue<uint> _free = new();
    private uint _next;

    public PdnAddressPool(IpPrefix prefix)
    {
        const int HostBitsMin = 2;
        Invariant.Require(prefix.IsV4 && prefix.Length <= 32 - HostBitsMin, "a pool has IPv4 addresses to give");
        _next = prefix.Address.V4 + 2; // the first address names the network, the second is its gateway's
        _last = prefix.Address.V4 | (uint.MaxValue >> prefix.Length);
    }

    /// <summary>An address that nobody has; 0 if there is none.</summary>
    public uint Take() => _next < _last ? _next++ : _free.TryDequeue(out uint address) ? address : 0;

    /// <summary>Gives an address back; 0 is none.</summary>
    public void Return(uint address)
    {
        if (address != 0)
        {
            _free.Enqueue(address);
        }
    }
}
