using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class PreemptionTests
{
    [Test]
    public void The_lower_number_takes_the_unit_and_the_victim_learns_who_and_since_when()
    {
        var bench = new Bench(capacity: 1);
        bench.User("low", at: 1, priority: 5, seconds: 10);
        bench.User("high", at: 4, priority: 1, seconds: 2);
        bench.Simulation.Run();
        bench.Trace.Expect(
            "1 s: low has it", "4 s: low lost it, had it since 1 s, to Bench.Use", "4 s: high has it",
            "6 s: high is done");
        Assert.That((bench.Resource.Count, bench.Resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_cause_names_the_resource()
    {
        var bench = new Bench(capacity: 1);
        bench.User("low", at: 0, priority: 5, seconds: 10);
        bench.User("high", at: 1, priority: 1, seconds: 2);
        bench.Simulation.Run();
        Assert.That(bench.Causes, Has.Count.EqualTo(1));
        Assert.That(bench.Causes[0], Is.EqualTo(new Preempted(bench.Resource, SimTime.Zero, "Bench.Use")));
    }

    [TestCase(5)]
    [TestCase(6)]
    public void An_equal_or_higher_number_waits(int priority)
    {
        var bench = new Bench(capacity: 1);
        bench.User("holder", at: 0, priority: 5, seconds: 3);
        bench.User("other", at: 1, priority, seconds: 1);
        bench.Simulation.Run();
        bench.Trace.Expect("0 s: holder has it", "3 s: holder is done", "3 s: other has it", "4 s: other is done");
    }

    [Test]
    public void A_polite_request_waits_but_goes_first()
    {
        var bench = new Bench(capacity: 1);
        bench.User("holder", at: 0, priority: 5, seconds: 3);
        bench.User("equal", at: 1, priority: 5, seconds: 1);
        bench.User("polite", at: 2, priority: 0, seconds: 1, preempts: false);
        bench.Simulation.Run();
        bench.Trace.Expect(
            "0 s: holder has it", "3 s: holder is done", "3 s: polite has it", "4 s: polite is done",
            "4 s: equal has it", "5 s: equal is done");
    }

    [Test]
    public void A_resource_without_preemption_ignores_the_wish()
    {
        var bench = new Bench(capacity: 1, isPreemptive: false);
        bench.User("holder", at: 0, priority: 5, seconds: 3);
        bench.User("high", at: 1, priority: 0, seconds: 1);
        bench.Simulation.Run();
        bench.Trace.Expect("0 s: holder has it", "3 s: holder is done", "3 s: high has it", "4 s: high is done");
    }

    [Test]
    public void The_victim_has_the_highest_number()
    {
        var bench = new Bench(capacity: 3);
        bench.User("five", at: 0, priority: 5, seconds: 10);
        bench.User("nine", at: 1, priority: 9, seconds: 10);
        bench.User("seven", at: 2, priority: 7, seconds: 10);
        bench.User("high", at: 3, priority: 1, seconds: 1);
        bench.Simulation.Run(4.Seconds());
        Assert.That(bench.Trace.Lines, Has.Some.StartsWith("3 s: nine lost it"));
        Assert.That(bench.Causes, Has.Count.EqualTo(1));
    }

    [Test]
    public void Of_equals_the_victim_is_who_got_it_last()
    {
        var bench = new Bench(capacity: 3);
        bench.User("a", at: 0, priority: 5, seconds: 10);
        bench.User("b", at: 2, priority: 5, seconds: 10);
        bench.User("c", at: 1, priority: 5, seconds: 10);
        bench.User("high", at: 3, priority: 1, seconds: 9);
        bench.User("higher", at: 4, priority: 0, seconds: 9);
        bench.Simulation.Run(5.Seconds());
        Assert.That(bench.Trace.Lines, Has.Some.StartsWith("3 s: b lost it").And.Some.StartsWith("4 s: c lost it"));
        Assert.That(bench.Causes, Has.Count.EqualTo(2));
    }

    [Test]
    public void A_free_unit_is_taken_before_anyone_loses_one()
    {
        var bench = new Bench(capacity: 2);
        bench.User("low", at: 0, priority: 9, seconds: 3);
        bench.User("high", at: 1, priority: 0, seconds: 1);
        bench.Simulation.Run();
        Assert.That(bench.Causes, Is.Empty);
    }

    [Test]
    public void The_new_holder_may_lose_it_in_turn()
    {
        var bench = new Bench(capacity: 1);
        bench.User("three", at: 0, priority: 3, seconds: 9);
        bench.User("two", at: 1, priority: 2, seconds: 9);
        bench.User("one", at: 2, priority: 1, seconds: 1);
        bench.Simulation.Run();
        bench.Trace.Expect(
            "0 s: three has it", "1 s: three lost it, had it since 0 s, to Bench.Use", "1 s: two has it",
            "2 s: two lost it, had it since 1 s, to Bench.Use", "2 s: one has it", "3 s: one is done");
    }

    [Test]
    public void Releasing_what_was_taken_away_does_nothing()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Victim()
        {
            Grant grant = await bench.Resource.Request(5);
            try
            {
                await simulation.Timeout(9.Seconds());
            }
            catch (InterruptException)
            {
                Assert.That(grant.IsHeld, Is.False);
                grant.Dispose();
                Assert.That(bench.Resource.Count, Is.EqualTo(1));
            }
        }

        Process victim = Victim();
        bench.User("high", at: 1, priority: 0, seconds: 2);
        bench.Simulation.Run(2.Seconds());
        Assert.That((victim.IsCompleted, bench.Resource.Count), Is.EqualTo((true, 1)));
        bench.Simulation.Run();
        Assert.That(bench.Resource.Count, Is.Zero);
    }

    [Test]
    public void The_victim_requests_again_and_finishes_its_work()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Worker()
        {
            SimTime left = 5.Seconds();
            while (left > SimTime.Zero)
            {
                using Grant grant = await bench.Resource.Request(5);
                SimTime start = simulation.Now;
                try
                {
                    await simulation.Timeout(left);
                    left = SimTime.Zero;
                }
                catch (InterruptException)
                {
                    left -= simulation.Now - start;
                    bench.Trace.Add($"worker has {left} left");
                }
            }

            bench.Trace.Add("worker is done");
        }

        simulation.Start(Worker());
        bench.User("high", at: 1, priority: 0, seconds: 2);
        bench.User("high", at: 4, priority: 0, seconds: 3);
        simulation.Run();
        bench.Trace.Expect(
            "1 s: worker has 4 s left", "1 s: high has it", "3 s: high is done", "4 s: worker has 3 s left",
            "4 s: high has it", "7 s: high is done", "10 s: worker is done");
    }

    [Test]
    public void A_grant_that_was_not_collected_yet_can_be_taken_away()
    {
        var bench = new Bench(capacity: 1);
        bench.User("low", at: 1, priority: 5, seconds: 1);
        bench.User("high", at: 1, priority: 0, seconds: 1);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: low lost it, had it since 1 s, to Bench.Use", "1 s: high has it", "2 s: high is done");
        Assert.That((bench.Resource.Count, bench.Resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_grant_from_the_line_that_was_not_collected_yet_can_be_taken_away()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Holder()
        {
            using (await bench.Resource.Request(1))
            {
                await simulation.Timeout(2.Seconds());
            }

            // the next in line has been granted the unit, and loses it before it has run
            bench.User("high", at: 2, priority: 0, seconds: 1);
        }

        simulation.Start(Holder());
        bench.User("low", at: 1, priority: 5, seconds: 1);
        simulation.Run();
        bench.Trace.Expect("2 s: low lost it, had it since 2 s, to Bench.Use", "2 s: high has it", "3 s: high is done");
        Assert.That((bench.Resource.Count, bench.Resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_grant_held_by_a_condition_can_be_taken_away()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Collector()
        {
            try
            {
                await simulation.AllOf(bench.Resource.Request(5), simulation.Timeout(9.Seconds()));
            }
            catch (InterruptException interrupt)
            {
                bench.Trace.Add($"collector lost it, had it since {((Preempted)interrupt.Cause!).Since}");
            }
        }

        simulation.Start(Collector());
        bench.User("high", at: 3, priority: 0, seconds: 1);
        simulation.Run();
        bench.Trace.Expect("3 s: collector lost it, had it since 0 s", "3 s: high has it", "4 s: high is done");
        Assert.That((simulation.Now, bench.Resource.Count), Is.EqualTo((4.Seconds(), 0)));
    }

    [Test]
    public void A_process_does_not_take_a_unit_from_itself()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Greedy()
        {
            using Grant low = await bench.Resource.Request(5);
            int operand = await simulation.AnyOf(bench.Resource.Request(0), simulation.Timeout(1.Seconds()));
            Assert.That((operand, low.IsHeld), Is.EqualTo((1, true)));
        }

        Process greedy = Greedy();
        simulation.Run();
        Assert.That((greedy.IsCompleted, bench.Resource.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void Nested_resources_are_lost_and_released_one_by_one()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var outer = new Resource(simulation, 1, isPreemptive: true);
        var inner = new Resource(simulation, 1, isPreemptive: true);
        async Process Both()
        {
            using Grant first = await outer.Request(5);
            try
            {
                using Grant second = await inner.Request(5);
                await simulation.Timeout(9.Seconds());
            }
            catch (InterruptException interrupt)
            {
                Preempted cause = (Preempted)interrupt.Cause!;
                trace.Add($"lost the inner: {ReferenceEquals(cause.Resource, inner)}, holds the outer: {first.IsHeld}");
            }
        }

        async Process Take(Resource resource)
        {
            await simulation.Timeout(2.Seconds());
            using Grant grant = await resource.Request(0);
            await simulation.Timeout(1.Seconds());
        }

        simulation.Start(Both());
        simulation.Start(Take(inner));
        simulation.Run();
        trace.Expect("2 s: lost the inner: True, holds the outer: True");
        Assert.That((outer.Count, inner.Count), Is.EqualTo((0, 0)));
    }

    [Test]
    public void The_loss_is_thrown_where_the_holder_waits_for_a_callee()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Holder()
        {
            using Grant grant = await bench.Resource.Request(5);
            try
            {
                await simulation.Sleep(9);
            }
            catch (InterruptException interrupt)
            {
                bench.Trace.Add($"holder: {interrupt.Cause is Preempted}");
            }
        }

        simulation.Start(Holder());
        bench.User("high", at: 1, priority: 0, seconds: 1);
        simulation.Run();
        bench.Trace.Expect("1 s: holder: True", "1 s: high has it", "2 s: high is done");
    }

    [Test]
    public void A_holder_may_call_the_process_that_takes_its_unit()
    {
        var bench = new Bench(capacity: 1);
        Simulation simulation = bench.Simulation;
        async Process Holder()
        {
            using Grant grant = await bench.Resource.Request(5);
            await simulation.Timeout(1.Seconds());
            bench.User("high", at: 1, priority: 0, seconds: 2);
            Assert.That(grant.IsHeld, Is.False, "the unit is gone at once");
            bench.Trace.Add("goes on to its next wait");
            try
            {
                await simulation.Timeout(9.Seconds());
            }
            catch (InterruptException interrupt)
            {
                bench.Trace.Add($"holder: {interrupt.Cause is Preempted}");
            }
        }

        simulation.Start(Holder());
        simulation.Run();
        bench.Trace.Expect(
            "1 s: goes on to its next wait", "1 s: high has it", "1 s: holder: True", "3 s: high is done");
        Assert.That(bench.Resource.Count, Is.Zero);
    }

    [Test]
    public void A_holder_that_has_ended_without_releasing_loses_the_unit_silently()
    {
        var bench = new Bench(capacity: 1);
        async Process Forget() => await bench.Resource.Request(5);
        bench.Simulation.Start(Forget());
        bench.Simulation.Run();
        Assert.That(bench.Resource.Count, Is.EqualTo(1));
        bench.User("high", at: 1, priority: 0, seconds: 1);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: high has it", "2 s: high is done");
        Assert.That(bench.Resource.Count, Is.Zero);
    }

    [Test]
    public void Waiting_requests_lose_nothing()
    {
        var bench = new Bench(capacity: 1);
        bench.User("holder", at: 0, priority: 0, seconds: 3);
        bench.User("waits", at: 1, priority: 9, seconds: 1);
        bench.User("waits too", at: 2, priority: 5, seconds: 1);
        bench.Simulation.Run();
        Assert.That(bench.Causes, Is.Empty);
        Assert.That(bench.Trace.Lines[^1], Is.EqualTo("5 s: waits is done"));
    }

    private sealed class Bench
    {
        public Bench(int capacity, bool isPreemptive = true)
        {
            Trace = new Trace(Simulation);
            Resource = new Resource(Simulation, capacity, isPreemptive);
        }

        public Simulation Simulation { get; } = new();

        public Trace Trace { get; }

        public Resource Resource { get; }

        public List<Preempted> Causes { get; } = [];

        public void User(string name, int at, int priority, int seconds, bool preempts = true) =>
            Simulation.Start(Use(name, at, priority, seconds, preempts));

        private async Process Use(string name, int at, int priority, int seconds, bool preempts)
        {
            if (at > Simulation.Now.Seconds)
            {
                await Simulation.Timeout(at.Seconds() - Simulation.Now);
            }

            try
            {
                using Grant grant = await Resource.Request(priority, preempts);
                Trace.Add($"{name} has it");
                await Simulation.Timeout(seconds.Seconds());
                Trace.Add($"{name} is done");
            }
            catch (InterruptException interrupt)
            {
                Preempted cause = (Preempted)interrupt.Cause!;
                Causes.Add(cause);
                Trace.Add($"{name} lost it, had it since {cause.Since}, to {cause.By}");
            }
        }
    }
}
