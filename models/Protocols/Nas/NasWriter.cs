using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>Writes a NAS message from front to back (TS 24.007 §11.2).</summary>
internal ref struct NasWriter(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;

    /// <summary>Octets written so far.</summary>
    internal int Size { get; private set; }

    /// <summary>What is left to write to; <see cref="Advance"/> says how much was written.</summary>
    internal readonly Span<byte> Rest => _destination[Size..];

    /// <summary>Counts octets that were written to <see cref="Rest"/>.</summary>
    internal void Advance(int size) => Size += size;

    /// <summary>Writes a plain EMM header.</summary>
    internal void EmmHeader(EmmMessageType type)
    {
        Octet((int)NasProtocol.MobilityManagement);
        Octet((int)type);
    }

    /// <summary>Writes an ESM header.</summary>
    internal void EsmHeader(EpsBearerId bearer, byte transaction, EsmMessageType type)
    {
        HalfOctets(bearer.Value, (int)NasProtocol.SessionManagement);
        Octet(transaction);
        Octet((int)type);
    }

    /// <summary>Writes one octet; a value beyond it is our error.</summary>
    internal void Octet(int value)
    {
        _destination[Size] = (byte)value;
        Size++;
    }

    /// <summary>A code of three bits; a value beyond it is our error.</summary>
    internal static int ThreeBits(int code)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)code, 7U, nameof(code));
        return code;
    }

    /// <summary>Writes two half octets; a value beyond them is our error.</summary>
    internal void HalfOctets(int upper, int lower)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)upper, 0xFU, nameof(upper));
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)lower, 0xFU, nameof(lower));
        Octet((upper << 4) | lower);
    }

    /// <summary>Writes octets as they are.</summary>
    internal void Octets(ReadOnlySpan<byte> value)
    {
        value.CopyTo(Rest);
        Size += value.Length;
    }

    /// <summary>Writes a length of one octet and the contents (LV).</summary>
    internal void Lv(ReadOnlySpan<byte> value)
    {
        Octet(value.Length);
        Octets(value);
    }

    /// <summary>Writes a length of two octets and the contents (LV-E).</summary>
    internal void LvE(ReadOnlySpan<byte> value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Rest, (ushort)value.Length);
        Size += sizeof(ushort);
        Octets(value);
    }

    /// <summary>Writes an optional element with one octet of length, if it is there.</summary>
    internal void OptionalTlv(byte iei, Octets? value)
    {
        if (value is { } octets)
        {
            Octet(iei);
            Lv(octets.Span);
        }
    }

    /// <summary>Writes an optional element with two octets of length, if it is there.</summary>
    internal void OptionalTlvE(byte iei, Octets? value)
    {
        if (value is { } octets)
        {
            Octet(iei);
            LvE(octets.Span);
        }
    }

    /// <summary>Writes an optional element of one octet behind its identifier, if it is there.</summary>
    internal void OptionalTv(byte iei, byte? value)
    {
        if (value is { } octet)
        {
            Octet(iei);
            Octet(octet);
        }
    }

    /// <summary>Writes an optional element of one octet behind identifier and length, if it is there.</summary>
    internal void OptionalTlv(byte iei, byte? value)
    {
        if (value is { } octet)
        {
            Octet(iei);
            Octet(1);
            Octet(octet);
        }
    }
}
