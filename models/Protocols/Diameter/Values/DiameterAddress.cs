using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>An address with its family (RFC 6733 §4.3.1).</summary>
/// <param name="Family">IANA address family: 1 IPv4, 2 IPv6; others are kept as they came.</param>
/// <param name="Value">The address: 4 octets, 16 octets or whatever the family has.</param>
public readonly record struct DiameterAddress(ushort Family, Octets Value)
{
    internal const ushort IPv4Family = 1, IPv6Family = 2;

    /// <summary>An IPv4 address.</summary>
    /// <param name="address">Its 32 bits.</param>
    public static DiameterAddress IPv4(uint address)
    {
        Span<byte> octets = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(octets, address);
        return new(IPv4Family, new(octets));
    }

    /// <summary>An IPv6 address.</summary>
    /// <param name="address">Its 128 bits.</param>
    public static DiameterAddress IPv6(UInt128 address)
    {
        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, address);
        return new(IPv6Family, new(octets));
    }

    /// <summary>The size that the family gives to the AVP's data; -1 if it gives none.</summary>
    internal static int DataSize(ushort family) => family switch
    {
        IPv4Family => sizeof(ushort) + sizeof(uint),
        IPv6Family => sizeof(ushort) + 16,
        _ => -1,
    };

    internal static DiameterAddress Read(ReadOnlySpan<byte> data) =>
        new(BinaryPrimitives.ReadUInt16BigEndian(data), new(data[sizeof(ushort)..]));

    internal void Add(ref AvpWriter writer, AvpDefinition definition)
    {
        Span<byte> room = writer.AddRoom(definition, sizeof(ushort) + Value.Size);
        if (!room.IsEmpty)
        {
            BinaryPrimitives.WriteUInt16BigEndian(room, Family);
            Value.CopyTo(room[sizeof(ushort)..]);
        }
    }
}
