using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading.Tasks;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

public sealed class ProcessTests
{
    [Test]
    public void Calling_the_method_runs_it_to_its_first_wait()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Walk()
        {
            trace.Add("runs");
            await simulation.Timeout(1.Seconds());
            trace.Add("goes on");
        }

        Process walk = Walk();
        trace.Expect("0 s: runs");
        Assert.That(walk.IsCompleted, Is.False);
        simulation.Run();
        Assert.That(walk.IsCompleted, Is.True);
        trace.Expect("0 s: runs", "1 s: goes on");
    }

    [Test]
    public void A_process_is_alive_until_its_method_returns()
    {
        var simulation = new Simulation();
        Process process = simulation.Sleep(3);
        simulation.Start(process);
        simulation.Run(3.Seconds());
        Assert.That(process.IsCompleted, Is.False);
        simulation.Run();
        Assert.That(process.IsCompleted, Is.True);
    }

    [Test]
    public void A_caller_goes_on_when_the_callee_has_ended()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Callee()
        {
            await simulation.Timeout(5.Seconds());
            trace.Add("callee ends");
        }

        async Process Caller()
        {
            await Callee();
            trace.Add("caller goes on");
        }

        simulation.Start(Caller());
        simulation.Run();
        trace.Expect("5 s: callee ends", "5 s: caller goes on");
    }

    [Test]
    public void Results_come_back_one_after_the_other()
    {
        var simulation = new Simulation();
        async Process<double> Clock()
        {
            await simulation.Timeout(1.Seconds());
            return simulation.Now.Seconds;
        }

        async Process<double[]> Both() => [await Clock(), await Clock()];
        Process<double[]> both = Both();
        simulation.Run();
        Assert.That(both.GetResult(), Is.EqualTo((double[])[1.0, 2.0]));
    }

    [Test]
    public void A_method_that_never_waits_gives_its_result_at_once()
    {
        var simulation = new Simulation();
        async Process<int> Sum(int[] numbers)
        {
            int sum = 0;
            foreach (int number in numbers)
            {
                sum += number;
                if (number < 0)
                {
                    await simulation.Timeout(1.Seconds());
                }
            }

            return sum;
        }

        async Process Nothing()
        {
            if (await Sum([]) != 0)
            {
                await simulation.Timeout(1.Seconds());
            }
        }

        Process<int> sum = Sum([1, 2]);
        Assert.That((sum.IsCompleted, sum.GetResult(), sum.Name), Is.EqualTo((true, 3, "")));
        Process nothing = Nothing();
        Assert.That((nothing.IsCompleted, nothing.Name), Is.EqualTo((true, "")));
        Assert.That(sum.Interrupt() || nothing.Interrupt(), Is.False);
        simulation.Start(nothing);
        simulation.Start(sum);
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_result_is_collected_once()
    {
        var simulation = new Simulation();
        async Process<int> Answer()
        {
            await simulation.Timeout(1.Seconds());
            return 42;
        }

        Process<int> answer = Answer();
        simulation.Run();
        Assert.That(answer.GetResult(), Is.EqualTo(42));
        Assert.That(() => answer.GetResult(), Throws.InvalidOperationException);
        Assert.That(answer.IsCompleted, Is.True);
        Assert.That(answer.Name, Is.Empty);
    }

    [Test]
    public void A_handle_does_not_collect_from_the_next_process_in_the_pool()
    {
        var simulation = new Simulation();
        async Process<int> Answer(int value)
        {
            await simulation.Timeout(1.Seconds());
            return value;
        }

        Process<int> first = Answer(1);
        simulation.Run();
        Assert.That(first.GetResult(), Is.EqualTo(1));
        Process<int> second = Answer(2);
        Assert.That(() => first.GetResult(), Throws.InvalidOperationException);
        Assert.That(first.Interrupt("stale"), Is.False);
        Assert.That((first.IsCompleted, second.IsCompleted), Is.EqualTo((true, false)));
        simulation.Run();
        Assert.That(second.GetResult(), Is.EqualTo(2));
    }

    [Test]
    public void Several_may_await_one_process_and_each_gets_the_result()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process<string> Answer()
        {
            await simulation.Timeout(2.Seconds());
            return "answer";
        }

        async Process Ask(string name, Process<string> answer) => trace.Add($"{name} got {await answer}");
        Process<string> answer = Answer();
        simulation.Start(answer);
        foreach (string name in (string[])["a", "b", "c"])
        {
            simulation.Start(Ask(name, answer));
        }

        simulation.Run();
        trace.Expect("2 s: a got answer", "2 s: b got answer", "2 s: c got answer");
    }

    [Test]
    public void A_process_without_result_may_be_awaited_long_after_its_end()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        async Process Late(Process process)
        {
            await simulation.Timeout(9.Seconds());
            await process;
            await process;
            trace.Add("goes on");
        }

        Process sleep = simulation.Sleep(1);
        simulation.Start(sleep);
        simulation.Start(Late(sleep));
        simulation.Run();
        trace.Expect("9 s: goes on");
    }

    [Test]
    public void A_result_waits_for_whoever_comes_late()
    {
        var simulation = new Simulation();
        int received = 0;
        async Process<int> Answer()
        {
            await simulation.Timeout(1.Seconds());
            return 42;
        }

        async Process Late(Process<int> answer)
        {
            await simulation.Timeout(9.Seconds());
            received = await answer;
        }

        Process<int> answer = Answer();
        simulation.Start(answer);
        simulation.Start(Late(answer));
        simulation.Run();
        Assert.That(received, Is.EqualTo(42));
    }

    [TestCase(10)]
    [TestCase(5_000)]
    public void Deep_chains_of_calls_return_without_using_the_stack(int depth)
    {
        var simulation = new Simulation();
        async Process<int> Descend(int left)
        {
            await simulation.Timeout(SimTime.Zero);
            return left == 0 ? 0 : 1 + await Descend(left - 1);
        }

        Process<int> chain = Descend(depth);
        simulation.Run();
        Assert.That(chain.GetResult(), Is.EqualTo(depth));
        Assert.That(simulation.EventCount, Is.EqualTo(depth + 1));
    }

    [Test]
    public void A_hundred_thousand_processes_that_await_each_other_return_without_using_the_stack()
    {
        const int Depth = 100_000;
        var simulation = new Simulation();
        async Process<int> First()
        {
            await simulation.Timeout(1.Seconds());
            return 0;
        }

        async Process<int> Next(Process<int> before) => 1 + await before;
        Process<int> last = First();
        for (int level = 0; level < Depth; level++)
        {
            last = Next(last);
        }

        simulation.Run();
        Assert.That(last.GetResult(), Is.EqualTo(Depth));
        Assert.That(simulation.EventCount, Is.EqualTo(1), "the whole chain returns within one event");
    }

    [Test]
    public void A_failure_passes_up_a_deep_chain()
    {
        const int Depth = 2_000;
        var simulation = new Simulation();
        async Process First()
        {
            await simulation.Timeout(1.Seconds());
            throw new FormatException("deep");
        }

        async Process Next(Process before) => await before;
        Process last = First();
        for (int level = 0; level < Depth; level++)
        {
            last = Next(last);
        }

        async Process<string> Catch(Process process)
        {
            try
            {
                await process;
                return "";
            }
            catch (FormatException failure)
            {
                return failure.Message;
            }
        }

        Process<string> message = Catch(last);
        simulation.Run();
        Assert.That(message.GetResult(), Is.EqualTo("deep"));
    }

    [Test]
    public void A_wake_up_never_runs_inside_the_step_of_whoever_caused_it()
    {
        var simulation = new Simulation();
        var trace = new Trace(simulation);
        var mailbox = new Mailbox<int>(simulation);
        async Process Receiver() => trace.Add($"received {await mailbox.Receive()}");
        async Process Sender()
        {
            await simulation.Timeout(1.Seconds());
            trace.Add("sends");
            mailbox.Put(1);
            trace.Add("has sent");
        }

        simulation.Start(Receiver());
        simulation.Start(Sender());
        simulation.Run();
        trace.Expect("1 s: sends", "1 s: has sent", "1 s: received 1");
    }

    [Test]
    public void Ended_processes_leave_nothing_pending_and_their_places_are_used_again()
    {
        var simulation = new Simulation();
        List<Process> processes = [];
        for (int round = 0; round < 3; round++)
        {
            processes.AddRange(Enumerable.Range(0, 100).Select(_ => simulation.Sleep(1)));
            processes.ForEach(process => simulation.Start(process));
            simulation.Run();
        }

        Assert.That(processes.TrueForAll(process => process.IsCompleted && !process.Interrupt()), Is.True);
        Assert.That(simulation.PendingCount, Is.Zero);
    }

    [Test]
    public void A_process_is_named_after_its_method()
    {
        var simulation = new Simulation();
        async Process Local() => await simulation.Timeout(1.Seconds());
        Assert.That(Local().Name, Is.EqualTo("Local"));
        Assert.That(Static(simulation).Name, Is.EqualTo("ProcessTests.Static"));
        Assert.That(simulation.Sleep(1).Name, Is.EqualTo("SimulationExtensions.Sleep"));
    }

    [Test]
    public void A_process_is_not_started_in_another_simulation()
    {
        var simulation = new Simulation();
        var other = new Simulation();
        Process process = simulation.Sleep(1);
        Process<int> answer = Static(simulation);
        Assert.That(() => other.Start(process), Throws.InstanceOf<InvariantException>());
        Assert.That(() => other.Start(answer), Throws.InstanceOf<InvariantException>());
    }

    [Test]
    public void A_process_cannot_await_a_task()
    {
        async Process Foreign() => await Task.Yield();
        Assert.That(() => Foreign(), Throws.InstanceOf<NotSupportedException>());
        async Process<int> ForeignToo() => await new TaskCompletionSource<int>().Task;
        Assert.That(() => ForeignToo(), Throws.InstanceOf<NotSupportedException>());
    }

    [Test]
    public void Nothing_else_than_a_process_can_await_what_processes_await()
    {
        var simulation = new Simulation();
        var mailbox = new Mailbox<int>(simulation);
        var never = new Event<int>(simulation);
        foreach (ICriticalNotifyCompletion awaiter in (ICriticalNotifyCompletion[])[
            simulation.Timeout(1.Seconds()), mailbox.Receive(), mailbox.Receive(1.Seconds()), never,
            simulation.AnyOf(never), simulation.Sleep(1), Static(simulation)])
        {
            Assert.That(() => awaiter.OnCompleted(Assert.Fail), Throws.InstanceOf<NotSupportedException>());
            Assert.That(() => awaiter.UnsafeOnCompleted(Assert.Fail), Throws.InstanceOf<NotSupportedException>());
        }

        simulation.Run();
    }

    private static async Process<int> Static(Simulation simulation)
    {
        await simulation.Timeout(1.Seconds());
        return 1;
    }
}
