using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The proxy server between edges and clouds: a first module of vHSS and vUSER, a second one of vUE and vOP, on one
/// node with one processor. It holds no subscriber's key. A crash loses vectors, challenges and codes that wait; its
/// signing key is kept.
/// </summary>
public sealed class Proxy : INodeObserver, IProviderParty
{
    /// <summary>The operation of a message: read it, hand over between two functions, compose an answer.</summary>
    public const string Step = "proxy.step";

    private readonly VirtualHss _virtualHss;
    private readonly VirtualUe? _virtualUe;
    private readonly EdgeRoutes? _edges;
    private readonly OidcProvider? _virtualProvider;
    private readonly HttpServer? _server;
    private readonly HttpServer? _relay;

    /// <summary>A proxy that hears nothing before <see cref="Start"/>.</summary>
    /// <param name="node">Its machine.</param>
    /// <param name="processor">Executes the work of all functions.</param>
    /// <param name="options">What it is.</param>
    /// <param name="measures">What it counts.</param>
    public Proxy(Node node, Processor processor, ProxyOptions options, ProxyMeasures measures)
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
        var virtualUser = new VirtualUser(this);
        _virtualHss = new VirtualHss(this, virtualUser);
        if (options.HasSecondModule)
        {
            _virtualUe = new VirtualUe(this);
            _edges = new EdgeRoutes(this, _virtualUe);
            _virtualProvider = new OidcProvider(this, _edges);
            _server = new HttpServer(node, processor, _virtualProvider, options.Http, measures.Http);
        }

        if (options.ServesProxies)
        {
            _relay = new HttpServer(
                node, processor, new CloudRelay(this, virtualUser), options.Cloudward, measures.Http);
        }

        node.Observe(this);
    }

    /// <summary>Its own operations.</summary>
    public static IReadOnlyList<string> OperationNames { get; } =
        [Step, Operations.EcdsaP256Sign.Name, Operations.Rsa2048Sign.Name];

    /// <summary>Its machine.</summary>
    public Node Node { get; }

    /// <summary>The networks whose home subscriber server its vHSS is.</summary>
    public IEnumerable<PlmnId> CloudPlmns
    {
        get
        {
            foreach (FederatedCloud cloud in Options.Clouds)
            {
                yield return cloud.Plmn;
            }
        }
    }

    /// <inheritdoc/>
    Processor IProviderParty.Processor => Processor;

    /// <inheritdoc/>
    Work IProviderParty.StepWork => StepWork;

    /// <inheritdoc/>
    ProviderOptions IProviderParty.Provider => Options.Provider;

    /// <inheritdoc/>
    ReasonCounters<ProxyService> IProviderParty.Services => Measures.Services;

    internal Processor Processor { get; }

    internal ProxyOptions Options { get; }

    internal ProxyMeasures Measures { get; }

    internal Work StepWork { get; }

    /// <summary>Hears MMEs, terminals and other proxies from now on, and again after each restart.</summary>
    public void Start()
    {
        _virtualHss.Start();
        _virtualUe?.Start();
        _server?.Start(Cloud.HttpPort);
        _relay?.Start(Cloud.ApiPort);
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        _virtualHss.Forget();
        _virtualUe?.Forget();
        _edges?.Forget();
        _virtualProvider?.Forget();
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    /// <inheritdoc/>
    void IProviderParty.Refuse(ProxyRefusal reason) => Refuse(reason);

    internal void Refuse(ProxyRefusal reason) => Measures.Refusals.Count(reason);
}
