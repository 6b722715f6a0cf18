using System;

namespace Simulator.Protocols.Wire;

/// <summary>A message that can be written as octets.</summary>
public interface IWireMessage
{
    /// <summary>Number of octets that <see cref="Encode"/> writes.</summary>
    int EncodedSize { get; }

    /// <summary>Writes every octet of the message, spare bits as zero, over whatever the buffer held.</summary>
    /// <param name="destination">At least <see cref="EncodedSize"/> octets.</param>
    /// <returns><see cref="EncodedSize"/>.</returns>
    int Encode(Span<byte> destination);
}

/// <summary>A message that can be read back from octets.</summary>
/// <typeparam name="T">The message.</typeparam>
public interface IWireMessage<T> : IWireMessage
    where T : struct, IWireMessage<T>
{
    /// <summary>Reads one message. Total: any octets give a message or an error, never an exception.</summary>
    /// <param name="source">The octets, from the first of the message to the last
    /// that the lower layer delivered.</param>
    /// <param name="message">The message; the default value on an error.</param>
    /// <param name="error">What is wrong and where; <see cref="DecodeError.None"/> on success.</param>
    /// <returns>True if <paramref name="message"/> was read.</returns>
    static abstract bool TryDecode(ReadOnlySpan<byte> source, out T message, out DecodeError error);
}
