using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Network;
using Tests.Testing;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>tshark, a decoder that is not ours, reads what nodes send to each other.</summary>
public sealed class TsharkTests
{
    private static readonly string[] Checks = ["ip.check_checksum:TRUE", "udp.check_checksum:TRUE"];
    private static readonly string[] ChecksumFields =
        ["ip.checksum.status", "udp.checksum.status", "icmp.checksum.status", "icmpv6.checksum.status"];

    [Test]
    public void DatagramsErrorsAndEchoesAreWellFormed([Values] bool isV6)
    {
        var fixture = new Fixture();
        Node a = fixture.Host("a"), router = fixture.Host("r"), b = fixture.Host("b");
        fixture.Join(a, router);
        fixture.Join(router, b, new LinkOptions { Mtu = 1_280 });
        var recorder = new Recorder();
        fixture.Topology.AddTap(recorder);
        IpAddress destination = Address(b, isV6);
        UdpSocket socket = a.Ip.Udp.OpenEphemeral();
        b.Ip.Udp.Open(40_001);

        socket.Send(new byte[33], new(destination, 40_001), Ping);
        socket.Send(new byte[33], new(destination, 40_002), Ping);
        socket.Send(new byte[1_300], new(destination, 40_001), Ping);
        a.Ip.Send(fixture.Packet(40), default, destination, protocol: 253);
        a.Ip.Send(fixture.Packet(40), default, destination, protocol: 253, hopLimit: 1);
        SendEcho(fixture, a, destination);
        fixture.Simulation.Run();

        IReadOnlyList<TsharkFrame> frames = Tshark.ReadCapture(
            RawIpCapture(recorder.First), recorder.First.Count, Checks, ChecksumFields);
        Assert.That(frames.Select(frame => frame.Severity), Is.All.LessThan(Tshark.Warning));
        // checksums are good (1), or not checked (2) because the packet is quoted and cut short
        Assert.That(frames.SelectMany(frame => frame.Fields), Is.All.AnyOf("", "1", "2"));
        int goodCount = frames.Count(frame => frame.Fields[isV6 ? 3 : 2] == "1");
        Assert.That(goodCount, Is.EqualTo(6), "four errors, request and reply");
        string[] errors = isV6 ? ErrorsV6 : ErrorsV4;
        IEnumerable<string> reported = frames.Select(frame => frame.Info).Where(errors.Contains);
        Assert.That(reported.Order(StringComparer.Ordinal), Is.EqualTo(errors));
    }

    private static readonly string[] ErrorsV4 =
    [
        "Destination unreachable (Fragmentation needed)",
        "Destination unreachable (Port unreachable)",
        "Destination unreachable (Protocol unreachable)",
        "Time-to-live exceeded (Time to live exceeded in transit)",
    ];

    private static readonly string[] ErrorsV6 =
    [
        "Destination Unreachable (Port unreachable)",
        "Packet Too Big",
        "Parameter Problem (unrecognized Next Header type encountered)",
        "Time Exceeded (hop limit exceeded in transit)",
    ];

    private static void SendEcho(Fixture fixture, Node from, IpAddress to)
    {
        byte[] request = [to.IsV4 ? (byte)8 : (byte)128, 0, 0, 0, 0x12, 0x34, 0, 1, 0x70];
        IpAddress source = Address(from, to.IsV6);
        ulong sum = to.IsV4 ? 0 : InternetChecksum.PseudoHeader(source, to, IpProtocol.IcmpV6, request.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(request, sum));
        (request[2], request[3]) = ((byte)(checksum >> 8), (byte)(checksum & 0xFF));
        from.Ip.Send(fixture.Packet(request), source, to, to.IsV4 ? IpProtocol.Icmp : IpProtocol.IcmpV6);
    }

    // A capture file of link type 101: raw IP, of either version.
    private static byte[] RawIpCapture(List<byte[]> packets)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(0xA1B2C3D4);
        writer.Write(0x0004_0002);
        writer.Write(0L);
        writer.Write(65_535);
        writer.Write((int)LinkType.RawIp);
        foreach (byte[] packet in packets)
        {
            writer.Write(0L);
            writer.Write(packet.Length);
            writer.Write(packet.Length);
            writer.Write(packet);
        }

        return stream.ToArray();
    }
}
