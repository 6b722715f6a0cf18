using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>What an authentication has brought.</summary>
/// <param name="Step">How it ended.</param>
/// <param name="Imsi">Who was authenticated.</param>
/// <param name="Kasme">KASME.</param>
internal readonly record struct Authenticated(AttachStep Step, Imsi Imsi = default, Key256 Kasme = default);

/// <summary>EPS authentication, network side (TS 24.301 §5.4.2).</summary>
internal static class MmeAuthentication
{
    private const int ResynchronisationMax = 1; // ours: one per attach; the second failure rejects (§5.4.2.7 e)
    private const NasExpectation Answers =
        NasExpectation.AuthenticationResponse | NasExpectation.AuthenticationFailure;

    /// <summary>Runs until the UE has answered rightly, or will not.</summary>
    /// <param name="mme">The MME.</param>
    /// <param name="link">The exchange with the UE.</param>
    /// <param name="known">The IMSI, or null if the UE must be asked first.</param>
    /// <param name="isGuti">True if the IMSI was found by a GUTI: it may be another UE's.</param>
    /// <param name="ksi">Name of the new keys.</param>
    /// <param name="next">What a right answer leads to.</param>
    /// <param name="tag">What is measured.</param>
    public static async Process<Authenticated> Run(
        Mme mme, NasLink link, Imsi? known, bool isGuti, KeySetId ksi, SecurityModeCost next, MeasurementTag tag)
    {
        bool mayAsk = isGuti && known is not null;
        if (known is null)
        {
            Identified asked = await MmeIdentification.Run(link, tag);
            if (asked.Imsi is null)
            {
                return new(asked.Step);
            }

            (known, tag) = (asked.Imsi, asked.Step.Tag);
        }

        Resynchronisation? resynchronisation = null;
        int resynchronisations = 0;
        while (!link.IsCancelled)
        {
            // MME -> HSS  Authentication-Information-Request;  HSS -> MME  Answer  (TS 29.272 §5.2.3.1)
            VectorAnswer answer = await mme.Hss.FetchVector(known.Value, resynchronisation, tag);
            (S6aStatus status, EpsAuthenticationVector vector) = (answer.Status, answer.Vector);
            Execution execution = await mme.Processor.Execute(mme.Costs.Step, answer.Tag);
            status = mme.IsExecuted(execution) ? status : S6aStatus.TooBusy; // here, not there
            tag = execution.Tag;
            if (link.IsCancelled || status != S6aStatus.Success)
            {
                return new(S6aCauses.StepOf(status, mme, tag));
            }

            // MME -> UE  AUTHENTICATION REQUEST (§5.4.2.2);  UE -> MME  RESPONSE or FAILURE
            NasEvent reply = await link.Request(
                link.Compose(
                    EmmMessageType.AuthenticationRequest,
                    link.Connection.Protection,
                    new AuthenticationRequest(ksi, vector.Rand, vector.Autn)),
                MmeTimer.T3460,
                Answers,
                tag,
                next);
            switch (reply.Message)
            {
                case AuthenticationResponse response when response.Res == vector.Xres: // §5.4.2.4
                    return new(new(MmeOutcome.Success, reply.Tag), known.Value, vector.Kasme);
                case AuthenticationFailure { Cause: EmmCause.SynchFailure, Auts: { } auts } // §5.4.2.7 e
                    when resynchronisations < ResynchronisationMax:
                    resynchronisations++;
                    resynchronisation = new(vector.Rand, auts);
                    tag = reply.Tag;
                    continue;
                case AuthenticationFailure { Cause: EmmCause.SynchFailure }:
                    return Reject(link, MmeOutcome.NotSynchronised, reply.Tag);
                case null: // §5.4.2.7 b: after the fifth expiry, or because the UE is gone
                    return new(new(MmeOutcome.NoAnswer, tag));
                default:
                    break;
            }

            // §5.4.2.5 wrong RES; §5.4.2.7 c, d: MAC failure, or not for EPS: the GUTI may be another UE's
            MmeOutcome outcome = reply.Message is AuthenticationResponse
                ? MmeOutcome.AuthenticationRejected
                : MmeOutcome.AuthenticationRefused;
            if (!mayAsk)
            {
                return Reject(link, outcome, reply.Tag);
            }

            mayAsk = false;
            resynchronisation = null;
            Identified again = await MmeIdentification.Run(link, reply.Tag);
            if (again.Imsi is null)
            {
                return new(again.Step);
            }

            tag = again.Step.Tag;
            if (again.Imsi == known)
            {
                return Reject(link, outcome, tag);
            }

            known = again.Imsi;
        }

        return new(new(link.CancelReason, tag));
    }

    // MME -> UE  AUTHENTICATION REJECT (§5.4.2.5)
    private static Authenticated Reject(NasLink link, MmeOutcome outcome, in MeasurementTag tag)
    {
        UeConnection connection = link.Connection;
        connection.Send(
            DownlinkNas.Of(EmmMessageType.AuthenticationReject, connection.Protection, new AuthenticationReject()),
            tag);
        return new(new(outcome, tag, Cause: CauseNas.AuthenticationFailure));
    }
}
