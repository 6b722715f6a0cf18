using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Tests.Protocols.Diameter;

/// <summary>A message taken apart into header and top-level AVPs, changed and put together again,
/// not by our codec.</summary>
internal sealed class DiameterEdit
{
    internal const byte V = 0x80, M = 0x40;
    internal const uint Tgpp = 10415;
    private const int HeaderSize = 20;

    private readonly byte[] _header;
    private readonly List<byte[]> _avps = [];

    internal DiameterEdit(string vector)
    {
        byte[] octets = DiameterVectors.Octets(vector);
        _header = octets[..HeaderSize];
        for (int at = HeaderSize; at < octets.Length;)
        {
            int end = at + ((Length(octets.AsSpan(at)) + 3) & ~3);
            _avps.Add(octets[at..end]);
            at = end;
        }
    }

    /// <summary>Number of top-level AVPs.</summary>
    internal int Count => _avps.Count;

    /// <summary>One AVP with header and padding, written by hand.</summary>
    internal static byte[] Avp(uint code, byte flags, ReadOnlySpan<byte> data, uint vendor = Tgpp)
    {
        int header = (flags & V) != 0 ? 12 : 8, size = header + data.Length;
        byte[] avp = new byte[(size + 3) & ~3];
        BinaryPrimitives.WriteUInt32BigEndian(avp, code);
        BinaryPrimitives.WriteInt32BigEndian(avp.AsSpan(4), size);
        avp[4] = flags;
        if (header == 12)
        {
            BinaryPrimitives.WriteUInt32BigEndian(avp.AsSpan(8), vendor);
        }

        data.CopyTo(avp.AsSpan(header));
        return avp;
    }

    internal static byte[] Avp(uint code, byte flags, uint value, uint vendor = Tgpp)
    {
        byte[] data = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(data, value);
        return Avp(code, flags, data, vendor);
    }

    /// <summary>AVP Code of the top-level AVP at an index.</summary>
    internal uint CodeAt(int index) => BinaryPrimitives.ReadUInt32BigEndian(_avps[index]);

    /// <summary>Octets from the start of the message to the AVP.</summary>
    internal int OffsetOf(int index)
    {
        int offset = HeaderSize;
        for (int before = 0; before < index; before++)
        {
            offset += _avps[before].Length;
        }

        return offset;
    }

    internal int IndexOf(uint code) => _avps.FindIndex(avp => BinaryPrimitives.ReadUInt32BigEndian(avp) == code);

    internal byte[] At(int index) => _avps[index];

    internal DiameterEdit Header(int offset, byte value)
    {
        _header[offset] = value;
        return this;
    }

    internal DiameterEdit Flags(byte flags) => Header(4, flags);

    internal DiameterEdit Add(byte[] avp)
    {
        _avps.Add(avp);
        return this;
    }

    internal DiameterEdit Insert(int index, byte[] avp)
    {
        _avps.Insert(index, avp);
        return this;
    }

    internal DiameterEdit RemoveAt(int index)
    {
        _avps.RemoveAt(index);
        return this;
    }

    internal DiameterEdit Remove(uint code) => RemoveAt(IndexOf(code));

    internal DiameterEdit Replace(uint code, byte[] avp)
    {
        _avps[IndexOf(code)] = avp;
        return this;
    }

    /// <summary>Changes an octet of an AVP, counted from its start; from its end if negative.</summary>
    internal DiameterEdit Set(uint code, int offset, byte value)
    {
        byte[] avp = _avps[IndexOf(code)];
        avp[offset < 0 ? avp.Length + offset : offset] = value;
        return this;
    }

    /// <summary>Says another length than the AVP has.</summary>
    internal DiameterEdit SetLength(uint code, int length)
    {
        byte[] avp = _avps[IndexOf(code)];
        byte flags = avp[4];
        BinaryPrimitives.WriteInt32BigEndian(avp.AsSpan(4), length);
        avp[4] = flags;
        return this;
    }

    /// <summary>The message, its length made right.</summary>
    internal byte[] Build()
    {
        int size = OffsetOf(Count);
        byte[] octets = new byte[size];
        _header.CopyTo(octets, 0);
        byte version = octets[0];
        BinaryPrimitives.WriteInt32BigEndian(octets, size);
        octets[0] = version;
        int at = HeaderSize;
        foreach (byte[] avp in _avps)
        {
            avp.CopyTo(octets, at);
            at += avp.Length;
        }

        return octets;
    }

    private static int Length(ReadOnlySpan<byte> avp) => BinaryPrimitives.ReadInt32BigEndian(avp[4..]) & 0xFFFFFF;
}
