using System;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>Writes what requests and responses have in common.</summary>
internal static class HttpWriting
{
    /// <summary>Octets of fields, empty line and body.</summary>
    public static int SizeOfRest(in HttpFields fields, in Octets body)
    {
        int size = 2 + HttpBody.EncodedSize(IsChunked(fields), body);
        foreach (HttpField field in fields.Span)
        {
            size += field.Name.Length + 2 + field.Value.Length + 2;
        }

        return size;
    }

    /// <summary>Writes fields, empty line and body.</summary>
    /// <exception cref="InvalidOperationException">Content-Length is not that of the body.</exception>
    public static int WriteRest(in HttpFields fields, in Octets body, Span<byte> destination)
    {
        bool isChunked = IsChunked(fields);
        if (!isChunked && LengthOf(fields) != body.Size)
        {
            throw new InvalidOperationException("Content-Length is not that of the body");
        }

        int size = 0;
        foreach (HttpField field in fields.Span)
        {
            size += Write(field.Name, destination[size..]);
            size += Write(": ", destination[size..]);
            size += Write(field.Value, destination[size..]);
            size += Write("\r\n", destination[size..]);
        }

        size += Write("\r\n", destination[size..]);
        return size + HttpBody.Encode(isChunked, body, destination[size..]);
    }

    /// <summary>Writes ASCII text.</summary>
    public static int Write(string text, Span<byte> destination) => Encoding.ASCII.GetBytes(text, destination);

    private static bool IsChunked(in HttpFields fields) => fields.TryGet("Transfer-Encoding", out _);

    private static int LengthOf(in HttpFields fields) => fields.TryGet("Content-Length", out string? value)
        ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture)
        : 0;
}
