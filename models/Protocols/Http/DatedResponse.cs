using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>A response as a server sends it: the field Date stands before all others (RFC 9110 §6.6.1).</summary>
/// <param name="Response">The response.</param>
/// <param name="Date">IMF-fixdate.</param>
public readonly record struct DatedResponse(HttpResponse Response, string Date) : IWireMessage
{
    private const string FieldStart = "Date: ", FieldEnd = "\r\n";

    int IWireMessage.EncodedSize => Response.EncodedSize + FieldStart.Length + Date.Length + FieldEnd.Length;

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = Response.WriteLine(destination);
        size += HttpWriting.Write(FieldStart, destination[size..]);
        size += HttpWriting.Write(Date, destination[size..]);
        size += HttpWriting.Write(FieldEnd, destination[size..]);
        return size + HttpWriting.WriteRest(Response.Fields, Response.Body, destination[size..]);
    }
}
