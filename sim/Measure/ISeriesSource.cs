using System;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>What can be drawn over time: a total that grows, whose growth in a step is the value of the step.</summary>
internal interface ISeriesSource : IMetric
{
    /// <summary>Unit of the values of a step.</summary>
    MetricUnit SeriesUnit { get; }

    /// <summary>The total since the run began, warm-up included.</summary>
    Int128 Total { get; }

    /// <summary>What the growth in a step is divided by.</summary>
    /// <param name="span">Length of the step.</param>
    double Divisor(SimTime span);
}
