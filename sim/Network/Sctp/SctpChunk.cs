using System;
using System.Buffers.Binary;

namespace Simulator.Network;

/// <summary>Any chunk (RFC 9260 §3.2).</summary>
public readonly ref struct SctpChunk
{
    // octet  0     1      2..3    4..    then up to three octets of padding that the length does not count
    //        type  flags  length  value

    /// <summary>Octets of type, flags and length.</summary>
    public const int HeaderSize = 4;

    internal const int LengthOffset = 2;

    private SctpChunk(ReadOnlySpan<byte> octets) => Octets = octets;

    /// <summary>The chunk without its padding.</summary>
    public ReadOnlySpan<byte> Octets { get; }

    /// <summary>Its type, as in <see cref="SctpChunkType"/>.</summary>
    public byte Type => Octets[0];

    /// <summary>Its flags.</summary>
    public byte Flags => Octets[1];

    /// <summary>What follows the length.</summary>
    public ReadOnlySpan<byte> Value => Octets[HeaderSize..];

    /// <summary>
    /// Takes the next chunk off a packet. The padding of the last chunk may be missing; octets that are no whole chunk
    /// header make the packet malformed.
    /// </summary>
    /// <param name="rest">Chunks; without the first afterwards.</param>
    /// <param name="chunk">The first.</param>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out SctpChunk chunk)
    {
        bool isWhole = SctpTlv.TryTake(ref rest, out ReadOnlySpan<byte> octets);
        chunk = new SctpChunk(octets);
        return isWhole;
    }

    /// <summary>
    /// True if everything in the chunk that has a length has one that fits; unknown types always are.
    /// </summary>
    public bool IsWellFormed => Type switch
    {
        SctpChunkType.Data => Octets.Length >= DataChunk.HeaderSize,
        SctpChunkType.Init or SctpChunkType.InitAck =>
            Octets.Length >= InitChunk.Size && SctpTlv.AreWhole(Octets[InitChunk.Size..]),
        SctpChunkType.Sack => SackChunk.IsWhole(Octets),
        SctpChunkType.Heartbeat or SctpChunkType.HeartbeatAck => IsHeartbeat(Value),
        SctpChunkType.Abort or SctpChunkType.Error => SctpTlv.AreWhole(Value),
        SctpChunkType.Shutdown => Octets.Length == HeaderSize + sizeof(uint),
        SctpChunkType.ShutdownAck or SctpChunkType.CookieAck or SctpChunkType.ShutdownComplete => Value.IsEmpty,
        SctpChunkType.CookieEcho => !Value.IsEmpty,
        _ => true,
    };

    // §3.3.5: exactly one parameter
    private static bool IsHeartbeat(ReadOnlySpan<byte> value) =>
        SctpTlv.TryTake(ref value, out ReadOnlySpan<byte> info)
        && BinaryPrimitives.ReadUInt16BigEndian(info) == SctpParameterType.HeartbeatInfo
        && value.IsEmpty;
}

/// <summary>
/// What chunks, parameters and error causes have in common: 16 bits, a length of 16 bits that counts these four octets
/// and no padding, a value, and padding to a multiple of four (RFC 9260 §3.2, §3.2.1, §3.3.10).
/// </summary>
internal static class SctpTlv
{
    public const int HeaderSize = 4;

    /// <summary>Octets with padding.</summary>
    public static int Pad(int size) => (size + 3) & ~3;

    /// <summary>Takes the first one off, its padding too.</summary>
    public static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> octets)
    {
        octets = default;
        int length = rest.Length < HeaderSize ? 0 : BinaryPrimitives.ReadUInt16BigEndian(
            rest[SctpChunk.LengthOffset..]);
        if (length < HeaderSize || length > rest.Length)
        {
            return false;
        }

        octets = rest[..length];
        rest = rest[Math.Min(Pad(length), rest.Length)..];
        return true;
    }

    /// <summary>True if the octets are a whole number of them, perhaps none.</summary>
    public static bool AreWhole(ReadOnlySpan<byte> octets)
    {
        while (!octets.IsEmpty)
        {
            if (!TryTake(ref octets, out _))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Parameter type or cause code.</summary>
    public static ushort TypeOf(ReadOnlySpan<byte> octets) => BinaryPrimitives.ReadUInt16BigEndian(octets);

    /// <summary>Writes type, length and value with padding; returns the octets written.</summary>
    public static int Write(Span<byte> destination, ushort type, ReadOnlySpan<byte> value)
    {
        int length = HeaderSize + value.Length;
        BinaryPrimitives.WriteUInt16BigEndian(destination, type);
        BinaryPrimitives.WriteUInt16BigEndian(destination[SctpChunk.LengthOffset..], (ushort)length);
        value.CopyTo(destination[HeaderSize..]);
        destination[length..Pad(length)].Clear();
        return Pad(length);
    }
}
