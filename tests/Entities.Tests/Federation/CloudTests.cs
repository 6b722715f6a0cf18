using System;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Simulator.Crypto;
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

/// <summary>A cloud asked by hand: as a proxy, as a terminal, and as the relying party of a provider that the test
/// plays.</summary>
public sealed class CloudTests
{
    private static readonly PlmnId Visited = PlmnId.FromDigits("001", "01");

    private HttpWorld _world = null!;
    private Node _node = null!;
    private Node _providerNode = null!;
    private ScriptedService _provider = null!;
    private JwsSigner _signer = null!;
    private CloudMeasures _measures = null!;
    private Cloud _cloud = null!;
    private Subscriber _account;

    [SetUp]
    public void Build()
    {
        _world = new HttpWorld();
        _providerNode = _world.AddNode("provider");
        _provider = _world.Serve(_providerNode);
        _signer = HttpWorld.SignerOf(7);
        _provider.Answer = ProviderAnswer;
        Start(ResponseType.IdToken);
    }

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    // ---- vectors

    [Test]
    public void A_vector_is_right_for_the_card_and_bound_to_the_visited_network()
    {
        VectorsAnswer answer = VectorsOf(Fetch(_account.Imsi));
        Assert.That(answer.Vectors, Has.Count.EqualTo(1));
        Assert.That(new Card(_account, SqnScheme.NotTimeBased).Accepts(answer.Vectors[0], Visited), Is.True);
        Assert.That(_measures.Services.CountOf(CloudService.Vectors), Is.EqualTo(1));
    }

    [TestCase(1, 1)]
    [TestCase(5, 5)]
    [TestCase(32, 5)]
    public void Of_several_vectors_the_card_takes_one_after_the_other(int asked, int given)
    {
        VectorsAnswer answer = VectorsOf(Fetch(_account.Imsi, asked));
        var card = new Card(_account, SqnScheme.NotTimeBased);
        Assert.That(answer.Vectors.Select(vector => card.Accepts(vector, Visited)), Has.All.True);
        Assert.That(answer.Vectors, Has.Count.EqualTo(given));
        Assert.That(answer.Vectors.Select(vector => vector.Rand).Distinct().Count(), Is.EqualTo(given));
    }

    [Test]
    public void A_card_that_is_ahead_is_followed()
    {
        var card = new Card(_account, SqnScheme.NotTimeBased);
        card.Advance(1_000);
        EpsAuthenticationVector stale = VectorsOf(Fetch(_account.Imsi)).Vectors[0];
        Assert.That(card.Authenticate(stale, out _, out Auts auts), Is.EqualTo(ChallengeVerdict.SynchFailure));
        VectorsAnswer answer = VectorsOf(Fetch(_account.Imsi, 1, new RefusedChallenge(stale.Rand, auts)));
        Assert.That(card.Accepts(answer.Vectors[0], Visited), Is.True);
        Assert.That(_measures.Services.CountOf(CloudService.Resynchronisation), Is.EqualTo(1));
    }

    [Test]
    public void A_wrong_AUTS_changes_nothing()
    {
        EpsAuthenticationVector vector = VectorsOf(Fetch(_account.Imsi)).Vectors[0];
        HttpResult result = Fetch(_account.Imsi, 1, new RefusedChallenge(vector.Rand, default));
        AssertRefused(result, HttpStatus.BadRequest, CloudRefusal.WrongAuts);
        EpsAuthenticationVector next = VectorsOf(Fetch(_account.Imsi)).Vectors[0];
        var card = new Card(_account, SqnScheme.NotTimeBased);
        Assert.That(card.Accepts(vector, Visited) && card.Accepts(next, Visited), Is.True);
    }

    [Test]
    public void An_unknown_and_a_barred_account_are_refused_before_anything_is_computed()
    {
        // a vector takes 50 ms, a look-up 0.1 ms
        Subscriber barred = Subscriber.Draw(_world.Simulation, "999", "70", 2);
        _cloud.Provision(barred);
        _cloud.Bar(barred.Imsi);
        double known = _world.Time(() => Fetch(_account.Imsi));
        HttpResult result = default;
        double unknown = _world.Time(() => result = Fetch(Imsi.Parse("999700000000009")));
        AssertRefused(result, HttpStatus.NotFound, CloudRefusal.UnknownAccount);
        double refused = _world.Time(() => result = Fetch(barred.Imsi));
        AssertRefused(result, HttpStatus.Forbidden, CloudRefusal.BarredAccount);
        Assert.That(known - refused, Is.GreaterThan(0.049));
        Assert.That(unknown, Is.EqualTo(refused).Within(1e-6), "the time does not tell which");
        Assert.That(_measures.Services.CountOf(CloudService.Vectors), Is.EqualTo(1));
    }

    [TestCase("")]
    [TestCase("[]")]
    [TestCase("{\"imsi\":\"999700000000001\"}")]
    [TestCase("{\"imsi\":\"99970\",\"visitedPlmn\":\"001-01\",\"count\":1}")]
    [TestCase("{\"imsi\":\"999700000000001\",\"visitedPlmn\":\"00101\",\"count\":1}")]
    [TestCase("{\"imsi\":\"999700000000001\",\"visitedPlmn\":\"001-01\",\"count\":0}")]
    [TestCase("{\"imsi\":\"999700000000001\",\"visitedPlmn\":\"001-01\",\"count\":33}")]
    [TestCase("{\"imsi\":\"999700000000001\",\"visitedPlmn\":\"001-01\",\"count\":1,\"resync\":{\"rand\":\"AA\"}}")]
    public void A_request_that_cannot_be_read_is_refused(string body) => AssertRefused(
        _world.Post(HttpWorld.EndpointOf(_node, Cloud.ApiPort), VectorsRequest.Path, body),
        HttpStatus.BadRequest, CloudRefusal.Malformed);

    // ---- subscriptions

    [Test]
    public void A_subscription_is_what_the_account_may_use()
    {
        HttpResult result = GetApi($"/v1/accounts/{_account.Imsi}/subscription");
        Assert.That(
            SubscriptionAnswer.TryDecode(result.Response.Body.Span, out SubscriptionAnswer answer, out DecodeError _));
        Assert.That(answer, Is.EqualTo(CloudOptions.DefaultSubscription));
    }

    [TestCase("/v1/accounts/999700000000009/subscription", HttpStatus.NotFound, CloudRefusal.UnknownAccount)]
    [TestCase("/v1/accounts//subscription", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/v1/accounts/subscription", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/v1/accounts/alice/subscription", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/v1/accounts/9997000000000012/subscription", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/v1/accounts/999700000000001", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/v1/accounts/../subscription", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    [TestCase("/", HttpStatus.NotFound, CloudRefusal.UnknownPath)]
    public void There_is_no_other_subscription(string path, int status, CloudRefusal reason) =>
        AssertRefused(GetApi(path), status, reason);

    [Test]
    public void The_subscription_of_a_barred_account_is_refused()
    {
        _cloud.Bar(_account.Imsi);
        AssertRefused(
            GetApi($"/v1/accounts/{_account.Imsi}/subscription"), HttpStatus.Forbidden, CloudRefusal.BarredAccount);
    }

    // ---- the relying party sends away

    [TestCase("/service", true)]
    [TestCase("/service?iss=http%3A%2F%2Fprovider.example", true)]
    [TestCase("/service?iss=http%3A%2F%2Fevil.example", false)]
    [TestCase("/service?iss=", false)]
    public void A_terminal_is_sent_to_a_provider_that_is_trusted(string target, bool isTrusted)
    {
        HttpResult result = Get(target);
        if (!isTrusted)
        {
            AssertRefused(result, HttpStatus.BadRequest, CloudRefusal.UnknownProvider);
            return;
        }

        Session session = SessionOf(result);
        Assert.That(session.Query.Find("response_type"), Is.EqualTo("id_token"));
        Assert.That(session.Query.Find("client_id"), Is.EqualTo("cloud.example"));
        Assert.That(session.Query.Find("redirect_uri"), Is.EqualTo("http://cloud.example/callback"));
        Assert.That(session.Query.Find("login_hint"), Is.Null);
    }

    [Test]
    public void Of_several_providers_one_must_be_named()
    {
        Start(ResponseType.IdToken, new TrustedProvider("http://second.example", "second.example", default));
        AssertRefused(Get("/service"), HttpStatus.BadRequest, CloudRefusal.UnknownProvider);
        Assert.That(Get("/service?iss=http%3A%2F%2Fsecond.example").Response.Status, Is.EqualTo(HttpStatus.Found));
    }

    [Test]
    public void State_nonce_and_session_are_others_each_time()
    {
        Session one = Begin(), other = Begin();
        Assert.That(
            ((string[])[one.State, one.Nonce, one.Cookie, other.State, other.Nonce, other.Cookie]).Distinct().Count(),
            Is.EqualTo(6));
    }

    [Test]
    public void Sessions_are_bounded_and_forgotten_after_a_while()
    {
        Start(ResponseType.IdToken, sessionsMax: 2);
        Session first = Begin();
        Begin();
        AssertRefused(Get("/service"), HttpStatus.ServiceUnavailable, CloudRefusal.TooManySessions);
        _world.RunFor(301);
        AssertRefused(Return(first, TokenFor(first)), HttpStatus.Forbidden, CloudRefusal.UnknownState);
        Assert.That(Get("/service").Response.Status, Is.EqualTo(HttpStatus.Found));
    }

    // ---- and takes back

    [Test]
    public void A_right_token_is_served_and_keys_are_fetched_once()
    {
        for (int round = 0; round < 3; round++)
        {
            Session session = Begin();
            HttpResult result = Return(session, TokenFor(session));
            Assert.That(Encoding.UTF8.GetString(result.Response.Body.Span), Is.EqualTo(
                "{\"servedTo\":\"001010000000001\"}"));
        }

        Assert.That(_provider.Requests.Select(request => request.Target), Is.EqualTo((string[])
            [ProviderMetadata.Path, ProviderPaths.Keys]));
        Assert.That(_measures.Services.CountOf(CloudService.ServedByToken), Is.EqualTo(3));
    }

    [TestCase("audience", IdTokenVerdict.WrongAudience)]
    [TestCase("audiences", IdTokenVerdict.WrongAudience)]
    [TestCase("issuer", IdTokenVerdict.WrongIssuer)]
    [TestCase("nonce", IdTokenVerdict.WrongNonce)]
    [TestCase("no nonce", IdTokenVerdict.WrongNonce)]
    [TestCase("expired", IdTokenVerdict.Expired)]
    [TestCase("future", IdTokenVerdict.IssuedInFuture)]
    [TestCase("at_hash", IdTokenVerdict.WrongAccessTokenHash)]
    [TestCase("key", IdTokenVerdict.WrongSignature)]
    [TestCase("key id", IdTokenVerdict.UnknownKey)]
    [TestCase("signature", IdTokenVerdict.WrongSignature)]
    [TestCase("payload", IdTokenVerdict.WrongSignature)]
    [TestCase("none", IdTokenVerdict.AlgorithmNotAllowed)]
    [TestCase("hmac", IdTokenVerdict.AlgorithmNotAllowed)]
    [TestCase("rs256", IdTokenVerdict.AlgorithmNotAllowed)]
    [TestCase("two parts", IdTokenVerdict.Malformed)]
    [TestCase("text", IdTokenVerdict.Malformed)]
    public void A_wrong_token_is_refused_and_counted(string what, IdTokenVerdict verdict)
    {
        Session session = Begin();
        HttpResult result = Return(session, Wrong(what, session));
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Forbidden));
        Assert.That(_measures.Tokens.CountOf(verdict), Is.EqualTo(1));
        Assert.That(_measures.Tokens.CountOf(IdTokenVerdict.Accepted), Is.Zero);
        Assert.That(_measures.Services.CountOf(CloudService.ServedByToken), Is.Zero);
    }

    [Test]
    public void A_token_of_another_session_is_refused()
    {
        Session victim = Begin(), attacker = Begin();
        Return(attacker, TokenFor(victim));
        Assert.That(_measures.Tokens.CountOf(IdTokenVerdict.WrongNonce), Is.EqualTo(1));
    }

    [Test]
    public void A_token_is_taken_once()
    {
        Session session = Begin();
        string token = TokenFor(session);
        Return(session, token);
        AssertRefused(Return(session, token), HttpStatus.Forbidden, CloudRefusal.UnknownState);
    }

    [Test]
    public void A_state_is_for_the_session_that_it_was_given_to()
    {
        Session victim = Begin(), attacker = Begin();
        string token = TokenFor(victim);
        AssertRefused(
            Return(victim with { Cookie = attacker.Cookie }, token), HttpStatus.Forbidden, CloudRefusal.OtherSession);
        AssertRefused(
            Return(victim with { Cookie = "" }, token), HttpStatus.Forbidden, CloudRefusal.OtherSession);
        Assert.That(Return(victim, token).Response.Status, Is.EqualTo(HttpStatus.Ok), "it was not used up");
    }

    [TestCase("state=made-up&id_token=a.b.c", HttpStatus.Forbidden, CloudRefusal.UnknownState)]
    [TestCase("id_token=a.b.c", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    [TestCase("state=STATE", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    [TestCase("state=STATE&code=c&id_token=a.b.c", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    [TestCase("state=STATE&state=STATE&id_token=a.b.c", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    [TestCase("state=STATE&error=access_denied", HttpStatus.Forbidden, CloudRefusal.AccessDenied)]
    [TestCase("state=STATE&code=c", HttpStatus.Forbidden, CloudRefusal.Malformed)]
    [TestCase("%zz", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    public void What_is_no_answer_is_refused(string form, int status, CloudRefusal reason)
    {
        Session session = Begin();
        HttpResult result = _world.Post(
            HttpWorld.EndpointOf(_node), CloudPaths.Callback,
            form.Replace("STATE", session.State, StringComparison.Ordinal), new HttpField("Cookie", session.Cookie));
        AssertRefused(result, status, reason);
    }

    [Test]
    public void After_an_error_the_state_is_used_up()
    {
        Session session = Begin();
        Get($"/callback?state={session.State}&error=access_denied", new HttpField("Cookie", session.Cookie));
        AssertRefused(Return(session, TokenFor(session)), HttpStatus.Forbidden, CloudRefusal.UnknownState);
    }

    [TestCase("other issuer")]
    [TestCase("no metadata")]
    [TestCase("garbage metadata")]
    [TestCase("no keys")]
    [TestCase("garbage keys")]
    public void Without_the_providers_keys_no_token_is_taken(string what)
    {
        _provider.Answer = request => (what, request.Target) switch
        {
            ("other issuer", ProviderMetadata.Path) => ScriptedService.Ok(MetadataOf("http://evil.example")),
            ("no metadata", _) => HttpResponse.Create(HttpStatus.NotFound),
            ("garbage metadata", _) => ScriptedService.Ok("{\"issuer\":1}"),
            ("no keys", ProviderPaths.Keys) => HttpResponse.Create(HttpStatus.ServiceUnavailable),
            ("garbage keys", ProviderPaths.Keys) => ScriptedService.Ok("{\"keys\":[{\"kty\":\"oct\"}"),
            _ => ProviderAnswer(request),
        };
        Session session = Begin();
        AssertRefused(
            Return(session, TokenFor(session)), HttpStatus.GatewayTimeout, CloudRefusal.ProviderUnreachable);
        Assert.That(_measures.Services.CountOf(CloudService.ServedByToken), Is.Zero);
    }

    [Test]
    public void A_provider_that_does_not_answer_makes_504_before_the_terminal_gives_up()
    {
        _provider.Delay = SimTime.FromSeconds(60L);
        Session session = Begin();
        HttpResult result = default;
        double time = _world.Time(() => result = Return(session, TokenFor(session)));
        AssertRefused(result, HttpStatus.GatewayTimeout, CloudRefusal.ProviderUnreachable);
        Assert.That(time, Is.LessThan(9));
    }

    // ---- codes

    [Test]
    public void A_code_is_exchanged_with_the_verifier_of_its_challenge()
    {
        Start(ResponseType.Code);
        Session session = Begin();
        HttpResult result =
            Get($"/callback?state={session.State}&code=c-1", new HttpField("Cookie", session.Cookie));
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Ok));
        FormParameters form = FormOf(_provider.Requests.First(request => request.Target == ProviderPaths.Token));
        Assert.That(form.Find("code"), Is.EqualTo("c-1"));
        Assert.That(
            Pkce.Matches(form.Find("code_verifier")!, session.Query.Find("code_challenge")!), Is.True);
    }

    [TestCase("refused", CloudRefusal.CodeRefused, HttpStatus.Forbidden)]
    [TestCase("garbage", CloudRefusal.CodeRefused, HttpStatus.Forbidden)]
    [TestCase("silent", CloudRefusal.ProviderUnreachable, HttpStatus.GatewayTimeout)]
    public void A_code_that_brings_no_tokens_brings_no_service(string what, CloudRefusal reason, int status)
    {
        Start(ResponseType.Code);
        _provider.Answer = request => request.Target != ProviderPaths.Token ? ProviderAnswer(request)
            : what == "refused" ? HttpResponse.Create(HttpStatus.BadRequest)
            : ScriptedService.Ok("{}");
        _provider.Delay = what == "silent" ? SimTime.FromSeconds(60L) : SimTime.FromMilliseconds(1);
        Session session = Begin();
        AssertRefused(
            Get($"/callback?state={session.State}&code=c-1", new HttpField("Cookie", session.Cookie)), status, reason);
    }

    [Test]
    public void An_access_token_that_is_not_that_of_the_ID_token_is_refused()
    {
        Start(ResponseType.Code);
        _provider.Answer = request => request.Target == ProviderPaths.Token
            ? ScriptedService.Ok(new TokenResponse("another", 60, SignedFor(_last!, "access")).Encode())
            : ProviderAnswer(request);
        Session session = Begin();
        Get($"/callback?state={session.State}&code=c-1", new HttpField("Cookie", session.Cookie));
        Assert.That(_measures.Tokens.CountOf(IdTokenVerdict.WrongAccessTokenHash), Is.EqualTo(1));
    }

    // ---- a crash

    [Test]
    public void A_crash_loses_sessions_and_keys_but_no_account()
    {
        Session before = Begin();
        Return(before, TokenFor(before));
        Session lost = Begin();
        _node.Crash();
        _node.Restart();
        AssertRefused(Return(lost, TokenFor(lost)), HttpStatus.Forbidden, CloudRefusal.UnknownState);
        Session after = Begin();
        Assert.That(Return(after, TokenFor(after)).Response.Status, Is.EqualTo(HttpStatus.Ok));
        Assert.That(_provider.Requests.Count(request => request.Target == ProviderPaths.Keys), Is.EqualTo(2));
        Assert.That(VectorsOf(Fetch(_account.Imsi)).Vectors, Has.Count.EqualTo(1));
    }

    // ---- passwords

    [Test]
    public void A_right_password_is_served()
    {
        _cloud.ProvisionLogin(_account.Imsi);
        HttpResult result = LogIn(_account.Imsi.ToString(), $"secret of {_account.Imsi}");
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Ok));
        Assert.That(_measures.Services.CountOf(CloudService.ServedByPassword), Is.EqualTo(1));
    }

    [TestCase("999700000000001", "wrong", HttpStatus.Forbidden, CloudRefusal.WrongPassword)]
    [TestCase("999700000000001", "", HttpStatus.Forbidden, CloudRefusal.WrongPassword)]
    [TestCase("999700000000009", "secret of 999700000000009", HttpStatus.Forbidden, CloudRefusal.UnknownAccount)]
    [TestCase("alice", "secret", HttpStatus.BadRequest, CloudRefusal.Malformed)]
    public void A_wrong_password_is_refused(string user, string password, int status, CloudRefusal reason)
    {
        _cloud.ProvisionLogin(_account.Imsi);
        AssertRefused(LogIn(user, password), status, reason);
    }

    [Test]
    public void The_time_of_a_refusal_does_not_tell_whether_there_is_such_a_user()
    {
        _cloud.ProvisionLogin(_account.Imsi);
        Get(CloudPaths.Login); // the connection is open
        double known = _world.Time(() => LogIn(_account.Imsi.ToString(), "wrong"));
        double unknown = _world.Time(() => LogIn("999700000000009", "wrong"));
        Assert.That(known, Is.EqualTo(unknown).Within(1e-6));
        Assert.That(known, Is.GreaterThan(0.1));
    }

    // ---- the cloud under test, and the provider that the test plays

    private void Start(ResponseType flow, TrustedProvider? second = null, int sessionsMax = 100)
    {
        _node = _world.AddNode($"cloud-{_world.Topology.Nodes.Count}");
        _measures = new CloudMeasures(_world.Metrics, _node.Id);
        var provider = new TrustedProvider(
            "http://provider.example", "provider.example", HttpWorld.EndpointOf(_providerNode));
        var options = new CloudOptions
        {
            Host = "cloud.example",
            Flow = flow,
            Providers = second is null ? [provider] : [provider, second],
            SessionsMax = sessionsMax,
        };
        _cloud = new Cloud(_node, _node.Processors[0], options, _measures);
        _account = Subscriber.Draw(_world.Simulation, "999", "70", 1);
        _cloud.Provision(_account);
        _cloud.Start();
    }

    private HttpResponse ProviderAnswer(HttpRequest request) => request.Target switch
    {
        ProviderMetadata.Path => ScriptedService.Ok(MetadataOf("http://provider.example")),
        ProviderPaths.Keys => ScriptedService.Ok(new JsonWebKeySet(_signer.PublicKey).Encode()),
        ProviderPaths.Token => ScriptedService.Ok(
            new TokenResponse("access", 60, SignedFor(_last!, "access")).Encode()),
        _ => HttpResponse.Create(HttpStatus.NotFound),
    };

    private static Octets MetadataOf(string issuer) => new ProviderMetadata(
        issuer, issuer + "/authorize", issuer + "/token", issuer + "/jwks", "ES256").Encode();

    private Session? _last;

    private IdToken Claims(Session session)
    {
        long now = HttpServer.SimulatedEpoch + (long)_world.Simulation.Now.Seconds;
        return new IdToken("http://provider.example", "001010000000001", ["cloud.example"], now + 60, now)
        {
            Nonce = session.Nonce,
        };
    }

    private string TokenFor(Session session) => _signer.Sign(Claims(session).Encode());

    private string SignedFor(Session session, string accessToken) => _signer.Sign(
        (Claims(session) with { AccessTokenHash = IdTokenValidation.HashOf(accessToken) }).Encode());

    private string Wrong(string what, Session session)
    {
        IdToken claims = Claims(session);
        string right = TokenFor(session);
        string[] parts = right.Split('.');
        return what switch
        {
            "audience" => Signed(claims with { Audience = ["other.example"] }),
            "audiences" => Signed(claims with { Audience = ["cloud.example", "other.example"] }),
            "issuer" => Signed(claims with { Issuer = "http://evil.example" }),
            "nonce" => Signed(claims with { Nonce = "another" }),
            "no nonce" => Signed(claims with { Nonce = null }),
            "expired" => Signed(claims with { ExpiresAt = claims.IssuedAt }),
            "future" => Signed(claims with { IssuedAt = claims.IssuedAt + 10 }),
            "at_hash" => Signed(claims with { AccessTokenHash = IdTokenValidation.HashOf("x") }),
            "key" => HttpWorld.SignerOf(9).Sign(claims.Encode()),
            "key id" => new JwsSigner("other", KeyOf(9)).Sign(claims.Encode()),
            "signature" => $"{parts[0]}.{parts[1]}.{parts[2][..^4]}AAAA",
            "payload" => $"{parts[0]}.{parts[1][..^4]}AAAA.{parts[2]}",
            "none" => $"{Header("none")}.{parts[1]}.",
            "hmac" => $"{Header("HS256")}.{parts[1]}.{parts[2]}",
            "rs256" => $"{Header("RS256")}.{parts[1]}.{parts[2]}",
            "two parts" => $"{parts[0]}.{parts[1]}",
            _ => "token",
        };
    }

    private string Signed(IdToken claims) => _signer.Sign(claims.Encode());

    private static EcdsaP256PrivateKey KeyOf(byte seed)
    {
        byte[] scalar = new byte[EcdsaP256PrivateKey.ScalarSize];
        Array.Fill(scalar, seed);
        return new EcdsaP256PrivateKey(scalar);
    }

    private static string Header(string algorithm) => Convert
        .ToBase64String(Encoding.ASCII.GetBytes($"{{\"alg\":\"{algorithm}\",\"kid\":\"es\",\"typ\":\"JWT\"}}"))
        .TrimEnd('=').Replace('+', '-').Replace('/', '_');

    // ---- what the test says

    private HttpResult Fetch(Imsi imsi, int count = 1, RefusedChallenge? refused = null) => _world.Post(
        HttpWorld.EndpointOf(_node, Cloud.ApiPort), VectorsRequest.Path,
        Encoding.UTF8.GetString(new VectorsRequest(imsi, Visited, count, refused).ToOctets().Span));

    private HttpResult GetApi(string path) => _world.Get(HttpWorld.EndpointOf(_node, Cloud.ApiPort), path);

    private HttpResult Get(string target, params HttpField[] fields) =>
        _world.Get(HttpWorld.EndpointOf(_node), target, fields);

    private HttpResult LogIn(string user, string password) => _world.Post(
        HttpWorld.EndpointOf(_node), CloudPaths.Login,
        FormParameters.Encode(("user", user), ("password", password)));

    private Session Begin()
    {
        _last = SessionOf(Get("/service?iss=http%3A%2F%2Fprovider.example"));
        return _last;
    }

    private HttpResult Return(Session session, string token) => _world.Post(
        HttpWorld.EndpointOf(_node), CloudPaths.Callback,
        FormParameters.Encode(("id_token", token), ("state", session.State)),
        session.Cookie.Length == 0 ? [] : [new HttpField("Cookie", session.Cookie)]);

    // ---- what was answered

    private void AssertRefused(in HttpResult result, int status, CloudRefusal reason)
    {
        Assert.That(result.Failure, Is.Null);
        Assert.That(result.Response.Status, Is.EqualTo(status));
        Assert.That(_measures.Refusals.CountOf(reason), Is.GreaterThanOrEqualTo(1), reason.ToString());
        Assert.That(result.Response.Body.Size, Is.Zero, "nothing is told");
    }

    private static VectorsAnswer VectorsOf(in HttpResult result)
    {
        Assert.That(
            VectorsAnswer.TryDecode(result.Response.Body.Span, out VectorsAnswer answer, out DecodeError _), Is.True);
        return answer;
    }

    private static FormParameters FormOf(in HttpRequest request)
    {
        Assert.That(FormParameters.TryDecode(request.Body.Span, out FormParameters form, out DecodeError _), Is.True);
        return form;
    }

    private static Session SessionOf(in HttpResult result)
    {
        Assert.That(result.Response.Status, Is.EqualTo(HttpStatus.Found));
        result.Response.Fields.TryGet("Location", out string? location);
        result.Response.Fields.TryGet("Set-Cookie", out string? cookie);
        Assert.That(location, Does.StartWith("http://provider.example/authorize?"));
        FormParameters.TryDecodeQuery(
            location!["http://provider.example".Length..], out string _, out FormParameters query, out _);
        return new Session(query.Find("state")!, query.Find("nonce")!, cookie!.Split(';')[0], query);
    }

    private sealed record Session(string State, string Nonce, string Cookie, FormParameters Query);
}
