using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>The retransmission timeout: smoothed round-trip time, its variation, back-off (RFC 6298 §2, §5).</summary>
internal struct TcpRto
{
    private static readonly SimTime AfterSynLoss = SimTime.FromSeconds(3L); // §5.7

    private readonly TcpOptions _options;
    private SimTime _smoothed;
    private SimTime _variation;
    private bool _hasSample;

    /// <summary>Before any measurement (§2.1).</summary>
    public TcpRto(TcpOptions options)
    {
        _options = options;
        Value = options.RtoInitial;
    }

    /// <summary>The timeout now.</summary>
    public SimTime Value { get; private set; }

    /// <summary>SRTT; zero before any measurement.</summary>
    public readonly SimTime Smoothed => _smoothed;

    /// <summary>
    /// Takes a measurement, of a segment that was sent once (§3, Karn's algorithm). It ends a back-off.
    /// </summary>
    public void Sample(SimTime roundTrip)
    {
        if (!_hasSample)
        {
            _hasSample = true;
            _smoothed = roundTrip;            // §2.2
            _variation = roundTrip / 2;
        }
        else
        {
            SimTime deviation = SimTime.Latest(_smoothed - roundTrip, roundTrip - _smoothed);
            _variation = ((3 * _variation) + deviation) / 4; // §2.3, beta = 1/4 before alpha = 1/8
            _smoothed = ((7 * _smoothed) + roundTrip) / 8;
        }

        Value = Bound(_smoothed + SimTime.Latest(_options.ClockGranularity, 4 * _variation));
    }

    /// <summary>The timer has expired (§5.5).</summary>
    public void BackOff() => Value = SimTime.Min(2 * Value, _options.RtoMax);

    /// <summary>
    /// The connection opens after its SYN was retransmitted: no measurement, and 3 s to begin with (§5.7).
    /// </summary>
    public void RestartAfterSynLoss() => Value = SimTime.Latest(AfterSynLoss, _options.RtoInitial);

    private readonly SimTime Bound(SimTime timeout) =>
        SimTime.Min(SimTime.Latest(timeout, _options.RtoMin), _options.RtoMax);
}
