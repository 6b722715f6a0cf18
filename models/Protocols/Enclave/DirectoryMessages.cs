using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Enclave;

/// <summary>A key server asks the directory of the organisation what a party may have (ours: a UDP datagram, protected
/// by ESP).</summary>
/// <param name="Id">Number of the question among those of its sender; the answer repeats it.</param>
/// <param name="Enclave">The enclave whose keys the party wants.</param>
/// <param name="Party">Name of the party: 1 to 64 printable characters of ASCII without blanks, as octets.</param>
public readonly record struct DirectoryQuestion(uint Id, ushort Enclave, Octets Party) : IWireMessage<DirectoryQuestion>
{
    // octet  0..7     8..9      10       11..
    //        header   enclave   size n   n octets of the party's name
    private const int EnclaveOffset = KeyMessages.HeaderSize, SizeOffset = EnclaveOffset + 2;
    private const int PartyOffset = SizeOffset + 1;

    /// <summary>Octets of a name at most.</summary>
    public const int PartySizeMax = 64;

    /// <inheritdoc/>
    public int EncodedSize => PartyOffset + Party.Size;

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DirectoryQuestion message, out DecodeError error)
    {
        error = KeyMessages.Check(source, KeyMessages.DirectoryQuestionKind, PartyOffset);
        error = error.IsNone ? CheckParty(source) : error;
        message = !error.IsNone ? default : new(
            KeyMessages.IdOf(source),
            BinaryPrimitives.ReadUInt16BigEndian(source[EnclaveOffset..]),
            new Octets(source[PartyOffset..]));
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.DirectoryQuestionKind, Id);
        BinaryPrimitives.WriteUInt16BigEndian(destination[EnclaveOffset..], Enclave);
        destination[SizeOffset] = (byte)Party.Size;
        return PartyOffset + Party.CopyTo(destination[PartyOffset..]);
    }

    private static DecodeError CheckParty(ReadOnlySpan<byte> source)
    {
        int size = PartyOffset + source[SizeOffset];
        DecodeError error = source[SizeOffset] is 0 or > PartySizeMax
                ? DecodeError.Unexpected("size of party", at: SizeOffset)
            : source.Length < size ? DecodeError.Truncated(size, source.Length, "party")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : DecodeError.None;
        int wrong = error.IsNone ? source[PartyOffset..].IndexOfAnyExceptInRange((byte)'!', (byte)'~') : -1;
        return wrong < 0 ? error : DecodeError.Unexpected("party", at: PartyOffset + wrong);
    }
}

/// <summary>What the directory of the organisation knows of a party.</summary>
public enum DirectoryStatus
{
    /// <summary>It may have keys.</summary>
    Granted,

    /// <summary>No such party is in that enclave.</summary>
    Unknown,

    /// <summary>It has left, or was withdrawn.</summary>
    Withdrawn,
}

/// <summary>What the directory says of a party (ours: a UDP datagram, protected by ESP).</summary>
/// <param name="Id">Number of the question.</param>
/// <param name="Status">What it knows.</param>
/// <param name="Grant">What the party may have, if anything.</param>
public readonly record struct DirectoryAnswer(uint Id, DirectoryStatus Status, KeyGrant Grant)
    : IWireMessage<DirectoryAnswer>
{
    // octet  0..7     8        9..12    13      14
    //        header   status   server   depth   0 | 1 for authentication alone; these if granted
    private const int StatusOffset = KeyMessages.HeaderSize, ServerOffset = StatusOffset + 1;
    private const int DepthOffset = ServerOffset + 4, UseOffset = DepthOffset + 1, GrantedSize = UseOffset + 1;

    /// <inheritdoc/>
    public int EncodedSize => SizeOf(Status);

    /// <inheritdoc/>
    public static bool TryDecode(ReadOnlySpan<byte> source, out DirectoryAnswer message, out DecodeError error)
    {
        error = KeyMessages.Check(source, KeyMessages.DirectoryAnswerKind, ServerOffset);
        error = error.IsNone ? CheckBody(source) : error;
        bool isGranted = error.IsNone && source[StatusOffset] == (byte)DirectoryStatus.Granted;
        message = !error.IsNone ? default : new(
            KeyMessages.IdOf(source),
            (DirectoryStatus)source[StatusOffset],
            isGranted
                ? new KeyGrant(
                    BinaryPrimitives.ReadUInt32BigEndian(source[ServerOffset..]), source[DepthOffset],
                    source[UseOffset] == 1)
                : default);
        return error.IsNone;
    }

    /// <inheritdoc/>
    public int Encode(Span<byte> destination)
    {
        KeyMessages.Write(destination, KeyMessages.DirectoryAnswerKind, Id);
        destination[StatusOffset] = (byte)Status;
        if (Status == DirectoryStatus.Granted)
        {
            BinaryPrimitives.WriteUInt32BigEndian(destination[ServerOffset..], Grant.Server);
            destination[DepthOffset] = Grant.Depth;
            destination[UseOffset] = (byte)(Grant.OnlyVerifies ? 1 : 0);
        }

        return EncodedSize;
    }

    private static int SizeOf(DirectoryStatus status) =>
        status == DirectoryStatus.Granted ? GrantedSize : ServerOffset;

    private static DecodeError CheckBody(ReadOnlySpan<byte> source)
    {
        if (source[StatusOffset] > (byte)DirectoryStatus.Withdrawn)
        {
            return DecodeError.Unexpected("status", at: StatusOffset);
        }

        var status = (DirectoryStatus)source[StatusOffset];
        int size = SizeOf(status);
        return source.Length < size ? DecodeError.Truncated(size, source.Length, "grant")
            : source.Length > size ? DecodeError.Trailing(at: size)
            : status != DirectoryStatus.Granted ? DecodeError.None
            : source[DepthOffset] is 0 or > KeyGrant.DepthMax ? DecodeError.Unexpected("depth", at: DepthOffset)
            : source[UseOffset] > 1 ? DecodeError.Unexpected("use", at: UseOffset)
            : DecodeError.None;
    }
}
