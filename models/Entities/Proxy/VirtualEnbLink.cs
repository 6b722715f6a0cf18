using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>The vUE's side of S1 with one MME, which sees an eNB (TS 36.413 §8).</summary>
internal sealed class VirtualEnbLink : ISctpReceiver, IExecutionReceiver
{
    private const ushort TrackingArea = 1;
    private static readonly SimTime ReconnectPause = SimTime.FromSeconds(1); // ours: as an eNB

    private readonly VirtualUe _ue;
    private readonly EdgeMme _mme;
    private readonly CarryingLabels _initial = S1apLabels.Carrying("InitialUEMessage");
    private readonly CarryingLabels _uplink = S1apLabels.Carrying("UplinkNASTransport");
    private SctpAssociation? _association;

    public VirtualEnbLink(VirtualUe ue, EdgeMme mme)
    {
        _ue = ue;
        _mme = mme;
    }

    /// <summary>True between S1 SETUP and the end of the association.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Network of the MME.</summary>
    public PlmnId Plmn => _mme.Plmn;

    private Proxy Proxy => _ue.Proxy;

    private EutranCgi Cell => new(Plmn, (Proxy.Options.EnbId << 8) | 1);

    private Tai Area => new(Plmn, TrackingArea);

    /// <summary>Opens the association, now and whenever it has ended.</summary>
    public void Open() => Proxy.Node.Start(Run(SctpStack.Of(Proxy.Node).OpenEphemeral()));

    /// <summary>vUE -> MME  InitialUEMessage.</summary>
    public void SendInitial(VirtualUeSession session, in Octets nas, MessageLabel label, in MeasurementTag tag) =>
        Send(
            new InitialUeMessage(session.Id, new(nas), Area, Cell, RrcEstablishmentCause.MoSignalling),
            _initial.Of(label), session, tag);

    /// <summary>vUE -> MME  UplinkNASTransport.</summary>
    public void SendUplink(VirtualUeSession session, in Octets nas, MessageLabel label, in MeasurementTag tag)
    {
        if (session.MmeId is { } id)
        {
            Send(new UplinkNasTransport(id, session.Id, new(nas), Cell, Area), _uplink.Of(label), session, tag);
        }
    }

    /// <inheritdoc/>
    void ISctpReceiver.Receive(in SctpIndication message) => Receive(message.Payload!);

    /// <inheritdoc/>
    void IExecutionReceiver.Executed(Packet? packet, in Execution execution)
    {
        if (!execution.IsDone)
        {
            Proxy.Node.Drop(packet!, DropReason.NodeDown);
            return;
        }

        if (!TryHandle(packet!))
        {
            Proxy.Refuse(ProxyRefusal.UnexpectedS1ap);
        }

        packet!.Release();
    }

    private void Receive(Packet packet)
    {
        packet.LeaveBuffer();
        ExecutionStatus status = Proxy.Processor.Submit(Proxy.StepWork, this, packet);
        if (status != ExecutionStatus.Done)
        {
            Proxy.Refuse(ProxyRefusal.Overloaded);
            Proxy.Node.Drop(packet, status == ExecutionStatus.NodeDown ? DropReason.NodeDown : DropReason.Role);
        }
    }

    private bool TryHandle(Packet packet)
    {
        if (!S1apHeader.TryRead(packet.Octets, out S1apHeader header, out DecodeError _))
        {
            return false;
        }

        return (header.Type, header.Procedure) switch
        {
            (PduType.InitiatingMessage, ProcedureCode.DownlinkNasTransport) => TryDeliver(packet),
            (PduType.InitiatingMessage, ProcedureCode.UeContextRelease) => TryRelease(packet),
            (PduType.InitiatingMessage, ProcedureCode.ErrorIndication) => TryEnd(packet),
            (PduType.SuccessfulOutcome, ProcedureCode.S1Setup) => TrySetUp(packet),
            _ => false,
        };
    }

    // MME -> vUE  DownlinkNASTransport
    private bool TryDeliver(Packet packet)
    {
        if (!DownlinkNasTransport.TryDecode(packet.Octets, out DownlinkNasTransport message, out DecodeError _)
            || Find(message.EnbUeS1apId) is not { } session)
        {
            return false;
        }

        session.MmeId = message.MmeUeS1apId;
        _ue.Receive(session, message.NasPdu.Value.Span, packet.Tag);
        return true;
    }

    // MME -> vUE  UEContextReleaseCommand;  vUE -> MME  UEContextReleaseComplete
    private bool TryRelease(Packet packet)
    {
        if (!UeContextReleaseCommand.TryDecode(packet.Octets, out UeContextReleaseCommand message, out DecodeError _)
            || message.UeS1apIds.Enb is not { } id || Find(id) is not { } session)
        {
            return false;
        }

        Send(
            new UeContextReleaseComplete(message.UeS1apIds.Mme, id), S1apLabels.UeContextReleaseComplete, session,
            packet.Tag);
        _ue.Release(session);
        return true;
    }

    // MME -> vUE  ErrorIndication: it does not know the UE any more
    private bool TryEnd(Packet packet)
    {
        if (!ErrorIndication.TryDecode(packet.Octets, out ErrorIndication message, out DecodeError _)
            || message.EnbUeS1apId is not { } id || Find(id) is not { } session)
        {
            return false;
        }

        _ue.Release(session);
        return true;
    }

    // MME -> vUE  S1SetupResponse
    private bool TrySetUp(Packet packet)
    {
        IsUp |= S1SetupResponse.TryDecode(packet.Octets, out S1SetupResponse _, out DecodeError error);
        return error.IsNone;
    }

    private VirtualUeSession? Find(EnbUeS1apId id) =>
        _ue.Find(id) is { } session && session.Mme == this ? session : null;

    private async Process Run(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpConnectResult result = await endpoint.Connect(_mme.Address, S1apConstants.Port);
            if (result.IsUp)
            {
                _association = result.Association;
                SendSetup();
                await Read(result.Association);
                _association = null;
                IsUp = false;
                _ue.ReleaseAll(this);
            }

            await Proxy.Node.Simulation.Timeout(ReconnectPause);
        }
    }

    private async Process Read(SctpAssociation association)
    {
        association.Receiver = this;
        while (true)
        {
            SctpIndication indication = await association.Receive();
            if (indication.IsMessage)
            {
                Receive(indication.Payload!);
            }
            else if (indication.Kind == SctpIndicationKind.Restart) // the MME has lost its state
            {
                IsUp = false;
                _ue.ReleaseAll(this);
                SendSetup();
            }
            else if (indication.IsEnded)
            {
                return;
            }
        }
    }

    // vUE -> MME  S1SetupRequest
    private void SendSetup()
    {
        var request = new S1SetupRequest(
            new GlobalEnbId(Plmn, EnbId.Macro(Proxy.Options.EnbId)),
            new SequenceOf<SupportedTa>(new SupportedTa(TrackingArea, new SequenceOf<PlmnId>(Plmn))),
            PagingDrx.V128)
        {
            EnbName = new NodeName(Proxy.Node.Id.Replace('/', '-')),
        };
        Send(request, S1apLabels.S1SetupRequest, null, default);
    }

    private void Send<T>(in T message, MessageLabel label, VirtualUeSession? session, in MeasurementTag tag)
        where T : struct, IWireMessage
    {
        if (_association is not { } association)
        {
            Proxy.Refuse(ProxyRefusal.EdgeUnavailable);
            return;
        }

        Span<byte> octets = stackalloc byte[message.EncodedSize];
        message.Encode(octets);
        ushort stream = session is null
            ? S1apStreams.Common
            : S1apStreams.Of(session.Id, association.OutboundStreams);
        if (association.Send(stream, SctpPpid.S1ap, octets, label, tag) != SctpSendOutcome.Queued)
        {
            Proxy.Refuse(ProxyRefusal.EdgeUnavailable);
        }
    }
}
