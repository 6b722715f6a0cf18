using System;
using Simulator.Crypto;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What a USIM answers to AUTHENTICATE in EPS context (TS 31.102 §7.1.2.1).</summary>
/// <param name="Verdict">What it thinks of the challenge; null if the card did not answer: it was busy or went down.
/// </param>
/// <param name="Res">Response, if accepted.</param>
/// <param name="Ck">Cipher key, if accepted.</param>
/// <param name="Ik">Integrity key, if accepted.</param>
/// <param name="Auts">Token for a resynchronisation, if the sequence number is not fresh.</param>
/// <param name="Tag">What is measured: the tag that was handed in, with the card's time added.</param>
public readonly record struct CardAnswer(
    ChallengeVerdict? Verdict, Res Res, UInt128 Ck, UInt128 Ik, Auts Auts, MeasurementTag Tag);
