using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Results;

/// <summary>
/// TCP on links that lose segments, captured and read by tshark with the profile that lies beside every capture: right
/// checksums, nothing malformed, no warning; and what is noted as sent again was sent before, octet by octet.
/// </summary>
public sealed class LossyTcpTests
{
    private const string Complaints =
        "_ws.malformed || _ws.expert.severity >= warning || ip.checksum.status != 1 || tcp.checksum.status != 1";

    private const string Warning = "6291456"; // PI_WARN of Wireshark

    private const string SentAgain = "tcp.analysis.retransmission || tcp.analysis.out_of_order";

    private Folder _folder = null!;

    [SetUp]
    public void Begin() => _folder = new Folder();

    [TearDown]
    public void End() => _folder.Dispose();

    [Test]
    public void Loss_is_dissected_without_a_warning(
        [Values(5, 10, 20, 50, 100)] int lossPerMille, [Values(1, 10, 30, 120)] int delay, [Values(2, 50)] int rate)
    {
        LinkOptions link = LinkOptions.Of(SimTime.FromMilliseconds(delay), DataRate.FromMegabits(rate));
        var network = new PairsNetwork(link with { Loss = lossPerMille / 1_000.0 });
        string file = Capture(network, skipped: -1), profile = _folder.Written(new WiresharkProfile());

        string[][] complaints = Tshark.Fields(file, profile, Complaints, "frame.number", "_ws.expert.message");
        Assert.That(complaints.Select(fields => string.Join(' ', fields)), Is.Empty);
        Assert.That(network.RetransmissionCount, Is.Positive);
        Assert.That(CountOfSentAgain(file, profile), Is.EqualTo(network.RetransmissionCount));
    }

    [Test]
    public void A_segment_that_the_capture_lacks_is_still_a_warning()
    {
        string profile = _folder.Written(new WiresharkProfile());
        string file = Capture(new PairsNetwork(LinkOptions.Of(SimTime.FromMilliseconds(10))), skipped: 60);
        string[][] frames = Tshark.Fields(file, profile, "tcp.analysis.lost_segment", "_ws.expert.severity");
        Assert.That(frames, Is.Not.Empty);
        Assert.That(frames.Select(fields => fields[0].Split(',')), Is.All.Contains(Warning));
    }

    [Test]
    public void Without_the_profile_the_suspicion_is_a_warning()
    {
        var network = new PairsNetwork(LinkOptions.Of(SimTime.FromMilliseconds(30)) with { Loss = 0.05 });
        string empty = Directory.CreateDirectory(_folder["empty"]).FullName;
        string[][] frames = Tshark.Fields(
            Capture(network, skipped: -1), empty, "tcp.analysis.out_of_order", "_ws.expert.severity");
        Assert.That(frames, Is.Not.Empty);
        Assert.That(frames.Select(fields => fields[0].Split(',')), Is.All.Contains(Warning));
    }

    // Each such frame has the sender, the number and the text of an earlier one (a FIN may have joined it).
    private static int CountOfSentAgain(string file, string profile)
    {
        string[] identity = ["ip.src", "tcp.srcport", "tcp.seq_raw", "tcp.flags.syn", "tcp.payload"];
        HashSet<string> again =
            [.. Tshark.Fields(file, profile, SentAgain, "frame.number").Select(fields => fields[0])];
        HashSet<string> seen = [];
        foreach (string[] frame in Tshark.Fields(file, profile, "", ["frame.number", .. identity]))
        {
            bool isNew = seen.Add(string.Join(' ', frame[1..]));
            Assert.That(isNew && again.Contains(frame[0]), Is.False, $"frame {frame[0]} is new");
        }

        return again.Count;
    }

    private string Capture(PairsNetwork network, int skipped)
    {
        string file = _folder["capture.pcapng"];
        using var capture = new CaptureTap(File.Create(file));
        network.Topology.AddTap(new SkippingTap(capture, skipped));
        network.Run();
        return file;
    }

    // Hands on all packets but one, by its number in order of sending.
    private sealed class SkippingTap(ITap tap, int skipped) : ITap
    {
        private int _count;

        public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
        {
            if (_count++ != skipped)
            {
                tap.Sent(direction, packet, time, isFirst);
            }
        }

        public void Withdrawn(LinkDirection direction, Packet packet) => tap.Withdrawn(direction, packet);

        public void Delivered(LinkDirection direction, Packet packet, SimTime time) =>
            tap.Delivered(direction, packet, time);

        public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time) =>
            tap.Dropped(direction, node, packet, reason, time);
    }

    // Clients with a server each, on links alike, so that one run has many courses of loss: every client sends messages
    // at random, then a whole file; its server sends half a file at once.
    private sealed class PairsNetwork
    {
        private const int PairCount = 16, MessageCount = 60, FileSize = 60_000;
        private const ushort Port = 4444; // no dissector of tshark claims it

        private static readonly MessageLabel Text = new("test", "TEXT");
        private static readonly TcpOptions Patient = new() { RetransmissionMax = 12, SynRetransmissionMax = 12 };

        private readonly Simulation _simulation = new(1);
        private readonly List<TcpStack> _stacks = [];
        private int _endCount;

        public PairsNetwork(LinkOptions link)
        {
            Topology = new Topology(_simulation);
            for (int pair = 0; pair < PairCount; pair++)
            {
                Node client = Host("client", pair), server = Host("server", pair);
                Topology.AddLink("line", client, server, link);
                _stacks.AddRange([TcpStack.Of(client), TcpStack.Of(server)]);
            }
        }

        public Topology Topology { get; }

        public long RetransmissionCount => _stacks.Sum(stack => stack.Counters.Retransmissions);

        public void Run()
        {
            for (int pair = 0; pair < PairCount; pair++)
            {
                TcpStack client = _stacks[2 * pair], server = _stacks[(2 * pair) + 1];
                _simulation.Start(Serve(server.Listen(Port, Patient)));
                _simulation.Start(Ask(client, server.Node.Ip.Addresses[0]));
            }

            _simulation.Run();
            Assert.That(_endCount, Is.EqualTo(2 * PairCount), "every stream comes to its end");
        }

        private Node Host(string group, int pair)
        {
            Node node = Topology.AddNode(group, pair);
            node.Ip.AddAddress(IpAddress.FromV4(10, (byte)(group == "client" ? 1 : 2), 0, (byte)(pair + 1)));
            return node;
        }

        private static byte[] Octets(int size) =>
            [.. Enumerable.Range(0, size).Select(octet => (byte)('a' + (octet % 23)))];

        private async Process Serve(TcpListener listener)
        {
            TcpConnection connection = await listener.Accept();
            connection.Send(Octets(FileSize / 2), Text);
            await ReadAll(connection);
            connection.Close();
        }

        private async Process Ask(TcpStack stack, IpAddress server)
        {
            TcpConnectResult result = await stack.Connect(new IpEndpoint(server, Port), options: Patient);
            TcpConnection connection = result.Connection!;
            RandomStream random = _simulation.Random($"{stack.Node.Id}/messages");
            for (int message = 0; message < MessageCount; message++)
            {
                await _simulation.Timeout(SimTime.FromSeconds(random.Exponential(0.01)));
                connection.Send(Octets(1 + (int)(random.Uniform() * 2_000)), Text);
            }

            connection.Send(Octets(FileSize), Text);
            connection.Close();
            await ReadAll(connection);
        }

        private async Process ReadAll(TcpConnection connection)
        {
            TcpReceived received = await connection.Receive();
            while (received.HasOctets)
            {
                received.Release();
                received = await connection.Receive();
            }

            _endCount += received.Status == TcpReceiveStatus.EndOfStream ? 1 : 0;
        }
    }
}
