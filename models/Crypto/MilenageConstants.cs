using System;

namespace Simulator.Crypto;

/// <summary>The constants that an operator may choose (TS 35.206 §4.1, §5.3).</summary>
/// <param name="C1">Constant of f1 and f1*.</param>
/// <param name="C2">Constant of f2 and f5.</param>
/// <param name="C3">Constant of f3.</param>
/// <param name="C4">Constant of f4.</param>
/// <param name="C5">Constant of f5*.</param>
/// <param name="R1">Rotation of f1 and f1* in bits, 0 to 127.</param>
/// <param name="R2">Rotation of f2 and f5 in bits, 0 to 127.</param>
/// <param name="R3">Rotation of f3 in bits, 0 to 127.</param>
/// <param name="R4">Rotation of f4 in bits, 0 to 127.</param>
/// <param name="R5">Rotation of f5* in bits, 0 to 127.</param>
public readonly record struct MilenageConstants(
    UInt128 C1, UInt128 C2, UInt128 C3, UInt128 C4, UInt128 C5, int R1, int R2, int R3, int R4, int R5)
{
    /// <summary>The values of TS 35.206 §4.1.</summary>
    public static MilenageConstants Standard => new(0, 1, 2, 4, 8, 64, 0, 32, 64, 96);
}
