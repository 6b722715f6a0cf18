using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>Events far behind the others, as guard timers are: the queue puts them aside.</summary>
public sealed class LateEventTests
{
    private const int SoonCount = 40;
    private const int LateCount = 40;
    private const int Capacity = 64; // of the heap, when it is first full
    private const long Late = 1_000_000;

    [TestCase(1, 1UL << 36)]
    [TestCase(2, 1UL << 36)]
    [TestCase(3, 1_000UL)]
    [TestCase(4, 800UL)]
    [TestCase(5, 601UL)]
    public void Long_random_sequences_agree_with_a_sorted_list(int replication, ulong sequenceMax)
    {
        // the heap looks for late events when it is full: each queue grows from nothing
        var random = new RandomStream(1, replication, "late");
        int asideCount = 0, backCount = 0, renumberCount = 0;
        for (int round = 0; round < 30; round++)
        {
            var pair = new QueueAndModel(sequenceMax);
            for (int step = 0; step < 3_000; step++)
            {
                int lateBefore = pair.LateCount;
                Step(pair, random, isFilling: step < 1_500);
                asideCount += pair.LateCount > 0 && lateBefore == 0 ? 1 : 0;
                backCount += pair.LateCount < lateBefore - 1 ? 1 : 0;
            }

            pair.PopAll();
            renumberCount += pair.RenumberCount;
        }

        Assert.That(asideCount, Is.GreaterThan(20));
        Assert.That(backCount, Is.GreaterThan(20));
        Assert.That(renumberCount, sequenceMax == 1UL << 36 ? Is.Zero : Is.GreaterThan(20));
    }

    [Test]
    public void What_is_far_behind_the_others_stands_aside_and_comes_in_its_turn()
    {
        EventQueue queue = Filled(out _);
        Assert.That(queue.LateCount, Is.EqualTo(LateCount));
        Assert.That(queue.Count, Is.EqualTo(SoonCount + LateCount));
        long now = 0;
        Assert.That(Pop(queue, SoonCount, ref now), Is.EqualTo(Enumerable.Range(0, SoonCount)));
        Assert.That(queue.LateCount, Is.EqualTo(LateCount));
        Assert.That(queue.TryPeek(now, out long next), Is.True);
        Assert.That(next, Is.EqualTo(Late));
        Assert.That(Pop(queue, LateCount, ref now), Is.EqualTo(Enumerable.Range(SoonCount, LateCount)));
        Assert.That(now, Is.EqualTo(Late));
        Assert.That(queue.Count, Is.Zero);
    }

    [Test]
    public void Events_that_lie_close_together_stay_in_the_heap()
    {
        var queue = new EventQueue();
        var random = new RandomStream(1, 0, "close");
        for (int number = 0; number < 10_000; number++)
        {
            long time = SimTime.FromSeconds(random.Exponential(1.0)).Picoseconds;
            queue.Push(time, Priority.Timer, new Numbered(number), now: 0);
            Assert.That(queue.LateCount, Is.Zero);
        }
    }

    [Test]
    public void A_few_late_events_stay_in_the_heap()
    {
        var queue = new EventQueue();
        for (int number = 0; number < 10_000; number++)
        {
            queue.Push(number % 10 == 9 ? Late : 5, Priority.Timer, new Numbered(number), now: 0);
            Assert.That(queue.LateCount, Is.Zero);
        }
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    public void Ties_around_the_border_leave_in_order_of_arrival(long offset)
    {
        // every instant near the mean, where the border lies, gets events before and after the late ones go aside
        long border = Border(Filled(out _));
        EventQueue queue = Filled(out _);
        long now = 0;
        int number = 1_000;
        for (; number < 1_100; number++)
        {
            queue.Push(border + offset + (number % 3), Priority.Timer, new Numbered(number), now);
        }

        Pop(queue, SoonCount, ref now);
        for (; number < 1_200; number++)
        {
            queue.Push(border + offset + (number % 3), Priority.Timer, new Numbered(number), now);
        }

        Assert.That(Pop(queue, 200, ref now), Is.EqualTo(Enumerable.Range(1_000, 200).OrderBy(each => each % 3)));
        Assert.That(Pop(queue, LateCount, ref now), Is.EqualTo(Enumerable.Range(SoonCount, LateCount)));
    }

    [Test]
    public void Priorities_of_late_events_are_kept()
    {
        EventQueue queue = Filled(out _);
        queue.Push(Late, Priority.Measurement, new Numbered(102), now: 0);
        queue.Push(Late, Priority.Process, new Numbered(101), now: 0);
        queue.Push(Late, Priority.Delivery, new Numbered(100), now: 0);
        long now = 0;
        Pop(queue, SoonCount, ref now);
        Assert.That(Pop(queue, 1, ref now), Is.EqualTo((int[])[100]));
        Pop(queue, LateCount, ref now);
        Assert.That(Pop(queue, 2, ref now), Is.EqualTo((int[])[101, 102]));
    }

    [TestCase(SoonCount)]
    [TestCase(SoonCount + 17)]
    [TestCase(SoonCount + LateCount - 1)]
    [TestCase(0)]
    [TestCase(SoonCount - 1)]
    public void A_cancelled_event_is_gone_wherever_it_stands(int cancelled)
    {
        EventQueue queue = Filled(out List<TimerHandle> handles);
        Assert.That(queue.Cancel(handles[cancelled]), Is.True);
        Assert.That(queue.Cancel(handles[cancelled]), Is.False);
        Assert.That(queue.Count, Is.EqualTo(SoonCount + LateCount - 1));
        long now = 0;
        IEnumerable<int> left = Enumerable.Range(0, SoonCount + LateCount).Where(number => number != cancelled);
        Assert.That(Pop(queue, SoonCount + LateCount - 1, ref now), Is.EqualTo(left));
        Assert.That(handles.Exists(queue.Cancel), Is.False);
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Late_events_are_cancelled_in_any_order(bool isFromTheEnd)
    {
        EventQueue queue = Filled(out List<TimerHandle> handles);
        for (int index = 0; index < LateCount; index++)
        {
            TimerHandle handle = handles[SoonCount + (isFromTheEnd ? LateCount - 1 - index : index)];
            Assert.That(queue.Cancel(handle), Is.True);
            Assert.That(queue.LateCount, Is.EqualTo(LateCount - 1 - index));
        }

        // each slot is free once: as many events find a place, each with a handle of its own
        HashSet<TimerHandle> fresh = [];
        for (int number = 0; number < LateCount; number++)
        {
            fresh.Add(queue.Push(Late + number, Priority.Timer, new Numbered(500 + number), now: 0));
        }

        Assert.That(fresh, Has.Count.EqualTo(LateCount));
        Assert.That(handles.Skip(SoonCount).Any(queue.Cancel), Is.False);
        long now = 0;
        Pop(queue, SoonCount, ref now);
        Assert.That(Pop(queue, LateCount, ref now), Is.EqualTo(Enumerable.Range(500, LateCount)));
    }

    [Test]
    public void Handles_survive_the_way_aside_and_back()
    {
        EventQueue queue = Filled(out List<TimerHandle> handles);
        long now = 0;
        Pop(queue, SoonCount + 5, ref now); // five of the late ones: all of them are back in the heap
        Assert.That(queue.LateCount, Is.Zero);
        Assert.That(handles.Take(SoonCount + 5).Any(queue.Cancel), Is.False);
        Assert.That(handles.Skip(SoonCount + 5).Take(10).All(queue.Cancel), Is.True);
        int first = SoonCount + 15;
        Assert.That(Pop(queue, LateCount - 15, ref now), Is.EqualTo(Enumerable.Range(first, LateCount - 15)));
    }

    [Test]
    public void Late_events_go_aside_again_when_others_are_far_ahead_of_them()
    {
        EventQueue queue = Filled(out _);
        for (int number = 0; number < LateCount; number++)
        {
            queue.Push(1_000 * Late, Priority.Timer, new Numbered(900 + number), now: 0);
        }

        long now = 0;
        Pop(queue, SoonCount + 1, ref now);
        Assert.That(queue.LateCount, Is.EqualTo(LateCount), "only the later ones are still aside");
        Pop(queue, LateCount - 1, ref now);
        Assert.That(Pop(queue, LateCount, ref now), Is.EqualTo(Enumerable.Range(900, LateCount)));
    }

    [Test]
    public void Renumbering_keeps_the_order_and_the_handles_of_late_events()
    {
        EventQueue queue = Filled(out List<TimerHandle> handles, sequenceMax: 300);
        Assert.That(queue.LateCount, Is.EqualTo(LateCount));
        while (queue.RenumberCount < 3)
        {
            Assert.That(queue.Cancel(queue.Push(Late, Priority.Timer, new Numbered(-1), now: 0)), Is.True);
        }

        Assert.That(queue.Count, Is.EqualTo(SoonCount + LateCount));
        Assert.That(queue.Cancel(handles[SoonCount + 3]), Is.True);
        long now = 0;
        IEnumerable<int> left = Enumerable.Range(0, SoonCount + LateCount).Where(number => number != SoonCount + 3);
        Assert.That(Pop(queue, SoonCount + LateCount - 1, ref now), Is.EqualTo(left));
    }

    [Test]
    public void Wake_ups_come_before_late_events_whatever_the_heap_holds()
    {
        EventQueue queue = Filled(out _);
        long now = 0;
        Pop(queue, SoonCount, ref now);
        queue.PushNow(new Numbered(700));
        queue.PushNow(new Numbered(701));
        Assert.That(Pop(queue, 3, ref now), Is.EqualTo((int[])[700, 701, SoonCount]));
    }

    [Test]
    public void After_the_last_late_event_was_cancelled_the_clock_may_pass_their_border()
    {
        EventQueue queue = Filled(out List<TimerHandle> handles);
        long now = 0;
        Pop(queue, SoonCount, ref now);
        Assert.That(handles.Skip(SoonCount).All(queue.Cancel), Is.True);
        Assert.That(queue.TryPop(2 * Late, ref now, out _), Is.False);
        now = 2 * Late;
        queue.PushNow(new Numbered(2));
        queue.Push(now, Priority.Delivery, new Numbered(1), now);
        Assert.That(Pop(queue, 2, ref now), Is.EqualTo((int[])[1, 2]));
    }

    [Test]
    public void The_last_instant_of_the_clock_may_be_late()
    {
        var queue = new EventQueue();
        for (int number = 0; number < 2 * Capacity; number++)
        {
            long time = number < Capacity / 2 ? number : long.MaxValue;
            queue.Push(time, Priority.Timer, new Numbered(number), now: 0);
        }

        Assert.That(queue.LateCount, Is.GreaterThan(0));
        long now = 0;
        Assert.That(Pop(queue, 2 * Capacity, ref now), Is.EqualTo(Enumerable.Range(0, 2 * Capacity)));
        Assert.That(now, Is.EqualTo(long.MaxValue));
    }

    private static void Step(QueueAndModel pair, RandomStream random, bool isFilling)
    {
        int choice = random.Below(100);
        if (choice < (isFilling ? 55 : 25) && pair.Count < 600)
        {
            pair.Push(Delay(random), (Priority)random.Below(4));
        }
        else if (choice < (isFilling ? 60 : 30) && pair.Count < 600)
        {
            pair.PushNow();
        }
        else if (choice < (isFilling ? 75 : 50))
        {
            pair.CancelAny(random);
        }
        else if (choice < 98)
        {
            pair.Pop();
        }
        else
        {
            pair.Advance(random.Below(10) * random.Below(50));
        }
    }

    // Soon, where many share an instant; at a distance where some do; or anywhere.
    private static long Delay(RandomStream random) => random.Below(50) switch
    {
        < 25 => random.Below(8),
        < 49 => 10_000 + random.Below(4),
        _ => random.Below(20_000),
    };

    // Numbers 0 … in the order in which they leave; pushed so that the heap is full once, and finds the gulf.
    private static EventQueue Filled(out List<TimerHandle> handles, ulong sequenceMax = 1UL << 36)
    {
        var queue = new EventQueue(sequenceMax);
        handles = [];
        var late = new List<TimerHandle>();
        for (int number = 0; number < SoonCount; number++)
        {
            handles.Add(queue.Push(number / 2, Priority.Timer, new Numbered(number), now: 0));
            late.Add(queue.Push(Late, Priority.Timer, new Numbered(SoonCount + number), now: 0));
        }

        handles.AddRange(late);
        return queue;
    }

    // The first instant whose events go aside.
    private static long Border(EventQueue queue)
    {
        long before = 0, after = Late;
        while (after - before > 1)
        {
            long middle = (before + after) / 2;
            int count = queue.LateCount;
            TimerHandle probe = queue.Push(middle, Priority.Timer, new Numbered(-1), now: 0);
            (before, after) = queue.LateCount > count ? (before, middle) : (middle, after);
            queue.Cancel(probe);
        }

        return after;
    }

    private static List<int> Pop(EventQueue queue, int count, ref long now)
    {
        List<int> order = [];
        for (int index = 0; index < count; index++)
        {
            Assert.That(queue.TryPop(long.MaxValue, ref now, out Handler? handler), Is.True);
            order.Add(((Numbered)handler!).Number);
        }

        return order;
    }
}
