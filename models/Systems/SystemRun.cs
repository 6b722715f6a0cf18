using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Scenarios;
using NetworkTopology = Simulator.Network.Topology;

namespace Simulator.Systems;

/// <summary>
/// One replication of one point: the network that the scenario describes, its processors, its measures, and the roles
/// that the system puts on it.
/// </summary>
public sealed class SystemRun
{
    /// <summary>Key of a link class that lets a scenario choose its largest packet.</summary>
    public const string MtuKey = "mtu";

    /// <summary>Key of a link class that counts the octets of lower layers that are not encoded.</summary>
    public const string OverheadKey = "overhead";

    /// <summary>Key of a link class whose links may share their transmitters.</summary>
    public const string SharedKey = "shared";

    /// <summary>All links to one node share a transmitter in each direction.</summary>
    public const string SharedByCell = "cell";

    private const int OwnRowMax = 16; // nodes of a group, links of a class that have results of their own
    private const int MtuDefault = 1_500; // octets, as on Ethernet

    private readonly Dictionary<string, Node[]> _nodes = new(StringComparer.Ordinal);          // by group
    private readonly Dictionary<string, Processor[]> _processors = new(StringComparer.Ordinal); // by group
    private readonly Dictionary<string, ProcedureNumbers> _numbers = new(StringComparer.Ordinal); // by procedure
    private readonly List<ProcedureMeasure> _procedures = [];
    private readonly List<LinkClassMeasure> _linkMeasures = [];
    private bool _isDraining;

    /// <summary>A replication, ready to run.</summary>
    /// <param name="scenario">A point of a scenario.</param>
    /// <param name="replication">Its number, from 0.</param>
    /// <param name="taps">Who watches packets.</param>
    public SystemRun(Scenario scenario, int replication, params IReadOnlyList<ITap> taps)
        : this(scenario, replication, scenario?.Warmup ?? SimTime.Zero, taps)
    {
    }

    /// <summary>A replication, ready to run, whose measured period starts where it was found to.</summary>
    /// <param name="scenario">A point of a scenario.</param>
    /// <param name="replication">Its number, from 0.</param>
    /// <param name="warmup">Start of the measured period.</param>
    /// <param name="taps">Who watches packets.</param>
    public SystemRun(Scenario scenario, int replication, SimTime warmup, params IReadOnlyList<ITap> taps)
        : this(scenario, replication, warmup, new PacketPool(), taps)
    {
    }

    /// <summary>A replication, ready to run, with a pool of packets of its own kind.</summary>
    /// <param name="scenario">A point of a scenario.</param>
    /// <param name="replication">Its number, from 0.</param>
    /// <param name="warmup">Start of the measured period.</param>
    /// <param name="packets">The packets; a strict pool finds uses after release.</param>
    /// <param name="taps">Who watches packets.</param>
    public SystemRun(
        Scenario scenario, int replication, SimTime warmup, PacketPool packets, params IReadOnlyList<ITap> taps)
    {
        ArgumentNullException.ThrowIfNull(scenario);
        ArgumentNullException.ThrowIfNull(taps);
        Scenario = scenario;
        Simulation = new Simulation(scenario.Seed, replication);
        Metrics = new MetricRegistry(Simulation, new MeasuredWindow(warmup, scenario.Stop));
        Network = new NetworkTopology(Simulation, packets);
        foreach (ITap tap in taps)
        {
            Network.AddTap(tap);
        }

        int[] linkCounts = [.. Scenario.Network.Select(link => Scenario.LinksOf(link.Name).Count())];
        Network.Expect(Scenario.Groups.Sum(group => group.Count), linkCounts.Sum());
        AddNodes();
        AddLinks(linkCounts);
        AddFaults();
    }

    /// <summary>The point.</summary>
    public Scenario Scenario { get; }

    /// <summary>Clock, events, random streams.</summary>
    public Simulation Simulation { get; }

    /// <summary>Nodes and links.</summary>
    public NetworkTopology Network { get; }

    /// <summary>What is measured.</summary>
    public MetricRegistry Metrics { get; }

    /// <summary>Told of every procedure that ends, for ladders.</summary>
    public ProcedureEnded? ProcedureEnded { get; set; }

    /// <summary>Told of every procedure that succeeds, for the warm-up.</summary>
    public ProcedureSucceeded? ProcedureSucceeded { get; set; }

    /// <summary>Told of the keys of every ESP security association, for captures.</summary>
    public Action<EspSecret>? EspSecretKnown { get; set; }

    /// <summary>
    /// Told of every node on the way that may read packets of others, and of the keys that each has computed for that.
    /// </summary>
    public IEspReaders? EspReaders { get; set; }

    /// <summary>Told of every IKE SA when it has its keys, for captures.</summary>
    public Action<IkeSa>? IkeSaKnown { get; set; }

    /// <summary>The node on which a member of a group sits.</summary>
    /// <param name="member">The member.</param>
    public Node NodeOf(NodeId member) => _nodes[member.Group][member.Index];

    /// <summary>The processor of a member of a group whose role executes operations.</summary>
    /// <param name="member">The member.</param>
    public Processor ProcessorOf(NodeId member) => _processors[member.Group][member.Index];

    /// <summary>Measures a procedure that the members of a group start.</summary>
    /// <param name="name">A procedure of the system's description.</param>
    /// <param name="group">The group.</param>
    public ProcedureMeasure Measure(string name, NodeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        Procedure procedure = Scenario.System.Procedures.First(each => each.Name == name);
        if (!_numbers.TryGetValue(name, out ProcedureNumbers? numbers))
        {
            _numbers.Add(name, numbers = new ProcedureNumbers());
        }

        string entity = EntityOf(name + ".latency", group);
        var measure = new ProcedureMeasure(
            name, procedure.Meaning, entity, procedure.Outcomes, Simulation, Metrics, numbers)
        {
            Starts = StartsOf(name, group),
        };
        measure.Emptied = StopIfDrained;
        measure.Succeeded = (procedureName, startedAt, latency) =>
            ProcedureSucceeded?.Invoke(procedureName, startedAt, latency);
        measure.Ended = (in MeasurementTag tag, SimTime startedAt, string outcome) =>
            ProcedureEnded?.Invoke(tag, startedAt, outcome);
        _procedures.Add(measure);
        return measure;
    }

    /// <summary>Starts the arrivals of a group, if it has any.</summary>
    /// <param name="group">The group.</param>
    /// <param name="target">Its members.</param>
    public void StartArrivals(NodeGroup group, IArrivalTarget target) => ArrivalProcess.Start(this, group, target);

    /// <summary>
    /// Runs to the end: until <c>stop</c>, and on until every procedure has ended or <c>drain</c> is over.
    /// </summary>
    public void Run()
    {
        // here and not earlier, so that whoever watches the network sees the first packet too
        Catalogue.Find(Scenario.System.Name).Build(this);
        if (Scenario.SeriesStep is { } step)
        {
            Metrics.Sample(step, Scenario.Keeps);
        }

        Simulation.Run(Scenario.Stop);
        Metrics.EndSeries();
        foreach (LinkClassMeasure measure in _linkMeasures)
        {
            measure.Stop();
        }

        _isDraining = true;
        if (_procedures.Any(procedure => procedure.OpenCount > 0))
        {
            Simulation.Run(Scenario.Stop + Scenario.Drain);
        }

        foreach (ProcedureMeasure procedure in _procedures)
        {
            procedure.Close();
        }
    }

    /// <summary>The name under which a group's state is reported: its node for small groups,
    /// or as <c>measure:</c> asks.</summary>
    /// <param name="metric">Name of the metric.</param>
    /// <param name="member">The member.</param>
    /// <param name="group">Its group.</param>
    public string StateEntityOf(string metric, NodeId member, NodeGroup group)
    {
        ArgumentNullException.ThrowIfNull(group);
        string per = PerOf(metric) ?? (group.Count <= OwnRowMax ? "node" : "group");
        return per switch { "node" => member.ToString(), "group" => group.Name, _ => "" };
    }

    private SampleSeries? StartsOf(string procedure, NodeGroup group)
    {
        string metric = procedure + ".start";
        return Scenario.Measure.Any(measurement => measurement.Metric == metric)
            ? Metrics.Samples(
                metric,
                EntityOf(metric, group),
                MetricUnit.Second,
                $"Instants at which procedures '{procedure}' start.")
            : null;
    }

    private string EntityOf(string metric, NodeGroup group) => PerOf(metric) == "system" ? "" : group.Name;

    private string? PerOf(string metric) =>
        Scenario.Measure.FirstOrDefault(measurement => measurement.Metric == metric)?.Per;

    private void StopIfDrained()
    {
        if (_isDraining && _procedures.TrueForAll(procedure => procedure.OpenCount == 0))
        {
            Simulation.Stop();
        }
    }

    private void AddNodes()
    {
        var addresses = new AddressPlan(Scenario);
        foreach (NodeGroup group in Scenario.Groups)
        {
            GroupProcessors? processors = GroupProcessors.Of(this, group);
            bool hasIp = HasIp(group.Role);
            var nodes = new Node[group.Count];
            var ofGroup = new Processor[processors is null ? 0 : group.Count];
            _nodes.Add(group.Name, nodes);
            _processors.Add(group.Name, ofGroup);
            for (int index = 0; index < group.Count; index++)
            {
                NodeId member = group.Member(index);
                NodeId? host = group.HostOf(index);
                nodes[index] = host is null ? Network.AddNode(group.Name, index) : NodeOf(host.Value);
                if (hasIp && host is null)
                {
                    nodes[index].Ip.AddAddress(addresses.Next(group.Role.Name));
                }

                if (processors is not null)
                {
                    ofGroup[index] = processors.Add(nodes[index], member);
                }
            }
        }
    }

    private bool HasIp(Role role) => Scenario.System.Links.Any(
        link => !link.IsRecords && (link.From.Contains(role.Name) || link.To.Contains(role.Name)));

    private void AddLinks(int[] counts)
    {
        foreach ((int index, NetworkLink linkClass) in Scenario.Network.Index())
        {
            LinkOptions up = OptionsOf(linkClass, isUp: true), down = OptionsOf(linkClass, isUp: false);
            bool isByCell = linkClass.Settings.Has(SharedKey) && linkClass.Settings.Word(SharedKey) == SharedByCell;
            Dictionary<NodeId, (LinkOptions Up, LinkOptions Down)>? cells = isByCell ? [] : null;
            LinkType type = linkClass.Class.IsRecords ? LinkType.ExportedPdu : LinkType.RawIp;
            var links = new List<Link>(counts[index]);
            foreach (NodeLink link in Scenario.LinksOf(linkClass.Name))
            {
                (LinkOptions ownUp, LinkOptions ownDown) =
                    cells is null ? (up, down) : CellOf(cells, link.To, up, down);
                Node from = NodeOf(link.From), to = NodeOf(link.To);
                links.Add(Network.AddLink(link.LinkClass, from, to, ownUp, ownDown, type));
            }

            if (links.Count > OwnRowMax)
            {
                CountTogether(links);
            }

            _linkMeasures.Add(new LinkClassMeasure(this, linkClass.Name, links));
        }
    }

    private static void CountTogether(List<Link> links)
    {
        MessageCounters up = new(), down = new();
        foreach (Link link in links)
        {
            link.Up.Messages = up;
            link.Down.Messages = down;
        }
    }

    // The links of a cell share one transmitter in each direction.
    private static (LinkOptions Up, LinkOptions Down) CellOf(
        Dictionary<NodeId, (LinkOptions Up, LinkOptions Down)> cells, NodeId cell, LinkOptions up, LinkOptions down)
    {
        if (!cells.TryGetValue(cell, out (LinkOptions Up, LinkOptions Down) shared))
        {
            shared = (Shared(up), Shared(down));
            cells.Add(cell, shared);
        }

        return shared;
    }

    private static LinkOptions Shared(LinkOptions direction) => direction.Rate.IsNone
        ? direction
        : direction with { Transmitter = new Transmitter(direction.Rate, direction.Queue) };

    private static LinkOptions OptionsOf(NetworkLink link, bool isUp)
    {
        Quantity queue = Of(link.Queue, isUp);
        Duration delay = TimeSampler.DurationOf(Of(link.Delay, isUp));
        return new LinkOptions
        {
            Delay = delay,
            Rate = new DataRate(Of(link.Rate, isUp) ?? 0),
            Loss = Of(link.Loss, isUp),
            Duplication = Of(link.Duplication, isUp),
            Reordering = Of(link.Reordering, isUp),
            ReorderingDelay = delay, // ours: one that is overtaken takes the way twice as long
            Queue = new QueueLimit(queue.Whole, queue.Dimension == Dimension.Size),
            OverheadSize = link.Settings.Has(OverheadKey) ? link.Settings.Count(OverheadKey) : 0,
            Mtu = link.Settings.Has(MtuKey) ? link.Settings.Count(MtuKey) : MtuDefault,
        };
    }

    private static T Of<T>(Directions<T> both, bool isUp) => isUp ? both.Up : both.Down;

    private void AddFaults()
    {
        if (Scenario.Faults.Count > 0)
        {
            FaultPlan.Apply(Network, [.. Scenario.Faults.Select(RuleOf)]);
        }
    }

    private static FaultRule RuleOf(Fault fault) => new()
    {
        On = fault.On,
        What = Enum.Parse<FaultKind>(fault.Action.ToString()),
        Direction = fault.Direction == "both" ? null : fault.Direction,
        Message = fault.Message,
        At = fault.From == fault.To ? fault.From : null,
        During = fault is { From: { } from, To: { } to } && from != to ? new FaultSpan(from, to) : null,
        Probability = fault.Probability,
        Count = (int?)fault.Count,
        Delay = TimeSampler.DurationOf(fault.By),
    };
}
