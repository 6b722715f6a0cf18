using System;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// A NAS message to a UE: encoded once, protected anew whenever it is sent, since a retransmission has a NAS COUNT of
/// its own (TS 24.301 §4.4.3.1).
/// </summary>
/// <param name="Type">The message.</param>
/// <param name="Security">How it is protected.</param>
/// <param name="Plain">The plain message.</param>
internal readonly record struct DownlinkNas(EmmMessageType Type, SecurityHeaderType Security, Octets Plain)
    : IWireMessage
{
    /// <inheritdoc/>
    public int EncodedSize => Plain.Size;

    /// <summary>Octets of the message as it is sent.</summary>
    public int SentSize =>
        Security == SecurityHeaderType.Plain ? Plain.Size : NasSecurityContext.ProtectedSize(Plain.Size);

    /// <summary>What ladders call it.</summary>
    public MessageLabel Label => NasLabels.Of(Type);

    /// <summary>A message.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="type">Its type.</param>
    /// <param name="security">How it is protected.</param>
    /// <param name="message">The message.</param>
    public static DownlinkNas Of<T>(EmmMessageType type, SecurityHeaderType security, in T message)
        where T : struct, IWireMessage
    {
        Span<byte> octets = stackalloc byte[message.EncodedSize]; // ours: no message to a UE is longer than 1 KB
        message.Encode(octets);
        return new(type, security, new Octets(octets));
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination) => Plain.CopyTo(destination);
}
