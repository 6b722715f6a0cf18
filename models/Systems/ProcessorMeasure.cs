using Simulator.Measure;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>Queue and utilisation of a processor, or of all processors of a group together.</summary>
internal sealed class ProcessorMeasure : IProcessorObserver
{
    private readonly TimeAverage _queue;
    private readonly TimeAverage _utilisation;
    private int _queueCount;
    private int _busyCount;

    public ProcessorMeasure(SystemRun run, NodeId member, NodeGroup group)
    {
        string name = $"{group.Name}.queue";
        string entity = run.StateEntityOf(name, member, group);
        long cores = entity == member.ToString() ? group.Cores : (long)group.Cores * group.Count;
        _queue = run.Metrics.TimeAverage(name, entity, MetricUnit.One, "Requests that wait for a processor.");
        _utilisation = run.Metrics.TimeAverage(
            $"{group.Name}.utilisation", entity, MetricUnit.One, "Busy cores over all cores.", cores);
    }

    /// <inheritdoc/>
    public void LoadChanged(Processor processor, int queueCount, int busyCount)
    {
        _queue.Add(queueCount - _queueCount);
        _utilisation.Add(busyCount - _busyCount);
        _queueCount = queueCount;
        _busyCount = busyCount;
    }
}
