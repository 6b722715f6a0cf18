using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Protocols.Diameter;
using Tests.Testing;

namespace Tests.Entities;

/// <summary>tshark, a decoder that is not ours, reads what MMEs and HSSs say to each other.</summary>
public sealed class S6aTsharkTests
{
    private static readonly string[] Options = ["ip.check_checksum:TRUE", "sctp.checksum:CRC-32C"];
    private static readonly string[] Fields =
    [
        "diameter.flags.request", "diameter.answer_to", "sctp.checksum.status", "diameter.cmd.code",
    ];

    [Test]
    public void EveryAnswerHasItsRequestAndNothingIsWrong()
    {
        var exchange = new S6aExchange(isStarted: false);
        var tap = new PcapTap();
        exchange.Topology.AddTap(tap);
        exchange.Start();
        Converse(exchange);
        IReadOnlyList<TsharkFrame> frames = Tshark.ReadCapture(tap.Capture, tap.FrameCount, Options, Fields);
        List<TsharkFrame> diameter = [.. frames.Where(frame => frame.Fields[0].Length > 0)];
        string[] answered = [.. diameter.Where(frame => !IsRequest(frame)).Select(frame => frame.Fields[1])];
        Assert.Multiple(() =>
        {
            Assert.That(frames.Max(frame => frame.Severity), Is.LessThan(Tshark.Note), Complaints(frames));
            Assert.That(frames.All(frame => frame.Fields[2] == "1"), Is.True, "checksums");
            Assert.That(diameter, Has.Count.GreaterThan(30));
            Assert.That(answered, Has.None.Empty, "answers without request");
            Assert.That(answered, Is.Unique);
            Assert.That(answered, Has.Length.EqualTo(diameter.Count(IsRequest)), "every request is answered");
            Assert.That(
                diameter.Select(frame => frame.Fields[3]).Distinct().Order(),
                Is.EqualTo("257 280 282 316 317 318 321".Split(' ')));
        });
        exchange.Finish();
    }

    private static void Converse(S6aExchange exchange)
    {
        Subscriber subscriber = exchange.Provision();
        var card = new Card(subscriber, SqnScheme.NotTimeBased);
        card.Advance(50);
        VectorAnswer stale = exchange.FetchVector(subscriber.Imsi);
        card.Authenticate(stale.Vector, out _, out Auts auts);
        exchange.FetchVector(subscriber.Imsi, new(stale.Vector.Rand, auts));
        exchange.FetchVector(subscriber.Imsi, new(stale.Vector.Rand, default));
        exchange.FetchVector(exchange.Draw().Imsi);
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.UpdateLocation(subscriber.Imsi, mme: 1);
        exchange.Run(exchange.Clients[1].Purge(subscriber.Imsi, default));
        exchange.Hss.TryWithdraw(subscriber.Imsi);
        exchange.UpdateLocation(subscriber.Imsi);
        exchange.RunFor(100_000); // probes
        exchange.Clients[0].Disconnect(DisconnectCause.Rebooting);
        exchange.RunFor(1_000);
    }

    private static bool IsRequest(TsharkFrame frame) => frame.Fields[0] is "1" or "True";

    private static string Complaints(IReadOnlyList<TsharkFrame> frames) =>
        string.Join('\n', frames.Where(frame => frame.Severity >= Tshark.Note).Select(frame => frame.Complaint));
}
