using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;

namespace Simulator.Kernel;

/// <summary>
/// One replication: the clock, the pending events, the processes and the random streams. It runs on one thread and
/// shares nothing with another simulation.
/// </summary>
public sealed class Simulation
{
    private const int BatchSize = 1024;

    private readonly EventQueue _queue;
    private readonly Dictionary<string, RandomStream> _streams = new(StringComparer.Ordinal);
    private FreeObjects[] _pools = [];
    private long _now;
    private long _eventCount;
    private bool _isStopping;
    private bool _isRunning;
    private SimulationException? _failure;
    private InterruptException? _thrown;
    private Handler? _resumed;

    /// <summary>An empty simulation at time zero.</summary>
    /// <param name="seed">Seed of the study; with the replication it determines every random stream.</param>
    /// <param name="replication">Number of the replication, from 0.</param>
    public Simulation(long seed = 1, int replication = 0)
        : this(seed, replication, new EventQueue())
    {
    }

    internal Simulation(long seed, int replication, EventQueue queue)
    {
        Seed = seed;
        Replication = replication;
        _queue = queue;
    }

    /// <summary>Current simulated time.</summary>
    public SimTime Now => new(_now);

    /// <summary>Seed of the study.</summary>
    public long Seed { get; }

    /// <summary>Number of the replication, from 0.</summary>
    public int Replication { get; }

    /// <summary>Events executed so far.</summary>
    public long EventCount => _eventCount;

    /// <summary>Events pending now.</summary>
    public int PendingCount => _queue.Count;

    internal long NowPicoseconds
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _now;
    }

    /// <summary>A wait of this length, from now.</summary>
    /// <param name="delay">Not negative; a deadline beyond the clock throws <see cref="OverflowException"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Timeout Timeout(SimTime delay) => new(this, At(delay));

    /// <summary>Schedules a handler.</summary>
    /// <param name="delay">Time from now, not negative.</param>
    /// <param name="handler">What happens then.</param>
    /// <param name="priority">Order among the events of one instant.</param>
    /// <returns>A handle for <see cref="Cancel"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimerHandle Schedule(SimTime delay, Handler handler, Priority priority = Priority.Timer) =>
        _queue.Push(At(delay), priority, handler, _now);

    /// <summary>Removes a scheduled event; false, and harmless, if it has fired or was cancelled.</summary>
    /// <param name="timer">What <see cref="Schedule"/> returned.</param>
    public bool Cancel(TimerHandle timer) => _queue.Cancel(timer);

    /// <summary>
    /// Lets a process run on its own: an interrupt of whoever awaits it does not reach it, and it need not be
    /// awaited. (A process that is called and awaited without this belongs to its caller.)
    /// </summary>
    /// <param name="process">A process that was just called; the value stays its handle.</param>
    public void Start(Process process)
    {
        Invariant.Require(process.Box is null || process.Box.Simulation == this, "a process stays in its simulation");
        process.Box?.MakeIndependent();
    }

    /// <inheritdoc cref="Start(Process)"/>
    public void Start<T>(Process<T> process)
    {
        bool isOurs = process.IsCompleted || process.Box!.Simulation == this;
        Invariant.Require(isOurs, "a process stays in its simulation");
        process.Box?.MakeIndependent();
    }

    /// <summary>A condition that holds when one operand has happened; the others are withdrawn.</summary>
    /// <param name="operands">At least one. The first of those that have happened already wins.</param>
    /// <returns>Awaitable: the index of the operand that happened.</returns>
    public Condition AnyOf(params IWaitable[] operands) => new(this, operands, needed: 1);

    /// <summary>A condition that holds when every operand has happened, or one has failed.</summary>
    /// <param name="operands">Any number; none holds at once.</param>
    /// <returns>Awaitable: the index of the operand that happened last.</returns>
    public Condition AllOf(params IWaitable[] operands) => new(this, operands, operands?.Length ?? 0);

    /// <summary>
    /// The random stream of this name: a pure function of seed, replication and name, so that a further stream moves
    /// no other. The same object at every call.
    /// </summary>
    /// <param name="name">What the stream drives, as in <c>ue/17/arrival</c>.</param>
    public RandomStream Random(string name)
    {
        if (!_streams.TryGetValue(name, out RandomStream? stream))
        {
            stream = new RandomStream(Seed, Replication, name);
            _streams.Add(name, stream);
        }

        return stream;
    }

    /// <summary>Runs until no event is pending, or <see cref="Stop"/> is called.</summary>
    /// <exception cref="SimulationException">A process or handler failed and nobody awaited it.</exception>
    public void Run() => Loop(long.MaxValue);

    /// <summary>Runs every event before an instant and leaves the clock at that instant.</summary>
    /// <param name="until">Not before now. What is due at this very instant stays pending.</param>
    /// <exception cref="SimulationException">A process or handler failed and nobody awaited it.</exception>
    public void Run(SimTime until)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(until, Now);
        Loop(until.Picoseconds - 1);
        if (!_isStopping)
        {
            _now = until.Picoseconds;
        }
    }

    /// <summary>Runs until something awaitable has happened, or no event is pending.</summary>
    /// <param name="until">A process, an event, a condition …</param>
    /// <returns>True if it happened; its result is the caller's to collect.</returns>
    /// <exception cref="SimulationException">A process or handler failed; the one awaited here included.</exception>
    public bool Run(IWaitable until)
    {
        ArgumentNullException.ThrowIfNull(until);
        if (!until.IsCompleted)
        {
            var end = new RunEnd(this, until);
            until.Bind(end);
            Loop(long.MaxValue);
            if (!end.HasHappened)
            {
                end.Withdraw();
            }

            return end.HasHappened;
        }

        return true;
    }

    /// <summary>Executes the next event; false if none is pending.</summary>
    public bool Step()
    {
        if (!_queue.TryPeek(_now, out _))
        {
            return false;
        }

        Loop(long.MaxValue, isOneStep: true);
        return true;
    }

    /// <summary>Time of the next event, or null if none is pending.</summary>
    public SimTime? Peek() => _queue.TryPeek(_now, out long time) ? new SimTime(time) : null;

    /// <summary>Ends the run after the current event; what is pending stays so.</summary>
    public void Stop() => _isStopping = true;

    internal TimerHandle ScheduleResume(long deadline, Waiter waiter) => deadline <= _now
        ? _queue.PushNow(waiter)
        : _queue.Push(deadline, Priority.Process, waiter, _now);

    internal TimerHandle ScheduleWakeUp(Handler handler) => _queue.PushNow(handler);

    /// <summary>The next thing to run in this event, after the step of a process that has ended.</summary>
    internal void Resume(Handler handler) => _resumed = handler;

    internal void SetInterrupt(InterruptException interrupt) => _thrown = interrupt;

    internal bool IsInterrupted => _thrown is not null;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void ThrowIfInterrupted()
    {
        if (_thrown is not null)
        {
            ThrowInterrupt();
        }
    }

    /// <summary>The pool of one type of process.</summary>
    internal ref FreeObjects Pool(int index)
    {
        if (index >= _pools.Length)
        {
            Array.Resize(ref _pools, index + 8);
        }

        return ref _pools[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private long At(SimTime delay)
    {
        long at = unchecked(_now + delay.Picoseconds);
        if (delay.Picoseconds < 0 || at < _now)
        {
            RefuseDelay(delay);
        }

        return at;
    }

    private void RefuseDelay(SimTime delay)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(delay, SimTime.Zero);
        throw new OverflowException($"{delay} from {Now} is beyond the clock of 106 days");
    }

    private void Loop(long last, bool isOneStep = false)
    {
        if (_failure is not null)
        {
            throw new InvalidOperationException("this simulation has failed", _failure);
        }

        Invariant.Require(!_isRunning, "a simulation does not run inside its own event");
        _isStopping = isOneStep;
        _isRunning = true;
        try
        {
            while (ExecuteBatch(last))
            {
                // again
            }
        }
        catch (SimulationException failure)
        {
            _failure = failure;
            throw;
        }
        catch (Exception failure)
        {
            string who = failure.TargetSite?.DeclaringType is { } type ? ProcessName.Of(type) : "a handler";
            _failure = new SimulationException(this, who, failure);
            throw _failure;
        }
        finally
        {
            _isRunning = false;
        }
    }

    // In batches, so that the runtime counts calls and soon compiles this method well.
    private bool ExecuteBatch(long last)
    {
        for (int left = BatchSize; left > 0; left--)
        {
            if (!_queue.TryPop(last, ref _now, out Handler? handler))
            {
                return false;
            }

            _eventCount++;
            handler.Fire();
            while (_resumed is not null)
            {
                handler = _resumed;
                _resumed = null;
                handler.Fire();
            }

            if (_isStopping)
            {
                return false;
            }
        }

        return true;
    }

    private void ThrowInterrupt()
    {
        InterruptException interrupt = _thrown!;
        _thrown = null;
        throw interrupt;
    }

    // Waits in the place of a process for what ends Run(until).
    private sealed class RunEnd : Waiter
    {
        private readonly IWaitable _until;

        public RunEnd(Simulation simulation, IWaitable until)
        {
            Simulation = simulation;
            _until = until;
        }

        public bool HasHappened { get; private set; }

        public override ProcessBox Process => throw new InvalidOperationException("Run(until) holds no resource");

        protected internal override void Fire()
        {
            HasHappened = true;
            Simulation.Stop();
            _until.ThrowIfFailed();
        }
    }
}
