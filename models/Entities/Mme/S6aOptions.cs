using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an MME is on S6a.</summary>
/// <param name="Host">Its name, as in <see cref="DiameterNames.Mme"/>.</param>
/// <param name="VisitedPlmn">Its network, to which vectors are bound (TS 33.401 annex A.2).</param>
public sealed record S6aOptions(DiameterIdentity Host, PlmnId VisitedPlmn)
{
    /// <summary>Its realm; that of its network if empty.</summary>
    public DiameterIdentity Realm { get; init; }

    /// <summary>How it behaves toward HSSs: time-out of requests, watchdog, pause before it connects again.</summary>
    public DiameterOptions Diameter { get; init; } = DiameterOptions.Default;
}

/// <summary>An HSS that an MME asks.</summary>
/// <param name="Served">The network whose subscribers it has: digits in front of their IMSIs.</param>
/// <param name="Address">Its address.</param>
public readonly record struct S6aPeer(PlmnId Served, IpAddress Address);
