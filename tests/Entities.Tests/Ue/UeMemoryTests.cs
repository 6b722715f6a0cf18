using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>What an idle registered UE with its card takes, counted object by object.</summary>
public sealed class UeMemoryTests
{
    private const int Count = 100;
    private const int IdleMax = 900; // octets, of the role alone: not its node, links and processors

    [Test]
    public void An_idle_registered_ue_with_its_card_stays_small()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        SqnScheme scheme = SqnScheme.NotTimeBased;
        NetworkInterface[] radios = Radios(network);
        long terminal = SizeOf(index => new Ue(
            radios[index].Node,
            radios[index],
            network.Usim,
            network.Processor,
            network.Options,
            network.Measures));
        long card = SizeOf(_ => new Usim(network.Subscriber, network.Card, scheme));
        long numbers = SizeOf(_ => new SqnArray(scheme));
        long context = SizeOf(_ => NasSecurityContext.FromKasme(
            network.Vector.Kasme, network.Ksi, Direction.Uplink, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0));
        TestContext.Out.WriteLine($"terminal {terminal}, card {card}, numbers {numbers}, context {context}");
        Assert.That(terminal + card + numbers + context, Is.LessThanOrEqualTo(IdleMax));
    }

    [Test]
    public void A_ue_that_is_released_keeps_nothing_of_its_connection()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Release();
            await n.Pause(1);
        });
        Assert.That(network.Ue.AccessKeys, Is.Null);
        Assert.That(network.Ue.Challenge, Is.Null);
    }

    // a node and a link for each, made before anything is counted
    private static NetworkInterface[] Radios(UeNetwork network)
    {
        Node peer = network.Topology.AddNode("peer");
        var radios = new NetworkInterface[Count + 1];
        for (int index = 0; index <= Count; index++)
        {
            Node node = network.Topology.AddNode("ue", 1 + index);
            radios[index] = network.Topology.AddLink(
                "radio", node, peer, new LinkOptions(), type: LinkType.ExportedPdu).First;
        }

        return radios;
    }

    private static long SizeOf(Func<int, object> make)
    {
        object[] made = new object[Count];
        make(Count);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int index = 0; index < Count; index++)
        {
            made[index] = make(index);
        }

        long size = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        GC.KeepAlive(made);
        return size;
    }
}
