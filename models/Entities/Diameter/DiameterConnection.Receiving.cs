using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

// What arrives: requests of the peer, of the application, and answers (RFC 6733 §6.1.4, §6.2.1).
public sealed partial class DiameterConnection
{
    private uint? _disconnectHopByHop;

    private void Receive(Packet message)
    {
        Heard();
        if (_state == State.Closed)
        {
            Drop(message, DiameterDrop.NotOpen);
        }
        else if (!DiameterHeader.TryDecode(message.Octets, out DiameterHeader header, out DiameterFault fault))
        {
            Refuse(message, fault);
        }
        else if (_state == State.Connected)
        {
            ReceiveCapabilities(message, header);
        }
        else if (header.IsRequest)
        {
            ReceiveRequest(message, header);
        }
        else
        {
            ReceiveAnswer(message, header);
        }
    }

    private void ReceiveRequest(Packet message, in DiameterHeader header)
    {
        if (!_local.Profile.Commands.TryFind(header, out _, out DiameterFault fault))
        {
            Refuse(message, fault); // 3007, 3001
        }
        else if (header.Command == CommandCode.DeviceWatchdog)
        {
            AnswerWatchdog(message);
        }
        else if (header.Command == CommandCode.DisconnectPeer)
        {
            AnswerDisconnect(message);
        }
        else if (header.Command == CommandCode.CapabilitiesExchange)
        {
            AnswerCapabilities(message);
        }
        else if (_state == State.Open)
        {
            _local.Application.Receive(this, header, message);
        }
        else
        {
            Drop(message, DiameterDrop.NotOpen);
        }
    }

    private void ReceiveAnswer(Packet message, in DiameterHeader header)
    {
        uint hopByHop = header.Transaction.HopByHop;
        if (header.Command == CommandCode.DeviceWatchdog && hopByHop == _watchdogHopByHop)
        {
            ReceiveWatchdogAnswer(message);
        }
        else if (header.Command == CommandCode.DisconnectPeer && hopByHop == _disconnectHopByHop)
        {
            // peer -> this  Disconnect-Peer-Answer: whoever asked closes the transport (RFC 6733 §5.4)
            _disconnectHopByHop = null;
            message.Release();
            _association.Shutdown();
        }
        else
        {
            ReceiveApplicationAnswer(message, header);
        }
    }

    private void ReceiveApplicationAnswer(Packet message, in DiameterHeader header)
    {
        uint hopByHop = header.Transaction.HopByHop;
        if (_pending.Find(hopByHop) is not { } request)
        {
            bool wasSent = unchecked(hopByHop - _firstHopByHop) < unchecked(_hopByHop - _firstHopByHop);
            Drop(message, wasSent ? DiameterDrop.LateAnswer : DiameterDrop.UnmatchedAnswer);
        }
        else if (!IsAnswerTo(request.Header, header))
        {
            Drop(message, DiameterDrop.ContradictingAnswer);
        }
        else
        {
            _pending.Remove(request);
            request.Decide(new DiameterReply(DiameterOutcome.Answered, message));
        }
    }

    // §6.2: command, application and both identifiers of the request.
    private static bool IsAnswerTo(in DiameterHeader request, in DiameterHeader answer) =>
        request.Command == answer.Command
        && request.Application == answer.Application
        && request.Transaction.EndToEnd == answer.Transaction.EndToEnd;

    private void AnswerDisconnect(Packet message)
    {
        if (!DisconnectPeerRequest.TryDecode(
            message.Octets, out DisconnectPeerRequest request, out DiameterFault fault))
        {
            Refuse(message, fault);
            return;
        }

        // peer -> this  Disconnect-Peer-Request;  this -> peer  Disconnect-Peer-Answer
        message.Release();
        IsUnwanted = request.Cause != DisconnectCause.Rebooting; // §5.4.3
        Answer(
            new DisconnectPeerAnswer(
                request.Transaction, ResultCode.Success, _local.Profile.Host, _local.Profile.Realm),
            default);
        Leave(State.Closing, DiameterConnectionEvent.DisconnectedByPeer);
        _timer.Start(_local.Options.ExchangeTimeout); // for the peer to end the transport
    }
}
