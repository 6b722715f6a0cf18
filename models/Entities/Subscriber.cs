using System;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>
/// A subscriber as the home operator personalises the card and provisions the HSS: handed to both, and to nobody else.
/// </summary>
/// <param name="Imsi">Who it is.</param>
/// <param name="K">Long-term key, 128 bits (TS 33.102 §6.3).</param>
/// <param name="Opc">OPc, the operator's variant of the algorithms for this key (TS 35.206 §4.1); TOPc with TUAK.
/// </param>
public readonly record struct Subscriber(Imsi Imsi, UInt128 K, UInt128 Opc)
{
    internal const int ImsiDigits = 15; // ours: the most there can be

    /// <summary>A subscriber of a network with Milenage: K from the stream <c>subscriber/IMSI/k</c>, OP from
    /// <c>operator/PLMN/op</c>.</summary>
    /// <param name="simulation">The replication.</param>
    /// <param name="mcc">Mobile country code, three digits.</param>
    /// <param name="mnc">Mobile network code, two or three digits.</param>
    /// <param name="number">Number within the network, which fills the rest of the IMSI.</param>
    public static Subscriber Draw(Simulation simulation, ReadOnlySpan<char> mcc, ReadOnlySpan<char> mnc, long number) =>
        new HomeOperator(simulation, mcc, mnc).Draw(number);

    /// <summary>The IMSI of a subscriber of a network.</summary>
    /// <param name="mcc">Mobile country code, three digits.</param>
    /// <param name="mnc">Mobile network code, two or three digits.</param>
    /// <param name="number">Number within the network, which fills the rest of the IMSI.</param>
    public static Imsi ImsiOf(ReadOnlySpan<char> mcc, ReadOnlySpan<char> mnc, long number)
    {
        Span<char> digits = stackalloc char[ImsiDigits];
        WriteImsi(mcc, mnc, number, digits);
        return Imsi.Parse(digits);
    }

    internal static void WriteImsi(ReadOnlySpan<char> mcc, ReadOnlySpan<char> mnc, long number, Span<char> digits)
    {
        mcc.CopyTo(digits);
        mnc.CopyTo(digits[mcc.Length..]);
        Span<char> msin = digits[(mcc.Length + mnc.Length)..];
        for (int index = msin.Length - 1; index >= 0; index--)
        {
            (number, long digit) = Math.DivRem(number, 10);
            msin[index] = (char)('0' + digit);
        }

        Invariant.Require(number == 0, "the number of a subscriber fits the IMSI");
    }
}
