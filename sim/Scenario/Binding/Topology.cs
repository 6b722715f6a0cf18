using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A node of a scenario: member <paramref name="Index"/> of a group.</summary>
/// <param name="Group">The group's name.</param>
/// <param name="Index">The member, from 0.</param>
public readonly record struct NodeId(string Group, int Index)
{
    /// <summary><c>group/index</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"{Group}/{Index}");
}

/// <summary>A link between two nodes; direction <c>up</c> is from the first to the second.</summary>
/// <param name="LinkClass">The link class.</param>
/// <param name="From">The first end.</param>
/// <param name="To">The second end.</param>
public readonly record struct NodeLink(string LinkClass, NodeId From, NodeId To)
{
    /// <summary><c>class:node-node</c>.</summary>
    public override string ToString() => $"{LinkClass}:{From}-{To}";
}

/// <summary>Which node is linked to which: by index, in a mesh, in a chain, or as <c>attach:</c> says.</summary>
internal sealed class Topology
{
    /// <summary>The key of <c>attach:</c> for a role that sits on another's node.</summary>
    public const string Host = "host";

    /// <summary>The end of an attachment to the member of a group that has the same index.</summary>
    public const string SameIndex = "/*";

    private const int Same = -1; // index of such a member before it is known whose it is

    private readonly ScenarioNames _names;
    private readonly Settings? _nodes;

    public Topology(ScenarioNames names, Settings? nodes)
    {
        _names = names;
        _nodes = nodes;
    }

    /// <summary>Every link, class by class in the order of the scenario, then by first end.</summary>
    public IEnumerable<NodeLink> Links =>
        _names.Links.Select(name => _names.System?.FindLink(name)).OfType<LinkClass>().SelectMany(LinksOf);

    /// <summary>The links of a class.</summary>
    public IEnumerable<NodeLink> LinksOf(LinkClass link)
    {
        GroupName[] ends = _names.Groups.Where(group => link.From.Contains(group.Role)).ToArray();
        GroupName[] chain = _names.Groups.Where(group => link.From.Contains(group.Role) || link.To.Contains(group.Role))
            .ToArray();
        NodeId[] others = Members(_names.Groups.Where(group => link.To.Contains(group.Role))).ToArray();
        return ends.SelectMany(group =>
            Attached(group, link.Name) is { } attached
                ? Pair(link, group, attached, link.Pairing == Pairing.Mesh)
                : link.Pairing switch
                {
                    Pairing.ByIndex => Pair(link, group, others, isMesh: false),
                    Pairing.Mesh => Pair(link, group, others, isMesh: true),
                    Pairing.Chain => PairNext(link, group, chain),
                    _ => [],
                });
    }

    /// <summary>The node on which a member of a group with a host sits.</summary>
    public NodeId? HostOf(GroupName group, int index)
    {
        string? role = _names.System?.FindRole(group.Role)?.HostedOn;
        if (role is null)
        {
            return null;
        }

        NodeId[] hosts = Attached(group, Host) ?? MembersOf(role);
        return hosts.Length == 0 ? null : Resolve(hosts[index % hosts.Length], index);
    }

    /// <summary>Number of links that a class would have, for the bound of a mesh.</summary>
    public long CountOf(LinkClass link)
    {
        long from = _names.Groups.Where(group => link.From.Contains(group.Role)).Sum(group => group.Count);
        long to = _names.Groups.Where(group => link.To.Contains(group.Role)).Sum(group => group.Count);
        return link.Pairing == Pairing.Mesh ? from * to : Math.Max(from, to);
    }

    private NodeId[] MembersOf(string role) => Members(_names.Groups.Where(other => other.Role == role)).ToArray();

    private static IEnumerable<NodeId> Members(IEnumerable<GroupName> groups) =>
        groups.SelectMany(
            group => Enumerable.Range(0, (int)group.Count).Select(index => new NodeId(group.Name, index)));

    private IEnumerable<NodeLink> Pair(LinkClass link, GroupName group, NodeId[] others, bool isMesh)
    {
        if (others.Length == 0)
        {
            yield break;
        }

        for (int index = 0; index < group.Count; index++)
        {
            var from = new NodeId(group.Name, index);
            int first = isMesh ? 0 : index % others.Length, count = isMesh ? others.Length : 1;
            for (int other = first; other < first + count; other++)
            {
                NodeId to = Resolve(others[other], index);
                if (from != to)
                {
                    yield return new NodeLink(link.Name, from, to);
                }
            }
        }
    }

    /// <summary>Links to the next group of the chain; the smaller of the two is gone through again and again.</summary>
    private static IEnumerable<NodeLink> PairNext(LinkClass link, GroupName group, GroupName[] chain)
    {
        int at = Array.IndexOf(chain, group);
        GroupName? next = chain.Skip(at + 1).FirstOrDefault(other => link.To.Contains(other.Role));
        for (int index = 0; next is not null && index < Math.Max(group.Count, next.Count); index++)
        {
            var from = new NodeId(group.Name, index % (int)group.Count);
            yield return new NodeLink(link.Name, from, new NodeId(next.Name, index % (int)next.Count));
        }
    }

    private NodeId[]? Attached(GroupName group, string key)
    {
        if (_nodes?.TryFind(group.Name)?.Content is not Settings settings
            || settings.TryFind("attach")?.Content is not Settings attach || !attach.Has(key))
        {
            return null;
        }

        return attach.Words(key).SelectMany(NodesOf).ToArray();
    }

    private NodeId Resolve(NodeId node, int index) => node.Index == Same
        ? new NodeId(node.Group, index % (int)_names.FindGroup(node.Group)!.Count)
        : node;

    private IEnumerable<NodeId> NodesOf(string name)
    {
        if (name.EndsWith(SameIndex, StringComparison.Ordinal))
        {
            return [new NodeId(name[..^SameIndex.Length], Same)];
        }

        string[] parts = name.Split('/');
        return parts.Length == 2
            ? [new NodeId(parts[0], int.Parse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture))]
            : Members(_names.Groups.Where(group => group.Name == name));
    }
}
