using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class RunTests
{
    [Test]
    public void A_run_ends_when_nothing_is_pending()
    {
        var simulation = new Simulation();
        simulation.At(2, () => { });
        simulation.Run();
        Assert.That(simulation.Now, Is.EqualTo(2.Seconds()));
        Assert.That(simulation.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void An_empty_run_leaves_the_clock()
    {
        var simulation = new Simulation();
        simulation.Run();
        Assert.That(simulation.Now, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void Until_moves_the_clock_there_even_without_events()
    {
        var simulation = new Simulation();
        simulation.Run(3.Seconds());
        Assert.That(simulation.Now, Is.EqualTo(3.Seconds()));
    }

    [Test]
    public void Until_excludes_the_instant_itself_in_every_priority()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () => trace.Add("before"));
        simulation.At(2, () => trace.Add("at"), Priority.Delivery);
        simulation.At(2, () => trace.Add("at"), Priority.Measurement);
        simulation.Run(2.Seconds());
        trace.Expect("1 s: before");
        Assert.That((simulation.Now, simulation.PendingCount), Is.EqualTo((2.Seconds(), 2)));
        simulation.Run(2.Seconds());
        trace.Expect("1 s: before");
        simulation.Run();
        trace.Expect("1 s: before", "2 s: at", "2 s: at");
    }

    [Test]
    public void Until_now_runs_nothing_not_even_wake_ups_of_this_instant()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        int received = 0;
        async Process Receiver() => received = await mailbox.Receive();
        simulation.Start(Receiver());
        mailbox.Put(5);
        simulation.Run(SimTime.Zero);
        Assert.That(received, Is.Zero);
        simulation.Run(new SimTime(1));
        Assert.That(received, Is.EqualTo(5));
    }

    [Test]
    public void A_run_goes_on_where_the_last_one_ended()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        foreach (int time in (int[])[5, 10, 15, 20])
        {
            simulation.At(time, () => trace.Add("event"));
        }

        Assert.That(simulation.Peek(), Is.EqualTo(5.Seconds()));
        simulation.Run(10.Seconds());
        Assert.That((simulation.Now, simulation.Peek()), Is.EqualTo((10.Seconds(), (SimTime?)10.Seconds())));
        simulation.Run(16.Seconds());
        Assert.That((simulation.Now, simulation.Peek()), Is.EqualTo((16.Seconds(), (SimTime?)20.Seconds())));
        simulation.Run();
        Assert.That((simulation.Now, simulation.Peek()), Is.EqualTo((20.Seconds(), (SimTime?)null)));
        trace.Expect("5 s: event", "10 s: event", "15 s: event", "20 s: event");
    }

    [Test]
    public void Until_an_instant_of_the_past_is_refused()
    {
        var simulation = new Simulation();
        simulation.Run(3.Seconds());
        Assert.That(() => simulation.Run(2.Seconds()), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => simulation.Run(new SimTime(-1)), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(simulation.Now, Is.EqualTo(3.Seconds()));
    }

    [Test]
    public void Stop_ends_the_run_after_the_current_event()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () =>
        {
            simulation.Stop();
            trace.Add("stops");
        });
        simulation.At(1, () => trace.Add("pending"));
        simulation.Run(9.Seconds());
        trace.Expect("1 s: stops");
        Assert.That((simulation.Now, simulation.PendingCount), Is.EqualTo((1.Seconds(), 1)));
        simulation.Run(9.Seconds());
        trace.Expect("1 s: stops", "1 s: pending");
        Assert.That(simulation.Now, Is.EqualTo(9.Seconds()));
    }

    [Test]
    public void Stop_between_runs_does_not_stop_the_next()
    {
        var simulation = new Simulation();
        simulation.At(1, () => { });
        simulation.Stop();
        simulation.Run();
        Assert.That(simulation.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void A_step_executes_one_event()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () => trace.Add("a"));
        simulation.At(1, () => trace.Add("b"));
        Assert.That(simulation.Step(), Is.True);
        trace.Expect("1 s: a");
        Assert.That(simulation.Step(), Is.True);
        trace.Expect("1 s: a", "1 s: b");
        Assert.That(simulation.Step(), Is.False);
    }

    [Test]
    public void Steps_reach_the_last_instant_of_the_clock_and_end()
    {
        var simulation = new Simulation();
        simulation.Schedule(SimTime.Max, new Callback(() => { }));
        Assert.That(simulation.Step(), Is.True);
        Assert.That(simulation.Step(), Is.False);
        Assert.That(simulation.EventCount, Is.EqualTo(1));
    }

    [Test]
    public void Peek_leaves_everything_as_it_is()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        simulation.At(1, () => trace.Add($"next at {simulation.Peek()}"));
        simulation.At(4, () => trace.Add($"next at {simulation.Peek()}"));
        Assert.That(simulation.Peek(), Is.EqualTo(1.Seconds()));
        Assert.That(simulation.Peek(), Is.EqualTo(1.Seconds()));
        simulation.Run();
        trace.Expect("1 s: next at 4 s", "4 s: next at ");
    }

    [Test]
    public void Until_a_process_ends_with_it()
    {
        var simulation = new Simulation();
        simulation.Start(simulation.Sleep(9));
        Assert.That(simulation.Run(simulation.Sleep(3)), Is.True);
        Assert.That((simulation.Now, simulation.PendingCount), Is.EqualTo((3.Seconds(), 1)));
    }

    [Test]
    public void Until_a_process_with_a_result_leaves_the_result_to_collect()
    {
        var simulation = new Simulation();
        async Process<int> Answer()
        {
            await simulation.Timeout(3.Seconds());
            return 42;
        }

        Process<int> answer = Answer();
        Assert.That(simulation.Run(answer), Is.True);
        Assert.That(answer.GetResult(), Is.EqualTo(42));
    }

    [Test]
    public void Until_something_that_has_happened_returns_at_once()
    {
        var simulation = new Simulation();
        simulation.At(1, Assert.Fail);
        var done = new Event<int>(simulation);
        done.Succeed(1);
        Assert.That(simulation.Run(done), Is.True);
        Assert.That(simulation.Now, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void Until_something_that_never_happens_ends_with_the_last_event()
    {
        var simulation = new Simulation();
        simulation.At(1, () => { });
        var never = new Event<int>(simulation);
        Assert.That(simulation.Run(never), Is.False);
        Assert.That(simulation.Now, Is.EqualTo(1.Seconds()));
        never.Succeed(1);
        Assert.That(simulation.Run(never), Is.True);
    }

    [Test]
    public void Until_a_condition_or_a_timeout()
    {
        var simulation = new Simulation();
        simulation.At(9, () => { });
        Assert.That(simulation.Run(simulation.AllOf(simulation.Timeout(1.Seconds()), simulation.Sleep(2))), Is.True);
        Assert.That(simulation.Now, Is.EqualTo(2.Seconds()));
        Assert.That(simulation.Run(simulation.Timeout(1.Seconds())), Is.True);
        Assert.That(simulation.Now, Is.EqualTo(3.Seconds()));
    }

    [Test]
    public void Until_a_message_leaves_the_message_to_collect()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        simulation.At(1, () => mailbox.Put(7));
        Receive<int> message = mailbox.Receive();
        Assert.That(simulation.Run(message), Is.True);
        Assert.That(message.GetResult(), Is.EqualTo(7));
        Assert.That(mailbox.Count, Is.Zero);
    }

    [Test]
    public void Until_a_message_that_does_not_come_takes_none_later()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        Assert.That(simulation.Run(mailbox.Receive()), Is.False);
        mailbox.Put(7);
        Assert.That(mailbox.TryReceive(out int message), Is.True);
        Assert.That(message, Is.EqualTo(7));
    }

    [Test]
    public void Until_nothing_is_refused()
    {
        var simulation = new Simulation();
        Assert.That(() => simulation.Run(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void A_run_inside_an_event_is_refused()
    {
        foreach (Action<Simulation> inner in (Action<Simulation>[])[
            simulation => simulation.Run(),
            simulation => simulation.Run(9.Seconds()),
            simulation => simulation.Run(simulation.Timeout(1.Seconds())),
            simulation => simulation.Step()])
        {
            var simulation = new Simulation();
            simulation.At(2, () => { });
            simulation.At(1, () => inner(simulation));
            SimulationException failure = simulation.RunToFailure();
            Assert.That(failure.InnerException, Is.InstanceOf<InvariantException>());
            Assert.That(failure.Time, Is.EqualTo(1.Seconds()));
        }
    }

    [Test]
    public void A_failed_simulation_does_not_run_again()
    {
        var simulation = new Simulation();
        simulation.At(1, () => throw new InvalidOperationException("broken"));
        simulation.At(2, Assert.Fail);
        SimulationException failure = simulation.RunToFailure();
        Assert.That(simulation.Run, Throws.InvalidOperationException.With.InnerException.SameAs(failure));
        Assert.That(() => simulation.Step(), Throws.InvalidOperationException);
        Assert.That(() => simulation.Run(5.Seconds()), Throws.InvalidOperationException);
        Assert.That(() => simulation.Run(simulation.Timeout(1.Seconds())), Throws.InvalidOperationException);
        Assert.That(simulation.Now, Is.EqualTo(1.Seconds()));
    }

    [Test]
    public void A_simulation_knows_seed_and_replication()
    {
        var simulation = new Simulation(seed: 77, replication: 3);
        Assert.That((simulation.Seed, simulation.Replication), Is.EqualTo((77L, 3)));
        Assert.That((new Simulation().Seed, new Simulation().Replication), Is.EqualTo((1L, 0)));
    }
}
