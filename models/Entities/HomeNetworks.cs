using System.Collections.Generic;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// Something for each home network, found by an IMSI. An IMSI does not say how long its network code is: three digits
/// are tried before two (TS 23.003 §2.2).
/// </summary>
/// <typeparam name="T">What is kept.</typeparam>
internal sealed class HomeNetworks<T>
    where T : class
{
    private const int LongCode = 3, ShortCode = 2;

    private readonly Dictionary<PlmnId, T> _items = [];

    /// <summary>Keeps something for a network; what was kept first stays.</summary>
    public void Add(PlmnId plmn, T item) => _items.TryAdd(plmn, item);

    /// <summary>What is kept for a subscriber's network, or null.</summary>
    public T? Find(Imsi imsi) =>
        _items.GetValueOrDefault(imsi.HomePlmn(LongCode)) ?? _items.GetValueOrDefault(imsi.HomePlmn(ShortCode));
}
