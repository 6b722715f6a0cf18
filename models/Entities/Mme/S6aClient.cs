using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>S6a at an MME: one connection to each HSS, chosen by the subscriber's network (TS 29.272 §5.2).</summary>
public sealed class S6aClient : IHomeSubscriberServer, INodeObserver, IDiameterApplication
{
    private readonly DiameterNode _diameter;
    private readonly S6aOptions _options;
    private readonly S6aMeasures _measures;
    private readonly S6aRoutes _routes;

    /// <summary>A client that connects to nobody before <see cref="Start"/>.</summary>
    /// <param name="node">The MME's machine.</param>
    /// <param name="options">What the MME is.</param>
    /// <param name="peers">The HSSs; of several for one network the first that is up is asked.</param>
    /// <param name="measures">What is counted.</param>
    public S6aClient(Node node, S6aOptions options, IReadOnlyList<S6aPeer> peers, S6aMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(peers);
        ArgumentNullException.ThrowIfNull(measures);
        _options = options;
        _measures = measures;
        _routes = new S6aRoutes(peers);
        DiameterIdentity realm = options.Realm.IsEmpty ? DiameterNames.Realm(options.VisitedPlmn) : options.Realm;
        var profile = new DiameterProfile(options.Host, realm, DiameterApplication.S6a, S6aCommand.Commands);
        _diameter = new DiameterNode(node, profile, this, options.Diameter, measures.Diameter);
        node.Observe(this);
    }

    /// <summary>Is told of cancelled locations.</summary>
    public ILocationObserver? Observer { get; set; }

    /// <summary>HSSs that are connected.</summary>
    public int ConnectionCount => _diameter.Connections.Count;

    /// <summary>Connects to the HSSs from now on, and again after each restart of the node.</summary>
    public void Start()
    {
        foreach (DiameterPeer peer in _routes.Peers)
        {
            _diameter.Connect(peer);
        }
    }

    /// <summary>Leaves the HSSs in order; requests that wait end as unreachable (RFC 6733 §5.4).</summary>
    /// <param name="cause">Why. This end connects again after its pause.</param>
    public void Disconnect(DisconnectCause cause)
    {
        foreach (DiameterPeer peer in _routes.Peers)
        {
            peer.Connection?.Disconnect(cause);
        }
    }

    /// <inheritdoc/>
    public async Process<VectorAnswer> FetchVector(
        Imsi imsi, Resynchronisation? resynchronisation, MeasurementTag tag)
    {
        // MME -> HSS  Authentication-Information-Request;  HSS -> MME  Answer (§5.2.3.1)
        DiameterReply reply = SendVectorRequest(imsi, resynchronisation, tag) is { } pending
            ? await pending.Answer()
            : new DiameterReply(DiameterOutcome.ConnectionLost);
        VectorAnswer answer = S6aAnswer.ReadVector(reply, tag);
        _measures.Vectors.Count(answer.Status);
        return answer;
    }

    /// <inheritdoc/>
    public async Process<LocationAnswer> UpdateLocation(Imsi imsi, MeasurementTag tag)
    {
        // MME -> HSS  Update-Location-Request;  HSS -> MME  Answer (§5.2.1.1)
        DiameterReply reply = SendLocationRequest(imsi, tag) is { } pending
            ? await pending.Answer()
            : new DiameterReply(DiameterOutcome.ConnectionLost);
        LocationAnswer answer = S6aAnswer.ReadLocation(reply, tag);
        _measures.Locations.Count(answer.Status);
        return answer;
    }

    /// <inheritdoc/>
    public async Process<S6aStatus> Purge(Imsi imsi, MeasurementTag tag)
    {
        // MME -> HSS  Purge-UE-Request;  HSS -> MME  Answer (§5.2.1.3)
        DiameterReply reply = SendPurgeRequest(imsi, tag) is { } pending
            ? await pending.Answer()
            : new DiameterReply(DiameterOutcome.ConnectionLost);
        S6aStatus status = S6aAnswer.ReadPurge(reply);
        _measures.Purges.Count(status);
        return status;
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        // the connections went down with the node
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    /// <inheritdoc/>
    void IDiameterApplication.Receive(DiameterConnection from, in DiameterHeader header, Packet request)
    {
        DiameterFault fault = S6aAnswer.NotForAnMme;
        if (header.Command != CommandCode.CancelLocation
            || !CancelLocationRequest.TryDecode(request.Octets, out CancelLocationRequest message, out fault))
        {
            from.Refuse(request, fault);
            return;
        }

        MeasurementTag tag = request.Tag;
        request.Release();
        if (from.Admits(CommandCode.CancelLocation, message.Session, tag))
        {
            CancelLocation(from, message, tag);
        }
    }

    private void CancelLocation(DiameterConnection from, in CancelLocationRequest request, in MeasurementTag tag)
    {
        // HSS -> MME  Cancel-Location-Request;  MME -> HSS  Answer, whether or not the MME knows it (§5.2.1.2.2)
        DiameterProfile own = _diameter.Profile;
        _measures.Cancellations.Add();
        from.Answer(
            new CancelLocationAnswer(request.Session.Answer(own.Host, own.Realm, DiameterResult.Success)), tag);
        Observer?.CancelLocation(request.Imsi, request.Cancellation, tag);
    }

    private PendingRequest? SendVectorRequest(
        Imsi imsi, in Resynchronisation? resynchronisation, in MeasurementTag tag)
    {
        if (!TryBegin(imsi, out DiameterConnection? hss, out SessionRequest session))
        {
            return null;
        }

        Protocols.Diameter.Resynchronisation? refused =
            resynchronisation is { } token ? new(token.Rand, token.Auts) : null;
        var requested = new RequestedEutranAuthentication(1, Resynchronisation: refused); // TS 33.401 §6.1.2: one
        return hss!.Send(
            new AuthenticationInformationRequest(session, imsi, _options.VisitedPlmn, requested), tag);
    }

    private PendingRequest? SendLocationRequest(Imsi imsi, in MeasurementTag tag)
    {
        const UlrFlags Flags = UlrFlags.S6aIndicator | UlrFlags.InitialAttachIndicator;
        return TryBegin(imsi, out DiameterConnection? hss, out SessionRequest session)
            ? hss!.Send(
                new UpdateLocationRequest(session, imsi, RatType.Eutran, Flags, _options.VisitedPlmn), tag)
            : null;
    }

    private PendingRequest? SendPurgeRequest(Imsi imsi, in MeasurementTag tag) =>
        TryBegin(imsi, out DiameterConnection? hss, out SessionRequest session)
            ? hss!.Send(new PurgeUeRequest(session, imsi), tag)
            : null;

    private bool TryBegin(Imsi imsi, out DiameterConnection? hss, out SessionRequest session)
    {
        S6aRoute? route = _routes.Find(imsi);
        hss = route?.Peer.Connection;
        session = hss is null ? default : new SessionRequest(
            hss.NextTransaction(),
            _diameter.NextSession(),
            _diameter.Profile.Host,
            _diameter.Profile.Realm,
            hss.PeerHost,
            route!.Realm);
        return hss is not null;
    }
}
