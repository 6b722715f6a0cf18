using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The retransmission timeout from round-trip times (RFC 9260 §6.3.1).</summary>
internal sealed class RtoEstimator(SctpOptions options)
{
    private static readonly SimTime Granularity = new(1); // the clock's, for rule C6 (a variance is never zero)

    private SimTime _variance;
    private bool _hasSample;

    /// <summary>Smoothed round-trip time; zero without a sample.</summary>
    public SimTime Smoothed { get; private set; }

    /// <summary>The timeout.</summary>
    public SimTime Rto { get; private set; } = options.RtoInitial;

    /// <summary>Takes a round-trip time that was measured.</summary>
    public void Add(SimTime sample)
    {
        if (_hasSample)
        {
            // rule C3, alpha = 1/8 and beta = 1/4
            SimTime error = sample > Smoothed ? sample - Smoothed : Smoothed - sample;
            _variance = ((_variance * 3) + error) / 4;
            Smoothed = ((Smoothed * 7) + sample) / 8;
        }
        else
        {
            _hasSample = true;
            Smoothed = sample;
            _variance = sample / 2; // rule C2
        }

        _variance = SimTime.Latest(_variance, Granularity);
        Rto = SimTime.Min(SimTime.Latest(Smoothed + (_variance * 4), options.RtoMin), options.RtoMax);
    }

    /// <summary>Doubles the timeout after it has expired (§6.3.3 rule E2).</summary>
    public void BackOff() => Rto = SimTime.Min(Rto * 2, options.RtoMax);
}
