using System;

namespace Simulator.Crypto;

/// <summary>The functions f1 to f5* of one subscriber, the same in the USIM and in the AuC (TS 33.102 §6.3).</summary>
public interface IAkaFunctions
{
    /// <summary>f1: network authentication code MAC-A.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <param name="sqn">Sequence number.</param>
    /// <param name="amf">Management field.</param>
    /// <returns>64 bits.</returns>
    ulong F1(UInt128 rand, Sqn sqn, Amf amf);

    /// <summary>f1*: resynchronisation code MAC-S.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <param name="sqn">Sequence number SQN_MS.</param>
    /// <param name="amf">Management field, all zero in a resynchronisation.</param>
    /// <returns>64 bits.</returns>
    ulong F1Star(UInt128 rand, Sqn sqn, Amf amf);

    /// <summary>f2, f3, f4 and f5: response, cipher key, integrity key, anonymity key.</summary>
    /// <param name="rand">Random challenge.</param>
    AkaKeys F2345(UInt128 rand);

    /// <summary>f5*: anonymity key of a resynchronisation.</summary>
    /// <param name="rand">Random challenge.</param>
    /// <returns>48 bits.</returns>
    ulong F5Star(UInt128 rand);
}

/// <summary>What both sides compute from a challenge (TS 33.102 §6.3.2, §6.3.3).</summary>
/// <param name="Res">Response, f2.</param>
/// <param name="Ck">Cipher key, f3.</param>
/// <param name="Ik">Integrity key, f4.</param>
/// <param name="Ak">Anonymity key, f5, 48 bits.</param>
public readonly record struct AkaKeys(Res Res, UInt128 Ck, UInt128 Ik, ulong Ak);
