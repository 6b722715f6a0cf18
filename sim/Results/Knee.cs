using System;
using System.Collections.Generic;

namespace Simulator.Results;

/// <summary>
/// The knee of a latency over the load: where load over latency, the power of Kleinrock (Power and deterministic rules
/// of thumb, ICC 1979), is greatest; there a line from the origin touches the curve. It depends on no scale of an axis,
/// and not on how far the study went beyond the knee.
/// </summary>
public static class Knee
{
    private const double FallMin = 0.1; // ours: so much the power falls on both sides, or noise would have knees

    /// <summary>
    /// The measured point with the greatest power. Null if it is the first or the last one, or if the power falls by
    /// less than a tenth towards either end: then the range holds no knee.
    /// </summary>
    /// <param name="points">Latency over load, in order of the load.</param>
    public static FigurePoint? Find(IReadOnlyList<FigurePoint> points)
    {
        ArgumentNullException.ThrowIfNull(points);
        int best = -1;
        for (int index = 0; index < points.Count; index++)
        {
            if (!(points[index].X >= 0) || !(points[index].Y > 0))
            {
                return null; // no load and no latency
            }

            best = best < 0 || Power(points[index]) > Power(points[best]) ? index : best;
        }

        bool isInside = best > 0 && best < points.Count - 1;
        return isInside && IsBelow(points[0], points[best]) && IsBelow(points[^1], points[best]) ? points[best] : null;
    }

    private static bool IsBelow(FigurePoint end, FigurePoint knee) => Power(end) <= (1 - FallMin) * Power(knee);

    private static double Power(FigurePoint point) => point.X / point.Y;
}
