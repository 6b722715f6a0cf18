using System;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// A process: what an <c>async</c> method returns that waits in simulated time. Calling the method runs it up to its
/// first wait. Await it to go on when it has ended; hand it to <see cref="Simulation.Start(Process)"/> to let it run
/// on its own. A process that fails while nobody awaits it ends the run.
/// </summary>
[AsyncMethodBuilder(typeof(ProcessBuilder))]
public readonly struct Process : IWaitable, ICriticalNotifyCompletion
{
    private readonly uint _version;

    internal Process(ProcessBox<None>? box)
    {
        Box = box;
        _version = box?.Version ?? 0;
    }

    /// <summary>True if it has ended.</summary>
    public bool IsCompleted => Box is null || Box.Version != _version || Box.IsCompleted;

    /// <summary>Name of the method; empty once the process has ended and was collected.</summary>
    public string Name => IsStale ? "" : Box!.Name;

    internal ProcessBox<None>? Box { get; }

    private bool IsStale => Box is null || Box.Version != _version;

    Simulation IWaitable.Simulation => Box!.Simulation;

    /// <summary>Throws <see cref="InterruptException"/> at the process's wait, at the current instant.</summary>
    /// <param name="cause">What the process finds in <see cref="InterruptException.Cause"/>.</param>
    /// <returns>False if the process has ended.</returns>
    public bool Interrupt(object? cause = null) => !IsStale && Box!.TryInterrupt(cause);

    /// <summary>Makes it awaitable.</summary>
    public Process GetAwaiter() => this;

    /// <summary>Ends the wait; throws what the process threw.</summary>
    public void GetResult()
    {
        Box?.Simulation.ThrowIfInterrupted();
        if (!IsStale)
        {
            Box!.Collect();
        }
    }

    void IWaitable.Bind(Waiter waiter)
    {
        if (IsCompleted)
        {
            waiter.Wake();
        }
        else
        {
            Box!.AddAwaiter(waiter);
        }
    }

    void IWaitable.ThrowIfFailed()
    {
        if (!IsStale)
        {
            Box!.ThrowIfFailed();
        }
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>A process with a result, which is collected once.</summary>
/// <typeparam name="T">The result.</typeparam>
[AsyncMethodBuilder(typeof(ProcessBuilder<>))]
public readonly struct Process<T> : IWaitable, ICriticalNotifyCompletion
{
    private readonly uint _version;

    internal Process(ProcessBox<T> box)
    {
        Box = box;
        _version = box.Version;
    }

    /// <summary>True if it has ended.</summary>
    public bool IsCompleted => Box is null || IsStale || Box.IsCompleted;

    /// <summary>Name of the method; empty once the result was collected.</summary>
    public string Name => Box is null || IsStale ? "" : Box.Name;

    internal ProcessBox<T>? Box { get; }

    private bool IsStale => Box!.Version != _version;

    Simulation IWaitable.Simulation => Box!.Simulation;

    /// <inheritdoc cref="Process.Interrupt"/>
    public bool Interrupt(object? cause = null) => Box is not null && !IsStale && Box.TryInterrupt(cause);

    /// <summary>Makes it awaitable.</summary>
    public Process<T> GetAwaiter() => this;

    /// <summary>Collects the result; throws what the process threw.</summary>
    /// <exception cref="InvalidOperationException">The result was collected before.</exception>
    public T GetResult()
    {
        Box!.ThrowIfInterrupted();
        if (IsStale)
        {
            throw new InvalidOperationException("the result of this process was collected before");
        }

        return Box.Collect();
    }

    void IWaitable.Bind(Waiter waiter)
    {
        if (IsCompleted)
        {
            waiter.Wake();
        }
        else
        {
            Box!.AddAwaiter(waiter);
        }
    }

    void IWaitable.ThrowIfFailed()
    {
        if (Box is not null && !IsStale)
        {
            Box.ThrowIfFailed();
        }
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}
