using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Frames that come twice, late, in another order, or changed: nobody is confused.</summary>
public sealed class LteDisturbanceTests
{
    private static readonly string[] Links = ["radio", "s1", "s6a"];
    private static readonly string[] Directions = ["up", "down"];

    [Test]
    public void Every_frame_twice([ValueSource(nameof(Links))] string link)
    {
        LteExchange exchange = Disturb($"on: {link}, what: duplicate").Run();
        exchange.AssertAttach("success", times: 20);
        Assert.That(exchange.Count("mme.attach.success"), Is.EqualTo(26), "nobody attaches twice");
        Assert.That(exchange.Count("hss.served.authentication-information"), Is.EqualTo(26));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_doubled_message_of_the_radio_is_told_apart_by_its_COUNT_or_not_expected()
    {
        // ue/0 -> enb/0  AUTHENTICATION RESPONSE, SECURITY MODE COMPLETE, ATTACH COMPLETE, twice each
        LteExchange exchange = Disturb("on: radio, what: duplicate, direction: up").Run();
        exchange.AssertAttach("success", times: 20);
        Assert.That(exchange.Count("mme.refused.replayed-nas"), Is.EqualTo(2 * 26), "COMPLETE of both procedures");
        Assert.That(exchange.Count("mme.refused.unexpected-nas"), Is.EqualTo(26), "the second RESPONSE");
    }

    [Test]
    public void A_third_of_the_frames_out_of_order(
        [ValueSource(nameof(Links))] string link, [ValueSource(nameof(Directions))] string direction)
    {
        LteExchange exchange =
            Disturb($"on: {link}, what: reorder, direction: {direction}, probability: 30 %, by: 30 ms").Run();
        exchange.AssertAttach("success", times: 20);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_third_of_the_frames_late([ValueSource(nameof(Links))] string link)
    {
        LteExchange exchange =
            Disturb($"on: {link}, what: delay, probability: 30 %, by: uniform 10 ms 500 ms").Run();
        exchange.AssertAttach("success", times: 20);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_fifth_of_the_frames_once_more_after_a_while([ValueSource(nameof(Links))] string link)
    {
        LteExchange exchange =
            Disturb($"on: {link}, what: replay, probability: 20 %, by: uniform 100 ms 3 s").Run();
        exchange.AssertAttach("success", times: 20);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_fifth_of_the_packets_with_a_wrong_bit([Values("s1", "s6a")] string link)
    {
        // checksums find it, SCTP sends again
        LteExchange exchange = Disturb($"on: {link}, what: corrupt, probability: 20 %").Run();
        exchange.AssertAttach("success", times: 20);
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("SECURITY MODE COMPLETE", "mme.refused.wrong-mac", "mme/0")]
    [TestCase("ATTACH ACCEPT", "ue.refused.wrong-mac", "ue")]
    [TestCase("ATTACH COMPLETE", "mme.refused.wrong-mac", "mme/0")]
    public void A_NAS_message_with_a_wrong_bit_is_dropped_and_repeated(string message, string counter, string entity)
    {
        // nearly every bit of a protected message is under its MAC; which one is hit is drawn
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 20, arrivals: uniform over 20 s",
            Faults = [$"on: ue, what: corrupt, message: {message}, probability: 40 %"],
        }.Run();
        exchange.AssertAttach("success", times: 20);
        Assert.That(exchange.Count(counter, entity), Is.Positive);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_wrong_bit_anywhere_on_the_radio_is_found_or_harmless()
    {
        // plain messages have no MAC: what is changed may end an attach, but nothing stays open or is left behind
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 60, arrivals: uniform over 20 s",
            Faults = ["on: ue, what: corrupt, probability: 10 %"],
            Stop = "400 s",
        }.Run();
        Assert.That(exchange.Count("attach.outcome.success", "ue"), Is.GreaterThan(45));
        Assert.That(exchange.Count("attach.outcome.unfinished", "ue"), Is.Zero);
        Assert.That(exchange.Count("mme.attach.success"), Is.GreaterThan(45));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_replayed_NAS_message_is_counted_and_changes_nothing()
    {
        // ue/0 -> enb/0  SECURITY MODE COMPLETE, and 30 ms later once more (TS 24.301 §4.4.3.2)
        LteExchange exchange = new LteExchange
        {
            Faults = ["on: ue, message: SECURITY MODE COMPLETE, what: replay, by: 30 ms, count: 1"],
        }.Run();
        Assert.That(
            exchange.Said.On("ue/0").Split("ue/0 -> enb/0  SECURITY MODE COMPLETE"), Has.Length.EqualTo(3), "twice");
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("mme.refused.replayed-nas"), Is.EqualTo(1));
        Assert.That(exchange.Count("s6a.update-location.success"), Is.EqualTo(7), "one each");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_replayed_challenge_is_answered_without_the_card()
    {
        // enb/0 -> ue/0  AUTHENTICATION REQUEST, and 1 ms later once more: the same RES (TS 24.301 §5.4.2.3)
        LteExchange exchange = new LteExchange
        {
            Faults = ["on: ue, message: AUTHENTICATION REQUEST, what: replay, by: 1 ms, count: 1"],
        }.Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("ue.event.challenge-accepted", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("ue.event.challenge-repeated", "ue"), Is.EqualTo(1));
        Assert.That(exchange.Count("mme.refused.unexpected-nas"), Is.EqualTo(1), "the second RESPONSE");
        exchange.AssertNothingElseSuffers();
    }

    private static LteExchange Disturb(string fault) =>
        new() { Ue = "count: 20, arrivals: uniform over 10 s", Faults = [fault] };
}
