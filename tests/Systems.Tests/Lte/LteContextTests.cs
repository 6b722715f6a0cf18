using NUnit.Framework;

namespace Tests.Systems;

/// <summary>What happens after an attach: detach by either side, idle UEs, stored contexts, other MMEs.</summary>
public sealed class LteContextTests
{
    private const string Again = "arrivals: poisson 1 /s, detach-after: 500 ms";

    [Test]
    public void A_UE_detaches_and_is_let_go()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, detach-after: 5 s" }.Run();
        Assert.That(exchange.Said.Stories("ue/0", "detach"), Is.EqualTo((string[])
        [
            Arrows.Of(
                "ue/0 -> enb/0  DETACH REQUEST",
                "enb/0 -> mme/0  UplinkNASTransport [DETACH REQUEST]",
                Arrows.Dismissed("DETACH ACCEPT")),
        ]));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("detach.outcome.success", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.detached.by-ue"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_UE_that_is_switched_off_waits_for_no_answer()
    {
        LteExchange exchange =
            new LteExchange { Ue = "arrivals: at 2 s, detach-after: 5 s, switch-off: true" }.Run();
        Assert.That(exchange.Said.Stories("ue/0", "detach"), Is.EqualTo((string[])
        [
            Arrows.Of(
                "ue/0 -> enb/0  DETACH REQUEST",
                "enb/0 -> mme/0  UplinkNASTransport [DETACH REQUEST]",
                Arrows.Released),
        ]));
        Assert.That(exchange.Count("detach.outcome.success", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.detached.by-ue"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_detach_that_is_not_answered_ends_all_the_same()
    {
        // T3421 expires five times (TS 24.301 §5.5.2.2.4 c)
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, detach-after: 5 s",
            Faults = ["on: ue, what: drop, message: DETACH REQUEST"],
        }.Run();
        Assert.That(exchange.Count("detach.outcome.no-answer", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("ue.event.t3421-expired", "ue"), Is.EqualTo(5));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_withdrawn_subscription_detaches_the_UE()
    {
        // hss-2 -> mme  Cancel-Location-Request;  mme -> ue  DETACH REQUEST;  ue -> mme  DETACH ACCEPT
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02",
            Nodes = ["hss-2: { role: hss, profile: server-core, plmn: 001-02, withdraw-at: 10 s }"],
        }.Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Said.On("hss-2/0"), Does.Contain("hss-2/0 -> mme/0  Cancel-Location-Request"));
        Assert.That(exchange.Said.On("ue/0"), Does.EndWith("""
            enb/0 -> ue/0  DETACH REQUEST
            ue/0 -> enb/0  DETACH ACCEPT
            enb/0 -> ue/0  RRCConnectionRelease
            """));
        Assert.That(exchange.Count("mme.detached.by-network"), Is.EqualTo(1));
        Assert.That(exchange.Count("ue.event.detached-by-network", "ue"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_withdrawn_subscription_is_refused_afterwards()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02",
            Nodes = ["hss-2: { role: hss, profile: server-core, plmn: 001-02, withdraw-at: 1 s }"],
        }.Run();
        exchange.AssertAttach("no-suitable-cells");
        Assert.That(exchange.Count("hss.refused.unknown-eps-subscription", "hss-2/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("s6a.authentication.unknown-eps-subscription"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_stored_context_spares_authentication_and_the_HSS()
    {
        LteExchange exchange = new LteExchange { Ue = Again, Stop = "20 s" }.Run();
        long attached = exchange.Count("attach.outcome.success", "ue");
        Assert.That(attached, Is.GreaterThan(5));
        Assert.That(exchange.Story(), Is.EqualTo(Arrows.Attached));
        Assert.That(exchange.Story(1), Is.EqualTo(Arrows.Of(Arrows.Requested, Arrows.Accepted)));
        Assert.That(exchange.Count("ue.event.challenge-accepted", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("hss.served.authentication-information"), Is.EqualTo(7), "one each");
        Assert.That(exchange.Count("hss.served.update-location"), Is.EqualTo(7));
        Assert.That(exchange.Count("mme.attach.success"), Is.EqualTo(6 + attached));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_MME_may_authenticate_all_the_same()
    {
        LteExchange exchange =
            new LteExchange { Ue = Again, Mme = "stored-contexts: authenticate", Stop = "20 s" }.Run();
        long attached = exchange.Count("attach.outcome.success", "ue");
        Assert.That(attached, Is.GreaterThan(5));
        Assert.That(exchange.Story(1), Is.EqualTo(Arrows.Of(
            Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Responded, Arrows.Commanded, Arrows.Secured,
            Arrows.Accepted)));
        Assert.That(exchange.Count("ue.event.challenge-accepted", "ue"), Is.EqualTo(attached));
        Assert.That(exchange.Count("hss.served.authentication-information"), Is.EqualTo(6 + attached));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_MME_that_has_lost_the_context_asks_who_it_is()
    {
        // ue -> mme  ATTACH REQUEST with a GUTI of before the crash;  mme -> ue  IDENTITY REQUEST
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: poisson 1 /s, detach-after: 500 ms",
            Faults = ["on: mme, what: restart, at: 8 s, by: 1 s"],
            Stop = "40 s",
        }.Run();
        Assert.That(exchange.Said.On("ue/0"), Does.Contain("""
            enb/0 -> ue/0  IDENTITY REQUEST
            ue/0 -> enb/0  IDENTITY RESPONSE
            enb/0 -> ue/0  AUTHENTICATION REQUEST
            """));
        Assert.That(exchange.Count("mme.refused.unknown-guti"), Is.Positive);
        Assert.That(
            exchange.Count("attach.outcome.success", "ue"), Is.EqualTo(exchange.Count("attach.started", "ue")));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_idle_UE_is_released_and_comes_back_to_detach()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, detach-after: 10 s",
            Enb = "inactivity: 1 s",
        }.Run();
        Assert.That(exchange.Said.On("ue/0"), Does.EndWith("""
            ue/0 -> enb/0  ATTACH COMPLETE
            enb/0 -> ue/0  RRCConnectionRelease
            ue/0 -> enb/0  RRCConnectionRequest
            ue/0 -> enb/0  DETACH REQUEST
            enb/0 -> ue/0  DETACH ACCEPT
            enb/0 -> ue/0  RRCConnectionRelease
            """));
        Assert.That(exchange.Said.On("enb/0").Split("UEContextReleaseRequest"), Has.Length.EqualTo(8), "all seven");
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("detach.outcome.success", "ue"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_location_is_cancelled_when_the_UE_attaches_at_another_MME()
    {
        // mme/0 is out of the eNB's reach for good, but not out of the HSS's
        // ue -> mme/1  ATTACH REQUEST with mme/0's GUTI, so that it is asked for the IMSI
        // mme/1 -> hss  Update-Location-Request;  hss -> mme/0  Cancel-Location-Request
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: poisson 0.02 /s, detach-after: 900 s",
            Mme = "count: 2",
            Faults = ["on: 's1:enb/0-mme/0', what: partition, at: 200 s"],
            Stop = "1800 s",
        }.Run();
        Assert.That(exchange.Said.On("hss/0"), Does.Contain("hss/0 -> mme/0  Cancel-Location-Request"));
        Assert.That(exchange.Said.On("hss/0"), Does.Contain("mme/0 -> hss/0  Cancel-Location-Answer"));
        Assert.That(exchange.Count("mme.detached.location-cancelled", "mme/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.attach.success", "mme/1"), Is.GreaterThanOrEqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase(1, 1)]
    [TestCase(4, 1)]
    [TestCase(1, 3)]
    [TestCase(4, 3)]
    public void UEs_are_shared_out_over_eNBs_and_MMEs(int enbs, int mmes)
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 24, arrivals: uniform over 5 s",
            Enb = $"count: {enbs}",
            Mme = $"count: {mmes}",
        }.Run();
        exchange.AssertAttach("success", times: 24);
        for (int index = 0; index < mmes; index++)
        {
            // each eNB shares out its own
            long count = exchange.Count("mme.attach.success", $"mme/{index}");
            Assert.That(count, Is.EqualTo(30 / mmes).Within(mmes == 1 ? 0 : enbs - 1), $"mme/{index}");
        }

        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_eNB_connects_to_the_MMEs_that_it_is_attached_to_and_to_no_other()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 4, arrivals: at 2 s, attach: { radio: cell }",
            Others = "arrivals: uniform over 4 s, attach: { radio: enb }",
            Enb = "attach: { s1: mme }",
            Nodes =
            [
                "cell: { role: enb, profile: server-core, attach: { s1: far } }",
                "far: { role: mme, profile: server-core, attach: { s6a: hss-2 } }",
                "hss-2: { role: hss, profile: server-core }",
            ],
        }.Run();
        Assert.That(exchange.Count("mme.attach.success", "mme/0"), Is.EqualTo(6));
        Assert.That(exchange.Said.On("far/0"), Does.Not.Contain("enb/0").And.Not.Contain("hss/0"));
        Assert.That(exchange.Said.On("cell/0"), Does.Not.Contain("mme/0"));
        Assert.That(exchange.Count("s6a.authentication.user-unknown", "far/0"), Is.EqualTo(4), "the first has them");
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("eea0", "eia1")]
    [TestCase("eea0", "eia3")]
    [TestCase("eea1", "eia2")]
    [TestCase("eea2", "eia2")]
    [TestCase("eea3", "eia3")]
    public void Every_algorithm_serves(string ciphering, string integrity)
    {
        LteExchange exchange = new LteExchange
        {
            Ue = Again,
            Options = $"ciphering: {ciphering}, integrity: {integrity}",
            Stop = "20 s",
        }.Run();
        Assert.That(exchange.Story(), Is.EqualTo(Arrows.Attached));
        Assert.That(
            exchange.Count("attach.outcome.success", "ue"), Is.EqualTo(exchange.Count("attach.started", "ue")));
        Assert.That(
            exchange.Count("detach.outcome.success", "ue"),
            Is.EqualTo(exchange.Count("detach.started", "ue")).And.GreaterThan(5));
        Assert.That(exchange.Count("mme.refused.wrong-mac"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }
}
