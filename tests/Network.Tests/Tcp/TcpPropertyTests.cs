using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>
/// Whatever the link does, each side gets exactly the octets that the other has sent, or nobody is told so.
/// </summary>
public sealed class TcpPropertyTests
{
    private const int RunCount = 150;

    [Test]
    public void BothStreamsArriveWholeOverLossReorderingAndDuplication()
    {
        long retransmissions = 0, fast = 0, duplicates = 0;
        for (int seed = 1; seed <= RunCount; seed++)
        {
            var run = new Run(seed);
            run.Execute();
            run.AssertWhole();
            retransmissions += run.Network.Client.Counters.Retransmissions;
            fast += run.Network.Client.Counters.FastRetransmits;
            duplicates += run.Network.Server.Counters[TcpDropReason.Duplicate];
        }

        Assert.That(retransmissions, Is.GreaterThan(RunCount), "the links were bad enough");
        Assert.That(fast, Is.GreaterThan(RunCount / 10));
        Assert.That(duplicates, Is.GreaterThan(RunCount));
    }

    [Test]
    public void TheSameSeedGivesTheSameFramesAndAnotherSeedOthers()
    {
        List<string> Frames(int seed)
        {
            var run = new Run(seed);
            run.Execute();
            return run.Network.Frames.ConvertAll(frame => frame + Convert.ToHexString(frame.Octets));
        }

        List<string> first = Frames(11), again = Frames(11);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(Frames(12), Is.Not.EqualTo(first));
    }

    [Test]
    public void CrashesAtAnyTimeLeaveNoPacketAndNoTimer()
    {
        for (int seed = 1; seed <= 60; seed++)
        {
            var run = new Run(seed);
            var random = new RandomStream(seed, 0, "crash");
            run.Network.At(20 + random.Below(400), run.Network.B.Crash);
            run.Network.At(500, run.Network.B.Restart);
            run.Execute();
            Assert.That(run.Network.Simulation.PendingCount, Is.Zero, $"seed {seed}");
            Assert.That(run.Network.Topology.Packets.LiveCount, Is.Zero, $"seed {seed}");
            Assert.That(run.Network.Server.ConnectionCount, Is.Zero, $"seed {seed}");
        }
    }

    [Test]
    public void SegmentsAtRandomNeverStopAConnection()
    {
        var network = new TcpNetwork();
        (ScriptedPeer peer, TcpConnection server, uint next) = network.Script();
        network.Simulation.Start(network.Collect(server, []));
        server.Send(TcpNetwork.Pattern(30_000), TcpNetwork.Answer);
        var random = new RandomStream(5, 0, "segments");
        for (int count = 0; count < 20_000; count++)
        {
            var flags = (TcpFlags)random.Below(256);
            if ((flags & TcpFlags.Syn) != 0)
            {
                flags &= ~(TcpFlags.Fin | TcpFlags.Rst);
            }

            int offset = random.Below(4) == 0 ? random.Below(int.MaxValue) : random.Below(3_000) - 500;
            uint sequence = unchecked((uint)offset);
            uint acknowledgment = unchecked(next + (uint)(random.Below(40_000) - 5_000));
            peer.Send(
                flags,
                sequence,
                acknowledgment,
                new string('r', random.Below(50)),
                (ushort)random.Below(65_536),
                random.Below(2_000),
                random.Below(255));
            if (count % 100 == 0)
            {
                network.Simulation.Run(network.Simulation.Now + TcpNetwork.Ms(30));
            }
        }

        network.Simulation.Run();
        Assert.That(network.Server.Counters.SegmentsReceived, Is.EqualTo(20_002));
        Assert.That(network.Simulation.PendingCount, Is.Zero);
    }

    /// <summary>Two streams of messages at once over a bad link, all of it drawn from one seed.</summary>
    private sealed class Run
    {
        private readonly byte[] _up;
        private readonly byte[] _down;
        private readonly List<byte> _atServer = [];
        private readonly List<byte> _atClient = [];
        private readonly RandomStream _random;
        private readonly int _seed;
        private readonly TcpOptions _options;
        private TcpConnection? _client;

        public Run(int seed)
        {
            _seed = seed;
            _random = new RandomStream(seed, 0, "property");
            SimTime delay = SimTime.FromMicroseconds(100 + _random.Below(50_000));
            Network = new TcpNetwork(
                LinkOptions.Of(delay) with
                {
                    Loss = 0.15 * _random.Uniform(),
                    Duplication = 0.2 * _random.Uniform(),
                    Reordering = 0.3 * _random.Uniform(),
                    ReorderingDelay = SimTime.FromMicroseconds(1 + _random.Below(30_000)),
                    Rate = _random.Below(2) == 0 ? DataRate.None : new DataRate(200_000 + _random.Below(10_000_000)),
                    Queue = QueueLimit.Packets(5 + _random.Below(50)),
                },
                seed);
            _options = new TcpOptions
            {
                RtoMin = TcpNetwork.Ms(50 + _random.Below(1_000)),
                RetransmissionMax = 30,
                SynRetransmissionMax = 30,
                Nagle = _random.Below(2) == 0,
                AckDelay = TcpNetwork.Ms(_random.Below(3) * 20),
                ReceiveBufferSize = 500 + _random.Below(200_000),
                ReceivedSegmentMax = 20 + _random.Below(200),
            };
            _up = TcpNetwork.Pattern(_random.Below(60_000), 1);
            _down = TcpNetwork.Pattern(_random.Below(60_000), 2);
        }

        public TcpNetwork Network { get; }

        public void Execute()
        {
            Network.Server.Options = _options;
            Network.Client.Options = _options;
            Network.B.Start(Serve(Network.Server.Listen(TcpNetwork.Port)));
            Network.A.Start(Ask());
            Network.Simulation.Run();
        }

        public void AssertWhole()
        {
            string why = FormattableString.Invariant($"seed {_seed}");
            Assert.That(_client, Is.Not.Null, why);
            AssertSame(_atServer, _up, $"{why}: up");
            AssertSame(_atClient, _down, $"{why}: down");
            Assert.That(_client!.EndReason, Is.EqualTo(TcpEndReason.Closed), why);
            Assert.That(Network.Client.ConnectionCount + Network.Server.ConnectionCount, Is.Zero, why);
            Assert.That(Network.Topology.Packets.LiveCount, Is.Zero, why);
        }

        private static void AssertSame(List<byte> received, byte[] sent, string why)
        {
            Assert.That(received, Has.Count.EqualTo(sent.Length), why);
            Assert.That(received.ToArray().AsSpan().SequenceEqual(sent), Is.True, why);
        }

        private async Process Ask()
        {
            TcpConnectResult result = await Network.Client.Connect(Network.ServerEndpoint);
            _client = result.Connection;
            if (_client is not null)
            {
                _ = Network.A.Start(Write(_client, _up));
                await Network.Collect(_client, _atClient);
            }
        }

        private async Process Serve(TcpListener listener)
        {
            TcpConnection server = await listener.Accept();
            _ = Network.B.Start(Write(server, _down));
            await Network.Collect(server, _atServer);
        }

        private async Process Write(TcpConnection connection, byte[] octets)
        {
            for (int sent = 0; sent < octets.Length;)
            {
                int size = Math.Min(1 + _random.Below(5_000), octets.Length - sent);
                if (connection.Send(octets.AsSpan(sent, size), TcpNetwork.Request) == TcpSendOutcome.Queued)
                {
                    sent += size;
                }
                else if (!await connection.Drained(5_000))
                {
                    return;
                }

                if (_random.Below(3) == 0)
                {
                    await Network.Simulation.Timeout(SimTime.FromMicroseconds(_random.Below(100_000)));
                }
            }

            connection.Close();
        }
    }
}
