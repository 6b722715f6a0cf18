using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Oidc;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>System <c>federation</c>: an edge, a cloud, and a proxy between them.</summary>
public sealed class FederationSystem : ISystem
{
    /// <inheritdoc/>
    public SystemDescription Description { get; } = FederationDescription.Make();

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new FederationWiring(run);
        wiring.AddClouds();
        wiring.AddProxies();
        wiring.AddHsss();
        wiring.AddMmes();
        wiring.AddEnbs();
        wiring.AddUes();
    }
}

/// <summary>An LTE network that roams to a cloud through a proxy.</summary>
internal sealed class FederationWiring(SystemRun run) : LteWiring(run)
{
    private readonly SystemRun _run = run;
    private readonly Dictionary<Node, Cloud> _clouds = [];
    private readonly Dictionary<Node, Proxy> _proxies = [];
    private readonly Dictionary<NodeGroup, List<UserAgent>> _agents = [];
    private readonly Dictionary<NodeGroup, UserAgentMeasures> _agentMeasures = [];

    /// <summary>Puts the clouds on their nodes.</summary>
    public void AddClouds()
    {
        foreach ((NodeGroup group, NodeId member, int _) in Members(FederationDescription.CloudRole))
        {
            Settings settings = group.Settings;
            Node node = _run.NodeOf(member);
            var options = new CloudOptions
            {
                Host = HostOf(node),
                Flow = settings.Word(FederationKeys.Flow) == "code" ? ResponseType.Code : ResponseType.IdToken,
                SqnScheme = Sequence,
                Subscription = CloudOptions.DefaultSubscription with
                {
                    MayRoam = settings.Word(FederationKeys.Roaming) == "allowed",
                },
                Providers =
                [
                    .. PeersOf(node, FederationDescription.ApiLink).Select(proxy => new TrustedProvider(
                        $"http://{HostOf(proxy)}", HostOf(proxy), EndpointOf(proxy, Cloud.HttpPort))),
                ],
                Api = HttpOptions.Default with { Tls = TlsOf(PeersOf(node, FederationDescription.ApiLink)) },
            };
            var cloud = new Cloud(
                node, _run.ProcessorOf(member), options, new CloudMeasures(_run.Metrics, EntityOf(group, member)));
            cloud.Start();
            _clouds.Add(node, cloud);
        }
    }

    /// <summary>Puts the proxies on their nodes.</summary>
    public void AddProxies()
    {
        foreach ((NodeGroup group, NodeId member, int number) in Members(FederationDescription.ProxyRole))
        {
            Node node = _run.NodeOf(member);
            if (PeersOf(node, FederationDescription.ApiLink).FirstOrDefault() is not { } cloudNode)
            {
                continue; // no cloud to speak with
            }

            Settings settings = group.Settings;
            var options = new ProxyOptions
            {
                Host = HostOf(node),
                Cloud = new FederatedCloud(
                    HostOf(cloudNode), EndpointOf(cloudNode, Cloud.ApiPort), PlmnOf(cloudNode).Id),
                HasSecondModule = settings.Word(FederationKeys.Modules) == "both",
                EdgePlmn = Serving.Id,
                EnbId = FirstEnbId + (uint)number,
                Mmes =
                [
                    .. PeersOf(node, FederationDescription.EdgeLink).Select(mme => mme.Ip.Addresses[0]),
                ],
                Clients = [HostOf(cloudNode)],
                Signer = SignerOf(settings, node),
                TokenLifetime = settings.Time(FederationKeys.TokenLifetime),
                CodeLifetime = settings.Time(FederationKeys.CodeLifetime),
                VectorsPerFetch = settings.Count(FederationKeys.Vectors),
                Cloudward = HttpOptions.Default with { Tls = TlsOf(settings) },
            };
            var proxy = new Proxy(
                node, _run.ProcessorOf(member), options, new ProxyMeasures(_run.Metrics, EntityOf(group, member)));
            proxy.Start();
            _proxies.Add(node, proxy);
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<S6aPeer> FurtherPeersOf(Node mme) =>
        PeersOf(mme, FederationDescription.EdgeLink)
            .Where(_proxies.ContainsKey)
            .Select(proxy => new S6aPeer(_proxies[proxy].CloudPlmn, proxy.Ip.Addresses[0]));

    /// <inheritdoc/>
    protected override void ProvisionElsewhere(in Subscriber subscriber, NodeGroup group, int index)
    {
        string home = group.Settings.Word(LteKeys.Plmn);
        foreach (NodeGroup clouds in Scenario.GroupsOf(FederationDescription.CloudRole))
        {
            if (clouds.Settings.Word(LteKeys.Plmn) == home)
            {
                Cloud cloud = _clouds[_run.NodeOf(clouds.Member(0))];
                cloud.Provision(subscriber);
                if (group.Settings.Word(FederationKeys.Account) == "barred")
                {
                    cloud.Bar(subscriber.Imsi);
                }

                return;
            }
        }
    }

    /// <inheritdoc/>
    protected override void AddCard(NodeGroup group, int index, Node node, Usim usim)
    {
        if (group.Settings.Word(FederationKeys.Service) == FederationKeys.Attach
            || PeersOf(node, FederationDescription.InternetLink).FirstOrDefault() is not { } cloud)
        {
            return;
        }

        if (!_agents.TryGetValue(group, out List<UserAgent>? agents))
        {
            _agents.Add(group, agents = []);
            _agentMeasures.Add(group, new UserAgentMeasures(
                _run.Measure(FederationDescription.ServiceProcedure, group), _run.Metrics, group.Name));
        }

        Node? proxy = PeersOf(node, FederationDescription.PortalLink).FirstOrDefault();
        var hosts = new Dictionary<string, IpEndpoint> { [HostOf(cloud)] = EndpointOf(cloud, Cloud.HttpPort) };
        if (proxy is not null)
        {
            hosts.Add(HostOf(proxy), EndpointOf(proxy, Cloud.HttpPort));
        }

        bool usesPassword = group.Settings.Word(FederationKeys.Service) == FederationKeys.Password;
        if (usesPassword)
        {
            _clouds[cloud].ProvisionLogin(usim.Imsi);
        }

        var options = new UserAgentOptions
        {
            CloudHost = HostOf(cloud),
            Hosts = hosts,
            Issuer = proxy is null ? null : $"http://{HostOf(proxy)}",
            UsesPassword = usesPassword,
            Behaviour = group.Settings.Choice<UserAgentBehaviour>(FederationKeys.Agent),
        };
        agents.Add(new UserAgent(
            node, usim, _run.ProcessorOf(group.Member(index)), options, _agentMeasures[group]));
    }

    /// <inheritdoc/>
    protected override IArrivalTarget TargetOf(NodeGroup group, List<Ue> ues) =>
        _agents.TryGetValue(group, out List<UserAgent>? agents)
            ? new ArrivalsInTurn<UserAgent>(agents, agent => agent.IsIdle, agent => agent.Start())
            : base.TargetOf(group, ues);

    private const uint FirstEnbId = 0xF0000; // of 20 bits: far from those of eNBs

    private static string HostOf(Node node) => $"{node.Id.Replace('/', '-')}.example";

    private static IpEndpoint EndpointOf(Node node, ushort port) => new(node.Ip.Addresses[0], port);

    private static TlsModel TlsOf(Settings proxy) =>
        proxy.Word(FederationKeys.Tls) == "none" ? TlsModel.None : TlsModel.Modelled;

    // A cloud protects its interface for proxies as its first proxy does.
    private TlsModel TlsOf(IEnumerable<Node> proxies) => proxies.FirstOrDefault() is { } first
        ? TlsOf(GroupOf(first).Settings)
        : TlsModel.None;

    private NodeGroup GroupOf(Node node) =>
        Scenario.Groups.First(group => node.Id.StartsWith(group.Name + "/", StringComparison.Ordinal));

    private Network PlmnOf(Node cloud) => Network.Parse(GroupOf(cloud).Settings.Word(LteKeys.Plmn));

    private JwsSigner SignerOf(Settings settings, Node node)
    {
        if (settings.Word(FederationKeys.Signature) == "rs256")
        {
            return new JwsSigner("rsa", RsaTestKey.Make());
        }

        // a number below the order of the curve: all but one in 2^32 are
        RandomStream random = _run.Simulation.Random($"{node.Id}/signing-key");
        Span<byte> scalar = stackalloc byte[EcdsaP256PrivateKey.ScalarSize];
        random.Fill(scalar);
        scalar[0] &= 0x7F;
        return new JwsSigner("es", new EcdsaP256PrivateKey(scalar));
    }
}
