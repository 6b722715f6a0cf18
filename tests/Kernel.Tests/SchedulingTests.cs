using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class SchedulingTests
{
    [Test]
    public void Events_of_one_instant_go_by_priority_then_by_arrival()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () => trace.Add("measurement"), Priority.Measurement);
        simulation.At(1, () => trace.Add("process"), Priority.Process);
        simulation.At(1, () => trace.Add("timer 1"));
        simulation.At(1, () => trace.Add("delivery"), Priority.Delivery);
        simulation.At(1, () => trace.Add("timer 2"));
        simulation.Run();
        trace.Expect("1 s: delivery", "1 s: timer 1", "1 s: timer 2", "1 s: process", "1 s: measurement");
    }

    [TestCase(10)]
    [TestCase(1_000)]
    [TestCase(1_025)]
    [TestCase(100_000)]
    public void Ties_are_first_in_first_out_at_any_queue_size(int count)
    {
        var simulation = new Simulation();
        List<int> order = [];
        for (int number = 0; number < count; number++)
        {
            int mine = number;
            simulation.At(3, () => order.Add(mine));
        }

        simulation.Run();
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, count)));
    }

    [Test]
    public void Ties_keep_their_order_when_sequence_numbers_run_out()
    {
        var simulation = new Simulation(1, 0, new EventQueue(sequenceMax: 50));
        List<string> order = [];
        async Process Walk(string name)
        {
            for (int step = 0; step < 100; step++)
            {
                await simulation.Timeout(1.Seconds());
                order.Add(name);
                await simulation.Timeout(SimTime.Zero);
            }
        }

        foreach (string name in (string[])["a", "b", "c", "d"])
        {
            simulation.Start(Walk(name));
        }

        simulation.Run();
        Assert.That(string.Concat(order), Is.EqualTo(string.Concat(Enumerable.Repeat("abcd", 100))));
    }

    [Test]
    public void A_cancelled_timer_never_fires_and_leaves_the_queue_at_once()
    {
        var simulation = new Simulation();
        TimerHandle timer = simulation.At(5, Assert.Fail);
        Assert.That(simulation.PendingCount, Is.EqualTo(1));
        Assert.That(simulation.Cancel(timer), Is.True);
        Assert.That(simulation.PendingCount, Is.Zero);
        Assert.That(simulation.Peek(), Is.Null);
        simulation.Run();
        Assert.That(simulation.Now, Is.EqualTo(SimTime.Zero));
        Assert.That(simulation.EventCount, Is.Zero);
    }

    [Test]
    public void Cancelling_what_has_fired_does_nothing()
    {
        var simulation = new Simulation();
        int fired = 0;
        TimerHandle timer = simulation.At(1, () => fired++);
        simulation.Run();
        simulation.At(2, () => fired++);
        Assert.That(simulation.Cancel(timer), Is.False);
        simulation.Run();
        Assert.That(fired, Is.EqualTo(2));
    }

    [Test]
    public void A_timer_cannot_be_cancelled_from_its_own_event()
    {
        var simulation = new Simulation();
        TimerHandle timer = default;
        bool? isCancelled = null;
        timer = simulation.At(1, () => isCancelled = simulation.Cancel(timer));
        simulation.Run();
        Assert.That(isCancelled, Is.False);
    }

    [Test]
    public void A_timer_is_cancelled_by_an_earlier_event_of_the_same_instant()
    {
        var simulation = new Simulation();
        TimerHandle timer = default;
        simulation.At(1, () => Assert.That(simulation.Cancel(timer), Is.True));
        timer = simulation.At(1, Assert.Fail);
        simulation.Run();
        Assert.That(simulation.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void One_handler_may_be_scheduled_many_times()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var handler = new Callback(() => trace.Add("fires"));
        simulation.Schedule(2.Seconds(), handler);
        simulation.Schedule(1.Seconds(), handler);
        simulation.Schedule(1.Seconds(), handler);
        simulation.Run();
        trace.Expect("1 s: fires", "1 s: fires", "2 s: fires");
    }

    [Test]
    public void A_negative_delay_is_refused()
    {
        var simulation = new Simulation();
        var handler = new Callback(Assert.Fail);
        Assert.That(
            () => simulation.Schedule(new SimTime(-1), handler), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => simulation.Timeout(new SimTime(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => simulation.Schedule(new SimTime(long.MinValue), handler),
            Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_deadline_beyond_the_clock_is_refused()
    {
        var simulation = new Simulation();
        simulation.Run(1.Seconds());
        Assert.That(() => simulation.Timeout(SimTime.Max), Throws.InstanceOf<OverflowException>());
        Assert.That(
            () => simulation.Schedule(SimTime.Max, new Callback(Assert.Fail)), Throws.InstanceOf<OverflowException>());
        Assert.That(simulation.PendingCount, Is.Zero);
        Assert.That(simulation.Timeout(SimTime.Max - 1.Seconds()).Deadline, Is.EqualTo(SimTime.Max));
    }

    [Test]
    public void The_last_instant_of_the_clock_is_reached()
    {
        var simulation = new Simulation();
        bool isReached = false;
        simulation.Schedule(SimTime.Max, new Callback(() => isReached = true));
        simulation.Run();
        Assert.That(isReached, Is.True);
        Assert.That(simulation.Now, Is.EqualTo(SimTime.Max));
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void An_event_scheduled_now_happens_in_this_instant_after_those_before_it()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () =>
        {
            trace.Add("first");
            simulation.Schedule(SimTime.Zero, new Callback(() => trace.Add("third")));
        });
        simulation.At(1, () => trace.Add("second"));
        simulation.Run();
        trace.Expect("1 s: first", "1 s: second", "1 s: third");
    }
}
