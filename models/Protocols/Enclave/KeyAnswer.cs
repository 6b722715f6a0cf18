using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Simulator.Crypto;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>A key that a party is given: where it hangs in the tree, and its octets.</summary>
/// <param name="Depth">Derivations from the organisation key.</param>
/// <param name="Pair">The pair.</param>
/// <param name="Server">The server of a server key; otherwise 0.</param>
/// <param name="Key">The key.</param>
/// <param name="Use">Its tree.</param>
public readonly record struct ProvisionedKey(
    byte Depth, EnclavePair Pair, uint Server, Key256 Key, KeyUse Use = KeyUse.Both);

/// <summary>What a key server makes of a request.</summary>
public enum KeyStatus
{
    /// <summary>Here are the keys.</summary>
    Granted,

    /// <summary>The access list does not give them to the party.</summary>
    Denied,

    /// <summary>There is no such enclave.</summary>
    UnknownEnclave,
}

/// <summary>Keys for a party (ours: a UDP datagram, protected by ESP). Many keys come in several answers.</summary>
/// <param name="Id">Number of the request; 0 for keys that nobody asked for.</param>
/// <param name="Status">What the key server makes of the request.</param>
/// <param name="Epoch">Epoch of the organisation key.</param>
/// <param name="IsLast">False if more answers to the request follow.</param>
/// <param name="Keys">The keys.</param>
public readonly record struct KeyAnswer(
    uint Id, KeyStatus Status, byte Epoch, bool IsLast, ImmutableArray<ProvisionedKey> Keys) : IWireMessage<KeyAnswer>
{
    // octet  0..7     8        9       10     11            12..
    //        header   status   epoch   last   number n      n × (use and depth, 4 bits each, i, j, k, key)
    private const int StatusOffset = KeyMessages.HeaderSize, EpochOffset = StatusOffset + 1;
    private const int LastOffset = EpochOffset + 1, CountOffset = LastOffset + 1, KeysOffset = CountOffset + 1;
    private const int KeySize = 1 + 4 + 4 + Key256.Size;
    private const int DepthBits = 4, DepthMask = 0x0F;

    /// <summary>Keys in one answer at most: what a packet of 1,280 octets has room for beside its headers.</summary>
    public const int CountMax = 28;

    /// <inheritdoc/>
    public int EncodedSize => KeysOffset + (KeySize * Keys.Length);

    /// <inheritdoc/>
    public bool Equals(KeyAnswer other) => Id == other.Id && Status == other.Status && Epoch == other.Epoch
        && IsLast == other.IsLast && Keys.AsSpan().SequenceEqual(other.Keys.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Status, Epoch, IsLast, Keys.IsDefault ? 0 : Keys.Length);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out KeyAnswer message, out DecodeError error)
    {
        error = KeyMessages.Check(source, KeyMessages.AnswerKind, KeysOffset);
        error = error.IsNone ? CheckBody(source) : error;
        message = default;
        if (error.IsNone)
        {
            ImmutableArray<ProvisionedKey>.Builder keys =
                ImmutableArray.CreateBuilder<ProvisionedKey>(source[CountOffset]);
            for (int at = KeysOffset; at < source.Length; at += KeySize)
            {
                keys.Add(ReadKey(source[at..]));
            }

            message = new KeyAnswer(
                KeyMessages.IdOf(source), (KeyStatus)source[StatusOffset], source[EpochOffset],
                source[LastOffset] == 1, keys.MoveToImmutable());
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.AnswerKind, Id);
        destination[StatusOffset] = (byte)Status;
        destination[EpochOffset] = Epoch;
        destination[LastOffset] = (byte)(IsLast ? 1 : 0);
        destination[CountOffset] = (byte)Keys.Length;
        int at = KeysOffset;
        foreach (ProvisionedKey key in Keys)
        {
            WriteKey(destination[at..], key);
            at += KeySize;
        }

        return at;
    }

    private static DecodeError CheckBody(ReadOnlySpan<byte> source)
    {
        int size = KeysOffset + (KeySize * source[CountOffset]);
        return source[StatusOffset] > (byte)KeyStatus.UnknownEnclave
                ? DecodeError.Unexpected("status", at: StatusOffset)
            : source[EpochOffset] >= DerivationInformation.EpochCount ? DecodeError.Unexpected("epoch", at: EpochOffset)
            : source[LastOffset] > 1 ? DecodeError.Unexpected("last", at: LastOffset)
            : source[CountOffset] > CountMax ? DecodeError.Unexpected("number", at: CountOffset)
            : source.Length < size ? DecodeError.Truncated(size, source.Length, "keys")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : CheckUses(source);
    }

    private static DecodeError CheckUses(ReadOnlySpan<byte> source)
    {
        for (int at = KeysOffset; at < source.Length; at += KeySize)
        {
            if (source[at] >> DepthBits > (byte)KeyUse.Authentication)
            {
                return DecodeError.Unexpected("use", at);
            }
        }

        return DecodeError.None;
    }

    private static ProvisionedKey ReadKey(ReadOnlySpan<byte> source) => new(
        (byte)(source[0] & DepthMask),
        new EnclavePair(
            BinaryPrimitives.ReadUInt16BigEndian(source[1..]), BinaryPrimitives.ReadUInt16BigEndian(source[3..])),
        BinaryPrimitives.ReadUInt32BigEndian(source[5..]),
        Key256.Read(source.Slice(9, Key256.Size)),
        (KeyUse)(source[0] >> DepthBits));

    private static void WriteKey(Span<byte> destination, in ProvisionedKey key)
    {
        destination[0] = (byte)(((int)key.Use << DepthBits) | key.Depth);
        BinaryPrimitives.WriteUInt16BigEndian(destination[1..], key.Pair.First);
        BinaryPrimitives.WriteUInt16BigEndian(destination[3..], key.Pair.Second);
        BinaryPrimitives.WriteUInt32BigEndian(destination[5..], key.Server);
        key.Key.Write(destination[9..]);
    }
}
