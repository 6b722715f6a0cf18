using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>An optional element of a message: identifier and contents.</summary>
internal readonly ref struct NasElement(byte iei, ReadOnlySpan<byte> value)
{
    /// <summary>Its identifier; of a half-octet element the upper half.</summary>
    internal byte Iei { get; } = iei;

    /// <summary>Its contents without identifier and length.</summary>
    internal ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The contents of a half-octet element.</summary>
    internal byte HalfOctet => (byte)(Value[0] & 0x0F);
}

/// <summary>
/// Reads a NAS message from front to back (TS 24.007 §11.2). The first fault is kept; every read after it gives
/// nothing, so that a message needs to look only once, at its end.
/// </summary>
internal ref struct NasReader(ReadOnlySpan<byte> source)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private DecodeError _error;
    private int _offset;
    private int _place; // of the next optional element in the message's table

    /// <summary>Octets read so far.</summary>
    internal readonly int Offset => _offset;

    /// <summary>Keeps a fault, unless there is one already.</summary>
    internal void Refuse(DecodeError error) => _error = _error.IsNone ? error : _error;

    /// <summary>The message if nothing was wrong, otherwise the default value and what was.</summary>
    internal readonly bool Finish<T>(T read, out T message, out DecodeError error)
        where T : struct
    {
        error = _error;
        message = error.IsNone ? read : default;
        return error.IsNone;
    }

    /// <summary>Reads a plain EMM header: security header type 0, protocol, message type (§9.2, §9.3.1).</summary>
    internal void EmmHeader(EmmMessageType type)
    {
        int first = Octet("protocol discriminator"), second = Octet("message type");
        int protocol = first & 0x0F;
        Refuse(
            protocol != (int)NasProtocol.MobilityManagement ? DecodeError.Unexpected("protocol discriminator", at: 0)
            : first >> 4 != (int)SecurityHeaderType.Plain ? DecodeError.Unexpected("security header type", at: 0)
            : second != (int)type ? DecodeError.Unexpected("message type", at: 1)
            : DecodeError.None);
    }

    /// <summary>Reads an ESM header: bearer, protocol, transaction, message type (§9.2, §9.3.2, §9.4).</summary>
    internal (EpsBearerId Bearer, byte Transaction) EsmHeader(EsmMessageType type)
    {
        int first = Octet("protocol discriminator");
        byte transaction = Octet("procedure transaction identity");
        int third = Octet("message type");
        int protocol = first & 0x0F;
        Refuse(
            protocol != (int)NasProtocol.SessionManagement ? DecodeError.Unexpected("protocol discriminator", at: 0)
            : third != (int)type ? DecodeError.Unexpected("message type", at: 2)
            : DecodeError.None);
        return (new(first >> 4), transaction);
    }

    /// <summary>Reads the ESM header of a message in which no bearer may be assigned (§7.3.2).</summary>
    internal byte UnassignedEsmHeader(EsmMessageType type)
    {
        (EpsBearerId bearer, byte transaction) = EsmHeader(type);
        Refuse(bearer.IsAssigned ? DecodeError.Unexpected("EPS bearer identity", at: 0) : DecodeError.None);
        return transaction;
    }

    /// <summary>Reads one octet; 0 after a fault.</summary>
    internal byte Octet(string field)
    {
        ReadOnlySpan<byte> octets = Take(1, field);
        return octets.IsEmpty ? (byte)0 : octets[0];
    }

    /// <summary>Reads a field of fixed size; empty after a fault.</summary>
    internal ReadOnlySpan<byte> Take(int size, string field)
    {
        if (_error.IsNone && _source.Length - _offset < size)
        {
            _error = DecodeError.Truncated(_offset + size, _source.Length, field);
        }

        if (!_error.IsNone)
        {
            return default;
        }

        _offset += size;
        return _source.Slice(_offset - size, size);
    }

    /// <summary>Reads a length of one octet and the contents (LV); empty after a fault.</summary>
    internal ReadOnlySpan<byte> Lv(string field, int sizeMin, int sizeMax)
    {
        int at = _offset, size = Octet(field);
        return Contents(field, at, size, sizeMin, sizeMax);
    }

    /// <summary>Reads a length of two octets and the contents (LV-E); empty after a fault.</summary>
    internal ReadOnlySpan<byte> LvE(string field, int sizeMin)
    {
        int at = _offset;
        ReadOnlySpan<byte> length = Take(sizeof(ushort), field);
        int size = length.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(length);
        return Contents(field, at, size, sizeMin, ushort.MaxValue);
    }

    /// <summary>
    /// Finds the next optional element that the message knows. Passed over are: an unknown one (§7.6.1), one that
    /// comes too late in the order of the message's table (§7.6.2), a repetition (§7.6.3). Refused is an unknown one
    /// whose identifier says that it must be understood (TS 24.007 §11.2.4).
    /// </summary>
    /// <param name="table">
    /// The message's optional elements in order, each <c>identifier &lt;&lt; 8</c>, plus its size in octets with the
    /// identifier if it is a TV element of more than a half octet.
    /// </param>
    /// <param name="element">The element found.</param>
    internal bool NextElement(scoped ReadOnlySpan<ushort> table, out NasElement element)
    {
        while (_error.IsNone && _offset < _source.Length)
        {
            int at = _offset;
            byte iei = _source[at] >= 0x80 ? (byte)(_source[at] & 0xF0) : _source[at];
            int place = PlaceOf(iei, table);
            if (place < 0 && (iei & 0xF0) == 0)
            {
                _error = DecodeError.NotComprehended("information element", at);
                break;
            }

            ReadOnlySpan<byte> value = Value(iei, fixedSize: place < 0 ? 0 : table[place] & 0xFF);
            if (_error.IsNone && place >= _place)
            {
                _place = place + 1;
                element = new(iei, value);
                return true;
            }
        }

        element = default;
        return false;
    }

    /// <summary>For a message that has no optional element: passes over unknown ones.</summary>
    internal void SkipElements()
    {
        while (NextElement([], out _))
        {
        }
    }

    private static int PlaceOf(byte iei, scoped ReadOnlySpan<ushort> table)
    {
        for (int place = 0; place < table.Length; place++)
        {
            if (table[place] >> 8 == iei)
            {
                return place;
            }
        }

        return -1;
    }

    // what an element looks like, known or not (TS 24.007 §11.2.4)
    private ReadOnlySpan<byte> Value(byte iei, int fixedSize) => iei switch
    {
        >= 0x80 => Take(1, "information element"),                       // type 1 or 2: half an octet
        _ when fixedSize > 0 => AfterIdentifier(Take(fixedSize, "information element")),
        >= 0x78 => AfterIdentifierLvE(),                                 // type 6: two octets of length
        _ => AfterIdentifierLv(),                                        // type 4: one octet of length
    };

    private static ReadOnlySpan<byte> AfterIdentifier(ReadOnlySpan<byte> element) =>
        element.IsEmpty ? default : element[1..];

    private ReadOnlySpan<byte> AfterIdentifierLv()
    {
        Take(1, "information element");
        return Lv("information element", 0, byte.MaxValue);
    }

    private ReadOnlySpan<byte> AfterIdentifierLvE()
    {
        Take(1, "information element");
        return LvE("information element", 0);
    }

    private ReadOnlySpan<byte> Contents(string field, int at, int size, int sizeMin, int sizeMax)
    {
        if (_error.IsNone && (size < sizeMin || size > sizeMax))
        {
            _error = DecodeError.Unexpected(field, at);
        }

        return Take(size, field);
    }
}
