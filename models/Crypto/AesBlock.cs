using System;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using AesInstructions = System.Runtime.Intrinsics.X86.Aes;

namespace Simulator.Crypto;

/// <summary>The AES block cipher, encryption with a key of 128 or 256 bits (FIPS 197 §5.1, §5.2).</summary>
/// <remarks>
/// A value that holds the whole key schedule: it lives on the stack or in the field of its owner, and costs no
/// allocation. Every mode that the simulator computes itself (counter, CMAC, Milenage) needs encryption only.
/// </remarks>
public readonly struct AesBlock
{
    /// <summary>Length of a block in octets.</summary>
    public const int Size = 16;

    private const int Rounds128 = 10, Rounds256 = 14;

    private readonly RoundKeys _keys;
    private readonly bool _long;

    /// <summary>Expands a key of 128 bits.</summary>
    /// <param name="key">The key, first octet most significant.</param>
    public AesBlock(UInt128 key)
    {
        _long = false;
        if (AesInstructions.IsSupported)
        {
            ExpandHardware(ToVector(key), ref _keys);
            return;
        }

        Span<byte> octets = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(octets, key);
        Expand(octets, Rounds128, ref _keys);
    }

    /// <summary>Expands a key of 256 bits.</summary>
    /// <param name="key">The key.</param>
    public AesBlock(Key256 key)
    {
        _long = true;
        if (AesInstructions.IsSupported)
        {
            ExpandHardware(ToVector(key.High), ToVector(key.Low), ref _keys);
            return;
        }

        Span<byte> octets = stackalloc byte[Key256.Size];
        key.Write(octets);
        Expand(octets, Rounds256, ref _keys);
    }

    /// <summary>Expands a key of 16 or 32 octets.</summary>
    /// <param name="key">The key.</param>
    public AesBlock(ReadOnlySpan<byte> key)
        : this(key, AesInstructions.IsSupported)
    {
    }

    /// <summary>Expands a key with or without the processor's AES instructions.</summary>
    internal AesBlock(ReadOnlySpan<byte> key, bool hardware)
    {
        if (key.Length is not 16 and not 32)
        {
            throw new ArgumentException("an AES key has 16 or 32 octets", nameof(key));
        }

        _long = key.Length == 32;
        if (!hardware || !AesInstructions.IsSupported)
        {
            Expand(key, _long ? Rounds256 : Rounds128, ref _keys);
        }
        else if (_long)
        {
            ExpandHardware(Vector128.Create(key), Vector128.Create(key[Size..]), ref _keys);
        }
        else
        {
            ExpandHardware(Vector128.Create(key), ref _keys);
        }
    }

    /// <summary>True if the processor's AES instructions are used, false for the portable tables.</summary>
    public static bool IsHardwareAccelerated => AesInstructions.IsSupported;

    /// <summary>The cipher of one block.</summary>
    /// <param name="block">The block, first octet most significant.</param>
    public UInt128 Encrypt(UInt128 block) => ToNumber(Encrypt(ToVector(block)));

    /// <summary>The cipher of one block.</summary>
    /// <param name="block">16 octets.</param>
    /// <param name="destination">At least 16 octets; may be <paramref name="block"/>.</param>
    public void Encrypt(ReadOnlySpan<byte> block, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(block.Length, Size);
        Encrypt(Vector128.Create(block)).CopyTo(destination);
    }

    /// <summary>The octets of a number, first octet most significant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<byte> ToVector(UInt128 number) => Vector128.Create(
        BinaryPrimitives.ReverseEndianness((ulong)(number >> 64)),
        BinaryPrimitives.ReverseEndianness((ulong)number)).AsByte();

    /// <summary>The number that octets stand for, first octet most significant.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static UInt128 ToNumber(Vector128<byte> octets) => new(
        BinaryPrimitives.ReverseEndianness(octets.AsUInt64()[0]),
        BinaryPrimitives.ReverseEndianness(octets.AsUInt64()[1]));

    /// <summary>The cipher of one block that stays in a register.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Vector128<byte> Encrypt(Vector128<byte> block) =>
        AesInstructions.IsSupported ? EncryptHardware(block) : EncryptPortable(block);

    /// <summary>The ciphers of four blocks, interleaved so that the processor works on all of them at once.</summary>
    internal void Encrypt(ref Blocks blocks)
    {
        if (!AesInstructions.IsSupported)
        {
            blocks = new(Encrypt(blocks.B0), Encrypt(blocks.B1), Encrypt(blocks.B2), Encrypt(blocks.B3));
            return;
        }

        Blocks state = blocks.Xor(_keys[0]);
        int rounds = _long ? Rounds256 : Rounds128;
        for (int round = 1; round < rounds; round++)
        {
            Vector128<byte> key = _keys[round];
            state = new(
                AesInstructions.Encrypt(state.B0, key),
                AesInstructions.Encrypt(state.B1, key),
                AesInstructions.Encrypt(state.B2, key),
                AesInstructions.Encrypt(state.B3, key));
        }

        Vector128<byte> last = _keys[rounds];
        blocks = new(
            AesInstructions.EncryptLast(state.B0, last),
            AesInstructions.EncryptLast(state.B1, last),
            AesInstructions.EncryptLast(state.B2, last),
            AesInstructions.EncryptLast(state.B3, last));
    }

    /// <summary>The cipher by table look-ups (FIPS 197 §5.1), on any processor.</summary>
    internal Vector128<byte> EncryptPortable(Vector128<byte> block)
    {
        Vector128<uint> state = (block ^ _keys[0]).AsUInt32();
        int rounds = _long ? Rounds256 : Rounds128;
        for (int round = 1; round < rounds; round++)
        {
            state = AesTables.Round(state) ^ _keys[round].AsUInt32();
        }

        return AesTables.LastRound(state).AsByte() ^ _keys[rounds];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<byte> EncryptHardware(Vector128<byte> block)
    {
        Vector128<byte> state = block ^ _keys[0];
        state = AesInstructions.Encrypt(state, _keys[1]);
        state = AesInstructions.Encrypt(state, _keys[2]);
        state = AesInstructions.Encrypt(state, _keys[3]);
        state = AesInstructions.Encrypt(state, _keys[4]);
        state = AesInstructions.Encrypt(state, _keys[5]);
        state = AesInstructions.Encrypt(state, _keys[6]);
        state = AesInstructions.Encrypt(state, _keys[7]);
        state = AesInstructions.Encrypt(state, _keys[8]);
        state = AesInstructions.Encrypt(state, _keys[9]);
        if (!_long)
        {
            return AesInstructions.EncryptLast(state, _keys[Rounds128]);
        }

        state = AesInstructions.Encrypt(state, _keys[10]);
        state = AesInstructions.Encrypt(state, _keys[11]);
        state = AesInstructions.Encrypt(state, _keys[12]);
        state = AesInstructions.Encrypt(state, _keys[13]);
        return AesInstructions.EncryptLast(state, _keys[Rounds256]);
    }

    /// <summary>Key expansion (FIPS 197 §5.2); words in memory order, so that RotWord turns right.</summary>
    private static void Expand(ReadOnlySpan<byte> key, int rounds, ref RoundKeys keys)
    {
        Span<byte> octets = MemoryMarshal.AsBytes((Span<Vector128<byte>>)keys);
        key.CopyTo(octets);
        Span<uint> words = MemoryMarshal.Cast<byte, uint>(octets)[..(4 * (rounds + 1))];
        int keyWords = key.Length / 4;
        uint roundConstant = 1;
        uint word = words[keyWords - 1];
        for (int i = keyWords; i < words.Length; i++)
        {
            if (i % keyWords == 0)
            {
                word = BitOperations.RotateRight(AesTables.SubWord(word), 8) ^ roundConstant;
                roundConstant = AesTables.Double((byte)roundConstant);
            }
            else if (keyWords == 8 && i % 8 == 4)
            {
                word = AesTables.SubWord(word);
            }

            word ^= words[i - keyWords];
            words[i] = word;
        }
    }

    /// <summary>Key expansion of 128 bits, a round key at a time.</summary>
    private static void ExpandHardware(Vector128<byte> key, ref RoundKeys keys)
    {
        keys[0] = key;
        uint roundConstant = 1;
        for (int round = 1; round <= Rounds128; round++)
        {
            key = AddWords(key, SubRotWord(key, roundConstant));
            keys[round] = key;
            roundConstant = AesTables.Double((byte)roundConstant);
        }
    }

    /// <summary>Key expansion of 256 bits, two round keys at a time.</summary>
    private static void ExpandHardware(Vector128<byte> even, Vector128<byte> odd, ref RoundKeys keys)
    {
        (keys[0], keys[1]) = (even, odd);
        uint roundConstant = 1;
        for (int round = 2; round < Rounds256; round += 2)
        {
            even = AddWords(even, SubRotWord(odd, roundConstant));
            odd = AddWords(odd, SubWord(even));
            (keys[round], keys[round + 1]) = (even, odd);
            roundConstant = AesTables.Double((byte)roundConstant);
        }

        keys[Rounds256] = AddWords(even, SubRotWord(odd, roundConstant));
    }

    /// <summary>The next round key: each word is the one of the key before, added to all that precede it and to what
    /// SubWord gave, which stands in all four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> AddWords(Vector128<byte> key, Vector128<byte> word)
    {
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 4);
        key ^= Sse2.ShiftLeftLogical128BitLane(key, 8);
        return key ^ word;
    }

    /// <summary>SubWord of the last word, turned, with the round constant; in all four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SubRotWord(Vector128<byte> key, uint roundConstant) =>
        // four equal columns: ShiftRows changes nothing, and what is left of the last round is SubBytes and the key
        AesInstructions.EncryptLast(
            Vector128.Shuffle(
                key, Vector128.Create((byte)13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12, 13, 14, 15, 12)),
            Vector128.Create(roundConstant).AsByte());

    /// <summary>SubWord of the last word, in all four columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> SubWord(Vector128<byte> key) =>
        AesInstructions.EncryptLast(Vector128.Create(key.AsUInt32()[3]).AsByte(), Vector128<byte>.Zero);

    /// <summary>Four blocks side by side.</summary>
    internal readonly record struct Blocks(
        Vector128<byte> B0, Vector128<byte> B1, Vector128<byte> B2, Vector128<byte> B3)
    {
        /// <summary>Adds one vector to each block.</summary>
        public Blocks Xor(Vector128<byte> key) => new(B0 ^ key, B1 ^ key, B2 ^ key, B3 ^ key);
    }

    [InlineArray(Rounds256 + 1)]
    private struct RoundKeys
    {
        private Vector128<byte> _first;
    }
}
