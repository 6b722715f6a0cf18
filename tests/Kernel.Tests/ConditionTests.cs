using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ConditionTests
{
    [Test]
    public void Any_holds_when_the_first_operand_happens()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Wait(Condition condition) => trace.Add($"operand {await condition}");
        simulation.Start(Wait(simulation.AnyOf(
            simulation.Sleep(3), simulation.Timeout(1.Seconds()), simulation.Timeout(2.Seconds()))));
        simulation.Run();
        trace.Expect("1 s: operand 1");
    }

    [Test]
    public void All_holds_when_the_last_operand_happens()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Wait(Condition condition) => trace.Add($"operand {await condition}");
        simulation.Start(Wait(simulation.AllOf(
            simulation.Timeout(1.Seconds()), simulation.Sleep(3), simulation.Timeout(2.Seconds()))));
        simulation.Run();
        trace.Expect("3 s: operand 1");
    }

    [Test]
    public void All_of_nothing_holds_at_once()
    {
        var simulation = new Simulation();
        Condition nothing = simulation.AllOf();
        Assert.That(nothing.IsCompleted, Is.True);
        async Process<int> Wait() => await nothing;
        Assert.That(Wait().GetResult(), Is.Zero);
    }

    [Test]
    public void Any_of_nothing_is_refused()
    {
        var simulation = new Simulation();
        Assert.That(() => simulation.AnyOf(), Throws.ArgumentException);
        Assert.That(() => simulation.AnyOf(null!), Throws.ArgumentNullException);
        Assert.That(() => simulation.AllOf(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void The_first_of_several_that_have_happened_wins()
    {
        var simulation = new Simulation();
        var one = new Event<int>(simulation);
        var two = new Event<int>(simulation);
        two.Succeed(2);
        one.Succeed(1);
        Condition either = simulation.AnyOf(new Event<int>(simulation), one, two);
        Assert.That(simulation.Run(either), Is.True);
        Assert.That(either.GetResult(), Is.EqualTo(1));
    }

    [Test]
    public void Conditions_nest()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Simulator.Kernel.Timeout After(int seconds) => simulation.Timeout(seconds.Seconds());
        async Process Wait(string name, Condition condition) => trace.Add($"{name} by operand {await condition}");
        simulation.Start(Wait("(1 and 4) or 3", simulation.AnyOf(simulation.AllOf(After(1), After(4)), After(3))));
        simulation.Start(Wait("(1 or 4) and 2", simulation.AllOf(simulation.AnyOf(After(1), After(4)), After(2))));
        simulation.Run();
        trace.Expect("2 s: (1 or 4) and 2 by operand 1", "3 s: (1 and 4) or 3 by operand 1");
        Assert.That(simulation.Now, Is.EqualTo(3.Seconds()), "the timer of 4 s was withdrawn");
    }

    [Test]
    public void A_lost_timer_leaves_the_queue_at_once()
    {
        var simulation = new Simulation();
        async Process Wait() =>
            await simulation.AnyOf(simulation.Timeout(1.Seconds()), simulation.Timeout(100.Seconds()));
        simulation.Start(Wait());
        Assert.That(simulation.PendingCount, Is.EqualTo(2));
        simulation.Run();
        Assert.That((simulation.Now, simulation.PendingCount), Is.EqualTo((1.Seconds(), 0)));
    }

    [Test]
    public void A_lost_receive_takes_no_message()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<string>(simulation);
        async Process Wait() => Assert.That(
            await simulation.AnyOf(mailbox.Receive(), simulation.Timeout(1.Seconds())), Is.EqualTo(1));
        simulation.Start(Wait());
        simulation.At(2, () => mailbox.Put("late"));
        simulation.Run();
        Assert.That((mailbox.Count, mailbox.ReceiverCount), Is.EqualTo((1, 0)));
    }

    [Test]
    public void A_lost_receive_gives_back_what_arrived_in_the_same_instant_in_order()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<string>(simulation);
        var signal = new Event<int>(simulation);
        async Process Wait() => Assert.That(
            await simulation.AnyOf(signal, mailbox.Receive(), mailbox.Receive()), Is.Zero);
        simulation.Start(Wait());
        simulation.At(1, () =>
        {
            signal.Succeed(0);
            mailbox.Put("first");
            mailbox.Put("second");
            mailbox.Put("third");
        });
        simulation.Run();
        foreach (string expected in (string[])["first", "second", "third"])
        {
            Assert.That((mailbox.TryReceive(out string? message), message), Is.EqualTo((true, expected)));
        }
    }

    [Test]
    public void Of_two_mailboxes_with_messages_the_first_operand_wins_and_the_other_keeps_its_message()
    {
        var simulation = new Simulation();
        var left = new Mailbox<string>(simulation);
        var right = new Mailbox<string>(simulation);
        left.Put("left");
        right.Put("right");
        async Process<string> Wait()
        {
            Receive<string> fromLeft = left.Receive(), fromRight = right.Receive();
            return await simulation.AnyOf(fromLeft, fromRight) == 0 ? await fromLeft : await fromRight;
        }

        Process<string> wait = Wait();
        simulation.Run();
        Assert.That((wait.GetResult(), left.Count, right.Count), Is.EqualTo(("left", 0, 1)));
    }

    [Test]
    public void What_lost_may_be_awaited_again()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        async Process Wait()
        {
            Receive<string> receive = mailbox.Receive();
            while (await simulation.AnyOf(receive, simulation.Timeout(2.Seconds())) == 1)
            {
                trace.Add("still waiting");
            }

            trace.Add(await receive);
        }

        simulation.Start(Wait());
        simulation.At(5, () => mailbox.Put("message"));
        simulation.Run();
        trace.Expect("2 s: still waiting", "4 s: still waiting", "5 s: message");
    }

    [Test]
    public void A_lost_request_keeps_no_place_in_line_and_no_unit()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        async Process Hold()
        {
            using Grant grant = await resource.Request();
            await simulation.Timeout(5.Seconds());
        }

        async Process Impatient() =>
            Assert.That(await simulation.AnyOf(resource.Request(), simulation.Timeout(1.Seconds())), Is.EqualTo(1));
        simulation.Start(Hold());
        simulation.Start(Impatient());
        Assert.That(resource.QueueCount, Is.EqualTo(1));
        simulation.Run();
        Assert.That((resource.QueueCount, resource.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Of_two_free_resources_the_first_is_taken_and_the_other_is_free_again()
    {
        var simulation = new Simulation();
        var left = new Resource(simulation);
        var right = new Resource(simulation);
        async Process Take()
        {
            Request fromLeft = left.Request(), fromRight = right.Request();
            Assert.That(await simulation.AnyOf(fromLeft, fromRight), Is.Zero);
            using Grant grant = await fromLeft;
            Assert.That((left.Count, right.Count), Is.EqualTo((1, 0)));
        }

        Process take = Take();
        simulation.Run();
        Assert.That((take.IsCompleted, left.Count, right.Count), Is.EqualTo((true, 0, 0)));
    }

    [Test]
    public void A_unit_granted_to_the_loser_in_the_same_instant_goes_to_the_next()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Hold()
        {
            using Grant grant = await resource.Request();
            await simulation.Timeout(2.Seconds());
        }

        async Process Impatient()
        {
            int operand = await simulation.AnyOf(simulation.Timeout(2.Seconds()), resource.Request());
            trace.Add($"impatient: operand {operand}");
        }

        async Process Patient()
        {
            using Grant grant = await resource.Request();
            trace.Add("patient has it");
        }

        simulation.Start(Hold());
        simulation.Start(Impatient());
        simulation.Start(Patient());
        simulation.Run();
        trace.Expect("2 s: impatient: operand 0", "2 s: patient has it");
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_lost_process_goes_on_by_itself()
    {
        var simulation = new Simulation();
        Process slow = simulation.Sleep(5);
        async Process Wait() => await simulation.AnyOf(slow, simulation.Timeout(1.Seconds()));
        simulation.Start(Wait());
        simulation.Run();
        Assert.That((slow.IsCompleted, simulation.Now), Is.EqualTo((true, 5.Seconds())));
    }

    [Test]
    public void A_failing_operand_fails_any()
    {
        var simulation = new Simulation();
        string caught = Caught(simulation, simulation.AnyOf(Failing(simulation, 1), simulation.Timeout(2.Seconds())));
        Assert.That(caught, Is.EqualTo("1 s: 1"));
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_failing_operand_fails_all_at_once_and_withdraws_the_rest()
    {
        var simulation = new Simulation();
        string caught = Caught(simulation, simulation.AllOf(simulation.Timeout(9.Seconds()), Failing(simulation, 1)));
        Assert.That(caught, Is.EqualTo("1 s: 1"));
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_failure_passes_through_nested_conditions()
    {
        var simulation = new Simulation();
        Condition nested = simulation.AnyOf(
            simulation.AllOf(Failing(simulation, 1), simulation.Timeout(1.Seconds())), simulation.Timeout(3.Seconds()));
        Assert.That(Caught(simulation, nested), Is.EqualTo("1 s: 1"));
    }

    [Test]
    public void The_second_failing_operand_is_not_awaited_any_more_and_ends_the_run()
    {
        var simulation = new Simulation();
        async Process Wait()
        {
            try
            {
                await simulation.AllOf(Failing(simulation, 1), Failing(simulation, 2));
            }
            catch (FormatException)
            {
                await simulation.Timeout(9.Seconds());
            }
        }

        simulation.Start(Wait());
        Assert.That(simulation.RunToFailure().Time, Is.EqualTo(2.Seconds()));
    }

    [Test]
    public void A_failure_after_the_condition_is_over_ends_the_run()
    {
        var simulation = new Simulation();
        async Process Wait() => await simulation.AnyOf(simulation.Timeout(1.Seconds()), Failing(simulation, 2));
        simulation.Start(Wait());
        Assert.That(simulation.RunToFailure().Time, Is.EqualTo(2.Seconds()));
    }

    [Test]
    public void An_interrupt_withdraws_every_operand()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        var resource = new Resource(simulation);
        var store = new Store<int>(simulation);
        async Process Wait()
        {
            try
            {
                await simulation.AllOf(
                    mailbox.Receive(), mailbox.Receive(9.Seconds()), resource.Request(), resource.Request(),
                    store.Get(), simulation.Timeout(9.Seconds()));
            }
            catch (InterruptException)
            {
                Assert.That((mailbox.ReceiverCount, resource.QueueCount, resource.Count), Is.EqualTo((0, 0, 0)));
            }
        }

        Process wait = Wait();
        simulation.At(1, () => mailbox.Put(1));
        simulation.At(1, () => Assert.That(store.Put(7).IsCompleted, Is.True));
        simulation.At(2, () => wait.Interrupt());
        simulation.Run();
        Assert.That(wait.IsCompleted, Is.True);
        Assert.That((mailbox.Count, store.Items.Count), Is.EqualTo((1, 1)), "what had been received went back");
        Assert.That(simulation.Now, Is.EqualTo(2.Seconds()));
    }

    [Test]
    public void After_an_interrupt_the_condition_may_be_awaited_again()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<int>(simulation);
        async Process Wait()
        {
            Condition both = simulation.AllOf(mailbox.Receive(), simulation.Timeout(5.Seconds()));
            try
            {
                await both;
            }
            catch (InterruptException)
            {
                trace.Add("interrupted");
                trace.Add($"operand {await both}");
            }
        }

        Process wait = Wait();
        simulation.At(1, () => mailbox.Put(1));
        simulation.At(2, () => wait.Interrupt());
        simulation.Run();
        trace.Expect("2 s: interrupted", "5 s: operand 1");
    }

    [Test]
    public void A_condition_that_holds_may_be_asked_again()
    {
        var simulation = new Simulation();
        Condition either = simulation.AnyOf(simulation.Timeout(1.Seconds()), simulation.Timeout(2.Seconds()));
        async Process<int> Twice() => await either + await either;
        Process<int> twice = Twice();
        simulation.Run();
        Assert.That((twice.GetResult(), either.IsCompleted), Is.EqualTo((0, true)));
    }

    [Test]
    public void Two_processes_cannot_await_one_condition_at_once()
    {
        var simulation = new Simulation();
        Condition shared = simulation.AnyOf(simulation.Timeout(1.Seconds()));
        async Process Wait() => await shared;
        simulation.Start(Wait());
        Assert.That(() => Wait(), Throws.InstanceOf<SimulationException>()
            .With.InnerException.InstanceOf<InvariantException>());
    }

    [Test]
    public void One_operation_cannot_be_two_operands()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        async Process Wait()
        {
            Receive<int> receive = mailbox.Receive();
            await simulation.AnyOf(receive, receive);
        }

        Assert.That(() => Wait(), Throws.InstanceOf<SimulationException>()
            .With.InnerException.InstanceOf<InvariantException>());
    }

    [Test]
    public void An_interrupt_reaches_who_awaits_not_the_operands()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        Process child = simulation.Sleep(5);
        async Process Wait()
        {
            try
            {
                await simulation.AnyOf(child);
            }
            catch (InterruptException)
            {
                trace.Add($"interrupted, child ended: {child.IsCompleted}");
            }
        }

        Process wait = Wait();
        simulation.At(1, () => wait.Interrupt());
        simulation.Run();
        trace.Expect("1 s: interrupted, child ended: False");
        Assert.That(child.IsCompleted, Is.True);
    }

    private static string Caught(Simulation simulation, Condition condition)
    {
        async Process<string> Catch()
        {
            try
            {
                await condition;
                return "";
            }
            catch (FormatException failure)
            {
                return $"{simulation.Now}: {failure.Message}";
            }
        }

        Process<string> caught = Catch();
        simulation.Run(caught);
        return caught.GetResult();
    }

    private static async Process Failing(Simulation simulation, int seconds)
    {
        await simulation.Timeout(seconds.Seconds());
        throw new FormatException($"{seconds}");
    }
}
