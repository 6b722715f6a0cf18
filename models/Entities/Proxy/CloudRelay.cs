using System.Collections.Generic;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Other proxies see the interface of a cloud: what they ask for, the vUSER asks the cloud or the next proxy.
/// </summary>
internal sealed class CloudRelay(Proxy proxy, VirtualUser user) : IHttpService
{
    private const string Json = "application/json";

    /// <inheritdoc/>
    public async Process<HttpReply> Serve(HttpRequest request, MeasurementTag tag)
    {
        Execution execution = await proxy.Processor.Execute(proxy.StepWork, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        if (request.Method == "GET" && CloudPaths.TryReadSubscription(request.Target, out Imsi imsi))
        {
            return await GiveSubscription(imsi, execution.Tag);
        }

        return request is { Method: "POST", Target: VectorsRequest.Path }
            ? await GiveVectors(request, execution.Tag)
            : Refuse(HttpStatus.NotFound, ProxyRefusal.UnknownPath, execution.Tag);
    }

    // proxy -> this  POST /v1/authentication-vectors;  this -> proxy  200, 403, 404, or 504 if the cloud is not reached
    private async Process<HttpReply> GiveVectors(HttpRequest request, MeasurementTag tag)
    {
        if (!VectorsRequest.TryDecode(request.Body.Span, out VectorsRequest asked, out DecodeError _))
        {
            return Refuse(HttpStatus.BadRequest, ProxyRefusal.Malformed, tag);
        }

        CloudAnswer<IReadOnlyList<EpsAuthenticationVector>> answer = await user.FetchVectors(
            asked.Imsi, asked.VisitedPlmn, asked.Count, asked.Resynchronisation, tag);
        Octets given = answer.Refusal is null ? new VectorsAnswer(answer.Given).ToOctets() : default;
        return await Pass(answer.Refusal, given, FederationLabels.Vectors, answer.Tag);
    }

    // proxy -> this  GET /v1/accounts/{imsi}/subscription;  this -> proxy  200, 403, 404, 504
    private async Process<HttpReply> GiveSubscription(Imsi imsi, MeasurementTag tag)
    {
        CloudAnswer<SubscriptionAnswer> answer = await user.FetchSubscription(imsi, tag);
        Octets given = answer.Refusal is null ? answer.Given.ToOctets() : default;
        return await Pass(answer.Refusal, given, FederationLabels.Subscription, answer.Tag);
    }

    private async Process<HttpReply> Pass(
        ProxyRefusal? refusal, Octets given, MessageLabel label, MeasurementTag tag)
    {
        Execution execution = await proxy.Processor.Execute(proxy.StepWork, tag);
        if (!execution.IsDone)
        {
            return Refuse(HttpStatus.ServiceUnavailable, ProxyRefusal.Overloaded, tag);
        }

        if (refusal is { } reason)
        {
            int status = reason switch
            {
                ProxyRefusal.UnknownAccount => HttpStatus.NotFound,
                ProxyRefusal.BarredAccount => HttpStatus.Forbidden,
                _ => HttpStatus.GatewayTimeout,
            };
            return Refuse(status, reason, execution.Tag);
        }

        proxy.Measures.Services.Count(ProxyService.Relayed);
        return new HttpReply(HttpResponse.Create(HttpStatus.Ok, Json, given), execution.Tag, label);
    }

    private HttpReply Refuse(int status, ProxyRefusal reason, in MeasurementTag tag)
    {
        proxy.Refuse(reason);
        return new HttpReply(HttpResponse.Create(status), tag);
    }
}
