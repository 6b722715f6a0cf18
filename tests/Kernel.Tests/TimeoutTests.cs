using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class TimeoutTests
{
    [Test]
    public void A_process_goes_on_when_the_time_has_passed()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk()
        {
            trace.Add("starts");
            await simulation.Timeout(2.Seconds());
            trace.Add("middle");
            await simulation.Timeout(3.Seconds());
            trace.Add("ends");
        }

        simulation.Start(Walk());
        simulation.Run();
        trace.Expect("0 s: starts", "2 s: middle", "5 s: ends");
    }

    [Test]
    public void A_timeout_of_zero_yields_to_whoever_is_due()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk(string name)
        {
            for (int step = 0; step < 2; step++)
            {
                trace.Add($"{name}{step}");
                await simulation.Timeout(SimTime.Zero);
            }
        }

        simulation.Start(Walk("a"));
        simulation.Start(Walk("b"));
        simulation.Run();
        trace.Expect("0 s: a0", "0 s: b0", "0 s: a1", "0 s: b1");
    }

    [Test]
    public void Equal_deadlines_keep_the_order_in_which_the_waits_began()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk(string name, int first, int second)
        {
            await simulation.Timeout(first.Seconds());
            await simulation.Timeout(second.Seconds());
            trace.Add(name);
        }

        simulation.Start(Walk("began at 2", 2, 3));
        simulation.Start(Walk("began at 1", 1, 4));
        simulation.Start(Walk("began at 3", 3, 2));
        simulation.Run();
        trace.Expect("5 s: began at 1", "5 s: began at 2", "5 s: began at 3");
    }

    [Test]
    public void The_span_counts_from_the_call()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk()
        {
            Simulator.Kernel.Timeout late = simulation.Timeout(5.Seconds());
            Simulator.Kernel.Timeout soon = simulation.Timeout(1.Seconds());
            Assert.That(late.Deadline, Is.EqualTo(5.Seconds()));
            await simulation.Timeout(2.Seconds());
            await late;
            trace.Add("late");
            await soon;
            trace.Add("soon is past");
        }

        simulation.Start(Walk());
        simulation.Run();
        trace.Expect("5 s: late", "5 s: soon is past");
    }

    [Test]
    public void Several_processes_may_wait_for_one_timeout()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Simulator.Kernel.Timeout shared = simulation.Timeout(2.Seconds());
        async Process Walk(string name)
        {
            await shared;
            trace.Add(name);
        }

        simulation.Start(Walk("a"));
        simulation.Start(Walk("b"));
        simulation.Run();
        trace.Expect("2 s: a", "2 s: b");
    }

    [Test]
    public void An_unused_timeout_costs_no_event()
    {
        var simulation = new Simulation();
        _ = simulation.Timeout(5.Seconds());
        Assert.That(simulation.PendingCount, Is.Zero);
        simulation.Run();
        Assert.That(simulation.Now, Is.EqualTo(SimTime.Zero));
    }

    [Test]
    public void At_its_deadline_a_timeout_has_not_ended_yet()
    {
        var simulation = new Simulation();
        Simulator.Kernel.Timeout timeout = simulation.Timeout(2.Seconds());
        simulation.Run(2.Seconds());
        Assert.That(timeout.IsCompleted, Is.False);
        simulation.Run(new SimTime(2.Seconds().Picoseconds + 1));
        Assert.That(timeout.IsCompleted, Is.True);
    }

    [Test]
    public void One_picosecond_is_a_span_like_any_other()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk(string name, long picoseconds)
        {
            await simulation.Timeout(new SimTime(picoseconds));
            trace.Add(name);
        }

        simulation.Start(Walk("b", 2));
        simulation.Start(Walk("a", 1));
        simulation.Run();
        trace.Expect("1 ps: a", "2 ps: b");
    }

    [Test]
    public void A_delay_that_a_process_may_not_ask_for_fails_the_process()
    {
        var simulation = new Simulation();
        async Process Walk()
        {
            await simulation.Timeout(1.Seconds());
            await simulation.Timeout(new SimTime(-1));
        }

        simulation.Start(Walk());
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.InnerException, Is.InstanceOf<System.ArgumentOutOfRangeException>());
        Assert.That(failure.Time, Is.EqualTo(1.Seconds()));
    }
}
