using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Location management between MMEs and HSS (TS 29.272 §5.2.1).</summary>
public sealed class HssLocationExchangeTests
{
    [Test]
    public void AnUpdateGivesTheSubscription()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();

        // MME -> HSS  Update-Location-Request;  HSS -> MME  Answer
        LocationAnswer answer = exchange.UpdateLocation(subscriber.Imsi);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(answer.Subscription, Is.EqualTo(HssOptions.DefaultSubscription));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi), Is.EqualTo(MmeName(0)));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/0 -> hss/0  Update-Location-Request
            hss/0 -> mme/0  Update-Location-Answer
            """));
        exchange.Finish();
    }

    [Test]
    public void TheSameMmeAgainCancelsNothing()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.TakeLadder();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.RunFor(1_000);
        Assert.That(exchange.TakeLadder(), Does.Not.Contain("Cancel"));
        exchange.Finish();
    }

    [Test]
    public void AnotherMmeCancelsTheLocationAtTheFirst()
    {
        var exchange = new S6aExchange();
        var observer = new Observer();
        exchange.Clients[0].Observer = observer;
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.TakeLadder();
        exchange.UpdateLocation(subscriber.Imsi, mme: 1);
        exchange.RunFor(1_000);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/1 -> hss/0  Update-Location-Request
            hss/0 -> mme/0  Cancel-Location-Request
            hss/0 -> mme/1  Update-Location-Answer
            mme/0 -> hss/0  Cancel-Location-Answer
            """));
        Assert.That(
            observer.Cancelled,
            Is.EqualTo(new[] { (subscriber.Imsi, CancellationType.MmeUpdateProcedure) }));
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Answered), Is.EqualTo(1));
        Assert.That(exchange.ClientMeasures[0].Cancellations.Count, Is.EqualTo(1));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi), Is.EqualTo(MmeName(1)));
        exchange.Finish();
    }

    [Test]
    public void AnMmeWithoutAnObserverAnswersToo()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.UpdateLocation(subscriber.Imsi, mme: 1);
        exchange.RunFor(1_000);
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Answered), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void ACancellationThatTheMmeDoesNotHearIsGivenUp()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.Links[0].TakeDown();
        Assert.That(exchange.UpdateLocation(subscriber.Imsi, mme: 1).Status, Is.EqualTo(S6aStatus.Success));
        exchange.RunFor(6_000);
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.NoAnswer), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void ACancellationAtAnMmeWithoutConnectionIsCounted()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.Links[0].TakeDown();
        exchange.RunFor(200_000); // the watchdogs give up
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(1));
        exchange.UpdateLocation(subscriber.Imsi, mme: 1);
        exchange.RunFor(1_000);
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Unreachable), Is.EqualTo(1));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi), Is.EqualTo(MmeName(1)));
        exchange.Finish();
    }

    [Test]
    public void AnUnknownSubscriberIsNotRegistered()
    {
        var exchange = new S6aExchange();
        Imsi imsi = exchange.Draw().Imsi;
        LocationAnswer answer = exchange.UpdateLocation(imsi);
        Assert.That((answer.Status, answer.Subscription), Is.EqualTo((S6aStatus.UserUnknown, (SubscriptionData?)null)));
        Assert.That(exchange.Hss.ServingNodeOf(imsi).IsEmpty, Is.True);
        exchange.Finish();
    }

    [Test]
    public void RoamingIsAllowedWhereTheHssSaysSo()
    {
        var refusing = new S6aExchange(new HssOptions { VisitedPlmns = [] }, visited: S6aExchange.Other);
        Subscriber subscriber = refusing.Provision();
        LocationAnswer answer = refusing.UpdateLocation(subscriber.Imsi);
        Assert.That(answer.Status, Is.EqualTo(S6aStatus.RoamingNotAllowed));
        Assert.That(refusing.Hss.ServingNodeOf(subscriber.Imsi).IsEmpty, Is.True);
        Assert.That(refusing.HssMeasures.Refusals.CountOf(HssRefusal.RoamingNotAllowed), Is.EqualTo(1));
        refusing.Finish();

        var home = new S6aExchange(new HssOptions { VisitedPlmns = [] });
        Assert.That(home.UpdateLocation(home.Provision().Imsi).Status, Is.EqualTo(S6aStatus.Success));
        home.Finish();

        var listed = new S6aExchange(
            new HssOptions { VisitedPlmns = [S6aExchange.Other] }, visited: S6aExchange.Other);
        Assert.That(listed.UpdateLocation(listed.Provision().Imsi).Status, Is.EqualTo(S6aStatus.Success));
        listed.Finish();
    }

    [Test]
    public void TheSubscribersNetworkChoosesTheHss()
    {
        var exchange = new S6aExchange();
        var guest = Subscriber.Draw(exchange.Simulation, "310", "410", 5);
        exchange.OtherHss.Provision(guest);
        Assert.That(exchange.FetchVector(guest.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(exchange.UpdateLocation(guest.Imsi).Status, Is.EqualTo(S6aStatus.Success));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/0 -> hss/1  Authentication-Information-Request
            hss/1 -> mme/0  Authentication-Information-Answer
            mme/0 -> hss/1  Update-Location-Request
            hss/1 -> mme/0  Update-Location-Answer
            """));
        Assert.That(exchange.OtherHss.ServingNodeOf(guest.Imsi), Is.EqualTo(MmeName(0)));
        exchange.Finish();
    }

    [TestCase("310", "41", 5)] // two digits: 310-41, which nobody serves
    [TestCase("310", "411", 5)]
    [TestCase("001", "02", 5)]
    public void ANetworkThatNobodyServesIsUnreachableAtOnce(string mcc, string mnc, int number)
    {
        var exchange = new S6aExchange(peers: [new S6aPeer(S6aExchange.Home, IpAddress.Parse("10.2.0.1"))]);
        Imsi imsi = Subscriber.Draw(exchange.Simulation, mcc, mnc, number).Imsi;
        SimTime start = exchange.Simulation.Now;
        Assert.That(exchange.FetchVector(imsi).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(exchange.UpdateLocation(imsi).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(exchange.Simulation.Now, Is.EqualTo(start));
        Assert.That(exchange.TakeLadder(), Is.Empty);
        exchange.Finish();
    }

    [Test]
    public void TheServingMmePurges()
    {
        var exchange = new S6aExchange();
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        Assert.That(
            exchange.Run(exchange.Clients[1].Purge(subscriber.Imsi, default)), Is.EqualTo(S6aStatus.Success));
        Assert.That(
            exchange.Hss.ServingNodeOf(subscriber.Imsi), Is.EqualTo(MmeName(0)), "another MME purges nobody");
        exchange.TakeLadder();
        Assert.That(
            exchange.Run(exchange.Clients[0].Purge(subscriber.Imsi, default)), Is.EqualTo(S6aStatus.Success));
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            mme/0 -> hss/0  Purge-UE-Request
            hss/0 -> mme/0  Purge-UE-Answer
            """));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi).IsEmpty, Is.True);
        Assert.That(
            exchange.Run(exchange.Clients[0].Purge(exchange.Draw().Imsi, default)),
            Is.EqualTo(S6aStatus.UserUnknown));
        exchange.Finish();
    }

    [Test]
    public void AWithdrawnSubscriptionIsCancelledAndGone()
    {
        var exchange = new S6aExchange();
        var observer = new Observer();
        exchange.Clients[0].Observer = observer;
        Subscriber subscriber = exchange.Provision();
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.TakeLadder();
        Assert.That(exchange.Hss.TryWithdraw(subscriber.Imsi), Is.True);
        exchange.RunFor(1_000);
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            hss/0 -> mme/0  Cancel-Location-Request
            mme/0 -> hss/0  Cancel-Location-Answer
            """));
        Assert.That(
            observer.Cancelled,
            Is.EqualTo(new[] { (subscriber.Imsi, CancellationType.SubscriptionWithdrawal) }));
        Assert.That(exchange.FetchVector(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.UnknownEpsSubscription));
        Assert.That(exchange.UpdateLocation(subscriber.Imsi).Status, Is.EqualTo(S6aStatus.UnknownEpsSubscription));
        Assert.That(exchange.Hss.TryWithdraw(subscriber.Imsi), Is.False, "once");
        Assert.That(exchange.Hss.TryWithdraw(exchange.Draw().Imsi), Is.False, "unknown");
        exchange.Finish();
    }

    [Test]
    public void WithdrawingWhomNobodyServesTellsNobody()
    {
        var exchange = new S6aExchange();
        Assert.That(exchange.Hss.TryWithdraw(exchange.Provision().Imsi), Is.True);
        exchange.RunFor(1_000);
        Assert.That(exchange.TakeLadder(), Is.Empty);
        exchange.Finish();
    }

    private static DiameterIdentity MmeName(int index) => DiameterNames.Mme(S6aExchange.Home, 0x8000, (byte)index);

    private sealed class Observer : ILocationObserver
    {
        public List<(Imsi Imsi, CancellationType Type)> Cancelled { get; } = [];

        public void CancelLocation(Imsi imsi, CancellationType type, in MeasurementTag tag) =>
            Cancelled.Add((imsi, type));
    }
}
