using System;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>Octets in and out of the NAS tests.</summary>
internal static class NasCase
{
    private static readonly JsonElement Flow =
        JsonDocument.Parse(File.ReadAllText(Vectors("eps_aka_flow.json"))).RootElement;

    /// <summary>The lines of a file of vectors that are no remark.</summary>
    internal static string[] Lines(string file) =>
        Array.FindAll(File.ReadAllLines(Vectors(file)), line => !line.StartsWith('#'));

    /// <summary>A message of the recorded EPS AKA exchange (vectors/eps_aka_flow.json).</summary>
    internal static string Recorded(string name)
    {
        foreach (JsonElement message in Flow.GetProperty("nas").EnumerateArray())
        {
            if (message.GetProperty("name").GetString()!.StartsWith(name, StringComparison.Ordinal))
            {
                return message.GetProperty("hex").GetString()!;
            }
        }

        throw new AssertionException($"no message '{name}' is recorded");
    }

    /// <summary>A key or parameter of that exchange.</summary>
    internal static byte[] Key(string name) =>
        Convert.FromHexString(Flow.GetProperty("keys").GetProperty(name).GetString()!);

    private static string Vectors(string file) =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "Nas", "vectors", file);

    internal static byte[] Octets(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>Reads octets that must be a message.</summary>
    internal static T Read<T>(string hex)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(Octets(hex), out T message, out DecodeError error), Is.True, error.ToString());
        return message;
    }

    /// <summary>Reads octets that must be refused.</summary>
    internal static DecodeError Refusal<T>(string hex)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(Octets(hex), out T message, out DecodeError error), Is.False, message.ToString());
        Assert.That(message, Is.EqualTo(default(T)));
        return error;
    }

    internal static byte[] Encode<T>(T message)
        where T : struct, IWireMessage
    {
        byte[] buffer = new byte[message.EncodedSize];
        Array.Fill(buffer, (byte)0xA5);
        Assert.That(message.Encode(buffer), Is.EqualTo(buffer.Length));
        return buffer;
    }

    internal static string Write<T>(T message)
        where T : struct, IWireMessage => Convert.ToHexStringLower(Encode(message));
}
