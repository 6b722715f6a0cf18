using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>What a cloud said to a request of its user.</summary>
/// <typeparam name="T">What it gives.</typeparam>
/// <param name="Refusal">Why it gave nothing; null if it did.</param>
/// <param name="Given">What it gave.</param>
/// <param name="Tag">What is measured.</param>
internal readonly record struct CloudAnswer<T>(ProxyRefusal? Refusal, T Given, MeasurementTag Tag);

/// <summary>vUSER: the cloud sees a user of its API.</summary>
internal sealed class VirtualUser
{
    private const string Json = "application/json";

    private readonly HttpClient _client;
    private readonly HomeNetworks<FederatedCloud> _clouds = new();

    public VirtualUser(Proxy proxy)
    {
        _client = new HttpClient(proxy.Node, proxy.Processor, proxy.Options.Cloudward, proxy.Measures.Http);
        foreach (FederatedCloud cloud in proxy.Options.Clouds)
        {
            _clouds.Add(cloud.Plmn, cloud);
        }
    }

    /// <summary>vUSER -> cloud  POST /v1/authentication-vectors;  cloud -> vUSER  200, 403, 404.</summary>
    public async Process<CloudAnswer<IReadOnlyList<EpsAuthenticationVector>>> FetchVectors(
        Imsi imsi, PlmnId visited, int count, RefusedChallenge? refused, MeasurementTag tag)
    {
        if (_clouds.Find(imsi) is not { } cloud)
        {
            return new(ProxyRefusal.UnknownAccount, [], tag);
        }

        Octets body = new VectorsRequest(imsi, visited, count, refused).ToOctets();
        var request = HttpRequest.Create("POST", cloud.Host, VectorsRequest.Path, Json, body);
        HttpResult result = await _client.Send(cloud.Address, request, FederationLabels.PostVectors, tag);
        bool isRead = VectorsAnswer.TryDecode(result.Response.Body.Span, out VectorsAnswer answer, out DecodeError _);
        ProxyRefusal? refusal = RefusalOf(result, isRead);
        return new(refusal, refusal is null ? answer.Vectors : [], result.Tag);
    }

    /// <summary>vUSER -> cloud  GET /v1/accounts/{imsi}/subscription;  cloud -> vUSER  200, 403, 404.</summary>
    public async Process<CloudAnswer<SubscriptionAnswer>> FetchSubscription(Imsi imsi, MeasurementTag tag)
    {
        if (_clouds.Find(imsi) is not { } cloud)
        {
            return new(ProxyRefusal.UnknownAccount, default, tag);
        }

        var request = HttpRequest.Create("GET", cloud.Host, SubscriptionAnswer.PathOf(imsi.ToString()));
        HttpResult result = await _client.Send(cloud.Address, request, FederationLabels.GetSubscription, tag);
        bool isRead = SubscriptionAnswer.TryDecode(
            result.Response.Body.Span, out SubscriptionAnswer answer, out DecodeError _);
        return new(RefusalOf(result, isRead), answer, result.Tag);
    }

    private static ProxyRefusal? RefusalOf(in HttpResult result, bool isRead) => result switch
    {
        { Failure: not null } => ProxyRefusal.CloudUnavailable,
        { Response.Status: HttpStatus.NotFound } => ProxyRefusal.UnknownAccount,
        { Response.Status: HttpStatus.Forbidden } => ProxyRefusal.BarredAccount,
        { Response.Status: HttpStatus.Ok } when isRead => null,
        _ => ProxyRefusal.CloudUnavailable,
    };
}
