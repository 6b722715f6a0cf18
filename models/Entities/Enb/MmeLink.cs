using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The eNB's side of S1 with one MME: the association, which is opened again when it ends, S1 SETUP, and what is sent.
/// What arrives is handled by <see cref="EnbDownlink"/>.
/// </summary>
internal sealed class MmeLink : ISctpReceiver
{
    private const int EncodingRoom = 512;  // ours: more than the IEs around a NAS message take
    private const byte UnknownProcedureCode = 200; // ours: no procedure of TS 36.413 §9.3.6
    private static readonly SimTime ReconnectPause = SimTime.FromSeconds(1); // ours: as the initial RTO of SCTP
    private static readonly SimTime SetupPause = SimTime.FromSeconds(10);    // ours: if no time to wait is given

    private static readonly MessageLabel UnknownLabel = new(S1apLabels.Protocol, "unknown procedure");

    private readonly Enb _enb;
    private readonly IpAddress _address;
    private readonly EnbDownlink _downlink;
    private readonly CarryingLabels _initial = S1apLabels.Carrying("InitialUEMessage");
    private readonly CarryingLabels _uplink = S1apLabels.Carrying("UplinkNASTransport");
    private byte[] _buffer = new byte[1_024];
    private SctpAssociation? _association;
    private SequenceOf<ServedGummei> _served;

    public MmeLink(Enb enb, IpAddress address)
    {
        _enb = enb;
        _address = address;
        _downlink = new EnbDownlink(enb, this);
    }

    /// <summary>True between S1 SETUP and the end of the association.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Relative MME capacity: its share of new UEs (TS 36.413 §9.2.3.17).</summary>
    public int Weight { get; private set; }

    /// <summary>Where it stands in the round of new UEs.</summary>
    public long Credit { get; set; }

    /// <summary>Opens the association, now and whenever it has ended.</summary>
    public void Open() => _enb.Node.Start(Run(SctpStack.Of(_enb.Node).OpenEphemeral()));

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
        IsUp = true;
        if (_enb.Options.Behaviour == EnbBehaviour.UnknownProcedure)
        {
            SendUnknownProcedure();
        }
    }

    /// <summary>S1 SETUP was refused: it is tried again later.</summary>
    public void SetupFailed(TimeToWait? pause) => _enb.Node.Start(RepeatSetup(pause));

    /// <summary>eNB -> MME  InitialUEMessage (TS 36.413 §8.6.2.1).</summary>
    public void SendInitial(EnbUe ue, Packet packet)
    {
        var message = new InitialUeMessage(ue.Id, new(new Octets(packet.Octets)), _enb.Tai, _enb.Cell, ue.Cause)
        {
            STmsi = ue.STmsi,
        };
        Send(message, packet.Size, _initial.Of(packet.Label), ue, packet.Tag, packet.Fault);
    }

    /// <summary>eNB -> MME  UplinkNASTransport (TS 36.413 §8.6.2.3).</summary>
    public void SendUplink(EnbUe ue, Packet packet)
    {
        var message = new UplinkNasTransport(
            ue.MmeId!.Value, ue.Id, new(new Octets(packet.Octets)), _enb.Cell, _enb.Tai);
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
        where T : struct, IWireMessage
    {
        if (_association is { } association)
        {
            Send(message, carriedSize, label, S1apStreams.Of(ue.Id, association.OutboundStreams), tag, fault);
        }
        else
        {
            _enb.Refuse(EnbRefusal.NotSent);
        }
    }

    /// <summary>Sends a message about no UE.</summary>
    public void SendCommon<T>(in T message, int carriedSize, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage => Send(message, carriedSize, label, S1apStreams.Common, tag, fault: null);

    /// <inheritdoc/>
    void ISctpReceiver.Receive(in SctpIndication message) => _downlink.Receive(message.Payload!);

    private void Send<T>(
        in T message, int carriedSize, MessageLabel label, ushort stream, in MeasurementTag tag, string? fault)
        where T : struct, IWireMessage
    {
        if (_buffer.Length < EncodingRoom + carriedSize)
        {
            _buffer = new byte[2 * (EncodingRoom + carriedSize)];
        }

        int size = message.Encode(_buffer);
        SctpSendOutcome? outcome = _association?.Send(
            stream, SctpPpid.S1ap, _buffer.AsSpan(0, size), label, tag, isUnordered: false, fault);
        if (outcome != SctpSendOutcome.Queued)
        {
            _enb.Refuse(EnbRefusal.NotSent);
        }
    }

    private async Process Run(SctpEndpoint endpoint)
    {
        while (true)
        {
            SctpConnectResult result = await endpoint.Connect(_address, S1apConstants.Port);
            if (result.IsUp)
            {
                _association = result.Association;
                SendSetup();
                await Read(result.Association);
                _association = null;
                IsUp = false;
                _enb.ReleaseAll(this);
            }

            await _enb.Node.Simulation.Timeout(ReconnectPause);
        }
    }

    private async Process Read(SctpAssociation association)
    {
        association.Receiver = this;
        while (true)
        {
            SctpIndication indication = await association.Receive();
            switch (indication.Kind)
            {
                case SctpIndicationKind.Message:
                    _downlink.Receive(indication.Payload!);
                    break;
                case SctpIndicationKind.Restart: // the MME has lost its state
                    IsUp = false;
                    _enb.ReleaseAll(this);
                    SendSetup();
                    break;
                case SctpIndicationKind.Ended:
                    return;
                default:
                    break;
            }
        }
    }

    // eNB -> MME  S1SetupRequest (TS 36.413 §8.7.3)
    private void SendSetup() => SendCommon(
        new S1SetupRequest(
            new GlobalEnbId(_enb.Options.Plmn, EnbId.Macro(_enb.Options.Id)),
            new SequenceOf<SupportedTa>(new SupportedTa(_enb.Options.Tac, new SequenceOf<PlmnId>(_enb.Options.Plmn))),
            PagingDrx.V128)
        {
            EnbName = new NodeName(_enb.Node.Id.Replace('/', '-')),
        },
        0,
        S1apLabels.S1SetupRequest,
        default);

    private async Process RepeatSetup(TimeToWait? pause)
    {
        SctpAssociation? association = _association;
        await _enb.Node.Simulation.Timeout(PauseOf(pause));
        if (association is not null && association == _association && !IsUp)
        {
            SendSetup();
        }
    }

    private static SimTime PauseOf(TimeToWait? pause) => pause switch
    {
        TimeToWait.V1S => SimTime.FromSeconds(1),
        TimeToWait.V2S => SimTime.FromSeconds(2),
        TimeToWait.V5S => SimTime.FromSeconds(5),
        TimeToWait.V20S => SimTime.FromSeconds(20),
        TimeToWait.V60S => SimTime.FromSeconds(60),
        _ => SetupPause,
    };

    private void SendUnknownProcedure()
    {
        var header = new S1apHeader(
            PduType.InitiatingMessage, (ProcedureCode)UnknownProcedureCode, Criticality.Reject);
        SendCommon(new S1apPdu(header, default), 0, UnknownLabel, default);
    }
}
