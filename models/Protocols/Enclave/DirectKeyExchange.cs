using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>Why an intermediate asks for the key of an SA.</summary>
public enum KeyRequestReason
{
    /// <summary>It derives keys, but holds none on the path.</summary>
    NoKey,

    /// <summary>It may hold keys, but the packets carry no derivation information: an end is unchanged.</summary>
    NoInformation,

    /// <summary>It derives keys, but holds none of the path, and has come into the path after the SA was made.
    /// </summary>
    NewPath,

    /// <summary>It does not support the derivation of keys: that of the SA alone is of use to it.</summary>
    NoDerivation,
}

/// <summary>An intermediate that asks for the key of an SA.</summary>
/// <param name="Address">Its address; one of IPv4 in the lowest 32 bits.</param>
/// <param name="Reason">Why it cannot read.</param>
public readonly record struct KeyRequester(UInt128 Address, KeyRequestReason Reason);

/// <summary>
/// Direct key exchange (ours: an option of IPv4, or of the IPv6 hop-by-hop header): a server says on its control
/// packets that it supports it, an intermediate that it wants the key of the SA that the packet belongs to.
/// </summary>
/// <param name="IsSupported">Set by the server.</param>
/// <param name="Requesters">The intermediates that ask, in the order of the way.</param>
/// <param name="IsV6">True for the option of IPv6.</param>
public readonly record struct DirectKeyExchange(
    bool IsSupported, ImmutableArray<KeyRequester> Requesters, bool IsV6 = false) : IWireMessage<DirectKeyExchange>
{
    // octet  0..2     3              4..
    //        header   supported(1)   reason (8 bits), address of an intermediate (32 or 128 bits) …

    /// <summary>Intermediates that one packet has room for.</summary>
    public const int RequesterMax = 5;

    private const int SupportedFlag = 0x80, ReasonSize = 1, V4Size = 4, V6Size = 16;

    /// <inheritdoc/>
    public int EncodedSize => OptionHeader.Size + (SizeOfOne(IsV6) * Requesters.Length);

    /// <inheritdoc/>
    public bool Equals(DirectKeyExchange other) => IsSupported == other.IsSupported && IsV6 == other.IsV6
        && Requesters.AsSpan().SequenceEqual(other.Requesters.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(IsSupported, IsV6, Requesters.IsDefault ? 0 : Requesters.Length);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DirectKeyExchange message, out DecodeError error)
    {
        message = default;
        error = OptionHeader.Check(source, EnclaveCodes.DirectKind);
        if (error.IsNone)
        {
            error = CheckBody(source);
        }

        if (error.IsNone)
        {
            bool isV6 = source[0] == EnclaveCodes.Ipv6Option;
            ImmutableArray<KeyRequester>.Builder requesters = ImmutableArray.CreateBuilder<KeyRequester>();
            for (int at = OptionHeader.Size; at < source.Length; at += SizeOfOne(isV6))
            {
                requesters.Add(Read(source[at..], isV6));
            }

            bool isSupported = (source[OptionHeader.FlagsOffset] & SupportedFlag) != 0;
            message = new DirectKeyExchange(isSupported, requesters.ToImmutable(), isV6);
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        OptionHeader.Write(
            destination, IsV6, EncodedSize, EnclaveCodes.DirectKind, IsSupported ? SupportedFlag : 0);
        int at = OptionHeader.Size;
        foreach (KeyRequester requester in Requesters)
        {
            destination[at] = (byte)requester.Reason;
            Span<byte> address = destination[(at + ReasonSize)..];
            if (IsV6)
            {
                BinaryPrimitives.WriteUInt128BigEndian(address, requester.Address);
            }
            else
            {
                BinaryPrimitives.WriteUInt32BigEndian(address, unchecked((uint)requester.Address));
            }

            at += SizeOfOne(IsV6);
        }

        return at;
    }

    private static int SizeOfOne(bool isV6) => ReasonSize + (isV6 ? V6Size : V4Size);

    private static KeyRequester Read(ReadOnlySpan<byte> source, bool isV6)
    {
        ReadOnlySpan<byte> address = source[ReasonSize..];
        return new KeyRequester(
            isV6 ? BinaryPrimitives.ReadUInt128BigEndian(address) : BinaryPrimitives.ReadUInt32BigEndian(address),
            (KeyRequestReason)source[0]);
    }

    private static DecodeError CheckBody(ReadOnlySpan<byte> source)
    {
        int size = source.Length - OptionHeader.Size;
        int one = SizeOfOne(source[0] == EnclaveCodes.Ipv6Option);
        if ((source[OptionHeader.FlagsOffset] & ~SupportedFlag) != 0)
        {
            return DecodeError.Unexpected("flags", at: OptionHeader.FlagsOffset);
        }

        if (size % one != 0)
        {
            return DecodeError.Truncated(OptionHeader.Size + ((size / one) + 1) * one, source.Length, "address");
        }

        if (size > RequesterMax * one)
        {
            return DecodeError.Unexpected("requesters", at: OptionHeader.Size + (RequesterMax * one));
        }

        for (int at = OptionHeader.Size; at < source.Length; at += one)
        {
            if (source[at] > (int)KeyRequestReason.NoDerivation)
            {
                return DecodeError.Unexpected("reason", at);
            }
        }

        return DecodeError.None;
    }
}
