using System;
using Simulator.Crypto;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Simulator.Entities;

/// <summary>Personalises the cards of a network with Milenage, each as <see cref="Subscriber.Draw"/> says.</summary>
public sealed class HomeOperator
{
    private const int NameMax = 48; // characters of a stream's name

    private readonly Simulation _simulation;
    private readonly string _mcc;
    private readonly string _mnc;
    private readonly RandomStream _random; // of one secret after the other: a stream of its own for each, drawn once
    private readonly UInt128 _op;

    /// <summary>An operator, whose OP is drawn.</summary>
    /// <param name="simulation">The replication.</param>
    /// <param name="mcc">Mobile country code, three digits.</param>
    /// <param name="mnc">Mobile network code, two or three digits.</param>
    public HomeOperator(Simulation simulation, ReadOnlySpan<char> mcc, ReadOnlySpan<char> mnc)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        _simulation = simulation;
        (_mcc, _mnc) = (mcc.ToString(), mnc.ToString());
        _random = new RandomStream(simulation.Seed, simulation.Replication, $"operator/{mcc}-{mnc}/op");
        _op = NextKey();
    }

    /// <summary>How many subscribers <see cref="DrawNext"/> has given; the number of the next.</summary>
    public long Count { get; private set; }

    /// <summary>The subscriber behind the one drawn last, from number 0 on.</summary>
    public Subscriber DrawNext() => Draw(Count++);

    /// <summary>A subscriber; the same at every call.</summary>
    /// <param name="number">Number within the network, which fills the rest of the IMSI.</param>
    public Subscriber Draw(long number)
    {
        Span<char> name = stackalloc char[NameMax];
        Span<char> digits = stackalloc char[Subscriber.ImsiDigits];
        Subscriber.WriteImsi(_mcc, _mnc, number, digits);
        name.TryWrite($"subscriber/{digits}/k", out int size);
        _random.Restart(_simulation.Seed, _simulation.Replication, name[..size]);
        UInt128 k = NextKey();
        return new Subscriber(Imsi.Parse(digits), k, Milenage.DeriveOpc(k, _op));
    }

    private UInt128 NextKey() => new(_random.NextBits(), _random.NextBits());
}
