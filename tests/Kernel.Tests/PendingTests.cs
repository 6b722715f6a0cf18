using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class PendingTests
{
    [Test]
    public void The_process_goes_on_in_the_event_of_the_end()
    {
        var simulation = new Simulation();
        var work = new Job(simulation);
        var trace = new Trace(simulation);
        async Process Customer() => trace.Add($"got {await work.Run(2)} after {simulation.EventCount}");
        simulation.Start(Customer());
        simulation.Run();
        trace.Expect("2 s: got 1 after 1");
    }

    [Test]
    public void What_has_ended_is_there_at_once_and_is_used_again()
    {
        var simulation = new Simulation();
        var work = new Job(simulation);
        List<int> results = [];
        async Process Customer()
        {
            results.Add(await work.Refuse());
            results.Add(await work.Run(1));
            results.Add(await work.Run(1));
        }

        simulation.Start(Customer());
        simulation.Run();
        Assert.That(string.Join(' ', results), Is.EqualTo("1 2 3"));
        Assert.That(simulation.EventCount, Is.EqualTo(2));
    }

    [Test]
    public void What_something_else_ends_wakes_its_process_after_that_step()
    {
        var simulation = new Simulation();
        var work = new Job(simulation);
        var trace = new Trace(simulation);
        async Process Customer() => trace.Add($"got {await work.Run(5)}");
        simulation.Start(Customer());
        simulation.At(3, () =>
        {
            work.Lose();
            trace.Add("lost");
        });
        simulation.Run();
        trace.Expect("3 s: lost", "3 s: got 1");
    }

    [Test]
    public void An_interrupted_process_leaves_it_and_nobody_collects()
    {
        var simulation = new Simulation();
        var work = new Job(simulation);
        var trace = new Trace(simulation);
        async Process Customer()
        {
            try
            {
                await work.Run(5);
            }
            catch (InterruptException)
            {
                trace.Add("interrupted");
            }
        }

        Process customer = Customer();
        simulation.Start(customer);
        simulation.At(1, () => customer.Interrupt());
        simulation.Run();
        trace.Expect("1 s: interrupted");
        Assert.That(simulation.Now, Is.EqualTo(5.Seconds()), "it was carried out all the same");
        Assert.That(work.Collected, Is.Zero);
    }

    [Test]
    public void As_the_loser_of_a_condition_it_can_be_awaited_again()
    {
        var simulation = new Simulation();
        var work = new Job(simulation);
        var trace = new Trace(simulation);
        async Process Customer()
        {
            Pending<int> pending = work.Run(5);
            int winner = await simulation.AnyOf(pending, simulation.Timeout(2.Seconds()));
            trace.Add($"operand {winner}");
            trace.Add($"got {await pending}");
        }

        simulation.Start(Customer());
        simulation.Run();
        trace.Expect("2 s: operand 1", "5 s: got 1");
    }

    [Test]
    public void A_result_is_collected_once()
    {
        var simulation = new Simulation();
        Pending<int> pending = new Job(simulation).Refuse();
        Assert.That(pending.GetResult(), Is.EqualTo(1));
        Assert.That(() => pending.GetResult(), Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void A_result_is_not_collected_before_the_end()
    {
        var simulation = new Simulation();
        Pending<int> pending = new Job(simulation).Run(1);
        Assert.That(() => pending.GetResult(), Throws.TypeOf<InvariantException>());
    }

    [Test]
    public void It_has_one_waiter()
    {
        var simulation = new Simulation();
        Pending<int> pending = new Job(simulation).Run(1);
        async Process Customer() => await pending;
        simulation.Start(Customer());
        Assert.That(() => Customer(), Throws.TypeOf<SimulationException>());
    }

    [Test]
    public void Nothing_else_awaits_it() =>
        Assert.That(
            () => new Job(new Simulation()).Run(1).OnCompleted(() => { }), Throws.TypeOf<NotSupportedException>());

    private sealed class Job(Simulation simulation) : PendingWork<int>(simulation)
    {
        private readonly Simulation _simulation = simulation;
        private TimerHandle _timer;

        public int Collected { get; private set; }

        public Pending<int> Run(int seconds)
        {
            _timer = _simulation.Schedule(seconds.Seconds(), this);
            return Result;
        }

        public Pending<int> Refuse()
        {
            EndLater();
            return Result;
        }

        public void Lose()
        {
            _simulation.Cancel(_timer);
            EndLater();
        }

        protected internal override void Fire() => End();

        protected override int Take() => ++Collected;
    }
}
