using System;
using System.Security.Cryptography;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class AesBlockTests
{
    private const int Draws = 2000;

    // FIPS 197 appendix C.1 and C.3
    [TestCase("000102030405060708090a0b0c0d0e0f", "69c4e0d86a7b0430d8cdb78070b4c55a")]
    [TestCase("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "8ea2b7ca516745bfeafc49904b496089")]
    public void The_standards_examples_hold_on_both_paths(string key, string cipher)
    {
        byte[] block = Convert.FromHexString("00112233445566778899aabbccddeeff");
        byte[] output = new byte[AesBlock.Size];

        new AesBlock(Convert.FromHexString(key)).Encrypt(block, output);
        Assert.That(Convert.ToHexStringLower(output), Is.EqualTo(cipher));
        Assert.That(Convert.ToHexStringLower(Portable(Convert.FromHexString(key), block)), Is.EqualTo(cipher));
    }

    [TestCase(16)]
    [TestCase(32)]
    public void Random_keys_give_what_the_runtime_gives(int keySize)
    {
        var draws = new Draws((ulong)keySize);
        byte[] output = new byte[AesBlock.Size];
        for (int i = 0; i < Draws; i++)
        {
            byte[] key = draws.Octets(keySize);
            byte[] block = draws.Octets(AesBlock.Size);
            using Aes runtime = Aes.Create();
            runtime.Key = key;
            byte[] expected = runtime.EncryptEcb(block, PaddingMode.None);

            new AesBlock(key).Encrypt(block, output);
            Assert.That(output, Is.EqualTo(expected));
            Assert.That(Portable(key, block), Is.EqualTo(expected));
        }
    }

    [Test]
    public void Keys_as_numbers_and_as_octets_are_the_same_keys()
    {
        UInt128 key = Vectors.Hex("2b7e151628aed2a6abf7158809cf4f3c");
        UInt128 block = Vectors.Hex("6bc1bee22e409f96e93d7e117393172a");
        byte[] longKey = new Draws(3).Octets(Key256.Size);
        byte[] output = new byte[AesBlock.Size];

        Assert.That(new AesBlock(key).Encrypt(block), Is.EqualTo(Vectors.Hex("3ad77bb40d7a3660a89ecaf32466ef97")));
        new AesBlock(longKey).Encrypt(Convert.FromHexString("6bc1bee22e409f96e93d7e117393172a"), output);
        Assert.That(
            new AesBlock(Key256.Read(longKey)).Encrypt(block),
            Is.EqualTo(Vectors.Hex(Convert.ToHexString(output))));
    }

    [TestCase(16)]
    [TestCase(32)]
    public void Four_blocks_at_once_are_four_blocks_one_by_one(int keySize)
    {
        var draws = new Draws(9);
        var aes = new AesBlock(draws.Octets(keySize));
        UInt128[] input = [draws.Next128(), draws.Next128(), draws.Next128(), draws.Next128()];
        AesBlock.Blocks blocks = new(
            AesBlock.ToVector(input[0]),
            AesBlock.ToVector(input[1]),
            AesBlock.ToVector(input[2]),
            AesBlock.ToVector(input[3]));

        aes.Encrypt(ref blocks);
        Assert.That(AesBlock.ToNumber(blocks.B0), Is.EqualTo(aes.Encrypt(input[0])));
        Assert.That(AesBlock.ToNumber(blocks.B1), Is.EqualTo(aes.Encrypt(input[1])));
        Assert.That(AesBlock.ToNumber(blocks.B2), Is.EqualTo(aes.Encrypt(input[2])));
        Assert.That(AesBlock.ToNumber(blocks.B3), Is.EqualTo(aes.Encrypt(input[3])));
    }

    [Test]
    public void Source_and_destination_may_be_the_same_octets()
    {
        byte[] octets = Convert.FromHexString("00112233445566778899aabbccddeeff");
        new AesBlock(Convert.FromHexString("000102030405060708090a0b0c0d0e0f")).Encrypt(octets, octets);
        Assert.That(Convert.ToHexStringLower(octets), Is.EqualTo("69c4e0d86a7b0430d8cdb78070b4c55a"));
    }

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(17)]
    [TestCase(24)]
    [TestCase(31)]
    [TestCase(33)]
    public void Other_key_lengths_are_refused(int size) =>
        Assert.That(() => new AesBlock(new byte[size]), Throws.ArgumentException);

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(17)]
    public void Other_block_lengths_are_refused(int size) =>
        Assert.That(
            () => new AesBlock(UInt128.Zero).Encrypt(new byte[size], new byte[32]),
            Throws.InstanceOf<ArgumentOutOfRangeException>());

    private static byte[] Portable(byte[] key, byte[] block)
    {
        UInt128 number = Vectors.Hex(Convert.ToHexString(block));
        var aes = new AesBlock(key, hardware: false);
        UInt128 cipher = AesBlock.ToNumber(aes.EncryptPortable(AesBlock.ToVector(number)));
        return Convert.FromHexString(cipher.ToString("x32", System.Globalization.CultureInfo.InvariantCulture));
    }
}
