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
/// Authentication by the vOP of another proxy, which sees a terminal and a relying party in one: it challenges, and
/// when EPS-AKA is complete gives an ID token for this proxy. That token is validated, and this proxy's own vOP makes
/// another one for the cloud, which knows only this proxy.
/// </summary>
internal sealed class FurtherProvider
{
    private const string Json = "application/json", Callback = "/callback";
    private const int RandomSize = 16; // ours: 128 bits

    private readonly Proxy _proxy;
    private readonly HttpClient _client;
    private readonly ProviderKeys _keys;
    private readonly RandomStream _random;
    private readonly Work _verifyCurve;
    private readonly Work _verifyRsa;

    public FurtherProvider(Proxy proxy)
    {
        _proxy = proxy;
        _client = new HttpClient(proxy.Node, proxy.Processor, proxy.Options.Http, proxy.Measures.Http);
        _keys = new ProviderKeys(_client);
        _random = proxy.Node.Simulation.Random($"{proxy.Node.Id}/chain");
        _verifyCurve = Work.Of(proxy.Processor.Find(Operations.EcdsaP256Verify.Name));
        _verifyRsa = Work.Of(proxy.Processor.Find(Operations.Rsa2048Verify.Name));
    }

    private string Host => _proxy.Options.Provider.Host;

    /// <summary>Keys are lost.</summary>
    public void Forget() => _keys.Forget();

    /// <summary>proxy -> vOP  GET /authorize with the IMSI;  vOP -> proxy  200 with a challenge, or 302.</summary>
    public async Process<AkaStep> Begin(TrustedProvider provider, Imsi imsi, MeasurementTag tag)
    {
        var session = new Session(this, provider, imsi, Draw(), Draw());
        var request = new AuthorizationRequest(
            ResponseType.IdToken, Host, $"http://{Host}{Callback}", session.State, session.Nonce, null,
            imsi.ToString());
        HttpResult result = await _client.Send(
            provider.Address,
            HttpRequest.Create("GET", provider.Host, $"{ProviderPaths.Authorize}?{request.ToQuery()}"),
            FederationLabels.GetAuthorize, tag);
        return await Read(session, result);
    }

    // proxy -> vOP  POST /authorize/aka;  vOP -> proxy  200 with a challenge or an ID token, or 302
    private async Process<AkaStep> Continue(Session session, AkaAnswer answer, MeasurementTag tag)
    {
        session.Failure =
            answer.Outcome == AkaOutcome.MacFailure ? AkaStepKind.CardRefused : AkaStepKind.WrongResponse;
        AkaAnswer passed = answer with { Transaction = session.Transaction };
        HttpResult result = await _client.Send(
            session.Provider.Address,
            HttpRequest.Create("POST", session.Provider.Host, AkaAnswer.Path, Json, passed.ToOctets()),
            FederationLabels.PostAka, tag);
        return await Read(session, result);
    }

    private async Process<AkaStep> Read(Session session, HttpResult result)
    {
        Execution execution = await _proxy.Processor.Execute(_proxy.StepWork, result.Tag);
        MeasurementTag tag = execution.Tag;
        if (!execution.IsDone || result.Failure is not null)
        {
            return AkaStep.Over(AkaStepKind.Unavailable, result.Tag);
        }

        ReadOnlySpan<byte> body = result.Response.Body.Span;
        switch (result.Response.Status)
        {
            case HttpStatus.Found: // error=access_denied
                return AkaStep.Over(session.Failure, tag);
            case HttpStatus.Ok when AkaChallenge.TryDecode(body, out AkaChallenge challenge, out DecodeError _):
                session.Transaction = challenge.Transaction;
                return new AkaStep(AkaStepKind.Challenge, challenge.Rand, challenge.Autn, session, tag);
            case HttpStatus.Ok when TokenOf(body, session.State) is { } token:
                return await Verify(session, token, tag);
            default:
                return AkaStep.Over(AkaStepKind.Unavailable, tag);
        }
    }

    private async Process<AkaStep> Verify(Session session, string token, MeasurementTag tag)
    {
        (JsonWebKeySet? keys, tag) = await _keys.Fetch(session.Provider, tag);
        if (keys is null)
        {
            return AkaStep.Over(AkaStepKind.Unavailable, tag);
        }

        bool isRsa = keys.Keys.Count > 0 && keys.Keys[0].Algorithm == JwsAlgorithm.Rs256;
        Execution execution = await _proxy.Processor.Execute(isRsa ? _verifyRsa : _verifyCurve, tag);
        long now = HttpServer.SimulatedEpoch
            + (_proxy.Node.Simulation.Now.Picoseconds / SimTime.PicosecondsPerSecond);
        var expected = new IdTokenExpectation(session.Provider.Issuer, Host, session.Nonce, now);
        if (!execution.IsDone)
        {
            return AkaStep.Over(AkaStepKind.Unavailable, tag);
        }

        bool isRight = IdTokenValidation.Validate(token, expected, keys, out IdToken? claims)
            == IdTokenVerdict.Accepted && claims!.Subject == session.Imsi.ToString();
        if (!isRight)
        {
            _proxy.Refuse(ProxyRefusal.WrongToken);
        }

        return AkaStep.Over(isRight ? AkaStepKind.Authenticated : AkaStepKind.Refused, execution.Tag);
    }

    private static string? TokenOf(ReadOnlySpan<byte> page, string state) =>
        FormPost.TryDecode(page, out string _, out Octets form)
        && FormParameters.TryDecode(form.Span, out FormParameters parameters, out _)
        && AuthorizationResponse.TryRead(parameters, out AuthorizationResponse? response)
        && response!.State == state
            ? response.IdToken
            : null;

    private string Draw()
    {
        Span<byte> octets = stackalloc byte[RandomSize];
        _random.Fill(octets);
        return Base64UrlText.Encode(octets);
    }

    private sealed class Session(
        FurtherProvider further, TrustedProvider provider, Imsi imsi, string state, string nonce) : IAkaSession
    {
        public TrustedProvider Provider { get; } = provider;

        public Imsi Imsi { get; } = imsi;

        public string State { get; } = state;

        public string Nonce { get; } = nonce;

        /// <summary>The last challenge, as the other proxy calls it.</summary>
        public UInt128 Transaction { get; set; }

        /// <summary>What a refusal means.</summary>
        public AkaStepKind Failure { get; set; } = AkaStepKind.Refused;

        public Process<AkaStep> Continue(AkaAnswer answer, MeasurementTag tag) => further.Continue(this, answer, tag);
    }
}
