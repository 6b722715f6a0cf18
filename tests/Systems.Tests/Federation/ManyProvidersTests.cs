using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Several edges and clouds, with one proxy and with a proxy for each edge.</summary>
public sealed class ManyProvidersTests
{
    private const int Others = FederationExchange.OtherCount;

    // member/0 is a subscriber of edge 001-01, the members are of both edges; guest/0 has an account at cloud 999-72
    private static readonly FederationExchange TwoEdgesThreeClouds = new()
    {
        GuestPlmn = "999-72",
        Guest = "attach: { radio: enb/1 }",
        Member = "attach: { internet: cloud/1 }",
        Guests = $"count: {Others}, networks: 3",
        Members = $"count: {Others}, networks: 2",
        Enb = "count: 2, attach: { s1: mme/* }",
        Mme = "count: 2, networks: 2, attach: { s6a: hss/* }",
        Hss = "count: 2, networks: 2",
        Cloud = "count: 3, networks: 3",
    };

    // ---- one proxy

    [Test]
    public void A_cloud_is_found_by_the_network_of_the_IMSI()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with { }).Run();
        Assert.That(exchange.Attach(), Is.EqualTo(FederationArrows.Attached
            .Replace("enb/0", "enb/1", System.StringComparison.Ordinal)
            .Replace("mme/0", "mme/1", System.StringComparison.Ordinal)
            .Replace("cloud/0", "cloud/2", System.StringComparison.Ordinal)));
        exchange.AssertAttach("success");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_subscriber_is_authenticated_by_the_edge_of_its_network()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with { }).Run();
        Assert.That(exchange.Login("member/0"), Does.Contain("proxy/0 -> mme/0").And.Contain("mme/0 -> hss/0"));
        Assert.That(exchange.Login("members/1"), Does.Contain("proxy/0 -> mme/1").And.Contain("mme/1 -> hss/1"));
        Assert.That(exchange.Login("member/0"), Does.Contain("member/0 -> cloud/1  POST /callback"));
        Assert.That(exchange.Count("hss.served.authentication-information", "hss/0"), Is.EqualTo(1 + (Others / 2)));
        Assert.That(exchange.Count("hss.served.authentication-information", "hss/1"), Is.EqualTo(Others / 2));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void One_proxy_has_one_connection_with_each_MME_and_N_plus_M_agreements()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with { }).Run();
        exchange.AssertCounts(
            ("agreements.proxied", 5), ("agreements.direct", 0), ("s6a.connections", 4)); // one to each HSS
    }

    [Test]
    public void An_account_of_one_cloud_is_unknown_to_the_others()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with
        {
            Guest = "subscription: absent, attach: { radio: enb/1 }",
        }).Run();
        exchange.AssertAttach("eps-services-and-non-eps-services-not-allowed");
        Assert.That(exchange.Count("cloud.refused.unknown-account", "cloud/2"), Is.EqualTo(1));
        Assert.That(exchange.Count("cloud.refused.unknown-account", "cloud/0"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_cloud_that_is_cut_off_does_not_hold_up_the_others()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with
        {
            Guests = $"count: {Others}, networks: 2",
            Faults = ["on: cloud/2, what: partition, during: [1 s, 300 s]"],
        }).Run();
        exchange.AssertAttach("network-failure");
        exchange.AssertCounts(("proxy.refused.cloud-unavailable", 5));
        exchange.AssertAttach("success", Others, "guests");
    }

    [Test]
    public void An_edge_that_is_down_does_not_hold_up_the_others()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with
        {
            Guests = $"count: {Others}, attach: {{ radio: enb/1 }}",
            Members = $"count: {Others}, plmn: 001-02",
            Faults = ["on: mme/0, what: crash, at: 1 ms"],
        }).Run();
        exchange.AssertLogin("unavailable");
        Assert.That(exchange.Login(), Does.EndWith("proxy/0 -> member/0  504 Gateway Timeout"));
        exchange.AssertCounts(("proxy.refused.edge-unavailable", 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_network_that_no_cloud_has_is_unreachable()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with { GuestPlmn = "999-75" }).Run();
        exchange.AssertAttach("network-failure");
        Assert.That(exchange.Count("s6a.authentication.unreachable", "mme/1"), Is.EqualTo(5));
        exchange.AssertNothingElseSuffers();
    }

    // ---- a proxy for each edge

    [Test]
    public void A_proxy_for_each_edge_asks_every_cloud_itself()
    {
        FederationExchange exchange = (TwoEdgesThreeClouds with
        {
            Members = $"count: {Others}, networks: 2, attach: {{ portal: proxy/* }}",
            Proxy = "count: 2, attach: { edge: mme/* }",
        }).Run();
        Assert.That(exchange.Attach(), Does.Contain(Arrows.Of(
            "mme/1 -> proxy/1  Authentication-Information-Request",
            "proxy/1 -> cloud/2  POST /v1/authentication-vectors")));
        Assert.That(exchange.Login(), Does.Contain("proxy/0 -> mme/0"));
        exchange.AssertCounts(("agreements.proxied", 2 + (2 * 3)), ("agreements.direct", 0));
        exchange.AssertAttach("success");
        exchange.AssertLogin("success");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Proxies_of_both_edges_at_one_MME_stand_in_for_each_other()
    {
        FederationExchange exchange = new FederationExchange
        {
            Proxy = "count: 2",
            OthersAt = "uniform over 1 s",
            Members = $"count: {Others}, attach: {{ portal: proxy/1 }}",
            Member = "attach: { portal: proxy/1 }",
            Faults = ["on: proxy/0, what: crash, at: 1500 ms"],
        }.Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("proxy.served.vector-fetched", "proxy/1"), Is.EqualTo(1));
        exchange.AssertLogin("success");
    }

    [Test]
    public void A_subscriber_who_asks_the_proxy_of_another_edge_is_not_known_there()
    {
        // the MME of 001-01 has no HSS for 001-02, and says so
        FederationExchange exchange = (TwoEdgesThreeClouds with
        {
            Member = "plmn: 001-02, attach: { portal: proxy/0 }",
            Members = $"count: {Others}, networks: 2, attach: {{ portal: proxy/* }}",
            Proxy = "count: 2, attach: { edge: mme/* }",
        }).Run();
        exchange.AssertLogin("unavailable");
        Assert.That(exchange.Count("proxy.served.token-given", "proxy/0"), Is.EqualTo(Others / 2));
        exchange.AssertNothingElseSuffers();
    }
}
