using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace Simulator.Kernel;

/// <summary>
/// A running process: its state machine, who awaits it and what awaits delivery. Pooled per simulation.
/// </summary>
internal abstract class ProcessBox : Waiter, Wait
{
    /// <summary>Raised when the box returns to its pool, so that older handles go stale.</summary>
    public uint Version;

    private bool _isSuspended;
    private bool _isIndependent;
    private bool _isDelivering; // an interrupt is on its way and ends the present wait
    private Waiter? _awaiter;        // the only one
    private List<Waiter>? _awaiters; // or several, in order of arrival
    private Queue<InterruptException>? _interrupts;
    private ExceptionDispatchInfo? _failure; // what the method threw
    private bool _isFailureTaken;

    /// <summary>True once the method has returned or thrown.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>True if several waited for it: then the box is never used again, since each collects from it.</summary>
    protected bool IsShared { get; private set; }

    /// <inheritdoc/>
    public override ProcessBox Process => this;

    /// <summary>Name of the method.</summary>
    public abstract string Name { get; }

    /// <summary>True if nobody has to await it.</summary>
    protected bool IsIndependent => _isIndependent;

    /// <summary>The method of this box has thrown, or, without a box, one that has not waited yet.</summary>
    public static void SetException(ProcessBox? box, Exception failure)
    {
        if (box is null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        box.Fail(failure);
    }

    /// <summary>Throws an interrupt whose turn it is, if the process has waited at all.</summary>
    public void ThrowIfInterrupted() => Simulation?.ThrowIfInterrupted();

    /// <summary>Cuts it from its caller.</summary>
    public void MakeIndependent() => _isIndependent = true;

    /// <inheritdoc/>
    protected internal override void Foresee() => Foresight.Fetch(_awaiter);

    /// <summary>The state machine has reached a wait that has started.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Suspended()
    {
        _isSuspended = true;
        if (_interrupts is not null)
        {
            DeliverNext();
        }
    }

    /// <summary>Someone waits for the end of this process.</summary>
    public void AddAwaiter(Waiter waiter)
    {
        waiter.WaitIn(this);
        if (_awaiters is not null)
        {
            _awaiters.Add(waiter);
        }
        else if (_awaiter is null)
        {
            _awaiter = waiter;
        }
        else
        {
            IsShared = true;
            _awaiters = [_awaiter, waiter];
            _awaiter = null;
        }
    }

    /// <inheritdoc/>
    public void Withdraw(Waiter waiter)
    {
        if (_awaiters is not null)
        {
            _awaiters.Remove(waiter);
        }
        else
        {
            _awaiter = null;
        }
    }

    /// <summary>Throws an exception at the wait of the innermost process that runs on behalf of this one.</summary>
    public bool TryInterrupt(object? cause)
    {
        ProcessBox innermost = Innermost();
        if (innermost.IsCompleted)
        {
            return false;
        }

        if (!innermost._isSuspended)
        {
            throw new InvalidOperationException($"process {Name} interrupts itself");
        }

        innermost.Accept(new InterruptException(cause));
        return true;
    }

    /// <summary>Like <see cref="TryInterrupt"/>, but who is in the middle of a step gets it at the next wait.</summary>
    public void InterruptAtWait(object cause)
    {
        ProcessBox innermost = Innermost();
        if (!innermost.IsCompleted)
        {
            innermost.Accept(new InterruptException(cause));
        }
    }

    /// <summary>Bookkeeping at the start of a step.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected void Resumed()
    {
        _isSuspended = false;
        if (_isDelivering)
        {
            TakeInterrupt();
        }
    }

    /// <summary>The method has returned: whoever awaits goes on.</summary>
    /// <returns>True if nobody can have a use for the box any more.</returns>
    protected bool End()
    {
        IsCompleted = true;
        if (_awaiter is null && _awaiters is null)
        {
            return _isIndependent;
        }

        ReleaseAwaiters();
        return false;
    }

    /// <summary>The method has thrown: whoever awaits gets the exception, or the run ends.</summary>
    private void Fail(Exception failure)
    {
        IsCompleted = true;
        if (_awaiter is null && _awaiters is null or { Count: 0 })
        {
            throw failure as SimulationException ?? new SimulationException(Simulation, $"process {Name}", failure);
        }

        _failure = ExceptionDispatchInfo.Capture(failure);
        bool isWithinEvent = _awaiter is not null;
        ReleaseAwaiters();
        if (!isWithinEvent)
        {
            Simulation.ScheduleWakeUp(new FailureCheck(this));
        }
    }

    /// <summary>Throws what the method threw, if it did: the failure is taken.</summary>
    public void ThrowIfFailed()
    {
        if (_failure is not null)
        {
            _isFailureTaken = true;
            _failure.Throw();
        }
    }

    /// <summary>Makes the box as new.</summary>
    protected void Clear()
    {
        Version++;
        IsCompleted = false;
        _isIndependent = false;
        _awaiter = null;
        _awaiters = null;
        _interrupts = null;
        Forget();
    }

    private void ReleaseAwaiters()
    {
        if (_awaiter is { } single)
        {
            // a call returns to its caller within the event; nothing of this process runs after it
            _awaiter = null;
            single.Leave();
            PassInterruptsTo(single);
            Simulation.Resume(single);
            return;
        }

        List<Waiter> several = _awaiters!;
        _awaiters = null;
        foreach (Waiter waiter in several)
        {
            waiter.Leave();
            waiter.Wake();
        }
    }

    // What this process did not live to see reaches the one on whose behalf it ran.
    private void PassInterruptsTo(Waiter waiter)
    {
        if (_interrupts is not null && !_isIndependent && waiter is ProcessBox caller)
        {
            // the caller goes on now, with the result; it is interrupted at its next wait
            caller._interrupts = _interrupts;
            _interrupts = null;
        }
    }

    private ProcessBox Innermost()
    {
        ProcessBox innermost = this;
        while (innermost.Waiting is ProcessBox { _isIndependent: false, IsCompleted: false } callee)
        {
            innermost = callee;
        }

        return innermost;
    }

    private void Accept(InterruptException interrupt)
    {
        _interrupts ??= new Queue<InterruptException>();
        _interrupts.Enqueue(interrupt);
        if (_isSuspended && !_isDelivering)
        {
            DeliverNext();
        }
    }

    private void DeliverNext()
    {
        ProcessBox innermost = Innermost();
        if (innermost != this)
        {
            HandOver(innermost);
            return;
        }

        _isDelivering = true;
        Withdraw();
        Timer = Simulation.ScheduleWakeUp(this);
    }

    private void HandOver(ProcessBox callee)
    {
        Queue<InterruptException> interrupts = _interrupts!;
        _interrupts = null;
        foreach (InterruptException interrupt in interrupts)
        {
            callee.Accept(interrupt);
        }
    }

    private void TakeInterrupt()
    {
        _isDelivering = false;
        Simulation.SetInterrupt(_interrupts!.Dequeue());
        if (_interrupts.Count == 0)
        {
            _interrupts = null;
        }
    }

    // Comes after the wake-ups of several awaiters, all of whom may have been interrupted instead.
    private sealed class FailureCheck(ProcessBox process) : Handler
    {
        protected internal override void Fire()
        {
            if (!process._isFailureTaken)
            {
                Exception failure = process._failure!.SourceException;
                throw new SimulationException(process.Simulation, $"process {process.Name}", failure);
            }
        }
    }
}

/// <summary>A running process with a result.</summary>
internal abstract class ProcessBox<TResult> : ProcessBox
{
    /// <summary>What the method returned.</summary>
    protected TResult? Result { get; set; }

    /// <summary>The method has returned.</summary>
    public abstract void SetResult(TResult result);

    /// <summary>Collects the result, once: the box then serves another process.</summary>
    public abstract TResult Collect();
}

/// <summary>
/// A process that has returned without having waited: a small object for its result, so that whoever awaits processes
/// has no room for results.
/// </summary>
internal sealed class EndedProcess<TResult> : ProcessBox<TResult>
{
    private const int SharedCount = 8;

    // nothing of an ended process changes, so that one object does for all that end with the same small value
    private static readonly EndedProcess<TResult>[] Shared = MakeShared();

    private EndedProcess(TResult result)
    {
        Result = result;
        End();
    }

    private static bool IsFlag => typeof(TResult) == typeof(bool);

    private static bool IsWord => typeof(TResult).IsEnum && Unsafe.SizeOf<TResult>() == sizeof(uint);

    /// <summary>One that has ended with a result.</summary>
    public static EndedProcess<TResult> Of(TResult result)
    {
        uint value = IsFlag ? Unsafe.As<TResult, byte>(ref result)
            : IsWord ? Unsafe.As<TResult, uint>(ref result)
            : uint.MaxValue;
        return value < (uint)Shared.Length ? Shared[value] : new(result);
    }

    /// <inheritdoc/>
    public override string Name => "";

    /// <inheritdoc/>
    public override void SetResult(TResult result) => throw new InvalidOperationException("it has ended");

    /// <inheritdoc/>
    public override TResult Collect() => Result!;

    /// <inheritdoc/>
    protected internal override void Fire() => throw new InvalidOperationException("it has ended");

    private static EndedProcess<TResult>[] MakeShared()
    {
        var shared = new EndedProcess<TResult>[IsFlag ? 2 : IsWord ? SharedCount : 0];
        for (uint value = 0; value < shared.Length; value++)
        {
            byte octet = (byte)value;
            uint word = value;
            shared[value] = new(IsFlag ? Unsafe.As<byte, TResult>(ref octet) : Unsafe.As<uint, TResult>(ref word));
        }

        return shared;
    }
}

/// <summary>A running process with its state machine.</summary>
internal sealed class ProcessBox<TResult, TMachine> : ProcessBox<TResult>
    where TMachine : IAsyncStateMachine
{
    private static readonly int PoolIndex = ProcessPools.NextIndex();

    /// <summary>The compiler's state machine.</summary>
    public TMachine? Machine;

    /// <inheritdoc/>
    public override string Name => ProcessName.Of(typeof(TMachine));

    /// <summary>A box of the simulation's pool, or a new one.</summary>
    public static ProcessBox<TResult, TMachine> Rent(Simulation simulation)
    {
        object? free = simulation.Pool(PoolIndex).Take();
        return free is null
            ? new ProcessBox<TResult, TMachine> { Simulation = simulation }
            : Unsafe.As<ProcessBox<TResult, TMachine>>(free);
    }

    /// <inheritdoc/>
    public override void SetResult(TResult result)
    {
        Result = result;
        if (End() && typeof(TResult) == typeof(None))
        {
            Recycle();
        }
    }

    /// <inheritdoc/>
    public override TResult Collect()
    {
        ThrowIfFailed();
        TResult result = Result!;
        if (!IsShared)
        {
            Recycle();
        }

        return result;
    }

    /// <inheritdoc/>
    protected internal override void Fire()
    {
        Resumed();
        Machine!.MoveNext();
    }

    private void Recycle()
    {
        Clear();
        Machine = default;
        Result = default;
        Simulation.Pool(PoolIndex).Add(this);
    }
}

/// <summary>Numbers the types of processes at first use; the number itself never reaches a result.</summary>
internal static class ProcessPools
{
    private static int _count;

    /// <summary>The next number.</summary>
    public static int NextIndex() => Interlocked.Increment(ref _count) - 1;
}

/// <summary>The result of a process that returns nothing.</summary>
internal readonly struct None;

/// <summary>Names of processes, as messages show them.</summary>
internal static class ProcessName
{
    /// <summary>The method's name out of the compiler's name of its state machine, with its class.</summary>
    public static string Of(Type machine)
    {
        string name = machine.Name;
        int start = name.LastIndexOf('<') + 1;
        int local = name.IndexOf("g__", StringComparison.Ordinal); // a local function: <Outer>g__Name|0_1
        if (local >= 0)
        {
            start = local + 3;
        }

        int end = name.AsSpan(start).IndexOfAny('>', '|');
        string method = end < 0 ? name[start..] : name.Substring(start, end);
        string? type = machine.DeclaringType?.Name;
        return type is null || type.Contains('<', StringComparison.Ordinal) ? method : $"{type}.{method}";
    }
}
