namespace Simulator.Network;

/// <summary>Where a hook sees packets.</summary>
public enum HookPoint
{
    /// <summary>Packets that came over a link, before the decision whether they are for this node or go on.</summary>
    Arrival,

    /// <summary>Packets that the node itself sends, before their route is looked up.</summary>
    Origin,
}

/// <summary>
/// Sees each IP packet at the forwarding point of a node: service control devices divert, tagging routers tag,
/// firewalls
/// and inspectors read. A hook may change the packet (<see cref="Packet.Change"/>, <see cref="Packet.Prepend"/>); the
/// stack
/// reads the header again afterwards.
/// </summary>
public interface IForwardingHook
{
    /// <summary>Looks at a packet.</summary>
    /// <param name="point">The packet, its header and where it came from.</param>
    /// <returns>What happens to it.</returns>
    HookVerdict Handle(in ForwardingPoint point);
}

/// <summary>A packet at the forwarding point.</summary>
/// <param name="Node">The node.</param>
/// <param name="Arrival">The interface over which it came; null if the node sends it.</param>
/// <param name="Packet">The packet, its first octet that of the IP header.</param>
/// <param name="Header">The header as it is now.</param>
/// <param name="IsForNode">True if its destination is an address of the node.</param>
public readonly record struct ForwardingPoint(
    Node Node, NetworkInterface? Arrival, Packet Packet, IpHeader Header, bool IsForNode);

/// <summary>What a hook wants done with a packet.</summary>
public readonly record struct HookVerdict
{
    internal HookAction Action { get; private init; }

    internal NetworkInterface? Via { get; private init; }

    /// <summary>The packet goes on, to the next hook and then its way.</summary>
    public static HookVerdict Pass => default;

    /// <summary>The hook owns the packet now: it releases it, keeps it, or hands it back later with
    /// <see cref="IpStack.Forward"/>.</summary>
    public static HookVerdict Taken => new() { Action = HookAction.Taken };

    /// <summary>The packet is dropped and counted.</summary>
    public static HookVerdict Drop => new() { Action = HookAction.Drop };

    /// <summary>The packet leaves on this interface, whatever its destination.</summary>
    /// <param name="via">An interface of the node.</param>
    public static HookVerdict Redirect(NetworkInterface via) => new() { Action = HookAction.Redirect, Via = via };
}

/// <summary>The kinds of verdict.</summary>
internal enum HookAction
{
    Pass,
    Taken,
    Drop,
    Redirect,
}
