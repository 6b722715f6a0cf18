using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>
/// A server's way to its key server on behalf of intermediates: asks for a key that one of them may have, waits, asks
/// again. The key is sealed for the intermediate: the server carries it and cannot read it.
/// </summary>
public sealed class MonitorKeyClient : INodeObserver
{
    private readonly KeyPort _port;
    private readonly IpAddress _server;
    private readonly KeyClientOptions _options;
    private readonly KeyServerMeasures _measures;
    private readonly Dictionary<uint, Mailbox<(MonitorKeyAnswer Answer, MeasurementTag Tag)>> _open = [];
    private uint _requestCount;

    internal MonitorKeyClient(KeyPort port, IpAddress server, KeyClientOptions options, KeyServerMeasures measures)
    {
        (_port, _server, _options, _measures) = (port, server, options, measures);
        port.Node.Observe(this);
    }

    /// <inheritdoc/>
    public void Crashed(Node node) => _open.Clear();

    /// <inheritdoc/>
    public void Restarted(Node node)
    {
        // intermediates ask again
    }

    /// <summary>SERVER -> KEY SERVER  MONITOR KEY REQUEST;  KEY SERVER -> SERVER  MONITOR KEY ANSWER</summary>
    /// <param name="peer">The other enclave of the pair.</param>
    /// <param name="intermediate">The intermediate.</param>
    /// <param name="tag">Tag of the packet that led here.</param>
    /// <returns>The answer with the tag of its packet; null if there is none.</returns>
    internal async Process<(MonitorKeyAnswer Answer, MeasurementTag Tag)?> Fetch(
        ushort peer, IpAddress intermediate, MeasurementTag tag)
    {
        for (int attempt = 0; attempt < _options.AttemptMax; attempt++)
        {
            var answers = new Mailbox<(MonitorKeyAnswer Answer, MeasurementTag Tag)>(_port.Node.Simulation);
            uint id = ++_requestCount;
            _open.Add(id, answers);
            _measures.Messages.Add();
            var request = new MonitorKeyRequest(
                id, _options.Enclave, peer, intermediate.IsV6, EnclaveControl.NumberOf(intermediate));
            _port.Send(_server, request, EnclaveLabels.MonitorKeyRequest, tag);
            Received<(MonitorKeyAnswer Answer, MeasurementTag Tag)> received = await answers.Receive(_options.Timeout);
            _open.Remove(id);
            if (received.HasItem)
            {
                return received.Item;
            }
        }

        return null;
    }

    /// <summary>A message has come: true if it was an answer.</summary>
    internal bool TryTake(IpAddress from, ReadOnlySpan<byte> message, in MeasurementTag tag)
    {
        if (from != _server || !MonitorKeyAnswer.TryDecode(message, out MonitorKeyAnswer answer, out _))
        {
            return false;
        }

        if (_open.Remove(answer.Id, out Mailbox<(MonitorKeyAnswer, MeasurementTag)>? waiting))
        {
            waiting.Put((answer, tag));
        }

        return true;
    }
}
