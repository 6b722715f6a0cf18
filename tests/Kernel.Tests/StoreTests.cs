using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class StoreTests
{
    private static readonly IComparer<string> ByFirstLetter =
        Comparer<string>.Create((left, right) => left[0].CompareTo(right[0]));

    [Test]
    public void Items_leave_in_order_of_arrival()
    {
        var bench = new Bench();
        bench.Put(1, "a", "b", "c");
        bench.Get(2);
        bench.Get(3);
        bench.Get(1);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: got a", "2 s: got b", "3 s: got c");
        Assert.That(bench.Store.Items, Is.Empty);
    }

    [Test]
    public void Getters_are_served_in_order_of_arrival()
    {
        var bench = new Bench();
        bench.Get(1, name: "first");
        bench.Get(0, name: "zeroth");
        bench.Get(2, name: "second");
        bench.Put(3, "a", "b", "c");
        bench.Simulation.Run();
        bench.Trace.Expect("3 s: zeroth got a", "3 s: first got b", "3 s: second got c");
    }

    [Test]
    public void A_full_store_makes_putters_wait_in_order()
    {
        var bench = new Bench(capacity: 2);
        bench.PutOne(0, "a");
        bench.PutOne(0, "b");
        bench.PutOne(0, "c");
        bench.PutOne(0, "d");
        bench.Get(1);
        bench.Get(2);
        bench.Simulation.Run();
        bench.Trace.Expect(
            "0 s: put a", "0 s: put b", "1 s: got a", "1 s: put c", "2 s: got b", "2 s: put d");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["c", "d"]));
    }

    [TestCase(0)]
    [TestCase(-1)]
    public void A_store_has_room(int capacity)
    {
        var simulation = new Simulation();
        Assert.That(() => new Store<int>(simulation, capacity), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Store<int>(null!), Throws.ArgumentNullException);
        Assert.That(new Store<int>(simulation).Capacity, Is.EqualTo(int.MaxValue));
    }

    [Test]
    public void A_filter_gets_the_first_item_of_a_kind()
    {
        var bench = new Bench();
        bench.Put(0, "apple", "bread", "avocado", "butter");
        bench.Get(1, item => item[0] == 'b');
        bench.Get(2, item => item[0] == 'b');
        bench.Get(3);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: got bread", "2 s: got butter", "3 s: got apple");
    }

    [Test]
    public void A_filter_that_nothing_matches_holds_up_nobody()
    {
        var bench = new Bench();
        bench.Get(0, item => item == "eggs", "wants eggs");
        bench.Get(0, item => item == "spam", "wants spam");
        bench.Put(1, "spam");
        bench.Put(2, "eggs");
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: wants spam got spam", "2 s: wants eggs got eggs");
    }

    [Test]
    public void A_full_store_of_the_wrong_kind_goes_on_when_someone_makes_room()
    {
        var bench = new Bench(capacity: 1);
        bench.Get(0, item => item == "eggs", "wants eggs");
        bench.PutOne(1, "spam");
        bench.PutOne(1, "eggs");
        bench.Get(2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: put spam", "2 s: got spam", "2 s: put eggs", "2 s: wants eggs got eggs");
    }

    [Test]
    public void A_filter_stops_at_its_first_match()
    {
        var simulation = new Simulation();
        var store = new Store<int>(simulation);
        List<int> asked = [];
        for (int item = 0; item < 5; item++)
        {
            Assert.That(store.Put(item).IsCompleted, Is.True);
        }

        bool IsTwo(int item)
        {
            asked.Add(item);
            return item == 2;
        }

        Operation<int> get = store.Get(IsTwo);
        Assert.That((get.IsCompleted, get.GetResult()), Is.EqualTo((true, 2)));
        Assert.That(asked, Is.EqualTo((int[])[0, 1, 2]));
    }

    [Test]
    public void An_order_of_their_own_lets_items_leave_by_it()
    {
        var bench = new Bench(order: ByFirstLetter);
        bench.Put(0, "b", "c", "a", "e", "d");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a", "b", "c", "d", "e"]));
        bench.Get(1);
        bench.Get(2);
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: got a", "2 s: got b");
    }

    [Test]
    public void Equal_items_keep_their_order_of_arrival()
    {
        var bench = new Bench(order: ByFirstLetter);
        bench.Put(0, "b1", "a1", "b2", "a2", "b3", "a3");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a1", "a2", "a3", "b1", "b2", "b3"]));
    }

    [Test]
    public void An_order_does_not_apply_to_items_that_wait_outside()
    {
        var bench = new Bench(capacity: 1, order: ByFirstLetter);
        bench.PutOne(0, "c");
        bench.PutOne(0, "b");
        bench.PutOne(0, "a");
        bench.Get(1);
        bench.Get(2);
        bench.Get(3);
        bench.Simulation.Run();
        Assert.That(bench.Trace.Lines.Where(line => line.Contains("got", StringComparison.Ordinal)),
            Is.EqualTo((string[])["1 s: got c", "2 s: got b", "3 s: got a"]));
    }

    [Test]
    public void An_interrupted_getter_takes_no_item()
    {
        var bench = new Bench();
        Process getter = bench.Get(0);
        bench.Simulation.At(1, () => getter.Interrupt());
        bench.Put(2, "a");
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: interrupted");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a"]));
    }

    [Test]
    public void An_interrupted_putter_puts_no_item()
    {
        var bench = new Bench(capacity: 1);
        bench.PutOne(0, "a");
        Process putter = bench.PutOne(0, "b");
        bench.PutOne(0, "c");
        bench.Simulation.At(1, () => putter.Interrupt());
        bench.Get(2);
        bench.Get(3);
        bench.Simulation.Run();
        bench.Trace.Expect("0 s: put a", "1 s: interrupted", "2 s: got a", "2 s: put c", "3 s: got c");
    }

    [Test]
    public void An_item_for_who_is_interrupted_in_the_same_instant_goes_to_the_next()
    {
        var bench = new Bench();
        Process getter = bench.Get(0);
        bench.Get(0, name: "next");
        bench.Simulation.At(1, () =>
        {
            Assert.That(bench.Store.Put("a").IsCompleted, Is.True);
            getter.Interrupt();
        });
        bench.Simulation.Run();
        bench.Trace.Expect("1 s: next got a", "1 s: interrupted");
        Assert.That(bench.Store.Items, Is.Empty);
    }

    [Test]
    public void An_item_that_is_given_back_returns_to_its_place()
    {
        var bench = new Bench();
        bench.Put(0, "a1", "b1", "a2", "b2");
        GiveBack(bench, item => item[0] == 'b');
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a1", "b1", "a2", "b2"]));
        GiveBack(bench, item => item == "b2");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a1", "b1", "a2", "b2"]));
    }

    [Test]
    public void An_item_that_is_given_back_returns_to_its_place_among_equals()
    {
        var bench = new Bench(order: ByFirstLetter);
        bench.Put(0, "b1", "a1", "b2", "a2", "b3");
        GiveBack(bench, null);
        GiveBack(bench, item => item == "b1");
        GiveBack(bench, item => item == "b2");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["a1", "a2", "b1", "b2", "b3"]));
    }

    [Test]
    public void What_is_given_back_to_a_full_store_is_not_lost()
    {
        var bench = new Bench(capacity: 1);
        bench.PutOne(0, "a");
        bench.PutOne(0, "b");
        Operation<string> get = bench.Store.Get();
        async Process Taker()
        {
            try
            {
                await bench.Simulation.AllOf(get, bench.Simulation.Timeout(9.Seconds()));
            }
            catch (InterruptException)
            {
                bench.Trace.Add("gives it back");
            }
        }

        Process taker = Taker();
        bench.PutOne(0, "c");
        bench.Simulation.At(1, () => taker.Interrupt());
        bench.Get(2);
        bench.Get(3);
        bench.Get(4);
        bench.Simulation.Run();
        bench.Trace.Expect(
            "0 s: put a", "0 s: put b", "1 s: gives it back", "2 s: got a", "3 s: got b", "3 s: put c", "4 s: got c");
    }

    [Test]
    public void A_lost_put_takes_its_item_back()
    {
        var bench = new Bench();
        Operation<string> left = bench.Store.Put("left"), right = bench.Store.Put("right");
        Condition either = bench.Simulation.AnyOf(left, right);
        Assert.That(bench.Simulation.Run(either), Is.True);
        Assert.That(either.GetResult(), Is.Zero);
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["left"]));
    }

    [Test]
    public void A_lost_put_whose_item_is_gone_is_done_and_puts_it_no_second_time()
    {
        var bench = new Bench();
        bench.Get(0);
        Operation<string> put = bench.Store.Put("a");
        async Process Putter()
        {
            Assert.That(await bench.Simulation.AnyOf(bench.Simulation.Timeout(SimTime.Zero), put), Is.Zero);
            Assert.That(put.IsCompleted, Is.True);
            bench.Trace.Add($"put {await put}");
        }

        Process putter = Putter();
        bench.Simulation.Run();
        Assert.That(putter.IsCompleted, Is.True);
        Assert.That(bench.Trace.Lines, Is.EquivalentTo((string[])["0 s: got a", "0 s: put a"]));
        Assert.That(bench.Store.Items, Is.Empty);
    }

    [Test]
    public void An_operation_that_nobody_awaits_does_nothing()
    {
        var bench = new Bench();
        _ = bench.Store.Put("a");
        _ = bench.Store.Get();
        bench.Put(0, "b");
        Assert.That(bench.Store.Items, Is.EqualTo((string[])["b"]));
    }

    [Test]
    public void An_operation_is_awaited_once()
    {
        var bench = new Bench();
        Operation<string> put = bench.Store.Put("a");
        Assert.That((put.IsCompleted, put.GetResult()), Is.EqualTo((true, "a")));
        Assert.That(() => put.IsCompleted, Throws.InstanceOf<InvariantException>());
        Assert.That(() => put.GetResult(), Throws.InstanceOf<InvariantException>());
        Assert.That(bench.Store.Items, Has.Count.EqualTo(1));
    }

    // A getter takes an item and gives it back, interrupted while it waits for something else too.
    private static void GiveBack(Bench bench, Predicate<string>? filter)
    {
        async Process Taker()
        {
            try
            {
                await bench.Simulation.AllOf(bench.Store.Get(filter), new Event<int>(bench.Simulation));
            }
            catch (InterruptException)
            {
                bench.Trace.Add("gives it back");
            }
        }

        int count = bench.Store.Items.Count;
        Process taker = Taker();
        bench.Simulation.Run();
        Assert.That(bench.Store.Items, Has.Count.EqualTo(count - 1));
        taker.Interrupt();
        bench.Simulation.Run();
    }

    private sealed class Bench
    {
        public Bench(int capacity = int.MaxValue, IComparer<string>? order = null)
        {
            Trace = new Trace(Simulation);
            Store = new Store<string>(Simulation, capacity, order);
        }

        public Simulation Simulation { get; } = new();

        public Trace Trace { get; }

        public Store<string> Store { get; }

        public void Put(int at, params string[] items)
        {
            void PutAll() => Assert.That(items.All(item => Store.Put(item).IsCompleted), Is.True);
            if (at == 0)
            {
                PutAll();
            }
            else
            {
                Simulation.At(at, PutAll);
            }
        }

        public Process PutOne(int at, string item) => Started(PutWhen(at, item));

        public Process Get(int at, Predicate<string>? filter = null, string name = "") =>
            Started(GetWhen(at, filter, name.Length == 0 ? "" : $"{name} "));

        private Process Started(Process process)
        {
            Simulation.Start(process);
            return process;
        }

        private async Process PutWhen(int at, string item)
        {
            if (at > 0)
            {
                await Simulation.Timeout(at.Seconds());
            }

            try
            {
                Trace.Add($"put {await Store.Put(item)}");
            }
            catch (InterruptException)
            {
                Trace.Add("interrupted");
            }
        }

        private async Process GetWhen(int at, Predicate<string>? filter, string name)
        {
            if (at > 0)
            {
                await Simulation.Timeout(at.Seconds());
            }

            try
            {
                Trace.Add($"{name}got {await Store.Get(filter)}");
            }
            catch (InterruptException)
            {
                Trace.Add("interrupted");
            }
        }
    }
}
