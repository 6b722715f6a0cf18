using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Simulator.Kernel;

/// <summary>Something that happens once, with a value or a failure; any number of processes may await it.</summary>
/// <typeparam name="T">The value.</typeparam>
public sealed class Event<T> : Handler, IWaitable, Wait, ICriticalNotifyCompletion
{
    private readonly Simulation _simulation;
    private Waiter? _first;        // of those who wait; mostly nobody else does
    private List<Waiter>? _others; // in order of arrival
    private ExceptionDispatchInfo? _failure;
    private bool _isDefused;
    private T? _value;

    /// <summary>An event that has not happened.</summary>
    /// <param name="simulation">The simulation.</param>
    public Event(Simulation simulation)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        _simulation = simulation;
    }

    /// <summary>True once it has happened, in either way.</summary>
    public bool IsCompleted { get; private set; }

    Simulation IWaitable.Simulation => _simulation;

    /// <summary>It happens: whoever waits goes on at this instant, in order of arrival.</summary>
    /// <exception cref="InvalidOperationException">It has happened before.</exception>
    public void Succeed(T value)
    {
        Complete();
        _value = value;
        WakeAll();
    }

    /// <summary>It fails: whoever waits gets the exception. If nobody has taken it by the end of the instant's
    /// wake-ups, the run ends.</summary>
    /// <exception cref="InvalidOperationException">It has happened before.</exception>
    public void Fail(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        Complete();
        _failure = ExceptionDispatchInfo.Capture(failure);
        WakeAll();
        _simulation.ScheduleWakeUp(this);
    }

    /// <summary>A failure that nobody awaits shall not end the run.</summary>
    public void Defuse() => _isDefused = true;

    /// <summary>Makes it awaitable.</summary>
    public Event<T> GetAwaiter() => this;

    /// <summary>The value; throws the failure.</summary>
    public T GetResult()
    {
        _simulation.ThrowIfInterrupted();
        ThrowIfFailed();
        return _value!;
    }

    void IWaitable.Bind(Waiter waiter)
    {
        waiter.WaitIn(this);
        if (IsCompleted)
        {
            waiter.Wake();
        }
        else if (_first is null && _others is null)
        {
            _first = waiter;
        }
        else
        {
            _others ??= [];
            _others.Add(waiter);
        }
    }

    void IWaitable.ThrowIfFailed() => ThrowIfFailed();

    void Wait.Withdraw(Waiter waiter)
    {
        if (_first == waiter)
        {
            _first = null;
        }
        else
        {
            _others?.Remove(waiter);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    protected internal override void Fire()
    {
        if (!_isDefused)
        {
            throw new SimulationException(_simulation, "an event", _failure!.SourceException);
        }
    }

    private void Complete()
    {
        if (IsCompleted)
        {
            throw new InvalidOperationException("an event happens once");
        }

        IsCompleted = true;
    }

    private void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            _isDefused = true;
            _failure.Throw();
        }
    }

    private void WakeAll()
    {
        if (_first is not null)
        {
            WakeUp(_first);
            _first = null;
        }

        if (_others is not null)
        {
            _others.ForEach(WakeUp);
            _others = null;
        }
    }

    private static void WakeUp(Waiter waiter)
    {
        waiter.Leave();
        waiter.Wake();
    }
}
