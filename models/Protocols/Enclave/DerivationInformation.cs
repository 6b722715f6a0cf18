using System;
using System.Buffers.Binary;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>
/// Key-derivation information, in the clear in every protected packet: with it and any key on the path the SA key can
/// be computed (ours: an option of IPv4 or of the IPv6 hop-by-hop header).
/// </summary>
/// <param name="Path">Pair, sub-enclaves, server and SA.</param>
/// <param name="Epoch">Epoch of the organisation key, modulo 8.</param>
/// <param name="Direction">Which way the packet goes, and so which keys of the SA protect it.</param>
/// <param name="HasServerLevel">False if the SA key comes straight from the key of the pair.</param>
/// <param name="IsOrdered">True if the pair is in order.</param>
/// <param name="IsV6">True for the option of IPv6.</param>
public readonly record struct DerivationInformation(
    EnclavePath Path,
    int Epoch = 0,
    EspDirection Direction = EspDirection.ToServer,
    bool HasServerLevel = true,
    bool IsOrdered = false,
    bool IsV6 = false)
    : IWireMessage<DerivationInformation>
{
    // octet  0..2     3                                                    4..5  6..7  8..       n-8..   n-4..
    //        header   sub-levels(2)|no server|ordered|to client|epoch(3)   i     j     i', j' …  k       m

    /// <summary>Octets without sub-enclaves.</summary>
    public const int SizeMin = 16;

    /// <summary>Epochs that can be told apart.</summary>
    public const int EpochCount = 8;

    private const int PairOffset = OptionHeader.Size, PairSize = 4, TailSize = 8;
    private const int SubShift = 6, NoServerFlag = 0x20, OrderedFlag = 0x10, ToClientFlag = 0x08, EpochMask = 0x07;

    /// <inheritdoc/>
    public int EncodedSize => SizeMin + (PairSize * Path.Sub.Count);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DerivationInformation message, out DecodeError error)
    {
        message = default;
        error = OptionHeader.Check(source, EnclaveCodes.DerivationKind);
        if (!error.IsNone)
        {
            return false;
        }

        int flags = source[OptionHeader.FlagsOffset], subCount = flags >> SubShift;
        int size = SizeMin + (PairSize * subCount);
        error = source.Length < size ? DecodeError.Truncated(size, source.Length, "identifiers")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : CheckServer(source[^TailSize..], flags, size - TailSize);
        if (!error.IsNone)
        {
            return false;
        }

        Span<EnclavePair> subs = stackalloc EnclavePair[SubEnclavePairs.CountMax];
        for (int sub = 0; sub < subCount; sub++)
        {
            subs[sub] = ReadPair(source[(PairOffset + (PairSize * (sub + 1)))..]);
        }

        var path = new EnclavePath(
            ReadPair(source[PairOffset..]),
            new SubEnclavePairs(subs[..subCount]),
            BinaryPrimitives.ReadUInt32BigEndian(source[^TailSize..]),
            BinaryPrimitives.ReadUInt32BigEndian(source[^sizeof(uint)..]));
        message = new DerivationInformation(
            path,
            flags & EpochMask,
            (flags & ToClientFlag) != 0 ? EspDirection.ToClient : EspDirection.ToServer,
            (flags & NoServerFlag) == 0,
            (flags & OrderedFlag) != 0,
            source[0] == EnclaveCodes.Ipv6Option);
        return true;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = EncodedSize;
        int flags = (Path.Sub.Count << SubShift) | (HasServerLevel ? 0 : NoServerFlag) | (IsOrdered ? OrderedFlag : 0)
            | (Direction == EspDirection.ToClient ? ToClientFlag : 0) | (Epoch & EpochMask);
        OptionHeader.Write(destination, IsV6, size, EnclaveCodes.DerivationKind, flags);
        WritePair(destination[PairOffset..], Path.Pair);
        for (int sub = 0; sub < Path.Sub.Count; sub++)
        {
            WritePair(destination[(PairOffset + (PairSize * (sub + 1)))..], Path.Sub[sub]);
        }

        uint server = HasServerLevel ? Path.Server : 0;
        BinaryPrimitives.WriteUInt32BigEndian(destination[(size - TailSize)..], server);
        BinaryPrimitives.WriteUInt32BigEndian(destination[(size - sizeof(uint))..], Path.Sa);
        return size;
    }

    // A server's identifier without a level of servers would be carried and not derived from.
    private static DecodeError CheckServer(ReadOnlySpan<byte> tail, int flags, int at) =>
        (flags & NoServerFlag) != 0 && BinaryPrimitives.ReadUInt32BigEndian(tail) != 0
            ? DecodeError.Unexpected("server", at)
            : DecodeError.None;

    private static EnclavePair ReadPair(ReadOnlySpan<byte> source) => new(
        BinaryPrimitives.ReadUInt16BigEndian(source), BinaryPrimitives.ReadUInt16BigEndian(source[sizeof(ushort)..]));

    private static void WritePair(Span<byte> destination, EnclavePair pair)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, pair.First);
        BinaryPrimitives.WriteUInt16BigEndian(destination[sizeof(ushort)..], pair.Second);
    }
}
