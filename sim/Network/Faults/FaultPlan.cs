using System;
using System.Collections.Generic;
using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The fault rules of a run, bound to the links and nodes that they concern.</summary>
public sealed class FaultPlan
{
    private readonly List<ActiveFault> _faults = [];

    private FaultPlan()
    {
    }

    /// <summary>Number of rules.</summary>
    public int RuleCount => _faults.Count;

    /// <summary>Binds rules to a network that is complete. Before the run starts, and once.</summary>
    /// <param name="topology">The network.</param>
    /// <param name="rules">The rules in their order, each without an error and with something that it concerns.</param>
    public static FaultPlan Apply(Topology topology, IReadOnlyList<FaultRule> rules)
    {
        ArgumentNullException.ThrowIfNull(topology);
        ArgumentNullException.ThrowIfNull(rules);
        var plan = new FaultPlan();
        for (int index = 0; index < rules.Count; index++)
        {
            FaultRule rule = rules[index];
            bool isRight = rule.FindError() is null && Exists(topology, rule.On);
            Invariant.Require(isRight, "a fault rule was checked before the run");
            var fault = new ActiveFault(topology.Simulation, rule, index);
            plan._faults.Add(fault);
            if (rule.ConcernsNodes)
            {
                Schedule(topology, fault);
            }
        }

        foreach (Link link in topology.Links)
        {
            plan.Bind(link.Up);
            plan.Bind(link.Down);
        }

        return plan;
    }

    /// <summary>True if a rule on this name concerns something: a link class, a link, a group or a node.</summary>
    /// <param name="topology">The network.</param>
    /// <param name="on">The name.</param>
    public static bool Exists(Topology topology, string on)
    {
        ArgumentNullException.ThrowIfNull(topology);
        return topology.FindNode(on) is not null || topology.FindLink(on) is not null
            || HasGroup(topology, on) || HasLinkClass(topology, on);
    }

    /// <summary>How often a rule was applied.</summary>
    /// <param name="index">Its index.</param>
    public long AppliedCount(int index) => _faults[index].AppliedCount;

    private static bool HasGroup(Topology topology, string on)
    {
        foreach (Node node in topology.Nodes)
        {
            if (node.Group == on)
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLinkClass(Topology topology, string on)
    {
        foreach (Link link in topology.Links)
        {
            if (link.Class == on)
            {
                return true;
            }
        }

        return false;
    }

    private void Bind(LinkDirection direction)
    {
        List<ActiveFault> concerned = _faults.FindAll(fault => Concerns(fault.Rule, direction));
        if (concerned.Count > 0)
        {
            direction.Faults = new LinkFaults(direction, [.. concerned]);
        }
    }

    private static bool Concerns(FaultRule rule, LinkDirection direction)
    {
        if (rule.ConcernsNodes || (rule.Direction is { } name && name != direction.Name))
        {
            return false;
        }

        bool isSender = Is(direction.Sender, rule.On), isReceiver = Is(direction.Receiver, rule.On);
        bool isWithin = rule.What == FaultKind.Partition && isSender && isReceiver;
        bool isOfLink = direction.Link.Class == rule.On || direction.Link.Id == rule.On;
        return isOfLink || ((isSender || isReceiver) && !isWithin);
    }

    private static bool Is(Node node, string name) => node.Id == name || node.Group == name;

    private static void Schedule(Topology topology, ActiveFault fault)
    {
        foreach (Node node in topology.Nodes)
        {
            if (Is(node, fault.Rule.On))
            {
                SimTime start = fault.Rule.At ?? fault.Rule.During!.Value.From;
                var crash = new NodeFault(topology.Simulation, node, fault);
                topology.Simulation.Schedule(start - topology.Simulation.Now, crash);
            }
        }
    }

    // Crashes a node, and brings it up again if the rule says when.
    private sealed class NodeFault(Simulation simulation, Node node, ActiveFault fault) : Handler
    {
        private bool _isDown;

        protected override void Fire()
        {
            if (_isDown)
            {
                node.Restart();
            }
            else if (fault.TryApply())
            {
                _isDown = true;
                node.Crash();
                if (TimeToRestart() is { } time)
                {
                    simulation.Schedule(time, this);
                }
            }
        }

        private SimTime? TimeToRestart() => fault.Rule switch
        {
            { What: FaultKind.Restart } => fault.DrawDelay(),
            { During: { } span } => span.To - simulation.Now,
            _ => null,
        };
    }
}

/// <summary>A rule at work: how often it may still be applied, and its random stream <c>fault/INDEX</c>.</summary>
internal sealed class ActiveFault(Simulation simulation, FaultRule rule, int index)
{
    private RandomStream? _random;

    public FaultRule Rule => rule;

    public string Name { get; } = rule.NameAt(index);

    public long AppliedCount { get; private set; }

    /// <summary>The rule's own stream.</summary>
    public RandomStream Random =>
        _random ??= simulation.Random("fault/" + index.ToString(CultureInfo.InvariantCulture));

    /// <summary>True if it happens now to what matches; then it counts.</summary>
    public bool TryApply()
    {
        bool happens = AppliedCount < rule.CountMax && rule.IsActive(simulation.Now)
            && (rule.Probability >= 1.0 || Random.Chance(rule.Probability));
        AppliedCount += happens ? 1 : 0;
        return happens;
    }

    /// <summary>The delay of this application.</summary>
    public SimTime DrawDelay()
    {
        bool hasDefault = rule.Delay == default && rule.What is FaultKind.Reorder or FaultKind.Restart;
        return hasDefault ? FaultRule.DefaultDelay : rule.Delay.Next(Random);
    }
}
