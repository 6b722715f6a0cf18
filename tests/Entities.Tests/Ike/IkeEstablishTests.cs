using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Ike;

/// <summary>IKE_SA_INIT and IKE_AUTH (RFC 7296 §1.2, §2.6, §2.7, §2.15, §2.23).</summary>
public sealed class IkeEstablishTests
{
    private const string CookieRound = """
        left/0 -> right/0  IKE_SA_INIT request
        right/0 -> left/0  IKE_SA_INIT response [COOKIE]
        left/0 -> right/0  IKE_SA_INIT request [COOKIE]
        right/0 -> left/0  IKE_SA_INIT response
        """;

    private static IEnumerable<IkeSuite> Suites =>
        from cipher in new[]
        {
            CipherSuite.AesCbc128, CipherSuite.AesCbc256, CipherSuite.AesGcm128, CipherSuite.AesGcm256,
        }
        from dhGroup in new[] { DhGroup.Modp2048, DhGroup.P256, DhGroup.Curve25519 }
        select new IkeSuite(cipher, dhGroup);

    [TestCaseSource(nameof(Suites))]
    public void Every_suite(IkeSuite suite)
    {
        var exchange = new IkeExchange(new() { Suites = [suite] });
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(IkeExchange.Init, IkeExchange.Auth)));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement();
        Assert.That(operation.Child, Is.SameAs(exchange.Left.Installed[0]));
        Assert.That(exchange.Left.Installed[0].PeerSelectors.Span[0].Start, Is.EqualTo((UInt128)0x0a000000));
        Assert.That(exchange.Left.IkeKeys[0].Suite, Is.EqualTo(suite));
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);
    }

    [Test]
    public void The_first_suite_of_the_initiator_that_the_responder_has_is_chosen()
    {
        IkeSuite wanted = new(CipherSuite.AesGcm256, DhGroup.Curve25519), common = new(
            CipherSuite.AesCbc128, DhGroup.Curve25519);
        var exchange = new IkeExchange(
            new() { Suites = [wanted, common] },
            new() { Suites = [new(CipherSuite.AesGcm128, DhGroup.Curve25519), common] });
        exchange.Establish();
        Assert.That(exchange.Right.Established[0].Suite, Is.EqualTo(common));
    }

    [Test]
    public void A_group_that_the_responder_does_not_have_is_changed()
    {
        IkeSuite first = new(CipherSuite.AesGcm128, DhGroup.P256), second = new(
            CipherSuite.AesGcm128, DhGroup.Curve25519);
        var exchange = new IkeExchange(new() { Suites = [first, second] }, new() { Suites = [second] });
        exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(
            """
            left/0 -> right/0  IKE_SA_INIT request
            right/0 -> left/0  IKE_SA_INIT response [INVALID_KE_PAYLOAD]
            """,
            IkeExchange.Init,
            IkeExchange.Auth)));
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Count(IkeEvent.GroupChanged), Is.EqualTo(1));
        Assert.That(exchange.Right.Count(IkeRefusal.InvalidKePayload), Is.EqualTo(1));
    }

    [Test]
    public void Nothing_in_common_is_no_proposal_chosen()
    {
        var exchange = new IkeExchange(
            new() { Suites = [new(CipherSuite.AesGcm128, DhGroup.P256)] },
            new() { Suites = [new(CipherSuite.AesCbc128, DhGroup.P256)] });
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo("""
            left/0 -> right/0  IKE_SA_INIT request
            right/0 -> left/0  IKE_SA_INIT response [NO_PROPOSAL_CHOSEN]
            """));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.NoProposalChosen));
        exchange.AssertAgreement(0, 0);
        Assert.That(exchange.Left.Endpoint.Sas.Count + exchange.Right.Endpoint.Sas.Count, Is.Zero);
    }

    [Test]
    public void A_wrong_shared_key_is_refused_by_the_responder()
    {
        var exchange = new IkeExchange();
        exchange.Left.Connection = exchange.Left.Connection! with { SharedKey = Octets.FromHex("00112233") };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(IkeExchange.Init, """
            left/0 -> right/0  IKE_AUTH request
            right/0 -> left/0  IKE_AUTH response [AUTHENTICATION_FAILED]
            """)));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(exchange.Right.Count(IkeRefusal.AuthenticationFailed), Is.EqualTo(1));
        exchange.AssertAgreement(0, 0);
        exchange.Run(100);
        Assert.That(exchange.Right.Endpoint.Sas, Is.Empty, "forgotten once nobody can ask again");
    }

    [Test]
    public void A_wrong_proof_of_the_responder_ends_at_both()
    {
        // the responder takes the initiator's proof and makes its own with another identity than is expected
        var exchange = new IkeExchange();
        exchange.Right.Connection = exchange.Right.Connection! with { Own = IdentificationPayload.Fqdn("mallory.sim") };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(IkeExchange.Init, IkeExchange.Auth, """
            left/0 -> right/0  INFORMATIONAL request [delete IKE]
            right/0 -> left/0  INFORMATIONAL response [delete IKE]
            """)));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        Assert.That(exchange.Right.ClosedSas[0].Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        exchange.AssertAgreement(0, 0);
    }

    [Test]
    public void An_unknown_identity_is_refused()
    {
        var exchange = new IkeExchange();
        exchange.Left.Connection = exchange.Left.Connection! with { Own = IdentificationPayload.Fqdn("mallory.sim") };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        exchange.Right.Connection = null;
        operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.AuthenticationFailed));
        exchange.AssertAgreement(0, 0);
    }

    [TestCase(true, "TS_UNACCEPTABLE", IkeOutcome.TsUnacceptable)]
    [TestCase(false, "NO_PROPOSAL_CHOSEN", IkeOutcome.NoProposalChosen)]
    public void A_pair_that_cannot_be_agreed_on_leaves_the_IKE_SA(
        bool isSelector, string answer, IkeOutcome outcome)
    {
        var exchange = new IkeExchange();
        exchange.Right.Connection = isSelector
            ? exchange.Right.Connection! with { OwnSelectors = new(TrafficSelector.Host([192, 0, 2, 1])) }
            : exchange.Right.Connection! with { ChildSuites = [new(CipherSuite.AesCbc256)] };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(IkeExchange.Init, $"""
            left/0 -> right/0  IKE_AUTH request
            right/0 -> left/0  IKE_AUTH response [{answer}]
            """)));
        Assert.That(operation.Outcome, Is.EqualTo(outcome));
        exchange.AssertAgreement(1, 0);
    }

    [Test]
    public void The_responder_narrows_what_is_protected()
    {
        var exchange = new IkeExchange();
        TrafficSelector host = TrafficSelector.Host([10, 0, 0, 2]) with { Protocol = 17 };
        exchange.Right.Connection = exchange.Right.Connection! with { OwnSelectors = new(host) };
        exchange.Establish();
        Assert.That(exchange.Left.Installed[0].PeerSelectors, Is.EqualTo(new ValueList<TrafficSelector>(host)));
        Assert.That(exchange.Right.Installed[0].OwnSelectors, Is.EqualTo(new ValueList<TrafficSelector>(host)));
    }

    [TestCase(ChildMode.Transport, ChildMode.Transport, true)]
    [TestCase(ChildMode.Tunnel, ChildMode.Transport, true)]
    [TestCase(ChildMode.Transport, ChildMode.Tunnel, false)]
    public void The_mode_must_be_wanted_by_both(ChildMode left, ChildMode right, bool isAgreed)
    {
        var exchange = new IkeExchange();
        exchange.Left.Connection = exchange.Left.Connection! with { Mode = left };
        exchange.Right.Connection = exchange.Right.Connection! with { Mode = right };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(isAgreed ? IkeOutcome.Success : IkeOutcome.BadAnswer));
        exchange.AssertAgreement(1, isAgreed ? 1 : 0);
        Assert.That(exchange.Left.Installed.Select(child => child.Mode), Is.All.EqualTo(left));
    }

    [Test]
    public void From_the_threshold_on_a_cookie_is_asked_for_and_nothing_is_remembered()
    {
        var exchange = new IkeExchange(new() { CookieThreshold = 0 });
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run(0.025);
        Assert.That(exchange.Right.Endpoint.Sas, Is.Empty);
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(CookieRound, IkeExchange.Auth)));
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        exchange.AssertAgreement();
        Assert.That(exchange.Right.Count(IkeEvent.CookieDemanded), Is.EqualTo(1));
        Assert.That(exchange.Left.Count(IkeEvent.CookieReturned), Is.EqualTo(1));
    }

    [Test]
    public void A_cookie_and_another_group_may_both_be_asked_for()
    {
        IkeSuite first = new(CipherSuite.AesGcm128, DhGroup.P256), second = new(
            CipherSuite.AesGcm128, DhGroup.Curve25519);
        var exchange = new IkeExchange(
            new() { Suites = [first, second] }, new() { Suites = [second], CookieThreshold = 0 });
        exchange.Left.Establish();
        exchange.Run();
        Assert.That(exchange.Said.Text, Is.EqualTo(IkeExchange.Of(
            """
            left/0 -> right/0  IKE_SA_INIT request
            right/0 -> left/0  IKE_SA_INIT response [COOKIE]
            left/0 -> right/0  IKE_SA_INIT request [COOKIE]
            right/0 -> left/0  IKE_SA_INIT response [INVALID_KE_PAYLOAD]
            left/0 -> right/0  IKE_SA_INIT request [COOKIE]
            right/0 -> left/0  IKE_SA_INIT response
            """,
            IkeExchange.Auth)));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_wrong_cookie_is_counted_and_another_is_asked_for()
    {
        var exchange = new IkeExchange(new() { CookieThreshold = 0 });
        int messages = 0;
        exchange.Right.OnArrival = packet =>
        {
            if (++messages == 2)
            {
                IkePlaces.Change(packet, 28 + 4 + 4 + 10, 1); // header, header of N, N, into the cookie
            }

            return HookVerdict.Pass;
        };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(exchange.Right.Count(IkeEvent.CookieWrong), Is.EqualTo(1));
        Assert.That(exchange.Right.Count(IkeEvent.CookieDemanded), Is.EqualTo(2));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_responder_that_asks_for_cookies_for_ever_is_given_up()
    {
        var exchange = new IkeExchange(new() { CookieThreshold = 0 });
        exchange.Right.OnArrival = packet =>
        {
            bool hasCookie = packet.Octets[IkePlaces.Message + 16] == (byte)PayloadType.Notify;
            if (hasCookie)
            {
                IkePlaces.Change(packet, 28 + 4 + 4 + 10, 1);
            }

            return HookVerdict.Pass;
        };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run(5);
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.TooManyCookies));
        exchange.AssertAgreement(0, 0);
    }

    [Test]
    public void A_translator_moves_both_to_port_4500()
    {
        var exchange = new IkeExchange(new() { IsEncapsulationForced = true });
        exchange.Establish();
        exchange.AssertAgreement();
        Assert.That(exchange.Left.Established[0].Peer.Port, Is.EqualTo(4500));
        Assert.That(exchange.Right.Established[0].Peer.Port, Is.EqualTo(4500));
        Assert.That(exchange.Left.Installed[0].IsEncapsulated && exchange.Right.Installed[0].IsEncapsulated, Is.True);
        Assert.That(exchange.Left.Count(IkeEvent.TranslatorDetected), Is.EqualTo(1));
        Assert.That(exchange.Right.Count(IkeEvent.TranslatorDetected), Is.EqualTo(1));
    }

    [Test]
    public void Without_a_translator_nobody_moves()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        Assert.That(exchange.Left.Established[0].Peer.Port, Is.EqualTo(500));
        Assert.That(exchange.Left.Installed[0].IsEncapsulated, Is.False);
        Assert.That(exchange.Right.Count(IkeEvent.TranslatorDetected), Is.Zero);
    }

    [Test]
    public void What_an_observer_adds_arrives_at_the_other()
    {
        // enclave discovery: a vendor ID in the clear, a status of private use under protection
        var exchange = new IkeExchange();
        NotifyType secret = IkeNumber.PrivateStatus + 7;
        exchange.Left.OnSending = (message, payloads) =>
        {
            if (message.Exchange == ExchangeType.IkeSaInit)
            {
                payloads.Add(new(PayloadType.VendorId, Octets.FromHex("c0ffee")));
            }
        };
        exchange.Right.OnSending = (message, payloads) =>
        {
            if (message is { Exchange: ExchangeType.IkeAuth, IsResponse: true, Request: not null })
            {
                payloads.Add(IkePayload.Of(
                    PayloadType.Notify, new NotifyPayload(secret, Octets.FromHex("0badcafe"))));
            }
        };
        var seen = new List<string>();
        exchange.Right.OnReceived = message => seen.AddRange(
            message.Contents.VendorIds.Select(each => $"{message.Header.Exchange} {each}"));
        exchange.Left.OnReceived = message => seen.AddRange(
            message.Contents.Notifies.Where(each => each.Type == secret)
                .Select(each => $"{message.Header.Exchange} {each.Data}"));
        exchange.Establish();
        Assert.That(seen, Is.EqualTo(["IkeSaInit c0ffee", "IkeAuth 0badcafe"]));
    }

    [Test]
    public void Options_of_the_IP_header_go_with_a_message_and_are_seen()
    {
        var exchange = new IkeExchange();
        exchange.Left.OnDeparting = (sa, packet, header) => InsertOption(packet);
        var headers = new List<(ExchangeType, string)>();
        exchange.Right.OnReceived = message =>
            headers.Add((message.Header.Exchange, message.Carrier.Octets.ToString()));
        exchange.Left.OnReceived = message => Assert.That(message.Carrier.IsEmpty, Is.True);
        exchange.Establish();
        Assert.That(headers.Select(each => each.Item1), Is.EqualTo([ExchangeType.IkeSaInit, ExchangeType.IkeAuth]));
        Assert.That(headers.Select(each => each.Item2), Is.All.Length.EqualTo(2 * 24).And.All.EndsWith("9e04abcd"));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_restarted_peer_says_that_it_has_no_other_association()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        exchange.Left.Node.Crash();
        exchange.Run();
        exchange.Left.Node.Restart();
        exchange.Left.Installed.Clear();
        exchange.Establish();
        Assert.That(exchange.Right.Established, Has.Length.EqualTo(1), "the old one is closed");
        Assert.That(exchange.Right.Installed, Has.Count.EqualTo(1));
        Assert.That(exchange.Right.ClosedSas, Has.Count.EqualTo(1));
    }

    [Test]
    public void Messages_cost_the_processor_their_operations()
    {
        var exchange = new IkeExchange(new() { Suites = [new(CipherSuite.AesCbc128, DhGroup.Modp2048)] });
        exchange.Establish();
        foreach (IkeEnd end in new[] { exchange.Left, exchange.Right })
        {
            long Count(string name) => end.Processor.Accounts[end.Processor.Find(name)].Count;
            Assert.That(Count("dh.modp2048.generate"), Is.EqualTo(1));
            Assert.That(Count("dh.modp2048.agree"), Is.EqualTo(1));
            Assert.That(Count("ike.step"), Is.EqualTo(end == exchange.Left ? 4 : 2));
            Assert.That(Count("cipher.aes-cbc"), Is.EqualTo(2));
            Assert.That(Count("mac.hmac-sha256"), Is.EqualTo(2));
            Assert.That(Count("kdf.hmac-sha256"), Is.EqualTo(7 + 6 + 2), "seed and keys, two proofs, a pair");
        }
    }

    [Test]
    public void The_latency_is_measured_with_its_parts()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        ILookup<string, double> values = exchange.Metrics.Values()
            .Where(value => value.Entity == "left/0" && value.Statistic == Simulator.Measure.Statistic.Mean)
            .ToLookup(value => value.Metric, value => value.Value);
        Assert.That(values["ike.establish.latency.propagation"].Single(), Is.EqualTo(0.040).Within(1e-9));
        Assert.That(values["ike.establish.latency.timer"].Single(), Is.EqualTo(0.0).Within(1e-9));
        Assert.That(values["ike.establish.latency"].Single(), Is.GreaterThan(0.042));
    }

    private static void InsertOption(Packet packet)
    {
        Span<byte> fixedPart = stackalloc byte[20];
        packet.Octets[..20].CopyTo(fixedPart);
        packet.TrimStart(20);
        Span<byte> header = packet.Prepend(24);
        fixedPart.CopyTo(header);
        new byte[] { 0x9e, 4, 0xab, 0xcd }.CopyTo(header[20..]);
        header[0] = 0x46;
        System.Buffers.Binary.BinaryPrimitives.WriteUInt16BigEndian(header[2..], (ushort)packet.Size);
        Ipv4.WriteChecksum(header);
    }
}
