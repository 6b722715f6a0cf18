using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an HSS is and grants.</summary>
public sealed record HssOptions
{
    /// <summary>The network whose subscribers it has; gives its realm (TS 23.003 §19.2).</summary>
    public PlmnId Plmn { get; init; } = PlmnId.FromDigits("001", "01");

    /// <summary>Its name; <c>hss.REALM</c> if empty.</summary>
    public DiameterIdentity Host { get; init; }

    /// <summary>How sequence numbers are made; the cards must follow the same scheme (TS 33.102 annex C).</summary>
    public SqnScheme SqnScheme { get; init; } = SqnScheme.NotTimeBased;

    /// <summary>One tick of the global counter GLC (ours: 1 s; TS 33.102 annex C.3 leaves it to the operator).
    /// </summary>
    public SimTime ClockUnit { get; init; } = SimTime.FromSeconds(1);

    /// <summary>Vectors that one request gets at most, 1 to 5 (ours: TS 33.401 §6.1.2 wants one at a time).</summary>
    public int VectorsMax { get; init; } = HssAuthenticationInformation.VectorsMax;

    /// <summary>Networks in which its subscribers may register, besides its own; null for all.</summary>
    public IReadOnlyList<PlmnId>? VisitedPlmns { get; init; }

    /// <summary>What every subscriber may use (ours: one APN, with the bit rates of <see cref="DefaultSubscription"/>).
    /// </summary>
    public SubscriptionData Subscription { get; init; } = DefaultSubscription;

    /// <summary>How it behaves toward MMEs.</summary>
    public DiameterOptions Diameter { get; init; } = DiameterOptions.Default;

    /// <summary>
    /// Ours: packets only, APN <c>internet</c> for IPv4 at QCI 9 and priority 8, 500 Mbit/s up and 1 Gbit/s down.
    /// </summary>
    public static SubscriptionData DefaultSubscription { get; } = new(
        SubscriberStatus.ServiceGranted,
        AccessMode: NetworkAccessMode.OnlyPacket,
        Ambr: new Ambr(500_000_000, 1_000_000_000),
        Apns: new ApnConfigurationProfile(
            1,
            ApnConfigurationsIncluded.All,
            new(new ApnConfiguration(
                1,
                SubscribedPdnType.IPv4,
                "internet",
                new EpsSubscribedQos(9, 8, PreemptionCapability.Disabled, PreemptionVulnerability.Disabled),
                new Ambr(500_000_000, 1_000_000_000)))));
}
