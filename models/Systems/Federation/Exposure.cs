using System;
using System.Collections.Generic;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Systems;

/// <summary>
/// Counts which keys and identifiers each party and each link sees: values that are found in the octets of packets,
/// whatever a role says of itself. A party sees what its nodes send and receive, a link what crosses it, unless TLS
/// protects it.
/// </summary>
/// <param name="hidden">Classes of links whose octets TLS hides from everybody but their ends.</param>
internal sealed class Exposure(IReadOnlyCollection<string> hidden) : ITap
{
    private readonly SecretFinder _secrets = new();
    private readonly HashSet<(string Observer, int Secret)> _seen = [];
    private readonly Dictionary<(string Observer, ExposedItem Item), int> _counts = [];
    private readonly HashSet<string> _hidden = [.. hidden];

    /// <summary>A subscriber whose secrets are looked for.</summary>
    public void Add(in Subscriber subscriber) => _secrets.Add(subscriber);

    /// <summary>Declares a row for every party, every link class and every item, those of zero too.</summary>
    public void Report(MetricRegistry metrics, IEnumerable<string> observers)
    {
        foreach (string observer in observers)
        {
            foreach (ExposedItem item in Enum.GetValues<ExposedItem>())
            {
                string word = ReasonCounters<ExposedItem>.WordOf(item);
                metrics.Derived(
                    $"exposed.{word}", observer, MetricUnit.One, Statistic.Count,
                    $"Different values that a party or a link has seen: {word}.",
                    () => _counts.GetValueOrDefault((observer, item)));
            }
        }
    }

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        foreach (int secret in _secrets.FindIn(packet.Octets))
        {
            See(direction.Sender.Group, secret);
            if (!_hidden.Contains(direction.Link.Class))
            {
                See(direction.Link.Class, secret);
            }
        }
    }

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
        foreach (int secret in _secrets.FindIn(packet.Octets))
        {
            See(direction.Receiver.Group, secret);
        }
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
        // it never left; that its sender has it is no news
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        // seen on its way, or not at all
    }

    private void See(string observer, int secret)
    {
        if (_seen.Add((observer, secret)))
        {
            (string Observer, ExposedItem Item) key = (observer, _secrets.ItemOf(secret));
            _counts[key] = _counts.GetValueOrDefault(key) + 1;
        }
    }
}
