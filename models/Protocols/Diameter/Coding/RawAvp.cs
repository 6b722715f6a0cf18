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
    private const uint LengthMask = 0xFFFFFF;
    internal const byte VendorFlag = 0x80, MandatoryFlag = 0x40;
    internal const int FlagsOffset = 4, LengthOffset = 5, VendorOffset = 8;
    private const byte UnknownFlags = 0x3F; // the former P flag and the reserved ones: an error (§4.1)

    internal ulong Key => AvpDefinition.KeyOf(Vendor, Code);

    internal int PaddedSize => Padded(Size);

    internal int End => Offset + PaddedSize;

    internal static int Padded(int size) => (size + DiameterSize.Unit - 1) & ~(DiameterSize.Unit - 1);

    internal ReadOnlySpan<byte> Data(ReadOnlySpan<byte> source) => source.Slice(Offset + HeaderSize, Size - HeaderSize);

    /// <summary>The code of an AVP that was already checked.</summary>
    internal static uint CodeAt(ReadOnlySpan<byte> source, int at) =>
        BinaryPrimitives.ReadUInt32BigEndian(source[at..]);

    /// <summary>Where the AVP behind one that was already checked starts.</summary>
    internal static int EndAt(ReadOnlySpan<byte> source, int at) =>
        at + Padded((int)(BinaryPrimitives.ReadUInt32BigEndian(source[(at + FlagsOffset)..]) & LengthMask));

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
    /// <param name="dictionary">To name an AVP that is wrong.</param>
    /// <param name="avp">The AVP.</param>
    /// <param name="fault">What is wrong.</param>
    internal static bool Check(
        ReadOnlySpan<byte> source, int at, int end, AvpDictionary dictionary, out RawAvp avp, ref DiameterFault fault)
    {
        int room = end - at;
        bool hasVendor = room > FlagsOffset && (source[at + FlagsOffset] & VendorFlag) != 0;
        int headerSize = hasVendor ? DiameterSize.VendorAvpHeader : DiameterSize.AvpHeader;
        if (room < headerSize)
        {
            avp = default;
            fault = DiameterFault.CutAvp(Longer(at, at + headerSize), room, null);
            return false;
        }

        avp = Read(source, at);
        if (avp.Size < headerSize || avp.PaddedSize > room)
        {
            DecodeError error = avp.Size < headerSize ? DecodeError.Unexpected("AVP length", at) : Longer(at, avp.End);
            fault = DiameterFault.CutAvp(error, headerSize, dictionary.Find(avp.Key));
            return false;
        }

        return CheckFlagsAndPadding(source, avp, dictionary, ref fault);
    }

    /// <summary>An AVP that would need more octets than enclose it.</summary>
    private static DecodeError Longer(int at, int need) => new(DecodeFault.Truncated, "AVP length", at, need);

    private static bool CheckFlagsAndPadding(
        ReadOnlySpan<byte> source, in RawAvp avp, AvpDictionary dictionary, ref DiameterFault fault)
    {
        bool hasVendor = avp.HeaderSize == DiameterSize.VendorAvpHeader;
        bool flagsRight = (source[avp.Offset + FlagsOffset] & UnknownFlags) == 0
            && (!hasVendor || avp.Vendor != VendorId.Ietf); // §4.1.1: zero must not be sent
        bool paddingRight = true; // §4: zeros; anything else hides data that the length leaves out
        for (int at = avp.Offset + avp.Size; at < avp.End; at++)
        {
            paddingRight &= source[at] == 0;
        }

        if (!flagsRight || !paddingRight)
        {
            ResultCode result = flagsRight ? ResultCode.InvalidAvpLength : ResultCode.InvalidAvpBits;
            fault = DiameterFault.Avp(result, avp, dictionary.Find(avp.Key));
        }

        return flagsRight && paddingRight;
    }
}
