using System;
using System.Globalization;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>A request of HTTP/1.1 (RFC 9112 §2.1, §3).</summary>
/// <param name="Method">The method; case counts.</param>
/// <param name="Target">Origin form (<c>/path?query</c>) or absolute form (RFC 9112 §3.2).</param>
/// <param name="Fields">The fields in order, those that frame the body among them.</param>
/// <param name="Body">The content, without chunks.</param>
public readonly record struct HttpRequest(string Method, string Target, HttpFields Fields, Octets Body)
    : IWireMessage<HttpRequest>
{
    // METHOD SP target SP HTTP/1.1 CRLF, fields, CRLF, content (Content-Length, chunked, or none)
    private const string Version = "HTTP/1.1";

    /// <summary>Octets from the start of the message to the end of its content.</summary>
    int IWireMessage.EncodedSize =>
        Method.Length + 1 + Target.Length + 1 + Version.Length + 2 + HttpWriting.SizeOfRest(Fields, Body);

    /// <summary>A request without content.</summary>
    /// <param name="method">The method.</param>
    /// <param name="host">Value of Host.</param>
    /// <param name="target">The target.</param>
    /// <param name="fields">Further fields.</param>
    public static HttpRequest Create(
        string method, string host, string target, params ReadOnlySpan<HttpField> fields) =>
        new(method, target, HttpFields.Own([new HttpField("Host", host), .. fields]), default);

    /// <summary>A request with content.</summary>
    /// <param name="method">The method.</param>
    /// <param name="host">Value of Host.</param>
    /// <param name="target">The target.</param>
    /// <param name="contentType">Value of Content-Type.</param>
    /// <param name="body">The content.</param>
    /// <param name="fields">Further fields.</param>
    public static HttpRequest Create(
        string method, string host, string target, string contentType, in Octets body,
        params ReadOnlySpan<HttpField> fields) =>
        new(
            method,
            target,
            HttpFields.Own(
            [
                new HttpField("Host", host),
                .. fields,
                new HttpField("Content-Type", contentType),
                new HttpField("Content-Length", body.Size.ToString(CultureInfo.InvariantCulture)),
            ]),
            body);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out HttpRequest message, out DecodeError error)
    {
        bool isRead = TryTake(source, out message, out int size, out error);
        error = isRead && source.Length > size ? DecodeError.Trailing(at: size) : error;
        message = error.IsNone ? message : default;
        return error.IsNone;
    }

    /// <summary>Reads the request at the start of a stream.</summary>
    /// <param name="stream">What has come so far.</param>
    /// <param name="message">The request.</param>
    /// <param name="size">Its octets.</param>
    /// <param name="error">Truncated while it has not all come; otherwise why nothing can be framed any more.</param>
    public static bool TryTake(
        ReadOnlySpan<byte> stream, out HttpRequest message, out int size, out DecodeError error)
    {
        message = default;
        size = 0;
        if (!HttpHead.TryRead(stream, out HttpHead head, out error))
        {
            return false;
        }

        error = ReadLine(head, out string method, out string target);
        if (!error.IsNone || !HttpBody.TryTake(stream, head, out Octets body, out size, out error))
        {
            return false;
        }

        message = new HttpRequest(method, target, head.Fields, body);
        return true;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = HttpWriting.Write(Method, destination);
        destination[size++] = (byte)' ';
        size += HttpWriting.Write(Target, destination[size..]);
        size += HttpWriting.Write(" HTTP/1.1\r\n", destination[size..]);
        return size + HttpWriting.WriteRest(Fields, Body, destination[size..]);
    }

    private static DecodeError ReadLine(in HttpHead head, out string method, out string target)
    {
        ReadOnlySpan<byte> line = head.StartLine;
        method = target = "";
        int first = line.IndexOf((byte)' ');
        int last = line.LastIndexOf((byte)' ');
        if (first < 0 || !HttpText.IsToken(line[..first]))
        {
            return DecodeError.Unexpected("method", at: 0);
        }

        if (last == first || !line[(last + 1)..].SequenceEqual("HTTP/1.1"u8))
        {
            return DecodeError.Unexpected("version", at: last + 1);
        }

        if (!HttpText.IsTarget(line[(first + 1)..last]))
        {
            return DecodeError.Unexpected("target", at: first + 1);
        }

        method = RecurringText.Of(line[..first]);
        target = RecurringText.Of(line[(first + 1)..last]);
        return CheckHost(head);
    }

    // RFC 9112 §3.2: exactly one Host.
    private static DecodeError CheckHost(in HttpHead head)
    {
        int count = 0;
        foreach (HttpField field in head.Fields.Span)
        {
            count += field.Name.Equals("Host", StringComparison.OrdinalIgnoreCase) ? 1 : 0;
        }

        return count switch
        {
            0 => DecodeError.Missing("Host", at: head.Size - 2),
            1 => DecodeError.None,
            _ => DecodeError.Duplicate("Host", at: head.Size - 2),
        };
    }
}
