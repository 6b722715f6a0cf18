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
    // The first eight octets are read, and written, as one number: code, flags, length.
    internal const byte VendorFlag = 0x80, MandatoryFlag = 0x40;
    internal const int FlagsOffset = 4, LengthOffset = 5, VendorOffset = 8;
    internal const int FlagsShift = 24, CodeShift = 32;
    private const uint LengthMask = 0xFFFFFF;
    private const uint UnknownFlags = 0x3F; // the former P flag and the reserved ones: an error (§4.1)

    internal ulong Key => AvpDefinition.KeyOf(Vendor, Code);

    internal int PaddedSize => Padded(Size);

    internal int End => Offset + PaddedSize;

    internal static int Padded(int size) => (size + DiameterSize.Unit - 1) & ~(DiameterSize.Unit - 1);

    internal ReadOnlySpan<byte> Data(ReadOnlySpan<byte> source) => source.Slice(Offset + HeaderSize, Size - HeaderSize);

    /// <summary>Code, flags and length of an AVP of which at least eight octets are there.</summary>
    internal static ulong HeaderAt(ReadOnlySpan<byte> source, int at) =>
        BinaryPrimitives.ReadUInt64BigEndian(source[at..]);

    internal static uint CodeOf(ulong header) => (uint)(header >> CodeShift);

    internal static int SizeOf(ulong header) => (int)(header & LengthMask);

    /// <summary>Vendor-ID of an AVP that was already checked.</summary>
    internal static uint VendorAt(ReadOnlySpan<byte> source, int at, ulong header) =>
        Has(header, VendorFlag) ? BinaryPrimitives.ReadUInt32BigEndian(source[(at + VendorOffset)..]) : VendorId.Ietf;

    /// <summary>Reads the header of an AVP that was already checked.</summary>
    internal static RawAvp Read(ReadOnlySpan<byte> source, int at) => Read(source, at, HeaderAt(source, at));

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

        ulong header = HeaderAt(source, at);
        avp = Read(source, at, header);
        if (avp.Size < headerSize || avp.PaddedSize > room)
        {
            DecodeError error = avp.Size < headerSize ? DecodeError.Unexpected("AVP length", at) : Longer(at, avp.End);
            fault = DiameterFault.CutAvp(error, headerSize, dictionary.Find(avp.Key));
            return false;
        }

        bool flagsRight = !Has(header, UnknownFlags)
            && (!hasVendor || avp.Vendor != VendorId.Ietf); // §4.1.1: zero must not be sent
        if (flagsRight && IsPaddingZero(source, avp))
        {
            return true;
        }

        ResultCode result = flagsRight ? ResultCode.InvalidAvpLength : ResultCode.InvalidAvpBits;
        fault = DiameterFault.Avp(result, avp, dictionary.Find(avp.Key));
        return false;
    }

    private static RawAvp Read(ReadOnlySpan<byte> source, int at, ulong header) => new(
        at,
        VendorAt(source, at, header),
        CodeOf(header),
        Has(header, MandatoryFlag),
        Has(header, VendorFlag) ? DiameterSize.VendorAvpHeader : DiameterSize.AvpHeader,
        SizeOf(header));

    private static bool Has(ulong header, uint flags) => (header & ((ulong)flags << FlagsShift)) != 0;

    /// <summary>An AVP that would need more octets than enclose it.</summary>
    private static DecodeError Longer(int at, int need) => new(DecodeFault.Truncated, "AVP length", at, need);

    // §4: zeros; anything else hides data that the length leaves out
    private static bool IsPaddingZero(ReadOnlySpan<byte> source, in RawAvp avp)
    {
        int padding = avp.PaddedSize - avp.Size;
        uint last = BinaryPrimitives.ReadUInt32BigEndian(source[(avp.End - DiameterSize.Unit)..]);
        return (last & ((1u << (8 * padding)) - 1)) == 0;
    }
}
