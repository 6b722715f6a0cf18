using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Customers as user messages of one association, which is set up again when it ends.</summary>
internal sealed class SctpCustomers : ICustomerTransport
{
    private const uint Unspecified = 0; // payload protocol identifier (RFC 9260 §15.5)

    // as long as a datagram may be, so that every size that a source may have fits all transports
    private static readonly SctpOptions Options = new() { MessageSizeMax = ushort.MaxValue };

    private readonly Node _node;
    private readonly ICustomerReceiver? _receiver;
    private readonly WaitingCustomers _waiting;
    private SctpAssociation? _association;

    public SctpCustomers(Node node, ushort port, IpEndpoint? next, ICustomerReceiver? receiver)
    {
        _node = node;
        _receiver = receiver;
        _waiting = new WaitingCustomers(node, TrySend);
        if (receiver is not null)
        {
            node.Start(Accept(SctpStack.Of(node).Open(port, Options)));
        }

        if (next is { } destination)
        {
            SctpEndpoint endpoint = SctpStack.Of(node).OpenEphemeral(Options);
            node.Start(_waiting.Keep(() => Connect(endpoint, destination)));
        }
    }

    /// <inheritdoc/>
    public void Send(Packet message) => _waiting.Send(message);

    /// <inheritdoc/>
    public void Crash() => _waiting.Crash();

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

    private async Process Connect(SctpEndpoint endpoint, IpEndpoint next)
    {
        SctpConnectResult result = await endpoint.Connect(next.Address, next.Port);
        if (result.IsUp)
        {
            _association = result.Association;
            _waiting.Open();
            await Read(result.Association);
            _waiting.Close();
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
