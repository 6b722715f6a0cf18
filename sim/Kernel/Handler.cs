namespace Simulator.Kernel;

/// <summary>
/// What happens at an event: an object made once and scheduled again and again, so that an event allocates nothing.
/// Plumbing (links, queues, pipelines) derives from it; procedures are processes instead.
/// </summary>
public abstract class Handler
{
    /// <summary>Called by the event loop at the event's time.</summary>
    protected internal abstract void Fire();

    /// <summary>
    /// Its event comes soon: a handler of large networks hands to <see cref="Foresight"/> what it will look at. It
    /// changes nothing, and may be called often or never.
    /// </summary>
    protected internal virtual void Foresee()
    {
    }
}

/// <summary>Order of events that fall on one instant: a lower value goes first.</summary>
public enum Priority
{
    /// <summary>A packet arrives: before the timer that guards the wait for it.</summary>
    Delivery = 0,

    /// <summary>A timer expires.</summary>
    Timer = 1,

    /// <summary>A process goes on.</summary>
    Process = 2,

    /// <summary>State is sampled, after everything else of the instant.</summary>
    Measurement = 3,
}

/// <summary>
/// Names one scheduled event. A handle outlives its event: cancelling what has fired or was cancelled does nothing.
/// </summary>
public readonly record struct TimerHandle
{
    internal TimerHandle(ulong value) => Value = value;

    /// <summary>Generation of the slot (40 bits), slot (24 bits); zero names no event.</summary>
    internal ulong Value { get; }
}
