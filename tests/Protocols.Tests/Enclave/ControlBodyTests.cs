using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Enclave;

public sealed class DirectKeyExchangeTests : CodecContract<DirectKeyExchange>
{
    private const string Supported = "9E 04 13 80";
    private const string Wanted = "9E 0E 13 00 02 0A010101 03 0A010102";
    private const string SupportedInV6 = "1E 02 13 80";
    private const string WantedInV6 = "1E 13 13 00 01 FD000000000000000000000000030001";

    protected override IEnumerable<string> Samples => [Supported, Wanted, SupportedInV6, WantedInV6];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        Assert.That(DirectKeyExchange.TryDecode(Octets(Wanted), out DirectKeyExchange message, out _), Is.True);
        Assert.That(
            message,
            Is.EqualTo(new DirectKeyExchange(
                false,
                [new(0x0A010101, KeyRequestReason.NewPath), new(0x0A010102, KeyRequestReason.NoDerivation)])));
        Assert.That(DirectKeyExchange.TryDecode(Octets(WantedInV6), out message, out _), Is.True);
        var address = UInt128.Parse("FD000000000000000000000000030001", System.Globalization.NumberStyles.HexNumber);
        Assert.That(
            message,
            Is.EqualTo(new DirectKeyExchange(false, [new(address, KeyRequestReason.NoInformation)], IsV6: true)));
    }

    [TestCase("9D 04 13 80", "option type", 0)]
    [TestCase("9E 04 13 03", "flags", 3)]
    [TestCase("9E 04 13 40", "flags", 3)]
    [TestCase("9E 07 13 00 00 0A01", "address", 7)]
    [TestCase("1E 07 13 00 01 FD000000", "address", 9)]
    [TestCase("9E 09 13 00 04 0A010101", "reason", 4)]
    [TestCase("9E 22 13 00 00 00000001 00 00000002 00 00000003 00 00000004 00 00000005 00 00000006", "requesters", 29)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        Assert.That(DirectKeyExchange.TryDecode(Octets(octets), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    internal static byte[] Octets(string text) =>
        Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));
}

public sealed class DiscoveryRequestTests : CodecContract<DiscoveryRequest>
{
    protected override IEnumerable<string> Samples => ["9802862907B3A5E6D38DE636EC4BD7D4"];

    [Test]
    public void Another_vendor_is_not_asking()
    {
        byte[] other = DirectKeyExchangeTests.Octets("9802862907B3A5E6D38DE636EC4BD7D5");
        Assert.That(DiscoveryRequest.TryDecode(other, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("vendor id", 15)));
    }
}

public sealed class KeyNotifyTests : CodecContract<KeyNotify>
{
    private const string Sample = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
        + "9E 10 11 03 0001 0002 00000007 89ABCDEF";

    protected override IEnumerable<string> Samples => [Sample];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        Assert.That(KeyNotify.TryDecode(DirectKeyExchangeTests.Octets(Sample), out KeyNotify message, out _), Is.True);
        Assert.That(message.Key.ToString(), Does.StartWith("00010203"));
        Assert.That(message.Information.Path, Is.EqualTo(new EnclavePath(new EnclavePair(1, 2), 7, 0x89ABCDEF)));
    }

    [Test]
    public void An_error_of_the_information_is_told_with_its_place_in_the_whole()
    {
        byte[] octets = DirectKeyExchangeTests.Octets(Sample);
        octets[34] = 0x21;
        Assert.That(KeyNotify.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("version", 34)));
    }
}

public sealed class TwoKeysNotifyTests : CodecContract<TwoKeysNotify>
{
    private const string Sample = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
        + "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F"
        + "9E 10 11 03 0001 0002 00000007 89ABCDEF";

    protected override IEnumerable<string> Samples => [Sample];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample);
        Assert.That(TwoKeysNotify.TryDecode(source, out TwoKeysNotify message, out _), Is.True);
        Assert.That(message.Encryption.ToString(), Does.StartWith("00010203"));
        Assert.That(message.Authentication.ToString(), Does.StartWith("20212223"));
        Assert.That(message.Information.Path, Is.EqualTo(new EnclavePath(new EnclavePair(1, 2), 7, 0x89ABCDEF)));
    }

    [Test]
    public void An_error_of_the_information_is_told_with_its_place_in_the_whole()
    {
        byte[] octets = DirectKeyExchangeTests.Octets(Sample);
        octets[66] = 0x21;
        Assert.That(TwoKeysNotify.TryDecode(octets, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("version", 66)));
    }

    [Test]
    public void One_key_alone_is_none_of_both() => Assert.That(
        TwoKeysNotify.TryDecode(DirectKeyExchangeTests.Octets(Sample).AsSpan(32), out _, out _), Is.False);
}

public sealed class EpochNotifyTests : CodecContract<EpochNotify>
{
    protected override IEnumerable<string> Samples => ["00", "07"];

    [TestCase("08", 0)]
    [TestCase("FF", 0)]
    [TestCase("0100", 1)]
    public void An_epoch_is_one_octet_below_eight(string octets, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(EpochNotify.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That(error.Offset, Is.EqualTo(offset));
    }
}

public sealed class ExchangedKeysTests : CodecContract<ExchangedKeys>
{
    private const string Head = "0A0B0C0D 01020304", V4 = "0A010001", V6 = "FD000000000000000000000000010001";
    private const string Key = "00112233445566778899AABBCCDDEEFF", Other = "FFEEDDCCBBAA99887766554433221100";
    private const string Gcm = $"{Head} 10 00 {V4} {Key} A1A2A3A4 {Other} B1B2B3B4";
    private const string GcmInV6 = $"{Head} 10 02 {V6} {Key} A1A2A3A4 {Other} B1B2B3B4";
    private const string Cbc = $"{Head} 10 01 {V4} {Key} 00000000 {Key}{Other} {Other} 00000000 {Other}{Key}";
    private const string Long = $"{Head} 20 00 {V4} {Key}{Other} A1A2A3A4 {Other}{Key} B1B2B3B4";

    protected override IEnumerable<string> Samples => [Gcm, GcmInV6, Cbc, Long];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] octets = DirectKeyExchangeTests.Octets(Gcm);
        Assert.That(ExchangedKeys.TryDecode(octets, out ExchangedKeys message, out _), Is.True);
        Assert.That(
            (message.ServerSpi, message.ClientSpi, message.Client),
            Is.EqualTo((0x0A0B0C0Du, 0x01020304u, (UInt128)0x0A010001u)));
        Assert.That((message.ToServer.Salt, message.ToClient.Salt), Is.EqualTo((0xA1A2A3A4u, 0xB1B2B3B4u)));
        Assert.That(message.ToServer.Encryption.ToString(), Does.StartWith("00112233"));
        Assert.That(message.ToClient.Encryption.ToString(), Does.StartWith("ffeeddcc").IgnoreCase);
        Assert.That((message.KeySize, message.HasIntegrityKey, message.IsV6), Is.EqualTo((16, false, false)));
        Assert.That(
            ExchangedKeys.TryDecode(DirectKeyExchangeTests.Octets(GcmInV6), out ExchangedKeys other, out _), Is.True);
        Assert.That((other.Client >> 112, other.IsV6), Is.EqualTo(((UInt128)0xFD00, true)));
        Assert.That(other with { Client = message.Client, IsV6 = false }, Is.EqualTo(message));
    }

    [TestCase($"{Head} 18 00 {V4} {Key} A1A2A3A4 {Other} B1B2B3B4", "key size", 8)]
    [TestCase($"{Head} 10 04 {V4} {Key} A1A2A3A4 {Other} B1B2B3B4", "flags", 9)]
    [TestCase($"{Head} 10 01 {V4} {Key} A1A2A3A4 {Other} B1B2B3B4", "keys", 54)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(ExchangedKeys.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class SealedKeyTests : CodecContract<SealedKey>
{
    private const string Tag = "F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";
    private const string Sample = $"01 04 0A030001 0102030405060708 14 A1A2A3A4 {Tag}";
    private const string InV6 = $"03 06 FD000000000000000000000000030001 0102030405060708 10 {Tag}";

    protected override IEnumerable<string> Samples => [Sample, InV6];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        Assert.That(SealedKey.TryDecode(DirectKeyExchangeTests.Octets(Sample), out SealedKey message, out _), Is.True);
        Assert.That(
            (message.Contents, message.IsV6, message.Recipient, message.Vector, message.Sealed.Size),
            Is.EqualTo((SealedContents.SaKey, false, (UInt128)0x0A030001u, 0x0102030405060708u, 20)));
        Span<byte> head = stackalloc byte[message.HeadSize];
        message.WriteHead(head);
        Assert.That(head.ToArray(), Is.EqualTo(DirectKeyExchangeTests.Octets(Sample)[..message.HeadSize]));
    }

    [TestCase($"00 04 0A030001 0102030405060708 10 {Tag}", "contents", 0)]
    [TestCase($"07 04 0A030001 0102030405060708 10 {Tag}", "contents", 0)]
    [TestCase($"01 05 0A030001 0102030405060708 10 {Tag}", "IP version", 1)]
    [TestCase("01 04 0A030001 0102030405060708 0F 000102030405060708090A0B0C0D0E", "length", 14)]
    [TestCase($"01 04 0A030001 0102030405060708 11 {Tag}", "key", 31)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(SealedKey.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class DiscoveryProbeTests : CodecContract<DiscoveryProbe>
{
    protected override IEnumerable<string> Samples => ["4544 01 01 00000007", "4544 01 02 FFFFFFFF"];

    [TestCase("4545 01 01 00000007", "magic", 0)]
    [TestCase("4544 02 01 00000007", "version", 2)]
    [TestCase("4544 01 00 00000007", "kind", 3)]
    [TestCase("4544 01 03 00000007", "kind", 3)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(DiscoveryProbe.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets("4544 01 02 00000007");
        Assert.That(DiscoveryProbe.TryDecode(source, out DiscoveryProbe message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new DiscoveryProbe(IsAnswer: true, 7)));
    }
}
