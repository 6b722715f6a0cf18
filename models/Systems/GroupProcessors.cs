using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>
/// The processors of a group: one cost table, and for a large group one account and one row of results for all members.
/// </summary>
internal sealed class GroupProcessors
{
    private readonly SystemRun _run;
    private readonly NodeGroup _group;
    private readonly CostTable _costs;
    private readonly ProcessorOptions _options;
    private readonly Dictionary<(string Queue, string Utilisation), ProcessorMeasure> _loads = [];
    private readonly HashSet<string> _energies = new(StringComparer.Ordinal);
    private readonly bool _areTogether; // no member has rows of its own
    private ProcessorMeasure? _load; // of them all

    private GroupProcessors(SystemRun run, NodeGroup group)
    {
        _run = run;
        _group = group;
        _costs = new CostTable(
            group.Role.Operations.Select(name => KeyValuePair.Create(name, CostOf(group.CostOf(name)))),
            group.Power?.Si ?? 0.0);
        _options = new ProcessorOptions
        {
            Cores = group.Cores,
            QueueMax = (int)Math.Min(group.QueueMax, int.MaxValue),
        };
        if (!IsByMember(EnergyName))
        {
            _options = _options with { Accounts = new ProcessorAccounts(_costs) };
        }

        _areTogether = !IsByMember(EnergyName) && !IsByMember(QueueName) && !IsByMember(UtilisationName);
    }

    private string QueueName => $"{_group.Name}.queue";

    private string UtilisationName => $"{_group.Name}.utilisation";

    private string EnergyName => $"{_group.Name}.energy";

    /// <summary>The processors of a group; null if its role executes nothing.</summary>
    public static GroupProcessors? Of(SystemRun run, NodeGroup group) =>
        group.Role.Operations.Count == 0 ? null : new GroupProcessors(run, group);

    /// <summary>Adds the processor of a member to its node.</summary>
    public Processor Add(Node node, NodeId member)
    {
        Processor processor = node.AddProcessor(_group.Role.Name, _options, _costs);
        if (_areTogether && _load is not null)
        {
            processor.Observer = _load;
            return processor;
        }

        processor.Observer = _load = LoadOf(member);
        MeasureEnergy(processor, _run.StateEntityOf(EnergyName, member, _group));
        return processor;
    }

    private bool IsByMember(string metric)
    {
        NodeId first = _group.Member(0);
        return _run.StateEntityOf(metric, first, _group) == first.ToString();
    }

    /// <summary>A cost of a scenario as the network charges it.</summary>
    public static OperationCost CostOf(Cost cost) => new()
    {
        Fixed = TimeSampler.DurationOf(cost.Fixed),
        PicosecondsPerOctet = (double)cost.PerOctet.Base,
        Joules = cost.Energy?.Si,
        JoulesPerOctet = cost.EnergyPerOctet?.Si ?? 0.0,
    };

    // Each metric has rows of whom `measure:` says, which may differ.
    private ProcessorMeasure LoadOf(NodeId member)
    {
        string queue = QueueName, utilisation = UtilisationName;
        (string Queue, string Utilisation) entities =
            (_run.StateEntityOf(queue, member, _group), _run.StateEntityOf(utilisation, member, _group));
        if (!_loads.TryGetValue(entities, out ProcessorMeasure? load))
        {
            bool isOfMember = entities.Utilisation == member.ToString();
            long cores = isOfMember ? _group.Cores : (long)_group.Cores * _group.Count;
            load = new ProcessorMeasure(
                _run.Metrics.TimeAverage(
                    queue, entities.Queue, MetricUnit.One, "Requests that wait for a processor."),
                _run.Metrics.TimeAverage(
                    utilisation, entities.Utilisation, MetricUnit.One, "Busy cores over all cores.", cores));
            _loads.Add(entities, load);
        }

        return load;
    }

    private void MeasureEnergy(Processor processor, string entity)
    {
        if (_energies.Add(entity))
        {
            _run.Metrics.Derived(
                EnergyName, entity, MetricUnit.Joule, Statistic.Sum, "Energy spent on operations.",
                () => processor.Accounts.Joules);
        }
    }
}
