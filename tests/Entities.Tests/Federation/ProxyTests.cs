using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;
using Resynchronisation = Simulator.Entities.Resynchronisation;

namespace Tests.Entities;

/// <summary>
/// A proxy between the S6a of an MME and a cloud that the test plays, with a second cloud behind it, and asked by
/// another proxy.
/// </summary>
public sealed class ProxyTests
{
    private static readonly PlmnId Visited = PlmnId.FromDigits("001", "01");
    private static readonly PlmnId First = PlmnId.FromDigits("999", "70"), Second = PlmnId.FromDigits("310", "410");
    private static readonly Imsi Account = Imsi.Parse("999700000000001"), Other = Imsi.Parse("310410000000001");

    private HttpWorld _world = null!;
    private Node _node = null!;
    private ScriptedService _cloud = null!;
    private ScriptedService _second = null!;
    private ProxyMeasures _measures = null!;
    private S6aClient _mme = null!;

    [SetUp]
    public void Build() => Build(vectors: 1);

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    // ---- vectors

    [Test]
    public void A_vector_of_the_cloud_reaches_the_MME_unchanged()
    {
        EpsAuthenticationVector given = VectorOf(1);
        _cloud.Answer = _ => Vectors(given);
        VectorAnswer answer = Fetch(Account);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(answer.Vector, Is.EqualTo(given));
        VectorsRequest asked = AskedOf(_cloud);
        Assert.That(asked.Imsi, Is.EqualTo(Account));
        Assert.That(asked.VisitedPlmn, Is.EqualTo(Visited));
        Assert.That(asked.Resynchronisation, Is.Null);
        Assert.That(_measures.Services.CountOf(ProxyService.VectorFetched), Is.EqualTo(1));
    }

    [Test]
    public void What_the_card_refused_reaches_the_cloud()
    {
        _cloud.Answer = _ => Vectors(VectorOf(1));
        var refused = new Resynchronisation(42, default);
        Fetch(Account, refused);
        Assert.That(AskedOf(_cloud).Resynchronisation, Is.EqualTo(new RefusedChallenge(42, default)));
    }

    [Test]
    public void Each_account_is_asked_for_at_its_own_cloud_over_one_connection()
    {
        _cloud.Answer = _ => Vectors(VectorOf(1));
        _second.Answer = _ => Vectors(VectorOf(2));
        Assert.That(Fetch(Account).Vector, Is.EqualTo(VectorOf(1)));
        Assert.That(Fetch(Other).Vector, Is.EqualTo(VectorOf(2)));
        Assert.That(_mme.ConnectionCount, Is.EqualTo(1));
        Assert.That(_cloud.Requests, Has.Count.EqualTo(1));
        Assert.That(_second.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(HttpStatus.NotFound, S6aStatus.UserUnknown, ProxyRefusal.UnknownAccount)]
    [TestCase(HttpStatus.Forbidden, S6aStatus.UnknownEpsSubscription, ProxyRefusal.BarredAccount)]
    [TestCase(HttpStatus.BadRequest, S6aStatus.AuthenticationDataUnavailable, ProxyRefusal.CloudUnavailable)]
    [TestCase(HttpStatus.ServiceUnavailable, S6aStatus.AuthenticationDataUnavailable, ProxyRefusal.CloudUnavailable)]
    [TestCase(HttpStatus.Found, S6aStatus.AuthenticationDataUnavailable, ProxyRefusal.CloudUnavailable)]
    public void A_refusal_of_the_cloud_is_one_of_the_vHSS(int status, S6aStatus expected, ProxyRefusal reason)
    {
        _cloud.Answer = _ => HttpResponse.Create(status);
        AssertRefused(Fetch(Account).Status, expected, reason);
    }

    [TestCase("")]
    [TestCase("{\"vectors\":[]}")]
    [TestCase("{\"vectors\":[{\"rand\":\"AAAAAAAAAAAAAAAAAAAAAA\"}]}")]
    [TestCase("no JSON")]
    public void An_answer_of_the_cloud_that_cannot_be_read_is_no_vector(string body)
    {
        _cloud.Answer = _ => ScriptedService.Ok(body);
        AssertRefused(
            Fetch(Account).Status, S6aStatus.AuthenticationDataUnavailable, ProxyRefusal.CloudUnavailable);
    }

    [Test]
    public void A_cloud_that_does_not_answer_is_told_to_the_MME_before_it_gives_up()
    {
        _cloud.Delay = SimTime.FromSeconds(60L);
        double time = _world.Time(() => AssertRefused(
            Fetch(Account).Status, S6aStatus.AuthenticationDataUnavailable, ProxyRefusal.CloudUnavailable));
        Assert.That(time, Is.InRange(4, 5));
    }

    [Test]
    public void An_account_of_no_cloud_is_not_asked_for()
    {
        // its network has a prefix of the first cloud's realm in common, but not its code
        Assert.That(Fetch(Imsi.Parse("999710000000001")).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(_cloud.Requests, Is.Empty);
    }

    // ---- vectors in advance

    [Test]
    public void Vectors_in_advance_are_given_in_order_and_then_fetched_again()
    {
        _world.Finish();
        Build(vectors: 3);
        _cloud.Answer = _ => Vectors(VectorOf(1), VectorOf(2), VectorOf(3));
        Assert.That(
            Enumerable.Range(0, 4).Select(_ => Fetch(Account).Vector),
            Is.EqualTo((EpsAuthenticationVector[])[VectorOf(1), VectorOf(2), VectorOf(3), VectorOf(1)]));
        Assert.That(AskedOf(_cloud).Count, Is.EqualTo(3));
        Assert.That(_measures.Services.CountOf(ProxyService.VectorKept), Is.EqualTo(2));
    }

    [Test]
    public void Vectors_in_advance_are_thrown_away_when_the_card_refuses_one()
    {
        _world.Finish();
        Build(vectors: 3);
        _cloud.Answer = _ => Vectors(VectorOf(1), VectorOf(2), VectorOf(3));
        Fetch(Account);
        _cloud.Answer = _ => Vectors(VectorOf(7), VectorOf(8), VectorOf(9));
        Assert.That(Fetch(Account, new Resynchronisation(1, default)).Vector, Is.EqualTo(VectorOf(7)));
        Assert.That(Fetch(Account).Vector, Is.EqualTo(VectorOf(8)));
    }

    [Test]
    public void Vectors_in_advance_are_lost_in_a_crash()
    {
        _world.Finish();
        Build(vectors: 3);
        _cloud.Answer = _ => Vectors(VectorOf(1), VectorOf(2), VectorOf(3));
        Fetch(Account);
        _node.Crash();
        _node.Restart();
        _world.RunFor(60);
        _cloud.Answer = _ => Vectors(VectorOf(7), VectorOf(8), VectorOf(9));
        Assert.That(Fetch(Account).Vector, Is.EqualTo(VectorOf(7)));
        Assert.That(_measures.Services.CountOf(ProxyService.VectorKept), Is.Zero);
    }

    // ---- locations

    [Test]
    public void A_subscription_reaches_the_MME()
    {
        _cloud.Answer = _ => ScriptedService.Ok(new SubscriptionAnswer("games", 1_000, 2_000, true).ToOctets());
        LocationAnswer answer = Update(Account);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(answer.Subscription!.Value.Ambr!.Value.Uplink, Is.EqualTo(1_000));
        Assert.That(_cloud.Requests[0].Target, Is.EqualTo($"/v1/accounts/{Account}/subscription"));
    }

    [Test]
    public void An_account_that_may_not_roam_is_refused()
    {
        _cloud.Answer = _ => ScriptedService.Ok(new SubscriptionAnswer("games", 1_000, 2_000, false).ToOctets());
        AssertRefused(Update(Account).Status, S6aStatus.RoamingNotAllowed, ProxyRefusal.RoamingNotAllowed);
    }

    [TestCase(HttpStatus.NotFound, S6aStatus.UserUnknown, ProxyRefusal.UnknownAccount)]
    [TestCase(HttpStatus.Forbidden, S6aStatus.UnknownEpsSubscription, ProxyRefusal.BarredAccount)]
    [TestCase(HttpStatus.ServiceUnavailable, S6aStatus.Refused, ProxyRefusal.CloudUnavailable)] // 5012
    public void A_location_of_an_account_that_the_cloud_refuses_is_not_updated(
        int status, S6aStatus expected, ProxyRefusal reason)
    {
        _cloud.Answer = _ => HttpResponse.Create(status);
        AssertRefused(Update(Account).Status, expected, reason);
        Assert.That(_measures.Services.CountOf(ProxyService.LocationUpdated), Is.Zero);
    }

    [Test]
    public void A_purge_is_acknowledged_without_the_cloud()
    {
        Assert.That(_world.Run(_mme.Purge(Account, default)), Is.EqualTo(S6aStatus.Success));
        Assert.That(_cloud.Requests, Is.Empty);
    }

    // ---- asked by another proxy

    [Test]
    public void Another_proxy_gets_what_the_cloud_gives()
    {
        _second.Answer = _ => Vectors(VectorOf(1), VectorOf(2));
        HttpResult result = Relay(new VectorsRequest(Other, Visited, 2, new RefusedChallenge(9, default)));
        Assert.That(
            VectorsAnswer.TryDecode(result.Response.Body.Span, out VectorsAnswer answer, out DecodeError _), Is.True);
        Assert.That(answer.Vectors, Is.EqualTo((EpsAuthenticationVector[])[VectorOf(1), VectorOf(2)]));
        VectorsRequest asked = AskedOf(_second);
        Assert.That(asked, Is.EqualTo(new VectorsRequest(Other, Visited, 2, new RefusedChallenge(9, default))));
        Assert.That(_measures.Services.CountOf(ProxyService.Relayed), Is.EqualTo(1));
    }

    [TestCase(HttpStatus.NotFound, HttpStatus.NotFound)]
    [TestCase(HttpStatus.Forbidden, HttpStatus.Forbidden)]
    [TestCase(HttpStatus.BadRequest, HttpStatus.GatewayTimeout)]
    [TestCase(HttpStatus.ServiceUnavailable, HttpStatus.GatewayTimeout)]
    public void Another_proxy_is_told_what_the_cloud_refuses(int status, int expected)
    {
        _cloud.Answer = _ => HttpResponse.Create(status);
        Assert.That(Relay(new VectorsRequest(Account, Visited, 1, null)).Response.Status, Is.EqualTo(expected));
        Assert.That(
            _world.Get(HttpWorld.EndpointOf(_node, Cloud.ApiPort), $"/v1/accounts/{Account}/subscription")
                .Response.Status,
            Is.EqualTo(expected));
        Assert.That(_measures.Services.CountOf(ProxyService.Relayed), Is.Zero);
    }

    [TestCase("POST", "/v1/authentication-vectors", "{}", HttpStatus.BadRequest, ProxyRefusal.Malformed)]
    [TestCase("POST", "/v1/authentication-vectors?x=1", "{}", HttpStatus.NotFound, ProxyRefusal.UnknownPath)]
    [TestCase("POST", "/token", "", HttpStatus.NotFound, ProxyRefusal.UnknownPath)]
    [TestCase("GET", "/authorize", "", HttpStatus.NotFound, ProxyRefusal.UnknownPath)]
    [TestCase("GET", "/v1/accounts/x/subscription", "", HttpStatus.NotFound, ProxyRefusal.UnknownPath)]
    [TestCase(
        "GET", "/v1/accounts/999990000000001/subscription", "", HttpStatus.NotFound, ProxyRefusal.UnknownAccount)]
    public void Another_proxy_gets_nothing_else(
        string method, string path, string body, int status, ProxyRefusal reason)
    {
        HttpResult result = _world.Ask(
            HttpWorld.EndpointOf(_node, Cloud.ApiPort),
            HttpRequest.Create(method, "h", path, "text/plain", new Octets(Encoding.ASCII.GetBytes(body))));
        Assert.That(result.Response.Status, Is.EqualTo(status));
        Assert.That(_measures.Refusals.CountOf(reason), Is.EqualTo(1));
    }

    [Test]
    public void A_proxy_that_others_do_not_reach_clouds_through_hears_no_proxies()
    {
        _world.Finish();
        Build(vectors: 1, servesProxies: false);
        Assert.That(
            Relay(new VectorsRequest(Account, Visited, 1, null)).Failure, Is.EqualTo(HttpFailure.NotConnected));
    }

    [Test]
    public void A_proxy_without_the_second_module_hears_no_terminals()
    {
        _world.Finish();
        Build(vectors: 1, hasSecondModule: false);
        Assert.That(
            _world.Get(HttpWorld.EndpointOf(_node), "/authorize").Failure, Is.EqualTo(HttpFailure.NotConnected));
    }

    // ---- the proxy under test

    private void Build(int vectors, bool servesProxies = true, bool hasSecondModule = true)
    {
        _world = new HttpWorld();
        Node cloud = _world.AddNode("cloud"), second = _world.AddNode("second"), mme = _world.AddNode("mme");
        _node = _world.AddNode("proxy");
        _cloud = _world.Serve(cloud, Cloud.ApiPort);
        _second = _world.Serve(second, Cloud.ApiPort);
        _measures = new ProxyMeasures(_world.Metrics, "proxy");
        var options = new ProxyOptions
        {
            Provider = new ProviderOptions { Host = "proxy.example", Signer = HttpWorld.SignerOf(7) },
            Clouds =
            [
                new FederatedCloud("cloud.example", HttpWorld.EndpointOf(cloud, Cloud.ApiPort), First),
                new FederatedCloud("second.example", HttpWorld.EndpointOf(second, Cloud.ApiPort), Second),
            ],
            ServesProxies = servesProxies,
            HasSecondModule = hasSecondModule,
            VectorsPerFetch = vectors,
        };
        new Proxy(_node, _node.Processors[0], options, _measures).Start();
        IpAddress address = _node.Ip.Addresses[0];
        _mme = new S6aClient(
            mme, new S6aOptions(DiameterNames.Mme(Visited, 1, 1), Visited),
            [new S6aPeer(First, address), new S6aPeer(Second, address)], new S6aMeasures(_world.Metrics, "mme"));
        _mme.Start();
        _world.RunFor(1);
    }

    private VectorAnswer Fetch(Imsi imsi, Resynchronisation? refused = null) =>
        _world.Run(_mme.FetchVector(imsi, refused, default));

    private LocationAnswer Update(Imsi imsi) => _world.Run(_mme.UpdateLocation(imsi, default));

    private HttpResult Relay(VectorsRequest request) => _world.Post(
        HttpWorld.EndpointOf(_node, Cloud.ApiPort), VectorsRequest.Path,
        Encoding.UTF8.GetString(request.ToOctets().Span));

    private void AssertRefused(S6aStatus status, S6aStatus expected, ProxyRefusal reason)
    {
        Assert.That(status, Is.EqualTo(expected));
        Assert.That(_measures.Refusals.CountOf(reason), Is.EqualTo(1));
        Assert.That(_measures.Services.CountOf(ProxyService.VectorFetched), Is.Zero);
    }

    private static VectorsRequest AskedOf(ScriptedService cloud)
    {
        HttpRequest request = cloud.Requests[0];
        Assert.That((request.Method, request.Target), Is.EqualTo(("POST", VectorsRequest.Path)));
        Assert.That(VectorsRequest.TryDecode(request.Body.Span, out VectorsRequest asked, out DecodeError _), Is.True);
        return asked;
    }

    private static HttpResponse Vectors(params IReadOnlyList<EpsAuthenticationVector> vectors) =>
        ScriptedService.Ok(new VectorsAnswer(vectors).ToOctets());

    private static EpsAuthenticationVector VectorOf(byte number)
    {
        byte[] octets = new byte[Key256.Size];
        Array.Fill(octets, number);
        Res.TryRead(octets.AsSpan(0, 8), out Res res);
        return new EpsAuthenticationVector(number, res, new Autn(number), Key256.Read(octets));
    }
}
