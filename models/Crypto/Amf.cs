using System.Globalization;

namespace Simulator.Crypto;

/// <summary>Authentication management field AMF, 16 bits (TS 33.102 §6.3.1 and annex H).</summary>
/// <param name="Value">Bit 0 of the standard is the most significant one here.</param>
public readonly record struct Amf(ushort Value)
{
    private const ushort SeparationMask = 0x8000;

    /// <summary>The field of an EPS vector: separation bit 1, the rest 0.</summary>
    public static Amf Eps => new(SeparationMask);

    /// <summary>The dummy value that protects a resynchronisation: all zero (TS 33.102 §6.3.3).</summary>
    public static Amf Resynchronisation => default;

    /// <summary>
    /// AMF separation bit: 1 in vectors for EPS only, 0 otherwise (TS 33.401 §6.1.1, TS 33.102 annex H).
    /// </summary>
    public bool SeparationBit => (Value & SeparationMask) != 0;

    /// <summary>The same field with the separation bit as given.</summary>
    /// <param name="separationBit">1 for EPS.</param>
    public Amf With(bool separationBit) =>
        new((ushort)(separationBit ? Value | SeparationMask : Value & ~SeparationMask));

    /// <summary>The field as 4 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x4", CultureInfo.InvariantCulture);
}
