using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.X509;

/// <summary>
/// Reads values of DER (X.690 §8, §10) one after the other. Reading is total: the first thing that is wrong is kept in
/// <see cref="Error"/>, and what is read after that is empty.
/// </summary>
internal ref struct DerReader(ReadOnlySpan<byte> source)
{
    private const int ShortMax = 0x7F, OneOctet = 0x81, TwoOctets = 0x82; // of lengths (X.690 §8.1.3)

    private readonly ReadOnlySpan<byte> _source = source;
    private int _at;
    private int _end = source.Length; // of the value that is open

    /// <summary>What is wrong; none if nothing is so far.</summary>
    public DecodeError Error { get; private set; }

    /// <summary>True if the value that is open has more in it, and nothing is wrong.</summary>
    public readonly bool HasMore => Error.IsNone && _at < _end;

    /// <summary>Opens a value that consists of others.</summary>
    /// <returns>Closes it again, see <see cref="Leave"/>.</returns>
    public int Enter(byte tag, string field)
    {
        int outer = _end, size = Open(tag, field);
        _end = Error.IsNone ? _at + size : _end;
        return outer;
    }

    /// <summary>Closes a value; nothing may be left in it.</summary>
    public void Leave(int outer)
    {
        Fail(_at < _end ? DecodeError.Trailing(at: _at) : DecodeError.None);
        _end = outer;
    }

    /// <summary>The contents of a value.</summary>
    public ReadOnlySpan<byte> Read(byte tag, string field)
    {
        int size = Open(tag, field);
        if (!Error.IsNone)
        {
            return default;
        }

        _at += size;
        return _source.Slice(_at - size, size);
    }

    /// <summary>Octets that must stand there as they are.</summary>
    public void Expect(ReadOnlySpan<byte> octets, string field)
    {
        if (!Error.IsNone)
        {
            return;
        }

        ReadOnlySpan<byte> there = _source[_at.._end];
        int same = there.CommonPrefixLength(octets);
        Fail(same < octets.Length ? DecodeError.Unexpected(field, at: _at + same) : DecodeError.None);
        _at += same;
    }

    /// <summary>So many octets, whatever they are.</summary>
    public ReadOnlySpan<byte> Take(int size, string field)
    {
        bool isThere = Error.IsNone && size <= _end - _at;
        Fail(isThere ? DecodeError.None : DecodeError.Unexpected(field, at: _at));
        _at += isThere ? size : 0;
        return isThere ? _source.Slice(_at - size, size) : default;
    }

    /// <summary>An integer that is not negative, in the fewest octets (X.690 §8.3): without its leading zero.</summary>
    public ReadOnlySpan<byte> Unsigned(int sizeMax, string field)
    {
        int at = _at;
        ReadOnlySpan<byte> octets = Read(DerTag.Integer, field);
        if (!Error.IsNone)
        {
            return default;
        }

        bool isRight = octets is [< 0x80, ..] && (octets is not [0, < 0x80, ..]);
        octets = octets is [0, _, ..] ? octets[1..] : octets;
        Fail(isRight && octets.Length <= sizeMax ? DecodeError.None : DecodeError.Unexpected(field, at));
        return Error.IsNone ? octets : default;
    }

    /// <summary>Keeps an error unless there is one.</summary>
    public void Fail(in DecodeError error) => Error = Error.IsNone ? error : Error;

    /// <summary>Refuses what was read last.</summary>
    public void Refuse(string field) => Fail(DecodeError.Unexpected(field, at: _at));

    private int Open(byte tag, string field)
    {
        if (!Error.IsNone)
        {
            return 0;
        }

        int start = _at, size = 0;
        if (_end - start < 2)
        {
            Fail(Short(start + 2, field));
        }
        else if (_source[start] != tag)
        {
            Fail(DecodeError.Unexpected(field, at: start));
        }
        else if (TryReadLength(field, out size) && size > _end - _at)
        {
            Fail(Short(_at + size, field));
        }

        return Error.IsNone ? size : 0;
    }

    // The shortest form that holds the length (X.690 §10.1).
    private bool TryReadLength(string field, out int size)
    {
        int first = _source[_at + 1], more = first <= ShortMax ? 0 : first - OneOctet + 1;
        size = first;
        if (first is > ShortMax and not (OneOctet or TwoOctets))
        {
            Fail(DecodeError.Unexpected(field, at: _at + 1));
        }
        else if (_end - _at < 2 + more)
        {
            Fail(Short(_at + 2 + more, field));
        }
        else if (more > 0)
        {
            size = more == 1 ? _source[_at + 2] : (_source[_at + 2] << 8) | _source[_at + 3];
            bool isShortest = size > (more == 1 ? ShortMax : byte.MaxValue);
            Fail(isShortest ? DecodeError.None : DecodeError.Unexpected(field, at: _at + 1));
        }

        _at += Error.IsNone ? 2 + more : 0;
        return Error.IsNone;
    }

    // All that there is has come, or a value is longer than the one that it is in.
    private readonly DecodeError Short(int need, string field) => _end == _source.Length
        ? DecodeError.Truncated(need, _source.Length, field)
        : DecodeError.Unexpected(field, at: _at);
}
