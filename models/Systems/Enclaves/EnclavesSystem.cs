using System;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>System <c>enclaves</c>: clients, routers, intermediates and servers whose keys form a tree.</summary>
public sealed class EnclavesSystem : ISystem
{
    /// <inheritdoc/>
    public SystemDescription Description { get; } = EnclavesDescription.Make();

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new EnclavesWiring(run);
        wiring.AddServers();
        wiring.AddClients();
        wiring.AddExchanges();
        wiring.StartHosts();
        wiring.StartPeers();
        wiring.AddRouters();
        wiring.AddIntermediates();
        wiring.StartProvisioning();
        wiring.StartExchanges();
        wiring.StartProbes();
        RouteFlapping.Start(run);
    }
}
