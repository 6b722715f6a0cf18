using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>The compiler's side of <see cref="Process"/>: no task, no thread, no allocation once warm.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ProcessBuilder
{
    private ProcessBox<None>? _box;

    /// <summary>The process, for the caller.</summary>
    public readonly Process Task => new(_box);

    /// <summary>A builder for one call.</summary>
    public static ProcessBuilder Create() => default;

    /// <summary>Runs the method up to its first wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    /// <summary>Not used by machines that are structures.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine machine) => _ = machine;

    /// <summary>The method has returned.</summary>
    public readonly void SetResult() => _box?.SetResult(default);

    /// <summary>The method has thrown; before its first wait that is its caller's exception.</summary>
    public readonly void SetException(Exception failure) => ProcessBox.SetException(_box, failure);

    /// <summary>The method waits.</summary>
    public readonly void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => Continuation.Refuse();

    /// <summary>The method waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        if (awaiter is not IWaitable)
        {
            Continuation.Refuse();
        }

        if (_box is null)
        {
            ProcessBox<None, TMachine> box = ProcessBox<None, TMachine>.Rent(((IWaitable)awaiter).Simulation);
            _box = box;
            box.Machine = machine;
        }

        ((IWaitable)awaiter).Bind(_box);
        _box.Suspended();
    }
}

/// <summary>The compiler's side of <see cref="Process{T}"/>.</summary>
/// <typeparam name="T">The result.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public struct ProcessBuilder<T>
{
    private ProcessBox<T>? _box;

    /// <summary>The process, for the caller.</summary>
    public readonly Process<T> Task => new(_box!);

    /// <summary>A builder for one call.</summary>
    public static ProcessBuilder<T> Create() => default;

    /// <summary>Runs the method up to its first wait.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    /// <summary>Not used by machines that are structures.</summary>
    public readonly void SetStateMachine(IAsyncStateMachine machine) => _ = machine;

    /// <summary>The method has returned.</summary>
    public void SetResult(T result)
    {
        if (_box is null)
        {
            _box = EndedProcess<T>.Of(result);
        }
        else
        {
            _box.SetResult(result);
        }
    }

    /// <summary>The method has thrown; before its first wait that is its caller's exception.</summary>
    public readonly void SetException(Exception failure) => ProcessBox.SetException(_box, failure);

    /// <summary>The method waits.</summary>
    public readonly void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => Continuation.Refuse();

    /// <summary>The method waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine
    {
        if (awaiter is not IWaitable)
        {
            Continuation.Refuse();
        }

        if (_box is null)
        {
            ProcessBox<T, TMachine> box = ProcessBox<T, TMachine>.Rent(((IWaitable)awaiter).Simulation);
            _box = box;
            box.Machine = machine;
        }

        ((IWaitable)awaiter).Bind(_box);
        _box.Suspended();
    }
}
