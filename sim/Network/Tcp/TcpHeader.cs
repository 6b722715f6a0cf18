using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>Control bits of a segment (RFC 9293 §3.1; the upper two RFC 3168 §6.1).</summary>
[Flags]
public enum TcpFlags
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>No more octets from the sender.</summary>
    Fin = 0x01,

    /// <summary>Synchronise sequence numbers.</summary>
    Syn = 0x02,

    /// <summary>Reset the connection.</summary>
    Rst = 0x04,

    /// <summary>Push: the end of what the sender had to say for now.</summary>
    Psh = 0x08,

    /// <summary>The acknowledgment number counts.</summary>
    Ack = 0x10,

    /// <summary>The urgent pointer counts; read and ignored.</summary>
    Urg = 0x20,

    /// <summary>ECN echo; read and ignored.</summary>
    Ece = 0x40,

    /// <summary>Congestion window reduced; read and ignored.</summary>
    Cwr = 0x80,
}

/// <summary>The TCP header with the options that are used here (RFC 9293 §3.1, §3.2, RFC 7323 §2.2).</summary>
/// <param name="SourcePort">Sender's port.</param>
/// <param name="DestinationPort">Receiver's port.</param>
/// <param name="Sequence">Sequence number of the first octet, or of the SYN.</param>
/// <param name="Acknowledgment">The next octet that the sender expects, if <see cref="TcpFlags.Ack"/> is set.</param>
/// <param name="Flags">Control bits.</param>
/// <param name="Window">Receive window in units of 2^shift octets; in octets on a SYN.</param>
/// <param name="Mss">Maximum segment size option in octets (§3.7.1); negative without the option or off a SYN.</param>
/// <param name="WindowShift">Window scale option (RFC 7323 §2.2); negative without the option or off a SYN.</param>
public readonly record struct TcpHeader(
    ushort SourcePort,
    ushort DestinationPort,
    TcpSequence Sequence,
    TcpSequence Acknowledgment,
    TcpFlags Flags,
    ushort Window,
    int Mss = TcpHeader.NoOption,
    int WindowShift = TcpHeader.NoOption)
{
    // octet  0..1    2..3         4..7      8..11           12                13     14..15  16..17    18..19   20..
    //        source  destination  sequence  acknowledgment  offset|reserved   flags  window  checksum  urgent   options
    // Octets after the options are the text. Unknown options are skipped by their length (RFC 9293 §3.1, MUST-6).

    /// <summary>Octets of a header without options.</summary>
    public const int SizeMin = 20;

    /// <summary>Value of an option that is not there.</summary>
    public const int NoOption = -1;

    /// <summary>Largest shift of the window scale; larger ones count as this (RFC 7323 §2.3).</summary>
    public const int WindowShiftMax = 14;

    private const int DestinationOffset = 2, SequenceOffset = 4, AcknowledgmentOffset = 8, DataOffset = 12,
        FlagsOffset = 13, WindowOffset = 14, ChecksumOffset = 16, UrgentOffset = 18;

    private const byte EndOfOptions = 0, NoOperation = 1, MssKind = 2, WindowScaleKind = 3;
    private const int MssOptionSize = 4, WindowScaleOptionSize = 3, OptionHeaderSize = 2;

    /// <summary>Octets of the header as it is written, options and their padding included.</summary>
    public int Size => SizeMin + (Mss >= 0 ? MssOptionSize : 0) + (WindowShift >= 0 ? 1 + WindowScaleOptionSize : 0);

    /// <summary>True if a bit is set.</summary>
    public bool Has(TcpFlags flag) => (Flags & flag) != 0;

    /// <summary>
    /// Reads a header and checks sizes, options, control bits and the checksum. SYN together with FIN or RST is
    /// refused: no state of RFC 9293 sends it.
    /// </summary>
    /// <param name="segment">Header and text.</param>
    /// <param name="source">Source address of the IP header.</param>
    /// <param name="destination">Destination address of the IP header.</param>
    /// <param name="header">The header.</param>
    /// <param name="headerSize">Octets before the text.</param>
    /// <param name="reason">Why it was refused.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> segment,
        IpAddress source,
        IpAddress destination,
        out TcpHeader header,
        out int headerSize,
        out DropReason reason)
    {
        header = default;
        reason = DropReason.BadHeader;
        headerSize = segment.Length < SizeMin ? 0 : segment[DataOffset] >> 4 << 2;
        if (headerSize < SizeMin || headerSize > segment.Length)
        {
            return false;
        }

        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Tcp, segment.Length);
        if (!InternetChecksum.IsRight(InternetChecksum.Add(segment, sum)))
        {
            reason = DropReason.BadChecksum;
            return false;
        }

        header = new TcpHeader(
            BinaryPrimitives.ReadUInt16BigEndian(segment),
            BinaryPrimitives.ReadUInt16BigEndian(segment[DestinationOffset..]),
            new(BinaryPrimitives.ReadUInt32BigEndian(segment[SequenceOffset..])),
            new(BinaryPrimitives.ReadUInt32BigEndian(segment[AcknowledgmentOffset..])),
            (TcpFlags)segment[FlagsOffset],
            BinaryPrimitives.ReadUInt16BigEndian(segment[WindowOffset..]));
        return AreFlagsRight(header) && TryReadOptions(segment[SizeMin..headerSize], ref header);
    }

    /// <summary>Writes the header in front of the text, with the checksum over both and the pseudo header.</summary>
    /// <param name="segment">Header and text; the first <see cref="Size"/> octets are overwritten.</param>
    /// <param name="source">Source address.</param>
    /// <param name="destination">Destination address.</param>
    public void Write(Span<byte> segment, IpAddress source, IpAddress destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(segment, SourcePort);
        BinaryPrimitives.WriteUInt16BigEndian(segment[DestinationOffset..], DestinationPort);
        BinaryPrimitives.WriteUInt32BigEndian(segment[SequenceOffset..], Sequence.Value);
        BinaryPrimitives.WriteUInt32BigEndian(segment[AcknowledgmentOffset..], Acknowledgment.Value);
        segment[DataOffset] = (byte)(Size >> 2 << 4); // the reserved bits are zero
        segment[FlagsOffset] = (byte)Flags;
        BinaryPrimitives.WriteUInt16BigEndian(segment[WindowOffset..], Window);
        BinaryPrimitives.WriteUInt16BigEndian(segment[ChecksumOffset..], 0);
        BinaryPrimitives.WriteUInt16BigEndian(segment[UrgentOffset..], 0);
        WriteOptions(segment[SizeMin..]);
        ulong sum = InternetChecksum.PseudoHeader(source, destination, IpProtocol.Tcp, segment.Length);
        ushort checksum = InternetChecksum.Finish(InternetChecksum.Add(segment, sum));
        BinaryPrimitives.WriteUInt16BigEndian(segment[ChecksumOffset..], checksum);
    }

    private static bool AreFlagsRight(in TcpHeader header) =>
        !header.Has(TcpFlags.Syn) || !header.Has(TcpFlags.Fin | TcpFlags.Rst);

    // Both options count on a SYN only (RFC 9293 §3.2, RFC 7323 §2.2).
    private static bool TryReadOptions(ReadOnlySpan<byte> options, ref TcpHeader header)
    {
        while (!options.IsEmpty && options[0] != EndOfOptions)
        {
            if (options[0] == NoOperation)
            {
                options = options[1..];
                continue;
            }

            int size = options.Length < OptionHeaderSize ? 0 : options[1];
            if (size < OptionHeaderSize || size > options.Length || !TryReadOption(options[..size], ref header))
            {
                return false; // an illegal length (RFC 9293 §3.1, MUST-7)
            }

            options = options[size..];
        }

        return true;
    }

    private static bool TryReadOption(ReadOnlySpan<byte> option, ref TcpHeader header)
    {
        bool isSyn = header.Has(TcpFlags.Syn);
        switch (option[0])
        {
            case MssKind when option.Length != MssOptionSize:
            case WindowScaleKind when option.Length != WindowScaleOptionSize:
                return false;
            case MssKind when isSyn:
                header = header with { Mss = BinaryPrimitives.ReadUInt16BigEndian(option[OptionHeaderSize..]) };
                return true;
            case WindowScaleKind when isSyn:
                header = header with { WindowShift = option[OptionHeaderSize] };
                return true;
            default:
                return true;
        }
    }

    private void WriteOptions(Span<byte> options)
    {
        if (Mss >= 0)
        {
            options[0] = MssKind;
            options[1] = MssOptionSize;
            BinaryPrimitives.WriteUInt16BigEndian(options[OptionHeaderSize..], (ushort)Mss);
            options = options[MssOptionSize..];
        }

        if (WindowShift >= 0)
        {
            options[0] = NoOperation;
            options[1] = WindowScaleKind;
            options[2] = WindowScaleOptionSize;
            options[3] = (byte)WindowShift;
        }
    }
}
