using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Bench;

/// <summary>The kernel's workloads. A unit is an event (W1, W3), a customer (W2) or a request (W6).</summary>
internal static class KernelWorkloads
{
    public const int ProcessCount = 1_000;
    public const int TimeoutCount = 1_000;
    public const int CustomerCount = 300_000;
    public const int PholdCount = 1_024;
    public const int PholdPopulation = 16;
    public const long PholdEventCount = 1_000_000;
    public const int RequestCount = 200;
    public const int SleeperCount = 1_000_000;

    private static readonly SimTime Guard = SimTime.FromSeconds(10);

    /// <summary>W1: processes that sleep for exp(1) seconds, again and again.</summary>
    public static long Timeouts(Simulation simulation)
    {
        RandomStream random = simulation.Random("w1");
        for (int index = 0; index < ProcessCount; index++)
        {
            simulation.Start(Sleep(simulation, random));
        }

        simulation.Run();
        return ProcessCount * (long)TimeoutCount;
    }

    /// <summary>W2: M/M/1 at load 0.9, a process per customer, which uses the server.</summary>
    public static long Customers(Simulation simulation) => RunQueue(simulation, isHeld: false);

    /// <summary>W2 again; the customer requests the server, waits, and releases it.</summary>
    public static long HoldingCustomers(Simulation simulation) => RunQueue(simulation, isHeld: true);

    private static long RunQueue(Simulation simulation, bool isHeld)
    {
        var server = new Resource(simulation);
        simulation.Start(Arrivals(simulation, server, isHeld));
        simulation.Run();
        return CustomerCount;
    }

    /// <summary>W3: PHOLD, events that schedule events, as callbacks on reused objects.</summary>
    public static long Phold(Simulation simulation)
    {
        var model = new PholdModel(simulation);
        model.Fill();
        simulation.Run();
        return PholdEventCount;
    }

    /// <summary>
    /// W6: requests whose answer comes after 2 ms, each guarded by a timer of 10 s that is cancelled.
    /// </summary>
    public static long Requests(Simulation simulation)
    {
        RandomStream random = simulation.Random("w6");
        for (int index = 0; index < ProcessCount; index++)
        {
            simulation.Start(Client(simulation, random));
        }

        simulation.Run();
        return ProcessCount * (long)RequestCount;
    }

    /// <summary>W5: processes with one wait each.</summary>
    public static void Sleepers(Simulation simulation)
    {
        for (int index = 0; index < SleeperCount; index++)
        {
            simulation.Start(Sleeper(simulation));
        }
    }

    private static async Process Sleep(Simulation simulation, RandomStream random)
    {
        for (int count = 0; count < TimeoutCount; count++)
        {
            await simulation.Timeout(SimTime.FromSeconds(random.Exponential(1.0)));
        }
    }

    private static async Process Sleeper(Simulation simulation) =>
        await simulation.Timeout(SimTime.FromSeconds(1_000_000));

    private static async Process Arrivals(Simulation simulation, Resource server, bool isHeld)
    {
        RandomStream random = simulation.Random("w2");
        for (int count = 0; count < CustomerCount; count++)
        {
            await simulation.Timeout(SimTime.FromSeconds(random.Exponential(1.0 / 0.9)));
            simulation.Start(isHeld ? HoldingCustomer(simulation, server, random) : Customer(server, random));
        }
    }

    private static async Process Customer(Resource server, RandomStream random) =>
        await server.Use(SimTime.FromSeconds(random.Exponential(1.0)));

    private static async Process HoldingCustomer(Simulation simulation, Resource server, RandomStream random)
    {
        using Grant grant = await server.Request();
        await simulation.Timeout(SimTime.FromSeconds(random.Exponential(1.0)));
    }

    private static async Process Client(Simulation simulation, RandomStream random)
    {
        var answers = new Mailbox<int>(simulation);
        var server = new Answer(answers);
        for (int count = 0; count < RequestCount; count++)
        {
            simulation.Schedule(AnswerTime(random), server, Priority.Delivery);
            Received<int> answer = await answers.Receive(Guard);
            Invariant.Require(answer.HasItem);
        }
    }

    public static SimTime AnswerTime(RandomStream random) =>
        new((2 * SimTime.PicosecondsPerMillisecond) + random.Below((int)SimTime.PicosecondsPerMillisecond / 10));

    private sealed class Answer(Mailbox<int> answers) : Handler
    {
        protected override void Fire() => answers.Put(1);
    }

    private sealed class PholdModel(Simulation simulation)
    {
        private readonly Member[] _members = new Member[PholdCount];
        private readonly RandomStream _random = simulation.Random("w3");
        private long _events;

        public void Fill()
        {
            for (int index = 0; index < PholdCount; index++)
            {
                _members[index] = new Member(this);
            }

            for (int index = 0; index < PholdCount * PholdPopulation; index++)
            {
                simulation.Schedule(Hold(_random), _members[index % PholdCount]);
            }
        }

        private void Next()
        {
            if (++_events == PholdEventCount)
            {
                simulation.Stop();
                return;
            }

            simulation.Schedule(Hold(_random), _members[_random.Below(PholdCount)]);
        }

        private sealed class Member(PholdModel model) : Handler
        {
            protected override void Fire() => model.Next();
        }
    }

    public static SimTime Hold(RandomStream random) => SimTime.FromSeconds(random.Exponential(1.0) + 0.1);
}

/// <summary>
/// The same work on a priority queue of callbacks, whose delegates are made once: the reference loop.
/// </summary>
internal sealed class ReferenceLoop
{
    private readonly PriorityQueue<Action, (long Time, long Sequence)> _queue = new();
    private readonly RandomStream _random = new(1, 0, "reference");
    private long _now;
    private long _sequence;
    private bool _isStopping;

    public static long Timeouts()
    {
        var loop = new ReferenceLoop();
        for (int index = 0; index < KernelWorkloads.ProcessCount; index++)
        {
            int left = KernelWorkloads.TimeoutCount;
            Action? step = null;
            step = () =>
            {
                if (left-- > 0)
                {
                    loop.Schedule(SimTime.FromSeconds(loop._random.Exponential(1.0)), step!);
                }
            };
            step();
        }

        loop.Run();
        return KernelWorkloads.ProcessCount * (long)KernelWorkloads.TimeoutCount;
    }

    public static long Customers()
    {
        var loop = new ReferenceLoop();
        int left = KernelWorkloads.CustomerCount, waiting = 0;
        bool isBusy = false;
        Action? arrive = null, depart = null;
        void Serve() => loop.Schedule(SimTime.FromSeconds(loop._random.Exponential(1.0)), depart!);
        depart = () =>
        {
            if (waiting > 0)
            {
                waiting--;
                Serve();
            }
            else
            {
                isBusy = false;
            }
        };
        arrive = () =>
        {
            if (isBusy)
            {
                waiting++;
            }
            else
            {
                isBusy = true;
                Serve();
            }

            if (--left > 0)
            {
                loop.Schedule(SimTime.FromSeconds(loop._random.Exponential(1.0 / 0.9)), arrive!);
            }
        };
        arrive();
        loop.Run();
        return KernelWorkloads.CustomerCount;
    }

    public static long Phold()
    {
        var loop = new ReferenceLoop();
        var members = new Action[KernelWorkloads.PholdCount];
        long events = 0;
        void Next()
        {
            if (++events == KernelWorkloads.PholdEventCount)
            {
                loop._isStopping = true;
                return;
            }

            loop.Schedule(KernelWorkloads.Hold(loop._random), members[loop._random.Below(members.Length)]);
        }

        for (int index = 0; index < members.Length; index++)
        {
            members[index] = Next;
        }

        for (int index = 0; index < KernelWorkloads.PholdCount * KernelWorkloads.PholdPopulation; index++)
        {
            loop.Schedule(KernelWorkloads.Hold(loop._random), members[index % members.Length]);
        }

        loop.Run();
        return events;
    }

    // The guard timers stay in the queue, as its removal searches the whole of it.
    public static long Requests()
    {
        var loop = new ReferenceLoop();
        Action expire = () => { };
        for (int index = 0; index < KernelWorkloads.ProcessCount; index++)
        {
            int left = KernelWorkloads.RequestCount;
            Action? answered = null;
            answered = () =>
            {
                if (left-- > 0)
                {
                    loop.Schedule(KernelWorkloads.AnswerTime(loop._random), answered!);
                    loop.Schedule(SimTime.FromSeconds(10), expire);
                }
            };
            answered();
        }

        loop.Run();
        return KernelWorkloads.ProcessCount * (long)KernelWorkloads.RequestCount;
    }

    private void Schedule(SimTime delay, Action action) =>
        _queue.Enqueue(action, (_now + delay.Picoseconds, _sequence++));

    private void Run()
    {
        while (!_isStopping && _queue.TryDequeue(out Action? action, out (long Time, long Sequence) key))
        {
            _now = key.Time;
            action();
        }
    }
}
