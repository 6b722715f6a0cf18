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
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>The browser of a terminal, between a cloud and a provider that the test plays.</summary>
public sealed class UserAgentTests
{
    private const string Callback = "http://cloud.example/callback";

    private HttpWorld _world = null!;
    private ScriptedService _cloud = null!;
    private ScriptedService _provider = null!;
    private Subscriber _subscriber;
    private Usim _usim = null!;
    private ulong _sequence;

    [SetUp]
    public void Build()
    {
        _world = new HttpWorld();
        _cloud = _world.Serve(_world.AddNode("cloud"));
        _provider = _world.Serve(_world.AddNode("provider"));
        _subscriber = Subscriber.Draw(_world.Simulation, "001", "01", 1);
        _usim = new Usim(
            _subscriber, _world.Client.AddProcessor("usim", new ProcessorOptions(), HttpWorld.Costs),
            SqnScheme.NotTimeBased);
        _sequence = 0;
        _cloud.Answer = CloudAnswer;
        _provider.Answer = ProviderAnswer;
    }

    [TearDown]
    public void NothingIsLeft() => _world.Finish();

    [Test]
    public void It_goes_to_the_provider_lets_the_card_answer_and_brings_the_token_back()
    {
        Assert.That(Outcome(), Is.EqualTo("success"));
        Assert.That(Targets(_cloud), Is.EqualTo((string[])
            ["GET /service?iss=http%3A%2F%2Fprovider.example", "POST /callback"]));
        Assert.That(_provider.Requests[0].Target, Is.EqualTo($"/authorize?a=b&login_hint={_subscriber.Imsi}"));
        Assert.That(AnswerTo(_provider.Requests[1]).Outcome, Is.EqualTo(AkaOutcome.Response));
        Assert.That(Text(_cloud.Requests[1]), Is.EqualTo("id_token=h.p.s&state=s"));
        Assert.That(_cloud.Requests[1].Fields.TryGet("Cookie", out string? cookie) ? cookie : "", Is.EqualTo("sid=1"));
    }

    [Test]
    public void It_brings_a_code_back_by_redirection()
    {
        _provider.Answer = request => request.Target == AkaAnswer.Path
            ? ScriptedService.Found(Callback + "?code=c&state=s")
            : ProviderAnswer(request);
        Assert.That(Outcome(), Is.EqualTo("success"));
        Assert.That(Targets(_cloud)[1], Is.EqualTo("GET /callback?code=c&state=s"));
    }

    [Test]
    public void The_response_is_that_of_the_card()
    {
        UInt128 rand = 42;
        var functions = new Milenage(_subscriber.K, _subscriber.Opc);
        Outcome();
        Res res = AnswerTo(_provider.Requests[1]).Res;
        Assert.That(res, Is.EqualTo(
            Aka.CreateVector(ref functions, rand, Sqn.FromParts(1, 0, SqnScheme.NotTimeBased.IndBits), Amf.Eps).Xres));
    }

    // ---- challenges that the card does not take

    [Test]
    public void A_challenge_of_a_stranger_is_answered_with_a_MAC_failure()
    {
        _subscriber = _subscriber with { K = ~_subscriber.K }; // the provider's idea of it
        _provider.Answer = request => request.Target == AkaAnswer.Path
            ? ScriptedService.Found(Callback + "?error=access_denied&state=s")
            : ProviderAnswer(request);
        _cloud.Answer = request => request.Target.StartsWith("/callback", StringComparison.Ordinal)
            ? HttpResponse.Create(HttpStatus.Forbidden)
            : CloudAnswer(request);
        Assert.That(Outcome(), Is.EqualTo("mac-failure"));
        Assert.That(AnswerTo(_provider.Requests[1]).Outcome, Is.EqualTo(AkaOutcome.MacFailure));
    }

    [Test]
    public void A_challenge_that_is_not_fresh_is_answered_with_AUTS_and_the_next_one_with_RES()
    {
        _usim = new Usim(
            _subscriber, _world.Client.AddProcessor("card", new ProcessorOptions(), HttpWorld.Costs),
            SqnScheme.NotTimeBased, sqnLead: 5);
        _provider.Answer = request =>
        {
            if (request.Target == AkaAnswer.Path && AnswerTo(request).Outcome == AkaOutcome.SynchFailure)
            {
                _sequence = 5;
                return Challenge();
            }

            return ProviderAnswer(request);
        };
        Assert.That(Outcome(), Is.EqualTo("success"));
        Assert.That(
            _provider.Requests.Skip(1).Select(request => AnswerTo(request).Outcome),
            Is.EqualTo((AkaOutcome[])[AkaOutcome.SynchFailure, AkaOutcome.Response]));
    }

    [Test]
    public void A_provider_that_challenges_without_end_is_left_after_three()
    {
        _provider.Answer = _ => Challenge();
        Assert.That(Outcome(), Is.EqualTo("provider-refused"));
        Assert.That(_provider.Requests, Has.Count.EqualTo(4));
    }

    // ---- what else may come

    [TestCase(HttpStatus.BadRequest, "refused")]
    [TestCase(HttpStatus.Forbidden, "refused")]
    [TestCase(HttpStatus.ServiceUnavailable, "unavailable")]
    public void A_cloud_that_sends_nobody_away_serves_or_refuses(int status, string outcome)
    {
        _cloud.Answer = _ => HttpResponse.Create(status);
        Assert.That(Outcome(), Is.EqualTo(outcome));
        Assert.That(_provider.Requests, Is.Empty);
    }

    [TestCase(HttpStatus.BadRequest, "provider-refused")]
    [TestCase(HttpStatus.Forbidden, "provider-refused")]
    [TestCase(HttpStatus.NotFound, "provider-refused")]
    [TestCase(HttpStatus.GatewayTimeout, "unavailable")]
    public void A_provider_that_does_not_challenge_brings_no_service(int status, string outcome)
    {
        _provider.Answer = _ => HttpResponse.Create(status);
        Assert.That(Outcome(), Is.EqualTo(outcome));
        Assert.That(_cloud.Requests, Has.Count.EqualTo(1));
    }

    [TestCase(HttpStatus.Forbidden, "refused")]
    [TestCase(HttpStatus.GatewayTimeout, "unavailable")]
    public void A_cloud_that_does_not_take_the_token_brings_no_service(int status, string outcome)
    {
        _cloud.Answer = request => request.Method == "POST" ? HttpResponse.Create(status) : CloudAnswer(request);
        Assert.That(Outcome(), Is.EqualTo(outcome));
    }

    [TestCase(null, "protocol-error")]
    [TestCase("", "protocol-error")]
    [TestCase("/authorize", "protocol-error")]
    [TestCase("https://provider.example/authorize", "protocol-error")]
    [TestCase("http://provider.example", "protocol-error")]
    [TestCase("http://elsewhere.example/authorize?a=b", "no-answer")]
    public void A_redirection_to_nowhere_is_not_followed(string? location, string outcome)
    {
        _cloud.Answer = _ => location is null
            ? HttpResponse.Create(HttpStatus.Found)
            : ScriptedService.Found(location);
        Assert.That(Outcome(), Is.EqualTo(outcome));
        Assert.That(_provider.Requests, Is.Empty);
    }

    [TestCase("<html>hello</html>")]
    [TestCase("{\"txn\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"rand\":\"AA\",\"autn\":\"AA\"}")]
    [TestCase("")]
    public void A_page_that_is_neither_challenge_nor_form_is_an_error(string page)
    {
        _provider.Answer = _ => ScriptedService.Ok(page);
        Assert.That(Outcome(), Is.EqualTo("protocol-error"));
    }

    [Test]
    public void A_form_for_somebody_else_goes_nowhere()
    {
        _provider.Answer = request => request.Target == AkaAnswer.Path
            ? Form("http://elsewhere.example/callback")
            : ProviderAnswer(request);
        Assert.That(Outcome(), Is.EqualTo("no-answer"));
        Assert.That(_cloud.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public void Where_nobody_answers_it_gives_up([Values("cloud", "provider")] string silent)
    {
        (silent == "cloud" ? _cloud : _provider).Delay = SimTime.FromSeconds(60L);
        Assert.That(Outcome(), Is.EqualTo("no-answer"));
    }

    [Test]
    public void After_each_service_its_connections_are_closed_and_it_may_ask_again()
    {
        UserAgent agent = Agent(UserAgentBehaviour.Normal, out ProcedureMeasure _);
        for (int round = 0; round < 3; round++)
        {
            agent.Start();
            Assert.That(agent.IsIdle, Is.False);
            _world.RunFor(5);
            Assert.That(agent.IsIdle, Is.True);
        }

        Assert.That(Targets(_cloud).Count(target => target == "POST /callback"), Is.EqualTo(3));
    }

    // ---- misbehaviour on purpose

    [Test]
    public void A_wrong_RES_differs_from_the_cards()
    {
        Outcome();
        Res right = AnswerTo(_provider.Requests[1]).Res;
        Build();
        Outcome(UserAgentBehaviour.WrongRes);
        Res wrong = AnswerTo(_provider.Requests[1]).Res;
        Assert.That(wrong, Is.Not.EqualTo(right));
        Assert.That(wrong.Size, Is.EqualTo(right.Size));
    }

    [Test]
    public void A_wrong_transaction_is_not_that_of_the_challenge()
    {
        Outcome(UserAgentBehaviour.WrongTransaction);
        Assert.That(AnswerTo(_provider.Requests[1]).Transaction, Is.Not.EqualTo((UInt128)7));
    }

    [Test]
    public void A_replayed_token_is_shown_twice()
    {
        Outcome(UserAgentBehaviour.ReplayedToken);
        Assert.That(Targets(_cloud).Count(target => target == "POST /callback"), Is.EqualTo(2));
        Assert.That(Text(_cloud.Requests[2]), Is.EqualTo(Text(_cloud.Requests[1])));
    }

    [Test]
    public void A_forged_token_is_another_one()
    {
        Outcome(UserAgentBehaviour.ForgedToken);
        Assert.That(Text(_cloud.Requests[1]), Is.Not.EqualTo("id_token=h.p.s&state=s"));
    }

    [Test]
    public void A_late_token_is_shown_after_two_minutes()
    {
        double time = _world.Time(() => Outcome(UserAgentBehaviour.LateToken));
        Assert.That(time, Is.GreaterThan(120));
        Assert.That(Targets(_cloud)[1], Is.EqualTo("POST /callback"));
    }

    // ---- passwords

    [Test]
    public void A_password_needs_no_provider()
    {
        _cloud.Answer = _ => ScriptedService.Ok("yes");
        Assert.That(Outcome(usesPassword: true), Is.EqualTo("success"));
        Assert.That(Targets(_cloud), Is.EqualTo((string[])["GET /login", "POST /login"]));
        Assert.That(_provider.Requests, Is.Empty);
    }

    [TestCase(HttpStatus.Forbidden, "refused")]
    [TestCase(HttpStatus.ServiceUnavailable, "unavailable")]
    public void A_password_may_be_refused(int status, string outcome)
    {
        _cloud.Answer = request =>
            request.Method == "GET" ? ScriptedService.Ok("form") : HttpResponse.Create(status);
        Assert.That(Outcome(usesPassword: true), Is.EqualTo(outcome));
    }

    // ---- cloud and provider as they should be

    private static HttpResponse CloudAnswer(HttpRequest request) =>
        request.Target.StartsWith("/service", StringComparison.Ordinal)
            ? HttpResponse.Create(
                HttpStatus.Found, new HttpField("Location", "http://provider.example/authorize?a=b"),
                new HttpField("Set-Cookie", "sid=1; HttpOnly"))
            : ScriptedService.Ok("served");

    private HttpResponse ProviderAnswer(HttpRequest request) =>
        request.Target == AkaAnswer.Path ? Form(Callback) : Challenge();

    private HttpResponse Challenge()
    {
        var functions = new Milenage(_subscriber.K, _subscriber.Opc);
        AuthenticationVector vector = Aka.CreateVector(
            ref functions, 42, Sqn.FromParts(++_sequence, 0, SqnScheme.NotTimeBased.IndBits), Amf.Eps);
        return ScriptedService.Ok(new AkaChallenge(7, vector.Rand, vector.Autn).ToOctets());
    }

    private static HttpResponse Form(string action) =>
        ScriptedService.Ok(FormPost.Encode(action, new AuthorizationResponse("s", null, "h.p.s", null)));

    // ---- the terminal

    private string Outcome(UserAgentBehaviour behaviour = UserAgentBehaviour.Normal, bool usesPassword = false)
    {
        string outcome = "";
        UserAgent agent = Agent(behaviour, out ProcedureMeasure measure, usesPassword);
        measure.Ended = (in MeasurementTag _, SimTime _, string word) => outcome = word;
        agent.Start();
        for (int seconds = 0; outcome.Length == 0 && seconds < 300; seconds++)
        {
            _world.RunFor(1);
        }

        return outcome;
    }

    private UserAgent Agent(UserAgentBehaviour behaviour, out ProcedureMeasure measure, bool usesPassword = false)
    {
        Node client = _world.Client;
        measure = new ProcedureMeasure(
            "service", "Test.", "ue", [.. ServiceOutcome.All], _world.Simulation, _world.Metrics);
        var options = new UserAgentOptions
        {
            CloudHost = "cloud.example",
            Hosts = new Dictionary<string, IpEndpoint>
            {
                ["cloud.example"] = HttpWorld.EndpointOf(_world.Topology.FindNode("cloud/0")!),
                ["provider.example"] = HttpWorld.EndpointOf(_world.Topology.FindNode("provider/0")!),
            },
            Issuer = "http://provider.example",
            UsesPassword = usesPassword,
            Behaviour = behaviour,
        };
        return new UserAgent(
            client, _usim, client.Processors[0], options, new UserAgentMeasures(measure, _world.Metrics, "ue"));
    }

    private static string[] Targets(ScriptedService service) =>
        [.. service.Requests.Select(request => $"{request.Method} {request.Target}")];

    private static string Text(in HttpRequest request) => Encoding.UTF8.GetString(request.Body.Span);

    private static AkaAnswer AnswerTo(in HttpRequest request)
    {
        Assert.That(AkaAnswer.TryDecode(request.Body.Span, out AkaAnswer answer, out DecodeError _), Is.True);
        return answer;
    }
}
