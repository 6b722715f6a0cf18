using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>What an MME makes of an HSS that is not one of ours.</summary>
public sealed class S6aClientScriptedPeerTests
{
    private static readonly Imsi Someone = Imsi.Parse("001010000000001");

    [TestCase(5001u, VendorId.Tgpp, S6aStatus.UserUnknown)]
    [TestCase(5420u, VendorId.Tgpp, S6aStatus.UnknownEpsSubscription)]
    [TestCase(5004u, VendorId.Tgpp, S6aStatus.RoamingNotAllowed)]
    [TestCase(5421u, VendorId.Tgpp, S6aStatus.RatNotAllowed)]
    [TestCase(4181u, VendorId.Tgpp, S6aStatus.AuthenticationDataUnavailable)]
    [TestCase(5422u, VendorId.Tgpp, S6aStatus.Refused)]
    [TestCase(3004u, VendorId.Tgpp, S6aStatus.Refused)] // no such code of 3GPP
    [TestCase(5001u, VendorId.Ietf, S6aStatus.Refused)] // an AVP was not supported: not the user unknown
    [TestCase(5003u, VendorId.Ietf, S6aStatus.Refused)]
    [TestCase(0u, VendorId.Ietf, S6aStatus.Refused)]
    public void EachResultHasItsMeaning(uint code, uint vendor, S6aStatus expected)
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.AnswerBaseProtocol(octets => Answer(hss, octets, new DiameterResult(code, vendor)));
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(expected));
        Assert.That(exchange.ClientMeasures[0].Vectors.CountOf(expected), Is.EqualTo(1));
        exchange.Finish();
    }

    [TestCase(ResultCode.TooBusy, S6aStatus.TooBusy)]
    [TestCase(ResultCode.UnableToDeliver, S6aStatus.Refused)]
    [TestCase(ResultCode.Success, S6aStatus.Refused)] // no answer-message says that
    public void ErrorsHaveTheirMeaning(ResultCode result, S6aStatus expected)
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.AnswerBaseProtocol(octets => Error(hss, octets, result));
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(expected));
        Assert.That(exchange.UpdateLocation(Someone).Status, Is.EqualTo(expected));
        Assert.That(exchange.Run(exchange.Clients[0].Purge(Someone, default)), Is.EqualTo(expected));
        exchange.Finish();
    }

    [Test]
    public void SuccessWithoutAVectorIsNone()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.AnswerBaseProtocol(octets => Answer(hss, octets, DiameterResult.Success));
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.AuthenticationDataUnavailable));
        exchange.Finish();
    }

    [Test]
    public void AnAnswerWhoseAvpsAreWrongRefuses()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.AnswerBaseProtocol(octets =>
        {
            byte[] answer = Answer(hss, octets, DiameterResult.Success);
            answer[27] = 1; // Session-Id: a length below its header
            return answer;
        });
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Refused));
        exchange.Finish();
    }

    [Test]
    public void AnAnswerWhoseHeaderIsWrongIsNone()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.AnswerBaseProtocol(octets => Answer(hss, octets, DiameterResult.Success)[..^4]);
        SimTime start = exchange.Simulation.Now;
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.NoAnswer));
        Assert.That(exchange.Simulation.Now - start, Is.EqualTo(SimTime.FromSeconds(5)));
        Assert.That(Drops(exchange, DiameterDrop.Unreadable), Is.EqualTo(1));
        Assert.That(exchange.ClientMeasures[0].Diameter.Unanswered.Count, Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void LateAndRepeatedAnswersAreDropped()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.NoAnswer));
        byte[] late = Answer(hss, hss.Received[^1], DiameterResult.Success);
        hss.Send(late);
        hss.Send(late);
        exchange.RunFor(100);
        Assert.That(Drops(exchange, DiameterDrop.LateAnswer), Is.EqualTo(2));
        hss.AnswerBaseProtocol(octets => Answer(hss, octets, DiameterResult.Success));
        Assert.That(exchange.UpdateLocation(Someone).Status, Is.EqualTo(S6aStatus.Success), "and nothing is mixed up");
        exchange.Finish();
    }

    [Test]
    public void AnswersThatContradictTheirRequestAreDropped()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        Process<VectorAnswer> request = exchange.Clients[0].FetchVector(Someone, null, default);
        exchange.RunFor(100);
        byte[] right = Answer(hss, hss.Received[^1], new DiameterResult(5001, VendorId.Tgpp));
        foreach ((int Offset, byte Mask) change in new (int, byte)[] { (7, 0x02), (11, 0x01), (19, 0x01) })
        {
            byte[] wrong = (byte[])right.Clone();
            wrong[change.Offset] ^= change.Mask; // command, application, end-to-end identifier
            hss.Send(wrong);
        }

        byte[] unmatched = (byte[])right.Clone();
        unmatched[12] ^= 0x80; // hop-by-hop identifier
        hss.Send(unmatched);
        exchange.RunFor(100);
        Assert.That(Drops(exchange, DiameterDrop.ContradictingAnswer), Is.EqualTo(3));
        Assert.That(Drops(exchange, DiameterDrop.UnmatchedAnswer), Is.EqualTo(1));
        Assert.That(request.IsCompleted, Is.False);
        hss.Send(right);
        Assert.That(exchange.Run(request).Status, Is.EqualTo(S6aStatus.UserUnknown));
        exchange.Finish();
    }

    [Test]
    public void AnswersMayOvertakeEachOther()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        var requests = new List<Process<S6aStatus>>();
        for (int count = 0; count < 5; count++)
        {
            requests.Add(exchange.Clients[0].Purge(Someone, default));
        }

        exchange.RunFor(100);
        uint code = 5001;
        for (int index = hss.Received.Count - 1; index >= hss.Received.Count - 5; index--)
        {
            DiameterResult result = code++ == 5003 ? DiameterResult.Success : new(5001, VendorId.Tgpp);
            hss.Send(Answer(hss, hss.Received[index], result));
        }

        exchange.RunFor(100);
        Assert.That(
            requests.ConvertAll(each => each.GetResult()),
            Is.EqualTo(new[]
            {
                S6aStatus.UserUnknown, S6aStatus.UserUnknown, S6aStatus.Success, S6aStatus.UserUnknown,
                S6aStatus.UserUnknown,
            }));
        exchange.Finish();
    }

    [Test]
    public void RequestsEndWithTheirConnection()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        Process<VectorAnswer> vector = exchange.Clients[0].FetchVector(Someone, null, default);
        Process<LocationAnswer> location = exchange.Clients[0].UpdateLocation(Someone, default);
        exchange.RunFor(100);
        hss.Association!.Abort();
        exchange.RunFor(100);
        Assert.That(vector.GetResult().Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(location.GetResult().Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(exchange.ClientMeasures[0].Diameter.Lost.Count, Is.EqualTo(2));
        SimTime start = exchange.Simulation.Now;
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(exchange.Simulation.Now, Is.EqualTo(start), "at once");
        exchange.RunFor(31_000);
        Assert.That(hss.ConnectionCount, Is.EqualTo(2), "after Tc it connects again");
        Assert.That(exchange.Clients[0].ConnectionCount, Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void NoMoreRequestsWaitThanMay()
    {
        (S6aExchange exchange, _) = Connect(new DiameterOptions { PendingMax = 3 });
        var requests = new List<Process<S6aStatus>>();
        for (int count = 0; count < 5; count++)
        {
            requests.Add(exchange.Clients[0].Purge(Someone, default));
        }

        Assert.That(requests[3].IsCompleted && requests[4].IsCompleted, Is.True, "at once");
        Assert.That(requests[4].GetResult(), Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(Drops(exchange, DiameterDrop.TooManyPending), Is.EqualTo(2));
        exchange.RunFor(6_000);
        Assert.That(requests[0].GetResult(), Is.EqualTo(S6aStatus.NoAnswer));
        exchange.Finish();
    }

    [Test]
    public void ASuspectedConnectionGetsNoRequest()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.Script = null;
        exchange.RunFor(65_000); // probed after one Tw, suspected after two
        int heard = hss.Received.Count;
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Unreachable));
        Assert.That(hss.Received, Has.Count.EqualTo(heard));
        hss.AnswerBaseProtocol(octets => Answer(hss, octets, DiameterResult.Success));
        hss.Send(hss.Script!(hss.Received[^1])!); // the answer to the probe
        exchange.RunFor(100);
        Assert.That(exchange.UpdateLocation(Someone).Status, Is.EqualTo(S6aStatus.Success), "the suspicion is gone");
        exchange.Finish();
    }

    [TestCase(DisconnectCause.Rebooting, 2)]
    [TestCase(DisconnectCause.Busy, 1)]
    [TestCase(DisconnectCause.DoNotWantToTalkToYou, 1)]
    public void AnHssThatLeavesIsAskedAgainOnlyIfItReboots(DisconnectCause cause, int connections)
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();

        // HSS -> MME  Disconnect-Peer-Request;  MME -> HSS  Answer
        hss.Send(new DisconnectPeerRequest(hss.NextTransaction(), hss.Host, ScriptedPeer.Realm, cause));
        exchange.RunFor(100);
        Assert.That(hss.Commands(), Has.Some.EqualTo("DisconnectPeer answer"));
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Unreachable));
        hss.Association!.Shutdown();
        exchange.RunFor(40_000);
        Assert.That(hss.ConnectionCount, Is.EqualTo(connections));
        exchange.Finish();
    }

    [Test]
    public void AnHssThatRefusesTheCapabilitiesIsAskedAgainLater()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Prepare();
        hss.Script = octets => Refusal(hss, octets);
        exchange.Clients[0].Start();
        exchange.RunFor(1_000);
        Assert.That(Events(exchange, DiameterConnectionEvent.Refused), Is.EqualTo(1));
        Assert.That(hss.IsConnected, Is.False);
        hss.AnswerBaseProtocol();
        exchange.RunFor(31_000);
        Assert.That(exchange.Clients[0].ConnectionCount, Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void AnHssThatSaysNothingToTheCapabilitiesIsLeft()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Prepare();
        exchange.Clients[0].Start();
        exchange.RunFor(10_100);
        Assert.That(Events(exchange, DiameterConnectionEvent.ExchangeTimedOut), Is.EqualTo(1));
        Assert.That(hss.IsConnected, Is.False);
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Unreachable));
        exchange.Finish();
    }

    [Test]
    public void CapabilitiesOfAnotherExchangeOpenNothing()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Prepare();
        hss.Script = octets => ScriptedPeer.Octets(
            new CapabilitiesExchangeAnswer(new(1, 1), ResultCode.Success, hss.Capabilities()));
        exchange.Clients[0].Start();
        exchange.RunFor(1_000);
        Assert.That(exchange.Clients[0].ConnectionCount, Is.Zero);
        Assert.That(Events(exchange, DiameterConnectionEvent.BadCapabilities), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void AnMmeGivesNoVectors()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        hss.Received.Clear();
        hss.Send(new AuthenticationInformationRequest(
            hss.NextSession(), Someone, S6aExchange.Home, new RequestedEutranAuthentication(1)));
        exchange.RunFor(100);
        Assert.That(ErrorAnswer.TryDecode(hss.Received[^1], out ErrorAnswer error, out _), Is.True);
        Assert.That(error.Result, Is.EqualTo(ResultCode.CommandUnsupported));
        exchange.Finish();
    }

    [Test]
    public void ACancellationInAnotherHostsNameIsNotObeyed()
    {
        (S6aExchange exchange, ScriptedPeer hss) = Connect();
        DiameterIdentity mme = DiameterNames.Mme(S6aExchange.Home, 0x8000, 0);
        hss.Received.Clear();
        var request = new CancelLocationRequest(
            hss.NextSession(mme), Someone, CancellationType.SubscriptionWithdrawal);
        DiameterIdentity other = DiameterIdentity.Parse("hss.example.org");
        hss.Send(request with { Session = request.Session with { OriginHost = other } });
        exchange.RunFor(100);
        Assert.That(ErrorAnswer.TryDecode(hss.Received[^1], out ErrorAnswer error, out _), Is.True);
        Assert.That(error.Result, Is.EqualTo(ResultCode.UnableToComply));
        Assert.That(exchange.ClientMeasures[0].Cancellations.Count, Is.Zero);
        hss.Send(request);
        exchange.RunFor(100);
        Assert.That(CancelLocationAnswer.TryDecode(hss.Received[^1], out CancelLocationAnswer answer, out _), Is.True);
        Assert.That(answer.Session.Result.IsSuccess, Is.True);
        Assert.That(exchange.ClientMeasures[0].Cancellations.Count, Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void AnHssThatIsNotThereIsTriedAgain()
    {
        var exchange = new S6aExchange(isStarted: false);
        exchange.Clients[0].Start();
        exchange.RunFor(1_000);
        Assert.That(Events(exchange, DiameterConnectionEvent.ConnectFailed), Is.GreaterThan(0), "nobody listens");
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.Unreachable));
        exchange.Hss.Start();
        exchange.RunFor(31_000);
        Assert.That(exchange.FetchVector(Someone).Status, Is.EqualTo(S6aStatus.UserUnknown), "it is there now");
        exchange.Finish();
    }

    [Test]
    public void OfTwoHssOfANetworkTheOneThatIsUpIsAsked()
    {
        var exchange = new S6aExchange(
            peers:
            [
                new S6aPeer(S6aExchange.Home, IpAddress.Parse("10.3.0.1")), // nobody has this address
                new S6aPeer(S6aExchange.Home, IpAddress.Parse("10.2.0.1")),
            ]);
        Assert.That(exchange.FetchVector(exchange.Provision().Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    [Test]
    public void ThreeDigitsOfTheNetworkCodeGoBeforeTwo()
    {
        var exchange = new S6aExchange(
            peers:
            [
                new S6aPeer(Simulator.Protocols.Wire.PlmnId.FromDigits("310", "41"), IpAddress.Parse("10.2.0.1")),
                new S6aPeer(S6aExchange.Other, IpAddress.Parse("10.2.0.2")),
            ]);
        exchange.FetchVector(Imsi.Parse("310410000000001"));
        exchange.FetchVector(Imsi.Parse("310411000000001"));
        Assert.That(
            exchange.TakeLadder(), Does.StartWith("mme/0 -> hss/1").And.Contain("mme/0 -> hss/0"));
        exchange.Finish();
    }

    private static (S6aExchange Exchange, ScriptedPeer Hss) Prepare(DiameterOptions? options = null)
    {
        var exchange = new S6aExchange(
            diameter: options,
            peers: [new S6aPeer(S6aExchange.Home, IpAddress.Parse("10.3.0.1"))],
            isStarted: false);
        var hss = new ScriptedPeer(exchange, exchange.Mmes[0]);
        hss.Listen();
        return (exchange, hss);
    }

    private static (S6aExchange Exchange, ScriptedPeer Hss) Connect(DiameterOptions? options = null)
    {
        (S6aExchange exchange, ScriptedPeer hss) = Prepare(options);
        hss.AnswerBaseProtocol();
        exchange.Clients[0].Start();
        exchange.RunFor(1_000);
        Assert.That(exchange.Clients[0].ConnectionCount, Is.EqualTo(1));
        return (exchange, hss);
    }

    private static byte[] Answer(ScriptedPeer hss, byte[] octets, DiameterResult result)
    {
        DiameterHeader.TryPeek(octets, out DiameterHeader header);
        switch (header.Command)
        {
            case CommandCode.AuthenticationInformation:
                AuthenticationInformationRequest.TryDecode(octets, out AuthenticationInformationRequest air, out _);
                return ScriptedPeer.Octets(
                    new AuthenticationInformationAnswer(air.Session.Answer(hss.Host, ScriptedPeer.Realm, result)));
            case CommandCode.UpdateLocation:
                UpdateLocationRequest.TryDecode(octets, out UpdateLocationRequest ulr, out _);
                return ScriptedPeer.Octets(
                    new UpdateLocationAnswer(ulr.Session.Answer(hss.Host, ScriptedPeer.Realm, result)));
            default:
                PurgeUeRequest.TryDecode(octets, out PurgeUeRequest pur, out _);
                return ScriptedPeer.Octets(
                    new PurgeUeAnswer(pur.Session.Answer(hss.Host, ScriptedPeer.Realm, result)));
        }
    }

    private static byte[] Error(ScriptedPeer hss, byte[] octets, ResultCode result)
    {
        DiameterHeader.TryPeek(octets, out DiameterHeader header);
        return ScriptedPeer.Octets(new ErrorAnswer(
            header.Command, header.Application, true, header.Transaction, default, hss.Host, ScriptedPeer.Realm,
            result));
    }

    private static byte[] Refusal(ScriptedPeer hss, byte[] octets)
    {
        DiameterHeader.TryPeek(octets, out DiameterHeader header);
        return ScriptedPeer.Octets(new CapabilitiesExchangeAnswer(
            header.Transaction, ResultCode.NoCommonApplication, hss.Capabilities()));
    }

    private static long Drops(S6aExchange exchange, DiameterDrop reason) =>
        exchange.ClientMeasures[0].Diameter.Drops.CountOf(reason);

    private static long Events(S6aExchange exchange, DiameterConnectionEvent what) =>
        exchange.ClientMeasures[0].Diameter.Connections.CountOf(what);
}
