using System;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// Transport layer address (TS 36.413 §9.2.2.1): 32 bits are IPv4, 128 bits IPv6, 160 bits IPv4 followed by IPv6
/// (TS 36.414 §5.3). Any other size up to 160 bits is kept as it came.
/// </summary>
public readonly record struct TransportLayerAddress : IPerValue<TransportLayerAddress>
{
    private const string Name = "Transport Layer Address";
    private const int BitsMax = 160, WordBits = 32, HeadBits = 128;

    // 160 bits from the left: 128 in the head, 32 in the tail; the unused ones are zero
    private readonly UInt128 _head;
    private readonly uint _tail;
    private readonly byte _bitsLess1;

    private TransportLayerAddress(int bitCount, UInt128 head, uint tail)
    {
        _bitsLess1 = (byte)(bitCount - 1);
        _head = head;
        _tail = tail;
    }

    /// <summary>Number of bits, 1 to 160.</summary>
    public int BitCount => _bitsLess1 + 1;

    /// <summary>The IPv4 address; null if there is none.</summary>
    public uint? Ipv4 => BitCount is WordBits or BitsMax ? (uint)(_head >> (HeadBits - WordBits)) : null;

    /// <summary>The IPv6 address; null if there is none.</summary>
    public UInt128? Ipv6 => BitCount switch
    {
        HeadBits => _head,
        BitsMax => (_head << WordBits) | _tail,
        _ => null,
    };

    /// <summary>An IPv4 address.</summary>
    /// <param name="address">32 bits, the first octet highest.</param>
    public static TransportLayerAddress OfIpv4(uint address) =>
        new(WordBits, (UInt128)address << (HeadBits - WordBits), 0);

    /// <summary>An IPv6 address.</summary>
    /// <param name="address">128 bits, the first octet highest.</param>
    public static TransportLayerAddress OfIpv6(UInt128 address) => new(HeadBits, address, 0);

    /// <summary>A node with both.</summary>
    /// <param name="ipv4">32 bits.</param>
    /// <param name="ipv6">128 bits.</param>
    public static TransportLayerAddress OfBoth(uint ipv4, UInt128 ipv6) =>
        new(BitsMax, ((UInt128)ipv4 << (HeadBits - WordBits)) | (ipv6 >> WordBits), (uint)(ipv6 & uint.MaxValue));

    /// <inheritdoc/>
    public static TransportLayerAddress Read(ref PerReader reader)
    {
        reader.Root(Name);
        int bitCount = (int)reader.Constrained(1, BitsMax, Name);
        reader.Align();
        UInt128 head = 0;
        for (int first = 0; first < Math.Min(bitCount, HeadBits); first += WordBits)
        {
            head |= (UInt128)ReadWord(ref reader, bitCount - first) << (HeadBits - WordBits - first);
        }

        return new(bitCount, head, ReadWord(ref reader, bitCount - HeadBits));
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Bit(false);
        writer.Constrained(BitCount, 1, BitsMax);
        writer.Align();
        for (int first = 0; first < Math.Min(BitCount, HeadBits); first += WordBits)
        {
            uint word = (uint)((_head >> (HeadBits - WordBits - first)) & uint.MaxValue);
            WriteWord(ref writer, word, BitCount - first);
        }

        WriteWord(ref writer, _tail, BitCount - HeadBits);
    }

    /// <summary>As many of the bits left as fit in a word, from the left.</summary>
    private static uint ReadWord(ref PerReader reader, int bitsLeft)
    {
        int count = Math.Clamp(bitsLeft, 0, WordBits);
        return count == 0 ? 0 : reader.Bits(count, Name) << (WordBits - count);
    }

    private static void WriteWord(ref PerWriter writer, uint word, int bitsLeft)
    {
        int count = Math.Clamp(bitsLeft, 0, WordBits);
        writer.Bits(count == 0 ? 0 : word >> (WordBits - count), count);
    }
}
