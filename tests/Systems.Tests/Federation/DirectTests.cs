using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Baseline <c>direct</c>: an OpenID provider beside the edge's HSS, and the partner's own HSS.</summary>
public sealed class DirectTests
{
    private const int Others = FederationExchange.OtherCount;

    private static readonly FederationExchange Direct = new()
    {
        Links = ["identity: { delay: 1 ms, rate: 1 Gbit/s }"],
        Nodes =
        [
            "provider: { profile: federation-server, attach: { identity: hss } }",
            "partner: { role: hss, profile: server-core, plmn: 998-70 }",
        ],
        GuestPlmn = "998-70",
        Member = "attach: { portal: provider }",
        Members = $"count: {Others}, attach: {{ portal: provider }}",
    };

    private static readonly string Challenged = """
        member/0 -> cloud/0  GET /service
        cloud/0 -> member/0  302 Found
        member/0 -> provider/0  GET /authorize
        provider/0 -> hss/0  Authentication-Information-Request
        hss/0 -> provider/0  Authentication-Information-Answer
        provider/0 -> member/0  200 OK [challenge]
        member/0 -> provider/0  POST /authorize/aka
        """;

    [Test]
    public void A_login_needs_neither_proxy_nor_MME()
    {
        FederationExchange exchange = (Direct with
        {
            OthersAt = "none",
            Faults = ["on: proxy, what: crash, at: 1 ms"],
        }).Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            Challenged, "provider/0 -> member/0  200 OK [id_token]",
            "member/0 -> cloud/0  POST /callback",
            FederationArrows.KeysFetched.Replace("proxy/0", "provider/0", System.StringComparison.Ordinal),
            "cloud/0 -> member/0  200 OK [service]")));
        exchange.AssertLogin("success");
        exchange.AssertCounts(("provider.served.token-given", 1), ("cloud.token.accepted", 1));
    }

    [Test]
    public void A_login_with_a_code_too()
    {
        FederationExchange exchange = (Direct with { Cloud = "flow: code" }).Run();
        exchange.AssertLogin("success");
        exchange.AssertCounts(("provider.served.code-exchanged", Others + 1), ("mme.attach.success", Others + 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_roamer_is_looked_up_in_the_partners_own_HSS()
    {
        FederationExchange exchange = (Direct with { }).Run();
        Assert.That(exchange.Attach(), Does.Contain("mme/0 -> partner/0  Authentication-Information-Request"));
        exchange.AssertAttach("success");
        exchange.AssertCounts(("agreements.direct", 2), ("agreements.proxied", 2)); // 998-70 and 999-70
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_wrong_RES_brings_no_token()
    {
        FederationExchange exchange =
            (Direct with { Member = "agent: wrong-res, attach: { portal: provider }" }).Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            Challenged, "provider/0 -> member/0  302 Found",
            "member/0 -> cloud/0  GET /callback", "cloud/0 -> member/0  403 Forbidden")));
        exchange.AssertLogin("refused");
        exchange.AssertCounts(
            ("provider.refused.wrong-response", 1), ("provider.served.token-given", Others),
            ("cloud.refused.access-denied", 1));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("subscription: absent", "provider.refused.edge-refused", "refused")]
    [TestCase("card-key: wrong", "provider.refused.card-refused", "mac-failure")]
    [TestCase("agent: wrong-transaction", "provider.refused.unknown-transaction", "provider-refused")]
    [TestCase("agent: forged-token", "cloud.token.wrong-signature", "refused")]
    [TestCase("agent: replayed-token", "cloud.refused.unknown-state", "refused")]
    [TestCase("agent: late-token", "cloud.token.expired", "refused")]
    public void Whoever_is_not_right_is_refused(string member, string counter, string outcome)
    {
        FederationExchange exchange = (Direct with { Member = $"{member}, attach: {{ portal: provider }}" }).Run();
        exchange.AssertLogin(outcome);
        exchange.AssertCounts((counter, 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_card_that_is_ahead_is_resynchronised()
    {
        FederationExchange exchange =
            (Direct with { Member = "sqn-lead: 1000, attach: { portal: provider }" }).Run();
        exchange.AssertLogin("success");
        Assert.That(exchange.Count("hss.served.resynchronisation", "hss/0"), Is.EqualTo(1));
        exchange.AssertCounts(("provider.served.challenged", Others + 2));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Without_its_HSS_the_provider_says_504()
    {
        FederationExchange exchange = (Direct with
        {
            OthersAt = "none",
            Faults = ["on: identity, what: partition, during: [1 s, 300 s]"],
        }).Run();
        exchange.AssertLogin("unavailable");
        Assert.That(exchange.Login(), Does.Contain("provider/0 -> member/0  504 Gateway Timeout"));
        exchange.AssertCounts(("provider.refused.edge-unavailable", 1));
    }

    [Test]
    public void A_provider_that_restarts_serves_again([Range(2000, 2300, 50)] int milliseconds)
    {
        FederationExchange exchange = (Direct with
        {
            OthersAt = $"burst {Others} at 20 s",
            Faults = [$"on: provider, what: restart, at: {milliseconds} ms, by: 100 ms"],
        }).Run();
        Assert.That(exchange.Count("service.outcome.unfinished", "member"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }
}
