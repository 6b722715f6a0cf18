using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>Hears what nodes on the way can read, to show a capture as they see it.</summary>
public interface IEspReaders
{
    /// <summary>There is a node that may read packets of others; it has no key yet.</summary>
    /// <param name="node">The node.</param>
    void Add(NodeId node);

    /// <summary>A node has computed keys of an SA.</summary>
    /// <param name="node">The node.</param>
    /// <param name="secret">The keys of one direction.</param>
    void Learn(NodeId node, in EspSecret secret);
}
