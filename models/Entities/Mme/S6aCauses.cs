using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>EMM causes for what an HSS answers (TS 29.272 annex A, table A.1).</summary>
internal static class S6aCauses
{
    /// <summary>The end of an attach that a request to the HSS did not let go on.</summary>
    /// <param name="status">How the request ended; not success.</param>
    /// <param name="mme">The MME.</param>
    /// <param name="tag">Tag of the answer.</param>
    public static AttachStep StepOf(S6aStatus status, Mme mme, in MeasurementTag tag) => status switch
    {
        S6aStatus.UserUnknown => Refused(EmmCause.EpsAndNonEpsServicesNotAllowed, tag),
        S6aStatus.UnknownEpsSubscription => Refused(EmmCause.NoSuitableCells, tag),
        S6aStatus.RatNotAllowed => Refused(EmmCause.NoSuitableCells, tag),
        S6aStatus.RoamingNotAllowed => Refused(EmmCause.PlmnNotAllowed, tag),
        S6aStatus.TooBusy => new(MmeOutcome.Congestion, tag, mme.CongestionReject),
        _ => new(MmeOutcome.NetworkFailure, tag, new AttachReject(EmmCause.NetworkFailure)),
    };

    private static AttachStep Refused(EmmCause cause, in MeasurementTag tag) =>
        new(MmeOutcome.RefusedByHss, tag, new AttachReject(cause));
}
