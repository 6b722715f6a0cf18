using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Esp;

namespace Tests.Entities.Enclave;

/// <summary>An SA between two servers: the one that calls is its client.</summary>
public sealed class ServerPeerTests
{
    private const uint Spi = 0x23456789;

    private static readonly NicMode[] Modes = Enum.GetValues<NicMode>();

    [Test]
    public void Data_of_a_server_arrive_and_are_answered_in_every_mode(
        [ValueSource(nameof(Modes))] NicMode mode, [Values] bool isTunnel, [Values] bool isCbc)
    {
        EspTransform transform = isCbc ? EspTransform.Cbc(32) : EspTransform.Gcm(16);
        var world = new EnclaveWorld(mode, isTunnel: isTunnel, transform: transform, replySize: 100);
        EnclaveServer caller = Caller(world, mode, withPairKey: true);
        caller.Emit(Spi, 300);
        caller.Emit(Spi, 300);
        world.Simulation.Run();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(2));
        Assert.That(world.Reasons("server.refused") + world.Reasons("caller.refused"), Is.Empty);
        Assert.That(world.Value("caller.goodput", Statistic.Rate), Is.Positive, "the answers");
        bool derivesForItself = mode is not (NicMode.None or NicMode.DeriveServer or NicMode.DeriveCache);
        Assert.That(world.Value("caller.nic.offloaded", Statistic.Ratio), Is.EqualTo(derivesForItself ? 1 : 0));
        Assert.That(world.Value("server.nic.offloaded", Statistic.Ratio), Is.EqualTo(mode == NicMode.None ? 0 : 1));
        Assert.That(world.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void A_card_with_pair_keys_that_lacks_this_one_leaves_it_to_the_host()
    {
        var world = new EnclaveWorld(NicMode.DerivePair, replySize: 100);
        EnclaveServer caller = Caller(world, NicMode.DerivePair, withPairKey: false);
        caller.Emit(Spi, 300);
        world.Simulation.Run();
        Assert.That(world.Value("packet.outcome.success"), Is.EqualTo(1));
        Assert.That(world.Value("caller.nic.offloaded", Statistic.Ratio), Is.Zero);
    }

    [Test]
    public void An_answer_that_was_changed_and_one_that_comes_twice_are_refused([Values] bool isChanged)
    {
        var world = new EnclaveWorld(replySize: 100);
        EnclaveServer caller = Caller(world, NicMode.None, withPairKey: true);
        int seen = 0;
        world.Tamper(packet => packet.Change()[^1] ^= (byte)(isChanged && ++seen == 2 ? 1 : 0));
        caller.Emit(Spi, 300);
        world.Simulation.Run();
        if (!isChanged)
        {
            Packet again = world.Topology.Packets.Rent(world.Sent[^1], EnclaveLabels.Reply);
            world.ServerNode.Ip.SendWhole(again);
            world.Simulation.Run();
        }

        Assert.That(world.Reasons("caller.refused"), Is.EqualTo(isChanged ? "bad-integrity 1" : "replayed 1"));
    }

    [Test]
    public void After_a_crash_of_the_caller_nothing_is_sent()
    {
        var world = new EnclaveWorld(replySize: 100);
        EnclaveServer caller = Caller(world, NicMode.None, withPairKey: true);
        world.ClientNode.Crash();
        world.ClientNode.Restart();
        caller.Emit(Spi, 300);
        world.Simulation.Run();
        Assert.That(world.Said, Is.Empty);
        Assert.That(world.Reasons("caller.refused"), Is.EqualTo("unknown-sa 1"));
    }

    // in the place of the client
    private static EnclaveServer Caller(EnclaveWorld world, NicMode mode, bool withPairKey)
    {
        EnclaveServer caller = world.AddCaller(mode);
        EnclavePath path = world.Path with { Sa = Spi };
        var information = new DerivationInformation(path);
        EspKeyPair keys = world.Setting.Expand(world.KeyAt(EnclaveLevel.Sa, path));
        if (withPairKey && mode == NicMode.DerivePair)
        {
            caller.Nic.AddKey(0, 1, path, world.KeyAt(EnclaveLevel.Pair));
        }

        caller.AddCalling(world.Server.Address, information, keys);
        world.Server.Add(caller.Address, information, keys);
        return caller;
    }
}
