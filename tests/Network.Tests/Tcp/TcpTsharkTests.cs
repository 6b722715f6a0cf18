using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Process = Simulator.Kernel.Process;

namespace Tests.Network;

/// <summary>
/// A dissector that is not ours finds nothing malformed and no wrong checksum in what is sent, and sees each
/// retransmission as one. What it warns of by itself is asked for by name: a reset, a closed window, and a
/// retransmission that follows new text within a round trip, which tshark 4.0 suspects to be out of order unless the
/// last of two duplicate acknowledgments is less than 20 ms old; it looks at times, not at whether the octets were sent
/// before.
/// </summary>
public sealed class TcpTsharkTests
{
    private const string Complaints = "_ws.malformed || _ws.expert.severity >= warning";
    private const string Reset = "Connection reset (RST)";

    [Test]
    public void AnOrdinaryExchangeHasNothingToRemark([Values] bool isV6)
    {
        var network = new TcpNetwork(isV6: isV6);
        Exchange(network, 5_000, 20_000, null);
        string[] frames = Tshark(network, "tcp", "tcp.stream");
        Assert.That(frames, Has.Length.EqualTo(network.Frames.Count).And.All.EqualTo("0"));
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
        string[] notes = Tshark(network, "_ws.expert.severity == note", "_ws.expert.message");
        Assert.That(notes, Has.Length.EqualTo(2).And.All.StartsWith("Connection finish (FIN)"), "one for each FIN");
        Assert.That(Tshark(network, "tcp.completeness == 31", "frame.number"), Is.Not.Empty);
    }

    [Test]
    public void ScaledWindowsAreUnderstood()
    {
        var network = new TcpNetwork(LinkOptions.Of(TcpNetwork.Ms(10)) with { Rate = DataRate.FromMegabits(50) });
        Exchange(network, 300_000, 10, new TcpOptions { ReceiveBufferSize = 1_000_000, SendBufferSize = 400_000 });
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
        Assert.That(Tshark(network, "tcp.window_size == 1000000 && tcp.srcport == 4444", "frame.number"), Is.Not.Empty);
    }

    [Test]
    public void LossThatTimeoutsRepairGivesNoWarning([Range(1, 4)] int seed)
    {
        // small messages, one after the other: signalling
        LinkOptions link = LinkOptions.Of(TcpNetwork.Ms(seed * 25)) with { Loss = 0.05 * seed };
        var network = new TcpNetwork(link, seed);
        TalkInTurns(network, 30, new TcpOptions { RetransmissionMax = 20, SynRetransmissionMax = 20 });
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
        AssertRetransmissionsAreSeen(network);
    }

    [Test]
    public void EveryRetransmissionOfABulkTransferIsSeenAsOne([Range(1, 6)] int seed)
    {
        LinkOptions link = LinkOptions.Of(TcpNetwork.Ms(1 + (seed * 17))) with { Loss = 0.02 * seed };
        var network = new TcpNetwork(link, seed);
        Exchange(network, 80_000, 40_000, new TcpOptions { RetransmissionMax = 20 });
        AssertRetransmissionsAreSeen(network);
    }

    [Test]
    public void ReorderingAndDuplicationAreNotSeenWhereSegmentsAreSent([Range(1, 3)] int seed)
    {
        var network = new TcpNetwork(
            LinkOptions.Of(TcpNetwork.Ms(20)) with
            {
                Loss = 0.03,
                Duplication = 0.1,
                Reordering = 0.1,
                ReorderingDelay = TcpNetwork.Ms(5 * seed),
            },
            seed);
        Exchange(network, 60_000, 60_000, new TcpOptions { Nagle = seed % 2 == 0, RetransmissionMax = 20 });

        // an ACK that comes twice to a connection that is closed by then is reset
        AssertRetransmissionsAreSeen(network, Reset);
    }

    [Test]
    public void BothOpenAndBothCloseAtOnceWithoutARemark()
    {
        var network = new TcpNetwork();
        TcpConnection a = network.Client.Open(new(network.ServerEndpoint.Address, 2000), localPort: 1000);
        TcpConnection b = network.Server.Open(new(network.A.Ip.Addresses[0], 1000), localPort: 2000);
        network.Run(100);
        a.Close();
        b.Close();
        network.Run(200);
        Assert.That(a.State, Is.EqualTo(TcpState.TimeWait));
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
    }

    [Test]
    public void AClosedWindowAndItsProbesAreSeenAsWhatTheyAre()
    {
        var network = new TcpNetwork();
        (TcpConnection client, TcpConnection server) = network.Connect(null, TcpNetwork.Keeping(4_000));
        client.Send(TcpNetwork.Pattern(10_000), TcpNetwork.Request);
        network.Run(10_000);
        network.Simulation.Start(network.Collect(server, []));
        network.Run(20_000);
        string[] remarks = Tshark(network, Complaints, "_ws.expert.message");
        Assert.That(remarks, Is.Not.Empty);
        foreach (string remark in remarks)
        {
            Assert.That(remark, Does.StartWith("TCP Zero Window").Or.StartWith("TCP window specified by the receiver"));
        }

        Assert.That(Tshark(network, "tcp.analysis.zero_window_probe", "frame.number"), Is.Not.Empty);
    }

    [Test]
    public void AResetIsTheOnlyRemarkOnAnAbort()
    {
        var network = new TcpNetwork();
        (TcpConnection client, _) = network.Connect();
        client.Abort();
        network.Run(100);
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.EqualTo((string[])[Reset]));
    }

    [Test]
    public void TheCheckItselfFindsAWrongChecksum()
    {
        var network = new TcpNetwork();
        network.Connect();
        network.Frames[2].Octets[^1] ^= 1;
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Has.Length.EqualTo(1));
    }

    // a -> b  so many octets;  b -> a  so many octets;  both close
    private static void Exchange(TcpNetwork network, int upSize, int downSize, TcpOptions? options)
    {
        network.Server.Options = network.Client.Options = options ?? TcpOptions.Default;
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        List<byte> up = [], down = [];
        async Process Serve()
        {
            TcpConnection connection = await listener.Accept();
            connection.Send(TcpNetwork.Pattern(downSize), TcpNetwork.Answer);
            await network.Collect(connection, up);
            connection.Close();
        }

        async Process Ask()
        {
            TcpConnectResult result = await network.Client.Connect(network.ServerEndpoint);
            result.Connection!.Send(TcpNetwork.Pattern(upSize), TcpNetwork.Request);
            result.Connection.Close();
            await network.Collect(result.Connection, down);
        }

        network.Simulation.Start(Serve());
        network.Simulation.Start(Ask());
        network.Simulation.Run();
        Assert.That((up.Count, down.Count), Is.EqualTo((upSize, downSize)));
    }

    // a -> b  REQUEST;  b -> a  ANSWER;  again and again
    private static void TalkInTurns(TcpNetwork network, int count, TcpOptions options)
    {
        network.Server.Options = network.Client.Options = options;
        TcpListener listener = network.Server.Listen(TcpNetwork.Port);
        int answers = 0;
        async Process Serve()
        {
            TcpConnection connection = await listener.Accept();
            TcpReceived request = await connection.Receive();
            while (request.HasOctets)
            {
                request.Release();
                connection.Send("answer"u8, TcpNetwork.Answer);
                request = await connection.Receive();
            }

            connection.Close();
        }

        async Process Ask()
        {
            TcpConnectResult result = await network.Client.Connect(network.ServerEndpoint);
            for (; answers < count; answers++)
            {
                result.Connection!.Send("request"u8, TcpNetwork.Request);
                TcpReceived answer = await result.Connection.Receive();
                answer.Release();
            }

            result.Connection!.Close();
        }

        network.Simulation.Start(Serve());
        network.Simulation.Start(Ask());
        network.Simulation.Run();
        Assert.That(answers, Is.EqualTo(count));
    }

    // Each frame that tshark sees or suspects to be sent again was sent again, by number and by octets; beside the
    // suspicion it remarks nothing but what is allowed.
    private static void AssertRetransmissionsAreSeen(TcpNetwork network, params string[] allowed)
    {
        const string Suspicion = "This frame is a (suspected) out-of-order segment";
        List<TcpFrame> frames = InOrder(network);
        string[] again = Tshark(
            network,
            $"{Complaints} || tcp.checksum.status != 1 || tcp.analysis.retransmission",
            "frame.number",
            "_ws.expert.message");
        int count = 0;
        foreach (string line in again)
        {
            string[] columns = line.Split('\t');
            if (Array.IndexOf(allowed, columns[1]) >= 0)
            {
                continue;
            }

            Assert.That(columns[1], Is.EqualTo(Suspicion).Or.Contains("retransmission"));
            int index = int.Parse(columns[0], CultureInfo.InvariantCulture) - 1;
            TcpFrame frame = frames[index];
            int before = frames.FindIndex(
                other => other.From == frame.From && other.Start == frame.Start && other.Size == frame.Size);
            Assert.That(before, Is.LessThan(index), $"frame {columns[0]} is new");
            count++;
        }

        long expected = network.Client.Counters.Retransmissions + network.Server.Counters.Retransmissions;
        Assert.That(expected, Is.Positive);
        Assert.That(count, Is.EqualTo(expected));
    }

    private static string[] Tshark(TcpNetwork network, string filter, params string[] fields)
    {
        string folder = Directory.CreateTempSubdirectory("tshark-").FullName;
        try
        {
            string file = Path.Combine(folder, "tcp.pcap");
            File.WriteAllBytes(file, Pcap(network));
            List<string> arguments = ["-n", "-r", file, "-o", "ip.check_checksum:TRUE"];
            arguments.AddRange(["-o", "tcp.check_checksum:TRUE", "-Y", filter, "-T", "fields"]);
            foreach (string field in fields)
            {
                arguments.AddRange(["-e", field]);
            }

            return Run(folder, arguments);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Run(string folder, List<string> arguments)
    {
        var start = new ProcessStartInfo("tshark", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["WIRESHARK_CONFIG_DIR"] = folder; // nobody's own preferences
        try
        {
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
            process.ErrorDataReceived += (_, _) => { };
            process.BeginErrorReadLine();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, string.Join(' ', arguments));
            return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Win32Exception missing)
        {
            throw new AssertionException("tshark is missing: `./simulate test` installs it", missing);
        }
    }

    // A pcap file of raw IP packets with times in nanoseconds, in the order of these.
    private static byte[] Pcap(TcpNetwork network)
    {
        const int LinkTypeRaw = 101;
        using var file = new MemoryStream();
        void Write(params uint[] words)
        {
            Span<byte> octets = stackalloc byte[4];
            foreach (uint word in words)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(octets, word);
                file.Write(octets);
            }
        }

        Write(0xA1B23C4D, 2 | (4 << 16), 0, 0, 262_144, LinkTypeRaw);
        foreach (TcpFrame frame in InOrder(network))
        {
            long nanoseconds = frame.Time.Picoseconds / SimTime.PicosecondsPerNanosecond;
            uint size = (uint)frame.Octets.Length;
            Write((uint)(nanoseconds / 1_000_000_000), (uint)(nanoseconds % 1_000_000_000), size, size);
            file.Write(frame.Octets);
        }

        return file.ToArray();
    }

    // Frames of one instant in the order in which they were put on the link.
    private static List<TcpFrame> InOrder(TcpNetwork network)
    {
        List<(TcpFrame Frame, int Index)> order = [];
        foreach (TcpFrame frame in network.Frames)
        {
            order.Add((frame, order.Count));
        }

        order.Sort((left, right) => left.Frame.Time == right.Frame.Time
            ? left.Index.CompareTo(right.Index)
            : left.Frame.Time.CompareTo(right.Frame.Time));
        return order.ConvertAll(each => each.Frame);
    }
}
