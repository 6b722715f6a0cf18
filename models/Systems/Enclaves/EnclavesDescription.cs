using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Protocols.Enclave;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>What a scenario may say of system <c>enclaves</c>.</summary>
internal static class EnclavesDescription
{
    public const string Name = "enclaves";
    public const string ClientRole = "client", RouterRole = "router", IntermediateRole = "intermediate";
    public const string ServerRole = "server", KeyServerRole = "key-server", OrganisationRole = "organisation";
    public const string HostRole = "host", InsideLink = "inside";
    public const string PathLink = "path", KeysLink = "keys", RootLink = "root", PeersLink = "peers";
    public const string PacketProcedure = "packet", DiscoveryProcedure = "discovery";
    public const string ProvisioningProcedure = "provisioning";
    public const string EstablishProcedure = "establish", ChildProcedure = "create-child";
    public const string RekeyProcedure = "ike-rekey", InformProcedure = "inform";

    private static readonly Crypto.Operation[] ServerOperations =
    [
        EnclaveServer.PacketOperation,
        Crypto.Operations.AeadAesGcm, Crypto.Operations.CipherAesCbc, Crypto.Operations.MacHmacSha256,
        Crypto.Operations.EcdsaP256Sign, .. ExchangeWiring.Operations,
    ];

    private static readonly Crypto.Operation[] IntermediateOperations =
    [
        Intermediate.InspectOperation,
        Crypto.Operations.AeadAesGcm, Crypto.Operations.CipherAesCbc, Crypto.Operations.MacHmacSha256,
        Crypto.Operations.EcdsaP256Sign, .. ExchangeWiring.Operations,
    ];

    private static readonly Crypto.Operation[] KeyServerOperations = [Crypto.Operations.EcdsaP256Verify];
    private static readonly Crypto.Operation[] OrganisationOperations = [PartyDirectory.Lookup];

    /// <summary>What an endpoint of IKE may execute.</summary>
    public static readonly Crypto.Operation[] EndpointOperations =
    [
        Crypto.Operations.AeadAesGcm, Crypto.Operations.CipherAesCbc, Crypto.Operations.MacHmacSha256,
        .. ExchangeWiring.Operations,
    ];

    private static readonly string[] KeyHolders = [IntermediateRole, ServerRole];
    private static readonly string[] Gateways = [ClientRole, ServerRole];
    private static readonly string[] Upstream = [ClientRole, RouterRole, IntermediateRole];
    private static readonly string[] Downstream = [RouterRole, IntermediateRole, ServerRole];

    /// <summary>What the counters of the set-up of SAs count.</summary>
    public const string ExchangeMeaning = "What happens while SAs are set up over IKE";

    /// <summary>What the counters of direct key exchange count.</summary>
    public const string DirectMeaning = "What happens in direct key exchanges";

    /// <summary>What the counters of reasons count.</summary>
    public const string ReasonMeaning = "Flags of intermediates by the reason why they cannot read";

    /// <summary>What the counters of tagging routers count.</summary>
    public const string TaggingMeaning = "What tagging routers do";

    /// <summary>The description.</summary>
    public static SystemDescription Make() =>
        new(Name, "Secure network enclaves: hierarchical keys, and servers whose network cards protect their packets.")
        {
            Roles =
            [
                new Role(ClientRole, "A host outside the servers' enclave.")
                {
                    IsNeeded = true,
                    Arrives = true,
                    CountMax = ushort.MaxValue,
                    Operations = NamesOf([EnclaveServer.PacketOperation, .. EndpointOperations]),
                    IsFree = true,
                    Keys = EnclavesKeys.Client,
                },
                new Role(RouterRole, "A router between the hosts, which may tag control packets.")
                {
                    CountMax = 1_000,
                    Keys = EnclavesKeys.Router,
                },
                new Role(IntermediateRole, "A device between the hosts that reads protected packets, if it can.")
                {
                    CountMax = 1_000,
                    Operations = NamesOf(IntermediateOperations),
                    Keys = EnclavesKeys.Intermediate,
                },
                new Role(ServerRole, "A host stack, its driver and its network interface card.")
                {
                    IsNeeded = true,
                    Arrives = true,
                    CountMax = 1_000,
                    Operations = NamesOf(ServerOperations),
                    Keys = EnclavesKeys.Server,
                },
                new Role(KeyServerRole, "The key server of an enclave.")
                {
                    CountMax = 1_000,
                    Operations = NamesOf(KeyServerOperations),
                    IsFree = true,
                    Keys = EnclavesKeys.KeyServer,
                },
                new Role(OrganisationRole, "The key server of the organisation, and its directory.")
                {
                    CountMax = 1,
                    Operations = NamesOf(OrganisationOperations),
                    IsFree = true,
                    Keys = EnclavesKeys.Organisation,
                },
                new Role(HostRole, "A host without IPsec behind a client or a server, which tunnels for it.")
                {
                    Arrives = true,
                    CountMax = 1_000,
                    Keys = EnclavesKeys.Host,
                },
            ],
            Links =
            [
                new LinkClass(PathLink, Upstream, Downstream, "From each group of the path to the next.")
                {
                    Pairing = Pairing.Chain,
                    Keys =
                    [
                        new Key(SystemRun.MtuKey, KeyType.Size("1280 B", "9000 B"), "Largest IP packet") // RFC 8200 §5
                        {
                            Default = "1500 B",
                            Other = "1300 B",
                        },
                    ],
                },
                new LinkClass(
                    KeysLink, KeyHolders, [KeyServerRole], "From each party to the key server of its enclave."),
                new LinkClass(
                    PeersLink, KeyServerRole, RouterRole, "From each key server to a router, over which they meet."),
                new LinkClass(RootLink, KeyServerRole, OrganisationRole, "From each key server to the organisation's."),
                new LinkClass(
                    InsideLink, [HostRole], Gateways, "From each host to the client or server that tunnels for it."),
            ],
            Options = EnclavesKeys.System,
            Operations =
            [
                .. ServerOperations.Concat(IntermediateOperations).Concat(NicOperations.All)
                    .Concat(KeyServerOperations).Concat(OrganisationOperations).Distinct()
                    .Select(operation => new Operation(operation.Name, operation.Meaning)),
            ],
            Procedures =
            [
                new Procedure(
                    PacketProcedure, "From a client's application to the server's.", ProcedureMeasure.Success),
                new Procedure(
                    DiscoveryProcedure,
                    "From a server's first probe until it knows both enclaves rightly.",
                    ProcedureMeasure.Success),
                new Procedure(
                    ProvisioningProcedure,
                    "From a party's first request for keys to the last answer.",
                    ProcedureMeasure.Success, KeyClient.Denied, KeyClient.UnknownEnclave, KeyClient.TimedOut),
                OfIke(EstablishProcedure, "From the first message of IKE_SA_INIT to the answer of IKE_AUTH."),
                OfIke(ChildProcedure, "CREATE_CHILD_SA for an SA more, or one in the place of another."),
                OfIke(RekeyProcedure, "CREATE_CHILD_SA for an IKE SA in the place of another."),
                OfIke(InformProcedure, "INFORMATIONAL: keys for intermediates, and deletions."),
            ],
            Metrics = [.. Metrics()],
            Drawn = ["packet.success", "{server}.utilisation"],
            Messages = EnclaveLabels.Messages,
            Rules = EnclavesRules.All,
        };

    private static Procedure OfIke(string name, string meaning) => new(name, meaning, [.. IkeProcedures.Outcomes]);

    private static string[] NamesOf(IEnumerable<Crypto.Operation> operations) =>
        [.. operations.Select(operation => operation.Name)];

    private static IEnumerable<Metric> Metrics() =>
    [
        new("{client}.goodput", MetricKind.Rate, Dimension.Rate, "Data that answers brought to clients."),
        new("{client}.sa.live", MetricKind.Level, Dimension.Count, "Security associations that are up."),
        new("{server}.goodput", MetricKind.Rate, Dimension.Rate, "Data that was delivered to servers."),
        new("{server}.sa.live", MetricKind.Level, Dimension.Count, "Security associations that are up."),
        new("{host}.goodput", MetricKind.Rate, Dimension.Rate, HostWiring.GoodputMeaning),
        new("{host}.too-big", MetricKind.Count, Dimension.Count, HostWiring.TooBigMeaning),
        .. OfCard("server"),
        .. OfCard("intermediate"),
        new(
            "{intermediate}.readable", MetricKind.Ratio, Dimension.Number, IntermediateMeasures.ReadableMeaning),
        new(
            "{intermediate}.verifiable", MetricKind.Ratio, Dimension.Number, IntermediateMeasures.VerifiableMeaning),
        .. Reasons<Inspection>("intermediate.packet", IntermediateMeasures.Meaning),
        .. Reasons<TaggingEvent>("router.tags", TaggingMeaning),
        Held("server"), Held("intermediate"), Held("key-server"), Held("organisation"),
        new("provisioning.messages", MetricKind.Count, Dimension.Count, KeyServerMeasures.MessagesMeaning),
        .. Reasons<KeyRefusal>("provisioning.refused", KeyServerMeasures.RefusedMeaning),
        .. Reasons<EnclaveRefusal>("provisioning.packet", EnclaveMeasures.Meaning),
        .. Reasons<AdmissionOutcome>("admission", AdmissionWiring.Meaning),
        new("discovery.packets", MetricKind.Sample, Dimension.Count, DiscoveryMeasures.PacketsMeaning),
        new("discovery.right", MetricKind.Ratio, Dimension.Number, DiscoveryMeasures.RightMeaning),
        new("discovery.inconsistent", MetricKind.Count, Dimension.Count, DiscoveryMeasures.InconsistentMeaning),
        new("discovery.overflowed", MetricKind.Count, Dimension.Count, DiscoveryMeasures.OverflowedMeaning),
        .. Reasons<KeyExchangeEvent>("key-exchange", ExchangeMeaning),
        .. Reasons<DirectKeyEvent>("direct-key", DirectMeaning),
        .. Reasons<KeyRequestReason>("direct-key.reason", ReasonMeaning),
        new("ike.messages", MetricKind.Count, Dimension.Count, IkeMeasures.MessagesMeaning),
        .. Reasons<IkeEvent>("ike.event", "Events of IKE"),
        .. Reasons<IkeDrop>("ike.dropped", "IKE messages dropped"),
        .. Reasons<IkeRefusal>("ike.refused", "Errors that IKE notifies"),
        .. Reasons<IkeOutcome>("ike.closed", "IKE SAs that ended"),
        .. Reasons<EnclaveRefusal>("client.refused", EnclaveMeasures.Meaning),
        .. Reasons<EnclaveRefusal>("server.refused", EnclaveMeasures.Meaning),
    ];

    private static IEnumerable<Metric> OfCard(string role) =>
    [
        Of(role, "hit", MetricKind.Ratio, Dimension.Number, "Packets whose SA key was in the card's table."),
        Of(role, "offloaded", MetricKind.Ratio, Dimension.Number, "Packets that the card worked on."),
        Of(role, "service", MetricKind.Sample, Dimension.Time, "Time of the card's operations for a packet."),
        Of(role, "memory", MetricKind.Level, Dimension.Size, "Octets of keys in the card."),
        Of(role, "full", MetricKind.Count, Dimension.Count, "Packets that found the card's queue full."),
        Of(role, "derived", MetricKind.Count, Dimension.Count, "Keys that the card derived or expanded."),
        Of(role, "evicted", MetricKind.Count, Dimension.Count, "Entries that made room in the card's table."),
    ];

    private static Metric Held(string role) =>
        new($"{{{role}}}.keys.held", MetricKind.Level, Dimension.Count, KeyServerMeasures.HeldMeaning);

    private static Metric Of(string role, string name, MetricKind kind, Dimension dimension, string meaning) =>
        new($"{{{role}}}.nic.{name}", kind, dimension, meaning);

    private static IEnumerable<Metric> Reasons<T>(string name, string meaning)
        where T : struct, Enum => Enum.GetValues<T>().Select(reason => new Metric(
            $"{name}.{ReasonCounters<T>.WordOf(reason)}",
            MetricKind.Count,
            Dimension.Count,
            $"{meaning}: {ReasonCounters<T>.WordOf(reason)}."));
}
