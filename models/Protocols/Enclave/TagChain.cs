using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>What a device on the way says of itself: its enclave, and the pairs whose keys it holds.</summary>
/// <param name="Enclave">Identifier of its enclave.</param>
/// <param name="Device">Its own identifier; 0 for a host that knows its enclave.</param>
/// <param name="Pairs">Pairs whose keys it holds; empty in a chain that does not list them.</param>
public readonly record struct EnclaveTag(ushort Enclave, ushort Device, ImmutableArray<EnclavePair> Pairs)
{
    /// <summary>A tag that lists no keys.</summary>
    /// <param name="enclave">Identifier of its enclave.</param>
    /// <param name="device">Its own identifier.</param>
    public EnclaveTag(ushort enclave, ushort device)
        : this(enclave, device, [])
    {
    }

    /// <summary>The device of a host's own tag.</summary>
    public const ushort OfHost = 0;

    /// <inheritdoc/>
    public bool Equals(EnclaveTag other) => Enclave == other.Enclave && Device == other.Device
        && Pairs.AsSpan().SequenceEqual(other.Pairs.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Enclave, Device, Pairs.IsDefault ? 0 : Pairs.Length);
}

/// <summary>
/// The tags that devices between two hosts have put on a packet, in the order of its way (ours: an option of IPv4 or of
/// the IPv6 hop-by-hop header). In a full chain the last tag is overwritten, so that both ends stay right.
/// </summary>
/// <param name="Tags">The tags, the sender's side first.</param>
/// <param name="HasOverflowed">True if a tag was overwritten.</param>
/// <param name="IsRequest">True if the sender asks to be told its own enclave: a special probe.</param>
/// <param name="ListsKeys">True if each tag says which keys its device holds.</param>
/// <param name="IsV6">True for the option of IPv6.</param>
public readonly record struct TagChain(
    ImmutableArray<EnclaveTag> Tags,
    bool HasOverflowed = false,
    bool IsRequest = false,
    bool ListsKeys = false,
    bool IsV6 = false)
    : IWireMessage<TagChain>
{
    // octet  0..2     3                             4..5      6..7     8           9..
    //        header   overflow|request|lists keys   enclave   device   pair count  i, j …   (the last two: lists keys)

    /// <summary>Tags in an IPv4 option at most.</summary>
    public const int Ipv4CountMax = 8;

    /// <summary>Octets of the longest IPv6 option (RFC 8200 §4.2).</summary>
    public const int Ipv6SizeMax = 255;

    private const int OverflowFlag = 0x80, RequestFlag = 0x40, KeysFlag = 0x20, Reserved = 0x1F;
    private const int TagSize = 4, PairSize = 4;

    /// <inheritdoc/>
    public int EncodedSize
    {
        get
        {
            int size = OptionHeader.Size;
            foreach (EnclaveTag tag in Tags)
            {
                size += SizeOf(tag, ListsKeys);
            }

            return size;
        }
    }

    /// <summary>The chain with one tag more: the last is overwritten if there is no room.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="sizeMax">Octets that the option may have.</param>
    public TagChain With(EnclaveTag tag, int sizeMax)
    {
        tag = ListsKeys ? tag : new EnclaveTag(tag.Enclave, tag.Device);
        int size = EncodedSize, added = SizeOf(tag, ListsKeys);
        ImmutableArray<EnclaveTag> kept = Tags;
        bool overflows = false;
        while (size + added > sizeMax && !kept.IsEmpty)
        {
            size -= SizeOf(kept[^1], ListsKeys);
            kept = kept.RemoveAt(kept.Length - 1);
            overflows = true;
        }

        return size + added > sizeMax
            ? this with { HasOverflowed = true }
            : this with { Tags = kept.Add(tag), HasOverflowed = HasOverflowed || overflows };
    }

    /// <inheritdoc/>
    public bool Equals(TagChain other) => Tags.AsSpan().SequenceEqual(other.Tags.AsSpan())
        && HasOverflowed == other.HasOverflowed && IsRequest == other.IsRequest
        && ListsKeys == other.ListsKeys && IsV6 == other.IsV6;

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Tags.IsDefault ? 0 : Tags.Length, HasOverflowed, IsRequest, ListsKeys, IsV6);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out TagChain message, out DecodeError error)
    {
        message = default;
        error = OptionHeader.Check(source, EnclaveCodes.TagsKind);
        int flags = error.IsNone ? source[OptionHeader.FlagsOffset] : 0;
        if (error.IsNone && (flags & Reserved) != 0)
        {
            error = DecodeError.Unexpected("flags", at: OptionHeader.FlagsOffset);
        }

        bool listsKeys = (flags & KeysFlag) != 0;
        ImmutableArray<EnclaveTag>.Builder tags = ImmutableArray.CreateBuilder<EnclaveTag>();
        for (int at = OptionHeader.Size; error.IsNone && at < source.Length;)
        {
            error = ReadTag(source, ref at, listsKeys, tags);
        }

        if (error.IsNone)
        {
            message = new TagChain(
                tags.ToImmutable(),
                (flags & OverflowFlag) != 0,
                (flags & RequestFlag) != 0,
                listsKeys,
                source[0] == EnclaveCodes.Ipv6Option);
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int flags = (HasOverflowed ? OverflowFlag : 0) | (IsRequest ? RequestFlag : 0) | (ListsKeys ? KeysFlag : 0);
        OptionHeader.Write(destination, IsV6, EncodedSize, EnclaveCodes.TagsKind, flags);
        int at = OptionHeader.Size;
        foreach (EnclaveTag tag in Tags)
        {
            at += WriteTag(destination[at..], tag);
        }

        return at;
    }

    private static int SizeOf(in EnclaveTag tag, bool listsKeys) =>
        TagSize + (listsKeys ? 1 + (PairSize * tag.Pairs.Length) : 0);

    private static DecodeError ReadTag(
        ReadOnlySpan<byte> source, ref int at, bool listsKeys, ImmutableArray<EnclaveTag>.Builder tags)
    {
        ReadOnlySpan<byte> rest = source[at..];
        int need = TagSize + (listsKeys ? 1 : 0);
        if (rest.Length < need)
        {
            return DecodeError.Truncated(at + need, source.Length, "tag");
        }

        int pairCount = listsKeys ? rest[TagSize] : 0;
        need += PairSize * pairCount;
        if (rest.Length < need)
        {
            return DecodeError.Truncated(at + need, source.Length, "pairs");
        }

        ImmutableArray<EnclavePair>.Builder pairs = ImmutableArray.CreateBuilder<EnclavePair>(pairCount);
        for (int pair = 0; pair < pairCount; pair++)
        {
            ReadOnlySpan<byte> octets = rest[(TagSize + 1 + (PairSize * pair))..];
            pairs.Add(new EnclavePair(
                BinaryPrimitives.ReadUInt16BigEndian(octets),
                BinaryPrimitives.ReadUInt16BigEndian(octets[sizeof(ushort)..])));
        }

        tags.Add(new EnclaveTag(
            BinaryPrimitives.ReadUInt16BigEndian(rest),
            BinaryPrimitives.ReadUInt16BigEndian(rest[sizeof(ushort)..]),
            pairs.MoveToImmutable()));
        at += need;
        return DecodeError.None;
    }

    private int WriteTag(Span<byte> destination, in EnclaveTag tag)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, tag.Enclave);
        BinaryPrimitives.WriteUInt16BigEndian(destination[sizeof(ushort)..], tag.Device);
        if (!ListsKeys)
        {
            return TagSize;
        }

        destination[TagSize] = (byte)tag.Pairs.Length;
        int at = TagSize + 1;
        foreach (EnclavePair pair in tag.Pairs)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], pair.First);
            BinaryPrimitives.WriteUInt16BigEndian(destination[(at + sizeof(ushort))..], pair.Second);
            at += PairSize;
        }

        return at;
    }
}
