using System.Collections.Generic;

namespace Simulator.Measure;

/// <summary>
/// A metric that can tell, from one run, how well the run knows its number: for runs without a second replication.
/// </summary>
public interface IBatched
{
    /// <summary>The statistics that have an error, in the order of <see cref="Statistic"/>.</summary>
    IEnumerable<(Statistic Statistic, BatchError Error)> Errors();
}
