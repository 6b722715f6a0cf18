using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class EventTests
{
    [Test]
    public void Whoever_waits_gets_the_value_in_order_of_arrival()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var signal = new Event<string>(simulation);
        async Process Wait(string name) => trace.Add($"{name} got {await signal}");
        simulation.Start(Wait("a"));
        simulation.Start(Wait("b"));
        simulation.At(5, () =>
        {
            signal.Succeed("ohai");
            trace.Add("has succeeded");
        });
        simulation.Run();
        trace.Expect("5 s: has succeeded", "5 s: a got ohai", "5 s: b got ohai");
    }

    [Test]
    public void Who_comes_later_gets_the_value_at_once()
    {
        var simulation = new Simulation();
        var signal = new Event<int>(simulation);
        signal.Succeed(4);
        async Process<int> Late() => await signal + await signal;
        Process<int> late = Late();
        Assert.That((late.IsCompleted, late.GetResult()), Is.EqualTo((true, 8)));
        Assert.That(signal.GetResult(), Is.EqualTo(4));
    }

    [Test]
    public void An_event_that_never_happens_keeps_its_waiter()
    {
        var simulation = new Simulation();
        var signal = new Event<int>(simulation);
        async Process Wait() => await signal;
        Process wait = Wait();
        simulation.Run();
        Assert.That((signal.IsCompleted, wait.IsCompleted, simulation.PendingCount), Is.EqualTo((false, false, 0)));
    }

    [Test]
    public void A_failure_reaches_each_who_waits()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var signal = new Event<int>(simulation);
        async Process Wait(string name)
        {
            try
            {
                await signal;
            }
            catch (FormatException failure)
            {
                trace.Add($"{name}: {failure.Message}");
            }
        }

        simulation.Start(Wait("a"));
        simulation.Start(Wait("b"));
        simulation.At(5, () => signal.Fail(new FormatException("ohai")));
        simulation.At(6, () => simulation.Start(Wait("late")));
        simulation.Run();
        trace.Expect("5 s: a: ohai", "5 s: b: ohai", "6 s: late: ohai");
    }

    [Test]
    public void A_failure_that_nobody_takes_ends_the_run_in_its_instant()
    {
        var simulation = new Simulation(seed: 9);
        var signal = new Event<int>(simulation);
        simulation.At(5, () => signal.Fail(new FormatException("ohai")));
        simulation.At(6, Assert.Fail);
        SimulationException failure = simulation.RunToFailure();
        Assert.That((failure.Time, failure.Seed), Is.EqualTo((5.Seconds(), 9L)));
        Assert.That(failure.InnerException!.Message, Is.EqualTo("ohai"));
        Assert.That(failure.Who, Is.EqualTo("an event"));
    }

    [Test]
    public void A_failure_that_was_defused_does_not_end_the_run()
    {
        var simulation = new Simulation();
        var signal = new Event<int>(simulation);
        signal.Fail(new FormatException("ohai"));
        signal.Defuse();
        simulation.Run();
        Assert.That(signal.IsCompleted, Is.True);
        Assert.That(() => signal.GetResult(), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void A_waiter_that_gave_up_does_not_take_the_failure()
    {
        var simulation = new Simulation();
        var signal = new Event<int>(simulation);
        async Process Impatient()
        {
            await simulation.AnyOf(signal, simulation.Timeout(1.Seconds()));
            await simulation.Timeout(10.Seconds());
        }

        simulation.Start(Impatient());
        simulation.At(5, () => signal.Fail(new FormatException("ohai")));
        Assert.That(simulation.RunToFailure().Time, Is.EqualTo(5.Seconds()));
    }

    [Test]
    public void A_failure_taken_by_a_condition_is_taken()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var signal = new Event<int>(simulation);
        async Process Wait()
        {
            try
            {
                await simulation.AllOf(simulation.Timeout(9.Seconds()), signal);
            }
            catch (FormatException)
            {
                trace.Add("caught");
            }
        }

        simulation.Start(Wait());
        simulation.At(5, () => signal.Fail(new FormatException("ohai")));
        simulation.Run();
        trace.Expect("5 s: caught");
    }

    [Test]
    public void An_event_happens_once()
    {
        var simulation = new Simulation();
        var good = new Event<int>(simulation);
        good.Succeed(1);
        Assert.That(() => good.Succeed(2), Throws.InvalidOperationException);
        Assert.That(() => good.Fail(new FormatException()), Throws.InvalidOperationException);
        Assert.That(good.GetResult(), Is.EqualTo(1));
        var bad = new Event<int>(simulation);
        bad.Fail(new FormatException());
        bad.Defuse();
        Assert.That(() => bad.Succeed(2), Throws.InvalidOperationException);
        Assert.That(() => bad.Fail(new FormatException()), Throws.InvalidOperationException);
        simulation.Run();
    }

    [Test]
    public void What_is_missing_is_refused()
    {
        var simulation = new Simulation();
        Assert.That(() => new Event<int>(null!), Throws.ArgumentNullException);
        var signal = new Event<int>(simulation);
        Assert.That(() => signal.Fail(null!), Throws.ArgumentNullException);
        Assert.That(signal.IsCompleted, Is.False, "a refused failure is none");
    }

    [Test]
    public void An_interrupted_waiter_is_forgotten()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var signal = new Event<int>(simulation);
        async Process Wait()
        {
            try
            {
                await signal;
            }
            catch (InterruptException)
            {
                trace.Add("interrupted");
                await simulation.Timeout(3.Seconds());
                trace.Add("has waited 3 s");
            }
        }

        Process wait = Wait();
        simulation.At(1, () => wait.Interrupt());
        simulation.At(2, () => signal.Succeed(1));
        simulation.Run();
        trace.Expect("1 s: interrupted", "4 s: has waited 3 s");
    }
}
