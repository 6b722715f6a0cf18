using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Ike;

/// <summary>The header of every message (§3.1).</summary>
/// <param name="InitiatorSpi">SPI that the original initiator chose; never 0.</param>
/// <param name="ResponderSpi">SPI that the original responder chose; 0 in the first request.</param>
/// <param name="Exchange">Exchange type.</param>
/// <param name="IsInitiator">I flag: the sender is the original initiator of the IKE SA.</param>
/// <param name="IsResponse">R flag: a response to the request of the same identifier.</param>
/// <param name="MessageId">Message identifier.</param>
public readonly record struct IkeHeader(
    ulong InitiatorSpi,
    ulong ResponderSpi,
    ExchangeType Exchange,
    bool IsInitiator,
    bool IsResponse,
    uint MessageId)
{
    // octet   0..7             8..15            16            17       18        19     20..23      24..27
    //         initiator's SPI  responder's SPI  next payload  version  exchange  flags  message ID  length
    //         minor version, V flag and the reserved flags are sent as zero and ignored (§3.1)

    /// <summary>Octets of the header.</summary>
    public const int Size = 28;

    internal const int NextOffset = 16, LengthOffset = 24;
    private const int ResponderOffset = 8, VersionOffset = 17, ExchangeOffset = 18, FlagsOffset = 19, IdOffset = 20;
    private const byte MajorVersion = 0x20, MajorVersionMask = 0xF0, InitiatorFlag = 0x08, ResponseFlag = 0x20;

    /// <summary>Reads the fields of a header whatever they say: a wrong message, too, may have to be answered.
    /// </summary>
    /// <param name="source">The octets.</param>
    /// <param name="header">The header.</param>
    /// <returns>False if there are fewer octets than a header has.</returns>
    public static bool TryPeek(ReadOnlySpan<byte> source, out IkeHeader header)
    {
        header = source.Length < Size ? default : new(
            BinaryPrimitives.ReadUInt64BigEndian(source),
            BinaryPrimitives.ReadUInt64BigEndian(source[ResponderOffset..]),
            (ExchangeType)source[ExchangeOffset],
            (source[FlagsOffset] & InitiatorFlag) != 0,
            (source[FlagsOffset] & ResponseFlag) != 0,
            BinaryPrimitives.ReadUInt32BigEndian(source[IdOffset..]));
        return source.Length >= Size;
    }

    /// <summary>True if the major version is higher than ours, which is answered with INVALID_MAJOR_VERSION (§2.5).
    /// </summary>
    /// <param name="source">At least a header.</param>
    public static bool HasHigherVersion(ReadOnlySpan<byte> source) =>
        (source[VersionOffset] & MajorVersionMask) > MajorVersion;

    internal static DecodeError Check(ReadOnlySpan<byte> source)
    {
        if (source.Length < Size)
        {
            return DecodeError.Truncated(Size, source.Length, "header");
        }

        uint size = BinaryPrimitives.ReadUInt32BigEndian(source[LengthOffset..]);
        return (source[VersionOffset] & MajorVersionMask) != MajorVersion
                ? DecodeError.Unexpected("major version", VersionOffset)
            : BinaryPrimitives.ReadUInt64BigEndian(source) == 0 ? DecodeError.Unexpected("initiator's SPI", 0)
            : size < Size || size > int.MaxValue ? DecodeError.Unexpected("length", LengthOffset)
            : size > source.Length ? DecodeError.Truncated((int)size, source.Length)
            : size < source.Length ? DecodeError.Trailing((int)size)
            : DecodeError.None;
    }

    internal void Write(Span<byte> destination, PayloadType next, int messageSize)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, InitiatorSpi);
        BinaryPrimitives.WriteUInt64BigEndian(destination[ResponderOffset..], ResponderSpi);
        destination[NextOffset] = (byte)next;
        destination[VersionOffset] = MajorVersion;
        destination[ExchangeOffset] = (byte)Exchange;
        destination[FlagsOffset] = (byte)((IsInitiator ? InitiatorFlag : 0) | (IsResponse ? ResponseFlag : 0));
        BinaryPrimitives.WriteUInt32BigEndian(destination[IdOffset..], MessageId);
        BinaryPrimitives.WriteUInt32BigEndian(destination[LengthOffset..], (uint)messageSize);
    }
}

/// <summary>A message: header and payloads, the body of each still in octets (§3.1, §3.2).</summary>
/// <param name="Header">The header.</param>
/// <param name="Payloads">The payloads in order; an encrypted one is the last.</param>
/// <remarks>What a body says is read by <see cref="IkeContents"/>, in the clear or after decryption.</remarks>
public readonly record struct IkeMessage(IkeHeader Header, ValueList<IkePayload> Payloads) : IWireMessage<IkeMessage>
{
    /// <inheritdoc/>
    public int EncodedSize => IkeHeader.Size + PayloadChain.SizeOf(Payloads.Span);

    /// <summary>True if the last payload is encrypted.</summary>
    public bool IsEncrypted => Payloads.Count > 0 && Payloads[^1].Type == PayloadType.Encrypted;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out IkeMessage message, out DecodeError error)
    {
        message = default;
        error = IkeHeader.Check(source);
        if (!error.IsNone)
        {
            return false;
        }

        var first = (PayloadType)source[IkeHeader.NextOffset];
        if (!PayloadChain.TryDecode(
            first, source[IkeHeader.Size..], out ValueList<IkePayload> payloads, out error))
        {
            error = error.Within(IkeHeader.Size);
            return false;
        }

        IkeHeader.TryPeek(source, out IkeHeader header);
        message = new(header, payloads);
        return true;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        int size = EncodedSize;
        Header.Write(destination, PayloadChain.FirstOf(Payloads.Span), size);
        PayloadChain.Encode(Payloads.Span, destination[IkeHeader.Size..]);
        return size;
    }
}
