using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Network;

namespace Simulator.Systems;

/// <summary>
/// Whom each proxy of a scenario reaches: clouds and edges at the other ends of its own links, and those of other
/// proxies, by way of the neighbour that leads there over the fewest of them; of equal ways the first link wins.
/// </summary>
internal sealed class FederationRoutes(FederationWiring wiring)
{
    /// <summary>Clouds whose accounts it knows, its own first.</summary>
    public IEnumerable<FederatedCloud> CloudsOf(Node proxy)
    {
        var known = new HashSet<Network>();
        foreach ((Node at, Node? by) in ReachedFrom(proxy))
        {
            foreach (Node cloud in wiring.CloudsAt(at).Where(cloud => known.Add(wiring.NetworkOf(cloud))))
            {
                Node next = by ?? cloud;
                yield return new FederatedCloud(
                    FederationWiring.HostOf(next), FederationWiring.EndpointOf(next, Cloud.ApiPort),
                    wiring.NetworkOf(cloud).Id);
            }
        }
    }

    /// <summary>Edges behind other proxies.</summary>
    public IEnumerable<FurtherEdge> FurtherEdgesOf(Node proxy)
    {
        HashSet<Network> known = [.. FederationWiring.MmesAt(proxy).Select(wiring.ServingOf)];
        foreach ((Node at, Node? by) in ReachedFrom(proxy).Skip(1))
        {
            foreach (Network edge in FederationWiring.MmesAt(at).Select(wiring.ServingOf).Where(known.Add))
            {
                yield return new FurtherEdge(edge.Id, FederationWiring.ProviderAt(by!));
            }
        }
    }

    // Breadth first: the proxy itself, then the others, each with the neighbour that leads to it.
    private static IEnumerable<(Node At, Node? By)> ReachedFrom(Node proxy)
    {
        var seen = new HashSet<Node> { proxy };
        var queue = new Queue<(Node At, Node? By)>([(proxy, null)]);
        while (queue.TryDequeue(out (Node At, Node? By) reached))
        {
            yield return reached;
            foreach (Node next in FederationWiring.NeighboursOf(reached.At).Where(seen.Add))
            {
                queue.Enqueue((next, reached.By ?? next));
            }
        }
    }
}
