using System;
using Simulator.Kernel;

namespace Simulator.Entities;

/// <summary>A timer that is started again and again.</summary>
/// <param name="simulation">The simulation.</param>
/// <param name="expired">What happens then.</param>
internal sealed class RestartableTimer(Simulation simulation, Action expired) : Handler
{
    private TimerHandle _handle;

    /// <summary>Starts it anew.</summary>
    public void Start(SimTime delay)
    {
        simulation.Cancel(_handle);
        _handle = simulation.Schedule(delay, this);
    }

    public void Stop() => simulation.Cancel(_handle);

    /// <inheritdoc/>
    protected override void Fire() => expired();
}
