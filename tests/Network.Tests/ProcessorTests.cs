using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;
using static Tests.Network.Fixture;

namespace Tests.Network;

/// <summary>Processors: queueing with constants, costs, energy, refusals, crashes.</summary>
public sealed class ProcessorTests
{
    private static readonly CostTable Costs = new(
        [
            new("aka.vector", new OperationCost { Fixed = Milliseconds(2) }),
            new("aead", new OperationCost { Fixed = SimTime.FromMicroseconds(1), PicosecondsPerOctet = 459.5 }),
            new("sign", new OperationCost { Fixed = Milliseconds(1), Joules = 0.5, JoulesPerOctet = 0.01 }),
            new("free", new OperationCost()),
        ],
        watts: 2.0);

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    public void ABatchIsServedInTurnByAllCores(int cores)
    {
        const int Count = 7;
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions { Cores = cores });
        OperationId operation = processor.Find("aka.vector");
        List<(int Number, SimTime End, SimTime Waited)> ended = [];
        async Process Customer(int number)
        {
            Execution execution = await processor.Execute(operation);
            ended.Add((number, fixture.Simulation.Now, execution.Waited));
        }

        for (int number = 0; number < Count; number++)
        {
            fixture.Simulation.Start(Customer(number));
        }

        fixture.Simulation.Run();
        IEnumerable<(int, SimTime, SimTime)> expected = Enumerable.Range(0, Count).Select(number =>
            (number, Milliseconds(2 * ((number / cores) + 1)), Milliseconds(2 * (number / cores))));
        Assert.That(ended, Is.EqualTo(expected));
        Assert.That(processor.BusySeconds, Is.EqualTo(Count * 2e-3).Within(1e-15));
        Assert.That(processor.WaitingSeconds, Is.EqualTo(ended.Sum(each => each.Waited.Seconds)).Within(1e-12));
        Assert.That(processor.QueueCountMax, Is.EqualTo(Count - cores));
        Assert.That(processor.Accounts[operation].Count, Is.EqualTo(Count));
    }

    [Test]
    public void OperationsOfOneRequestAreExecutedOnOneCoreWithoutAPause()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions { Cores = 2 });
        OperationId vector = processor.Find("aka.vector"), sign = processor.Find("sign"), aead = processor.Find("aead");
        List<(string Name, SimTime End)> ended = [];
        async Process Customer(string name, Work work)
        {
            Execution execution = await processor.Execute(work, CriticalPath.Begin("p", 0, fixture.Simulation.Now));
            ended.Add((name, fixture.Simulation.Now));
            Assert.That(CriticalPath.Operations(execution.Tag).Count(), Is.EqualTo(work.Count));
            Assert.That(
                CriticalPath.Operations(execution.Tag).Aggregate(SimTime.Zero, (sum, each) => sum + each.Time),
                Is.EqualTo(execution.Processed));
        }

        fixture.Simulation.Start(Customer("long", Work.Of(vector).And(sign, 10).And(vector)));
        fixture.Simulation.Start(Customer("short", Work.Of(sign)));
        fixture.Simulation.Start(Customer("second", Work.Of(aead, 2)));
        fixture.Simulation.Run();
        Assert.That(ended, Is.EqualTo(new[]
        {
            ("short", Milliseconds(1)),
            ("second", Milliseconds(1) + SimTime.FromMicroseconds(1) + new SimTime(919)),
            ("long", Milliseconds(5)),
        }));
        Assert.That(processor.Accounts[vector].Count, Is.EqualTo(2));
        Assert.That(processor.Accounts[sign].Count, Is.EqualTo(2));
        Assert.That(processor.Accounts[sign].Octets, Is.EqualTo(10));
    }

    [Test]
    public void ARequestTakesOnePlaceInTheQueueHoweverManyOperationsItHas()
    {
        (Fixture _, Processor processor) = Make(new ProcessorOptions { QueueMax = 1 });
        OperationId vector = processor.Find("aka.vector");
        var receiver = new Counting();
        Work work = Work.Of(vector).And(vector).And(vector);
        Assert.That(processor.Submit(work, receiver), Is.EqualTo(ExecutionStatus.Done));
        Assert.That(processor.Submit(work, receiver), Is.EqualTo(ExecutionStatus.Done));
        Assert.That(processor.Submit(work, receiver), Is.EqualTo(ExecutionStatus.QueueFull));
        Assert.That((processor.BusyCount, processor.QueueCount, processor.RefusedCount), Is.EqualTo((1, 1, 1)));
    }

    [Test]
    public void WorkHasABoundAndNoNegativeInput()
    {
        var operation = new OperationId(0);
        Work work = Work.Of(operation);
        for (int step = 1; step < Work.CountMax; step++)
        {
            work = work.And(operation, step);
        }

        Assert.That(work.Count, Is.EqualTo(Work.CountMax));
        Assert.That(work[Work.CountMax - 1].Octets, Is.EqualTo(Work.CountMax - 1));
        Assert.That(() => work.And(operation), Throws.InstanceOf<InvariantException>());
        Assert.That(() => Work.Of(operation, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => Work.Of(operation).And(operation, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(Work.Of(operation).And(null, 5).Count, Is.EqualTo(1));
    }

    [Test]
    public void AStepThatIsRepeatedCostsAsManyOfThem()
    {
        (Fixture once, Processor apart) = Make(new ProcessorOptions());
        (Fixture again, Processor together) = Make(new ProcessorOptions());
        OperationId sign = apart.Find("sign"), aead = apart.Find("aead");
        var receiver = new Counting();
        apart.Submit(Work.Of(aead, 3).And(aead, 3).And(sign, 5).And(sign, 5).And(sign, 5), receiver);
        together.Submit(new Work().And(aead, 3, times: 2).And(sign, 5, times: 3), receiver);
        once.Simulation.Run();
        again.Simulation.Run();
        Assert.That(again.Simulation.Now, Is.EqualTo(once.Simulation.Now));
        Assert.That(together.Accounts[sign].Count, Is.EqualTo(3));
        Assert.That(together.Accounts[sign].Octets, Is.EqualTo(15));
        Assert.That(together.Accounts[aead].Time, Is.EqualTo(apart.Accounts[aead].Time));
        Assert.That(together.Accounts.Joules, Is.EqualTo(apart.Accounts.Joules).Within(1e-15));
        Assert.That(() => Work.Of(sign).And(sign, 0, times: 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ConstantsInStepNeverWait() // D/D/1 at load 0.5 and 1
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        OperationId operation = processor.Find("aka.vector");
        async Process Customer()
        {
            Execution execution = await processor.Execute(operation);
            Assert.That(execution.Waited, Is.EqualTo(SimTime.Zero));
        }

        for (int count = 0; count < 10; count++)
        {
            fixture.At(Milliseconds(4 * count), () => fixture.Simulation.Start(Customer()));
            fixture.At(Milliseconds(100 + (2 * count)), () => fixture.Simulation.Start(Customer()));
        }

        fixture.Simulation.Run();
        Assert.That(processor.Accounts[operation].Count, Is.EqualTo(20));
        Assert.That(processor.WaitingSeconds, Is.Zero);
    }

    [Test]
    public void CostsAreFixedAndPerOctet()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions { Cores = 4 });
        Assert.That(EndOf("aead", 0), Is.EqualTo(SimTime.FromMicroseconds(1)));
        Assert.That(EndOf("aead", 1_400), Is.EqualTo(SimTime.FromMicroseconds(1) + new SimTime(643_300)));
        Assert.That(EndOf("aead", 3), Is.EqualTo(SimTime.FromMicroseconds(1) + new SimTime(1_378)),
            "1378.5, ties to even");
        Assert.That(EndOf("free", 1_000), Is.EqualTo(SimTime.Zero));
        Assert.That(processor.Accounts[processor.Find("aead")].Octets, Is.EqualTo(1_403));

        SimTime EndOf(string name, int octets)
        {
            SimTime start = fixture.Simulation.Now;
            Pending<Execution> execution = processor.Execute(processor.Find(name), octets);
            fixture.Simulation.Run();
            Assert.That(execution.GetResult().IsDone, Is.True);
            return fixture.Simulation.Now - start;
        }
    }

    [Test]
    public void EnergyIsStatedOrPowerTimesTime()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        processor.Submit(processor.Find("sign"), 10, new Ends());
        fixture.Simulation.Run();

        Assert.That(processor.Accounts[processor.Find("aka.vector")].Joules, Is.EqualTo(2.0 * 2e-3).Within(1e-15));
        Assert.That(processor.Accounts[processor.Find("sign")].Joules, Is.EqualTo(0.5 + (10 * 0.01)).Within(1e-15));
        Assert.That(processor.Accounts.Joules, Is.EqualTo(0.604).Within(1e-12));
    }

    [Test]
    public void AFullQueueRefusesAndCounts()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions { QueueMax = 1 });
        OperationId operation = processor.Find("aka.vector");
        List<ExecutionStatus> ended = [];
        async Process Customer() => ended.Add((await processor.Execute(operation)).Status);
        var ends = new Ends();

        fixture.Simulation.Start(Customer());
        fixture.Simulation.Start(Customer());
        fixture.Simulation.Start(Customer());
        ExecutionStatus submitted = processor.Submit(operation, 0, ends);

        Assert.That(ended, Is.EqualTo(new[] { ExecutionStatus.QueueFull }), "known at once");
        Assert.That(submitted, Is.EqualTo(ExecutionStatus.QueueFull));
        fixture.Simulation.Run();
        Assert.That(ended.Count(status => status == ExecutionStatus.Done), Is.EqualTo(2));
        Assert.That(ends.Executions, Is.Empty);
        Assert.That(processor.RefusedCount, Is.EqualTo(2));
    }

    [Test]
    public void ACrashLosesWhatRunsAndWhatWaits()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        OperationId operation = processor.Find("aka.vector");
        List<ExecutionStatus> ended = [];
        async Process Customer() => ended.Add((await processor.Execute(operation)).Status);
        var ends = new Ends();
        processor.Node.Start(Customer());
        fixture.Simulation.Start(Customer()); // not one of the node's: it is told
        processor.Submit(operation, 0, ends, fixture.Packet(1));

        fixture.At(Milliseconds(1), processor.Node.Crash);
        fixture.Simulation.Run();

        Assert.That(fixture.Simulation.Now, Is.EqualTo(Milliseconds(1)));
        Assert.That(ended, Is.EqualTo(new[] { ExecutionStatus.NodeDown }));
        Assert.That(ends.Executions.Select(each => each.Status), Is.EqualTo(new[] { ExecutionStatus.NodeDown }));
        Assert.That((processor.LostCount, processor.BusyCount, processor.QueueCount), Is.EqualTo((3, 0, 0)));
        Assert.That(processor.BusySeconds, Is.EqualTo(1e-3).Within(1e-15));
        Assert.That(processor.Accounts[operation].Count, Is.Zero);
        Assert.That(processor.Submit(operation, 0, ends), Is.EqualTo(ExecutionStatus.NodeDown));

        processor.Node.Restart();
        fixture.Simulation.Start(Customer());
        fixture.Simulation.Run();
        Assert.That(ended[^1], Is.EqualTo(ExecutionStatus.Done));
    }

    [Test]
    public void AnInterruptedProcessLeavesItsOperationToTheProcessor()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        OperationId operation = processor.Find("aka.vector");
        List<SimTime> ended = [];
        async Process Customer()
        {
            await processor.Execute(operation);
            ended.Add(fixture.Simulation.Now);
        }

        async Process Impatient()
        {
            try
            {
                await processor.Execute(operation);
            }
            catch (InterruptException)
            {
                await Customer();
            }
        }

        Process impatient = Impatient();
        fixture.Simulation.Start(impatient);
        fixture.Simulation.Start(Customer());
        fixture.At(Milliseconds(1), () => impatient.Interrupt());
        fixture.Simulation.Run();

        Assert.That(ended, Is.EqualTo(new[] { Milliseconds(4), Milliseconds(6) }), "each gets its own end");
        Assert.That(processor.Accounts[operation].Count, Is.EqualTo(3));
    }

    [Test]
    public void AnInterruptAtTheInstantOfTheEndLeavesNoResultForAnother()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        OperationId operation = processor.Find("aka.vector");
        List<SimTime> ended = [];
        async Process Customer()
        {
            await processor.Execute(operation);
            ended.Add(fixture.Simulation.Now);
        }

        async Process Interrupted()
        {
            try
            {
                await processor.Execute(operation);
            }
            catch (InterruptException)
            {
                fixture.Simulation.Start(Customer());
            }
        }

        Process interrupted = default;
        // an event before the end, which comes before the process hears of the interrupt
        fixture.At(Milliseconds(2), () => interrupted.Interrupt(), Priority.Delivery);
        interrupted = Interrupted();
        fixture.Simulation.Start(interrupted);
        fixture.Simulation.Run();

        Assert.That(ended, Is.EqualTo(new[] { Milliseconds(4) }));
    }

    [Test]
    public void AfterTheEndItIsTooLateToInterruptTheWait()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        async Process<ExecutionStatus> Customer() => (await processor.Execute(processor.Find("aka.vector"))).Status;
        Process<ExecutionStatus> customer = Customer();
        bool? isInterrupted = null;
        fixture.At(Milliseconds(2), () => isInterrupted = customer.Interrupt());
        fixture.Simulation.Run();

        Assert.That(isInterrupted, Is.False, "the process has gone on in the event of the end");
        Assert.That(customer.GetResult(), Is.EqualTo(ExecutionStatus.Done));
    }

    [Test]
    public void TheTagTakesWaitingAndOperations()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        MeasurementTag tag = CriticalPath.Begin("attach", 1, SimTime.Zero);
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        async Process Procedure()
        {
            tag = (await processor.Execute(processor.Find("sign"), 0, tag)).Tag;
            tag = (await processor.Execute(processor.Find("aka.vector"), 0, tag)).Tag;
        }

        fixture.Simulation.Start(Procedure());
        fixture.Simulation.Run();

        LatencyParts parts = CriticalPath.Finish(tag, fixture.Simulation.Now);
        Assert.That(parts, Is.EqualTo(
            new LatencyParts(Milliseconds(5), default, default, Milliseconds(2), Milliseconds(3), SimTime.Zero)));
        Assert.That(CriticalPath.Operations(tag),
            Is.EqualTo(new[] { ("aka.vector", Milliseconds(2)), ("sign", Milliseconds(1)) }));
    }

    [Test]
    public void DrawnCostsComeFromTheProcessorsOwnStream()
    {
        List<SimTime> Ends(string otherName)
        {
            var fixture = new Fixture();
            Duration drawn = Duration.From(new UniformSpan(Milliseconds(1), Milliseconds(9)));
            var costs = new CostTable([new("x", new OperationCost { Fixed = drawn })]);
            Node node = fixture.Host("hss");
            Processor processor = node.AddProcessor("processor", new ProcessorOptions(), costs);
            Processor other = node.AddProcessor(otherName, new ProcessorOptions(), costs);
            var ends = new Ends { Simulation = fixture.Simulation };
            for (int count = 0; count < 5; count++)
            {
                processor.Submit(processor.Find("x"), 0, ends);
                other.Submit(other.Find("x"), 0, new Ends());
            }

            fixture.Simulation.Run();
            return ends.Times;
        }

        Assert.That(Ends("card"), Is.EqualTo(Ends("nic")));
        Assert.That(Ends("card").Distinct().Count(), Is.EqualTo(5));
    }

    [Test]
    public void AnOperationIsFreeThatCostsNeitherTimeNorEnergyWhateverItsInput()
    {
        OperationCost free = new();
        Assert.That(free.IsFree, Is.True);
        Assert.That((free with { Joules = 0.0 }).IsFree, Is.True);
        Assert.That((free with { Fixed = Milliseconds(1) }).IsFree, Is.False);
        Assert.That((free with { Fixed = Duration.From(new Listed(SimTime.Zero)) }).IsFree, Is.False);
        Assert.That((free with { PicosecondsPerOctet = 0.1 }).IsFree, Is.False);
        Assert.That((free with { Joules = 1e-9 }).IsFree, Is.False);
        Assert.That((free with { Joules = 0.0, JoulesPerOctet = 1e-9 }).IsFree, Is.False);
    }

    [Test]
    public void UnknownOperationsAndDoubleNamesAreRefused()
    {
        (Fixture _, Processor processor) = Make(new ProcessorOptions());

        Assert.That(() => processor.Find("rsa2048.sign"), Throws.ArgumentException);
        Assert.That(Costs.TryFind("rsa2048.sign", out _), Is.False);
        Assert.That(() => processor.Node.AddProcessor("processor", new ProcessorOptions(), Costs),
            Throws.TypeOf<InvariantException>());
        Assert.That(() => processor.Node.AddProcessor("x", new ProcessorOptions { Cores = 0 }, Costs),
            Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => processor.Submit(default, -1, new Ends()), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(
            () => Work.Of(default).And(default, Work.OctetsMax + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void ProcessorsOfAGroupShareAnAccount()
    {
        var fixture = new Fixture();
        var accounts = new ProcessorAccounts(Costs);
        for (int index = 0; index < 3; index++)
        {
            Processor each = fixture.Host("ue", index)
                .AddProcessor("card", new ProcessorOptions { Accounts = accounts }, Costs);
            each.Submit(each.Find("aka.vector"), 0, new Ends());
        }

        fixture.Simulation.Run();
        Assert.That(accounts[Costs.Find("aka.vector")],
            Is.EqualTo(new OperationAccount(3, Milliseconds(6), 0, 3 * 0.004)));
    }

    [Test]
    public void AnObserverSeesEveryChange()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        var loads = new Loads();
        processor.Observer = loads;
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        fixture.Simulation.Run();

        Assert.That(loads.Seen, Is.EqualTo(new[] { (0, 1), (1, 1), (0, 1), (0, 0) }));
    }

    [Test]
    public void A_crash_takes_the_load_away()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        var loads = new Loads();
        processor.Observer = loads;
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        processor.Submit(processor.Find("aka.vector"), 0, new Ends());
        processor.Node.Crash();
        fixture.Simulation.Run();

        Assert.That(loads.Seen, Is.EqualTo(new[] { (0, 1), (1, 1), (0, 0) }));
    }

    [Test]
    public void Operations_in_a_row_are_one_part_of_the_path_and_two_in_the_accounts()
    {
        (Fixture fixture, Processor processor) = Make(new ProcessorOptions());
        OperationId vector = processor.Find("aka.vector"), sign = processor.Find("sign");
        List<string> path = [];
        async Process Customer()
        {
            Work work = Work.Of(vector).And(vector).And(sign, Work.OctetsMax).And(vector);
            Execution execution = await processor.Execute(work, CriticalPath.Begin("p", 0, fixture.Simulation.Now));
            foreach ((string operation, SimTime time) in CriticalPath.Operations(execution.Tag))
            {
                path.Add($"{operation} {time}");
            }
        }

        fixture.Simulation.Start(Customer());
        fixture.Simulation.Run();
        Assert.That(path, Has.Count.EqualTo(3));
        Assert.That(path[^1], Is.EqualTo("aka.vector 4 ms"), "2 ms each");
        Assert.That(processor.Accounts[vector].Count, Is.EqualTo(3));
        Assert.That(processor.Accounts[sign].Octets, Is.EqualTo(Work.OctetsMax));
    }

    private static (Fixture Fixture, Processor Processor) Make(ProcessorOptions options)
    {
        var fixture = new Fixture();
        return (fixture, fixture.Host("hss").AddProcessor("processor", options, Costs));
    }

    private sealed class Ends : IExecutionReceiver
    {
        public Simulation? Simulation { get; init; }

        public List<Execution> Executions { get; } = [];

        public List<SimTime> Times { get; } = [];

        public void Executed(Packet? packet, in Execution execution)
        {
            Executions.Add(execution);
            Times.Add(Simulation?.Now ?? SimTime.Zero);
            packet?.Release();
        }
    }

    private sealed class Loads : IProcessorObserver
    {
        public List<(int Queue, int Busy)> Seen { get; } = [];

        public void LoadChanged(Processor processor, int queueChange, int busyChange)
        {
            (int queue, int busy) = Seen.Count == 0 ? (0, 0) : Seen[^1];
            Seen.Add((queue + queueChange, busy + busyChange));
        }
    }

    private sealed class Counting : IExecutionReceiver
    {
        public void Executed(Packet? packet, in Execution execution)
        {
            // the accounts tell
        }
    }
}
