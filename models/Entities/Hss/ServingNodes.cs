using System.Collections.Generic;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>An MME that serves, or has served, subscribers of an HSS.</summary>
/// <param name="Host">Its name.</param>
/// <param name="Realm">Its realm.</param>
internal readonly record struct ServingNode(DiameterIdentity Host, DiameterIdentity Realm);

/// <summary>The MMEs that have updated a location, each with a number that a subscriber's record keeps.</summary>
internal sealed class ServingNodes
{
    private const int CountMax = 10_000; // ours: as many as associations of an endpoint

    private readonly List<ServingNode> _nodes = [];
    private readonly Dictionary<DiameterIdentity, int> _numbers = [];

    public ServingNode this[int number] => _nodes[number];

    /// <summary>The number of an MME, which is new or not; false if there are too many.</summary>
    public bool TryNumber(in ServingNode node, out int number)
    {
        if (_numbers.TryGetValue(node.Host, out number))
        {
            return true;
        }

        number = _nodes.Count;
        if (number == CountMax)
        {
            return false;
        }

        _nodes.Add(node);
        _numbers.Add(node.Host, number);
        return true;
    }

    /// <summary>The number of an MME; -1 if it has never updated a location.</summary>
    public int Find(DiameterIdentity host) => _numbers.TryGetValue(host, out int number) ? number : -1;
}
