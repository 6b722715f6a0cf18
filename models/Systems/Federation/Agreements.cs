using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Systems;

/// <summary>Who must have agreed with whom, because a party of one is connected with a party of the other.</summary>
internal sealed class Agreements
{
    /// <summary>Metric of agreements between operators.</summary>
    public const string Direct = "agreements.direct";

    /// <summary>Metric of agreements with proxies.</summary>
    public const string Proxied = "agreements.proxied";

    private readonly HashSet<(string, string)> _direct = [];
    private readonly HashSet<(string, string)> _proxied = [];

    /// <summary>An operator is connected with others, or with itself.</summary>
    public void AddDirect(Network one, IEnumerable<Network> others)
    {
        foreach (Network other in others)
        {
            Add(_direct, NameOf(one), NameOf(other));
        }
    }

    /// <summary>A proxy is connected with operators.</summary>
    public void AddProxied(string proxy, IEnumerable<Network> others)
    {
        foreach (Network other in others)
        {
            Add(_proxied, proxy, NameOf(other));
        }
    }

    /// <summary>A proxy is connected with other proxies.</summary>
    public void AddProxied(string proxy, IEnumerable<string> others)
    {
        foreach (string other in others)
        {
            Add(_proxied, proxy, other);
        }
    }

    /// <summary>Reports their numbers.</summary>
    public void Report(MetricRegistry metrics)
    {
        metrics.Derived(
            Direct, "", MetricUnit.One, Statistic.Count, "Agreements between operators.", () => _direct.Count);
        metrics.Derived(
            Proxied, "", MetricUnit.One, Statistic.Count, "Agreements with proxies.", () => _proxied.Count);
    }

    private static string NameOf(Network network) => network.Code;

    private static void Add(HashSet<(string, string)> pairs, string one, string other)
    {
        if (one != other)
        {
            pairs.Add(string.CompareOrdinal(one, other) < 0 ? (one, other) : (other, one));
        }
    }
}
