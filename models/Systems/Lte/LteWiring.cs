using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>Puts the roles of an LTE network on the nodes of a scenario; other systems add their own parties.</summary>
/// <param name="run">The replication.</param>
internal class LteWiring(SystemRun run)
{
    protected static readonly SqnScheme Sequence = SqnScheme.NotTimeBased; // profile 2 of TS 33.102 annex C.3

    private readonly List<(NodeGroup Group, Network Plmn, Hss Hss)> _hsss = [];
    private readonly Dictionary<Network, HomeOperator> _operators = [];
    private readonly Dictionary<Node, Network> _networks = []; // of MMEs and eNBs
    private readonly List<S6aClient> _clients = [];
    private ProcessorOptions? _cards; // of the last UE's card: those of a large group are alike

    protected Scenario Scenario => run.Scenario;

    protected Network Serving { get; } = new(run.Scenario.Options.Word(LteKeys.Plmn));

    /// <summary>Connections of MMEs to HSSs that are open now.</summary>
    protected int S6aConnectionCount => _clients.Sum(client => client.ConnectionCount);

    private CipheringAlgorithm Ciphering => Scenario.Options.Choice<CipheringAlgorithm>(LteKeys.Ciphering);

    private IntegrityAlgorithm Integrity => Scenario.Options.Choice<IntegrityAlgorithm>(LteKeys.Integrity);

    /// <summary>Puts the HSSs on their nodes.</summary>
    public void AddHsss()
    {
        foreach ((NodeGroup group, NodeId member, int _) in Members(LteDescription.HssRole))
        {
            Network plmn = NetworkOf(group, member.Index);
            var options = new HssOptions
            {
                Plmn = plmn.Id,
                SqnScheme = Sequence,
                VisitedPlmns = group.Settings.Word(LteKeys.Roaming) == "allowed" ? null : [],
            };
            var measures = new HssMeasures(run.Metrics, member.ToString());
            var hss = new Hss(run.NodeOf(member), run.ProcessorOf(member), options, measures);
            hss.Start();
            _hsss.Add((group, plmn, hss));
        }
    }

    /// <summary>The network that a member of a group belongs to: an HSS, a cloud, the subscriber of a terminal.
    /// </summary>
    /// <param name="group">The group, with key <c>plmn</c>.</param>
    /// <param name="index">The member.</param>
    protected virtual Network NetworkOf(NodeGroup group, int index) =>
        new(group.Settings.Word(LteKeys.Plmn));

    /// <summary>Number of networks over which the members of a group are spread in turn.</summary>
    /// <param name="group">The group.</param>
    protected virtual int NetworkCountOf(NodeGroup group) => 1;

    /// <summary>The network that an MME serves.</summary>
    /// <param name="group">Its group.</param>
    /// <param name="index">Its place in the group.</param>
    protected virtual Network ServingOf(NodeGroup group, int index) => Serving;

    /// <summary>Home subscriber servers besides those of the network, as an MME reaches them.</summary>
    /// <param name="mme">The MME.</param>
    protected virtual IEnumerable<S6aPeer> FurtherPeersOf(Node mme) => [];

    /// <summary>A card has been given to a subscriber.</summary>
    /// <param name="subscriber">Identity and keys.</param>
    protected virtual void Personalised(in Subscriber subscriber)
    {
    }

    /// <summary>Home subscriber servers that an MME is connected with, in the order of its links.</summary>
    /// <param name="mme">The MME.</param>
    protected virtual IEnumerable<Node> HssNodesOf(Node mme) => PeersOf(mme, LteDescription.S6aLink);

    /// <summary>Attaches of each group of UEs.</summary>
    protected Dictionary<NodeGroup, ProcedureMeasure> Attaches { get; } = [];

    /// <summary>A subscriber of a network that no HSS of the scenario serves.</summary>
    /// <param name="subscriber">Identity and keys.</param>
    /// <param name="group">The group of its terminal.</param>
    /// <param name="index">Its place in the group.</param>
    protected virtual void ProvisionElsewhere(in Subscriber subscriber, NodeGroup group, int index)
    {
    }

    /// <summary>What the arrivals of a group start.</summary>
    /// <param name="group">The group.</param>
    /// <param name="ues">Its terminals.</param>
    protected virtual IArrivalTarget TargetOf(NodeGroup group, List<Ue> ues) =>
        new ArrivalsInTurn<Ue>(ues, ue => ue.IsIdle, ue => ue.StartAttach());

    /// <summary>Puts the MMEs on their nodes.</summary>
    public void AddMmes()
    {
        foreach ((NodeGroup group, NodeId member, int code) in Members(LteDescription.MmeRole))
        {
            Settings settings = group.Settings;
            Node node = run.NodeOf(member);
            Network serving = ServingOf(group, member.Index);
            _networks.Add(node, serving);
            var options = new MmeOptions
            {
                Plmn = serving.Id,
                Code = (byte)code,
                Integrity = [Integrity],
                Ciphering = [Ciphering],
                TrustsStoredContext = settings.Word(LteKeys.KeepsContexts) == "use",
                Congestion = settings.TextOf(LteKeys.Congestion) == LteKeys.None
                    ? null
                    : (int)settings.Whole(LteKeys.Congestion),
                T3346Seconds = Encodable(settings.Time(LteKeys.T3346)),
                T3450 = settings.Time(LteKeys.T3450),
                T3460 = settings.Time(LteKeys.T3460),
                T3470 = settings.Time(LteKeys.T3470),
                T3422 = settings.Time(LteKeys.T3422),
            };
            var mme = new Mme(
                node, run.ProcessorOf(member), options, new MmeMeasures(run.Metrics, EntityOf(group, member)));
            S6aClient client = ClientOf(node, options, settings, EntityOf(group, member));
            mme.Hss = client;
            client.Observer = mme;
            _clients.Add(client);
            mme.Start();
            client.Start();
        }
    }

    /// <summary>Puts the eNBs on their nodes.</summary>
    public void AddEnbs()
    {
        foreach ((NodeGroup group, NodeId member, int number) in Members(LteDescription.EnbRole))
        {
            Node node = run.NodeOf(member);
            Network serving = NetworkAt(PeerOf(node, LteDescription.S1Link));
            _networks.Add(node, serving);
            var options = new EnbOptions
            {
                Id = (uint)number + 1,
                Plmn = serving.Id,
                Ciphering = Ciphering,
                Integrity = Integrity,
                Inactivity = OptionalTime(group.Settings, LteKeys.Inactivity),
                Behaviour = group.Settings.Choice<EnbBehaviour>(LteKeys.Behaviour),
            };
            var measures = new EnbMeasures(run.Metrics, EntityOf(group, member));
            IpAddress[] mmes =
            [
                .. PeersOf(node, LteDescription.S1Link).Where(mme => _networks[mme] == serving)
                    .Select(mme => mme.Ip.Addresses[0]),
            ];
            new Enb(node, run.ProcessorOf(member), options, measures).Start(mmes);
        }
    }

    /// <summary>Puts the UEs on their nodes, and starts their arrivals.</summary>
    public void AddUes()
    {
        foreach (NodeGroup group in Scenario.GroupsOf(LteDescription.UeRole))
        {
            Settings settings = group.Settings;
            UeOptions options = OptionsOf(settings);
            var inNetworks = new Dictionary<Network, UeOptions>();
            ProcedureMeasure attach = run.Measure(LteDescription.AttachProcedure, group);
            Attaches.Add(group, attach);
            var measures = new UeMeasures(
                attach,
                run.Measure(LteDescription.DetachProcedure, group),
                run.Metrics,
                group.Name);
            ExpectSubscribers(group);
            var ues = new List<Ue>(group.Count);
            for (int index = 0; index < group.Count; index++)
            {
                Node node = run.NodeOf(group.Member(index));
                NetworkInterface radio = RadioOf(node);
                Network serving = NetworkAt(radio.Peer.Node);
                if (!inNetworks.TryGetValue(serving, out UeOptions? own))
                {
                    inNetworks.Add(serving, own = options with { ServingPlmn = serving.Id });
                }

                ues.Add(AddUe(group, index, radio, own, measures));
            }

            run.StartArrivals(group, TargetOf(group, ues));
        }

        ScheduleWithdrawals();
    }

    private Ue AddUe(NodeGroup group, int index, NetworkInterface radio, UeOptions options, UeMeasures measures)
    {
        NodeId member = group.Member(index);
        Node node = run.NodeOf(member);
        Processor processor = run.ProcessorOf(member);
        Subscriber subscriber = NextSubscriber(NetworkOf(group, index), group, index);
        if (group.Settings.Word(LteKeys.CardKey) == "wrong")
        {
            subscriber = subscriber with { K = ~subscriber.K };
        }

        // the card computes beside the terminal, with costs and accounts of the same profile
        if (_cards?.Accounts != processor.Accounts)
        {
            _cards = new ProcessorOptions { Accounts = processor.Accounts };
        }

        Processor card = node.AddProcessor("usim", _cards, processor.Costs);
        var usim = new Usim(subscriber, card, Sequence, (ulong)group.Settings.Whole(LteKeys.SqnLead));
        AddCard(group, index, node, usim);
        return new Ue(node, radio, usim, processor, options, measures);
    }

    /// <summary>A terminal has a card.</summary>
    /// <param name="group">The group of the terminal.</param>
    /// <param name="index">Its place in the group.</param>
    /// <param name="node">The terminal.</param>
    /// <param name="usim">The card.</param>
    protected virtual void AddCard(NodeGroup group, int index, Node node, Usim usim)
    {
    }

    // Subscribers of a network are numbered on, over all groups of UEs.
    private Subscriber NextSubscriber(Network home, NodeGroup group, int index)
    {
        if (!_operators.TryGetValue(home, out HomeOperator? personaliser))
        {
            _operators.Add(home, personaliser = new HomeOperator(run.Simulation, home.Mcc, home.Mnc));
        }

        Subscriber subscriber = personaliser.DrawNext();
        Personalised(subscriber);
        if (group.Settings.Word(LteKeys.Subscription) != "present")
        {
            return subscriber;
        }

        if (HssOf(home) is { } hss)
        {
            hss.Provision(subscriber);
        }
        else
        {
            ProvisionElsewhere(subscriber, group, index);
        }

        return subscriber;
    }

    // Networks take the members of a group in turn.
    private void ExpectSubscribers(NodeGroup group)
    {
        int networks = NetworkCountOf(group);
        for (int first = 0; first < Math.Min(networks, group.Count); first++)
        {
            HssOf(NetworkOf(group, first))?.Expect((group.Count - first + networks - 1) / networks);
        }
    }

    // Of two HSSs of one network the first has the subscribers.
    private Hss? HssOf(Network home)
    {
        foreach ((NodeGroup _, Network plmn, Hss hss) in _hsss)
        {
            if (plmn == home)
            {
                return hss;
            }
        }

        return null;
    }

    private UeOptions OptionsOf(Settings settings) => new()
    {
        Behaviour = settings.Choice<UeBehaviour>(LteKeys.Behaviour),
        RrcSetup = RrcSetup(),
        T3410 = settings.Time(LteKeys.T3410),
        T3411 = settings.Time(LteKeys.T3411),
        T3421 = settings.Time(LteKeys.T3421),
        AttemptMax = settings.Count(LteKeys.Attempts),
        UnprotectedT3346 = TimeSampler.DurationOf(settings.Distribution(LteKeys.BackOff)),
        DetachAfter = OptionalTime(settings, LteKeys.DetachAfter),
        IsSwitchedOff = settings.Flag(LteKeys.SwitchOff),
    };

    private static NetworkInterface RadioOf(Node ue)
    {
        int index = 0;
        while (ue.Interfaces[index].Link.Type != LinkType.ExportedPdu)
        {
            index++;
        }

        return ue.Interfaces[index];
    }

    // A base station without an MME, and its terminals, are in the network of the scenario.
    private Network NetworkAt(Node? node) =>
        node is not null && _networks.TryGetValue(node, out Network network) ? network : Serving;

    private Duration RrcSetup() => Scenario.FindLink(LteDescription.RadioLink) is { } radio
        ? TimeSampler.DurationOf(radio.Settings.Distribution(LteKeys.RrcSetup))
        : SimTime.Zero;

    private S6aClient ClientOf(Node node, MmeOptions options, Settings settings, string entity)
    {
        DiameterIdentity host = DiameterNames.Mme(options.Plmn, options.GroupId, options.Code);
        S6aPeer[] peers =
        [
            .. HssNodesOf(node)
                .Select(peer => _hsss.First(each => each.Hss.Node == peer))
                .Select(each => new S6aPeer(each.Plmn.Id, each.Hss.Node.Ip.Addresses[0])),
            .. FurtherPeersOf(node),
        ];
        var s6a = new S6aOptions(host, options.Plmn)
        {
            Diameter = DiameterOptions.Default with { RequestTimeout = settings.Time(LteKeys.S6aTimeout) },
        };
        return new S6aClient(node, s6a, peers, new S6aMeasures(run.Metrics, entity));
    }

    private void ScheduleWithdrawals()
    {
        foreach ((NodeGroup group, Network plmn, Hss hss) in _hsss)
        {
            if (OptionalTime(group.Settings, LteKeys.WithdrawAt) is { } at)
            {
                long count = _operators.GetValueOrDefault(plmn)?.Count ?? 0;
                run.Simulation.Schedule(at, new Withdrawal(hss, plmn, count));
            }
        }
    }

    // The members of all groups of a role, numbered on.
    protected IEnumerable<(NodeGroup Group, NodeId Member, int Number)> Members(string role) => Scenario
        .GroupsOf(role)
        .SelectMany(group => Enumerable.Range(0, group.Count).Select(index => (group, group.Member(index))))
        .Select((each, number) => (each.group, each.Item2, number));

    // The nodes that a node is attached to, in the order of its links.
    protected static IEnumerable<Node> PeersOf(Node node, string linkClass) => node.Interfaces
        .Where(each => each.Link.Class == linkClass)
        .Select(each => each.Peer.Node);

    // The first of these: asked of every terminal, so that nothing is allocated.
    protected static Node? PeerOf(Node node, string linkClass)
    {
        for (int index = 0; index < node.Interfaces.Count; index++)
        {
            if (node.Interfaces[index].Link.Class == linkClass)
            {
                return node.Interfaces[index].Peer.Node;
            }
        }

        return null;
    }

    protected string EntityOf(NodeGroup group, NodeId member) =>
        run.StateEntityOf($"{group.Name}.queue", member, group);

    // GPRS timer 2 counts 2 s, minutes or 6 minutes: what lies between is rounded up.
    private static int Encodable(SimTime time) => GprsTimer.AtLeast((int)Math.Ceiling(time.Seconds)).Seconds!.Value;

    private static SimTime? OptionalTime(Settings settings, string key) =>
        settings.TextOf(key) == LteKeys.None ? null : settings.Time(key);
}

/// <summary>A network by the digits of its codes.</summary>
/// <param name="Code">Country and network code with a hyphen, e.g. <c>001-01</c>.</param>
internal readonly record struct Network(string Code)
{
    public ReadOnlySpan<char> Mcc => Code.AsSpan(0, 3);

    public ReadOnlySpan<char> Mnc => Code.AsSpan(4);

    public PlmnId Id => PlmnId.FromDigits(Mcc, Mnc);

    /// <summary>The network whose code is so much higher; after the last comes the first.</summary>
    public Network Plus(int by)
    {
        if (by == 0)
        {
            return this;
        }

        int codes = Mnc.Length == 2 ? 100 : 1_000;
        int code = (int.Parse(Mnc, CultureInfo.InvariantCulture) + by) % codes;
        return new Network($"{Mcc}-{code.ToString(CultureInfo.InvariantCulture).PadLeft(Mnc.Length, '0')}");
    }
}

/// <summary>Every subscription of an HSS ends.</summary>
file sealed class Withdrawal(Hss hss, Network plmn, long count) : Handler
{
    protected override void Fire()
    {
        for (long number = 0; number < count; number++)
        {
            hss.TryWithdraw(Subscriber.ImsiOf(plmn.Mcc, plmn.Mnc, number));
        }
    }
}
