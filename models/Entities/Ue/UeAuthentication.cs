using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What came of a message that any procedure may get.</summary>
internal enum UeReaction
{
    /// <summary>Nothing that a procedure must know.</summary>
    None,

    /// <summary>A challenge was answered.</summary>
    ChallengeAnswered,

    /// <summary>A challenge was refused with #20.</summary>
    MacFailure,

    /// <summary>A challenge was refused with #21.</summary>
    SynchFailure,

    /// <summary>A challenge was refused with #26.</summary>
    NonEpsAuthentication,

    /// <summary>A security mode command was completed.</summary>
    SecurityModeAccepted,

    /// <summary>A security mode command was refused.</summary>
    SecurityModeRejected,
}

/// <summary>An accepted challenge: what was answered, and the keys that nobody uses yet.</summary>
/// <param name="Ksi">Name of the key set.</param>
/// <param name="Rand">The challenge.</param>
/// <param name="SqnXorAk">SQN xor AK of its token.</param>
/// <param name="Res">The response.</param>
/// <param name="Ck">Cipher key.</param>
/// <param name="Ik">Integrity key.</param>
/// <param name="AcceptedAt">When T3416 started.</param>
internal readonly record struct UeChallenge(
    KeySetId Ksi, UInt128 Rand, ulong SqnXorAk, Res Res, UInt128 Ck, UInt128 Ik, SimTime AcceptedAt);

/// <summary>EPS authentication, the UE's side (TS 24.301 §5.4.2).</summary>
internal sealed class UeAuthentication(NasPort port)
{
    private const int GarbageMax = 40; // ours: about the size of the longest message that is answered

    private Ue Ue => port.Ue;

    public async Process<UeReaction> Run(NasMessage message)
    {
        // MME -> UE   AUTHENTICATION REQUEST (§5.4.2.2)
        if (!AuthenticationRequest.TryDecode(message.Octets, out AuthenticationRequest request, out _))
        {
            return await Refuse(UeRefusal.Malformed, EmmCause.InvalidMandatoryInformation); // §7.5.1
        }

        if (request.Ksi.IsNoKey || request.Ksi.IsMapped)
        {
            return await Refuse(UeRefusal.Malformed, EmmCause.SemanticallyIncorrectMessage); // §7.8
        }

        if (IsRepeated(request.Rand))
        {
            // UE -> MME   AUTHENTICATION RESPONSE, once more and without the card (§5.4.2.3)
            Ue.Measures.Events.Count(UeEvent.ChallengeRepeated);
            return await Respond(Ue.Challenge!.Value with { Ksi = request.Ksi });
        }

        if (!request.Autn.Amf.SeparationBit)
        {
            // UE -> MME   AUTHENTICATION FAILURE #26 (§5.4.2.6 b, TS 33.401 §6.1.1)
            return await Fail(UeEvent.NonEpsAuthentication, EmmCause.NonEpsAuthenticationUnacceptable, null);
        }

        if (!port.Has(await port.Execute()))
        {
            return await Abandon();
        }

        CardAnswer card = await Ue.Usim.Authenticate(request.Rand, request.Autn, port.Tag);
        port.Tag = card.Tag;
        switch (card.Verdict)
        {
            case ChallengeVerdict.Accepted: // §5.4.2.3
                Ue.Measures.Events.Count(UeEvent.ChallengeAccepted);
                return await Respond(new UeChallenge(
                    request.Ksi, request.Rand, request.Autn.SqnXorAk, card.Res, card.Ck, card.Ik, Ue.Simulation.Now));
            case ChallengeVerdict.MacFailure: // §5.4.2.6 a
                return await Fail(UeEvent.MacFailure, EmmCause.MacFailure, null);
            case ChallengeVerdict.SynchFailure: // §5.4.2.6 c
                return await Fail(UeEvent.SynchFailure, EmmCause.SynchFailure, card.Auts);
            default: // the card does not answer
                port.Refuse(UeRefusal.ProcessorFull);
                return await Abandon();
        }
    }

    private bool IsRepeated(UInt128 rand) => Ue.Challenge is { } last
        && last.Rand == rand
        && Ue.Simulation.Now - last.AcceptedAt < Ue.Options.T3416;

    // UE -> MME   AUTHENTICATION RESPONSE (§5.4.2.3)
    private async Process<UeReaction> Respond(UeChallenge challenge)
    {
        switch (Ue.Options.Behaviour)
        {
            case UeBehaviour.Garbage:
                AnswerGarbage();
                break;
            case UeBehaviour.WrongRes:
                port.Answer(EmmMessageType.AuthenticationResponse, new AuthenticationResponse(Wrong(challenge.Res)));
                port.MarkAnswer("behaviour: wrong-res");
                break;
            default:
                port.Answer(EmmMessageType.AuthenticationResponse, new AuthenticationResponse(challenge.Res));
                break;
        }

        if (!await port.Complete())
        {
            return UeReaction.None;
        }

        Ue.Remember(challenge);
        return UeReaction.ChallengeAnswered;
    }

    // UE -> MME   AUTHENTICATION FAILURE (§5.4.2.6)
    private async Process<UeReaction> Fail(UeEvent what, EmmCause cause, Auts? auts)
    {
        Ue.Measures.Events.Count(what);
        port.Answer(EmmMessageType.AuthenticationFailure, new AuthenticationFailure(cause, auts));
        if (!await port.Complete())
        {
            return UeReaction.None;
        }

        Ue.ForgetChallenge();
        return what switch
        {
            UeEvent.MacFailure => UeReaction.MacFailure,
            UeEvent.SynchFailure => UeReaction.SynchFailure,
            _ => UeReaction.NonEpsAuthentication,
        };
    }

    private async Process<UeReaction> Refuse(UeRefusal reason, EmmCause status)
    {
        port.Refuse(reason, status);
        return await Abandon();
    }

    private async Process<UeReaction> Abandon()
    {
        await port.Complete();
        return UeReaction.None;
    }

    private static Res Wrong(Res res)
    {
        Span<byte> octets = stackalloc byte[Res.SizeMax];
        res.Write(octets);
        octets[0] ^= 1;
        Res.TryRead(octets[..res.Size], out Res wrong);
        return wrong;
    }

    private void AnswerGarbage()
    {
        RandomStream random = Ue.Stream("garbage");
        Span<byte> octets = stackalloc byte[1 + random.Below(GarbageMax)];
        random.Fill(octets);
        port.AnswerGarbage(octets);
    }
}
