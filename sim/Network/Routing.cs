using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>
/// Static shortest paths, in hops, over the IP links; of equal ones the first declared wins. A node with one link is
/// reached through its neighbour, so that tables are kept for the others alone, a table a destination, made when it is
/// first asked for.
/// </summary>
internal sealed class Routing(IReadOnlyList<Node> nodes)
{
    private const int Unreached = -1; // also the number of a node that has no table

    private readonly List<NetworkInterface?> _onlyInterface = []; // of a node with one IP link
    private readonly List<int> _inner = []; // number of each node among those with several IP links; -1 of others
    private readonly List<int[]?> _next = []; // by inner destination: the interface of each inner node
    private readonly Queue<Node> _queue = new();
    private int[] _distance = [];

    /// <summary>The interface of a node toward another, or null.</summary>
    public NetworkInterface? Find(Node from, Node to)
    {
        if (_onlyInterface.Count != nodes.Count)
        {
            FindLeaves();
        }

        if (_onlyInterface[to.Index] is { } last)
        {
            if (last.Peer.Node == from)
            {
                return last.Peer;
            }

            to = last.Peer.Node;
        }

        if (_onlyInterface[from.Index] is { } first)
        {
            return first.Peer.Node == to || FindNext(first.Peer.Node, to) != Unreached ? first : null;
        }

        int next = FindNext(from, to);
        return next == Unreached ? null : from.Interfaces[next];
    }

    /// <summary>Forgets everything: the topology has changed.</summary>
    public void Reset()
    {
        _onlyInterface.Clear();
        _inner.Clear();
        _next.Clear();
    }

    private int FindNext(Node from, Node to)
    {
        int row = _inner[to.Index], column = _inner[from.Index];
        return row < 0 || column < 0 ? Unreached : (_next[row] ??= ComputeToward(to))[column];
    }

    private void FindLeaves()
    {
        Reset();
        foreach (Node node in nodes)
        {
            NetworkInterface? only = null;
            int count = 0;
            foreach (NetworkInterface candidate in node.Interfaces)
            {
                if (candidate.Link.Type == LinkType.RawIp)
                {
                    only = candidate;
                    count++;
                }
            }

            _onlyInterface.Add(count == 1 ? only : null);
            _inner.Add(count > 1 ? _next.Count : Unreached);
            if (count > 1)
            {
                _next.Add(null);
            }
        }
    }

    // Breadth first from the destination; then each node takes its first interface that leads one hop nearer.
    private int[] ComputeToward(Node destination)
    {
        int[] distance = Distances(), next = new int[_next.Count];
        System.Array.Fill(next, Unreached);
        distance[destination.Index] = 0;
        _queue.Enqueue(destination);
        while (_queue.TryDequeue(out Node? node))
        {
            foreach (NetworkInterface way in node.Interfaces)
            {
                Node neighbour = way.Peer.Node;
                if (way.Link.Type == LinkType.RawIp && distance[neighbour.Index] == Unreached
                    && _inner[neighbour.Index] >= 0)
                {
                    distance[neighbour.Index] = distance[node.Index] + 1;
                    next[_inner[neighbour.Index]] = FirstNearer(neighbour, distance);
                    _queue.Enqueue(neighbour);
                }
            }
        }

        return next;
    }

    private int[] Distances()
    {
        if (_distance.Length != nodes.Count)
        {
            _distance = new int[nodes.Count];
        }

        System.Array.Fill(_distance, Unreached);
        return _distance;
    }

    private static int FirstNearer(Node node, int[] distance)
    {
        foreach (NetworkInterface candidate in node.Interfaces)
        {
            int other = distance[candidate.Peer.Node.Index];
            if (candidate.Link.Type == LinkType.RawIp && other != Unreached && other == distance[node.Index] - 1)
            {
                return candidate.Index;
            }
        }

        return Unreached;
    }
}
