using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>The fixed part of INIT and INIT ACK (RFC 9260 §3.3.2, §3.3.3); parameters follow it.</summary>
/// <param name="InitiateTag">Verification tag that the sender wants to see.</param>
/// <param name="ReceiverWindow">Octets that the sender has room for.</param>
/// <param name="OutboundStreams">Streams that the sender wants to use.</param>
/// <param name="InboundStreams">Streams that the sender allows.</param>
/// <param name="InitialTsn">First TSN of the sender.</param>
public readonly record struct InitChunk(
    uint InitiateTag, uint ReceiverWindow, ushort OutboundStreams, ushort InboundStreams, uint InitialTsn)
{
    // octet  0       1  2..3    4..7          8..11   12..13            14..15           16..19       20..
    //        1 or 2  0  length  initiate tag  a_rwnd  outbound streams  inbound streams  initial TSN  parameters

    /// <summary>Octets before the parameters.</summary>
    public const int Size = 20;

    /// <summary>Smallest receiver window that may be announced here (§6).</summary>
    public const int ReceiverWindowMin = 1_500;

    private const int TagOffset = 4, WindowOffset = 8, OutboundOffset = 12, InboundOffset = 14, TsnOffset = 16;

    /// <summary>True if no mandatory field has a forbidden value.</summary>
    public bool IsAcceptable =>
        InitiateTag != 0 && OutboundStreams != 0 && InboundStreams != 0 && ReceiverWindow >= ReceiverWindowMin;

    /// <summary>Reads the fixed part of a chunk that is well formed.</summary>
    /// <param name="chunk">The chunk.</param>
    public static InitChunk Read(in SctpChunk chunk) => new(
        BinaryPrimitives.ReadUInt32BigEndian(chunk.Octets[TagOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(chunk.Octets[WindowOffset..]),
        BinaryPrimitives.ReadUInt16BigEndian(chunk.Octets[OutboundOffset..]),
        BinaryPrimitives.ReadUInt16BigEndian(chunk.Octets[InboundOffset..]),
        BinaryPrimitives.ReadUInt32BigEndian(chunk.Octets[TsnOffset..]));

    /// <summary>Writes what follows the chunk header, without parameters.</summary>
    /// <param name="value">The chunk's value.</param>
    internal void WriteValue(Span<byte> value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(value, InitiateTag);
        BinaryPrimitives.WriteUInt32BigEndian(value[(WindowOffset - SctpChunk.HeaderSize)..], ReceiverWindow);
        BinaryPrimitives.WriteUInt16BigEndian(value[(OutboundOffset - SctpChunk.HeaderSize)..], OutboundStreams);
        BinaryPrimitives.WriteUInt16BigEndian(value[(InboundOffset - SctpChunk.HeaderSize)..], InboundStreams);
        BinaryPrimitives.WriteUInt32BigEndian(value[(TsnOffset - SctpChunk.HeaderSize)..], InitialTsn);
    }
}

/// <summary>What the parameters of INIT or INIT ACK say (RFC 9260 §3.2.1, §3.3.2.1, §3.3.3.1).</summary>
internal readonly ref struct InitParameters
{
    /// <summary>Value of the state cookie; empty if there is none.</summary>
    public ReadOnlySpan<byte> StateCookie { get; private init; }

    /// <summary>True if it names a host, which is refused (§5.1.2).</summary>
    public bool HasHostName { get; private init; }

    /// <summary>
    /// Reads the parameters in order. Unknown ones are skipped or end the list, and are copied to be reported, as the
    /// two
    /// highest bits of their type want it.
    /// </summary>
    /// <param name="chunk">INIT or INIT ACK, well formed.</param>
    /// <param name="unknown">Receives the unknown ones to be reported, whole and padded.</param>
    /// <param name="unknownSize">How many octets of it are filled.</param>
    public static InitParameters Read(in SctpChunk chunk, Span<byte> unknown, out int unknownSize)
    {
        ReadOnlySpan<byte> rest = chunk.Octets[InitChunk.Size..], cookie = rest[..0];
        bool hasHostName = false;
        unknownSize = 0;
        while (SctpTlv.TryTake(ref rest, out ReadOnlySpan<byte> parameter))
        {
            ushort type = SctpTlv.TypeOf(parameter);
            if (type == SctpParameterType.StateCookie)
            {
                cookie = parameter[SctpTlv.HeaderSize..];
            }

            hasHostName |= type == SctpParameterType.HostName;
            if (!IsKnown(type))
            {
                if ((type & SctpParameterType.ReportBit) != 0)
                {
                    unknownSize += Report(parameter, unknown[unknownSize..]);
                }

                if ((type & SctpParameterType.SkipBit) == 0)
                {
                    break;
                }
            }
        }

        return new InitParameters { StateCookie = cookie, HasHostName = hasHostName };
    }

    private static bool IsKnown(ushort type) =>
        type is >= SctpParameterType.Ipv4Address and <= SctpParameterType.CookiePreservative
            or SctpParameterType.HostName or SctpParameterType.SupportedAddressTypes;

    private static int Report(ReadOnlySpan<byte> parameter, Span<byte> unknown) =>
        SctpTlv.Pad(parameter.Length) > unknown.Length
            ? 0 // no room: the report is optional, the packet's size is not
            : SctpTlv.Write(unknown, SctpTlv.TypeOf(parameter), parameter[SctpTlv.HeaderSize..]);
}
