using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>Random programs of time limits, conditions and interrupts; nothing may be lost or doubled.</summary>
public sealed class ConservationTests
{
    private const int WorkerCount = 12;
    private const int RoundCount = 400;

    private static SimTime Moment(RandomStream random) => new(random.Below(4));

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void No_message_is_lost_or_doubled(int replication)
    {
        var simulation = new Simulation(1, replication);
        var mailbox = new Mailbox<int>(simulation);
        var other = new Event<int>(simulation);
        List<int> received = [];
        int sent = 0;
        async Process Worker(RandomStream random)
        {
            for (int round = 0; round < RoundCount; round++)
            {
                try
                {
                    switch (random.Below(4))
                    {
                        case 0:
                            mailbox.Put(sent++);
                            mailbox.Put(sent++);
                            await simulation.Timeout(Moment(random));
                            break;
                        case 1:
                            Received<int> within = await mailbox.Receive(Moment(random));
                            if (within.HasItem)
                            {
                                received.Add(within.Item);
                            }

                            break;
                        case 2:
                            Receive<int> receive = mailbox.Receive();
                            if (await simulation.AnyOf(simulation.Timeout(Moment(random)), receive, other) == 1)
                            {
                                received.Add(await receive);
                            }

                            break;
                        default:
                            int item = await mailbox.Receive();
                            received.Add(item);
                            break;
                    }
                }
                catch (InterruptException)
                {
                    await Pause(simulation);
                }
            }
        }

        Stress(simulation, Worker);
        while (mailbox.TryReceive(out int rest))
        {
            received.Add(rest);
        }

        Assert.That(sent, Is.GreaterThan(1_000));
        received.Sort();
        Assert.That(received, Is.EqualTo(Enumerable.Range(0, sent)));
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void No_item_of_a_store_is_lost_or_doubled(int replication)
    {
        var simulation = new Simulation(1, replication);
        var byKind = Comparer<int>.Create((left, right) => (left % 5).CompareTo(right % 5));
        var store = new Store<int>(simulation, capacity: 3, byKind);
        SortedSet<int> withdrawn = [], got = [];
        int made = 0;
        bool isDoubled = false;
        async Process Worker(RandomStream random)
        {
            for (int round = 0; round < RoundCount; round++)
            {
                int number = random.Below(2) == 0 ? made++ : -1;
                int kind = random.Below(5);
                Operation<int> operation = number >= 0
                    ? store.Put(number)
                    : store.Get(random.Chance(0.5) ? null : item => item % 5 == kind);
                bool isDone = false;
                try
                {
                    Condition either = simulation.AnyOf(operation, simulation.Timeout(Moment(random)));
                    isDone = random.Chance(0.2) || await either == 0;
                    if (isDone)
                    {
                        int item = await operation;
                        isDoubled |= number < 0 && !got.Add(item);
                    }
                }
                catch (InterruptException)
                {
                    isDone = false;
                }

                if (number >= 0 && !isDone)
                {
                    withdrawn.Add(number); // in doubt: it may have gone before the wait was given up
                }

                await Pause(simulation);
            }
        }

        Stress(simulation, Worker);
        Assert.That(isDoubled, Is.False);
        Assert.That(store.Items.Count(got.Contains), Is.Zero);
        Assert.That(store.Items.Distinct().Count(), Is.EqualTo(store.Items.Count));
        got.UnionWith(store.Items);
        Assert.That(got, Has.Count.GreaterThan(500));
        got.UnionWith(withdrawn);
        Assert.That(Enumerable.Range(0, made).Where(item => !got.Contains(item)), Is.Empty);
        Assert.That(store.Items.Select(item => item % 5), Is.Ordered);
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void A_container_holds_what_went_in_less_what_went_out(int replication)
    {
        var simulation = new Simulation(1, replication);
        var container = new Container(simulation, capacity: 20, level: 10);
        long balance = 10, inDoubt = 0;
        async Process Worker(RandomStream random)
        {
            for (int round = 0; round < RoundCount; round++)
            {
                bool isPut = random.Chance(0.5);
                int amount = random.Below(9) + 1;
                Operation<long> operation = isPut ? container.Put(amount) : container.Get(amount);
                bool isDone = false;
                try
                {
                    isDone = await simulation.AnyOf(simulation.Timeout(Moment(random)), operation) == 1;
                }
                catch (InterruptException)
                {
                    isDone = false;
                }

                if (isDone)
                {
                    balance += isPut ? amount : -amount;
                }
                else if (isPut)
                {
                    inDoubt += amount;
                }

                Assert.That(container.Level, Is.Not.Negative);
                await Pause(simulation);
            }
        }

        Stress(simulation, Worker);
        Assert.That(container.Level, Is.InRange(balance, balance + inDoubt));
    }

    [TestCase(1, false)]
    [TestCase(2, false)]
    [TestCase(3, true)]
    [TestCase(4, true)]
    public void No_unit_of_a_resource_is_lost_or_doubled(int replication, bool isPreemptive)
    {
        var simulation = new Simulation(1, replication);
        var resource = new Resource(simulation, capacity: 3, isPreemptive);
        int held = 0, heldMax = 0, uses = 0;
        async Process Use(Request request, RandomStream random)
        {
            Grant grant = await request;
            held++;
            uses++;
            try
            {
                heldMax = System.Math.Max(heldMax, held);
                await simulation.Timeout(Moment(random));
            }
            finally
            {
                held--;
                grant.Dispose();
            }
        }

        async Process Worker(RandomStream random)
        {
            for (int round = 0; round < RoundCount; round++)
            {
                try
                {
                    Request request = resource.Request(random.Below(3), preempts: random.Chance(0.5));
                    if (random.Chance(0.5)
                        || await simulation.AnyOf(simulation.Timeout(Moment(random)), request) == 1)
                    {
                        await Use(request, random);
                    }
                }
                catch (InterruptException)
                {
                    await Pause(simulation);
                }
            }
        }

        Stress(simulation, Worker);
        Assert.That(uses, Is.GreaterThan(1_000));
        Assert.That((held, resource.Count, resource.QueueCount), Is.EqualTo((0, 0, 0)));

        // a victim leaves its unit in the same instant as the new holder takes it
        Assert.That(heldMax, isPreemptive ? Is.InRange(3, WorkerCount) : Is.EqualTo(3));
    }

    // A wait that an interrupt only shortens.
    private static async Process Pause(Simulation simulation)
    {
        try
        {
            await simulation.Timeout(new SimTime(1));
        }
        catch (InterruptException)
        {
            // the next round begins
        }
    }

    private static void Stress(Simulation simulation, System.Func<RandomStream, Process> worker)
    {
        List<Process> workers = [];
        for (int index = 0; index < WorkerCount; index++)
        {
            workers.Add(worker(simulation.Random($"worker/{index}")));
            simulation.Start(workers[index]);
        }

        // twice as long as the work takes, so that whoever waits in vain is interrupted in the end
        RandomStream random = simulation.Random("interrupts");
        async Process Interrupter()
        {
            while (workers.Exists(process => !process.IsCompleted))
            {
                await simulation.Timeout(Moment(random));
                for (int count = random.Below(3); count > 0; count--)
                {
                    workers[random.Below(WorkerCount)].Interrupt("stress");
                }
            }
        }

        simulation.Start(Interrupter());
        simulation.Run();
        Assert.That(simulation.PendingCount, Is.Zero);
    }
}
