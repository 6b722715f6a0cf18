namespace Simulator.Kernel;

/// <summary>
/// Something that waits in at most one place: a process, or one branch of a condition that a process waits for.
/// </summary>
internal abstract class Waiter : Handler
{
    /// <summary>The event that resumes this waiter: its timeout, or a wake-up at the current instant.</summary>
    public TimerHandle Timer;

    private Wait? _place;
    private bool _isPlaced;

    /// <summary>The simulation; set before the first wait.</summary>
    public Simulation Simulation = null!;

    /// <summary>The process that waits in the end.</summary>
    public abstract ProcessBox Process { get; }

    /// <summary>Where it waits, or what it was granted and has not collected; null in a plain timeout.</summary>
    public Wait? Waiting => _isPlaced ? _place : null;

    /// <summary>It waits there. Who waits in one place again and again writes no reference.</summary>
    public void WaitIn(Wait place)
    {
        _isPlaced = true;
        if (_place != place)
        {
            _place = place;
        }
    }

    /// <summary>It has left the place where it waited.</summary>
    public void Leave() => _isPlaced = false;

    /// <summary>
    /// Schedules the wake-up. Never runs the waiter inline, so that the caller's step goes undisturbed.
    /// </summary>
    public void Wake() => Timer = Simulation.ScheduleWakeUp(this);

    /// <summary>Forgets the last place altogether.</summary>
    protected void Forget()
    {
        _isPlaced = false;
        _place = null;
    }

    /// <summary>Withdraws from wherever it waits: the loser of a race leaves nothing behind.</summary>
    public void Withdraw()
    {
        Simulation.Cancel(Timer);
        if (_isPlaced)
        {
            _isPlaced = false;
            _place!.Withdraw(this);
        }
    }
}

/// <summary>A place in which waiters wait.</summary>
internal interface Wait
{
    /// <summary>Forgets the waiter; what was granted to it and not collected goes back.</summary>
    void Withdraw(Waiter waiter);
}
