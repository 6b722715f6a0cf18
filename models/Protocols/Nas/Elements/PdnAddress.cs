using System;
using System.Buffers.Binary;

namespace Simulator.Protocols.Nas;

/// <summary>The address that the network gives to a UE (TS 24.301 §9.9.4.9).</summary>
public readonly record struct PdnAddress
{
    // octet          0           1..
    // IPv4           spare|001   address (4)
    // IPv6           spare|010   interface identifier (8)
    // IPv4 and IPv6  spare|011   interface identifier (8)   address (4)
    // not IP         spare|101   spare (4)
    internal const int SizeMin = 5, SizeMax = 13;
    private const int TypeMask = 0x07, Ipv4Size = 4, InterfaceSize = 8;

    private PdnAddress(PdnType type, ulong interfaceId, uint ipv4)
    {
        Type = type;
        InterfaceId = interfaceId;
        Ipv4 = ipv4;
    }

    /// <summary>Kind of address; the default value has none and is not sent.</summary>
    public PdnType Type { get; }

    /// <summary>IPv4 address, first octet on top; 0.0.0.0 where the UE shall ask DHCP, or has none.</summary>
    public uint Ipv4 { get; }

    /// <summary>IPv6 interface identifier, or 0 if there is none.</summary>
    public ulong InterfaceId { get; }

    /// <summary>Octets on the wire, without the length.</summary>
    public int Size => SizeOf(Type);

    /// <summary>A connection that carries no IP.</summary>
    public static PdnAddress NonIp => new(PdnType.NonIp, 0, 0);

    /// <summary>An IPv4 address.</summary>
    /// <param name="address">First octet on top.</param>
    public static PdnAddress OfIpv4(uint address) => new(PdnType.Ipv4, 0, address);

    /// <summary>An IPv6 interface identifier.</summary>
    /// <param name="interfaceId">64 bits.</param>
    public static PdnAddress OfIpv6(ulong interfaceId) => new(PdnType.Ipv6, interfaceId, 0);

    /// <summary>Both addresses.</summary>
    /// <param name="interfaceId">IPv6 interface identifier, 64 bits.</param>
    /// <param name="address">IPv4 address, first octet on top.</param>
    public static PdnAddress OfBoth(ulong interfaceId, uint address) => new(PdnType.Ipv4v6, interfaceId, address);

    internal static bool TryRead(ReadOnlySpan<byte> source, out PdnAddress address)
    {
        PdnType type = source.IsEmpty ? default : (PdnType)(source[0] & TypeMask);
        bool read = !source.IsEmpty && source.Length == SizeOf(type);
        bool hasInterface = type is PdnType.Ipv6 or PdnType.Ipv4v6, hasIpv4 = type is PdnType.Ipv4 or PdnType.Ipv4v6;
        address = read
            ? new(
                type,
                hasInterface ? BinaryPrimitives.ReadUInt64BigEndian(source[1..]) : 0,
                hasIpv4 ? BinaryPrimitives.ReadUInt32BigEndian(source[^Ipv4Size..]) : 0)
            : default;
        return read;
    }

    internal int Write(Span<byte> destination)
    {
        Span<byte> octets = destination[..Size];
        octets.Clear();
        octets[0] = (byte)Type;
        if (Type is PdnType.Ipv6 or PdnType.Ipv4v6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(octets[1..], InterfaceId);
        }

        if (Type is PdnType.Ipv4 or PdnType.Ipv4v6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(octets[^Ipv4Size..], Ipv4);
        }

        return Size;
    }

    private static int SizeOf(PdnType type) => type switch
    {
        PdnType.Ipv4 or PdnType.NonIp => 1 + Ipv4Size,
        PdnType.Ipv6 => 1 + InterfaceSize,
        PdnType.Ipv4v6 => 1 + InterfaceSize + Ipv4Size,
        _ => 0, // no such address: nothing fits it, and it cannot be sent
    };
}
