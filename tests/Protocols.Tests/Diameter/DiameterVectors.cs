using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Diameter;

/// <summary>Octets that do not come from our encoder: published vectors, a capture, messages written by hand.</summary>
internal static class DiameterVectors
{
    private static readonly Dictionary<string, string> Messages = Load();

    /// <summary>A message by its name in the vector files.</summary>
    internal static string Hex(string name) => Messages[name];

    /// <summary>The same as octets that a test may change.</summary>
    internal static byte[] Octets(string name) => Convert.FromHexString(Messages[name]);

    internal static byte[] Encode<T>(in T message)
        where T : struct, IWireMessage
    {
        byte[] octets = new byte[message.EncodedSize];
        Array.Fill(octets, (byte)0xA5);
        Assert.That(message.Encode(octets), Is.EqualTo(octets.Length));
        return octets;
    }

    /// <summary>The message in each frame of the capture: Ethernet, IPv4,
    /// then one SCTP DATA chunk or one TCP segment.</summary>
    internal static List<byte[]> Capture()
    {
        const uint EnhancedPacket = 6;
        byte[] file = File.ReadAllBytes(PathOf("diameter.pcapng"));
        var messages = new List<byte[]>();
        for (int at = 0; at < file.Length;)
        {
            int blockSize = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(at)) == EnhancedPacket)
            {
                int size = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 20));
                messages.Add(Payload(file.AsSpan(at + 28, size)));
            }

            at += blockSize;
        }

        return messages;
    }

    private static byte[] Payload(ReadOnlySpan<byte> frame)
    {
        const int Ethernet = 14, IPv4 = 20, Sctp = 132, SctpHeaders = 12 + 16;
        ReadOnlySpan<byte> packet = frame.Slice(
            Ethernet, BinaryPrimitives.ReadUInt16BigEndian(frame[(Ethernet + 2)..]));
        ReadOnlySpan<byte> segment = packet[IPv4..];
        int header = packet[9] == Sctp ? SctpHeaders : segment[12] >> 4 << 2;
        return segment[header..].ToArray();
    }

    private static Dictionary<string, string> Load()
    {
        var messages = new Dictionary<string, string>();
        foreach (string file in (string[])["diameter.json", "diameter-by-hand.json"])
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(PathOf(file)));
            foreach (JsonElement message in document.RootElement.GetProperty("messages").EnumerateArray())
            {
                messages.Add(message.GetProperty("name").GetString()!, message.GetProperty("hex").GetString()!);
            }
        }

        return messages;
    }

    private static string PathOf(string file) =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "Diameter", "vectors", file);
}
