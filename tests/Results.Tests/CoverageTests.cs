using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Results;

namespace Tests.Results;

/// <summary>
/// Intervals hold the truth as often as they say: 1,000 studies of the queue M/M/1 at load 0.5 with service time 1,
/// whose customers (Lindley's recursion) go through the metrics and the summary as those of a run do. The time in the
/// system is exponential with mean 2.
/// </summary>
public sealed class CoverageTests
{
    private const int StudyCount = 1_000, ReplicationCount = 10;
    private const double Load = 0.5, MeanTime = 1 / (1 - Load);
    private const string Time = "customer.latency", Waiting = "customer.waiting";

    private static readonly StudyPoint Point = StudyPoint.Only;

    [Test]
    public void Of_a_mean_over_replications_after_a_warm_up()
    {
        Dictionary<string, double> shares = Coverage(ReplicationCount, customers: 1_000, warmup: 100);
        Assert.That(shares[Time + ".mean"], Is.InRange(0.93, 0.97));
        Assert.That(shares[Time + ".p50"], Is.InRange(0.93, 0.97));
        Assert.That(shares[Time + ".p95"], Is.InRange(0.93, 0.97));
        Assert.That(shares[Waiting + ".ratio"], Is.InRange(0.93, 0.985), "the wider of two");
    }

    [Test]
    public void Of_a_mean_over_replications_whose_warm_up_was_found()
    {
        // 200 studies: the share is known within 0.03
        Dictionary<string, double> shares = Coverage(ReplicationCount, customers: 12_000, warmup: null, studies: 200);
        Assert.That(shares[Time + ".mean"], Is.InRange(0.90, 0.98));
    }

    [Test]
    public void Of_one_long_run()
    {
        Dictionary<string, double> shares = Coverage(replications: 1, customers: 15_000, warmup: 100);
        foreach (string number in (string[])[Time + ".mean", Time + ".p50", Time + ".p95", Waiting + ".ratio"])
        {
            Assert.That(shares[number], Is.InRange(0.93, 0.97), number);
        }

        Assert.That(shares[Time + ".p99"], Is.InRange(0.92, 0.98));
    }

    [Test]
    public void Without_a_warm_up_a_start_from_nothing_is_seen()
    {
        // the same with a load and a run so short that the empty start is most of it: the test can fail
        Dictionary<string, double> shares = Coverage(ReplicationCount, customers: 20, warmup: 0);
        Assert.That(shares[Time + ".mean"], Is.LessThan(0.8));
    }

    [TestCase(50, 0.95)]
    [TestCase(200, 0.95)]
    [TestCase(200, 0.99)]
    public void Of_a_share_of_independent_trials(int trials, double confidence)
    {
        // exact: over all shares from 5 % to 95 %, the probability of the outcomes whose interval holds the share
        double sum = 0;
        for (int percent = 5; percent <= 95; percent++)
        {
            double share = percent / 100.0, held = Enumerable.Range(0, trials + 1)
                .Where(hits => Holds(hits, trials, share, confidence))
                .Sum(hits => Math.Exp(LogProbability(hits, trials, share)));
            Assert.That(held, Is.EqualTo(confidence).Within(0.045), $"{percent} %");
            sum += held;
        }

        Assert.That(sum / 91, Is.EqualTo(confidence).Within(0.004));
    }

    [Test]
    public void Of_a_share_whose_trials_resemble_each_other()
    {
        // each replication has a share of its own: trials are worth much less than their number
        var stream = new RandomStream(1, 0, "clusters");
        int held = 0, heldIfIndependent = 0;
        for (int study = 0; study < StudyCount; study++)
        {
            var shares = new Moments();
            for (int replication = 0; replication < ReplicationCount; replication++)
            {
                double own = stream.Uniform(0.2, 0.6);
                shares.Add(Enumerable.Range(0, 400).Count(_ => stream.Chance(own)) / 400.0);
            }

            held += Holds(Estimate.OfShares(shares, 4_000), 0.4) ? 1 : 0;
            (double low, double high) = Estimate.Wilson(shares.Mean, 4_000, 1.96);
            heldIfIndependent += low <= 0.4 && 0.4 <= high ? 1 : 0;
        }

        Assert.That(held / (double)StudyCount, Is.InRange(0.93, 0.97));
        Assert.That(heldIfIndependent / (double)StudyCount, Is.LessThan(0.6), "what it would be without that");
    }

    private static bool Holds(int hits, int trials, double share, double confidence)
    {
        (double low, double high) =
            Estimate.Wilson(hits / (double)trials, trials, Estimate.NormalQuantile(confidence));
        return low <= share && share <= high;
    }

    private static double LogProbability(int hits, int trials, double share)
    {
        double log = 0;
        for (int index = 1; index <= hits; index++)
        {
            log += Math.Log((trials - hits + index) / (double)index);
        }

        return log + (hits * Math.Log(share)) + ((trials - hits) * Math.Log(1 - share));
    }

    private static bool Holds(Estimate estimate, double truth) =>
        estimate is { Low: { } low, High: { } high } && low <= truth && truth <= high;

    // How often the interval of each number holds the truth, among the studies that have an interval.
    private static Dictionary<string, double> Coverage(
        int replications, int customers, int? warmup, int studies = StudyCount)
    {
        var held = new Dictionary<string, (int Held, int All)>();
        for (int study = 0; study < studies; study++)
        {
            foreach (SummaryRow row in Study(study, replications, customers, warmup))
            {
                string name = $"{row.Metric}.{row.Statistic.Name()}";
                if (Truth(name) is { } truth && row.Estimate.Low is not null)
                {
                    (int count, int all) = held.GetValueOrDefault(name);
                    held[name] = (count + (Holds(row.Estimate, truth) ? 1 : 0), all + 1);
                }
            }
        }

        Assert.That(held.Values.Min(each => each.All), Is.GreaterThan(0.85 * studies), "studies with an interval");
        return held.ToDictionary(each => each.Key, each => each.Value.Held / (double)each.Value.All);
    }

    private static double? Truth(string name) => name switch
    {
        Time + ".mean" => MeanTime,
        Time + ".p50" => MeanTime * Math.Log(2),
        Time + ".p95" => MeanTime * Math.Log(20),
        Time + ".p99" => MeanTime * Math.Log(100),
        Waiting + ".ratio" => Load,
        _ => null,
    };

    private static IReadOnlyList<SummaryRow> Study(int study, int replications, int customers, int? warmup)
    {
        var rows = new List<MetricRow>();
        var intervals = new List<IntervalRow>();
        for (int replication = 0; replication < replications; replication++)
        {
            MetricRegistry metrics = Run(study, replication, customers, warmup);
            rows.AddRange(metrics.Values().Select(value => new MetricRow(Point, replication, value)));
            if (replications == 1)
            {
                intervals.AddRange(RunIntervals.Of(Point, replication, metrics));
            }
        }

        return Summary.Of(rows, intervals);
    }

    // A customer waits as long as the one before it took, less the time between them.
    private static MetricRegistry Run(int study, int replication, int customers, int? warmup)
    {
        var stream = new RandomStream(1 + study, replication, "coverage");
        int count = customers + (warmup ?? 0);
        (double[] waits, double[] times) = (new double[count], new double[count]);
        double time = 0;
        for (int index = 0; index < count; index++)
        {
            waits[index] = Math.Max(0, time - stream.Exponential(1 / Load));
            times[index] = time = waits[index] + stream.Exponential(1);
        }

        int start = warmup ?? Mser5.Of(times).Count;
        var metrics = new MetricRegistry(
            new Simulation(), new MeasuredWindow(SimTime.FromSeconds(start), SimTime.FromSeconds(count)));
        SampleSeries latency = metrics.Samples(Time, "", MetricUnit.Second, "Time in the system.");
        Ratio waiting = metrics.Ratio(Waiting, "", "Customers that wait.");
        for (int index = 0; index < count; index++)
        {
            latency.AddStarted(SimTime.FromSeconds(index), times[index]);
            waiting.AddStarted(SimTime.FromSeconds(index), waits[index] > 0);
        }

        return metrics;
    }
}
