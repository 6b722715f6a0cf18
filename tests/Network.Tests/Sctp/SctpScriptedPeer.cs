using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>
/// A peer written by hand: b sends the octets that a test wants, right or wrong, with checksums of its own, and keeps
/// what
/// comes back. It shares no code with the stack under test, which is a's.
/// </summary>
internal sealed class SctpScriptedPeer : ITransport
{
    public const uint Tag = 0xB0B0B0B0;
    public const uint FirstTsn = 0xFFFF_FFFE; // so that numbers wrap soon
    public const ushort Port = 36412, PeerPort = 2905;

    private readonly Node _b;

    public SctpScriptedPeer(SctpOptions? options = null, int mtu = 1_500)
    {
        Simulation = new Simulation();
        Topology = new Topology(Simulation, new PacketPool(isStrict: true));
        A = Topology.AddNode("a");
        _b = Topology.AddNode("b");
        A.Ip.AddAddress(IpAddress.Parse("10.0.0.1"));
        _b.Ip.AddAddress(IpAddress.Parse("10.0.0.2"));
        var link = new LinkOptions { Delay = SimTime.FromMilliseconds(1), Mtu = mtu };
        Topology.AddLink("line", A, _b, link);
        _b.Ip.Register(IpProtocol.Sctp, this);
        Endpoint = SctpStack.Of(A).Open(Port, options ?? SctpExchange.Quiet);
    }

    public Simulation Simulation { get; }

    public Topology Topology { get; }

    public Node A { get; }

    public SctpEndpoint Endpoint { get; }

    public SctpCounters Counters => SctpStack.Of(A).Counters;

    /// <summary>What a has sent, without IP headers.</summary>
    public List<byte[]> Received { get; } = [];

    /// <summary>The INIT that a has sent, if it has opened the association.</summary>
    public byte[] LastInit { get; set; } = [];

    /// <summary>Tag that a wants to see.</summary>
    public uint TagOfA { get; private set; }

    /// <summary>First TSN of a.</summary>
    public uint TsnOfA { get; private set; }

    public static byte[] Chunk(byte type, byte flags, params byte[] value)
    {
        byte[] chunk = new byte[(4 + value.Length + 3) / 4 * 4];
        chunk[0] = type;
        chunk[1] = flags;
        BinaryPrimitives.WriteUInt16BigEndian(chunk.AsSpan(2), (ushort)(4 + value.Length));
        value.CopyTo(chunk, 4);
        return chunk;
    }

    public static byte[] Words(params uint[] words)
    {
        byte[] octets = new byte[words.Length * 4];
        for (int index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets.AsSpan(index * 4), words[index]);
        }

        return octets;
    }

    public static byte[] Init(
        uint tag = Tag,
        uint window = 100_000,
        ushort outbound = 4,
        ushort inbound = 4,
        byte type = 1,
        params byte[] parameters) =>
        Chunk(type, 0, [.. Words(tag, window, ((uint)outbound << 16) | inbound, FirstTsn), .. parameters]);

    /// <summary>DATA: offset from the first TSN, stream and sequence number; flags BE by default.</summary>
    public static byte[] Data(int offset, string text, ushort stream = 0, ushort ssn = 0, byte flags = 3) =>
        Chunk(
            0,
            flags,
            [
                .. Words(unchecked(FirstTsn + (uint)offset), ((uint)stream << 16) | ssn, 18),
                .. System.Text.Encoding.ASCII.GetBytes(text),
            ]);

    /// <summary>SACK: offset from a's first TSN, window, gaps.</summary>
    public byte[] Sack(int offset, uint window = 100_000, params (int Start, int End)[] gaps)
    {
        uint[] words = new uint[3 + gaps.Length];
        words[0] = unchecked(TsnOfA + (uint)offset);
        words[1] = window;
        words[2] = (uint)gaps.Length << 16;
        for (int index = 0; index < gaps.Length; index++)
        {
            words[3 + index] = ((uint)gaps[index].Start << 16) | (uint)gaps[index].End;
        }

        return Chunk(3, 0, Words(words));
    }

    /// <summary>A packet of b with these chunks.</summary>
    public static byte[] Packet(uint tag, params byte[][] chunks)
    {
        List<byte> octets = [.. Words(((uint)PeerPort << 16) | Port, tag, 0)];
        foreach (byte[] chunk in chunks)
        {
            octets.AddRange(chunk);
        }

        byte[] packet = [.. octets];
        BinaryPrimitives.WriteUInt32LittleEndian(packet.AsSpan(8), BitwiseCrc(packet));
        return packet;
    }

    /// <summary>Sends octets and lets a's immediate answers come back.</summary>
    public List<byte[]> SendPacket(byte[] packet, double milliseconds = 2.5)
    {
        Received.Clear();
        Packet sent = Topology.Packets.Rent(packet, SctpExchange.Label);
        _b.Ip.Send(sent, default, A.Ip.Addresses[0], IpProtocol.Sctp);
        Simulation.Run(Simulation.Now + SimTime.FromSeconds(milliseconds / 1_000));
        return Received;
    }

    /// <summary>Sends chunks with a's tag.</summary>
    public List<byte[]> Send(params byte[][] chunks) => SendPacket(Packet(TagOfA, chunks));

    public List<byte[]> RunFor(double milliseconds)
    {
        Received.Clear();
        Simulation.Run(Simulation.Now + SimTime.FromSeconds(milliseconds / 1_000));
        return Received;
    }

    /// <summary>b opens an association, step by step.</summary>
    public SctpAssociation Open(uint window = 100_000, params byte[] parameters)
    {
        byte[] cookie = TakeCookie(SendPacket(Packet(0, Init(window: window, parameters: parameters))));
        List<byte[]> answer = Send(Chunk(10, 0, cookie));
        Assert.That(Types(answer), Is.EqualTo("11"), "COOKIE ACK");
        Assert.That(Endpoint.Accepted.TryReceive(out SctpAssociation? association), Is.True);
        Received.Clear();
        return association!;
    }

    /// <summary>a's tag and first TSN from its INIT or INIT ACK.</summary>
    public void LearnTag(byte[] packet)
    {
        TagOfA = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(16));
        TsnOfA = BinaryPrimitives.ReadUInt32BigEndian(packet.AsSpan(28));
    }

    /// <summary>The cookie of an INIT ACK, and a's tag and first TSN.</summary>
    public byte[] TakeCookie(List<byte[]> answer)
    {
        Assert.That(Types(answer), Is.EqualTo("2"), "INIT ACK");
        byte[] packet = answer[0];
        LearnTag(packet);
        int length = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(34));
        return packet[36..(32 + length)];
    }

    /// <summary>Chunk types of packets: packets by <c>|</c>, chunks by <c>+</c>.</summary>
    public static string Types(List<byte[]> packets) => string.Join('|', packets.ConvertAll(packet =>
    {
        List<string> types = [];
        for (int at = 12, length; at < packet.Length; at += (length + 3) / 4 * 4)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(packet.AsSpan(at + 2));
            types.Add(packet[at].ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        return string.Join('+', types);
    }));

    public void Receive(Packet packet, in IpHeader header)
    {
        byte[] octets = packet.Octets.ToArray();
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(octets.AsSpan(8));
        octets.AsSpan(8, 4).Clear();
        Assert.That(checksum, Is.EqualTo(BitwiseCrc(octets)), "checksum, by another algorithm");
        Received.Add(octets);
        packet.Release();
    }

    public void ReceiveError(in IcmpError error)
    {
    }

    public void Crash()
    {
    }

    /// <summary>CRC32c bit by bit, from its polynomial.</summary>
    public static uint BitwiseCrc(ReadOnlySpan<byte> octets)
    {
        const uint ReflectedPolynomial = 0x82F63B78;
        uint crc = 0xFFFF_FFFF;
        foreach (byte octet in octets)
        {
            crc ^= octet;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * ReflectedPolynomial);
            }
        }

        return ~crc;
    }
}
