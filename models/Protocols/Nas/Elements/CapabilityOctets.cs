using System;
using System.Buffers.Binary;

namespace Simulator.Protocols.Nas;

/// <summary>Up to sixteen octets of capability bits as a value: the first octet on top, zero behind the last.</summary>
internal static class CapabilityOctets
{
    private const int SizeMax = 16;

    internal static UInt128 Read(ReadOnlySpan<byte> source)
    {
        Span<byte> padded = stackalloc byte[SizeMax];
        padded.Clear();
        source.CopyTo(padded);
        return BinaryPrimitives.ReadUInt128BigEndian(padded);
    }

    internal static int Write(UInt128 octets, int size, Span<byte> destination)
    {
        Span<byte> padded = stackalloc byte[SizeMax];
        BinaryPrimitives.WriteUInt128BigEndian(padded, octets);
        padded[..size].CopyTo(destination);
        return size;
    }
}
