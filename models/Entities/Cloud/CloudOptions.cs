using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Oidc;

namespace Simulator.Entities;

/// <summary>An OpenID provider that a cloud trusts.</summary>
/// <param name="Issuer">Its issuer identifier.</param>
/// <param name="Host">Its name.</param>
/// <param name="Address">Where it is.</param>
public sealed record TrustedProvider(string Issuer, string Host, IpEndpoint Address)
{
    /// <summary>Where it authenticates terminals.</summary>
    public string AuthorizationEndpoint { get; } = $"http://{Host}{ProviderPaths.Authorize}";
}

/// <summary>What a cloud service is and grants.</summary>
public sealed record CloudOptions
{
    /// <summary>Its name, as in Host.</summary>
    public string Host { get; init; } = "cloud.example";

    /// <summary>Providers whose tokens it accepts.</summary>
    public IReadOnlyList<TrustedProvider> Providers { get; init; } = [];

    /// <summary>What it asks a provider for.</summary>
    public ResponseType Flow { get; init; } = ResponseType.IdToken;

    /// <summary>How sequence numbers are made; the cards of its accounts follow the same scheme.</summary>
    public SqnScheme SqnScheme { get; init; } = SqnScheme.NotTimeBased;

    /// <summary>What its accounts may use at an edge.</summary>
    public SubscriptionAnswer Subscription { get; init; } = DefaultSubscription;

    /// <summary>How long it waits for the end of an authentication; ours: longer than any token is accepted.</summary>
    public SimTime SessionLifetime { get; init; } = SimTime.FromSeconds(300L);

    /// <summary>Sessions that wait at a time; ours.</summary>
    public int SessionsMax { get; init; } = 100_000;

    /// <summary>How its connections to terminals behave.</summary>
    public HttpOptions Http { get; init; } = HttpOptions.Default;

    /// <summary>How its connections to providers behave; ours: it waits less long than a terminal for it.</summary>
    public HttpOptions Providerward { get; init; } = HttpOptions.Default with { Timeout = SimTime.FromSeconds(8L) };

    /// <summary>How its connections to proxies behave.</summary>
    public HttpOptions Api { get; init; } = HttpOptions.Default;

    /// <summary>Ours: as an HSS grants by default.</summary>
    public static SubscriptionAnswer DefaultSubscription { get; } =
        new("internet", 500_000_000, 1_000_000_000, MayRoam: true);
}
