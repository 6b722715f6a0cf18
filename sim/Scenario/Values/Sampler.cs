using System;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>Draws values of a distribution from a random stream; made once, then without allocation.</summary>
public sealed class Sampler
{
    /// <summary>ours: a drawn time never leaves the clock, however heavy the tail.</summary>
    private const double PicosecondsMax = long.MaxValue / 2;

    private readonly DistributionKind _kind;
    private readonly SimTime _constantTime;
    private readonly double _first;
    private readonly double _second;
    private readonly double _third;
    private readonly Zipf? _zipf;
    private readonly Empirical? _empirical;

    /// <summary>A sampler.</summary>
    /// <param name="distribution">
    /// The distribution; its values are drawn in SI base units, times also as <see cref="SimTime"/>.
    /// </param>
    public Sampler(Distribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        Distribution = distribution;
        _kind = distribution.Kind;
        bool isTime = distribution.Dimension == Dimension.Time;
        double[] arguments = distribution.Arguments.Select(argument => Number(argument, isTime)).ToArray();
        (_first, _second, _third) = (Argument(arguments, 0), Argument(arguments, 1), Argument(arguments, 2));
        _constantTime = isTime && distribution.IsConstant ? distribution.Value.Time : SimTime.Zero;
        _zipf = _kind == DistributionKind.Zipf ? new Zipf((int)_second, _first) : null;
        _empirical = _kind == DistributionKind.Empirical
            ? new Empirical(distribution.Samples.Select(sample => Number(sample, isTime)).ToArray())
            : null;
    }

    /// <summary>The distribution.</summary>
    public Distribution Distribution { get; }

    /// <summary>A time, in whole picoseconds. A constant draws nothing and is exact.</summary>
    /// <param name="stream">Where the draw comes from.</param>
    public SimTime NextTime(RandomStream stream)
    {
        Invariant.Require(Distribution.Dimension == Dimension.Time);
        return _kind == DistributionKind.Constant
            ? _constantTime
            : new SimTime((long)Math.Round(Math.Clamp(Draw(stream), 0, PicosecondsMax)));
    }

    /// <summary>A number in SI base units: s, bit/s, octets, 1/s, or without a unit.</summary>
    /// <param name="stream">Where the draw comes from.</param>
    public double Next(RandomStream stream) =>
        Distribution.Dimension == Dimension.Time ? NextTime(stream).Seconds : Draw(stream);

    /// <summary>A whole number, rounded: octets, packets, a rank.</summary>
    /// <param name="stream">Where the draw comes from.</param>
    public long NextWhole(RandomStream stream) =>
        (long)Math.Round(Math.Clamp(Draw(stream), long.MinValue / 2, long.MaxValue / 2));

    /// <summary>Times are drawn in picoseconds, everything else in SI base units.</summary>
    private static double Number(Quantity quantity, bool isTime) =>
        isTime && quantity.Dimension == Dimension.Time ? (double)quantity.Base : quantity.Si;

    private static double Argument(double[] arguments, int index) => index < arguments.Length ? arguments[index] : 0;

    private double Draw(RandomStream stream) => _kind switch
    {
        DistributionKind.Constant => _first,
        DistributionKind.Uniform => stream.Uniform(_first, _second),
        DistributionKind.Exponential => stream.Exponential(_first),
        DistributionKind.ShiftedExponential => _first + stream.Exponential(_second),
        DistributionKind.Normal => NormalNotNegative(stream),
        DistributionKind.Lognormal => stream.Lognormal(_first, _second),
        DistributionKind.Gamma => stream.Gamma(_first, _second),
        DistributionKind.Beta => _third * stream.Beta(_first, _second),
        DistributionKind.Pareto => stream.Pareto(_second, _first),
        DistributionKind.Zipf => _zipf!.Next(stream),
        _ => _empirical!.Next(stream),
    };

    /// <summary>A value below zero is drawn again; the mean is positive, so every second draw at worst.</summary>
    private double NormalNotNegative(RandomStream stream)
    {
        double value = stream.Normal(_first, _second);
        while (value < 0)
        {
            value = stream.Normal(_first, _second);
        }

        return value;
    }
}
