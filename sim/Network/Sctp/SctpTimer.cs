using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>Which timer of an association (RFC 9260 §5.1, §6.2, §6.3, §8.3, §9.2).</summary>
internal enum SctpTimerKind
{
    T1Setup,
    T2Shutdown,
    T3Rtx,
    T5ShutdownGuard,
    Sack,
    Heartbeat,
}

/// <summary>A timer of an association, used again and again.</summary>
internal sealed class SctpTimer(SctpAssociation association, SctpTimerKind kind) : Handler
{
    private readonly Simulation _simulation = association.Node.Simulation;
    private TimerHandle _handle;

    public bool IsRunning { get; private set; }

    /// <summary>Starts it, or starts it anew.</summary>
    public void Start(SimTime delay)
    {
        Stop();
        IsRunning = true;
        _handle = _simulation.Schedule(delay, this, Priority.Timer);
    }

    public void Stop()
    {
        if (IsRunning)
        {
            IsRunning = false;
            _simulation.Cancel(_handle);
        }
    }

    protected override void Fire()
    {
        IsRunning = false;
        association.Expire(kind);
    }
}
