using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>How a part of an attach ended.</summary>
/// <param name="Outcome">Success: the attach goes on, or is done.</param>
/// <param name="Tag">Tag of the message that ended it.</param>
/// <param name="Reject">ATTACH REJECT that the UE is sent, if it is sent one.</param>
/// <param name="Cause">Cause of the release of the connection otherwise.</param>
internal readonly record struct AttachStep(
    MmeOutcome Outcome, MeasurementTag Tag, AttachReject? Reject = null, CauseNas Cause = CauseNas.Unspecified)
{
    /// <summary>True if the attach goes on.</summary>
    public bool IsDone => Outcome == MmeOutcome.Success;
}

/// <summary>
/// EPS attach, network side (TS 24.301 §5.5.1.2, TS 23.401 §5.3.2.1): one after the other, since an MME uses what an
/// attach needs again for the next one.
/// </summary>
/// <param name="mme">The MME.</param>
internal sealed class MmeAttach(Mme mme)
{
    private AttachRequest _request;
    private byte[] _plain = [];
    private int _plainSize;
    private UeContext? _sender;

    /// <summary>The exchange with the UE.</summary>
    public NasLink Link { get; } = new(mme);

    /// <summary>Who the UE says it is.</summary>
    public AttachKey Key => AttachKey.Of(_request.Identity);

    /// <summary>ATTACH REQUEST.</summary>
    public AttachRequest Request => _request;

    /// <summary>The subscriber, once it has shown that it is the one.</summary>
    public UeContext? Context { get; private set; }

    /// <summary>True once the HSS has this MME as the subscriber's.</summary>
    public bool HasUpdatedLocation { get; private set; }

    /// <summary>True once the eNB has the UE's context.</summary>
    public bool IsSetUp { get; set; }

    /// <summary>True once the UE has completed the attach.</summary>
    public bool IsComplete { get; private set; }

    private ReadOnlySpan<byte> Plain => _plain.AsSpan(0, _plainSize);

    /// <summary>An attach is about to run; the one before has ended.</summary>
    /// <param name="connection">The UE.</param>
    /// <param name="request">ATTACH REQUEST.</param>
    /// <param name="plain">Its octets without protection.</param>
    /// <param name="sender">The subscriber that it was verified to be from; otherwise null.</param>
    public void Begin(
        UeConnection connection, in AttachRequest request, ReadOnlySpan<byte> plain, UeContext? sender)
    {
        Link.Open(connection);
        _request = request;
        _plain = _plain.Length < plain.Length ? new byte[plain.Length] : _plain;
        _plainSize = plain.Length;
        plain.CopyTo(_plain);
        _sender = sender;
        Context = null;
        HasUpdatedLocation = false;
        IsSetUp = false;
        IsComplete = false;
    }

    /// <summary>UE -> MME  ATTACH COMPLETE: the UE is registered, and its new GUTI the only one (§5.5.1.2.4).</summary>
    public void Complete()
    {
        IsComplete = true;
        Context!.IsRegistered = true;
        mme.Contexts.Confirm(Context);
    }

    /// <summary>True if this is the same request once more: no information element differs (§5.5.1.2.7 d, e).</summary>
    public bool IsRepeatedBy(ReadOnlySpan<byte> plain) => !Link.IsCancelled && Plain.SequenceEqual(plain);

    /// <summary>The same request has come once more: on the same connection the attach just goes on, unless ATTACH
    /// ACCEPT is out, which is sent again; on another one it goes on there with its last message.</summary>
    public void Repeat(UeConnection connection, in MeasurementTag tag)
    {
        UeConnection former = Link.Connection;
        if (former != connection)
        {
            Link.MoveTo(connection);
            former.Release(CauseRadioNetwork.RadioConnectionWithUeLost, tag);
            Link.SendAgain(tag);
        }

        Link.TryTell(NasEventKind.Repeated, tag);
    }

    /// <summary>Runs the attach to its end.</summary>
    /// <param name="tag">Tag of ATTACH REQUEST.</param>
    public async Process Run(MeasurementTag tag)
    {
        Finish(await Attach(tag));
        mme.Return(this);
    }

    private void Finish(AttachStep end)
    {
        if (Link.IsCancelled && !end.IsDone)
        {
            end = new(Link.CancelReason, end.Tag);
        }

        UeConnection connection = Link.Connection;
        mme.Ended(this, end.Outcome);
        if (Context?.Owner == this)
        {
            LeaveContext(Context, end.Outcome);
        }

        if (Link.IsCancelled || end.IsDone)
        {
            return;
        }

        if (end.Reject is { } reject)
        {
            connection.Reject(reject, end.Tag);
        }
        else
        {
            connection.Release(end.Cause, end.Tag);
        }
    }

    private async Process<AttachStep> Attach(MeasurementTag tag)
    {
        if (NotSupported() is { } cause)
        {
            return new(MmeOutcome.NotSupported, tag, new AttachReject(cause)); // §5.5.1.2.5
        }

        AttachStep step = IsAuthenticationSpared() ? UseStoredContext(tag) : await MakeContext(tag);
        if (!step.IsDone)
        {
            return step;
        }

        // §5.3.2.1 step 8 of TS 23.401: not if the subscription is there and the UE came with our GUTI
        bool isLocationKnown = _sender is not null && _sender == Context && _sender.Subscription is not null;
        HasUpdatedLocation = isLocationKnown;
        step = isLocationKnown ? step : await UpdateLocation(step.Tag);
        return step.IsDone
            ? await MmeContextSetup.Run(mme, this, isAnswer: !isLocationKnown, step.Tag)
            : step;
    }

    private EmmCause? NotSupported() =>
        _request.Type is not (EpsAttachType.Eps or EpsAttachType.Combined) ? EmmCause.ImeiNotAccepted // emergency
        : _request.Identity.Type == EpsMobileIdentityType.Imei ? EmmCause.ImeiNotAccepted
        : null;

    private bool IsAuthenticationSpared() =>
        mme.Options.TrustsStoredContext && _sender is not null && _sender.Capability == _request.Capability;

    private AttachStep UseStoredContext(in MeasurementTag tag) =>
        TakeIntoUse(mme.Claim(_sender!.Imsi), _sender.Security!, tag);

    private async Process<AttachStep> MakeContext(MeasurementTag tag)
    {
        bool isGuti = _request.Identity.Guti is not null;
        Imsi? known = _request.Identity.Imsi ?? _sender?.Imsi ?? ImsiOfPlainGuti();
        KeySetId ksi = NextKeySet(_request.Ksi);
        (NasAlgorithms Algorithms, bool IsCommon) choice = NasAlgorithms.Choose(mme.Options, _request.Capability);
        if (!choice.IsCommon)
        {
            var mismatch = new AttachReject(EmmCause.UeSecurityCapabilitiesMismatch);
            return new(MmeOutcome.SecurityModeRejected, tag, mismatch);
        }

        Authenticated authenticated = await MmeAuthentication.Run(
            mme, Link, known, isGuti, ksi, MmeSecurityMode.CostOf(Command(choice.Algorithms, ksi)), tag);
        if (!authenticated.Step.IsDone)
        {
            return authenticated.Step;
        }

        // what the wait does not need is not kept over it
        (Imsi imsi, Key256 kasme) = (authenticated.Imsi, authenticated.Kasme);
        var made = NasSecurityContext.FromKasme(
            kasme, ksi, Direction.Downlink, choice.Algorithms.Integrity, choice.Algorithms.Ciphering);
        AttachStep step = await MmeSecurityMode.Run(
            Link, made, Command(choice.Algorithms, ksi), authenticated.Step.Tag);
        return step.IsDone ? StoreContext(imsi, kasme, made, step.Tag) : step;
    }

    private SecurityModeCommand Command(NasAlgorithms algorithms, KeySetId ksi) =>
        MmeSecurityMode.Command(mme.Options, algorithms, ksi, _request.Capability);

    // A plain request says nothing but the GUTI, and its mapping may be wrong; a protected one that cannot be verified
    // shows that it is, so that the UE is asked (§5.4.4.1).
    private Imsi? ImsiOfPlainGuti() =>
        Link.Connection.IsFirstProtected ? null : mme.Find(_request.Identity)?.Imsi;

    private AttachStep StoreContext(Imsi imsi, Key256 kasme, NasSecurityContext made, in MeasurementTag tag)
    {
        UeContext? context = mme.Claim(imsi);
        if (context is not null)
        {
            context.Kasme = kasme;
            context.Security = made;
            context.Capability = _request.Capability;
        }

        return TakeIntoUse(context, made, tag);
    }

    private AttachStep TakeIntoUse(UeContext? context, NasSecurityContext security, in MeasurementTag tag)
    {
        Link.Connection.Secure(security);
        if (context is null)
        {
            mme.Measures.Refused.Count(MmeRefusal.TooManyContexts);
            return new(MmeOutcome.Congestion, tag, mme.CongestionReject);
        }

        Context = context;
        context.Owner = this;
        Link.Connection.Attribute(context, tag);
        return new(MmeOutcome.Success, tag);
    }

    // MME -> HSS  Update-Location-Request;  HSS -> MME  Answer (TS 29.272 §5.2.1.1)
    private async Process<AttachStep> UpdateLocation(MeasurementTag tag)
    {
        LocationAnswer answer = await mme.Hss.UpdateLocation(Context!.Imsi, tag);
        if (answer.Status != S6aStatus.Success)
        {
            return await Refuse(answer.Status, answer.Tag);
        }

        HasUpdatedLocation = true;
        if (!Link.IsCancelled)
        {
            Context.Subscription = answer.Subscription?.Ambr ?? mme.Options.Ambr;
        }

        return new(Link.IsCancelled ? Link.CancelReason : MmeOutcome.Success, answer.Tag);
    }

    private async Process<AttachStep> Refuse(S6aStatus status, MeasurementTag tag)
    {
        Execution execution = await mme.Processor.Execute(mme.Costs.Step, tag);
        status = mme.IsExecuted(execution) ? status : S6aStatus.TooBusy; // here, not there
        return S6aCauses.StepOf(status, mme, execution.Tag);
    }

    private void LeaveContext(UeContext context, MmeOutcome outcome)
    {
        context.Owner = null;
        if (outcome == MmeOutcome.RefusedByHss)
        {
            mme.Forget(context);
        }
        else if (!context.IsRegistered)
        {
            mme.Abandon(context); // §5.5.1.2.7 a, c: both GUTIs stay valid
        }
    }

    // another name than that of the keys which the UE has now (§5.4.2.4)
    private static KeySetId NextKeySet(KeySetId current)
    {
        const int NativeCount = 7; // 0 to 6; 7 is no key
        return current.IsNoKey || current.IsMapped ? new(0) : new((current.Value + 1) % NativeCount);
    }
}

/// <summary>Who a UE says it is, to look up by: an identity in few octets.</summary>
/// <param name="Network">Of a GUTI its network and MME; of an IMSI the number of its digits; of others zero.</param>
/// <param name="Value">M-TMSI, IMSI or IMEI.</param>
internal readonly record struct AttachKey(ulong Network, ulong Value)
{
    private const int DigitShift = 56, PlmnShift = 24, GroupShift = 8; // no two kinds of identity share a key

    /// <summary>The key of an identity.</summary>
    public static AttachKey Of(in EpsMobileIdentity identity)
    {
        if (identity.Guti is { } guti)
        {
            ulong mme = ((ulong)guti.MmeGroup << GroupShift) | guti.MmeCode;
            return new(((ulong)guti.Plmn.Value << PlmnShift) | mme, guti.MTmsi);
        }

        return identity.Imsi is { } imsi
            ? new((ulong)imsi.DigitCount << DigitShift, imsi.Value)
            : new(ulong.MaxValue, identity.Imei?.Value ?? 0);
    }
}
