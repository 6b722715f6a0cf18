using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// Home subscriber server with its authentication centre, asked by MMEs over S6a (TS 29.272, TS 33.401 §6.1). The
/// database survives a crash of the node; connections and requests in progress do not.
/// </summary>
public sealed class Hss : INodeObserver, IDiameterApplication
{
    /// <summary>The operation that looks a subscriber up and composes an answer.</summary>
    public const string Lookup = "hss.lookup";

    private readonly DiameterNode _diameter;
    private readonly HssRequests<AuthenticationInformationRequest> _authentication;
    private readonly HssRequests<UpdateLocationRequest> _locations;
    private readonly HssRequests<PurgeUeRequest> _purges;
    private readonly HssCancelLocation _cancelLocation;

    /// <summary>An HSS without subscribers; it hears nothing before <see cref="Start"/>.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes its requests.</param>
    /// <param name="options">What it is and grants.</param>
    /// <param name="measures">What is counted.</param>
    public Hss(Node node, Processor processor, HssOptions options, HssMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(measures);
        bool isBounded = options.VectorsMax is >= 1 and <= HssAuthenticationInformation.VectorsMax;
        Invariant.Require(isBounded, "a request gets between one and five vectors");
        Node = node;
        Processor = processor;
        Options = options;
        Measures = measures;
        DiameterIdentity host = options.Host.IsEmpty ? DiameterNames.Hss(options.Plmn) : options.Host;
        var profile = new DiameterProfile(
            host, DiameterNames.Realm(options.Plmn), DiameterApplication.S6a, S6aCommand.Commands);
        _diameter = new DiameterNode(node, profile, this, options.Diameter, measures.Diameter);
        _cancelLocation = new HssCancelLocation(this);
        _authentication = new(this, new HssAuthenticationInformation(this));
        _locations = new(this, new HssUpdateLocation(this, _cancelLocation));
        _purges = new(this, new HssPurgeUe(this));
        node.Observe(this);
    }

    /// <summary>Every operation that it may execute: its device profile has them all.</summary>
    public static IReadOnlyList<string> OperationNames { get; } =
        [Lookup, Operations.AkaVector.Name, Operations.AkaResynchronise.Name, Operations.KdfHmacSha256.Name];

    /// <summary>Its machine.</summary>
    public Node Node { get; }

    /// <summary>Its name.</summary>
    public DiameterIdentity Host => _diameter.Profile.Host;

    /// <summary>Its realm.</summary>
    public DiameterIdentity Realm => _diameter.Profile.Realm;

    /// <summary>Subscribers, those whose subscription was withdrawn included.</summary>
    public int SubscriberCount => Subscribers.Count;

    /// <summary>MMEs that are connected.</summary>
    public int ConnectionCount => _diameter.Connections.Count;

    internal Processor Processor { get; }

    internal HssOptions Options { get; }

    internal HssMeasures Measures { get; }

    internal SubscriberTable Subscribers { get; } = new();

    internal ServingNodes ServingNodes { get; } = new();

    internal DiameterNode Diameter => _diameter;

    /// <summary>Takes a subscriber in.</summary>
    /// <param name="subscriber">Identity and keys.</param>
    public void Provision(in Subscriber subscriber) => Subscribers.Add(subscriber);

    /// <summary>Makes room for subscribers that will be provisioned.</summary>
    /// <param name="count">How many.</param>
    public void Expect(int count) => Subscribers.Expect(count);

    /// <summary>Hears MMEs from now on, and again after each restart of its node.</summary>
    public void Start() => _diameter.Listen();

    /// <summary>
    /// Ends a subscription: the MME that serves the subscriber is told to cancel its location (TS 29.272 §5.2.1.2), and
    /// no request for it succeeds any more.
    /// </summary>
    /// <param name="imsi">The subscriber.</param>
    /// <returns>False if there is no such subscription.</returns>
    public bool TryWithdraw(Imsi imsi)
    {
        if (!Subscribers.TryFind(imsi, out int place) || !Subscribers.At(place).HasSubscription)
        {
            return false;
        }

        ref SubscriberRecord record = ref Subscribers.At(place);
        int serving = record.ServingNode;
        record.HasSubscription = false;
        record.ServingNode = -1;
        _cancelLocation.Start(serving, imsi, CancellationType.SubscriptionWithdrawal, default);
        return true;
    }

    /// <summary>Name of the MME that serves a subscriber; empty if none does.</summary>
    /// <param name="imsi">The subscriber.</param>
    public DiameterIdentity ServingNodeOf(Imsi imsi)
    {
        int serving = Subscribers.TryFind(imsi, out int place) ? Subscribers.At(place).ServingNode : -1;
        return serving < 0 ? default : ServingNodes[serving].Host;
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        // connections and requests in progress went down with the node; the database is on disk
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    /// <inheritdoc/>
    void IDiameterApplication.Receive(DiameterConnection from, in DiameterHeader header, Packet request)
    {
        switch (header.Command)
        {
            case CommandCode.AuthenticationInformation:
                _authentication.Receive(from, request);
                break;
            case CommandCode.UpdateLocation:
                _locations.Receive(from, request);
                break;
            case CommandCode.PurgeUe:
                _purges.Receive(from, request);
                break;
            default:
                from.Refuse(request, HssFault.NotForAnHss); // Cancel-Location goes the other way
                break;
        }
    }

    /// <summary>An answer that refuses for a reason of the application.</summary>
    internal SessionAnswer Refuse(in SessionRequest request, S6aResultCode result, HssRefusal reason)
    {
        Measures.Refusals.Count(reason);
        return request.Answer(Host, Realm, DiameterResult.Of(result));
    }

    /// <summary>An answer that grants.</summary>
    internal SessionAnswer Grant(in SessionRequest request, HssService service)
    {
        Measures.Services.Count(service);
        return request.Answer(Host, Realm, DiameterResult.Success);
    }

    /// <summary>Finds a subscriber with a subscription; otherwise says why there is none.</summary>
    internal bool TryFind(Imsi imsi, out int place, out S6aResultCode result, out HssRefusal reason)
    {
        bool isKnown = Subscribers.TryFind(imsi, out place);
        (result, reason) = isKnown
            ? (S6aResultCode.UnknownEpsSubscription, HssRefusal.UnknownEpsSubscription)
            : (S6aResultCode.UserUnknown, HssRefusal.UserUnknown);
        return isKnown && Subscribers.At(place).HasSubscription;
    }
}
