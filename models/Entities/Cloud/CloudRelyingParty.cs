using System;
using System.Collections.Generic;
using System.Text;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// The relying party of OpenID Connect (Core 1.0 §3.1, §3.2): sends terminals to their provider, and serves them by
/// the ID token that comes back. A state is used once, by the session that it was given to.
/// </summary>
internal sealed class CloudRelyingParty
{
    private const string SessionCookie = "sid", Form = "application/x-www-form-urlencoded";
    private const int RandomSize = 16, VerifierSize = 32; // ours: 128 bits; RFC 7636 §4.1: 256 bits

    private readonly Cloud _cloud;
    private readonly HttpClient _client;
    private readonly RandomStream _random;
    private readonly Work _verifyCurve;
    private readonly Work _verifyRsa;
    private readonly Dictionary<string, Session> _sessions = [];
    private readonly Queue<Session> _inOrder = [];
    private readonly ProviderKeys _keys;

    public CloudRelyingParty(Cloud cloud)
    {
        _cloud = cloud;
        _client = new HttpClient(cloud.Node, cloud.Processor, cloud.Options.Providerward, cloud.Measures.Http);
        _keys = new ProviderKeys(_client);
        _random = cloud.Node.Simulation.Random($"{cloud.Node.Id}/oidc");
        _verifyCurve = Work.Of(cloud.Processor.Find(Operations.EcdsaP256Verify.Name));
        RedirectUri = $"http://{cloud.Options.Host}{CloudPaths.Callback}";
        _verifyRsa = Work.Of(cloud.Processor.Find(Operations.Rsa2048Verify.Name));
    }

    private string RedirectUri { get; }

    private Simulation Simulation => _cloud.Node.Simulation;

    /// <summary>Sessions and keys are lost.</summary>
    public void Forget()
    {
        _sessions.Clear();
        _inOrder.Clear();
        _keys.Forget();
    }

    /// <summary>UE -> cloud  GET /service;  cloud -> UE  302 to the provider.</summary>
    public HttpReply Redirect(in FormParameters query, in MeasurementTag tag)
    {
        DropOld();
        if (FindProvider(query.Find("iss")) is not { } provider)
        {
            return _cloud.Refuse(HttpStatus.BadRequest, CloudRefusal.UnknownProvider, tag);
        }

        if (_sessions.Count >= _cloud.Options.SessionsMax)
        {
            return _cloud.Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.TooManySessions, tag);
        }

        bool asksForCode = _cloud.Options.Flow == ResponseType.Code;
        var session = new Session(
            provider, $"{SessionCookie}={Draw(RandomSize)}", Draw(RandomSize), Draw(RandomSize),
            asksForCode ? Draw(VerifierSize) : null, Simulation.Now);
        _sessions.Add(session.State, session);
        _inOrder.Enqueue(session);
        _cloud.Measures.Services.Count(CloudService.Redirected);
        var request = new AuthorizationRequest(
            _cloud.Options.Flow, _cloud.Options.Host, RedirectUri, session.State, session.Nonce,
            session.Verifier is { } verifier ? Pkce.ChallengeOf(verifier) : null, LoginHint: null);
        return new HttpReply(
            HttpResponse.Create(
                HttpStatus.Found,
                new HttpField("Location", request.ToUri(provider.AuthorizationEndpoint)),
                new HttpField("Set-Cookie", $"{session.Cookie}; HttpOnly")),
            tag);
    }

    /// <summary>UE -> cloud  GET /callback with a code or an error, or POST /callback with an ID token;
    /// cloud -> UE  200 with the service, or 403.</summary>
    public async Process<HttpReply> Conclude(HttpRequest request, FormParameters parameters, MeasurementTag tag)
    {
        DropOld();
        if (!AuthorizationResponse.TryRead(parameters, out AuthorizationResponse? response))
        {
            return _cloud.Refuse(HttpStatus.BadRequest, CloudRefusal.Malformed, tag);
        }

        if (!_sessions.TryGetValue(response!.State, out Session? session))
        {
            return _cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.UnknownState, tag);
        }

        if (!request.Fields.TryGet("Cookie", out string? cookie) || cookie != session.Cookie)
        {
            return _cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.OtherSession, tag);
        }

        _sessions.Remove(session.State); // once
        if (response.Error is not null)
        {
            return _cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.AccessDenied, tag);
        }

        string? token = response.IdToken, accessToken = null;
        if (response.Code is { } code)
        {
            (TokenResponse? tokens, HttpReply refused, tag) = await Exchange(session, code, tag);
            if (tokens is null)
            {
                return refused;
            }

            (token, accessToken) = (tokens.IdToken, tokens.AccessToken);
        }

        return await Verify(session, token!, accessToken, tag);
    }

    /// <summary>What the terminal wanted.</summary>
    public static HttpReply Serve(string subject, in MeasurementTag tag)
    {
        Octets body = JsonText.Of(subject, static (writer, name) => writer.WriteString("servedTo", name));
        return new HttpReply(
            HttpResponse.Create(HttpStatus.Ok, Cloud.Json, body), tag, FederationLabels.Service);
    }

    // cloud -> vOP  POST /token;  vOP -> cloud  200 with tokens, or 400
    private async Process<(TokenResponse? Tokens, HttpReply Refused, MeasurementTag Tag)> Exchange(
        Session session, string code, MeasurementTag tag)
    {
        if (session.Verifier is null)
        {
            return (null, _cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.Malformed, tag), tag); // not asked for
        }

        var asked = new TokenRequest(code, RedirectUri, _cloud.Options.Host, session.Verifier);
        var body = new Octets(Encoding.ASCII.GetBytes(asked.ToForm()));
        HttpResult result = await _client.Send(
            session.Provider.Address,
            HttpRequest.Create("POST", session.Provider.Host, ProviderPaths.Token, Form, body),
            FederationLabels.PostToken, tag);
        if (result.Failure is not null)
        {
            return (null, Unreachable(result.Tag), result.Tag);
        }

        return result.Response.Status == HttpStatus.Ok
            && TokenResponse.TryDecode(result.Response.Body.Span, out TokenResponse? tokens, out DecodeError _)
            ? (tokens, default, result.Tag)
            : (null, _cloud.Refuse(HttpStatus.Forbidden, CloudRefusal.CodeRefused, result.Tag), result.Tag);
    }

    private async Process<HttpReply> Verify(Session session, string token, string? accessToken, MeasurementTag tag)
    {
        (JsonWebKeySet? keys, tag) = await _keys.Fetch(session.Provider, tag);
        if (keys is null)
        {
            return Unreachable(tag);
        }

        bool isRsa = keys.Keys.Count > 0 && keys.Keys[0].Algorithm == JwsAlgorithm.Rs256;
        Execution execution = await _cloud.Processor.Execute(isRsa ? _verifyRsa : _verifyCurve, tag);
        if (!execution.IsDone)
        {
            return _cloud.Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.Overloaded, tag);
        }

        long now = HttpServer.SimulatedEpoch + (Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);
        var expected = new IdTokenExpectation(session.Provider.Issuer, _cloud.Options.Host, session.Nonce, now)
        {
            AccessToken = accessToken,
        };
        IdTokenVerdict verdict = IdTokenValidation.Validate(token, expected, keys, out IdToken? claims);
        _cloud.Measures.Tokens.Count(verdict);
        if (verdict != IdTokenVerdict.Accepted)
        {
            return new HttpReply(HttpResponse.Create(HttpStatus.Forbidden), execution.Tag);
        }

        _cloud.Measures.Services.Count(CloudService.ServedByToken);
        return Serve(claims!.Subject, execution.Tag);
    }

    private HttpReply Unreachable(in MeasurementTag tag) =>
        _cloud.Refuse(HttpStatus.GatewayTimeout, CloudRefusal.ProviderUnreachable, tag);

    // Without a name there must be one provider only (OpenID Connect Core 1.0 §4: iss).
    private TrustedProvider? FindProvider(string? issuer)
    {
        foreach (TrustedProvider provider in _cloud.Options.Providers)
        {
            if (provider.Issuer == issuer || (issuer is null && _cloud.Options.Providers.Count == 1))
            {
                return provider;
            }
        }

        return null;
    }

    private void DropOld()
    {
        SimTime limit = Simulation.Now - _cloud.Options.SessionLifetime;
        while (_inOrder.TryPeek(out Session? oldest)
            && (oldest.StartedAt < limit || !_sessions.ContainsKey(oldest.State)))
        {
            _sessions.Remove(_inOrder.Dequeue().State);
        }
    }

    private string Draw(int size)
    {
        Span<byte> octets = stackalloc byte[size];
        _random.Fill(octets);
        return Base64UrlText.Encode(octets);
    }

    private sealed record Session(
        TrustedProvider Provider, string Cookie, string State, string Nonce, string? Verifier, SimTime StartedAt);
}
