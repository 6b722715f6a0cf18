using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Simulator.Crypto;

namespace Simulator.Bench;

/// <summary>The same results as ours by the runtime's own primitives: the loop to stand beside.</summary>
/// <remarks>The context of AES is the caller's, who keeps it or makes one each time.</remarks>
internal static class RuntimeCrypto
{
    private const int BlockSize = 16;

    /// <summary>Milenage f1 to f5 with AUTN (TS 35.206 §4.1, TS 33.102 §6.3.2): five blocks of AES-ECB.</summary>
    internal static AuthenticationVector Milenage(Aes aes, UInt128 opc, UInt128 rand, ulong sqn, ushort amf)
    {
        UInt128 temp = Encrypt(aes, rand ^ opc);
        UInt128 half = ((UInt128)sqn << 16) | amf;
        UInt128 out1 = Encrypt(aes, temp ^ UInt128.RotateLeft(((half << 64) | half) ^ opc, 64)) ^ opc;
        UInt128 out2 = Encrypt(aes, temp ^ opc ^ 1) ^ opc;
        UInt128 out3 = Encrypt(aes, UInt128.RotateLeft(temp ^ opc, 32) ^ 2) ^ opc;
        UInt128 out4 = Encrypt(aes, UInt128.RotateLeft(temp ^ opc, 64) ^ 4) ^ opc;
        ulong ak = (ulong)(out2 >> 80);
        var autn = new Autn(new UInt128(((sqn ^ ak) << 16) | amf, (ulong)(out1 >> 64)));
        return new(rand, new Res(unchecked((ulong)out2), sizeof(ulong)), out3, out4, autn);
    }

    /// <summary>128-EIA2 by AES-CBC from zero: all blocks in one call, one more for the subkey (SP 800-38B).</summary>
    internal static uint Eia2(Aes aes, uint count, int bearer, int direction, ReadOnlySpan<byte> message)
    {
        int size = 8 + message.Length, padded = Padded(size);
        Span<byte> input = stackalloc byte[padded];
        input.Clear();
        BinaryPrimitives.WriteUInt32BigEndian(input, count);
        input[4] = (byte)((bearer << 3) | (direction << 2));
        message.CopyTo(input[8..]);
        UInt128 subkey = Double(Encrypt(aes, 0));
        if (size != padded)
        {
            input[size] = 0x80;
            subkey = Double(subkey);
        }

        Span<byte> last = input[^BlockSize..];
        BinaryPrimitives.WriteUInt128BigEndian(last, BinaryPrimitives.ReadUInt128BigEndian(last) ^ subkey);
        Span<byte> output = stackalloc byte[padded];
        aes.EncryptCbc(input, stackalloc byte[BlockSize], output, PaddingMode.None);
        return BinaryPrimitives.ReadUInt32BigEndian(output[^BlockSize..]);
    }

    /// <summary>128-EEA2 by AES-ECB over the counter blocks, in one call.</summary>
    internal static void Eea2(Aes aes, uint count, int bearer, int direction, Span<byte> octets)
    {
        int padded = Padded(octets.Length);
        Span<byte> stream = stackalloc byte[padded];
        stream.Clear();
        for (int block = 0; block < padded / BlockSize; block++)
        {
            Span<byte> counter = stream.Slice(block * BlockSize, BlockSize);
            BinaryPrimitives.WriteUInt32BigEndian(counter, count);
            counter[4] = (byte)((bearer << 3) | (direction << 2));
            BinaryPrimitives.WriteInt32BigEndian(counter[12..], block);
        }

        aes.EncryptEcb(stream, stream, PaddingMode.None);
        for (int index = 0; index < octets.Length; index++)
        {
            octets[index] ^= stream[index];
        }
    }

    /// <summary>KASME by one call of HMAC-SHA-256 (TS 33.401 annex A.2).</summary>
    internal static Key256 Kasme(UInt128 ck, UInt128 ik, ReadOnlySpan<byte> plmn, ulong sqnXorAk)
    {
        Span<byte> key = stackalloc byte[2 * BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(key, ck);
        BinaryPrimitives.WriteUInt128BigEndian(key[BlockSize..], ik);
        Span<byte> input = [0x10, plmn[0], plmn[1], plmn[2], 0, 3, 0, 0, 0, 0, 0, 0, 0, 6];
        BinaryPrimitives.WriteUInt32BigEndian(input[6..], (uint)(sqnXorAk >> 16));
        BinaryPrimitives.WriteUInt16BigEndian(input[10..], (ushort)(sqnXorAk & 0xFFFF));
        Span<byte> output = stackalloc byte[Key256.Size];
        HMACSHA256.HashData(key, input, output);
        return Key256.Read(output);
    }

    /// <summary>A context of AES for a key.</summary>
    internal static Aes Context(UInt128 key)
    {
        byte[] octets = new byte[BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(octets, key);
        var aes = Aes.Create();
        aes.Key = octets;
        return aes;
    }

    private static int Padded(int size) => (size + BlockSize - 1) / BlockSize * BlockSize;

    private static UInt128 Encrypt(Aes aes, UInt128 block)
    {
        Span<byte> octets = stackalloc byte[BlockSize];
        BinaryPrimitives.WriteUInt128BigEndian(octets, block);
        aes.EncryptEcb(octets, octets, PaddingMode.None);
        return BinaryPrimitives.ReadUInt128BigEndian(octets);
    }

    private static UInt128 Double(UInt128 value) => (value << 1) ^ (value >> 127 == 0 ? 0u : 0x87u);
}
