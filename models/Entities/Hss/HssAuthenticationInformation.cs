using System;
using Simulator.Crypto;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Simulator.Entities;

/// <summary>Authentication information retrieval, in HSS and AuC (TS 29.272 §5.2.3.1, TS 33.401 §6.1.2).</summary>
internal sealed class HssAuthenticationInformation : IHssProcedure<AuthenticationInformationRequest>
{
    /// <summary>Ours: as many as one <see cref="Work"/> can hold, and as any network asks for.</summary>
    public const int VectorsMax = 5;

    private readonly Hss _hss;
    private readonly AuthenticationCentre _centre;
    private readonly EpsAuthenticationVector[] _made = new EpsAuthenticationVector[VectorsMax];
    private readonly EutranVector[] _vectors = new EutranVector[VectorsMax];
    private readonly OperationId _lookup;
    private readonly OperationId _vector;
    private readonly OperationId _resynchronise;
    private readonly OperationId _kdf;

    public HssAuthenticationInformation(Hss hss)
    {
        _hss = hss;
        _centre = new AuthenticationCentre(
            hss.Node.Simulation, hss.Node.Simulation.Random($"{hss.Node.Id}/rand"), hss.Options.SqnScheme,
            hss.Options.ClockUnit);
        _lookup = hss.Processor.Find(Hss.Lookup);
        _vector = hss.Processor.Find(Operations.AkaVector.Name);
        _resynchronise = hss.Processor.Find(Operations.AkaResynchronise.Name);
        _kdf = hss.Processor.Find(Operations.KdfHmacSha256.Name);
    }

    public CommandCode Command => CommandCode.AuthenticationInformation;

    public SessionRequest SessionOf(in AuthenticationInformationRequest request) => request.Session;

    public DiameterFault Check(in AuthenticationInformationRequest request) =>
        request.Requested is null ? HssFault.NothingRequested : DiameterFault.None;

    public Work CostOf(in AuthenticationInformationRequest request)
    {
        var work = Work.Of(_lookup);
        if (request.Requested!.Value.Resynchronisation is not null)
        {
            work = work.And(_resynchronise);
        }

        for (int vectors = CountOf(request); vectors > 0; vectors--)
        {
            work = work.And(_vector).And(_kdf);
        }

        return work;
    }

    public void Serve(
        DiameterConnection from, in AuthenticationInformationRequest request, in MeasurementTag tag)
    {
        // MME -> HSS  Authentication-Information-Request
        AuthenticationInformationAnswer answer = Answer(request);

        // HSS -> MME  Authentication-Information-Answer
        from.Answer(answer, tag);
    }

    // Ours: fewer than one vector is taken as one, more than the bound as the bound (§5.2.3.1.3 allows fewer).
    private int CountOf(in AuthenticationInformationRequest request) =>
        (int)Math.Clamp(request.Requested!.Value.VectorCount ?? 1, 1, (uint)_hss.Options.VectorsMax);

    private AuthenticationInformationAnswer Answer(in AuthenticationInformationRequest request)
    {
        if (!_hss.TryFind(request.Imsi, out int place, out S6aResultCode result, out HssRefusal reason))
        {
            return new(_hss.Refuse(request.Session, result, reason)); // §5.2.3.1.3
        }

        Resynchronisation? refused = request.Requested!.Value.Resynchronisation is { } token
            ? new(token.Rand, token.Auts)
            : null;
        Span<EpsAuthenticationVector> made = _made.AsSpan(0, CountOf(request));
        if (_centre.Make(ref _hss.Subscribers.At(place), refused, request.VisitedPlmn, made) is { } refusal)
        {
            return new(_hss.Refuse(request.Session, S6aResultCode.AuthenticationDataUnavailable, refusal));
        }

        for (int index = 0; index < made.Length; index++)
        {
            uint? item = made.Length > 1 ? (uint)index + 1 : null; // §7.3.18: their order, if there are several
            EpsAuthenticationVector vector = made[index];
            _vectors[index] = new(vector.Rand, vector.Xres, vector.Autn, vector.Kasme, item);
            _hss.Measures.Vectors.Add();
        }

        HssService service = refused is null ? HssService.AuthenticationInformation : HssService.Resynchronisation;
        return new(_hss.Grant(request.Session, service), new(_vectors.AsSpan(0, made.Length)));
    }
}
