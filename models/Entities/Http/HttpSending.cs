using System;
using System.Buffers;
using Simulator.Network;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Puts messages of HTTP on connections.</summary>
internal static class HttpSending
{
    /// <summary>Encodes a message and sends it; the connection keeps octets of its own.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="message">A request or a response.</param>
    /// <param name="label">What it is called.</param>
    /// <param name="tag">What is measured.</param>
    public static TcpSendOutcome Send<T>(
        this TcpConnection connection, in T message, MessageLabel label, in MeasurementTag tag)
        where T : IWireMessage
    {
        byte[] octets = ArrayPool<byte>.Shared.Rent(message.EncodedSize);
        TcpSendOutcome outcome = connection.Send(octets.AsSpan(0, message.Encode(octets)), label, tag);
        ArrayPool<byte>.Shared.Return(octets);
        return outcome;
    }
}
