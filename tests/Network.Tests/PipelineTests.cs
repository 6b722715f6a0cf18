using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

public sealed class PipelineTests
{
    private static readonly CostTable Costs = new(
    [
        KeyValuePair.Create("look", new OperationCost { Fixed = SimTime.FromNanoseconds(10) }),
        KeyValuePair.Create("find", new OperationCost { Fixed = SimTime.FromNanoseconds(100) }),
        KeyValuePair.Create("work", new OperationCost { PicosecondsPerOctet = 500 }),
    ]);

    private static readonly PipelineStep[] Short =
        [new(0, Costs.Find("look")), new(2, Costs.Find("work"), Octets: 100)]; // 10 + 50 ns

    private static readonly PipelineStep[] Long =
        [new(0, Costs.Find("look")), new(1, Costs.Find("find")), new(2, Costs.Find("work"), Octets: 100)];

    [TestCase(true, "160 210 260 310 360")] // behind the first, one time of the engine each
    [TestCase(false, "160 220 280 340 400")]
    public void Packets_leave_in_order_when_their_stages_are_free(bool isPipelined, string expected)
    {
        var box = new Box(isPipelined);
        box.Enter(Long);
        for (int count = 0; count < 4; count++)
        {
            box.Enter(Short);
        }

        box.Simulation.Run();
        Assert.That(string.Join(' ', box.Times), Is.EqualTo(expected));
        Assert.That(box.Pipeline.PacketCount, Is.Zero);
    }

    [Test]
    public void An_empty_pipeline_takes_no_longer_than_the_operations()
    {
        var box = new Box(isPipelined: true);
        Assert.That(box.Enter(Short), Is.EqualTo(SimTime.FromNanoseconds(60)));
        box.Simulation.Run();
        Assert.That(box.Enter(Long), Is.EqualTo(SimTime.FromNanoseconds(160)));
        box.Simulation.Run();
        Assert.That(string.Join(' ', box.Times), Is.EqualTo("60 220"));
    }

    [Test]
    public void Work_for_a_packet_that_ends_keeps_the_next_waiting()
    {
        var box = new Box(isPipelined: true);
        Assert.That(box.Pipeline.Occupy(Short), Is.EqualTo(SimTime.FromNanoseconds(60)));
        box.Enter(Short);
        box.Simulation.Run();
        Assert.That(string.Join(' ', box.Times), Is.EqualTo("110"));
    }

    [Test]
    public void Times_go_into_the_tag()
    {
        var box = new Box(isPipelined: false);
        box.Enter(Long);
        box.Enter(Short, CriticalPath.Begin("packet", 0, SimTime.Zero));
        box.Simulation.Run();
        LatencyParts parts = CriticalPath.Finish(box.LastTag, box.Simulation.Now);
        Assert.That(parts.Latency, Is.EqualTo(SimTime.FromNanoseconds(220)));
        Assert.That(parts.Queueing, Is.EqualTo(SimTime.FromNanoseconds(160)));
        Assert.That(parts.Processing, Is.EqualTo(SimTime.FromNanoseconds(60)));
        Assert.That(parts.Timer, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void A_full_pipeline_takes_no_packet()
    {
        var box = new Box(isPipelined: true, packetMax: 2);
        box.Enter(Short);
        Assert.That(box.Pipeline.IsFull, Is.False);
        box.Enter(Short);
        Assert.That(box.Pipeline.IsFull, Is.True);
        Assert.That(() => box.Enter(Short), Throws.InstanceOf<InvariantException>());
    }

    [Test]
    public void A_crash_loses_what_is_inside_and_frees_the_stages()
    {
        var box = new Box(isPipelined: true);
        box.Enter(Long);
        box.Node.Crash();
        box.Node.Restart();
        box.Enter(Short);
        box.Simulation.Run();
        Assert.That(string.Join(' ', box.Times), Is.EqualTo("60"));
        Assert.That(box.Node.Drops[DropReason.NodeDown], Is.EqualTo(1));
    }

    [Test]
    public void Steps_must_come_in_order()
    {
        var box = new Box(isPipelined: true);
        PipelineStep[] wrong = [Short[1], Short[0]];
        Assert.That(() => box.Enter(wrong), Throws.InstanceOf<InvariantException>());
    }

    [Test]
    public void What_was_executed_is_accounted()
    {
        var box = new Box(isPipelined: true);
        box.Enter(Long);
        box.Enter(Short);
        OperationAccount work = box.Pipeline.Accounts[Costs.Find("work")];
        Assert.That((work.Count, work.Octets), Is.EqualTo((2L, 200L)));
        Assert.That(box.Pipeline.Accounts[Costs.Find("find")].Count, Is.EqualTo(1));
    }

    private sealed class Box : IExecutionReceiver
    {
        public Box(bool isPipelined, int packetMax = 100)
        {
            Node = new Topology(Simulation, new PacketPool(isStrict: true)).AddNode("server", 0);
            var options = new PipelineOptions { StageCount = 3, IsPipelined = isPipelined, PacketMax = packetMax };
            Pipeline = new Pipeline(Node, "nic", options, Costs, this);
        }

        public Simulation Simulation { get; } = new();

        public Node Node { get; }

        public Pipeline Pipeline { get; }

        public List<long> Times { get; } = []; // ns

        public MeasurementTag LastTag { get; private set; }

        public SimTime Enter(PipelineStep[] steps, MeasurementTag tag = default)
        {
            Packet packet = Node.Topology.Packets.Rent(100);
            packet.Tag = tag;
            return Pipeline.Submit(steps, packet);
        }

        public void Executed(Packet? packet, in Execution execution)
        {
            Times.Add(Simulation.Now.Picoseconds / SimTime.PicosecondsPerNanosecond);
            LastTag = execution.Tag;
            packet!.Release();
        }
    }
}
