using System;
using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Json;

/// <summary>Writes one JSON object without white space, members in the order in which they are written.</summary>
public static class JsonText
{
    private const int StackMax = 512;

    // the buffer and the writer that the thread used last; nobody holds them while they are in use
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? _spare;

    /// <summary>Octets of an object in UTF-8.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <param name="value">What it says.</param>
    /// <param name="write">Writes its members.</param>
    public static Octets Of<T>(in T value, Action<Utf8JsonWriter, T> write)
    {
        (ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer) = _spare ?? Make();
        _spare = null;
        buffer.ResetWrittenCount();
        writer.Reset();
        writer.WriteStartObject();
        write(writer, value);
        writer.WriteEndObject();
        writer.Flush();
        var octets = new Octets(buffer.WrittenSpan);
        _spare = (buffer, writer);
        return octets;
    }

    /// <summary>Writes octets in base64url; nothing for no octets.</summary>
    /// <param name="writer">The writer of the object.</param>
    /// <param name="name">Name of the member.</param>
    /// <param name="octets">The octets.</param>
    public static void WriteBase64(this Utf8JsonWriter writer, string name, ReadOnlySpan<byte> octets)
    {
        if (!octets.IsEmpty)
        {
            WriteText(writer, name, octets);
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

    private static void WriteText(Utf8JsonWriter writer, string name, ReadOnlySpan<byte> octets)
    {
        int length = Base64Url.GetEncodedLength(octets.Length);
        Span<byte> text = length <= StackMax ? stackalloc byte[length] : new byte[length];
        Base64Url.EncodeToUtf8(octets, text);
        writer.WriteString(name, text);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Make()
    {
        var buffer = new ArrayBufferWriter<byte>();
        return (buffer, new Utf8JsonWriter(buffer));
    }
}
