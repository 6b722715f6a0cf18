using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Simulator.Protocols.Per;

/// <summary>
/// Writes the aligned variant of the packed encoding rules (ITU-T X.691, PER-ALIGNED), every bit of every octet, or
/// only measures (<see cref="Measuring"/>). A value outside its type and a length that would need fragments are faults
/// of the caller, and the only exceptions here.
/// </summary>
public ref struct PerWriter
{
    internal const uint ShortLengths = 128, FragmentedLengths = 16_384; // §11.9.3.6, §11.9.3.7

    private readonly Span<byte> _destination;
    private readonly bool _measuring;
    private long _bit; // the next bit

    /// <summary>Writes from the first bit of the destination.</summary>
    /// <param name="destination">Holds the encoding.</param>
    public PerWriter(Span<byte> destination) => _destination = destination;

    private PerWriter(bool measuring) => _measuring = measuring;

    /// <summary>Octets begun.</summary>
    public readonly int Size => (int)((_bit + 7) >> 3);

    /// <summary>A writer that counts and writes nothing.</summary>
    public static PerWriter Measuring() => new(measuring: true);

    /// <summary>One bit.</summary>
    /// <param name="value">True for 1.</param>
    public void Bit(bool value) => Bits(value ? 1u : 0u, 1);

    /// <summary>A bit field, at most 32 bits, not aligned.</summary>
    /// <param name="value">The bits, the last one lowest.</param>
    /// <param name="count">Number of bits.</param>
    public void Bits(uint value, int count)
    {
        int used = (int)(_bit & 7);
        if (_measuring || count == 0)
        {
            _bit += count;
        }
        else if (used + count <= 8)
        {
            Put(value & ((1u << count) - 1), used, count);
        }
        else if (used == 0 && count == 16)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_destination[(int)(_bit >> 3)..], (ushort)(value & ushort.MaxValue));
            _bit += 16;
        }
        else
        {
            PutEach(value, count);
        }
    }

    /// <summary>Goes to the next octet boundary; the bits left out are zero.</summary>
    public void Align() => _bit = (_bit + 7) & ~7L;

    /// <summary>Aligned octets, without a length.</summary>
    /// <param name="octets">The octets.</param>
    public void Octets(scoped ReadOnlySpan<byte> octets)
    {
        Align();
        if (!_measuring)
        {
            octets.CopyTo(_destination[Size..]);
        }

        _bit += 8L * octets.Length;
    }

    /// <summary>A constrained whole number (§11.5.7).</summary>
    /// <param name="value">The number.</param>
    /// <param name="lower">Smallest value of the type.</param>
    /// <param name="upper">Largest value of the type.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // most types are constants, which leaves one case
    public void Constrained(long value, long lower, long upper)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, lower);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, upper);
        ulong last = (ulong)(upper - lower);
        ulong offset = (ulong)(value - lower);
        switch (last)
        {
            case 0:
                break;
            case < 255:
                Bits((uint)offset, BitOperations.Log2(last) + 1);
                break;
            case <= 0xFFFF:
                Align();
                Bits((uint)offset, last == 255 ? 8 : 16);
                break;
            default:
                Indefinite(offset, last);
                break;
        }
    }

    /// <summary>Three octets from an octet boundary on.</summary>
    /// <param name="octets">24 bits, the first octet highest.</param>
    internal void Head(uint octets)
    {
        Align();
        if (!_measuring)
        {
            int at = (int)(_bit >> 3);
            _destination[at] = (byte)(octets >> 16);
            BinaryPrimitives.WriteUInt16BigEndian(_destination[(at + 1)..], (ushort)(octets & ushort.MaxValue));
        }

        _bit += 8 * PerReader.HeadSize;
    }

    /// <summary>A general length determinant (§11.9.3.5 to §11.9.3.7).</summary>
    /// <param name="length">Less than 16,384.</param>
    public void Length(int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)length, FragmentedLengths, nameof(length));
        Align();
        Bits((uint)length < ShortLengths ? (uint)length : 0x8000 | (uint)length, LengthSize(length) * 8);
    }

    /// <summary>A normally small non-negative whole number (§11.6).</summary>
    /// <param name="value">Less than 64.</param>
    public void NormallySmall(int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, 63u, nameof(value));
        Bits((uint)value, 7);
    }

    /// <summary>An ENUMERATED or the index of a CHOICE (§14, §23): additions are numbered on from the root.</summary>
    /// <param name="value">The index.</param>
    /// <param name="rootCount">Number of values before the extension marker.</param>
    /// <param name="extensible">True if the type has an extension marker.</param>
    public void Index(int value, int rootCount, bool extensible)
    {
        bool addition = extensible && value >= rootCount;
        if (extensible)
        {
            Bit(addition);
        }

        if (addition)
        {
            NormallySmall(value - rootCount);
        }
        else
        {
            Constrained(value, 0, rootCount - 1);
        }
    }

    /// <summary>
    /// The extension bit and the bitmap of optional fields of an extensible SEQUENCE (§19.1 to §19.3).
    /// </summary>
    /// <param name="present">One bit for each optional field, the first field highest.</param>
    /// <param name="optionalCount">Number of optional fields.</param>
    public void Preamble(uint present, int optionalCount)
    {
        Bit(false);
        Bits(present, optionalCount);
    }

    /// <summary>A SEQUENCE OF with a bounded number of elements (§20).</summary>
    /// <param name="elements">The elements.</param>
    /// <param name="lower">Smallest number of elements.</param>
    /// <param name="upper">Largest number of elements, less than 65,536.</param>
    /// <param name="write">Writes one element.</param>
    /// <typeparam name="T">The element.</typeparam>
    public void Elements<T>(SequenceOf<T> elements, int lower, int upper, PerWrite<T> write)
        where T : struct
    {
        Constrained(elements.Count, lower, upper);
        foreach (T element in elements)
        {
            write(ref this, element);
        }
    }

    /// <summary>Opens an open type (§11.2); its length is written when it is closed.</summary>
    /// <returns>To be handed to <see cref="Close"/>.</returns>
    public int Open()
    {
        Align();
        int start = Size;
        _bit += 8; // most lengths take one octet
        return start;
    }

    /// <summary>
    /// Closes an open type: fills the last octet, and at least one, with zero bits and writes the length.
    /// </summary>
    /// <param name="start">What <see cref="Open"/> returned.</param>
    public void Close(int start)
    {
        Align();
        int content = start + 1;
        if (Size == content)
        {
            Bits(0, 8);
        }

        int size = Size - content;
        if ((uint)size < ShortLengths && !_measuring)
        {
            _destination[start] = (byte)size;
            return;
        }

        if (LengthSize(size) == 2)
        {
            if (!_measuring)
            {
                _destination.Slice(content, size).CopyTo(_destination[(content + 1)..]);
            }

            _bit += 8;
        }

        long end = _bit;
        _bit = 8L * start;
        Length(size);
        _bit = end;
    }

    /// <summary>An open type whose octets are already there.</summary>
    /// <param name="octets">At least one.</param>
    public void OpenOctets(scoped ReadOnlySpan<byte> octets)
    {
        int start = Open();
        Octets(octets);
        Close(start);
    }

    /// <summary>Octets that hold the number, at least one.</summary>
    internal static int OctetCount(ulong value) => (BitOperations.Log2(value | 1) >> 3) + 1;

    private static int LengthSize(int length) => (uint)length < ShortLengths ? 1 : 2;

    private void Indefinite(ulong offset, ulong last)
    {
        int size = OctetCount(offset);
        Constrained(size, 1, OctetCount(last));
        Span<byte> octets = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(octets, offset);
        Octets(octets[^size..]);
    }

    // bits of more than one octet: up to the next boundary, then octet for octet
    private void PutEach(uint value, int count)
    {
        while (count > 0)
        {
            int used = (int)(_bit & 7);
            int taken = Math.Min(8 - used, count);
            count -= taken;
            Put((value >> count) & ((1u << taken) - 1), used, taken);
        }
    }

    // some bits of one octet; the first ones clear those behind them
    private void Put(uint bits, int used, int count)
    {
        ref byte octet = ref _destination[(int)(_bit >> 3)];
        uint placed = bits << (8 - used - count);
        octet = (byte)(used == 0 ? placed : octet | placed);
        _bit += count;
    }
}
