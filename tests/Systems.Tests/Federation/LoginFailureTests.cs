using NUnit.Framework;

namespace Tests.Systems;

/// <summary>
/// Mechanism 2: a subscriber of the edge wants the cloud's service, and each way in which that fails: its story, and
/// its cause at everyone who counts it. Nobody gets a token before EPS-AKA is complete.
/// </summary>
public sealed class LoginFailureTests
{
    private const int Others = FederationExchange.OtherCount;

    // others have logged in before: connections are open, and the cloud knows the provider's keys
    private const string Early = "uniform over 1 s";

    private static readonly string UntilAnswer = Arrows.Of(
        FederationArrows.Redirected, FederationArrows.Begun, FederationArrows.Passed);

    [Test]
    public void Nothing_is_wrong_with_the_implicit_flow()
    {
        FederationExchange exchange = new FederationExchange { OthersAt = "none" }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            UntilAnswer, FederationArrows.Answered, FederationArrows.Authenticated,
            "proxy/0 -> member/0  200 OK [id_token]", FederationArrows.Released,
            "member/0 -> cloud/0  POST /callback", FederationArrows.KeysFetched,
            "cloud/0 -> member/0  200 OK [service]")));
        exchange.AssertLogin("success");
        exchange.AssertCounts(
            ("cloud.served.redirected", 1), ("cloud.served.served-by-token", 1), ("cloud.token.accepted", 1),
            ("proxy.served.challenged", 1), ("proxy.served.token-given", 1), ("mme.attach.success", 1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void Nothing_is_wrong_with_a_code()
    {
        FederationExchange exchange = new FederationExchange { Cloud = "flow: code", OthersAt = "none" }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            UntilAnswer, FederationArrows.Answered, FederationArrows.Authenticated,
            "proxy/0 -> member/0  302 Found", FederationArrows.Released,
            "member/0 -> cloud/0  GET /callback",
            "cloud/0 -> proxy/0  POST /token", "proxy/0 -> cloud/0  200 OK [tokens]", FederationArrows.KeysFetched,
            "cloud/0 -> member/0  200 OK [service]")));
        exchange.AssertLogin("success");
        exchange.AssertCounts(
            ("proxy.served.code-given", 1), ("proxy.served.code-exchanged", 1), ("proxy.served.token-given", 0),
            ("cloud.token.accepted", 1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void The_keys_of_a_provider_are_fetched_once()
    {
        FederationExchange exchange = new FederationExchange { OthersAt = Early }.Run();
        Assert.That(exchange.Login(), Does.Not.Contain("/jwks").And.EndsWith(FederationArrows.Served));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_IMSI_that_the_edge_does_not_know_gets_no_challenge()
    {
        FederationExchange exchange = new FederationExchange { Member = "subscription: absent" }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            FederationArrows.Redirected, FederationArrows.Begun, FederationArrows.Rejected("ATTACH REJECT"))));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(
            ("hss.refused.user-unknown", 1), ("proxy.refused.edge-refused", 1), ("cloud.refused.access-denied", 1),
            ("proxy.served.challenged", Others), ("proxy.served.token-given", Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_card_with_another_key_refuses_the_challenge()
    {
        FederationExchange exchange = new FederationExchange { Member = "card-key: wrong" }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            UntilAnswer, FederationArrows.Complained, FederationArrows.Rejected("AUTHENTICATION REJECT"))));
        exchange.AssertLogin("mac-failure");
        exchange.AssertCounts(
            ("proxy.refused.card-refused", 1), ("cloud.refused.access-denied", 1),
            ("mme.attach.authentication-refused", 1), ("proxy.served.token-given", Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_card_that_is_ahead_is_resynchronised_and_challenged_again()
    {
        FederationExchange exchange =
            new FederationExchange { Member = "sqn-lead: 1000", OthersAt = Early }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            UntilAnswer, FederationArrows.Complained, // AUTS
            "mme/0 -> hss/0  Authentication-Information-Request",
            "hss/0 -> mme/0  Authentication-Information-Answer",
            FederationArrows.Passed, FederationArrows.Answered, FederationArrows.Authenticated,
            "proxy/0 -> member/0  200 OK [id_token]", FederationArrows.Released, FederationArrows.Served)));
        exchange.AssertLogin("success");
        exchange.AssertCounts(("hss.served.resynchronisation", 1), ("proxy.served.challenged", Others + 2));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_wrong_RES_brings_no_token()
    {
        FederationExchange exchange = new FederationExchange { Member = "agent: wrong-res" }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            UntilAnswer, FederationArrows.Answered, FederationArrows.Rejected("AUTHENTICATION REJECT"))));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(
            ("mme.attach.authentication-rejected", 1), ("proxy.refused.wrong-response", 1),
            ("cloud.refused.access-denied", 1), ("proxy.served.token-given", Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_RES_for_another_transaction_is_not_taken()
    {
        FederationExchange exchange = new FederationExchange { Member = "agent: wrong-transaction" }.Run();
        Assert.That(exchange.Login(), Does.StartWith(Arrows.Of(
            UntilAnswer, "proxy/0 -> member/0  403 Forbidden")));
        exchange.AssertLogin("provider-refused");
        exchange.AssertCounts(
            ("proxy.refused.unknown-transaction", 1), ("proxy.served.token-given", Others),
            ("mme.attach.no-answer", 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_token_that_is_shown_twice_is_refused_the_second_time()
    {
        FederationExchange exchange = new FederationExchange { Member = "agent: replayed-token" }.Run();
        Assert.That(exchange.Login(), Does.EndWith(Arrows.Of(
            FederationArrows.Served, "member/0 -> cloud/0  POST /callback", "cloud/0 -> member/0  403 Forbidden")));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(("cloud.refused.unknown-state", 1), ("cloud.token.accepted", Others + 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_token_that_was_changed_is_refused()
    {
        FederationExchange exchange = new FederationExchange { Member = "agent: forged-token" }.Run();
        Assert.That(exchange.Login(), Does.EndWith("cloud/0 -> member/0  403 Forbidden"));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(("cloud.token.wrong-signature", 1), ("cloud.served.served-by-token", Others));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("signature: es256")]
    [TestCase("signature: rs256")]
    public void A_token_whose_time_is_over_is_refused(string proxy)
    {
        FederationExchange exchange =
            new FederationExchange { Member = "agent: late-token", Proxy = proxy }.Run();
        exchange.AssertLogin("refused");
        exchange.AssertCounts(("cloud.token.expired", 1), ("cloud.served.served-by-token", Others));
        exchange.AssertNothingElseSuffers();
    }

    // a provider whose tokens live for too long: what the counter is there for
    [TestCase("60 s", 0)]
    [TestCase("300 s", 1)]
    public void Who_is_served_by_a_token_that_is_too_late_is_counted(string lifetime, int count)
    {
        FederationExchange exchange =
            new FederationExchange { Member = "agent: late-token", Proxy = $"token-lifetime: {lifetime}" }.Run();
        exchange.AssertLogin(count == 0 ? "refused" : "success");
        exchange.AssertCounts(("wrongly-served", count));
    }

    [Test]
    public void Without_the_second_module_nobody_answers_at_the_provider()
    {
        FederationExchange exchange = new FederationExchange
        {
            Proxy = "modules: first",
            OthersAt = "none",
            GuestsAt = Early,
        }.Run();
        Assert.That(exchange.Login(), Is.EqualTo("member/0 -> cloud/0  GET /service\ncloud/0 -> member/0  302 Found"));
        exchange.AssertLogin("no-answer");
        exchange.AssertCounts(("ue.http.failed.not-connected", 1));
        exchange.AssertAttach("success");
        exchange.AssertAttach("success", Others, "guests");
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void Without_an_MME_the_provider_says_504()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: mme, what: crash, at: 1 ms"],
        }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            FederationArrows.Redirected, "proxy/0 -> member/0  504 Gateway Timeout")));
        exchange.AssertLogin("unavailable");
        exchange.AssertCounts(("proxy.refused.edge-unavailable", 1));
    }

    [Test]
    public void Without_an_HSS_the_MME_rejects_with_cause_17_and_the_provider_says_504()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: s6a, what: partition, during: [1 s, 300 s]"],
        }.Run();
        Assert.That(exchange.Login(), Does.Contain(Arrows.Of( // SCTP goes on for a while
            "mme/0 -> hss/0  Authentication-Information-Request  lost",
            "mme/0 -> proxy/0  DownlinkNASTransport [ATTACH REJECT]",
            "mme/0 -> proxy/0  UEContextReleaseCommand",
            "proxy/0 -> member/0  504 Gateway Timeout",
            "proxy/0 -> mme/0  UEContextReleaseComplete")));
        exchange.AssertLogin("unavailable");
        exchange.AssertCounts(("proxy.refused.edge-unavailable", 1), ("proxy.refused.edge-refused", 0));
    }

    [Test]
    public void A_provider_that_cannot_be_asked_for_its_keys_makes_the_cloud_say_504()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: api, what: partition, during: [1 s, 300 s]"],
        }.Run();
        Assert.That(exchange.Login(), Does.EndWith(Arrows.Of(
            "member/0 -> cloud/0  POST /callback", "cloud/0 -> member/0  504 Gateway Timeout")));
        exchange.AssertLogin("unavailable");
        exchange.AssertCounts(
            ("cloud.refused.provider-unreachable", 1), ("cloud.http.failed.not-connected", 1),
            ("cloud.served.served-by-token", 0));
    }

    [Test]
    public void A_provider_that_cannot_be_asked_for_its_tokens_makes_the_cloud_say_504()
    {
        FederationExchange exchange = new FederationExchange
        {
            Cloud = "flow: code",
            OthersAt = "none",
            Faults = ["on: api, what: partition, during: [1 s, 300 s]"],
        }.Run();
        Assert.That(exchange.Login(), Does.EndWith(Arrows.Of(
            "member/0 -> cloud/0  GET /callback", "cloud/0 -> member/0  504 Gateway Timeout")));
        exchange.AssertLogin("unavailable");
        exchange.AssertCounts(("cloud.refused.provider-unreachable", 1));
    }

    [TestCase("internet", "ue.http.failed.not-connected")]
    [TestCase("portal", "ue.http.failed.not-connected")]
    public void A_member_that_is_cut_off_gets_no_answer(string link, string counter)
    {
        FederationExchange exchange = new FederationExchange
        {
            Faults = [$"on: {link}:member/0-{(link == "portal" ? "proxy/0" : "cloud/0")}, what: partition,"
                + " during: [1 s, 300 s]"],
        }.Run();
        exchange.AssertLogin("no-answer");
        exchange.AssertCounts((counter, 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_proxy_that_restarts_forgets_who_was_being_authenticated_and_serves_the_others(
        [Range(2000, 2325, 25)] int milliseconds)
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = $"burst {Others} at 8 s",
            Faults = [$"on: proxy, what: restart, at: {milliseconds} ms, by: 100 ms"],
        }.Run();
        Assert.That(exchange.Count("service.outcome.unfinished", "member"), Is.Zero);
        exchange.AssertNothingElseSuffers(); // with tokens of the same key
    }

    [Test]
    public void A_challenge_of_before_the_restart_is_unknown_after_it()
    {
        // the proxy is up again when the card's answer comes
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: proxy, what: restart, at: 2160 ms, by: 10 ms"],
        }.Run();
        Assert.That(exchange.Login(), Does.EndWith("proxy/0 -> member/0  403 Forbidden"));
        exchange.AssertLogin("provider-refused");
        exchange.AssertCounts(("proxy.refused.unknown-transaction", 1), ("proxy.served.token-given", 0));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_code_of_before_the_restart_is_unknown_after_it()
    {
        FederationExchange exchange = new FederationExchange
        {
            Cloud = "flow: code",
            OthersAt = "none",
            Faults = ["on: proxy, what: restart, at: 2250 ms, by: 1 ms"],
        }.Run();
        Assert.That(exchange.Login(), Does.EndWith(Arrows.Of(
            "cloud/0 -> proxy/0  POST /token", "proxy/0 -> cloud/0  400 Bad Request",
            "cloud/0 -> member/0  403 Forbidden")));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(
            ("proxy.served.code-given", 1), ("proxy.refused.unknown-code", 1), ("cloud.refused.code-refused", 1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_cloud_that_restarts_forgets_who_it_has_sent_away()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = $"burst {Others} at 8 s",
            Faults = ["on: cloud, what: restart, at: 2150 ms, by: 1 ms"],
        }.Run();
        exchange.AssertLogin("refused");
        exchange.AssertCounts(("cloud.refused.unknown-state", 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_password_is_checked_without_the_proxy()
    {
        FederationExchange exchange = new FederationExchange
        {
            Service = "password",
            OthersAt = "none",
            Faults = ["on: proxy, what: crash, at: 1 s"],
        }.Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            "member/0 -> cloud/0  GET /login", "cloud/0 -> member/0  200 OK [login form]",
            "member/0 -> cloud/0  POST /login", "cloud/0 -> member/0  200 OK [service]")));
        exchange.AssertLogin("success");
        exchange.AssertCounts(("cloud.served.served-by-password", 1));
    }
}
