using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>What an identification has brought.</summary>
/// <param name="Imsi">The IMSI; null if there is none.</param>
/// <param name="Step">How it ended.</param>
internal readonly record struct Identified(Imsi? Imsi, AttachStep Step);

/// <summary>Identification, network side (TS 24.301 §5.4.4).</summary>
internal static class MmeIdentification
{
    /// <summary>MME -> UE  IDENTITY REQUEST;  UE -> MME  IDENTITY RESPONSE.</summary>
    /// <param name="link">The exchange with the UE.</param>
    /// <param name="tag">What is measured.</param>
    public static async Process<Identified> Run(NasLink link, MeasurementTag tag)
    {
        NasEvent answer = await link.Request(
            link.Compose(
                EmmMessageType.IdentityRequest, link.Connection.Protection, new IdentityRequest(IdentityType.Imsi)),
            MmeTimer.T3470,
            NasExpectation.IdentityResponse,
            tag);
        return answer.Message is not IdentityResponse response
                ? new(null, new(MmeOutcome.NoAnswer, tag)) // §5.4.4.6 b
            : response.Identity.Imsi is not { } imsi
                ? new(null, new(MmeOutcome.NoIdentity, answer.Tag, new(EmmCause.UeIdentityCannotBeDerived)))
            : new(imsi, new(MmeOutcome.Success, answer.Tag));
    }
}
