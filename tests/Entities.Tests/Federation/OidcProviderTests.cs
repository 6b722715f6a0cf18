using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// An OpenID provider whose subjects somebody authenticates as the test says: no token before that is done, and each
/// challenge, code and proof once, by whom it was given to.
/// </summary>
public sealed class OidcProviderTests
{
    private const string Client = "cloud.example", RedirectUri = "http://cloud.example/callback";
    private const string Subject = "001010000000001", Verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private HttpWorld _world = null!;
    private Party _party = null!;
    private Runner _runner = null!;
    private OidcProvider _provider = null!;

    [SetUp]
    public void Build()
    {
        _world = new HttpWorld();
        _party = new Party(_world, _world.AddNode("provider"));
        _runner = new Runner(_world.Simulation);
        _provider = new OidcProvider(_party, _runner);
        new HttpServer(
            _party.Node, _party.Processor, _provider, HttpOptions.Default, new(_world.Metrics, "http", "provider"))
            .Start(Cloud.HttpPort);
    }

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    // ---- as it should be

    [Test]
    public void An_ID_token_is_for_the_client_about_the_subject_and_holds_for_a_minute()
    {
        HttpResult result = Answer(Challenge());
        IdToken token = TokenOf(result);
        long now = HttpServer.SimulatedEpoch + (long)_world.Simulation.Now.Seconds;
        Assert.That(token.Issuer, Is.EqualTo("http://provider.example"));
        Assert.That(token.Subject, Is.EqualTo(Subject));
        Assert.That(token.Audience, Is.EqualTo((string[])[Client]));
        Assert.That(token.Nonce, Is.EqualTo("n-1"));
        Assert.That(token.IssuedAt, Is.EqualTo(now));
        Assert.That(token.ExpiresAt, Is.EqualTo(now + 60));
        Assert.That(token.AccessTokenHash, Is.Null);
        Assert.That(_party.Services.CountOf(ProxyService.TokenGiven), Is.EqualTo(1));
    }

    [Test]
    public void A_code_brings_tokens_that_belong_together()
    {
        HttpResult result = Exchange(CodeOf(Answer(Challenge(ResponseType.Code))));
        Assert.That(
            TokenResponse.TryDecode(result.Response.Body.Span, out TokenResponse? tokens, out DecodeError _), Is.True);
        Assert.That(Validate(tokens!.IdToken, tokens.AccessToken), Is.EqualTo(IdTokenVerdict.Accepted));
        Assert.That(Validate(tokens.IdToken, "another"), Is.EqualTo(IdTokenVerdict.WrongAccessTokenHash));
        Assert.That(_party.Services.CountOf(ProxyService.CodeExchanged), Is.EqualTo(1));
    }

    [Test]
    public void The_answer_of_a_card_that_is_ahead_brings_a_new_challenge()
    {
        UInt128 first = Challenge();
        _runner.Next = _ => AkaStepKind.Challenge;
        AkaChallenge second = ChallengeOf(Answer(first));
        Assert.That(second.Transaction, Is.Not.EqualTo(first));
        _runner.Next = _ => AkaStepKind.Authenticated;
        Assert.That(TokenOf(Answer(second.Transaction)).Subject, Is.EqualTo(Subject));
    }

    [Test]
    public void Metadata_and_keys_are_those_of_the_signer()
    {
        HttpResult metadata = Get(ProviderMetadata.Path);
        Assert.That(
            ProviderMetadata.TryDecode(metadata.Response.Body.Span, out ProviderMetadata? said, out DecodeError _));
        Assert.That(said!.Issuer, Is.EqualTo("http://provider.example"));
        Assert.That(said.KeysUri, Is.EqualTo("http://provider.example/jwks"));
        HttpResult keys = Get(ProviderPaths.Keys);
        Assert.That(JsonWebKeySet.TryDecode(keys.Response.Body.Span, out JsonWebKeySet set, out DecodeError _));
        Assert.That(set.Find("es"), Is.Not.Null);
    }

    // ---- requests that are not right: 400, and nobody is asked

    [TestCase("response_type", null)]
    [TestCase("response_type", "token")]
    [TestCase("response_type", "code id_token")]
    [TestCase("response_mode", null)]
    [TestCase("response_mode", "fragment")]
    [TestCase("scope", null)]
    [TestCase("scope", "profile")]
    [TestCase("client_id", null)]
    [TestCase("redirect_uri", null)]
    [TestCase("state", null)]
    [TestCase("nonce", null)]
    [TestCase("login_hint", null)]
    [TestCase("login_hint", "alice@example.org")]
    [TestCase("login_hint", "0010100000000012345")]
    public void A_request_without_what_it_needs_is_refused(string name, string? value)
    {
        HttpResult result = Get(Target(ResponseType.IdToken, (name, value)));
        AssertRefused(result, HttpStatus.BadRequest, ProxyRefusal.Malformed);
        Assert.That(_runner.Begun, Is.Empty);
    }

    [TestCase("code_challenge", null)]
    [TestCase("code_challenge_method", null)]
    [TestCase("code_challenge_method", "plain")]
    public void A_request_of_a_code_without_proof_key_is_refused(string name, string? value)
    {
        HttpResult result = Get(Target(ResponseType.Code, (name, value)));
        AssertRefused(result, HttpStatus.BadRequest, ProxyRefusal.Malformed);
        Assert.That(_runner.Begun, Is.Empty);
    }

    [TestCase("client_id", "evil.example")]
    [TestCase("client_id", "CLOUD.example")]
    [TestCase("redirect_uri", "http://evil.example/callback")]
    [TestCase("redirect_uri", "http://cloud.example.evil.example/callback")]
    [TestCase("redirect_uri", "https://cloud.example/callback")]
    public void An_unknown_client_and_a_foreign_redirect_URI_bring_no_redirection(string name, string value)
    {
        HttpResult result = Get(Target(ResponseType.IdToken, (name, value)));
        AssertRefused(result, HttpStatus.BadRequest, ProxyRefusal.UnknownClient);
        Assert.That(result.Response.Fields.TryGet("Location", out string? _), Is.False);
        Assert.That(_runner.Begun, Is.Empty);
    }

    [TestCase("GET", "/")]
    [TestCase("GET", "/token")]
    [TestCase("POST", "/authorize")]
    [TestCase("GET", "/authorize/aka")]
    [TestCase("DELETE", "/jwks")]
    public void There_is_nothing_else(string method, string path) => AssertRefused(
        _world.Ask(HttpWorld.EndpointOf(_party.Node), HttpRequest.Create(method, "h", path)),
        HttpStatus.NotFound, ProxyRefusal.UnknownPath);

    // ---- answers that are not right

    [TestCase("")]
    [TestCase("{}")]
    [TestCase("{\"txn\":\"AAAAAAAAAAAAAAAAAAAAAA\"}")]
    [TestCase("{\"txn\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"res\":\"AAAA\",\"failure\":\"mac\"}")]
    [TestCase("res=1234")]
    public void An_answer_that_cannot_be_read_is_refused(string body)
    {
        Challenge();
        HttpResult result = _world.Post(HttpWorld.EndpointOf(_party.Node), AkaAnswer.Path, body);
        AssertRefused(result, HttpStatus.BadRequest, ProxyRefusal.Malformed);
        Assert.That(_runner.Answers, Is.Empty);
    }

    [Test]
    public void An_answer_to_no_challenge_is_refused()
    {
        UInt128 transaction = Challenge();
        AssertRefused(Answer(transaction + 1), HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction);
        Assert.That(_runner.Answers, Is.Empty);
    }

    [Test]
    public void A_second_answer_to_a_challenge_is_refused()
    {
        UInt128 transaction = Challenge();
        _runner.Next = _ => AkaStepKind.WrongResponse;
        Answer(transaction);
        _runner.Next = _ => AkaStepKind.Authenticated;
        AssertRefused(Answer(transaction), HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction);
        Assert.That(_runner.Answers, Has.Count.EqualTo(1), "nobody guesses twice");
    }

    [Test]
    public void The_RES_of_another_session_is_judged_in_the_session_that_it_is_sent_for()
    {
        // the runner of a session knows its own RES; the other's is wrong there
        UInt128 victim = Challenge("001010000000001"), attacker = Challenge("001010000000002");
        _runner.Next = answer => answer.Session.Imsi == Imsi.Parse("001010000000002")
            ? AkaStepKind.Authenticated
            : AkaStepKind.WrongResponse;
        Assert.That(TokenOf(Answer(attacker)).Subject, Is.EqualTo("001010000000002"), "one's own identity");
        HttpResult result = Answer(victim);
        Assert.That(ErrorOf(result), Is.EqualTo("access_denied"));
        Assert.That(_party.Refusals[^1], Is.EqualTo(ProxyRefusal.WrongResponse));
    }

    [TestCase(35.1)]
    [TestCase(3600)]
    public void An_answer_that_comes_too_late_is_refused(double seconds)
    {
        UInt128 transaction = Challenge();
        _world.RunFor(seconds);
        AssertRefused(Answer(transaction), HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction);
    }

    // ---- nothing is given before EPS-AKA is complete

    [Test]
    public void A_challenge_brings_neither_token_nor_code()
    {
        HttpResult result = Get(Target(ResponseType.IdToken));
        string body = Encoding.UTF8.GetString(result.Response.Body.Span);
        Assert.That(body, Does.Contain("\"rand\"").And.Not.Contain("id_token").And.Not.Contain("code"));
        Assert.That(_party.Services.CountOf(ProxyService.TokenGiven), Is.Zero);
    }

    [Test]
    public void A_subject_who_is_not_authenticated_brings_an_error_and_the_state(
        [Values("Refused", "WrongResponse", "CardRefused")] string kind, [Values] ResponseType type)
    {
        UInt128 transaction = Challenge(type);
        _runner.Next = _ => Enum.Parse<AkaStepKind>(kind);
        HttpResult result = Answer(transaction);
        Assert.That(ErrorOf(result), Is.EqualTo("access_denied"));
        Assert.That(_party.Services.CountOf(ProxyService.TokenGiven), Is.Zero);
        Assert.That(_party.Services.CountOf(ProxyService.CodeGiven), Is.Zero);
    }

    [Test]
    public void A_subject_whom_the_edge_refuses_gets_no_challenge()
    {
        _runner.First = AkaStepKind.Refused;
        Assert.That(ErrorOf(Get(Target(ResponseType.IdToken))), Is.EqualTo("access_denied"));
        Assert.That(_party.Refusals, Is.EqualTo((ProxyRefusal[])[ProxyRefusal.EdgeRefused]));
    }

    [Test]
    public void An_edge_that_cannot_be_asked_is_no_refusal([Values] bool isFirst)
    {
        UInt128 transaction = isFirst ? 0 : Challenge();
        _runner.First = AkaStepKind.Unavailable;
        _runner.Next = _ => AkaStepKind.Unavailable;
        HttpResult result = isFirst ? Get(Target(ResponseType.IdToken)) : Answer(transaction);
        AssertRefused(result, HttpStatus.GatewayTimeout, ProxyRefusal.EdgeUnavailable);
    }

    // ---- codes

    [Test]
    public void A_code_is_used_once()
    {
        string code = CodeOf(Answer(Challenge(ResponseType.Code)));
        Assert.That(Exchange(code).Response.Status, Is.EqualTo(HttpStatus.Ok));
        AssertRefused(Exchange(code), HttpStatus.BadRequest, ProxyRefusal.UnknownCode);
    }

    [TestCase("code", "no-code", ProxyRefusal.UnknownCode)]
    [TestCase("code_verifier", "another-verifier-of-at-least-43-characters-0123", ProxyRefusal.WrongVerifier)]
    [TestCase("client_id", "evil.example", ProxyRefusal.WrongVerifier)]
    [TestCase("redirect_uri", "http://cloud.example/other", ProxyRefusal.WrongVerifier)]
    [TestCase("grant_type", "refresh_token", ProxyRefusal.Malformed)]
    [TestCase("code_verifier", null, ProxyRefusal.Malformed)]
    public void A_code_is_given_to_whom_it_is_for(string name, string? value, ProxyRefusal reason)
    {
        string code = CodeOf(Answer(Challenge(ResponseType.Code)));
        AssertRefused(Exchange(code, (name, value)), HttpStatus.BadRequest, reason);
        Assert.That(_party.Services.CountOf(ProxyService.CodeExchanged), Is.Zero);
    }

    [Test]
    public void A_code_that_somebody_has_tried_with_a_wrong_verifier_is_used_up()
    {
        string code = CodeOf(Answer(Challenge(ResponseType.Code)));
        Exchange(code, ("code_verifier", "another-verifier-of-at-least-43-characters-0123"));
        AssertRefused(Exchange(code), HttpStatus.BadRequest, ProxyRefusal.UnknownCode);
    }

    [TestCase(31, ProxyRefusal.ExpiredCode)]
    [TestCase(61, ProxyRefusal.UnknownCode)]
    public void A_code_whose_time_is_over_is_refused(double seconds, ProxyRefusal reason)
    {
        string code = CodeOf(Answer(Challenge(ResponseType.Code)));
        _world.RunFor(seconds);
        AssertRefused(Exchange(code), HttpStatus.BadRequest, reason);
    }

    // ---- bounds, and a crash

    [Test]
    public void Challenges_and_codes_are_bounded()
    {
        _party.Provider = _party.Provider with { PendingMax = 1 };
        UInt128 transaction = Challenge();
        AssertRefused(
            Get(Target(ResponseType.IdToken)), HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending);
        Answer(transaction);
        Answer(Challenge(ResponseType.Code));
        AssertRefused(
            Answer(Challenge(ResponseType.Code)), HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending);
        _world.RunFor(61);
        Assert.That(CodeOf(Answer(Challenge(ResponseType.Code))), Is.Not.Empty, "forgotten codes make room");
    }

    [Test]
    public void Challenges_that_nobody_answers_make_room_after_a_while()
    {
        _party.Provider = _party.Provider with { PendingMax = 1 };
        Challenge();
        _world.RunFor(36);
        Assert.That(Challenge(), Is.Not.EqualTo((UInt128)0));
    }

    [Test]
    public void What_was_given_before_a_crash_is_nothing_after_it()
    {
        UInt128 transaction = Challenge();
        string code = CodeOf(Answer(Challenge(ResponseType.Code)));
        _provider.Forget();
        AssertRefused(Answer(transaction), HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction);
        AssertRefused(Exchange(code), HttpStatus.BadRequest, ProxyRefusal.UnknownCode);
        Assert.That(TokenOf(Answer(Challenge())).Subject, Is.EqualTo(Subject), "with the same key");
    }

    // ---- what the client says

    private UInt128 Challenge(ResponseType type = ResponseType.IdToken) =>
        ChallengeOf(Get(Target(type))).Transaction;

    private UInt128 Challenge(string imsi) =>
        ChallengeOf(Get(Target(ResponseType.IdToken, ("login_hint", imsi)))).Transaction;

    private HttpResult Get(string target) => _world.Get(HttpWorld.EndpointOf(_party.Node), target);

    private HttpResult Answer(UInt128 transaction) => _world.Post(
        HttpWorld.EndpointOf(_party.Node), AkaAnswer.Path,
        Encoding.UTF8.GetString(
            new AkaAnswer(transaction, AkaOutcome.MacFailure, default, default).ToOctets().Span));

    private HttpResult Exchange(string code, params (string Name, string? Value)[] changes) => _world.Post(
        HttpWorld.EndpointOf(_party.Node), ProviderPaths.Token,
        Changed(
            [
                ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", RedirectUri),
                ("client_id", Client), ("code_verifier", Verifier),
            ],
            changes));

    private static string Target(ResponseType type, params (string Name, string? Value)[] changes)
    {
        bool isCode = type == ResponseType.Code;
        return "/authorize?" + Changed(
            [
                ("response_type", isCode ? "code" : "id_token"), ("response_mode", isCode ? null : "form_post"),
                ("scope", "openid"), ("client_id", Client), ("redirect_uri", RedirectUri), ("state", "s-1"),
                ("nonce", "n-1"), ("code_challenge", isCode ? Pkce.ChallengeOf(Verifier) : null),
                ("code_challenge_method", isCode ? "S256" : null), ("login_hint", Subject),
            ],
            changes);
    }

    private static string Changed((string Name, string? Value)[] all, (string Name, string? Value)[] changes) =>
        FormParameters.Encode(
            [.. all.Select(each => changes.Any(change => change.Name == each.Name)
                ? changes.First(change => change.Name == each.Name)
                : each)]);

    // ---- what the provider said

    private void AssertRefused(in HttpResult result, int status, ProxyRefusal reason)
    {
        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Response.Status, Is.EqualTo(status));
        Assert.That(_party.Refusals[^1], Is.EqualTo(reason));
    }

    private static AkaChallenge ChallengeOf(in HttpResult result)
    {
        Assert.That(
            AkaChallenge.TryDecode(result.Response.Body.Span, out AkaChallenge challenge, out DecodeError _), Is.True);
        return challenge;
    }

    private IdToken TokenOf(in HttpResult result)
    {
        Assert.That(
            FormPost.TryDecode(result.Response.Body.Span, out string action, out Octets form), Is.True);
        Assert.That(action, Is.EqualTo(RedirectUri));
        Assert.That(
            FormParameters.TryDecode(form.Span, out FormParameters fields, out DecodeError _));
        Assert.That(fields.Find("state"), Is.EqualTo("s-1"));
        var keys = new JsonWebKeySet(_party.Provider.Signer.PublicKey);
        IdTokenValidation.Validate(fields.Find("id_token")!, Expected(null), keys, out IdToken? token);
        Assert.That(token, Is.Not.Null);
        return token!;
    }

    private IdTokenVerdict Validate(string token, string accessToken) => IdTokenValidation.Validate(
        token, Expected(accessToken), new JsonWebKeySet(_party.Provider.Signer.PublicKey), out IdToken? _);

    private IdTokenExpectation Expected(string? accessToken) => new(
        "http://provider.example", Client, "n-1", HttpServer.SimulatedEpoch + (long)_world.Simulation.Now.Seconds)
    {
        AccessToken = accessToken,
    };

    private static string CodeOf(in HttpResult result) => ParametersOf(result).Find("code") ?? "";

    private static string? ErrorOf(in HttpResult result)
    {
        FormParameters parameters = ParametersOf(result);
        Assert.That(parameters.Find("state"), Is.EqualTo("s-1"));
        Assert.That(parameters.Find("code"), Is.Null);
        Assert.That(parameters.Find("id_token"), Is.Null);
        return parameters.Find("error");
    }

    private static FormParameters ParametersOf(in HttpResult result)
    {
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Found));
        Assert.That(result.Response.Fields.TryGet("Location", out string? location), Is.True);
        Assert.That(location, Does.StartWith(RedirectUri + "?"));
        Assert.That(FormParameters.TryDecodeQuery(
            location!["http://cloud.example".Length..], out string _, out FormParameters parameters, out _));
        return parameters;
    }

    private sealed class Party(HttpWorld world, Node node) : IProviderParty
    {
        public Node Node => node;

        public Processor Processor => node.Processors[0];

        public Work StepWork => Work.Of(Processor.Find(OpenIdProvider.Step));

        public ProviderOptions Provider { get; set; } = new()
        {
            Host = "provider.example",
            Clients = [Client],
            Signer = HttpWorld.SignerOf(7),
        };

        public ReasonCounters<ProxyService> Services { get; } =
            new(world.Metrics, "served", "provider", "Served");

        public List<ProxyRefusal> Refusals { get; } = [];

        public void Refuse(ProxyRefusal reason) => Refusals.Add(reason);
    }

    private sealed class Runner(Simulation simulation) : IAkaRunner
    {
        public List<Imsi> Begun { get; } = [];

        public List<(Session Session, AkaAnswer Answer)> Answers { get; } = [];

        public AkaStepKind First { get; set; }

        public Func<(Session Session, AkaAnswer Answer), AkaStepKind> Next { get; set; } =
            _ => AkaStepKind.Authenticated;

        public Timeout Pause() => simulation.Timeout(SimTime.FromMilliseconds(1));

        public async Process<AkaStep> Begin(Imsi imsi, MeasurementTag tag)
        {
            Begun.Add(imsi);
            await Pause();
            return Step(First, new Session(this, imsi), tag);
        }

        public static AkaStep Step(AkaStepKind kind, Session session, MeasurementTag tag) => new(
            kind, 1, default, kind == AkaStepKind.Challenge ? session : null, tag);
    }

    private sealed class Session(Runner runner, Imsi imsi) : IAkaSession
    {
        public Imsi Imsi => imsi;

        public async Process<AkaStep> Continue(AkaAnswer answer, MeasurementTag tag)
        {
            runner.Answers.Add((this, answer));
            await runner.Pause();
            return Runner.Step(runner.Next((this, answer)), this, tag);
        }
    }
}
