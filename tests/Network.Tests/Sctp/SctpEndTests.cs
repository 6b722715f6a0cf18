using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>SHUTDOWN, ABORT, crashes and restarts (RFC 9260 §5.2, §9).</summary>
public sealed class SctpEndTests
{
    [Test]
    public void ShutdownTakesThreeMessages()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        a.Shutdown();
        Assert.That(a.State, Is.EqualTo(SctpState.ShutdownSent));
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  SHUTDOWN -1
            50 b -> a  SHUTDOWN ACK
            60 a -> b  SHUTDOWN COMPLETE
            """));
        Assert.That(Story(a), Is.EqualTo("Ended Shutdown"));
        Assert.That(Story(b), Is.EqualTo("ShutdownReceived, Ended Shutdown"));
        Assert.That(exchange.Simulation.PendingCount, Is.Zero);
        Assert.That(exchange.EndpointA.Associations, Is.Empty);
        Assert.That(exchange.ConnectOnly().IsUp, Is.True, "the ends are free for another association");
    }

    [Test]
    public void ShutdownWaitsForWhatWasGivenToSend()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "InitialUEMessage", 2);
        for (int number = 0; number < 20; number++)
        {
            SctpExchange.Send(a, number, 1_000);
        }

        a.Shutdown();
        Assert.That(a.State, Is.EqualTo(SctpState.ShutdownPending));
        Assert.That(SctpExchange.Send(a, 21, 10), Is.EqualTo(SctpSendOutcome.NotEstablished));
        exchange.Simulation.Run();
        Assert.That(SctpExchange.TakeNumbers(b), Is.EqualTo(System.Linq.Enumerable.Range(0, 20)));
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.Shutdown));
        Assert.That(exchange.CountersA[SctpDropReason.AssociationEnded], Is.Zero);
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void TheOtherSideMaySendItsRestFirst()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 10; number++)
        {
            SctpExchange.Send(b, number, 1_000);
        }

        a.Shutdown();
        exchange.Simulation.Run();
        Assert.That(SctpExchange.TakeNumbers(a), Has.Count.EqualTo(10), "DATA is taken in SHUTDOWN-SENT");
        Assert.That((a.EndReason, b.EndReason), Is.EqualTo((SctpEndReason.Shutdown, SctpEndReason.Shutdown)));
        Assert.That(exchange.TakeLadder(), Does.Contain("50 a -> b  SHUTDOWN 4\n").And.EndsWith(
            "80 b -> a  SHUTDOWN ACK\n90 a -> b  SHUTDOWN COMPLETE"));
    }

    [Test]
    public void DataOutOfOrderInShutdownSentAreAnsweredWithASackToo()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.A, "InitialUEMessage");
        SctpExchange.Send(b, 0, 100);
        SctpExchange.Send(b, 1, 100);
        a.Shutdown();
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 b -> a  DATA 0
            40 b -> a  DATA 1
            40 a -> b  SHUTDOWN -1
            50 a -> b  SACK -1 (1..1) + SHUTDOWN -1
            1040 b -> a  DATA 0
            1050 a -> b  SHUTDOWN 1
            1060 b -> a  SHUTDOWN ACK
            1070 a -> b  SHUTDOWN COMPLETE
            """));
        Assert.That(SctpExchange.Take(a), Is.EqualTo("0 1"));
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.Shutdown));
    }

    [Test]
    public void BothAtOnceEndInOrder()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        a.Shutdown();
        b.Shutdown();
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  SHUTDOWN -1
            40 b -> a  SHUTDOWN -1
            50 b -> a  SHUTDOWN ACK
            50 a -> b  SHUTDOWN ACK
            60 a -> b  SHUTDOWN COMPLETE
            60 b -> a  SHUTDOWN COMPLETE
            """));
        Assert.That((a.EndReason, b.EndReason), Is.EqualTo((SctpEndReason.Shutdown, SctpEndReason.Shutdown)));
    }

    [TestCase("SHUTDOWN", true)]
    [TestCase("SHUTDOWN ACK", false)]
    public void ALostShutdownOrItsAckIsSentAgain(string lost, bool isAtB)
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(isAtB ? exchange.B : exchange.A, lost);
        a.Shutdown();
        exchange.Simulation.Run();
        Assert.That((a.EndReason, b.EndReason), Is.EqualTo((SctpEndReason.Shutdown, SctpEndReason.Shutdown)));
        Assert.That(
            exchange.Simulation.Now, Is.LessThan(SimTime.FromSeconds(2)).And.GreaterThan(SimTime.FromSeconds(1)));
    }

    [Test]
    public void ALostShutdownCompleteIsAnsweredOutOfTheBlue()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseFirst(exchange.B, "SHUTDOWN COMPLETE");
        a.Shutdown();
        exchange.Simulation.Run();
        Assert.That(exchange.TakeLadder(), Is.EqualTo("""
            40 a -> b  SHUTDOWN -1
            50 b -> a  SHUTDOWN ACK
            60 a -> b  SHUTDOWN COMPLETE
            1050 b -> a  SHUTDOWN ACK
            1060 a -> b  SHUTDOWN COMPLETE T
            """));
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.Shutdown));
    }

    [Test]
    public void AShutdownThatNobodyAnswersEnds()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        exchange.Link.TakeDown();
        a.Shutdown();
        exchange.Simulation.Run();
        Assert.That(a.EndReason, Is.EqualTo(SctpEndReason.PeerUnreachable));
        // T5-shutdown-guard, 5 x RTO.Max, comes before T2-shutdown has expired eleven times
        Assert.That(exchange.Simulation.Now, Is.EqualTo(SimTime.FromMilliseconds(40 + 300_000)));
    }

    [Test]
    public void AbortEndsBothAtOnceAndLosesWhatIsOutstanding()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        for (int number = 0; number < 20; number++)
        {
            SctpExchange.Send(a, number, 1_000);
        }

        a.Abort();
        exchange.Simulation.Run();
        Assert.That(Story(a), Is.EqualTo("Ended AbortedLocally"));
        List<int> numbers = SctpExchange.TakeNumbers(b);
        Assert.That(numbers, Has.Count.InRange(1, 5), "what had left is delivered before the end");
        Assert.That((b.EndReason, b.EndCause), Is.EqualTo((SctpEndReason.AbortedByPeer, SctpCause.UserInitiatedAbort)));
        Assert.That(exchange.CountersA[SctpDropReason.AssociationEnded], Is.EqualTo(20));
        Assert.That(exchange.Simulation.PendingCount, Is.Zero);
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
        a.Abort();
        a.Shutdown();
        Assert.That(a.EndReason, Is.EqualTo(SctpEndReason.AbortedLocally), "nothing happens twice");
    }

    [Test]
    public void ClosingAnEndpointAbortsItsAssociationsAndFreesThePort()
    {
        var exchange = new SctpExchange();
        (_, SctpAssociation b) = exchange.Connect();
        exchange.EndpointA.Close();
        exchange.Simulation.Run();
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.AbortedByPeer));
        exchange.EndpointA = SctpStack.Of(exchange.A).Open(SctpExchange.Port, exchange.Options);
        Assert.That(exchange.ConnectOnly().IsUp, Is.True);
    }

    [Test]
    public void AnAbortDuringSetUpFailsTheConnect()
    {
        var exchange = new SctpExchange();
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
        exchange.RunFor(5);
        exchange.EndpointA.Close();
        exchange.Simulation.Run();
        Assert.That(exchange.Result(connect).Failure, Is.EqualTo(SctpEndReason.AbortedLocally));
    }

    [Test]
    public void APeerThatCrashedAndCameBackKnowsNothing()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 100);
        exchange.RunFor(15);
        exchange.B.Crash();
        Assert.That(Story(b), Is.EqualTo("Ended EndpointGone"), "what its user had not taken is lost");
        exchange.B.Restart();
        exchange.Wire.Clear();
        exchange.Simulation.Run();

        // the message is sent again, is out of the blue, and is aborted with a's tag reflected
        Assert.That(exchange.TakeLadder(), Is.EqualTo("1040 a -> b  DATA 0\n1050 b -> a  ABORT T"));
        Assert.That(Story(a), Is.EqualTo("Ended AbortedByPeer"));
        Assert.That(exchange.CountersB[SctpDropReason.OutOfTheBlue], Is.EqualTo(1));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void APeerThatComesBackFromTheSamePortRestartsTheAssociation()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        SctpExchange.Send(a, 1, 100);
        exchange.RunFor(500);
        SctpExchange.Send(b, 90, 100); // will be lost with a
        exchange.A.Crash();
        exchange.A.Restart();
        exchange.EndpointA = SctpStack.Of(exchange.A).Open(SctpExchange.Port, exchange.Options);
        exchange.Wire.Clear();
        SctpConnectResult result = exchange.ConnectOnly();

        // §5.2.4 A: other tags and TSNs, the same association at b, which is told
        Assert.That(result.IsUp, Is.True);
        Assert.That(exchange.EndpointB.Accepted.Count, Is.Zero);
        Assert.That(exchange.EndpointB.Associations, Is.EqualTo(new[] { b }));
        Assert.That(Story(b), Is.EqualTo("Message, Restart"));
        Assert.That(exchange.CountersB.Restarts, Is.EqualTo(1));
        Assert.That(exchange.CountersB[SctpDropReason.AssociationEnded], Is.EqualTo(1));
        SctpExchange.Send(result.Association!, 2, 100, stream: 1);
        SctpExchange.Send(b, 3, 100);
        exchange.Simulation.Run();
        Assert.That(SctpExchange.Take(b), Is.EqualTo("2"));
        Assert.That(SctpExchange.Take(result.Association!), Is.EqualTo("3"));
        Assert.That(a.EndReason, Is.EqualTo(SctpEndReason.EndpointGone));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    [Test]
    public void ARestartDuringShutdownAckIsRefused()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, SctpAssociation b) = exchange.Connect();
        exchange.LoseAt(
            exchange.A, packet => packet.Label.Names("SHUTDOWN ACK") && exchange.Simulation.Now.Seconds < 0.1);
        a.Shutdown();
        exchange.RunFor(25);
        Assert.That(b.State, Is.EqualTo(SctpState.ShutdownAckSent));
        exchange.A.Crash();
        exchange.A.Restart();
        exchange.EndpointA = SctpStack.Of(exchange.A).Open(SctpExchange.Port, exchange.Options);
        exchange.Wire.Clear();
        Assert.That(exchange.ConnectOnly().IsUp, Is.True, "after the old one has ended");

        // a -> b  INIT;  b -> a  SHUTDOWN ACK;  a answers with the tag that it was sent (§8.5.1 E);  then INIT again
        Assert.That(
            exchange.TakeLadder(), Does.Contain("b -> a  SHUTDOWN ACK").And.Contain("a -> b  SHUTDOWN COMPLETE T"));
        Assert.That(b.EndReason, Is.EqualTo(SctpEndReason.Shutdown));
    }

    [Test]
    public void CookiesFromBeforeACrashAreWorthNothing()
    {
        var exchange = new SctpExchange();
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
        exchange.RunFor(15);
        exchange.B.Crash();
        exchange.B.Restart();
        exchange.EndpointB = SctpStack.Of(exchange.B).Open(SctpExchange.Port, exchange.Options);
        exchange.RunFor(10_000);
        Assert.That(connect.IsCompleted, Is.False);
        Assert.That(
            exchange.CountersB[SctpDropReason.ForgedCookie], Is.EqualTo(4), "COOKIE ECHO at 20, 1020, 3020, 7020 ms");
        Assert.That(exchange.EndpointB.Associations, Is.Empty);
    }

    [Test]
    public void ACrashInterruptsWhoWaitsAndEndsTheEndpoint()
    {
        var exchange = new SctpExchange();
        (SctpAssociation a, _) = exchange.Connect();
        List<string> story = [];
        async Process Serve()
        {
            try
            {
                await a.Receive();
            }
            catch (InterruptException interrupt) when (interrupt.Cause is NodeCrash)
            {
                story.Add("interrupted");
            }
        }

        exchange.A.Start(Serve());
        exchange.RunFor(1);
        exchange.A.Crash();
        exchange.Simulation.Run();
        Assert.That(story, Is.EqualTo(new List<string> { "interrupted" }));
        Assert.That(exchange.EndpointA.IsClosed, Is.True);
        Process<SctpConnectResult> connect = exchange.EndpointA.Connect(exchange.B.Ip.Addresses[0], SctpExchange.Port);
        Assert.That(exchange.Result(connect).Failure, Is.EqualTo(SctpEndReason.EndpointGone));
        Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
    }

    private static string Story(SctpAssociation association)
    {
        List<string> story = [];
        while (association.TryReceive(out SctpIndication indication))
        {
            story.Add(indication.IsEnded ? $"Ended {indication.Reason}" : indication.Kind.ToString());
            indication.Payload?.Release();
            if (indication.IsEnded)
            {
                break;
            }
        }

        return string.Join(", ", story);
    }
}
