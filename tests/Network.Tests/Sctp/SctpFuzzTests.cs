using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Whatever octets arrive, the run goes on, nothing leaks, and what is kept stays bounded.</summary>
public sealed class SctpFuzzTests
{
    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void ChangedPacketsWithRightChecksums(int seed)
    {
        var random = new RandomStream(seed, 0, "fuzz");
        for (int round = 0; round < 60; round++)
        {
            var peer = new SctpScriptedPeer(
                SctpOptions.Default with { ReceiveBufferSize = 5_000, MessageSizeMax = 2_000 });
            SctpAssociation association = peer.Open();
            for (int count = 0; count < 60; count++)
            {
                SctpExchange.Send(association, count, 4 + random.Below(3_000));
                byte[] chunk = Draw(peer, random);
                for (int changes = random.Below(4); changes > 0; changes--)
                {
                    chunk[random.Below(chunk.Length)] ^= (byte)(1 << random.Below(8));
                }

                byte[][] chunks = random.Chance(0.3) ? [chunk, Draw(peer, random)] : [chunk];
                peer.SendPacket(
                    SctpScriptedPeer.Packet(random.Chance(0.9) ? peer.TagOfA : 0, chunks), random.Below(300));
                if (association.State == SctpState.Closed)
                {
                    break;
                }
            }

            Finish(peer, association);
        }
    }

    [Test]
    public void OctetsAtRandom()
    {
        var random = new RandomStream(4, 0, "fuzz");
        var peer = new SctpScriptedPeer();
        SctpAssociation association = peer.Open();
        for (int count = 0; count < 5_000; count++)
        {
            byte[] packet = new byte[random.Below(80)];
            random.Fill(packet);
            peer.SendPacket(packet);
        }

        Assert.That(association.State, Is.EqualTo(SctpState.Established));
        Assert.That(
            peer.Counters[SctpDropReason.BadChecksum] + peer.Counters[SctpDropReason.Truncated], Is.EqualTo(5_000));
    }

    [Test]
    public void ChunksAtRandom()
    {
        var random = new RandomStream(5, 0, "fuzz");
        for (int round = 0; round < 20; round++)
        {
            var peer = new SctpScriptedPeer();
            SctpAssociation association = peer.Open();
            for (int count = 0; count < 100 && association.State != SctpState.Closed; count++)
            {
                byte[] value = new byte[random.Below(40)];
                random.Fill(value);
                peer.Send(SctpScriptedPeer.Chunk(
                    (byte)(random.Chance(0.8) ? random.Below(16) : random.Below(256)), (byte)random.Below(16), value));
            }

            Finish(peer, association);
        }
    }

    [Test]
    public void ThousandsOfMessagesThatNobodyReadsStayWithinTheBuffer()
    {
        var peer = new SctpScriptedPeer(SctpExchange.Quiet with { ReceiveBufferSize = 5_000, MessageSizeMax = 2_000 });
        SctpAssociation association = peer.Open();
        for (int offset = 0; offset < 2_000; offset++)
        {
            peer.Send(SctpScriptedPeer.Data(offset, new string('x', 100), ssn: (ushort)offset));
        }

        Assert.That(association.PendingCount, Is.EqualTo(50));
        Assert.That(association.ReceiveWindow, Is.Zero);
        Assert.That(
            peer.Counters[SctpDropReason.WindowFull] + peer.Counters[SctpDropReason.TsnTooFarAhead], Is.EqualTo(1_950));
    }

    private static byte[] Draw(SctpScriptedPeer peer, RandomStream random) => random.Below(9) switch
    {
        0 or 1 or 2 => SctpScriptedPeer.Data(
            random.Below(30),
            new string('d', 1 + random.Below(400)),
            (ushort)random.Below(5),
            (ushort)random.Below(8),
            (byte)random.Below(16)),
        3 => peer.Sack(random.Below(20) - 1, (uint)random.Below(6_000)),
        4 => peer.Sack(random.Below(5) - 1, 5_000, (2, 2 + random.Below(3)), (6, 6 + random.Below(9))),
        5 => SctpScriptedPeer.Chunk(4, 0, [0, 1, 0, 8, 1, 2, 3, 4]),
        6 => SctpScriptedPeer.Chunk(7, 0, SctpScriptedPeer.Words(unchecked(peer.TsnOfA + (uint)random.Below(9)))),
        7 => SctpScriptedPeer.Chunk(
            (byte)(8 + random.Below(8)), 0, SctpScriptedPeer.Words((uint)(random.NextBits() & 0xFFFF))),
        _ => SctpScriptedPeer.Init(tag: 1 + (uint)random.Below(3)),
    };

    private static void Finish(SctpScriptedPeer peer, SctpAssociation association)
    {
        Assert.That(association.ReceiveWindow, Is.InRange(0, 200_000));
        List<SctpIndication> taken = [];
        while (association.TryReceive(out SctpIndication indication) && !indication.IsEnded)
        {
            taken.Add(indication);
        }

        foreach (SctpIndication indication in taken)
        {
            indication.Payload?.Release();
        }

        peer.Endpoint.Close();
        peer.RunFor(10_000);
        Assert.That(peer.Topology.Packets.LiveCount, Is.Zero, "nothing leaks");
        Assert.That(peer.Simulation.PendingCount, Is.Zero, "no timer stays");
    }
}
