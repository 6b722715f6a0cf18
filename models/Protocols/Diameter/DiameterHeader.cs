using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>What ties an answer to its request (RFC 6733 §3).</summary>
/// <param name="HopByHop">Matches request and answer on one connection.</param>
/// <param name="EndToEnd">With the origin host, tells a repeated request.</param>
/// <param name="IsRepeated">T flag: sent again after a failure of the link; never set in an answer.</param>
public readonly record struct Transaction(uint HopByHop, uint EndToEnd, bool IsRepeated = false);

/// <summary>The header of every message (RFC 6733 §3).</summary>
/// <param name="IsRequest">R flag.</param>
/// <param name="IsProxiable">P flag: agents may forward the message.</param>
/// <param name="IsError">E flag: the answer follows the grammar of an error (§7.2), not that of its command.</param>
/// <param name="Command">Command code, 24 bits.</param>
/// <param name="Application">Application identifier.</param>
/// <param name="Transaction">Hop-by-hop and end-to-end identifiers, T flag.</param>
public readonly record struct DiameterHeader(
    bool IsRequest,
    bool IsProxiable,
    bool IsError,
    CommandCode Command,
    DiameterApplication Application,
    Transaction Transaction)
{
    // octet   0        1..3     4      5..7      8..11         12..15       16..19
    //         version  length   RPET0  command   application   hop-by-hop   end-to-end
    //         the length counts header and padded AVPs; the four reserved flags are sent as zero and ignored (§3)
    internal const byte Version = 1;
    internal const int LengthOffset = 1, FlagsOffset = 4, CommandOffset = 5, ApplicationOffset = 8;
    private const int HopByHopOffset = 12, EndToEndOffset = 16;
    private const byte RequestFlag = 0x80, ProxiableFlag = 0x40, ErrorFlag = 0x20, RepeatedFlag = 0x10;

    /// <summary>Reads the header of a whole message and checks what does not depend on the command.</summary>
    /// <param name="source">The message, from the first octet to the last that the transport delivered.</param>
    /// <param name="header">The header, also where only its meaning is refused.</param>
    /// <param name="fault">What is wrong.</param>
    /// <returns>True if nothing is wrong.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DiameterHeader header, out DiameterFault fault)
    {
        if (!TryPeek(source, out header))
        {
            fault = DiameterFault.MessageLength(DecodeError.Truncated(DiameterSize.Header, source.Length, "header"));
            return false;
        }

        int size = ReadSize(source);
        fault = source[0] != Version ? DiameterFault.Version
            : size < DiameterSize.Header || size % DiameterSize.Unit != 0
                ? DiameterFault.MessageLength(DecodeError.Unexpected("message length", LengthOffset))
            : size > source.Length
                ? DiameterFault.MessageLength(DecodeError.Truncated(size, source.Length, "message length"))
            : size < source.Length ? DiameterFault.MessageLength(DecodeError.Trailing(size))
            : (header.IsRequest ? header.IsError : header.Transaction.IsRepeated) // §3: E in answers, T in requests
                ? DiameterFault.HeaderBits
            : DiameterFault.None;
        return fault.IsNone;
    }

    /// <summary>Reads the fields of a header whatever they say: a wrong message, too, must be answered.</summary>
    /// <param name="source">The octets.</param>
    /// <param name="header">The header.</param>
    /// <returns>False if there are fewer octets than a header has.</returns>
    public static bool TryPeek(ReadOnlySpan<byte> source, out DiameterHeader header)
    {
        header = source.Length < DiameterSize.Header ? default : Read(source);
        return source.Length >= DiameterSize.Header;
    }

    internal static int ReadSize(ReadOnlySpan<byte> source) => ReadUInt24(source[LengthOffset..]);

    internal static int ReadUInt24(ReadOnlySpan<byte> source) => (source[0] << 16) | (source[1] << 8) | source[2];

    internal static void WriteUInt24(Span<byte> destination, int value)
    {
        destination[0] = (byte)(value >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], unchecked((ushort)value));
    }

    internal void Write(Span<byte> destination, int messageSize)
    {
        destination[0] = Version;
        WriteUInt24(destination[LengthOffset..], messageSize);
        destination[FlagsOffset] = (byte)((IsRequest ? RequestFlag : 0) | (IsProxiable ? ProxiableFlag : 0)
            | (IsError ? ErrorFlag : 0) | (Transaction.IsRepeated ? RepeatedFlag : 0));
        WriteUInt24(destination[CommandOffset..], (int)Command);
        BinaryPrimitives.WriteUInt32BigEndian(destination[ApplicationOffset..], (uint)Application);
        BinaryPrimitives.WriteUInt32BigEndian(destination[HopByHopOffset..], Transaction.HopByHop);
        BinaryPrimitives.WriteUInt32BigEndian(destination[EndToEndOffset..], Transaction.EndToEnd);
    }

    private static DiameterHeader Read(ReadOnlySpan<byte> source) => new(
        (source[FlagsOffset] & RequestFlag) != 0,
        (source[FlagsOffset] & ProxiableFlag) != 0,
        (source[FlagsOffset] & ErrorFlag) != 0,
        (CommandCode)ReadUInt24(source[CommandOffset..]),
        (DiameterApplication)BinaryPrimitives.ReadUInt32BigEndian(source[ApplicationOffset..]),
        new(
            BinaryPrimitives.ReadUInt32BigEndian(source[HopByHopOffset..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[EndToEndOffset..]),
            (source[FlagsOffset] & RepeatedFlag) != 0));
}
