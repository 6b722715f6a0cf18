using System;
using System.IO;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Published messages of another implementation (diameter.json), sent to an HSS as they are.</summary>
public sealed class HssVectorTests
{
    private static readonly Imsi Someone = Imsi.Parse("001010000000001");

    [Test]
    public void TheProbeIsAnsweredOctetByOctet()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        Assert.That(peer.Ask(Vector("DWR")), Is.EqualTo(Vector("DWA")));
        exchange.Finish();
    }

    [Test]
    public void TheLocationUpdateIsAnsweredOctetByOctet()
    {
        UpdateLocationAnswer.TryDecode(Vector("ULA"), out UpdateLocationAnswer expected, out _);
        (S6aExchange exchange, ScriptedPeer peer) = Connect(
            new HssOptions { Subscription = expected.Subscription!.Value });
        exchange.Hss.Provision(new Subscriber(Someone, 1, 2));
        Assert.That(peer.Ask(Vector("ULR")), Is.EqualTo(Vector("ULA")));
        exchange.Finish();
    }

    [Test]
    public void TheRequestForAVectorIsAnsweredLikeTheirs()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        exchange.Hss.Provision(new Subscriber(Someone, 1, 2));
        byte[] octets = peer.Ask(Vector("AIR"));
        AuthenticationInformationAnswer.TryDecode(octets, out AuthenticationInformationAnswer ours, out _);
        AuthenticationInformationAnswer.TryDecode(Vector("AIA"), out AuthenticationInformationAnswer theirs, out _);
        Assert.That(ours.Session, Is.EqualTo(theirs.Session));
        Assert.That(ours.Vectors.Count, Is.EqualTo(1));
        AuthenticationInformationAnswer same = ours with { Vectors = theirs.Vectors };
        Assert.That(ScriptedPeer.Octets(same), Is.EqualTo(Vector("AIA")), "but for the vector");
        exchange.Finish();
    }

    [Test]
    public void AForeignTokenIsRefused()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        exchange.Hss.Provision(new Subscriber(Someone, 1, 2));
        byte[] octets = peer.Ask(Vector("AIR (Re-Synchronization-Info)"));
        AuthenticationInformationAnswer.TryDecode(octets, out AuthenticationInformationAnswer answer, out _);
        Assert.That(answer.Session.Result.Is(S6aResultCode.AuthenticationDataUnavailable), Is.True);
        Assert.That(answer.Vectors.Count, Is.Zero);
        exchange.Finish();
    }

    [Test]
    public void AnUnknownSubscriberIsAnsweredOctetByOctet()
    {
        (S6aExchange exchange, ScriptedPeer peer) = Connect();
        byte[] expected = Vector("AIA (USER_UNKNOWN experimental 5001)");
        AuthenticationInformationRequest.TryDecode(Vector("AIR"), out AuthenticationInformationRequest request, out _);
        AuthenticationInformationAnswer.TryDecode(expected, out AuthenticationInformationAnswer answer, out _);
        SessionRequest session = request.Session with
        {
            Transaction = answer.Session.Transaction,
            SessionId = answer.Session.SessionId,
        };
        Assert.That(peer.Ask(request with { Session = session }), Is.EqualTo(expected));
        exchange.Finish();
    }

    private static (S6aExchange Exchange, ScriptedPeer Peer) Connect(HssOptions? options = null)
    {
        var exchange = new S6aExchange(options);
        var peer = new ScriptedPeer(exchange, exchange.HssNode);
        peer.Connect(exchange.HssNode);
        byte[] octets = peer.Ask(Vector("CER"));
        CapabilitiesExchangeAnswer.TryDecode(octets, out CapabilitiesExchangeAnswer answer, out _);
        Assert.That(answer.Result, Is.EqualTo(ResultCode.Success));
        return (exchange, peer);
    }

    private static byte[] Vector(string name)
    {
        string file = Path.Combine(TestContext.CurrentContext.TestDirectory, "Diameter", "vectors", "diameter.json");
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        foreach (JsonElement message in document.RootElement.GetProperty("messages").EnumerateArray())
        {
            if (message.GetProperty("name").GetString() == name)
            {
                return Convert.FromHexString(message.GetProperty("hex").GetString()!);
            }
        }

        throw new InvariantException($"no vector '{name}'");
    }
}
