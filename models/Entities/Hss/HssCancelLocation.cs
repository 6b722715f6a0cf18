using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Cancel location, by the HSS (TS 29.272 §5.2.1.2).</summary>
internal sealed class HssCancelLocation(Hss hss)
{
    /// <summary>Tells an MME, if there is one, to forget a subscriber.</summary>
    /// <param name="serving">Number of the MME; negative for none.</param>
    /// <param name="imsi">The subscriber.</param>
    /// <param name="type">Why.</param>
    /// <param name="tag">Tag of what led to it.</param>
    public void Start(int serving, Imsi imsi, CancellationType type, in MeasurementTag tag)
    {
        if (serving >= 0 && hss.Node.IsUp)
        {
            hss.Node.Start(Run(hss.ServingNodes[serving], imsi, type, tag));
        }
    }

    private static HssCancellation Read(in DiameterReply reply)
    {
        if (reply.Answer is not { } packet)
        {
            return reply.Outcome == DiameterOutcome.NoAnswer
                ? HssCancellation.NoAnswer
                : HssCancellation.Unreachable;
        }

        bool isDone = CancelLocationAnswer.TryDecode(packet.Octets, out CancelLocationAnswer answer, out _)
            && answer.Session.Result.IsSuccess;
        packet.Release();
        return isDone ? HssCancellation.Answered : HssCancellation.Refused;
    }

    private async Process Run(ServingNode serving, Imsi imsi, CancellationType type, MeasurementTag tag)
    {
        // HSS -> MME  Cancel-Location-Request;  MME -> HSS  Cancel-Location-Answer
        DiameterReply reply = Send(serving, imsi, type, tag) is { } pending
            ? await pending.Answer()
            : new DiameterReply(DiameterOutcome.ConnectionLost);
        hss.Measures.Cancellations.Count(Read(reply));
    }

    private PendingRequest? Send(in ServingNode serving, Imsi imsi, CancellationType type, in MeasurementTag tag)
    {
        if (hss.Diameter.Find(serving.Host) is not { } connection)
        {
            return null;
        }

        var session = new SessionRequest(
            connection.NextTransaction(),
            hss.Diameter.NextSession(),
            hss.Host,
            hss.Realm,
            serving.Host,
            serving.Realm);
        return connection.Send(new CancelLocationRequest(session, imsi, type, ClrFlags.S6aIndicator), tag);
    }
}
