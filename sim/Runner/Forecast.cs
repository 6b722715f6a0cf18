using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Simulator.Results;

namespace Simulator.Runner;

/// <summary>
/// What the missing runs of a study will cost, judged by those that are there: the mean of their point, or of all. It
/// is told to the user once, and stored nowhere.
/// </summary>
internal sealed class Forecast
{
    private const long BlockSize = 4096;

    private readonly CampaignOptions _options;
    private readonly IReadOnlyCollection<RunKey> _missing;
    private bool _isTold;

    private Forecast(CampaignOptions options, IReadOnlyCollection<RunKey> missing)
    {
        (_options, _missing) = (options, missing);
    }

    /// <summary>The forecast, which is told at once if runs are there, and never if nothing is missing.</summary>
    /// <param name="folder">The study.</param>
    /// <param name="options">Who is told, and how many runs go at a time.</param>
    /// <param name="missing">Runs that are missing.</param>
    /// <param name="finished">Runs that are there.</param>
    public static Forecast? Of(
        StudyFolder folder, CampaignOptions options, IReadOnlyCollection<RunKey> missing,
        IReadOnlyCollection<RunKey> finished)
    {
        if (options.Observer is null || missing.Count == 0)
        {
            return null;
        }

        var forecast = new Forecast(options, missing);
        PerformanceRow[] known = [.. folder.Read(CsvTables.Performance, finished)];
        if (known.Length > 0)
        {
            ILookup<int, double> times = known.ToLookup(row => row.Point, row => row.WallTime);
            double all = known.Average(row => row.WallTime);
            double seconds = missing.Sum(key => times[key.Point].DefaultIfEmpty(all).Average());
            forecast.Tell(seconds, finished.Average(key => SizeOf(folder.PathOf(key))));
        }

        return forecast;
    }

    /// <summary>A run has ended; the first one tells.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="wallTime">Seconds that it took.</param>
    public void Finished(string folder, double wallTime) => Tell(wallTime * _missing.Count, SizeOf(folder));

    // Whole blocks, as most file systems give them.
    private static double SizeOf(string folder) =>
        new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories)
            .Sum(file => (file.Length + BlockSize - 1) / BlockSize * BlockSize);

    private void Tell(double secondsOfAll, double octetsOfOne)
    {
        if (!_isTold)
        {
            _isTold = true;
            int threads = Math.Min(_options.Jobs, _missing.Count);
            _options.Observer?.Foreseen(secondsOfAll / threads, (long)(octetsOfOne * _missing.Count));
        }
    }
}
