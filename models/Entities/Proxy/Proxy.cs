using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The proxy server between an edge and a cloud: a first module of vHSS and vUSER, a second one of vUE and vOP, on one
/// node with one processor. It holds no subscriber's key. A crash loses vectors, challenges and codes that wait; its
/// signing key is kept.
/// </summary>
public sealed class Proxy : INodeObserver
{
    /// <summary>The operation of a message: read it, hand over between two functions, compose an answer.</summary>
    public const string Step = "proxy.step";

    private readonly HttpServer? _server;

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
        VirtualUser = new VirtualUser(this);
        VirtualHss = new VirtualHss(this, VirtualUser);
        if (options.HasSecondModule)
        {
            VirtualUe = new VirtualUe(this);
            VirtualProvider = new VirtualProvider(this, VirtualUe);
            _server = new HttpServer(node, processor, VirtualProvider, options.Http, measures.Http);
        }

        node.Observe(this);
    }

    /// <summary>Its own operations.</summary>
    public static IReadOnlyList<string> OperationNames { get; } =
        [Step, Operations.EcdsaP256Sign.Name, Operations.Rsa2048Sign.Name];

    /// <summary>Its machine.</summary>
    public Node Node { get; }

    /// <summary>Issuer identifier of its ID tokens.</summary>
    public string Issuer => $"http://{Options.Host}";

    /// <summary>The network whose home subscriber server its vHSS is.</summary>
    public PlmnId CloudPlmn => Options.Cloud.Plmn;

    internal Processor Processor { get; }

    internal ProxyOptions Options { get; }

    internal ProxyMeasures Measures { get; }

    internal Work StepWork { get; }

    internal VirtualUser VirtualUser { get; }

    internal VirtualHss VirtualHss { get; }

    internal VirtualUe? VirtualUe { get; }

    internal VirtualProvider? VirtualProvider { get; }

    /// <summary>Hears MMEs and terminals from now on, and again after each restart of its node.</summary>
    public void Start()
    {
        VirtualHss.Start();
        VirtualUe?.Start();
        _server?.Start(Cloud.HttpPort);
    }

    /// <inheritdoc/>
    void INodeObserver.Crashed(Node node)
    {
        VirtualHss.Forget();
        VirtualUe?.Forget();
        VirtualProvider?.Forget();
    }

    /// <inheritdoc/>
    void INodeObserver.Restarted(Node node) => Start();

    internal void Refuse(ProxyRefusal reason) => Measures.Refusals.Count(reason);
}
