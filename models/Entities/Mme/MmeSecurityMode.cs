using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Security mode control, network side (TS 24.301 §5.4.3).</summary>
internal static class MmeSecurityMode
{
    private const NasExpectation Answers = NasExpectation.SecurityModeComplete | NasExpectation.SecurityModeReject;

    /// <summary>The command to take a new context into use.</summary>
    /// <param name="options">Whether the UE is asked for its IMEISV.</param>
    /// <param name="algorithms">The context's algorithms.</param>
    /// <param name="ksi">Name of its keys.</param>
    /// <param name="capability">
    /// What the UE said that it has; it is told, so that nobody has changed it on the way.
    /// </param>
    public static SecurityModeCommand Command(
        MmeOptions options, NasAlgorithms algorithms, KeySetId ksi, UeNetworkCapability capability) => new(
        algorithms.Ciphering,
        algorithms.Integrity,
        ksi,
        UeSecurityCapability.Replay(capability),
        options.AsksForImeisv);

    /// <summary>What a command costs.</summary>
    public static SecurityModeCost CostOf(in SecurityModeCommand command) =>
        new(command.Integrity, NasSecurityContext.ProtectedSize(command.EncodedSize));

    /// <summary>
    /// MME -> UE  SECURITY MODE COMMAND;  UE -> MME  SECURITY MODE COMPLETE, both protected with the new context.
    /// </summary>
    /// <param name="link">The exchange with the UE.</param>
    /// <param name="made">The new context, in use if this succeeds.</param>
    /// <param name="command">The command.</param>
    /// <param name="tag">What is measured.</param>
    public static Process<AttachStep> Run(
        NasLink link, NasSecurityContext made, in SecurityModeCommand command, in MeasurementTag tag)
    {
        link.Connection.Pending = made;
        return Exchange(
            link,
            link.Compose(EmmMessageType.SecurityModeCommand, SecurityHeaderType.IntegrityNewContext, command),
            tag);
    }

    private static async Process<AttachStep> Exchange(NasLink link, DownlinkNas command, MeasurementTag tag)
    {
        NasEvent answer = await link.Request(command, MmeTimer.T3460, Answers, tag);
        link.Connection.Pending = null;
        return answer.Message switch
        {
            SecurityModeComplete => new(MmeOutcome.Success, answer.Tag),                // §5.4.3.4
            SecurityModeReject => new(MmeOutcome.SecurityModeRejected, answer.Tag),     // §5.4.3.5
            _ => new(MmeOutcome.NoAnswer, tag),                                         // §5.4.3.7 b
        };
    }
}
