using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>
/// A scenario that was read, checked and completed with its defaults. Immutable. A sweep's <see cref="Points"/> are
/// scenarios of their own, without a sweep.
/// </summary>
public sealed class Scenario
{
    private readonly Settings _root;
    private readonly Topology _topology;

    internal Scenario(string file, KeyTable table, BindContext context, Settings root)
    {
        File = file;
        Table = table;
        _root = root;
        _topology = new Topology(context.Names, root.Below(CommonKeys.Nodes));
        Parameters = context.Parameters.All;
        ProfileUses = context.ProfileUses.ToArray();
        Inputs = context.Inputs;
        Settings nodes = root.Below(CommonKeys.Nodes);
        Settings network = root.Below(CommonKeys.Network);
        Groups = context.Names.Groups.Select(group => new NodeGroup(group, nodes.Below(group.Name), this)).ToArray();
        Network = context.Names.Links
            .Select(link => new NetworkLink(System.FindLink(link)!, network.Below(link)))
            .ToArray();
        Replications = ReplicationPlan.Of(root);
        Measure = root.List(CommonKeys.Measure).Select(Measurement.Of).ToArray();
        Expectations = Optional(CommonKeys.Expect, Expectation.Of);
        Figures = root.TryFind(CommonKeys.Figures)?.Content is Settings figures
            ? figures.Names.Select(name => FigureDescription.Of(name, figures.Below(name), context)).ToArray()
            : [];
        Faults = root.Mappings(CommonKeys.Faults).Select(Fault.Of).ToArray();
        Sweep = context.Sweep.Axes;
        Metrics = context.Names.Metrics;
        Drawn = [.. context.Names.Drawn];
    }

    /// <summary>The file it was read from, as it was named.</summary>
    public string File { get; }

    /// <summary>The comment that the file starts with; none in a point of a sweep.</summary>
    public ScenarioHeader Header { get; internal set; } = ScenarioHeader.None;

    /// <summary>The name: <c>scenario:</c>.</summary>
    public string Name => _root.Word(CommonKeys.Scenario);

    /// <summary>The system that is simulated.</summary>
    public SystemDescription System => Table.System;

    /// <summary>The table of keys by which it was bound.</summary>
    public KeyTable Table { get; }

    /// <summary>The seed of all random streams.</summary>
    public long Seed => _root.Whole(CommonKeys.Seed);

    /// <summary>How often each point is repeated.</summary>
    public ReplicationPlan Replications { get; }

    /// <summary>True if the start of the measured period is to be found from the data (<c>warmup: auto</c>).</summary>
    public bool IsWarmupAuto => _root.TextOf(CommonKeys.Warmup) == CommonKeys.Auto;

    /// <summary>Start of the measured period; zero if it is to be found from the data.</summary>
    public SimTime Warmup => IsWarmupAuto ? SimTime.Zero : _root.Time(CommonKeys.Warmup);

    /// <summary>End of the measured period.</summary>
    public SimTime Stop => _root.Time(CommonKeys.Stop);

    /// <summary>Time after <see cref="Stop"/> in which procedures may end.</summary>
    public SimTime Drain => _root.Time(CommonKeys.Drain);

    /// <summary>The parameters with their values here.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Options of the system as a whole; empty if the system has none.</summary>
    public Settings Options =>
        _root.Has(CommonKeys.Options) ? _root.Below(CommonKeys.Options) : new Settings(CommonKeys.Options, []);

    /// <summary>The link classes that the scenario has, in its order.</summary>
    public IReadOnlyList<NetworkLink> Network { get; }

    /// <summary>The groups of nodes, in the scenario's order.</summary>
    public IReadOnlyList<NodeGroup> Groups { get; }

    /// <summary>Every link between nodes, class by class, then by first end; enumerated anew each time.</summary>
    public IEnumerable<NodeLink> Links => _topology.Links;

    /// <summary>The faults, in order.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>What is varied, in order; empty without a sweep and in a point.</summary>
    public IReadOnlyList<SweepAxis> Sweep { get; }

    /// <summary>The points: one without values if there is no sweep; empty in a point itself.</summary>
    public IReadOnlyList<SweepPoint> Points { get; internal set; } = [];

    /// <summary>Metrics that are kept; all if empty.</summary>
    public IReadOnlyList<Measurement> Measure { get; }

    /// <summary>Length of a step of the time series; null if there are none.</summary>
    public SimTime? SeriesStep =>
        _root.Has(CommonKeys.Series) ? _root.Below(CommonKeys.Series).Time(CommonKeys.Step) : null;

    /// <summary>What must hold of the results; empty in a point of a sweep.</summary>
    public IReadOnlyList<Expectation> Expectations { get; }

    /// <summary>Figures drawn from the results; empty in a point of a sweep.</summary>
    public IReadOnlyList<FigureDescription> Figures { get; }

    /// <summary>True if a capture has one file more for each link.</summary>
    public bool CapturesAllHops => _root.Below(CommonKeys.Capture).Word("hops") == "all";

    /// <summary>Packets after which a capture ends.</summary>
    public long CapturePacketMax => _root.Below(CommonKeys.Capture).Whole("packets");

    /// <summary>Values taken from profiles, with their sources; those of low confidence belong into a report.</summary>
    public IReadOnlyList<ProfileUse> ProfileUses { get; }

    /// <summary>Files whose content is part of the scenario.</summary>
    public IReadOnlyList<InputFile> Inputs { get; }

    /// <summary>The metrics that a run can have, names expanded.</summary>
    public IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Metrics that the system draws beside the latencies where no figures are described.</summary>
    public IReadOnlyList<string> Drawn { get; }

    /// <summary>Every bound value, by key.</summary>
    public Settings Root => _root;

    /// <summary>True if a metric's numbers are kept: <c>measure:</c> names it or is empty.</summary>
    /// <param name="metric">Name of a metric.</param>
    public bool Keeps(string metric) => Measure.Count == 0 || Measure.Any(measurement => measurement.Covers(metric));

    /// <summary>The group of that name.</summary>
    /// <param name="name">The name.</param>
    public NodeGroup Group(string name) => Groups.First(group => group.Name == name);

    /// <summary>The groups with a role, in order.</summary>
    /// <param name="role">The role.</param>
    public IEnumerable<NodeGroup> GroupsOf(string role) => Groups.Where(group => group.Role.Name == role);

    /// <summary>The link class of that name; null if the scenario does not have it.</summary>
    /// <param name="name">The name.</param>
    public NetworkLink? FindLink(string name) => Network.FirstOrDefault(link => link.Name == name);

    /// <summary>The links of a class.</summary>
    /// <param name="name">The link class.</param>
    public IEnumerable<NodeLink> LinksOf(string name) => _topology.LinksOf(System.FindLink(name)!);

    /// <summary>The scenario with every default written out.</summary>
    public string ToEffectiveYaml() => EffectiveYaml.Write(this);

    /// <summary>The lines of <see cref="ToEffectiveYaml"/>, each with where its value comes from.</summary>
    public IReadOnlyList<EffectiveLine> ToEffectiveLines() => EffectiveYaml.Lines(this);

    /// <summary>
    /// The text that identifies a study: the effective scenario without output keys, the model's version, the inputs.
    /// </summary>
    public string ToHashText() => EffectiveYaml.WriteHashText(this);

    internal NodeId? HostOf(GroupName group, int index) => _topology.HostOf(group, index);

    private T[] Optional<T>(string key, Func<Settings, T> of) =>
        _root.Has(key) ? _root.Mappings(key).Select(of).ToArray() : [];
}

/// <summary>A point of a sweep.</summary>
/// <param name="Index">Its number, from 0.</param>
/// <param name="Values">Key and value of each axis, in order.</param>
/// <param name="Scenario">The scenario at the point.</param>
public sealed record SweepPoint(int Index, IReadOnlyList<(string Key, SweepValue Value)> Values, Scenario Scenario);

/// <summary>A group of nodes.</summary>
public sealed class NodeGroup
{
    private readonly GroupName _group;
    private readonly Scenario _scenario;

    internal NodeGroup(GroupName group, Settings settings, Scenario scenario)
    {
        _group = group;
        _scenario = scenario;
        Settings = settings;
        Role = scenario.System.FindRole(group.Role)!;
    }

    /// <summary>The name.</summary>
    public string Name => _group.Name;

    /// <summary>The role of its members.</summary>
    public Role Role { get; }

    /// <summary>Number of members.</summary>
    public int Count => (int)_group.Count;

    /// <summary>All its values, those of the role's own keys too.</summary>
    public Settings Settings { get; }

    /// <summary>The device profile; null if none is named.</summary>
    public string? Profile => Settings.Has("profile") ? Settings.Word("profile") : null;

    /// <summary>Cores of a member's processor.</summary>
    public int Cores => Settings.Below("processor").Count("cores");

    /// <summary>Requests that may wait for a member's processor; none of a role that handles one at a time.</summary>
    public long QueueMax => Role.Queues ? Settings.Below("processor").Whole(CommonKeys.Queue) : 0;

    /// <summary>Power while computing; null if none is given.</summary>
    public Quantity? Power => Settings.Has("power") ? Settings.Quantity("power") : null;

    /// <summary>Arrivals of the group; null if it starts nothing by itself.</summary>
    public Arrivals? Arrivals =>
        Settings.Has("arrivals") && Settings.TextOf("arrivals") != "none" ? Settings.Arrivals("arrivals") : null;

    /// <summary>The member of that number.</summary>
    /// <param name="index">From 0.</param>
    public NodeId Member(int index) => new(Name, index);

    /// <summary>The cost of an operation that the role may execute.</summary>
    /// <param name="operation">The operation.</param>
    public Cost CostOf(string operation) => Settings.Below("costs").Cost(operation);

    /// <summary>The node on which a member sits; null if it has one of its own.</summary>
    /// <param name="index">The member.</param>
    public NodeId? HostOf(int index) => _scenario.HostOf(_group, index);
}

/// <summary>A link class of a scenario.</summary>
public sealed class NetworkLink
{
    internal NetworkLink(LinkClass linkClass, Settings settings)
    {
        Class = linkClass;
        Settings = settings;
    }

    /// <summary>The name.</summary>
    public string Name => Class.Name;

    /// <summary>The link class.</summary>
    public LinkClass Class { get; }

    /// <summary>All its values, those of the class's own keys too.</summary>
    public Settings Settings { get; }

    /// <summary>One-way propagation delay.</summary>
    public Directions<Distribution> Delay => Settings.BothDistributions("delay");

    /// <summary>Rate in bit/s; null if frames take no time to transmit.</summary>
    public Directions<long?> Rate
    {
        get
        {
            Directions<object> both = Settings.BothObjects("rate");
            return new((both.Up as Quantity?)?.Whole, (both.Down as Quantity?)?.Whole);
        }
    }

    /// <summary>Probability that a frame is lost.</summary>
    public Directions<double> Loss => Share("loss");

    /// <summary>Probability that a frame arrives twice.</summary>
    public Directions<double> Duplication => Share("duplication");

    /// <summary>Probability that a frame may be overtaken.</summary>
    public Directions<double> Reordering => Share("reordering");

    /// <summary>What may wait: packets or octets, as its dimension says.</summary>
    public Directions<Quantity> Queue => Settings.Both("queue");

    private Directions<double> Share(string key)
    {
        Directions<Quantity> both = Settings.Both(key);
        return new(both.Up.Si, both.Down.Si);
    }
}
