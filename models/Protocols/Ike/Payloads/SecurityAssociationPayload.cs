using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>An algorithm of a proposal (§3.3.2).</summary>
/// <param name="Type">What it is for.</param>
/// <param name="Id">Its number.</param>
/// <param name="KeyBits">The attribute Key Length in bits; 0 if there is none (§3.3.5).</param>
/// <param name="OtherAttributes">Attributes that have no field here; who does not know one cannot take the transform
/// (§3.3.6).</param>
public readonly record struct Transform(
    TransformType Type, ushort Id, ushort KeyBits = 0, Octets OtherAttributes = default)
{
    // octet   0          1  2..3    4     5  6..7  8..
    //         3 or 0     0  length  type  0  ID    attributes: 0x800e and a value of two octets, or others
    //         3 says that a transform follows; reserved octets are sent as zero and ignored
    internal const int HeaderSize = 8;
    private const int LengthOffset = 2, TypeOffset = 4, IdOffset = 6, AttributeSize = 4;
    private const byte More = 3;
    private const ushort KeyLength = 0x800E, ShortFormat = 0x8000;

    internal int EncodedSize => HeaderSize + (KeyBits > 0 ? AttributeSize : 0) + OtherAttributes.Size;

    internal static DecodeError Read(ReadOnlySpan<byte> source, bool isLast, out Transform transform, out int size)
    {
        transform = default;
        size = 0;
        if (source.Length < HeaderSize)
        {
            return DecodeError.Truncated(HeaderSize, source.Length, "transform");
        }

        size = BinaryPrimitives.ReadUInt16BigEndian(source[LengthOffset..]);
        DecodeError error = source[0] != (isLast ? 0 : More) ? DecodeError.Unexpected("last transform", 0)
            : size < HeaderSize ? DecodeError.Unexpected("transform length", LengthOffset)
            : size > source.Length ? DecodeError.Truncated(size, source.Length, "transform length")
            : DecodeError.None;
        return error.IsNone ? ReadAttributes(source[..size], out transform) : error;
    }

    internal void Write(Span<byte> destination, bool isLast)
    {
        destination[0] = isLast ? (byte)0 : More;
        destination[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[LengthOffset..], checked((ushort)EncodedSize));
        destination[TypeOffset] = (byte)Type;
        destination[TypeOffset + 1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[IdOffset..], Id);
        int offset = HeaderSize;
        if (KeyBits > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[offset..], KeyLength);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(offset + 2)..], KeyBits);
            offset += AttributeSize;
        }

        OtherAttributes.CopyTo(destination[offset..]);
    }

    private static DecodeError ReadAttributes(ReadOnlySpan<byte> source, out Transform transform)
    {
        transform = default;
        ushort keyBits = 0;
        var others = new List<byte>();
        for (int offset = HeaderSize; offset < source.Length;)
        {
            ReadOnlySpan<byte> rest = source[offset..];
            if (rest.Length < AttributeSize)
            {
                return DecodeError.Truncated(offset + AttributeSize, source.Length, "attribute");
            }

            ushort type = BinaryPrimitives.ReadUInt16BigEndian(rest);
            ushort value = BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            int size = AttributeSize + ((type & ShortFormat) == 0 ? value : 0);
            if (size > rest.Length)
            {
                return DecodeError.Truncated(offset + size, source.Length, "attribute length");
            }

            if (type == KeyLength && (value == 0 || keyBits > 0))
            {
                return DecodeError.Unexpected("key length", offset);
            }

            if (type == KeyLength)
            {
                keyBits = value;
            }
            else
            {
                others.AddRange(rest[..size]);
            }

            offset += size;
        }

        transform = new(
            (TransformType)source[TypeOffset],
            BinaryPrimitives.ReadUInt16BigEndian(source[IdOffset..]),
            keyBits,
            new Octets(others.ToArray()));
        return DecodeError.None;
    }
}

/// <summary>A set of algorithms, of each type one to be chosen (§3.3.1).</summary>
/// <param name="Number">Its number; the answer repeats that of the proposal chosen.</param>
/// <param name="Protocol">IKE or ESP.</param>
/// <param name="Spi">SPI of the sender; none in the first exchange of an IKE SA.</param>
/// <param name="Transforms">The algorithms.</param>
public readonly record struct Proposal(
    byte Number, SecurityProtocol Protocol, Octets Spi, ValueList<Transform> Transforms)
{
    // octet   0          1  2..3    4       5         6         7            8..
    //         2 or 0     0  length  number  protocol  SPI size  transforms   SPI, transforms
    //         2 says that a proposal follows; the reserved octet is sent as zero and ignored
    internal const int HeaderSize = 8;
    private const int LengthOffset = 2, NumberOffset = 4, ProtocolOffset = 5, SpiSizeOffset = 6, CountOffset = 7;
    private const byte More = 2;

    internal int EncodedSize
    {
        get
        {
            int size = HeaderSize + Spi.Size;
            foreach (Transform transform in Transforms.Span)
            {
                size += transform.EncodedSize;
            }

            return size;
        }
    }

    internal static DecodeError Read(ReadOnlySpan<byte> source, out Proposal proposal, out int size, out bool isLast)
    {
        proposal = default;
        size = 0;
        isLast = true;
        if (source.Length < HeaderSize)
        {
            return DecodeError.Truncated(HeaderSize, source.Length, "proposal");
        }

        size = BinaryPrimitives.ReadUInt16BigEndian(source[LengthOffset..]);
        int start = HeaderSize + source[SpiSizeOffset];
        isLast = source[0] == 0;
        DecodeError error = source[0] is not (0 or More) ? DecodeError.Unexpected("last proposal", 0)
            : size < start ? DecodeError.Unexpected("proposal length", LengthOffset)
            : size > source.Length ? DecodeError.Truncated(size, source.Length, "proposal length")
            : DecodeError.None;
        return error.IsNone ? ReadTransforms(source[..size], start, out proposal) : error;
    }

    internal void Write(Span<byte> destination, bool isLast)
    {
        destination[0] = isLast ? (byte)0 : More;
        destination[1] = 0;
        BinaryPrimitives.WriteUInt16BigEndian(destination[LengthOffset..], checked((ushort)EncodedSize));
        destination[NumberOffset] = Number;
        destination[ProtocolOffset] = (byte)Protocol;
        destination[SpiSizeOffset] = checked((byte)Spi.Size);
        destination[CountOffset] = checked((byte)Transforms.Count);
        Spi.CopyTo(destination[HeaderSize..]);
        destination = destination[(HeaderSize + Spi.Size)..];
        for (int index = 0; index < Transforms.Count; index++)
        {
            Transforms[index].Write(destination, index == Transforms.Count - 1);
            destination = destination[Transforms[index].EncodedSize..];
        }
    }

    private static DecodeError ReadTransforms(ReadOnlySpan<byte> source, int start, out Proposal proposal)
    {
        proposal = default;
        var transforms = new Transform[source[CountOffset]];
        int offset = start;
        for (int index = 0; index < transforms.Length; index++)
        {
            DecodeError error = Transform.Read(
                source[offset..], index == transforms.Length - 1, out transforms[index], out int size);
            if (!error.IsNone)
            {
                return error.Within(offset);
            }

            offset += size;
        }

        if (offset < source.Length)
        {
            return DecodeError.Trailing(offset);
        }

        proposal = new(
            source[NumberOffset],
            (SecurityProtocol)source[ProtocolOffset],
            new Octets(source[HeaderSize..start]),
            new(transforms));
        return DecodeError.None;
    }
}

/// <summary>SA: proposals in the order of preference, or the one chosen (§3.3).</summary>
/// <param name="Proposals">The proposals, at least one.</param>
public readonly record struct SecurityAssociationPayload(ValueList<Proposal> Proposals)
    : IWireMessage<SecurityAssociationPayload>
{
    /// <inheritdoc/>
    public int EncodedSize
    {
        get
        {
            int size = 0;
            foreach (Proposal proposal in Proposals.Span)
            {
                size += proposal.EncodedSize;
            }

            return size;
        }
    }

    /// <inheritdoc/>
    public static bool TryDecode(
        ReadOnlySpan<byte> source, out SecurityAssociationPayload message, out DecodeError error)
    {
        var proposals = new List<Proposal>();
        error = DecodeError.None;
        int offset = 0;
        for (bool isLast = false; !isLast && error.IsNone;)
        {
            error = Proposal.Read(source[offset..], out Proposal proposal, out int size, out isLast).Within(offset);
            error = !error.IsNone ? error
                : proposals.Count == IkeNumber.CountMax ? DecodeError.Unexpected("number of proposals", offset)
                : proposals.Count > 0 && proposal.Number != proposals[^1].Number + 1 // §3.3.1
                    ? DecodeError.OutOfOrder("proposal number", offset)
                : DecodeError.None;
            proposals.Add(proposal);
            offset += error.IsNone ? size : 0;
        }

        error = error.IsNone && offset < source.Length ? DecodeError.Trailing(offset) : error;
        message = error.IsNone ? new(new ValueList<Proposal>(proposals.ToArray())) : default;
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = EncodedSize;
        for (int index = 0; index < Proposals.Count; index++)
        {
            Proposals[index].Write(destination, index == Proposals.Count - 1);
            destination = destination[Proposals[index].EncodedSize..];
        }

        return size;
    }
}
