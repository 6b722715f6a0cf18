using System;
using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>The body of a message: of a length, or in chunks (RFC 9112 §6, §7.1).</summary>
internal static class HttpBody
{
    // ours: size line and trailer of a chunk; extensions are read past
    private const int LineSizeMax = 256;

    /// <summary>Reads a body; truncated if it has not all come.</summary>
    /// <param name="source">The message and perhaps more.</param>
    /// <param name="head">Its head.</param>
    /// <param name="body">The octets of the content.</param>
    /// <param name="size">Octets of the message.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryTake(
        ReadOnlySpan<byte> source, in HttpHead head, out Octets body, out int size, out DecodeError error)
    {
        bool isThere = TryMeasure(source, head, out size, out error);
        body = !isThere ? default
            : head.IsChunked ? Join(source[head.Size..size])
            : new Octets(source[head.Size..size]);
        return isThere;
    }

    private static bool TryMeasure(ReadOnlySpan<byte> source, in HttpHead head, out int size, out DecodeError error)
    {
        if (head.IsChunked)
        {
            return TryMeasureChunks(source, head.Size, out size, out error);
        }

        size = head.Size + (head.ContentLength ?? 0);
        error = source.Length < size
            ? DecodeError.Truncated(need: size, have: source.Length, "content")
            : DecodeError.None;
        return error.IsNone;
    }

    /// <summary>Octets that a body takes on the wire.</summary>
    /// <param name="isChunked">True for one chunk and the last one.</param>
    /// <param name="body">The content.</param>
    public static int EncodedSize(bool isChunked, in Octets body) =>
        !isChunked ? body.Size : body.IsEmpty ? 5 : SizeLine(body.Size).Length + body.Size + 7;

    /// <summary>Writes a body: as it is, or as one chunk and the last one.</summary>
    public static int Encode(bool isChunked, in Octets body, Span<byte> destination)
    {
        if (!isChunked)
        {
            return body.CopyTo(destination);
        }

        int size = 0;
        if (!body.IsEmpty)
        {
            size = Encoding.ASCII.GetBytes(SizeLine(body.Size), destination);
            size += body.CopyTo(destination[size..]);
            "\r\n"u8.CopyTo(destination[size..]);
            size += 2;
        }

        "0\r\n\r\n"u8.CopyTo(destination[size..]);
        return size + 5;
    }

    private static string SizeLine(int size) => size.ToString("x", CultureInfo.InvariantCulture) + "\r\n";

    private static bool TryMeasureChunks(
        ReadOnlySpan<byte> source, int offset, out int size, out DecodeError error)
    {
        size = 0;
        int content = 0;
        while (true)
        {
            if (!TryReadLine(source, offset, "chunk size", out int next, out error)
                || !TryReadChunkSize(source[offset..(next - 2)], offset, out int chunk, out error))
            {
                return false;
            }

            offset = next;
            if (chunk == 0)
            {
                return TrySkipTrailer(source, offset, out size, out error);
            }

            content += chunk;
            error = content > HttpHead.BodySizeMax ? DecodeError.Unexpected("chunk size", at: offset)
                : source.Length < offset + chunk + 2
                    ? DecodeError.Truncated(need: offset + chunk + 2, have: source.Length, "chunk")
                : !source.Slice(offset + chunk, 2).SequenceEqual("\r\n"u8)
                    ? DecodeError.Unexpected("end of chunk", at: offset + chunk)
                : DecodeError.None;
            if (!error.IsNone)
            {
                return false;
            }

            offset += chunk + 2;
        }
    }

    // Fields after the last chunk are read past (RFC 9112 §7.1.2 lets a recipient discard them).
    private static bool TrySkipTrailer(ReadOnlySpan<byte> source, int offset, out int size, out DecodeError error)
    {
        size = 0;
        for (int start = offset; ;)
        {
            if (!TryReadLine(source, start, "trailer", out int next, out error))
            {
                return false;
            }

            int wrong = HttpText.IndexOutsideFieldValue(source[start..(next - 2)]);
            if (wrong >= 0 || next - offset > HttpHead.SizeMax)
            {
                error = DecodeError.Unexpected("trailer", at: start + Math.Max(wrong, 0));
                return false;
            }

            if (next == start + 2)
            {
                size = next;
                return true;
            }

            start = next;
        }
    }

    private static bool TryReadLine(
        ReadOnlySpan<byte> source, int offset, string field, out int next, out DecodeError error)
    {
        ReadOnlySpan<byte> rest = source[offset..];
        int end = rest[..Math.Min(rest.Length, LineSizeMax)].IndexOf("\r\n"u8);
        next = offset + end + 2;
        error = end >= 0 ? DecodeError.None
            : rest.Length >= LineSizeMax ? DecodeError.Unexpected(field, at: offset)
            : DecodeError.Truncated(need: source.Length + 1, have: source.Length, field);
        return end >= 0;
    }

    private static bool TryReadChunkSize(ReadOnlySpan<byte> line, int offset, out int size, out DecodeError error)
    {
        bool isRead = Utf8Parser.TryParse(line, out size, out int read, 'x') && read <= 7 && size >= 0
            && (read == line.Length || line[read] is (byte)';')
            && HttpText.IndexOutsideFieldValue(line) < 0;
        error = isRead ? DecodeError.None : DecodeError.Unexpected("chunk size", at: offset);
        return isRead;
    }

    // The chunks have been measured: their form is right.
    private static Octets Join(ReadOnlySpan<byte> chunks)
    {
        var content = new ArrayBufferWriter<byte>();
        while (Utf8Parser.TryParse(chunks, out int size, out _, 'x') && size > 0)
        {
            chunks = chunks[(chunks.IndexOf("\r\n"u8) + 2)..];
            content.Write(chunks[..size]);
            chunks = chunks[(size + 2)..];
        }

        return new Octets(content.WrittenSpan);
    }
}
