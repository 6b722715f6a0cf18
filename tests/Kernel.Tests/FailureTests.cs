using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class FailureTests
{
    [Test]
    public void A_failure_that_nobody_awaits_stops_the_run_with_time_process_and_seed()
    {
        var simulation = new Simulation(seed: 11, replication: 4);
        simulation.At(9, Assert.Fail);
        simulation.Start(Failing(simulation, 2));
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.Time, Is.EqualTo(2.Seconds()));
        Assert.That(failure.Who, Is.EqualTo("process FailureTests.Failing"));
        Assert.That((failure.Seed, failure.Replication), Is.EqualTo((11L, 4)));
        Assert.That(failure.InnerException, Is.InstanceOf<FormatException>());
        Assert.That(
            failure.Message,
            Is.EqualTo("process FailureTests.Failing failed at 2 s (seed 11, replication 4): broken after 2 s"));
        Assert.That(failure.InnerException!.StackTrace, Does.Contain(nameof(Failing)));
    }

    [Test]
    public void A_failure_reaches_whoever_awaits()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Caller()
        {
            try
            {
                await Failing(simulation, 2);
            }
            catch (FormatException failure)
            {
                trace.Add(failure.Message);
            }

            await simulation.Timeout(1.Seconds());
            trace.Add("goes on");
        }

        simulation.Start(Caller());
        simulation.Run();
        trace.Expect("2 s: broken after 2 s", "3 s: goes on");
    }

    [Test]
    public void A_failure_that_is_not_caught_fails_the_caller_in_turn()
    {
        var simulation = new Simulation();
        async Process Caller() => await Failing(simulation, 2);
        async Process Grandparent() => await Caller();
        simulation.Start(Grandparent());
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.Who, Does.Contain(nameof(Grandparent)));
        Assert.That(failure.InnerException, Is.InstanceOf<FormatException>());
        Assert.That(
            failure.InnerException!.StackTrace,
            Does.Contain(nameof(Failing)).And.Contain(nameof(Caller)).And.Contain(nameof(Grandparent)));
    }

    [Test]
    public void Each_of_several_gets_the_failure()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Wait(string name, Process process)
        {
            try
            {
                await process;
            }
            catch (FormatException)
            {
                trace.Add($"{name} caught it");
            }
        }

        Process failing = Failing(simulation, 1);
        simulation.Start(Wait("a", failing));
        simulation.Start(Wait("b", failing));
        simulation.Run();
        trace.Expect("1 s: a caught it", "1 s: b caught it");
    }

    [Test]
    public void One_that_does_not_catch_it_ends_the_run_though_another_does()
    {
        var simulation = new Simulation();
        async Process Catch(Process process)
        {
            try
            {
                await process;
            }
            catch (FormatException)
            {
                await simulation.Timeout(1.Seconds());
            }
        }

        async Process Pass(Process process) => await process;
        Process failing = Failing(simulation, 1);
        simulation.Start(Catch(failing));
        simulation.Start(Pass(failing));
        Assert.That(simulation.RunToFailure().Who, Does.Contain(nameof(Pass)));
    }

    [Test]
    public void A_failure_that_every_waiter_misses_by_an_interrupt_ends_the_run()
    {
        var simulation = new Simulation();
        async Process Wait(Process process)
        {
            try
            {
                await process;
            }
            catch (InterruptException)
            {
                await simulation.Timeout(9.Seconds());
            }
        }

        Process failing = Failing(simulation, 1);
        Process first = Wait(failing), second = Wait(failing);
        simulation.At(1, () => Assert.That(failing.IsCompleted, Is.False));
        async Process Interrupter()
        {
            await simulation.Timeout(1.Seconds());
            Assert.That(failing.IsCompleted && first.Interrupt() && second.Interrupt(), Is.True);
        }

        simulation.Start(Interrupter());
        SimulationException failure = simulation.RunToFailure();
        Assert.That((failure.Time, failure.Who), Is.EqualTo((1.Seconds(), "process FailureTests.Failing")));
    }

    [Test]
    public void Before_the_first_wait_a_failure_is_the_callers_exception()
    {
        var simulation = new Simulation();
        Assert.That(() => Failing(simulation, -1), Throws.InstanceOf<FormatException>());
        Assert.That(() => FailingAnswer(simulation, -1), Throws.InstanceOf<FormatException>());
        simulation.Run();
        Assert.That(simulation.EventCount, Is.Zero);
    }

    [Test]
    public void A_process_can_catch_what_its_callee_throws_before_the_first_wait()
    {
        var simulation = new Simulation();
        async Process<string> Caller()
        {
            await simulation.Timeout(1.Seconds());
            try
            {
                return $"{await FailingAnswer(simulation, -1)}";
            }
            catch (FormatException failure)
            {
                return failure.Message;
            }
        }

        Process<string> caller = Caller();
        simulation.Run();
        Assert.That(caller.GetResult(), Is.EqualTo("broken at once"));
    }

    [Test]
    public void A_failing_process_with_a_result_fails_its_caller()
    {
        var simulation = new Simulation();
        async Process Caller() => await FailingAnswer(simulation, 3);
        simulation.Start(Caller());
        SimulationException failure = simulation.RunToFailure();
        Assert.That((failure.Time, failure.InnerException!.Message), Is.EqualTo((3.Seconds(), "broken after 3 s")));
    }

    [Test]
    public void A_wait_that_was_given_up_does_not_take_the_failure()
    {
        var simulation = new Simulation();
        Process failing = Failing(simulation, 5);
        simulation.Start(failing);
        async Process Impatient()
        {
            Assert.That(await simulation.AnyOf(failing, simulation.Timeout(1.Seconds())), Is.EqualTo(1));
            await simulation.Timeout(20.Seconds());
        }

        simulation.Start(Impatient());
        SimulationException failure = simulation.RunToFailure();
        Assert.That((failure.Time, failure.Who), Is.EqualTo((5.Seconds(), "process FailureTests.Failing")));
    }

    [Test]
    public void A_failing_handler_stops_the_run_and_is_named()
    {
        var simulation = new Simulation(seed: 5);
        simulation.Schedule(1.Seconds(), new FailingHandler());
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.Who, Does.Contain(nameof(FailingHandler)));
        Assert.That(failure.Message, Does.Contain("failed at 1 s (seed 5, replication 0): handler broke"));
        Assert.That(failure.InnerException, Is.InstanceOf<FormatException>());
    }

    [Test]
    public void Run_until_a_process_gives_its_failure_with_time_process_and_seed()
    {
        var simulation = new Simulation(seed: 3);
        Process failing = Failing(simulation, 2);
        SimulationException failure = Assert.Throws<SimulationException>(() => simulation.Run(failing))!;
        Assert.That((failure.Time, failure.Seed), Is.EqualTo((2.Seconds(), 3L)));
        Assert.That(failure.Who, Does.Contain(nameof(Failing)).And.Not.Contain("<"));
        Assert.That(failure.InnerException, Is.InstanceOf<FormatException>());
    }

    [Test]
    public void A_broken_invariant_inside_a_process_stops_the_run()
    {
        var simulation = new Simulation();
        async Process Walk()
        {
            await simulation.Timeout(1.Seconds());
            Invariant.Require(simulation.Now == SimTime.Zero);
        }

        simulation.Start(Walk());
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.InnerException, Is.InstanceOf<InvariantException>());
        Assert.That(failure.Message, Does.Contain("simulation.Now == SimTime.Zero"));
    }

    [Test]
    public void Cleaning_up_runs_when_a_process_fails()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        async Process Use()
        {
            using Grant grant = await resource.Request();
            await Failing(simulation, 1);
        }

        async Process<int> Catch()
        {
            try
            {
                await Use();
            }
            catch (FormatException)
            {
                return resource.Count;
            }

            return -1;
        }

        Process<int> caught = Catch();
        simulation.Run();
        Assert.That(caught.GetResult(), Is.Zero);
    }

    private static async Process Failing(Simulation simulation, int seconds) =>
        await FailingAnswer(simulation, seconds);

    private static async Process<int> FailingAnswer(Simulation simulation, int seconds)
    {
        if (seconds < 0)
        {
            throw new FormatException("broken at once");
        }

        await simulation.Timeout(seconds.Seconds());
        throw new FormatException($"broken after {seconds} s");
    }

    private sealed class FailingHandler : Handler
    {
        protected internal override void Fire() => throw new FormatException("handler broke");
    }
}
