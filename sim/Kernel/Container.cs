using System;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// An amount of something divisible (octets, credits, tokens): taking waits until enough is there, adding until there
/// is room. Each side is served first come, first served. Who gives up a wait that was served at the same instant gives
/// back what was taken, beyond the capacity if need be, and takes back what was added, unless that is gone already.
/// </summary>
public sealed class Container
{
    private readonly Simulation _simulation;
    private OperationLine _puts;
    private OperationLine _gets;

    /// <summary>A container.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="capacity">The most it holds.</param>
    /// <param name="level">What it holds at first.</param>
    public Container(Simulation simulation, long capacity = long.MaxValue, long level = 0)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, capacity);
        _simulation = simulation;
        Capacity = capacity;
        Level = level;
    }

    /// <summary>The most it holds.</summary>
    public long Capacity { get; }

    /// <summary>What it holds.</summary>
    public long Level { get; private set; }

    /// <summary>Adds an amount, when there is room for all of it.</summary>
    /// <param name="amount">Positive, at most the capacity.</param>
    /// <returns>Awaitable: the amount.</returns>
    public Operation<long> Put(long amount) => new(new PendingAmount(_simulation, this, Checked(amount), isPut: true));

    /// <summary>Takes an amount, when all of it is there.</summary>
    /// <param name="amount">Positive, at most the capacity.</param>
    /// <returns>Awaitable: the amount.</returns>
    public Operation<long> Get(long amount) => new(new PendingAmount(_simulation, this, Checked(amount), isPut: false));

    internal bool TryMove(PendingAmount move)
    {
        ref OperationLine line = ref (move.IsPut ? ref _puts : ref _gets);
        bool isFirst = !line.TryPeek(out PendingOperation? first) || first == move;
        if (!isFirst || (move.IsPut ? move.Amount > Capacity - Level : move.Amount > Level))
        {
            return false;
        }

        Level += move.IsPut ? move.Amount : -move.Amount;
        return true;
    }

    internal void Join(PendingAmount move) => (move.IsPut ? ref _puts : ref _gets).Add(move);

    internal void Leave(PendingAmount move)
    {
        (move.IsPut ? ref _puts : ref _gets).Remove(move);
        Serve(); // who stood behind may be content with less
    }

    internal bool TryUndo(PendingAmount move)
    {
        if (move.IsPut && move.Amount > Level)
        {
            return false;
        }

        Level -= move.IsPut ? move.Amount : -move.Amount;
        Serve();
        return true;
    }

    internal void Serve()
    {
        while (TryServe(ref _gets) || TryServe(ref _puts))
        {
            // a move on one side may make room for one on the other
        }
    }

    private bool TryServe(ref OperationLine line)
    {
        if (!line.TryPeek(out PendingOperation? first) || !TryMove(Unsafe.As<PendingAmount>(first)))
        {
            return false;
        }

        line.Remove(first);
        first.Perform();
        return true;
    }

    private long Checked(long amount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(amount);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(amount, Capacity);
        return amount;
    }
}

/// <summary>One move of an amount into or out of a container.</summary>
internal sealed class PendingAmount(Simulation simulation, Container container, long amount, bool isPut)
    : PendingOperation<long>(simulation)
{
    public long Amount => amount;

    public bool IsPut => isPut;

    /// <inheritdoc/>
    protected override bool TryNow()
    {
        if (!container.TryMove(this))
        {
            return false;
        }

        container.Serve();
        return true;
    }

    /// <inheritdoc/>
    protected override void Join() => container.Join(this);

    /// <inheritdoc/>
    protected override void Leave() => container.Leave(this);

    /// <inheritdoc/>
    protected override bool TryUndo() => container.TryUndo(this);

    /// <inheritdoc/>
    protected override long Take() => amount;
}
