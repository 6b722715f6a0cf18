using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class MailboxTests
{
    [Test]
    public void Messages_are_received_in_order_of_arrival()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        List<int> received = [];
        async Process Receiver()
        {
            while (true)
            {
                received.Add(await mailbox.Receive());
                await simulation.Timeout(1.Seconds());
            }
        }

        simulation.Start(Receiver());
        simulation.At(1, () => mailbox.Put(0));
        simulation.At(2, () =>
        {
            for (int number = 1; number < 40; number++)
            {
                mailbox.Put(number);
            }
        });
        simulation.Run();
        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 40)));
    }

    [Test]
    public void Receivers_are_served_in_order_of_arrival()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<int>(simulation);
        async Process Receiver(string name) => trace.Add($"{name} {await mailbox.Receive()}");
        foreach (string name in (string[])["a", "b", "c"])
        {
            simulation.Start(Receiver(name));
        }

        Assert.That(mailbox.ReceiverCount, Is.EqualTo(3));
        simulation.At(1, () => Assert.That(mailbox.Put(1) && mailbox.Put(2), Is.True));
        simulation.At(2, () => mailbox.Put(3));
        simulation.Run();
        trace.Expect("1 s: a 1", "1 s: b 2", "2 s: c 3");
    }

    [Test]
    public void A_message_that_is_there_is_received_without_an_event()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        mailbox.Put(1);
        mailbox.Put(2);
        async Process<int> Receiver() => (await mailbox.Receive()) + (await mailbox.Receive(1.Seconds())).Item;
        Process<int> receiver = Receiver();
        Assert.That((receiver.IsCompleted, receiver.GetResult(), simulation.PendingCount), Is.EqualTo((true, 3, 0)));
    }

    [Test]
    public void A_full_mailbox_refuses()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation, capacity: 2);
        Assert.That(mailbox.Put(1) && mailbox.Put(2), Is.True);
        Assert.That(mailbox.Put(3), Is.False);
        Assert.That(mailbox.TryReceive(out _), Is.True);
        Assert.That(mailbox.Put(4), Is.True);
        Assert.That((mailbox.TryReceive(out int first), first), Is.EqualTo((true, 2)));
        Assert.That((mailbox.TryReceive(out int second), second), Is.EqualTo((true, 4)));
        Assert.That(mailbox.TryReceive(out _), Is.False);
    }

    [Test]
    public void A_message_for_a_waiting_receiver_takes_no_room()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation, capacity: 1);
        int sum = 0;
        async Process Receiver()
        {
            int message = await mailbox.Receive();
            sum += message;
        }

        simulation.Start(Receiver());
        simulation.Start(Receiver());
        Assert.That(mailbox.Put(1) && mailbox.Put(10) && mailbox.Put(100), Is.True);
        Assert.That(mailbox.Put(1_000), Is.False);
        simulation.Run();
        Assert.That((sum, mailbox.Count), Is.EqualTo((11, 1)));
    }

    [Test]
    public void Clearing_throws_away_what_nobody_received()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        Assert.That(mailbox.Clear(), Is.Zero);
        mailbox.Put(1);
        mailbox.Put(2);
        Assert.That(mailbox.Clear(), Is.EqualTo(2));
        Assert.That((mailbox.Count, mailbox.TryReceive(out _)), Is.EqualTo((0, false)));
        mailbox.Put(3);
        Assert.That((mailbox.TryReceive(out int message), message), Is.EqualTo((true, 3)));
    }

    [Test]
    public void What_cannot_be_is_refused()
    {
        var simulation = new Simulation();
        Assert.That(() => new Mailbox<int>(null!), Throws.ArgumentNullException);
        Assert.That(() => new Mailbox<int>(simulation, 0), Throws.InstanceOf<ArgumentOutOfRangeException>());
        Assert.That(() => new Mailbox<int>(simulation, -1), Throws.InstanceOf<ArgumentOutOfRangeException>());
        var mailbox = new Mailbox<int>(simulation);
        Assert.That(
            () => mailbox.Receive(new SimTime(-1)).IsCompleted, Throws.InstanceOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void A_receive_is_awaited_once()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        mailbox.Put(1);
        mailbox.Put(2);
        Receive<int> receive = mailbox.Receive();
        Assert.That((receive.IsCompleted, receive.GetResult()), Is.EqualTo((true, 1)));
        Assert.That(() => receive.IsCompleted, Throws.InstanceOf<InvariantException>());
        Assert.That(() => receive.GetResult(), Throws.InstanceOf<InvariantException>());
        Assert.That(mailbox.Count, Is.EqualTo(1), "a stale receive takes nothing");
    }

    [Test]
    public void A_receive_gives_nothing_before_its_wait_is_over()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        Receive<int> receive = mailbox.Receive();
        Assert.That(receive.IsCompleted, Is.False);
        Assert.That(() => receive.GetResult(), Throws.InstanceOf<InvariantException>());
    }

    [Test]
    public void In_time_the_message_comes_and_the_guard_timer_is_gone()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.Start(Guarded(mailbox, trace, 10));
        simulation.At(3, () => mailbox.Put("answer"));
        simulation.Run();
        trace.Expect("3 s: answer");
        Assert.That((simulation.Now, simulation.PendingCount), Is.EqualTo((3.Seconds(), 0)));
    }

    [Test]
    public void Out_of_time_nothing_comes_and_a_late_message_stays()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.Start(Guarded(mailbox, trace, 3));
        simulation.At(4, () => mailbox.Put("late"));
        simulation.Run();
        trace.Expect("3 s: timed out");
        Assert.That((mailbox.ReceiverCount, mailbox.Count), Is.EqualTo((0, 1)));
    }

    [Test]
    public void At_the_limit_a_delivery_is_in_time_even_if_scheduled_after_the_wait()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.Start(Guarded(mailbox, trace, 3));
        simulation.At(3, () => mailbox.Put("in time"), Priority.Delivery);
        simulation.Run();
        trace.Expect("3 s: in time");
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [TestCase(Priority.Process)]
    [TestCase(Priority.Measurement)]
    public void At_the_limit_whatever_comes_after_timers_is_late(Priority priority)
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.At(3, () => mailbox.Put("late"), priority);
        simulation.Start(Guarded(mailbox, trace, 3));
        simulation.Run();
        trace.Expect("3 s: timed out");
        Assert.That(mailbox.Count, Is.EqualTo(1));
    }

    [Test]
    public void At_the_limit_timers_go_in_order_of_arrival()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var first = new Mailbox<string>(simulation);
        var second = new Mailbox<string>(simulation);
        simulation.At(3, () => first.Put("scheduled before the wait"));
        simulation.Start(Guarded(first, trace, 3));
        simulation.Start(Guarded(second, trace, 3));
        simulation.At(3, () => second.Put("scheduled after the wait"));
        simulation.Run();
        trace.Expect("3 s: timed out", "3 s: scheduled before the wait");
    }

    [Test]
    public void A_limit_of_zero_waits_for_deliveries_of_this_instant_only()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.Schedule(SimTime.Zero, new Callback(() => mailbox.Put("now")), Priority.Delivery);
        simulation.Start(Guarded(mailbox, trace, 0));
        simulation.Start(Guarded(mailbox, trace, 0));
        simulation.Run();
        trace.Expect("0 s: timed out", "0 s: now");
    }

    [Test]
    public void The_limit_counts_from_the_start_of_the_wait()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        async Process Late()
        {
            ReceiveWithin<string> receive = mailbox.Receive(3.Seconds());
            await simulation.Timeout(2.Seconds());
            trace.Add((await receive).TimedOut ? "timed out" : "");
        }

        simulation.Start(Late());
        simulation.Run();
        trace.Expect("5 s: timed out");
    }

    [Test]
    public void A_limit_of_the_whole_clock_is_none()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        async Process Receiver() => await mailbox.Receive(SimTime.Max);
        simulation.At(1, () => simulation.Start(Receiver()));
        simulation.Run();
        Assert.That((simulation.PendingCount, mailbox.ReceiverCount), Is.EqualTo((0, 1)));
    }

    [Test]
    public void Who_timed_out_leaves_the_line_for_those_behind()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        simulation.Start(Guarded(mailbox, trace, 5));
        for (int seconds = 1; seconds <= 3; seconds++)
        {
            simulation.Start(Guarded(mailbox, trace, seconds));
        }

        simulation.Start(Guarded(mailbox, trace, 6));
        simulation.At(4, () => Assert.That(mailbox.Put("a") && mailbox.Put("b") && mailbox.Put("c"), Is.True));
        simulation.Run();
        trace.Expect("1 s: timed out", "2 s: timed out", "3 s: timed out", "4 s: a", "4 s: b");
        Assert.That(mailbox.Count, Is.EqualTo(1));
    }

    [Test]
    public void A_line_in_which_many_give_up_in_the_middle_keeps_its_order()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        List<(int Receiver, int Message)> received = [];
        async Process Receiver(int number)
        {
            SimTime limit = number % 7 == 0 ? 100.Seconds() : new SimTime(number % 50);
            Received<int> message = await mailbox.Receive(limit);
            if (message.TryGet(out int item))
            {
                received.Add((number, item));
            }
        }

        for (int number = 0; number < 700; number++)
        {
            simulation.Start(Receiver(number));
        }

        simulation.At(1, () =>
        {
            Assert.That(mailbox.ReceiverCount, Is.EqualTo(100));
            for (int message = 0; message < 101; message++)
            {
                mailbox.Put(message);
            }
        });
        simulation.Run();
        Assert.That(received, Is.EqualTo(Enumerable.Range(0, 100).Select(number => (7 * number, number))));
        Assert.That(mailbox.Count, Is.EqualTo(1));
    }

    [Test]
    public void An_interrupted_receiver_takes_no_message()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        Process receiver = Guarded(mailbox, trace, 9);
        simulation.At(1, () => receiver.Interrupt());
        simulation.At(2, () => mailbox.Put("late"));
        simulation.Run();
        trace.Expect("1 s: interrupted");
        Assert.That((mailbox.Count, simulation.Now), Is.EqualTo((1, 2.Seconds())));
    }

    [TestCase(9)]
    [TestCase(1)]
    public void A_message_for_who_is_interrupted_in_the_same_instant_goes_to_the_next(int limit)
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        Process first = Guarded(mailbox, trace, limit);
        simulation.Start(Guarded(mailbox, trace, 9));
        simulation.At(
            1,
            () =>
            {
                mailbox.Put("message");
                first.Interrupt();
            },
            Priority.Delivery);
        simulation.Run();
        trace.Expect("1 s: message", "1 s: interrupted");
        Assert.That((mailbox.Count, mailbox.ReceiverCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void With_nobody_else_the_message_goes_back_to_the_front_even_of_a_full_mailbox()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation, capacity: 1);
        Process first = Guarded(mailbox, trace, 9);
        simulation.At(1, () =>
        {
            Assert.That(mailbox.Put("first") && mailbox.Put("second"), Is.True);
            first.Interrupt();
        });
        simulation.At(2, () => simulation.Start(Guarded(mailbox, trace, 9)));
        simulation.At(3, () => simulation.Start(Guarded(mailbox, trace, 9)));
        simulation.Run();
        trace.Expect("1 s: interrupted", "2 s: first", "3 s: second");
    }

    [Test]
    public void The_limit_and_an_interrupt_of_one_instant_end_the_wait_once()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<string>(simulation);
        Process before = default, after = default;
        simulation.At(3, () => before.Interrupt());
        before = Guarded(mailbox, trace, 3);
        after = Guarded(mailbox, trace, 3);
        simulation.At(3, () => Assert.That(after.Interrupt(), Is.False), Priority.Process);
        simulation.Run();
        trace.Expect("3 s: timed out", "3 s: interrupted");
        Assert.That((simulation.PendingCount, mailbox.ReceiverCount), Is.EqualTo((0, 0)));
    }

    [Test]
    public void What_was_received_says_whether_it_is_something()
    {
        var some = new Received<string>(true, "x");
        Assert.That((some.TimedOut, some.TryGet(out string? item), item), Is.EqualTo((false, true, "x")));
        Received<string> none = default;
        Assert.That((none.TimedOut, none.HasItem, none.TryGet(out _)), Is.EqualTo((true, false, false)));
    }

    private static async Process Guarded(Mailbox<string> mailbox, Trace trace, int seconds)
    {
        try
        {
            Received<string> received = await mailbox.Receive(seconds.Seconds());
            trace.Add(received.TryGet(out string? message) ? message : "timed out");
        }
        catch (InterruptException)
        {
            trace.Add("interrupted");
        }
    }
}
