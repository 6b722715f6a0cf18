using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Protocols.Ike;

namespace Simulator.Entities;

/// <summary>How an IKE endpoint behaves toward everybody.</summary>
public sealed record IkeOptions
{
    /// <summary>Algorithms that it offers and takes, the best first (ours: AES-GCM-128 and Curve25519).</summary>
    public IReadOnlyList<IkeSuite> Suites { get; init; } = [new(CipherSuite.AesGcm128, DhGroup.Curve25519)];

    /// <summary>Time before a request is sent again; twice as long after each time (ours: 1 s; RFC 7296 §2.1 leaves it
    /// open).</summary>
    public SimTime RetransmissionTimeout { get; init; } = SimTime.FromSeconds(1);

    /// <summary>How often a request is sent again before the peer counts as dead (ours: 5, so that it takes 63 s).
    /// </summary>
    public int RetransmissionMax { get; init; } = 5;

    /// <summary>Octets of a nonce (ours: 32, twice what §2.10 asks of HMAC-SHA-256).</summary>
    public int NonceSize { get; init; } = 32;

    /// <summary>Half-open SAs from which on an initiator must return a cookie (§2.6; ours: 100).</summary>
    public int CookieThreshold { get; init; } = 100;

    /// <summary>Half-open SAs at most; what comes then is dropped (ours: 1,000).</summary>
    public int HalfOpenMax { get; init; } = 1_000;

    /// <summary>Time in which an initiator must authenticate (ours: 30 s).</summary>
    public SimTime HalfOpenTimeout { get; init; } = SimTime.FromSeconds(30);

    /// <summary>Time for which a secret of cookies is used; those of the one before are taken too (ours: 60 s).
    /// </summary>
    public SimTime CookieSecretLifetime { get; init; } = SimTime.FromSeconds(60);

    /// <summary>IKE SAs at most, half-open ones included (ours: 100,000).</summary>
    public int SaMax { get; init; } = 100_000;

    /// <summary>Child SAs of an IKE SA at most (ours: 64).</summary>
    public int ChildMax { get; init; } = 64;

    /// <summary>Exchanges of an IKE SA that wait for their turn at most (ours: 64).</summary>
    public int QueueMax { get; init; } = 64;

    /// <summary>Time without a message of the peer after which it is asked whether it lives; zero for never (ours).
    /// </summary>
    public SimTime LivenessInterval { get; init; } = SimTime.Zero;

    /// <summary>Age at which this end replaces an IKE SA; zero for never (§2.8: each end has its own).</summary>
    public SimTime IkeLifetime { get; init; } = SimTime.Zero;

    /// <summary>Age at which this end replaces a child SA; zero for never.</summary>
    public SimTime ChildLifetime { get; init; } = SimTime.Zero;

    /// <summary>Share of a lifetime by which it is shortened at random, 0 to 1, so that not both ends begin at once
    /// (§2.8; ours: 0.1).</summary>
    public double LifetimeJitter { get; init; } = 0.1;

    /// <summary>True to make the peer believe that there is an address translator, so that ESP goes over UDP.</summary>
    public bool IsEncapsulationForced { get; init; }
}

/// <summary>What packets an association protects (RFC 4301 §3.2).</summary>
public enum ChildMode
{
    /// <summary>Whole packets.</summary>
    Tunnel,

    /// <summary>What is behind the IP header.</summary>
    Transport,
}

/// <summary>Who an endpoint is toward a peer, and what it agrees to with it.</summary>
public sealed record IkeConnection
{
    /// <summary>Who this end claims to be.</summary>
    public required IdentificationPayload Own { get; init; }

    /// <summary>Who the other end must be.</summary>
    public required IdentificationPayload Peer { get; init; }

    /// <summary>The key that both share.</summary>
    public required Protocols.Wire.Octets SharedKey { get; init; }

    /// <summary>Algorithms of child SAs, the best first (ours: AES-GCM-128 without a key exchange of its own).
    /// </summary>
    public IReadOnlyList<EspSuite> ChildSuites { get; init; } = [new(CipherSuite.AesGcm128)];

    /// <summary>Mode of child SAs.</summary>
    public ChildMode Mode { get; init; } = ChildMode.Tunnel;

    /// <summary>Packets of this end that child SAs may protect, at least one selector.</summary>
    public required Protocols.Wire.ValueList<TrafficSelector> OwnSelectors { get; init; }

    /// <summary>Packets of the other end that child SAs may protect, at least one selector.</summary>
    public required Protocols.Wire.ValueList<TrafficSelector> PeerSelectors { get; init; }
}
