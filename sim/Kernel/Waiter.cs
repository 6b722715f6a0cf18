namespace Simulator.Kernel;

/// <summary>
/// Something that waits in at most one place: a process, or one branch of a condition that a process waits for.
/// </summary>
internal abstract class Waiter : Handler
{
    /// <summary>The event that resumes this waiter: its timeout, or a wake-up at the current instant.</summary>
    public TimerHandle Timer;

    /// <summary>Where it waits, or what it was granted and has not collected; null in a plain timeout.</summary>
    public Wait? Waiting;

    /// <summary>The simulation; set before the first wait.</summary>
    public Simulation Simulation = null!;

    /// <summary>The process that waits in the end.</summary>
    public abstract ProcessBox Process { get; }

    /// <summary>Schedules the wake-up. Never runs the waiter inline, so that the caller's step goes undisturbed.</summary>
    public void Wake()
    {
        Simulation.Cancel(Timer);
        Timer = Simulation.ScheduleWakeUp(this);
    }

    /// <summary>Withdraws from wherever it waits: the loser of a race leaves nothing behind.</summary>
    public void Withdraw()
    {
        Simulation.Cancel(Timer);
        Wait? waiting = Waiting;
        Waiting = null;
        waiting?.Withdraw(this);
    }
}

/// <summary>A place in which waiters wait.</summary>
internal interface Wait
{
    /// <summary>Forgets the waiter; what was granted to it and not collected goes back.</summary>
    void Withdraw(Waiter waiter);
}
