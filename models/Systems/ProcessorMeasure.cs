using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Systems;

/// <summary>Load of a processor, added to the queue and the utilisation of its node or of its whole group.</summary>
internal sealed class ProcessorMeasure(TimeAverage queue, TimeAverage utilisation) : IProcessorObserver
{
    private int _queueCount;
    private int _busyCount;

    /// <inheritdoc/>
    public void LoadChanged(Processor processor, int queueCount, int busyCount)
    {
        queue.Add(queueCount - _queueCount);
        utilisation.Add(busyCount - _busyCount);
        _queueCount = queueCount;
        _busyCount = busyCount;
    }
}
