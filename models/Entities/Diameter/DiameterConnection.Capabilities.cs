using System;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

// Capabilities exchange (RFC 6733 §5.3).
public sealed partial class DiameterConnection
{
    private const uint NoInbandSecurity = 0; // §6.10

    private uint _capabilitiesHopByHop;

    private PeerCapabilities OwnCapabilities => new(
        _local.Profile.Host,
        _local.Profile.Realm,
        new(AddressOf(_association.Local.Address)),
        VendorId.Tgpp,
        "simulator",
        _local.StateId,
        SupportedVendors: new(VendorId.Tgpp),
        VendorApplications: new(new VendorSpecificApplication(VendorId.Tgpp, _local.Profile.Application)));

    private static DiameterAddress AddressOf(IpAddress address) =>
        address.IsV4 ? DiameterAddress.IPv4(address.V4) : DiameterAddress.IPv6(address.Value);

    private void SendCapabilities()
    {
        // this -> peer  Capabilities-Exchange-Request
        Transaction transaction = NextTransaction();
        _capabilitiesHopByHop = transaction.HopByHop;
        Transmit(new CapabilitiesExchangeRequest(transaction, OwnCapabilities), default, out _);
    }

    // §5.6: whatever comes before the capabilities ends the connection.
    private void ReceiveCapabilities(Packet message, in DiameterHeader header)
    {
        bool isExpected = header.Command == CommandCode.CapabilitiesExchange && header.IsRequest != _isInitiator;
        if (!isExpected)
        {
            message.Release();
            Abort(DiameterConnectionEvent.BadCapabilities);
        }
        else if (_isInitiator)
        {
            ReceiveCapabilitiesAnswer(message, header);
        }
        else
        {
            AnswerCapabilities(message);
        }
    }

    private void ReceiveCapabilitiesAnswer(Packet message, in DiameterHeader header)
    {
        bool isRead = CapabilitiesExchangeAnswer.TryDecode(
            message.Octets, out CapabilitiesExchangeAnswer answer, out _);
        bool isError = header.IsError;
        message.Release();
        if (isError || (isRead && answer.Result != ResultCode.Success))
        {
            Abort(DiameterConnectionEvent.Refused);
        }
        else if (!isRead || header.Transaction.HopByHop != _capabilitiesHopByHop)
        {
            Abort(DiameterConnectionEvent.BadCapabilities);
        }
        else if (CommonGround(answer.Capabilities) != ResultCode.Success)
        {
            Abort(DiameterConnectionEvent.NothingInCommon);
        }
        else
        {
            Open(answer.Capabilities);
        }
    }

    private void AnswerCapabilities(Packet message)
    {
        if (!CapabilitiesExchangeRequest.TryDecode(
            message.Octets, out CapabilitiesExchangeRequest request, out DiameterFault fault))
        {
            Refuse(message, fault);
            if (_state == State.Connected)
            {
                Shut(DiameterConnectionEvent.BadCapabilities);
            }

            return;
        }

        // peer -> this  Capabilities-Exchange-Request;  this -> peer  Capabilities-Exchange-Answer
        message.Release();
        if (_state == State.Connected && IsConnectedAlready(request.Capabilities))
        {
            Abort(DiameterConnectionEvent.AlreadyConnected); // §5.6: R-Reject
            return;
        }

        ResultCode result = CommonGround(request.Capabilities);
        Answer(new CapabilitiesExchangeAnswer(request.Transaction, result, OwnCapabilities), default);
        if (result != ResultCode.Success)
        {
            Shut(DiameterConnectionEvent.NothingInCommon);
        }
        else if (_state == State.Connected)
        {
            Open(request.Capabilities);
        }
    }

    // A peer whose state number has grown is in another life: its old connection is dead (§8.16).
    private bool IsConnectedAlready(in PeerCapabilities peer)
    {
        if (_local.Find(peer.OriginHost) is not { } other)
        {
            return false;
        }

        if (peer.OriginStateId is { } state && state > other.PeerStateId)
        {
            other.Abort(DiameterConnectionEvent.Replaced);
            return false;
        }

        return true;
    }

    private ResultCode CommonGround(in PeerCapabilities peer)
    {
        bool shares = false;
        foreach (VendorSpecificApplication application in peer.VendorApplications.Span)
        {
            shares |= IsShared(application.Application);
        }

        foreach (uint application in peer.AuthApplications.Span)
        {
            shares |= IsShared((DiameterApplication)application);
        }

        bool isClear = peer.InbandSecurity.Count == 0 || peer.InbandSecurity.Span.Contains(NoInbandSecurity);
        return !shares ? ResultCode.NoCommonApplication
            : !isClear ? ResultCode.NoCommonSecurity
            : ResultCode.Success;
    }

    private bool IsShared(DiameterApplication application) =>
        application == _local.Profile.Application || application == DiameterApplication.Relay;

    private void Open(in PeerCapabilities peer)
    {
        PeerHost = peer.OriginHost;
        PeerRealm = peer.OriginRealm;
        PeerStateId = peer.OriginStateId ?? 0;
        _state = State.Open;
        Measures.Connections.Count(DiameterConnectionEvent.Opened);
        _local.Opened(this);
        StartWatchdog();
    }

    // The answer goes out before the transport ends.
    private void Shut(DiameterConnectionEvent reason)
    {
        Leave(State.Closed, reason);
        _association.Shutdown();
    }
}
