using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>Once warm, the kernel's paths allocate nothing.</summary>
[NonParallelizable]
public sealed class AllocationTests
{
    private const int RoundsPerSlice = 5_000;
    private const int WarmUpSlicesMax = 2_000;

    [Test]
    public void Timeouts() => ExpectNone(simulation => Repeat(simulation, Sleep));

    [Test]
    public void Calls_of_processes_with_and_without_result() => ExpectNone(simulation => Repeat(simulation, CallChain));

    [Test]
    public void Processes_that_are_started() => ExpectNone(simulation => Repeat(simulation, StartOne));

    [Test]
    public void Messages_received_under_a_guard_timer()
    {
        ExpectNone(simulation =>
        {
            var requests = new Mailbox<int>(simulation);
            var answers = new Mailbox<int>(simulation);
            simulation.Start(Echo(simulation, requests, answers));
            simulation.Start(Ask(simulation, requests, answers));
        });
    }

    [Test]
    public void Guard_timers_that_expire()
    {
        ExpectNone(simulation =>
        {
            var mailbox = new Mailbox<int>(simulation);
            simulation.Start(WaitInVain(mailbox));
        });
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Requests_that_wait_in_line(bool isPreemptive)
    {
        ExpectNone(simulation =>
        {
            var resource = new Resource(simulation, 1, isPreemptive);
            for (int user = 0; user < 4; user++)
            {
                simulation.Start(Use(simulation, resource));
            }
        });
    }

    [Test]
    public void Uses_of_a_resource() => ExpectNone(simulation =>
    {
        var resource = new Resource(simulation);
        async Process Loop()
        {
            while (true)
            {
                await resource.Use(1.Seconds());
            }
        }

        simulation.Start(Loop());
        simulation.Start(Loop());
    });

    [Test]
    public void Callbacks_and_cancelled_timers()
    {
        ExpectNone(simulation => simulation.Schedule(1.Seconds(), new Ticker(simulation)));
    }

    [Test]
    public void Random_draws()
    {
        var stream = new RandomStream(1, 0, "draws");
        var zipf = new Zipf(1_000_000, 0.8);
        var empirical = new Empirical([1.0, 2.0, 5.0], isInterpolated: true);
        double sum = 0;
        void Draw()
        {
            sum += stream.Uniform() + stream.Below(10) + stream.Exponential(1) + stream.Normal(0, 1)
                + stream.Lognormal(1, 2) + stream.Pareto(1, 2) + stream.Gamma(0.5, 1) + stream.Beta(3, 4)
                + stream.Poisson(3) + stream.Poisson(30) + zipf.Next(stream) + empirical.Next(stream);
        }

        long Slice()
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int round = 0; round < RoundsPerSlice; round++)
            {
                Draw();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        for (int slice = 0; slice < WarmUpSlicesMax && Slice() > 0; slice++)
        {
            // again
        }

        Assert.That(Slice(), Is.Zero);
        Assert.That(sum, Is.Positive);
    }

    // Every program goes on for ever at one round per second. What the runtime has not compiled well yet allocates, and
    // it does that in its own time: the warm-up lasts until a slice allocates nothing, or for ever so long.
    private static void ExpectNone(Action<Simulation> program)
    {
        var simulation = new Simulation();
        program(simulation);
        for (int slice = 0; slice < WarmUpSlicesMax && Allocated(simulation) > 0; slice++)
        {
            // again
        }

        long events = simulation.EventCount;
        Assert.That(Allocated(simulation), Is.Zero);
        Assert.That(simulation.EventCount - events, Is.GreaterThanOrEqualTo(RoundsPerSlice));
    }

    private static long Allocated(Simulation simulation)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        simulation.Run(simulation.Now + RoundsPerSlice.Seconds());
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Simulation simulation, Func<Simulation, Process> round)
    {
        async Process Loop()
        {
            while (true)
            {
                await round(simulation);
            }
        }

        simulation.Start(Loop());
    }

    private static async Process Sleep(Simulation simulation)
    {
        await simulation.Timeout(1.Seconds());
        await simulation.Timeout(SimTime.Zero);
    }

    private static async Process CallChain(Simulation simulation)
    {
        int depth = await Descend(simulation, 5);
        Invariant.Require(depth == 5);
    }

    private static async Process<int> Descend(Simulation simulation, int depth)
    {
        await simulation.Timeout(depth == 0 ? 1.Seconds() : SimTime.Zero);
        return depth == 0 ? 0 : 1 + await Descend(simulation, depth - 1);
    }

    private static async Process StartOne(Simulation simulation)
    {
        simulation.Start(Sleep(simulation));
        await simulation.Timeout(1.Seconds());
    }

    private static async Process Echo(Simulation simulation, Mailbox<int> requests, Mailbox<int> answers)
    {
        while (true)
        {
            int request = await requests.Receive();
            await simulation.Timeout(1.Seconds());
            answers.Put(request);
        }
    }

    private static async Process Ask(Simulation simulation, Mailbox<int> requests, Mailbox<int> answers)
    {
        for (int number = 0; true; number++)
        {
            requests.Put(number);
            Received<int> answer = await answers.Receive(10.Seconds());
            Invariant.Require(answer.TryGet(out int item) && item == number);
            Invariant.Require(simulation.PendingCount <= 1);
        }
    }

    private static async Process WaitInVain(Mailbox<int> mailbox)
    {
        while (true)
        {
            Invariant.Require((await mailbox.Receive(1.Seconds())).TimedOut);
        }
    }

    private static async Process Use(Simulation simulation, Resource resource)
    {
        while (true)
        {
            using Grant grant = await resource.Request();
            await simulation.Timeout(1.Seconds());
        }
    }

    private sealed class Ticker(Simulation simulation) : Handler
    {
        private TimerHandle _guard;

        protected internal override void Fire()
        {
            simulation.Cancel(_guard);
            _guard = simulation.Schedule(30.Seconds(), this, Priority.Delivery);
            simulation.Schedule(1.Seconds(), this);
        }
    }
}
