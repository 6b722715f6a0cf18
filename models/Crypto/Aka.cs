using System;

namespace Simulator.Crypto;

/// <summary>What a USIM answers to a challenge (TS 33.102 §6.3.3).</summary>
public enum ChallengeVerdict
{
    /// <summary>The network is genuine and the challenge fresh: response and keys are valid.</summary>
    Accepted,

    /// <summary>MAC-A is wrong: the challenge does not come from the home network.</summary>
    MacFailure,

    /// <summary>MAC-A is right and SQN not fresh: AUTS is valid.</summary>
    SynchFailure,
}

/// <summary>Authentication and key agreement: tokens made and checked (TS 33.102 §6.3).</summary>
/// <remarks>The functions are passed by reference to spare the copy of a key schedule; nothing changes them.</remarks>
public static class Aka
{
    /// <summary>AuC: makes a vector (§6.3.2).</summary>
    /// <typeparam name="T">Milenage or TUAK.</typeparam>
    /// <param name="functions">The subscriber's functions.</param>
    /// <param name="rand">A fresh random challenge.</param>
    /// <param name="sqn">A fresh sequence number.</param>
    /// <param name="amf">Management field; the separation bit is 1 for EPS.</param>
    public static AuthenticationVector CreateVector<T>(ref T functions, UInt128 rand, Sqn sqn, Amf amf)
        where T : struct, IAkaFunctions
    {
        AkaKeys keys = functions.F2345(rand);
        Autn autn = new(sqn, keys.Ak, amf, functions.F1(rand, sqn, amf));
        return new(rand, keys.Res, keys.Ck, keys.Ik, autn);
    }

    /// <summary>AuC: checks the token of a resynchronisation and reveals SQN_MS (§6.3.5).</summary>
    /// <typeparam name="T">Milenage or TUAK.</typeparam>
    /// <param name="functions">The subscriber's functions.</param>
    /// <param name="rand">The challenge that the USIM refused.</param>
    /// <param name="auts">The token.</param>
    /// <param name="sqnMs">SQN_MS; the default value on failure.</param>
    /// <returns>False if MAC-S is wrong.</returns>
    public static bool TryResynchronise<T>(ref T functions, UInt128 rand, Auts auts, out Sqn sqnMs)
        where T : struct, IAkaFunctions
    {
        Sqn revealed = new((auts.SqnXorAk ^ functions.F5Star(rand)) & UInt48.Max);
        ulong macS = functions.F1Star(rand, revealed, Amf.Resynchronisation);
        bool genuine = FixedTime.Equal(macS, auts.MacS) & auts.SqnXorAk <= UInt48.Max;
        sqnMs = genuine ? revealed : default;
        return genuine;
    }

    /// <summary>USIM: checks MAC-A, then SQN, and answers; the array changes only if both are right (§6.3.3).</summary>
    /// <typeparam name="T">Milenage or TUAK.</typeparam>
    /// <param name="functions">The subscriber's functions.</param>
    /// <param name="array">The sequence numbers that the USIM remembers.</param>
    /// <param name="rand">The challenge.</param>
    /// <param name="autn">The token.</param>
    /// <param name="keys">Response and keys if accepted; otherwise the default value.</param>
    /// <param name="auts">The token for a resynchronisation if SQN is not fresh; otherwise the default value.</param>
    public static ChallengeVerdict Authenticate<T>(
        ref T functions, SqnArray array, UInt128 rand, Autn autn, out AkaKeys keys, out Auts auts)
        where T : struct, IAkaFunctions
    {
        ArgumentNullException.ThrowIfNull(array);
        (keys, auts) = (default, default);
        AkaKeys computed = functions.F2345(rand);
        Sqn sqn = autn.Sqn(computed.Ak);
        if (!FixedTime.Equal(functions.F1(rand, sqn, autn.Amf), autn.MacA))
        {
            return ChallengeVerdict.MacFailure;
        }

        if (array.Accept(sqn) != SqnVerdict.Fresh)
        {
            auts = CreateAuts(ref functions, rand, array.Highest);
            return ChallengeVerdict.SynchFailure;
        }

        keys = computed;
        return ChallengeVerdict.Accepted;
    }

    /// <summary>USIM: makes the token of a resynchronisation (§6.3.3).</summary>
    /// <typeparam name="T">Milenage or TUAK.</typeparam>
    /// <param name="functions">The subscriber's functions.</param>
    /// <param name="rand">The challenge that was not fresh.</param>
    /// <param name="sqnMs">SQN_MS, the highest number accepted.</param>
    public static Auts CreateAuts<T>(ref T functions, UInt128 rand, Sqn sqnMs)
        where T : struct, IAkaFunctions => new(
            sqnMs.Value ^ functions.F5Star(rand),
            functions.F1Star(rand, sqnMs, Amf.Resynchronisation));
}
