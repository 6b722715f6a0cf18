using System;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// The passing of a span of time. The span counts from the call of <see cref="Simulation.Timeout"/>; an event is
/// pending only while somebody waits, so that an unused or lost timeout costs nothing.
/// </summary>
public readonly struct Timeout : IWaitable, ICriticalNotifyCompletion
{
    private readonly Simulation _simulation;
    private readonly long _deadline;

    internal Timeout(Simulation simulation, long deadline)
    {
        _simulation = simulation;
        _deadline = deadline;
    }

    /// <summary>When it ends.</summary>
    public SimTime Deadline => new(_deadline);

    /// <summary>
    /// True once the deadline is past; at the deadline itself a wait still takes its turn among the events.
    /// </summary>
    public bool IsCompleted => _deadline < _simulation.NowPicoseconds;

    Simulation IWaitable.Simulation => _simulation;

    /// <summary>Makes it awaitable.</summary>
    public Timeout GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    public void GetResult() => _simulation.ThrowIfInterrupted();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    void IWaitable.Bind(Waiter waiter) => waiter.Timer = _simulation.ScheduleResume(_deadline, waiter);

    void IWaitable.ThrowIfFailed()
    {
        // time always passes
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}
