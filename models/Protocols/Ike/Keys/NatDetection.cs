using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>Detection of address translators (RFC 7296 §2.23).</summary>
public static class NatDetection
{
    private const int AddressSizeMax = 16;

    /// <summary>Data of NAT_DETECTION_SOURCE_IP and _DESTINATION_IP: SHA-1(SPIi ‖ SPIr ‖ address ‖ port).</summary>
    /// <param name="initiatorSpi">SPIi as in the header of the message.</param>
    /// <param name="responderSpi">SPIr as in the header of the message.</param>
    /// <param name="address">4 or 16 octets.</param>
    /// <param name="port">UDP port.</param>
    [SuppressMessage("Security", "CA5350", Justification = "the standard has SHA-1 here, and nothing rests on it")]
    public static Octets Hash(ulong initiatorSpi, ulong responderSpi, ReadOnlySpan<byte> address, ushort port)
    {
        Span<byte> input = stackalloc byte[(2 * IkeNumber.IkeSpiSize) + AddressSizeMax + sizeof(ushort)];
        BinaryPrimitives.WriteUInt64BigEndian(input, initiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(input[IkeNumber.IkeSpiSize..], responderSpi);
        Span<byte> rest = input[(2 * IkeNumber.IkeSpiSize)..];
        address.CopyTo(rest);
        BinaryPrimitives.WriteUInt16BigEndian(rest[address.Length..], port);
        int size = (2 * IkeNumber.IkeSpiSize) + address.Length + sizeof(ushort);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        SHA1.HashData(input[..size], hash);
        return new Octets(hash);
    }
}
