using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>A message whose refusal says what an answer must say of it.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IDiameterMessage<T> : IWireMessage<T>
    where T : struct, IDiameterMessage<T>
{
    /// <summary>Reads one message. Total: any octets give a message or a fault, never an exception.</summary>
    /// <param name="source">The octets of one message; the header's length must be theirs (RFC 6733 §3).</param>
    /// <param name="message">The message; the default value on a fault.</param>
    /// <param name="fault">What is wrong and how to answer; <see cref="DiameterFault.None"/> on success.</param>
    /// <returns>True if <paramref name="message"/> was read.</returns>
    static abstract bool TryDecode(ReadOnlySpan<byte> source, out T message, out DiameterFault fault);

    /// <summary>Writes the message if there is room for it, without counting its octets before.</summary>
    /// <param name="destination">Whatever room there is; of no use if it does not suffice.</param>
    /// <param name="size">Octets of the message.</param>
    /// <returns>False if there are fewer octets than the message has.</returns>
    bool TryEncode(Span<byte> destination, out int size);

    /// <inheritdoc/>
    static bool IWireMessage<T>.TryDecode(ReadOnlySpan<byte> source, out T message, out DecodeError error)
    {
        bool read = T.TryDecode(source, out message, out DiameterFault fault);
        error = fault.Error;
        return read;
    }
}
