using System;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// An edge operator's own OpenID provider beside its HSS, which clouds trust without a proxy. A crash loses challenges
/// and codes; the signing key is kept.
/// </summary>
public sealed class OpenIdProvider : INodeObserver, IProviderParty
{
    /// <summary>The operation of a message.</summary>
    public const string Step = "provider.step";

    private readonly OidcProvider _provider;
    private readonly HttpServer _server;
    private readonly S6aClient _hss;
    private readonly ProviderOptions _options;
    private readonly Processor _processor;
    private readonly ProxyMeasures _measures;
    private readonly Work _step;

    /// <summary>A provider that hears nothing before <see cref="Start"/>.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes its work.</param>
    /// <param name="options">What it is.</param>
    /// <param name="hss">Asks the operator's HSS.</param>
    /// <param name="measures">What it counts.</param>
    public OpenIdProvider(
        Node node, Processor processor, ProviderOptions options, S6aClient hss, ProxyMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(hss);
        ArgumentNullException.ThrowIfNull(measures);
        Node = node;
        _processor = processor;
        _options = options;
        _hss = hss;
        _measures = measures;
        _step = Work.Of(processor.Find(Step));
        _provider = new OidcProvider(this, new HomeRunner(hss));
        _server = new HttpServer(node, processor, _provider, HttpOptions.Default, measures.Http);
        node.Observe(this);
    }

    /// <summary>Its machine.</summary>
    public Node Node { get; }

    /// <inheritdoc/>
    Processor IProviderParty.Processor => _processor;

    /// <inheritdoc/>
    Work IProviderParty.StepWork => _step;

    /// <inheritdoc/>
    ProviderOptions IProviderParty.Provider => _options;

    /// <inheritdoc/>
    ReasonCounters<ProxyService> IProviderParty.Services => _measures.Services;

    /// <summary>Hears terminals and clouds from now on, and again after each restart of its node; connects to the HSS.
    /// </summary>
    public void Start()
    {
        _hss.Start();
        _server.Start(Cloud.HttpPort);
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node) => _provider.Forget();

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => _server.Start(Cloud.HttpPort); // the S6a client observes the node too

    /// <inheritdoc/>
    void IProviderParty.Refuse(ProxyRefusal reason) => _measures.Refusals.Count(reason);
}
