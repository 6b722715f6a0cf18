using System;
using System.Buffers.Binary;
using Simulator.Network;
using Simulator.Protocols.Enclave;

namespace Simulator.Entities;

/// <summary>
/// The architecture's options in IP packets: in the header of IPv4, in a hop-by-hop header of IPv6. They are found by
/// their kind, added and replaced; whatever else is there stays.
/// </summary>
internal static class IpOptions
{
    // IPv6 hop-by-hop header (RFC 8200 §4.3): next header, length in 8 octets without the first 8, options, padding
    private const int ExtensionUnit = 8, ExtensionHeaderSize = 2, ExtensionSizeMax = 264;
    private const int V6NextHeaderOffset = 6, V6LengthOffset = 4;
    private const byte PadOne = 0, PadMany = 1;
    private const byte EndOfOptions = 0, NoOperation = 1; // RFC 791 §3.1
    private const int V4TotalLengthOffset = 2;
    private const int KindOffset = 2, OptionSizeMin = 4;

    /// <summary>Kinds of option, as <see cref="Protocols.Enclave"/> writes them.</summary>
    public const int Derivation = 1, Tags = 2, Direct = 3;

    /// <summary>Octets that the options of a header may have.</summary>
    public static int RoomOf(bool isV6) => isV6 ? TagChain.Ipv6SizeMax : EnclaveCodes.Ipv4OptionsSizeMax;

    /// <summary>The upper-layer protocol, and where it begins.</summary>
    public static (byte Protocol, int Offset) UpperLayerOf(ReadOnlySpan<byte> packet, in IpHeader header)
    {
        if (header.Destination.IsV4 || header.Protocol != IpProtocol.HopByHop
            || packet.Length < Ipv6.HeaderSize + ExtensionUnit)
        {
            return (header.Protocol, header.HeaderSize);
        }

        return (packet[Ipv6.HeaderSize], Ipv6.HeaderSize + ExtensionSizeOf(packet));
    }

    /// <summary>True if a packet has options of IP, ours or others.</summary>
    public static bool AreThere(ReadOnlySpan<byte> packet, in IpHeader header) =>
        !OptionsOf(packet, header).IsEmpty;

    /// <summary>The option of a kind; empty if there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> packet, scoped in IpHeader header, int kind)
    {
        Range range = Locate(OptionsOf(packet, header), kind, header.Destination.IsV4);
        return OptionsOf(packet, header)[range];
    }

    /// <summary>Reads the derivation information of a packet; false if it has none that can be read.</summary>
    public static bool TryReadInformation(
        ReadOnlySpan<byte> packet, in IpHeader header, out DerivationInformation information)
    {
        ReadOnlySpan<byte> option = Find(packet, header, Derivation);
        information = default;
        return !option.IsEmpty && DerivationInformation.TryDecode(option, out information, out _);
    }

    /// <summary>Octets of an IP header with one option.</summary>
    /// <param name="isV4">True for IPv4, false for IPv6 with its hop-by-hop header.</param>
    /// <param name="optionSize">Octets of the option; 0 for none.</param>
    public static int HeaderSizeOf(bool isV4, int optionSize) => isV4
        ? Ipv4.HeaderSize + Padded(optionSize, sizeof(uint))
        : Ipv6.HeaderSize + (optionSize == 0 ? 0 : Padded(ExtensionHeaderSize + optionSize, ExtensionUnit));

    /// <summary>Puts an IP header with one option before a packet.</summary>
    public static void Prepend(
        Packet packet, IpAddress source, IpAddress destination, byte protocol, ushort identification,
        ReadOnlySpan<byte> option)
    {
        if (destination.IsV4)
        {
            int size = HeaderSizeOf(isV4: true, option.Length);
            Span<byte> octets = packet.Prepend(size);
            var header = new IpHeader(
                source, destination, protocol, IpStack.DefaultHopLimit, 0, size, packet.Size);
            Ipv4.Write(octets, header, identification);
            option.CopyTo(octets[Ipv4.HeaderSize..]);
            octets[(Ipv4.HeaderSize + option.Length)..].Clear();
            FinishV4(octets);
        }
        else
        {
            int size = HeaderSizeOf(isV4: false, option.Length) - Ipv6.HeaderSize;
            if (size > 0)
            {
                WriteExtension(packet.Prepend(size), protocol, option);
            }

            Span<byte> octets = packet.Prepend(Ipv6.HeaderSize);
            byte next = size > 0 ? IpProtocol.HopByHop : protocol;
            Ipv6.Write(octets, new IpHeader(
                source, destination, next, IpStack.DefaultHopLimit, 0, Ipv6.HeaderSize, packet.Size));
        }
    }

    /// <summary>
    /// Adds an option to a packet that begins with its IP header, or puts it in the place of the one of its kind.
    /// </summary>
    /// <returns>False, and the packet as it was, if there is no room.</returns>
    public static bool TrySet(Packet packet, in IpHeader header, int kind, ReadOnlySpan<byte> option)
    {
        bool isV4 = header.Destination.IsV4;
        Span<byte> options = stackalloc byte[ExtensionSizeMax];
        ReadOnlySpan<byte> old = OptionsOf(packet.Octets, header);
        int size = CopyOthers(options, old, kind, isV4);
        int sizeMax = isV4 ? EnclaveCodes.Ipv4OptionsSizeMax : options.Length - ExtensionHeaderSize - ExtensionUnit;
        if (size + option.Length > sizeMax)
        {
            return false;
        }

        option.CopyTo(options[size..]);
        options = options[..(size + option.Length)];
        if (isV4)
        {
            RewriteV4(packet, header, options);
        }
        else
        {
            RewriteV6(packet, header, options);
        }

        return true;
    }

    /// <summary>Writes the size of a packet into its IP header, which is there.</summary>
    public static void WriteSize(Span<byte> packet, in IpHeader header)
    {
        if (header.Destination.IsV4)
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[V4TotalLengthOffset..], (ushort)packet.Length);
            Ipv4.WriteChecksum(packet[..header.HeaderSize]);
        }
        else
        {
            BinaryPrimitives.WriteUInt16BigEndian(packet[V6LengthOffset..], (ushort)(packet.Length - Ipv6.HeaderSize));
        }
    }

    /// <summary>Octets of all options but those of a kind.</summary>
    public static int SizeOfOthers(ReadOnlySpan<byte> packet, in IpHeader header, int kind)
    {
        Span<byte> options = stackalloc byte[ExtensionSizeMax];
        return CopyOthers(options, OptionsOf(packet, header), kind, header.Destination.IsV4);
    }

    private static ReadOnlySpan<byte> OptionsOf(ReadOnlySpan<byte> packet, scoped in IpHeader header)
    {
        if (header.Destination.IsV4)
        {
            return packet[Ipv4.HeaderSize..header.HeaderSize];
        }

        (_, int upper) = UpperLayerOf(packet, header);
        return upper == header.HeaderSize || upper > packet.Length
            ? default
            : packet[(Ipv6.HeaderSize + ExtensionHeaderSize)..upper];
    }

    private static int ExtensionSizeOf(ReadOnlySpan<byte> packet) => (packet[Ipv6.HeaderSize + 1] + 1) * ExtensionUnit;

    private static Range Locate(ReadOnlySpan<byte> options, int kind, bool isV4)
    {
        for (int at = 0; TryNext(options, isV4, ref at, out int size); at += size)
        {
            if (KindOf(options.Slice(at, size)) == kind)
            {
                return at..(at + size);
            }
        }

        return ..0;
    }

    // Padding is left out: it is made anew.
    private static int CopyOthers(Span<byte> destination, ReadOnlySpan<byte> options, int kind, bool isV4)
    {
        int copied = 0;
        for (int at = 0; TryNext(options, isV4, ref at, out int size); at += size)
        {
            ReadOnlySpan<byte> option = options.Slice(at, size);
            bool isPadding = !isV4 && option[0] == PadMany;
            if (!isPadding && KindOf(option) != kind)
            {
                option.CopyTo(destination[copied..]);
                copied += size;
            }
        }

        return copied;
    }

    // Moves to the next option that has a length; false at the end, and at one that is cut.
    private static bool TryNext(ReadOnlySpan<byte> options, bool isV4, ref int at, out int size)
    {
        size = 0;
        byte single = isV4 ? NoOperation : PadOne;
        while (at < options.Length && options[at] == single)
        {
            at++;
        }

        if (at + 1 >= options.Length || (isV4 && options[at] == EndOfOptions))
        {
            return false;
        }

        size = options[at + 1] + (isV4 ? 0 : ExtensionHeaderSize);
        return size >= ExtensionHeaderSize && at + size <= options.Length;
    }

    private static int KindOf(ReadOnlySpan<byte> option) =>
        option.Length >= OptionSizeMin && option[0] is EnclaveCodes.Ipv4Option or EnclaveCodes.Ipv6Option
            ? option[KindOffset] & 0x0F
            : 0;

    private static void RewriteV4(Packet packet, in IpHeader header, ReadOnlySpan<byte> options)
    {
        int size = Ipv4.HeaderSize + Padded(options.Length, sizeof(uint));
        Span<byte> first = stackalloc byte[Ipv4.HeaderSize];
        packet.Octets[..Ipv4.HeaderSize].CopyTo(first);
        packet.TrimStart(header.HeaderSize);
        Span<byte> octets = packet.Prepend(size);
        first.CopyTo(octets);
        options.CopyTo(octets[Ipv4.HeaderSize..]);
        octets[(Ipv4.HeaderSize + options.Length)..].Clear();
        BinaryPrimitives.WriteUInt16BigEndian(octets[V4TotalLengthOffset..], (ushort)packet.Size);
        FinishV4(octets);
    }

    private static void RewriteV6(Packet packet, in IpHeader header, ReadOnlySpan<byte> options)
    {
        (byte protocol, int upper) = UpperLayerOf(packet.Octets, header);
        Span<byte> first = stackalloc byte[Ipv6.HeaderSize];
        packet.Octets[..Ipv6.HeaderSize].CopyTo(first);
        packet.TrimStart(upper);
        WriteExtension(packet.Prepend(Padded(ExtensionHeaderSize + options.Length, ExtensionUnit)), protocol, options);
        Span<byte> octets = packet.Prepend(Ipv6.HeaderSize);
        first.CopyTo(octets);
        octets[V6NextHeaderOffset] = IpProtocol.HopByHop;
        BinaryPrimitives.WriteUInt16BigEndian(octets[V6LengthOffset..], (ushort)(packet.Size - Ipv6.HeaderSize));
    }

    private static void WriteExtension(Span<byte> octets, byte protocol, ReadOnlySpan<byte> options)
    {
        octets[0] = protocol;
        octets[1] = (byte)((octets.Length / ExtensionUnit) - 1);
        options.CopyTo(octets[ExtensionHeaderSize..]);
        Span<byte> padding = octets[(ExtensionHeaderSize + options.Length)..];
        padding.Clear(); // one octet: Pad1
        if (padding.Length > 1)
        {
            padding[0] = PadMany;
            padding[1] = (byte)(padding.Length - ExtensionHeaderSize);
        }
    }

    private static void FinishV4(Span<byte> header)
    {
        header[0] = (byte)(0x40 | (header.Length / sizeof(uint)));
        Ipv4.WriteChecksum(header);
    }

    private static int Padded(int size, int unit) => (size + unit - 1) / unit * unit;
}
