using Simulator.Network;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>The vUE's side of S1 with one MME, which sees an eNB (TS 36.413 §8).</summary>
internal sealed class VirtualEnbLink : IS1User, IExecutionReceiver
{
    private const ushort TrackingArea = 1;

    private readonly VirtualUe _ue;
    private readonly EdgeMme _mme;
    private readonly CarryingLabels _initial;
    private readonly CarryingLabels _uplink;
    private readonly S1Client _s1;

    public VirtualEnbLink(VirtualUe ue, EdgeMme mme)
    {
        _ue = ue;
        _mme = mme;
        _s1 = new S1Client(ue.Proxy.Node, mme.Address, this);
        _initial = S1apLabels.Carrying(Proxy.Node.Topology.Labels, "InitialUEMessage");
        _uplink = S1apLabels.Carrying(Proxy.Node.Topology.Labels, "UplinkNASTransport");
    }

    /// <summary>True between S1 SETUP and the end of the association.</summary>
    public bool IsUp => _s1.IsUp;

    /// <summary>Network of the MME.</summary>
    public PlmnId Plmn => _mme.Plmn;

    private Proxy Proxy => _ue.Proxy;

    private EutranCgi Cell => new(Plmn, (Proxy.Options.EnbId << 8) | 1);

    private Tai Area => new(Plmn, TrackingArea);

    /// <inheritdoc/>
    S1SetupRequest IS1User.SetupRequest =>
        S1Client.SetupRequestOf(Proxy.Node, Plmn, Proxy.Options.EnbId, TrackingArea);

    /// <summary>Opens the association, now and whenever it has ended.</summary>
    public void Open() => _s1.Open();

    /// <summary>vUE -> MME  InitialUEMessage.</summary>
    public void SendInitial(VirtualUeSession session, in Octets nas, MessageLabel label, in MeasurementTag tag) =>
        Send(
            new InitialUeMessage(session.Id, new(nas), Area, Cell, RrcEstablishmentCause.MoSignalling),
            _initial.Of(label), session, nas.Size, tag);

    /// <summary>vUE -> MME  UplinkNASTransport.</summary>
    public void SendUplink(VirtualUeSession session, in Octets nas, MessageLabel label, in MeasurementTag tag)
    {
        if (session.MmeId is { } id)
        {
            Send(
                new UplinkNasTransport(id, session.Id, new(nas), Cell, Area), _uplink.Of(label), session, nas.Size,
                tag);
        }
    }

    /// <inheritdoc/>
    void IS1User.Receive(Packet packet)
    {
        packet.LeaveBuffer();
        ExecutionStatus status = Proxy.Processor.Submit(Proxy.StepWork, this, packet);
        if (status != ExecutionStatus.Done)
        {
            Proxy.Refuse(ProxyRefusal.Overloaded);
            Proxy.Node.Drop(packet, status == ExecutionStatus.NodeDown ? DropReason.NodeDown : DropReason.Role);
        }
    }

    /// <inheritdoc/>
    void IS1User.Lost() => _ue.ReleaseAll(this);

    /// <inheritdoc/>
    void IS1User.NotSent() => Proxy.Refuse(ProxyRefusal.EdgeUnavailable);

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
        if (!DownlinkNasTransport.TryDecodeLent(packet.Memory, out DownlinkNasTransport message, out DecodeError _)
            || Find(message.EnbUeS1apId) is not { } session)
        {
            return false;
        }

        session.MmeId = message.MmeUeS1apId;
        _ue.Receive(session, message.NasPdu.Span, packet.Tag);
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
            new UeContextReleaseComplete(message.UeS1apIds.Mme, id), S1apLabels.UeContextReleaseComplete, session, 0,
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
        if (!S1SetupResponse.TryDecode(packet.Octets, out S1SetupResponse _, out DecodeError _))
        {
            return false;
        }

        _s1.SetUp();
        return true;
    }

    private VirtualUeSession? Find(EnbUeS1apId id) =>
        _ue.Find(id) is { } session && session.Mme == this ? session : null;

    private void Send<T>(
        in T message, MessageLabel label, VirtualUeSession session, int carriedSize, in MeasurementTag tag)
        where T : struct, IWireMessage => _s1.Send(message, carriedSize, label, session.Id, tag);
}
