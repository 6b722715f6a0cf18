using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Who is overloaded says so, and is asked again later (TS 24.301 §5.3.9, RFC 6733 §7.1.3).</summary>
public sealed class LteOverloadTests
{
    [Test]
    public void An_HSS_with_a_full_queue_is_too_busy_and_the_UE_comes_back()
    {
        // three UEs at once, 300 ms each: one is served, one waits, one is refused
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 3, arrivals: at 2 s, plmn: 001-02, back-off: uniform 5 s 20 s",
            Nodes =
            [
                "hss-2: { role: hss, profile: server-core, plmn: 001-02, costs: { hss.lookup: 300 ms }, "
                    + "processor: { cores: 1, queue: 1 requests } }",
            ],
        }.Run();
        exchange.AssertAttach("success", times: 3);
        Assert.That(exchange.Count("hss.diameter.refused.too-busy", "hss-2/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("s6a.authentication.too-busy"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.attach.congestion"), Is.EqualTo(1));
        Assert.That(exchange.Count("ue.event.backed-off", "ue"), Is.EqualTo(1));
        string refused = Arrows.Of(Arrows.Requested, Arrows.Informed, Arrows.Dismissed("ATTACH REJECT"));
        Assert.That(exchange.Story(ue: "ue/2"), Does.StartWith(At("ue/2", refused)).And.EndsWith(At(
            "ue/2", Arrows.Attached)));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_HSS_that_stays_busy_is_given_up_after_the_last_back_off()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02, back-off: 10 s",
            Nodes =
            [
                // who is served all the time: long requests of a UE that nobody measures
                "first: { role: ue, profile: modern-phone, plmn: 001-02, arrivals: at 1 s }",
                "hss-2: { role: hss, profile: server-core, plmn: 001-02, costs: { hss.lookup: 1000 s }, "
                    + "processor: { cores: 1, queue: 0 requests } }",
            ],
        }.Run();
        exchange.AssertAttach("congestion");
        Assert.That(exchange.Count("ue.event.backed-off", "ue"), Is.EqualTo(5));
        Assert.That(exchange.Count("s6a.authentication.too-busy"), Is.GreaterThanOrEqualTo(6));
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(6));
        exchange.AssertAttach("success", 6, "others");
    }

    [Test]
    public void A_congested_MME_rejects_unread_and_the_UEs_come_back()
    {
        // ten UEs at once at an MME that takes 40 ms a message
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 10, arrivals: at 2 s, attach: { radio: cell }, back-off: uniform 5 s 60 s",
            Others = "arrivals: uniform over 4 s, attach: { radio: enb }",
            Enb = "attach: { s1: mme }",
            Nodes =
            [
                "cell: { role: enb, profile: server-core, attach: { s1: slow } }",
                "slow: { role: mme, profile: server-core, costs: { mme.step: 40 ms }, congestion: 3 requests, "
                    + "t3346: 20 s }",
            ],
        }.Run();
        exchange.AssertAttach("success", times: 10);
        long rejected = exchange.Count("mme.refused.congestion", "slow/0");
        Assert.That(rejected, Is.InRange(1, 20));
        Assert.That(exchange.Count("ue.event.backed-off", "ue"), Is.EqualTo(rejected));
        Assert.That(exchange.Count("mme.refused.congestion", "mme/0"), Is.Zero);
        string refused = Arrows.Of(Arrows.Requested, Arrows.Dismissed("ATTACH REJECT"));
        Assert.That(
            exchange.Story(ue: "ue/9"),
            Does.StartWith(At("ue/9", refused, enb: "cell/0", mme: "slow/0")), "before the HSS is asked");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void What_a_full_MME_drops_is_repeated()
    {
        // no congestion control: what finds no room in the queue is dropped, and timers make it good
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 10, arrivals: at 2 s, attach: { radio: cell }",
            Others = "arrivals: uniform over 4 s, attach: { radio: enb }",
            Enb = "attach: { s1: mme }",
            Nodes =
            [
                "cell: { role: enb, profile: server-core, attach: { s1: slow } }",
                "slow: { role: mme, profile: server-core, costs: { mme.step: 40 ms }, "
                    + "processor: { cores: 1, queue: 3 requests } }",
            ],
        }.Run();
        Assert.That(exchange.Count("mme.refused.processor-full", "slow/0"), Is.Positive);
        Assert.That(exchange.Count("ue.event.t3410-expired", "ue"), Is.Positive);
        Assert.That(exchange.Count("attach.outcome.success", "ue"), Is.GreaterThan(5));
        Assert.That(exchange.Count("attach.outcome.unfinished", "ue"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    private static string At(string ue, string arrows, string enb = "enb/0", string mme = "mme/0") => arrows
        .Replace("ue/0", ue, System.StringComparison.Ordinal)
        .Replace("enb/0", enb, System.StringComparison.Ordinal)
        .Replace("mme/0", mme, System.StringComparison.Ordinal)
        .Replace("hss/0", "hss-2/0", System.StringComparison.Ordinal);
}
