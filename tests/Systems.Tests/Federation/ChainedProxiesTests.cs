using NUnit.Framework;

namespace Tests.Systems;

/// <summary>
/// Two proxies in a row, <c>far/0</c> at the edge and <c>proxy/0</c> at the cloud: both mechanisms go through both of
/// them, and what is wrong at one end is told at the other.
/// </summary>
public sealed class ChainedProxiesTests
{
    private const int Others = FederationExchange.OtherCount;

    private static readonly FederationExchange Chain = new()
    {
        Links = ["chain: { delay: 10 ms, rate: 1 Gbit/s }"],
        Proxy = "attach: { edge: [], api: cloud }",
        Nodes = ["far: { role: proxy, profile: federation-server, attach: { edge: mme, api: [], chain: proxy } }"],
        Member = "attach: { portal: proxy }",
        Members = $"count: {Others}, attach: {{ portal: proxy }}",
    };

    private static readonly string Asked = """
        mme/0 -> far/0  Authentication-Information-Request
        far/0 -> proxy/0  POST /v1/authentication-vectors
        proxy/0 -> cloud/0  POST /v1/authentication-vectors
        """;

    private static readonly string Begun = """
        member/0 -> cloud/0  GET /service
        cloud/0 -> member/0  302 Found
        member/0 -> proxy/0  GET /authorize
        proxy/0 -> far/0  GET /authorize
        far/0 -> mme/0  InitialUEMessage [ATTACH REQUEST]
        mme/0 -> hss/0  Authentication-Information-Request
        hss/0 -> mme/0  Authentication-Information-Answer
        """;

    private static readonly string Passed = """
        mme/0 -> far/0  DownlinkNASTransport [AUTHENTICATION REQUEST]
        far/0 -> proxy/0  200 OK [challenge]
        proxy/0 -> member/0  200 OK [challenge]
        member/0 -> proxy/0  POST /authorize/aka
        proxy/0 -> far/0  POST /authorize/aka
        """;

    [Test]
    public void An_attach_goes_through_both()
    {
        FederationExchange exchange = (Chain with { OthersAt = "none" }).Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, Asked,
            "cloud/0 -> proxy/0  200 OK [vectors]", "proxy/0 -> far/0  200 OK [vectors]",
            "far/0 -> mme/0  Authentication-Information-Answer",
            FederationArrows.Challenged, FederationArrows.Responded, FederationArrows.Secured,
            "mme/0 -> far/0  Update-Location-Request",
            "far/0 -> proxy/0  GET /v1/accounts/{imsi}/subscription",
            "proxy/0 -> cloud/0  GET /v1/accounts/{imsi}/subscription",
            "cloud/0 -> proxy/0  200 OK [subscription]", "proxy/0 -> far/0  200 OK [subscription]",
            "far/0 -> mme/0  Update-Location-Answer",
            FederationArrows.Accepted)));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("proxy.served.relayed", "proxy/0"), Is.EqualTo(2));
        Assert.That(exchange.Count("proxy.served.vector-fetched", "far/0"), Is.EqualTo(1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_login_goes_through_both_and_each_gives_a_token()
    {
        FederationExchange exchange = (Chain with { OthersAt = "none" }).Run();
        Assert.That(exchange.Login(), Is.EqualTo(Arrows.Of(
            Begun, Passed,
            "far/0 -> mme/0  UplinkNASTransport [AUTHENTICATION RESPONSE]",
            "mme/0 -> far/0  DownlinkNASTransport [SECURITY MODE COMMAND]",
            "far/0 -> mme/0  UplinkNASTransport [SECURITY MODE REJECT]",
            "far/0 -> proxy/0  200 OK [id_token]",
            "mme/0 -> far/0  UEContextReleaseCommand", "far/0 -> mme/0  UEContextReleaseComplete",
            "proxy/0 -> far/0  GET /.well-known/openid-configuration", "far/0 -> proxy/0  200 OK [metadata]",
            "proxy/0 -> far/0  GET /jwks", "far/0 -> proxy/0  200 OK [keys]",
            "proxy/0 -> member/0  200 OK [id_token]",
            "member/0 -> cloud/0  POST /callback", FederationArrows.KeysFetched,
            "cloud/0 -> member/0  200 OK [service]")));
        exchange.AssertLogin("success");
        Assert.That(exchange.Count("proxy.served.token-given", "far/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("proxy.served.token-given", "proxy/0"), Is.EqualTo(1));
        exchange.AssertCounts(("agreements.proxied", 3));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void Tokens_of_both_proxies_may_be_signed_differently()
    {
        FederationExchange exchange = (Chain with
        {
            Proxy = "signature: rs256, attach: { edge: [], api: cloud }",
            Cloud = "flow: code",
        }).Run();
        exchange.AssertLogin("success");
        exchange.AssertCounts(("cloud.token.accepted", Others + 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_unknown_account_is_unknown_at_the_other_end()
    {
        FederationExchange exchange = (Chain with { Guest = "subscription: absent" }).Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, Asked,
            "cloud/0 -> proxy/0  404 Not Found", "proxy/0 -> far/0  404 Not Found",
            "far/0 -> mme/0  Authentication-Information-Answer", FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("eps-services-and-non-eps-services-not-allowed");
        Assert.That(exchange.Count("proxy.refused.unknown-account", "far/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("proxy.refused.unknown-account", "proxy/0"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_barred_account_is_barred_at_the_other_end()
    {
        FederationExchange exchange = (Chain with { Guest = "account: barred" }).Run();
        exchange.AssertAttach("no-suitable-cells");
        Assert.That(exchange.Count("proxy.refused.barred-account", "far/0"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void AUTS_goes_through_both_in_both_mechanisms()
    {
        FederationExchange exchange = (Chain with
        {
            Guest = "sqn-lead: 1000",
            Member = "sqn-lead: 1000, attach: { portal: proxy }",
        }).Run();
        exchange.AssertAttach("success");
        exchange.AssertLogin("success");
        exchange.AssertCounts(("cloud.served.resynchronisation", 1), ("hss.served.resynchronisation", 1));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("agent: wrong-res", "proxy.refused.wrong-response", "refused")]
    [TestCase("card-key: wrong", "proxy.refused.card-refused", "mac-failure")]
    [TestCase("subscription: absent", "proxy.refused.edge-refused", "refused")]
    public void A_refusal_of_the_edge_is_one_at_the_other_end(string member, string counter, string outcome)
    {
        FederationExchange exchange = (Chain with { Member = $"{member}, attach: {{ portal: proxy }}" }).Run();
        Assert.That(exchange.Login(), Does.EndWith(Arrows.Of(
            "member/0 -> cloud/0  GET /callback", "cloud/0 -> member/0  403 Forbidden")));
        exchange.AssertLogin(outcome);
        Assert.That(exchange.Count(counter, "far/0"), Is.EqualTo(1));
        Assert.That(exchange.Count(counter, "proxy/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("proxy.served.token-given", "far/0"), Is.EqualTo(Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_RES_for_another_transaction_stops_at_the_first()
    {
        FederationExchange exchange =
            (Chain with { Member = "agent: wrong-transaction, attach: { portal: proxy }" }).Run();
        exchange.AssertLogin("provider-refused");
        Assert.That(exchange.Count("proxy.refused.unknown-transaction", "proxy/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("proxy.refused.unknown-transaction", "far/0"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void While_the_cloud_is_cut_off_the_MME_is_told_so_by_the_nearer_proxy()
    {
        FederationExchange exchange = (Chain with
        {
            OthersAt = "none",
            Faults = ["on: api, what: partition, during: [1 s, 300 s]"],
        }).Run();
        exchange.AssertAttach("network-failure");
        Assert.That(exchange.Count("s6a.authentication.authentication-data-unavailable"), Is.EqualTo(5));
        Assert.That(exchange.Count("proxy.refused.cloud-unavailable", "far/0"), Is.EqualTo(5));
    }

    [Test]
    public void While_the_other_proxy_is_down_both_ends_are_told()
    {
        FederationExchange exchange = (Chain with
        {
            OthersAt = "none",
            Faults = ["on: far, what: crash, at: 1 s"],
        }).Run();
        exchange.AssertAttach("network-failure");
        Assert.That(exchange.Count("proxy.http.failed.not-connected", "proxy/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("proxy.served.challenged", "proxy/0"), Is.Zero);
        Assert.That(exchange.Count("service.outcome.success", "member"), Is.Zero);
    }

    [Test]
    public void Either_proxy_may_restart([Values("far", "proxy")] string proxy, [Range(2000, 2400, 100)] int at)
    {
        FederationExchange exchange = (Chain with
        {
            OthersAt = $"burst {Others} at 20 s",
            Faults = [$"on: {proxy}, what: restart, at: {at} ms, by: 100 ms"],
        }).Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("service.outcome.unfinished", "member"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Three_in_a_row_do_it_too()
    {
        FederationExchange exchange = (Chain with
        {
            Nodes =
            [
                "middle: { role: proxy, profile: federation-server, attach: { edge: [], api: [], chain: proxy } }",
                "far: { role: proxy, profile: federation-server, attach: { edge: mme, api: [], chain: middle } }",
            ],
        }).Run();
        exchange.AssertAttach("success");
        exchange.AssertLogin("success");
        Assert.That(exchange.Count("proxy.served.relayed", "middle/0"), Is.EqualTo(2 * (Others + 1)));
        Assert.That(exchange.Count("proxy.served.token-given", "middle/0"), Is.EqualTo(Others + 1));
        exchange.AssertCounts(("agreements.proxied", 4));
        exchange.AssertNothingElseSuffers();
    }
}
