using System;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Where customers leave.</summary>
public sealed class Sink : ICustomerReceiver
{
    private readonly Node _node;
    private readonly CustomerBook _book;
    private readonly Counter _malformed;

    /// <summary>A sink.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="book">Is told of customers that have arrived.</param>
    /// <param name="malformed">Counts messages that are no customers.</param>
    public Sink(Node node, CustomerBook book, Counter malformed)
    {
        _node = node;
        _book = book;
        _malformed = malformed;
    }

    /// <inheritdoc/>
    public void Receive(Packet message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (CustomerMessage.TryDecode(message.Octets, out CustomerMessage customer, out DecodeError _))
        {
            _book.End(customer, ProcedureMeasure.Success, message.Tag);
            message.Release();
        }
        else
        {
            _malformed.Add();
            _node.Drop(message, DropReason.Role);
        }
    }
}
