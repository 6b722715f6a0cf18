using System;
using System.Collections.Generic;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// Reads one PDU against its table: header, then the IEs in order. What the table does not know is left out if it may
/// be (criticality ignore, notify) and refused if not (TS 36.413 §10.3.4.2). A missing mandatory IE, one that occurs
/// twice, one out of its place, one with another criticality than the table's, and octets left over are refused.
/// </summary>
internal ref struct IeReader
{
    private const int None = -1;

    private readonly MessageFormat _format;
    private readonly int _outer; // where the PDU ends
    private PerReader _reader;
    private List<UnknownIe>? _unknown;
    private IeSet _seen;    // rows whose IE was read
    private int _next;      // rows before this one may not come any more
    private int _left;      // IEs whose id was not read yet
    private int _index = -1; // place of the current IE among the IEs of the message
    private int _row = None; // row of the current IE: its id was read, its value not
    private int _at;        // offset of the current IE

    internal IeReader(ReadOnlySpan<byte> source, MessageFormat format)
        : this(new PerReader(source), format)
    {
    }

    private IeReader(PerReader reader, MessageFormat format)
    {
        _format = format;
        _reader = reader;
        ReadHeader();
        _outer = _reader.Open("message");
        _reader.Root("message");
        _left = (int)_reader.Constrained(0, S1apPdu.IesMax, "protocolIEs");
        Advance();
    }

    /// <summary>Reads octets that outlive the message: its NAS-PDU is a part of them.</summary>
    internal static IeReader Lent(ReadOnlyMemory<byte> source, MessageFormat format) =>
        new(PerReader.Lent(source), format);

    internal T Mandatory<T>(Ie ie)
        where T : struct, IPerValue<T>
    {
        if (!Arrived(ie, mandatory: true))
        {
            return default;
        }

        int outer = _reader.Open(ie.Name);
        T value = T.Read(ref _reader);
        Leave(outer);
        return value;
    }

    internal T? Optional<T>(Ie ie)
        where T : struct, IPerValue<T> =>
        Arrived(ie, mandatory: false) ? Mandatory<T>(ie) : null;

    internal int MandatoryInteger(Ie ie, int lower, int upper)
    {
        if (!Arrived(ie, mandatory: true))
        {
            return lower;
        }

        int outer = _reader.Open(ie.Name);
        int value = (int)_reader.Constrained(lower, upper, ie.Name);
        Leave(outer);
        return value;
    }

    internal int? OptionalInteger(Ie ie, int lower, int upper) =>
        Arrived(ie, mandatory: false) ? MandatoryInteger(ie, lower, upper) : null;

    internal int MandatoryEnumerated(Ie ie, int rootCount)
    {
        if (!Arrived(ie, mandatory: true))
        {
            return 0;
        }

        int outer = _reader.Open(ie.Name);
        int value = _reader.Index(rootCount, extensible: true, ie.Name);
        Leave(outer);
        return value;
    }

    internal int? OptionalEnumerated(Ie ie, int rootCount) =>
        Arrived(ie, mandatory: false) ? MandatoryEnumerated(ie, rootCount) : null;

    internal SequenceOf<T> MandatoryList<T>(Ie ie, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        if (!Arrived(ie, mandatory: true))
        {
            return default;
        }

        int outer = _reader.Open(ie.Name);
        SequenceOf<T> list = IeList.Read<T>(ref _reader, format, ie.Name);
        Leave(outer);
        return list;
    }

    internal SequenceOf<T> OptionalList<T>(Ie ie, in ListFormat format)
        where T : struct, IPerValue<T> =>
        Arrived(ie, mandatory: false) ? MandatoryList<T>(ie, format) : default;

    internal ErabList<T> MandatoryErabs<T>(Ie ie, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        if (!Arrived(ie, mandatory: true))
        {
            return default;
        }

        int outer = _reader.Open(ie.Name);
        ErabList<T> list = IeList.ReadErabs<T>(ref _reader, format, ie.Name);
        Leave(outer);
        return list;
    }

    /// <summary>Checks that the message ends here.</summary>
    /// <returns>The IEs that were left out.</returns>
    internal SequenceOf<UnknownIe> End()
    {
        _reader.Close(_outer);
        _reader.End();
        return _unknown is null ? default : new([.. _unknown]);
    }

    /// <summary>Gives the message back if no fault was found, else the default and the first fault.</summary>
    internal bool Succeeded<T>(ref T message, out DecodeError error)
        where T : struct
    {
        error = _reader.Error;
        if (error.IsNone)
        {
            return true;
        }

        message = default;
        return false;
    }

    private void ReadHeader()
    {
        if (_reader.PeekHead() == _format.Head)
        {
            _reader.PassHead();
            return;
        }

        S1apHeader header = S1apHeader.Read(ref _reader);
        if (header.Type != _format.Header.Type)
        {
            _reader.Fail(DecodeError.Unexpected("type of message", 0));
        }

        if (header.Procedure != _format.Header.Procedure)
        {
            _reader.Fail(DecodeError.Unexpected("procedure code", 1));
        }

        if (header.Criticality != _format.Header.Criticality)
        {
            _reader.Fail(DecodeError.Unexpected("procedure criticality", 2));
        }
    }

    /// <summary>True if the current IE is the one asked for; rows before it may not come any more.</summary>
    private bool Arrived(Ie ie, bool mandatory)
    {
        int row = IsCurrent(ie.Id) ? _row : _format.RowOf(ie.Id);
        _next = row + 1;
        if (_row != row && mandatory)
        {
            _reader.Fail(IsAhead(ie.Id)
                ? DecodeError.OutOfOrder(_format.Rules[_row].Ie.Name, _at)
                : DecodeError.Missing(ie.Name, _row == None ? _reader.Offset : _at));
        }

        return _row == row && !_reader.Failed;
    }

    private readonly bool IsCurrent(ushort id) => _row != None && _format.Heads[_row] >> 8 == id;

    private void Leave(int outer)
    {
        _reader.Close(outer);
        _seen.Add(_row);
        Advance();
    }

    /// <summary>Goes to the next IE that the table knows.</summary>
    private void Advance()
    {
        _row = None;
        while (_row == None && _left > 0 && !_reader.Failed)
        {
            _left--;
            _index++;
            _reader.Align();
            _at = _reader.Offset;
            _row = Expected();
            if (_row != None)
            {
                _reader.PassHead();
                return;
            }

            ushort id = RawIe.ReadId(ref _reader);
            Criticality criticality = S1apHeader.ReadCriticality(ref _reader);
            if (_reader.Failed)
            {
                return;
            }

            int row = _format.RowOf(id);
            if (row == None)
            {
                Keep(id, criticality);
            }
            else
            {
                Arrive(row, criticality);
            }
        }
    }

    /// <summary>The row whose head stands here, if it may come now.</summary>
    private readonly int Expected()
    {
        uint head = _reader.PeekHead();
        ReadOnlySpan<uint> heads = _format.Heads;
        for (int row = _next; row < heads.Length; row++)
        {
            if (heads[row] == head)
            {
                return row;
            }
        }

        return None;
    }

    private void Arrive(int row, Criticality criticality)
    {
        IeRule rule = _format.Rules[row];
        if (_seen.Contains(row))
        {
            _reader.Fail(DecodeError.Duplicate(rule.Ie.Name, _at));
        }
        else if (row < _next)
        {
            _reader.Fail(DecodeError.OutOfOrder(rule.Ie.Name, _at));
        }
        else if (criticality != rule.Criticality)
        {
            _reader.Fail(DecodeError.Unexpected(rule.Ie.Name + " criticality", _at));
        }
        else
        {
            _row = row;
        }
    }

    private void Keep(ushort id, Criticality criticality)
    {
        if (criticality == Criticality.Reject)
        {
            _reader.Fail(DecodeError.NotComprehended($"IE {id}", _at));
            return;
        }

        var value = new Octets(_reader.OpenOctets("value"));
        (_unknown ??= []).Add(new(_index, new(id, criticality, value)));
    }

    /// <summary>True if the IE comes after the current one.</summary>
    private readonly bool IsAhead(ushort id)
    {
        PerReader ahead = _reader;
        if (_row == None)
        {
            return false;
        }

        ahead.OpenOctets("value");
        for (int left = _left; left > 0 && !ahead.Failed; left--)
        {
            if (RawIe.Read(ref ahead).Id == id && !ahead.Failed)
            {
                return true;
            }
        }

        return false;
    }
}
