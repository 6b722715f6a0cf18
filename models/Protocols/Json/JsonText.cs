using System;
using System.Buffers;
using System.Text.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Json;

/// <summary>Writes one JSON object without white space, members in the order in which they are written.</summary>
public static class JsonText
{
    /// <summary>Octets of an object in UTF-8.</summary>
    /// <param name="write">Writes its members.</param>
    public static Octets Of(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
        writer.Flush();
        return new Octets(buffer.WrittenSpan);
    }

    /// <summary>Writes octets in base64url; nothing for no octets.</summary>
    /// <param name="writer">The writer of the object.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="octets">The octets.</param>
    public static void WriteBase64(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            writer.WriteString(name, Base64UrlText.Encode(octets));
        }
    }

    /// <summary>Writes a text unless it is null.</summary>
    /// <param name="writer">The writer of the object.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="text">The text.</param>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? text)
    {
        if (text is not null)
        {
            writer.WriteString(name, text);
        }
    }
}
