using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Simulator.Entities;

/// <summary>EPS detach, network side (TS 24.301 §5.5.2).</summary>
internal static class MmeDetach
{
    /// <summary>
    /// UE -> MME  DETACH REQUEST;  MME -> UE  DETACH ACCEPT, unless the UE is switched off; then the connection is
    /// released (§5.5.2.2). What runs for the UE is over (§5.5.1.2.7 g, §5.5.2.3.5).
    /// </summary>
    /// <param name="mme">The MME.</param>
    /// <param name="connection">From where it comes.</param>
    /// <param name="request">The request.</param>
    /// <param name="sender">The subscriber that the message was verified to be from; otherwise null.</param>
    /// <param name="tag">What is measured.</param>
    /// <returns>Why it is refused, or null.</returns>
    public static MmeRefusal? ByUe(
        Mme mme, UeConnection connection, in DetachRequestFromUe request, UeContext? sender, in MeasurementTag tag)
    {
        if (request.Type == UeDetachType.Imsi)
        {
            return MmeRefusal.UnexpectedNas; // there are no circuit-switched services to leave
        }

        if (sender is null && connection.Link is null)
        {
            return MmeRefusal.PlainNas; // whoever sent it has no right to detach the subscriber
        }

        if (sender is not null)
        {
            TakeIntoUse(connection, sender, tag);
        }

        connection.Link?.Cancel(MmeOutcome.Detached);
        if (!request.IsSwitchedOff)
        {
            var accept = DownlinkNas.Of(EmmMessageType.DetachAccept, connection.Protection, new DetachAccept());
            connection.Send(accept, tag);
        }

        if (sender is not null)
        {
            mme.Deregister(sender, MmeDetachment.ByUe);
        }

        connection.Release(CauseNas.Detach, tag);
        return null;
    }

    /// <summary>
    /// MME -> UE  DETACH REQUEST;  UE -> MME  DETACH ACCEPT; then the connection is released (§5.5.2.3).
    /// </summary>
    /// <param name="mme">The MME.</param>
    /// <param name="context">The subscriber, who is connected.</param>
    /// <param name="link">The exchange with the UE.</param>
    /// <param name="isWithdrawn">True if the subscriber is forgotten, whatever the UE says.</param>
    /// <param name="tag">What is measured.</param>
    public static async Process ByNetwork(
        Mme mme, UeContext context, NasLink link, bool isWithdrawn, MeasurementTag tag)
    {
        var request = new DetachRequestFromNetwork(NetworkDetachType.ReattachNotRequired);
        NasEvent answer = await link.Request(
            link.Compose(EmmMessageType.DetachRequest, link.Connection.Protection, request),
            MmeTimer.T3422,
            NasExpectation.DetachAccept,
            tag);
        if (answer.Kind != NasEventKind.Cancelled) // §5.5.2.3.5 a: after the fifth expiry as if it was accepted
        {
            bool isAccepted = answer.Kind == NasEventKind.Message;
            mme.Deregister(context, isAccepted ? MmeDetachment.ByNetwork : MmeDetachment.NoAnswer);
            link.Connection.Release(CauseNas.Detach, isAccepted ? answer.Tag : tag);
        }
        else if (context.IsRegistered && context.Connection is null)
        {
            mme.Deregister(context, MmeDetachment.Implicit); // §5.5.2.3.5 b: the connection was lost
        }

        if (isWithdrawn && !context.IsRegistered && context.Connection is null)
        {
            mme.Forget(context);
        }
    }

    // The first message of a connection has shown who it is from: that is the subscriber's connection now.
    private static void TakeIntoUse(UeConnection connection, UeContext sender, in MeasurementTag tag)
    {
        if (sender.Connection != connection)
        {
            connection.Attribute(sender, tag);
        }

        connection.Secure(sender.Security!);
    }
}
