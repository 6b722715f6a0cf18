using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Oidc;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>System <c>federation</c>: edges, clouds, and proxies between them.</summary>
public sealed class FederationSystem : ISystem
{
    /// <inheritdoc/>
    public SystemDescription Description { get; } = FederationDescription.Make();

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new FederationWiring(run);
        wiring.Watch();
        wiring.AddClouds();
        wiring.AddProxies();
        wiring.AddHsss();
        wiring.AddProviders();
        wiring.AddMmes();
        wiring.AddEnbs();
        wiring.AddUes();
        wiring.CountAgreements();
        wiring.Compare();
    }
}

/// <summary>LTE networks that roam to clouds through proxies.</summary>
internal sealed class FederationWiring(SystemRun run) : LteWiring(run)
{
    private readonly SystemRun _run = run;
    private readonly Dictionary<Node, (NodeGroup Group, int Index)> _members = MembersOf(run); // but terminals
    private readonly Dictionary<Node, Cloud> _clouds = [];
    private readonly Dictionary<Network, Cloud> _cloudsByNetwork = []; // of two of one network the first
    private readonly Dictionary<Node, Proxy> _proxies = [];
    private readonly Dictionary<NodeGroup, List<UserAgent>> _agents = [];
    private readonly Dictionary<(NodeGroup Group, Node Cloud, Node? Proxy), UserAgentOptions> _agentOptions = [];
    private readonly Dictionary<NodeGroup, UserAgentMeasures> _agentMeasures = [];
    private readonly Dictionary<NodeGroup, SeparateMeasures> _separate = [];
    private Exposure? _exposure;

    /// <summary>Counts which keys and identifiers each party and each link sees, if that is asked for.</summary>
    public void Watch()
    {
        if (Scenario.Options.Word(FederationKeys.Exposure) == "counted")
        {
            bool isProtected = Scenario.GroupsOf(FederationDescription.ProxyRole)
                .Any(group => TlsOf(group.Settings) == TlsModel.Modelled);
            string[] hidden = isProtected ? [FederationDescription.ApiLink, FederationDescription.ChainLink] : [];
            _exposure = new Exposure(hidden);
            _run.Network.AddTap(_exposure);
            _exposure.Report(
                _run.Metrics,
                Scenario.Groups.Select(group => group.Name).Concat(Scenario.Network.Select(link => link.Class.Name)));
        }
    }

    /// <inheritdoc/>
    protected override void Personalised(in Subscriber subscriber) => _exposure?.Add(subscriber);

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
                    .. PeersOf(node, FederationDescription.ApiLink).Select(ProviderAt),
                ],
                Api = HttpOptions.Default with { Tls = TlsOf(ProxiesAt(node)) },
            };
            var cloud = new Cloud(
                node, _run.ProcessorOf(member), options, new CloudMeasures(_run.Metrics, EntityOf(group, member)));
            cloud.Start();
            _clouds.Add(node, cloud);
            _cloudsByNetwork.TryAdd(NetworkOf(node), cloud);
        }
    }

    /// <summary>Puts the proxies on their nodes.</summary>
    public void AddProxies()
    {
        var routes = new FederationRoutes(this);
        foreach ((NodeGroup group, NodeId member, int number) in Members(FederationDescription.ProxyRole))
        {
            Node node = _run.NodeOf(member);
            FederatedCloud[] clouds = [.. routes.CloudsOf(node)];
            if (clouds.Length == 0)
            {
                continue; // no cloud to speak with
            }

            Settings settings = group.Settings;
            var options = new ProxyOptions
            {
                Provider = ProviderOf(settings, node) with
                {
                    Clients = [.. CloudsAt(node).Concat(NeighboursOf(node)).Select(HostOf)],
                },
                Clouds = clouds,
                HssIndex = number,
                HasSecondModule = settings.Word(FederationKeys.Modules) == "both",
                ServesProxies = NeighboursOf(node).Any(),
                EnbId = FirstEnbId + (uint)number,
                Mmes = [.. MmesAt(node).Select(mme => new EdgeMme(mme.Ip.Addresses[0], ServingOf(mme).Id))],
                FurtherEdges = [.. routes.FurtherEdgesOf(node)],
                VectorsPerFetch = settings.Count(FederationKeys.Vectors),
                Cloudward = ProxyOptions.CloudwardDefault with { Tls = TlsOf(settings) },
            };
            var proxy = new Proxy(
                node, _run.ProcessorOf(member), options, new ProxyMeasures(_run.Metrics, EntityOf(group, member)));
            proxy.Start();
            _proxies.Add(node, proxy);
        }
    }

    /// <summary>Puts the OpenID providers that need no proxy on their nodes.</summary>
    public void AddProviders()
    {
        foreach ((NodeGroup group, NodeId member, int number) in Members(FederationDescription.ProviderRole))
        {
            Node node = _run.NodeOf(member);
            if (PeerOf(node, FederationDescription.IdentityLink) is not { } hss)
            {
                continue; // no HSS to ask
            }

            // on S6a it passes for an MME, whose group no MME of the edge has
            Network home = NetworkOf(hss);
            DiameterIdentity name = DiameterNames.Mme(home.Id, ProviderMmeGroup, (byte)number);
            string entity = EntityOf(group, member);
            var client = new S6aClient(
                node, new S6aOptions(name, home.Id), [new S6aPeer(home.Id, hss.Ip.Addresses[0])],
                new S6aMeasures(_run.Metrics, entity));
            ProviderOptions options = ProviderOf(group.Settings, node) with
            {
                Clients = [.. CloudsAt(node).Select(HostOf)],
            };
            new OpenIdProvider(
                node, _run.ProcessorOf(member), options, client,
                new ProxyMeasures(_run.Metrics, entity, FederationDescription.ProviderRole)).Start();
        }
    }

    /// <summary>Reports who must have agreed with whom.</summary>
    public void CountAgreements()
    {
        var agreements = new Agreements();
        foreach (Node node in _run.Network.Nodes.Where(_members.ContainsKey))
        {
            string role = _members[node].Group.Role.Name;
            if (role == FederationDescription.ProxyRole)
            {
                agreements.AddProxied(node.Id, MmesAt(node).Select(ServingOf));
                agreements.AddProxied(node.Id, CloudsAt(node).Select(NetworkOf));
                agreements.AddProxied(node.Id, NeighboursOf(node).Select(next => next.Id));
            }
            else if (role == LteDescription.MmeRole)
            {
                agreements.AddDirect(ServingOf(node), HssNodesOf(node).Select(NetworkOf));
            }
            else if (role == FederationDescription.ProviderRole
                && PeerOf(node, FederationDescription.IdentityLink) is { } hss)
            {
                agreements.AddDirect(NetworkOf(hss), CloudsAt(node).Select(NetworkOf));
            }
        }

        agreements.Report(_run.Metrics);
        _run.Metrics.Derived(
            FederationDescription.S6aConnections, "", MetricUnit.One, Statistic.Count,
            "Connections of MMEs to HSSs at the end of the run.", () => S6aConnectionCount);
    }

    /// <summary>The network of a cloud or an HSS.</summary>
    public Network NetworkOf(Node node) => NetworkOf(_members[node].Group, _members[node].Index);

    /// <summary>The network of an MME.</summary>
    public Network ServingOf(Node mme) => ServingOf(_members[mme].Group, _members[mme].Index);

    /// <summary>Clouds at the other ends of a proxy's or a provider's links.</summary>
    public IEnumerable<Node> CloudsAt(Node proxy) =>
        PeersOf(proxy, FederationDescription.ApiLink).Where(_clouds.ContainsKey);

    /// <summary>MMEs at the other ends of a proxy's links.</summary>
    public static IEnumerable<Node> MmesAt(Node proxy) => PeersOf(proxy, FederationDescription.EdgeLink);

    /// <summary>Proxies at the other ends of a proxy's links.</summary>
    public static IEnumerable<Node> NeighboursOf(Node proxy) => PeersOf(proxy, FederationDescription.ChainLink);

    /// <summary>The OpenID provider of a proxy, or one without a proxy.</summary>
    public static TrustedProvider ProviderAt(Node node) =>
        new($"http://{HostOf(node)}", HostOf(node), EndpointOf(node, Cloud.HttpPort));

    /// <summary>Name of a node in HTTP.</summary>
    public static string HostOf(Node node) => $"{node.Id.Replace('/', '-')}.example";

    /// <summary>A port of a node.</summary>
    public static IpEndpoint EndpointOf(Node node, ushort port) => new(node.Ip.Addresses[0], port);

    /// <inheritdoc/>
    protected override Network NetworkOf(NodeGroup group, int index) =>
        base.NetworkOf(group, index).Plus(index % NetworkCountOf(group));

    /// <inheritdoc/>
    protected override int NetworkCountOf(NodeGroup group) => group.Settings.Count(FederationKeys.Networks);

    /// <inheritdoc/>
    protected override Network ServingOf(NodeGroup group, int index)
    {
        string plmn = group.Settings.TextOf(LteKeys.Plmn);
        Network first = plmn == FederationKeys.Same ? Serving : new Network(plmn);
        return first.Plus(index % group.Settings.Count(FederationKeys.Networks));
    }

    /// <inheritdoc/>
    protected override IEnumerable<S6aPeer> FurtherPeersOf(Node mme) =>
        PeersOf(mme, FederationDescription.EdgeLink)
            .Where(_proxies.ContainsKey)
            .SelectMany(proxy => _proxies[proxy].CloudPlmns
                .Select(plmn => new S6aPeer(plmn, proxy.Ip.Addresses[0])));

    /// <inheritdoc/>
    protected override void ProvisionElsewhere(in Subscriber subscriber, NodeGroup group, int index)
    {
        if (_cloudsByNetwork.TryGetValue(NetworkOf(group, index), out Cloud? cloud))
        {
            cloud.Provision(subscriber);
            if (group.Settings.Word(FederationKeys.Account) == "barred")
            {
                cloud.Bar(subscriber.Imsi);
            }
        }
    }

    /// <inheritdoc/>
    protected override void AddCard(NodeGroup group, int index, Node node, Usim usim)
    {
        if (group.Settings.Word(FederationKeys.Service) == FederationKeys.Attach
            || PeerOf(node, FederationDescription.InternetLink) is not { } cloud)
        {
            return;
        }

        if (!_agents.TryGetValue(group, out List<UserAgent>? agents))
        {
            _agents.Add(group, agents = new List<UserAgent>(group.Count));
            _agentMeasures.Add(group, new UserAgentMeasures(
                _run.Measure(FederationDescription.ServiceProcedure, group), _run.Metrics, group.Name));
        }

        UserAgentOptions options = AgentOptionsOf(group, cloud, PeerOf(node, FederationDescription.PortalLink));
        if (options.UsesPassword)
        {
            _clouds[cloud].ProvisionLogin(usim.Imsi);
        }

        agents.Add(new UserAgent(
            node, usim, _run.ProcessorOf(group.Member(index)), options, _agentMeasures[group]));
    }

    // Shared by all terminals of a group that have the same cloud and the same proxy.
    private UserAgentOptions AgentOptionsOf(NodeGroup group, Node cloud, Node? proxy)
    {
        if (_agentOptions.TryGetValue((group, cloud, proxy), out UserAgentOptions? options))
        {
            return options;
        }

        var hosts = new Dictionary<string, IpEndpoint> { [HostOf(cloud)] = EndpointOf(cloud, Cloud.HttpPort) };
        if (proxy is not null)
        {
            hosts.Add(HostOf(proxy), EndpointOf(proxy, Cloud.HttpPort));
        }

        options = new UserAgentOptions
        {
            CloudHost = HostOf(cloud),
            Hosts = hosts,
            Issuer = proxy is null ? null : $"http://{HostOf(proxy)}",
            UsesPassword = group.Settings.Word(FederationKeys.Service) != FederationKeys.Web,
            Behaviour = group.Settings.Choice<UserAgentBehaviour>(FederationKeys.Agent),
        };
        _agentOptions.Add((group, cloud, proxy), options);
        return options;
    }

    /// <inheritdoc/>
    protected override IArrivalTarget TargetOf(NodeGroup group, List<Ue> ues)
    {
        if (!_agents.TryGetValue(group, out List<UserAgent>? agents))
        {
            return base.TargetOf(group, ues);
        }

        if (group.Settings.Word(FederationKeys.Service) != FederationKeys.Separate)
        {
            return new ArrivalsInTurn<UserAgent>(agents, agent => agent.IsIdle, agent => agent.Start());
        }

        var measures = new SeparateMeasures(_run.Measure(FederationDescription.SeparateProcedure, group));
        _separate.Add(group, measures);
        SeparateLogin[] logins = [.. ues.Zip(agents, (ue, agent) => new SeparateLogin(ue, agent, measures))];
        return new ArrivalsInTurn<SeparateLogin>(logins, login => login.IsIdle, login => login.Start());
    }

    /// <summary>Reports what groups save over those with an account at each provider, and who was served wrongly.
    /// </summary>
    public void Compare() => FederationComparison.Report(
        _run.Metrics,
        Scenario.GroupsOf(LteDescription.UeRole).Select(group => new TerminalGroup(
            group,
            _agentMeasures.TryGetValue(group, out UserAgentMeasures? agents) ? agents.Service : Attaches[group],
            _separate.GetValueOrDefault(group))));

    /// <inheritdoc/>
    protected override IEnumerable<Node> HssNodesOf(Node mme) =>
        base.HssNodesOf(mme).Concat(PeersOf(mme, FederationDescription.RoamingLink));

    private const uint FirstEnbId = 0xF0000; // of 20 bits: far from those of eNBs
    private const ushort ProviderMmeGroup = 0xFFFF; // ours: the last MME group identifier

    private static Dictionary<Node, (NodeGroup Group, int Index)> MembersOf(SystemRun run) => run.Scenario.Groups
        .Where(group => group.Role.Name != LteDescription.UeRole)
        .SelectMany(group => Enumerable.Range(0, group.Count).Select(index => (group, index)))
        .ToDictionary(member => run.NodeOf(member.group.Member(member.index)));

    private IEnumerable<Node> ProxiesAt(Node cloud) => PeersOf(cloud, FederationDescription.ApiLink)
        .Where(node => _members[node].Group.Role.Name == FederationDescription.ProxyRole);

    private ProviderOptions ProviderOf(Settings settings, Node node) => new()
    {
        Host = HostOf(node),
        Signer = SignerOf(settings, node),
        TokenLifetime = settings.Time(FederationKeys.TokenLifetime),
        CodeLifetime = settings.Time(FederationKeys.CodeLifetime),
    };

    private static TlsModel TlsOf(Settings proxy) =>
        proxy.Word(FederationKeys.Tls) == "none" ? TlsModel.None : TlsModel.Modelled;

    // A cloud protects its interface for proxies as its first proxy does.
    private TlsModel TlsOf(IEnumerable<Node> proxies) => proxies.FirstOrDefault() is { } first
        ? TlsOf(_members[first].Group.Settings)
        : TlsModel.None;

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
