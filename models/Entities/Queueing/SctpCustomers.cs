using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Customers as user messages of one association, which is set up again when it ends.</summary>
internal sealed class SctpCustomers : ICustomerTransport
{
    private const uint Unspecified = 0; // payload protocol identifier (RFC 9260 §15.5)

    private readonly Node _node;
    private readonly ICustomerReceiver? _receiver;
    private readonly WaitingCustomers _waiting;
    private bool _isRetrying;
    private SctpAssociation? _association;

    public SctpCustomers(Node node, ushort port, IpEndpoint? next, ICustomerReceiver? receiver)
    {
        _node = node;
        _receiver = receiver;
        _waiting = new WaitingCustomers(node);
        if (receiver is not null)
        {
            node.Start(Accept(SctpStack.Of(node).Open(port)));
        }

        if (next is { } destination)
        {
            node.Start(Connect(SctpStack.Of(node).OpenEphemeral(), destination));
        }
    }

    /// <inheritdoc/>
    public void Send(Packet message)
    {
        if (_association is null || _waiting.Count > 0 || !TrySend(message))
        {
            _waiting.Add(message);
            RetryLater();
        }
    }

    private bool TrySend(Packet message)
    {
        SctpSendOutcome outcome = _association!.Send(0, Unspecified, message.Octets, message.Label, message.Tag);
        bool isTaken = outcome == SctpSendOutcome.Queued;
        if (isTaken)
        {
            message.Release();
        }

        return isTaken;
    }

    private void RetryLater()
    {
        if (!_isRetrying && _association is not null)
        {
            _isRetrying = true;
            _ = _node.Start(Retry());
        }
    }

    // The send buffer is full: what waits goes as soon as there is room.
    private async Process Retry()
    {
        while (_association is not null && _waiting.Count > 0)
        {
            await _node.Simulation.Timeout(Reconnect.BufferPause);
            if (_association is not null)
            {
                _waiting.Flush(TrySend);
            }
        }

        _isRetrying = false;
    }

    private async Process Connect(SctpEndpoint endpoint, IpEndpoint next)
    {
        while (true)
        {
            SctpConnectResult result = await endpoint.Connect(next.Address, next.Port);
            if (result.IsUp)
            {
                _association = result.Association;
                _waiting.Flush(TrySend);
                await Read(result.Association);
                _association = null;
            }

            await _node.Simulation.Timeout(Reconnect.Pause);
        }
    }

    private async Process Accept(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpAssociation association = await endpoint.Accept();
            _ = _node.Start(Read(association));
        }
    }

    private async Process Read(SctpAssociation association)
    {
        while (true)
        {
            SctpIndication indication = await association.Receive();
            if (indication.IsEnded)
            {
                return;
            }

            if (!indication.IsMessage)
            {
                continue;
            }

            if (_receiver is null)
            {
                _node.Drop(indication.Payload, DropReason.Role);
            }
            else
            {
                _receiver.Receive(indication.Payload);
            }
        }
    }
}
