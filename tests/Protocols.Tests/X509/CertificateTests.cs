using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Wire;
using Simulator.Protocols.X509;

namespace Tests.Protocols.X509;

public sealed class CertificateTests : CodecContract<Certificate>
{
    // made and signed by Python's cryptography 48: the issuer's key is of 32 octets 0x11, the party's of 0x22
    private const string OfServer =
        "308201653082010ca003020102020107300a06082a8648ce3d04030230173115301306035504030c0c6f7267616e6973"
        + "6174696f6e301e170d3235303130313030303030305a170d3235303130313030353935395a30133111300f0603550403"
        + "0c087365727665722f303059301306072a8648ce3d020106082a8648ce3d03010703420004d65a93977caa3d1b081852"
        + "ff57a79e465f1660577304baead505dd3a48589cf350185e895372df6221ea3a137557e473fddb6755f05bd507c3c533"
        + "fce9c91285a34d304b301f0603551d230418301680142bad0fd610d99eae443e932a26142bca1e5fa995300e0603551d"
        + "0f0101ff040403020780301806092b0601040181fd59010101ff04083006020107020102300a06082a8648ce3d040302"
        + "034700304402202a4092ac38fe35993f394804d064d2f4484ff08b9f846293c2ddda39b96c1c32022010177703343698"
        + "85ff42339e46542382892f4c235dae418e7ec15ed51e3b575d";

    private const string OfIntermediate =
        "308201773082011ea0030201020209008000000000000001300a06082a8648ce3d04030230173115301306035504030c"
        + "0c6f7267616e69736174696f6e301e170d3939313233313233353935395a170d3439313233313233353935395a301a31"
        + "18301606035504030c0f696e7465726d6564696174652f31313059301306072a8648ce3d020106082a8648ce3d030107"
        + "03420004d65a93977caa3d1b081852ff57a79e465f1660577304baead505dd3a48589cf350185e895372df6221ea3a13"
        + "7557e473fddb6755f05bd507c3c533fce9c91285a350304e301f0603551d230418301680142bad0fd610d99eae443e93"
        + "2a26142bca1e5fa995300e0603551d0f0101ff040403020780301b06092b0601040181fd59010101ff040b3009020100"
        + "0201010101ff300a06082a8648ce3d040302034700304402200af92ce5aee04ee9e589e1fa1176cf0ec2c46963f278b7"
        + "2a3807f50b10017a5802201108f62da8dbbe04f2a0f53531ab31cf5de48f432f5bbd4a6a8c56d813554d27";

    private static readonly EcdsaP256PrivateKey Issuer = new(Repeated(0x11)), Party = new(Repeated(0x22));

    private static readonly Certificate Server = new(
        7, new Octets("organisation"u8), 1_735_689_600, 1_735_693_199, new Octets("server/0"u8),
        new Octets([.. Party.PublicKey.X, .. Party.PublicKey.Y]), Certificate.KeyIdOf(Issuer.PublicKey),
        GrantExtension.Encode(new KeyGrant(7, 2, false)), default);

    private static readonly CredentialExpectation Expected =
        new("organisation", "key-server/0", "server/0", 1_735_690_000);

    protected override IEnumerable<string> Samples => [OfServer, OfIntermediate];

    [Test]
    public void What_another_implementation_has_made_is_read_and_verified()
    {
        Certificate read = Read(OfServer);
        Assert.That(read with { Signature = default }, Is.EqualTo(Server));
        Assert.That(read.IsSignedBy(Issuer.PublicKey), Is.True);
        Assert.That(read.IsSignedBy(Party.PublicKey), Is.False);
        Certificate other = Read(OfIntermediate);
        Assert.That((other.Serial, other.NotBefore, other.NotAfter), Is.EqualTo(
            (0x8000000000000001UL, 946_684_799L, 2_524_607_999L)));
        Assert.That(other.IsSignedBy(Issuer.PublicKey), Is.True);
        Assert.That(GrantExtension.TryDecode(other.Extension.Span, out KeyGrant grant), Is.True);
        Assert.That(grant, Is.EqualTo(new KeyGrant(0, 1, true)));
    }

    [Test]
    public void The_runtime_reads_and_verifies_what_is_made_here()
    {
        byte[] der = Encoded(Server.SignedBy(Issuer));
        Assert.That(Encoded(Server.SignedBy(Issuer)), Is.EqualTo(der), "the same contents, the same signature");
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(der);
        Assert.That((certificate.Version, certificate.Subject, certificate.Issuer), Is.EqualTo(
            (3, "CN=server/0", "CN=organisation")));
        Assert.That(certificate.SerialNumber, Is.EqualTo("07"));
        Assert.That(certificate.SignatureAlgorithm.Value, Is.EqualTo("1.2.840.10045.4.3.2"));
        Assert.That(certificate.NotAfter.ToUniversalTime(), Is.EqualTo(
            new DateTime(2025, 1, 1, 0, 59, 59, DateTimeKind.Utc)));
        using ECDsa key = certificate.GetECDsaPublicKey()!;
        byte[] message = [1, 2, 3], signature = new byte[EcdsaP256PrivateKey.SignatureSize];
        Party.Sign(message, signature);
        Assert.That(key.VerifyData(message, signature, HashAlgorithmName.SHA256), Is.True);
    }

    [Test]
    public void No_octet_of_a_certificate_can_be_changed()
    {
        byte[] octets = Convert.FromHexString(OfServer);
        for (int index = 0; index < octets.Length; index++)
        {
            byte[] changed = [.. octets];
            changed[index] ^= 0x01;
            bool isTaken = Certificate.TryDecode(changed, out Certificate read, out _)
                && read.IsSignedBy(Issuer.PublicKey);
            Assert.That(isTaken, Is.False, $"octet {index}");
        }
    }

    [TestCase("30820165", "3080", "certificate", 1)] // without a length: BER
    [TestCase("308201653082010c", "308300016530820 10c", "certificate", 1)]
    [TestCase("a003020102", "a003020101", "version", 12)]
    [TestCase("020107300a", "020100300a", "serial number", 16)] // not positive
    [TestCase("020107300a", "020187300a", "serial number", 13)] // negative
    [TestCase("0c0c6f7267616e69736174696f6e", "130c6f7267616e69736174696f6e", "issuer", 39)]
    [TestCase("6f7267616e69736174696f6e", "6f7267616e69736174696fff", "issuer", 53)]
    [TestCase("3235303130313030303030305a", "3235303233303030303030305a", "not before", 70)]
    [TestCase("3235303130313030353935395a", "323530313031303035393539 2b", "not after", 85)]
    [TestCase("2a8648ce3d030107", "2a8648ce3d030106", "public key", 128)]
    [TestCase("0603551d0f0101ff", "0603551d0f010100", "key usage", 243)]
    [TestCase("181fd590101", "181fd590201", "extension", 262)]
    [TestCase("30440220", "30440320", "r", 293)]
    public void A_wrong_field_is_named_with_its_offset(string part, string other, string field, int offset)
    {
        string changed = OfServer.Replace(
            part, other.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.That(changed, Is.Not.EqualTo(OfServer));
        Assert.That(Certificate.TryDecode(Convert.FromHexString(changed), out _, out DecodeError error), Is.False);
        Assert.That((error.Field, error.Offset), Is.EqualTo((field, offset)));
    }

    [TestCase("3006020107020102", true)]
    [TestCase("3009020107020102010100", false)] // false is left out
    [TestCase("3007020200070 20102", false)] // a leading zero too many
    [TestCase("3006020107020100", false)]
    [TestCase("3006020107020110", false)]
    [TestCase("3006020187020102", false)]
    [TestCase("30060201070201", false)]
    [TestCase("300602010702010200", false)]
    [TestCase("", false)]
    public void A_grant_has_one_form(string hex, bool isRead)
    {
        byte[] octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.That(GrantExtension.TryDecode(octets, out KeyGrant grant), Is.EqualTo(isRead));
        Assert.That(grant, Is.EqualTo(isRead ? new KeyGrant(7, 2, false) : default));
    }

    [Test]
    public void A_grant_survives_a_round_trip(
        [Values(0u, 127u, 128u, uint.MaxValue)] uint server, [Values(1, 15)] int depth, [Values] bool onlyVerifies)
    {
        var grant = new KeyGrant(server, (byte)depth, onlyVerifies);
        Assert.That(GrantExtension.TryDecode(GrantExtension.Encode(grant).Span, out KeyGrant read), Is.True);
        Assert.That(read, Is.EqualTo(grant));
    }

    private static IEnumerable<TestCaseData> Verdicts()
    {
        EcdsaP256PrivateKey other = new(Repeated(0x33));
        yield return Case(Server.SignedBy(Issuer), Party, CredentialVerdict.Accepted);
        yield return Case(
            (Server with { Issuer = new Octets("elsewhere"u8) }).SignedBy(Issuer), Party,
            CredentialVerdict.WrongIssuer);
        yield return Case(Server.SignedBy(other), Party, CredentialVerdict.UnknownKey);
        yield return Case(
            Server.SignedBy(other) with { AuthorityKeyId = Certificate.KeyIdOf(Issuer.PublicKey) }, Party,
            CredentialVerdict.WrongSignature);
        yield return Case(
            (Server with { Subject = new Octets("server/1"u8) }).SignedBy(Issuer), Party, CredentialVerdict.OtherParty);
        yield return Case(
            (Server with { NotAfter = 1_735_689_999 }).SignedBy(Issuer), Party, CredentialVerdict.Expired);
        yield return Case(
            (Server with { NotAfter = 1_735_690_000 }).SignedBy(Issuer), Party, CredentialVerdict.Accepted);
        yield return Case(
            (Server with { NotBefore = 1_735_690_001 }).SignedBy(Issuer), Party, CredentialVerdict.NotYetValid);
        yield return Case(
            (Server with { Extension = new Octets([5, 0]) }).SignedBy(Issuer), Party, CredentialVerdict.Malformed);
        yield return Case(Server.SignedBy(Issuer), null, CredentialVerdict.NoProof);
        yield return Case(Server.SignedBy(Issuer), other, CredentialVerdict.WrongProof);
        yield return Case(
            (Server with { PublicKey = new Octets(new byte[64]) }).SignedBy(Issuer), Party,
            CredentialVerdict.WrongProof);
    }

    [TestCaseSource(nameof(Verdicts))]
    public void A_key_server_makes_of_it(Certificate certificate, EcdsaP256PrivateKey? key, CredentialVerdict expected)
    {
        KeyRequest request = Request(certificate, key, id: 9);
        Assert.That(Validate(request, out KeyGrant grant), Is.EqualTo(expected));
        Assert.That(grant.Depth, Is.EqualTo(expected == CredentialVerdict.Accepted ? 2 : grant.Depth));
    }

    [Test]
    public void A_proof_is_for_one_request_alone()
    {
        KeyRequest request = Request(Server.SignedBy(Issuer), Party, id: 9);
        Assert.That(Validate(request with { Id = 10 }, out _), Is.EqualTo(CredentialVerdict.WrongProof));
        Assert.That(Validate(request with { Peer = 1 }, out _), Is.EqualTo(CredentialVerdict.WrongProof));
        Assert.That(Validate(request with { Enclave = 3 }, out _), Is.EqualTo(CredentialVerdict.WrongProof));
    }

    private static TestCaseData Case(Certificate certificate, EcdsaP256PrivateKey? key, CredentialVerdict verdict) =>
        new(certificate, key, verdict);

    private static KeyRequest Request(Certificate certificate, EcdsaP256PrivateKey? key, uint id)
    {
        var shown = new KeyCredential(CredentialKind.Certificate, new Octets(Encoded(certificate)));
        var request = new KeyRequest(id, 2, 0, shown);
        byte[] proof = new byte[EcdsaP256PrivateKey.SignatureSize];
        key?.Sign(request.SignedOctets(), proof);
        return key is null ? request : request with { Credential = shown with { Proof = new Octets(proof) } };
    }

    private static CredentialVerdict Validate(in KeyRequest request, out KeyGrant grant)
    {
        grant = default;
        CredentialVerdict verdict = CertificateValidation.Read(
            request.Credential, Issuer.PublicKey, Expected, out Certificate certificate);
        return verdict == CredentialVerdict.Accepted
            ? CertificateValidation.Verify(certificate, request, Issuer.PublicKey, Expected, out grant)
            : verdict;
    }

    private static Certificate Read(string hex)
    {
        Assert.That(
            Certificate.TryDecode(Convert.FromHexString(hex), out Certificate read, out DecodeError error), Is.True,
            error.ToString());
        return read;
    }

    private static byte[] Encoded(in Certificate certificate)
    {
        byte[] octets = new byte[certificate.EncodedSize];
        certificate.Encode(octets);
        return octets;
    }

    private static byte[] Repeated(byte octet)
    {
        byte[] octets = new byte[EcdsaP256PrivateKey.ScalarSize];
        Array.Fill(octets, octet);
        return octets;
    }
}
