using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Protocols.Nas;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>What a scenario may say of system <c>lte</c>.</summary>
internal static class LteDescription
{
    public const string Name = "lte";
    public const string UeRole = "ue", EnbRole = "enb", MmeRole = "mme", HssRole = "hss";
    public const string RadioLink = "radio", S1Link = "s1", S6aLink = "s6a";
    public const string AttachProcedure = "attach", DetachProcedure = "detach";

    private static readonly Crypto.Operation[] NasProtection =
    [
        Crypto.Operations.KdfHmacSha256,
        Crypto.Operations.MacAesCmac, Crypto.Operations.MacSnow3G, Crypto.Operations.MacZuc,
        Crypto.Operations.CipherAesCtr, Crypto.Operations.CipherSnow3G, Crypto.Operations.CipherZuc,
    ];

    // no MME of this system sends a HASH_MME, so no UE hashes its request
    private static readonly Crypto.Operation[] UeOperations =
        [Ue.Step, Crypto.Operations.UsimAuthenticate, .. NasProtection];

    private static readonly Crypto.Operation[] EnbOperationList =
        [EnbOperations.StepOperation, Crypto.Operations.KdfHmacSha256];

    private static readonly Crypto.Operation[] MmeOperations = [Mme.Step, .. NasProtection];

    private static readonly Crypto.Operation[] HssOperations =
    [
        new(Hss.Lookup, "Look one subscriber up in the HSS, and compose an answer."),
        Crypto.Operations.AkaVector, Crypto.Operations.AkaResynchronise, Crypto.Operations.KdfHmacSha256,
    ];

    /// <summary>The description.</summary>
    public static SystemDescription Make() =>
        new(Name, "Attach to an evolved packet core by EPS-AKA: UE with USIM, eNB, MME, HSS.")
        {
            Roles =
            [
                new Role(UeRole, "A terminal with its USIM, which has a processor of its own.")
                {
                    Arrives = true,
                    Operations = NamesOf(UeOperations),
                    Keys = LteKeys.Ue,
                    IsNeeded = true,
                    Queues = false,
                },
                new Role(EnbRole, "A base station: RRC connections, NAS relay, access stratum keys.")
                {
                    Operations = NamesOf(EnbOperationList),
                    Keys = LteKeys.Enb,
                    IsNeeded = true,
                    CountMax = 1_000,
                },
                new Role(MmeRole, "Mobility management: authentication, security mode, registration.")
                {
                    Operations = NamesOf(MmeOperations),
                    Keys = LteKeys.Mme,
                    IsNeeded = true,
                    CountMax = 250,
                },
                new Role(HssRole, "Subscribers of one network, with its authentication centre.")
                {
                    Operations = NamesOf(HssOperations),
                    Keys = LteKeys.Hss,
                    IsNeeded = true,
                    CountMax = 1,
                },
            ],
            Links =
            [
                new LinkClass(RadioLink, UeRole, EnbRole, "The radio link of each UE: records of NAS and RRC messages.")
                {
                    IsRecords = true,
                    Keys = LteKeys.Radio,
                },
                new LinkClass(S1Link, EnbRole, MmeRole, "S1-MME: S1AP over SCTP, from every eNB to every MME.")
                {
                    Pairing = Pairing.Mesh,
                },
                new LinkClass(S6aLink, MmeRole, HssRole, "S6a: Diameter over SCTP, from every MME to every HSS.")
                {
                    Pairing = Pairing.Mesh,
                },
            ],
            Options = LteKeys.System,
            Operations =
            [
                .. UeOperations.Concat(EnbOperationList).Concat(MmeOperations).Concat(HssOperations).Distinct()
                    .Select(operation => new Operation(operation.Name, operation.Meaning)),
            ],
            Procedures =
            [
                new Procedure(
                    AttachProcedure,
                    "From the start at the UE until ATTACH ACCEPT has passed every check.",
                    [.. AttachOutcome.All]),
                new Procedure(
                    DetachProcedure,
                    "From the start at the UE until DETACH ACCEPT; if switched off, until the request is sent.",
                    [.. DetachOutcome.All]),
            ],
            Metrics = [.. Metrics()],
            Drawn = ["attach.success", "{mme}.utilisation", "{hss}.utilisation"],
            Messages = [.. Messages()],
        };

    private static string[] NamesOf(IEnumerable<Crypto.Operation> operations) =>
        [.. operations.Select(operation => operation.Name)];

    private static IEnumerable<Metric> Metrics() =>
    [
        .. Reasons<UeRefusal>("ue.refused", "Messages that a UE does not take"),
        .. Reasons<UeEvent>("ue.event", "What happens at a UE"),
        .. Reasons<EnbRefusal>("enb.refused", "Messages that an eNB did not take"),
        .. Reasons<MmeRefusal>("mme.refused", "Messages that an MME refused"),
        .. Reasons<MmeOutcome>("mme.attach", "Attaches that ended at an MME"),
        .. Reasons<MmeTimer>("mme.retransmitted", "NAS requests sent again when a timer expired"),
        .. Reasons<MmeDetachment>("mme.detached", "Registered UEs that were detached"),
        .. Reasons<S6aStatus>("s6a.authentication", "Requests of authentication vectors"),
        .. Reasons<S6aStatus>("s6a.update-location", "Location updates"),
        .. Reasons<HssService>("hss.served", "Requests that the HSS has served"),
        .. Reasons<HssRefusal>("hss.refused", "Requests that the HSS has refused"),
        .. Reasons<DiameterRefusal>("hss.diameter.refused", "Diameter requests answered with an error"),
    ];

    internal static IEnumerable<Metric> Reasons<T>(string name, string meaning)
        where T : struct, Enum => Enum.GetValues<T>().Select(reason => new Metric(
            $"{name}.{ReasonCounters<T>.WordOf(reason)}",
            MetricKind.Count,
            Dimension.Count,
            $"{meaning}: {ReasonCounters<T>.WordOf(reason)}."));

    private static IEnumerable<string> Messages() =>
    [
        .. Enum.GetValues<EmmMessageType>().Select(type => NasLabels.Of(type).Message).Distinct(),
        Radio.RequestLabel.Message, Radio.ReleaseLabel.Message,
        .. S1apLabels.Messages,
        .. DiameterLabels.Messages,
    ];
}
