using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// The measured window in 60 equal parts, for the error of a mean over time: what a total was at the end of each part.
/// </summary>
internal sealed class TimeBatches
{
    private const int Count = 60;

    private readonly MeasuredWindow _window;
    private readonly Int128[] _totals = new Int128[Count + 1];
    private int _index;

    public TimeBatches(MeasuredWindow window)
    {
        _window = window;
        Next = EndOf(0);
    }

    /// <summary>The end whose total is to be told next.</summary>
    public SimTime Next { get; private set; }

    /// <summary>True if the total at <see cref="Next"/> is to be told.</summary>
    public bool IsDue(SimTime now) => Next <= now && _index <= Count;

    /// <summary>Tells the total at <see cref="Next"/>.</summary>
    public void Record(Int128 total)
    {
        _totals[_index++] = total;
        Next = EndOf(Math.Min(_index, Count));
    }

    /// <summary>The standard error of the growth for each picosecond; null as long as a part is open.</summary>
    /// <param name="scale">Multiplies it.</param>
    public BatchError? Error(double scale)
    {
        if (_index <= Count)
        {
            return null;
        }

        double length = (double)(_window.Stop - _window.Warmup).Picoseconds / Count;
        Span<double> means = stackalloc double[Count];
        for (int part = 0; part < Count; part++)
        {
            means[part] = (double)(_totals[part + 1] - _totals[part]) / length * scale;
        }

        return BatchMeans.ErrorOf(means);
    }

    private SimTime EndOf(int part)
    {
        Int128 length = (_window.Stop - _window.Warmup).Picoseconds;
        return _window.Warmup + new SimTime((long)(length * part / Count));
    }
}
