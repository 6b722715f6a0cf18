using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// EPS-AKA by the home operator itself: the HSS gives a vector (TS 29.272 §5.2.3), RAND and AUTN go to the terminal,
/// and its RES is compared with XRES here. KASME is dropped.
/// </summary>
/// <param name="hss">The operator's HSS.</param>
internal sealed class HomeRunner(IHomeSubscriberServer hss) : IAkaRunner
{
    /// <inheritdoc/>
    public Process<AkaStep> Begin(Imsi imsi, MeasurementTag tag) => Challenge(imsi, null, tag);

    // provider -> HSS  Authentication-Information-Request;  HSS -> provider  Answer
    private async Process<AkaStep> Challenge(Imsi imsi, Resynchronisation? refused, MeasurementTag tag)
    {
        VectorAnswer answer = await hss.FetchVector(imsi, refused, tag);
        EpsAuthenticationVector vector = answer.Vector;
        return answer.Status switch
        {
            S6aStatus.Success => new AkaStep(
                AkaStepKind.Challenge, vector.Rand, vector.Autn, new Session(this, imsi, vector), answer.Tag),
            S6aStatus.UserUnknown or S6aStatus.UnknownEpsSubscription =>
                AkaStep.Over(AkaStepKind.Refused, answer.Tag),
            _ => AkaStep.Over(AkaStepKind.Unavailable, answer.Tag),
        };
    }

    private async Process<AkaStep> Continue(Session session, AkaAnswer answer, MeasurementTag tag) =>
        answer.Outcome switch
        {
            AkaOutcome.Response when answer.Res == session.Vector.Xres =>
                AkaStep.Over(AkaStepKind.Authenticated, tag),
            AkaOutcome.Response => AkaStep.Over(AkaStepKind.WrongResponse, tag),
            AkaOutcome.MacFailure => AkaStep.Over(AkaStepKind.CardRefused, tag),
            _ => await Challenge(session.Imsi, new Resynchronisation(session.Vector.Rand, answer.Auts), tag),
        };

    private sealed class Session(HomeRunner runner, Imsi imsi, EpsAuthenticationVector vector) : IAkaSession
    {
        public Imsi Imsi { get; } = imsi;

        public EpsAuthenticationVector Vector { get; } = vector;

        public Process<AkaStep> Continue(AkaAnswer answer, MeasurementTag tag) => runner.Continue(this, answer, tag);
    }
}
