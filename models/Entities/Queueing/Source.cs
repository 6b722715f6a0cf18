using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Customer;

namespace Simulator.Entities;

/// <summary>Where customers come from: writes each as a message of the size that its distribution gives.</summary>
public sealed class Source
{
    /// <summary>What ladders and message counts call a customer.</summary>
    public static readonly MessageLabel Label = new("customer", "CUSTOMER");

    private readonly Node _node;
    private readonly ushort _index;
    private readonly Func<int> _drawSize;
    private readonly CustomerBook _book;
    private ulong _count;

    /// <summary>A source.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="index">Its index in the group.</param>
    /// <param name="drawSize">Octets of the next message.</param>
    /// <param name="book">Measures customers from here to the sink.</param>
    public Source(Node node, int index, Func<int> drawSize, CustomerBook book)
    {
        _node = node;
        _index = checked((ushort)index);
        _drawSize = drawSize;
        _book = book;
    }

    /// <summary>The way to the first station.</summary>
    public CustomerPort? Port { get; set; }

    /// <summary>SOURCE -> first station  CUSTOMER, now.</summary>
    public void Emit()
    {
        SimTime now = _node.Simulation.Now;
        int size = Math.Max(CustomerMessage.SizeMin, _drawSize());
        var customer = new CustomerMessage(_index, _count++, now.Picoseconds, size);
        Packet packet = _node.Topology.Packets.Rent(size);
        customer.Encode(packet.Change());
        packet.Label = Label;
        packet.Tag = _book.Start();
        Port!.Send(packet);
    }
}
