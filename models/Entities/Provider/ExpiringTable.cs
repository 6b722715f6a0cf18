using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>What waits to be fetched once, and is forgotten after a while if nobody does.</summary>
/// <param name="simulation">The replication.</param>
/// <param name="lifetime">How long an entry is kept.</param>
internal sealed class ExpiringTable<TKey, TValue>(Simulation simulation, SimTime lifetime)
    where TKey : notnull
{
    private readonly Dictionary<TKey, TValue> _entries = [];
    private readonly Queue<(TKey Key, SimTime Until)> _inOrder = [];

    /// <summary>Entries whose time is not over.</summary>
    public int Count
    {
        get
        {
            DropOld();
            return _entries.Count;
        }
    }

    /// <summary>Keeps an entry whose key was never used before.</summary>
    public void Add(TKey key, TValue value)
    {
        _entries.Add(key, value);
        _inOrder.Enqueue((key, simulation.Now + lifetime));
    }

    /// <summary>Takes an entry out.</summary>
    public bool TryTake(TKey key, out TValue? value)
    {
        DropOld();
        return _entries.Remove(key, out value);
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _entries.Clear();
        _inOrder.Clear();
    }

    private void DropOld()
    {
        while (_inOrder.TryPeek(out (TKey Key, SimTime Until) oldest)
            && (oldest.Until < simulation.Now || !_entries.ContainsKey(oldest.Key)))
        {
            _entries.Remove(_inOrder.Dequeue().Key);
        }
    }
}
