using System;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The eNB's side of S1 with one MME: what it says of itself and of its UEs. What arrives is handled by
/// <see cref="EnbDownlink"/>.
/// </summary>
internal sealed class MmeLink : IS1User
{
    private const byte UnknownProcedureCode = 200; // ours: no procedure of TS 36.413 §9.3.6

    private static readonly MessageLabel UnknownLabel = new(S1apLabels.Protocol, "unknown procedure");

    private readonly Enb _enb;
    private readonly S1Client _s1;
    private readonly EnbDownlink _downlink;
    private readonly CarryingLabels _initial;
    private readonly CarryingLabels _uplink;
    private SequenceOf<ServedGummei> _served;

    public MmeLink(Enb enb, IpAddress address)
    {
        _enb = enb;
        _s1 = new S1Client(enb.Node, address, this);
        _downlink = new EnbDownlink(enb, this);
        _initial = S1apLabels.Carrying(enb.Node.Topology.Labels, "InitialUEMessage");
        _uplink = S1apLabels.Carrying(enb.Node.Topology.Labels, "UplinkNASTransport");
    }

    /// <summary>True between S1 SETUP and the end of the association.</summary>
    public bool IsUp => _s1.IsUp;

    /// <summary>Relative MME capacity: its share of new UEs (TS 36.413 §9.2.3.17).</summary>
    public int Weight { get; private set; }

    /// <summary>Where it stands in the round of new UEs.</summary>
    public long Credit { get; set; }

    /// <inheritdoc/>
    S1SetupRequest IS1User.SetupRequest =>
        S1Client.SetupRequestOf(_enb.Node, _enb.Options.Plmn, _enb.Options.Id, _enb.Options.Tac);

    /// <summary>Opens the association, now and whenever it has ended.</summary>
    public void Open() => _s1.Open();

    /// <summary>True if it is up and serves the MME code of an S-TMSI.</summary>
    public bool Serves(byte mmeCode)
    {
        foreach (ServedGummei served in _served)
        {
            if (IsUp && served.MmeCodes.Span.Contains(mmeCode))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>S1 is set up: the MME takes UEs.</summary>
    public void SetUp(in S1SetupResponse response)
    {
        _served = response.ServedGummeis;
        Weight = Math.Max(1, response.RelativeMmeCapacity); // 0 keeps UEs away, unless there is no other
        _s1.SetUp();
        if (_enb.Options.Behaviour == EnbBehaviour.UnknownProcedure)
        {
            SendUnknownProcedure();
        }
    }

    /// <summary>S1 SETUP was refused: it is tried again later.</summary>
    public void SetupFailed(TimeToWait? pause) => _s1.SetupFailed(pause);

    /// <summary>eNB -> MME  InitialUEMessage (TS 36.413 §8.6.2.1).</summary>
    public void SendInitial(EnbUe ue, Packet packet)
    {
        var message = new InitialUeMessage(ue.Id, NasPdu.Lent(packet.Memory), _enb.Tai, _enb.Cell, ue.Cause)
        {
            STmsi = ue.STmsi,
        };
        Send(message, packet.Size, _initial.Of(packet.Label), ue, packet.Tag, packet.Fault);
    }

    /// <summary>eNB -> MME  UplinkNASTransport (TS 36.413 §8.6.2.3).</summary>
    public void SendUplink(EnbUe ue, Packet packet)
    {
        var message = new UplinkNasTransport(
            ue.MmeId!.Value, ue.Id, NasPdu.Lent(packet.Memory), _enb.Cell, _enb.Tai);
        Send(message, packet.Size, _uplink.Of(packet.Label), ue, packet.Tag, packet.Fault);
    }

    /// <summary>eNB -> MME  UEContextReleaseRequest (TS 36.413 §8.3.2).</summary>
    public void SendReleaseRequest(EnbUe ue, Cause cause)
    {
        if (ue.MmeId is { } id)
        {
            Send(new UeContextReleaseRequest(id, ue.Id, cause), 0, S1apLabels.UeContextReleaseRequest, ue, default);
        }
    }

    /// <summary>Sends a message about a UE; what it carries may be wrong on purpose.</summary>
    public void Send<T>(
        in T message, int carriedSize, MessageLabel label, EnbUe ue, in MeasurementTag tag, string? fault = null)
        where T : struct, IWireMessage => _s1.Send(message, carriedSize, label, ue.Id, tag, fault);

    /// <summary>Sends a message about no UE.</summary>
    public void SendCommon<T>(in T message, int carriedSize, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage => _s1.SendCommon(message, carriedSize, label, tag);

    /// <inheritdoc/>
    void IS1User.Receive(Packet packet) => _downlink.Receive(packet);

    /// <inheritdoc/>
    void IS1User.Lost() => _enb.ReleaseAll(this);

    /// <inheritdoc/>
    void IS1User.NotSent() => _enb.Refuse(EnbRefusal.NotSent);

    private void SendUnknownProcedure()
    {
        var header = new S1apHeader(
            PduType.InitiatingMessage, (ProcedureCode)UnknownProcedureCode, Criticality.Reject);
        _s1.SendCommon(new S1apPdu(header, default), 0, UnknownLabel, default);
    }
}
