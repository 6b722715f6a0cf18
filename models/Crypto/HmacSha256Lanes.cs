using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Simulator.Crypto;

/// <summary>HMAC-SHA-256 of up to four short messages under one key at once (RFC 2104 §2).</summary>
/// <remarks>
/// Three passes of <see cref="Sha256Lanes"/>, however many messages there are: the padded key for the inner and for the
/// outer hash, two lanes of one pass; the messages, a lane each; the outer hashes.
/// </remarks>
internal static class HmacSha256Lanes
{
    /// <summary>Octets of a key at most: a longer one is hashed first.</summary>
    public const int KeySizeMax = Sha256Lanes.BlockWords * sizeof(uint);

    /// <summary>Octets of a message at most: with its padding it is one block (FIPS 180-4 §5.1.1).</summary>
    public const int MessageSizeMax = KeySizeMax - 1 - sizeof(ulong);

    private const int CodeSize = Sha256Lanes.HashWords * sizeof(uint);
    private const int Inner = 0, Outer = 1;                          // lanes of the first pass
    private const uint InnerPad = 0x36363636, OuterPad = 0x5C5C5C5C; // RFC 2104 §2
    private const uint Terminator = 0x80;                            // FIPS 180-4 §5.1.1: a one bit, then zeros

    /// <summary>True if the lengths are among those computed here.</summary>
    /// <param name="keySize">Octets of the key.</param>
    /// <param name="messageSize">Octets of a message.</param>
    public static bool Fits(int keySize, int messageSize) => keySize <= KeySizeMax && messageSize <= MessageSizeMax;

    /// <summary>Writes the codes of messages of one length.</summary>
    /// <param name="key">The key, at most <see cref="KeySizeMax"/> octets.</param>
    /// <param name="messages">The messages end to end, each of at most <see cref="MessageSizeMax"/> octets.</param>
    /// <param name="codes">Receives 32 octets for each message, one to four; may overlap the key or messages.</param>
    public static void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> messages, Span<byte> codes)
    {
        Span<Vector128<uint>> schedule = stackalloc Vector128<uint>[Sha256Lanes.ScheduleWords];
        Span<Vector128<uint>> words = schedule[..Sha256Lanes.BlockWords];
        Span<Vector128<uint>> inner = stackalloc Vector128<uint>[Sha256Lanes.HashWords];
        Span<Vector128<uint>> outer = stackalloc Vector128<uint>[Sha256Lanes.HashWords];
        int count = codes.Length / CodeSize;

        LoadKey(key, words);
        Sha256Lanes.Start(inner);
        Sha256Lanes.Compress(inner, schedule);
        for (int index = 0; index < Sha256Lanes.HashWords; index++)
        {
            outer[index] = Vector128.Create(inner[index][Outer]);
            inner[index] = Vector128.Create(inner[index][Inner]);
        }

        LoadMessages(messages, count, words);
        Sha256Lanes.Compress(inner, schedule);
        LoadHashes(inner, words);
        Sha256Lanes.Compress(outer, schedule);
        Store(outer, codes);
    }

    /// <summary>The key with zeros behind it, under both pads.</summary>
    private static void LoadKey(ReadOnlySpan<byte> key, Span<Vector128<uint>> words)
    {
        var pads = Vector128.Create(InnerPad, OuterPad, InnerPad, OuterPad);
        Span<byte> padded = stackalloc byte[KeySizeMax];
        key.CopyTo(padded);
        for (int index = 0; index < words.Length; index++)
        {
            words[index] = Vector128.Create(BinaryPrimitives.ReadUInt32BigEndian(padded[(4 * index)..])) ^ pads;
        }
    }

    /// <summary>The messages, a lane each; what is in the other lanes does not matter.</summary>
    private static void LoadMessages(ReadOnlySpan<byte> messages, int count, Span<Vector128<uint>> words)
    {
        Span<uint> numbers = MemoryMarshal.Cast<Vector128<uint>, uint>(words);
        int size = messages.Length / count, whole = size / sizeof(uint);
        for (int lane = 0; lane < count; lane++)
        {
            ReadOnlySpan<byte> rest = messages.Slice(lane * size, size);
            int at = lane;
            for (; rest.Length >= sizeof(uint); rest = rest[sizeof(uint)..])
            {
                numbers[at] = BinaryPrimitives.ReadUInt32BigEndian(rest);
                at += Sha256Lanes.Count;
            }

            numbers[at] = LastWord(rest);
        }

        EndBlock(words, whole + 1, size);
    }

    /// <summary>The inner hashes as they came out, lane by lane.</summary>
    private static void LoadHashes(ReadOnlySpan<Vector128<uint>> hashes, Span<Vector128<uint>> words)
    {
        hashes.CopyTo(words);
        words[hashes.Length] = Vector128.Create(Terminator << 24);
        EndBlock(words, hashes.Length + 1, CodeSize);
    }

    /// <summary>The octets that are left, at most three, and what ends the message.</summary>
    private static uint LastWord(ReadOnlySpan<byte> octets)
    {
        uint word = 0;
        foreach (byte octet in octets)
        {
            word = (word << 8) | octet;
        }

        return ((word << 8) | Terminator) << (8 * (sizeof(uint) - 1 - octets.Length));
    }

    /// <summary>Zeros, then the number of bits with the padded key before them (FIPS 180-4 §5.1.1).</summary>
    private static void EndBlock(Span<Vector128<uint>> words, int from, int size)
    {
        words[from..].Clear();
        words[^1] = Vector128.Create(8 * (uint)(KeySizeMax + size));
    }

    private static void Store(ReadOnlySpan<Vector128<uint>> hashes, Span<byte> codes)
    {
        ReadOnlySpan<uint> numbers = MemoryMarshal.Cast<Vector128<uint>, uint>(hashes);
        for (int lane = 0; !codes.IsEmpty; lane++)
        {
            for (int at = lane; at < numbers.Length; at += Sha256Lanes.Count)
            {
                BinaryPrimitives.WriteUInt32BigEndian(codes, numbers[at]);
                codes = codes[sizeof(uint)..];
            }
        }
    }
}
