using System;

namespace Simulator.Crypto;

/// <summary>Authentication vector, the quintet of UMTS AKA and IMS AKA (TS 33.102 §6.3.2).</summary>
/// <param name="Rand">Random challenge.</param>
/// <param name="Xres">Expected response.</param>
/// <param name="Ck">Cipher key.</param>
/// <param name="Ik">Integrity key.</param>
/// <param name="Autn">Authentication token.</param>
public readonly record struct AuthenticationVector(UInt128 Rand, Res Xres, UInt128 Ck, UInt128 Ik, Autn Autn)
{
    /// <summary>The vector for a serving network of EPS: KASME instead of CK and IK
    /// (TS 33.401 §6.1.1, annex A.2).</summary>
    /// <param name="servingNetwork">Serving network identity: the 3 octets of MCC and MNC.</param>
    public EpsAuthenticationVector ToEps(ReadOnlySpan<byte> servingNetwork) =>
        new(Rand, Xres, Autn, EpsKeys.Kasme(Ck, Ik, servingNetwork, Autn.SqnXorAk));
}

/// <summary>EPS authentication vector (TS 33.401 §6.1.2).</summary>
/// <param name="Rand">Random challenge.</param>
/// <param name="Xres">Expected response.</param>
/// <param name="Autn">Authentication token.</param>
/// <param name="Kasme">KASME, bound to the serving network.</param>
public readonly record struct EpsAuthenticationVector(UInt128 Rand, Res Xres, Autn Autn, Key256 Kasme);
