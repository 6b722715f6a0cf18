using System;
using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Jose;
using Simulator.Protocols.Json;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Oidc;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>
/// vOP: terminal and cloud see an OpenID provider. It authenticates subjects by EPS-AKA, which its vUE runs with the
/// edge; only after that it gives a token. Challenges and codes are used once.
/// </summary>
internal sealed class VirtualProvider : IHttpService
{
    private const string Json = "application/json", Html = "text/html";
    private const int CodeSize = 16; // ours: 128 bits

    private readonly Proxy _proxy;
    private readonly IAkaRunner _runner;
    private readonly RandomStream _random;
    private readonly Work _sign;
    private readonly Dictionary<UInt128, Pending> _pending = [];
    private readonly Dictionary<string, Grant> _codes = [];

    public VirtualProvider(Proxy proxy, IAkaRunner runner)
    {
        _proxy = proxy;
        _runner = runner;
        _random = proxy.Node.Simulation.Random($"{proxy.Node.Id}/oidc");
        bool isRsa = proxy.Options.Signer.PublicKey.Algorithm == JwsAlgorithm.Rs256;
        _sign = Work.Of(proxy.Processor.Find(isRsa ? Operations.Rsa2048Sign.Name : Operations.EcdsaP256Sign.Name));
    }

    private long Now =>
        HttpServer.SimulatedEpoch + (_proxy.Node.Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);

    /// <summary>Challenges and codes are lost.</summary>
    public void Forget()
    {
        _pending.Clear();
        _codes.Clear();
    }

    /// <inheritdoc/>
    public async Process<HttpReply> Serve(HttpRequest request, MeasurementTag tag)
    {
        Execution execution = await _proxy.Processor.Execute(_proxy.StepWork, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        tag = execution.Tag;
        if (!FormParameters.TryDecodeQuery(
            request.Target, out string path, out FormParameters query, out DecodeError _))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        return (request.Method, path) switch
        {
            ("GET", ProviderMetadata.Path) => GiveMetadata(tag),
            ("GET", ProviderPaths.Keys) => Document(
                new JsonWebKeySet(_proxy.Options.Signer.PublicKey).Encode(), FederationLabels.Keys, tag),
            ("GET", ProviderPaths.Authorize) => await Authorize(query, tag),
            ("POST", AkaAnswer.Path) => await Continue(request, tag),
            ("POST", ProviderPaths.Token) => await Exchange(request, tag),
            _ => Refuse(HttpStatus.NotFound, ProxyRefusal.UnknownPath, tag),
        };
    }

    private HttpReply GiveMetadata(in MeasurementTag tag)
    {
        string issuer = _proxy.Issuer;
        var metadata = new ProviderMetadata(
            issuer, issuer + ProviderPaths.Authorize, issuer + ProviderPaths.Token, issuer + ProviderPaths.Keys,
            JwsAlgorithms.NameOf(_proxy.Options.Signer.PublicKey.Algorithm));
        return Document(metadata.Encode(), FederationLabels.Metadata, tag);
    }

    // UE -> vOP  GET /authorize;  vOP => vUE;  vOP -> UE  200 with the challenge, or 302 with an error
    private async Process<HttpReply> Authorize(FormParameters query, MeasurementTag tag)
    {
        if (!AuthorizationRequest.TryRead(query, out AuthorizationRequest? request, out string? _)
            || !Imsi.TryParse(request!.LoginHint, out Imsi imsi))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        if (!IsKnown(request))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.UnknownClient, tag); // RFC 6749 §3.1.2.4: no redirection
        }

        AkaStep step = await _runner.Begin(imsi, tag);
        return await Answer(new Pending(request, imsi, step.Session), step);
    }

    // UE -> vOP  POST /authorize/aka;  vOP => vUE;  vOP -> UE  200, or 302
    private async Process<HttpReply> Continue(HttpRequest request, MeasurementTag tag)
    {
        if (!AkaAnswer.TryDecode(request.Body.Span, out AkaAnswer answer, out DecodeError _))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        if (!_pending.Remove(answer.Transaction, out Pending? pending))
        {
            return Refuse(HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction, tag);
        }

        AkaStep step = await _runner.Continue(pending.Session!, answer, tag);
        return await Answer(pending with { Session = step.Session }, step);
    }

    private async Process<HttpReply> Answer(Pending pending, AkaStep step)
    {
        switch (step.Kind)
        {
            case AkaStepKind.Challenge when _pending.Count >= _proxy.Options.PendingMax:
                return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending, step.Tag);
            case AkaStepKind.Challenge:
                var challenge = new AkaChallenge(
                    new UInt128(_random.NextBits(), _random.NextBits()), step.Rand, step.Autn);
                _pending.Add(challenge.Transaction, pending);
                _proxy.Measures.Services.Count(ProxyService.Challenged);
                return Document(challenge.ToOctets(), FederationLabels.Challenge, step.Tag);
            case AkaStepKind.Authenticated when pending.Request.ResponseType == ResponseType.Code:
                return GiveCode(pending, step.Tag);
            case AkaStepKind.Authenticated:
                return await GiveToken(pending, step.Tag);
            case AkaStepKind.Unavailable:
                return Refuse(HttpStatus.GatewayTimeout, ProxyRefusal.EdgeUnavailable, step.Tag);
            default:
                return Deny(pending, step);
        }
    }

    // vOP -> UE  200 with a form that posts the ID token to the cloud (OAuth 2.0 Form Post Response Mode 1.0)
    private async Process<HttpReply> GiveToken(Pending pending, MeasurementTag tag)
    {
        Execution execution = await _proxy.Processor.Execute(_sign, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        string token = Sign(pending.Request, pending.Imsi, accessToken: null);
        var response = new AuthorizationResponse(pending.Request.State, null, token, null);
        _proxy.Measures.Services.Count(ProxyService.TokenGiven);
        Octets form = FormPost.Encode(pending.Request.RedirectUri, response);
        return new HttpReply(
            HttpResponse.Create(HttpStatus.Ok, Html, form, new HttpField("Cache-Control", "no-store")),
            execution.Tag, FederationLabels.IdToken);
    }

    // vOP -> UE  302 with a code
    private HttpReply GiveCode(Pending pending, in MeasurementTag tag)
    {
        if (_codes.Count >= _proxy.Options.PendingMax)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending, tag);
        }

        string code = Draw();
        _codes.Add(code, new Grant(
            pending.Request, pending.Imsi, _proxy.Node.Simulation.Now + _proxy.Options.CodeLifetime));
        _proxy.Measures.Services.Count(ProxyService.CodeGiven);
        return Redirect(pending.Request, new AuthorizationResponse(pending.Request.State, code, null, null), tag);
    }

    // vOP -> UE  302 with error=access_denied: no token before EPS-AKA is complete
    private HttpReply Deny(Pending pending, in AkaStep step)
    {
        _proxy.Refuse(step.Kind switch
        {
            AkaStepKind.WrongResponse => ProxyRefusal.WrongResponse,
            AkaStepKind.CardRefused => ProxyRefusal.CardRefused,
            _ => ProxyRefusal.EdgeRefused,
        });
        var response = new AuthorizationResponse(
            pending.Request.State, null, null, AuthorizationResponse.AccessDenied);
        return Redirect(pending.Request, response, step.Tag);
    }

    private static HttpReply Redirect(
        AuthorizationRequest request, AuthorizationResponse response, in MeasurementTag tag) =>
        new(
            HttpResponse.Create(
                HttpStatus.Found, new HttpField("Location", $"{request.RedirectUri}?{response.ToForm()}")),
            tag);

    // cloud -> vOP  POST /token;  vOP -> cloud  200 with tokens, or 400
    private async Process<HttpReply> Exchange(HttpRequest request, MeasurementTag tag)
    {
        if (!FormParameters.TryDecode(request.Body.Span, out FormParameters form, out DecodeError _)
            || !TokenRequest.TryRead(form, out TokenRequest? asked))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        if (!_codes.Remove(asked!.Code, out Grant? grant)) // once (RFC 6749 §4.1.2)
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.UnknownCode, tag);
        }

        if (_proxy.Node.Simulation.Now > grant.ExpiresAt)
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.ExpiredCode, tag);
        }

        if (asked.ClientId != grant.Request.ClientId || asked.RedirectUri != grant.Request.RedirectUri
            || !Pkce.Matches(asked.CodeVerifier, grant.Request.CodeChallenge!))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.WrongVerifier, tag);
        }

        Execution execution = await _proxy.Processor.Execute(_sign, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        string accessToken = Draw();
        string idToken = Sign(grant.Request, grant.Imsi, accessToken);
        long lifetime = _proxy.Options.TokenLifetime.Picoseconds / SimTime.PicosecondsPerSecond;
        _proxy.Measures.Services.Count(ProxyService.CodeExchanged);
        return Document(
            new TokenResponse(accessToken, lifetime, idToken).Encode(), FederationLabels.Tokens, execution.Tag);
    }

    private string Sign(AuthorizationRequest request, Imsi imsi, string? accessToken)
    {
        long lifetime = _proxy.Options.TokenLifetime.Picoseconds / SimTime.PicosecondsPerSecond;
        var token = new IdToken(_proxy.Issuer, imsi.ToString(), [request.ClientId], Now + lifetime, Now)
        {
            Nonce = request.Nonce,
            AuthenticatedAt = Now,
            AccessTokenHash = accessToken is null ? null : IdTokenValidation.HashOf(accessToken),
        };
        return _proxy.Options.Signer.Sign(token.Encode());
    }

    // A client is known by its name, and its redirect URI lies below it.
    private bool IsKnown(AuthorizationRequest request)
    {
        foreach (string client in _proxy.Options.Clients)
        {
            if (client == request.ClientId
                && request.RedirectUri.StartsWith($"http://{client}/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private HttpReply Refuse(int status, ProxyRefusal reason, in MeasurementTag tag)
    {
        _proxy.Refuse(reason);
        return new HttpReply(HttpResponse.Create(status), tag);
    }

    private static HttpReply Document(in Octets document, MessageLabel label, in MeasurementTag tag) =>
        new(
            HttpResponse.Create(HttpStatus.Ok, Json, document, new HttpField("Cache-Control", "no-store")), tag,
            label);

    private string Draw()
    {
        Span<byte> octets = stackalloc byte[CodeSize];
        _random.Fill(octets);
        return Base64UrlText.Encode(octets);
    }

    private sealed record Pending(AuthorizationRequest Request, Imsi Imsi, object? Session);

    private sealed record Grant(AuthorizationRequest Request, Imsi Imsi, SimTime ExpiresAt);
}
