using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>An intermediate with each kind of key, and without (Fig. 6).</summary>
public sealed class IntermediateTests
{
    [TestCase(EnclaveLevel.Organisation)]
    [TestCase(EnclaveLevel.Pair)]
    [TestCase(EnclaveLevel.Server)]
    [TestCase(EnclaveLevel.Sa)]
    public void Whoever_holds_a_key_on_the_path_reads(EnclaveLevel level)
    {
        foreach (NicMode mode in Enum.GetValues<NicMode>())
        {
            var world = new EnclaveWorld(replySize: 100);
            Intermediate middle = world.AddIntermediate(mode);
            middle.AddKey(0, world.Hierarchy.DepthOf(level), world.Path, world.KeyAt(level));
            world.Send(2);
            Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 4"), mode.ToString());
            Assert.That(world.Value("intermediate.readable", Statistic.Ratio), Is.EqualTo(1));
            Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
            Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
        }
    }

    [Test]
    public void Whoever_holds_none_forwards_untouched_and_counts()
    {
        var world = new EnclaveWorld();
        Intermediate middle = world.AddIntermediate();
        EnclavePath other = world.Path with { Pair = new EnclavePair(1, 3) };
        middle.AddKey(0, 1, other, world.KeyAt(EnclaveLevel.Pair, other));
        middle.AddKey(1, 1, world.Path, world.KeyAt(EnclaveLevel.Pair)); // another epoch
        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
        Assert.That(world.Value("intermediate.readable", Statistic.Ratio), Is.Zero);
        Assert.That(world.Sent[0].AsSpan(36).SequenceEqual(world.Sent[1].AsSpan(36)), Is.True);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [Test]
    public void A_wrong_key_of_the_right_name_reads_nothing()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(NicMode.DerivePair).AddKey(0, 1, world.Path, new Key256(9, 9));
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("bad-integrity 1"));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1), "the server decides for itself");
    }

    [Test]
    public void Packets_without_information_cannot_be_read()
    {
        var world = new EnclaveWorld(carriesInformation: false);
        world.AddIntermediate().AddKey(0, 0, default, world.Organisation);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-information 1"));
    }

    [TestCase(true, true, "read 2", 2)]
    [TestCase(true, false, "no-key 2", 0)]
    [TestCase(false, true, "no-information 2", 0)]
    public void A_gateway_lets_nothing_pass_that_it_cannot_read(
        bool carries, bool hasKey, string packets, int delivered)
    {
        var world = new EnclaveWorld(carriesInformation: carries);
        Intermediate gateway = world.AddIntermediate(isGateway: true);
        if (hasKey)
        {
            gateway.AddKey(0, 0, default, world.Organisation);
        }

        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo(packets));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(delivered));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void A_gateway_drops_what_is_not_authentic()
    {
        var world = new EnclaveWorld();
        world.Tamper(packet => packet.Change()[^1] ^= 1);
        world.AddIntermediate(isGateway: true).AddKey(0, 0, default, world.Organisation);
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("bad-integrity 1"));
        Assert.That(world.Reasons("server.refused"), Is.Empty, "it has not come so far");
    }

    [Test]
    public void What_is_protected_again_has_another_IV_and_arrives()
    {
        var world = new EnclaveWorld(NicMode.DeriveServer);
        world.AddIntermediate(NicMode.DerivePair, reProtects: true).AddKey(0, 0, default, world.Organisation);
        world.Send(2);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        byte[] before = world.Sent[0], after = world.Sent[1];
        Assert.That(after.AsSpan(44, 8).SequenceEqual(before.AsSpan(44, 8)), Is.False, "the IV");
        Assert.That(after.AsSpan(52).SequenceEqual(before.AsSpan(52)), Is.False);
        Assert.That(after.AsSpan(36, 8).SequenceEqual(before.AsSpan(36, 8)), Is.True, "SPI and sequence number");
    }

    [Test]
    public void What_is_altered_and_protected_again_arrives_as_it_was_altered(
        [Values] bool isV6, [Values] bool isTunnel, [Values] bool isCbc)
    {
        EspTransform transform = isCbc ? EspTransform.Cbc(16) : EspTransform.Gcm(32);
        var world = new EnclaveWorld(NicMode.DeriveServer, isV6, isTunnel, transform, replySize: 100);
        world.AddIntermediate(NicMode.DerivePair, dataMax: 60).AddKey(0, 0, default, world.Organisation);
        world.Send(2);
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 4"));
        Assert.That(world.Reasons("server.refused") + world.Reasons("client.refused"), Is.Empty);
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(world.Sent[1], Has.Length.LessThan(world.Sent[0].Length - 100), "200 octets have become 60");
        Assert.That(IpHeader.TryRead(world.Sent[1], out IpHeader header, out _), Is.True, "its checksum is right");
        Assert.That(header.TotalSize, Is.EqualTo(world.Sent[1].Length));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [TestCase(200, true)]  // no more than it lets pass
    [TestCase(60, false)]  // no key
    public void What_it_has_no_reason_or_no_key_to_alter_passes_as_it_came(int dataMax, bool hasKey)
    {
        var world = new EnclaveWorld();
        Intermediate middle = world.AddIntermediate(dataMax: dataMax);
        if (hasKey)
        {
            middle.AddKey(0, 0, default, world.Organisation);
        }

        world.Send();
        Assert.That(world.Sent[1], Has.Length.EqualTo(world.Sent[0].Length));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
    }

    [Test]
    public void Whoever_alters_without_the_key_is_noticed()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(dataMax: 60).AddKey(0, 1, world.Path, new Key256(9, 9));
        world.Tamper(packet => packet.Change()[^20] ^= 1);
        world.Send();
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("bad-integrity 1"));
    }

    [Test]
    public void Information_with_other_levels_than_the_hierarchy_stops_nothing()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(NicMode.DerivePair).AddKey(0, 0, default, world.Organisation);
        byte[] strange = [.. Enumerable.Repeat((byte)0, 64)];
        Convert.FromHexString("9E141140" + "00010002" + "00030004" + "00000007" + "12345678").CopyTo(strange, 20);
        strange[0] = 0x4A;
        strange[2] = 0;
        strange[3] = 64;
        strange[8] = 64;
        strange[9] = IpProtocol.Esp;
        world.Client.Address.Write(strange.AsSpan(12));
        world.Server.Address.Write(strange.AsSpan(16));
        Ipv4.WriteChecksum(strange.AsSpan(0, 40));
        world.ClientNode.Ip.SendWhole(world.Topology.Packets.Rent(strange, EnclaveLabels.Data));
        world.Simulation.Run();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-key 1"));
        Assert.That(world.Reasons("server.refused"), Is.EqualTo("malformed 1"));
    }

    [Test]
    public void A_crash_loses_its_keys()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate().AddKey(0, 0, default, world.Organisation);
        world.Send();
        world.MiddleNode.Crash();
        world.MiddleNode.Restart();
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 1, no-key 1"));
    }
}
