using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Esp;

namespace Tests.Protocols.Esp;

public sealed class EspTransformTests
{
    private const uint Spi = 0x12345678;
    private const byte Udp = 17;

    private static readonly EspKeys Keys = new(
        new Key256(UInt128.MaxValue / 3, UInt128.MaxValue / 5), new Key256(7, 9), 0xDEADBEEF);

    private CipherContexts _contexts = null!;

    private static IEnumerable<EspTransform> Transforms =>
    [
        EspTransform.Gcm(16), EspTransform.Gcm(32), EspTransform.Gcm(16, isExtended: true),
        EspTransform.Gcm(32, isExtended: true), EspTransform.Cbc(16), EspTransform.Cbc(32),
        EspTransform.Cbc(16, isExtended: true), EspTransform.Cbc(32, isExtended: true),
    ];

    [SetUp]
    public void Open() => _contexts = new CipherContexts();

    [TearDown]
    public void Close() => _contexts.Dispose();

    [TestCaseSource(nameof(Transforms))]
    public void Every_payload_comes_back(EspTransform transform)
    {
        for (int size = 0; size <= 200; size++)
        {
            byte[] payload = Payload(size);
            byte[] packet = Seal(transform, payload, 5);
            Assert.That(packet, Has.Length.EqualTo(transform.SealedSize(size)));
            EspOutcome outcome =
                transform.Open(_contexts, Keys, 5, packet, out byte nextHeader, out int payloadSize);
            Assert.That((outcome, nextHeader, payloadSize), Is.EqualTo((EspOutcome.Done, Udp, size)));
            Assert.That(packet.AsSpan(transform.PayloadOffset, size).SequenceEqual(payload), Is.True);
        }
    }

    [TestCaseSource(nameof(Transforms))]
    public void The_largest_payload_of_a_packet_is_one_octet_less_than_what_has_no_room(EspTransform transform)
    {
        for (int packet = transform.SealedSize(0); packet < 200; packet++)
        {
            int payload = transform.PayloadSizeMax(packet);
            Assert.That(transform.SealedSize(payload), Is.LessThanOrEqualTo(packet));
            Assert.That(transform.SealedSize(payload + 1), Is.GreaterThan(packet));
        }

        Assert.That(transform.PayloadSizeMax(transform.SealedSize(0) - 1), Is.Negative);
        Assert.That(transform.PayloadSizeMax(0), Is.Negative);
    }

    [TestCaseSource(nameof(Transforms))]
    public void Every_flipped_bit_is_found(EspTransform transform)
    {
        byte[] packet = Seal(transform, Payload(21), 5);
        for (int bit = 0; bit < packet.Length * 8; bit++)
        {
            byte[] flipped = [.. packet];
            flipped[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            bool isOfSequence = bit is >= 32 and < 64; // the receiver gives that as a whole
            EspOutcome outcome = transform.Open(_contexts, Keys, 5, flipped, out _, out _);
            bool isHidden = isOfSequence && !transform.IsCbc;
            Assert.That(outcome, Is.EqualTo(isHidden ? EspOutcome.Done : EspOutcome.BadIntegrity), $"bit {bit}");
        }
    }

    [TestCaseSource(nameof(Transforms))]
    public void Every_cut_and_every_longer_packet_is_refused(EspTransform transform)
    {
        byte[] packet = Seal(transform, Payload(40), 5);
        for (int size = 0; size < packet.Length; size++)
        {
            byte[] cut = packet[..size];
            Assert.That(
                transform.Open(_contexts, Keys, 5, cut, out _, out _),
                Is.AnyOf(EspOutcome.BadLength, EspOutcome.BadIntegrity), $"{size} octets");
        }

        for (int more = 1; more <= 32; more++)
        {
            byte[] longer = [.. packet, .. new byte[more]];
            Assert.That(
                transform.Open(_contexts, Keys, 5, longer, out _, out _),
                Is.AnyOf(EspOutcome.BadLength, EspOutcome.BadIntegrity));
        }
    }

    [TestCaseSource(nameof(Transforms))]
    public void Another_number_or_another_key_is_refused(EspTransform transform)
    {
        byte[] packet = Seal(transform, Payload(40), 5);
        Key256 encryption = Keys.Encryption with { High = Keys.Encryption.High ^ 1 };
        EspKeys[] others = transform.IsCbc
            ? [Keys with { Integrity = default }]
            : [Keys with { Encryption = encryption }, Keys with { Salt = Keys.Salt ^ 1 }];
        foreach (EspKeys other in others)
        {
            Assert.That(
                transform.Open(_contexts, other, 5, [.. packet], out _, out _), Is.EqualTo(EspOutcome.BadIntegrity));
        }

        ulong upper = transform.IsExtended ? 1UL << 32 : 0;
        bool isRefused = transform.Open(_contexts, Keys, 5 + upper, [.. packet], out _, out _) != EspOutcome.Done;
        Assert.That(isRefused, Is.EqualTo(transform.IsExtended));
    }

    [TestCaseSource(nameof(Transforms))]
    public void Two_packets_never_share_an_IV(EspTransform transform)
    {
        var seen = new HashSet<string>();
        foreach (ushort writer in new ushort[] { 0, 1, 2 })
        {
            for (ulong sequence = 1; sequence <= 50; sequence++)
            {
                byte[] packet = Seal(transform, Payload(8), sequence, writer);
                seen.Add(Convert.ToHexString(packet.AsSpan(EspHeader.Size..transform.PayloadOffset)));
            }
        }

        Assert.That(seen, Has.Count.EqualTo(150));
    }

    [TestCase("0102 0211", EspOutcome.Done)]
    [TestCase("0202 0211", EspOutcome.BadPadding)]
    [TestCase("0103 0211", EspOutcome.BadPadding)]
    [TestCase("0102 0011", EspOutcome.Done)]
    [TestCase("0102 0311", EspOutcome.BadPadding)]
    [TestCase("0102 FF11", EspOutcome.BadPadding)]
    public void Padding_counts_up_and_fits(string trailer, EspOutcome expected)
    {
        // what is sealed here with an AEAD of its own is authentic, so that only the padding can be wrong
        byte[] plain = Convert.FromHexString(trailer.Replace(" ", "", StringComparison.Ordinal));
        var transform = EspTransform.Gcm(16);
        byte[] packet = new byte[transform.PayloadOffset + plain.Length + EspTransform.IcvSize];
        new EspHeader(Spi, 5).Encode(packet);
        packet[transform.PayloadOffset - 1] = 5;
        plain.CopyTo(packet, transform.PayloadOffset);
        byte[] key = new byte[20];
        byte[] octets = new byte[32];
        Keys.Encryption.Write(octets);
        octets.AsSpan(0, 16).CopyTo(key);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(key.AsSpan(16), Keys.Salt);
        SaltedGcm.Seal(
            _contexts, key, packet.AsSpan(8, 8), packet.AsSpan(0, 8),
            packet.AsSpan(transform.PayloadOffset..^16), packet.AsSpan(^16..));
        Assert.That(transform.Open(_contexts, Keys, 5, packet, out _, out _), Is.EqualTo(expected));
    }

    [TestCaseSource(nameof(Recorded))]
    public void Packets_of_RFC_3602(JsonElement vector)
    {
        // the RFC's packets have no ICV and IVs of their own: ours must decrypt what they encrypt
        byte[] full = Hex(vector, "full_packet_no_icv");
        byte[] esp = full[(4 * (full[0] & 0x0F))..];
        var transform = EspTransform.Cbc(16);
        byte[] key = new byte[32];
        Hex(vector, "key").CopyTo(key, 0);
        var keys = new EspKeys(Key256.Read(key), Keys.Integrity, 0);
        byte[] packet = [.. esp, .. new byte[EspTransform.IcvSize]];
        byte[] integrity = new byte[32];
        keys.Integrity.Write(integrity);
        HmacSha256.Write(integrity, esp, packet.AsSpan(^16..));
        Assert.That(EspHeader.TryDecode(packet, out EspHeader header, out _), Is.True);
        Assert.That(header.Sequence, Is.EqualTo(vector.GetProperty("seq").GetUInt32()));

        EspOutcome outcome = transform.Open(
            _contexts, keys, header.Sequence, packet, out byte nextHeader, out int payloadSize);
        byte[] plain = Hex(vector, "plaintext_with_trailer");
        Assert.That(outcome, Is.EqualTo(EspOutcome.Done));
        Assert.That(nextHeader, Is.EqualTo(plain[^1]));
        Assert.That(
            packet.AsSpan(transform.PayloadOffset, payloadSize).SequenceEqual(plain.AsSpan(..payloadSize)), Is.True);
    }

    [Test]
    public void A_warm_packet_of_AES_GCM_allocates_nothing()
    {
        foreach (EspTransform transform in Transforms.Where(each => !each.IsCbc))
        {
            byte[] packet = new byte[transform.SealedSize(1400)];
            long before = 0;
            for (ulong round = 1; round <= 200; round++)
            {
                before = round == 100 ? GC.GetAllocatedBytesForCurrentThread() : before;
                transform.Seal(_contexts, Keys, Spi, round, Udp, packet, 1400);
                transform.Open(_contexts, Keys, round, packet, out _, out _);
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.That(allocated, Is.Zero);
        }
    }

    [TestCase(0)]
    [TestCase(24)]
    [TestCase(33)]
    public void Other_key_sizes_do_not_exist(int size)
    {
        Assert.That(() => EspTransform.Gcm(size), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => EspTransform.Cbc(size), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    private static TestCaseData[] Recorded()
    {
        string path = Path.Combine(TestContext.CurrentContext.TestDirectory, "Esp", "vectors", "esp.json");
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement packets = document.RootElement.GetProperty("esp_packets_aes_cbc").Clone();
        return
        [
            .. packets.EnumerateArray().Select(
                entry => new TestCaseData(entry).SetArgDisplayNames($"case {entry.GetProperty("case")}")),
        ];
    }

    private static byte[] Hex(JsonElement entry, string key) =>
        Convert.FromHexString(entry.GetProperty(key).GetString()!);

    private static byte[] Payload(int size) => [.. Enumerable.Range(1, size).Select(octet => (byte)(3 * octet % 251))];

    private byte[] Seal(EspTransform transform, byte[] payload, ulong sequence, ushort writer = 0)
    {
        byte[] packet = new byte[transform.SealedSize(payload.Length)];
        packet.AsSpan().Fill(0xA5);
        payload.CopyTo(packet, transform.PayloadOffset);
        transform.Seal(_contexts, Keys, Spi, sequence, Udp, packet, payload.Length, writer);
        return packet;
    }
}
