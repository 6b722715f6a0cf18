using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Draws spans of time, none of them negative.</summary>
public interface IDurationSampler
{
    /// <summary>The next span.</summary>
    /// <param name="random">The stream of whoever asks.</param>
    SimTime Sample(RandomStream random);
}

/// <summary>A span of simulated time: always the same, or drawn each time.</summary>
/// <param name="Constant">The span, if nothing is drawn; not negative.</param>
/// <param name="Sampler">Draws the span; null for a constant.</param>
public readonly record struct Duration(SimTime Constant, IDurationSampler? Sampler = null)
{
    /// <summary>A span that is drawn.</summary>
    public static Duration From(IDurationSampler sampler) => new(SimTime.Zero, sampler);

    /// <summary>A constant span.</summary>
    public static Duration FromSimTime(SimTime constant) => new(constant);

    /// <summary>A constant span.</summary>
    public static implicit operator Duration(SimTime constant) => new(constant);

    /// <summary>True if it is always the same.</summary>
    public bool IsConstant => Sampler is null;

    /// <summary>The next span.</summary>
    /// <param name="random">The stream it is drawn from; not used, and may be null, for a constant.</param>
    public SimTime Next(RandomStream? random) => Sampler is null ? Constant : Draw(random!);

    private SimTime Draw(RandomStream random)
    {
        SimTime span = Sampler!.Sample(random);
        Invariant.Require(span >= SimTime.Zero, "a drawn span of time is not negative");
        return span;
    }
}
