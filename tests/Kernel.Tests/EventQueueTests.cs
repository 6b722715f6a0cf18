using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class EventQueueTests
{
    private const ulong Unlimited = 1UL << 36;

    [TestCase(1, 1UL << 36)]
    [TestCase(2, 1UL << 36)]
    [TestCase(3, 4_000UL)]
    [TestCase(4, 1_000UL)]
    [TestCase(5, 601UL)]
    public void Long_random_sequences_agree_with_a_sorted_list(int replication, ulong sequenceMax)
    {
        var pair = new QueueAndModel(sequenceMax);
        var random = new RandomStream(1, replication, "queue");
        for (int step = 0; step < 60_000; step++)
        {
            // the population drifts up and down between empty and some hundreds
            bool isFilling = (step / 2_000) % 2 == 0;
            int choice = random.Below(100);
            if (choice < (isFilling ? 35 : 15) && pair.Count < 600)
            {
                pair.Push(random.Below(8), (Priority)random.Below(4));
            }
            else if (choice < (isFilling ? 60 : 30) && pair.Count < 600)
            {
                pair.PushNow();
            }
            else if (choice < (isFilling ? 70 : 50))
            {
                pair.CancelAny(random);
            }
            else
            {
                pair.Pop();
            }
        }

        pair.PopAll();
        Assert.That(pair.RenumberCount, sequenceMax == Unlimited ? Is.Zero : Is.GreaterThan(2));
    }

    [TestCase(64)]
    [TestCase(128)]
    [TestCase(1_024)]
    [TestCase(4_096)]
    [TestCase(65_536)]
    public void Ties_leave_in_order_of_arrival_around_every_growth_of_the_heap(int capacity)
    {
        for (int count = capacity - 1; count <= capacity + 1; count++)
        {
            var queue = new EventQueue();
            for (int number = 0; number < count; number++)
            {
                queue.Push(7, Priority.Timer, new Numbered(number), now: 0);
            }

            Assert.That(PopAll(queue), Is.EqualTo(Enumerable.Range(0, count)));
        }
    }

    [TestCase(64)]
    [TestCase(128)]
    [TestCase(1_024)]
    [TestCase(4_096)]
    [TestCase(65_536)]
    public void Wake_ups_leave_in_order_of_arrival_around_every_growth_of_the_ring(int capacity)
    {
        for (int count = capacity - 1; count <= capacity + 1; count++)
        {
            var queue = new EventQueue();
            long now = 0;
            for (int number = 0; number < 10; number++)
            {
                queue.PushNow(new Numbered(number));
            }

            // the ring grows with its head in the middle
            List<int> order = [];
            for (int number = 0; number < 5; number++)
            {
                order.Add(Pop(queue, ref now));
            }

            for (int number = 10; number < count + 5; number++)
            {
                queue.PushNow(new Numbered(number));
            }

            order.AddRange(PopAll(queue));
            Assert.That(order, Is.EqualTo(Enumerable.Range(0, count + 5)));
        }
    }

    [Test]
    public void Ties_keep_their_order_when_heap_and_ring_hold_them_in_turn()
    {
        var queue = new EventQueue();
        for (int number = 0; number < 200; number++)
        {
            if (number % 2 == 0)
            {
                queue.Push(0, Priority.Process, new Numbered(number), now: 0);
            }
            else
            {
                queue.PushNow(new Numbered(number));
            }
        }

        Assert.That(PopAll(queue), Is.EqualTo(Enumerable.Range(0, 200)));
    }

    [Test]
    public void Handles_name_their_event_across_every_growth()
    {
        var queue = new EventQueue();
        List<TimerHandle> handles = [];
        for (int number = 0; number < 70_000; number++)
        {
            handles.Add(queue.Push(number % 97, Priority.Timer, new Numbered(number), now: 0));
        }

        for (int number = 0; number < 70_000; number += 2)
        {
            Assert.That(queue.Cancel(handles[number]), Is.True);
        }

        IEnumerable<int> kept = Enumerable.Range(0, 70_000).Where(number => number % 2 == 1);
        Assert.That(PopAll(queue), Is.EqualTo(kept.OrderBy(number => number % 97)));
    }

    [Test]
    public void Renumbering_keeps_order_and_handles_of_heap_and_ring()
    {
        var queue = new EventQueue(sequenceMax: 300);
        List<TimerHandle> handles = [];
        for (int number = 0; number < 200; number++)
        {
            handles.Add(number % 3 == 0
                ? queue.PushNow(new Numbered(number))
                : queue.Push(0, Priority.Process, new Numbered(number), now: 0));
        }

        for (int number = 0; number < 50; number++)
        {
            Assert.That(queue.Cancel(handles[number]), Is.True);
        }

        Assert.That(queue.RenumberCount, Is.Zero);
        for (int spent = 0; spent < 1_000; spent++)
        {
            Assert.That(queue.Cancel(queue.Push(5, Priority.Timer, new Numbered(-1), now: 0)), Is.True);
        }

        Assert.That(queue.RenumberCount, Is.GreaterThan(2));
        for (int number = 0; number < 200; number++)
        {
            bool isPending = number >= 50;
            Assert.That(number is >= 50 and < 190 || queue.Cancel(handles[number]) == isPending, Is.True);
        }

        Assert.That(PopAll(queue), Is.EqualTo(Enumerable.Range(50, 140)));
    }

    [Test]
    public void Renumbering_while_the_root_is_open_loses_nothing()
    {
        var queue = new EventQueue(sequenceMax: 8);
        long now = 0;
        for (int number = 0; number < 6; number++)
        {
            queue.Push(number, Priority.Timer, new Numbered(number), now);
        }

        List<int> order = [];
        for (int number = 6; number < 100; number++)
        {
            order.Add(Pop(queue, ref now));
            queue.Push(number, Priority.Timer, new Numbered(number), now);
        }

        order.AddRange(PopAll(queue));
        Assert.That(order, Is.EqualTo(Enumerable.Range(0, 100)));
        Assert.That(queue.RenumberCount, Is.GreaterThan(10));
    }

    [Test]
    public void More_pending_events_than_sequence_numbers_is_refused()
    {
        var queue = new EventQueue(sequenceMax: 4);
        for (int number = 0; number < 4; number++)
        {
            queue.Push(1, Priority.Timer, new Numbered(number), now: 0);
        }

        Assert.That(
            () => queue.Push(1, Priority.Timer, new Numbered(4), now: 0), Throws.InstanceOf<InvariantException>());
    }

    [Test]
    public void The_default_handle_names_nothing()
    {
        var queue = new EventQueue();
        Assert.That(queue.Cancel(default), Is.False);
        queue.Push(1, Priority.Timer, new Numbered(1), now: 0);
        Assert.That(queue.Cancel(default), Is.False);
        Assert.That(PopAll(queue), Is.EqualTo((int[])[1]));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_event_is_cancelled_once(bool isNow)
    {
        var queue = new EventQueue();
        TimerHandle handle = isNow
            ? queue.PushNow(new Numbered(1))
            : queue.Push(0, Priority.Timer, new Numbered(1), now: 0);
        Assert.That(queue.Cancel(handle), Is.True);
        Assert.That(queue.Cancel(handle), Is.False);
        Assert.That(queue.Count, Is.Zero);
        Assert.That(PopAll(queue), Is.Empty);
        Assert.That(queue.Cancel(handle), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_stale_handle_spares_the_event_that_took_its_slot(bool isNow)
    {
        var queue = new EventQueue();
        long now = 0;
        TimerHandle stale = isNow
            ? queue.PushNow(new Numbered(1))
            : queue.Push(0, Priority.Timer, new Numbered(1), now);
        Pop(queue, ref now);
        queue.Push(0, Priority.Timer, new Numbered(2), now);
        queue.PushNow(new Numbered(3));
        Assert.That(queue.Cancel(stale), Is.False);
        Assert.That(PopAll(queue), Is.EqualTo((int[])[2, 3]));
    }

    [Test]
    public void A_cancelled_wake_up_is_not_counted_nor_peeked()
    {
        var queue = new EventQueue();
        queue.PushNow(new Numbered(1));
        TimerHandle second = queue.PushNow(new Numbered(2));
        queue.Cancel(second);
        Assert.That(queue.Count, Is.EqualTo(1));
        long now = 5;
        Assert.That(Pop(queue, ref now), Is.EqualTo(1));
        Assert.That(queue.Count, Is.Zero);
        Assert.That(queue.TryPeek(now, out _), Is.False);
    }

    [Test]
    public void An_event_at_the_last_instant_of_the_clock_leaves_like_any_other()
    {
        var queue = new EventQueue();
        queue.Push(long.MaxValue, Priority.Timer, new Numbered(1), now: 0);
        Assert.That(PopAll(queue), Is.EqualTo((int[])[1]));
    }

    [Test]
    public void Events_after_the_end_stay()
    {
        var queue = new EventQueue();
        queue.Push(3, Priority.Timer, new Numbered(1), now: 0);
        queue.Push(4, Priority.Timer, new Numbered(2), now: 0);
        long now = 0;
        Assert.That(queue.TryPop(3, ref now, out _), Is.True);
        Assert.That(queue.TryPop(3, ref now, out _), Is.False);
        Assert.That(now, Is.EqualTo(3));
        Assert.That(queue.Count, Is.EqualTo(1));
    }

    private static int Pop(EventQueue queue, ref long now)
    {
        Assert.That(queue.TryPop(long.MaxValue, ref now, out Handler? handler), Is.True);
        return ((Numbered)handler!).Number;
    }

    private static List<int> PopAll(EventQueue queue)
    {
        List<int> order = [];
        long now = 0;
        while (queue.TryPop(long.MaxValue, ref now, out Handler? handler))
        {
            order.Add(((Numbered)handler).Number);
        }

        Assert.That(queue.Count, Is.Zero);
        return order;
    }
}
