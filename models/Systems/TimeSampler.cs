using Simulator.Kernel;
using Simulator.Network;
using Simulator.Scenarios;

namespace Simulator.Systems;

/// <summary>A scenario's distribution of a time, as the network draws it.</summary>
internal sealed class TimeSampler(Distribution distribution) : IDurationSampler
{
    private readonly Sampler _sampler = new(distribution);

    /// <summary>The span of time that a scenario describes.</summary>
    public static Duration DurationOf(Distribution distribution) => distribution.IsConstant
        ? Duration.FromSimTime(distribution.Value.Time)
        : Duration.From(new TimeSampler(distribution));

    /// <inheritdoc/>
    public SimTime Sample(RandomStream random) => _sampler.NextTime(random);
}
