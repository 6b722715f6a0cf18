using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Protocols.Ike;

namespace Tests.Protocols.Ike;

/// <summary>One message of a recorded exchange.</summary>
/// <param name="IsInitiator">Who sent it.</param>
/// <param name="Octets">The message, without the marker of port 4500.</param>
public sealed record RecordedMessage(bool IsInitiator, byte[] Octets);

/// <summary>An exchange with a real implementation, recorded with its secrets.</summary>
/// <param name="Name">Its algorithms.</param>
/// <param name="Secrets">What the end that recorded it knew.</param>
/// <param name="Messages">Its IKE messages in order; ESP packets are left out.</param>
public sealed record RecordedExchange(string Name, JsonElement Secrets, IReadOnlyList<RecordedMessage> Messages)
{
    /// <summary>The exchanges of <c>vectors/ikev2_charon_exchanges.json</c>, which names their source.</summary>
    public static IReadOnlyList<RecordedExchange> All { get; } = Load();

    /// <summary>Those whose algorithms are ours.</summary>
    public static IEnumerable<RecordedExchange> Ours =>
        All.Where(exchange => !exchange.Name.StartsWith("ChaCha20", StringComparison.Ordinal));

    /// <summary>The cipher of the IKE SA.</summary>
    public CipherSuite Cipher => Name.StartsWith("AES-CBC-128", StringComparison.Ordinal)
        ? CipherSuite.AesCbc128
        : CipherSuite.AesGcm256;

    /// <summary>A secret.</summary>
    public byte[] this[string name] => Convert.FromHexString(Secrets.GetProperty(name).GetString()!);

    /// <summary>An SPI.</summary>
    public ulong Spi(string name) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(this[name]);

    /// <inheritdoc/>
    public override string ToString() => Name;

    private static RecordedExchange[] Load()
    {
        string path = Path.Combine(
            TestContext.CurrentContext.TestDirectory, "Ike", "vectors", "ikev2_charon_exchanges.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return [.. document.RootElement.GetProperty("exchanges").EnumerateArray().Select(Read)];
    }

    private static RecordedExchange Read(JsonElement exchange) => new(
        exchange.GetProperty("name").GetString()!,
        exchange.GetProperty("secrets").Clone(),
        [.. exchange.GetProperty("packets").EnumerateArray().Select(ReadMessage).Where(each => each is not null)!]);

    private static RecordedMessage? ReadMessage(JsonElement packet)
    {
        byte[] octets = Convert.FromHexString(packet.GetProperty("hex").GetString()!);
        bool isInitiator = packet.GetProperty("dir").GetString() == "i";
        if (packet.GetProperty("port").GetInt32() == IkeNumber.Port)
        {
            return new(isInitiator, octets);
        }

        return octets.AsSpan(0, IkeNumber.NonEspMarkerSize).ContainsAnyExcept((byte)0)
            ? null
            : new(isInitiator, octets[IkeNumber.NonEspMarkerSize..]);
    }
}
