using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// Whom a vOP lets authenticate a subscriber: the edge of its network, by the own vUE or through another proxy. An edge
/// of the proxy's own is asked for subscribers of all other networks too: its MME decides.
/// </summary>
internal sealed class EdgeRoutes : IAkaRunner
{
    private readonly VirtualUe _own;
    private readonly FurtherProvider _further;
    private readonly HomeNetworks<TrustedProvider> _next = new();

    public EdgeRoutes(Proxy proxy, VirtualUe own)
    {
        _own = own;
        _further = new FurtherProvider(proxy);
        foreach (FurtherEdge edge in proxy.Options.FurtherEdges)
        {
            _next.Add(edge.Plmn, edge.Next);
        }
    }

    /// <summary>Keys of other proxies are lost.</summary>
    public void Forget() => _further.Forget();

    /// <inheritdoc/>
    public Process<AkaStep> Begin(Imsi imsi, MeasurementTag tag) =>
        !_own.IsHomeOf(imsi) && _next.Find(imsi) is { } next ? _further.Begin(next, imsi, tag) : _own.Begin(imsi, tag);
}
