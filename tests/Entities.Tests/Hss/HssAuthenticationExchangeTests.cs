using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Authentication information retrieval between MME and HSS (TS 29.272 §5.2.3.1).</summary>
public sealed class HssAuthenticationExchangeTests
{
    [Test]
    public void ConnectionsOpenWithACapabilitiesExchange()
    {
        var exchange = new S6aExchange(isStarted: false);
        exchange.Hss.Start();
        exchange.Clients[0].Start();
        exchange.RunFor(1_000);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/0 -> hss/0  Capabilities-Exchange-Request
            hss/0 -> mme/0  Capabilities-Exchange-Answer
            """));
        Assert.That((exchange.Clients[0].ConnectionCount, exchange.Hss.ConnectionCount), Is.EqualTo((1, 1)));
        exchange.Finish();
    }

    [Test]
    public void AVectorIsAcceptedByTheCardAndBoundToTheVisitedNetwork()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);

        // MME -> HSS  Authentication-Information-Request;  HSS -> MME  Answer
        VectorAnswer answer = exchange.FetchVector(subscriber.Imsi);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/0 -> hss/0  Authentication-Information-Request
            hss/0 -> mme/0  Authentication-Information-Answer
            """));
        Assert.That(card.Accepts(answer.Vector, S6aExchange.Home), Is.True);
        Assert.That(exchange.HssMeasures.Vectors.Count, Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void KasmeOfAnotherNetworkIsAnother()
    {
        var exchange = new S6aExchange(visited: S6aExchange.Other);
        Subscriber subscriber = exchange.Provision();
        VectorAnswer answer = exchange.FetchVector(subscriber.Imsi);
        Assert.That(new Card(subscriber, SqnScheme.NotTimeBased).Accepts(answer.Vector, S6aExchange.Home), Is.False);
        Assert.That(new Card(subscriber, SqnScheme.NotTimeBased).Accepts(answer.Vector, S6aExchange.Other), Is.True);
        exchange.Finish();
    }

    [Test]
    public void EachVectorIsFreshAndItsWorkIsOneRequest()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        var challenges = new HashSet<System.UInt128>();
        for (int count = 1; count <= 100; count++)
        {
            SimTime start = exchange.Simulation.Now;
            VectorAnswer answer = exchange.FetchVector(subscriber.Imsi);
            Assert.That(card.Accepts(answer.Vector, S6aExchange.Home), Is.True, "SQN grows");
            Assert.That(challenges.Add(answer.Vector.Rand), Is.True, "RAND is new");
            SimTime latency = exchange.Simulation.Now - start;
            Assert.That(latency, Is.EqualTo(SimTime.FromMicroseconds(5_000 + 1_000 + 100 + 10 + 5_000)));
        }

        exchange.Finish();
    }

    [Test]
    public void AnUnknownSubscriberGetsNoVector()
    {
        var exchange = new S6aExchange();
        VectorAnswer answer = exchange.FetchVector(exchange.Draw().Imsi);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.UserUnknown));
        Assert.That(exchange.HssMeasures.Refusals.CountOf(HssRefusal.UserUnknown), Is.EqualTo(1));
        Assert.That(exchange.HssMeasures.Vectors.Count, Is.Zero);
        exchange.Finish();
    }

    [Test]
    public void AnImsiWithoutItsZerosInFrontIsAnother()
    {
        var exchange = new S6aExchange();
        exchange.Provision();
        Assert.That(
            exchange.FetchVector(Imsi.Parse("00101000000001")).Status, Is.EqualTo(S6aStatus.UserUnknown));
        exchange.Finish();
    }

    [Test]
    public void ResynchronisationSetsTheCounter()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        card.Advance(1_000); // the card is ahead of the HSS
        VectorAnswer stale = exchange.FetchVector(subscriber.Imsi);
        Assert.That(
            card.Authenticate(stale.Vector, out _, out Auts auts), Is.EqualTo(ChallengeVerdict.SynchFailure));

        // MME -> HSS  Authentication-Information-Request [AUTS];  HSS -> MME  Answer with a fresh vector
        SimTime start = exchange.Simulation.Now;
        VectorAnswer fresh = exchange.FetchVector(subscriber.Imsi, new Resynchronisation(stale.Vector.Rand, auts));
        Assert.That(fresh.Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(card.Accepts(fresh.Vector, S6aExchange.Home), Is.True);
        Assert.That(card.Highest.Seq(5), Is.EqualTo(1_001), "it goes on where the card is");
        Assert.That(exchange.HssMeasures.Services.CountOf(HssService.Resynchronisation), Is.EqualTo(1));
        Assert.That(exchange.Simulation.Now - start, Is.EqualTo(SimTime.FromMicroseconds(11_310)));
        exchange.Finish();
    }

    [Test]
    public void AForgedTokenChangesNothing()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        card.Advance(1_000);
        VectorAnswer stale = exchange.FetchVector(subscriber.Imsi);
        card.Authenticate(stale.Vector, out _, out Auts auts);
        foreach (Auts forged in new[]
        {
            auts with { MacS = auts.MacS ^ 1 },
            auts with { SqnXorAk = auts.SqnXorAk ^ 32 },
            default,
        })
        {
            VectorAnswer answer = exchange.FetchVector(subscriber.Imsi, new(stale.Vector.Rand, forged));
            Assert.That(answer.Status, Is.EqualTo(S6aStatus.AuthenticationDataUnavailable));
        }

        VectorAnswer otherChallenge = exchange.FetchVector(subscriber.Imsi, new(stale.Vector.Rand + 1, auts));
        Assert.That(otherChallenge.Status, Is.EqualTo(S6aStatus.AuthenticationDataUnavailable));
        Assert.That(exchange.HssMeasures.Refusals.CountOf(HssRefusal.WrongAuts), Is.EqualTo(4));
        VectorAnswer next = exchange.FetchVector(subscriber.Imsi);
        Assert.That(
            card.Authenticate(next.Vector, out _, out _), Is.EqualTo(ChallengeVerdict.SynchFailure), "as before");
        Assert.That(Sequence(subscriber, next), Is.EqualTo(Sequence(subscriber, stale) + 1), "no number was lost");
        exchange.Finish();
    }

    [Test]
    public void AnOldTokenSetsNothingBack()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        VectorAnswer first = exchange.FetchVector(subscriber.Imsi);
        card.Authenticate(first.Vector, out _, out _);
        card.Authenticate(first.Vector, out _, out Auts auts); // the same again: not fresh
        for (int count = 0; count < 10; count++)
        {
            exchange.FetchVector(subscriber.Imsi);
        }

        VectorAnswer answer = exchange.FetchVector(subscriber.Imsi, new(first.Vector.Rand, auts));
        Assert.That(Sequence(subscriber, answer), Is.EqualTo(Sequence(subscriber, first) + 11));
        exchange.Finish();
    }

    [Test]
    public void UsedUpSequenceNumbersGiveNoVector()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var functions = new Milenage(subscriber.K, subscriber.Opc);
        Auts auts = Aka.CreateAuts(ref functions, 7, Sqn.Max); // a card at the end of its numbers
        VectorAnswer answer = exchange.FetchVector(subscriber.Imsi, new(7, auts));
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.AuthenticationDataUnavailable));
        Assert.That(exchange.HssMeasures.Refusals.CountOf(HssRefusal.SequenceNumbersExhausted), Is.EqualTo(1));
        Assert.That(
            exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.Success), "the counter stayed");
        exchange.Finish();
    }

    [Test]
    public void ClockDrivenNumbersFollowTheClock()
    {
        var exchange = new S6aExchange(new HssOptions { SqnScheme = SqnScheme.PartlyTimeBased });
        Subscriber subscriber = exchange.Provision();
        exchange.RunFor(3_600_000);
        VectorAnswer answer = exchange.FetchVector(subscriber.Imsi);
        Assert.That(Sequence(subscriber, answer), Is.EqualTo(3_601), "the connections took a second");
        exchange.Finish();
    }

    [Test]
    public void AFullProcessorAnswersTooBusyWithoutWork()
    {
        var exchange = new S6aExchange(processor: new ProcessorOptions { QueueMax = 2 });
        Subscriber subscriber = exchange.Provision();
        var answers = new List<Process<VectorAnswer>>();
        for (int count = 0; count < 10; count++)
        {
            answers.Add(exchange.Clients[0].FetchVector(subscriber.Imsi, null, default));
        }

        exchange.RunFor(1_000);
        List<S6aStatus> statuses = answers.ConvertAll(each => each.GetResult().Status);
        Assert.That(statuses.FindAll(each => each == S6aStatus.Success), Has.Count.EqualTo(3));
        Assert.That(statuses.FindAll(each => each == S6aStatus.TooBusy), Has.Count.EqualTo(7));
        Assert.That(exchange.HssMeasures.Diameter.Refusals.CountOf(DiameterRefusal.TooBusy), Is.EqualTo(7));
        Assert.That(exchange.HssMeasures.Vectors.Count, Is.EqualTo(3));
        exchange.Finish();
    }

    [Test]
    public void ProcessingIsPartOfTheCriticalPath()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        MeasurementTag tag = CriticalPath.Begin("attach", 0, exchange.Simulation.Now);
        VectorAnswer answer = exchange.Run(exchange.Clients[0].FetchVector(subscriber.Imsi, null, tag));
        LatencyParts parts = CriticalPath.Finish(answer.Tag, exchange.Simulation.Now);
        Assert.That(parts.Propagation, Is.EqualTo(SimTime.FromMilliseconds(10)));
        Assert.That(parts.Processing, Is.EqualTo(SimTime.FromMicroseconds(1_110)));
        Assert.That(parts.Timer, Is.EqualTo(SimTime.Zero));
        exchange.Finish();
    }

    [Test]
    public void RandComesFromItsOwnStream()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        var expected = new RandomStream(1, 0, "hss/0/rand");
        System.UInt128 rand = exchange.FetchVector(subscriber.Imsi).Vector.Rand;
        Assert.That(rand, Is.EqualTo(new System.UInt128(expected.NextBits(), expected.NextBits())));
        exchange.Finish();
    }

    private static ulong Sequence(Subscriber subscriber, VectorAnswer answer)
    {
        var functions = new Milenage(subscriber.K, subscriber.Opc);
        return answer.Vector.Autn.Sqn(functions.F2345(answer.Vector.Rand).Ak).Seq(5);
    }
}
