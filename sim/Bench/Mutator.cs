using System;
using System.Buffers.Binary;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>Changes correct messages a little: what a fault, an attacker or a bug would send.</summary>
/// <param name="seed">The seed.</param>
internal sealed class Mutator(long seed)
{
    private const int SizeMax = 8192, ChangeMax = 4, DiameterHeader = 20;

    private static readonly byte[] Bounds =
        [0x00, 0x01, 0x02, 0x03, 0x04, 0x07, 0x08, 0x10, 0x3F, 0x40, 0x7F, 0x80, 0xBF, 0xC0, 0xFE, 0xFF];

    private readonly RandomStream _random = new(seed, 0, "mutate");
    private readonly byte[] _buffer = new byte[SizeMax];
    private int _size;

    /// <summary>A changed message.</summary>
    /// <param name="sample">The message.</param>
    /// <param name="other">Another one, to cut pieces from.</param>
    /// <param name="protocol">Most of Diameter get the right length,
    /// or nothing behind their header were reached.</param>
    /// <returns>Octets, valid until the next call.</returns>
    internal ReadOnlySpan<byte> Mutate(ReadOnlySpan<byte> sample, ReadOnlySpan<byte> other, string protocol)
    {
        sample.CopyTo(_buffer);
        _size = sample.Length;
        int changes = 1 + Math.Min(_random.Below(ChangeMax), _random.Below(ChangeMax)); // few: most should get far
        for (int change = 0; change < changes; change++)
        {
            Change(sample, other);
        }

        if (protocol == "diameter" && _size >= DiameterHeader && _random.Below(4) != 0)
        {
            _size &= ~3;
            BinaryPrimitives.WriteUInt16BigEndian(_buffer.AsSpan(2), (ushort)_size);
            _buffer[1] = 0;
        }

        return _buffer.AsSpan(0, _size);
    }

    private void Change(ReadOnlySpan<byte> sample, ReadOnlySpan<byte> other)
    {
        int at = _size == 0 ? 0 : _random.Below(_size);
        switch (_size == 0 ? 7 : _random.Below(10))
        {
            case 0 or 1: // a bit
                _buffer[at] ^= (byte)(1 << _random.Below(8));
                break;
            case 2: // an octet
                _buffer[at] = (byte)_random.Below(256);
                break;
            case 3: // an octet at a bound: lengths, counts, types
                _buffer[at] = Bounds[_random.Below(Bounds.Length)];
                break;
            case 4: // a length that is off by a little, or says what is left
                AttackLength(at);
                break;
            case 5: // truncation
                _size = at;
                break;
            case 6: // a piece is missing
                Remove(at, 1 + _random.Below(Math.Min(16, _size - at)));
                break;
            case 7: // a piece too many, of another message or of noise
                Insert(at, Piece(other));
                break;
            case 8: // a piece of the message itself again
                Insert(at, Piece(sample));
                break;
            default: // the end of another message
                _size = at;
                Insert(at, other[_random.Below(other.Length)..]);
                break;
        }
    }

    private void AttackLength(int at)
    {
        int octets = 1 + _random.Below(3), left = _size - at - octets;
        int value = _random.Below(6) switch
        {
            0 => left + _random.Below(5) - 2,
            1 => _size,
            2 => int.MaxValue,
            3 => 1 << (8 * octets - 1),
            4 => _buffer[at] + 1,
            _ => _buffer[at] - 1,
        };
        for (int index = 0; index < octets && at + index < _size; index++)
        {
            _buffer[at + index] = unchecked((byte)(value >> (8 * (octets - 1 - index))));
        }
    }

    private ReadOnlySpan<byte> Piece(ReadOnlySpan<byte> message)
    {
        if (message.IsEmpty)
        {
            return default;
        }

        int start = _random.Below(message.Length);
        return message.Slice(start, 1 + _random.Below(Math.Min(64, message.Length - start)));
    }

    private void Remove(int at, int count)
    {
        _buffer.AsSpan((at + count).._size).CopyTo(_buffer.AsSpan(at));
        _size -= count;
    }

    private void Insert(int at, ReadOnlySpan<byte> piece)
    {
        int count = Math.Min(piece.Length, SizeMax - _size);
        _buffer.AsSpan(at.._size).CopyTo(_buffer.AsSpan(at + count));
        piece[..count].CopyTo(_buffer.AsSpan(at));
        _size += count;
    }
}
