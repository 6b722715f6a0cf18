using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>What the octets received so far on a stream hold.</summary>
public enum FramingStatus
{
    /// <summary>The start of a message, not all of it.</summary>
    Incomplete,

    /// <summary>A whole message, and perhaps more.</summary>
    Complete,

    /// <summary>No message can start here: the connection cannot go on.</summary>
    Broken,
}

/// <summary>
/// Messages in a stream of octets (TCP): the length stands in octets 1 to 3 of the header (RFC 6733 §3). SCTP keeps
/// the bounds itself: one message in one user message, with payload protocol 46.
/// </summary>
public static class DiameterFraming
{
    private const int PrefixSize = 4;

    /// <summary>Finds the first message in what was received.</summary>
    /// <param name="received">The octets of the stream that no message has taken yet.</param>
    /// <param name="messageSize">Octets of the message as soon as four of them are there, else 0.</param>
    /// <param name="fault">Why the stream is broken; a wrong version is left to the message's decoder.</param>
    public static FramingStatus Find(ReadOnlySpan<byte> received, out int messageSize, out DiameterFault fault)
    {
        messageSize = 0;
        fault = DiameterFault.None;
        if (received.Length < PrefixSize)
        {
            return FramingStatus.Incomplete;
        }

        int size = DiameterHeader.ReadSize(received);
        if (size < DiameterSize.Header || size % DiameterSize.Unit != 0 || size > DiameterSize.StreamMessageMax)
        {
            fault = DiameterFault.MessageLength(DecodeError.Unexpected("message length", DiameterHeader.LengthOffset));
            return FramingStatus.Broken;
        }

        messageSize = size;
        return received.Length < size ? FramingStatus.Incomplete : FramingStatus.Complete;
    }
}
