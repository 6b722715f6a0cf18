using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>What a scenario may say of system <c>enclaves</c>.</summary>
internal static class EnclavesDescription
{
    public const string Name = "enclaves";
    public const string ClientRole = "client", RouterRole = "router", ServerRole = "server";
    public const string PathLink = "path";
    public const string PacketProcedure = "packet";

    private static readonly Crypto.Operation[] ServerOperations =
    [
        EnclaveServer.PacketOperation,
        Crypto.Operations.AeadAesGcm, Crypto.Operations.CipherAesCbc, Crypto.Operations.MacHmacSha256,
    ];

    private static readonly string[] Upstream = [ClientRole, RouterRole];

    /// <summary>The description.</summary>
    public static SystemDescription Make() =>
        new(Name, "Secure network enclaves: hierarchical keys, and servers whose network cards protect their packets.")
        {
            Roles =
            [
                new Role(ClientRole, "A host outside the servers' enclave; its own processing takes no time.")
                {
                    IsNeeded = true,
                    Arrives = true,
                    CountMax = ushort.MaxValue,
                    Keys = EnclavesKeys.Client,
                },
                new Role(RouterRole, "A router between the hosts.") { CountMax = 1_000 },
                new Role(ServerRole, "A host stack, its driver and its network interface card.")
                {
                    IsNeeded = true,
                    CountMax = 1_000,
                    Operations = NamesOf(ServerOperations),
                    Keys = EnclavesKeys.Server,
                },
            ],
            Links =
            [
                new LinkClass(PathLink, Upstream, [RouterRole, ServerRole], "From each group of the path to the next.")
                {
                    Pairing = Pairing.Chain,
                },
            ],
            Options = EnclavesKeys.System,
            Operations =
            [
                .. ServerOperations.Concat(NicOperations.All)
                    .Select(operation => new Operation(operation.Name, operation.Meaning)),
            ],
            Procedures =
            [
                new Procedure(
                    PacketProcedure, "From a client's application to the server's.", ProcedureMeasure.Success),
            ],
            Metrics = [.. Metrics()],
            Messages = EnclaveLabels.Messages,
        };

    private static string[] NamesOf(IEnumerable<Crypto.Operation> operations) =>
        [.. operations.Select(operation => operation.Name)];

    private static IEnumerable<Metric> Metrics() =>
    [
        new("{client}.goodput", MetricKind.Rate, Dimension.Rate, "Data that answers brought to clients."),
        new("{client}.sa.live", MetricKind.Level, Dimension.Count, "Security associations that are up."),
        new("{server}.goodput", MetricKind.Rate, Dimension.Rate, "Data that was delivered to servers."),
        new("{server}.sa.live", MetricKind.Level, Dimension.Count, "Security associations that are up."),
        new("{server}.nic.hit", MetricKind.Ratio, Dimension.Number, "Packets whose SA key was in the card's table."),
        new("{server}.nic.offloaded", MetricKind.Ratio, Dimension.Number, "Packets that the card worked on."),
        new("{server}.nic.service", MetricKind.Sample, Dimension.Time, "Time of the card's operations for a packet."),
        new("{server}.nic.memory", MetricKind.Level, Dimension.Size, "Octets of keys in the card."),
        new("{server}.nic.full", MetricKind.Count, Dimension.Count, "Packets that found the card's queue full."),
        new("{server}.nic.derived", MetricKind.Count, Dimension.Count, "Keys that the card derived or expanded."),
        new("{server}.nic.evicted", MetricKind.Count, Dimension.Count, "Entries that made room in the card's table."),
        .. Reasons<EnclaveRefusal>("client.refused", EnclaveMeasures.Meaning),
        .. Reasons<EnclaveRefusal>("server.refused", EnclaveMeasures.Meaning),
    ];

    private static IEnumerable<Metric> Reasons<T>(string name, string meaning)
        where T : struct, Enum => Enum.GetValues<T>().Select(reason => new Metric(
            $"{name}.{ReasonCounters<T>.WordOf(reason)}",
            MetricKind.Count,
            Dimension.Count,
            $"{meaning}: {ReasonCounters<T>.WordOf(reason)}."));
}
