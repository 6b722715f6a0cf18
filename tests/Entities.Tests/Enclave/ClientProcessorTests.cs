using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>A client whose packets cost its processor time: each operation 10 us.</summary>
public sealed class ClientProcessorTests
{
    private const double Microsecond = 1e-6;

    // The request is 20 us in the client, 1 ms on each link, 20 us in the server, and the answer 20 us there.
    private static readonly SimTime AnswerArrives = SimTime.FromMicroseconds(20 + 2_000 + 20 + 20 + 2_000);

    [TestCase(false, 20)] // driver and stack, AES-GCM
    [TestCase(true, 30)]  // driver and stack, AES-CBC, HMAC
    public void A_packet_costs_it_time_on_its_way_out_and_in(bool isCbc, int microseconds)
    {
        var world = new EnclaveWorld(
            replySize: 100, transform: isCbc ? EspTransform.Cbc(16) : EspTransform.Gcm(32),
            clientCosts: EnclaveWorld.Costs);
        world.Send();
        Assert.That(world.SentAt[0], Is.EqualTo(("client/0", SimTime.FromMicroseconds(microseconds))));
        Assert.That(BusyOf(world), Is.EqualTo(2 * microseconds * Microsecond).Within(1e-12));
        Assert.That(world.Value("client.goodput"), Is.EqualTo(1));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void The_parts_of_a_packets_latency_show_what_both_ends_take()
    {
        var world = new EnclaveWorld(clientCosts: EnclaveWorld.Costs);
        world.Client.Emit(0, 200);
        world.Client.Emit(0, 200); // waits for the first in the client, and leaves as far behind it
        world.Simulation.Run();
        Assert.That(Sum("packet.latency"), Is.EqualTo((2_040 + 2_060) * Microsecond).Within(1e-12));
        Assert.That(Sum("packet.latency.propagation"), Is.EqualTo(4_000 * Microsecond).Within(1e-12));
        Assert.That(Sum("packet.latency.queueing"), Is.EqualTo(20 * Microsecond).Within(1e-12));
        Assert.That(Sum("packet.latency.processing.host.packet"), Is.EqualTo(40 * Microsecond).Within(1e-12));
        Assert.That(Sum("packet.latency.processing.aead.aes-gcm"), Is.EqualTo(40 * Microsecond).Within(1e-12));
        Assert.That(Sum("packet.latency.timer"), Is.Zero);

        double Sum(string metric) => world.Value(metric, Statistic.Mean) * 2;
    }

    [TestCase("ike.step")] // what its packets do not need
    [TestCase("cipher.aes-cbc")]
    public void A_client_whose_packets_cost_nothing_does_not_occupy_its_processor(string costly)
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: CostsOf(costly));
        world.Send();
        Assert.That(world.SentAt[0].Time, Is.EqualTo(SimTime.Zero));
        Processor processor = world.ClientNode.Processors[0];
        Assert.That(processor.Accounts[processor.Find("host.packet")].Count, Is.Zero);
        Assert.That(world.Value("client.goodput"), Is.EqualTo(1));
    }

    [TestCase("host.packet")]
    [TestCase("aead.aes-gcm")]
    public void One_operation_that_costs_something_is_enough(string costly)
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: CostsOf(costly));
        world.Send();
        Assert.That(world.SentAt[0].Time, Is.EqualTo(SimTime.FromMicroseconds(10)));
        Assert.That(BusyOf(world), Is.EqualTo(20 * Microsecond).Within(1e-12));
    }

    [Test]
    public void What_finds_no_room_on_its_way_out_is_lost()
    {
        var world = new EnclaveWorld(clientCosts: EnclaveWorld.Costs, clientWaitingMax: 1);
        for (int packet = 0; packet < 4; packet++)
        {
            world.Client.Emit(0, 200);
        }

        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("host-full 2"));
        Assert.That(world.ClientNode.Drops[DropReason.ProcessorFull], Is.EqualTo(2));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void What_finds_no_room_on_its_way_in_is_lost()
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs, clientWaitingMax: 0);
        world.Client.Emit(0, 200);
        world.Simulation.Run(AnswerArrives - SimTime.FromMicroseconds(5));
        world.Client.Emit(0, 200);
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("host-full 1"));
        Assert.That(world.Value("client.goodput"), Is.EqualTo(1), "the second answer");
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void A_replay_is_refused_before_it_costs_anything()
    {
        EnclaveWorld world = Answered();
        double busy = BusyOf(world);
        world.MiddleNode.Ip.SendWhole(world.Topology.Packets.Rent(world.Sent[3], EnclaveLabels.Reply));
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("replayed 1"));
        Assert.That(BusyOf(world), Is.EqualTo(busy));
    }

    [Test]
    public void Two_copies_that_come_at_once_both_cost_and_one_counts()
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs);
        world.Client.Emit(0, 200);
        world.Simulation.Run(AnswerArrives - SimTime.FromMicroseconds(999)); // the answer has left the middle
        world.MiddleNode.Ip.SendWhole(world.Topology.Packets.Rent(world.Sent[3], EnclaveLabels.Reply));
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("replayed 1"));
        Assert.That(BusyOf(world), Is.EqualTo(60 * Microsecond).Within(1e-12));
        Assert.That(world.Value("client.goodput"), Is.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void What_is_not_authentic_costs_what_any_packet_costs()
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs);
        world.Tamper(packet =>
        {
            if (IpHeader.TryRead(packet.Octets, out IpHeader header, out _)
                && header.Destination == world.Client.Address)
            {
                packet.Change()[^1] ^= 1;
            }
        });
        world.Send();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("bad-integrity 1"));
        Assert.That(BusyOf(world), Is.EqualTo(40 * Microsecond).Within(1e-12));
        Assert.That(world.Value("client.goodput"), Is.Zero);
    }

    [TestCase(15, 0)]    // on its way out
    [TestCase(4_065, 4)] // on its way in
    public void A_crash_loses_what_is_in_its_processor(int microseconds, int sent)
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs);
        world.Client.Emit(0, 200);
        world.Simulation.Run(SimTime.FromMicroseconds(microseconds));
        world.ClientNode.Crash();
        world.ClientNode.Restart();
        world.Simulation.Run();
        Assert.That(world.Sent, Has.Count.EqualTo(sent));
        Assert.That(world.Value("client.goodput"), Is.Zero);
        Assert.That(world.ClientNode.Drops[DropReason.NodeDown], Is.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void An_SA_that_is_deleted_meanwhile_takes_nothing_more()
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs);
        world.Client.Emit(0, 200);
        world.Simulation.Run(AnswerArrives + SimTime.FromMicroseconds(5));
        world.Client.Remove(EnclaveWorld.Spi);
        world.Simulation.Run();
        Assert.That(world.Reasons("client.refused"), Is.EqualTo("unknown-sa 1"));
        Assert.That(world.Value("client.goodput"), Is.Zero);
    }

    [Test]
    public void A_client_that_learns_does_so_when_it_has_opened_the_packet()
    {
        var set = new ExchangeWorld(ClientKind.Learning, clientCosts: EnclaveWorld.Costs);
        set.SetUp();
        set.Send();
        set.Send();
        Assert.That(set.Carried().Count(each => each is null), Is.EqualTo(2), "the first, on each link");
        Assert.That(set.Carried().Skip(2).ToArray(), Has.Length.EqualTo(6).And.None.Null);
        Assert.That(set.World.Value("client.goodput"), Is.EqualTo(2));
    }

    [Test]
    public void A_gateway_pays_for_the_packets_of_its_hosts([Values] bool isV6)
    {
        var world = new EnclaveWorld(isV6: isV6, isTunnel: true, clientCosts: EnclaveWorld.Costs);
        (EnclaveHost left, EnclaveHost right) = world.AddHosts(replySize: 100);
        world.Client.AddTunnel(left.Address, right.Address, 0);
        left.Emit(right.Address, 300);
        world.Simulation.Run();
        Assert.That(BusyOf(world), Is.EqualTo(40 * Microsecond).Within(1e-12));
        Assert.That(world.Value("left.goodput", Statistic.Rate), Is.Positive);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    private static EnclaveWorld Answered()
    {
        var world = new EnclaveWorld(replySize: 100, clientCosts: EnclaveWorld.Costs);
        world.Send();
        return world;
    }

    private static double BusyOf(EnclaveWorld world) => world.ClientNode.Processors[0].BusySeconds;

    private static CostTable CostsOf(string costly) => new(
        EnclaveWorld.Costs.Names.Append("ike.step").Select(name => KeyValuePair.Create(name, new OperationCost
        {
            Fixed = name == costly ? SimTime.FromMicroseconds(10) : SimTime.Zero,
        })));
}
