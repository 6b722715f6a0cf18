using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Systems;

/// <summary>Load of processors, added to the queue and the utilisation of their node or of their whole group.</summary>
internal sealed class ProcessorMeasure(TimeAverage queue, TimeAverage utilisation) : IProcessorObserver
{
    /// <inheritdoc/>
    public void LoadChanged(Processor processor, int queueChange, int busyChange)
    {
        if (queueChange != 0)
        {
            queue.Add(queueChange);
        }

        if (busyChange != 0)
        {
            utilisation.Add(busyChange);
        }
    }
}
