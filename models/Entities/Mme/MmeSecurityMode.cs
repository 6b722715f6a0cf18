using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Security mode control, network side (TS 24.301 §5.4.3).</summary>
internal static class MmeSecurityMode
{
    private const NasExpectation Answers = NasExpectation.SecurityModeComplete | NasExpectation.SecurityModeReject;

    /// <summary>What SECURITY MODE COMMAND costs.</summary>
    /// <param name="algorithms">Its algorithms.</param>
    /// <param name="ksi">Name of the keys.</param>
    /// <param name="capability">What the UE has.</param>
    public static SecurityModeCost CostOf(NasAlgorithms algorithms, KeySetId ksi, UeNetworkCapability capability) =>
        new(
            algorithms.Integrity,
            NasSecurityContext.ProtectedSize(Command(algorithms, ksi, capability).EncodedSize));

    /// <summary>
    /// MME -> UE  SECURITY MODE COMMAND;  UE -> MME  SECURITY MODE COMPLETE, both protected with the new context.
    /// </summary>
    /// <param name="link">The exchange with the UE.</param>
    /// <param name="made">The new context, in use if this succeeds.</param>
    /// <param name="capability">What the UE said that it has; it is told, so that nobody has changed it on the way.</param>
    /// <param name="tag">What is measured.</param>
    public static async Process<AttachStep> Run(
        NasLink link, NasSecurityContext made, UeNetworkCapability capability, MeasurementTag tag)
    {
        link.Connection.Pending = made;
        var algorithms = new NasAlgorithms(made.Integrity, made.Ciphering);
        NasEvent answer = await link.Request(
            DownlinkNas.Of(
                EmmMessageType.SecurityModeCommand,
                SecurityHeaderType.IntegrityNewContext,
                Command(algorithms, made.Ksi, capability)),
            MmeTimer.T3460,
            Answers,
            tag);
        link.Connection.Pending = null;
        return answer.Message switch
        {
            SecurityModeComplete => new(MmeOutcome.Success, answer.Tag),                // §5.4.3.4
            SecurityModeReject => new(MmeOutcome.SecurityModeRejected, answer.Tag),     // §5.4.3.5
            _ => new(MmeOutcome.NoAnswer, tag),                                         // §5.4.3.7 b
        };
    }

    private static SecurityModeCommand Command(
        NasAlgorithms algorithms, KeySetId ksi, UeNetworkCapability capability) =>
        new(algorithms.Ciphering, algorithms.Integrity, ksi, UeSecurityCapability.Replay(capability));
}
