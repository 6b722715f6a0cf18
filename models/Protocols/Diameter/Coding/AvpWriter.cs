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
/// <remarks>Where the destination ends, writing stops and counting goes on.</remarks>
internal ref struct AvpWriter
{
    private readonly Span<byte> _destination;
    private bool _writes;
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

    /// <summary>Writes a message into room that suffices.</summary>
    /// <returns>Its octets.</returns>
    internal static int Encode<T>(in T message, Span<byte> destination)
        where T : struct, IAvpSource => TryEncode(message, destination, out int size)
            ? size
            : throw new ArgumentException($"the message has {size} octets", nameof(destination));

    /// <summary>Writes a message if there is room for it, in one walk.</summary>
    /// <param name="message">The message.</param>
    /// <param name="destination">Whatever room there is; of no use if it does not suffice.</param>
    /// <param name="size">Octets of the message.</param>
    internal static bool TryEncode<T>(in T message, Span<byte> destination, out int size)
        where T : struct, IAvpSource
    {
        var writer = new AvpWriter(destination, writes: destination.Length >= DiameterSize.Header);
        writer._position = DiameterSize.Header;
        message.Write(ref writer);
        size = writer._position;
        if (writer._writes)
        {
            message.Header.Write(destination, size);
        }

        return writer._writes;
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

    internal void Add(AvpDefinition definition, in SessionId session)
    {
        Span<byte> data = AddHeader(definition, session.Size);
        if (_writes)
        {
            session.Write(data);
        }
    }

    /// <summary>Whole AVPs that are carried along.</summary>
    internal void AddWhole(in Octets avps)
    {
        int start = _position;
        Advance(avps.Size);
        if (_writes)
        {
            avps.CopyTo(_destination[start..]);
        }
    }

    /// <summary>Starts a group.</summary>
    /// <returns>Where it starts, for <see cref="End"/>.</returns>
    internal int Begin(AvpDefinition group)
    {
        int start = _position;
        Advance(group.HeaderSize);
        if (_writes)
        {
            WriteHeader(start, group, 0);
        }

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
        int start = _position, size = definition.HeaderSize + dataSize;
        Advance(RawAvp.Padded(size));
        if (!_writes)
        {
            return default;
        }

        // the padding stands in the last four octets, which header or data are written over
        BinaryPrimitives.WriteUInt32BigEndian(_destination[(_position - DiameterSize.Unit)..], 0);
        WriteHeader(start, definition, size);
        return _destination.Slice(start + definition.HeaderSize, dataSize);
    }

    private void Advance(int size)
    {
        _position += size;
        _writes &= _position <= _destination.Length;
    }

    private readonly void WriteHeader(int start, AvpDefinition definition, int size)
    {
        Span<byte> header = _destination[start..];
        BinaryPrimitives.WriteUInt64BigEndian(header, definition.Header | (uint)size);
        if (definition.Vendor != VendorId.Ietf)
        {
            BinaryPrimitives.WriteUInt32BigEndian(header[RawAvp.VendorOffset..], definition.Vendor);
        }
    }
}
