using System;
using System.Buffers.Binary;

namespace Simulator.Crypto;

/// <summary>The 3GPP key derivation function: HMAC-SHA-256 over FC ‖ P0 ‖ L0 ‖ P1 ‖ L1 …
/// (TS 33.220 annex B.2).</summary>
public static class Kdf
{
    // ours: the longest string is that of Ks_NAF, whose IMPI and NAF_Id are domain names of at most 255 octets
    private const int InputMax = 640;

    /// <summary>A key from one parameter.</summary>
    /// <param name="key">The key of the HMAC.</param>
    /// <param name="fc">Function code.</param>
    /// <param name="p0">First parameter.</param>
    public static Key256 Derive(ReadOnlySpan<byte> key, byte fc, ReadOnlySpan<byte> p0) =>
        Derive(key, fc, p0, default, 1);

    /// <summary>A key from two parameters.</summary>
    /// <param name="key">The key of the HMAC.</param>
    /// <param name="fc">Function code.</param>
    /// <param name="p0">First parameter.</param>
    /// <param name="p1">Second parameter.</param>
    public static Key256 Derive(
        ReadOnlySpan<byte> key, byte fc, ReadOnlySpan<byte> p0, ReadOnlySpan<byte> p1) =>
        Derive(key, fc, p0, p1, 2);

    /// <summary>A key from four parameters.</summary>
    /// <param name="key">The key of the HMAC.</param>
    /// <param name="fc">Function code.</param>
    /// <param name="p0">First parameter.</param>
    /// <param name="p1">Second parameter.</param>
    /// <param name="p2">Third parameter.</param>
    /// <param name="p3">Fourth parameter.</param>
    public static Key256 Derive(
        ReadOnlySpan<byte> key,
        byte fc,
        ReadOnlySpan<byte> p0,
        ReadOnlySpan<byte> p1,
        ReadOnlySpan<byte> p2,
        ReadOnlySpan<byte> p3)
    {
        Span<byte> s = stackalloc byte[InputMax];
        s[0] = fc;
        int size = Append(s, 1, p0);
        size = Append(s, size, p1);
        size = Append(s, size, p2);
        size = Append(s, size, p3);
        return Hmac(key, s[..size]);
    }

    /// <summary>Keys from up to four strings of one length under the same key, faster than one by one.</summary>
    /// <param name="key">The key of the HMAC.</param>
    /// <param name="strings">The strings FC ‖ P0 ‖ L0 ‖ P1 ‖ L1 … end to end, as many as there are keys.</param>
    /// <param name="keys">Receives a key from each string, one to four.</param>
    public static void DeriveEach(ReadOnlySpan<byte> key, ReadOnlySpan<byte> strings, Span<Key256> keys)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Length, Sha256Lanes.Count);
        Span<byte> output = stackalloc byte[Sha256Lanes.Count * Key256.Size];
        HmacSha256.WriteEach(key, strings, output[..(keys.Length * Key256.Size)]);
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = Key256.Read(output.Slice(index * Key256.Size, Key256.Size));
        }
    }

    private static Key256 Derive(
        ReadOnlySpan<byte> key, byte fc, ReadOnlySpan<byte> p0, ReadOnlySpan<byte> p1, int count)
    {
        Span<byte> s = stackalloc byte[InputMax];
        s[0] = fc;
        int size = Append(s, 1, p0);
        size = count > 1 ? Append(s, size, p1) : size;
        return Hmac(key, s[..size]);
    }

    private static int Append(Span<byte> s, int at, ReadOnlySpan<byte> parameter)
    {
        parameter.CopyTo(s[at..]);
        BinaryPrimitives.WriteUInt16BigEndian(s[(at + parameter.Length)..], (ushort)parameter.Length);
        return at + parameter.Length + sizeof(ushort);
    }

    private static Key256 Hmac(ReadOnlySpan<byte> key, ReadOnlySpan<byte> s)
    {
        Span<byte> output = stackalloc byte[Key256.Size];
        HmacSha256.WriteWhole(key, s, output);
        return Key256.Read(output);
    }
}
