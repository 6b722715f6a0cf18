using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What an eNB does with the messages of one MME (TS 36.413 §8).</summary>
internal sealed class EnbDownlink : IExecutionReceiver
{
    private readonly Enb _enb;
    private readonly MmeLink _mme;
    private readonly Work _contextSetupWork;
    private ErabSetup[] _bearers = new ErabSetup[1]; // those of the context that is set up now

    public EnbDownlink(Enb enb, MmeLink mme)
    {
        _enb = enb;
        _mme = mme;
        _contextSetupWork = enb.StepWork;
        for (int key = 0; key < AccessStratumKeys.Count; key++)
        {
            _contextSetupWork = _contextSetupWork.And(enb.Operations.Kdf);
        }
    }

    /// <summary>MME -> eNB  a message, to be handled when the processor has done its part.</summary>
    public void Receive(Packet packet)
    {
        packet.LeaveBuffer();
        bool isContextSetup = S1apHeader.TryRead(packet.Octets, out S1apHeader header, out DecodeError _)
            && header.Procedure == ProcedureCode.InitialContextSetup;
        _enb.Handle(isContextSetup ? _contextSetupWork : _enb.StepWork, this, packet);
    }

    /// <inheritdoc/>
    public void Executed(Packet? packet, in Execution execution)
    {
        if (execution.IsDone)
        {
            Dispatch(packet!);
            packet!.Release();
        }
        else
        {
            _enb.Node.Drop(packet!, DropReason.NodeDown);
        }
    }

    private void Dispatch(Packet packet)
    {
        S1apHeader.TryRead(packet.Octets, out S1apHeader header, out DecodeError error);
        bool isRead = (header.Type, header.Procedure) switch
        {
            _ when !error.IsNone => false,
            (PduType.InitiatingMessage, ProcedureCode.DownlinkNasTransport) => DeliverNas(packet, out error),
            (PduType.InitiatingMessage, ProcedureCode.InitialContextSetup) => SetUpContext(packet, out error),
            (PduType.InitiatingMessage, ProcedureCode.UeContextRelease) => ReleaseContext(packet, out error),
            (PduType.InitiatingMessage, ProcedureCode.ErrorIndication) => ReceiveError(packet, out error),
            (PduType.InitiatingMessage, ProcedureCode.Reset) => Reset(packet, out error),
            (PduType.InitiatingMessage, ProcedureCode.OverloadStart or ProcedureCode.OverloadStop) => Ignore(),
            (PduType.SuccessfulOutcome, ProcedureCode.S1Setup) => SetUp(packet, out error),
            (PduType.UnsuccessfulOutcome, ProcedureCode.S1Setup) => SetupFailed(packet, out error),
            (PduType.SuccessfulOutcome, ProcedureCode.Reset) => Ignore(),
            _ => false,
        };
        if (!isRead)
        {
            AnswerError(packet, error);
        }
    }

    // MME -> eNB  DownlinkNASTransport;  eNB -> UE  what it carries (§8.6.2.2)
    private bool DeliverNas(Packet packet, out DecodeError error)
    {
        if (!DownlinkNasTransport.TryDecodeLent(packet.Memory, out DownlinkNasTransport message, out error))
        {
            return false;
        }

        if (Find(message.MmeUeS1apId, message.EnbUeS1apId, packet.Tag) is { } ue)
        {
            _enb.Touch(ue);
            ue.Port.SendNas(message.NasPdu.Span, CarriedBy(packet.Label), packet.Tag);
        }

        return true;
    }

    // MME -> eNB  InitialContextSetupRequest;  eNB -> UE  what it carries;  eNB -> MME  Response (§8.3.1)
    private bool SetUpContext(Packet packet, out DecodeError error)
    {
        if (!InitialContextSetupRequest.TryDecodeLent(packet.Memory, out InitialContextSetupRequest message, out error))
        {
            return false;
        }

        if (Find(message.MmeUeS1apId, message.EnbUeS1apId, packet.Tag) is not { } ue)
        {
            return true;
        }

        ue.Keys = AccessStratumKeys.From(new Key256(message.SecurityKey.High, message.SecurityKey.Low), _enb.Options);
        _enb.Touch(ue);
        int count = message.ErabsToBeSetup.Count;
        if (_bearers.Length < count)
        {
            _bearers = new ErabSetup[count];
        }

        for (int index = 0; index < count; index++)
        {
            ErabToBeSetup asked = message.ErabsToBeSetup[index];
            _bearers[index] = new ErabSetup(asked.ErabId, OwnAddress(), new GtpTeid(ue.Id.Value));
            if (asked.NasPdu is { } nas)
            {
                ue.Port.SendNas(nas.Span, CarriedBy(packet.Label), packet.Tag);
            }
        }

        var bearers = new ErabList<ErabSetup>(_bearers.AsSpan(0, count));
        var response = new InitialContextSetupResponse(message.MmeUeS1apId, message.EnbUeS1apId, bearers);
        _mme.Send(response, 0, S1apLabels.InitialContextSetupResponse, ue, packet.Tag);
        return true;
    }

    // MME -> eNB  UEContextReleaseCommand;  eNB -> UE  RRCConnectionRelease;  eNB -> MME  Complete (§8.3.3)
    private bool ReleaseContext(Packet packet, out DecodeError error)
    {
        if (!UeContextReleaseCommand.TryDecode(packet.Octets, out UeContextReleaseCommand message, out error))
        {
            return false;
        }

        if (message.UeS1apIds.Enb is not { } id)
        {
            ReportUnknown(message.UeS1apIds.Mme, null, CauseRadioNetwork.UnknownMmeUeS1apId, packet.Tag);
        }
        else if (Find(message.UeS1apIds.Mme, id, packet.Tag) is { } ue)
        {
            var complete = new UeContextReleaseComplete(message.UeS1apIds.Mme, id);
            _enb.Release(ue, packet.Tag);
            _mme.Send(complete, 0, S1apLabels.UeContextReleaseComplete, ue, packet.Tag);
        }

        return true;
    }

    // MME -> eNB  ErrorIndication (§8.7.2): a UE that the MME does not know has no connection any more
    private bool ReceiveError(Packet packet, out DecodeError error)
    {
        if (!ErrorIndication.TryDecode(packet.Octets, out ErrorIndication message, out error))
        {
            return false;
        }

        if (message.EnbUeS1apId is { } id && _enb.Find(id) is { } ue && ue.Mme == _mme)
        {
            _enb.Release(ue, packet.Tag);
        }

        return true;
    }

    // MME -> eNB  Reset;  eNB -> MME  ResetAcknowledge (§8.7.1)
    private bool Reset(Packet packet, out DecodeError error)
    {
        if (!Protocols.S1ap.Reset.TryDecode(packet.Octets, out Protocols.S1ap.Reset message, out error))
        {
            return false;
        }

        if (message.ResetType.Connections.IsEmpty)
        {
            _enb.ReleaseAll(_mme);
        }

        foreach (UeAssociatedLogicalS1Connection each in message.ResetType.Connections)
        {
            if (each.Enb is { } id && _enb.Find(id) is { } ue && ue.Mme == _mme)
            {
                _enb.Release(ue, packet.Tag);
            }
        }

        var acknowledge = new ResetAcknowledge { Connections = message.ResetType.Connections };
        _mme.SendCommon(acknowledge, packet.Size, S1apLabels.ResetAcknowledge, packet.Tag);
        return true;
    }

    // MME -> eNB  S1SetupResponse (§8.7.3.2)
    private bool SetUp(Packet packet, out DecodeError error)
    {
        if (!S1SetupResponse.TryDecode(packet.Octets, out S1SetupResponse message, out error))
        {
            return false;
        }

        _mme.SetUp(message);
        return true;
    }

    // MME -> eNB  S1SetupFailure (§8.7.3.3)
    private bool SetupFailed(Packet packet, out DecodeError error)
    {
        if (!S1SetupFailure.TryDecode(packet.Octets, out S1SetupFailure message, out error))
        {
            return false;
        }

        _mme.SetupFailed(message.TimeToWait);
        return true;
    }

    // what this eNB has nothing to do for
    private bool Ignore()
    {
        _enb.Refuse(EnbRefusal.Unexpected);
        return true;
    }

    /// <summary>
    /// The UE of a message by both identities; the MME's is learnt from its first message. Others are reported
    /// (TS 36.413 §10.6).
    /// </summary>
    private EnbUe? Find(MmeUeS1apId mmeId, EnbUeS1apId enbId, in MeasurementTag tag)
    {
        EnbUe? ue = _enb.Find(enbId);
        if (ue is null || ue.Mme != _mme)
        {
            ReportUnknown(mmeId, enbId, CauseRadioNetwork.UnknownEnbUeS1apId, tag);
            return null;
        }

        if (ue.MmeId is { } known && known != mmeId)
        {
            ReportUnknown(mmeId, enbId, CauseRadioNetwork.UnknownPairUeS1apId, tag);
            return null;
        }

        ue.MmeId = mmeId;
        return ue;
    }

    private void ReportUnknown(MmeUeS1apId mmeId, EnbUeS1apId? enbId, Cause cause, in MeasurementTag tag)
    {
        _enb.Refuse(EnbRefusal.UnknownUe);
        var error = new ErrorIndication { MmeUeS1apId = mmeId, EnbUeS1apId = enbId, Cause = cause };
        _mme.SendCommon(error, 0, S1apLabels.ErrorIndication, tag);
    }

    // §10: a PDU that cannot be read, or of a procedure that is not known here
    private void AnswerError(Packet packet, in DecodeError error)
    {
        _enb.Refuse(error.IsNone ? EnbRefusal.Unexpected : EnbRefusal.Malformed);
        ErrorReport report = ErrorReport.Of(packet.Octets, error);
        if (report is { Answer: ErrorAnswer.UnsuccessfulOutcome, MmeUeS1apId: { } mmeId, EnbUeS1apId: { } enbId })
        {
            // the only request of an MME that has one here (§8.3.1.3)
            var failure = new InitialContextSetupFailure(mmeId, enbId, report.Cause)
            {
                CriticalityDiagnostics = report.Diagnostics,
            };
            _mme.SendCommon(failure, packet.Size, S1apLabels.InitialContextSetupFailure, packet.Tag);
        }
        else if (report.Answer == ErrorAnswer.ErrorIndication)
        {
            _mme.SendCommon(report.ToErrorIndication(), packet.Size, S1apLabels.ErrorIndication, packet.Tag);
        }
    }

    private TransportLayerAddress OwnAddress() => TransportLayerAddress.OfIpv4(_enb.Node.Ip.Addresses[0].V4);

    // The label of what an S1AP message carries, as the UE's own protocol names it.
    private static MessageLabel CarriedBy(MessageLabel label) =>
        label.Unwrap(NasLabels.Protocol) ?? NasLabels.Unreadable;
}
