using System;
using System.Globalization;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>Start line and fields of a message, and how its body is framed (RFC 9112 §2, §5, §6).</summary>
internal ref struct HttpHead
{
    /// <summary>Octets of a start line and fields; ours.</summary>
    public const int SizeMax = 16_384;

    /// <summary>Octets of a body; ours.</summary>
    public const int BodySizeMax = 1_048_576;

    // ours: a message of more fields is refused
    private const int FieldCountMax = 64;

    /// <summary>The start line without its end.</summary>
    public ReadOnlySpan<byte> StartLine { get; private set; }

    /// <summary>The fields in order.</summary>
    public HttpFields Fields { get; private set; }

    /// <summary>Octets up to the body.</summary>
    public int Size { get; private set; }

    /// <summary>True if the body is sent in chunks.</summary>
    public bool IsChunked { get; private set; }

    /// <summary>Value of Content-Length; null if there is none.</summary>
    public int? ContentLength { get; private set; }

    /// <summary>Offset of the field that says how the body is framed.</summary>
    private int _framingOffset;

    /// <summary>Reads a head.</summary>
    /// <param name="source">Octets from the first of the start line.</param>
    /// <param name="head">The head.</param>
    /// <param name="error">What is wrong; truncated while the empty line has not come.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out HttpHead head, out DecodeError error)
    {
        head = default;
        int end = source.IndexOf("\r\n\r\n"u8);
        if (end < 0 || end > SizeMax)
        {
            error = end >= 0 || source.Length > SizeMax
                ? DecodeError.Unexpected("head", at: SizeMax)
                : DecodeError.Truncated(need: source.Length + 1, have: source.Length, "head");
            return false;
        }

        ReadOnlySpan<byte> lines = source[..(end + 2)];
        int startEnd = lines.IndexOf("\r\n"u8);
        head.StartLine = lines[..startEnd];
        head.Size = end + 4;
        error = head.ReadFields(lines, startEnd + 2);
        return error.IsNone;
    }

    private DecodeError ReadFields(ReadOnlySpan<byte> lines, int offset)
    {
        var fields = new HttpField[Math.Min(lines[offset..].Count("\r\n"u8), FieldCountMax)];
        for (int index = 0; offset < lines.Length; index++)
        {
            int size = lines[offset..].IndexOf("\r\n"u8);
            ReadOnlySpan<byte> line = lines.Slice(offset, size);
            DecodeError error = index == FieldCountMax
                ? DecodeError.Unexpected("fields", at: offset)
                : ReadField(line, offset, out fields[index]);
            if (!error.IsNone)
            {
                return error;
            }

            offset += size + 2;
        }

        Fields = HttpFields.FromChecked(fields);
        return IsChunked && ContentLength is not null
            ? DecodeError.Unexpected("Transfer-Encoding", at: _framingOffset) // RFC 9112 §6.1: a sign of smuggling
            : DecodeError.None;
    }

    private DecodeError ReadField(ReadOnlySpan<byte> line, int offset, out HttpField field)
    {
        field = default;
        int colon = line.IndexOf((byte)':');
        ReadOnlySpan<byte> name = colon < 0 ? line : line[..colon];
        if (colon < 0 || !HttpText.IsToken(name))
        {
            return DecodeError.Unexpected("field name", at: offset); // no white space before the colon, no folding
        }

        int wrong = HttpText.IndexOutsideFieldValue(line[(colon + 1)..]);
        if (wrong >= 0)
        {
            return DecodeError.Unexpected("field value", at: offset + colon + 1 + wrong);
        }

        field = new HttpField(RecurringText.Of(name), RecurringText.Of(line[(colon + 1)..].Trim(" \t"u8)));
        return ReadFraming(field, offset);
    }

    private DecodeError ReadFraming(HttpField field, int offset)
    {
        if (field.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
        {
            bool isSecond = ContentLength is not null;
            bool isNumber = int.TryParse(field.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int length);
            ContentLength = length;
            _framingOffset = offset;
            return isSecond ? DecodeError.Duplicate("Content-Length", at: offset)
                : !isNumber || length > BodySizeMax ? DecodeError.Unexpected("Content-Length", at: offset)
                : DecodeError.None;
        }

        if (field.Name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
        {
            bool isSecond = IsChunked;
            IsChunked = true;
            _framingOffset = offset;
            return isSecond ? DecodeError.Duplicate("Transfer-Encoding", at: offset)
                : field.Value.Equals("chunked", StringComparison.OrdinalIgnoreCase) ? DecodeError.None
                : DecodeError.NotComprehended("Transfer-Encoding", at: offset);
        }

        return DecodeError.None;
    }
}
