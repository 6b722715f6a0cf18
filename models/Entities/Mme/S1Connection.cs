using System;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// An eNB as the MME has it: the SCTP association, S1 SETUP, and the logical connections of its UEs (TS 36.413 §8).
/// </summary>
/// <param name="mme">The MME.</param>
/// <param name="association">The association.</param>
internal sealed class S1Connection(Mme mme, SctpAssociation association) : ISctpReceiver
{
    private UeConnection? _earliest;
    private UeConnection? _latest;

    /// <summary>The eNB, once it has set up S1.</summary>
    public GlobalEnbId? EnbId { get; private set; }

    /// <summary>True once the association is gone.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Reads the association until it ends.</summary>
    public async Process Read()
    {
        association.Receiver = this;
        while (true)
        {
            SctpIndication indication = await association.Receive();
            if (indication.IsMessage)
            {
                Arrive(indication.Payload, indication.Ppid);
            }
            else if (indication.Kind == SctpIndicationKind.Restart)
            {
                DropAll(); // the eNB has lost everything (RFC 9260 §5.2.4.1): it sets S1 up again
                EnbId = null;
            }
            else if (indication.IsEnded)
            {
                IsLost = true;
                DropAll();
                mme.Forget(this);
                return;
            }
        }
    }

    /// <inheritdoc/>
    void ISctpReceiver.Receive(in SctpIndication message) => Arrive(message.Payload!, message.Ppid);

    /// <summary>Ends the association: the eNB has come back on another.</summary>
    public void Abandon() => association.Abort();

    /// <summary>A message to the eNB about itself.</summary>
    public void Send<T>(in T message, MessageLabel label, in MeasurementTag tag)
        where T : struct, IWireMessage => Send(message, label, tag, S1apStreams.Common);

    /// <summary>A message to the eNB about a UE: its stream is never that of the others (TS 36.412 §7).</summary>
    public void Send<T>(in T message, MessageLabel label, in MeasurementTag tag, UeConnection ue)
        where T : struct, IWireMessage
    {
        Send(message, label, tag, S1apStreams.Of(ue.EnbId, association.OutboundStreams));
    }

    /// <summary>Adds a UE, after those that are there.</summary>
    public void Add(UeConnection ue)
    {
        ue.Earlier = _latest;
        if (_latest is null)
        {
            _earliest = ue;
        }
        else
        {
            _latest.Later = ue;
        }

        _latest = ue;
    }

    /// <summary>Takes a UE away.</summary>
    public void Remove(UeConnection ue)
    {
        _earliest = ue == _earliest ? ue.Later : _earliest;
        _latest = ue == _latest ? ue.Earlier : _latest;
        if (ue.Earlier is not null)
        {
            ue.Earlier.Later = ue.Later;
        }

        if (ue.Later is not null)
        {
            ue.Later.Earlier = ue.Earlier;
        }

        ue.Earlier = ue.Later = null;
    }

    /// <summary>Forgets the logical connections: their UEs are idle, and what ran for them is over.</summary>
    public void DropAll()
    {
        while (_earliest is { } ue)
        {
            mme.Drop(ue, MmeOutcome.ConnectionLost);
        }
    }

    /// <summary>Handles a message that the processor is done with.</summary>
    /// <returns>Why it is refused, or null.</returns>
    public MmeRefusal? Handle(S1Arrival arrival, Packet packet)
    {
        if (IsLost)
        {
            return MmeRefusal.AssociationLost;
        }

        if (!arrival.Error.IsNone)
        {
            return AnswerError(packet, arrival.Error);
        }

        if (EnbId is null && arrival.Message is not S1SetupRequest)
        {
            SendError(CauseProtocol.MessageNotCompatibleWithReceiverState, packet.Tag);
            return MmeRefusal.NotSetUp;
        }

        if (arrival.Notice is { } notice)
        {
            SendNotice(notice, packet.Tag);
        }

        return arrival.IsInitial ? ReceiveInitial(arrival, packet.Tag)
            : arrival.IsUplink ? ReceiveUplink(arrival, packet.Tag)
            : Dispatch(arrival, packet);
    }

    private void Arrive(Packet packet, uint ppid)
    {
        if (ppid != S1apConstants.PayloadProtocolId)
        {
            mme.Finish(packet, MmeRefusal.WrongPayloadProtocol);
            return;
        }

        S1Arrival arrival = mme.Rent();
        arrival.Read(this, packet);
        UeConnection? ue = arrival.IsInitial ? null : mme.Find(arrival.MmeUeId);
        arrival.Named = ue;
        MmeRefusal? refusal = TryRejectUnread(arrival, packet) ? MmeRefusal.Congestion
            : mme.Processor.Submit(CostOf(arrival, ue), arrival, packet) != ExecutionStatus.Done
                ? MmeRefusal.ProcessorFull
            : null;
        if (refusal is not null)
        {
            mme.Finish(packet, refusal);
            mme.Return(arrival);
        }
        else
        {
            ue?.Join(arrival);
        }
    }

    // TS 24.301 §5.3.9, §5.5.1.2.5: a new attach is answered without being processed
    private bool TryRejectUnread(S1Arrival arrival, Packet packet)
    {
        if (!mme.IsCongested || EnbId is null || !arrival.IsInitial || !arrival.Error.IsNone
            || !UeConnection.IsAttachRequest(arrival.Nas.Span) || mme.Connect(this, arrival.EnbUeId) is not { } ue)
        {
            return false;
        }

        ue.Reject(mme.CongestionReject, packet.Tag);
        return true;
    }

    private Work CostOf(S1Arrival arrival, UeConnection? ue) =>
        arrival.IsUplink && ue is not null ? ue.CostOfReceiving(arrival.Nas.Span)
        : arrival.IsInitial ? mme.CostOfFirst(arrival.Nas.Span)
        : mme.Costs.Step;

    private MmeRefusal? ReceiveInitial(S1Arrival arrival, in MeasurementTag tag)
    {
        if (mme.Connect(this, arrival.EnbUeId) is not { } ue)
        {
            return MmeRefusal.TooManyConnections;
        }

        MmeRefusal? refusal = ue.ReceiveFirst(arrival.Nas.Span, tag);
        if (refusal is not null)
        {
            ue.Release(CauseNas.Unspecified, tag);
        }

        return refusal;
    }

    private MmeRefusal? ReceiveUplink(S1Arrival arrival, in MeasurementTag tag) =>
        TryFind(arrival, tag, out UeConnection? ue)
            ? ue!.IsReleasing ? MmeRefusal.UnexpectedNas : ue.Receive(arrival.Nas.Span, tag)
            : MmeRefusal.UnknownUe;

    private MmeRefusal? Dispatch(S1Arrival arrival, Packet packet) =>
        (arrival.Header.Type, arrival.Header.Procedure) switch
        {
            (PduType.SuccessfulOutcome, ProcedureCode.InitialContextSetup) =>
                Tell(arrival, NasEventKind.ContextSetup, packet.Tag),
            (PduType.UnsuccessfulOutcome, ProcedureCode.InitialContextSetup) =>
                Tell(arrival, NasEventKind.ContextSetupFailed, packet.Tag),
            (PduType.InitiatingMessage, ProcedureCode.UeContextReleaseRequest) => ReceiveRequest(arrival, packet.Tag),
            (PduType.SuccessfulOutcome, ProcedureCode.UeContextRelease) => ReceiveComplete(arrival),
            (PduType.InitiatingMessage, ProcedureCode.NasNonDeliveryIndication) =>
                ReceiveUndelivered(arrival, packet.Tag),
            _ => Dispatch(arrival.Message, packet),
        };

    private MmeRefusal? Dispatch(object? message, Packet packet) => message switch
    {
        S1SetupRequest request => Receive(request, packet.Tag),
        Reset reset => Receive(reset, packet.Tag),
        ResetAcknowledge => null,
        ErrorIndication indication => Receive(indication),
        _ => ReceiveOther(packet),
    };

    // eNB -> MME  S1SetupRequest;  MME -> eNB  S1SetupResponse or S1SetupFailure (§8.7.3)
    private MmeRefusal? Receive(in S1SetupRequest request, in MeasurementTag tag)
    {
        DropAll(); // §8.7.3.1: it erases what there was, as a reset does
        if (mme.RefuseSetup(request) is { } cause)
        {
            EnbId = null;
            Send(Failure(cause), S1apLabels.S1SetupFailure, tag);
            return MmeRefusal.SetupRefused;
        }

        EnbId = request.GlobalEnbId;
        Send(mme.SetupResponse(request), S1apLabels.S1SetupResponse, tag);
        if (mme.Register(this, request.GlobalEnbId))
        {
            // §8.7.1: its UE associations of before are lost here
            Send(new Reset(CauseTransport.Unspecified, default), S1apLabels.Reset, tag);
        }

        return null;
    }

    private S1SetupFailure Failure(Cause cause) => new(cause) { TimeToWait = mme.Options.SetupTimeToWait };

    private MmeRefusal? Tell(S1Arrival arrival, NasEventKind kind, in MeasurementTag tag)
    {
        if (!TryFind(arrival, tag, out UeConnection? ue))
        {
            return MmeRefusal.UnknownUe;
        }

        if (ue!.Attach is not { } attach || !attach.Link.TryTell(kind, tag))
        {
            return MmeRefusal.UnexpectedS1ap;
        }

        attach.IsSetUp = kind == NasEventKind.ContextSetup;
        return null;
    }

    // eNB -> MME  UEContextReleaseRequest;  MME -> eNB  UEContextReleaseCommand (§8.3.2)
    private MmeRefusal? ReceiveRequest(S1Arrival arrival, in MeasurementTag tag)
    {
        if (!TryFind(arrival, tag, out UeConnection? ue))
        {
            return MmeRefusal.UnknownUe;
        }

        ue!.Release(arrival.Cause, tag);
        return null;
    }

    private MmeRefusal? ReceiveComplete(S1Arrival arrival)
    {
        if (mme.Find(arrival.MmeUeId) is not { } ue || ue.Enb != this || ue.EnbId != arrival.EnbUeId)
        {
            return MmeRefusal.UnknownUe; // an answer is not answered (§10.6)
        }

        if (!ue.IsReleasing)
        {
            return MmeRefusal.UnexpectedS1ap;
        }

        mme.Drop(ue, MmeOutcome.ConnectionLost);
        return null;
    }

    // eNB -> MME  Reset;  MME -> eNB  ResetAcknowledge (§8.7.1)
    private MmeRefusal? Receive(in Reset reset, in MeasurementTag tag)
    {
        if (reset.ResetType.IsAll)
        {
            DropAll();
        }

        foreach (UeAssociatedLogicalS1Connection each in reset.ResetType.Connections)
        {
            if (FindReset(each) is { } ue)
            {
                mme.Drop(ue, MmeOutcome.ConnectionLost);
            }
        }

        var acknowledge = new ResetAcknowledge { Connections = reset.ResetType.Connections };
        Send(acknowledge, S1apLabels.ResetAcknowledge, tag);
        return null;
    }

    // by one identity or both (§8.7.1.2.2); what is unknown is acknowledged all the same
    private UeConnection? FindReset(UeAssociatedLogicalS1Connection named)
    {
        if (named.Mme is { } mmeId)
        {
            bool isOurs = mme.Find(mmeId) is { } found && found.Enb == this
                && (named.Enb is null || named.Enb == found.EnbId);
            return isOurs ? mme.Find(mmeId) : null;
        }

        UeConnection? ue = _earliest;
        while (ue is not null && ue.EnbId != named.Enb)
        {
            ue = ue.Later;
        }

        return ue;
    }

    // §8.7.2, §10.6: where the eNB does not know the UE, its connection is released locally
    private MmeRefusal? Receive(in ErrorIndication indication)
    {
        mme.Measures.ErrorIndications.Add();
        bool isUnknown = indication.Cause is { Group: CauseGroup.RadioNetwork } cause
            && (CauseRadioNetwork)cause.Value is CauseRadioNetwork.UnknownMmeUeS1apId
                or CauseRadioNetwork.UnknownEnbUeS1apId or CauseRadioNetwork.UnknownPairUeS1apId;
        if (isUnknown && indication.MmeUeS1apId is { } id && mme.Find(id) is { } ue && ue.Enb == this)
        {
            mme.Drop(ue, MmeOutcome.ConnectionLost);
        }

        return null;
    }

    private MmeRefusal? ReceiveUndelivered(S1Arrival arrival, in MeasurementTag tag)
    {
        mme.Measures.Undelivered.Add();
        return TryFind(arrival, tag, out _)
            ? null // the timer of the procedure sends the message again
            : MmeRefusal.UnknownUe;
    }

    private MmeRefusal? ReceiveOther(Packet packet)
    {
        bool isHeader = S1apHeader.TryRead(packet.Octets, out S1apHeader header, out _);
        bool isKnown = isHeader && Enum.IsDefined(header.Procedure);
        if (isKnown && S1apPdu.TryDecode(packet.Octets, out _, out _))
        {
            SendError(CauseProtocol.MessageNotCompatibleWithReceiverState, packet.Tag); // §10.4
            return MmeRefusal.UnexpectedS1ap;
        }

        AnswerError(packet, DecodeError.None);
        return isHeader && !isKnown ? MmeRefusal.UnknownProcedure : MmeRefusal.UnreadableS1ap;
    }

    private bool TryFind(S1Arrival arrival, in MeasurementTag tag, out UeConnection? ue)
    {
        ue = arrival.Named is { IsGone: false } known ? known : mme.Find(arrival.MmeUeId);
        bool isOurs = ue is not null && ue.Enb == this;
        if (isOurs && ue!.EnbId == arrival.EnbUeId)
        {
            return true;
        }

        var indication = new ErrorIndication
        {
            MmeUeS1apId = arrival.MmeUeId,
            EnbUeS1apId = arrival.EnbUeId,
            Cause = isOurs ? CauseRadioNetwork.UnknownPairUeS1apId : CauseRadioNetwork.UnknownMmeUeS1apId,
        };
        Send(indication, S1apLabels.ErrorIndication, tag);
        return false;
    }

    /// <summary>Answers a PDU that no message reads as §10 asks for.</summary>
    private MmeRefusal AnswerError(Packet packet, DecodeError error)
    {
        ErrorReport report = ErrorReport.Of(packet.Octets, error);
        switch (report.Answer)
        {
            case ErrorAnswer.UnsuccessfulOutcome when report.Diagnostics?.Procedure == ProcedureCode.S1Setup:
                S1SetupFailure failure = Failure(report.Cause) with { CriticalityDiagnostics = report.Diagnostics };
                Send(failure, S1apLabels.S1SetupFailure, packet.Tag);
                break;
            case ErrorAnswer.UnsuccessfulOutcome or ErrorAnswer.ErrorIndication:
                Send(report.ToErrorIndication(), S1apLabels.ErrorIndication, packet.Tag);
                break;
            case ErrorAnswer.LocalHandling when report.MmeUeS1apId is { } id && mme.Find(id) is { } ue:
                ue.Link?.TryTell(NasEventKind.ContextSetupFailed, packet.Tag);
                break;
            default:
                break;
        }

        return MmeRefusal.UnreadableS1ap;
    }

    private void SendNotice(CriticalityDiagnostics diagnostics, in MeasurementTag tag)
    {
        var indication = new ErrorIndication
        {
            Cause = CauseProtocol.AbstractSyntaxErrorIgnoreAndNotify,
            CriticalityDiagnostics = diagnostics,
        };
        Send(indication, S1apLabels.ErrorIndication, tag);
    }

    private void SendError(Cause cause, in MeasurementTag tag) =>
        Send(new ErrorIndication { Cause = cause }, S1apLabels.ErrorIndication, tag);

    private void Send<T>(in T message, MessageLabel label, in MeasurementTag tag, ushort stream)
        where T : struct, IWireMessage
    {
        Span<byte> buffer = mme.SendBuffer;
        int size = message.Encode(buffer);
        SctpSendOutcome outcome =
            association.Send(stream, S1apConstants.PayloadProtocolId, buffer[..size], label, tag);
        if (outcome != SctpSendOutcome.Queued)
        {
            mme.Measures.Refused.Count(MmeRefusal.NotSent);
        }
    }
}
