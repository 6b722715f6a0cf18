namespace Simulator.Network;

/// <summary>
/// The interface by which packets to one address last left a node: who sends there again and again asks no table. It
/// holds until the topology or an address changes.
/// </summary>
internal struct RouteMemory
{
    private NetworkInterface? _via;
    private int _version;

    /// <summary>The interface, or null if it has to be asked for.</summary>
    public readonly NetworkInterface? At(Topology topology) => _version == topology.RouteVersion ? _via : null;

    /// <summary>Keeps what was found.</summary>
    public void Keep(Topology topology, NetworkInterface? via)
    {
        if (_via != via)
        {
            _via = via;
        }

        _version = topology.RouteVersion;
    }
}
