using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// A number of equal units that processes hold for a while. Requests are served by priority, the lower number first,
/// and first come, first served within one. With pre-emption a request takes a unit from a holder of a higher number,
/// whose process is interrupted with cause <see cref="Preempted"/>.
/// </summary>
public sealed class Resource
{
    private readonly Simulation _simulation;
    private Lane[] _lanes = []; // by priority
    private readonly List<PendingRequest> _holders = [];
    private FreeObjects _free;

    /// <summary>A resource whose units are all free.</summary>
    /// <param name="simulation">The simulation.</param>
    /// <param name="capacity">Units.</param>
    /// <param name="isPreemptive">True if requests may take a unit from its holder.</param>
    public Resource(Simulation simulation, int capacity = 1, bool isPreemptive = false)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        _simulation = simulation;
        Capacity = capacity;
        IsPreemptive = isPreemptive;
    }

    /// <summary>Units.</summary>
    public int Capacity { get; }

    /// <summary>True if requests may take a unit from its holder.</summary>
    public bool IsPreemptive { get; }

    /// <summary>Units held.</summary>
    public int Count { get; private set; }

    /// <summary>Requests that wait.</summary>
    public int QueueCount { get; private set; }

    /// <summary>A unit. Await it, and dispose the grant to release the unit.</summary>
    /// <param name="priority">The lower, the sooner.</param>
    /// <param name="preempts">Where the resource allows it: whether it takes a unit from a holder of a higher number.
    /// The process that gets interrupted is the one whose method requested, while that method runs.</param>
    public Request Request(int priority = 0, bool preempts = true)
    {
        PendingRequest request = Rent(priority);
        request.Preempts = preempts && IsPreemptive;
        return new(request);
    }

    /// <summary>
    /// Holds a unit for a time and releases it, in one wait: the service of a queueing system. An interrupt in the
    /// line or in service frees what is held.
    /// </summary>
    /// <param name="time">Time of service, not negative.</param>
    /// <param name="priority">The lower, the sooner.</param>
    /// <exception cref="InvalidOperationException">The resource is pre-emptive: there, request and wait.</exception>
    public Use Use(SimTime time, int priority = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, SimTime.Zero);
        if (IsPreemptive)
        {
            throw new InvalidOperationException("a use cannot be pre-empted: request the unit and wait");
        }

        PendingRequest request = Rent(priority);
        request.ServiceTime = time;
        return new(request);
    }

    internal bool TryGrant(PendingRequest request, Waiter? waiter)
    {
        if (Count >= Capacity && !(request.Preempts && TryPreempt(request, waiter!)))
        {
            return false;
        }

        Hold(request, waiter);
        return true;
    }

    internal void Join(PendingRequest request)
    {
        QueueCount++;
        if (request.Lane?.Priority != request.Priority)
        {
            request.Lane = LaneOf(request.Priority);
        }

        request.Lane!.Line.Add(request);
    }

    internal void Leave(PendingRequest request)
    {
        QueueCount--;
        request.Lane!.Line.Remove(request);
    }

    internal void Free(PendingRequest request)
    {
        if (IsPreemptive)
        {
            _holders.Remove(request);
        }

        Count--;
        while (QueueCount > 0 && Count < Capacity)
        {
            PendingRequest next = TakeNext();
            Hold(next, next.Holder);
            next.Granted();
        }
    }

    internal void Return(PendingRequest request) => _free.Add(request);

    private PendingRequest Rent(int priority)
    {
        PendingRequest request = Unsafe.As<PendingRequest>(_free.Take()) ?? new PendingRequest(_simulation, this);
        request.Priority = priority;
        request.ServiceTime = PendingRequest.Indefinite;
        return request;
    }

    private void Hold(PendingRequest request, Waiter? waiter)
    {
        Count++;
        if (IsPreemptive)
        {
            request.Since = _simulation.Now;
            request.SetHolder(waiter!.Process);
            _holders.Add(request);
        }
    }

    // The victim has the highest number; of several, the one that got its unit last.
    private bool TryPreempt(PendingRequest request, Waiter waiter)
    {
        PendingRequest? victim = null;
        foreach (PendingRequest holder in _holders)
        {
            if (holder.Priority > request.Priority && holder.HolderProcess != waiter.Process
                && (victim is null || holder.Priority >= victim.Priority))
            {
                victim = holder;
            }
        }

        if (victim is null)
        {
            return false;
        }

        _holders.Remove(victim);
        Count--;
        victim.TakeAway(new Preempted(this, victim.Since, waiter.Process.Name));
        return true;
    }

    private PendingRequest TakeNext()
    {
        int index = 0;
        PendingOperation? first;
        while (!_lanes[index].Line.TryPeek(out first))
        {
            index++;
        }

        QueueCount--;
        _lanes[index].Line.Remove(first);
        return Unsafe.As<PendingRequest>(first);
    }

    private Lane LaneOf(int priority)
    {
        int index = 0;
        while (index < _lanes.Length && _lanes[index].Priority < priority)
        {
            index++;
        }

        if (index == _lanes.Length || _lanes[index].Priority != priority)
        {
            _lanes = [.. _lanes[..index], new Lane(priority), .. _lanes[index..]];
        }

        return _lanes[index];
    }

}

/// <summary>Requests of one priority, in line.</summary>
internal sealed class Lane(int priority)
{
    public OperationLine Line;

    public int Priority => priority;
}

/// <summary>A request for a unit. Await it once, alone or as an operand of a condition.</summary>
public readonly struct Request : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingRequest _pending;
    private readonly int _version;

    internal Request(PendingRequest pending)
    {
        _pending = pending;
        _version = pending.Version;
    }

    /// <summary>True if the unit was granted, now or before.</summary>
    public bool IsCompleted => _pending.TryPerform(_version);

    Simulation IWaitable.Simulation => _pending.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public Request GetAwaiter() => this;

    /// <summary>Collects the grant, once.</summary>
    public Grant GetResult() => _pending.Collect(_version);

    void IWaitable.Bind(Waiter waiter) => _pending.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // a request waits, but does not fail
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>The service of a queueing system: a place in line, a unit for a time, its release. Await it once.</summary>
public readonly struct Use : IWaitable, ICriticalNotifyCompletion
{
    private readonly PendingRequest _pending;
    private readonly int _version;

    internal Use(PendingRequest pending)
    {
        _pending = pending;
        _version = pending.Version;
    }

    /// <summary>True if the service is over.</summary>
    public bool IsCompleted => _pending.IsDone(_version);

    Simulation IWaitable.Simulation => _pending.Simulation;

    /// <summary>Makes it awaitable.</summary>
    public Use GetAwaiter() => this;

    /// <summary>Ends the wait.</summary>
    public void GetResult() => _pending.CollectUse(_version);

    void IWaitable.Bind(Waiter waiter) => _pending.Bind(waiter, _version);

    void IWaitable.ThrowIfFailed()
    {
        // a service ends, but does not fail
    }

    /// <inheritdoc/>
    public void OnCompleted(Action continuation) => Continuation.Refuse();

    /// <inheritdoc/>
    public void UnsafeOnCompleted(Action continuation) => Continuation.Refuse();
}

/// <summary>A unit of a resource that a process holds.</summary>
public readonly struct Grant : IDisposable, IEquatable<Grant>
{
    private readonly PendingRequest? _request;
    private readonly int _use;

    internal Grant(PendingRequest request)
    {
        _request = request;
        _use = request.Use;
    }

    /// <summary>True while the unit is held; false after it was released or taken away.</summary>
    public bool IsHeld => _request is not null && _request.Use == _use;

    /// <summary>Releases the unit, unless it was released or taken away before.</summary>
    public void Dispose()
    {
        if (IsHeld)
        {
            _request!.Release();
        }
    }

    /// <inheritdoc/>
    public bool Equals(Grant other) => _request == other._request && _use == other._use;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Grant other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _use;

    /// <summary>The same unit of the same request.</summary>
    public static bool operator ==(Grant left, Grant right) => left.Equals(right);

    /// <summary>Not the same.</summary>
    public static bool operator !=(Grant left, Grant right) => !left.Equals(right);
}

/// <summary>One request for a unit, and its use while it is held.</summary>
internal sealed class PendingRequest(Simulation simulation, Resource resource) : PendingOperation<Grant>(simulation)
{
    /// <summary>The service time of a request that is released by its holder.</summary>
    public static readonly SimTime Indefinite = new(-1);

    private uint _holderVersion;
    private bool _isInService;
    private TimerHandle _serviceEnd;

    public int Priority { get; set; }

    /// <summary>How long it holds the unit by itself, or <see cref="Indefinite"/>.</summary>
    public SimTime ServiceTime { get; set; }

    /// <summary>The lane of its last priority.</summary>
    public Lane? Lane { get; set; }

    public bool Preempts { get; set; }

    public SimTime Since { get; set; }

    /// <summary>Raised when the unit is given back, so that older grants go stale.</summary>
    public int Use { get; private set; }

    public ProcessBox? HolderProcess { get; private set; }

    public Waiter? Holder => Waiter;

    public void SetHolder(ProcessBox holder)
    {
        HolderProcess = holder;
        _holderVersion = holder.Version;
    }

    public void Release()
    {
        Use++;
        HolderProcess = null;
        resource.Free(this);
        resource.Return(this);
    }

    /// <summary>The unit goes to someone else; the holder learns it at its wait.</summary>
    public void TakeAway(Preempted cause)
    {
        ProcessBox holder = HolderProcess!;
        HolderProcess = null;
        Use++;
        IsTaken = true;
        if (holder.Version == _holderVersion)
        {
            holder.InterruptAtWait(cause); // the holder may be the one that has just called the new process
        }
    }

    /// <summary>True if the unit was taken away before the grant was collected.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>A unit is there: the waiter gets it, or its service begins.</summary>
    public void Granted()
    {
        if (ServiceTime == Indefinite)
        {
            Perform();
        }
        else
        {
            _isInService = true;
            _serviceEnd = Simulation.Schedule(ServiceTime, this, Kernel.Priority.Process);
        }
    }

    /// <inheritdoc/>
    protected internal override void Fire()
    {
        _isInService = false;
        resource.Free(this);
        End();
    }

    /// <summary>Ends the wait for a service, which leaves nothing to release.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void CollectUse(int version)
    {
        Finish(version);
        Reset();
        resource.Return(this);
    }

    /// <inheritdoc/>
    protected override bool TryNow() => !resource.IsPreemptive && resource.TryGrant(this, waiter: null);

    /// <inheritdoc/>
    protected override void Join()
    {
        // where units can be taken away, the holder must be known: every grant goes through a wait
        IsTaken = false;
        bool mayBeFree = ServiceTime != Indefinite || resource.IsPreemptive;
        if (mayBeFree && resource.TryGrant(this, Waiter))
        {
            Granted();
        }
        else
        {
            resource.Join(this);
        }
    }

    /// <inheritdoc/>
    protected override void Leave()
    {
        if (_isInService)
        {
            _isInService = false;
            Simulation.Cancel(_serviceEnd);
            resource.Free(this);
        }
        else
        {
            resource.Leave(this);
        }
    }

    /// <inheritdoc/>
    protected override bool TryUndo()
    {
        if (ServiceTime != Indefinite)
        {
            return false; // served, and the unit is free already
        }

        if (!IsTaken)
        {
            Use++;
            HolderProcess = null;
            resource.Free(this);
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void Abandon() => resource.Return(this);

    /// <inheritdoc/>
    protected override Grant Take() => new(this);
}
