using System.Collections.Generic;
using NUnit.Framework;

namespace Tests.Systems;

/// <summary>
/// Every message of an attach is lost once, on every link. On the radio NAS makes it good, by the timer that its clause
/// names; on S1 and S6a SCTP does, before a timer of NAS expires.
/// </summary>
public sealed class LteLossTests
{
    private static readonly (string Message, string Counter, string Entity)[] OnRadio =
    [
        ("RRCConnectionRequest", "", ""), // the eNB takes the message that follows for it
        ("ATTACH REQUEST", "ue.event.t3410-expired", "ue"),              // TS 24.301 §5.5.1.2.6 c
        ("AUTHENTICATION REQUEST", "mme.retransmitted.t3460", "mme/0"),  // §5.4.2.7 b
        ("AUTHENTICATION RESPONSE", "mme.retransmitted.t3460", "mme/0"), // the UE answers again without its card
        ("SECURITY MODE COMMAND", "mme.retransmitted.t3460", "mme/0"),   // §5.4.3.7 b
        ("SECURITY MODE COMPLETE", "mme.retransmitted.t3460", "mme/0"),
        ("ATTACH ACCEPT", "mme.retransmitted.t3450", "mme/0"),           // §5.5.1.2.7 c
        ("ATTACH COMPLETE", "mme.retransmitted.t3450", "mme/0"),
    ];

    private static readonly string[] OnS1 =
    [
        "InitialUEMessage [ATTACH REQUEST]",
        "DownlinkNASTransport [AUTHENTICATION REQUEST]",
        "UplinkNASTransport [AUTHENTICATION RESPONSE]",
        "DownlinkNASTransport [SECURITY MODE COMMAND]",
        "UplinkNASTransport [SECURITY MODE COMPLETE]",
        "InitialContextSetupRequest [ATTACH ACCEPT]",
        "InitialContextSetupResponse",
        "UplinkNASTransport [ATTACH COMPLETE]",
    ];

    private static readonly string[] OnS6a =
    [
        "Authentication-Information-Request", "Authentication-Information-Answer",
        "Update-Location-Request", "Update-Location-Answer",
    ];

    private static IEnumerable<TestCaseData> RadioCases()
    {
        foreach ((string message, string counter, string entity) in OnRadio)
        {
            yield return new TestCaseData(message, counter, entity).SetArgDisplayNames(message);
        }
    }

    [TestCaseSource(nameof(RadioCases))]
    public void On_the_radio(string message, string counter, string entity)
    {
        LteExchange exchange = Lose("radio:ue/0-enb/0", message).Run();
        Assert.That(exchange.Said.On("ue/0"), Does.Contain($"{message}  lost"));
        exchange.AssertAttach("success");
        if (counter.Length > 0)
        {
            Assert.That(exchange.Count(counter, entity), Is.EqualTo(1));
        }

        Assert.That(
            exchange.Count("mme.retransmitted.t3460") + exchange.Count("mme.retransmitted.t3450")
                + exchange.Count("ue.event.t3410-expired", "ue"),
            Is.EqualTo(counter.Length > 0 ? 1 : 0), "no other timer");
        exchange.AssertNothingElseSuffers();
    }

    [TestCaseSource(nameof(OnS1))]
    public void On_S1(string message)
    {
        // the first of whoever it is: UE under test and others are served by the same eNB
        LteExchange exchange = Lose("s1", Name(message)).Run();
        Assert.That(exchange.Said.On("mme/0"), Does.Contain($"{message}  lost"));
        exchange.AssertAttach("success");
        AssertNoTimerOfNasExpired(exchange);
        exchange.AssertNothingElseSuffers();
    }

    [TestCaseSource(nameof(OnS6a))]
    public void On_S6a(string message)
    {
        LteExchange exchange = Lose("s6a", message).Run();
        Assert.That(exchange.Said.On("hss/0"), Does.Contain($"{message}  lost"));
        exchange.AssertAttach("success");
        AssertNoTimerOfNasExpired(exchange);
        Assert.That(exchange.Count("s6a.authentication.no-answer"), Is.Zero);
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("s1")]
    [TestCase("s6a")]
    [TestCase("radio")]
    public void Of_every_tenth_frame(string link)
    {
        LteExchange exchange = new LteExchange
        {
            Ue = "count: 40, arrivals: uniform over 20 s",
            Faults = [$"on: {link}, what: drop, probability: 10 %"],
        }.Run();
        exchange.AssertAttach("success", times: 40);
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("s1", "up")]
    [TestCase("s1", "down")]
    [TestCase("s6a", "up")]
    [TestCase("s6a", "down")]
    public void Of_the_first_frames_when_connections_are_set_up(string link, string direction)
    {
        LteExchange exchange = new LteExchange
        {
            Faults = [$"on: {link}, what: drop, direction: {direction}, at: 0 s, count: 3"],
        }.Run();
        exchange.AssertAttach("success");
        exchange.AssertNothingElseSuffers();
    }

    private static LteExchange Lose(string link, string message) =>
        new() { Faults = [$"on: '{link}', what: drop, message: {message}, at: 1 ms, count: 1"] };

    // A rule names a message or what it carries, not both.
    private static string Name(string message)
    {
        int bracket = message.IndexOf('[', System.StringComparison.Ordinal);
        return bracket < 0 ? message : message[(bracket + 1)..^1];
    }

    private static void AssertNoTimerOfNasExpired(LteExchange exchange)
    {
        Assert.That(exchange.Count("mme.retransmitted.t3460"), Is.Zero);
        Assert.That(exchange.Count("mme.retransmitted.t3450"), Is.Zero);
        Assert.That(exchange.Count("ue.event.t3410-expired", "ue"), Is.Zero);
        Assert.That(exchange.Count("ue.event.t3410-expired", "others"), Is.Zero);
    }
}
