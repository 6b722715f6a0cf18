using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Per;

/// <summary>
/// Reads the aligned variant of the packed encoding rules (ITU-T X.691, PER-ALIGNED). Total: the first fault stays in
/// <see cref="Error"/>, and everything read after it is zero. Only what a sender may write is accepted: padding is
/// zero, lengths and integers take their shortest form. Fragmented lengths (16,384 and more) are refused.
/// </summary>
public ref struct PerReader
{
    /// <summary>Octets of the head of a PDU or of an IE.</summary>
    internal const int HeadSize = 3;

    private const uint NoHead = uint.MaxValue;
    private const int WindowBits = 64;

    private readonly ReadOnlySpan<byte> _source;
    private readonly ReadOnlyMemory<byte> _lent; // the source, if what is read may be a part of it
    private long _bit; // the next bit
    private int _end;  // octets to the end of the innermost open type

    /// <summary>Reads from the first bit of the source.</summary>
    /// <param name="source">The octets.</param>
    public PerReader(ReadOnlySpan<byte> source)
    {
        _source = source;
        _end = source.Length;
    }

    private PerReader(ReadOnlyMemory<byte> source)
        : this(source.Span) => _lent = source;

    /// <summary>The first fault.</summary>
    public DecodeError Error { get; private set; }

    /// <summary>True after a fault.</summary>
    public readonly bool Failed => !Error.IsNone;

    /// <summary>The octet that holds the next bit.</summary>
    public readonly int Offset => (int)(_bit >> 3);

    /// <summary>Reads from octets that outlive what is read: <see cref="Part"/> then needs no copy.</summary>
    /// <param name="source">The octets.</param>
    public static PerReader Lent(ReadOnlyMemory<byte> source) => new(source);

    /// <summary>Notes a fault, unless there was one before.</summary>
    /// <param name="error">The fault.</param>
    public void Fail(DecodeError error) => Error = Failed ? Error : error;

    /// <summary>One bit, e.g. an extension bit or a place in a bitmap of optional fields.</summary>
    /// <param name="field">The field, for the error.</param>
    public bool Bit(string field) => Bits(1, field) != 0;

    /// <summary>A bit field, at most 32 bits, not aligned.</summary>
    /// <param name="count">Number of bits.</param>
    /// <param name="field">The field, for the error.</param>
    public uint Bits(int count, string field)
    {
        if (count == 0 || !Have(count, field))
        {
            return 0;
        }

        ulong window = Window() << (int)(_bit & 7); // the bits are in at most five octets
        _bit += count;
        return (uint)(window >> (WindowBits - count));
    }

    /// <summary>Goes to the next octet boundary; the bits left out must be zero (X.691 §11.2.1, §3.7.20).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Align()
    {
        if ((_bit & 7) != 0)
        {
            SkipPadding();
        }
    }

    /// <summary>Aligned octets, without a length.</summary>
    /// <param name="size">Number of octets.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>A part of the source; empty after a fault.</returns>
    public ReadOnlySpan<byte> Octets(int size, string field)
    {
        Align();
        if (!Have(8L * size, field))
        {
            return [];
        }

        int at = Offset;
        _bit += 8L * size;
        return _source.Slice(at, size);
    }

    /// <summary>Aligned octets, without a length, that stay when the reader is gone.</summary>
    /// <param name="size">Number of octets.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>A part of a source that is lent, otherwise a copy; empty after a fault.</returns>
    public ReadOnlyMemory<byte> Part(int size, string field)
    {
        ReadOnlySpan<byte> octets = Octets(size, field);
        return octets.IsEmpty ? default
            : _lent.IsEmpty ? octets.ToArray()
            : _lent.Slice(Offset - octets.Length, octets.Length);
    }

    /// <summary>A constrained whole number (§11.5.7).</summary>
    /// <param name="lower">Smallest value of the type.</param>
    /// <param name="upper">Largest value of the type, less than 2^62 above <paramref name="lower"/>.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The value; <paramref name="lower"/> after a fault.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // most types are constants, which leaves one case
    public long Constrained(long lower, long upper, string field)
    {
        ulong last = (ulong)(upper - lower);
        int at = Offset;
        ulong offset = last switch
        {
            0 => 0,
            < 255 => Bits(BitOperations.Log2(last) + 1, field), // bit field
            255 => AlignedBits(8, field),                       // one octet
            <= 0xFFFF => AlignedBits(16, field),                // two octets
            _ => Indefinite(last, field),
        };
        if (offset > last)
        {
            FailUnexpected(field, at);
        }

        return Failed ? lower : lower + (long)offset;
    }

    /// <summary>A general length determinant (§11.9.3.5 to §11.9.3.7), less than 16,384.</summary>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The length; 0 after a fault.</returns>
    public int Length(string field)
    {
        Align();
        int at = Offset;
        uint first = Bits(8, field);
        if (first < PerWriter.ShortLengths)
        {
            return (int)first;
        }

        if (first >= 0xC0)
        {
            Fail(DecodeError.Unexpected("fragmented length", at)); // §11.9.3.8
            return 0;
        }

        uint length = ((first & 0x3F) << 8) | Bits(8, field);
        if (length < PerWriter.ShortLengths)
        {
            Fail(DecodeError.Unexpected("length in two octets", at));
        }

        return Failed ? 0 : (int)length;
    }

    /// <summary>A normally small non-negative whole number (§11.6), less than 64.</summary>
    /// <param name="field">The field, for the error.</param>
    public int NormallySmall(string field)
    {
        int at = Offset;
        if (Bit(field))
        {
            Fail(DecodeError.Unexpected(field, at)); // ours: no extension has 64 additions
        }

        return (int)Bits(6, field);
    }

    /// <summary>An ENUMERATED or the index of a CHOICE (§14, §23): additions are numbered on from the root.</summary>
    /// <param name="rootCount">Number of values before the extension marker.</param>
    /// <param name="extensible">True if the type has an extension marker.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The index; 0 after a fault.</returns>
    public int Index(int rootCount, bool extensible, string field)
    {
        int index = extensible && Bit(field)
            ? rootCount + NormallySmall(field)
            : (int)Constrained(0, rootCount - 1, field);
        return Failed ? 0 : index;
    }

    /// <summary>The extension bit of a type whose additions this reader does not know: refused if it is set.</summary>
    /// <param name="field">The field, for the error.</param>
    public void Root(string field)
    {
        int at = Offset;
        if (Bit(field))
        {
            Fail(DecodeError.NotComprehended(field + " extension", at));
        }
    }

    /// <summary>
    /// The extension bit and the bitmap of optional fields of an extensible SEQUENCE (§19.1 to §19.3). A SEQUENCE with
    /// extension additions is refused.
    /// </summary>
    /// <param name="optionalCount">Number of optional fields.</param>
    /// <param name="field">The SEQUENCE, for the error.</param>
    /// <returns>One bit for each optional field, the first field highest.</returns>
    public uint Preamble(int optionalCount, string field)
    {
        Root(field);
        return Bits(optionalCount, field);
    }

    /// <summary>
    /// The number of elements of a SEQUENCE OF (§20), refused if the source has not an octet for each.
    /// </summary>
    /// <param name="lower">Smallest number of elements.</param>
    /// <param name="upper">Largest number of elements, less than 65,536.</param>
    /// <param name="field">The field, for the error.</param>
    /// <returns>The number; 0 after a fault.</returns>
    public int Count(int lower, int upper, string field)
    {
        int count = (int)Constrained(lower, upper, field);
        return Have(8L * count, field) ? count : 0; // before anything of that size is allocated
    }

    /// <summary>A SEQUENCE OF with a bounded number of elements (§20), each of at least one octet.</summary>
    /// <param name="lower">Smallest number of elements.</param>
    /// <param name="upper">Largest number of elements, less than 65,536.</param>
    /// <param name="read">Reads one element.</param>
    /// <param name="field">The field, for the error.</param>
    /// <typeparam name="T">The element.</typeparam>
    /// <returns>The elements; none after a fault.</returns>
    public SequenceOf<T> Elements<T>(int lower, int upper, PerRead<T> read, string field)
        where T : struct
    {
        T[] elements = new T[Count(lower, upper, field)];
        for (int index = 0; index < elements.Length && !Failed; index++)
        {
            elements[index] = read(ref this);
        }

        return Failed ? default : SequenceOf<T>.Own(elements);
    }

    /// <summary>Opens an open type (§11.2): what follows is read up to its end and no further.</summary>
    /// <param name="field">The field, for the error.</param>
    /// <returns>To be handed to <see cref="Close"/>.</returns>
    public int Open(string field)
    {
        int outer = _end;
        Align();
        int at = Offset;
        uint first = at < _end && !Failed ? _source[at] : 0u;
        if (first is > 0 and < PerWriter.ShortLengths && first < _end - at)
        {
            _bit += 8; // the length of nearly all
            _end = at + 1 + (int)first;
            return outer;
        }

        int size = Length(field);
        if (size == 0)
        {
            Fail(DecodeError.Unexpected(field, at)); // §11.2.1: at least one octet
        }

        if (Have(8L * size, field))
        {
            _end = Offset + size;
        }

        return outer;
    }

    /// <summary>Closes an open type: its octets must be used up but for zero bits in the last one.</summary>
    /// <param name="outer">What <see cref="Open"/> returned.</param>
    public void Close(int outer)
    {
        End();
        _end = outer;
    }

    /// <summary>The octets of an open type whose type is not known.</summary>
    /// <param name="field">The field, for the error.</param>
    public ReadOnlySpan<byte> OpenOctets(string field)
    {
        int outer = Open(field);
        ReadOnlySpan<byte> octets = Failed ? [] : Octets(_end - Offset, field);
        _end = outer;
        return octets;
    }

    /// <summary>Checks that nothing follows but the zero bits of the last octet.</summary>
    public void End()
    {
        Align();
        if (Offset != _end)
        {
            Fail(DecodeError.Trailing(Offset));
        }
    }

    /// <summary>Three octets from an octet boundary, the first highest, if another follows them.</summary>
    /// <returns>Above 24 bits if they are not there, or after a fault.</returns>
    internal readonly uint PeekHead()
    {
        int at = Offset;
        return !Failed && _end - at > HeadSize ? BinaryPrimitives.ReadUInt32BigEndian(_source[at..]) >> 8 : NoHead;
    }

    /// <summary>Passes over the three octets that <see cref="PeekHead"/> saw.</summary>
    internal void PassHead() => _bit += 8 * HeadSize;

    private uint AlignedBits(int count, string field)
    {
        Align();
        return Bits(count, field);
    }

    /// <summary>
    /// The indefinite length case (§11.5.7.4): number of octets, then as few octets as hold the number.
    /// </summary>
    private ulong Indefinite(ulong last, string field)
    {
        int size = (int)Constrained(1, PerWriter.OctetCount(last), field);
        int at = Offset;
        Align();
        if (!Have(8L * size, field))
        {
            return 0;
        }

        ulong value = Window() >> (WindowBits - (8 * size));
        _bit += 8L * size;
        if (size > PerWriter.OctetCount(value))
        {
            FailUnexpected(field, at);
        }

        return value;
    }

    /// <summary>Eight octets from the one that holds the next bit, zero behind the end of the source.</summary>
    private readonly ulong Window()
    {
        ReadOnlySpan<byte> octets = _source[Offset..];
        return octets.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64BigEndian(octets) : LastWindow(octets);
    }

    private static ulong LastWindow(ReadOnlySpan<byte> octets)
    {
        ulong window = 0;
        for (int index = 0; index < octets.Length; index++)
        {
            window |= (ulong)octets[index] << (WindowBits - 8 - (8 * index));
        }

        return window;
    }

    private void SkipPadding()
    {
        if (Failed)
        {
            return;
        }

        int at = Offset;
        int used = (int)(_bit & 7);
        _bit += 8 - used;
        if ((_source[at] & (0xFF >> used)) != 0)
        {
            FailUnexpected("padding", at);
        }
    }

    private void FailUnexpected(string field, int at) => Fail(DecodeError.Unexpected(field, at));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Have(long bits, string field)
    {
        if (!Failed && _bit + bits <= 8L * _end)
        {
            return true;
        }

        FailTruncated(bits, field);
        return false;
    }

    private void FailTruncated(long bits, string field)
    {
        long need = (_bit + bits + 7) >> 3;
        Fail(DecodeError.Truncated((int)Math.Min(need, int.MaxValue), _end, field));
    }
}
