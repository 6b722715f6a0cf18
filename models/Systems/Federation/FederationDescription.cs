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
    public const string ProxyRole = "proxy", CloudRole = "cloud";
    public const string EdgeLink = "edge", ApiLink = "api";
    public const string PortalLink = "portal", InternetLink = "internet";
    public const string ServiceProcedure = "service";

    private static readonly Crypto.Operation[] Tls =
    [
        Operations.EcdhP256Generate, Operations.EcdhP256Agree, Operations.EcdsaP256Sign, Operations.EcdsaP256Verify,
    ];

    private static readonly Crypto.Operation[] UeOperations =
        [new(UserAgent.Step, "Compose one request of a browser, and read its answer.")];

    private static readonly Crypto.Operation[] ProxyOperations =
    [
        new(Proxy.Step, "Read one message at the proxy, hand it over between two functions, compose an answer."),
        Operations.Rsa2048Sign, .. Tls,
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
                .. lte.Roles.Select(role => role.Name == LteDescription.UeRole ? WithAgent(role) : role),
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
                new LinkClass(ApiLink, ProxyRole, CloudRole, "Between proxy and cloud: HTTP over TCP.")
                {
                    Keys = FederationKeys.Api,
                },
                new LinkClass(
                    PortalLink, LteDescription.UeRole, ProxyRole, "From terminals to the vOP: HTTP over TCP."),
                new LinkClass(
                    InternetLink, LteDescription.UeRole, CloudRole, "From terminals to the cloud: HTTP over TCP."),
            ],
            Options = lte.Options,
            Operations =
            [
                .. lte.Operations,
                .. UeOperations.Concat(ProxyOperations).Concat(CloudOperations).Distinct()
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
            ],
            Metrics = [.. lte.Metrics, .. Metrics()],
            Messages = [.. lte.Messages, .. FederationLabels.Messages],
        };
    }

    private static Role WithAgent(Role ue) => ue with
    {
        Operations = [.. ue.Operations, .. UeOperations.Select(operation => operation.Name)],
        Keys = FederationKeys.Ue,
    };

    private static IEnumerable<Metric> Metrics() =>
    [
        .. LteDescription.Reasons<ProxyService>("proxy.served", "Requests that a proxy has served"),
        .. LteDescription.Reasons<ProxyRefusal>("proxy.refused", "Requests that a proxy has refused"),
        .. LteDescription.Reasons<HttpFailure>("proxy.http.failed", "Requests without an answer"),
        .. LteDescription.Reasons<CloudService>("cloud.served", "Requests that a cloud has served"),
        .. LteDescription.Reasons<CloudRefusal>("cloud.refused", "Requests that a cloud has refused"),
        .. LteDescription.Reasons<IdTokenVerdict>("cloud.token", "ID tokens that a cloud was given"),
        .. LteDescription.Reasons<HttpFailure>("cloud.http.failed", "Requests without an answer"),
        .. LteDescription.Reasons<HttpFailure>("ue.http.failed", "Requests without an answer"),
    ];
}
