using System;
using System.Collections.Generic;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>The message counts of a network as rows of <c>messages.csv</c>.</summary>
public static class MessageTable
{
    /// <summary>Links of a class that have lines of their own; larger classes are counted together.</summary>
    public const int LinkMax = 16;

    /// <summary>The rows: links in order of declaration, up before down, messages in order of first sending.</summary>
    /// <param name="key">The run.</param>
    /// <param name="topology">Its network.</param>
    public static IReadOnlyList<MessageRow> Of(RunKey key, Topology topology)
    {
        ArgumentNullException.ThrowIfNull(topology);
        var classSizes = new Dictionary<string, int>(StringComparer.Ordinal);
        var uses = new Dictionary<MessageCounters, int>();
        foreach (Link link in topology.Links)
        {
            Count(classSizes, link.Class);
            Count(uses, link.Up.Messages);
            Count(uses, link.Down.Messages);
        }

        var rows = new Rows(key);
        foreach (Link link in topology.Links)
        {
            foreach (LinkDirection direction in (LinkDirection[])[link.Up, link.Down])
            {
                bool isTogether = classSizes[link.Class] > LinkMax || uses[direction.Messages] > 1;
                rows.Add(isTogether ? link.Class : link.Id, direction);
            }
        }

        return rows.All;
    }

    private static void Count<T>(Dictionary<T, int> counts, T what)
        where T : notnull => counts[what] = counts.GetValueOrDefault(what) + 1;

    private sealed class Rows(RunKey key)
    {
        private readonly Dictionary<(
            string Link, string Direction, string Protocol, string Message), int> _indices = [];
        private readonly HashSet<MessageCounters> _seen = [];

        public List<MessageRow> All { get; } = [];

        public void Add(string link, LinkDirection direction)
        {
            if (!_seen.Add(direction.Messages))
            {
                return;
            }

            foreach (MessageCount count in direction.Messages.Counts)
            {
                Add(new(
                    key.Point, key.Replication, link, direction.Name, count.Label.Protocol, count.Label.Text,
                    count.Count, count.Octets, count.Lost, count.Dropped));
            }
        }

        private void Add(MessageRow row)
        {
            if (_indices.TryAdd((row.Link, row.Direction, row.Protocol, row.Message), All.Count))
            {
                All.Add(row);
                return;
            }

            int index = _indices[(row.Link, row.Direction, row.Protocol, row.Message)];
            MessageRow sum = All[index];
            All[index] = sum with
            {
                Count = sum.Count + row.Count,
                Octets = sum.Octets + row.Octets,
                Lost = sum.Lost + row.Lost,
                Dropped = sum.Dropped + row.Dropped,
            };
        }
    }
}
