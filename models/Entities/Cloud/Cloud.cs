using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// A cloud service: its accounts have SIM cards, for which it gives vectors to proxies; it serves terminals by the
/// tokens of providers that it trusts, or by passwords. Accounts survive a crash, sessions do not.
/// </summary>
public sealed class Cloud : INodeObserver, IHttpService
{
    /// <summary>The operation of a request: read, look up, compose an answer.</summary>
    public const string Step = "cloud.step";

    /// <summary>The operation of checking a password: a slow hash.</summary>
    public const string PasswordHash = "cloud.password-hash";

    private readonly HttpServer _server;
    private readonly HttpServer _api;
    private readonly CloudVectors _vectors;
    private readonly CloudRelyingParty _relyingParty;
    private readonly CloudLogin _login;
    private readonly HashSet<Imsi> _barred = [];
    private readonly Octets _subscription; // the same for all accounts

    /// <summary>A cloud without accounts; it hears nothing before <see cref="Start"/>.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes its requests.</param>
    /// <param name="options">What it is and grants.</param>
    /// <param name="measures">What it counts.</param>
    public Cloud(Node node, Processor processor, CloudOptions options, CloudMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(measures);
        Node = node;
        Processor = processor;
        Options = options;
        Measures = measures;
        StepWork = Work.Of(processor.Find(Step));
        _subscription = options.Subscription.ToOctets();
        _server = new HttpServer(node, processor, this, options.Http, measures.Http);
        _api = new HttpServer(node, processor, this, options.Api, measures.Http);
        _vectors = new CloudVectors(this);
        _relyingParty = new CloudRelyingParty(this);
        _login = new CloudLogin(this);
        node.Observe(this);
    }

    /// <summary>Its machine.</summary>
    public Node Node { get; }

    /// <summary>Accounts.</summary>
    public int AccountCount => Accounts.Count;

    internal Processor Processor { get; }

    internal CloudOptions Options { get; }

    internal CloudMeasures Measures { get; }

    internal SubscriberTable Accounts { get; } = new();

    internal Work StepWork { get; }

    /// <summary>Takes an account in.</summary>
    /// <param name="subscriber">Identity and keys of its card.</param>
    public void Provision(in Subscriber subscriber) => Accounts.Add(subscriber);

    /// <summary>Gives a user a password.</summary>
    /// <param name="imsi">Who it is.</param>
    public void ProvisionLogin(Imsi imsi) => Logins.Add(imsi);

    /// <summary>The password of a user.</summary>
    /// <param name="imsi">Whose.</param>
    public static string PasswordOf(Imsi imsi) => CloudLogin.PasswordOf(imsi);

    internal HashSet<Imsi> Logins { get; } = [];

    /// <summary>Bars an account: it may not use services of an edge.</summary>
    /// <param name="imsi">Whose.</param>
    public void Bar(Imsi imsi) => _barred.Add(imsi);

    /// <summary>Hears requests from now on, and again after each restart of its node.</summary>
    public void Start()
    {
        _server.Start(HttpPort);
        _api.Start(ApiPort);
    }

    /// <summary>TCP port for terminals.</summary>
    public const ushort HttpPort = 80;

    /// <summary>TCP port for proxies.</summary>
    public const ushort ApiPort = 8080;

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node) => _relyingParty.Forget();

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    /// <inheritdoc/>
    async Process<HttpReply> IHttpService.Serve(HttpRequest request, MeasurementTag tag)
    {
        Execution execution = await Processor.Execute(StepWork, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.Overloaded, tag);
        }

        tag = execution.Tag;
        if (!FormParameters.TryDecodeQuery(request.Target, out string path, out FormParameters query, out _))
        {
            return Refuse(HttpStatus.BadRequest, CloudRefusal.Malformed, tag);
        }

        switch (request.Method, path)
        {
            case ("POST", VectorsRequest.Path):
                return await _vectors.Give(request, tag);
            case ("GET", CloudPaths.Service):
                return _relyingParty.Redirect(query, tag);
            case ("GET", CloudPaths.Callback):
                return await _relyingParty.Conclude(request, query, tag);
            case ("POST", CloudPaths.Callback):
                return FormParameters.TryDecode(request.Body.Span, out FormParameters form, out DecodeError _)
                    ? await _relyingParty.Conclude(request, form, tag)
                    : Refuse(HttpStatus.BadRequest, CloudRefusal.Malformed, tag);
            case ("GET", CloudPaths.Login):
                return CloudLogin.Offer(tag);
            case ("POST", CloudPaths.Login):
                return await _login.Check(request, tag);
            case ("GET", _) when CloudPaths.TryReadSubscription(path, out Imsi imsi):
                return GiveSubscription(imsi, tag);
            default:
                return Refuse(HttpStatus.NotFound, CloudRefusal.UnknownPath, tag);
        }
    }

    internal HttpReply Refuse(int status, CloudRefusal reason, in MeasurementTag tag)
    {
        Measures.Refusals.Count(reason);
        return new HttpReply(HttpResponse.Create(status), tag);
    }

    /// <summary>Finds an account that may use services of an edge; otherwise says why not.</summary>
    internal bool TryFind(Imsi imsi, out int place, out int status, out CloudRefusal reason)
    {
        bool isKnown = Accounts.TryFind(imsi, out place);
        (status, reason) = isKnown
            ? (HttpStatus.Forbidden, CloudRefusal.BarredAccount)
            : (HttpStatus.NotFound, CloudRefusal.UnknownAccount);
        return isKnown && !_barred.Contains(imsi);
    }

    // vUSER -> cloud  GET /v1/accounts/{imsi}/subscription;  cloud -> vUSER  200
    private HttpReply GiveSubscription(Imsi imsi, in MeasurementTag tag)
    {
        if (!TryFind(imsi, out _, out int status, out CloudRefusal reason))
        {
            return Refuse(status, reason, tag);
        }

        Measures.Services.Count(CloudService.Subscription);
        return new HttpReply(
            HttpResponse.Create(HttpStatus.Ok, Json, _subscription), tag, FederationLabels.Subscription);
    }

    internal const string Json = "application/json";
}
