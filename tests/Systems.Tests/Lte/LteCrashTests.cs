using NUnit.Framework;

namespace Tests.Systems;

/// <summary>Nodes go down and come up in the middle of attaches: nothing hangs, and who is up attaches.</summary>
public sealed class LteCrashTests
{
    [Test]
    public void An_MME_that_restarts_during_attaches_is_attached_to_again([Range(2000, 2300, 25)] int milliseconds)
    {
        // the attach of ue/0 runs from 2.0 to 2.25 s; those of the others round it
        LteExchange exchange = Crash("mme", milliseconds).Run();
        exchange.AssertAttach("success");
        long lost = exchange.Count("mme.attach.crashed");
        Assert.That(lost, Is.InRange(0, 7));
        Assert.That(exchange.Count("mme.attach.success"), Is.GreaterThanOrEqualTo(7 - lost));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void What_an_MME_that_crashes_had_begun_is_counted()
    {
        // mme/0 goes down 150 ms after ATTACH REQUEST, between challenge and answer
        LteExchange exchange = Crash("mme", 2150).Run();
        Assert.That(exchange.Count("mme.attach.crashed"), Is.Positive);
        Assert.That(exchange.Attempts(), Has.Length.EqualTo(2), "the eNB lets the UE go when the association is gone");
        Assert.That(exchange.Attempts()[1], Is.EqualTo(Arrows.Attached));
    }

    [Test]
    public void An_MME_that_stays_down_is_replaced_by_the_other()
    {
        LteExchange exchange = new LteExchange
        {
            Mme = "count: 2",
            Faults = ["on: mme/0, what: crash, at: 2150 ms"],
            Stop = "300 s",
        }.Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("mme.attach.success", "mme/1"), Is.Positive);
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_HSS_that_restarts_during_attaches_keeps_its_subscribers([Range(2000, 2300, 50)] int milliseconds)
    {
        LteExchange exchange = Crash("hss", milliseconds).Run();
        exchange.AssertAttach("success");
        Assert.That(exchange.Count("mme.attach.success"), Is.EqualTo(7));
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void An_eNB_that_restarts_during_attaches_is_attached_to_again([Range(2000, 2300, 50)] int milliseconds)
    {
        LteExchange exchange = Crash("enb", milliseconds).Run();
        exchange.AssertAttach("success");
        exchange.AssertNothingElseSuffers();
    }

    [Test]
    public void A_UE_that_goes_down_ends_its_attach([Range(2025, 2175, 50)] int milliseconds)
    {
        LteExchange exchange = new LteExchange
        {
            Faults = [$"on: ue, what: restart, at: {milliseconds} ms, by: 1 s"],
        }.Run();
        exchange.AssertAttach("node-down");
        Assert.That(exchange.Count("mme.attach.success"), Is.GreaterThanOrEqualTo(6));
        exchange.AssertNothingElseSuffers();
    }

    private static LteExchange Crash(string node, int milliseconds) => new()
    {
        Others = "arrivals: uniform over 2300 ms",
        Faults = [$"on: {node}, what: restart, at: {milliseconds} ms, by: 1 s"],
        Stop = "300 s",
    };
}
