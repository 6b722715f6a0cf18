using System;
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
/// What terminals and relying parties see of an OpenID provider. It authenticates subjects by EPS-AKA, which somebody
/// runs for it; only after that it gives a token. Challenges and codes are used once.
/// </summary>
internal sealed class OidcProvider : IHttpService
{
    private const string Json = "application/json", Html = "text/html";
    private const int CodeSize = 16; // ours: 128 bits

    private readonly IProviderParty _party;
    private readonly IAkaRunner _runner;
    private readonly RandomStream _random;
    private readonly Work _sign;
    private readonly ExpiringTable<UInt128, Pending> _pending;
    private readonly ExpiringTable<string, Grant> _codes;

    public OidcProvider(IProviderParty party, IAkaRunner runner)
    {
        _party = party;
        _runner = runner;
        _random = party.Node.Simulation.Random($"{party.Node.Id}/oidc");
        _pending = new(party.Node.Simulation, party.Provider.ChallengeLifetime);
        _codes = new(party.Node.Simulation, 2 * party.Provider.CodeLifetime); // so long an expired code is known as one
        bool isRsa = party.Provider.Signer.PublicKey.Algorithm == JwsAlgorithm.Rs256;
        _sign = Work.Of(party.Processor.Find(isRsa ? Operations.Rsa2048Sign.Name : Operations.EcdsaP256Sign.Name));
    }

    private long Now =>
        HttpServer.SimulatedEpoch + (_party.Node.Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);

    /// <summary>Challenges and codes are lost.</summary>
    public void Forget()
    {
        _pending.Clear();
        _codes.Clear();
    }

    /// <inheritdoc/>
    public async Process<HttpReply> Serve(HttpRequest request, MeasurementTag tag)
    {
        Execution execution = await _party.Processor.Execute(_party.StepWork, tag);
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
                new JsonWebKeySet(_party.Provider.Signer.PublicKey).Encode(), FederationLabels.Keys, tag),
            ("GET", ProviderPaths.Authorize) => await Authorize(query, tag),
            ("POST", AkaAnswer.Path) => await Continue(request, tag),
            ("POST", ProviderPaths.Token) => await Exchange(request, tag),
            _ => Refuse(HttpStatus.NotFound, ProxyRefusal.UnknownPath, tag),
        };
    }

    private HttpReply GiveMetadata(in MeasurementTag tag)
    {
        string issuer = _party.Provider.Issuer;
        var metadata = new ProviderMetadata(
            issuer, issuer + ProviderPaths.Authorize, issuer + ProviderPaths.Token, issuer + ProviderPaths.Keys,
            JwsAlgorithms.NameOf(_party.Provider.Signer.PublicKey.Algorithm));
        return Document(metadata.Encode(), FederationLabels.Metadata, tag);
    }

    // UE -> OP  GET /authorize;  OP -> UE  200 with the challenge, or 302 with an error
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

    // UE -> OP  POST /authorize/aka;  OP -> UE  200, or 302
    private async Process<HttpReply> Continue(HttpRequest request, MeasurementTag tag)
    {
        if (!AkaAnswer.TryDecode(request.Body.Span, out AkaAnswer answer, out DecodeError _))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        if (!_pending.TryTake(answer.Transaction, out Pending? pending))
        {
            return Refuse(HttpStatus.Forbidden, ProxyRefusal.UnknownTransaction, tag);
        }

        AkaStep step = await pending!.Session!.Continue(answer, tag);
        return await Answer(pending with { Session = step.Session }, step);
    }

    private async Process<HttpReply> Answer(Pending pending, AkaStep step)
    {
        switch (step.Kind)
        {
            case AkaStepKind.Challenge when _pending.Count >= _party.Provider.PendingMax:
                return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending, step.Tag);
            case AkaStepKind.Challenge:
                var challenge = new AkaChallenge(
                    new UInt128(_random.NextBits(), _random.NextBits()), step.Rand, step.Autn);
                _pending.Add(challenge.Transaction, pending);
                _party.Services.Count(ProxyService.Challenged);
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

    // OP -> UE  200 with a form that posts the ID token to the cloud (OAuth 2.0 Form Post Response Mode 1.0)
    private async Process<HttpReply> GiveToken(Pending pending, MeasurementTag tag)
    {
        Execution execution = await _party.Processor.Execute(_sign, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        string token = Sign(pending.Request, pending.Imsi, accessToken: null);
        var response = new AuthorizationResponse(pending.Request.State, null, token, null);
        _party.Services.Count(ProxyService.TokenGiven);
        Octets form = FormPost.Encode(pending.Request.RedirectUri, response);
        return new HttpReply(
            HttpResponse.Create(HttpStatus.Ok, Html, form, new HttpField("Cache-Control", "no-store")),
            execution.Tag, FederationLabels.IdToken);
    }

    // OP -> UE  302 with a code
    private HttpReply GiveCode(Pending pending, in MeasurementTag tag)
    {
        if (_codes.Count >= _party.Provider.PendingMax)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.TooManyPending, tag);
        }

        string code = Draw();
        _codes.Add(code, new Grant(
            pending.Request, pending.Imsi, _party.Node.Simulation.Now + _party.Provider.CodeLifetime));
        _party.Services.Count(ProxyService.CodeGiven);
        return Redirect(pending.Request, new AuthorizationResponse(pending.Request.State, code, null, null), tag);
    }

    // OP -> UE  302 with error=access_denied: no token before EPS-AKA is complete
    private HttpReply Deny(Pending pending, in AkaStep step)
    {
        _party.Refuse(step.Kind switch
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

    // cloud -> OP  POST /token;  OP -> cloud  200 with tokens, or 400
    private async Process<HttpReply> Exchange(HttpRequest request, MeasurementTag tag)
    {
        if (!FormParameters.TryDecode(request.Body.Span, out FormParameters form, out DecodeError _)
            || !TokenRequest.TryRead(form, out TokenRequest? asked))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        if (!_codes.TryTake(asked!.Code, out Grant? grant)) // once (RFC 6749 §4.1.2)
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.UnknownCode, tag);
        }

        if (_party.Node.Simulation.Now > grant!.ExpiresAt)
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.ExpiredCode, tag);
        }

        if (asked.ClientId != grant.Request.ClientId || asked.RedirectUri != grant.Request.RedirectUri
            || !Pkce.Matches(asked.CodeVerifier, grant.Request.CodeChallenge!))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.WrongVerifier, tag);
        }

        Execution execution = await _party.Processor.Execute(_sign, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        string accessToken = Draw();
        string idToken = Sign(grant.Request, grant.Imsi, accessToken);
        long lifetime = _party.Provider.TokenLifetime.Picoseconds / SimTime.PicosecondsPerSecond;
        _party.Services.Count(ProxyService.CodeExchanged);
        return Document(
            new TokenResponse(accessToken, lifetime, idToken).Encode(), FederationLabels.Tokens, execution.Tag);
    }

    private string Sign(AuthorizationRequest request, Imsi imsi, string? accessToken)
    {
        long lifetime = _party.Provider.TokenLifetime.Picoseconds / SimTime.PicosecondsPerSecond;
        var token = new IdToken(_party.Provider.Issuer, imsi.ToString(), [request.ClientId], Now + lifetime, Now)
        {
            Nonce = request.Nonce,
            AuthenticatedAt = Now,
            AccessTokenHash = accessToken is null ? null : IdTokenValidation.HashOf(accessToken),
        };
        return _party.Provider.Signer.Sign(token.Encode());
    }

    // A client is known by its name, and its redirect URI lies below it.
    private bool IsKnown(AuthorizationRequest request)
    {
        foreach (string client in _party.Provider.Clients)
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
        _party.Refuse(reason);
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

    private sealed record Pending(AuthorizationRequest Request, Imsi Imsi, IAkaSession? Session);

    private sealed record Grant(AuthorizationRequest Request, Imsi Imsi, SimTime ExpiresAt);
}
