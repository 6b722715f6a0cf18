using System;
using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>
/// Static shortest paths, in hops, over the IP links; of equal ones the first declared wins. A node with one link is
/// reached through its neighbour, and neighbours reach each other at once, so that tables are kept for the others
/// alone, a table a destination, made when it is first asked for.
/// </summary>
internal sealed class Routing(IReadOnlyList<Node> nodes)
{
    private const int Unreached = -1; // also the number of a node that has no table

    private const int FewInterfaces = 8; // ours: as many are looked through faster than a table is made

    private readonly List<NetworkInterface?> _onlyInterface = []; // of a node with one IP link
    private readonly List<int> _inner = []; // number of each node among those with several IP links; -1 of others
    private readonly List<NetworkInterface[]> _ways = []; // of each inner node: its IP interfaces to inner nodes
    private readonly List<int[]?> _next = []; // by inner destination: the interface of each inner node
    private readonly Queue<int> _queue = new();

    /// <summary>The interface of a node toward another, or null.</summary>
    public NetworkInterface? Find(Node from, Node to)
    {
        if (_onlyInterface.Count != nodes.Count)
        {
            FindLeaves();
        }

        if (_onlyInterface[to.Index] is { } last)
        {
            if (last.Neighbour == from)
            {
                return last.Peer;
            }

            to = last.Neighbour;
        }

        if (_onlyInterface[from.Index] is { } first)
        {
            return first.Neighbour == to || FindNext(first.Neighbour, to) != Unreached ? first : null;
        }

        if (FindDirect(from, to) is { } direct)
        {
            return direct;
        }

        int next = FindNext(from, to);
        return next == Unreached ? null : from.Interfaces[next];
    }

    /// <summary>Forgets everything: the topology has changed.</summary>
    public void Reset()
    {
        _onlyInterface.Clear();
        _inner.Clear();
        _ways.Clear();
        _next.Clear();
    }

    // The first link between two nodes, one of which has few: that of a terminal and a server of a hundred thousand.
    private static NetworkInterface? FindDirect(Node from, Node to)
    {
        bool isFromSmall = from.Interfaces.Count <= to.Interfaces.Count;
        Node small = isFromSmall ? from : to, other = isFromSmall ? to : from;
        NetworkInterface? found = null;
        for (int index = 0; index < small.Interfaces.Count && small.Interfaces.Count <= FewInterfaces; index++)
        {
            NetworkInterface candidate = small.Interfaces[index];
            if (candidate.IsIp && candidate.Neighbour == other)
            {
                NetworkInterface outgoing = isFromSmall ? candidate : candidate.Peer;
                found = found is null || outgoing.Index < found.Index ? outgoing : found;
            }
        }

        return found;
    }

    private int FindNext(Node from, Node to)
    {
        int row = _inner[to.Index], column = _inner[from.Index];
        return row < 0 || column < 0 ? Unreached : (_next[row] ??= ComputeToward(to))[column];
    }

    private void FindLeaves()
    {
        Reset();
        _onlyInterface.EnsureCapacity(nodes.Count);
        _inner.EnsureCapacity(nodes.Count);
        var inner = new List<Node>();
        foreach (Node node in nodes)
        {
            int count = CountIp(node, out NetworkInterface? only);
            _onlyInterface.Add(count == 1 ? only : null);
            _inner.Add(count > 1 ? inner.Count : Unreached);
            if (count > 1)
            {
                inner.Add(node);
                _next.Add(null);
            }
        }

        foreach (Node node in inner)
        {
            _ways.Add(WaysOf(node));
        }
    }

    private static int CountIp(Node node, out NetworkInterface? last)
    {
        last = null;
        int count = 0;
        for (int index = 0; index < node.Interfaces.Count; index++)
        {
            if (node.Interfaces[index].IsIp)
            {
                last = node.Interfaces[index];
                count++;
            }
        }

        return count;
    }

    // a base station has thousands of interfaces besides
    private NetworkInterface[] WaysOf(Node node)
    {
        var ways = new List<NetworkInterface>();
        for (int index = 0; index < node.Interfaces.Count; index++)
        {
            NetworkInterface way = node.Interfaces[index];
            if (way.IsIp && _inner[way.Neighbour.Index] >= 0)
            {
                ways.Add(way);
            }
        }

        return [.. ways];
    }

    // Breadth first from the destination; then each node takes its first interface that leads one hop nearer.
    private int[] ComputeToward(Node destination)
    {
        int[] distance = new int[_next.Count], next = new int[_next.Count];
        Array.Fill(distance, Unreached);
        Array.Fill(next, Unreached);
        int first = _inner[destination.Index];
        distance[first] = 0;
        _queue.Enqueue(first);
        while (_queue.TryDequeue(out int node))
        {
            foreach (NetworkInterface way in _ways[node])
            {
                int neighbour = _inner[way.Neighbour.Index];
                if (distance[neighbour] == Unreached)
                {
                    distance[neighbour] = distance[node] + 1;
                    next[neighbour] = FirstNearer(neighbour, distance);
                    _queue.Enqueue(neighbour);
                }
            }
        }

        return next;
    }

    private int FirstNearer(int node, int[] distance)
    {
        foreach (NetworkInterface way in _ways[node])
        {
            int other = distance[_inner[way.Neighbour.Index]];
            if (other != Unreached && other == distance[node] - 1)
            {
                return way.Index;
            }
        }

        return Unreached;
    }
}
