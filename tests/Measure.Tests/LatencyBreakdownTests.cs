using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Measure;

namespace Tests.Measure;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LatencyBreakdownTests
{
    private static readonly string[] Operations = ["hss.lookup", "aka.vector", "usim.authenticate", "kdf.hmac-sha256"];

    private readonly Simulation _simulation = new();

    private LatencyBreakdown Attach(params string[] operations) =>
        new MetricRegistry(_simulation, new MeasuredWindow(SimTime.Zero, SimTime.FromSeconds(100)))
            .Latency("attach", "ue", "From ATTACH REQUEST to ATTACH COMPLETE.", operations);

    [Test]
    public void Parts_add_up_to_the_whole_to_the_picosecond()
    {
        LatencyBreakdown attach = Attach();
        var stream = new RandomStream(1, 0, "parts");
        var parts = new PathTimes();
        for (int procedure = 0; procedure < 50_000; procedure++)
        {
            parts.Clear();
            for (int hop = 0; hop < 6; hop++)
            {
                parts.Add((LatencyPart)stream.Below(3), SimTime.FromSeconds(stream.Exponential(0.01)));
                parts.AddProcessing(Operations[stream.Below(4)], SimTime.FromSeconds(stream.Exponential(0.001)));
            }

            SimTime waited = stream.Chance(0.1) ? SimTime.FromSeconds(6) : SimTime.Zero;
            attach.AddStarted(SimTime.Zero, parts.Explained + waited, parts);
        }

        Int128 sum = 0;
        foreach (LatencyPart part in Enum.GetValues<LatencyPart>())
        {
            sum += attach.PartPicoseconds(part);
        }

        Assert.That(sum, Is.EqualTo(attach.SumPicoseconds));
        Assert.That(attach.PartPicoseconds(LatencyPart.Timer) % SimTime.PicosecondsPerSecond, Is.EqualTo((Int128)0));
        Int128 processing = 0;
        foreach (string operation in Operations)
        {
            processing += attach.OperationPicoseconds(operation);
        }

        Assert.That(processing, Is.EqualTo(attach.PartPicoseconds(LatencyPart.Processing)));
        double mean = (double)attach.SumPicoseconds / 50_000 / 1e12;
        Assert.That(attach.Whole.Moments.Mean, Is.EqualTo(mean).Within(1e-10).Percent);
    }

    [Test]
    public void One_procedure_by_hand()
    {
        LatencyBreakdown attach = Attach("aka.vector", "mme.step");
        var parts = new PathTimes();
        parts.Add(LatencyPart.Propagation, SimTime.FromMilliseconds(30));
        parts.Add(LatencyPart.Transmission, SimTime.FromMilliseconds(2));
        parts.Add(LatencyPart.Queueing, SimTime.FromMilliseconds(1));
        parts.AddProcessing("hss.lookup", SimTime.FromMilliseconds(3));
        parts.AddProcessing("aka.vector", SimTime.FromMilliseconds(1));
        parts.AddProcessing("hss.lookup", SimTime.FromMilliseconds(1));
        attach.AddStarted(SimTime.Zero, SimTime.FromMilliseconds(44), parts);
        attach.AddStarted(SimTime.Zero, SimTime.FromMilliseconds(10), new PathTimes());

        var lines = new List<string>();
        var values = new List<MetricValue>();
        attach.Report(values);
        foreach (MetricValue value in values)
        {
            if (value.Metric != "attach.latency" && value.Statistic == Statistic.Mean)
            {
                lines.Add($"{value.Metric["attach.latency.".Length..]} {value.Value * 1000:0.###}");
            }
        }

        Assert.That(lines, Is.EqualTo((string[])
        [
            "propagation 15", "transmission 1", "queueing 0.5", "processing 2.5", "timer 8",
            "processing.aka.vector 0.5", "processing.hss.lookup 2", "processing.mme.step 0",
        ]));
    }

    [Test]
    public void Parts_that_exceed_the_whole_are_a_defect()
    {
        LatencyBreakdown attach = Attach();
        var parts = new PathTimes();
        parts.Add(LatencyPart.Queueing, new SimTime(11));
        Assert.That(() => attach.AddStarted(SimTime.Zero, new SimTime(10), parts), Throws.TypeOf<InvariantException>());
        Assert.That(attach.Whole.Moments.Count, Is.Zero);
        Assert.That(attach.SumPicoseconds, Is.EqualTo((Int128)0));
    }

    [Test]
    public void A_part_has_a_kind_and_is_not_negative()
    {
        var parts = new PathTimes();
        Assert.That(() => parts.Add(LatencyPart.Timer, SimTime.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() =>
            parts.Add(LatencyPart.Processing, SimTime.Zero), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => parts.Add(LatencyPart.Queueing, new SimTime(-1)), Throws.TypeOf<InvariantException>());
        Assert.That(() => parts.AddProcessing("x", new SimTime(-1)), Throws.TypeOf<InvariantException>());
        Assert.That(() => parts.Operation(0), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(parts.Explained, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void The_operations_of_a_path_are_bounded()
    {
        var parts = new PathTimes();
        for (int index = 0; index < PathTimes.OperationMax; index++)
        {
            parts.AddProcessing($"operation-{index}", new SimTime(1));
        }

        parts.AddProcessing("operation-7", new SimTime(1));
        Assert.That(() => parts.AddProcessing("one-more", new SimTime(1)), Throws.TypeOf<InvariantException>());
        Assert.That(parts.Processing, Is.EqualTo(new SimTime(65)));
        parts.Clear();
        parts.AddProcessing("operation-7", new SimTime(3));
        Assert.That(parts.Operation(0), Is.EqualTo(("operation-7", new SimTime(3))));
    }

    [Test]
    public void What_started_in_the_warmup_does_not_count()
    {
        LatencyBreakdown attach = new MetricRegistry(
            _simulation, new MeasuredWindow(SimTime.FromSeconds(5), SimTime.FromSeconds(10)))
            .Latency("attach", "ue", "Attach.");
        attach.AddStarted(SimTime.FromSeconds(4), SimTime.FromSeconds(3), new PathTimes());
        attach.AddStarted(SimTime.FromSeconds(10), SimTime.FromSeconds(3), new PathTimes());
        Assert.That(attach.SumPicoseconds, Is.EqualTo((Int128)0));
        attach.AddStarted(SimTime.FromSeconds(9), SimTime.FromSeconds(3), new PathTimes());
        Assert.That(attach.PartPicoseconds(LatencyPart.Timer), Is.EqualTo((Int128)3 * SimTime.PicosecondsPerSecond));
    }
}
