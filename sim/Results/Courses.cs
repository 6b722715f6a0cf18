using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Courses of a state over simulated time, for figures.</summary>
public static class Courses
{
    /// <summary>
    /// At each instant the mean over the replications, with its interval if there are several: what one run did at an
    /// instant is chance.
    /// </summary>
    /// <param name="rows">The states of one metric, entity and point.</param>
    public static List<FigurePoint> Mean(IEnumerable<SeriesRow> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        var states = new SortedList<double, Moments>();
        foreach (SeriesRow row in rows)
        {
            if (!states.TryGetValue(row.Time, out Moments? moments))
            {
                states.Add(row.Time, moments = new Moments());
            }

            moments.Add(row.Value);
        }

        var points = new List<FigurePoint>(states.Count);
        foreach ((double time, Moments moments) in states)
        {
            Estimate estimate = Estimate.Of(moments);
            points.Add(new FigurePoint(time, estimate.Mean, estimate.Low, estimate.High));
        }

        return points;
    }
}
