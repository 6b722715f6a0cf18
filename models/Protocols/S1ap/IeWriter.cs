using System;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// Writes one PDU by its table: header, then the IEs in order, the unknown ones in the places they had.
/// </summary>
internal ref struct IeWriter
{
    private readonly MessageFormat _format;
    private readonly SequenceOf<UnknownIe> _unknown;
    private readonly Span<byte> _destination;
    private readonly int _start;
    private PerWriter _writer;
    private int _count;        // IEs written
    private int _unknownCount; // of them unknown ones

    internal IeWriter(Span<byte> destination, MessageFormat format, SequenceOf<UnknownIe> unknown)
        : this(new PerWriter(destination), format, unknown) => _destination = destination;

    private IeWriter(PerWriter writer, MessageFormat format, SequenceOf<UnknownIe> unknown)
    {
        _format = format;
        _unknown = unknown;
        _writer = writer;
        _writer.Head(format.Head);
        _start = _writer.Open();
        _writer.Bit(false);
        _writer.Constrained(0, 0, S1apPdu.IesMax); // the count, when it is known
    }

    /// <summary>A writer that counts octets and writes none.</summary>
    internal static IeWriter Measuring(MessageFormat format, SequenceOf<UnknownIe> unknown) =>
        new(PerWriter.Measuring(), format, unknown);

    internal void Write<T>(Ie ie, T value)
        where T : struct, IPerValue<T>
    {
        int start = Begin(ie);
        value.Write(ref _writer);
        _writer.Close(start);
    }

    internal void Write<T>(Ie ie, T? value)
        where T : struct, IPerValue<T>
    {
        if (value is { } present)
        {
            Write(ie, present);
        }
    }

    internal void WriteInteger(Ie ie, int? value, int lower, int upper)
    {
        if (value is { } present)
        {
            int start = Begin(ie);
            _writer.Constrained(present, lower, upper);
            _writer.Close(start);
        }
    }

    internal void WriteEnumerated(Ie ie, int? value, int rootCount)
    {
        if (value is { } present)
        {
            int start = Begin(ie);
            _writer.Index(present, rootCount, extensible: true);
            _writer.Close(start);
        }
    }

    internal void WriteMandatoryList<T>(Ie ie, SequenceOf<T> list, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        int start = Begin(ie);
        IeList.Write(ref _writer, list, format);
        _writer.Close(start);
    }

    internal void WriteErabs<T>(Ie ie, in ErabList<T> list, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        int start = Begin(ie);
        IeList.WriteErabs(ref _writer, list, format);
        _writer.Close(start);
    }

    internal void WriteOptionalList<T>(Ie ie, SequenceOf<T> list, in ListFormat format)
        where T : struct, IPerValue<T>
    {
        if (!list.IsEmpty)
        {
            WriteMandatoryList(ie, list, format);
        }
    }

    /// <summary>Writes what is left of the unknown IEs and the lengths.</summary>
    /// <returns>Octets of the PDU.</returns>
    internal int End()
    {
        while (_unknownCount < _unknown.Count)
        {
            WriteUnknown();
        }

        int count = _start + 2; // behind the length octet and the extension bit
        if (!_destination.IsEmpty)
        {
            _destination[count] = (byte)(_count >> 8);
            _destination[count + 1] = (byte)(_count & 0xFF);
        }

        _writer.Close(_start);
        return _writer.Size;
    }

    private int Begin(Ie ie)
    {
        while (_unknownCount < _unknown.Count && _unknown[_unknownCount].Index <= _count)
        {
            WriteUnknown();
        }

        _count++;
        _writer.Head(_format.Heads[_format.RowOf(ie.Id)]);
        return _writer.Open();
    }

    private void WriteUnknown()
    {
        _unknown[_unknownCount].Ie.Write(ref _writer);
        _unknownCount++;
        _count++;
    }
}
