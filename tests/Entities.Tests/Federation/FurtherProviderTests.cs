using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// A proxy whose edge is behind another one, which the test plays: it believes no token but that which it has asked
/// for, and gives its own.
/// </summary>
public sealed class FurtherProviderTests
{
    private const string Subject = "001010000000001";
    private static readonly PlmnId Edge = PlmnId.FromDigits("001", "01");

    private HttpWorld _world = null!;
    private Node _node = null!;
    private ScriptedService _far = null!;
    private JwsSigner _signer = null!;
    private ProxyMeasures _measures = null!;
    private string _state = "", _nonce = "";

    [SetUp]
    public void Build()
    {
        _world = new HttpWorld();
        Node far = _world.AddNode("far");
        _node = _world.AddNode("proxy");
        _far = _world.Serve(far);
        _far.Answer = Answer;
        _signer = HttpWorld.SignerOf(9);
        _measures = new ProxyMeasures(_world.Metrics, "proxy");
        var next = new TrustedProvider("http://far.example", "far.example", HttpWorld.EndpointOf(far));
        var options = new ProxyOptions
        {
            Provider = new ProviderOptions
            {
                Host = "proxy.example",
                Clients = ["cloud.example"],
                Signer = HttpWorld.SignerOf(7),
            },
            Clouds = [new FederatedCloud("cloud.example", next.Address, PlmnId.FromDigits("999", "70"))],
            FurtherEdges = [new FurtherEdge(Edge, next)],
        };
        new Proxy(_node, _node.Processors[0], options, _measures).Start();
    }

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    [Test]
    public void To_the_next_it_is_a_client_of_its_own_and_to_the_terminal_a_provider()
    {
        HttpResult result = LogIn();
        Assert.That(_far.Requests[0].Target, Does.Contain("client_id=proxy.example").And.Contain($"hint={Subject}"));
        FormPost.TryDecode(result.Response.Body.Span, out string action, out Octets form);
        Assert.That(action, Is.EqualTo("http://cloud.example/callback"));
        FormParameters.TryDecode(form.Span, out FormParameters fields, out _);
        var expected = new IdTokenExpectation("http://proxy.example", "cloud.example", "n-1", Now);
        var keys = new JsonWebKeySet(HttpWorld.SignerOf(7).PublicKey);
        IdTokenVerdict verdict = IdTokenValidation.Validate(
            fields.Find("id_token")!, expected, keys, out IdToken? token);
        Assert.That(verdict, Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That(token!.Subject, Is.EqualTo(Subject));
    }

    [Test]
    public void The_next_ones_transaction_is_not_shown_to_the_terminal()
    {
        AkaChallenge shown = Begin();
        Assert.That(shown.Rand, Is.EqualTo((System.UInt128)42));
        Assert.That(shown.Transaction, Is.Not.EqualTo((System.UInt128)7));
        Continue(shown);
        AkaAnswer.TryDecode(_far.Requests[1].Body.Span, out AkaAnswer passed, out DecodeError _);
        Assert.That(passed.Transaction, Is.EqualTo((System.UInt128)7));
    }

    [Test]
    public void Keys_are_fetched_once()
    {
        LogIn();
        LogIn();
        Assert.That(_far.Requests.Count(request => request.Target == ProviderPaths.Keys), Is.EqualTo(1));
    }

    [TestCase("audience")]
    [TestCase("issuer")]
    [TestCase("nonce")]
    [TestCase("subject")]
    [TestCase("expired")]
    [TestCase("key")]
    public void A_token_that_is_not_right_brings_none(string what)
    {
        _far.Answer = request => request.Target == AkaAnswer.Path ? Form(Token(what)) : Answer(request);
        AssertDenied(LogIn());
        Assert.That(_measures.Refusals.CountOf(ProxyRefusal.WrongToken), Is.EqualTo(1));
        Assert.That(_measures.Services.CountOf(ProxyService.TokenGiven), Is.Zero);
    }

    [TestCase("another state")]
    [TestCase("no form")]
    [TestCase("an error in a form")]
    public void A_page_that_brings_no_token_is_no_answer(string what)
    {
        _far.Answer = request => request.Target != AkaAnswer.Path ? Answer(request) : what switch
        {
            "another state" => Form(Token("right"), "another"),
            "an error in a form" => ScriptedService.Ok(FormPost.Encode(
                "http://proxy.example/callback", new AuthorizationResponse(_state, null, null, "access_denied"))),
            _ => ScriptedService.Ok("<html></html>"),
        };
        Assert.That(LogIn().Response.Status, Is.EqualTo(HttpStatus.GatewayTimeout));
        Assert.That(_measures.Refusals.CountOf(ProxyRefusal.EdgeUnavailable), Is.EqualTo(1));
    }

    [TestCase(HttpStatus.Forbidden)]
    [TestCase(HttpStatus.BadRequest)]
    [TestCase(HttpStatus.ServiceUnavailable)]
    [TestCase(HttpStatus.GatewayTimeout)]
    public void A_next_one_that_cannot_do_its_part_is_no_refusal(int status)
    {
        _far.Answer = _ => HttpResponse.Create(status);
        Assert.That(Get().Response.Status, Is.EqualTo(HttpStatus.GatewayTimeout));
        Assert.That(_measures.Refusals.CountOf(ProxyRefusal.EdgeUnavailable), Is.EqualTo(1));
    }

    [TestCase(AkaOutcome.Response, ProxyRefusal.WrongResponse)]
    [TestCase(AkaOutcome.MacFailure, ProxyRefusal.CardRefused)]
    public void A_refusal_of_the_next_one_is_told_by_what_the_card_said(AkaOutcome outcome, ProxyRefusal reason)
    {
        AkaChallenge challenge = Begin();
        _far.Answer = _ => ScriptedService.Found("http://proxy.example/callback?error=access_denied");
        AssertDenied(Continue(challenge, outcome));
        Assert.That(_measures.Refusals.CountOf(reason), Is.EqualTo(1));
    }

    [Test]
    public void A_refusal_before_a_challenge_is_one_of_the_edge()
    {
        _far.Answer = _ => ScriptedService.Found("http://proxy.example/callback?error=access_denied");
        AssertDenied(Get());
        Assert.That(_measures.Refusals.CountOf(ProxyRefusal.EdgeRefused), Is.EqualTo(1));
    }

    [Test]
    public void Without_the_next_ones_keys_no_token_is_believed()
    {
        _far.Answer = request => request.Target == ProviderPaths.Keys
            ? HttpResponse.Create(HttpStatus.NotFound)
            : Answer(request);
        Assert.That(LogIn().Response.Status, Is.EqualTo(HttpStatus.GatewayTimeout));
        Assert.That(_measures.Services.CountOf(ProxyService.TokenGiven), Is.Zero);
    }

    [Test]
    public void A_subscriber_of_no_edge_at_all_is_not_asked_for_anywhere()
    {
        HttpResult result = Get("310410000000001");
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.GatewayTimeout));
        Assert.That(_far.Requests, Is.Empty);
    }

    // ---- the terminal

    private long Now => HttpServer.SimulatedEpoch + (long)_world.Simulation.Now.Seconds;

    private HttpResult Get(string imsi = Subject) => _world.Get(
        HttpWorld.EndpointOf(_node),
        $"/authorize?{new AuthorizationRequest(
            ResponseType.IdToken, "cloud.example", "http://cloud.example/callback", "s-1", "n-1", null, imsi)
            .ToQuery()}");

    private AkaChallenge Begin()
    {
        AkaChallenge.TryDecode(Get().Response.Body.Span, out AkaChallenge challenge, out DecodeError _);
        return challenge;
    }

    private HttpResult Continue(AkaChallenge challenge, AkaOutcome outcome = AkaOutcome.MacFailure)
    {
        Simulator.Crypto.Res.TryRead([1, 2, 3, 4, 5, 6, 7, 8], out Simulator.Crypto.Res res);
        var answer = new AkaAnswer(challenge.Transaction, outcome, res, default);
        return _world.Post(
            HttpWorld.EndpointOf(_node), AkaAnswer.Path, Encoding.UTF8.GetString(answer.ToOctets().Span));
    }

    private HttpResult LogIn() => Continue(Begin());

    private static void AssertDenied(in HttpResult result)
    {
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Found));
        result.Response.Fields.TryGet("Location", out string? location);
        Assert.That(location, Is.EqualTo("http://cloud.example/callback?error=access_denied&state=s-1"));
    }

    // ---- the other proxy

    private HttpResponse Answer(HttpRequest request)
    {
        switch (request.Target)
        {
            case ProviderMetadata.Path:
                return ScriptedService.Ok(new ProviderMetadata(
                    "http://far.example", "http://far.example/authorize", "http://far.example/token",
                    "http://far.example/jwks", "ES256").Encode());
            case ProviderPaths.Keys:
                return ScriptedService.Ok(new JsonWebKeySet(_signer.PublicKey).Encode());
            case AkaAnswer.Path:
                return Form(Token("right"));
            default:
                FormParameters.TryDecodeQuery(request.Target, out string _, out FormParameters query, out _);
                (_state, _nonce) = (query.Find("state")!, query.Find("nonce")!);
                return ScriptedService.Ok(new AkaChallenge(7, 42, default).ToOctets());
        }
    }

    private HttpResponse Form(string token, string? state = null) => ScriptedService.Ok(FormPost.Encode(
        "http://proxy.example/callback", new AuthorizationResponse(state ?? _state, null, token, null)));

    private string Token(string what)
    {
        var claims = new IdToken("http://far.example", Subject, ["proxy.example"], Now + 60, Now) { Nonce = _nonce };
        claims = what switch
        {
            "audience" => claims with { Audience = ["cloud.example"] },
            "issuer" => claims with { Issuer = "http://proxy.example" },
            "nonce" => claims with { Nonce = "n-1" },
            "subject" => claims with { Subject = "001010000000002" },
            "expired" => claims with { ExpiresAt = claims.IssuedAt },
            _ => claims,
        };
        return (what == "key" ? HttpWorld.SignerOf(8) : _signer).Sign(claims.Encode());
    }
}
