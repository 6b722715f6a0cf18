using NUnit.Framework;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>Single customers and small bursts, whose times are known to the picosecond.</summary>
public sealed class QueueingTests
{
    private const string Chain = """
        scenario: inline
        system: queueing
        stop: 10 s
        network:
          hop: { delay: 1 ms, rate: 1 Mbit/s }
        nodes:
          source: { arrivals: burst 1 at 2 s, size: 125 B }
          server: { processor: { cores: 1, queue: 1 requests }, costs: { server.serve: 3 ms } }
          sink: {}
        """;

    [Test]
    public void The_parts_of_a_lone_customers_time_are_exact()
    {
        // source -> server  CUSTOMER, 125 octets with headers: 1 ms on the line, 1 ms on the way
        // server            3 ms
        // server -> sink    CUSTOMER, 1 ms on the line, 1 ms on the way
        SystemRun run = Inline.Run(Chain);
        Assert.That(run.Value("customer.latency", "mean"), Is.EqualTo(0.007));
        Assert.That(run.Value("customer.latency.transmission", "mean"), Is.EqualTo(0.002));
        Assert.That(run.Value("customer.latency.propagation", "mean"), Is.EqualTo(0.002));
        Assert.That(run.Value("customer.latency.processing", "mean"), Is.EqualTo(0.003));
        Assert.That(run.Value("customer.latency.processing.server.serve", "mean"), Is.EqualTo(0.003));
        Assert.That(run.Value("customer.latency.queueing", "mean"), Is.Zero);
        Assert.That(run.Value("customer.latency.timer", "mean"), Is.Zero);
        Assert.That(run.Value("customer.outcome.success", "count"), Is.EqualTo(1));
        Assert.That(run.Value("server.waiting", "ratio"), Is.Zero);
        Assert.That(run.Value("hop.loss", "ratio"), Is.Zero);
    }

    [Test]
    public void A_full_queue_refuses_and_the_customer_ends_there()
    {
        // three sources at once, no rate: one is served, one waits, one is refused
        string text = Chain.Replace(", rate: 1 Mbit/s", "", System.StringComparison.Ordinal)
            .Replace("burst 1 at 2 s", "at 2 s, count: 3", System.StringComparison.Ordinal);
        SystemRun run = Inline.Run(text);
        Assert.That(run.Value("customer.outcome.success", "count"), Is.EqualTo(2));
        Assert.That(run.Value("customer.outcome.queue-full", "count"), Is.EqualTo(1));
        Assert.That(run.Value("customer.outcome.unfinished", "count"), Is.Zero);
        Assert.That(run.Value("customer.latency", "max"), Is.EqualTo(0.008));
        Assert.That(run.Value("customer.latency.queueing", "sum"), Is.EqualTo(0.003));
        Assert.That(run.Value("server.waiting", "count"), Is.EqualTo(2), "those that were served");
        Assert.That(run.Value("customer.success", "ratio"), Is.EqualTo(2.0 / 3.0));
    }

    [Test]
    public void A_customer_that_the_link_loses_is_unfinished_and_the_run_ends_after_the_drain()
    {
        string text = Chain.Replace("delay: 1 ms,", "delay: 1 ms, loss: 100 %,", System.StringComparison.Ordinal);
        SystemRun run = Inline.Run(text + "\ndrain: 5 s\n");
        Assert.That(run.Value("customer.outcome.unfinished", "count"), Is.EqualTo(1));
        Assert.That(run.Value("hop.loss", "ratio"), Is.EqualTo(1));
        Assert.That(run.Simulation.Now.Seconds, Is.EqualTo(15));
    }

    [Test]
    public void A_duplicated_customer_counts_once()
    {
        string text = Chain.Replace("delay: 1 ms,", "delay: 1 ms, duplication: 100 %,", System.StringComparison.Ordinal)
            .Replace("queue: 1 requests", "queue: 9 requests", System.StringComparison.Ordinal);
        SystemRun run = Inline.Run(text);
        Assert.That(run.Value("customer.outcome.success", "count"), Is.EqualTo(1));
        Assert.That(run.Value("customer.repeated", "count"), Is.EqualTo(3), "two hops make four copies");
    }

    [Test]
    public void Customers_that_start_before_the_warmup_ends_are_not_measured()
    {
        SystemRun run = Inline.Run(Chain + "\nwarmup: 3 s\n");
        Assert.That(run.Value("customer.started", "count"), Is.Zero);
        Assert.That(run.Value("customer.outcome.success", "count"), Is.Zero);
    }

    [Test]
    public void A_crash_of_the_station_loses_whom_it_serves()
    {
        SystemRun run = Inline.Run(Chain + "\nfaults:\n  - { on: server/0, what: crash, at: 2004 ms }\n");
        Assert.That(run.Value("customer.outcome.unfinished", "count"), Is.EqualTo(1));
    }

    [Test]
    public void Two_runs_of_one_replication_are_equal_and_of_two_are_not()
    {
        string text = Chain.Replace("burst 1 at 2 s", "poisson 100 /s", System.StringComparison.Ordinal);
        double first = Inline.Run(text).Value("customer.latency", "mean");
        Assert.That(Inline.Run(text).Value("customer.latency", "mean"), Is.EqualTo(first));
        Assert.That(Inline.Run(text, replication: 1).Value("customer.latency", "mean"), Is.Not.EqualTo(first));
    }
}
