using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// vHSS: the MME sees the home HSS of a roaming partner (TS 29.272), or of several. It holds no key: what it is asked
/// for, its vUSER fetches from the cloud whose account it is.
/// </summary>
internal sealed class VirtualHss : IDiameterApplication
{
    private readonly Proxy _proxy;
    private readonly VirtualUser _user;
    private readonly DiameterNode _diameter;
    private readonly Dictionary<Imsi, Queue<EpsAuthenticationVector>> _kept = [];
    private (SubscriptionAnswer Answer, SubscriptionData Data)? _last; // the accounts of a cloud are mostly alike

    public VirtualHss(Proxy proxy, VirtualUser user)
    {
        _proxy = proxy;
        _user = user;
        PlmnId first = proxy.Options.Clouds[0].Plmn;
        var profile = new DiameterProfile(
            DiameterNames.Hss(first, proxy.Options.HssIndex), DiameterNames.Realm(first), DiameterApplication.S6a,
            S6aCommand.Commands)
        {
            FurtherRealms = [.. proxy.Options.Clouds.Skip(1).Select(cloud => DiameterNames.Realm(cloud.Plmn))],
        };
        _diameter = new DiameterNode(proxy.Node, profile, this, proxy.Options.Diameter, proxy.Measures.Diameter);
    }

    /// <summary>Hears MMEs from now until a crash.</summary>
    public void Start() => _diameter.Listen();

    /// <summary>Vectors that were fetched in advance are lost.</summary>
    public void Forget() => _kept.Clear();

    /// <inheritdoc/>
    void IDiameterApplication.Receive(DiameterConnection from, in DiameterHeader header, Packet request)
    {
        DiameterFault fault = HssFault.NotForAnHss;
        bool isRead = header.Command switch
        {
            CommandCode.AuthenticationInformation => TryGiveVectors(from, request, out fault),
            CommandCode.UpdateLocation => TryUpdateLocation(from, request, out fault),
            CommandCode.PurgeUe => TryPurge(from, request, out fault),
            _ => false,
        };
        if (isRead)
        {
            request.Release();
        }
        else
        {
            from.Refuse(request, fault);
        }
    }

    // MME -> vHSS  Authentication-Information-Request (TS 29.272 §5.2.3.1)
    private bool TryGiveVectors(DiameterConnection from, Packet packet, out DiameterFault fault)
    {
        if (!AuthenticationInformationRequest.TryDecode(
            packet.Octets, out AuthenticationInformationRequest request, out fault))
        {
            return false;
        }

        if (request.Requested is null)
        {
            fault = HssFault.NothingRequested;
            return false;
        }

        if (from.Admits(CommandCode.AuthenticationInformation, request.Session, packet.Tag))
        {
            _proxy.Node.Start(GiveVectors(from, request, packet.Tag));
        }

        return true;
    }

    private async Process GiveVectors(
        DiameterConnection from, AuthenticationInformationRequest request, MeasurementTag tag)
    {
        Execution execution = await _proxy.Processor.Execute(_proxy.StepWork, tag);
        if (!execution.IsDone)
        {
            _proxy.Refuse(ProxyRefusal.Overloaded);
            from.Refuse(CommandCode.AuthenticationInformation, request.Session, ResultCode.TooBusy, tag);
            return;
        }

        RefusedChallenge? refused = request.Requested!.Value.Resynchronisation is { } token
            ? new(token.Rand, token.Auts)
            : null;
        if (refused is not null)
        {
            _kept.Remove(request.Imsi); // their sequence numbers are as stale as the refused one
        }
        else if (_kept.TryGetValue(request.Imsi, out Queue<EpsAuthenticationVector>? kept)
            && kept.TryDequeue(out EpsAuthenticationVector next))
        {
            _proxy.Measures.Services.Count(ProxyService.VectorKept);
            Grant(from, request.Session, next, execution.Tag);
            return;
        }

        CloudAnswer<IReadOnlyList<EpsAuthenticationVector>> answer = await _user.FetchVectors(
            request.Imsi, request.VisitedPlmn, _proxy.Options.VectorsPerFetch, refused, execution.Tag);
        execution = await _proxy.Processor.Execute(_proxy.StepWork, answer.Tag);
        if (answer.Refusal is { } reason)
        {
            _proxy.Refuse(reason);
            from.Answer(
                new AuthenticationInformationAnswer(AnswerTo(request.Session, ResultOf(reason))), execution.Tag);
            return;
        }

        Keep(request.Imsi, answer.Given);
        _proxy.Measures.Services.Count(ProxyService.VectorFetched);
        Grant(from, request.Session, answer.Given[0], execution.Tag);
    }

    // vHSS -> MME  Authentication-Information-Answer with one vector (TS 33.401 §6.1.2)
    private void Grant(
        DiameterConnection from, in SessionRequest session, in EpsAuthenticationVector vector, in MeasurementTag tag)
    {
        var eutran = new EutranVector(vector.Rand, vector.Xres, vector.Autn, vector.Kasme);
        from.Answer(
            new AuthenticationInformationAnswer(
                AnswerTo(session, DiameterResult.Success), new EutranVectors(eutran)),
            tag);
    }

    private void Keep(Imsi imsi, IReadOnlyList<EpsAuthenticationVector> vectors)
    {
        if (vectors.Count > 1 && _kept.Count < _proxy.Options.PendingMax)
        {
            var kept = new Queue<EpsAuthenticationVector>(vectors);
            kept.Dequeue();
            _kept[imsi] = kept;
        }
    }

    // MME -> vHSS  Update-Location-Request (TS 29.272 §5.2.1.1)
    private bool TryUpdateLocation(DiameterConnection from, Packet packet, out DiameterFault fault)
    {
        bool isRead = UpdateLocationRequest.TryDecode(packet.Octets, out UpdateLocationRequest request, out fault);
        if (isRead && from.Admits(CommandCode.UpdateLocation, request.Session, packet.Tag))
        {
            _proxy.Node.Start(UpdateLocation(from, request, packet.Tag));
        }

        return isRead;
    }

    private async Process UpdateLocation(DiameterConnection from, UpdateLocationRequest request, MeasurementTag tag)
    {
        Execution execution = await _proxy.Processor.Execute(_proxy.StepWork, tag);
        if (!execution.IsDone)
        {
            _proxy.Refuse(ProxyRefusal.Overloaded);
            from.Refuse(CommandCode.UpdateLocation, request.Session, ResultCode.TooBusy, tag);
            return;
        }

        CloudAnswer<SubscriptionAnswer> answer = await _user.FetchSubscription(request.Imsi, execution.Tag);
        execution = await _proxy.Processor.Execute(_proxy.StepWork, answer.Tag);
        ProxyRefusal? refusal = answer.Refusal is null && !answer.Given.MayRoam
            ? ProxyRefusal.RoamingNotAllowed
            : answer.Refusal;
        if (refusal is { } reason)
        {
            // vHSS -> MME  Update-Location-Answer: 5001, 5420, 5004; 5012 if the cloud cannot be asked
            _proxy.Refuse(reason);
            DiameterResult result = reason == ProxyRefusal.CloudUnavailable
                ? DiameterResult.Of(ResultCode.UnableToComply)
                : ResultOf(reason);
            from.Answer(new UpdateLocationAnswer(AnswerTo(request.Session, result)), execution.Tag);
            return;
        }

        _proxy.Measures.Services.Count(ProxyService.LocationUpdated);
        from.Answer(
            new UpdateLocationAnswer(
                AnswerTo(request.Session, DiameterResult.Success),
                UlaFlags.SeparationIndication,
                request.Flags.HasFlag(UlrFlags.SkipSubscriberData) ? null : DataOf(answer.Given)),
            execution.Tag);
    }

    // MME -> vHSS  Purge-UE-Request;  vHSS -> MME  Answer: nothing is kept of locations here
    private bool TryPurge(DiameterConnection from, Packet packet, out DiameterFault fault)
    {
        bool isRead = PurgeUeRequest.TryDecode(packet.Octets, out PurgeUeRequest request, out fault);
        if (isRead && from.Admits(CommandCode.PurgeUe, request.Session, packet.Tag))
        {
            from.Answer(
                new PurgeUeAnswer(AnswerTo(request.Session, DiameterResult.Success), PuaFlags.FreezeMTmsi),
                packet.Tag);
        }

        return isRead;
    }

    private SessionAnswer AnswerTo(in SessionRequest session, DiameterResult result) =>
        session.Answer(_diameter.Profile.Host, _diameter.Profile.Realm, result);

    private static DiameterResult ResultOf(ProxyRefusal reason) => DiameterResult.Of(reason switch
    {
        ProxyRefusal.UnknownAccount => S6aResultCode.UserUnknown,
        ProxyRefusal.BarredAccount => S6aResultCode.UnknownEpsSubscription,
        ProxyRefusal.RoamingNotAllowed => S6aResultCode.RoamingNotAllowed,
        _ => S6aResultCode.AuthenticationDataUnavailable,
    });

    // Ours: the bearer of every subscription, with the cloud's name and bit rates.
    private SubscriptionData DataOf(in SubscriptionAnswer answer)
    {
        if (_last is not { } last || last.Answer != answer)
        {
            _last = last = (answer, MakeData(answer));
        }

        return last.Data;
    }

    private static SubscriptionData MakeData(in SubscriptionAnswer answer)
    {
        var ambr = new Ambr(answer.UplinkMax, answer.DownlinkMax);
        return HssOptions.DefaultSubscription with
        {
            Ambr = ambr,
            Apns = new ApnConfigurationProfile(
                1,
                ApnConfigurationsIncluded.All,
                new(new ApnConfiguration(
                    1,
                    SubscribedPdnType.IPv4,
                    answer.Apn,
                    new EpsSubscribedQos(9, 8, PreemptionCapability.Disabled, PreemptionVulnerability.Disabled),
                    ambr))),
        };
    }
}
