using System;
using System.Buffers;
using System.Buffers.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Json;

/// <summary>Octets as text of the alphabet for URLs, without padding (RFC 4648 §5, RFC 7515 §2).</summary>
public static class Base64UrlText
{
    /// <summary>Reads text. Padding, other characters and bits that do not count are refused: one text for the same
    /// octets.</summary>
    /// <param name="text">The text; empty for no octets.</param>
    /// <param name="octets">The octets.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, out Octets octets)
    {
        byte[] buffer = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        bool isRead = TryDecode(text, buffer, out _);
        octets = isRead ? Octets.Own(buffer) : default;
        return isRead;
    }

    /// <summary>Reads text as the other form does, into a buffer.</summary>
    /// <param name="text">The text; empty for no octets.</param>
    /// <param name="destination">Receives the octets; three for four characters of the text.</param>
    /// <param name="size">Number of octets; 0 if the text is refused.</param>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination, out int size)
    {
        Span<byte> octets = destination[..Base64Url.GetMaxDecodedLength(text.Length)];
        bool isRead = !text.ContainsAny("= \t\r\n")
            && Base64Url.DecodeFromChars(text, octets, out _, out int read) == OperationStatus.Done
            && read == octets.Length && IsLastGroup(octets, text);
        size = isRead ? octets.Length : 0;
        return isRead;
    }

    /// <summary>Writes octets.</summary>
    /// <param name="octets">The octets.</param>
    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    /// <summary>Reads text in ASCII, as the other form does.</summary>
    /// <param name="text">The text; empty for no octets.</param>
    /// <param name="destination">Receives the octets; long enough for as many as the text has characters.</param>
    /// <param name="size">Number of octets.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int size)
    {
        Span<byte> again = stackalloc byte[StackMax];
        size = 0;
        return text.Length <= StackMax && !text.ContainsAny("= \t\r\n"u8)
            && Base64Url.DecodeFromUtf8(text, destination, out _, out size) == OperationStatus.Done
            && Base64Url.EncodeToUtf8(destination[..size], again, out _, out int length) == OperationStatus.Done
            && again[..length].SequenceEqual(text);
    }

    /// <summary>Characters that the form for ASCII reads at most.</summary>
    internal const int StackMax = 512;

    // Only a last group of one or two octets has bits that do not count.
    private static bool IsLastGroup(ReadOnlySpan<byte> octets, ReadOnlySpan<char> text)
    {
        int rest = octets.Length % 3;
        Span<char> group = stackalloc char[4];
        return Base64Url.EncodeToChars(octets[^rest..], group, out _, out int length) == OperationStatus.Done
            && text.EndsWith(group[..length]);
    }
}
