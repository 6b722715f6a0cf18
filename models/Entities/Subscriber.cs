using System;
using System.Globalization;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

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
    private const int MsinDigits = 10; // ours: with five digits of PLMN an IMSI of fifteen

    /// <summary>A subscriber of a network with Milenage: K from the stream <c>subscriber/IMSI/k</c>, OP from
    /// <c>operator/PLMN/op</c>.</summary>
    /// <param name="simulation">The replication.</param>
    /// <param name="mcc">Mobile country code, three digits.</param>
    /// <param name="mnc">Mobile network code, two or three digits.</param>
    /// <param name="number">Number within the network, which fills the rest of the IMSI.</param>
    public static Subscriber Draw(Simulation simulation, string mcc, string mnc, long number)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        Imsi imsi = ImsiOf(mcc, mnc, number);
        UInt128 k = DrawKey(simulation, $"subscriber/{imsi}/k");
        UInt128 op = DrawKey(simulation, $"operator/{PlmnId.FromDigits(mcc, mnc)}/op");
        return new Subscriber(imsi, k, Milenage.DeriveOpc(k, op));
    }

    /// <summary>The IMSI of a subscriber of a network.</summary>
    /// <param name="mcc">Mobile country code, three digits.</param>
    /// <param name="mnc">Mobile network code, two or three digits.</param>
    /// <param name="number">Number within the network, which fills the rest of the IMSI.</param>
    public static Imsi ImsiOf(string mcc, string mnc, long number)
    {
        ArgumentNullException.ThrowIfNull(mnc);
        int digits = MsinDigits + 2 - mnc.Length;
        string msin = number.ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
        return Imsi.Parse($"{mcc}{mnc}{msin}");
    }

    // a stream of its own for each secret, drawn from once and not kept
    private static UInt128 DrawKey(Simulation simulation, string stream)
    {
        var random = new RandomStream(simulation.Seed, simulation.Replication, stream);
        return new UInt128(random.NextBits(), random.NextBits());
    }
}
