using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>The queue, and beside it a list sorted by (time, priority, arrival).</summary>
internal sealed class QueueAndModel(ulong sequenceMax)
{
    private readonly EventQueue _queue = new(sequenceMax);
    private readonly SortedSet<(long Time, Priority Priority, int Number)> _model = [];
    private readonly List<(TimerHandle Handle, (long Time, Priority Priority, int Number) Key)> _handles = [];
    private long _now;
    private int _pushed;

    public int Count => _model.Count;

    public int RenumberCount => _queue.RenumberCount;

    public int LateCount => _queue.LateCount;

    public void Push(long delay, Priority priority)
    {
        (long, Priority, int) key = (_now + delay, priority, _pushed);
        Expect(key, _queue.Push(_now + delay, priority, new Numbered(_pushed++), _now));
    }

    public void PushNow()
    {
        (long, Priority, int) key = (_now, Priority.Process, _pushed);
        Expect(key, _queue.PushNow(new Numbered(_pushed++)));
    }

    public void CancelAny(RandomStream random)
    {
        if (_handles.Count > 0)
        {
            // most are stale by now; the recent ones are not
            int back = random.Below(random.Chance(0.5) ? Math.Min(50, _handles.Count) : _handles.Count);
            (TimerHandle handle, (long, Priority, int) key) = _handles[^(back + 1)];
            Assert.That(_queue.Cancel(handle), Is.EqualTo(_model.Remove(key)));
            Assert.That(_queue.Count, Is.EqualTo(_model.Count));
        }
    }

    public void Pop()
    {
        bool isSome = _model.Count > 0;
        Assert.That(_queue.TryPeek(_now, out long time), Is.EqualTo(isSome));
        Assert.That(_queue.TryPop(long.MaxValue, ref _now, out Handler? handler), Is.EqualTo(isSome));
        if (isSome)
        {
            (long Time, Priority Priority, int Number) first = _model.Min;
            _model.Remove(first);
            int number = ((Numbered)handler!).Number;
            Assert.That((time, _now, number), Is.EqualTo((first.Time, first.Time, first.Number)));
        }

        Assert.That(_queue.Count, Is.EqualTo(_model.Count));
    }

    /// <summary>Pops what is due before an instant, and leaves the clock there.</summary>
    public void Advance(long delay)
    {
        long until = _now + delay;
        while (_model.Count > 0 && _model.Min.Time < until)
        {
            Pop();
        }

        Assert.That(_queue.TryPop(until - 1, ref _now, out _), Is.False);
        _now = until;
    }

    public void PopAll()
    {
        while (_model.Count > 0)
        {
            Pop();
        }

        Pop();
    }

    private void Expect((long, Priority, int) key, TimerHandle handle)
    {
        _model.Add(key);
        _handles.Add((handle, key));
    }
}
