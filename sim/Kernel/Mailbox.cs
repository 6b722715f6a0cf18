using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// Where messages for a process arrive: putting never waits, receiving does, with a time limit if wanted. Messages
/// and receivers are served in order of arrival. A receiver that gives up, by its time limit, an interrupt or a
/// condition that another operand won, leaves no trace: the message it might have got goes to the next.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public sealed class Mailbox<T>
{
    private readonly Simulation _simulation;
    private RingQueue<T> _items;
    private OperationLine _receivers;
    private readonly PendingReceive<T> _receive;

    /// <summary>An empty mailbox.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="capacity">How many messages it holds while nobody receives.</param>
    public Mailbox(Simulation simulation, int capacity = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _simulation = simulation;
        Capacity = capacity;
        _receive = new PendingReceive<T>(simulation, this);
    }

    /// <summary>How many messages it holds at most.</summary>
    public int Capacity { get; }

    /// <summary>Messages that nobody has received.</summary>
    public int Count => _items.Count;

    /// <summary>Receivers that wait.</summary>
    public int ReceiverCount => _receivers.Count;

    /// <summary>Adds a message; whoever waits longest for one gets it, at this instant but not inline.</summary>
    /// <returns>False if the mailbox is full: the message is refused.</returns>
    public bool Put(T item)
    {
        if (TryHandOver(item))
        {
            return true;
        }

        if (_items.Count >= Capacity)
        {
            return false;
        }

        _items.Add(item);
        return true;
    }

    /// <summary>Takes a message that is there; never waits.</summary>
    public bool TryReceive([MaybeNullWhen(false)] out T item)
    {
        bool has = _items.Count > 0;
        item = has ? _items.Take() : default;
        return has;
    }

    /// <summary>The next message.</summary>
    public Receive<T> Receive() => new(Rent(SimTime.Max));

    /// <summary>
    /// The next message, or nothing if none comes within a time: one primitive, in which the loser leaves no trace.
    /// A packet that arrives at the very instant of the limit is in time.
    /// </summary>
    /// <param name="limit">Counted from the start of the wait; not negative.</param>
    public ReceiveWithin<T> Receive(SimTime limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, SimTime.Zero);
        return new(Rent(limit));
    }

    /// <summary>Throws away the messages that nobody has received.</summary>
    /// <returns>How many there were.</returns>
    public int Clear()
    {
        int count = _items.Count;
        _items.Clear();
        return count;
    }

    internal void Join(PendingReceive<T> receive) => _receivers.Add(receive);

    internal void Leave(PendingReceive<T> receive) => _receivers.Remove(receive);

    internal void GiveBack(T item)
    {
        if (!TryHandOver(item))
        {
            _items.AddFirst(item);
        }
    }

    private bool TryHandOver(T item)
    {
        if (!_receivers.TryPeek(out PendingOperation? first))
        {
            return false;
        }

        _receivers.Remove(first);
        Unsafe.As<PendingReceive<T>>(first).HandOver(item);
        return true;
    }

    private PendingReceive<T> Rent(SimTime limit)
    {
        // one receiver at a time is the rule; others get an object of their own
        PendingReceive<T> receive = _receive.IsInUse ? new PendingReceive<T>(_simulation, this) : _receive;
        receive.IsInUse = true;
        receive.Limit = limit;
        return receive;
    }
}

/// <summary>The next message of a mailbox. Await it once, alone or as an operand of a condition.</summary>
/// <typeparam name="T">The message.</typeparam>
public readonly struct Receive<T> : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingReceive<T> _pending;
    private readonly int _version;

    internal Receive(PendingReceive<T> pending)
    {
        _pending = pending;
        _version = pending.Version;
    }

    /// <summary>True if a message was there, and is now this receiver's.</summary>
    public bool IsCompleted => _pending.TryPerform(_version);

    Simulation IWaitable.Simulation => _pending.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public Receive<T> GetAwaiter() => this;

    /// <summary>The message, once.</summary>
    public T GetResult() => _pending.Collect(_version).Item;

    void IWaitable.Bind(Waiter waiter) => _pending.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // a mailbox does not fail
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>The next message of a mailbox, if it comes in time. Await it once, alone or as an operand of a condition.
/// </summary>
/// <typeparam name="T">The message.</typeparam>
public readonly struct ReceiveWithin<T> : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingReceive<T> _pending;
    private readonly int _version;

    internal ReceiveWithin(PendingReceive<T> pending)
    {
        _pending = pending;
        _version = pending.Version;
    }

    /// <summary>True if a message was there, and is now this receiver's, or the time has run out.</summary>
    public bool IsCompleted => _pending.TryPerform(_version);

    Simulation IWaitable.Simulation => _pending.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public ReceiveWithin<T> GetAwaiter() => this;

    /// <summary>The message, or that none came; once.</summary>
    public Received<T> GetResult() => _pending.Collect(_version);

    void IWaitable.Bind(Waiter waiter) => _pending.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // a mailbox does not fail
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>What a receive with a time limit ended with.</summary>
/// <typeparam name="T">The message.</typeparam>
/// <param name="HasItem">False if the time ran out.</param>
/// <param name="Item">The message; the default value if there is none.</param>
public readonly record struct Received<T>(bool HasItem, T Item)
{
    /// <summary>True if the time ran out.</summary>
    public bool TimedOut => !HasItem;

    /// <summary>The message, if there is one.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T item)
    {
        item = Item;
        return HasItem;
    }
}

/// <summary>One receiver of a mailbox.</summary>
internal sealed class PendingReceive<T>(Simulation simulation, Mailbox<T> mailbox)
    : PendingOperation<Received<T>>(simulation)
{
    private T? _item;

    /// <summary>True from the call of receive until its result is collected.</summary>
    public bool IsInUse { get; set; }

    /// <summary>The message is this receiver's.</summary>
    public void HandOver(T item)
    {
        _item = item;
        Perform();
    }

    /// <inheritdoc/>
    protected override bool TryNow() => mailbox.TryReceive(out _item);

    /// <inheritdoc/>
    protected override void Join() => mailbox.Join(this);

    /// <inheritdoc/>
    protected override void Leave() => mailbox.Leave(this);

    /// <inheritdoc/>
    protected override bool TryUndo()
    {
        T item = _item!;
        _item = default;
        mailbox.GiveBack(item);
        return true;
    }

    /// <inheritdoc/>
    protected override void Abandon() => IsInUse = false;

    /// <inheritdoc/>
    protected override Received<T> Take()
    {
        var received = new Received<T>(!IsExpired, _item!);
        _item = default;
        IsInUse = false;
        return received;
    }
}
