using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Ike;

/// <summary>What payloads say together, and which algorithms answer a proposal.</summary>
[TestFixture]
public sealed class ContentsTests
{
    private static readonly IkePayload Nonce =
        IkePayload.Of(PayloadType.Nonce, new NoncePayload(new Octets(new byte[16])));

    [Test]
    public void Order_does_not_count_and_lists_keep_theirs()
    {
        IkePayload[] payloads =
        [
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.InitialContact)),
            new(PayloadType.VendorId, Octets.FromHex("01")),
            Nonce,
            IkePayload.Of(PayloadType.Notify, new NotifyPayload(NotifyType.NoProposalChosen)),
            new(PayloadType.VendorId, Octets.FromHex("02")),
            IkePayload.Of(PayloadType.Delete, new DeletePayload(SecurityProtocol.Ike)),
            new(PayloadType.Certificate, Octets.FromHex("0401")),
        ];
        Assert.That(IkeContents.TryRead(payloads, out IkeContents? contents, out IkeFault fault), Is.True);
        Assert.That(fault.IsNone, Is.True);
        Assert.That(contents!.Nonce.Size, Is.EqualTo(16));
        Assert.That(contents.VendorIds.Select(each => each.ToString()), Is.EqualTo(["01", "02"]));
        Assert.That(contents.Error!.Value.Type, Is.EqualTo(NotifyType.NoProposalChosen));
        Assert.That(contents.Find(NotifyType.InitialContact), Is.Not.Null);
        Assert.That(contents.Find(NotifyType.Cookie), Is.Null);
        Assert.That(contents.Deletes, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_may_occur_once_is_refused_twice()
    {
        foreach (PayloadType type in new[]
        {
            PayloadType.SecurityAssociation, PayloadType.KeyExchange, PayloadType.IdentificationInitiator,
            PayloadType.IdentificationResponder, PayloadType.Authentication, PayloadType.Nonce,
            PayloadType.TrafficSelectorInitiator, PayloadType.TrafficSelectorResponder,
        })
        {
            IkePayload payload = Sample(type);
            Assert.That(IkeContents.TryRead([payload], out _, out _), Is.True, type.ToString());
            Assert.That(IkeContents.TryRead([payload, payload], out IkeContents? none, out IkeFault fault), Is.False);
            Assert.That(none, Is.Null);
            Assert.That((fault.Notify, fault.Payload), Is.EqualTo((NotifyType.InvalidSyntax, type)));
            Assert.That(fault.Error.Fault, Is.EqualTo(DecodeFault.Duplicate));
        }
    }

    [Test]
    public void A_body_that_cannot_be_read_is_invalid_syntax()
    {
        foreach (PayloadType type in Enum.GetValues<PayloadType>().Where(type => (int)type is >= 33 and <= 45
            && type is not (PayloadType.Certificate or PayloadType.CertificateRequest or PayloadType.VendorId)))
        {
            bool isRead = IkeContents.TryRead([new(type, default)], out _, out IkeFault fault);
            Assert.That(isRead, Is.False, type.ToString());
            Assert.That((fault.Notify, fault.Payload), Is.EqualTo((NotifyType.InvalidSyntax, type)));
        }
    }

    [TestCase(49, false, true)]
    [TestCase(49, true, false)]
    [TestCase(200, true, false)]
    [TestCase(255, false, true)]
    [TestCase((int)PayloadType.Nonce, true, true)] // critical, and known (§2.5)
    [TestCase((int)PayloadType.Certificate, true, true)]
    public void An_unknown_payload_is_passed_over_unless_it_is_critical(int type, bool isCritical, bool isRead)
    {
        var payload = new IkePayload((PayloadType)type, new Octets(new byte[16]), isCritical);
        Assert.That(IkeContents.TryRead([payload], out _, out IkeFault fault), Is.EqualTo(isRead));
        Assert.That(
            fault.Notify, Is.EqualTo(isRead ? NotifyType.None : NotifyType.UnsupportedCriticalPayload));
    }

    [Test]
    public void A_suite_answers_its_own_proposal_and_no_other()
    {
        IkeSuite[] suites =
        [
            .. from cipher in new[]
                {
                    CipherSuite.AesCbc128, CipherSuite.AesCbc256, CipherSuite.AesGcm128, CipherSuite.AesGcm256,
                }
                from dhGroup in new[] { DhGroup.Modp2048, DhGroup.P256, DhGroup.Curve25519 }
                select new IkeSuite(cipher, dhGroup),
        ];
        foreach (IkeSuite offered in suites)
        {
            foreach (IkeSuite suite in suites)
            {
                Assert.That(suite.IsMatchedBy(offered.ToProposal(1)), Is.EqualTo(suite == offered));
            }
        }
    }

    [Test]
    public void One_transform_of_each_type_is_enough()
    {
        // two groups and two ciphers offered, as another implementation would
        Assert.That(
            SecurityAssociationPayload.TryDecode(
                Refusals.Hex(Bodies.SecurityAssociations[2]), out SecurityAssociationPayload offer, out _),
            Is.True);
        var gcm = new IkeSuite(CipherSuite.AesGcm256, DhGroup.P256);
        Assert.That(gcm.IsMatchedBy(offer.Proposals[0]), Is.True);
        Assert.That((gcm with { Group = DhGroup.Curve25519 }).IsMatchedBy(offer.Proposals[0]), Is.True);
        Assert.That((gcm with { Group = DhGroup.Modp2048 }).IsMatchedBy(offer.Proposals[0]), Is.False);
        Assert.That(gcm.IsMatchedBy(offer.Proposals[1]), Is.False);
        Assert.That(new IkeSuite(CipherSuite.AesCbc256, DhGroup.P256).IsMatchedBy(offer.Proposals[1]), Is.True);
    }

    [Test]
    public void Whoever_cannot_take_every_type_takes_nothing()
    {
        var suite = new IkeSuite(CipherSuite.AesGcm128, DhGroup.Curve25519);
        Proposal offer = suite.ToProposal(1);
        Assert.That(suite.IsMatchedBy(With(offer, new Transform((TransformType)6, 36))), Is.False, "unknown type");
        Assert.That(suite.IsMatchedBy(With(offer, new Transform(TransformType.Esn, 0))), Is.False, "ESN in IKE");
        Assert.That(
            suite.IsMatchedBy(With(offer, new Transform(TransformType.Integrity, 12))), Is.False, "INTEG with AEAD");
        Assert.That(
            suite.IsMatchedBy(With(offer, new Transform(TransformType.Integrity, 0))), Is.True, "INTEG NONE with AEAD");
        Assert.That(suite.IsMatchedBy(offer with { Protocol = SecurityProtocol.Esp }), Is.False);
        Transform odd = offer.Transforms[0] with { OtherAttributes = Octets.FromHex("80060001") };
        Proposal oddOffer = offer with { Transforms = new(odd, offer.Transforms[1], offer.Transforms[2]) };
        Assert.That(suite.IsMatchedBy(oddOffer), Is.False);
    }

    [TestCase(DhGroup.None, DhGroup.None, true, true)]
    [TestCase(DhGroup.P256, DhGroup.P256, true, true)]
    [TestCase(DhGroup.P256, DhGroup.None, true, false)]
    [TestCase(DhGroup.None, DhGroup.P256, true, false)]
    [TestCase(DhGroup.None, DhGroup.P256, false, true)]
    [TestCase(DhGroup.P256, DhGroup.None, false, true)]
    public void Groups_of_ESP_count_outside_of_IKE_AUTH(DhGroup offered, DhGroup own, bool hasGroup, bool isMatched)
    {
        var suite = new EspSuite(CipherSuite.AesGcm128, Group: offered);
        Proposal offer = suite.ToProposal(1, Octets.FromHex("01020304"), hasGroup);
        Assert.That((suite with { Group = own }).IsMatchedBy(offer, hasGroup), Is.EqualTo(isMatched));
    }

    [Test]
    public void Sequence_numbers_and_SPI_of_ESP_must_fit()
    {
        var suite = new EspSuite(CipherSuite.AesCbc128);
        Proposal offer = suite.ToProposal(1, Octets.FromHex("01020304"), hasGroup: false);
        Assert.That(suite.IsMatchedBy(offer, false), Is.True);
        Assert.That((suite with { HasExtendedSequence = true }).IsMatchedBy(offer, false), Is.False);
        Assert.That(suite.IsMatchedBy(offer with { Spi = default }, false), Is.False);
        Assert.That(suite.IsMatchedBy(offer with { Transforms = new(offer.Transforms.Span[..2]) }, false), Is.False);
    }

    [Test]
    public void A_cookie_is_bound_to_nonce_address_SPI_and_secret()
    {
        Octets nonce = new(new byte[32]);
        byte[] secret = [1, 2, 3], address = [10, 0, 0, 1];
        Octets cookie = IkeCookie.Make(secret, 7, nonce, address, 5);
        Assert.That(cookie.Size, Is.InRange(1, IkeNumber.CookieSizeMax));
        Assert.That(IkeCookie.TryReadVersion(cookie, out uint version), Is.True);
        Assert.That(version, Is.EqualTo(7));
        Assert.That(IkeCookie.Verify(cookie, IkeCookie.Make(secret, 7, nonce, address, 5)), Is.True);
        foreach (Octets other in new[]
        {
            IkeCookie.Make([1, 2, 4], 7, nonce, address, 5), IkeCookie.Make(secret, 8, nonce, address, 5),
            IkeCookie.Make(secret, 7, new(new byte[31]), address, 5),
            IkeCookie.Make(secret, 7, nonce, [10, 0, 0, 2], 5),
            IkeCookie.Make(secret, 7, nonce, address, 6),
        })
        {
            Assert.That(IkeCookie.Verify(cookie, other), Is.False);
        }

        Assert.That(IkeCookie.TryReadVersion(Octets.FromHex("00000007"), out _), Is.False);
    }

    [TestCase("AES-CBC-128", 0)]
    [TestCase("AES-CBC-128", 15)]
    [TestCase("AES-CBC-128", 16)]
    [TestCase("AES-GCM-256", 0)]
    [TestCase("AES-GCM-256", 1)]
    public void Sizes_are_those_that_are_written(string name, int size)
    {
        using var contexts = new CipherContexts();
        CipherSuite cipher = name == "AES-CBC-128" ? CipherSuite.AesCbc128 : CipherSuite.AesGcm256;
        var keys = IkeKeys.Derive(cipher, new byte[32], new byte[16], new byte[16], 1, 2);
        IkePayload[] payloads = size == 0 ? [] : [new(PayloadType.VendorId, new Octets(new byte[size]))];
        var header = new IkeHeader(1, 2, ExchangeType.Informational, true, false, 0);
        byte[] message = EncryptedMessage.Seal(
            contexts, cipher, keys, header, payloads, new byte[16], Enumerable.Repeat((byte)7, 99).ToArray());
        Assert.That(message, Has.Length.EqualTo(EncryptedMessage.SizeOf(cipher, PayloadChain.SizeOf(payloads))));
        Assert.That(
            EncryptedMessage.TryOpen(contexts, cipher, keys, message, out ValueList<IkePayload> opened, out _),
            Is.EqualTo(EncryptionFault.None));
        Assert.That(opened, Is.EqualTo(new ValueList<IkePayload>(payloads)));
    }

    [Test]
    public void Payloads_in_the_clear_stand_before_the_encrypted_one_and_are_authenticated_with_it(
        [Values("AES-CBC-128", "AES-GCM-256")] string name, [Values(1, 2)] int count)
    {
        using var contexts = new CipherContexts();
        CipherSuite cipher = name == "AES-CBC-128" ? CipherSuite.AesCbc128 : CipherSuite.AesGcm256;
        var keys = IkeKeys.Derive(cipher, new byte[32], new byte[16], new byte[16], 1, 2);
        IkePayload[] inside = [new(PayloadType.VendorId, new Octets([1, 2, 3]))];
        IkePayload[] clear = [.. Enumerable.Range(0, count).Select(each =>
            IkePayload.Of(PayloadType.Notify, new NotifyPayload((NotifyType)40_963, new Octets([4, (byte)each]))))];
        var header = new IkeHeader(1, 2, ExchangeType.Informational, true, false, 0);
        byte[] message = EncryptedMessage.Seal(
            contexts, cipher, keys, header, inside, new byte[16], default, clear);
        int clearSize = PayloadChain.SizeOf(clear);
        Assert.That(
            message,
            Has.Length.EqualTo(EncryptedMessage.SizeOf(cipher, PayloadChain.SizeOf(inside), clearSize)));
        Assert.That(IkeMessage.TryDecode(message, out IkeMessage decoded, out _), Is.True);
        Assert.That(decoded.IsEncrypted, Is.True);
        Assert.That(decoded.Payloads.Span[..count].ToArray(), Is.EqualTo(clear));
        for (int at = IkeHeader.Size; at < IkeHeader.Size + clearSize + IkePayload.HeaderSize; at++)
        {
            byte[] changed = [.. message];
            changed[at] ^= 1;
            EncryptionFault fault = EncryptedMessage.TryOpen(contexts, cipher, keys, changed, out _, out _);
            Assert.That(fault, Is.EqualTo(EncryptionFault.WrongCode).Or.EqualTo(EncryptionFault.Malformed), $"{at}");
        }

        Assert.That(
            EncryptedMessage.TryOpen(contexts, cipher, keys, message, out ValueList<IkePayload> opened, out _),
            Is.EqualTo(EncryptionFault.None));
        Assert.That(opened, Is.EqualTo(new ValueList<IkePayload>(inside)));
    }

    private static Proposal With(Proposal proposal, Transform transform) =>
        proposal with { Transforms = new([.. proposal.Transforms.Span, transform]) };

    private static IkePayload Sample(PayloadType type) => type switch
    {
        PayloadType.SecurityAssociation => Body(type, Bodies.SecurityAssociations[0]),
        PayloadType.KeyExchange => Body(type, Bodies.KeyExchanges[0]),
        PayloadType.Authentication => Body(type, Bodies.Authentications[0]),
        PayloadType.Nonce => Nonce,
        PayloadType.TrafficSelectorInitiator or PayloadType.TrafficSelectorResponder =>
            Body(type, Bodies.TrafficSelectors[0]),
        _ => Body(type, Bodies.Identifications[0]),
    };

    private static IkePayload Body(PayloadType type, string octets) => new(type, new Octets(Refusals.Hex(octets)));
}
