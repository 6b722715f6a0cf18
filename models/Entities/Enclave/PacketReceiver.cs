using System;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Gives a packet on when its operations have ended; a crash loses it.</summary>
internal sealed class PacketReceiver(Node node, Action<Packet> next) : IExecutionReceiver
{
    /// <inheritdoc/>
    public void Executed(Packet? packet, in Execution execution)
    {
        if (execution.IsDone)
        {
            next(packet!);
        }
        else
        {
            node.Drop(packet!, DropReason.NodeDown);
        }
    }
}
