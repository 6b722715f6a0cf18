using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Packets by range of addresses and ports and by protocol (§3.13.1).</summary>
/// <param name="Type">IPv4 or IPv6.</param>
/// <param name="Start">First address.</param>
/// <param name="End">Last address.</param>
/// <param name="Protocol">Upper-layer protocol; 0 for any.</param>
/// <param name="StartPort">First port; 0 without ports.</param>
/// <param name="EndPort">Last port; 65,535 without ports.</param>
public readonly record struct TrafficSelector(
    TrafficSelectorType Type,
    UInt128 Start,
    UInt128 End,
    byte Protocol = 0,
    ushort StartPort = 0,
    ushort EndPort = ushort.MaxValue)
{
    // octet   0     1         2..3    4..5        6..7      8..11 or 23   ..15 or 39
    //         type  protocol  length  start port  end port  start         end
    private const int ProtocolOffset = 1, LengthOffset = 2, StartPortOffset = 4, EndPortOffset = 6, AddressOffset = 8;
    private const int Ipv4Size = 4, Ipv6Size = 16;

    internal int EncodedSize => AddressOffset + (2 * AddressSize(Type));

    /// <summary>True if no packet is meant.</summary>
    public bool IsEmpty => Start > End || (StartPort > EndPort && !IsOpaque);

    /// <summary>True if ports are hidden: packets whose ports cannot be seen (start 65,535, end 0).</summary>
    public bool IsOpaque => StartPort == ushort.MaxValue && EndPort == 0;

    /// <summary>A single address, all protocols and ports.</summary>
    /// <param name="address">4 or 16 octets.</param>
    public static TrafficSelector Host(ReadOnlySpan<byte> address) => Range(address, address);

    /// <summary>A range of addresses, all protocols and ports.</summary>
    /// <param name="start">4 or 16 octets of the first address.</param>
    /// <param name="end">As many of the last.</param>
    public static TrafficSelector Range(ReadOnlySpan<byte> start, ReadOnlySpan<byte> end)
    {
        TrafficSelectorType type = start.Length == Ipv4Size
            ? TrafficSelectorType.Ipv4Range
            : TrafficSelectorType.Ipv6Range;
        return new(type, ReadAddress(start[..AddressSize(type)]), ReadAddress(end[..AddressSize(type)]));
    }

    /// <summary>The packets that both mean; empty if there are none.</summary>
    /// <param name="other">The other selector.</param>
    public TrafficSelector And(in TrafficSelector other)
    {
        if (Type != other.Type || (Protocol != other.Protocol && Protocol != 0 && other.Protocol != 0)
            || IsOpaque != other.IsOpaque)
        {
            return new(Type, 1, 0);
        }

        return new(
            Type,
            UInt128.Max(Start, other.Start),
            UInt128.Min(End, other.End),
            Math.Max(Protocol, other.Protocol),
            Math.Max(StartPort, other.StartPort),
            Math.Min(EndPort, other.EndPort));
    }

    /// <summary>True if a packet's end is one that is meant.</summary>
    /// <param name="address">4 or 16 octets.</param>
    /// <param name="protocol">Upper-layer protocol.</param>
    /// <param name="port">Port; 0 without ports.</param>
    public bool Contains(ReadOnlySpan<byte> address, byte protocol, ushort port)
    {
        UInt128 value = ReadAddress(address);
        return address.Length == AddressSize(Type) && value >= Start && value <= End
            && (Protocol == 0 || Protocol == protocol) && (IsOpaque || (port >= StartPort && port <= EndPort));
    }

    internal static DecodeError Read(ReadOnlySpan<byte> source, out TrafficSelector selector)
    {
        selector = default;
        if (source.Length < AddressOffset)
        {
            return DecodeError.Truncated(AddressOffset, source.Length, "traffic selector");
        }

        var type = (TrafficSelectorType)source[0];
        if (type is not (TrafficSelectorType.Ipv4Range or TrafficSelectorType.Ipv6Range))
        {
            return DecodeError.Unexpected("traffic selector type", 0);
        }

        int addressSize = AddressSize(type), size = AddressOffset + (2 * addressSize);
        if (BinaryPrimitives.ReadUInt16BigEndian(source[LengthOffset..]) != size)
        {
            return DecodeError.Unexpected("selector length", LengthOffset);
        }

        if (source.Length < size)
        {
            return DecodeError.Truncated(size, source.Length, "selector length");
        }

        selector = new(
            type,
            ReadAddress(source.Slice(AddressOffset, addressSize)),
            ReadAddress(source.Slice(AddressOffset + addressSize, addressSize)),
            source[ProtocolOffset],
            BinaryPrimitives.ReadUInt16BigEndian(source[StartPortOffset..]),
            BinaryPrimitives.ReadUInt16BigEndian(source[EndPortOffset..]));
        return DecodeError.None;
    }

    internal void Write(Span<byte> destination)
    {
        int addressSize = AddressSize(Type);
        destination[0] = (byte)Type;
        destination[ProtocolOffset] = Protocol;
        BinaryPrimitives.WriteUInt16BigEndian(destination[LengthOffset..], (ushort)EncodedSize);
        BinaryPrimitives.WriteUInt16BigEndian(destination[StartPortOffset..], StartPort);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EndPortOffset..], EndPort);
        WriteAddress(Start, destination.Slice(AddressOffset, addressSize));
        WriteAddress(End, destination.Slice(AddressOffset + addressSize, addressSize));
    }

    private static int AddressSize(TrafficSelectorType type) =>
        type == TrafficSelectorType.Ipv4Range ? Ipv4Size : Ipv6Size;

    private static UInt128 ReadAddress(ReadOnlySpan<byte> octets) => octets.Length == Ipv4Size
        ? BinaryPrimitives.ReadUInt32BigEndian(octets)
        : BinaryPrimitives.ReadUInt128BigEndian(octets);

    private static void WriteAddress(UInt128 address, Span<byte> destination)
    {
        if (destination.Length == Ipv4Size)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)address);
        }
        else
        {
            BinaryPrimitives.WriteUInt128BigEndian(destination, address);
        }
    }
}

/// <summary>TSi, TSr: which packets of one end an association protects (§3.13).</summary>
/// <param name="Selectors">One at least, 255 at most.</param>
public readonly record struct TrafficSelectorPayload(ValueList<TrafficSelector> Selectors)
    : IWireMessage<TrafficSelectorPayload>
{
    // octet   0       1..3          4..
    //         number  0 (ignored)   selectors
    private const int SelectorsOffset = 4;

    /// <inheritdoc/>
    public int EncodedSize
    {
        get
        {
            int size = SelectorsOffset;
            foreach (TrafficSelector selector in Selectors.Span)
            {
                size += selector.EncodedSize;
            }

            return size;
        }
    }

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out TrafficSelectorPayload message, out DecodeError error)
    {
        message = default;
        if (source.Length < SelectorsOffset)
        {
            error = DecodeError.Truncated(SelectorsOffset, source.Length, "number of selectors");
            return false;
        }

        var selectors = new TrafficSelector[source[0]];
        error = selectors.Length == 0 ? DecodeError.Unexpected("number of selectors", 0) : DecodeError.None;
        int offset = SelectorsOffset;
        for (int index = 0; index < selectors.Length && error.IsNone; index++)
        {
            error = TrafficSelector.Read(source[offset..], out selectors[index]).Within(offset);
            offset += error.IsNone ? selectors[index].EncodedSize : 0;
        }

        error = error.IsNone && offset < source.Length ? DecodeError.Trailing(offset) : error;
        message = error.IsNone ? new(new ValueList<TrafficSelector>(selectors)) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        destination[..SelectorsOffset].Clear();
        destination[0] = checked((byte)Selectors.Count);
        int offset = SelectorsOffset;
        foreach (TrafficSelector selector in Selectors.Span)
        {
            selector.Write(destination[offset..]);
            offset += selector.EncodedSize;
        }

        return offset;
    }
}
