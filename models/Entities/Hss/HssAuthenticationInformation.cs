using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Authentication information retrieval, in HSS and AuC (TS 29.272 §5.2.3.1, TS 33.401 §6.1.2).</summary>
internal sealed class HssAuthenticationInformation : IHssProcedure<AuthenticationInformationRequest>
{
    /// <summary>Ours: as many as one <see cref="Work"/> can hold, and as any network asks for.</summary>
    public const int VectorsMax = 5;

    private readonly Hss _hss;
    private readonly RandomStream _random;
    private readonly EutranVector[] _vectors = new EutranVector[VectorsMax];
    private readonly OperationId _lookup;
    private readonly OperationId _vector;
    private readonly OperationId _resynchronise;
    private readonly OperationId _kdf;

    public HssAuthenticationInformation(Hss hss)
    {
        _hss = hss;
        _random = hss.Node.Simulation.Random($"{hss.Node.Id}/rand");
        _lookup = hss.Processor.Find(Hss.Lookup);
        _vector = hss.Processor.Find(Operations.AkaVector.Name);
        _resynchronise = hss.Processor.Find(Operations.AkaResynchronise.Name);
        _kdf = hss.Processor.Find(Operations.KdfHmacSha256.Name);
    }

    public CommandCode Command => CommandCode.AuthenticationInformation;

    // GLC of TS 33.102 annex C.1.1.1
    private ulong Clock => (ulong)(_hss.Node.Simulation.Now.Picoseconds / _hss.Options.ClockUnit.Picoseconds);

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

        ref SubscriberRecord record = ref _hss.Subscribers.At(place);
        var functions = new Milenage(record.K, record.Opc);
        Sqn sqn = record.Sqn;
        Protocols.Diameter.Resynchronisation? resynchronisation = request.Requested!.Value.Resynchronisation;
        if (resynchronisation is { } token)
        {
            if (!Aka.TryResynchronise(ref functions, token.Rand, token.Auts, out Sqn sqnMs)) // TS 33.102 §6.3.5
            {
                return Unavailable(request.Session, HssRefusal.WrongAuts);
            }

            sqn = _hss.Options.SqnScheme.Resynchronise(sqn, sqnMs, Clock);
        }

        int count = CountOf(request);
        if (!TryMake(ref functions, ref sqn, request.VisitedPlmn, count))
        {
            return Unavailable(request.Session, HssRefusal.SequenceNumbersExhausted);
        }

        record.Sqn = sqn; // every check has passed
        HssService service = resynchronisation is null
            ? HssService.AuthenticationInformation
            : HssService.Resynchronisation;
        return new(_hss.Grant(request.Session, service), new(_vectors.AsSpan(0, count)));
    }

    private AuthenticationInformationAnswer Unavailable(in SessionRequest session, HssRefusal reason) =>
        new(_hss.Refuse(session, S6aResultCode.AuthenticationDataUnavailable, reason));

    private bool TryMake(ref Milenage functions, ref Sqn sqn, PlmnId visited, int count)
    {
        Span<byte> network = stackalloc byte[PlmnId.Size];
        visited.CopyTo(network);
        for (int index = 0; index < count; index++)
        {
            if (!_hss.Options.SqnScheme.TryNext(sqn, Clock, out sqn))
            {
                return false;
            }

            var rand = new UInt128(_random.NextBits(), _random.NextBits());
            EpsAuthenticationVector vector = Aka.CreateVector(ref functions, rand, sqn, Amf.Eps).ToEps(network);
            uint? item = count > 1 ? (uint)index + 1 : null; // §7.3.18: their order, if there are several
            _vectors[index] = new(vector.Rand, vector.Xres, vector.Autn, vector.Kasme, item);
            _hss.Measures.Vectors.Add();
        }

        return true;
    }
}
