using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// A UE-associated logical S1 connection (TS 36.413 §3.1), and with it the NAS signalling connection of a UE: what is
/// sent over it, and which received NAS messages count (TS 24.301 §4.4).
/// </summary>
/// <param name="mme">The MME.</param>
/// <param name="enb">The eNB.</param>
/// <param name="id">Its identity at the MME.</param>
/// <param name="enbId">Its identity at the eNB.</param>
internal sealed class UeConnection(Mme mme, S1Connection enb, uint id, EnbUeS1apId enbId)
{
    private const int ProtectedOffset = 6; // of the message inside a protected one (TS 24.301 §9.1)
    private S1Arrival? _firstArrival; // messages of the UE that the processor has, in the order of their arrival
    private S1Arrival? _lastArrival;

    /// <summary>The eNB.</summary>
    public S1Connection Enb => enb;

    /// <summary>Its identity at the MME.</summary>
    public MmeUeS1apId Id => new(id);

    /// <summary>Its identity at the eNB.</summary>
    public EnbUeS1apId EnbId => enbId;

    /// <summary>The subscriber, once it has shown that it is the one.</summary>
    public UeContext? Context { get; set; }

    /// <summary>The security context in use; null if there is none.</summary>
    public NasSecurityContext? Security { get; private set; }

    /// <summary>The security context of a SECURITY MODE COMMAND that is not answered yet.</summary>
    public NasSecurityContext? Pending { get; set; }

    /// <summary>
    /// True once NAS messages are exchanged securely: then only protected ones count (TS 24.301 §4.4.2.3).
    /// </summary>
    public bool IsSecure { get; private set; }

    /// <summary>The procedure that runs, or null.</summary>
    public NasLink? Link { get; set; }

    /// <summary>The attach that runs, or null.</summary>
    public MmeAttach? Attach { get; set; }

    /// <summary>True if its first message was protected, whether or not it could be verified.</summary>
    public bool IsFirstProtected { get; private set; }

    /// <summary>True once UE CONTEXT RELEASE COMMAND is sent: nothing else follows.</summary>
    public bool IsReleasing { get; set; }

    /// <summary>True once INITIAL CONTEXT SETUP REQUEST is sent: the eNB has the UE's context.</summary>
    public bool HasRadioContext { get; set; }

    /// <summary>True once it is no longer in the table.</summary>
    public bool IsGone { get; set; }

    /// <summary>Neighbour among the connections of the eNB, which was made before.</summary>
    internal UeConnection? Earlier { get; set; }

    /// <summary>Neighbour among the connections of the eNB, which was made later.</summary>
    internal UeConnection? Later { get; set; }

    /// <summary>Header of a message that is sent now.</summary>
    public SecurityHeaderType Protection =>
        IsSecure ? SecurityHeaderType.IntegrityCiphered : SecurityHeaderType.Plain;

    /// <summary>From now on only messages protected with this context count (TS 24.301 §4.4.2.3).</summary>
    public void Secure(NasSecurityContext context)
    {
        Security = context;
        Pending = null;
        IsSecure = true;
    }

    /// <summary>The exchange of another connection goes on here.</summary>
    public void TakeOver(UeConnection other)
    {
        Security = other.Security;
        Pending = other.Pending;
        IsSecure = other.IsSecure;
        Link = other.Link;
        Attach = other.Attach;
        other.Link = null;
        other.Attach = null;
        Context = other.Context;
        other.Context = null;
        if (Context is not null)
        {
            Context.Connection = this;
        }
    }

    /// <summary>MME -> eNB  UEContextReleaseCommand (TS 36.413 §8.3.3): the UE is idle from now on.</summary>
    /// <param name="cause">Why.</param>
    /// <param name="tag">What is measured.</param>
    /// <param name="reason">How what runs for the UE ends by that.</param>
    public void Release(Cause cause, in MeasurementTag tag, MmeOutcome reason = MmeOutcome.ConnectionLost)
    {
        if (!IsReleasing && !IsGone)
        {
            Part(reason);
            IsReleasing = true;
            var command = new UeContextReleaseCommand(new UeS1apIds(Id, enbId), cause);
            enb.Send(command, S1apLabels.UeContextReleaseCommand, tag, this);
        }
    }

    /// <summary>MME -> UE  ATTACH REJECT, and the connection is released.</summary>
    public void Reject(in AttachReject reject, in MeasurementTag tag)
    {
        Send(DownlinkNas.Of(EmmMessageType.AttachReject, Protection, reject), tag);
        Release(CauseNas.Unspecified, tag);
    }

    /// <summary>The connection is a subscriber's from now on, and the only one.</summary>
    public void Attribute(UeContext context, in MeasurementTag tag)
    {
        if (Context is { } former && former != context)
        {
            former.Connection = null;
        }

        UeConnection? other = context.Connection;
        context.Connection = this;
        Context = context;
        if (other is not null && other != this)
        {
            other.Context = null;
            other.Release(CauseRadioNetwork.RadioConnectionWithUeLost, tag, MmeOutcome.Superseded);
        }
    }

    /// <summary>What runs over the connection is over, and its subscriber is idle.</summary>
    public void Part(MmeOutcome reason)
    {
        NasLink? link = Link;
        Link = null;
        Attach = null;
        if (Context is { } context)
        {
            context.Connection = context.Connection == this ? null : context.Connection;
            Context = null;
        }

        link?.Cancel(reason);
    }

    /// <summary>A message of the UE is with the processor, whose cores may overtake each other.</summary>
    public void Join(S1Arrival arrival)
    {
        arrival.Ue = this;
        arrival.Next = null;
        if (_lastArrival is null)
        {
            _firstArrival = arrival;
        }
        else
        {
            _lastArrival.Next = arrival;
        }

        _lastArrival = arrival;
    }

    /// <summary>Handles what is executed, in the order of arrival: NAS counts on it (TS 36.412 §7).</summary>
    public void HandleExecuted()
    {
        while (_firstArrival is { Executed: not null } arrival)
        {
            _firstArrival = arrival.Next;
            _lastArrival = _firstArrival is null ? null : _lastArrival;
            arrival.Ue = null;
            arrival.Next = null;
            arrival.Handle();
        }
    }

    /// <summary>What sending a message costs, beside the step of what led to it.</summary>
    public Work CostOf(in DownlinkNas message) => ContextOf(message.Security) is { } context
        ? mme.Costs.AndMessage(mme.Costs.Step, context, message.Security, message.SentSize)
        : mme.Costs.Step;

    /// <summary>MME -> eNB  DownlinkNASTransport [a NAS message].</summary>
    public void Send(in DownlinkNas message, in MeasurementTag tag)
    {
        if (!IsReleasing && !IsGone && TryProtect(message, out NasPdu nas))
        {
            var transport = new DownlinkNasTransport(Id, enbId, nas);
            enb.Send(transport, mme.Labels.DownlinkNasTransport.Of(message.Label), tag, this);
        }
    }

    /// <summary>A message as it is sent, protected as it says; it holds until the MME protects the next one.</summary>
    /// <returns>False if the NAS COUNT is used up (TS 24.301 §4.4.3.5).</returns>
    public bool TryProtect(in DownlinkNas message, out NasPdu nas)
    {
        nas = NasPdu.Lent(message.Plain);
        if (message.Security == SecurityHeaderType.Plain)
        {
            return true;
        }

        byte[] room = mme.ProtectedBuffer;
        bool isDone = ContextOf(message.Security)!.TryProtect(message.Security, message, room, out int size);
        nas = NasPdu.Lent(room.AsMemory(0, size));
        if (!isDone)
        {
            mme.Measures.Refused.Count(MmeRefusal.CountExhausted);
        }

        return isDone;
    }

    /// <summary>True for an ATTACH REQUEST that can be read before its MAC is checked.</summary>
    public static bool IsAttachRequest(ReadOnlySpan<byte> nas)
    {
        bool isProtected = !nas.IsEmpty && nas[0] >> 4 == (int)SecurityHeaderType.Integrity;
        ReadOnlySpan<byte> plain = isProtected && nas.Length > ProtectedOffset ? nas[ProtectedOffset..] : nas;
        return NasHeader.TryDecode(plain, out NasHeader header, out _)
            && header.Emm == EmmMessageType.AttachRequest;
    }

    /// <summary>What receiving a NAS message costs.</summary>
    public Work CostOfReceiving(ReadOnlySpan<byte> nas)
    {
        Work work = mme.Costs.Step;
        var type = (SecurityHeaderType)(nas.IsEmpty ? 0 : nas[0] >> 4);
        if (type != SecurityHeaderType.Plain)
        {
            return ReceivingContextOf(type) is { } context
                ? mme.Costs.AndMessage(work, context, type, nas.Length)
                : work;
        }

        bool isResponse = nas.Length > 1 && nas[1] == (byte)EmmMessageType.AuthenticationResponse;
        return isResponse && Link?.FollowUp is { } next
            ? mme.Costs.AndSecurityMode(work, next.Integrity, next.Octets)
            : work;
    }

    /// <summary>
    /// UE -> MME  the first NAS message of the connection: ATTACH REQUEST or DETACH REQUEST, plain, or protected with
    /// the context of the GUTI in it, but never ciphered (TS 24.301 §4.4.5).
    /// </summary>
    /// <returns>Why it is refused, or null.</returns>
    public MmeRefusal? ReceiveFirst(ReadOnlySpan<byte> nas, in MeasurementTag tag)
    {
        if (!NasHeader.TryDecode(nas, out NasHeader header, out _))
        {
            return MmeRefusal.UnreadableNas;
        }

        bool isProtected = header.Security == SecurityHeaderType.Integrity && nas.Length > ProtectedOffset;
        ReadOnlySpan<byte> plain = isProtected ? nas[ProtectedOffset..] : nas;
        IsFirstProtected = isProtected;
        if (!NasHeader.TryDecode(plain, out NasHeader inner, out _) || inner.Emm is not { } type)
        {
            return MmeRefusal.UnreadableNas;
        }

        switch (type)
        {
            case EmmMessageType.AttachRequest:
                return AttachRequest.TryDecode(plain, out AttachRequest attach, out _)
                    ? Attaching(attach, plain, FindSender(attach.Identity, attach.Ksi, nas, isProtected), tag)
                    : RejectUnreadable(tag);
            case EmmMessageType.DetachRequest:
                return DetachRequestFromUe.TryDecode(plain, out DetachRequestFromUe detach, out _)
                    ? MmeDetach.ByUe(mme, this, detach, FindSender(detach.Identity, detach.Ksi, nas, isProtected), tag)
                    : MmeRefusal.UnreadableNas;
            default:
                return MmeRefusal.UnexpectedNas;
        }
    }

    /// <summary>UE -> MME  a NAS message (TS 24.301 §4.4.4.3).</summary>
    /// <returns>Why it is refused, or null.</returns>
    public MmeRefusal? Receive(ReadOnlySpan<byte> nas, in MeasurementTag tag)
    {
        if (!NasHeader.TryDecode(nas, out NasHeader header, out _))
        {
            return MmeRefusal.UnreadableNas;
        }

        return header.Security != SecurityHeaderType.Plain ? ReceiveProtected(nas, header.Security, tag)
            : header.Emm is not { } type ? MmeRefusal.PlainNas
            : IsSecure || !PlainMessages.AreAccepted(Direction.Uplink, type) ? MmeRefusal.PlainNas
            : Handle(type, nas, isVerified: false, tag);
    }

    private static MmeRefusal RefusalOf(NasSecurityFault fault) => fault switch
    {
        NasSecurityFault.WrongMac => MmeRefusal.WrongMac,
        NasSecurityFault.Replayed => MmeRefusal.ReplayedNas,
        NasSecurityFault.CountExhausted => MmeRefusal.CountExhausted,
        NasSecurityFault.WrongHeaderType => MmeRefusal.WrongHeaderType,
        _ => MmeRefusal.UnreadableNas,
    };

    private NasSecurityContext? ContextOf(SecurityHeaderType type) => type switch
    {
        SecurityHeaderType.Plain => null,
        SecurityHeaderType.IntegrityNewContext => Pending,
        _ => Security,
    };

    private NasSecurityContext? ReceivingContextOf(SecurityHeaderType type) =>
        type == SecurityHeaderType.IntegrityCipheredNewContext ? Pending ?? Security : Security;

    private MmeRefusal? ReceiveProtected(ReadOnlySpan<byte> nas, SecurityHeaderType security, in MeasurementTag tag)
    {
        Span<byte> plain = mme.PlainBuffer;
        NasSecurityFault fault = NasSecurityFault.NotProtected;
        if (nas.Length > plain.Length)
        {
            return MmeRefusal.UnreadableNas;
        }

        NasSecurityContext? context = ReceivingContextOf(security);
        if (context is not null && context.TryUnprotect(nas, plain, out int size, out fault))
        {
            return NasHeader.TryDecode(plain[..size], out NasHeader inner, out _) && inner.Emm is { } type
                ? Handle(type, plain[..size], isVerified: true, tag)
                : MmeRefusal.UnreadableNas;
        }

        return TryReadUnverified(nas, fault, out EmmMessageType unverified)
            ? Handle(unverified, nas[ProtectedOffset..], isVerified: false, tag)
            : context is null ? MmeRefusal.NoSecurityContext
            : RefusalOf(fault);
    }

    // Before the secure exchange some messages count even if their MAC cannot be verified, because the UE may have a
    // context that the MME has lost (TS 24.301 §4.4.4.3); a ciphered one cannot be read.
    private bool TryReadUnverified(ReadOnlySpan<byte> nas, NasSecurityFault fault, out EmmMessageType type)
    {
        type = default;
        if (IsSecure || fault == NasSecurityFault.Replayed || nas.Length <= ProtectedOffset
            || !NasHeader.TryDecode(nas[ProtectedOffset..], out NasHeader inner, out _)
            || inner.Emm is not { } plain || !PlainMessages.AreAccepted(Direction.Uplink, plain))
        {
            return false;
        }

        type = plain;
        mme.Measures.Unverified.Add();
        return true;
    }

    private MmeRefusal? Handle(EmmMessageType type, ReadOnlySpan<byte> plain, bool isVerified, in MeasurementTag tag)
    {
        switch (type)
        {
            case EmmMessageType.AttachRequest:
                return AttachRequest.TryDecode(plain, out AttachRequest attach, out _)
                    ? Attaching(attach, plain, isVerified ? Context : null, tag)
                    : RejectUnreadable(tag);
            case EmmMessageType.DetachRequest:
                return DetachRequestFromUe.TryDecode(plain, out DetachRequestFromUe detach, out _)
                    ? MmeDetach.ByUe(mme, this, detach, isVerified ? Context : null, tag)
                    : MmeRefusal.UnreadableNas;
            case EmmMessageType.IdentityResponse:
                return Pass<IdentityResponse>(NasExpectation.IdentityResponse, plain, tag);
            case EmmMessageType.AuthenticationResponse:
                return Pass<AuthenticationResponse>(NasExpectation.AuthenticationResponse, plain, tag);
            case EmmMessageType.AuthenticationFailure:
                return Pass<AuthenticationFailure>(NasExpectation.AuthenticationFailure, plain, tag);
            case EmmMessageType.SecurityModeComplete:
                return Pass<SecurityModeComplete>(NasExpectation.SecurityModeComplete, plain, tag);
            case EmmMessageType.SecurityModeReject:
                return Pass<SecurityModeReject>(NasExpectation.SecurityModeReject, plain, tag);
            case EmmMessageType.AttachComplete:
                return Completing(plain, tag);
            case EmmMessageType.DetachAccept:
                return Pass<DetachAccept>(NasExpectation.DetachAccept, plain, tag);
            default:
                return MmeRefusal.UnexpectedNas;
        }
    }

    private MmeRefusal? Pass<T>(NasExpectation expected, ReadOnlySpan<byte> plain, in MeasurementTag tag)
        where T : struct, IWireMessage<T>, IEquatable<T>
    {
        if (Link is not { } link || !link.Expects(expected))
        {
            return MmeRefusal.UnexpectedNas;
        }

        if (!T.TryDecode(plain, out T message, out _))
        {
            return MmeRefusal.UnreadableNas;
        }

        link.Answer(expected, message, tag);
        return null;
    }

    // The UE is registered when ATTACH COMPLETE is here (§5.5.1.2.4), whatever the eNB says in the next message.
    private MmeRefusal? Completing(ReadOnlySpan<byte> plain, in MeasurementTag tag)
    {
        if (Link is not { } link || !link.Expects(NasExpectation.AttachComplete))
        {
            return MmeRefusal.UnexpectedNas;
        }

        if (!AttachComplete.TryDecode(plain, out AttachComplete complete, out _)
            || !MmeContextSetup.IsAccepted(complete))
        {
            return MmeRefusal.UnreadableNas;
        }

        Attach!.Complete();
        link.Answer(NasExpectation.AttachComplete, default(AttachComplete), tag); // what it said has been read
        return null;
    }

    // The subscriber that a first message shows to be from: by its GUTI, and by its MAC (TS 24.301 §4.4.4.3).
    private UeContext? FindSender(EpsMobileIdentity identity, KeySetId ksi, ReadOnlySpan<byte> nas, bool isProtected)
    {
        if (!isProtected)
        {
            return null;
        }

        NasSecurityFault fault = NasSecurityFault.None;
        UeContext? context = mme.Find(identity);
        if (context?.Security is { } security && security.Ksi == ksi
            && nas.Length <= mme.PlainBuffer.Length
            && security.TryUnprotect(nas, mme.PlainBuffer, out _, out fault))
        {
            Security = security;
            mme.Contexts.Keep(context, identity.Guti!.Value.MTmsi);
            return context;
        }

        mme.Measures.Refused.Count(
            context is null ? MmeRefusal.UnknownGuti
            : fault == NasSecurityFault.None ? MmeRefusal.NoSecurityContext
            : RefusalOf(fault));
        return null;
    }

    private MmeRefusal? Attaching(
        in AttachRequest request, ReadOnlySpan<byte> plain, UeContext? sender, in MeasurementTag tag)
    {
        mme.StartAttach(this, request, plain, sender, tag);
        return null;
    }

    // §5.5.1.2.7 b: a protocol error in the request
    private MmeRefusal RejectUnreadable(in MeasurementTag tag)
    {
        if (Link is null)
        {
            Reject(new AttachReject(EmmCause.InvalidMandatoryInformation), tag);
        }

        return MmeRefusal.UnreadableNas;
    }
}
