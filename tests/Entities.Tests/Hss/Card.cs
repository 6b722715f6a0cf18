using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>A card that answers challenges by the same standard, to hold vectors against.</summary>
internal sealed class Card(Subscriber subscriber, SqnScheme scheme)
{
    private readonly SqnArray _sequenceNumbers = new(scheme);

    public Sqn Highest => _sequenceNumbers.Highest;

    /// <summary>The card has accepted this number, with every index, elsewhere.</summary>
    public void Advance(ulong seq)
    {
        for (int ind = 0; ind < scheme.ArraySize; ind++)
        {
            _sequenceNumbers.Accept(Sqn.FromParts(seq, ind, scheme.IndBits));
        }
    }

    public ChallengeVerdict Authenticate(EpsAuthenticationVector vector, out AkaKeys keys, out Auts auts)
    {
        var functions = new Milenage(subscriber.K, subscriber.Opc);
        return Aka.Authenticate(
            ref functions, _sequenceNumbers, vector.Rand, vector.Autn, out keys, out auts);
    }

    /// <summary>True if the vector is right for this network, down to KASME.</summary>
    public bool Accepts(EpsAuthenticationVector vector, PlmnId network)
    {
        byte[] octets = new byte[PlmnId.Size];
        network.CopyTo(octets);
        return Authenticate(vector, out AkaKeys keys, out _) == ChallengeVerdict.Accepted
            && keys.Res == vector.Xres
            && vector.Autn.Amf.SeparationBit
            && EpsKeys.Kasme(keys.Ck, keys.Ik, octets, vector.Autn.SqnXorAk) == vector.Kasme;
    }
}
