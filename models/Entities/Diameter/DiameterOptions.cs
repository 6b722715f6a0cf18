using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>How a Diameter node behaves toward its peers.</summary>
public sealed record DiameterOptions
{
    /// <summary>The defaults.</summary>
    public static DiameterOptions Default { get; } = new();

    /// <summary>Tw: how long a connection may be silent before it is probed (RFC 3539 §3.4.1: 30 s, at least 6 s).
    /// </summary>
    public SimTime Watchdog { get; init; } = SimTime.FromSeconds(30);

    /// <summary>How much a Tw is drawn longer or shorter, so that peers do not probe in step (RFC 3539 §3.4.1: 2 s).
    /// </summary>
    public SimTime WatchdogJitter { get; init; } = SimTime.FromSeconds(2);

    /// <summary>Tc: pause before a connection is tried again (RFC 6733 §2.1, §12: 30 s).</summary>
    public SimTime ReconnectPause { get; init; } = SimTime.FromSeconds(30);

    /// <summary>How long CER, CEA or DPA may take (ours: well below Tw).</summary>
    public SimTime ExchangeTimeout { get; init; } = SimTime.FromSeconds(10);

    /// <summary>How long an answer may take (ours: below T3460 of the NAS, 6 s, so that the cause is known first).
    /// </summary>
    public SimTime RequestTimeout { get; init; } = SimTime.FromSeconds(5);

    /// <summary>Requests of a connection that wait for an answer at most (ours).</summary>
    public int PendingMax { get; init; } = 10_000;

    /// <summary>Parameters of the transport.</summary>
    public SctpOptions Sctp { get; init; } = SctpOptions.Default;
}
