using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

/// <summary>SHA-256 over four lanes and the HMAC made of it, against published values and the runtime.</summary>
public sealed class HmacLanesTests
{
    private const int HashSize = 32, BlockSize = 64, MessageMax = 200;

    private static IEnumerable<TestCaseData> Codes => Vectors.Cases("crypto_primitives.json", "hmac_sha256", "case");

    // FIPS 180-2 appendix B.1, B.2
    [TestCase("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [TestCase(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public void The_standards_examples_hold_in_every_lane(string message, string hash)
    {
        byte[] octets = Encoding.ASCII.GetBytes(message);
        Assert.That(Hash(octets, octets, octets, octets), Is.All.EqualTo(hash));
    }

    // NIST CAVP, SHA256ShortMsg.rsp
    [TestCase("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [TestCase("d3", "28969cdfa74a12c82f3bad960b0b000aca2ac329deea5c2328ebc6f2ba9802c1")]
    [TestCase("11af", "5ca7133fa735326081558ac312c620eeca9970d1e70a4b95533d956f072d1f98")]
    [TestCase("b4190e", "dff2e73091f6c05e528896c4c831b9448653dc2ff043528f6769437bc7b975c2")]
    [TestCase("74ba2521", "b16aa56be3880d18cd41e68384cf1ec8c17680c45a02b1575dc1518923ae8b0e")]
    public void Short_messages(string message, string hash)
    {
        byte[] octets = Convert.FromHexString(message);
        Assert.That(Hash(octets, octets, octets, octets), Is.All.EqualTo(hash));
    }

    [Test]
    public void A_lane_does_not_see_the_others()
    {
        var draws = new Draws(1804);
        for (int size = 0; size <= MessageMax; size++)
        {
            byte[][] messages = [draws.Octets(size), draws.Octets(size), draws.Octets(size), draws.Octets(size)];
            Assert.That(Hash(messages), Is.EqualTo(messages.Select(Runtime)), $"{size} octets");
        }

        byte[] kept = draws.Octets(BlockSize);
        for (int lane = 0; lane < Sha256Lanes.Count; lane++)
        {
            byte[][] messages = [new byte[BlockSize], draws.Octets(BlockSize), draws.Octets(BlockSize), [.. kept]];
            (messages[lane], messages[^1]) = (messages[^1], messages[lane]);
            Assert.That(Hash(messages)[lane], Is.EqualTo(Runtime(kept)), $"lane {lane}");
        }
    }

    [Test]
    public void Every_bit_of_a_block_and_of_the_value_before_it_changes_its_lane_and_no_other()
    {
        var draws = new Draws(622);
        byte[][] messages = [.. Enumerable.Range(0, Sha256Lanes.Count).Select(_ => draws.Octets(2 * BlockSize))];
        string[] before = Hash(messages);
        for (int bit = 0; bit < 16 * BlockSize; bit++)
        {
            int lane = bit % Sha256Lanes.Count;
            messages[lane][bit / 8] ^= (byte)(1 << (bit % 8));
            string[] after = Hash(messages);
            Assert.That(after[lane], Is.Not.EqualTo(before[lane]), $"bit {bit}");
            Assert.That(after.Where((_, other) => other != lane), Is.EqualTo(before.Where((_, o) => o != lane)));
            messages[lane][bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [TestCaseSource(nameof(Codes))]
    public void Published_codes_on_every_path(JsonElement vector)
    {
        byte[] key = vector.Octets("key"), data = vector.Octets("data"), code = new byte[HashSize];
        byte[] expected = vector.Octets("hmac_sha256");
        HmacSha256.WriteByRuntime(key, data, code);
        Assert.That(code, Is.EqualTo(expected));

        byte[] four = new byte[4 * HashSize];
        HmacSha256.WriteEach(key, [.. data, .. data, .. data, .. data], four);
        Assert.That(four.Chunk(HashSize), Is.All.EqualTo(expected));
        if (HmacSha256Lanes.Fits(key.Length, data.Length))
        {
            code.AsSpan().Clear();
            HmacSha256Lanes.Write(key, data, code);
            Assert.That(code, Is.EqualTo(expected));
        }
    }

    [Test]
    public void All_lengths_of_key_and_message_give_what_the_runtime_gives()
    {
        var draws = new Draws(2104);
        byte[] code = new byte[HashSize];
        for (int keySize = 0; keySize <= HmacSha256Lanes.KeySizeMax; keySize++)
        {
            for (int size = 0; size <= MessageMax; size++)
            {
                byte[] key = draws.Octets(keySize), message = draws.Octets(size);
                byte[] expected = HMACSHA256.HashData(key, message);
                HmacSha256.WriteWhole(key, message, code);
                Assert.That(code, Is.EqualTo(expected), $"{keySize}, {size} octets");
                HmacSha256.WriteByRuntime(key, message, code);
                Assert.That(code, Is.EqualTo(expected), $"{keySize}, {size} octets by the runtime");
                if (HmacSha256Lanes.Fits(keySize, size))
                {
                    HmacSha256Lanes.Write(key, message, code);
                    Assert.That(code, Is.EqualTo(expected), $"{keySize}, {size} octets by lanes");
                }
            }
        }
    }

    [TestCase(64, 55, true)]
    [TestCase(65, 55, false)]
    [TestCase(64, 56, false)]
    public void One_block_is_what_fits(int keySize, int messageSize, bool fits) =>
        Assert.That(HmacSha256Lanes.Fits(keySize, messageSize), Is.EqualTo(fits));

    [Test]
    public void Codes_of_several_messages_are_those_of_each()
    {
        var draws = new Draws(55);
        for (int count = 1; count <= Sha256Lanes.Count; count++)
        {
            for (int size = 0; size <= MessageMax; size++)
            {
                byte[] key = draws.Octets(size % 67), messages = draws.Octets(count * size);
                byte[] expected = [.. Enumerable.Range(0, count)
                    .SelectMany(index => HMACSHA256.HashData(key, messages.AsSpan(index * size, size)))];
                byte[] codes = new byte[count * HashSize];
                HmacSha256.WriteEach(key, messages, codes);
                Assert.That(codes, Is.EqualTo(expected), $"{count} of {size} octets");
                if (HmacSha256Lanes.Fits(key.Length, size))
                {
                    HmacSha256Lanes.Write(key, messages, codes);
                    Assert.That(codes, Is.EqualTo(expected), $"{count} of {size} octets by lanes");
                }
            }
        }
    }

    [TestCase(0, 0)]
    [TestCase(0, 31)]
    [TestCase(7, 33)]
    [TestCase(7, 16)]
    [TestCase(7, 64)]
    [TestCase(8, 96)]
    [TestCase(9, 128)]
    [TestCase(20, 160)]
    public void Other_numbers_of_codes_and_uneven_messages_are_refused(int messageSize, int codeSize)
    {
        byte[] codes = new byte[codeSize];
        Assert.That(
            () => HmacSha256.WriteEach(new byte[HashSize], new byte[messageSize], codes), Throws.ArgumentException);
        Assert.That(codes, Is.All.Zero);
    }

    [Test]
    public void The_code_may_take_the_place_of_key_or_message_on_every_path()
    {
        byte[] key = new Draws(1).Octets(HashSize), message = new Draws(2).Octets(HashSize);
        byte[] expected = HMACSHA256.HashData(key, message), place = [.. key];
        HmacSha256Lanes.Write(place, message, place);
        Assert.That(place, Is.EqualTo(expected));
        place = [.. message];
        HmacSha256Lanes.Write(key, place, place);
        Assert.That(place, Is.EqualTo(expected));
        place = [.. key];
        HmacSha256.WriteByRuntime(place, message, place);
        Assert.That(place, Is.EqualTo(expected));
    }

    [Test]
    public void Keys_of_several_strings_are_those_of_each()
    {
        byte[] key = new Draws(33220).Octets(Key256.Size);
        byte[] strings = [0x15, 1, 0, 1, 2, 0, 1, 0x15, 2, 0, 1, 0, 0, 1, 0x11, 0, 0, 0, 9, 0, 4];
        Key256[] keys = new Key256[3];
        Kdf.DeriveEach(key, strings, keys);
        Key256[] expected =
            [Kdf.Derive(key, 0x15, [1], [2]), Kdf.Derive(key, 0x15, [2], [0]), Kdf.Derive(key, 0x11, [0, 0, 0, 9])];
        Assert.That(keys, Is.EqualTo(expected));
    }

    [TestCase(0, 0)]
    [TestCase(13, 2)]
    [TestCase(35, 5)]
    public void Other_numbers_of_keys_and_uneven_strings_are_refused(int size, int count) =>
        Assert.That(
            () => Kdf.DeriveEach(new byte[Key256.Size], new byte[size], new Key256[count]),
            Throws.InstanceOf<ArgumentException>());

    private static string Runtime(byte[] message) => Convert.ToHexStringLower(SHA256.HashData(message));

    // four messages of one length, a block of each at a time
    private static string[] Hash(params byte[][] messages)
    {
        byte[][] padded = [.. messages.Select(Pad)];
        Vector128<uint>[] hash = new Vector128<uint>[Sha256Lanes.HashWords];
        Vector128<uint>[] schedule = new Vector128<uint>[Sha256Lanes.ScheduleWords];
        Sha256Lanes.Start(hash);
        for (int block = 0; block < padded[0].Length; block += BlockSize)
        {
            for (int index = 0; index < Sha256Lanes.BlockWords; index++)
            {
                uint[] words = [.. padded.Select(octets =>
                    BinaryPrimitives.ReadUInt32BigEndian(octets.AsSpan(block + (4 * index))))];
                schedule[index] = Vector128.Create(words);
            }

            Sha256Lanes.Compress(hash, schedule);
        }

        return [.. Enumerable.Range(0, Sha256Lanes.Count)
            .Select(lane => string.Concat(hash.Select(word => $"{word[lane]:x8}")))];
    }

    // FIPS 180-4 §5.1.1
    private static byte[] Pad(byte[] message)
    {
        byte[] padded = new byte[(message.Length + 9 + BlockSize - 1) / BlockSize * BlockSize];
        message.CopyTo(padded, 0);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteInt64BigEndian(padded.AsSpan(^8), 8L * message.Length);
        return padded;
    }
}
