using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ResourceTests
{
    [Test]
    public void One_unit_serves_one_after_the_other()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        Assert.That((resource.Capacity, resource.Count, resource.QueueCount), Is.EqualTo((1, 0, 0)));
        Assert.That(resource.IsPreemptive, Is.False);
        simulation.Start(User(simulation, resource, trace, "a", 1));
        simulation.Start(User(simulation, resource, trace, "b", 1));
        simulation.Start(User(simulation, resource, trace, "c", 1));
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((1, 2)));
        simulation.Run();
        trace.Expect("0 s: a", "1 s: b", "2 s: c");
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Several_units_serve_that_many_at_once()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation, capacity: 3);
        for (int user = 0; user < 7; user++)
        {
            simulation.Start(User(simulation, resource, trace, $"{user}", 1));
        }

        simulation.Run();
        trace.Expect("0 s: 0", "0 s: 1", "0 s: 2", "1 s: 3", "1 s: 4", "1 s: 5", "2 s: 6");
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_resource_has_units(int capacity)
    {
        var simulation = new Simulation();
        Assert.That(() => new Resource(simulation, capacity), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Resource(null!), Throws.ArgumentNullException);
    }

    [Test]
    public void Who_releases_and_requests_again_at_once_goes_behind_those_who_wait()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Repeat(string name)
        {
            for (int round = 0; round < 3; round++)
            {
                await User(simulation, resource, trace, name, 1);
            }
        }

        simulation.Start(Repeat("a"));
        simulation.Start(Repeat("b"));
        simulation.Run();
        trace.Expect("0 s: a", "1 s: b", "2 s: a", "3 s: b", "4 s: a", "5 s: b");
    }

    [Test]
    public void The_lower_priority_number_is_served_first_and_equals_in_order()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        simulation.Start(User(simulation, resource, trace, "holder", 5));
        foreach ((string name, int priority) in ((string, int)[])[
            ("2a", 2), ("7a", 7), ("2b", 2), ("-1", -1), ("7b", 7), ("0", 0)])
        {
            simulation.Start(User(simulation, resource, trace, name, 1, priority));
        }

        simulation.Run();
        trace.Expect("0 s: holder", "5 s: -1", "6 s: 0", "7 s: 2a", "8 s: 2b", "9 s: 7a", "10 s: 7b");
    }

    [Test]
    public void Priority_does_not_disturb_a_holder()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        simulation.Start(User(simulation, resource, trace, "low", 5, 9));
        simulation.Start(User(simulation, resource, trace, "high", 1, 0));
        simulation.Run();
        trace.Expect("0 s: low", "5 s: high");
    }

    [Test]
    public void A_unit_is_released_once()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation, capacity: 2);
        Grant Take()
        {
            Request request = resource.Request();
            Assert.That(request.IsCompleted, Is.True);
            return request.GetResult();
        }

        Grant first = Take();
        Grant second = Take();
        Assert.That((first.IsHeld, second.IsHeld), Is.EqualTo((true, true)));
        Assert.That((first == second, first != second), Is.EqualTo((false, true)));
        first.Dispose();
        first.Dispose();
        Assert.That((first.IsHeld, resource.Count), Is.EqualTo((false, 1)));
        Grant third = Take();
        first.Dispose();
        Assert.That((third.IsHeld, resource.Count), Is.EqualTo((true, 2)), "a stale grant releases nobody else's unit");
    }

    [Test]
    public void The_default_grant_holds_nothing()
    {
        Grant none = default;
        none.Dispose();
        Assert.That((none.IsHeld, none.Equals(default), none.Equals("other")), Is.EqualTo((false, true, false)));
        Assert.That(none.GetHashCode(), Is.Zero);
    }

    [Test]
    public void An_exception_releases_the_unit()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Fail()
        {
            try
            {
                using Grant grant = await resource.Request();
                await simulation.Timeout(1.Seconds());
                throw new FormatException();
            }
            catch (FormatException)
            {
                trace.Add("failed");
            }
        }

        simulation.Start(Fail());
        simulation.Start(User(simulation, resource, trace, "next", 1));
        simulation.Run();
        trace.Expect("1 s: failed", "1 s: next");
    }

    [Test]
    public void An_interrupted_request_leaves_the_line_and_may_be_made_again()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Victim()
        {
            try
            {
                await User(simulation, resource, trace, "never", 1);
            }
            catch (InterruptException)
            {
                Assert.That(resource.QueueCount, Is.EqualTo(1));
                await User(simulation, resource, trace, "again", 1);
            }
        }

        simulation.Start(User(simulation, resource, trace, "holder", 5));
        Process victim = Victim();
        simulation.Start(User(simulation, resource, trace, "behind", 1));
        simulation.At(2, () => victim.Interrupt());
        simulation.Run();
        trace.Expect("0 s: holder", "5 s: behind", "6 s: again");
    }

    [Test]
    public void A_unit_for_who_is_interrupted_in_the_same_instant_goes_to_the_next()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        Process victim = default;
        async Process Holder()
        {
            using (await resource.Request())
            {
                await simulation.Timeout(2.Seconds());
            }

            Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((1, 1)), "the victim has been granted it");
            victim.Interrupt();
        }

        async Process Victim()
        {
            try
            {
                await User(simulation, resource, trace, "never", 1);
            }
            catch (InterruptException)
            {
                trace.Add("interrupted");
            }
        }

        simulation.Start(Holder());
        victim = Victim();
        simulation.Start(User(simulation, resource, trace, "next", 1));
        simulation.Run();
        trace.Expect("2 s: next", "2 s: interrupted");
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_request_that_nobody_awaits_holds_nothing()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        _ = resource.Request();
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_request_is_awaited_once()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation, capacity: 2);
        Request request = resource.Request();
        Assert.That(request.IsCompleted, Is.True);
        using Grant grant = request.GetResult();
        Assert.That(() => request.IsCompleted, Throws.InstanceOf<InvariantException>());
        Assert.That(() => request.GetResult(), Throws.InstanceOf<InvariantException>());
        Assert.That(resource.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_wait_with_a_limit_is_a_condition()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Impatient(string name, int seconds)
        {
            Request request = resource.Request();
            if (await simulation.AnyOf(request, simulation.Timeout(seconds.Seconds())) == 0)
            {
                using Grant grant = await request;
                trace.Add($"{name} has it");
                await simulation.Timeout(3.Seconds());
            }
            else
            {
                trace.Add($"{name} reneges");
            }
        }

        simulation.Start(Impatient("a", 1));
        simulation.Start(Impatient("b", 1));
        simulation.Start(Impatient("c", 5));
        simulation.Run();
        trace.Expect("0 s: a has it", "1 s: b reneges", "3 s: c has it");
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_use_holds_a_unit_for_its_time_and_releases_it()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        simulation.Start(UseFor(resource, trace, "a", 2));
        simulation.Start(UseFor(resource, trace, "b", 3));
        simulation.Start(UseFor(resource, trace, "none", 0));
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((1, 2)));
        simulation.Run();
        trace.Expect("2 s: a served", "5 s: b served", "5 s: none served");
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void Uses_and_requests_stand_in_one_line_by_priority()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        simulation.Start(User(simulation, resource, trace, "holder", 1));
        simulation.Start(UseFor(resource, trace, "low", 1, priority: 2));
        simulation.Start(User(simulation, resource, trace, "user", 1, priority: 1));
        simulation.Start(UseFor(resource, trace, "high", 1, priority: 0));
        simulation.Run();
        trace.Expect("0 s: holder", "2 s: high served", "2 s: user", "4 s: low served");
    }

    [TestCase(1, "3 s: b served")]
    [TestCase(2, "4 s: b served")]
    public void An_interrupted_use_frees_what_it_holds(int at, string last)
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        Process victim = UseFor(resource, trace, "never", 9);
        simulation.Start(UseFor(resource, trace, "b", 2));
        simulation.At(at, () => victim.Interrupt());
        simulation.Run();
        trace.Expect($"{at} s: interrupted", last);
        Assert.That((resource.Count, resource.QueueCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void A_use_that_is_interrupted_in_line_leaves_the_line()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        simulation.Start(UseFor(resource, trace, "a", 3));
        Process victim = UseFor(resource, trace, "never", 9);
        simulation.Start(UseFor(resource, trace, "c", 1));
        simulation.At(1, () => victim.Interrupt());
        simulation.Run();
        trace.Expect("1 s: interrupted", "3 s: a served", "4 s: c served");
    }

    [Test]
    public void A_lost_use_frees_its_unit_and_may_begin_again()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var resource = new Resource(simulation);
        async Process Impatient()
        {
            Use use = resource.Use(3.Seconds());
            int operand = await simulation.AnyOf(use, simulation.Timeout(1.Seconds()));
            trace.Add($"operand {operand}, held {resource.Count}");
            await use;
            trace.Add("served");
        }

        simulation.Start(Impatient());
        simulation.Run();
        trace.Expect("1 s: operand 1, held 0", "4 s: served");
    }

    [Test]
    public void A_use_that_is_over_is_not_freed_again_by_an_interrupt()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        async Process Wait()
        {
            try
            {
                await simulation.AllOf(resource.Use(1.Seconds()), simulation.Timeout(9.Seconds()));
            }
            catch (InterruptException)
            {
                Assert.That(resource.Count, Is.Zero);
            }
        }

        Process wait = Wait();
        simulation.At(2, () => wait.Interrupt());
        simulation.Run();
        Assert.That((wait.IsCompleted, resource.Count), Is.EqualTo((true, 0)));
    }

    [Test]
    public void A_use_that_cannot_be_is_refused()
    {
        var simulation = new Simulation();
        var resource = new Resource(simulation);
        Assert.That(
            () => resource.Use(new SimTime(-1)).IsCompleted, Throws.InstanceOf<ArgumentOutOfRangeException>());
        var preemptive = new Resource(simulation, 1, isPreemptive: true);
        Assert.That(() => preemptive.Use(1.Seconds()).IsCompleted, Throws.InvalidOperationException);
        _ = resource.Use(1.Seconds());
        Assert.That(resource.Count, Is.Zero, "a use that nobody awaits holds nothing");
    }

    private static async Process UseFor(Resource resource, Trace trace, string name, int seconds, int priority = 0)
    {
        try
        {
            await resource.Use(seconds.Seconds(), priority);
            trace.Add($"{name} served");
        }
        catch (InterruptException)
        {
            trace.Add("interrupted");
        }
    }

    private static async Process User(
        Simulation simulation, Resource resource, Trace trace, string name, int seconds, int priority = 0)
    {
        using Grant grant = await resource.Request(priority);
        trace.Add(name);
        await simulation.Timeout(seconds.Seconds());
    }
}
