using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Attach for EPS services, the UE's side (TS 24.301 §5.5.1.2): one after the other.</summary>
internal sealed class UeAttach(NasPort port)
{
    private const byte Transaction = 1;               // ours: one PDN connection is asked for at a time (TS 24.007)
    private const int ConsecutiveFailureMax = 3;      // §5.4.2.7: three challenges in a row that fail

    private static readonly Octets PdnRequest = Octets.Of(new PdnConnectivityRequest(Transaction, PdnType.Ipv4));

    private SimTime _deadline;
    private int _failureCount;
    private string _failure = AttachOutcome.NoAnswer; // what an attempt without an answer ends with

    private enum Next
    {
        End,
        Retry,
        BackOff,
    }

    private Ue Ue => port.Ue;

    public async Process<string> Run()
    {
        MeasurementTag tag = port.Tag;
        int attempt = 1, backOff = 0;
        while (true)
        {
            port.Tag = tag;
            AttemptEnd end = await Attempt();
            switch (end.Next)
            {
                case Next.Retry when attempt < Ue.Options.AttemptMax: // §5.5.1.2.6: T3411, then again
                    attempt++;
                    await port.Pause(Ue.Options.T3411);
                    break;
                case Next.Retry: // §5.5.1.2.6: the attempts are used up
                    Ue.ForgetRegistration();
                    Ue.Bar(Ue.Options.T3402);
                    return end.Outcome;
                case Next.BackOff when backOff < Ue.Options.BackOffMax: // §5.5.1.2.5, #22: the counter starts anew
                    attempt = 1;
                    backOff++;
                    Ue.Measures.Events.Count(UeEvent.BackedOff);
                    await port.Pause(end.Pause);
                    break;
                default:
                    return end.Outcome;
            }
        }
    }

    /// <summary>True for causes that delete identity and context (§5.5.1.2.5).</summary>
    public static bool IsFinal(EmmCause cause) => cause is EmmCause.IllegalUe or EmmCause.IllegalMe
        or EmmCause.EpsServicesNotAllowed or EmmCause.EpsAndNonEpsServicesNotAllowed or EmmCause.PlmnNotAllowed
        or EmmCause.TrackingAreaNotAllowed or EmmCause.RoamingNotAllowed or EmmCause.EpsServicesNotAllowedInPlmn
        or EmmCause.NoSuitableCells;

    /// <summary>MME -> UE  ATTACH ACCEPT, which came before: the UE completes it again (§5.5.1.2.7 c).</summary>
    public async Process Repeat(NasMessage message)
    {
        if (!TryRead(message, out Guti? guti, out EpsBearerId bearer))
        {
            port.Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation);
            await port.Complete();
            return;
        }

        AnswerAccept(bearer);
        if (await port.Complete())
        {
            Ue.Measures.Events.Count(UeEvent.AttachAcceptRepeated);
            Ue.Guti = guti ?? Ue.Guti;
        }
    }

    private async Process<AttemptEnd> Attempt()
    {
        // UE -> MME   ATTACH REQUEST [PDN CONNECTIVITY REQUEST] (§5.5.1.2.2); T3410 starts
        _failureCount = 0;
        _failure = AttachOutcome.NoAnswer;
        _deadline = Ue.Simulation.Now + Ue.Options.T3410;
        if (!await port.Connect())
        {
            return new(Next.Retry, AttachOutcome.ConnectionReleased); // §5.5.1.2.6 a
        }

        KeySetId ksi = Ue.Context?.Ksi ?? KeySetId.NoKey;
        port.Request = new(EpsAttachType.Eps, ksi, Ue.Identity, Ue.Options.Capability, PdnRequest);
        port.Begin(EmmMessageType.AttachRequest, port.Request);
        await port.Complete();

        while (true)
        {
            NasMessage message = await port.Receive(_deadline);
            switch (message)
            {
                case { Event: UeNasEvent.TimedOut } when _failureCount > 0: // T3418, T3420: §5.4.2.7 f
                    return GiveUpNetwork();
                case { Event: UeNasEvent.TimedOut }: // T3410: §5.5.1.2.6 c
                    Ue.Measures.Events.Count(UeEvent.T3410Expired);
                    Ue.Release();
                    return new(Next.Retry, _failure);
                case { Event: UeNasEvent.Released }: // §5.5.1.2.6 b
                    return new(
                        Next.Retry, _failure == AttachOutcome.NoAnswer ? AttachOutcome.ConnectionReleased : _failure);
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AttachAccept }:
                    if (await TryAccept(message))
                    {
                        return new(Next.End, AttachOutcome.Success);
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AttachReject }:
                    if (await ReadReject(message) is { } rejected)
                    {
                        return rejected;
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.AuthenticationReject }: // §5.4.2.5
                    if (await port.Complete())
                    {
                        Ue.ForgetRegistration();
                        return new(
                            Next.End, _failureCount > 0 ? _failure : AttachOutcome.AuthenticationRejected);
                    }

                    break;
                case { Event: UeNasEvent.Message, Type: EmmMessageType.DetachRequest }:
                    if (await IsDetached(message))
                    {
                        return new(Next.End, AttachOutcome.DetachedByNetwork);
                    }

                    break;
                default:
                    if (Note(await port.Messages.Handle(message)))
                    {
                        return GiveUpNetwork();
                    }

                    break;
            }
        }
    }

    // §5.4.2.7 f: the network is not genuine; the UE lets go of the connection and of the cell
    private AttemptEnd GiveUpNetwork()
    {
        Ue.Release();
        return new(Next.End, _failure);
    }

    // §5.4.2.7: T3410 stands still after a refused challenge; true after the third in a row
    private bool Note(UeReaction reaction)
    {
        switch (reaction)
        {
            case UeReaction.MacFailure:
                return NoteFailure(AttachOutcome.MacFailure, Ue.Options.T3418);
            case UeReaction.SynchFailure:
                return NoteFailure(AttachOutcome.SynchFailure, Ue.Options.T3420);
            case UeReaction.NonEpsAuthentication:
                return NoteFailure(AttachOutcome.NonEpsAuthentication, Ue.Options.T3418);
            case UeReaction.ChallengeAnswered when _failureCount > 0: // T3410 starts again
                _failureCount = 0;
                _failure = AttachOutcome.NoAnswer;
                _deadline = Ue.Simulation.Now + Ue.Options.T3410;
                return false;
            case UeReaction.SecurityModeRejected or UeReaction.SecurityModeAccepted when _failureCount == 0:
                _failure = reaction == UeReaction.SecurityModeRejected
                    ? AttachOutcome.SecurityModeRejected
                    : AttachOutcome.NoAnswer;
                return false;
            default:
                return false;
        }
    }

    private bool NoteFailure(string failure, SimTime wait)
    {
        _failure = failure;
        _deadline = Ue.Simulation.Now + wait;
        return ++_failureCount >= ConsecutiveFailureMax;
    }

    // MME -> UE   ATTACH ACCEPT [ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST] (§5.5.1.2.4)
    private async Process<bool> TryAccept(NasMessage message)
    {
        if (!TryRead(message, out Guti? guti, out EpsBearerId bearer))
        {
            port.Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation); // §7.5.1
            await port.Complete();
            return false;
        }

        var keys = UeAccessKeys.Derive(Ue.Kasme, port.KenbCount, Ue.Context!);
        for (int index = 0; index < UeAccessKeys.DerivationCount; index++)
        {
            port.Charge(Ue.Costs.Kdf);
        }

        // UE -> MME   ATTACH COMPLETE [ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT]
        AnswerAccept(bearer);
        if (!await port.Complete())
        {
            return false;
        }

        Ue.Register(guti, keys);
        return true;
    }

    private void AnswerAccept(EpsBearerId bearer) => port.Answer(
        EmmMessageType.AttachComplete, new AttachComplete(Octets.Of(new ActivateDefaultBearerAccept(bearer))));

    private static bool TryRead(NasMessage message, out Guti? guti, out EpsBearerId bearer)
    {
        (guti, bearer) = (null, default);
        if (!AttachAccept.TryDecode(message.Octets, out AttachAccept accept, out _)
            || !ActivateDefaultBearerRequest.TryDecode(
                accept.EsmContainer.Span, out ActivateDefaultBearerRequest request, out _)
            || request.Transaction != Transaction
            || !request.Bearer.IsAssigned)
        {
            return false;
        }

        (guti, bearer) = (accept.Guti, request.Bearer);
        return true;
    }

    // MME -> UE   ATTACH REJECT (§5.5.1.2.5); null if it is not taken
    private async Process<AttemptEnd?> ReadReject(NasMessage message)
    {
        bool isRead = AttachReject.TryDecode(message.Octets, out AttachReject reject, out _);
        if (!isRead)
        {
            port.Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation);
        }
        else if (reject.Cause == EmmCause.NotAuthorisedForCsg && !message.IsProtected)
        {
            port.Refuse(UeRefusal.NotProtected); // §4.4.4.2 d
            isRead = false;
        }

        bool isDone = await port.Complete();
        if (!isRead || !isDone)
        {
            return null;
        }

        Ue.AwaitRelease();
        return EndOf(reject, message.IsProtected);
    }

    private AttemptEnd EndOf(in AttachReject reject, bool isProtected)
    {
        string outcome = AttachOutcome.Of(reject.Cause);
        switch (reject.Cause)
        {
            case EmmCause when IsFinal(reject.Cause):
                Ue.ForgetRegistration();
                return new(Next.End, outcome);
            case EmmCause.NotAuthorisedForCsg or EmmCause.ServiceOptionNotAuthorised:
                return new(Next.End, outcome);
            case EmmCause.Congestion when reject.T3346?.Seconds > 0:
                return new(Next.BackOff, outcome, BackOff(reject.T3346.Value.Seconds.Value, isProtected));
            case EmmCause.SevereNetworkFailure:
            case EmmCause when outcome == AttachOutcome.ProtocolError: // §5.5.1.2.6 d: as if the attempts were used up
                Ue.ForgetRegistration();
                Ue.Bar(Ue.Options.T3402);
                return new(Next.End, outcome);
            default: // §5.5.1.2.6 d
                return new(Next.Retry, outcome);
        }
    }

    // §5.5.1.2.5, #22: only a protected value is believed
    private SimTime BackOff(int seconds, bool isProtected)
    {
        Duration unprotected = Ue.Options.UnprotectedT3346;
        return isProtected
            ? SimTime.FromSeconds(seconds)
            : unprotected.Next(unprotected.IsConstant ? null : Ue.Stream("t3346"));
    }

    // MME -> UE   DETACH REQUEST during the attach: it wins if it asks for no other one (§5.5.1.2.6 g)
    private async Process<bool> IsDetached(NasMessage message)
    {
        bool isRead = DetachRequestFromNetwork.TryDecode(
            message.Octets, out DetachRequestFromNetwork request, out _);
        bool isDetach = isRead
            && request.Type == NetworkDetachType.ReattachNotRequired
            && request.Cause != EmmCause.ImsiUnknownInHss;
        if (isDetach)
        {
            port.Answer(EmmMessageType.DetachAccept, default(DetachAccept));
        }
        else
        {
            port.Refuse(isRead ? UeRefusal.UnexpectedMessage : UeRefusal.Malformed);
        }

        bool isDone = await port.Complete();
        if (isDone && isDetach)
        {
            UeNetworkDetach.Obey(Ue, request.Cause);
        }

        return isDone && isDetach;
    }

    private readonly record struct AttemptEnd(Next Next, string Outcome, SimTime Pause = default);
}
