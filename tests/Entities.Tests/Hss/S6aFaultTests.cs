using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Entities;

/// <summary>Crashes, lost, doubled and late messages between real ends.</summary>
public sealed class S6aFaultTests
{
    [Test]
    public void ACrashOfTheHssLosesRequestsAndKeepsTheDatabase()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        for (int count = 0; count < 40; count++)
        {
            Assert.That(card.Accepts(exchange.FetchVector(subscriber.Imsi).Vector, S6aExchange.Home), Is.True);
        }

        exchange.UpdateLocation(subscriber.Imsi);
        Process<VectorAnswer> pending = exchange.Clients[0].FetchVector(subscriber.Imsi, null, default);
        exchange.RunFor(5.5); // the request is being executed
        exchange.HssNode.Crash();
        Assert.That(exchange.Run(pending).Status, Is.EqualTo(S6aStatus.NoAnswer));
        exchange.HssNode.Restart();
        exchange.RunFor(120_000); // heartbeat or probe finds nobody, then Tc
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(2));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi).IsEmpty, Is.False);
        Assert.That(
            card.Accepts(exchange.FetchVector(subscriber.Imsi).Vector, S6aExchange.Home), Is.True, "SQN goes on");
        exchange.Finish();
    }

    [Test]
    public void ARequestAfterTheRestartOfTheHssEndsAtOnce()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.HssNode.Crash();
        exchange.RunFor(100);
        exchange.HssNode.Restart();
        SimTime start = exchange.Simulation.Now;
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(
            exchange.Simulation.Now - start, Is.EqualTo(SimTime.FromMilliseconds(10)), "the transport is aborted");
        exchange.RunFor(31_000);
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    [Test]
    public void ACrashOfTheMmeLeavesNothingBehind()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        for (int count = 0; count < 50; count++)
        {
            Node mme = exchange.Mmes[0];
            mme.Start(Ask(exchange, subscriber));
            exchange.RunFor(0.5 * count); // before, while and after it is answered
            mme.Crash();
            exchange.RunFor(20);
            mme.Restart();
            exchange.RunFor(1_000);
            Assert.That(exchange.Clients[0].ConnectionCount, Is.EqualTo(2));
        }

        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(2));
        exchange.Finish();
    }

    [Test]
    public void AnswersToTheLastLifeOfAnMmeAreNotSentToTheNext()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        for (int count = 0; count < 100; count++)
        {
            exchange.Mmes[0].Start(Ask(exchange, subscriber));
        }

        exchange.RunFor(40); // all have arrived by now, and a third is served
        exchange.Mmes[0].Crash();
        exchange.Mmes[0].Restart();
        exchange.TakeLadder();
        exchange.RunFor(1_000); // the HSS goes on with what it had
        string ladder = exchange.TakeLadder();
        int isBack = ladder.IndexOf("mme/0 -> hss/0  Capabilities-Exchange-Request", System.StringComparison.Ordinal);
        Assert.That(ladder[isBack..], Does.Not.Contain("Authentication-Information"));
        Assert.That(exchange.HssMeasures.Diameter.Drops.CountOf(DiameterDrop.SendRefused), Is.GreaterThan(20));
        Assert.That(exchange.Clients[0].ConnectionCount, Is.EqualTo(2), "it is connected again at once");
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    [TestCase("Authentication-Information-Request")]
    [TestCase("Authentication-Information-Answer")]
    [TestCase("Update-Location-Request")]
    [TestCase("Update-Location-Answer")]
    [TestCase("Cancel-Location-Request")]
    [TestCase("Cancel-Location-Answer")]
    [TestCase("Capabilities-Exchange-Request")]
    [TestCase("Capabilities-Exchange-Answer")]
    [TestCase("SACK")]
    [TestCase("COOKIE ECHO")]
    public void AnyMessageMayBeLost(string message)
    {
        foreach (FaultKind kind in new[]
        {
            FaultKind.Drop, FaultKind.Duplicate, FaultKind.Corrupt, FaultKind.Replay, FaultKind.Reorder,
            FaultKind.Delay,
        })
        {
            var exchange = new S6aExchange(isStarted: false);
            FaultPlan.Apply(
                exchange.Topology,
                [
                    new FaultRule
                    {
                        On = "s6a", What = kind, Message = message, Count = 2, Delay = SimTime.FromMilliseconds(50),
                    },
                ]);
            exchange.Start();
            exchange.RunFor(5_000);
            Subscriber subscriber = exchange.Provision();
            var card = new Card(subscriber, SqnScheme.NotTimeBased);
            VectorAnswer vector = exchange.FetchVector(subscriber.Imsi);
            Assert.That(card.Accepts(vector.Vector, S6aExchange.Home), Is.True, $"{kind}");
            Assert.That(exchange.UpdateLocation(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success), $"{kind}");
            Assert.That(exchange.UpdateLocation(subscriber.Imsi, 1).Status, Is.EqualTo(S6aStatus.Success), $"{kind}");
            exchange.RunFor(5_000);
            Assert.That(
                exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Answered), Is.EqualTo(1), $"{kind}");
            Assert.That(exchange.HssMeasures.Vectors.Count, Is.EqualTo(1), $"{kind}: no request is served twice");
            exchange.Finish();
        }
    }

    [Test]
    public void ALinkThatIsDownForLongIsFoundOutByBothEnds()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.Links[0].TakeDown();
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.NoAnswer));
        exchange.RunFor(200_000);
        Assert.That((exchange.Clients[0].ConnectionCount, exchange.Hss.ConnectionCount), Is.EqualTo((1, 1)));
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Unreachable));
        exchange.Links[0].BringUp();
        exchange.RunFor(200_000);
        Assert.That((exchange.Clients[0].ConnectionCount, exchange.Hss.ConnectionCount), Is.EqualTo((2, 2)));
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    [Test]
    public void OverloadKeepsTheConnection()
    {
        var exchange = new S6aExchange(processor: new ProcessorOptions { QueueMax = 100 });
        Subscriber subscriber = exchange.Provision();
        var answers = new List<Process<VectorAnswer>>();
        for (int count = 0; count < 2_000; count++)
        {
            answers.Add(exchange.Clients[count % 2].FetchVector(subscriber.Imsi, null, default));
        }

        exchange.RunFor(10_000);
        List<S6aStatus> statuses = answers.ConvertAll(each => each.GetResult().Status);
        int served = statuses.FindAll(each => each == S6aStatus.Success).Count;
        int refused = statuses.FindAll(each => each == S6aStatus.TooBusy).Count;
        int unsent = statuses.FindAll(each => each == S6aStatus.Unreachable).Count; // the send buffer was full
        Assert.That(served + refused + unsent, Is.EqualTo(2_000));
        Assert.That(served, Is.GreaterThan(100));
        Assert.That(refused, Is.GreaterThan(100));
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    private static async Process Ask(S6aExchange exchange, Subscriber subscriber)
    {
        await exchange.Clients[0].FetchVector(subscriber.Imsi, null, default);
        await exchange.Clients[0].UpdateLocation(subscriber.Imsi, default);
    }
}
