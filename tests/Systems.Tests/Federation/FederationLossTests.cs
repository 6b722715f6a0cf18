using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Lost packets on any link: both mechanisms end well, later.</summary>
public sealed class FederationLossTests
{
    private const string Two = "count: 20";

    // ---- each message once

    [TestCase("edge", "Authentication-Information-Request")]
    [TestCase("edge", "Authentication-Information-Answer")]
    [TestCase("edge", "Update-Location-Request")]
    [TestCase("edge", "Update-Location-Answer")]
    [TestCase("api", "POST /v1/authentication-vectors")]
    [TestCase("api", "GET /v1/accounts/{imsi}/subscription")]
    [TestCase("api", "200 OK")]
    [TestCase("s1", "InitialUEMessage")]
    public void A_message_of_an_attach_is_lost(string link, string message)
    {
        FederationExchange exchange = Lose(link, $"message: '{message}', count: 1").Run();
        exchange.AssertAttach("success");
        exchange.AssertCounts(("proxy.refused.cloud-unavailable", 0), ("mme.attach.success", 5));
        Assert.That(exchange.Said.On("proxy/0") + exchange.Said.On("enb/0"), Does.Contain("lost"));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("radio", "AUTHENTICATION REQUEST")]
    [TestCase("radio", "AUTHENTICATION RESPONSE")]
    [TestCase("radio", "ATTACH ACCEPT")]
    public void A_message_of_the_radio_is_lost(string link, string message)
    {
        FederationExchange exchange = Lose(link, $"message: '{message}', count: 1").Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Said.On("enb/0"), Does.Contain("lost"));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("internet", "GET /service")]
    [TestCase("internet", "302 Found")]
    [TestCase("internet", "POST /callback")]
    [TestCase("internet", "200 OK")]
    [TestCase("portal", "GET /authorize")]
    [TestCase("portal", "POST /authorize/aka")]
    [TestCase("portal", "200 OK")]
    [TestCase("edge", "InitialUEMessage")]
    [TestCase("edge", "DownlinkNASTransport")]
    [TestCase("edge", "UplinkNASTransport")]
    [TestCase("edge", "UEContextReleaseCommand")]
    [TestCase("edge", "UEContextReleaseComplete")]
    [TestCase("api", "GET /.well-known/openid-configuration")]
    [TestCase("api", "GET /jwks")]
    [TestCase("s6a", "Authentication-Information-Request")]
    public void A_message_of_a_login_is_lost(string link, string message)
    {
        FederationExchange exchange = Lose(link, $"message: '{message}', count: 1").Run();
        exchange.AssertLogin("success");
        exchange.AssertCounts(("proxy.served.token-given", 5), ("cloud.token.accepted", 5));
        Assert.That(
            exchange.Said.On("proxy/0") + exchange.Said.On("cloud/0") + exchange.Said.On("hss/0"),
            Does.Contain("lost"));
        exchange.AssertNothingElseSuffers();
    }

    [TestCase("POST /token")]
    [TestCase("200 OK")]
    public void A_message_of_the_exchange_of_a_code_is_lost(string message)
    {
        FederationExchange exchange =
            (Lose("api", $"message: '{message}', count: 1") with { Cloud = "flow: code" }).Run();
        exchange.AssertLogin("success");
        exchange.AssertCounts(("proxy.served.code-exchanged", 5), ("proxy.refused.unknown-code", 0));
        exchange.AssertNothingElseSuffers();
    }

    // ---- some of all

    [Test]
    public void A_tenth_of_all_packets_is_lost(
        [Values("radio", "s1", "s6a", "edge", "api", "portal", "internet")] string link,
        [Values("implicit", "code")] string flow)
    {
        FederationExchange exchange = new FederationExchange
        {
            Guest = Two,
            Member = Two,
            Cloud = $"flow: {flow}",
            OthersAt = "uniform over 20 s",
            Faults = [$"on: {link}, what: drop, probability: 10 %"],
            Stop = "300 s",
        }.Run();
        Assert.That(exchange.Count("attach.outcome.unfinished", "guest"), Is.Zero);
        Assert.That(exchange.Count("service.outcome.unfinished", "member"), Is.Zero);
        exchange.AssertAttach("success", 20);
        exchange.AssertLogin("success", 20);
        Assert.That(exchange.Count("cloud.served.served-by-token"), Is.EqualTo(exchange.Count("cloud.token.accepted")));
        exchange.AssertNoPacketIsLeft();
    }

    private static FederationExchange Lose(string link, string which) => new()
    {
        OthersAt = "burst 4 at 30 s",
        Faults = [$"on: {link}, what: drop, {which}"],
    };
}
