using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class InterruptTests
{
    [Test]
    public void An_interrupt_is_an_exception_at_the_wait_with_its_cause()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process sleeper = Sleeper(simulation, trace, 10);
        simulation.At(5, () => Assert.That(sleeper.Interrupt("alarm"), Is.True));
        simulation.Run();
        trace.Expect("5 s: interrupted: alarm");
        Assert.That(simulation.Now, Is.EqualTo(5.Seconds()), "the timeout of 10 s is gone");
    }

    [Test]
    public void Without_a_cause_there_is_none()
    {
        var simulation = new Simulation();
        object? cause = "";
        async Process Victim()
        {
            try
            {
                await simulation.Timeout(9.Seconds());
            }
            catch (InterruptException interrupt)
            {
                cause = interrupt.Cause;
                Assert.That(interrupt.Message, Is.EqualTo("interrupted"));
            }
        }

        Victim().Interrupt();
        simulation.Run();
        Assert.That(cause, Is.Null);
    }

    [Test]
    public void An_interrupt_never_runs_inside_the_step_of_the_interrupter()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process sleeper = Sleeper(simulation, trace, 10);
        simulation.At(5, () =>
        {
            sleeper.Interrupt("alarm");
            trace.Add("has interrupted");
        });
        simulation.Run();
        trace.Expect("5 s: has interrupted", "5 s: interrupted: alarm");
    }

    [Test]
    public void A_process_can_be_interrupted_right_after_its_call()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Sleeper(simulation, trace, 10).Interrupt("at once");
        simulation.Run();
        trace.Expect("0 s: interrupted: at once");
    }

    [Test]
    public void Several_interrupts_at_once_arrive_one_by_one_in_order()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Fox()
        {
            while (true)
            {
                try
                {
                    await simulation.Timeout(10.Seconds());
                    return;
                }
                catch (InterruptException interrupt)
                {
                    trace.Add($"{interrupt.Cause}");
                }
            }
        }

        Process fox = Fox();
        simulation.At(1, () => fox.Interrupt("first"));
        simulation.At(1, () => Assert.That(fox.Interrupt("second") && fox.Interrupt("third"), Is.True));
        simulation.Run();
        trace.Expect("1 s: first", "1 s: second", "1 s: third");
        Assert.That(simulation.Now, Is.EqualTo(11.Seconds()));
    }

    [Test]
    public void What_a_process_does_not_live_to_see_is_dropped()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process sleeper = Sleeper(simulation, trace, 10);
        simulation.Start(sleeper);
        simulation.At(1, () => Assert.That(sleeper.Interrupt(1) && sleeper.Interrupt(2), Is.True));
        simulation.Run();
        trace.Expect("1 s: interrupted: 1");
    }

    [Test]
    public void The_rest_reaches_the_caller_on_whose_behalf_the_process_ran()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Caller()
        {
            await Sleeper(simulation, trace, 10);
            trace.Add("callee has ended");
            try
            {
                await simulation.Timeout(10.Seconds());
            }
            catch (InterruptException interrupt)
            {
                trace.Add($"caller: {interrupt.Cause}");
            }
        }

        Process caller = Caller();
        simulation.Start(caller);
        simulation.At(1, () => Assert.That(caller.Interrupt(1) && caller.Interrupt(2), Is.True));
        simulation.Run();
        trace.Expect("1 s: interrupted: 1", "1 s: callee has ended", "1 s: caller: 2");
    }

    [Test]
    public void An_ended_process_cannot_be_interrupted()
    {
        var simulation = new Simulation();
        Process sleep = simulation.Sleep(1);
        simulation.Run();
        Assert.That(sleep.Interrupt(), Is.False);
        Process started = simulation.Sleep(1);
        simulation.Start(started);
        simulation.Run();
        Assert.That(started.Interrupt(), Is.False);
        Assert.That(default(Process).Interrupt(), Is.False);
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_stale_handle_does_not_interrupt_the_next_process_in_the_pool()
    {
        var simulation = new Simulation();
        Process first = simulation.Sleep(1);
        simulation.Start(first);
        simulation.Run();
        Process second = simulation.Sleep(1);
        simulation.Start(second);
        Assert.That(first.Interrupt(), Is.False);
        simulation.Run();
        Assert.That(simulation.Now, Is.EqualTo(2.Seconds()));
    }

    [Test]
    public void A_process_cannot_interrupt_itself()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process self = default;
        async Process Walk()
        {
            await simulation.Timeout(1.Seconds());
            Assert.That(() => self.Interrupt(), Throws.InvalidOperationException);
            await simulation.Timeout(1.Seconds());
            trace.Add("goes on");
        }

        self = Walk();
        simulation.Run();
        trace.Expect("2 s: goes on");
    }

    [Test]
    public void A_callee_cannot_interrupt_the_chain_that_it_belongs_to()
    {
        var simulation = new Simulation();
        Process outer = default;
        async Process Callee()
        {
            await simulation.Timeout(1.Seconds());
            Assert.That(() => outer.Interrupt(), Throws.InvalidOperationException);
        }

        async Process Outer() => await Callee();
        outer = Outer();
        simulation.Run();
        Assert.That(outer.IsCompleted, Is.True);
    }

    [Test]
    public void An_interrupt_that_is_not_caught_fails_the_process()
    {
        var simulation = new Simulation();
        Process sleep = simulation.Sleep(10);
        simulation.At(3, () => sleep.Interrupt("unexpected"));
        SimulationException failure = simulation.RunToFailure();
        Assert.That(failure.Time, Is.EqualTo(3.Seconds()));
        Assert.That(((InterruptException)failure.InnerException!).Cause, Is.EqualTo("unexpected"));
    }

    [Test]
    public void An_interrupt_reaches_the_innermost_of_a_chain_of_calls()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Middle()
        {
            await Sleeper(simulation, trace, 10);
            trace.Add("middle goes on");
        }

        async Process Outer()
        {
            await Middle();
            trace.Add("outer goes on");
        }

        Process outer = Outer();
        simulation.At(2, () => outer.Interrupt("alarm"));
        simulation.Run();
        trace.Expect("2 s: interrupted: alarm", "2 s: middle goes on", "2 s: outer goes on");
    }

    [Test]
    public void An_interrupt_that_the_innermost_does_not_catch_passes_up_the_chain()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Inner() => await simulation.Timeout(10.Seconds());
        async Process Outer()
        {
            try
            {
                await Inner();
            }
            catch (InterruptException interrupt)
            {
                trace.Add($"outer: {interrupt.Cause}");
            }
        }

        Process outer = Outer();
        simulation.At(2, () => outer.Interrupt("alarm"));
        simulation.Run();
        trace.Expect("2 s: outer: alarm");
    }

    [Test]
    public void An_interrupt_does_not_reach_a_process_that_was_started()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Waiter(Process child)
        {
            try
            {
                await child;
                trace.Add("not interrupted");
            }
            catch (InterruptException)
            {
                trace.Add($"interrupted, child ended: {child.IsCompleted}");
                await child;
                trace.Add($"child ended: {child.IsCompleted}");
            }
        }

        Process child = simulation.Sleep(5);
        simulation.Start(child);
        Process waiter = Waiter(child);
        simulation.At(2, () => waiter.Interrupt());
        simulation.Run();
        trace.Expect("2 s: interrupted, child ended: False", "5 s: child ended: True");
    }

    [Test]
    public void Who_was_interrupted_is_not_resumed_by_what_it_waited_for()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Waiter(Process child)
        {
            try
            {
                await child;
            }
            catch (InterruptException)
            {
                trace.Add("interrupted");
            }

            await simulation.Timeout(5.Seconds());
            trace.Add("has waited 5 s");
        }

        Process child = simulation.Sleep(2);
        simulation.Start(child);
        Process waiter = Waiter(child);
        simulation.At(1, () => waiter.Interrupt());
        simulation.Run();
        trace.Expect("1 s: interrupted", "6 s: has waited 5 s");
    }

    [Test]
    public void An_interrupted_wait_does_not_take_the_failure_of_a_started_process()
    {
        var simulation = new Simulation();
        async Process Failing()
        {
            await simulation.Timeout(2.Seconds());
            throw new FormatException("spam");
        }

        async Process Waiter(Process child)
        {
            try
            {
                await child;
            }
            catch (InterruptException)
            {
                await simulation.Timeout(9.Seconds());
            }
        }

        Process child = Failing();
        simulation.Start(child);
        Process waiter = Waiter(child);
        simulation.At(1, () => waiter.Interrupt());
        SimulationException failure = simulation.RunToFailure();
        Assert.That((failure.Time, failure.InnerException!.Message), Is.EqualTo((2.Seconds(), "spam")));
    }

    [Test]
    public void An_interrupt_wins_over_an_event_of_the_same_instant()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var coup = new Event<int>(simulation);
        async Process Fox()
        {
            while (true)
            {
                try
                {
                    trace.Add($"coup succeeds: {await coup}");
                    return;
                }
                catch (InterruptException)
                {
                    trace.Add("coup interrupted");
                }
            }
        }

        Process fox = Fox();
        simulation.At(1, () =>
        {
            coup.Succeed(1);
            fox.Interrupt();
        });
        simulation.Run();
        trace.Expect("1 s: coup interrupted", "1 s: coup succeeds: 1");
    }

    [Test]
    public void An_interrupt_wins_over_a_timeout_that_is_due_but_has_not_run()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process sleeper = default;
        simulation.At(3, () => sleeper.Interrupt("in time"));
        sleeper = Sleeper(simulation, trace, 3);
        simulation.Run();
        trace.Expect("3 s: interrupted: in time");
    }

    [Test]
    public void An_interrupt_comes_too_late_after_a_timeout_of_the_same_instant()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process sleeper = Sleeper(simulation, trace, 3);
        simulation.At(3, () => Assert.That(sleeper.Interrupt("late"), Is.False), Priority.Measurement);
        simulation.Run();
        trace.Expect("3 s: slept");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void An_interrupt_arrives_even_if_the_started_process_ends_in_the_same_instant(bool isWithResult)
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process waiter = default;

        // the interrupt is under way when the awaited process ends and is collected by someone else
        simulation.At(2, () => waiter.Interrupt("alarm"));
        Process child = simulation.Sleep(2);
        Process<int> answer = Answer(simulation, 2);
        simulation.Start(child);
        simulation.Start(answer);
        async Process Waiter()
        {
            try
            {
                if (isWithResult)
                {
                    await answer;
                }
                else
                {
                    await child;
                }

                trace.Add("no interrupt");
            }
            catch (InterruptException interrupt)
            {
                trace.Add($"interrupted: {interrupt.Cause}");
            }

            await simulation.Timeout(1.Seconds());
            trace.Add("goes on");
        }

        waiter = Waiter();
        async Process Collector() => await answer;
        simulation.Start(Collector());
        simulation.Start(simulation.Sleep(3));
        simulation.Run();
        trace.Expect("2 s: interrupted: alarm", "3 s: goes on");
    }

    [Test]
    public void A_second_interrupt_finds_the_callee_that_handles_the_first()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Victim()
        {
            try
            {
                await simulation.Timeout(10.Seconds());
            }
            catch (InterruptException interrupt)
            {
                trace.Add($"victim: {interrupt.Cause}");
                await Sleeper(simulation, trace, 10);
            }

            trace.Add("victim ends");
        }

        Process victim = Victim();
        simulation.At(1, () => Assert.That(victim.Interrupt("first") && victim.Interrupt("second"), Is.True));
        simulation.Run();
        trace.Expect("1 s: victim: first", "1 s: interrupted: second", "1 s: victim ends");
    }

    [Test]
    public void An_interrupt_releases_what_using_holds()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        async Process Holder()
        {
            try
            {
                using Grant grant = await resource.Request();
                await simulation.Timeout(10.Seconds());
            }
            catch (InterruptException)
            {
                Assert.That(resource.Count, Is.Zero);
            }
        }

        Process holder = Holder();
        simulation.At(1, () => holder.Interrupt());
        simulation.Run();
        Assert.That((resource.Count, holder.IsCompleted), Is.EqualTo((0, true)));
    }

    private static async Process Sleeper(Simulation simulation, Trace trace, int seconds)
    {
        try
        {
            await simulation.Timeout(seconds.Seconds());
            trace.Add("slept");
        }
        catch (InterruptException interrupt)
        {
            trace.Add($"interrupted: {interrupt.Cause}");
        }
    }

    private static async Process<int> Answer(Simulation simulation, int seconds)
    {
        await simulation.Timeout(seconds.Seconds());
        return 42;
    }
}
