using System;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Customer;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>A station: serves each customer on its processor, first come, first served, and sends it on.</summary>
public sealed class Server : ICustomerReceiver, IExecutionReceiver
{
    /// <summary>The operation that a service is.</summary>
    public const string Serve = "server.serve";

    /// <summary>The outcome of a customer that finds the queue full.</summary>
    public const string QueueFull = "queue-full";

    private readonly Node _node;
    private readonly Processor _processor;
    private readonly OperationId _serve;
    private readonly CustomerBook _book;
    private readonly Ratio _waiting;
    private readonly Counter _malformed;

    /// <summary>A station.</summary>
    /// <param name="node">Its node.</param>
    /// <param name="processor">Serves.</param>
    /// <param name="book">Is told of customers that are refused.</param>
    /// <param name="waiting">Counts customers, and those that find all cores busy.</param>
    /// <param name="malformed">Counts messages that are no customers.</param>
    public Server(Node node, Processor processor, CustomerBook book, Ratio waiting, Counter malformed)
    {
        ArgumentNullException.ThrowIfNull(processor);
        _node = node;
        _processor = processor;
        _serve = processor.Find(Serve);
        _book = book;
        _waiting = waiting;
        _malformed = malformed;
    }

    /// <summary>The way to the next station.</summary>
    public CustomerPort? Port { get; set; }

    /// <inheritdoc/>
    public void Receive(Packet message)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (!CustomerMessage.TryDecode(message.Octets, out CustomerMessage customer, out DecodeError _))
        {
            _malformed.Add();
            _node.Drop(message, DropReason.Role);
            return;
        }

        bool waits = _processor.BusyCount == _processor.CoreCount;
        if (_processor.Submit(_serve, message.Size, this, message) == ExecutionStatus.Done)
        {
            _waiting.Add(waits);
            return;
        }

        _book.End(customer, QueueFull, message.Tag);
        _node.Drop(message, DropReason.Role);
    }

    /// <inheritdoc/>
    public void Executed(Packet? packet, in Execution execution)
    {
        if (execution.IsDone)
        {
            Port!.Send(packet!);
        }
        else
        {
            _node.Drop(packet!, DropReason.NodeDown); // the customer stays unfinished
        }
    }
}
