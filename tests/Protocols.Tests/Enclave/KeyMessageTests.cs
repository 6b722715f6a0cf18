using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Enclave;

public sealed class KeyRequestTests : CodecContract<KeyRequest>
{
    private const string Sample = "454B 01 01 00000007 0002 0009";

    protected override IEnumerable<string> Samples => [Sample];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample);
        Assert.That(KeyRequest.TryDecode(source, out KeyRequest message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new KeyRequest(7, 2, 9)));
    }

    [TestCase("454C 01 01 00000007 0002 0009", "magic", 0)]
    [TestCase("454B 02 01 00000007 0002 0009", "version", 2)]
    [TestCase("454B 01 02 00000007 0002 0009", "kind", 3)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(KeyRequest.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class KeyChangeTests : CodecContract<KeyChange>
{
    private const string Sample = "454B 01 05 00000007 0002";

    protected override IEnumerable<string> Samples => [Sample];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample);
        Assert.That(KeyChange.TryDecode(source, out KeyChange message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new KeyChange(7, 2)));
    }

    [TestCase("454C 01 05 00000007 0002", "magic", 0)]
    [TestCase("454B 02 05 00000007 0002", "version", 2)]
    [TestCase("454B 01 01 00000007 0002", "kind", 3)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(KeyChange.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class KeyAnswerTests : CodecContract<KeyAnswer>
{
    private const string Denied = "454B 01 02 00000007 01 00 01 00";
    private const string Key = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F";
    private const string Granted = "454B 01 02 00000007 00 03 00 02 01 0001 0002 00000000" + Key
        + "02 0001 0002 00000005" + Key;
    private const string TwoTrees = "454B 01 02 00000007 00 03 01 02 11 0001 0002 00000000" + Key
        + "21 0001 0002 00000000" + Key;

    protected override IEnumerable<string> Samples => [Denied, Granted, TwoTrees];

    [Test]
    public void A_key_says_of_which_tree_it_is()
    {
        byte[] source = DirectKeyExchangeTests.Octets(TwoTrees);
        Assert.That(KeyAnswer.TryDecode(source, out KeyAnswer message, out _), Is.True);
        Assert.That(message.Keys.Select(key => (key.Depth, key.Use)), Is.EqualTo(
            new[] { ((byte)1, KeyUse.Encryption), ((byte)1, KeyUse.Authentication) }));
    }

    [TestCase(0x31)]
    [TestCase(0xF1)]
    public void A_tree_that_there_is_not_is_refused_wherever_it_stands(int octet)
    {
        byte[] source = DirectKeyExchangeTests.Octets(TwoTrees);
        source[12 + 41] = (byte)octet;
        Assert.That(KeyAnswer.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo(("use", 53)));
    }

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Granted);
        Assert.That(KeyAnswer.TryDecode(source, out KeyAnswer message, out _), Is.True);
        var key = Key256.Read(DirectKeyExchangeTests.Octets(Key));
        ProvisionedKey pair = new(1, new EnclavePair(1, 2), 0, key), server = new(2, new EnclavePair(1, 2), 5, key);
        Assert.That(message, Is.EqualTo(new KeyAnswer(7, KeyStatus.Granted, 3, IsLast: false, [pair, server])));
    }

    [TestCase("454B 01 01 00000007 01 00 01 00", "kind", 3)]
    [TestCase("454B 01 02 00000007 03 00 01 00", "status", 8)]
    [TestCase("454B 01 02 00000007 00 08 01 00", "epoch", 9)]
    [TestCase("454B 01 02 00000007 00 00 02 00", "last", 10)]
    [TestCase("454B 01 02 00000007 00 00 01 1D", "number", 11)]
    [TestCase("454B 01 02 00000007 00 00 01 01 01", "keys", 13)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(KeyAnswer.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class MonitorKeyRequestTests : CodecContract<MonitorKeyRequest>
{
    private const string Sample = "454B 01 03 00000007 0002 0009 04 0A030001";
    private const string InV6 = "454B 01 03 00000007 0002 0009 06 FD000000000000000000000000030001";

    protected override IEnumerable<string> Samples => [Sample, InV6];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample);
        Assert.That(MonitorKeyRequest.TryDecode(source, out MonitorKeyRequest message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new MonitorKeyRequest(7, 2, 9, false, 0x0A030001)));
    }

    [TestCase("454B 01 01 00000007 0002 0009 04 0A030001", "kind", 3)]
    [TestCase("454B 01 03 00000007 0002 0009 05 0A030001", "IP version", 12)]
    [TestCase("454B 01 03 00000007 0002 0009 06 0A030001", "intermediate", 17)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(MonitorKeyRequest.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class MonitorKeyAnswerTests : CodecContract<MonitorKeyAnswer>
{
    private const string Denied = "454B 01 04 00000007 01";
    private const string Tag = "F0F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF";
    private const string Granted = $"454B 01 04 00000007 00 03 04 0A030001 0102030405060708 10 {Tag}";

    protected override IEnumerable<string> Samples => [Denied, Granted];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Granted);
        Assert.That(MonitorKeyAnswer.TryDecode(source, out MonitorKeyAnswer message, out _), Is.True);
        Assert.That((message.Id, message.Status), Is.EqualTo((7u, KeyStatus.Granted)));
        Assert.That((message.Key.Contents, message.Key.Sealed.Size), Is.EqualTo((SealedContents.HigherKey, 16)));
    }

    [TestCase("454B 01 02 00000007 01", "kind", 3)]
    [TestCase("454B 01 04 00000007 03", "status", 8)]
    [TestCase("454B 01 04 00000007 01 00", "trailing octets", 9)]
    [TestCase($"454B 01 04 00000007 00 03 05 0A030001 0102030405060708 10 {Tag}", "IP version", 10)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(MonitorKeyAnswer.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}
