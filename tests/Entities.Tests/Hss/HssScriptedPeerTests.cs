using System.Buffers.Binary;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>What an HSS answers to an MME that is not one of ours.</summary>
public sealed class HssScriptedPeerTests
{
    private static readonly Imsi Nobody = Imsi.Parse("001010000999999");

    [TestCase(null, 1)]
    [TestCase(0u, 1)]
    [TestCase(1u, 1)]
    [TestCase(3u, 3)]
    [TestCase(5u, 5)]
    [TestCase(6u, 5)]
    [TestCase(uint.MaxValue, 5)]
    public void SeveralVectorsComeInTheirOrder(uint? asked, int given)
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        AuthenticationInformationAnswer answer = Read(peer.Ask(Request(peer, subscriber.Imsi, asked)));
        Assert.That(answer.Session.Result.IsSuccess, Is.True);
        Assert.That(answer.Vectors.Count, Is.EqualTo(given));
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        for (int index = 0; index < given; index++)
        {
            EutranVector vector = answer.Vectors[index];
            Assert.That(vector.ItemNumber, Is.EqualTo(given == 1 ? null : (uint?)index + 1));
            Assert.That(
                card.Accepts(new(vector.Rand, vector.Xres, vector.Autn, vector.Kasme), S6aExchange.Home), Is.True);
        }

        exchange.Finish();
    }

    [Test]
    public void FewerVectorsWhereTheHssGivesFewer()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect(new HssOptions { VectorsMax = 2 });
        AuthenticationInformationAnswer answer = Read(peer.Ask(Request(peer, exchange.Provision().Imsi, 5)));
        Assert.That(answer.Vectors.Count, Is.EqualTo(2));
        exchange.Finish();
    }

    [Test]
    public void TheAnswerHasTheIdentifiersAndTheSessionOfTheRequest()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        AuthenticationInformationRequest request = Request(peer, exchange.Provision().Imsi, 1);
        SessionAnswer answer = Read(peer.Ask(request)).Session;
        Assert.That(answer.Transaction, Is.EqualTo(request.Session.Transaction));
        Assert.That(answer.SessionId, Is.EqualTo(request.Session.SessionId));
        Assert.That((answer.OriginHost, answer.OriginRealm), Is.EqualTo((exchange.Hss.Host, exchange.Hss.Realm)));
        exchange.Finish();
    }

    [Test]
    public void ARepeatedRequestIsAnsweredWithoutTheFlag()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        AuthenticationInformationRequest request = Request(peer, exchange.Provision().Imsi, 1);
        Transaction repeated = request.Session.Transaction with { IsRepeated = true };
        byte[] octets = peer.Ask(request with { Session = request.Session with { Transaction = repeated } });
        Assert.That(Read(octets).Session.Transaction.IsRepeated, Is.False);
        exchange.Finish();
    }

    [Test]
    public void ARequestForNoRadioAccessLacksAnAvp()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        AuthenticationInformationRequest request = Request(peer, exchange.Provision().Imsi, 1);
        ErrorAnswer error = ReadError(peer.Ask(request with { Requested = null }));
        Assert.That(error.Result, Is.EqualTo(ResultCode.MissingAvp));
        Assert.That(error.SessionId, Is.EqualTo(request.Session.SessionId));
        Assert.That(
            BinaryPrimitives.ReadUInt32BigEndian(error.FailedAvp.Span), Is.EqualTo(1408), "the AVP that is absent");
        Assert.That(exchange.HssMeasures.Diameter.Refusals.CountOf(DiameterRefusal.MissingAvp), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void AnotherRadioAccessIsNotAllowed()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        byte[] octets = peer.Ask(Update(peer, subscriber.Imsi) with { RatType = RatType.Geran });
        Assert.That(ReadUpdate(octets).Session.Result.Is(S6aResultCode.RatNotAllowed), Is.True);
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi).IsEmpty, Is.True);
        exchange.Finish();
    }

    [Test]
    public void WhoHasTheSubscriptionIsNotSentItAgain()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        UpdateLocationRequest request = Update(peer, subscriber.Imsi);
        UpdateLocationAnswer answer = ReadUpdate(
            peer.Ask(request with { Flags = request.Flags | UlrFlags.SkipSubscriberData }));
        Assert.That(answer.Session.Result.IsSuccess, Is.True);
        Assert.That(answer.Subscription, Is.Null);
        Assert.That(answer.Flags, Is.EqualTo(UlaFlags.SeparationIndication));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi), Is.EqualTo(peer.Host));
        exchange.Finish();
    }

    [Test]
    public void NobodySpeaksForAnotherHost()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        UpdateLocationRequest request = Update(peer, subscriber.Imsi);
        DiameterIdentity other = DiameterNames.Mme(S6aExchange.Home, 0x8000, 0);
        ErrorAnswer error = ReadError(
            peer.Ask(request with { Session = request.Session with { OriginHost = other } }));
        Assert.That(error.Result, Is.EqualTo(ResultCode.UnableToComply));
        Assert.That(exchange.Hss.ServingNodeOf(subscriber.Imsi).IsEmpty, Is.True);
        Assert.That(exchange.HssMeasures.Diameter.Refusals.CountOf(DiameterRefusal.UnableToComply), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void RequestsForOthersAreNotServed()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        AuthenticationInformationRequest request = Request(peer, exchange.Provision().Imsi, 1);
        SessionRequest elsewhere = request.Session with { DestinationRealm = DiameterIdentity.Parse("example.org") };
        Assert.That(
            ReadError(peer.Ask(request with { Session = elsewhere })).Result, Is.EqualTo(ResultCode.RealmNotServed));
        SessionRequest otherHost = request.Session with { DestinationHost = DiameterIdentity.Parse("hss7.example") };
        Assert.That(
            ReadError(peer.Ask(request with { Session = otherHost })).Result, Is.EqualTo(ResultCode.UnableToDeliver));
        Assert.That(exchange.HssMeasures.Vectors.Count, Is.Zero);
        exchange.Finish();
    }

    [Test]
    public void AnHssCancelsNoLocationOfItsOwn()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        var request = new CancelLocationRequest(
            peer.NextSession(exchange.Hss.Host), Nobody, CancellationType.SubscriptionWithdrawal);
        ErrorAnswer error = ReadError(peer.Ask(request));
        Assert.That(error.Result, Is.EqualTo(ResultCode.CommandUnsupported));
        Assert.That(error.Command, Is.EqualTo(CommandCode.CancelLocation));
        exchange.Finish();
    }

    [Test]
    public void AnAnswerThatCannotBeReadEndsTheCancellation()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        peer.Ask(Update(peer, subscriber.Imsi));
        peer.AnswerBaseProtocol(octets =>
        {
            DiameterHeader.TryPeek(octets, out DiameterHeader header);
            CancelLocationRequest.TryDecode(octets, out CancelLocationRequest request, out _);
            return ScriptedPeer.Octets(new ErrorAnswer(
                header.Command, header.Application, true, header.Transaction, request.Session.SessionId, peer.Host,
                ScriptedPeer.Realm, ResultCode.UnableToComply));
        });
        Assert.That(exchange.Hss.TryWithdraw(subscriber.Imsi), Is.True);
        exchange.RunFor(1_000);
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Refused), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void ACancellationEndsWithItsConnection()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        peer.Ask(Update(peer, subscriber.Imsi));
        exchange.Hss.TryWithdraw(subscriber.Imsi);
        peer.Association!.Abort();
        exchange.RunFor(1_000);
        Assert.That(exchange.HssMeasures.Cancellations.CountOf(HssCancellation.Unreachable), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void EveryTruncationAndEveryBitIsAnsweredOrDropped()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Subscriber subscriber = exchange.Provision();
        byte[] request = ScriptedPeer.Octets(Request(peer, subscriber.Imsi, 1));
        for (int size = 1; size < request.Length; size++)
        {
            peer.Send(request[..size]);
            exchange.RunFor(1);
        }

        for (int bit = 0; bit < 8 * request.Length; bit++)
        {
            byte[] wrong = (byte[])request.Clone();
            wrong[bit / 8] ^= (byte)(0x80 >> (bit % 8));
            peer.Send(wrong);
            exchange.RunFor(1);
        }

        exchange.RunFor(30_000);
        Assert.That(peer.IsConnected, Is.True);
        Assert.That(Read(peer.Ask(request)).Session.Result.IsSuccess, Is.True, "it still serves");
        exchange.Finish();
    }

    private static (S6aExchange Exchange, ScriptedPeer Peer) Connect(HssOptions? options = null)
    {
        var exchange = new S6aExchange(options);
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        return (exchange, peer);
    }

    private static AuthenticationInformationRequest Request(ScriptedPeer peer, Imsi imsi, uint? vectors) =>
        new(peer.NextSession(), imsi, S6aExchange.Home, new RequestedEutranAuthentication(vectors));

    private static UpdateLocationRequest Update(ScriptedPeer peer, Imsi imsi) =>
        new(peer.NextSession(), imsi, RatType.Eutran, UlrFlags.S6aIndicator, S6aExchange.Home);

    private static AuthenticationInformationAnswer Read(byte[] octets)
    {
        bool isRead = AuthenticationInformationAnswer.TryDecode(
            octets, out AuthenticationInformationAnswer answer, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.Error.ToString());
        return answer;
    }

    private static UpdateLocationAnswer ReadUpdate(byte[] octets)
    {
        bool isRead = UpdateLocationAnswer.TryDecode(octets, out UpdateLocationAnswer answer, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.Error.ToString());
        return answer;
    }

    private static ErrorAnswer ReadError(byte[] octets)
    {
        bool isRead = ErrorAnswer.TryDecode(octets, out ErrorAnswer error, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.Error.ToString());
        return error;
    }
}
