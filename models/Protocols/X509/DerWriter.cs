using System;

namespace Simulator.Protocols.X509;

/// <summary>Tags of DER (X.690 §8.1.2, X.680 §8.4).</summary>
internal static class DerTag
{
    public const byte Boolean = 0x01, Integer = 0x02, BitString = 0x03, OctetString = 0x04, ObjectIdentifier = 0x06;
    public const byte Utf8String = 0x0C, UtcTime = 0x17, Sequence = 0x30, Set = 0x31, Context0 = 0xA0, Context3 = 0xA3;
}

/// <summary>
/// Writes values of DER from the last to the first, so that the length of each is known when its header is written.
/// </summary>
internal ref struct DerWriter(Span<byte> buffer)
{
    private readonly Span<byte> _buffer = buffer;
    private int _at = buffer.Length;

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer[_at..];

    /// <summary>Octets that were written: a mark for <see cref="Close"/>.</summary>
    public readonly int Size => _buffer.Length - _at;

    /// <summary>Octets as they are.</summary>
    public void Write(scoped ReadOnlySpan<byte> octets)
    {
        _at -= octets.Length;
        octets.CopyTo(_buffer[_at..]);
    }

    /// <summary>One octet.</summary>
    public void Write(byte octet) => _buffer[--_at] = octet;

    /// <summary>All that was written since a mark becomes the contents of a value.</summary>
    public void Close(byte tag, int mark)
    {
        int size = Size - mark;
        if (size < 0x80)
        {
            Write((byte)size);
        }
        else
        {
            Write(unchecked((byte)size));
            if (size > byte.MaxValue)
            {
                Write((byte)(size >> 8));
            }

            Write((byte)(size > byte.MaxValue ? 0x82 : 0x81));
        }

        Write(tag);
    }

    /// <summary>A value.</summary>
    public void Write(byte tag, scoped ReadOnlySpan<byte> contents)
    {
        int mark = Size;
        Write(contents);
        Close(tag, mark);
    }

    /// <summary>An integer that is not negative.</summary>
    /// <param name="octets">Its octets; leading zeros are left out.</param>
    public void WriteUnsigned(scoped ReadOnlySpan<byte> octets)
    {
        int mark = Size;
        ReadOnlySpan<byte> digits = octets.TrimStart((byte)0);
        Write(digits);
        if (digits is [] or [>= 0x80, ..])
        {
            Write(0);
        }

        Close(DerTag.Integer, mark);
    }
}
