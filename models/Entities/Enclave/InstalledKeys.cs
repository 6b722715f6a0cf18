using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// Keys that are put into a key server where it stands: one that it has drawn when it was installed, or those that an
/// administrator brings (Fig. 2B). They outlive a crash.
/// </summary>
public sealed class InstalledKeys : IPairKeySource, INodeObserver
{
    private readonly Node _node;
    private readonly KeyServerMeasures _measures;
    private readonly List<Installed> _keys = [];
    private int _heldCount;

    /// <summary>No keys yet.</summary>
    /// <param name="node">The key server's node.</param>
    /// <param name="ring">Where it puts keys.</param>
    /// <param name="measures">What is measured of the key server.</param>
    public InstalledKeys(Node node, KeyRing ring, KeyServerMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        (_node, Ring, _measures) = (node, ring, measures);
        node.Observe(this);
    }

    /// <inheritdoc/>
    public KeyRing Ring { get; }

    /// <inheritdoc/>
    public int Epoch => 0;

    /// <inheritdoc/>
    public KeysProvisioned? Provisioned { get; set; }

    /// <summary>A key is put in.</summary>
    /// <param name="pair">Its pair.</param>
    /// <param name="key">The key.</param>
    /// <param name="at">When; those who ask before wait.</param>
    /// <param name="use">Its tree.</param>
    public void Put(EnclavePair pair, in Key256 key, SimTime at, KeyUse use = KeyUse.Both)
    {
        var installed = new Installed(pair, key, at, use);
        _keys.Add(installed);
        Put(installed);
    }

    /// <inheritdoc/>
    public void Require(ushort peer)
    {
        // nobody can be asked: they come when somebody brings them
    }

    /// <inheritdoc/>
    public bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag) => false;

    /// <inheritdoc/>
    public void Crashed(Node node)
    {
        _measures.Held.Add(-_heldCount);
        _heldCount = 0;
        Ring.Clear();
    }

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        foreach (Installed key in _keys)
        {
            Put(key);
        }
    }

    private void Put(Installed key)
    {
        if (key.At > _node.Simulation.Now)
        {
            _ = _node.Start(PutLater(key));
            return;
        }

        Ring.Add(Epoch, 1, new EnclavePath(key.Pair, 0, 0), key.Key, key.Use);
        _measures.Held.Add(1);
        _heldCount++;
        Provisioned?.Invoke(isNewEpoch: false, default);
    }

    private async Process PutLater(Installed key)
    {
        await _node.Simulation.Timeout(key.At - _node.Simulation.Now);
        Put(key);
    }

    private sealed record Installed(EnclavePair Pair, Key256 Key, SimTime At, KeyUse Use);
}
