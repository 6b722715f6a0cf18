using System;
using System.Globalization;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>A response of HTTP/1.1 (RFC 9112 §2.1, §4).</summary>
/// <param name="Status">Status code, 200 to 599: interim responses are not used.</param>
/// <param name="Reason">Reason phrase, may be empty.</param>
/// <param name="Fields">The fields in order, those that frame the body among them.</param>
/// <param name="Body">The content, without chunks.</param>
public readonly record struct HttpResponse(int Status, string Reason, HttpFields Fields, Octets Body)
    : IWireMessage<HttpResponse>
{
    // HTTP/1.1 SP 3 digits SP reason CRLF, fields, CRLF, content (Content-Length or chunked; none with 204 and 304)
    private const int StatusOffset = 9, ReasonOffset = 13;

    /// <summary>Octets from the start of the message to the end of its content.</summary>
    public int EncodedSize => ReasonOffset + Reason.Length + 2 + HttpWriting.SizeOfRest(Fields, Body);

    /// <summary>A response without content.</summary>
    /// <param name="status">Status code.</param>
    /// <param name="fields">Further fields.</param>
    public static HttpResponse Create(int status, params ReadOnlySpan<HttpField> fields) =>
        new(status, HttpStatus.ReasonOf(status), HttpFields.Own([.. fields, new HttpField("Content-Length", "0")]),
            default);

    /// <summary>A response with content.</summary>
    /// <param name="status">Status code.</param>
    /// <param name="contentType">Value of Content-Type.</param>
    /// <param name="body">The content.</param>
    /// <param name="fields">Further fields.</param>
    public static HttpResponse Create(
        int status, string contentType, in Octets body, params ReadOnlySpan<HttpField> fields) =>
        new(
            status,
            HttpStatus.ReasonOf(status),
            HttpFields.Own(
            [
                .. fields,
                new HttpField("Content-Type", contentType),
                new HttpField("Content-Length", body.Size.ToString(CultureInfo.InvariantCulture)),
            ]),
            body);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out HttpResponse message, out DecodeError error)
    {
        bool isRead = TryTake(source, out message, out int size, out error);
        error = isRead && source.Length > size ? DecodeError.Trailing(at: size) : error;
        message = error.IsNone ? message : default;
        return error.IsNone;
    }

    /// <summary>Reads the response at the start of a stream.</summary>
    /// <param name="stream">What has come so far.</param>
    /// <param name="message">The response.</param>
    /// <param name="size">Its octets.</param>
    /// <param name="error">Truncated while it has not all come; otherwise why nothing can be framed any more.</param>
    public static bool TryTake(
        ReadOnlySpan<byte> stream, out HttpResponse message, out int size, out DecodeError error)
    {
        message = default;
        size = 0;
        if (!HttpHead.TryRead(stream, out HttpHead head, out error))
        {
            return false;
        }

        error = ReadLine(head, out int status, out string reason);
        if (!error.IsNone || !HttpBody.TryTake(stream, head, out Octets body, out size, out error))
        {
            return false;
        }

        message = new HttpResponse(status, reason, head.Fields, body);
        return true;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = WriteLine(destination);
        return size + HttpWriting.WriteRest(Fields, Body, destination[size..]);
    }

    /// <summary>Writes the status line with its end.</summary>
    internal int WriteLine(Span<byte> destination)
    {
        "HTTP/1.1 "u8.CopyTo(destination);
        Status.TryFormat(destination[StatusOffset..], out int size, "000", CultureInfo.InvariantCulture);
        size += StatusOffset;
        destination[size++] = (byte)' ';
        size += HttpWriting.Write(Reason, destination[size..]);
        return size + HttpWriting.Write("\r\n", destination[size..]);
    }

    private static DecodeError ReadLine(in HttpHead head, out int status, out string reason)
    {
        ReadOnlySpan<byte> line = head.StartLine;
        status = 0;
        reason = "";
        if (!line.StartsWith("HTTP/1.1 "u8))
        {
            return DecodeError.Unexpected("version", at: 0);
        }

        if (line.Length < ReasonOffset || line[ReasonOffset - 1] != ' '
            || !int.TryParse(
                line[StatusOffset..(ReasonOffset - 1)], NumberStyles.None, CultureInfo.InvariantCulture, out status)
            || status is < 200 or > 599)
        {
            return DecodeError.Unexpected("status", at: StatusOffset);
        }

        int wrong = HttpText.IndexOutsideFieldValue(line[ReasonOffset..]);
        reason = wrong >= 0 ? "" : RecurringText.Of(line[ReasonOffset..]);
        return wrong >= 0 ? DecodeError.Unexpected("reason", at: ReasonOffset + wrong) : CheckFraming(head, status);
    }

    // RFC 9112 §6.3: no content with 204 and 304. A response that ends with its connection is refused; ours.
    private static DecodeError CheckFraming(in HttpHead head, int status)
    {
        bool isFramed = head.IsChunked || head.ContentLength is not null;
        bool hasContent = head.IsChunked || head.ContentLength > 0;
        return status is HttpStatus.NoContent or HttpStatus.NotModified
            ? hasContent ? DecodeError.Unexpected("content", at: head.Size) : DecodeError.None
            : isFramed ? DecodeError.None
            : DecodeError.Missing("Content-Length", at: head.Size - 2);
    }
}
