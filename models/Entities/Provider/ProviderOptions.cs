using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Jose;

namespace Simulator.Entities;

/// <summary>What an OpenID provider is.</summary>
public sealed record ProviderOptions
{
    /// <summary>Its name, as in Host; the issuer is made of it.</summary>
    public required string Host { get; init; }

    /// <summary>Clients that it knows, by the host of their redirect URI.</summary>
    public IReadOnlyList<string> Clients { get; init; } = [];

    /// <summary>Signs ID tokens; it is kept when the provider restarts.</summary>
    public required JwsSigner Signer { get; init; }

    /// <summary>How long an ID token is accepted; ours.</summary>
    public SimTime TokenLifetime { get; init; } = SimTime.FromSeconds(60L);

    /// <summary>How long a code may be exchanged (RFC 6749 §4.1.2: at most ten minutes); ours.</summary>
    public SimTime CodeLifetime { get; init; } = SimTime.FromSeconds(30L);

    /// <summary>How long a challenge may be answered; ours: beyond the repetitions of an MME.</summary>
    public SimTime ChallengeLifetime { get; init; } = SimTime.FromSeconds(35L);

    /// <summary>Challenges and codes that wait at a time; ours.</summary>
    public int PendingMax { get; init; } = 100_000;

    /// <summary>Issuer identifier of its ID tokens.</summary>
    public string Issuer => $"http://{Host}";
}

/// <summary>The party that an OpenID provider is a part of.</summary>
internal interface IProviderParty
{
    /// <summary>Its machine.</summary>
    Node Node { get; }

    /// <summary>Executes its work.</summary>
    Processor Processor { get; }

    /// <summary>The work of one request.</summary>
    Work StepWork { get; }

    /// <summary>What the provider is.</summary>
    ProviderOptions Provider { get; }

    /// <summary>What was done.</summary>
    ReasonCounters<ProxyService> Services { get; }

    /// <summary>A request was refused.</summary>
    void Refuse(ProxyRefusal reason);
}
