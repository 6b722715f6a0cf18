using System;
using System.Collections.Generic;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class AesCmacTests
{
    // RFC 4493 §4, examples 2 and 4; SP 800-38B examples for AES-256 (D.3)
    private const string Message =
        "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
        + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

    private const string Key128 = "2b7e151628aed2a6abf7158809cf4f3c";
    private const string Key256 = "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4";

    private static IEnumerable<TestCaseData> Published => Vectors.Cases("crypto_primitives.json", "aes_cmac", "source");

    [TestCaseSource(nameof(Published))]
    public void Published_codes(JsonElement vector) =>
        Assert.That(
            AesCmac.Compute(vector.Number("key"), vector.Octets("message")),
            Is.EqualTo(vector.Number("mac")));

    [TestCase(Key128, 0, "bb1d6929e95937287fa37d129b756746")]
    [TestCase(Key128, 16, "070a16b46b4d4144f79bdd9dd04a287c")]
    [TestCase(Key128, 40, "dfa66747de9ae63030ca32611497c827")]
    [TestCase(Key128, 64, "51f0bebf7e3b9d92fc49741779363cfe")]
    [TestCase(Key256, 0, "028962f61b7bf89efc6b551f4667d983")]
    [TestCase(Key256, 16, "28a7023f452e8f82bd4bf28d8c37c35c")]
    [TestCase(Key256, 40, "aaf3d8f1de5640c232f5b169b9c911e6")]
    [TestCase(Key256, 64, "e1992190549f6ed5696a2c056c315410")]
    public void Published_codes_in_pieces_of_every_size(string key, int size, string mac)
    {
        var aes = new AesBlock(Convert.FromHexString(key));
        ReadOnlySpan<byte> message = Convert.FromHexString(Message).AsSpan(0, size);
        for (int piece = 1; piece <= size + 1; piece++)
        {
            var cmac = new AesCmac(in aes);
            for (int at = 0; at < size; at += piece)
            {
                cmac.Append(message[at..Math.Min(size, at + piece)]);
            }

            Assert.That(cmac.Finish(), Is.EqualTo(Vectors.Hex(mac)));
        }
    }

    [Test]
    public void Every_bit_of_the_message_counts()
    {
        byte[] message = Convert.FromHexString(Message);
        UInt128 mac = AesCmac.Compute(Vectors.Hex(Key128), message);
        for (int bit = 0; bit < 8 * message.Length; bit++)
        {
            message[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            Assert.That(AesCmac.Compute(Vectors.Hex(Key128), message), Is.Not.EqualTo(mac));
            message[bit / 8] ^= (byte)(0x80 >> (bit % 8));
        }

        Assert.That(AesCmac.Compute(Vectors.Hex(Key128), message), Is.EqualTo(mac));
    }

    [Test]
    public void A_message_is_not_the_same_as_its_padded_form()
    {
        UInt128 mac = AesCmac.Compute(Vectors.Hex(Key128), [0x01]);
        Assert.That(AesCmac.Compute(Vectors.Hex(Key128), [0x01, 0x80]), Is.Not.EqualTo(mac));
        Assert.That(
            AesCmac.Compute(Vectors.Hex(Key128), Convert.FromHexString("01800000000000000000000000000000")),
            Is.Not.EqualTo(mac));
    }

    [Test]
    public void Bits_after_the_end_of_a_bit_message_do_not_count()
    {
        var aes = new AesBlock(Vectors.Hex(Key128));
        for (int bits = 1; bits < 8; bits++)
        {
            byte clean = unchecked((byte)(0xFF << (8 - bits)));
            Assert.That(OfBits(in aes, 0xFF, bits), Is.EqualTo(OfBits(in aes, clean, bits)));
            Assert.That(OfBits(in aes, clean, bits), Is.Not.EqualTo(OfBits(in aes, clean, 0)));
        }
    }

    private static UInt128 OfBits(ref readonly AesBlock aes, byte last, int bits)
    {
        var cmac = new AesCmac(in aes);
        cmac.Append(new byte[15]);
        cmac.Append([last]);
        return cmac.Finish(bits);
    }
}
