using NUnit.Framework;

namespace Tests.Systems;

/// <summary>
/// Each way in which an attach fails because of who takes part: its story, and its cause at everyone who counts it.
/// </summary>
public sealed class LteFailureTests
{
    private const string SecondHss = "hss-2: { role: hss, profile: server-core, plmn: 001-02 }";
    private const int OtherCount = 6;

    [Test]
    public void Nothing_is_wrong()
    {
        LteExchange exchange = new LteExchange().Run();
        Assert.That(exchange.Story(), Is.EqualTo(Arrows.Attached));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("mme.attach.success"), Is.EqualTo(OtherCount + 1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_unknown_IMSI_is_refused_with_cause_8()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, subscription: absent" }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Of(Arrows.Requested, Arrows.Informed, Arrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("eps-services-and-non-eps-services-not-allowed");
        Assert.That(exchange.Count("hss.refused.user-unknown"), Is.EqualTo(1));
        Assert.That(exchange.Count("s6a.authentication.user-unknown"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.attach.refused-by-hss"), Is.EqualTo(1));
        Assert.That(exchange.Count("ue.refused.unexpected-message", "ue"), Is.Zero, "the release is obeyed");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_USIM_with_another_key_sees_a_MAC_failure()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, card-key: wrong" }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Of(
                Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Failed,
                Arrows.Dismissed("AUTHENTICATION REJECT"))));
        exchange.AssertAttach("mac-failure");
        Assert.That(exchange.Count("ue.event.mac-failure", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.attach.authentication-refused"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_USIM_that_is_ahead_is_resynchronised_and_attaches()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, sqn-lead: 1000" }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Of(
                Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Failed, // AUTS goes to the HSS
                Arrows.Informed, Arrows.Challenged, Arrows.Responded, Arrows.Commanded, Arrows.Secured,
                Arrows.Located, Arrows.Accepted)));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("ue.event.synch-failure", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("hss.served.resynchronisation"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_wrong_RES_is_rejected()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, behaviour: wrong-res" }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Of(
                Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Responded,
                Arrows.Dismissed("AUTHENTICATION REJECT"))));
        exchange.AssertAttach("authentication-rejected");
        Assert.That(exchange.Count("mme.attach.authentication-rejected"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Without_an_HSS_for_the_network_every_attempt_fails_with_cause_17()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, plmn: 999-70" }.Run();
        Assert.That(
            exchange.Attempts(),
            Has.Length.EqualTo(5).And.All.EqualTo(Arrows.Of(Arrows.Requested, Arrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("network-failure");
        Assert.That(exchange.Count("s6a.authentication.unreachable"), Is.EqualTo(5));
        Assert.That(exchange.Count("mme.attach.network-failure"), Is.EqualTo(5));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_HSS_that_is_cut_off_does_not_answer_and_then_is_unreachable()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02",
            Nodes = [SecondHss],
            Faults = ["on: hss-2, what: partition, during: [1 s, 300 s]"],
        }.Run();
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(5));
        Assert.That(exchange.Attempts()[0], Does.StartWith(Arrows.Of(
            Arrows.Requested,
            "mme/0 -> hss-2/0  Authentication-Information-Request  lost",
            "mme/0 -> hss-2/0  Authentication-Information-Request  lost", // SCTP: RTO 1 s, 2 s
            "mme/0 -> hss-2/0  Authentication-Information-Request  lost",
            Arrows.Dismissed("ATTACH REJECT"))));
        exchange.AssertAttach("network-failure");
        long silent = exchange.Count("s6a.authentication.no-answer");
        Assert.That(silent, Is.Positive, "5 s each, until the watchdog gives the connection up");
        Assert.That(silent + exchange.Count("s6a.authentication.unreachable"), Is.EqualTo(5));
        Assert.That(exchange.Count("mme.attach.network-failure"), Is.EqualTo(5));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_HSS_that_is_cut_off_for_a_while_is_found_again()
    {
        // the answer comes with the repetition of SCTP, within the 5 s that the MME waits
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02",
            Nodes = [SecondHss],
            Faults = ["on: hss-2, what: partition, during: [1 s, 4 s]"],
        }.Run();
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(1));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("s6a.authentication.no-answer"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_guest_is_looked_up_in_the_HSS_of_its_own_network()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, plmn: 001-02", Nodes = [SecondHss] }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Attached.Replace("hss/0", "hss-2/0", System.StringComparison.Ordinal)));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("hss.served.update-location", "hss-2/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("hss.served.update-location", "hss/0"), Is.EqualTo(OtherCount));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_guest_whose_network_allows_no_roaming_is_refused_with_cause_11()
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "arrivals: at 2 s, plmn: 001-02",
            Nodes = ["hss-2: { role: hss, profile: server-core, plmn: 001-02, roaming: refused }"],
        }.Run();
        Assert.That(
            exchange.Story(),
            Is.EqualTo(Arrows.Of(
                Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Responded, Arrows.Commanded,
                Arrows.Secured, Arrows.Located, Arrows.Dismissed("ATTACH REJECT"))
                .Replace("hss/0", "hss-2/0", System.StringComparison.Ordinal)));
        exchange.AssertAttach("plmn-not-allowed");
        Assert.That(exchange.Count("hss.refused.roaming-not-allowed", "hss-2/0"), Is.EqualTo(1));
        Assert.That(exchange.Count("s6a.update-location.roaming-not-allowed"), Is.EqualTo(1));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Random_octets_are_no_answer()
    {
        const string Garbage = "ue/0 -> enb/0  unreadable\nenb/0 -> mme/0  UplinkNASTransport [unreadable]";
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, behaviour: garbage" }.Run();
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(5));
        Assert.That(exchange.Attempts()[0], Is.EqualTo(Arrows.Of(
            Arrows.Requested, Arrows.Informed, Arrows.Challenged, Garbage,
            Arrows.Challenged, Garbage, Arrows.Challenged, Garbage, // T3460, 6 s and 12 s
            Arrows.Challenged, Arrows.Challenged)));                // after T3410, 15 s, nobody is there
        Assert.That(exchange.Attempts()[4], Does.EndWith(Arrows.Released), "T3460 has expired five times");
        exchange.AssertAttach("no-answer");
        Assert.That(exchange.Count("ue.event.t3410-expired", "ue"), Is.EqualTo(5));
        Assert.That(exchange.Count("mme.retransmitted.t3460"), Is.EqualTo(20));
        Assert.That(
            exchange.Count("mme.refused.unreadable-nas") + exchange.Count("mme.refused.plain-nas"), Is.EqualTo(15));
        Assert.That(exchange.Count("mme.attach.no-answer"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.attach.connection-lost"), Is.EqualTo(4), "the UE has come back");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void Messages_with_a_wrong_MAC_change_nothing()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, behaviour: wrong-mac" }.Run();
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(5));
        Assert.That(exchange.Attempts()[0], Is.EqualTo(Arrows.Of(
            Arrows.Requested, Arrows.Informed, Arrows.Challenged, Arrows.Responded,
            Arrows.Commanded, Arrows.Secured, Arrows.Commanded, Arrows.Secured, Arrows.Commanded, Arrows.Secured,
            Arrows.Commanded, Arrows.Commanded)));
        exchange.AssertAttach("no-answer");
        Assert.That(exchange.Count("mme.refused.wrong-mac"), Is.EqualTo(15));
        Assert.That(exchange.Count("mme.retransmitted.t3460"), Is.EqualTo(20));
        Assert.That(exchange.Count("s6a.update-location.success"), Is.EqualTo(OtherCount), "no location is updated");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_mute_UE_is_given_up()
    {
        LteExchange exchange = new LteExchange { Ue = "arrivals: at 2 s, behaviour: mute" }.Run();
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(5));
        Assert.That(exchange.Attempts()[0], Is.EqualTo(Arrows.Of(
            Arrows.Requested, Arrows.Informed,
            Arrows.Challenged, Arrows.Challenged, Arrows.Challenged, Arrows.Challenged, Arrows.Challenged)));
        exchange.AssertAttach("no-answer");
        Assert.That(exchange.Count("ue.refused.muted", "ue"), Is.EqualTo(25));
        Assert.That(exchange.Count("mme.retransmitted.t3460"), Is.EqualTo(20));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_unknown_procedure_is_answered_with_an_error_and_hurts_nobody()
    {
        // enb/0 -> mme/0  a procedure with code 200, criticality reject (TS 36.413 §10.3.4.1)
        // mme/0 -> enb/0  ErrorIndication
        LteExchange exchange = new LteExchange { Enb = "count: 2, behaviour: unknown-procedure" }.Run();
        Assert.That(exchange.Said.On("enb/0"), Does.Contain(Arrows.Of(
            "enb/0 -> mme/0  S1SetupRequest",
            "mme/0 -> enb/0  S1SetupResponse",
            "enb/0 -> mme/0  unknown procedure",
            "mme/0 -> enb/0  ErrorIndication")));
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("mme.refused.unknown-procedure"), Is.EqualTo(2));
        exchange.AssertNothingElseSuffers();
    }
}
