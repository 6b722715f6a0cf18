using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Simulator.Kernel;

/// <summary>
/// Waits for several things at once (<see cref="Simulation.AnyOf"/>, <see cref="Simulation.AllOf"/>). When it is
/// over, or its process is interrupted, the operands that have not happened are withdrawn: no timer stays pending,
/// no message is lost, no place in a line is kept.
/// </summary>
public sealed class Condition : IWaitable, Wait, ICriticalNotifyCompletion
{
    private readonly Simulation _simulation;
    private readonly IWaitable[] _operands;
    private readonly int _needed;
    private Branch[]? _branches;
    private Waiter? _waiter;
    private ExceptionDispatchInfo? _failure;
    private int _happened;
    private int _last;

    internal Condition(Simulation simulation, IWaitable[] operands, int needed)
    {
        ArgumentNullException.ThrowIfNull(operands);
        if (needed > operands.Length)
        {
            throw new ArgumentException("a condition that needs one operand has none", nameof(operands));
        }

        _simulation = simulation;
        _operands = operands;
        _needed = needed;
    }

    /// <summary>True once it holds or has failed.</summary>
    public bool IsCompleted => _happened == _needed || _failure is not null;

    Simulation IWaitable.Simulation => _simulation;

    /// <summary>Makes it awaitable.</summary>
    public Condition GetAwaiter() => this;

    /// <summary>Index of the operand that happened last, which made the condition hold; 0 if there are none. The
    /// result of that operand is the operand's own to collect. Throws what an operand failed with.</summary>
    public int GetResult()
    {
        _simulation.ThrowIfInterrupted();
        _failure?.Throw();
        return _last;
    }

    void IWaitable.Bind(Waiter waiter)
    {
        _waiter = waiter;
        waiter.WaitIn(this);
        if (IsCompleted)
        {
            waiter.Wake();
            return;
        }

        Invariant.Require(_branches is null, "a condition is awaited by one process at a time");
        _branches = new Branch[_operands.Length];
        for (int index = 0; index < _operands.Length; index++)
        {
            _branches[index] = new Branch(this, index);

            // an operation that can be performed at once is, and then wakes its branch
            _ = _operands[index].IsCompleted;
            _operands[index].Bind(_branches[index]);
        }
    }

    void IWaitable.ThrowIfFailed() => _failure?.Throw();

    void Wait.Withdraw(Waiter waiter)
    {
        _waiter = null;
        if (!IsCompleted)
        {
            _happened = 0;
            WithdrawBranches(isHappenedToo: true);
        }
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();

    private void Happened(int index)
    {
        _last = index;
        try
        {
            _operands[index].ThrowIfFailed();
            _happened++;
        }
        catch (Exception failure)
        {
            _failure = ExceptionDispatchInfo.Capture(failure);
        }

        if (IsCompleted)
        {
            WithdrawBranches(isHappenedToo: false);
            _waiter!.Leave();
            _simulation.Resume(_waiter);
        }
    }

    // Backwards, so that messages that operands give back keep their order.
    private void WithdrawBranches(bool isHappenedToo)
    {
        for (int index = _branches!.Length - 1; index >= 0; index--)
        {
            if (isHappenedToo || !_branches[index].HasHappened)
            {
                _branches[index].Withdraw();
            }
        }

        _branches = null;
    }

    private sealed class Branch : Waiter
    {
        private readonly Condition _condition;
        private readonly int _index;

        public Branch(Condition condition, int index)
        {
            Simulation = condition._simulation;
            _condition = condition;
            _index = index;
        }

        public bool HasHappened { get; private set; }

        public override ProcessBox Process => _condition._waiter!.Process;

        protected internal override void Fire()
        {
            HasHappened = true;
            _condition.Happened(_index);
        }
    }
}
