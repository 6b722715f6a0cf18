using System;
using System.Collections.Generic;

namespace Simulator.Measure;

/// <summary>Where the start-up of a series ends, by the rule MSER-5.</summary>
/// <param name="Count">Values to leave out, a multiple of five.</param>
/// <param name="IsSettled">False if the rule would leave out more than the first half, where it finds nothing: the
/// series is too short, or has no steady state.</param>
public readonly record struct Truncation(int Count, bool IsSettled);

/// <summary>
/// The marginal standard error rule over batches of five (White 1997; White, Cobb and Spratt 2000): of all starts in
/// the first half, the one from which the mean of the rest is known best, that is, with the least standard error
/// squared of the batch means.
/// </summary>
public static class Mser5
{
    /// <summary>Values of a batch.</summary>
    public const int BatchSize = 5;

    /// <summary>The start-up of a series.</summary>
    /// <param name="values">Finite values in their order; those of a last batch that is not full do not count.</param>
    public static Truncation Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        int batchCount = values.Count / BatchSize, half = batchCount / 2;
        double mean = 0, squares = 0, least = double.PositiveInfinity;
        int start = 0;
        for (int batch = batchCount - 1; batch >= 0; batch--)
        {
            int count = batchCount - batch; // of batches from here to the end
            double value = MeanOf(values, batch), before = value - mean;
            mean += before / count;
            squares += before * (value - mean);
            double error = squares / ((double)count * count);
            if (batch <= half && error <= least)
            {
                (least, start) = (error, batch); // of equal ones the earliest
            }
        }

        return new(start * BatchSize, batchCount > 1 && start < half);
    }

    private static double MeanOf(IReadOnlyList<double> values, int batch)
    {
        double sum = 0;
        for (int index = batch * BatchSize; index < (batch + 1) * BatchSize; index++)
        {
            sum += values[index];
        }

        return sum / BatchSize;
    }
}
