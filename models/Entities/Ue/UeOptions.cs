using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What the terminals of a group have in common.</summary>
public sealed record UeOptions
{
    /// <summary>The network that the cell broadcasts, which KASME is bound to (TS 33.401 annex A.2).</summary>
    public PlmnId ServingPlmn { get; init; } = PlmnId.FromDigits("001", "01");

    /// <summary>Algorithms of the terminal: by default EEA0 to EEA3 and EIA1 to EIA3.</summary>
    public UeNetworkCapability Capability { get; init; } = UeNetworkCapability.Of(ciphering: 0xF0, integrity: 0x70);

    /// <summary>How it behaves.</summary>
    public UeBehaviour Behaviour { get; init; }

    /// <summary>From idle to a connection that carries NAS; 50 ms is the target of TR 36.913.</summary>
    public Duration RrcSetup { get; init; } = SimTime.FromMilliseconds(50);

    /// <summary>T3410: how long an attach request waits for its answer (TS 24.301 table 10.2.1).</summary>
    public SimTime T3410 { get; init; } = SimTime.FromSeconds(15);

    /// <summary>T3411: pause before the next attempt (table 10.2.1).</summary>
    public SimTime T3411 { get; init; } = SimTime.FromSeconds(10);

    /// <summary>T3402: pause after the last attempt, in which the UE is not idle (table 10.2.1).</summary>
    public SimTime T3402 { get; init; } = SimTime.FromSeconds(720);

    /// <summary>T3416: how long RAND and RES are kept to answer the same challenge again (table 10.2.1).</summary>
    public SimTime T3416 { get; init; } = SimTime.FromSeconds(30);

    /// <summary>T3418: how long a UE that saw a MAC failure waits for another challenge (table 10.2.1).</summary>
    public SimTime T3418 { get; init; } = SimTime.FromSeconds(20);

    /// <summary>T3420: the same after a synch failure (table 10.2.1).</summary>
    public SimTime T3420 { get; init; } = SimTime.FromSeconds(15);

    /// <summary>T3421: how long a detach request waits for its answer (table 10.2.1).</summary>
    public SimTime T3421 { get; init; } = SimTime.FromSeconds(15);

    /// <summary>T3440: after it the UE lets go of a connection that the network should have released (table 10.2.1).
    /// </summary>
    public SimTime T3440 { get; init; } = SimTime.FromSeconds(10);

    /// <summary>
    /// T3346 where the reject that asks for it was not protected, so that its value is not believed: drawn between 15
    /// and 30 minutes (TS 24.301 §5.5.1.2.5; the default range is that of TS 24.008).
    /// </summary>
    public Duration UnprotectedT3346 { get; init; } = Duration.From(DefaultT3346.Instance);

    /// <summary>Attach attempts at most (§5.5.1.2.6: the counter's limit is 5).</summary>
    public int AttemptMax { get; init; } = 5;

    /// <summary>Ours: how often an attach waits for T3346 before it gives up.</summary>
    public int BackOffMax { get; init; } = 5;

    /// <summary>Detach requests at most (§5.5.2.2.4 c: the fifth expiry aborts).</summary>
    public int DetachRequestMax { get; init; } = 5;

    /// <summary>Time in the registered state after which the UE detaches by itself; never if null.</summary>
    public SimTime? DetachAfter { get; init; }

    /// <summary>True if the UE detaches because it is switched off, and waits for no answer (§5.5.2.2.1).</summary>
    public bool IsSwitchedOff { get; init; }

    private sealed class DefaultT3346 : IDurationSampler
    {
        private const double MinSeconds = 900.0, MaxSeconds = 1_800.0;

        public static DefaultT3346 Instance { get; } = new();

        public SimTime Sample(RandomStream random) => SimTime.FromSeconds(random.Uniform(MinSeconds, MaxSeconds));
    }
}
