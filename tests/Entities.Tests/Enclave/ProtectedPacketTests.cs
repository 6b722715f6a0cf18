using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>Client, server and its card: what arrives, what is refused, and why.</summary>
public sealed class ProtectedPacketTests
{
    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    private static IEnumerable<EspTransform> Transforms =>
    [
        EspTransform.Gcm(16), EspTransform.Gcm(32, isExtended: true),
        EspTransform.Cbc(16), EspTransform.Cbc(32, isExtended: true),
    ];

    [Test]
    public void Data_arrives_and_is_answered_in_every_mode(
        [ValueSource(nameof(Modes))] NicMode mode, [Values] bool isV6, [Values] bool isTunnel,
        [ValueSource(nameof(Transforms))] EspTransform transform)
    {
        var world = new EnclaveWorld(mode, isV6, isTunnel, transform, replySize: 100);
        world.Send(3);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(3));
        Assert.That(world.Reasons("server.refused") + world.Reasons("client.refused"), Is.Empty);
        Assert.That(world.Value("client.goodput"), Is.EqualTo(3));
        Assert.That(world.Value("server.nic.offloaded"), Is.EqualTo(6));
        double offloaded = world.Value("server.nic.offloaded", Statistic.Ratio);
        Assert.That(offloaded, Is.EqualTo(mode == NicMode.None ? 0 : 1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void Every_packet_carries_its_derivation_information([Values] bool isV6)
    {
        var world = new EnclaveWorld(isV6: isV6, replySize: 100);
        world.Send();
        Assert.That(world.Sent, Has.Count.EqualTo(4));
        foreach ((byte[] packet, int hop) in world.Sent.Select((packet, hop) => (packet, hop)))
        {
            ReadOnlySpan<byte> option = packet.AsSpan(isV6 ? 42 : 20, DerivationInformation.SizeMin);
            bool isRead = DerivationInformation.TryDecode(option, out DerivationInformation found, out _);
            Assert.That(isRead, Is.True);
            Assert.That(found.Path, Is.EqualTo(world.Path));
            Assert.That(found.Direction, Is.EqualTo(hop < 2 ? EspDirection.ToServer : EspDirection.ToClient));
        }
    }

    [Test]
    public void Nothing_of_the_data_is_in_the_clear()
    {
        var world = new EnclaveWorld();
        world.Send();
        Assert.That(world.Sent[0].AsSpan().IndexOf("QC"u8), Is.Negative); // the data begin with these
    }

    [TestCase(NicMode.None)]
    [TestCase(NicMode.SaTable)]
    [TestCase(NicMode.DeriveServer)]
    public void A_packet_that_comes_twice_counts_once(NicMode mode)
    {
        var world = new EnclaveWorld(mode);
        world.Send();
        Packet again = world.Topology.Packets.Rent(world.Sent[0], EnclaveLabels.Data);
        world.ClientNode.Ip.SendWhole(again);
        world.Simulation.Run();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("replayed 1"));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void Every_octet_that_is_changed_is_noticed_and_nothing_else_happens(
        [Values(NicMode.None, NicMode.SaCache, NicMode.DerivePair)] NicMode mode)
    {
        for (int octet = 36; octet < 36 + 8 + 8 + 200 + 4 + 16; octet += 7)
        {
            int at = octet;
            var world = new EnclaveWorld(mode);
            world.Tamper(packet => packet.Change()[at] ^= 0x10);
            world.Send();
            Assert.That(world.Value("packet.outcome.success"), Is.Zero, $"octet {octet}");
            Assert.That(
                world.Reasons("server.refused"),
                Is.AnyOf("bad-integrity 1", "unknown-sa 1", "malformed 1"), $"octet {octet}");
            Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
        }
    }

    [Test]
    public void Derivation_information_that_was_changed_is_counted([ValueSource(nameof(Modes))] NicMode mode)
    {
        var world = new EnclaveWorld(mode);
        world.Tamper(packet =>
        {
            Span<byte> octets = packet.Change();
            octets[25] ^= 1; // the first enclave
            Ipv4.WriteChecksum(octets[..36]);
        });
        world.Send();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("tampered-information 1"));
        Assert.That(world.Value("packet.outcome.success"), Is.Zero);
    }

    [Test]
    public void A_router_that_drops_packets_with_options_lets_nothing_pass()
    {
        var world = new EnclaveWorld();
        world.AddRouter(new TaggingRouterOptions { DropsOptions = true });
        world.Send(2);
        Assert.That(world.Reasons("router.tags"), Is.EqualTo("options-dropped 2"));
        Assert.That(world.Value("packet.outcome.success"), Is.Zero);
    }

    [Test]
    public void Without_options_such_a_router_does_no_harm()
    {
        var world = new EnclaveWorld(NicMode.DeriveServer, carriesInformation: false);
        world.AddRouter(new TaggingRouterOptions { DropsOptions = true });
        world.Send(2);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void A_crash_forgets_the_SAs()
    {
        var world = new EnclaveWorld(NicMode.SaTable);
        world.Send();
        world.ServerNode.Crash();
        world.ServerNode.Restart();
        world.Send();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("unknown-sa 1"));
        Assert.That(world.Server.Nic.EntryCount, Is.Zero);
    }

    [Test]
    public void A_card_without_room_refuses_and_a_host_without_room_too()
    {
        var world = new EnclaveWorld(NicMode.SaTable);
        for (int count = 0; count < 3_000; count++)
        {
            world.Client.Emit(0, 200);
        }

        world.Simulation.Run();
        Assert.That(world.Reasons("server.refused"), Does.StartWith("nic-full "));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(3)]
    public void Hierarchies_of_any_depth_work(int subLevelCount)
    {
        foreach (bool hasServerLevel in new[] { true, false })
        {
            foreach (NicMode mode in Modes)
            {
                var world = new EnclaveWorld(
                    mode, hierarchy: new EnclaveHierarchy(EnclavePrf.HmacSha256, hasServerLevel, subLevelCount));
                world.Send(2);
                Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
            }
        }
    }
}
