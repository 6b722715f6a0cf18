using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Protocols.Enclave;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>What must hold between keys of system <c>enclaves</c>.</summary>
internal static class EnclavesRules
{
    private static readonly string[] KeyHolders =
        [EnclavesDescription.ServerRole, EnclavesDescription.IntermediateRole];

    /// <summary>The rules.</summary>
    public static IReadOnlyList<Func<Scenario, IEnumerable<Contradiction>>> All { get; } =
    [
        PairKeysNeedIke, DerivedKeysNeedTheOrganisation, FetchingNeedsAKeyServer, HostsNeedATunnel,
        SasBetweenServersNeedTwo, PairsHaveOneSource, TwoTreesNeedTwoKeys, VerifyingNeedsTwoTrees, AlteringNeedsReading,
        ADirectoryNeedsTheOrganisation, CredentialsNeedAKeyServer, NamesFitCredentials,
    ];

    // The key servers of both enclaves of a pair, and all of one enclave, must come to the same key.
    private static IEnumerable<Contradiction> PairsHaveOneSource(Scenario scenario)
    {
        if (SasBetweenServersNeedTwo(scenario).Any())
        {
            yield break; // who talks to whom cannot be said
        }

        NodeGroup[] groups = [.. scenario.GroupsOf(EnclavesDescription.KeyServerRole)];
        foreach (NodeGroup group in groups)
        {
            foreach (NodeGroup other in groups.TakeWhile(each => each != group)
                .Where(each => Source(each) != Source(group)))
            {
                if (FindSharedPair(scenario, group, other) is (ushort one, ushort two))
                {
                    yield return new Contradiction(
                        group.Settings.PlaceOf(EnclavesKeys.PairKeys),
                        $"the pair of enclaves {one} and {two} would have two keys: {EnclavesKeys.PairKeys} is "
                            + $"'{Source(group)}' in nodes.{group.Name} and '{Source(other)}' in nodes.{other.Name}",
                        "write the same in both groups");
                }
            }
        }
    }

    private static (ushort, ushort)? FindSharedPair(Scenario scenario, NodeGroup group, NodeGroup other)
    {
        foreach (ushort one in EnclavesOf(scenario, group))
        {
            foreach (ushort two in EnclavesOf(scenario, other))
            {
                if (one == two || EnclavesTraffic.Talks(scenario, one, two))
                {
                    return (Math.Min(one, two), Math.Max(one, two));
                }
            }
        }

        return null;
    }

    private static IEnumerable<ushort> EnclavesOf(Scenario scenario, NodeGroup group) =>
        Enumerable.Range(0, group.Count)
            .Select(index => EnclavesOptions.EnclaveOf(scenario, group, index))
            .Distinct()
            .Order();

    // AES-GCM has one key for both.
    private static IEnumerable<Contradiction> TwoTreesNeedTwoKeys(Scenario scenario)
    {
        string transform = scenario.Options.Word(EnclavesKeys.Transform);
        if (HasTwoTrees(scenario) && transform.StartsWith("aes-gcm", StringComparison.Ordinal))
        {
            yield return new Contradiction(
                scenario.Options.PlaceOf(EnclavesKeys.Trees),
                $"{transform} encrypts and authenticates with one key",
                $"options.{EnclavesKeys.Transform} must be 'aes-cbc-256' or 'aes-cbc-128'");
        }
    }

    private static IEnumerable<Contradiction> VerifyingNeedsTwoTrees(Scenario scenario) => HasTwoTrees(scenario)
        ? []
        : Verifiers(scenario).Select(group => new Contradiction(
            group.Settings.PlaceOf(EnclavesKeys.HoldsOf),
            $"keys for authentication alone, in nodes.{group.Name}, are those of a tree of its own",
            $"options.{EnclavesKeys.Trees} must be '{EnclavesKeys.Separate}'"));

    private static IEnumerable<Contradiction> AlteringNeedsReading(Scenario scenario) => Verifiers(scenario)
        .SelectMany(group => new[]
        {
            (Key: EnclavesKeys.ReProtects, IsSet: group.Settings.Flag(EnclavesKeys.ReProtects)),
            (Key: EnclavesKeys.Shortens, IsSet: group.Settings.Count(EnclavesKeys.Shortens) > 0),
        }
        .Where(each => each.IsSet)
        .Select(each => new Contradiction(
            group.Settings.PlaceOf(each.Key),
            $"nodes.{group.Name} cannot alter what it cannot read",
            $"{EnclavesKeys.HoldsOf} must be '{EnclavesKeys.Both}'")));

    private static bool HasTwoTrees(Scenario scenario) =>
        scenario.Options.Word(EnclavesKeys.Trees) == EnclavesKeys.Separate;

    private static IEnumerable<NodeGroup> Verifiers(Scenario scenario) =>
        scenario.GroupsOf(EnclavesDescription.IntermediateRole).Where(EnclavesOptions.OnlyVerifies);

    // SAs that are up from the start have keys from the organisation key, which such key servers do not have.
    private static IEnumerable<Contradiction> PairKeysNeedIke(Scenario scenario) =>
        scenario.Options.Word(EnclavesKeys.SetUp) != EnclavesKeys.Shared
            ? []
            : Autonomous(scenario).Select(group => new Contradiction(
                group.Settings.PlaceOf(EnclavesKeys.PairKeys),
                $"pair keys of {Source(group)} are for SAs that come up over IKE in nodes.{group.Name}",
                $"options.{EnclavesKeys.SetUp} is {EnclavesKeys.Shared}; write 'client' or "
                    + $"'{EnclavesKeys.ByServers}'"));

    // What is exchanged or brought has no epochs.
    private static IEnumerable<Contradiction> DerivedKeysNeedTheOrganisation(Scenario scenario)
    {
        NodeGroup? organisation = scenario.GroupsOf(EnclavesDescription.OrganisationRole).FirstOrDefault();
        foreach (NodeGroup group in Autonomous(scenario).Where(IsDerived))
        {
            string key = $"{EnclavesKeys.EnclaveKey} '{EnclavesKeys.Derived}' of nodes.{group.Name}";
            if (organisation is null || !IsLinked(scenario, group, EnclavesDescription.RootLink))
            {
                yield return new Contradiction(
                    group.Settings.PlaceOf(EnclavesKeys.EnclaveKey),
                    $"{key} has no organisation key server to come from",
                    $"add a group of role {EnclavesDescription.OrganisationRole} and "
                        + $"network.{EnclavesDescription.RootLink}");
            }
            else if (organisation.Settings.TextOf(EnclavesKeys.Epoch) != EnclavesKeys.None)
            {
                yield return new Contradiction(
                    organisation.Settings.PlaceOf(EnclavesKeys.Epoch),
                    $"{key} has epochs, those of other pairs have none",
                    $"leave {EnclavesKeys.Epoch} out, or take {EnclavesKeys.PairKeys} from the organisation");
            }
        }
    }

    private static IEnumerable<Contradiction> FetchingNeedsAKeyServer(Scenario scenario) =>
    [
        .. Unlinked(scenario, EnclavesDescription.ServerRole)
            .Where(group => group.Settings.Flag(EnclavesKeys.Fetches))
            .Select(group => NeedsKeyServer(group, EnclavesKeys.Fetches, "to fetch keys from")),
        .. Unlinked(scenario, EnclavesDescription.IntermediateRole)
            .Where(group => group.Settings.Word(EnclavesKeys.MayHold) != EnclavesKeys.OfSa)
            .Select(group => NeedsKeyServer(group, EnclavesKeys.MayHold, "whose keys it may hold")),
    ];

    private static IEnumerable<Contradiction> ADirectoryNeedsTheOrganisation(Scenario scenario) => scenario
        .GroupsOf(EnclavesDescription.KeyServerRole)
        .Where(group => AdmissionWiring.WayOf(group) == AdmissionWay.Directory
            && !IsLinked(scenario, group, EnclavesDescription.RootLink))
        .Select(group => new Contradiction(
            group.Settings.PlaceOf(EnclavesKeys.AuthenticatesBy),
            $"nodes.{group.Name} has no organisation whose directory it could ask",
            $"add a group of role {EnclavesDescription.OrganisationRole} and network.{EnclavesDescription.RootLink}"));

    private static IEnumerable<Contradiction> CredentialsNeedAKeyServer(Scenario scenario) => KeyHolders
        .SelectMany(role => Unlinked(scenario, role))
        .Where(group => group.Settings.Words(EnclavesKeys.Credential).Any(word => word != EnclavesKeys.Good))
        .Select(group => NeedsKeyServer(group, EnclavesKeys.Credential, "to show anything to"));

    // A common name has 64 octets at most (RFC 5280 appendix A.1), and a name in the directory no more.
    private static IEnumerable<Contradiction> NamesFitCredentials(Scenario scenario) => scenario
        .GroupsOf(EnclavesDescription.KeyServerRole)
        .Where(group => AdmissionWiring.WayOf(group) != AdmissionWay.List)
        .SelectMany(group => KeyHolders.SelectMany(scenario.GroupsOf)
            .Where(party => party.Member(party.Count - 1).ToString().Length > DirectoryQuestion.PartySizeMax)
            .Select(party => new Contradiction(
                group.Settings.PlaceOf(EnclavesKeys.AuthenticatesBy),
                $"names of members of nodes.{party.Name} are too long for a {group.Settings.Word(
                    EnclavesKeys.AuthenticatesBy)}",
                $"a name has {DirectoryQuestion.PartySizeMax} characters at most, the number of the member included")));

    private static IEnumerable<Contradiction> HostsNeedATunnel(Scenario scenario) =>
        scenario.Options.Word(EnclavesKeys.Protection) == EnclavesKeys.WholePackets
            ? []
            : scenario.GroupsOf(EnclavesDescription.HostRole).Select(group => new Contradiction(
                scenario.Options.PlaceOf(EnclavesKeys.Protection),
                $"the hosts of nodes.{group.Name} are behind gateways, which protect whole packets",
                $"options.{EnclavesKeys.Protection} must be '{EnclavesKeys.WholePackets}'"));

    private static IEnumerable<Contradiction> SasBetweenServersNeedTwo(Scenario scenario) =>
        scenario.GroupsOf(EnclavesDescription.ServerRole).Sum(group => group.Count) > 1
            ? []
            : scenario.GroupsOf(EnclavesDescription.ServerRole)
                .Where(group => group.Settings.Count(EnclavesKeys.PeerSas) > 0)
                .Select(group => new Contradiction(
                    group.Settings.PlaceOf(EnclavesKeys.PeerSas),
                    $"nodes.{group.Name} has no other server to have SAs with",
                    "add a server"));

    private static IEnumerable<NodeGroup> Unlinked(Scenario scenario, string role) => scenario.GroupsOf(role)
        .Where(group => !IsLinked(scenario, group, EnclavesDescription.KeysLink));

    private static Contradiction NeedsKeyServer(NodeGroup group, string key, string what) => new(
        group.Settings.PlaceOf(key),
        $"nodes.{group.Name} has no key server {what}",
        $"add a group of role {EnclavesDescription.KeyServerRole} and network.{EnclavesDescription.KeysLink}");

    private static IEnumerable<NodeGroup> Autonomous(Scenario scenario) => scenario
        .GroupsOf(EnclavesDescription.KeyServerRole)
        .Where(group => Source(group) != EnclavesKeys.OfOrganisation);

    private static string Source(NodeGroup group) => group.Settings.Word(EnclavesKeys.PairKeys);

    private static bool IsDerived(NodeGroup group) =>
        group.Settings.Word(EnclavesKeys.EnclaveKey) == EnclavesKeys.Derived;

    private static bool IsLinked(Scenario scenario, NodeGroup group, string link) => scenario.FindLink(link) is not null
        && scenario.LinksOf(link).Count(each => each.From.Group == group.Name) == group.Count;
}
