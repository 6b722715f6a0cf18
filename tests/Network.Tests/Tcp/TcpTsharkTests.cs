using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using Process = Simulator.Kernel.Process;

namespace Tests.Network;

/// <summary>
/// A dissector that is not ours finds nothing malformed, no wrong checksum and no warning in what is sent, under loss
/// too. A reset and a closed window are warnings to it by themselves; they are asked for by name.
/// </summary>
public sealed class TcpTsharkTests
{
    [Test]
    public void AnOrdinaryExchangeHasNothingToRemark([Values] bool isV6)
    {
        var network = new TcpNetwork(isV6: isV6);
        Exchange(network, 5_000, 20_000, null);
        string[] frames = Tshark(network, "tcp", "tcp.stream");
        Assert.That(frames, Has.Length.EqualTo(network.Frames.Count).And.All.EqualTo("0"));
        Assert.That(Tshark(network, "_ws.malformed || _ws.expert.severity >= note", "_ws.expert.message"), Is.Empty);
        Assert.That(Tshark(network, "tcp.checksum.status != 1", "frame.number"), Is.Empty);
        Assert.That(Tshark(network, "tcp.completeness == 31", "frame.number"), Has.Length.EqualTo(network.Frames.Count));
        Assert.That(Tshark(network, "tcp.len > 0 && tcp.flags.push == 1", "tcp.len"), Is.Not.Empty);
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
    public void LossGivesNotesAndNoWarnings([Range(1, 6)] int seed)
    {
        LinkOptions link = LinkOptions.Of(TcpNetwork.Ms(1 + (seed * 17))) with { Loss = 0.02 * seed };
        var network = new TcpNetwork(link, seed);
        Exchange(network, 80_000, 40_000, new TcpOptions { RetransmissionMax = 20 });
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
        long expected = network.Client.Counters.Retransmissions + network.Server.Counters.Retransmissions;
        string[] found = Tshark(network, "tcp.analysis.retransmission", "frame.number");
        Assert.That(expected, Is.Positive);
        Assert.That(found, Has.Length.EqualTo(expected), "each is seen for what it is");
    }

    [Test]
    public void ReorderingAndDuplicationGiveNoWarnings([Range(1, 4)] int seed)
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
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.Empty);
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
        (TcpConnection client, TcpConnection server) = network.Connect(null, new TcpOptions { ReceiveBufferSize = 4_000 });
        client.Send(TcpNetwork.Pattern(10_000), TcpNetwork.Request);
        network.Run(10_000);
        network.Simulation.Start(network.Collect(server, []));
        network.Run(20_000);
        string[] remarks = Tshark(network, Complaints, "_ws.expert.message");
        Assert.That(remarks, Is.Not.Empty);
        foreach (string remark in remarks)
        {
            Assert.That(remark, Does.StartWith("TCP Zero Window segment").Or.StartWith("TCP window specified by the receiver"));
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
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Is.EqualTo((string[])["Connection reset (RST)"]));
    }

    [Test]
    public void TheCheckItselfFindsAWrongChecksum()
    {
        var network = new TcpNetwork();
        network.Connect();
        network.Frames[2].Octets[^1] ^= 1;
        Assert.That(Tshark(network, Complaints, "_ws.expert.message"), Has.Length.EqualTo(1));
    }

    private const string Complaints = "_ws.malformed || _ws.expert.severity >= warning";

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

    private static string[] Tshark(TcpNetwork network, string filter, string field)
    {
        string folder = Directory.CreateTempSubdirectory("tshark-").FullName;
        try
        {
            string file = Path.Combine(folder, "tcp.pcap");
            File.WriteAllBytes(file, Pcap(network));
            return Run(folder, ["-n", "-r", file, "-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE",
                "-Y", filter, "-T", "fields", "-e", field]);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string[] Run(string folder, string[] arguments)
    {
        var start = new ProcessStartInfo("tshark", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
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

        List<TcpFrame> frames = [.. network.Frames];
        List<int> order = [];
        for (int index = 0; index < frames.Count; index++)
        {
            order.Add(index);
        }

        order.Sort((left, right) => frames[left].Time == frames[right].Time
            ? left.CompareTo(right) : frames[left].Time.CompareTo(frames[right].Time));
        Write(0xA1B23C4D, 2 | (4 << 16), 0, 0, 262_144, LinkTypeRaw);
        foreach (int index in order)
        {
            TcpFrame frame = frames[index];
            long nanoseconds = frame.Time.Picoseconds / SimTime.PicosecondsPerNanosecond;
            uint size = (uint)frame.Octets.Length;
            Write((uint)(nanoseconds / 1_000_000_000), (uint)(nanoseconds % 1_000_000_000), size, size);
            file.Write(frame.Octets);
        }

        return file.ToArray();
    }
}
