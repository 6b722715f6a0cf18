using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Work of the plumbing that a process waits for: a handler that the plumbing uses again and again, so that the wait
/// costs no object and no event of its own.
/// </summary>
/// <typeparam name="T">What it ends with.</typeparam>
/// <param name="simulation">The simulation.</param>
public abstract class PendingWork<T>(Simulation simulation) : Handler, Wait
{
    private Waiter? _waiter;

    /// <summary>What a process awaits, once.</summary>
    public Pending<T> Result => new(this);

    /// <summary>True if it has ended and was not collected.</summary>
    internal bool IsEnded { get; private set; }

    /// <summary>Raised when the result is collected, so that older handles go stale.</summary>
    internal uint Version { get; private set; }

    internal Simulation Simulation => simulation;

    /// <inheritdoc/>
    void Wait.Withdraw(Waiter waiter) => _waiter = null;

    /// <summary>It has ended by its own event: who waits goes on within it. The last thing of the event.</summary>
    protected void End()
    {
        IsEnded = true;
        _waiter?.Fire();
    }

    /// <summary>It has ended by something else: who waits goes on at this instant, but not inline.</summary>
    protected void EndLater()
    {
        IsEnded = true;
        _waiter?.Wake();
    }

    /// <summary>Gives the result; the object may be used again. Not called if nobody collects the result.</summary>
    protected abstract T Take();

    /// <inheritdoc/>
    protected internal override void Foresee() => Foresight.Fetch(_waiter);

    internal void Bind(Waiter waiter, uint version)
    {
        Invariant.Require(version == Version && _waiter is null, "a result is awaited once");
        _waiter = waiter;
        waiter.WaitIn(this);
        if (IsEnded)
        {
            waiter.Wake();
        }
    }

    internal T Collect(uint version)
    {
        simulation.ThrowIfInterrupted();
        Invariant.Require(version == Version && IsEnded, "a result is collected once, after the wait");
        _waiter?.Leave();
        _waiter = null;
        IsEnded = false;
        Version++;
        return Take();
    }
}

/// <summary>The result of what plumbing does for a process. Await it once, alone or as an operand of a condition.
/// </summary>
/// <typeparam name="T">The result.</typeparam>
public readonly struct Pending<T> : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingWork<T> _work;
    private readonly uint _version;

    internal Pending(PendingWork<T> work)
    {
        _work = work;
        _version = work.Version;
    }

    /// <summary>True if the work has ended.</summary>
    public bool IsCompleted => _work.IsEnded;

    Simulation IWaitable.Simulation => _work.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public Pending<T> GetAwaiter() => this;

    /// <summary>The result, once.</summary>
    public T GetResult() => _work.Collect(_version);

    void IWaitable.Bind(Waiter waiter) => _work.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // work that fails says so in its result
    }

    /// <inheritdoc/>
    public void OnCompleted(System.Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(System.Action continuation) => Continuation.Refuse();
}
