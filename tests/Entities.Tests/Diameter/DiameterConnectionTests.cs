using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;

namespace Tests.Entities;

/// <summary>The accepting end of connections, against peers written by hand (RFC 6733 §5).</summary>
public sealed class DiameterConnectionTests
{
    [Test]
    public void ThePeerLearnsWhatTheNodeIs()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);

        // peer -> HSS  Capabilities-Exchange-Request;  HSS -> peer  Answer
        PeerCapabilities capabilities = peer.Open(exchange.HssNode).Capabilities;
        Assert.That(capabilities.OriginHost, Is.EqualTo(exchange.Hss.Host));
        Assert.That(capabilities.OriginRealm, Is.EqualTo(exchange.Hss.Realm));
        Assert.That(capabilities.HostAddresses[0], Is.EqualTo(DiameterAddress.IPv4(0x0A020001)));
        Assert.That(capabilities.VendorApplications[0].Application, Is.EqualTo(DiameterApplication.S6a));
        Assert.That(capabilities.OriginStateId, Is.EqualTo(1));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(3), "two MMEs and the peer");
        exchange.Finish();
    }

    [Test]
    public void NothingGoesBeforeCapabilities()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        peer.Send(new DeviceWatchdogRequest(peer.NextTransaction(), peer.Host, ScriptedPeer.Realm));
        exchange.RunFor(1_000);
        Assert.That(peer.Received, Is.Empty);
        Assert.That(peer.Association!.EndReason, Is.EqualTo(SctpEndReason.AbortedByPeer));
        Assert.That(Count(exchange, DiameterConnectionEvent.BadCapabilities), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void ASilentPeerIsNotWaitedForLong()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        exchange.RunFor(9_900);
        Assert.That(peer.IsConnected, Is.True);
        exchange.RunFor(200);
        Assert.That(peer.IsConnected, Is.False);
        Assert.That(Count(exchange, DiameterConnectionEvent.ExchangeTimedOut), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void APeerWithoutACommonApplicationIsToldSo()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        PeerCapabilities other = peer.Capabilities() with
        {
            VendorApplications = new(new VendorSpecificApplication(VendorId.Tgpp, DiameterApplication.Cx)),
        };
        Assert.That(
            ReadResult(peer.Ask(new CapabilitiesExchangeRequest(peer.NextTransaction(), other))),
            Is.EqualTo(ResultCode.NoCommonApplication));
        Assert.That(peer.Association!.EndReason, Is.EqualTo(SctpEndReason.Shutdown), "the answer arrived first");
        Assert.That(Count(exchange, DiameterConnectionEvent.NothingInCommon), Is.EqualTo(1));
        exchange.Finish();
    }

    [TestCase(true, ResultCode.Success)]
    [TestCase(false, ResultCode.NoCommonSecurity)]
    public void APeerThatInsistsOnTlsIsToldSo(bool takesClearText, ResultCode expected)
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        PeerCapabilities other = peer.Capabilities() with
        {
            InbandSecurity = takesClearText ? new(1u, 0u) : new(1u),
        };
        Assert.That(
            ReadResult(peer.Ask(new CapabilitiesExchangeRequest(peer.NextTransaction(), other))),
            Is.EqualTo(expected));
        exchange.Finish();
    }

    [Test]
    public void ARelayTakesEveryApplication()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        PeerCapabilities relay = peer.Capabilities() with
        {
            VendorApplications = default,
            AuthApplications = new((uint)DiameterApplication.Relay),
        };
        Assert.That(
            ReadResult(peer.Ask(new CapabilitiesExchangeRequest(peer.NextTransaction(), relay))),
            Is.EqualTo(ResultCode.Success));
        exchange.Finish();
    }

    [Test]
    public void CapabilitiesThatCannotBeReadAreAnsweredAndEndTheConnection()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        byte[] request = ScriptedPeer.Octets(
            new CapabilitiesExchangeRequest(peer.NextTransaction(), peer.Capabilities()));
        request[27] = 3; // Origin-Host: a length below its header
        Assert.That(ReadError(peer.Ask(request)).Result, Is.EqualTo(ResultCode.InvalidAvpLength));
        Assert.That(peer.IsConnected, Is.False);
        Assert.That(Count(exchange, DiameterConnectionEvent.BadCapabilities), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void CapabilitiesAgainAreAnsweredAgain()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        Assert.That(
            ReadResult(peer.Ask(new CapabilitiesExchangeRequest(peer.NextTransaction(), peer.Capabilities()))),
            Is.EqualTo(ResultCode.Success));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(3));
        exchange.Finish();
    }

    [Test]
    public void ASecondConnectionOfAPeerIsRejected()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        var twin = new ScriptedPeer(exchange, exchange.HssNode, "10.3.0.2", 1) { Host = peer.Host };
        peer.Open(exchange.HssNode);
        twin.Connect(exchange.HssNode);
        twin.Send(new CapabilitiesExchangeRequest(twin.NextTransaction(), twin.Capabilities()));
        exchange.RunFor(1_000);
        Assert.That((peer.IsConnected, twin.IsConnected), Is.EqualTo((true, false)));
        Assert.That(Count(exchange, DiameterConnectionEvent.AlreadyConnected), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void APeerInItsNextLifeReplacesItsOldConnection()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        var twin = new ScriptedPeer(exchange, exchange.HssNode, "10.3.0.2", 1) { Host = peer.Host };
        peer.Open(exchange.HssNode);
        twin.Open(exchange.HssNode, stateId: 2);
        Assert.That((peer.IsConnected, twin.IsConnected), Is.EqualTo((false, true)));
        Assert.That(Count(exchange, DiameterConnectionEvent.Replaced), Is.EqualTo(1));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(3));
        exchange.Finish();
    }

    [Test]
    public void AProbeIsAnswered()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        var request = new DeviceWatchdogRequest(peer.NextTransaction(), peer.Host, ScriptedPeer.Realm);
        byte[] octets = peer.Ask(request);
        Assert.That(DeviceWatchdogAnswer.TryDecode(octets, out DeviceWatchdogAnswer answer, out _), Is.True);
        Assert.That(answer.Transaction, Is.EqualTo(request.Transaction));
        Assert.That(answer.Result, Is.EqualTo(ResultCode.Success));
        exchange.Finish();
    }

    [Test]
    public void ASilentConnectionIsProbedSuspectedAndGivenUp()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        exchange.RunFor(27_800);
        Assert.That(peer.Received, Is.Empty, "Tw is 30 s and at most 2 s shorter");
        exchange.RunFor(4_300);
        Assert.That(string.Join(", ", peer.Commands()), Is.EqualTo("DeviceWatchdog request"));
        exchange.RunFor(51_000);
        Assert.That(peer.IsConnected, Is.True, "two more Tw");
        exchange.RunFor(13_000);
        Assert.That(peer.IsConnected, Is.False);
        Assert.That(peer.Received, Has.Count.EqualTo(1), "one probe");
        Assert.That(Count(exchange, DiameterConnectionEvent.WatchdogExpired), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void WhoAnswersProbesStays()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        peer.AnswerBaseProtocol();
        exchange.RunFor(1_000_000);
        Assert.That(peer.IsConnected, Is.True);
        Assert.That(peer.Received, Has.Count.InRange(31, 36));
        exchange.Finish();
    }

    [Test]
    public void AnswersToNoProbeDoNotCount()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        peer.Send(new DeviceWatchdogAnswer(new(1, 2), ResultCode.Success, peer.Host, ScriptedPeer.Realm));
        exchange.RunFor(100);
        Assert.That(exchange.HssMeasures.Diameter.Drops.CountOf(DiameterDrop.UnmatchedAnswer), Is.EqualTo(1));
        exchange.Finish();
    }

    [Test]
    public void APeerThatLeavesIsLetGo()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);

        // peer -> HSS  Disconnect-Peer-Request;  HSS -> peer  Disconnect-Peer-Answer
        byte[] octets = peer.Ask(new DisconnectPeerRequest(
            peer.NextTransaction(), peer.Host, ScriptedPeer.Realm, DisconnectCause.Rebooting));
        Assert.That(DisconnectPeerAnswer.TryDecode(octets, out DisconnectPeerAnswer answer, out _), Is.True);
        Assert.That(answer.Result, Is.EqualTo(ResultCode.Success));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(2));
        peer.Association!.Shutdown();
        exchange.RunFor(1_000);
        Assert.That(peer.Association.EndReason, Is.EqualTo(SctpEndReason.Shutdown));
        Assert.That(Count(exchange, DiameterConnectionEvent.DisconnectedByPeer), Is.EqualTo(1));
        Assert.That(Count(exchange, DiameterConnectionEvent.TransportEnded), Is.Zero, "counted once");
        exchange.Finish();
    }

    [Test]
    public void APeerThatSaysItLeavesAndStaysIsCutOff()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        peer.Ask(new DisconnectPeerRequest(
            peer.NextTransaction(), peer.Host, ScriptedPeer.Realm, DisconnectCause.Busy));
        peer.Send(new PurgeUeRequest(peer.NextSession(), Simulator.Protocols.Nas.Imsi.Parse("001010000000001")));
        exchange.RunFor(5_000);
        Assert.That(exchange.HssMeasures.Diameter.Drops.CountOf(DiameterDrop.NotOpen), Is.EqualTo(1));
        exchange.RunFor(10_000);
        Assert.That(peer.IsConnected, Is.False);
        exchange.Finish();
    }

    [TestCase(DiameterRefusal.CommandUnsupported, ResultCode.CommandUnsupported, 7, 0xFF)]
    [TestCase(DiameterRefusal.ApplicationUnsupported, ResultCode.ApplicationUnsupported, 11, 0xFF)]
    [TestCase(DiameterRefusal.UnsupportedVersion, ResultCode.UnsupportedVersion, 0, 2)]
    [TestCase(DiameterRefusal.InvalidHeaderBits, ResultCode.InvalidHdrBits, 4, 0xE0)]
    [TestCase(DiameterRefusal.InvalidMessageLength, ResultCode.InvalidMessageLength, 3, 0x18)]
    [TestCase(DiameterRefusal.InvalidAvpBits, ResultCode.InvalidAvpBits, 24, 0x41)]
    [TestCase(DiameterRefusal.InvalidAvpLength, ResultCode.InvalidAvpLength, 27, 7)]
    [TestCase(DiameterRefusal.AvpUnsupported, ResultCode.AvpUnsupported, 22, 0x77)]
    public void AWrongRequestIsAnsweredAsTheBaseProtocolSays(
        DiameterRefusal counted, ResultCode expected, int offset, int value)
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        byte[] request = ScriptedPeer.Octets(new PurgeUeRequest(
            peer.NextSession(), Simulator.Protocols.Nas.Imsi.Parse("001010000000001")));
        request[offset] = (byte)value;
        ErrorAnswer error = ReadError(peer.Ask(request));
        Assert.That(error.Result, Is.EqualTo(expected));
        Assert.That((error.OriginHost, error.OriginRealm), Is.EqualTo((exchange.Hss.Host, exchange.Hss.Realm)));
        Assert.That(exchange.HssMeasures.Diameter.Refusals.CountOf(counted), Is.EqualTo(1));
        Assert.That(peer.IsConnected, Is.True);
        exchange.Finish();
    }

    [Test]
    public void OctetsThatNothingCanBeAnsweredToAreDropped()
    {
        var exchange = new S6aExchange();
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Open(exchange.HssNode);
        var garbage = new List<byte[]> { new byte[] { 1 }, new byte[19], Enumerable.Repeat((byte)0x5A, 64).ToArray() };
        garbage.ForEach(peer.Send);
        exchange.RunFor(1_000);
        Assert.That(peer.Received, Is.Empty);
        Assert.That(exchange.HssMeasures.Diameter.Drops.CountOf(DiameterDrop.Unreadable), Is.EqualTo(3));
        Assert.That(peer.IsConnected, Is.True);
        exchange.Finish();
    }

    [Test]
    public void ARestartedTransportBeginsAnew()
    {
        var exchange = new S6aExchange();
        exchange.Mmes[0].Crash();
        exchange.RunFor(100);
        exchange.Mmes[0].Restart();
        exchange.RunFor(1_000);
        Assert.That(Count(exchange, DiameterConnectionEvent.TransportRestarted), Is.EqualTo(1));
        Assert.That(exchange.Hss.ConnectionCount, Is.EqualTo(2), "the MME came back on the same port");
        Assert.That(exchange.FetchVector(exchange.Provision().Imsi).Status, Is.EqualTo(S6aStatus.Success));
        exchange.Finish();
    }

    [Test]
    public void TwIsAtLeastSixSeconds()
    {
        Assert.That(
            () => new S6aExchange(diameter: new DiameterOptions { Watchdog = SimTime.FromSeconds(5) }),
            Throws.InstanceOf<InvariantException>());
    }

    private static long Count(S6aExchange exchange, DiameterConnectionEvent what) =>
        exchange.HssMeasures.Diameter.Connections.CountOf(what);

    private static ResultCode ReadResult(byte[] octets)
    {
        bool isRead = CapabilitiesExchangeAnswer.TryDecode(
            octets, out CapabilitiesExchangeAnswer answer, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.Error.ToString());
        return answer.Result;
    }

    private static ErrorAnswer ReadError(byte[] octets)
    {
        bool isRead = ErrorAnswer.TryDecode(octets, out ErrorAnswer error, out DiameterFault fault);
        Assert.That(isRead, Is.True, fault.Error.ToString());
        return error;
    }
}
