using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>One payload: what its generic header says, and its body (§3.2).</summary>
/// <param name="Type">The type.</param>
/// <param name="Body">The octets after the generic header.</param>
/// <param name="IsCritical">Critical bit: who does not know the type must refuse the message (§2.5).</param>
/// <param name="Inner">Of an encrypted payload, the type of the first payload inside (§3.14).</param>
public readonly record struct IkePayload(
    PayloadType Type, Octets Body, bool IsCritical = false, PayloadType Inner = PayloadType.None)
{
    /// <summary>Octets of the generic header.</summary>
    public const int HeaderSize = 4;

    /// <summary>Octets with the generic header.</summary>
    public int EncodedSize => HeaderSize + Body.Size;

    /// <summary>The payload that carries a body.</summary>
    /// <param name="type">The type.</param>
    /// <param name="body">The body.</param>
    public static IkePayload Of<T>(PayloadType type, in T body)
        where T : IWireMessage
    {
        byte[] octets = new byte[body.EncodedSize];
        body.Encode(octets);
        return new(type, new Octets(octets));
    }
}

/// <summary>Payloads one after the other, each naming the type of the next (§3.2).</summary>
public static class PayloadChain
{
    // octet   0             1       2..3                   4..
    //         next payload  C|0     length with header     body
    //         the seven reserved bits are sent as zero and ignored; nothing may follow an encrypted payload (§3.14)
    private const int FlagsOffset = 1, LengthOffset = 2;
    private const byte CriticalFlag = 0x80;

    /// <summary>Octets of all payloads.</summary>
    /// <param name="payloads">The payloads.</param>
    public static int SizeOf(ReadOnlySpan<IkePayload> payloads)
    {
        int size = 0;
        foreach (IkePayload payload in payloads)
        {
            size += payload.EncodedSize;
        }

        return size;
    }

    /// <summary>The type that whatever stands before the payloads names.</summary>
    /// <param name="payloads">The payloads.</param>
    public static PayloadType FirstOf(ReadOnlySpan<IkePayload> payloads) =>
        payloads.IsEmpty ? PayloadType.None : payloads[0].Type;

    /// <summary>Reads payloads that fill the octets.</summary>
    /// <param name="first">Type of the first.</param>
    /// <param name="source">The octets.</param>
    /// <param name="payloads">The payloads in order.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(
        PayloadType first, ReadOnlySpan<byte> source, out ValueList<IkePayload> payloads, out DecodeError error)
    {
        var list = new List<IkePayload>();
        int offset = 0;
        error = DecodeError.None;
        for (PayloadType type = first; type != PayloadType.None && error.IsNone;)
        {
            error = list.Count == IkeNumber.CountMax
                ? DecodeError.Unexpected("number of payloads", offset)
                : Read(source, ref offset, ref type, list);
        }

        error = error.IsNone && offset < source.Length ? DecodeError.Trailing(offset) : error;
        payloads = error.IsNone ? new(list.ToArray()) : default;
        return error.IsNone;
    }

    /// <summary>Writes payloads.</summary>
    /// <param name="payloads">The payloads in order; an encrypted one is the last.</param>
    /// <param name="destination">At least <see cref="SizeOf"/> octets.</param>
    public static void Encode(ReadOnlySpan<IkePayload> payloads, Span<byte> destination)
    {
        for (int index = 0; index < payloads.Length; index++)
        {
            IkePayload payload = payloads[index];
            PayloadType next = index + 1 < payloads.Length ? payloads[index + 1].Type : payload.Inner;
            WriteHeader(destination, next, payload.IsCritical, payload.Body.Size);
            payload.Body.CopyTo(destination[IkePayload.HeaderSize..]);
            destination = destination[payload.EncodedSize..];
        }
    }

    internal static void WriteHeader(Span<byte> destination, PayloadType next, bool isCritical, int bodySize)
    {
        destination[0] = (byte)next;
        destination[FlagsOffset] = isCritical ? CriticalFlag : (byte)0;
        BinaryPrimitives.WriteUInt16BigEndian(
            destination[LengthOffset..], checked((ushort)(IkePayload.HeaderSize + bodySize)));
    }

    private static DecodeError Read(
        ReadOnlySpan<byte> source, ref int offset, ref PayloadType type, List<IkePayload> list)
    {
        ReadOnlySpan<byte> rest = source[offset..];
        if (rest.Length < IkePayload.HeaderSize)
        {
            return DecodeError.Truncated(offset + IkePayload.HeaderSize, source.Length, "payload header");
        }

        int size = BinaryPrimitives.ReadUInt16BigEndian(rest[LengthOffset..]);
        if (size < IkePayload.HeaderSize)
        {
            return DecodeError.Unexpected("payload length", offset + LengthOffset);
        }

        if (size > rest.Length)
        {
            return DecodeError.Truncated(offset + size, source.Length, "payload length");
        }

        if (type == PayloadType.EncryptedFragment) // nobody may send one here: fragmentation is never agreed (RFC 7383)
        {
            return DecodeError.Unexpected("encrypted fragment", offset);
        }

        var next = (PayloadType)rest[0];
        bool isLast = type == PayloadType.Encrypted;
        list.Add(new(
            type,
            new Octets(rest[IkePayload.HeaderSize..size]),
            (rest[FlagsOffset] & CriticalFlag) != 0,
            isLast ? next : PayloadType.None));
        offset += size;
        type = isLast ? PayloadType.None : next;
        return DecodeError.None;
    }
}
