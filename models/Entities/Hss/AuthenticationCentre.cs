using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Wire;

namespace Simulator.Entities;

/// <summary>Makes vectors from what is kept of subscribers: in an HSS, or wherever accounts have SIM cards (TS 33.401
/// §6.1.2, TS 33.102 §6.3).</summary>
/// <param name="simulation">The replication.</param>
/// <param name="random">Where challenges are drawn from.</param>
/// <param name="scheme">How sequence numbers are made.</param>
/// <param name="clockUnit">One tick of the global counter GLC (TS 33.102 annex C.1.1.1).</param>
internal sealed class AuthenticationCentre(
    Simulation simulation, RandomStream random, SqnScheme scheme, SimTime clockUnit)
{
    private ulong Clock => (ulong)(simulation.Now.Picoseconds / clockUnit.Picoseconds);

    /// <summary>Makes vectors. The sequence number moves only if all of them could be made.</summary>
    /// <param name="record">The subscriber.</param>
    /// <param name="refused">What the card refused as not fresh, or null.</param>
    /// <param name="visited">The network that KASME is bound to.</param>
    /// <param name="vectors">Receives the vectors.</param>
    /// <returns>Why there are none; null if there are.</returns>
    public HssRefusal? Make(
        ref SubscriberRecord record, Resynchronisation? refused, PlmnId visited,
        Span<EpsAuthenticationVector> vectors)
    {
        var functions = new Milenage(record.K, record.Opc);
        Sqn sqn = record.Sqn;
        if (refused is { } token)
        {
            if (!Aka.TryResynchronise(ref functions, token.Rand, token.Auts, out Sqn sqnMs)) // TS 33.102 §6.3.5
            {
                return HssRefusal.WrongAuts;
            }

            sqn = scheme.Resynchronise(sqn, sqnMs, Clock);
        }

        Span<byte> network = stackalloc byte[PlmnId.Size];
        visited.CopyTo(network);
        foreach (ref EpsAuthenticationVector vector in vectors)
        {
            if (!scheme.TryNext(sqn, Clock, out sqn))
            {
                return HssRefusal.SequenceNumbersExhausted;
            }

            var rand = new UInt128(random.NextBits(), random.NextBits());
            vector = Aka.CreateVector(ref functions, rand, sqn, Amf.Eps).ToEps(network);
        }

        record.Sqn = sqn; // every check has passed
        return null;
    }
}
