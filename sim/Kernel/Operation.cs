using System;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// An operation on a store or container that may have to wait. Await it once, alone or as an
/// operand of a condition; one that lost a condition may be awaited again.
/// </summary>
/// <typeparam name="TResult">What it ends with.</typeparam>
public readonly struct Operation<TResult> : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingOperation<TResult> _pending;
    private readonly int _version;

    internal Operation(PendingOperation<TResult> pending)
    {
        _pending = pending;
        _version = pending.Version;
    }

    /// <summary>True if it was performed, now or before.</summary>
    public bool IsCompleted => _pending.TryPerform(_version);

    Simulation IWaitable.Simulation => _pending.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public Operation<TResult> GetAwaiter() => this;

    /// <summary>Collects the result, once.</summary>
    public TResult GetResult() => _pending.Collect(_version);

    void IWaitable.Bind(Waiter waiter) => _pending.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // an operation waits, but does not fail
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>
/// One operation that may stand in a line; pooled by what it operates on. Fires when its time runs out.
/// </summary>
internal abstract class PendingOperation(Simulation simulation) : Handler, Wait
{
    private State _state;
    private bool _isBound;
    private Waiter? _waiter; // kept after the wait: the next is often the same

    private enum State
    {
        Idle,
        Waiting,
        Performed,
        Expired,
    }

    public Simulation Simulation => simulation;

    /// <summary>Raised when it is collected, so that older handles go stale.</summary>
    public int Version { get; private set; }

    /// <summary>How long it waits; <see cref="SimTime.Max"/> without a limit.</summary>
    public SimTime Limit { get; set; } = SimTime.Max;

    /// <summary>Names its present place in a line: a place with another ticket is one that it has left.</summary>
    public int Ticket { get; set; }

    /// <summary>Who waits for it.</summary>
    protected Waiter? Waiter => _isBound ? _waiter : null;

    /// <summary>True if the time ran out before it was performed.</summary>
    protected bool IsExpired => _state == State.Expired;

    /// <summary>Performs it if nothing stands in its way.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPerform(int version)
    {
        Invariant.Require(version == Version, "an operation is awaited once");
        if (_state == State.Idle && TryNow())
        {
            _state = State.Performed;
        }

        return _state is State.Performed or State.Expired;
    }

    /// <summary>True if it was performed or its time ran out; does not perform it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsDone(int version)
    {
        Invariant.Require(version == Version, "an operation is awaited once");
        return _state is State.Performed or State.Expired;
    }

    /// <summary>Starts the wait, right after <see cref="TryPerform"/> was asked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Bind(Waiter waiter, int version)
    {
        Invariant.Require(version == Version && _state != State.Waiting, "an operation is awaited once");
        _isBound = true;
        if (_waiter != waiter)
        {
            _waiter = waiter;
        }

        waiter.WaitIn(this);
        if (_state != State.Idle)
        {
            waiter.Wake();
            return;
        }

        _state = State.Waiting;
        if (Limit != SimTime.Max)
        {
            waiter.Timer = simulation.Schedule(Limit, this, Priority.Timer);
        }

        Join();
    }

    /// <summary>It was performed while it stood in line, and has left the line.</summary>
    public void Perform()
    {
        _state = State.Performed;
        if (Limit != SimTime.Max)
        {
            simulation.Cancel(_waiter!.Timer);
        }

        _waiter!.Wake();
    }

    /// <inheritdoc/>
    public void Withdraw(Waiter waiter)
    {
        State state = _state;
        _state = State.Idle;
        _isBound = false;
        if (state == State.Waiting)
        {
            Leave();
        }
        else if (state == State.Performed && !TryUndo())
        {
            _state = State.Performed;
        }
    }

    /// <inheritdoc/>
    protected internal override void Fire()
    {
        Leave();
        _state = State.Expired;
        _waiter!.Fire(); // the last thing of this event
    }

    /// <summary>It was performed by its own event: the waiter goes on within it.</summary>
    protected void End()
    {
        _state = State.Performed;
        _waiter!.Fire(); // the last thing of this event
    }

    /// <summary>Checks that the result may be collected; the handle goes stale.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Finish(int version)
    {
        if (simulation.IsInterrupted)
        {
            Interrupted();
        }

        Invariant.Require(version == Version, "the result of an operation is collected once");
        Invariant.Require(_state is State.Performed or State.Expired, "an operation is collected after its wait");
        if (_isBound)
        {
            _isBound = false;
            _waiter!.Leave();
        }

        Version++;
    }

    private void Interrupted()
    {
        Version++;
        Abandon();
        simulation.ThrowIfInterrupted();
    }

    /// <summary>Ready for the pool.</summary>
    protected void Reset() => _state = State.Idle;

    /// <summary>Performs it unless it would have to wait.</summary>
    protected abstract bool TryNow();

    /// <summary>Joins the line.</summary>
    protected abstract void Join();

    /// <summary>Leaves the line.</summary>
    protected abstract void Leave();

    /// <summary>Takes back what was performed and not collected; false if that has had its effect on others.</summary>
    protected abstract bool TryUndo();

    /// <summary>Its process was interrupted: it may go back to its pool.</summary>
    protected virtual void Abandon()
    {
    }
}

/// <summary>A pending operation with a result.</summary>
internal abstract class PendingOperation<TResult>(Simulation simulation) : PendingOperation(simulation)
{
    /// <summary>The result, once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TResult Collect(int version)
    {
        Finish(version);
        TResult result = Take();
        Reset();
        return result;
    }

    /// <summary>Gives the result; the object may go back to its pool.</summary>
    protected abstract TResult Take();
}
