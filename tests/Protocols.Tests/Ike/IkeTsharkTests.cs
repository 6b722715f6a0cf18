using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;
using Tests.Testing;

namespace Tests.Protocols.Ike;

/// <summary>tshark reads what we write in the clear; what is encrypted is read in the captures of Entities.</summary>
[TestFixture]
public sealed class IkeTsharkTests
{
    [Test]
    public void Every_payload_is_read_without_a_complaint()
    {
        byte[][] messages =
        [
            Write(
                Body(PayloadType.SecurityAssociation, Bodies.SecurityAssociations[2]),
                IkePayload.Of(PayloadType.KeyExchange, new KeyExchangePayload(DhGroup.P256, new(new byte[64]))),
                Body(PayloadType.Nonce, Bodies.Nonces[0]),
                Body(PayloadType.Notify, Bodies.Notifies[0]),
                IkePayload.Of(PayloadType.VendorId, new NoncePayload(new(new byte[20])))),
            Write(Body(PayloadType.Notify, Bodies.Notifies[3])),
            Write(Body(PayloadType.Notify, Bodies.Notifies[4])),
        ];
        IReadOnlyList<TsharkFrame> frames = BarePdus.ReadClean("isakmp", messages);
        Assert.That(frames.Select(frame => frame.Info), Is.All.Contains("IKE_SA_INIT"));
    }

    private static byte[] Write(params IkePayload[] payloads)
    {
        var message = new IkeMessage(
            new(1, 0, ExchangeType.IkeSaInit, IsInitiator: true, IsResponse: false, 0), new(payloads));
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        return octets;
    }

    private static IkePayload Body(PayloadType type, string octets) => new(type, new Octets(Refusals.Hex(octets)));
}
