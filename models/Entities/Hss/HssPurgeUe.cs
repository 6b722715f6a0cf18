using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>Purge of a UE, in the HSS (TS 29.272 §5.2.1.3).</summary>
internal sealed class HssPurgeUe(Hss hss) : IHssProcedure<PurgeUeRequest>
{
    private readonly Work _cost = Work.Of(hss.Processor.Find(Hss.Lookup));

    public CommandCode Command => CommandCode.PurgeUe;

    public SessionRequest SessionOf(in PurgeUeRequest request) => request.Session;

    public DiameterFault Check(in PurgeUeRequest request) => DiameterFault.None;

    public Work CostOf(in PurgeUeRequest request) => _cost;

    public void Serve(DiameterConnection from, in PurgeUeRequest request, in MeasurementTag tag)
    {
        // MME -> HSS  Purge-UE-Request;  HSS -> MME  Purge-UE-Answer (§5.2.1.3.3)
        if (!hss.Subscribers.TryFind(request.Imsi, out int place))
        {
            from.Answer(
                new PurgeUeAnswer(hss.Refuse(request.Session, S6aResultCode.UserUnknown, HssRefusal.UserUnknown)),
                tag);
            return;
        }

        // Only the MME that serves the subscriber takes it out; its M-TMSI then stays unused.
        ref SubscriberRecord record = ref hss.Subscribers.At(place);
        bool isServing = record.ServingNode >= 0
            && record.ServingNode == hss.ServingNodes.Find(request.Session.OriginHost);
        record.ServingNode = isServing ? -1 : record.ServingNode;
        PuaFlags flags = isServing ? PuaFlags.FreezeMTmsi : PuaFlags.None;
        from.Answer(new PurgeUeAnswer(hss.Grant(request.Session, HssService.Purge), flags), tag);
    }
}
