using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>System <c>queueing</c>: sources, stations and a sink in a chain.</summary>
public sealed class QueueingSystem : ISystem
{
    private const string SourceRole = "source", ServerRole = "server", SinkRole = "sink";
    private const string Customer = "customer", Hop = "hop", SizeKey = "size", TransportKey = "transport";
    private const ushort Port = 50_000; // ours: no dissector claims it
    private const int HeaderSize = 20 + Udp.HeaderSize; // IPv4 without options (RFC 791 §3.1)
    private const string LargestPacket = "65535 B"; // the total length field of IPv4

    private static readonly string[] Stations = [SourceRole, ServerRole];

    /// <inheritdoc/>
    public SystemDescription Description { get; } = new("queueing", "Customers that pass a chain of stations.")
    {
        ModelVersion = 2,
        Roles =
        [
            new Role(SourceRole, "Where customers arrive.")
            {
                IsNeeded = true,
                Arrives = true,
                CountMax = ushort.MaxValue,
                Keys =
                [
                    new Key(
                        SizeKey,
                        KeyType.Distribution(Dimension.Size, min: "52 B", max: LargestPacket),
                        "Octets of a customer's packet with the headers of UDP over IPv4; "
                            + "SCTP, TCP and IPv6 carry the same message")
                    {
                        Default = "128 B",
                        Other = "1000 B",
                    },
                ],
            },
            new Role(ServerRole, "A station that serves customers in order of arrival.")
            {
                Operations = [Server.Serve],
            },
            new Role(SinkRole, "Where customers leave.") { IsNeeded = true },
        ],
        Links =
        [
            new LinkClass(Hop, Stations, [ServerRole, SinkRole], "From each group of the chain to the next.")
            {
                Pairing = Pairing.Chain,
                Keys =
                [
                    new Key(SystemRun.MtuKey, KeyType.Size("576 B", LargestPacket), "Largest IP packet") // RFC 791 §3.1
                    {
                        Default = "1500 B",
                        Other = "600 B",
                    },
                ],
            },
        ],
        Options =
        [
            new Key(
                TransportKey, KeyType.Choice("udp", "sctp", "tcp"), "What carries customers from station to station")
            {
                Default = "udp",
                Other = "tcp",
            },
            AddressPlan.Version,
        ],
        Operations = [new Scenarios.Operation(Server.Serve, "Service of a customer at a station.")],
        Procedures =
        [
            new Procedure(
                Customer, "From the arrival at the source to the sink.", ProcedureMeasure.Success, Server.QueueFull),
        ],
        Metrics =
        [
            new Metric("{server}.waiting", MetricKind.Ratio, Dimension.Number, "Customers that find all cores busy."),
            new Metric("{server}.malformed", MetricKind.Count, Dimension.Count, "Messages that are no customers."),
            new Metric("{sink}.malformed", MetricKind.Count, Dimension.Count, "Messages that are no customers."),
            new Metric("customer.repeated", MetricKind.Count, Dimension.Count, "Further copies of customers."),
        ],
        Drawn = ["customer.success", "{server}.utilisation"],
        Messages = [Source.Label.Message],
    };

    /// <inheritdoc/>
    public void Build(SystemRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var wiring = new Wiring(run);
        foreach (NodeGroup group in run.Scenario.Groups)
        {
            wiring.Add(group);
        }
    }

    private sealed class Wiring
    {
        private readonly SystemRun _run;
        private readonly Dictionary<NodeId, NodeId> _next = [];
        private readonly CustomerBook _book;

        public Wiring(SystemRun run)
        {
            _run = run;
            foreach (NodeLink link in run.Scenario.Links)
            {
                _next.TryAdd(link.From, link.To);
            }

            NodeGroup sources = run.Scenario.GroupsOf(SourceRole).First();
            Counter repeated = run.Metrics.Counter("customer.repeated", "", "Further copies of customers.");
            _book = new CustomerBook(run.Measure(Customer, sources), repeated, sources.Count);
        }

        public void Add(NodeGroup group)
        {
            for (int index = 0; index < group.Count; index++)
            {
                NodeId member = group.Member(index);
                switch (group.Role.Name)
                {
                    case ServerRole:
                        AddServer(group, member);
                        break;
                    case SinkRole:
                        AddPort(member, new Sink(_run.NodeOf(member), _book, Malformed(group, member)));
                        break;
                }
            }

            if (group.Role.Name == SourceRole)
            {
                AddSources(group);
            }
        }

        private void AddServer(NodeGroup group, NodeId member)
        {
            Ratio waiting = _run.Metrics.Ratio(
                $"{group.Name}.waiting",
                _run.StateEntityOf($"{group.Name}.waiting", member, group),
                "Customers that find all cores busy, over those served.");
            Node node = _run.NodeOf(member);
            var server = new Server(node, _run.ProcessorOf(member), _book, waiting, Malformed(group, member));
            server.Port = AddPort(member, server);
        }

        private void AddSources(NodeGroup group)
        {
            var sampler = new Sampler(group.Settings.Distribution(SizeKey));
            var sources = new List<Source>();
            for (int index = 0; index < group.Count; index++)
            {
                NodeId member = group.Member(index);
                RandomStream random = _run.Simulation.Random($"{member}/size");
                int Draw() => (int)Math.Min(sampler.NextWhole(random), ushort.MaxValue) - HeaderSize;
                var source = new Source(_run.NodeOf(member), index, Draw, _book);
                source.Port = AddPort(member, receiver: null);
                sources.Add(source);
            }

            _run.StartArrivals(group, new SourceArrivals(sources));
        }

        private CustomerPort AddPort(NodeId member, ICustomerReceiver? receiver)
        {
            IpAddress? next = _next.TryGetValue(member, out NodeId peer) ? _run.NodeOf(peer).Ip.Addresses[0] : null;
            CustomerTransport transport = _run.Scenario.Options.Choice<CustomerTransport>(TransportKey);
            return new CustomerPort(_run.NodeOf(member), transport, Port, next, receiver);
        }

        private Counter Malformed(NodeGroup group, NodeId member) => _run.Metrics.Counter(
            $"{group.Name}.malformed",
            _run.StateEntityOf($"{group.Name}.malformed", member, group),
            "Messages that are no customers.");
    }

    // Sources are never busy; arrivals of a group go round.
    private sealed class SourceArrivals(IReadOnlyList<Source> sources) : IArrivalTarget
    {
        private int _next;

        public bool TryStartNext()
        {
            Start(_next);
            _next = (_next + 1) % sources.Count;
            return true;
        }

        public void Start(int member) => sources[member].Emit();
    }
}
