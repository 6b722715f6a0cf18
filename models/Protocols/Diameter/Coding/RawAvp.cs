using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>Where an AVP lies in a message, and what its header says (RFC 6733 §4.1).</summary>
/// <param name="Offset">Octets from the start of the message to its header.</param>
/// <param name="Vendor">Vendor-ID; <see cref="VendorId.Ietf"/> without one.</param>
/// <param name="Code">AVP code.</param>
/// <param name="IsMandatory">M flag.</param>
/// <param name="HeaderSize">8 octets, or 12 with a Vendor-ID.</param>
/// <param name="Size">AVP Length: header and data without padding.</param>
internal readonly record struct RawAvp(int Offset, uint Vendor, uint Code, bool IsMandatory, int HeaderSize, int Size)
{
    // octet   0..3   4              5..7     8..11                 then        last 0..3
    //         code   V M rrrrrr     length   Vendor-ID (V set)     data        zeros up to a multiple of 4
    internal const byte VendorFlag = 0x80, MandatoryFlag = 0x40;
    internal const int FlagsOffset = 4, LengthOffset = 5, VendorOffset = 8;
    private const byte UnknownFlags = 0x3F; // the former P flag and the reserved ones: an error (§4.1)

    internal ulong Key => AvpDefinition.KeyOf(Vendor, Code);

    internal int PaddedSize => Padded(Size);

    internal int End => Offset + PaddedSize;

    internal static int Padded(int size) => (size + DiameterSize.Unit - 1) & ~(DiameterSize.Unit - 1);

    internal ReadOnlySpan<byte> Data(ReadOnlySpan<byte> source) => source.Slice(Offset + HeaderSize, Size - HeaderSize);

    /// <summary>Reads the header of an AVP that was already checked.</summary>
    internal static RawAvp Read(ReadOnlySpan<byte> source, int at)
    {
        ReadOnlySpan<byte> header = source[at..];
        bool hasVendor = (header[FlagsOffset] & VendorFlag) != 0;
        return new(
            at,
            hasVendor ? BinaryPrimitives.ReadUInt32BigEndian(header[VendorOffset..]) : VendorId.Ietf,
            BinaryPrimitives.ReadUInt32BigEndian(header),
            (header[FlagsOffset] & MandatoryFlag) != 0,
            hasVendor ? DiameterSize.VendorAvpHeader : DiameterSize.AvpHeader,
            DiameterHeader.ReadUInt24(header[LengthOffset..]));
    }

    /// <summary>Reads an AVP and checks all that does not depend on its code.</summary>
    /// <param name="source">The message.</param>
    /// <param name="at">Where the AVP starts.</param>
    /// <param name="end">Where the message or the enclosing group ends.</param>
    /// <param name="dictionary">To name an AVP that is cut.</param>
    /// <param name="avp">The AVP.</param>
    internal static DiameterFault Check(
        ReadOnlySpan<byte> source, int at, int end, AvpDictionary dictionary, out RawAvp avp)
    {
        avp = default;
        int room = end - at;
        int headerSize = room > FlagsOffset && (source[at + FlagsOffset] & VendorFlag) != 0
            ? DiameterSize.VendorAvpHeader
            : DiameterSize.AvpHeader;
        if (room < headerSize)
        {
            return DiameterFault.CutAvp(Longer(at, at + headerSize), room, null);
        }

        avp = Read(source, at);
        if (avp.Size < headerSize)
        {
            return DiameterFault.CutAvp(DecodeError.Unexpected("AVP length", at), headerSize, dictionary.Find(avp.Key));
        }

        return avp.PaddedSize > room
            ? DiameterFault.CutAvp(Longer(at, avp.End), headerSize, dictionary.Find(avp.Key))
            : CheckFlagsAndPadding(source, avp, dictionary);
    }

    /// <summary>An AVP that would need more octets than enclose it.</summary>
    private static DecodeError Longer(int at, int need) => new(DecodeFault.Truncated, "AVP length", at, need);

    private static DiameterFault CheckFlagsAndPadding(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpDictionary dictionary)
    {
        bool hasVendor = avp.HeaderSize == DiameterSize.VendorAvpHeader;
        bool flagsWrong = (source[avp.Offset + FlagsOffset] & UnknownFlags) != 0
            || (hasVendor && avp.Vendor == VendorId.Ietf); // §4.1.1: zero must not be sent
        ReadOnlySpan<byte> padding = source[(avp.Offset + avp.Size)..avp.End];
        return flagsWrong ? DiameterFault.Avp(ResultCode.InvalidAvpBits, avp, dictionary.Find(avp.Key))
            : padding.ContainsAnyExcept((byte)0) // §4: zeros; anything else hides data that the length leaves out
                ? DiameterFault.Avp(ResultCode.InvalidAvpLength, avp, dictionary.Find(avp.Key))
            : DiameterFault.None;
    }
}
