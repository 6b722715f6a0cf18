using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>
/// Finds roles that are missing, nodes that no link joins to the rest, and attachments to nodes of the wrong role.
/// </summary>
internal static class TopologyCheck
{
    private const long LinksMax = 10_000_000; // ours: what a laptop's memory holds

    public static void Run(ScenarioNode root, Settings? nodes, BindScope scope)
    {
        ScenarioNames names = scope.Context.Names;
        ScenarioNode? groups = root.Find(CommonKeys.Nodes);
        if (names.System is null || groups is not { Kind: NodeKind.Mapping } || names.Groups.Count == 0)
        {
            return;
        }

        bool hasUnknown = groups.Entries.Count != names.Groups.Count
            || (root.Find(CommonKeys.Network)?.Entries.Count ?? 0) != names.Links.Count;
        if (hasUnknown)
        {
            return; // a misspelt role or link class is reported; who is reachable is not known before it is mended
        }

        NeedRoles(names, groups, scope);
        var topology = new Topology(names, nodes);
        if (nodes is not null && !AttachesRight(nodes, names, scope) || !IsBounded(topology, root, scope))
        {
            return;
        }

        Reach(names, topology, groups, scope);
    }

    private static void NeedRoles(ScenarioNames names, ScenarioNode groups, BindScope scope)
    {
        foreach (Role role in names.System!.Roles.Where(role => role.IsNeeded))
        {
            if (names.Groups.All(group => group.Role != role.Name))
            {
                scope.Error(
                    groups.Place,
                    ErrorCode.MissingKey,
                    $"system '{names.System.Name}' needs a group of role '{role.Name}' in nodes",
                    $"add '{role.Name}: {{}}'");
            }
        }
    }

    private static bool IsBounded(Topology topology, ScenarioNode root, BindScope scope)
    {
        ScenarioNames names = scope.Context.Names;
        foreach (string name in names.Links)
        {
            if (names.System!.FindLink(name) is { } link && topology.CountOf(link) > LinksMax)
            {
                Place place = root.Find(CommonKeys.Network)!.Find(name)!.Place;
                scope.Error(
                    place,
                    ErrorCode.TooLarge,
                    FormattableString.Invariant($"network.{name} has more than {LinksMax} links"),
                    "make the groups smaller, or attach them by index");
                return false;
            }
        }

        return true;
    }

    /// <summary>Each attachment names a group or node whose role is at the other end of the link class.</summary>
    private static bool AttachesRight(Settings nodes, ScenarioNames names, BindScope scope)
    {
        bool isRight = true;
        foreach ((string group, BoundValue value) in nodes.Entries)
        {
            if (value.Content is not Settings settings || settings.TryFind("attach")?.Content is not Settings attach)
            {
                continue;
            }

            foreach ((string key, BoundValue list) in attach.Entries)
            {
                IReadOnlyList<string> roles = OtherEnd(names, group, key);
                foreach (BoundValue item in (IReadOnlyList<BoundValue>)list.Content)
                {
                    string target = (string)item.Content;
                    string role = names.FindGroup(target.Split('/')[0])?.Role ?? "";
                    if (!roles.Contains(role))
                    {
                        isRight = false;
                        scope.Error(
                            item.Place,
                            ErrorCode.UnknownReference,
                            $"'{target}' has role {role} in nodes.{group}.attach.{key}",
                            $"that leads to {Units.Alternatives(roles)}");
                    }
                }
            }
        }

        return isRight;
    }

    private static IReadOnlyList<string> OtherEnd(ScenarioNames names, string group, string key) =>
        key == Topology.Host
            ? [names.System!.FindRole(names.FindGroup(group)!.Role)!.HostedOn!]
            : names.System!.FindLink(key)!.To;

    private static void Reach(ScenarioNames names, Topology topology, ScenarioNode groups, BindScope scope)
    {
        var first = new Dictionary<string, int>(StringComparer.Ordinal);
        int total = 0;
        foreach (GroupName group in names.Groups)
        {
            first.Add(group.Name, total);
            total += (int)group.Count;
        }

        var sets = new DisjointSets(total);
        foreach (NodeLink link in topology.Links)
        {
            sets.Join(first[link.From.Group] + link.From.Index, first[link.To.Group] + link.To.Index);
        }

        foreach (GroupName group in names.Groups)
        {
            for (int index = 0; index < group.Count; index++)
            {
                if (topology.HostOf(group, index) is { } host)
                {
                    sets.Join(first[group.Name] + index, first[host.Group] + host.Index);
                }
            }
        }

        if (sets.SetCount > 1)
        {
            ReportLost(names, sets, first, groups, scope);
        }
    }

    /// <summary>Of each part that is cut off, the group is reported at which something can be mended.</summary>
    private static void ReportLost(
        ScenarioNames names, DisjointSets sets, Dictionary<string, int> first, ScenarioNode groups, BindScope scope)
    {
        int largest = sets.Largest();
        var parts = new Dictionary<int, GroupName>();
        var lost = new List<(int Part, GroupName Group, int Index)>();
        foreach (GroupName group in names.Groups)
        {
            for (int index = 0; index < group.Count; index++)
            {
                int part = sets.Find(first[group.Name] + index);
                if (part != largest)
                {
                    lost.Add((part, group, index));
                    bool isBetter = !parts.TryGetValue(part, out GroupName? known)
                        || (Remedy(known, names).Length == 0 && Remedy(group, names).Length > 0);
                    parts[part] = isBetter ? group : known!;
                }
            }
        }

        foreach (GroupName group in names.Groups)
        {
            int[] members = lost.Where(entry => entry.Group == group && parts[entry.Part] == group)
                .Select(entry => entry.Index)
                .ToArray();
            if (members.Length > 0)
            {
                Report(group, members, groups, scope);
            }
        }
    }

    private static void Report(GroupName group, int[] lost, ScenarioNode groups, BindScope scope)
    {
        ScenarioNode key = groups.Entries.First(entry => entry.Key.Text == group.Name).Key;
        string which = lost.Length == 1
            ? ""
            : FormattableString.Invariant($" ({lost.Length} of {group.Count} members)");
        scope.Error(
            key.Place,
            ErrorCode.UnreachableNode,
            $"no link joins {new NodeId(group.Name, lost[0])} to the other nodes{which}",
            Remedy(group, scope.Context.Names) is { Length: > 0 } remedy
                ? remedy
                : "attach its members to nodes that exist, or leave them out");
    }

    /// <summary>
    /// What is missing for a group to be joined; empty if nothing is, so that its attachments must be wrong.
    /// </summary>
    private static string Remedy(GroupName group, ScenarioNames names)
    {
        SystemDescription system = names.System!;
        if (system.FindRole(group.Role)?.HostedOn is { } host)
        {
            return names.Groups.Any(other => other.Role == host)
                ? ""
                : $"{group.Role} sits on a node of role {host}; add a group with that role";
        }

        LinkClass[] links = system.Links.Where(link => link.From.Contains(group.Role) || link.To.Contains(group.Role))
            .ToArray();
        string[] missing = links.Where(link => !names.Links.Contains(link.Name))
            .Select(link => $"network.{link.Name}")
            .ToArray();
        if (missing.Length > 0)
        {
            return $"add {Units.Alternatives(missing)}";
        }

        string[] roles = links
            .SelectMany(link => link.From.Contains(group.Role) ? link.To : link.From)
            .Where(role => names.Groups.All(other => other.Role != role))
            .Distinct()
            .ToArray();
        return roles.Length > 0 ? $"add a group with role {Units.Alternatives(roles)}"
            : links.Length == 0 ? $"role {group.Role} has no link class"
            : "";
    }
}

/// <summary>Sets that are joined, by union and find; the root of a set is its smallest member.</summary>
internal sealed class DisjointSets(int count)
{
    private readonly int[] _parents = Enumerable.Range(0, count).ToArray();
    private int _joinCount;

    /// <summary>Number of sets that are left.</summary>
    public int SetCount => count - _joinCount;

    public int Find(int member)
    {
        while (_parents[member] != member)
        {
            _parents[member] = _parents[_parents[member]];
            member = _parents[member];
        }

        return member;
    }

    public void Join(int left, int right)
    {
        (left, right) = (Find(left), Find(right));
        _joinCount += left == right ? 0 : 1;
        _parents[Math.Max(left, right)] = Math.Min(left, right);
    }

    /// <summary>The root of the largest set; of equally large ones, the first.</summary>
    public int Largest()
    {
        int[] sizes = new int[count];
        for (int member = 0; member < count; member++)
        {
            sizes[Find(member)]++;
        }

        return count == 0 ? -1 : Array.IndexOf(sizes, sizes.Max());
    }
}
