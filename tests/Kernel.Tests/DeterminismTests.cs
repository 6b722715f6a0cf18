using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class DeterminismTests
{
    [Test]
    public void The_same_program_gives_the_same_trace()
    {
        string first = Program(seed: 1, replication: 0, extraStream: false);
        Assert.That(first, Has.Length.GreaterThan(10_000));
        Assert.That(Program(seed: 1, replication: 0, extraStream: false), Is.EqualTo(first));
    }

    [Test]
    public void Other_simulations_in_between_change_nothing()
    {
        string first = Program(seed: 1, replication: 0, extraStream: false);
        Program(seed: 2, replication: 5, extraStream: true);
        Assert.That(Program(seed: 1, replication: 0, extraStream: false), Is.EqualTo(first));
    }

    [Test]
    public void Another_stream_that_is_drawn_from_changes_nothing() =>
        Assert.That(Program(1, 0, extraStream: true), Is.EqualTo(Program(1, 0, extraStream: false)));

    [TestCase(2, 0)]
    [TestCase(1, 1)]
    public void Another_seed_or_replication_gives_another_trace(int seed, int replication) =>
        Assert.That(Program(seed, replication, extraStream: false), Is.Not.EqualTo(Program(1, 0, extraStream: false)));

    [Test]
    public void Running_in_steps_or_in_slices_gives_the_same_trace()
    {
        string whole = Program(1, 0, extraStream: false);
        Assert.That(Program(1, 0, false, simulation =>
        {
            while (simulation.Step())
            {
                // again
            }
        }), Is.EqualTo(whole));
        Assert.That(Program(1, 0, false, simulation =>
        {
            while (simulation.Peek() is not null)
            {
                simulation.Run(simulation.Now + SimTime.FromMilliseconds(7));
            }
        }), Is.EqualTo(whole));
    }

    // A shop of everything: arrivals, a guarded conversation, a pre-emptive resource, a store, interrupts.
    private static string Program(
        long seed, int replication, bool extraStream, System.Action<Simulation>? run = null)
    {
        var simulation = new Simulation(seed, replication);
        var log = new StringBuilder();
        var mailbox = new Mailbox<int>(simulation);
        var store = new Store<int>(simulation, capacity: 5);
        var resource = new Resource(simulation, 2, isPreemptive: true);
        List<Process> customers = [];
        async Process Customer(int number)
        {
            RandomStream random = simulation.Random($"customer/{number}");
            await simulation.Timeout(SimTime.FromSeconds(random.Exponential(0.1)));
            for (int round = 0; round < 20; round++)
            {
                try
                {
                    using Grant grant = await resource.Request(random.Below(3));
                    await simulation.Timeout(SimTime.FromSeconds(random.Gamma(2, 0.002)));
                    mailbox.Put(number);
                    Received<int> received = await mailbox.Receive(SimTime.FromSeconds(random.Uniform(0, 0.01)));
                    log.Append($"{simulation.Now} {number} {received.HasItem} {received.Item}\n");
                    await simulation.AnyOf(
                        store.Put(number), store.Get(), simulation.Timeout(new SimTime(random.Poisson(5))));
                }
                catch (InterruptException interrupt)
                {
                    log.Append($"{simulation.Now} {number} {interrupt.Cause is Preempted}\n");
                }
            }
        }

        for (int number = 0; number < 40; number++)
        {
            if (extraStream)
            {
                simulation.Random($"extra/{number}").NextBits();
            }

            customers.Add(Customer(number));
            simulation.Start(customers[number]);
        }

        if (run is null)
        {
            simulation.Run();
        }
        else
        {
            run(simulation);
        }

        return log.Append($"{simulation.EventCount}\n").ToString();
    }
}
