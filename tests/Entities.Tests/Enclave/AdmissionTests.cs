using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;
using Simulator.Protocols.Enclave;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Wire;
using X509 = Simulator.Protocols.X509.Certificate;

namespace Tests.Entities.Enclave;

/// <summary>How the key server of an enclave finds out what a party may have: token, certificate, directory.</summary>
public sealed class AdmissionTests
{
    private const string Way = "device/0 -> ks/0  ESP [KEY REQUEST]\nks/0 -> device/0  ESP [KEY ANSWER]";
    private const string Asked = """
        device/0 -> ks/0  ESP [KEY REQUEST]
        ks/0 -> org/0  ESP [DIRECTORY QUESTION]
        org/0 -> ks/0  ESP [DIRECTORY ANSWER]
        ks/0 -> device/0  ESP [KEY ANSWER]
        """;

    private static readonly SimTime Second = SimTime.FromSeconds(1), Verification = SimTime.FromMilliseconds(3);
    private static readonly EnclaveHierarchy Hierarchy = new(EnclavePrf.HmacSha256);
    private static readonly EcdsaP256PrivateKey Key = KeyOf(0x11), OtherKey = KeyOf(0x33), OwnKey = KeyOf(0x22);
    private static readonly KeyGrant Grant = new(7, 2, OnlyVerifies: false);

    private static readonly KeyToken Claims = new(
        "organisation", "device/0", "ks/0", PartyClock.SecondsAt(5 * Second), PartyClock.SecondsAt(SimTime.Zero),
        Grant);

    // ---- tokens

    [Test]
    public void A_party_gets_what_its_token_says()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Ask();
        Assert.That(world.Said, Is.EqualTo(Way));
        Assert.That(world.Outcomes, Is.EqualTo("success 1"));
        Assert.That(world.Admissions, Is.EqualTo("admitted 1"));
        Assert.That(world.Keys.Select(key => (key.Depth, key.Server)), Is.All.EqualTo(((byte)2, 7u)));
        Assert.That(world.Keys, Has.Count.EqualTo(3));
    }

    [Test]
    public void A_token_for_verifying_alone_brings_keys_for_authentication_alone()
    {
        var world = new World(Hierarchy with { IsSeparate = true });
        world.UseTokens().Show(Sign(Claims with { Grant = new KeyGrant(0, 1, OnlyVerifies: true) }));
        world.Ask();
        Assert.That(world.Keys.Select(key => (key.Depth, key.Use)), Is.All.EqualTo(((byte)1, KeyUse.Authentication)));
    }

    [Test]
    public void A_verification_takes_the_time_of_the_key_servers_processor()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Ask();
        Assert.That(world.Latency, Is.EqualTo((SimTime.FromMilliseconds(2) + Verification).Seconds).Within(1E-9));
    }

    private static IEnumerable<TestCaseData> BadTokens()
    {
        string good = Sign(Claims);
        yield return Bad("nothing", null, "missing");
        yield return Bad("no token", "x", "malformed");
        yield return Bad("no signature", good[..good.LastIndexOf('.')], "malformed");
        yield return Bad("a longer signature", good + "A", "wrong-signature");
        yield return Bad("padding", good + "=", "malformed");
        yield return Bad("none", WithHeader("none"), "algorithm-not-allowed");
        yield return Bad("HS256", WithHeader("HS256") + "AAAA", "algorithm-not-allowed");
        yield return Bad(
            "another key", new JwsSigner("other", Key).Sign(Claims.Encode(), KeyToken.Type), "unknown-key");
        yield return Bad(
            "another type", new JwsSigner("k", Key).Sign(Claims.Encode()), "malformed"); // a token for something else
        yield return Bad(
            "forged", new JwsSigner("k", OtherKey).Sign(Claims.Encode(), KeyToken.Type), "wrong-signature");
        yield return Bad("another issuer", Sign(Claims with { Issuer = "elsewhere" }), "wrong-issuer");
        yield return Bad("another key server", Sign(Claims with { Audience = "ks/1" }), "wrong-audience");
        yield return Bad("another party", Sign(Claims with { Subject = "device/1" }), "other-party");
        yield return Bad("expired", Sign(Claims with { ExpiresAt = Claims.IssuedAt }), "expired");
        yield return Bad("of the future", Sign(Claims with { IssuedAt = Claims.IssuedAt + 1 }), "not-yet-valid");
        yield return Bad(
            "keys of SAs", Sign(Claims with { Grant = new KeyGrant(7, 3, false) }), "malformed"); // keys of SAs
        yield return Bad(
            "the organisation key",
            Sign(Claims with { Grant = new KeyGrant(7, 0, false) }), "malformed"); // the organisation's
    }

    [TestCaseSource(nameof(BadTokens))]
    public void With_a_token_that_is_not_right_a_party_gets_nothing(string? token, string reason)
    {
        var world = new World();
        world.UseTokens().Show(token);
        world.Ask();
        Assert.That(world.Said, Is.EqualTo(Way), "refused at once");
        Assert.That(world.Outcomes, Is.EqualTo("denied 1"));
        Assert.That(world.Admissions, Is.EqualTo(reason + " 1"));
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Keys, Is.Empty, "nothing at a new epoch either");
        Assert.That(world.Party.Ring.Count, Is.Zero);
    }

    [TestCase(1, 0)]
    [TestCase(1, 1)]
    public void Where_there_are_no_servers_keys_or_sub_enclaves_a_token_gives_those_of_pairs_alone(
        int depth, int subLevelCount)
    {
        var world = new World(new EnclaveHierarchy(EnclavePrf.HmacSha256, subLevelCount > 0, subLevelCount));
        world.UseTokens().Show(Sign(Claims with { Grant = new KeyGrant(7, (byte)depth, false) }));
        world.Ask();
        Assert.That(world.Outcomes, Is.EqualTo("success 1"));
        world.Show(Sign(Claims));
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, malformed 1"), "depth 2");
    }

    [Test]
    public void When_a_token_has_expired_a_new_epoch_brings_nothing()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Ask();
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Party.Epoch, Is.EqualTo(1), "while it was valid");
        world.Run(5 * Second);
        world.Root.StartRotation(until: 7 * Second);
        world.Run(8 * Second);
        Assert.That(world.Party.Epoch, Is.EqualTo(1));
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, expired 1"));
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, expired 2"));
        Assert.That(world.Outcomes, Is.EqualTo("success 1, denied 1"));
    }

    [Test]
    public void A_party_that_has_left_is_refused_though_its_token_is_right()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Ask();
        world.Server.Remove(world.Device.Address);
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Party.Epoch, Is.Zero);
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, withdrawn 1"));
    }

    [Test]
    public void A_party_that_leaves_while_its_token_is_verified_gets_nothing()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Party.Require(0);
        world.Run(SimTime.FromMilliseconds(12)); // asked after 10
        world.Server.Remove(world.Device.Address);
        world.Run(Second);
        Assert.That(world.Admissions, Is.EqualTo("withdrawn 1"));
        Assert.That(world.Keys, Is.Empty);
    }

    [Test]
    public void A_token_expires_while_it_waits_to_be_verified()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Run((5 * Second) - SimTime.FromMilliseconds(2)); // comes a millisecond before its end
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("expired 1"));
    }

    [Test]
    public void A_key_server_that_is_too_busy_is_silent_and_the_party_asks_again()
    {
        var world = new World(waitingMax: 0);
        world.UseTokens().Show(Sign(Claims));
        world.Party.Require(1);
        world.Party.Require(3);
        world.Run(Second);
        Assert.That(world.Admissions, Is.EqualTo("admitted 2, overload 1"));
        Assert.That(world.Outcomes, Is.EqualTo("success 2"));
    }

    [Test]
    public void A_crash_ends_a_verification_and_forgets_who_was_admitted()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims));
        world.Party.Require(0);
        world.Run(SimTime.FromMilliseconds(12)); // asked after 10
        world.ServerNode.Crash();
        world.ServerNode.Restart();
        world.Run(SimTime.FromMilliseconds(400));
        Assert.That(world.Admissions, Is.Empty);
        world.Run(Second);
        Assert.That(world.Admissions, Is.EqualTo("admitted 1"), "asked again");
        world.ServerNode.Crash();
        world.ServerNode.Restart();
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Party.Epoch, Is.Zero);
    }

    [Test]
    public void A_request_in_the_name_of_another_enclave_is_not_looked_at()
    {
        var world = new World(partyEnclave: 3);
        world.UseTokens().Show(Sign(Claims));
        world.Ask();
        Assert.That(world.Admissions, Is.Empty);
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 1"));
    }

    [Test]
    public void Whoever_is_not_admitted_does_not_learn_which_enclaves_there_are()
    {
        var world = new World();
        world.UseTokens();
        world.Party.Require(99);
        world.Run(Second);
        Assert.That(world.Outcomes, Is.EqualTo("denied 1"));
        world.Show(Sign(Claims));
        world.Party.Require(99);
        world.Run(2 * Second);
        Assert.That(world.Outcomes, Is.EqualTo("denied 1, unknown-enclave 1"));
    }

    [Test]
    public void A_server_asks_for_intermediates_once_it_was_admitted_for_itself()
    {
        var world = new World();
        world.UseTokens().Show(Sign(Claims with { ExpiresAt = PartyClock.SecondsAt(3 * Second) }));
        Span<byte> secret = stackalloc byte[Key256.Size];
        IpAddress intermediate = IpAddress.FromV4(10, 0, 0, 9);
        world.Server.Allow(intermediate, 1, new KeySealer(secret, new CipherContexts()));
        Assert.That(world.StatusFor(intermediate), Is.EqualTo(KeyStatus.Denied));
        world.Ask();
        Assert.That(world.StatusFor(intermediate), Is.EqualTo(KeyStatus.Granted));
        world.Run(4 * Second);
        Assert.That(world.StatusFor(intermediate), Is.EqualTo(KeyStatus.Denied), "its token has expired");
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 2"));
    }

    [Test]
    public void An_access_list_does_not_look_at_tokens()
    {
        var world = new World();
        world.UseList().Show(Sign(Claims));
        world.Ask();
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 1"));
        world.Server.Register(world.Device.Address, 7, Hierarchy.ServerDepth);
        world.Show("x");
        world.Ask();
        Assert.That(world.Outcomes, Is.EqualTo("success 1, denied 1"));
    }

    // ---- certificates

    [Test]
    public void A_party_gets_what_its_certificate_says_and_both_ends_compute()
    {
        var world = new World();
        world.UseCertificates().Show(Certificate(), OwnKey);
        world.Ask();
        Assert.That(world.Said, Is.EqualTo(Way));
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("success 1", "admitted 1")));
        Assert.That(world.Keys.Select(key => (key.Depth, key.Server)), Is.All.EqualTo(((byte)2, 7u)));
        SimTime expected = SimTime.FromMilliseconds(2) + (3 * Verification); // one to sign, two to verify
        Assert.That(world.Latency, Is.EqualTo(expected.Seconds).Within(1E-9));
    }

    private static IEnumerable<TestCaseData> BadCertificates()
    {
        X509 good = Certificate();
        byte[] cut = Encoded(good)[..^1];
        yield return BadCertificate(
            "cut", cut, OwnKey, "malformed");
        yield return BadCertificate(
            "octets too many", [.. cut, 0, 0], OwnKey, "malformed");
        yield return BadCertificate(
            "another authority",
            Encoded(good with { AuthorityKeyId = new Octets(new byte[20]) }), OwnKey, "unknown-key");
        yield return BadCertificate(
            "another serial number", Encoded(good with { Serial = 8 }), OwnKey, "wrong-signature");
        yield return BadCertificate(
            "another issuer", Signed(good with { Issuer = OctetsOf("elsewhere") }), OwnKey, "wrong-issuer");
        yield return BadCertificate(
            "another party", Signed(good with { Subject = OctetsOf("device/1") }), OwnKey, "other-party");
        yield return BadCertificate(
            "expired",
            Signed(good with { NotBefore = good.NotBefore - 9, NotAfter = good.NotBefore - 1 }), OwnKey, "expired");
        yield return BadCertificate(
            "of the future", Signed(good with { NotBefore = good.NotBefore + 1 }), OwnKey, "not-yet-valid");
        yield return BadCertificate(
            "keys of SAs",
            Signed(good with { Extension = GrantExtension.Encode(new KeyGrant(7, 3, false)) }), OwnKey, "malformed");
        yield return BadCertificate(
            "the certificate alone", Encoded(good), null, "no-proof");
        yield return BadCertificate(
            "another key", Encoded(good), OtherKey, "wrong-proof");
    }

    [TestCaseSource(nameof(BadCertificates))]
    public void With_a_certificate_that_is_not_right_a_party_gets_nothing(
        byte[] certificate, EcdsaP256PrivateKey? key, string reason)
    {
        var world = new World();
        world.UseCertificates().Show(new Octets(certificate), key);
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("denied 1", reason + " 1")));
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Keys, Is.Empty);
    }

    [Test]
    public void One_way_does_not_take_what_another_takes([Values] bool takesTokens)
    {
        var world = new World();
        if (takesTokens)
        {
            world.UseTokens().Show(Certificate(), OwnKey);
        }
        else
        {
            world.UseCertificates().Show(Sign(Claims));
        }

        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("denied 1", "missing 1")));
    }

    [Test]
    public void The_last_second_of_a_certificate_counts_and_then_it_brings_nothing()
    {
        var world = new World();
        world.UseCertificates().Show(Certificate(), OwnKey); // its last second is the fourth
        world.Run((5 * Second) - SimTime.FromMilliseconds(20));
        world.Ask();
        world.Root.StartRotation(until: 8 * Second);
        world.Run(9 * Second);
        Assert.That(world.Party.Epoch, Is.Zero);
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, expired 1"));
    }

    [Test]
    public void A_party_that_is_too_busy_to_sign_tries_again()
    {
        var world = new World(waitingMax: 0);
        world.UseCertificates().Show(Certificate(), OwnKey);
        world.Party.Require(1);
        world.Party.Require(3); // finds the processor busy
        world.Run(2 * Second);
        Assert.That(world.Outcomes, Is.EqualTo("success 2"));
        Assert.That(world.Admissions, Is.EqualTo("admitted 2"), "and sends nothing meanwhile");
    }

    // ---- the directory

    [Test]
    public void A_party_gets_what_the_directory_says()
    {
        var world = new World();
        world.UseDirectory().Add(OctetsOf("device/0"), World.Own, Grant);
        world.Ask();
        Assert.That(world.Said, Is.EqualTo(Asked));
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("success 1", "admitted 1")));
        SimTime expected = SimTime.FromMilliseconds(4) + Verification; // a look takes as long here
        Assert.That(world.Latency, Is.EqualTo(expected.Seconds).Within(1E-9));
    }

    [Test]
    public void A_party_of_which_the_directory_does_not_know_gets_nothing([Values] bool isOfAnotherEnclave)
    {
        var world = new World();
        PartyDirectory directory = world.UseDirectory();
        directory.Add(OctetsOf("device/1"), World.Own, Grant);
        if (isOfAnotherEnclave)
        {
            directory.Add(OctetsOf("device/0"), 3, Grant);
        }

        world.Ask();
        Assert.That(world.Said, Is.EqualTo(Asked));
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("denied 1", "unknown-party 1")));
        Assert.That(world.Keys, Is.Empty);
    }

    [Test]
    public void A_party_that_was_withdrawn_gets_nothing_more_not_at_a_new_epoch_either()
    {
        var world = new World();
        PartyDirectory directory = world.UseDirectory();
        directory.Add(OctetsOf("device/0"), World.Own, Grant);
        world.Ask();
        directory.Withdraw(OctetsOf("device/0"));
        world.Root.StartRotation(until: 3 * Second);
        world.Run(4 * Second);
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, withdrawn 1"), "asked before it gives the new keys");
        Assert.That(world.Party.Epoch, Is.Zero);
        world.Root.StartRotation(until: 6 * Second);
        world.Run(7 * Second);
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, withdrawn 1"), "it is not among those to be served");
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(
            ("success 1, denied 1", "admitted 1, withdrawn 2")));
    }

    [Test]
    public void Before_each_answer_to_a_new_epoch_the_directory_is_asked_again()
    {
        var world = new World();
        world.UseDirectory().Add(OctetsOf("device/0"), World.Own, Grant);
        world.Ask();
        world.Root.StartRotation(until: 4 * Second);
        world.Run(5 * Second);
        Assert.That(world.Party.Epoch, Is.EqualTo(world.Root.Server.Epoch));
        Assert.That(world.Admissions, Is.EqualTo($"admitted {1 + world.Root.Server.Epoch}"));
    }

    [TestCase("DIRECTORY QUESTION")]
    [TestCase("DIRECTORY ANSWER")]
    public void A_message_that_is_lost_is_asked_for_again(string message)
    {
        var world = new World();
        world.UseDirectory().Add(OctetsOf("device/0"), World.Own, Grant);
        world.Lose(message, count: 1);
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("success 1", "admitted 1")));
        Assert.That(world.Said.Split('\n').Count(line => line.Contains("QUESTION")), Is.EqualTo(2));
    }

    [Test]
    public void Without_an_answer_of_the_directory_a_party_is_refused_in_the_end([Values] bool usesLastAnswer)
    {
        var world = new World();
        world.UseDirectory(usesLastAnswer).Add(OctetsOf("device/0"), World.Own, Grant);
        world.Lose("DIRECTORY QUESTION", count: 4);
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("denied 1", "directory-unreachable 1")));
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(
            ("success 1, denied 1", "admitted 1, directory-unreachable 1")));
    }

    [TestCase(false, "success 1, denied 1", "admitted 1, directory-unreachable 1")]
    [TestCase(true, "success 2", "admitted 1, admitted-before 1")]
    public void What_it_has_said_before_holds_if_the_key_server_is_told_so(
        bool usesLastAnswer, string outcomes, string admissions)
    {
        var world = new World();
        world.UseDirectory(usesLastAnswer).Add(OctetsOf("device/0"), World.Own, Grant);
        world.Ask();
        world.Lose("DIRECTORY QUESTION", count: 4);
        world.Ask();
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo((outcomes, admissions)));
    }

    [Test]
    public void What_it_has_said_before_does_not_hold_when_it_has_said_no_since()
    {
        var world = new World();
        PartyDirectory directory = world.UseDirectory(usesLastAnswer: true);
        directory.Add(OctetsOf("device/0"), World.Own, Grant);
        world.Ask();
        directory.Withdraw(OctetsOf("device/0"));
        world.Ask();
        world.Lose("DIRECTORY QUESTION", count: 4);
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("admitted 1, withdrawn 1, directory-unreachable 1"));
    }

    [Test]
    public void A_key_server_learns_nothing_of_another_enclave()
    {
        var world = new World();
        PartyDirectory directory = world.UseDirectory(enclave: 3);
        directory.Add(OctetsOf("device/0"), 3, Grant);
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("directory-unreachable 1"));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("not-authorised 4"));
    }

    [Test]
    public void A_directory_that_is_too_busy_is_asked_again()
    {
        var world = new World(waitingMax: 0);
        world.UseDirectory().Add(OctetsOf("device/0"), World.Own, Grant);
        world.Party.Require(1);
        world.Party.Require(3);
        world.Run(Second);
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("success 2", "admitted 2")));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("overload 1"));
    }

    [Test]
    public void Nobody_speaks_in_the_directorys_name()
    {
        var world = new World();
        world.UseDirectory();
        var answer = new DirectoryAnswer(1, DirectoryStatus.Granted, Grant);
        world.Party.Require(0);
        world.Device.Send(world.ServerNode.Ip.Addresses[0], answer, EnclaveLabels.DirectoryAnswer, default);
        world.Device.Send(
            world.ServerNode.Ip.Addresses[0], new DirectoryQuestion(1, World.Own, OctetsOf("device/0")),
            EnclaveLabels.DirectoryQuestion, default);
        world.Run(Second);
        Assert.That((world.Outcomes, world.Admissions), Is.EqualTo(("denied 1", "unknown-party 1")));
        Assert.That(world.Reasons("provisioning.refused"), Is.EqualTo("malformed 2"));
    }

    [Test]
    public void A_late_answer_is_the_answer_to_nothing()
    {
        var world = new World();
        world.UseDirectory().Add(OctetsOf("device/0"), World.Own, Grant);
        world.Lose("DIRECTORY ANSWER", count: 4, FaultKind.Delay);
        world.Ask();
        Assert.That(world.Admissions, Is.EqualTo("directory-unreachable 1"));
        Assert.That(world.Keys, Is.Empty);
    }

    private static TestCaseData Bad(string what, string? token, string reason) =>
        new TestCaseData(token, reason).SetArgDisplayNames(what, reason);

    private static TestCaseData BadCertificate(
        string what, byte[] certificate, EcdsaP256PrivateKey? key, string reason) =>
        new TestCaseData(certificate, key, reason).SetArgDisplayNames(what, reason);

    private static string Sign(KeyToken claims) => new JwsSigner("k", Key).Sign(claims.Encode(), KeyToken.Type);

    private static string WithHeader(string algorithm)
    {
        string header = $$"""{"alg":"{{algorithm}}","typ":"{{KeyToken.Type}}","kid":"k"}""";
        return $"{Base64UrlText.Encode(Encoding.ASCII.GetBytes(header))}.{Base64UrlText.Encode(Claims.Encode().Span)}.";
    }

    private static X509 Certificate() => new X509(
        7, OctetsOf("organisation"), Claims.IssuedAt, Claims.ExpiresAt - 1, OctetsOf("device/0"),
        new Octets([.. OwnKey.PublicKey.X, .. OwnKey.PublicKey.Y]), default, GrantExtension.Encode(Grant), default)
        .SignedBy(Key);

    private static byte[] Signed(in X509 certificate) => Encoded(certificate.SignedBy(Key));

    private static byte[] Encoded(in X509 certificate)
    {
        byte[] octets = new byte[certificate.EncodedSize];
        certificate.Encode(octets);
        return octets;
    }

    private static Octets OctetsOf(string text) => new(Encoding.ASCII.GetBytes(text));

    private static EcdsaP256PrivateKey KeyOf(byte octet)
    {
        byte[] scalar = new byte[EcdsaP256PrivateKey.ScalarSize];
        Array.Fill(scalar, octet);
        return new EcdsaP256PrivateKey(scalar);
    }

    // device/0 -- ks/0 -- org/0, three enclaves of which the second is this one's; each operation takes 3 ms
    private sealed class World : ITap
    {
        public const ushort Own = 2;

        private static readonly CostTable Costs = new(
            new[] { Operations.EcdsaP256Sign, Operations.EcdsaP256Verify, PartyDirectory.Lookup }.Select(operation =>
                KeyValuePair.Create(operation.Name, new OperationCost { Fixed = Verification })));

        private readonly MetricRegistry _metrics;
        private readonly EnclaveSetting _setting;
        private readonly Topology _topology;
        private readonly KeyPort _server;
        private readonly KeyPort _organisation;
        private readonly Node _deviceNode;
        private readonly int _waitingMax;
        private readonly List<string> _said = [];
        private readonly KeyClient _upward;

        public World(EnclaveHierarchy? hierarchy = null, int waitingMax = 100, ushort partyEnclave = Own)
        {
            _waitingMax = waitingMax;
            _topology = new Topology(Simulation, new PacketPool(isStrict: true));
            _metrics = new MetricRegistry(Simulation, new(SimTime.Zero, SimTime.FromSeconds(1_000)));
            _setting = new EnclaveSetting(
                hierarchy ?? Hierarchy, Simulator.Protocols.Esp.EspTransform.Gcm(32), false, true,
                new CipherContexts());
            Node organisation = Host("org", 3);
            (_deviceNode, ServerNode) = (Host("device", 1), Host("ks", 2));
            LinkOptions link = LinkOptions.Of(SimTime.FromMilliseconds(1));
            _topology.AddLink("keys", _deviceNode, ServerNode, link);
            _topology.AddLink("root", ServerNode, organisation, link);
            _topology.AddTap(this);
            (Device, _server, _organisation) = (Port(_deviceNode), Port(ServerNode), Port(organisation));
            KeyPort.Join(Device, _server, 256, new Key256(1, 1));
            KeyPort.Join(_server, _organisation, 257, new Key256(2, 2));
            Root = new Rotation(organisation, new OrganisationKeyServer(
                _organisation, _setting.Hierarchy, false, MeasuresOf("organisation", "org/0")));
            Root.Server.Register(_server.Address, Own);
            foreach (ushort enclave in new ushort[] { 1, 2, 3 })
            {
                Root.Server.AddEnclave(enclave);
            }

            _upward = Client(_server, _organisation.Address, "key-server", Own);
            Party = Client(Device, _server.Address, "party", partyEnclave);
            Device.Use(Party);
            Party.KeyCame = (_, key) => Keys.Add(key);
            Outcome = new ReasonCounters<AdmissionOutcome>(_metrics, "admission", "ks/0", "Test");
        }

        public Simulation Simulation { get; } = new();

        public Node ServerNode { get; }

        public KeyPort Device { get; }

        public Rotation Root { get; }

        public EnclaveKeyServer Server { get; private set; } = null!;

        public KeyClient Party { get; }

        public List<ProvisionedKey> Keys { get; } = [];

        public string Said => string.Join('\n', _said);

        public string Outcomes => Reasons("party.outcome");

        public string Admissions => Reasons("admission");

        public double Latency => _metrics.Values()
            .Single(value => value.Metric == "party.latency" && value.Statistic == Statistic.Max).Value;

        private ReasonCounters<AdmissionOutcome> Outcome { get; }

        private CredentialNames Names => new(
            "organisation", "ks/0", new Dictionary<IpAddress, string> { [Device.Address] = "device/0" });

        public World UseList() => Use(null);

        public World UseTokens() => Use(new TokenAdmission(
            Processor(ServerNode), new JsonWebKey("k", Key.PublicKey), Names, Outcome));

        public World UseCertificates() => Use(new CertificateAdmission(
            Processor(ServerNode), Key.PublicKey, Names, Outcome));

        /// <summary>The key server asks a directory that knows it as that of an enclave.</summary>
        public PartyDirectory UseDirectory(bool usesLastAnswer = false, ushort enclave = Own)
        {
            var directory = new PartyDirectory(
                _organisation, Processor(Root.Node), MeasuresOf("organisation", "org/0"));
            directory.AddKeyServer(_server.Address, enclave);
            Root.Server.Directory = directory;
            var options = new DirectoryOptions { Enclave = Own, UsesLastAnswer = usesLastAnswer };
            Use(new DirectoryAdmission(
                _server, _organisation.Address, options, Names.Parties, MeasuresOf("key-server", "ks/0"), Outcome));
            return directory;
        }

        public void Show(string? token) =>
            Party.Credential = token is null ? null : new TokenCredential(OctetsOf(token));

        public void Show(in X509 certificate, EcdsaP256PrivateKey key) => Show(new Octets(Encoded(certificate)), key);

        public void Show(Octets certificate, EcdsaP256PrivateKey? key) =>
            Party.Credential = new CertificateCredential(certificate, key, Processor(_deviceNode));

        /// <summary>The party asks for all keys, and everything runs for another second.</summary>
        public void Ask()
        {
            _said.Clear();
            Party.Require(0);
            Run(Simulation.Now + Second);
        }

        /// <summary>What the key server says of keys for an intermediate.</summary>
        public KeyStatus StatusFor(IpAddress intermediate)
        {
            KeyStatus? status = null;
            async Process Fetch() =>
                status = (await Party.Monitors.Fetch(1, intermediate, default))!.Value.Answer.Status;
            _ = _deviceNode.Start(Fetch());
            Run(Simulation.Now + SimTime.FromMilliseconds(10));
            return status!.Value;
        }

        public void Run(SimTime until) => Simulation.Run(until);

        public void Lose(string message, int count, FaultKind what = FaultKind.Drop) => FaultPlan.Apply(_topology, [
            new FaultRule
            {
                On = "root", What = what, Message = message, Count = count,
                Delay = new Duration(SimTime.FromMilliseconds(300)),
            },
        ]);

        public string Reasons(string family) => string.Join(
            ", ", _metrics.Values()
                .Where(value => value.Metric.StartsWith(family + ".", StringComparison.Ordinal) && value.Value > 0)
                .Select(value => FormattableString.Invariant(
                    $"{value.Metric[(family.Length + 1)..]} {value.Value}")));

        void ITap.Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst) =>
            _said.Add($"{direction.Sender.Id} -> {direction.Receiver.Id}  {packet.Label.Text}");

        void ITap.Withdrawn(LinkDirection direction, Packet packet)
        {
            // what was sent is enough
        }

        void ITap.Delivered(LinkDirection direction, Packet packet, SimTime time)
        {
            // what was sent is enough
        }

        void ITap.Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
        {
            // counted by nodes
        }

        // The key server has its keys before anybody asks.
        private World Use(IKeyAdmission? admission)
        {
            Server = new EnclaveKeyServer(
                _server, _setting.Hierarchy, Own, _upward, MeasuresOf("key-server", "ks/0"), admission);
            foreach (ushort enclave in new ushort[] { 1, 2, 3 })
            {
                Server.AddPeer(enclave);
            }

            _upward.Require(0);
            Run(SimTime.FromMilliseconds(10));
            _said.Clear();
            return this;
        }

        private Processor Processor(Node node) => node.AddProcessor(
            "test", new ProcessorOptions { QueueMax = _waitingMax }, Costs);

        private KeyServerMeasures MeasuresOf(string group, string entity) => new(_metrics, group, entity);

        private KeyClient Client(KeyPort port, IpAddress server, string name, ushort enclave) => new(
            port,
            server,
            _setting.Hierarchy,
            new KeyClientOptions { Enclave = enclave, Grace = SimTime.FromSeconds(20) },
            new ProcedureMeasure(
                name,
                "Test.",
                name,
                [ProcedureMeasure.Success, KeyClient.Denied, KeyClient.UnknownEnclave, KeyClient.TimedOut],
                Simulation,
                _metrics),
            MeasuresOf(name, name));

        private KeyPort Port(Node node) => new(
            node, _setting, new ReasonCounters<EnclaveRefusal>(_metrics, "provisioning.packet", node.Id, "Test"));

        private Node Host(string group, int number)
        {
            Node node = _topology.AddNode(group, 0);
            node.Ip.AddAddress(IpAddress.FromV4(10, 0, 0, (byte)number));
            return node;
        }
    }

    // The organisation key server, which draws a new key each second from now on.
    private sealed record Rotation(Node Node, OrganisationKeyServer Server)
    {
        public void StartRotation(SimTime until) => _ = Node.Start(Server.Rotate(SimTime.FromSeconds(1), until));
    }
}
