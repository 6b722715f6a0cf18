using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Federation;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Gives vectors to proxies: first the account is looked up, only then anything is computed.</summary>
internal sealed class CloudVectors
{
    private const int VectorsMax = 5; // ours: as many as an HSS gives, and as one Work can hold

    private readonly Cloud _cloud;
    private readonly AuthenticationCentre _centre;
    private readonly EpsAuthenticationVector[] _made = new EpsAuthenticationVector[VectorsMax];
    private readonly OperationId _vector;
    private readonly OperationId _resynchronise;
    private readonly OperationId _kdf;

    public CloudVectors(Cloud cloud)
    {
        _cloud = cloud;
        Simulation simulation = cloud.Node.Simulation;
        _centre = new AuthenticationCentre(
            simulation, simulation.Random($"{cloud.Node.Id}/rand"), cloud.Options.SqnScheme, SimTime.FromSeconds(1));
        _vector = cloud.Processor.Find(Operations.AkaVector.Name);
        _resynchronise = cloud.Processor.Find(Operations.AkaResynchronise.Name);
        _kdf = cloud.Processor.Find(Operations.KdfHmacSha256.Name);
    }

    /// <summary>vUSER -> cloud  POST /v1/authentication-vectors;  cloud -> vUSER  200, 403, 404.</summary>
    public async Process<HttpReply> Give(HttpRequest request, MeasurementTag tag)
    {
        if (!VectorsRequest.TryDecode(request.Body.Span, out VectorsRequest asked, out DecodeError _))
        {
            return _cloud.Refuse(HttpStatus.BadRequest, CloudRefusal.Malformed, tag);
        }

        if (!_cloud.TryFind(asked.Imsi, out int place, out int status, out CloudRefusal reason))
        {
            return _cloud.Refuse(status, reason, tag);
        }

        int count = Math.Min(asked.Count, VectorsMax);
        Execution execution = await _cloud.Processor.Execute(CostOf(asked, count), tag);
        if (!execution.IsDone)
        {
            return _cloud.Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.Overloaded, tag);
        }

        return Answer(asked, place, count, execution.Tag);
    }

    private HttpReply Answer(in VectorsRequest asked, int place, int count, in MeasurementTag tag)
    {
        Resynchronisation? refused = asked.Resynchronisation is { } token ? new(token.Rand, token.Auts) : null;
        Span<EpsAuthenticationVector> made = _made.AsSpan(0, count);
        if (_centre.Make(ref _cloud.Accounts.At(place), refused, asked.VisitedPlmn, made) is { } refusal)
        {
            return refusal == HssRefusal.WrongAuts
                ? _cloud.Refuse(HttpStatus.BadRequest, CloudRefusal.WrongAuts, tag)
                : _cloud.Refuse(HttpStatus.ServiceUnavailable, CloudRefusal.SequenceNumbersExhausted, tag);
        }

        _cloud.Measures.Services.Count(refused is null ? CloudService.Vectors : CloudService.Resynchronisation);
        var answer = new VectorsAnswer(made.ToArray());
        return new HttpReply(
            HttpResponse.Create(HttpStatus.Ok, Cloud.Json, answer.ToOctets()), tag, FederationLabels.Vectors);
    }

    private Work CostOf(in VectorsRequest asked, int count)
    {
        Work work = Work.Of(_vector).And(_kdf);
        for (int further = 1; further < count; further++)
        {
            work = work.And(_vector).And(_kdf);
        }

        return asked.Resynchronisation is null ? work : work.And(_resynchronise);
    }
}
