using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Wire;
using Operations = Simulator.Crypto.Operations;

namespace Tests.Entities;

/// <summary>
/// Nodes that are 5 ms apart, each with a processor, in a network that uses no packet twice. <c>client</c> is a node
/// from which a test asks what it likes.
/// </summary>
internal sealed class HttpWorld
{
    public static readonly SimTime OneWay = SimTime.FromMilliseconds(5);
    public static readonly MessageLabel Label = new("HTTP", "test");

    private readonly HttpClient _asking;
    private int _count;

    public HttpWorld()
    {
        Simulation = new Simulation();
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        Metrics = new MetricRegistry(Simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(100_000)));
        Client = AddNode("client");
        _asking = new HttpClient(Client, Client.Processors[0], HttpOptions.Default, new(Metrics, "asking", "client"));
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public MetricRegistry Metrics { get; }

    public Node Client { get; }

    /// <summary>What each operation costs.</summary>
    public static CostTable Costs { get; } = new(new Dictionary<string, OperationCost>
    {
        [Cloud.Step] = Of(100),
        [Cloud.PasswordHash] = Of(100_000),
        [Proxy.Step] = Of(100),
        [OpenIdProvider.Step] = Of(100),
        [UserAgent.Step] = Of(100),
        [Mme.Step.Name] = Of(100),
        [Operations.AkaVector.Name] = Of(50_000),
        [Operations.AkaResynchronise.Name] = Of(10),
        [Operations.UsimAuthenticate.Name] = Of(10),
        [Operations.KdfHmacSha256.Name] = Of(10),
        [Operations.EcdhP256Generate.Name] = Of(1_000),
        [Operations.EcdhP256Agree.Name] = Of(1_000),
        [Operations.EcdsaP256Sign.Name] = Of(1_000),
        [Operations.EcdsaP256Verify.Name] = Of(1_000),
        [Operations.Rsa2048Sign.Name] = Of(1_000),
        [Operations.Rsa2048Verify.Name] = Of(1_000),
    });

    /// <summary>A signer with a key of its own.</summary>
    /// <param name="seed">Which key.</param>
    public static JwsSigner SignerOf(byte seed)
    {
        byte[] scalar = new byte[EcdsaP256PrivateKey.ScalarSize];
        Array.Fill(scalar, seed);
        return new JwsSigner("es", new EcdsaP256PrivateKey(scalar));
    }

    /// <summary>A node with links to all others.</summary>
    public Node AddNode(string group, ProcessorOptions? processor = null)
    {
        Node node = Topology.AddNode(group);
        node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)++_count));
        foreach (Node other in Topology.Nodes.SkipLast(1))
        {
            Topology.AddLink("link", other, node, LinkOptions.Of(OneWay));
        }

        node.AddProcessor("processor", processor ?? new ProcessorOptions { Cores = 4 }, Costs);
        return node;
    }

    public static IpEndpoint EndpointOf(Node node, ushort port = Cloud.HttpPort) => new(node.Ip.Addresses[0], port);

    public Link LinkBetween(Node one, Node other) =>
        Topology.Links.Single(link => (link.First.Node, link.Second.Node) == (one, other));

    /// <summary>A server whose answers the test gives.</summary>
    public ScriptedService Serve(Node node, ushort port = Cloud.HttpPort)
    {
        var service = new ScriptedService(Simulation);
        var measures = new HttpMeasures(Metrics, "scripted", $"{node.Id}:{port}");
        new HttpServer(node, node.Processors[0], service, HttpOptions.Default, measures).Start(port);
        return service;
    }

    /// <summary>The answer to a request of the client's.</summary>
    public HttpResult Ask(IpEndpoint server, HttpRequest request) => Run(_asking.Send(server, request, Label, default));

    public HttpResult Get(IpEndpoint server, string target, params HttpField[] fields) =>
        Ask(server, HttpRequest.Create("GET", "host.example", target, fields));

    public HttpResult Post(IpEndpoint server, string target, string body, params HttpField[] fields) => Ask(
        server,
        HttpRequest.Create("POST", "host.example", target, "text/plain", new(Encoding.UTF8.GetBytes(body)), fields));

    public T Run<T>(Process<T> process)
    {
        Assert.That(Simulation.Run(process), Is.True, "it ended");
        return process.GetResult();
    }

    public void RunFor(double seconds) => Simulation.Run(Simulation.Now + SimTime.FromSeconds(seconds));

    /// <summary>How long something takes.</summary>
    public double Time(Action action)
    {
        SimTime start = Simulation.Now;
        action();
        return (Simulation.Now - start).Seconds;
    }

    /// <summary>When everything is switched off, no packet is left.</summary>
    public void Finish()
    {
        foreach (Node node in Topology.Nodes)
        {
            node.Crash();
        }

        Simulation.Run();
        Assert.That(Topology.Packets.LiveCount, Is.Zero, "every packet was released");
    }

    private static OperationCost Of(long microseconds) => new() { Fixed = SimTime.FromMicroseconds(microseconds) };
}

/// <summary>A service that answers what the test says, after a while.</summary>
internal sealed class ScriptedService(Simulation simulation) : IHttpService
{
    public List<HttpRequest> Requests { get; } = [];

    public Func<HttpRequest, HttpResponse> Answer { get; set; } = _ => HttpResponse.Create(HttpStatus.NotFound);

    public SimTime Delay { get; set; } = SimTime.FromMilliseconds(1);

    public async Process<HttpReply> Serve(HttpRequest request, MeasurementTag tag)
    {
        Requests.Add(request);
        await simulation.Timeout(Delay);
        return new HttpReply(Answer(request), tag, HttpWorld.Label);
    }

    /// <summary>200 with a text.</summary>
    public static HttpResponse Ok(string text) => Ok(new Octets(Encoding.UTF8.GetBytes(text)));

    /// <summary>200 with octets.</summary>
    public static HttpResponse Ok(in Octets body) => HttpResponse.Create(HttpStatus.Ok, "application/json", body);

    /// <summary>302 to somewhere.</summary>
    public static HttpResponse Found(string location) =>
        HttpResponse.Create(HttpStatus.Found, new HttpField("Location", location));
}
