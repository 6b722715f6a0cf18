using System;
using System.Diagnostics.CodeAnalysis;
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
internal readonly record struct DownlinkNas(
    EmmMessageType Type, SecurityHeaderType Security, ReadOnlyMemory<byte> Plain) : IWireMessage
{
    /// <inheritdoc/>
    public int EncodedSize => Plain.Length;

    /// <summary>Octets of the message as it is sent.</summary>
    public int SentSize =>
        Security == SecurityHeaderType.Plain ? Plain.Length : NasSecurityContext.ProtectedSize(Plain.Length);

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
        byte[]? room = null;
        return Of(type, security, message, ref room);
    }

    /// <summary>A message whose octets stand in a room that is used again; it holds until the next one.</summary>
    /// <typeparam name="T">The message.</typeparam>
    /// <param name="type">Its type.</param>
    /// <param name="security">How it is protected.</param>
    /// <param name="message">The message.</param>
    /// <param name="room">The room, which is made or made larger as needed.</param>
    public static DownlinkNas Of<T>(
        EmmMessageType type, SecurityHeaderType security, in T message, [NotNull] ref byte[]? room)
        where T : struct, IWireMessage
    {
        int size = message.EncodedSize;
        room = room?.Length >= size ? room : new byte[size];
        message.Encode(room);
        return new(type, security, room.AsMemory(0, size));
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        Plain.Span.CopyTo(destination);
        return Plain.Length;
    }
}
