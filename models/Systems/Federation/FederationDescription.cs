using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Protocols.Oidc;
using Simulator.Scenarios;
using Operation = Simulator.Scenarios.Operation;

namespace Simulator.Systems;

/// <summary>What a scenario may say of system <c>federation</c>: all of <c>lte</c>, a proxy and a cloud.</summary>
internal static class FederationDescription
{
    public const string Name = "federation";
    public const string ProxyRole = "proxy", CloudRole = "cloud", ProviderRole = "provider";
    public const string EdgeLink = "edge", ApiLink = "api", ChainLink = "chain", IdentityLink = "identity";
    public const string PortalLink = "portal", InternetLink = "internet", RoamingLink = "roaming";
    public const string S6aConnections = "s6a.connections";
    public const string ServiceProcedure = "service", SeparateProcedure = "separate";
    public const string SavedTime = "saved-time", LoginOverAttach = "login-over-attach";
    public const string WronglyServed = "wrongly-served";

    private static readonly Crypto.Operation[] Tls =
    [
        Operations.EcdhP256Generate, Operations.EcdhP256Agree, Operations.EcdsaP256Sign, Operations.EcdsaP256Verify,
    ];

    private static readonly Crypto.Operation[] UeOperations =
        [new(UserAgent.Step, "Compose one request of a browser, and read its answer.")];

    private static readonly Crypto.Operation[] ProxyOperations =
    [
        new(Proxy.Step, "Read one message at the proxy, hand it over between two functions, compose an answer."),
        Operations.Rsa2048Sign, Operations.Rsa2048Verify, .. Tls,
    ];

    private static readonly Crypto.Operation[] ProviderOperations =
    [
        new(OpenIdProvider.Step, "Read one request at an OpenID provider without a proxy, compose an answer."),
        Operations.EcdsaP256Sign, Operations.Rsa2048Sign,
    ];

    private static readonly Crypto.Operation[] CloudOperations =
    [
        new(Cloud.Step, "Read one request at the cloud, look the account up, compose an answer."),
        new(Cloud.PasswordHash, "Check one password by a slow hash."),
        Operations.AkaVector, Operations.AkaResynchronise, Operations.KdfHmacSha256, Operations.Rsa2048Verify, .. Tls,
    ];

    /// <summary>The description.</summary>
    public static SystemDescription Make()
    {
        SystemDescription lte = LteDescription.Make();
        return new(Name, "Authentication between an edge (an LTE network) and a cloud through a proxy.")
        {
            Roles =
            [
                .. lte.Roles.Select(OfFederation),
                new Role(ProxyRole, "The proxy server: vHSS and vUSER, vUE and vOP.")
                {
                    Operations = [.. ProxyOperations.Select(operation => operation.Name)],
                    Keys = FederationKeys.Proxy,
                    CountMax = 250,
                },
                new Role(CloudRole, "A cloud service with accounts, and relying party of OpenID Connect.")
                {
                    Operations = [.. CloudOperations.Select(operation => operation.Name)],
                    Keys = FederationKeys.Cloud,
                    CountMax = 250,
                },
                new Role(ProviderRole, "An edge operator's own OpenID provider beside its HSS, without a proxy.")
                {
                    Operations = [.. ProviderOperations.Select(operation => operation.Name)],
                    Keys = FederationKeys.Provider,
                    CountMax = 250,
                },
            ],
            Links =
            [
                .. lte.Links,
                new LinkClass(
                    EdgeLink, ProxyRole, LteDescription.MmeRole,
                    "Between proxy and edge: S1AP of the vUE, Diameter of the vHSS, over SCTP.")
                {
                    Pairing = Pairing.Mesh,
                },
                new LinkClass(
                    ApiLink, [ProxyRole, ProviderRole], [CloudRole],
                    "Between proxy or OpenID provider and cloud: HTTP over TCP.")
                {
                    Pairing = Pairing.Mesh,
                    Keys = FederationKeys.Api,
                },
                new LinkClass(
                    ChainLink, ProxyRole, ProxyRole, "From a proxy to another one: HTTP over TCP.")
                {
                    Pairing = Pairing.Explicit,
                    Keys = FederationKeys.Api,
                },
                new LinkClass(
                    IdentityLink, ProviderRole, LteDescription.HssRole,
                    "From an OpenID provider to the HSS of its operator: Diameter over SCTP."),
                new LinkClass(
                    RoamingLink, LteDescription.MmeRole, LteDescription.HssRole,
                    "From an MME to the HSS of a roaming partner: Diameter over SCTP.")
                {
                    Pairing = Pairing.Explicit,
                },
                new LinkClass(
                    PortalLink, [LteDescription.UeRole], [ProxyRole, ProviderRole],
                    "From terminals to their OpenID provider, that of a proxy or another: HTTP over TCP."),
                new LinkClass(
                    InternetLink, LteDescription.UeRole, CloudRole, "From terminals to the cloud: HTTP over TCP."),
            ],
            Options = FederationKeys.System,
            Operations =
            [
                .. lte.Operations,
                .. UeOperations.Concat(ProxyOperations).Concat(CloudOperations).Concat(ProviderOperations).Distinct()
                    .Where(operation => lte.FindOperation(operation.Name) is null)
                    .Select(operation => new Operation(operation.Name, operation.Meaning)),
            ],
            Procedures =
            [
                .. lte.Procedures,
                new Procedure(
                    ServiceProcedure,
                    "From the first request of a terminal's browser until the cloud serves it.",
                    [.. ServiceOutcome.All]),
                new Procedure(
                    SeparateProcedure,
                    "From the start of an attach at the edge until the cloud serves by a password too.",
                    [.. SeparateOutcome.All]),
            ],
            Metrics = [.. lte.Metrics, .. Metrics()],
            Messages = [.. lte.Messages, .. FederationLabels.Messages],
        };
    }

    private static Role OfFederation(Role role) => role.Name switch
    {
        LteDescription.UeRole => role with
        {
            Operations = [.. role.Operations, .. UeOperations.Select(operation => operation.Name)],
            Keys = FederationKeys.Ue,
        },
        LteDescription.MmeRole => role with { Keys = FederationKeys.Mme },
        LteDescription.HssRole => role with { Keys = FederationKeys.Hss, CountMax = 250 },
        _ => role,
    };

    private static IEnumerable<Metric> Metrics() =>
    [
        .. LteDescription.Reasons<ExposedItem>("exposed", "Different values that a party or a link has seen"),
        new(
            SavedTime, MetricKind.Ratio, Dimension.Probability,
            "Time that a group saves on average, over that of the groups which attach and log in separately."),
        new(
            LoginOverAttach, MetricKind.Ratio, Dimension.Number,
            "Time of the login by a password over that of the attach before it."),
        new(
            WronglyServed, MetricKind.Count, Dimension.Count,
            "Successes of terminals that ought to be refused: of wrong keys, wrong answers, tokens not their own."),
        new(
            Agreements.Direct, MetricKind.Count, Dimension.Count,
            "Pairs of an edge and a cloud, or another edge, that are connected without a proxy."),
        new(
            Agreements.Proxied, MetricKind.Count, Dimension.Count,
            "Pairs of a proxy and an edge, a cloud or another proxy that are connected."),
        new(
            S6aConnections, MetricKind.Count, Dimension.Count,
            "Connections of MMEs to HSSs, those of proxies included, at the end of the run."),
        .. Opened("proxy"), .. Opened("provider"), .. Opened("cloud"), .. Opened("ue"),
        .. LteDescription.Reasons<DiameterConnectionEvent>("s6a.diameter.connection", "Connections of an MME to HSSs"),
        .. LteDescription.Reasons<ProxyService>("provider.served", "Requests that an OpenID provider has served"),
        .. LteDescription.Reasons<ProxyRefusal>("provider.refused", "Requests that an OpenID provider has refused"),
        .. LteDescription.Reasons<ProxyService>("proxy.served", "Requests that a proxy has served"),
        .. LteDescription.Reasons<ProxyRefusal>("proxy.refused", "Requests that a proxy has refused"),
        .. LteDescription.Reasons<HttpFailure>("proxy.http.failed", "Requests without an answer"),
        .. LteDescription.Reasons<CloudService>("cloud.served", "Requests that a cloud has served"),
        .. LteDescription.Reasons<CloudRefusal>("cloud.refused", "Requests that a cloud has refused"),
        .. LteDescription.Reasons<IdTokenVerdict>("cloud.token", "ID tokens that a cloud was given"),
        .. LteDescription.Reasons<HttpFailure>("cloud.http.failed", "Requests without an answer"),
        .. LteDescription.Reasons<HttpFailure>("ue.http.failed", "Requests without an answer"),
    ];

    private static IEnumerable<Metric> Opened(string party) =>
    [
        new(
            $"{party}.http.opened", MetricKind.Count, Dimension.Count,
            "Connections of HTTP that were opened or accepted."),
    ];
}
