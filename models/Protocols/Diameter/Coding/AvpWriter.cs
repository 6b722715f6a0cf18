using System;
using System.Buffers.Binary;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>A message that says once, in order, which AVPs it writes; its size is counted by the same walk.</summary>
internal interface IAvpSource
{
    /// <summary>Header of the message.</summary>
    DiameterHeader Header { get; }

    /// <summary>Writes every AVP.</summary>
    void Write(ref AvpWriter writer);
}

/// <summary>Writes AVPs one behind the other with their padding, or only counts their octets.</summary>
internal ref struct AvpWriter
{
    private readonly Span<byte> _destination;
    private readonly bool _writes;
    private int _position;

    private AvpWriter(Span<byte> destination, bool writes)
    {
        _destination = destination;
        _writes = writes;
        _position = 0;
    }

    /// <summary>Octets of a message.</summary>
    internal static int SizeOf<T>(in T message)
        where T : struct, IAvpSource
    {
        var writer = new AvpWriter(default, writes: false);
        writer._position = DiameterSize.Header;
        message.Write(ref writer);
        return writer._position;
    }

    /// <summary>Writes a message.</summary>
    /// <returns>Its octets.</returns>
    internal static int Encode<T>(in T message, Span<byte> destination)
        where T : struct, IAvpSource
    {
        var writer = new AvpWriter(destination, writes: true);
        writer._position = DiameterSize.Header;
        message.Write(ref writer);
        message.Header.Write(destination, writer._position);
        return writer._position;
    }

    /// <summary>AVPs alone, as they stand in a group.</summary>
    internal static AvpWriter Over(Span<byte> destination) => new(destination, writes: true);

    /// <summary>Octets so far.</summary>
    internal readonly int Position => _position;

    internal void Add(AvpDefinition definition, uint value)
    {
        Span<byte> data = AddHeader(definition, sizeof(uint));
        if (_writes)
        {
            BinaryPrimitives.WriteUInt32BigEndian(data, value);
        }
    }

    internal void AddOptional(AvpDefinition definition, uint? value)
    {
        if (value is { } present)
        {
            Add(definition, present);
        }
    }

    internal void Add(AvpDefinition definition, UInt128 value)
    {
        Span<byte> data = AddHeader(definition, 16);
        if (_writes)
        {
            BinaryPrimitives.WriteUInt128BigEndian(data, value);
        }
    }

    internal void Add(AvpDefinition definition, ReadOnlySpan<byte> value)
    {
        Span<byte> data = AddHeader(definition, value.Length);
        if (_writes)
        {
            value.CopyTo(data);
        }
    }

    /// <summary>An AVP that is left out where the value is empty.</summary>
    internal void AddOptional(AvpDefinition definition, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            Add(definition, value);
        }
    }

    internal void Add(AvpDefinition definition, string? value)
    {
        string text = value ?? "";
        Span<byte> data = AddHeader(definition, Encoding.UTF8.GetByteCount(text));
        if (_writes)
        {
            Encoding.UTF8.GetBytes(text, data);
        }
    }

    internal void AddOptional(AvpDefinition definition, string? value)
    {
        if (value is not null)
        {
            Add(definition, value);
        }
    }

    internal void Add(AvpDefinition definition, PlmnId plmn)
    {
        Span<byte> data = AddHeader(definition, PlmnId.Size);
        if (_writes)
        {
            plmn.CopyTo(data);
        }
    }

    /// <summary>Room for data of a known size, to be filled by the caller; empty while only counting.</summary>
    internal Span<byte> AddRoom(AvpDefinition definition, int size) => AddHeader(definition, size);

    /// <summary>Whole AVPs that are carried along.</summary>
    internal void AddWhole(in Octets avps)
    {
        if (_writes)
        {
            avps.CopyTo(_destination[_position..]);
        }

        _position += avps.Size;
    }

    /// <summary>Starts a group.</summary>
    /// <returns>Where it starts, for <see cref="End"/>.</returns>
    internal int Begin(AvpDefinition group)
    {
        int start = _position;
        WriteHeader(group, 0);
        _position += group.HeaderSize;
        return start;
    }

    /// <summary>Ends a group: its length is known now.</summary>
    internal readonly void End(int start)
    {
        if (_writes)
        {
            DiameterHeader.WriteUInt24(_destination[(start + RawAvp.LengthOffset)..], _position - start);
        }
    }

    private Span<byte> AddHeader(AvpDefinition definition, int dataSize)
    {
        int start = _position, size = definition.HeaderSize + dataSize, padded = RawAvp.Padded(size);
        _position += padded;
        if (!_writes)
        {
            return default;
        }

        WriteHeaderAt(start, definition, size);
        _destination[(start + size)..(start + padded)].Clear();
        return _destination.Slice(start + definition.HeaderSize, dataSize);
    }

    private readonly void WriteHeader(AvpDefinition definition, int size)
    {
        if (_writes)
        {
            WriteHeaderAt(_position, definition, size);
        }
    }

    private readonly void WriteHeaderAt(int start, AvpDefinition definition, int size)
    {
        Span<byte> header = _destination[start..];
        BinaryPrimitives.WriteUInt32BigEndian(header, definition.Code);
        header[RawAvp.FlagsOffset] = (byte)((definition.Vendor == VendorId.Ietf ? 0 : RawAvp.VendorFlag)
            | (definition.Mandatory == MandatoryBit.Must ? RawAvp.MandatoryFlag : 0));
        DiameterHeader.WriteUInt24(header[RawAvp.LengthOffset..], size);
        if (definition.Vendor != VendorId.Ietf)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header[RawAvp.VendorOffset..], definition.Vendor);
        }
    }
}
