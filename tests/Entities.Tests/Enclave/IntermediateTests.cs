using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
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

    [Test]
    public void Two_directions_share_the_processor_and_no_card()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(NicMode.DerivePair).AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Server.Emit(EnclaveWorld.Spi, 200); // leaves after driver and encryption
        world.Simulation.Run(SimTime.FromMicroseconds(20));
        world.Client.Emit(0, 200);
        world.Simulation.Run();

        // Lookup, two derivations, expansion, engine: 50 us in each card. Then one core inspects one after the other.
        Assert.That(HeldBy(world, 1_020), Is.EqualTo("60 70"));
    }

    [Test]
    public void Two_packets_of_one_direction_wait_for_each_other_in_its_card()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(NicMode.DerivePair).AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Client.Emit(0, 200);
        world.Client.Emit(0, 200);
        world.Simulation.Run();

        // The key of the second is derived when that of the first is: 30 us later.
        Assert.That(HeldBy(world, 1_000), Is.EqualTo("60 90"));
    }

    [TestCase(NicMode.DerivePair, "60", "110")] // lookup, derivations, expansion and engine once more
    [TestCase(NicMode.SaTable, "30", "50")]     // lookup and engine
    [TestCase(NicMode.None, "20", "30")]        // decrypted and encrypted by the host
    public void What_is_protected_again_passes_the_card_of_the_port_by_which_it_leaves(
        NicMode mode, string read, string altered)
    {
        foreach (bool reProtects in new[] { false, true })
        {
            var world = new EnclaveWorld();
            world.AddIntermediate(mode, reProtects)
                .AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
            world.Send();
            Assert.That(HeldBy(world, 1_000), Is.EqualTo(reProtects ? altered : read));
            Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        }
    }

    [TestCase(0, "1 0", 0.5, 512)]
    [TestCase(100, "1 1", 0.5, 1024)] // the answer is a miss of its own
    public void Each_port_has_a_table_of_its_own(int replySize, string entries, double hits, int memory)
    {
        var world = new EnclaveWorld(replySize: replySize);
        Intermediate middle = world.AddIntermediate(NicMode.SaCache);
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Send(2);
        Assert.That(EntriesOf(middle), Is.EqualTo(entries));
        Assert.That(world.Value("intermediate.nic.hit", Statistic.Ratio), Is.EqualTo(hits));
        Assert.That(world.Value("intermediate.nic.memory", Statistic.Max), Is.EqualTo(memory));
    }

    [Test]
    public void A_table_that_is_never_evicted_takes_the_first_SAs_that_come_by_and_no_more()
    {
        var world = new EnclaveWorld();
        Intermediate middle = world.AddIntermediate(NicMode.SaTable, reProtects: true);
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.AddSa(0x200);
        world.AddSa(0x300);
        for (int packet = 0; packet < 6; packet++)
        {
            world.Client.Emit(packet % 3, 200);
            world.Simulation.Run();
        }

        Assert.That(EntriesOf(middle), Is.EqualTo("2 2"), "two have room");
        Assert.That(world.Value("intermediate.nic.offloaded", Statistic.Ratio), Is.EqualTo(2.0 / 3).Within(1e-12));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(6));
    }

    [Test]
    public void Keys_go_to_every_card_and_are_taken_from_every_card()
    {
        var world = new EnclaveWorld(replySize: 100);
        Intermediate middle = world.AddIntermediate(NicMode.DerivePair);
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        Assert.That(string.Join(" ", middle.Cards.Select(card => card.Keys.Count)), Is.EqualTo("1 1"));
        middle.RemoveKey(0, 1, world.Path);
        world.Send();
        Assert.That(string.Join(" ", middle.Cards.Select(card => card.Keys.Count)), Is.EqualTo("0 0"));
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("no-key 2"));
    }

    [Test]
    public void What_finds_no_room_in_the_card_by_which_it_leaves_is_lost()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(NicMode.DeriveCache, reProtects: true, cardMax: 1)
            .AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Client.Emit(0, 200); // received, 50 us; inspected, 10 us; sent, 50 us
        world.Simulation.Run(SimTime.FromMicroseconds(51));
        world.Client.Emit(0, 200); // received from the cache, 20 us; inspected, 10 us
        world.Simulation.Run();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 2, unsent 1"));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.MiddleNode.Drops[DropReason.ProcessorFull], Is.EqualTo(1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void What_finds_no_room_in_the_host_passes_as_it_came()
    {
        var world = new EnclaveWorld();
        world.AddIntermediate(reProtects: true, waitingMax: 0).AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Client.Emit(0, 200);
        world.Client.Emit(0, 200);
        world.Simulation.Run();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 1, overload 1"));
        Assert.That(world.Sent[2].AsSpan(36).SequenceEqual(world.Sent[1].AsSpan(36)), Is.True, "the second, at once");
        Assert.That(world.Sent[3].AsSpan(52).SequenceEqual(world.Sent[0].AsSpan(52)), Is.False, "the first");
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
    }

    [TestCase(1_030)] // in the card by which it came
    [TestCase(1_080)] // in the card by which it leaves
    public void A_crash_loses_what_is_in_either_card(int microseconds)
    {
        var world = new EnclaveWorld();
        Intermediate middle = world.AddIntermediate(NicMode.DeriveCache, reProtects: true);
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Client.Emit(0, 200);
        world.Simulation.Run(SimTime.FromMicroseconds(microseconds));
        world.MiddleNode.Crash();
        world.MiddleNode.Restart();
        Assert.That(EntriesOf(middle), Is.EqualTo("0 0"));
        middle.AddKey(0, 1, world.Path, world.KeyAt(EnclaveLevel.Pair));
        world.Send();
        Assert.That(world.Reasons("intermediate.packet"), Is.EqualTo("read 2"));
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1), "the second alone");
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    private static string EntriesOf(Intermediate middle) =>
        string.Join(" ", middle.Cards.Select(card => card.EntryCount));

    // Microseconds from an instant until the one in the middle sends each packet on.
    private static string HeldBy(EnclaveWorld world, int microseconds) => string.Join(" ", world.SentAt
        .Where(sent => sent.Sender == "middle/0")
        .Select(sent => (sent.Time - SimTime.FromMicroseconds(microseconds)).Picoseconds / 1_000_000));
}
