using System;
using System.Collections.Generic;
using System.Text;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>How a user agent behaves.</summary>
public enum UserAgentBehaviour
{
    /// <summary>As it should.</summary>
    Normal,

    /// <summary>It answers challenges with another response.</summary>
    WrongRes,

    /// <summary>It answers with another transaction.</summary>
    WrongTransaction,

    /// <summary>It shows its token twice.</summary>
    ReplayedToken,

    /// <summary>It changes its token.</summary>
    ForgedToken,

    /// <summary>It shows its token when the time of the token is over.</summary>
    LateToken,
}

/// <summary>Whom a user agent speaks with, and how.</summary>
public sealed record UserAgentOptions
{
    /// <summary>Name of the cloud.</summary>
    public required string CloudHost { get; init; }

    /// <summary>Where each host is.</summary>
    public required IReadOnlyDictionary<string, IpEndpoint> Hosts { get; init; }

    /// <summary>The provider that it wants to be authenticated by; null if the cloud knows only one.</summary>
    public string? Issuer { get; init; }

    /// <summary>True for a login by password.</summary>
    public bool UsesPassword { get; init; }

    /// <summary>How long a late token is held back.</summary>
    public SimTime Delay { get; init; } = SimTime.FromSeconds(120L);

    /// <summary>How it behaves.</summary>
    public UserAgentBehaviour Behaviour { get; init; }

    /// <summary>How its connections behave.</summary>
    public HttpOptions Http { get; init; } = HttpOptions.Default;
}

/// <summary>
/// The browser of a terminal, whose card answers challenges that come over HTTP. One service at a time; connections are
/// closed after it.
/// </summary>
public sealed class UserAgent
{
    /// <summary>The operation of a message.</summary>
    public const string Step = "agent.step";

    private const string Json = "application/json", Form = "application/x-www-form-urlencoded";
    private const int ChallengeMax = 3; // TS 24.301 §5.4.2.7: three challenges in a row that fail

    private readonly Node _node;
    private readonly Usim _usim;
    private readonly Processor _processor;
    private readonly UserAgentOptions _options;
    private readonly UserAgentMeasures _measures;
    private readonly HttpClient _client;
    private readonly Work _step;

    /// <summary>A user agent.</summary>
    /// <param name="node">The terminal.</param>
    /// <param name="usim">Its card.</param>
    /// <param name="processor">Executes its work.</param>
    /// <param name="options">Whom it speaks with.</param>
    /// <param name="measures">What is measured.</param>
    public UserAgent(
        Node node, Usim usim, Processor processor, UserAgentOptions options, UserAgentMeasures measures)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(processor);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(measures);
        _node = node;
        _usim = usim;
        _processor = processor;
        _options = options;
        _measures = measures;
        _client = new HttpClient(node, processor, options.Http, measures.Http);
        _step = Work.Of(processor.Find(Step));
    }

    /// <summary>True if no service is being asked for.</summary>
    public bool IsIdle { get; private set; } = true;

    /// <summary>Asks for the cloud's service.</summary>
    public void Start()
    {
        IsIdle = false;
        _node.Start(Run());
    }

    private async Process Run()
    {
        SimTime startedAt = _node.Simulation.Now;
        MeasurementTag tag = _measures.Service.Start();
        Outcome outcome = _options.UsesPassword ? await LogIn(tag) : await BeServed(tag);
        _measures.Service.End(startedAt, outcome.Word, outcome.Tag);
        _client.CloseIdle();
        IsIdle = true;
    }

    /// <summary>Logs in by password as a part of a larger procedure.</summary>
    internal async Process<(string Outcome, MeasurementTag Tag)> LogInAfter(MeasurementTag tag)
    {
        IsIdle = false;
        Outcome outcome = await LogIn(tag);
        _client.CloseIdle();
        IsIdle = true;
        return (outcome.Word, outcome.Tag);
    }

    // UE -> cloud  GET /login;  UE -> cloud  POST /login;  cloud -> UE  200
    private async Process<Outcome> LogIn(MeasurementTag tag)
    {
        HttpResult form = await Get(_options.CloudHost, CloudPaths.Login, FederationLabels.GetLogin, null, tag);
        if (form.Failure is not null || form.Response.Status != HttpStatus.Ok)
        {
            return OutcomeOf(form);
        }

        string user = _usim.Imsi.ToString();
        string body = FormParameters.Encode(("user", user), ("password", CloudLogin.PasswordOf(_usim.Imsi)));
        HttpResult served = await Post(
            _options.CloudHost, CloudPaths.Login, Form, new Octets(Encoding.UTF8.GetBytes(body)),
            FederationLabels.PostLogin, null, form.Tag);
        return OutcomeOf(served);
    }

    // UE -> cloud  GET /service;  cloud -> UE  302 to the provider
    private async Process<Outcome> BeServed(MeasurementTag tag)
    {
        string target = FormParameters.EncodeQuery(CloudPaths.Service, ("iss", _options.Issuer));
        HttpResult redirected = await Get(
            _options.CloudHost, target, FederationLabels.GetService, null, tag);
        if (redirected.Failure is not null || redirected.Response.Status != HttpStatus.Found)
        {
            return OutcomeOf(redirected);
        }

        string? cookie = redirected.Response.Fields.TryGet("Set-Cookie", out string? set) ? FirstPartOf(set) : null;
        string hint = FormParameters.Encode(("login_hint", _usim.Imsi.ToString()));
        return TryRead(redirected.Response, out string host, out ReadOnlySpan<char> asked)
            ? await BeAuthenticated(host, string.Concat(asked, "&", hint), cookie, redirected.Tag)
            : new Outcome(ServiceOutcome.ProtocolError, redirected.Tag);
    }

    // UE -> vOP  GET /authorize with its IMSI;  vOP -> UE  200 with a challenge;  UE -> vOP  POST /authorize/aka
    private async Process<Outcome> BeAuthenticated(string provider, string target, string? cookie, MeasurementTag tag)
    {
        HttpResult result = await Get(provider, target, FederationLabels.GetAuthorize, null, tag);
        bool isTrusted = true;
        for (int challenges = 0; challenges < ChallengeMax; challenges++)
        {
            if (result.Failure is not null || result.Response.Status is not (HttpStatus.Ok or HttpStatus.Found))
            {
                return OutcomeOf(result, ServiceOutcome.ProviderRefused);
            }

            if (!AkaChallenge.TryDecode(result.Response.Body.Span, out AkaChallenge challenge, out DecodeError _))
            {
                Outcome outcome = await Return(result, cookie);
                return isTrusted ? outcome : outcome with { Word = ServiceOutcome.MacFailure };
            }

            CardAnswer card = await _usim.Authenticate(challenge.Rand, challenge.Autn, result.Tag);
            if (card.Verdict is null) // busy
            {
                return new Outcome(ServiceOutcome.Unavailable, result.Tag);
            }

            isTrusted = card.Verdict != ChallengeVerdict.MacFailure;
            AkaAnswer answer = AnswerOf(challenge, card);
            result = await Post(
                provider, AkaAnswer.Path, Json, answer.ToOctets(), FederationLabels.PostAka, null, card.Tag);
        }

        return new Outcome(ServiceOutcome.ProviderRefused, result.Tag);
    }

    private AkaAnswer AnswerOf(in AkaChallenge challenge, in CardAnswer card)
    {
        UInt128 transaction = _options.Behaviour == UserAgentBehaviour.WrongTransaction
            ? challenge.Transaction ^ 1
            : challenge.Transaction;
        Res res = card.Res;
        if (_options.Behaviour == UserAgentBehaviour.WrongRes && card.Verdict == ChallengeVerdict.Accepted)
        {
            Span<byte> octets = stackalloc byte[Res.SizeMax];
            res.Write(octets);
            octets[0] ^= 1;
            Res.TryRead(octets[..res.Size], out res);
        }

        return card.Verdict switch
        {
            ChallengeVerdict.Accepted => new AkaAnswer(transaction, AkaOutcome.Response, res, default),
            ChallengeVerdict.SynchFailure => new AkaAnswer(
                transaction, AkaOutcome.SynchFailure, default, card.Auts),
            _ => new AkaAnswer(transaction, AkaOutcome.MacFailure, default, default),
        };
    }

    // What the provider says goes to the cloud: UE -> cloud  POST /callback or GET /callback;  cloud -> UE  200
    private async Process<Outcome> Return(HttpResult said, string? cookie)
    {
        if (said.Response.Status == HttpStatus.Found)
        {
            return TryRead(said.Response, out string host, out ReadOnlySpan<char> target)
                ? OutcomeOf(await Get(host, target.ToString(), FederationLabels.GetCallback, cookie, said.Tag))
                : new Outcome(ServiceOutcome.ProtocolError, said.Tag);
        }

        if (!FormPost.TryDecode(said.Response.Body.Span, out string action, out Octets form)
            || !TrySplit(action, out string cloud, out ReadOnlySpan<char> called))
        {
            return new Outcome(ServiceOutcome.ProtocolError, said.Tag);
        }

        string path = called.ToString();
        form = _options.Behaviour == UserAgentBehaviour.ForgedToken ? Forge(form) : form;
        if (_options.Behaviour == UserAgentBehaviour.LateToken)
        {
            await _node.Simulation.Timeout(_options.Delay);
        }

        HttpResult served = await Post(cloud, path, Form, form, FederationLabels.PostCallback, cookie, said.Tag);
        if (_options.Behaviour == UserAgentBehaviour.ReplayedToken && IsServed(served))
        {
            served = await Post(cloud, path, Form, form, FederationLabels.PostCallback, cookie, served.Tag);
        }

        return OutcomeOf(served);
    }

    private Process<HttpResult> Get(
        string host, string target, MessageLabel label, string? cookie, MeasurementTag tag) =>
        Send(host, HttpRequest.Create("GET", host, target, CookieOf(cookie)), label, tag);

    private Process<HttpResult> Post(
        string host, string path, string type, in Octets body, MessageLabel label, string? cookie,
        MeasurementTag tag) =>
        Send(host, HttpRequest.Create("POST", host, path, type, body, CookieOf(cookie)), label, tag);

    private async Process<HttpResult> Send(string host, HttpRequest request, MessageLabel label, MeasurementTag tag)
    {
        Execution execution = await _processor.Execute(_step, tag);
        return _options.Hosts.TryGetValue(host, out IpEndpoint server)
            ? await _client.Send(server, request, label, execution.Tag)
            : new HttpResult(HttpFailure.NotConnected, default, execution.Tag);
    }

    private static HttpField[] CookieOf(string? cookie) => cookie is null ? [] : [new HttpField("Cookie", cookie)];

    private static bool TryRead(in HttpResponse response, out string host, out ReadOnlySpan<char> target)
    {
        host = "";
        target = [];
        return response.Fields.TryGet("Location", out string? location) && TrySplit(location, out host, out target);
    }

    private static bool TrySplit(string uri, out string host, out ReadOnlySpan<char> target)
    {
        const string Scheme = "http://";
        int slash = uri.StartsWith(Scheme, StringComparison.Ordinal) ? uri.IndexOf('/', Scheme.Length) : -1;
        host = slash < 0 ? "" : uri[Scheme.Length..slash];
        target = slash < 0 ? [] : uri.AsSpan(slash);
        return slash > 0;
    }

    // of a cookie: its name and value (RFC 6265 §5.2)
    private static string FirstPartOf(string set)
    {
        int end = set.IndexOf(';', StringComparison.Ordinal);
        return end < 0 ? set : set[..end];
    }

    // The last character of the token's payload: the signature is that of another one.
    private static Octets Forge(in Octets form)
    {
        int dot = form.Span.LastIndexOf((byte)'.');
        if (dot < 2)
        {
            return form;
        }

        byte[] forged = form.Span.ToArray();
        forged[dot - 2] = forged[dot - 2] == 'A' ? (byte)'B' : (byte)'A';
        return new Octets(forged);
    }

    private static bool IsServed(in HttpResult result) =>
        result is { Failure: null, Response.Status: HttpStatus.Ok };

    private static Outcome OutcomeOf(in HttpResult result, string refused = ServiceOutcome.Refused) => new(
        result switch
        {
            { Failure: not null } => ServiceOutcome.NoAnswer,
            { Response.Status: HttpStatus.Ok } => ServiceOutcome.Success,
            { Response.Status: >= HttpStatus.InternalServerError } => ServiceOutcome.Unavailable,
            _ => refused,
        },
        result.Tag);

    private readonly record struct Outcome(string Word, MeasurementTag Tag);
}
