using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The end of an attach: ATTACH ACCEPT inside INITIAL CONTEXT SETUP REQUEST (TS 24.301 §5.5.1.2.4, TS 36.413 §8.3.1).
/// </summary>
internal static class MmeContextSetup
{
    private const int DefaultBearer = 5; // first EPS bearer identity (TS 24.007 §11.2.3.1.5)
    private const NasExpectation Answers = NasExpectation.AttachComplete | NasExpectation.ContextSetup;

    /// <summary>
    /// Runs until the UE has completed the attach and the eNB has its context, or one of them will not.
    /// </summary>
    /// <param name="mme">The MME.</param>
    /// <param name="attach">The attach, whose subscriber has shown who it is.</param>
    /// <param name="isAnswer">True if an answer of the HSS led here, which is charged for with it.</param>
    /// <param name="tag">What is measured.</param>
    public static async Process<AttachStep> Run(Mme mme, MmeAttach attach, bool isAnswer, MeasurementTag tag)
    {
        UeContext context = attach.Context!;
        NasLink link = attach.Link;
        if (RefuseBearer(mme, attach, out PdnConnectivityRequest bearer) is { } esmCause)
        {
            return RejectBearer(attach, esmCause, tag);
        }

        DownlinkNas accept = Accept(mme, attach, bearer);
        Work work = isAnswer ? mme.Costs.Step : default;
        work = mme.Costs.AndMessage(
            mme.Costs.AndKey(work), context.Security!, accept.Security, accept.SentSize); // KeNB and the MAC
        Execution execution = await mme.Processor.Execute(work, tag);
        if (!mme.IsExecuted(execution) || link.IsCancelled)
        {
            return new(MmeOutcome.Congestion, execution.Tag, mme.CongestionReject);
        }

        // MME -> eNB  InitialContextSetupRequest [ATTACH ACCEPT]
        link.Expect(Answers);
        Send(mme, attach, accept, execution.Tag);
        return await Finish(mme, attach, accept, execution.Tag);
    }

    // eNB -> MME  InitialContextSetupResponse, and UE -> MME  ATTACH COMPLETE, in any order
    private static async Process<AttachStep> Finish(
        Mme mme, MmeAttach attach, DownlinkNas accept, MeasurementTag tag)
    {
        NasLink link = attach.Link;
        SimTime deadline = mme.Node.Simulation.Now + mme.Options.T3450;
        int expiries = 0;
        while (!attach.IsSetUp || !attach.IsComplete)
        {
            SimTime left = SimTime.Latest(deadline - mme.Node.Simulation.Now, SimTime.Zero);
            NasEvent each = link.Told(await link.Receive(left));
            switch (each.Kind)
            {
                case NasEventKind.ContextSetup or NasEventKind.Message:
                    break;
                case NasEventKind.ContextSetupFailed:
                    return new(MmeOutcome.ContextSetupFailed, each.Tag);
                case NasEventKind.Repeated: // §5.5.1.2.7 d: T3450 starts anew, and no expiry is counted
                    attach.IsSetUp &= link.Connection.HasRadioContext;
                    link.Expect(attach.IsSetUp ? NasExpectation.AttachComplete : Answers);
                    Send(mme, attach, accept, each.Tag);
                    deadline = mme.Node.Simulation.Now + mme.Options.T3450;
                    break;
                case NasEventKind.Expired when expiries < mme.Options.RetransmissionMax && !attach.IsComplete:
                    expiries++; // §5.5.1.2.7 c
                    await link.Retransmit(accept, MmeTimer.T3450, tag);
                    deadline = mme.Node.Simulation.Now + mme.Options.T3450;
                    break;
                case NasEventKind.Expired:
                    return new(attach.IsComplete ? MmeOutcome.ContextSetupFailed : MmeOutcome.NoComplete, tag);
                case NasEventKind.Cancelled when attach.IsSetUp && attach.IsComplete:
                    break; // both are here; what came at the same instant came after them
                default:
                    return new(link.CancelReason, tag);
            }
        }

        return new(MmeOutcome.Success, tag);
    }

    /// <summary>True if the UE has accepted the default bearer.</summary>
    public static bool IsAccepted(in AttachComplete complete) =>
        ActivateDefaultBearerAccept.TryDecode(
            complete.EsmContainer.Span, out ActivateDefaultBearerAccept accept, out _)
        && accept.Bearer.Value == DefaultBearer;

    // §6.5.1.4: the only bearer here is one of IPv4
    private static EsmCause? RefuseBearer(Mme mme, MmeAttach attach, out PdnConnectivityRequest bearer)
    {
        if (!PdnConnectivityRequest.TryDecode(attach.Request.EsmContainer.Span, out bearer, out _))
        {
            return EsmCause.InvalidMandatoryInformation;
        }

        if (bearer.PdnType is not (PdnType.Ipv4 or PdnType.Ipv4v6))
        {
            return EsmCause.PdnTypeIpv4OnlyAllowed;
        }

        attach.Context!.Address = mme.TakeAddress();
        return attach.Context.Address == 0 ? EsmCause.InsufficientResources : null;
    }

    // MME -> UE  ATTACH REJECT [PDN CONNECTIVITY REJECT] (§5.5.1.2.5)
    private static AttachStep RejectBearer(MmeAttach attach, EsmCause cause, in MeasurementTag tag)
    {
        const int TransactionOffset = 1; // of an ESM message (TS 24.007 §11.2.3.1a)
        Octets container = attach.Request.EsmContainer;
        byte transaction = container.Size > TransactionOffset ? container.Span[TransactionOffset] : (byte)0;
        var reject = new AttachReject(EmmCause.EsmFailure, Octets.Of(new PdnConnectivityReject(transaction, cause)));
        return new(MmeOutcome.EsmFailure, tag, reject);
    }

    private static DownlinkNas Accept(Mme mme, MmeAttach attach, in PdnConnectivityRequest bearer)
    {
        MmeOptions options = mme.Options;
        UeContext context = attach.Context!;
        uint mTmsi = mme.DrawMTmsi();
        mme.Contexts.Assign(context, mTmsi);
        var activate = new ActivateDefaultBearerRequest(
            new EpsBearerId(DefaultBearer),
            bearer.Transaction,
            new EpsQos(options.Qci),
            options.AccessPointName,
            PdnAddress.OfIpv4(context.Address),
            bearer.PdnType == PdnType.Ipv4v6 ? EsmCause.PdnTypeIpv4OnlyAllowed : null);
        var accept = new AttachAccept(
            EpsAttachResult.EpsOnly,
            mme.T3412,
            mme.TaiList,
            Octets.Of(activate),
            new Guti(options.Plmn, options.GroupId, options.Code, mTmsi),
            attach.Request.Type == EpsAttachType.Combined ? EmmCause.CsDomainNotAvailable : null); // §5.5.1.3.4.3
        return attach.Link.Compose(EmmMessageType.AttachAccept, SecurityHeaderType.IntegrityCiphered, accept);
    }

    private static void Send(Mme mme, MmeAttach attach, in DownlinkNas accept, in MeasurementTag tag)
    {
        UeConnection connection = attach.Link.Connection;
        if (connection.HasRadioContext)
        {
            connection.Send(accept, tag);
        }
        else if (!connection.IsGone && !connection.IsReleasing && connection.TryProtect(accept, out NasPdu nas))
        {
            connection.HasRadioContext = true;
            connection.Enb.Send(
                Request(mme, attach.Context!, connection, nas, attach.Request.Capability),
                mme.Labels.InitialContextSetupRequest.Of(accept.Label),
                tag,
                connection);
        }
    }

    private static InitialContextSetupRequest Request(
        Mme mme, UeContext context, UeConnection connection, NasPdu accept, UeNetworkCapability capability)
    {
        MmeOptions options = mme.Options;
        Ambr rates = context.Subscription ?? options.Ambr;
        uint uplinkCount = context.Security!.LastReceived!.Value.Value;
        Key256 kenb = EpsKeys.Kenb(context.Kasme, uplinkCount); // TS 33.401 §7.2.6.2
        var priority = new AllocationRetentionPriority(options.PriorityLevel, MayPreempt: false, IsPreemptable: true);
        var bearer = new ErabToBeSetup(
            new ErabId(DefaultBearer),
            new ErabLevelQosParameters(options.Qci, priority, null),
            TransportLayerAddress.OfIpv4(options.ServingGateway.V4),
            new GtpTeid(connection.Id.Value), // ours: there is no S-GW that would number its tunnels
            accept);
        return new(
            connection.Id,
            connection.EnbId,
            new UeAggregateMaximumBitRate(rates.Downlink, rates.Uplink),
            new ErabList<ErabToBeSetup>(bearer),
            new UeSecurityCapabilities(WithoutNull(capability.Ciphering), WithoutNull(capability.Integrity)),
            new SecurityKey(kenb.High, kenb.Low));
    }

    // S1AP lists the algorithms from number 1 on, in sixteen bits (TS 36.413 §9.2.1.40)
    private static ushort WithoutNull(byte algorithms) => (ushort)((algorithms & 0x7F) << 9);
}
