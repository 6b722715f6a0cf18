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
        int size = 0;
        bool isRead = !text.ContainsAny("= \t\r\n") && IsDecoded(text, buffer, out size)
            && Base64Url.EncodeToString(buffer.AsSpan(0, size)).AsSpan().SequenceEqual(text);
        octets = isRead ? new Octets(buffer.AsSpan(0, size)) : default;
        return isRead;
    }

    /// <summary>Writes octets.</summary>
    /// <param name="octets">The octets.</param>
    public static string Encode(ReadOnlySpan<byte> octets) => Base64Url.EncodeToString(octets);

    private static bool IsDecoded(ReadOnlySpan<char> text, Span<byte> buffer, out int size) =>
        Base64Url.DecodeFromChars(text, buffer, out _, out size) == OperationStatus.Done;
}
