using System;
using System.Security.Cryptography;
using NUnit.Framework;
using Simulator.Crypto;

namespace Tests.Crypto;

public sealed class CipherContextsTests
{
    [Test]
    public void One_key_has_one_context_until_it_is_the_oldest()
    {
        using var contexts = new CipherContexts(2);
        AesGcm first = contexts.Gcm(Key(1));
        contexts.Gcm(Key(2));
        Assert.That(contexts.Gcm(Key(1)), Is.SameAs(first));
        contexts.Gcm(Key(3)); // key 2 was used longest ago
        Assert.That(contexts.Gcm(Key(1)), Is.SameAs(first));
        Assert.That((contexts.Count, contexts.MadeCount), Is.EqualTo((2, 3L)));
        contexts.Gcm(Key(2));
        Assert.That(contexts.MadeCount, Is.EqualTo(4));
    }

    [Test]
    public void Lengths_and_ciphers_are_told_apart()
    {
        using var contexts = new CipherContexts();
        contexts.Gcm(new byte[16]);
        contexts.Gcm(new byte[24]);
        contexts.Gcm(new byte[32]);
        Assert.That(contexts.Aes(new byte[16]).KeySize, Is.EqualTo(128));
        Assert.That(contexts.Aes(new byte[32]).KeySize, Is.EqualTo(256));
        Assert.That(contexts.Count, Is.EqualTo(5));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(100)]
    public void What_is_cached_never_changes_a_result(int capacity)
    {
        using var contexts = new CipherContexts(capacity);
        var draw = new Draws(5);
        for (int i = 0; i < 1_000; i++)
        {
            byte[] key = Key((byte)draw.Below(32)), expected = new byte[16], tag = new byte[16];
            contexts.Gcm(key).Encrypt(new byte[12], new byte[20], new byte[20], tag);
            using (var alone = new AesGcm(key, 16))
            {
                alone.Encrypt(new byte[12], new byte[20], new byte[20], expected);
            }

            Assert.That(tag, Is.EqualTo(expected));
            Assert.That(contexts.Count, Is.LessThanOrEqualTo(capacity));
        }
    }

    [Test]
    public void The_cache_is_empty_and_usable_after_it_was_disposed()
    {
        var contexts = new CipherContexts(2);
        AesGcm gone = contexts.Gcm(Key(1));
        contexts.Dispose();
        Assert.That(contexts.Count, Is.Zero);
        Action use = () => gone.Encrypt(new byte[12], new byte[4], new byte[4], new byte[16]);
        Assert.That(use, Throws.InstanceOf<ObjectDisposedException>());
        Assert.That(contexts.Gcm(Key(1)), Is.Not.SameAs(gone));
        contexts.Dispose();
    }

    [TestCase(0)]
    [TestCase(15)]
    [TestCase(33)]
    public void A_key_of_another_length_is_refused_and_not_kept(int size)
    {
        using var contexts = new CipherContexts();
        Assert.That(() => contexts.Gcm(new byte[size]), Throws.Exception);
        Assert.That(() => contexts.Aes(new byte[size]), Throws.Exception);
        Assert.That(contexts.Count, Is.Zero);
        Assert.That(() => new CipherContexts(0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_hit_allocates_nothing()
    {
        using var contexts = new CipherContexts();
        byte[] key = Key(1);
        contexts.Gcm(key);
        contexts.Gcm(Key(2));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            contexts.Gcm(key);
        }

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static byte[] Key(byte value)
    {
        byte[] key = new byte[16];
        key[15] = value;
        return key;
    }
}
