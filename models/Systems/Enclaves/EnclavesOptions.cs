using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>What a scenario says, as the roles take it.</summary>
internal static class EnclavesOptions
{
    /// <summary>What all parties agree on.</summary>
    public static EnclaveSetting SettingOf(Settings options)
    {
        var hierarchy = new EnclaveHierarchy(
            options.Choice<EnclavePrf>(EnclavesKeys.Prf),
            options.Flag(EnclavesKeys.ServerLevel),
            options.Count(EnclavesKeys.SubLevels),
            options.Flag(EnclavesKeys.Ordered),
            options.Word(EnclavesKeys.Trees) == EnclavesKeys.Separate);
        return new EnclaveSetting(
            hierarchy,
            TransformOf(options.Word(EnclavesKeys.Transform), options.Flag(EnclavesKeys.Esn)),
            options.Word(EnclavesKeys.Protection) == EnclavesKeys.WholePackets,
            options.Flag(EnclavesKeys.Information) && options.Word(EnclavesKeys.Baseline) != "per-sa",
            new CipherContexts());
    }

    /// <summary>True if an intermediate has, of two trees, the keys for authentication alone.</summary>
    public static bool OnlyVerifies(NodeGroup group) =>
        group.Settings.Word(EnclavesKeys.HoldsOf) == EnclavesKeys.Authentication;

    /// <summary>The trees of which an intermediate has keys.</summary>
    public static IEnumerable<KeyUse> UsesOf(NodeGroup group, EnclaveHierarchy hierarchy) =>
        hierarchy.Uses.Where(use => use != KeyUse.Encryption || !OnlyVerifies(group));

    /// <summary>A card.</summary>
    public static NicOptions NicOf(Settings card) => new()
    {
        Mode = card.Choice<NicMode>(EnclavesKeys.Mode),
        Keys = card.Has(EnclavesKeys.Keys) ? card.Choice<NicKeys>(EnclavesKeys.Keys) : NicKeys.Pair,
        EntryCount = card.Count(EnclavesKeys.Entries),
        EntrySize = card.Count(EnclavesKeys.EntrySize),
        KeySize = card.Count(EnclavesKeys.KeySize),
        Eviction = card.Choice<EvictionPolicy>(EnclavesKeys.Eviction),
        IsPipelined = card.Flag(EnclavesKeys.Pipelined),
        QueueMax = card.Count(EnclavesKeys.Queue),
        Costs = new CostTable(NicOperations.All.Select(operation => KeyValuePair.Create(
            operation.Name, GroupProcessors.CostOf(card.Cost(EnclavesKeys.CostKeyOf(operation)))))),
    };

    /// <summary>A member of a group of routers.</summary>
    public static TaggingRouterOptions RouterOf(
        SystemRun run, NodeId member, ushort device, bool tags, IReadOnlyDictionary<IpAddress, ushort> assignments)
    {
        NodeGroup group = run.Scenario.Groups.First(each => each.Name == member.Group);
        Settings settings = group.Settings;
        int forged = settings.Count(EnclavesKeys.Forged);
        return new TaggingRouterOptions
        {
            Tagging = tags ? settings.Choice<Tagging>(EnclavesKeys.Tags) : Tagging.None,
            Enclave = forged > 0 ? (ushort)forged : EnclaveOf(run, group, member.Index),
            Device = device,
            PacketMax = settings.Count(EnclavesKeys.TagPackets),
            Span = TimeOf(settings, EnclavesKeys.TagTime) ?? SimTime.Zero,
            TagsAll = settings.Flag(EnclavesKeys.TagsData),
            DropsOptions = settings.Flag(EnclavesKeys.DropsOptions),
            Assignments = assignments,
        };
    }

    /// <summary>The enclave of a member of a group.</summary>
    public static ushort EnclaveOf(SystemRun run, NodeGroup group, int index) =>
        EnclaveOf(run.Scenario, group, index);

    /// <summary>The enclave of a member of a group.</summary>
    public static ushort EnclaveOf(Scenario scenario, NodeGroup group, int index)
    {
        if (group.Settings.TextOf(EnclavesKeys.Enclave) == EnclavesKeys.Each)
        {
            return (ushort)(1 + (index % scenario.Options.Count(EnclavesKeys.Enclaves)));
        }

        IReadOnlyList<Quantity> enclaves = group.Settings.Quantities(EnclavesKeys.Enclave);
        return (ushort)enclaves[index % enclaves.Count].Whole;
    }

    /// <summary>The own tag of a member of a group of clients or servers; null if it does not know its enclave.
    /// </summary>
    public static EnclaveTag? TagOf(SystemRun run, NodeGroup group, int index) =>
        group.Settings.Flag(EnclavesKeys.OwnTag)
            ? new EnclaveTag(EnclaveOf(run, group, index), EnclaveTag.OfHost)
            : null;

    /// <summary>The sub-enclave of a member of a group.</summary>
    public static ushort SubEnclaveOf(NodeGroup group, int index)
    {
        IReadOnlyList<Quantity> subs = group.Settings.Quantities(EnclavesKeys.SubEnclave);
        return (ushort)subs[index % subs.Count].Whole;
    }

    /// <summary>The sub-enclaves of a client and a server, each a member of a group, at every level that there is.
    /// </summary>
    public static SubEnclavePairs SubEnclavesOf(
        (NodeGroup Group, int Index) client, (NodeGroup Group, int Index) server, EnclaveHierarchy hierarchy) =>
        SubEnclavesOf(
            hierarchy.PairOf(SubEnclaveOf(client.Group, client.Index), SubEnclaveOf(server.Group, server.Index)),
            hierarchy);

    /// <summary>A pair of sub-enclaves, the same at every level that there is.</summary>
    public static SubEnclavePairs SubEnclavesOf(EnclavePair pair, EnclaveHierarchy hierarchy)
    {
        Span<EnclavePair> levels = stackalloc EnclavePair[hierarchy.SubLevelCount];
        levels.Fill(pair);
        return new SubEnclavePairs(levels);
    }

    /// <summary>What a member of a group of servers or intermediates shows its key server.</summary>
    public static CredentialState CredentialOf(NodeGroup group, int index)
    {
        IReadOnlyList<string> words = group.Settings.Words(EnclavesKeys.Credential);
        return CredentialStates.Parse(words[index % words.Count]);
    }

    /// <summary>A time that may be the word <c>none</c>.</summary>
    public static SimTime? TimeOf(Settings settings, string key) =>
        settings.TextOf(key) == EnclavesKeys.None ? null : settings.Time(key);

    private static EspTransform TransformOf(string word, bool isExtended) => word switch
    {
        "aes-gcm-256" => EspTransform.Gcm(32, isExtended),
        "aes-gcm-128" => EspTransform.Gcm(16, isExtended),
        "aes-cbc-256" => EspTransform.Cbc(32, isExtended),
        _ => EspTransform.Cbc(16, isExtended),
    };
}
