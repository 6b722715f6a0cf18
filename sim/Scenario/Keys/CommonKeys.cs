using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>
/// The keys that every system has, with their defaults; numbers without a source are ours, with the reason beside.
/// </summary>
internal static class CommonKeys
{
    public const string
        Scenario = "scenario",
        System = "system",
        Seed = "seed",
        Replications = "replications",
        Warmup = "warmup",
        Stop = "stop",
        Drain = "drain",
        Parameters = "parameters",
        Options = "options",
        Network = "network",
        Nodes = "nodes",
        Faults = "faults",
        Sweep = "sweep",
        Measure = "measure",
        Capture = "capture",
        Expect = "expect",
        Figures = "figures",
        Small = "small",
        Series = "series",
        Step = "step",
        Queue = "queue",
        Auto = "auto";

    /// <summary>Power of a device while it computes.</summary>
    public static Key Power { get; } = new(
        "power", KeyType.Power(), "Power while computing; energy of an operation that states none is power × time")
    {
        FromProfile = true,
        Other = "17 mW",
    };

    /// <summary>The keys of every link class beside its profile.</summary>
    public static IReadOnlyList<Key> OfLink { get; } =
    [
        new(
            "delay",
            KeyType.BothDirections(KeyType.Distribution(Dimension.Time)),
            "One-way propagation delay; order is kept whatever is drawn")
        {
            Required = true,
            FromProfile = true,
            Other = "37 ms",
        },
        new(
            "rate",
            KeyType.BothDirections(KeyType.WordOr("none", KeyType.Rate())),
            "Rate of each direction; without one, frames take no time to transmit")
        {
            Default = "none",
            FromProfile = true,
            Other = "3 Mbit/s",
        },
        new("loss", KeyType.BothDirections(KeyType.Probability()), "Probability that a frame is lost on the way")
        {
            Default = "0 %",
            FromProfile = true,
            Other = "30 %",
        },
        new("duplication", KeyType.BothDirections(KeyType.Probability()), "Probability that a frame arrives twice")
        {
            Default = "0 %",
            FromProfile = true,
            Other = "30 %",
        },
        new(
            "reordering",
            KeyType.BothDirections(KeyType.Probability()),
            "Probability that a frame may be overtaken by later ones")
        {
            Default = "0 %",
            FromProfile = true,
            Other = "30 %",
        },
        new(
            "queue",
            KeyType.BothDirections(KeyType.OctetsOrPackets()),
            "What may wait to be transmitted; what comes on top is dropped and counted")
        {
            Default = "1000 packets", // ours: txqueuelen of Linux
            FromProfile = true,
            Other = "1 packets",
        },
    ];

    /// <summary>The key under which a device has the cost of an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="isFree">True if it takes no time unless somebody says otherwise.</param>
    public static Key CostOf(Operation operation, bool isFree = false) =>
        new(operation.Name, KeyType.Cost(), operation.Meaning)
        {
            Required = !isFree,
            Default = isFree ? "0 ns" : null,
            FromProfile = true,
            Other = "53 ms",
        };

    /// <summary>The type of a whole scenario of a system.</summary>
    public static MappingType Root(SystemDescription system)
    {
        var keys = new List<Key>
        {
            new(Scenario, KeyType.Name(), "Name of the scenario, equal to the base name of its file")
            {
                Required = true,
                IsFixed = true,
            },
            new(System, KeyType.Choice(system.Name), "The system that is simulated")
            {
                Required = true,
                IsFixed = true,
            },
            new(
                Seed,
                KeyType.Count(max: "9007199254740991"),
                "Seed of all random streams, with replication and stream name")
            {
                Default = "1",
                IsFixed = true,
                Other = "2",
            },
            new(
                Replications,
                ReplicationsType(),
                "Replications of each point, or the bounds within which precision is reached")
            {
                Default = "10",
                IsFixed = true,
                IsOutput = true,
            },
            new(
                Warmup,
                KeyType.WordOr(Auto, KeyType.Time()),
                "Start of the measured period (absolute); procedures started earlier are not measured. "
                    + "'auto' finds it for each run: the rule MSER-5 on the latencies of the first procedure of "
                    + "'measure', or of the system")
            {
                Default = "0 s",
                Other = "2 s",
            },
            new(Stop, KeyType.Time(above: "0 s"), "End of the measured period (absolute); nothing starts from then on")
            {
                Required = true,
                Other = "3 s",
            },
            new(
                Drain,
                KeyType.Time(),
                "Time after stop in which started procedures may end; what is left counts as unfinished")
            {
                Default = "60 s", // decisions: longer than any retry timer of the protocols here
                Other = "1 ms",
            },
            new(
                Parameters,
                ParametersType.Instance,
                "Values with names, written $name wherever a value of that type is taken")
            {
                Default = "{}",
                IsFixed = true,
            },
        };
        if (system.Options.Count > 0)
        {
            keys.Add(
                new(Options, KeyType.Mapping(system.Options), "Options of the system as a whole") { Default = "{}" });
        }

        keys.Add(
            new(
                Network,
                NetworkType(system),
                "The link classes that the scenario has, in the order that settles ties between routes")
            {
                Default = "{}",
            });
        keys.Add(
            new(Nodes, new GroupsType(system), "The groups of nodes, in order of their addresses") { Required = true });
        keys.Add(
            new(
                Faults,
                KeyType.List(FaultType(system)),
                "Faults, an ordered list; the first rule that matches a frame is applied")
            {
                Default = "[]",
            });
        keys.Add(new(Sweep, new SweepType(), "What is varied from point to point") { Default = "{}", IsFixed = true });
        keys.Add(
            new(
                Measure,
                KeyType.List(MeasureType()),
                "Metrics that are kept, with their parts; all of them if the list is empty")
            {
                Default = "[]",
                IsFixed = true,
            });
        keys.Add(
            new(Series, SeriesType(), "Measured states, counts and amounts over time, in series.csv")
            {
                IsFixed = true,
            });
        keys.Add(
            new(Capture, KeyType.Mapping(CaptureKeys()), "What a packet capture holds")
            {
                Default = "{}",
                IsFixed = true,
                IsOutput = true,
            });
        keys.Add(
            new(Expect, KeyType.List(new ExpectationType()), "What must hold of the results")
            {
                Default = "[]",
                IsFixed = true,
                IsOutput = true,
            });
        keys.Add(
            new(Figures, new NamedMappingType("FIGURE", FigureKeys.Type), "Figures drawn from the results")
            {
                Default = "{}",
                IsFixed = true,
                IsOutput = true,
            });
        keys.Add(
            new(Small, new SmallType(), "Overrides, by path, that make the scenario as small as a test")
            {
                Default = "{}",
                IsFixed = true,
                IsOutput = true,
            });
        return new MappingType(keys);
    }

    /// <summary>The keys of a group with a role.</summary>
    public static MappingType OfGroup(Role role, SystemDescription system)
    {
        var keys = new List<Key>
        {
            new("role", KeyType.Reference(ReferenceKind.Role), "Role of the members")
            {
                DefaultNote = "the group's name",
                IsFixed = true,
            },
            new(
                "count",
                KeyType.Count(
                    min: "1", max: role.CountMax.ToString(global::System.Globalization.CultureInfo.InvariantCulture)),
                "Number of members")
            {
                Default = "1",
                Other = role.CountMax > 1 ? "2" : null,
            },
        };
        bool computes = role.Operations.Count > 0;
        if (role.Arrives)
        {
            keys.Add(
                new("arrivals", KeyType.WordOr("none", KeyType.Arrivals()), "When members start their procedures")
                {
                    Default = "none",
                    Other = "at 7 ms",
                });
        }

        if (computes)
        {
            keys.Add(
                new("processor", KeyType.Mapping(ProcessorKeys(role)), "What executes the operations of a member")
                {
                    Default = "{}",
                });
            keys.Add(Power);
            Key[] costs = role.Operations
                .Select(name => CostOf(system.FindOperation(name)!, role.IsFree))
                .ToArray();
            keys.Add(new("costs", KeyType.Mapping(costs), "What each operation costs") { Default = "{}" });
        }

        keys.AddRange(role.Keys);
        Key[] ends = system.Links.Where(link => link.From.Contains(role.Name))
            .Select(link => AttachTo(link.Name))
            .ToArray();
        ends = role.HostedOn is null ? ends : [AttachTo(Topology.Host), .. ends];
        if (ends.Length > 0)
        {
            keys.Add(new("attach", KeyType.Mapping(ends), "Where members are attached, instead of by index"));
        }

        return new MappingType(keys, computes ? ProfileKind.Device : null);
    }

    private static Key AttachTo(string name) =>
        new(
            name,
            KeyType.OneOrMore(KeyType.AnyReference(ReferenceKind.Group, ReferenceKind.Node, ReferenceKind.SameIndex)),
            "Groups or nodes, taken in turn by the members, all by each in a mesh; group/* is the member with the same "
                + "index, modulo their number");

    private static Key[] ProcessorKeys(Role role) => role.Queues ? [Cores(), ProcessorQueue()] : [Cores()];

    private static Key Cores() =>
        new("cores", KeyType.Count(min: "1", max: "1024"), "Operations executed at the same time")
        {
            Default = "1",
            Other = "3",
        };

    private static Key ProcessorQueue() =>
        new(
            Queue,
            KeyType.Requests(),
            "Requests that may wait, first come first served; what comes on top is refused and counted")
        {
            Default = "10000 requests", // ours: seconds of work at the rates studied here
            Other = "1 requests",
        };

    private static ChosenMappingType NetworkType(SystemDescription system)
    {
        Dictionary<string, IKeyType> types = system.Links.ToDictionary(
            link => link.Name,
            link => KeyType.MappingWithProfile(ProfileKind.Link, [.. OfLink, .. link.Keys]));
        return new ChosenMappingType(
            "link class", system.Links.Select(link => (link.Name, types[link.Name])).ToArray());
    }

    private static IKeyType ReplicationsType() => KeyType.MappingOr(
        KeyType.Mapping(
            new Key("min", KeyType.Count(min: "2", max: "100000"), "Replications that are always run")
            {
                Default = "5",
            },
            new Key(
                "max",
                KeyType.Count(min: "2", max: "100000"),
                "Replications after which a point ends, precise or not")
            {
                Default = "100",
            },
            new Key(
                "precision",
                KeyType.List(PrecisionType()),
                "How well a point must be known to end; if the list is empty, the means, time averages and shares of "
                    + "the metrics of 'measure', or of the latencies, within 5 % with confidence 95 %")
            {
                Default = "[]",
            }),
        KeyType.Count(min: "1", max: "100000"));

    private static IKeyType PrecisionType() => KeyType.Mapping(
        new Key("metric", KeyType.Reference(ReferenceKind.MetricStatistic), "METRIC.STATISTIC that must be known")
        {
            Required = true,
        },
        new Key(
            "entity",
            KeyType.AnyReference(ReferenceKind.Group, ReferenceKind.Node, ReferenceKind.LinkClass, ReferenceKind.Link),
            "Whose metric; by default everybody's"),
        new Key(
            "relative",
            KeyType.Probability(min: "0.01 %"),
            "Greatest half-width of the confidence interval, over the mean")
        {
            Default = "5 %",
        },
        new Key("confidence", KeyType.Probability(min: "50 %", max: "99.99 %"), "Confidence of that interval")
        {
            Default = "95 %",
        });

    private static IKeyType SeriesType() => KeyType.Mapping(
        new Key(
            Step,
            KeyType.Time(above: "0 s"),
            "Length of a step; of states the mean over it is kept, of counts and amounts what came in it, per second")
        {
            Required = true,
        });

    private static IKeyType MeasureType() => KeyType.MappingOr(
        KeyType.Mapping(
            new Key("metric", KeyType.Reference(ReferenceKind.Metric), "The metric") { Required = true },
            new Key(
                "per",
                KeyType.Choice("group", "node", "system"),
                "What has a row of its own; procedures and link classes have none for nodes")
            {
                Default = "group",
            }),
        KeyType.Reference(ReferenceKind.Metric));

    private static Key[] CaptureKeys() =>
    [
        new(
            "hops",
            KeyType.Choice("first", "all"),
            "first: a packet once, where it is sent; all: one file more for each link")
        {
            Default = "first",
        },
        new(
            "packets",
            KeyType.Count(min: "1", max: "1000000000"),
            "Packets after which the capture ends, which the manifest says")
        {
            Default = "1000000", // ours: what Wireshark still opens within seconds
        },
    ];

    private static IKeyType FaultType(SystemDescription system) => KeyType.Mapping(
        new Key(
            "on",
            KeyType.AnyReference(ReferenceKind.LinkClass, ReferenceKind.Link, ReferenceKind.Group, ReferenceKind.Node),
            "Link class, link, group or node")
        {
            Required = true,
        },
        new Key("direction", KeyType.Choice("both", "up", "down"), "Direction of the link") { Default = "both" },
        new Key(
            "message",
            system.Messages.Count > 0 ? KeyType.Reference(ReferenceKind.Message) : KeyType.Text(),
            "Name of the message that is hit; all by default"),
        new Key("what", KeyType.Choice(FaultNames.All), "What happens") { Required = true },
        new Key("at", KeyType.Time(), "When it happens"),
        new Key("during", KeyType.List(KeyType.Time(), 2, 2), "From when to when it happens"),
        new Key("probability", KeyType.Probability(), "With which probability a frame is hit") { Default = "100 %" },
        new Key("count", KeyType.Count(min: "1"), "After how many frames the rule is spent"),
        new Key("by", KeyType.Distribution(Dimension.Time), "How much later: delay, replay, reorder")
        {
            Default = "10 ms",
        });
}

/// <summary>What a fault rule can do.</summary>
internal static class FaultNames
{
    public static readonly string[] All =
    [
        "drop",
        "duplicate",
        "delay",
        "corrupt",
        "replay",
        "reorder",
        "partition",
        "crash",
        "restart",
    ];
}
