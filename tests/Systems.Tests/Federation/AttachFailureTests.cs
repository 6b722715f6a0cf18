using System.Linq;
using NUnit.Framework;

namespace Tests.Systems;

/// <summary>
/// Mechanism 1: an account of the cloud attaches at the edge, and each way in which that fails because of who takes
/// part: its story, and its cause at everyone who counts it.
/// </summary>
public sealed class AttachFailureTests
{
    private const int Others = FederationExchange.OtherCount;

    [Test]
    public void Nothing_is_wrong()
    {
        FederationExchange exchange = new FederationExchange().Run();
        Assert.That(exchange.Attach(), Is.EqualTo(FederationArrows.Attached));
        exchange.AssertAttach("success");
        exchange.AssertCounts(
            ("cloud.served.vectors", Others + 1), ("cloud.served.subscription", Others + 1),
            ("proxy.served.vector-fetched", Others + 1), ("proxy.served.location-updated", Others + 1),
            ("s6a.authentication.success", Others + 1 + Others + 1), ("mme.attach.success", Others + 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_IMSI_that_the_cloud_does_not_know_is_refused_with_5001_and_cause_8()
    {
        FederationExchange exchange = new FederationExchange { Guest = "subscription: absent" }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Denied("404 Not Found"),
            FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("eps-services-and-non-eps-services-not-allowed");
        exchange.AssertCounts(
            ("cloud.refused.unknown-account", 1), ("proxy.refused.unknown-account", 1),
            ("s6a.authentication.user-unknown", 1), ("mme.attach.refused-by-hss", 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_barred_account_is_refused_with_5420_and_cause_15_and_nothing_is_computed_for_it()
    {
        // a vector takes a second here: whoever is barred hears the answer before
        FederationExchange exchange = new FederationExchange
        {
            Guest = "account: barred",
            Cloud = "costs: { aka.vector: 1 s }, processor: { cores: 8 }",
            OthersAt = "uniform over 1 s",
        }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Denied("403 Forbidden"),
            FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("no-suitable-cells");
        exchange.AssertCounts(
            ("cloud.refused.barred-account", 1), ("cloud.served.vectors", Others),
            ("proxy.refused.barred-account", 1), ("s6a.authentication.unknown-eps-subscription", 1),
            ("mme.attach.refused-by-hss", 1));
        Assert.That(
            exchange.Said.Time("guest/0", "ATTACH REJECT") - exchange.Said.Time("guest/0", "RRCConnectionRequest"),
            Is.LessThan(0.5), "before a vector could have been made");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_account_that_may_not_roam_is_refused_with_5004_and_cause_11_after_its_authentication()
    {
        FederationExchange exchange = new FederationExchange { Cloud = "roaming: refused", OthersAt = "none" }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Informed,
            FederationArrows.Challenged, FederationArrows.Responded, FederationArrows.Secured,
            FederationArrows.Located, FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("plmn-not-allowed");
        exchange.AssertCounts(
            ("proxy.refused.roaming-not-allowed", 1), ("s6a.update-location.roaming-not-allowed", 1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_card_with_another_key_sees_a_MAC_failure()
    {
        FederationExchange exchange = new FederationExchange { Guest = "card-key: wrong" }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Informed,
            FederationArrows.Challenged, FederationArrows.Failed,
            FederationArrows.Dismissed("AUTHENTICATION REJECT"))));
        exchange.AssertAttach("mac-failure");
        exchange.AssertCounts(
            ("ue.event.mac-failure", 1), ("mme.attach.authentication-refused", 1),
            ("cloud.served.subscription", Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_wrong_RES_is_rejected()
    {
        FederationExchange exchange = new FederationExchange { Guest = "behaviour: wrong-res" }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Informed,
            FederationArrows.Challenged, FederationArrows.Responded,
            FederationArrows.Dismissed("AUTHENTICATION REJECT"))));
        exchange.AssertAttach("authentication-rejected");
        exchange.AssertCounts(
            ("mme.attach.authentication-rejected", 1), ("cloud.served.subscription", Others));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_card_that_is_ahead_is_resynchronised_through_the_proxy()
    {
        FederationExchange exchange = new FederationExchange { Guest = "sqn-lead: 1000" }.Run();
        Assert.That(exchange.Attach(), Is.EqualTo(Arrows.Of(
            FederationArrows.Requested, FederationArrows.Asked, FederationArrows.Informed,
            FederationArrows.Challenged, FederationArrows.Failed, // AUTS
            FederationArrows.Asked, FederationArrows.Informed,    // RAND and AUTS reach the cloud
            FederationArrows.Challenged, FederationArrows.Responded, FederationArrows.Secured,
            FederationArrows.Located, FederationArrows.Accepted)));
        exchange.AssertAttach("success");
        exchange.AssertCounts(
            ("ue.event.synch-failure", 1), ("cloud.served.resynchronisation", 1),
            ("proxy.served.vector-fetched", Others + 2));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Vectors_that_were_fetched_in_advance_are_used_in_order_and_fetched_again_when_stale()
    {
        // the others attach three times each: of three vectors that a request brings, two are kept
        FederationExchange exchange = new FederationExchange
        {
            Guest = "sqn-lead: 1000",
            Guests = $"count: {Others}, detach-after: 1 s",
            OthersAt = $"burst {Others} at 3 s",
            Mme = "stored-contexts: authenticate",
            Proxy = "vectors: 3",
        }.Run();
        exchange.AssertAttach("success");
        Assert.That(
            exchange.Attach().Split(FederationArrows.Asked), Has.Length.EqualTo(3), "the kept vectors are as stale");
        exchange.AssertCounts(
            ("cloud.served.resynchronisation", 1), ("cloud.served.vectors", Others + 1),
            ("proxy.served.vector-fetched", Others + 2), ("proxy.served.vector-kept", 0));
        exchange.AssertAttach("success", Others, "guests");
    }

    [Test]
    public void A_kept_vector_serves_the_next_attach_without_the_cloud()
    {
        FederationExchange exchange = new FederationExchange
        {
            Guests = "count: 1, detach-after: 100 ms",
            GuestsAt = "poisson 1 /s",
            Mme = "stored-contexts: authenticate",
            Proxy = "vectors: 5",
            Stop = "30 s",
        }.Run();
        long attaches = exchange.Count("attach.outcome.success", "guests") + 1;
        long fetched = exchange.Count("proxy.served.vector-fetched");
        Assert.That(attaches, Is.GreaterThan(10));
        Assert.That(fetched, Is.EqualTo(1 + ((attaches - 1 + 4) / 5)), "one request for five attaches");
        long kept = exchange.Count("proxy.served.vector-kept");
        Assert.That(attaches - fetched - kept, Is.InRange(0, 1), "one may have been begun when the time was over");
    }

    [Test]
    public void While_the_cloud_is_cut_off_the_MME_is_told_4181_and_rejects_with_cause_17()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: api, what: partition, during: [1 s, 300 s]"],
        }.Run();
        string[] attempts = Attempts(exchange);
        Assert.That(attempts, Has.Length.EqualTo(5).And.All.EqualTo(Arrows.Of(
            FederationArrows.Requested,
            "mme/0 -> proxy/0  Authentication-Information-Request",
            "proxy/0 -> mme/0  Authentication-Information-Answer",
            FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("network-failure");
        exchange.AssertCounts(
            ("proxy.refused.cloud-unavailable", 5), ("proxy.http.failed.not-connected", 5),
            ("s6a.authentication.authentication-data-unavailable", 5), ("s6a.authentication.no-answer", 0),
            ("mme.attach.network-failure", 5));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_cloud_that_is_cut_off_for_a_while_is_found_again()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: api, what: partition, during: [1 s, 9 s]"],
        }.Run();
        Assert.That(Attempts(exchange), Has.Length.EqualTo(2));
        Assert.That(Attempts(exchange)[1], Is.EqualTo(FederationArrows.Attached));
        exchange.AssertAttach("success");
        exchange.AssertCounts(("proxy.refused.cloud-unavailable", 1));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_cloud_that_restarts_keeps_its_accounts([Range(2000, 2300, 50)] int milliseconds)
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "uniform over 1 s",
            Faults = [$"on: cloud, what: restart, at: {milliseconds} ms, by: 500 ms"],
        }.Run();
        exchange.AssertAttach("success");
        exchange.AssertAttach("success", Others, "guests");
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void Without_the_proxy_the_home_network_is_unreachable_and_the_MME_rejects_with_cause_17()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: proxy, what: crash, at: 1 s"],
        }.Run();
        Assert.That(Attempts(exchange), Has.Length.EqualTo(5));
        exchange.AssertAttach("network-failure");
        Assert.That(
            exchange.Count("s6a.authentication.no-answer") + exchange.Count("s6a.authentication.unreachable"),
            Is.EqualTo(5));
        exchange.AssertCounts(("mme.attach.network-failure", 5), ("cloud.served.vectors", 0));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_proxy_that_was_never_there_is_known_to_be_unreachable()
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "none",
            Faults = ["on: proxy, what: crash, at: 1 ms"],
        }.Run();
        Assert.That(Attempts(exchange), Has.Length.EqualTo(5).And.All.EqualTo(
            Arrows.Of(FederationArrows.Requested, FederationArrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("network-failure");
        exchange.AssertCounts(("s6a.authentication.unreachable", 5), ("mme.attach.network-failure", 5));
        exchange.AssertNoPacketIsLeft();
    }

    [Test]
    public void A_proxy_that_restarts_serves_again_and_nobody_is_lost([Range(2000, 2300, 25)] int milliseconds)
    {
        FederationExchange exchange = new FederationExchange
        {
            OthersAt = "uniform over 2300 ms",
            Proxy = "vectors: 2",
            Faults = [$"on: proxy, what: restart, at: {milliseconds} ms, by: 1 s"],
            Stop = "300 s",
        }.Run();
        exchange.AssertAttach("success");
        exchange.AssertAttach("success", Others, "guests");
        Assert.That(exchange.Count("mme.attach.success"), Is.EqualTo(Others + 1));
        exchange.AssertNoPacketIsLeft();
    }

    private static string[] Attempts(FederationExchange exchange)
    {
        const string Start = "guest/0 -> enb/0  RRCConnectionRequest";
        return
        [
            .. exchange.Attach().Split(Start, System.StringSplitOptions.RemoveEmptyEntries)
                .Select(each => Start + each.TrimEnd()),
        ];
    }
}
