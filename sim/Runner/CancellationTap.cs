using System.Threading;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Runner;

/// <summary>Ends a run from within when the user wants to stop: asked for each packet.</summary>
/// <param name="cancellation">The user's wish.</param>
internal sealed class CancellationTap(CancellationToken cancellation) : ITap
{
    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst) =>
        cancellation.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
    }

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
    }
}
