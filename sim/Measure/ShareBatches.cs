namespace Simulator.Measure;

/// <summary>For each of some limits the share of values that do not exceed it, with its error.</summary>
internal sealed class ShareBatches
{
    private readonly double[] _limits;
    private readonly BatchMeans[] _batches;

    public ShareBatches(double[] limits)
    {
        _limits = limits;
        _batches = new BatchMeans[limits.Length];
        for (int index = 0; index < limits.Length; index++)
        {
            _batches[index] = new BatchMeans();
        }
    }

    /// <summary>One more value.</summary>
    public void Add(double value)
    {
        for (int index = 0; index < _limits.Length; index++)
        {
            _batches[index].Add(value <= _limits[index] ? 1 : 0);
        }
    }

    /// <summary>The error of a share; null if it cannot be told.</summary>
    public BatchError? Error(int index) => _batches[index].Error();
}
