using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

/// <summary>What ESP and IKEv2 share: prf+, HMAC-SHA-256-128, AES-CBC, AES-GCM with a salt.</summary>
public sealed class IpsecTransformTests
{
    private static IEnumerable<TestCaseData> Expansions =>
        Vectors.Cases("ikev2_kdf.json", "prf_plus", "name").Where(Uses256);

    private static IEnumerable<TestCaseData> Seeds =>
        Vectors.Cases("ikev2_kdf.json", "skeyseed", "name").Where(Uses256);

    private static IEnumerable<TestCaseData> Codes => Vectors.Cases("crypto_primitives.json", "hmac_sha256", "case");

    private static IEnumerable<TestCaseData> Blocks => Vectors.Cases("esp.json", "aes_cbc", "case");

    private static IEnumerable<TestCaseData> Sealed => Vectors.Cases("crypto_primitives.json", "aes_gcm");

    [TestCaseSource(nameof(Expansions))]
    public void Key_material_of_prf_plus(JsonElement vector)
    {
        byte[] material = new byte[vector.GetProperty("length").GetInt32()];
        PrfPlus.Derive(vector.Octets("SKEYSEED"), vector.Octets("seed_Ni_Nr_SPIi_SPIr"), material);
        Assert.That(Convert.ToHexStringLower(material), Is.EqualTo(vector.Text("KEYMAT")));
        Assert.That(PrfPlus.CountFor(material.Length), Is.EqualTo((material.Length + 31) / 32));

        byte[] start = new byte[33];
        PrfPlus.Derive(vector.Octets("SKEYSEED"), vector.Octets("seed_Ni_Nr_SPIi_SPIr"), start);
        Assert.That(start, Is.EqualTo(material[..33]));
    }

    [TestCaseSource(nameof(Seeds))]
    public void Seed_of_keys(JsonElement vector) => Assert.That(
        Convert.ToHexStringLower(HMACSHA256.HashData(vector.Octets("Ni_Nr"), vector.Octets("g_ir"))),
        Is.EqualTo(vector.Text("SKEYSEED")));

    [Test]
    public void The_counter_of_prf_plus_does_not_wrap()
    {
        Assert.That(() => PrfPlus.Derive([1], [2], new byte[PrfPlus.SizeMax]), Throws.Nothing);
        Assert.That(
            () => PrfPlus.Derive([1], [2], new byte[PrfPlus.SizeMax + 1]),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [TestCaseSource(nameof(Codes))]
    public void Whole_codes(JsonElement vector)
    {
        byte[] code = new byte[32];
        HmacSha256.WriteWhole(vector.Octets("key"), vector.Octets("data"), code);
        Assert.That(Convert.ToHexStringLower(code), Is.EqualTo(vector.Text("hmac_sha256")));
    }

    [Test]
    public void Codes_are_those_of_the_runtime_for_keys_of_any_length_and_where_the_key_is_overwritten()
    {
        var draws = new Draws(4231);
        for (int size = 0; size <= 130; size++)
        {
            byte[] key = draws.Octets(size), data = draws.Octets(size), code = new byte[32];
            HmacSha256.WriteWhole(key, data, code);
            Assert.That(code, Is.EqualTo(HMACSHA256.HashData(key, data)), $"{size} octets");
        }

        byte[] both = draws.Octets(32);
        byte[] expected = HMACSHA256.HashData(both, both);
        HmacSha256.WriteWhole(both, both, both);
        Assert.That(both, Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Codes))]
    public void Codes_are_the_first_half(JsonElement vector)
    {
        byte[] code = new byte[16], key = vector.Octets("key"), data = vector.Octets("data");
        HmacSha256.Write(key, data, code);
        Assert.That(Convert.ToHexStringLower(code), Is.EqualTo(vector.Text("hmac_sha256")[..32]));
        Assert.That(HmacSha256.Verify(key, data, code), Is.True);
        for (int bit = 0; bit < 128; bit++)
        {
            code[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.That(HmacSha256.Verify(key, data, code), Is.False, $"bit {bit}");
            code[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [TestCaseSource(nameof(Blocks))]
    public void Chained_blocks(JsonElement vector)
    {
        using var contexts = new CipherContexts();
        byte[] text = vector.Octets("plaintext"), key = vector.Octets("key"), iv = vector.Octets("iv");
        AesCbc.Encrypt(contexts, key, iv, text);
        Assert.That(Convert.ToHexStringLower(text), Is.EqualTo(vector.Text("ciphertext")));
        AesCbc.Decrypt(contexts, key, iv, text);
        Assert.That(Convert.ToHexStringLower(text), Is.EqualTo(vector.Text("plaintext")));
    }

    [TestCaseSource(nameof(Sealed))]
    public void Salt_and_vector_make_the_nonce(JsonElement vector)
    {
        using var contexts = new CipherContexts();
        byte[] nonce = vector.Octets("iv"), text = vector.Octets("plaintext"), tag = new byte[16];
        byte[] keyAndSalt = [.. vector.Octets("key"), .. nonce[..4]], aad = vector.Octets("aad");
        SaltedGcm.Seal(contexts, keyAndSalt, nonce.AsSpan(4), aad, text, tag);
        Assert.That(Convert.ToHexStringLower(text), Is.EqualTo(vector.Text("ciphertext")));
        Assert.That(Convert.ToHexStringLower(tag), Is.EqualTo(vector.Text("tag")));
        Assert.That(SaltedGcm.TryOpen(contexts, keyAndSalt, nonce.AsSpan(4), aad, text, tag), Is.True);
        Assert.That(Convert.ToHexStringLower(text), Is.EqualTo(vector.Text("plaintext")));
    }

    [TestCase("key", 0)]
    [TestCase("key", 15)]
    [TestCase("salt", 16)]
    [TestCase("vector", 7)]
    [TestCase("associated", 0)]
    [TestCase("text", 19)]
    [TestCase("tag", 15)]
    public void A_changed_octet_is_not_opened(string what, int index)
    {
        using var contexts = new CipherContexts();
        byte[] key = new byte[20], vector = new byte[8], aad = [1, 2, 3], text = new byte[20], tag = new byte[16];
        SaltedGcm.Seal(contexts, key, vector, aad, text, tag);
        byte[] changed = what switch
        {
            "key" or "salt" => key,
            "vector" => vector,
            "associated" => aad,
            "text" => text,
            _ => tag,
        };
        changed[index] ^= 0x80;
        Assert.That(SaltedGcm.TryOpen(contexts, key, vector, aad, text, tag), Is.False);
    }

    private static bool Uses256(TestCaseData data) =>
        ((JsonElement)data.Arguments[0]!).Text("prf") == "sha256";
}
