using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Update location, in the HSS (TS 29.272 §5.2.1.1).</summary>
internal sealed class HssUpdateLocation(Hss hss, HssCancelLocation cancelLocation)
    : IHssProcedure<UpdateLocationRequest>
{
    private readonly Work _cost = Work.Of(hss.Processor.Find(Hss.Lookup));

    public CommandCode Command => CommandCode.UpdateLocation;

    public SessionRequest SessionOf(in UpdateLocationRequest request) => request.Session;

    public DiameterFault Check(in UpdateLocationRequest request) => DiameterFault.None;

    public Work CostOf(in UpdateLocationRequest request) => _cost;

    public void Serve(DiameterConnection from, in UpdateLocationRequest request, in MeasurementTag tag)
    {
        // MME -> HSS  Update-Location-Request
        var serving = new ServingNode(request.Session.OriginHost, request.Session.OriginRealm);
        if (!hss.TryFind(request.Imsi, out int place, out S6aResultCode result, out HssRefusal reason)
            || !IsAllowed(request, out result, out reason))
        {
            // HSS -> MME  Update-Location-Answer (§5.2.1.1.3)
            from.Answer(new UpdateLocationAnswer(hss.Refuse(request.Session, result, reason)), tag);
        }
        else if (!hss.ServingNodes.TryNumber(serving, out int number))
        {
            hss.Measures.Refusals.Count(HssRefusal.TooManyServingNodes);
            from.Refuse(Command, request.Session, ResultCode.UnableToComply, tag);
        }
        else
        {
            Register(from, request, place, number, tag);
        }
    }

    private void Register(
        DiameterConnection from, in UpdateLocationRequest request, int place, int number, in MeasurementTag tag)
    {
        ref SubscriberRecord record = ref hss.Subscribers.At(place);
        int previous = record.ServingNode;
        record.ServingNode = number;
        if (previous != number)
        {
            // HSS -> previous MME  Cancel-Location-Request (§5.2.1.1.3, TS 23.401 §5.3.2.1 step 9)
            cancelLocation.Start(previous, request.Imsi, CancellationType.MmeUpdateProcedure, tag);
        }

        // HSS -> MME  Update-Location-Answer, which does not wait for the previous MME
        bool isKnown = request.Flags.HasFlag(UlrFlags.SkipSubscriberData);
        from.Answer(
            new UpdateLocationAnswer(
                hss.Grant(request.Session, HssService.UpdateLocation),
                UlaFlags.SeparationIndication,
                isKnown ? null : hss.Options.Subscription),
            tag);
    }

    private bool IsAllowed(in UpdateLocationRequest request, out S6aResultCode result, out HssRefusal reason)
    {
        bool isEutran = request.RatType is RatType.Eutran or RatType.EutranNbIot;
        (result, reason) = isEutran
            ? (S6aResultCode.RoamingNotAllowed, HssRefusal.RoamingNotAllowed)
            : (S6aResultCode.RatNotAllowed, HssRefusal.RatNotAllowed);
        return isEutran && MayVisit(request.VisitedPlmn);
    }

    private bool MayVisit(PlmnId visited)
    {
        if (hss.Options.VisitedPlmns is not { } allowed || visited == hss.Options.Plmn)
        {
            return true;
        }

        foreach (PlmnId candidate in allowed)
        {
            if (candidate == visited)
            {
                return true;
            }
        }

        return false;
    }
}
