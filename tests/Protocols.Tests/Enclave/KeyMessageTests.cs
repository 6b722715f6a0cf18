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
    private const string Proof = "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
        + "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F";
    private const string WithToken = Sample + "| 01 0003 00 612E62";
    private const string WithCertificate = Sample + "| 02 0003 40 300102" + Proof;
    private const string WithoutProof = Sample + "| 02 0003 00 300102";

    protected override IEnumerable<string> Samples => [Sample, WithToken, WithCertificate, WithoutProof];

    [Test]
    public void A_request_shows_a_token_or_a_certificate_with_its_proof()
    {
        byte[] token = OctetsOf(WithToken), both = OctetsOf(WithCertificate);
        Assert.That(KeyRequest.TryDecode(token, out KeyRequest message, out _), Is.True);
        Assert.That(message.Credential, Is.EqualTo(
            new KeyCredential(CredentialKind.Token, Octets.FromHex("612E62"))));
        Assert.That(KeyRequest.TryDecode(both, out message, out _), Is.True);
        Assert.That(message.Credential, Is.EqualTo(
            new KeyCredential(CredentialKind.Certificate, Octets.FromHex("300102"), Octets.FromHex(Proof))));
        Assert.That(message.SignedOctets(), Is.EqualTo(OctetsOf(WithoutProof)));
    }

    private static byte[] OctetsOf(string sample) =>
        DirectKeyExchangeTests.Octets(sample.Replace("|", "", System.StringComparison.Ordinal));

    [TestCase("01 0003", "credential", 15)]
    [TestCase("00 0003 00 612E62", "kind of credential", 12)]
    [TestCase("03 0003 00 612E62", "kind of credential", 12)]
    [TestCase("01 0000 00", "size of credential", 13)]
    [TestCase("01 0401 00 612E62", "size of credential", 13)]
    [TestCase("01 0003 40 612E62" + Proof, "size of proof", 15)]
    [TestCase("02 0003 3F 612E62" + Proof, "size of proof", 15)]
    [TestCase("01 0004 00 612E62", "credential", 19)]
    [TestCase("02 0003 40 300102 00", "credential", 20)]
    [TestCase("01 0003 00 612E62 00", "trailing octets", 19)]
    public void What_is_shown_is_refused_with_its_offset(string credential, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample + credential);
        Assert.That(KeyRequest.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

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

public sealed class DirectoryQuestionTests : CodecContract<DirectoryQuestion>
{
    private const string Sample = "454B 01 06 00000007 0002 08 7365727665722F30";

    protected override IEnumerable<string> Samples => [Sample, "454B 01 06 FFFFFFFF FFFF 01 7E"];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Sample);
        Assert.That(DirectoryQuestion.TryDecode(source, out DirectoryQuestion message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new DirectoryQuestion(7, 2, new Octets("server/0"u8))));
    }

    [TestCase("454B 01 07 00000007 0002 01 61", "kind", 3)]
    [TestCase("454B 01 06 00000007 0002 00", "size of party", 10)]
    [TestCase("454B 01 06 00000007 0002 41 61", "size of party", 10)]
    [TestCase("454B 01 06 00000007 0002 03 6120", "party", 13)]
    [TestCase("454B 01 06 00000007 0002 03 612062", "party", 12)]
    [TestCase("454B 01 06 00000007 0002 02 617F", "party", 12)]
    [TestCase("454B 01 06 00000007 0002 02 61C3", "party", 12)]
    [TestCase("454B 01 06 00000007 0002 01 6162", "trailing octets", 12)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(DirectoryQuestion.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}

public sealed class DirectoryAnswerTests : CodecContract<DirectoryAnswer>
{
    private const string Granted = "454B 01 07 00000007 00 00000005 02 00";

    protected override IEnumerable<string> Samples =>
    [
        Granted, "454B 01 07 00000007 00 00000000 01 01", "454B 01 07 00000007 01", "454B 01 07 00000007 02",
    ];

    [Test]
    public void Fields_stand_where_the_layout_says()
    {
        byte[] source = DirectKeyExchangeTests.Octets(Granted);
        Assert.That(DirectoryAnswer.TryDecode(source, out DirectoryAnswer message, out _), Is.True);
        Assert.That(message, Is.EqualTo(new DirectoryAnswer(7, DirectoryStatus.Granted, new KeyGrant(5, 2, false))));
    }

    [TestCase("454B 01 06 00000007 01", "kind", 3)]
    [TestCase("454B 01 07 00000007 03", "status", 8)]
    [TestCase("454B 01 07 00000007 00 00000005 02", "grant", 14)]
    [TestCase("454B 01 07 00000007 00 00000005 00 00", "depth", 13)]
    [TestCase("454B 01 07 00000007 00 00000005 10 00", "depth", 13)]
    [TestCase("454B 01 07 00000007 00 00000005 02 02", "use", 14)]
    [TestCase("454B 01 07 00000007 01 00000005 02 00", "trailing octets", 9)]
    public void A_wrong_field_is_named_with_its_offset(string octets, string field, int offset)
    {
        byte[] source = DirectKeyExchangeTests.Octets(octets);
        Assert.That(DirectoryAnswer.TryDecode(source, out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }
}
