using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>The octets with which every option of the architecture begins.</summary>
internal static class OptionHeader
{
    // octet  0     1       2              3
    //        type  length  version|kind   flags

    public const int Size = 4, LengthOffset = 1, KindOffset = 2, FlagsOffset = 3;

    private const int TypeAndLengthSize = 2;

    /// <summary>
    /// Checks type, length, version and kind. The length counts the whole option in IPv4 (RFC 791 §3.1), what follows
    /// it in IPv6 (RFC 8200 §4.2).
    /// </summary>
    public static DecodeError Check(ReadOnlySpan<byte> source, int kind)
    {
        if (source.Length < Size)
        {
            return DecodeError.Truncated(need: Size, have: source.Length);
        }

        if (source[0] is not (EnclaveCodes.Ipv4Option or EnclaveCodes.Ipv6Option))
        {
            return DecodeError.Unexpected("option type", at: 0);
        }

        int size = SizeOf(source);
        return size < Size ? DecodeError.Unexpected("option length", at: LengthOffset)
            : size > source.Length ? DecodeError.Truncated(size, source.Length)
            : size < source.Length ? DecodeError.Trailing(at: size)
            : source[KindOffset] >> 4 != EnclaveCodes.Version ? DecodeError.Unexpected("version", at: KindOffset)
            : (source[KindOffset] & 0x0F) != kind ? DecodeError.Unexpected("kind", at: KindOffset)
            : DecodeError.None;
    }

    public static void Write(Span<byte> destination, bool isV6, int size, int kind, int flags)
    {
        destination[0] = isV6 ? EnclaveCodes.Ipv6Option : EnclaveCodes.Ipv4Option;
        destination[LengthOffset] = (byte)(isV6 ? size - TypeAndLengthSize : size);
        destination[KindOffset] = (byte)((EnclaveCodes.Version << 4) | kind);
        destination[FlagsOffset] = (byte)flags;
    }

    private static int SizeOf(ReadOnlySpan<byte> source) => source[0] == EnclaveCodes.Ipv6Option
        ? source[LengthOffset] + TypeAndLengthSize
        : source[LengthOffset];
}
