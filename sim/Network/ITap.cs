using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// Watches packets: capture, ladder and fingerprint are taps. A tap reads during the call and keeps no packet, changes
/// nothing and schedules nothing, so that a run with taps is the run without. Without a tap nothing is called.
/// </summary>
public interface ITap
{
    /// <summary>
    /// A packet was put on a link; also one that the link then loses. Called when it joins the queue: <paramref
    /// name="time"/>
    /// lies ahead by its wait, and times of different directions may come out of order.
    /// </summary>
    /// <param name="direction">The link and the direction.</param>
    /// <param name="packet">The packet as it is on the wire.</param>
    /// <param name="time">When its first octet leaves.</param>
    /// <param name="isFirst">True on the first link that these octets cross: here the packet is recorded once. False on
    /// further hops, unless a node on the way has changed the octets.</param>
    void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst);

    /// <summary>
    /// A packet that was announced by <see cref="Sent"/> never left: link or node went down while it waited.
    /// </summary>
    /// <param name="direction">The link and the direction.</param>
    /// <param name="packet">The packet, with the frame id of its announcement.</param>
    void Withdrawn(LinkDirection direction, Packet packet);

    /// <summary>A packet has crossed a link and reached a node that is up; called at that time.</summary>
    /// <param name="direction">The link and the direction; the receiver is its <see
    /// cref="LinkDirection.Receiver"/>.</param>
    /// <param name="packet">The packet as it is on the wire.</param>
    /// <param name="time">Now.</param>
    void Delivered(LinkDirection direction, Packet packet, SimTime time);

    /// <summary>A packet goes no further.</summary>
    /// <param name="direction">The link, if it was dropped on one.</param>
    /// <param name="node">The node that dropped it, or that would have received it.</param>
    /// <param name="packet">The packet as far as it is still there.</param>
    /// <param name="reason">Why.</param>
    /// <param name="time">Now.</param>
    void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time);
}
