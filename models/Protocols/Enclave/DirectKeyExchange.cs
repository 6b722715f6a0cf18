using System;
using System.Buffers.Binary;
using System.Collections.Immutable;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>Why an intermediate asks for the key of an SA.</summary>
public enum KeyRequestReason
{
    /// <summary>It holds no key on the path.</summary>
    NoKey,

    /// <summary>It holds keys, but the packets carry no derivation information: an end is unchanged.</summary>
    NoInformation,

    /// <summary>It has come into the path after the SA was made.</summary>
    NewPath,
}

/// <summary>
/// Direct key exchange (ours: an option of IPv4): a server says on its control packets that it supports it, an
/// intermediate that it wants the key of the SA that the packet belongs to.
/// </summary>
/// <param name="IsSupported">Set by the server.</param>
/// <param name="Reason">Why those that ask cannot read.</param>
/// <param name="Requesters">IPv4 addresses of the intermediates that ask, in the order of the way.</param>
public readonly record struct DirectKeyExchange(
    bool IsSupported, KeyRequestReason Reason, ImmutableArray<uint> Requesters) : IWireMessage<DirectKeyExchange>
{
    // octet  0..2     3                      4..
    //        header   supported|reason(2)    address of an intermediate (32 bits) …

    /// <summary>Intermediates that one packet has room for.</summary>
    public const int RequesterMax = 5;

    private const int SupportedFlag = 0x80, ReasonMask = 0x03, AddressSize = sizeof(uint);

    /// <inheritdoc/>
    public int EncodedSize => OptionHeader.Size + (AddressSize * Requesters.Length);

    /// <inheritdoc/>
    public bool Equals(DirectKeyExchange other) => IsSupported == other.IsSupported && Reason == other.Reason
        && Requesters.AsSpan().SequenceEqual(other.Requesters.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(IsSupported, Reason, Requesters.IsDefault ? 0 : Requesters.Length);

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
            ImmutableArray<uint>.Builder requesters = ImmutableArray.CreateBuilder<uint>();
            for (int at = OptionHeader.Size; at < source.Length; at += AddressSize)
            {
                requesters.Add(BinaryPrimitives.ReadUInt32BigEndian(source[at..]));
            }

            int flags = source[OptionHeader.FlagsOffset];
            message = new DirectKeyExchange(
                (flags & SupportedFlag) != 0, (KeyRequestReason)(flags & ReasonMask), requesters.ToImmutable());
        }

        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int flags = (IsSupported ? SupportedFlag : 0) | (int)Reason;
        OptionHeader.Write(destination, isV6: false, EncodedSize, EnclaveCodes.DirectKind, flags);
        int at = OptionHeader.Size;
        foreach (uint address in Requesters)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[at..], address);
            at += AddressSize;
        }

        return at;
    }

    private static DecodeError CheckBody(ReadOnlySpan<byte> source)
    {
        int flags = source[OptionHeader.FlagsOffset], size = source.Length - OptionHeader.Size;
        return source[0] != EnclaveCodes.Ipv4Option ? DecodeError.Unexpected("option type", at: 0)
            : (flags & ~(SupportedFlag | ReasonMask)) != 0 || (flags & ReasonMask) > (int)KeyRequestReason.NewPath
                ? DecodeError.Unexpected("flags", at: OptionHeader.FlagsOffset)
            : size % AddressSize != 0
                ? DecodeError.Truncated(
                    OptionHeader.Size + ((size / AddressSize) + 1) * AddressSize, source.Length, "address")
            : size > RequesterMax * AddressSize
                ? DecodeError.Unexpected("requesters", at: OptionHeader.Size + (RequesterMax * AddressSize))
            : DecodeError.None;
    }
}
