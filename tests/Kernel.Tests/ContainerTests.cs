using System;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ContainerTests
{
    [Test]
    public void Amounts_go_in_and_out()
    {
        var bench = new Bench(capacity: 10, level: 4);
        bench.Move("put", 5);
        bench.Move("get", 7);
        bench.Simulation.Run();
        bench.Trace.Expect("0 s: put 5", "0 s: get 7");
        Assert.That(bench.Container.Level, Is.EqualTo(2));
    }

    [Test]
    public void Taking_waits_until_all_of_it_is_there()
    {
        var bench = new Bench(capacity: 10);
        bench.Move("get", 5);
        bench.Move("put", 3, at: 1);
        bench.Move("put", 3, at: 2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: put 3", "2 s: put 3", "2 s: get 5");
        Assert.That(bench.Container.Level, Is.EqualTo(1));
    }

    [Test]
    public void Adding_waits_until_there_is_room_for_all_of_it()
    {
        var bench = new Bench(capacity: 10, level: 8);
        bench.Move("put", 5);
        bench.Move("get", 2, at: 1);
        bench.Move("get", 2, at: 2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: get 2", "2 s: get 2", "2 s: put 5");
        Assert.That(bench.Container.Level, Is.EqualTo(9));
    }

    [Test]
    public void A_small_taker_does_not_overtake_a_large_one()
    {
        var bench = new Bench(capacity: 10);
        bench.Move("get", 8);
        bench.Move("get", 1);
        bench.Move("put", 5, at: 1);
        bench.Move("put", 5, at: 2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: put 5", "2 s: put 5", "2 s: get 8", "2 s: get 1");
    }

    [Test]
    public void A_small_putter_does_not_overtake_a_large_one()
    {
        var bench = new Bench(capacity: 10, level: 9);
        bench.Move("put", 8);
        bench.Move("put", 1);
        bench.Move("get", 7, at: 1);
        bench.Move("get", 2, at: 2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: get 7", "1 s: put 8", "2 s: get 2", "2 s: put 1");
        Assert.That(bench.Container.Level, Is.EqualTo(9));
    }

    [Test]
    public void One_move_may_set_off_a_chain_on_both_sides()
    {
        var bench = new Bench(capacity: 3);
        bench.Move("get", 3);
        bench.Move("get", 3);
        bench.Move("put", 2);
        bench.Move("put", 2);
        bench.Move("put", 2);
        bench.Simulation.Run();
        Assert.That(bench.Container.Level, Is.EqualTo(2), "2, stuck: neither 3 to take nor room for 2 more");
        bench.Move("put", 1);
        bench.Simulation.Run();
        Assert.That(bench.Trace.Lines, Is.EqualTo((string[])["0 s: put 2"]), "the small one waits behind");
    }

    [Test]
    public void Who_gives_up_at_the_head_lets_those_behind_go_on()
    {
        var bench = new Bench(capacity: 10);
        Process large = bench.Move("get", 8);
        bench.Move("get", 1);
        bench.Move("put", 5, at: 1);
        bench.Simulation.At(2, () => large.Interrupt());
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: put 5", "2 s: get 1", "2 s: interrupted");
        Assert.That(bench.Container.Level, Is.EqualTo(4));
    }

    [Test]
    public void A_lost_condition_takes_and_adds_nothing()
    {
        var bench = new Bench(capacity: 10, level: 5);
        Simulation simulation = bench.Simulation;
        async Process Impatient() => Assert.That(
            await simulation.AnyOf(bench.Container.Get(8), bench.Container.Put(8), simulation.Timeout(1.Seconds())),
            Is.EqualTo(2));
        simulation.Start(Impatient());
        bench.Move("put", 5, at: 2);
        simulation.Run();
        Assert.That(bench.Container.Level, Is.EqualTo(10));
    }

    [Test]
    public void An_amount_for_who_is_interrupted_in_the_same_instant_goes_to_the_next()
    {
        var bench = new Bench(capacity: 10);
        Process first = bench.Move("get", 5);
        bench.Move("get", 5);
        bench.Simulation.At(1, () =>
        {
            Assert.That(bench.Container.Put(5).IsCompleted, Is.True);
            first.Interrupt();
        });
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: get 5", "1 s: interrupted");
        Assert.That(bench.Container.Level, Is.Zero);
    }

    [Test]
    public void A_put_of_who_is_interrupted_in_the_same_instant_is_taken_back()
    {
        var bench = new Bench(capacity: 10, level: 10);
        Process putter = bench.Move("put", 5);
        bench.Simulation.At(1, () =>
        {
            Assert.That(bench.Container.Get(5).IsCompleted, Is.True);
            Assert.That(bench.Container.Level, Is.EqualTo(10));
            putter.Interrupt();
        });
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: interrupted");
        Assert.That(bench.Container.Level, Is.EqualTo(5));
    }

    [Test]
    public void A_put_that_is_used_up_is_not_taken_back_below_zero()
    {
        var bench = new Bench(capacity: 10, level: 10);
        Process putter = bench.Move("put", 5);
        bench.Simulation.At(1, () =>
        {
            Assert.That(bench.Container.Get(5).IsCompleted && bench.Container.Get(10).IsCompleted, Is.True);
            putter.Interrupt();
        });
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: interrupted");
        Assert.That(bench.Container.Level, Is.Zero);
    }

    [Test]
    public void What_is_given_back_to_a_full_container_is_not_lost()
    {
        var bench = new Bench(capacity: 10, level: 10);
        Simulation simulation = bench.Simulation;
        async Process Taker()
        {
            try
            {
                await simulation.AllOf(bench.Container.Get(4), simulation.Timeout(9.Seconds()));
            }
            catch (InterruptException)
            {
                bench.Trace.Add($"level {bench.Container.Level}");
            }
        }

        Process taker = Taker();
        bench.Move("put", 4);
        bench.Move("put", 1, at: 1);
        simulation.At(2, () => taker.Interrupt());
        bench.Move("get", 4, at: 3);
        bench.Move("get", 1, at: 4);
        simulation.Run();
        bench.Trace.Expect("0 s: put 4", "2 s: level 14", "3 s: get 4", "4 s: get 1", "4 s: put 1");
        Assert.That(bench.Container.Level, Is.EqualTo(10));
    }

    [TestCase(0, 0)]
    [TestCase(-1, 0)]
    [TestCase(1, 2)]
    [TestCase(1, -1)]
    public void Impossible_containers_are_refused(long capacity, long level)
    {
        var simulation = new Simulation();
        Assert.That(() => new Container(simulation, capacity, level), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Container(null!), Throws.ArgumentNullException);
    }

    [TestCase(1, 1)]
    [TestCase(1, 0)]
    [TestCase(2, 1)]
    public void Possible_containers_are_not(long capacity, long level)
    {
        var container = new Container(new Simulation(), capacity, level);
        Assert.That((container.Capacity, container.Level), Is.EqualTo((capacity, level)));
        Assert.That(new Container(new Simulation()).Capacity, Is.EqualTo(long.MaxValue));
    }

    [TestCase(0)]
    [TestCase(-13)]
    [TestCase(11)]
    public void Amounts_that_can_never_be_moved_are_refused(long amount)
    {
        var container = new Container(new Simulation(), capacity: 10, level: 5);
        Assert.That(() => container.Get(amount).IsCompleted, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => container.Put(amount).IsCompleted, Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(container.Level, Is.EqualTo(5));
    }

    [Test]
    public void An_operation_that_nobody_awaits_does_nothing()
    {
        var container = new Container(new Simulation(), capacity: 10, level: 5);
        _ = container.Get(5);
        _ = container.Put(5);
        Assert.That(container.Level, Is.EqualTo(5));
    }

    private sealed class Bench
    {
        public Bench(long capacity, long level = 0)
        {
            Trace = new Trace(Simulation);
            Container = new Container(Simulation, capacity, level);
        }

        public Simulation Simulation { get; } = new();

        public Trace Trace { get; }

        public Container Container { get; }

        public Process Move(string what, long amount, int at = 0)
        {
            Process process = MoveWhen(what, amount, at);
            Simulation.Start(process);
            return process;
        }

        private async Process MoveWhen(string what, long amount, int at)
        {
            if (at > 0)
            {
                await Simulation.Timeout(at.Seconds());
            }

            try
            {
                long moved = await (what == "put" ? Container.Put(amount) : Container.Get(amount));
                Trace.Add($"{what} {moved}");
            }
            catch (InterruptException)
            {
                Trace.Add("interrupted");
            }
        }
    }
}
