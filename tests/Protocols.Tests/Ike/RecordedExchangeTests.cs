using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Ike;

/// <summary>Exchanges between another initiator and strongSwan's charon, computed again from their secrets.</summary>
[TestFixture]
public sealed class RecordedExchangeTests
{
    private static IEnumerable<RecordedExchange> All => RecordedExchange.All;

    private static IEnumerable<RecordedExchange> Ours => RecordedExchange.Ours;

    [TestCaseSource(nameof(All))]
    public void Every_message_decodes_and_encodes_to_the_same_octets(RecordedExchange exchange)
    {
        Assert.That(exchange.Messages, Has.Count.GreaterThanOrEqualTo(8));
        foreach (RecordedMessage recorded in exchange.Messages)
        {
            Assert.That(
                IkeMessage.TryDecode(recorded.Octets, out IkeMessage message, out DecodeError error),
                Is.True,
                error.ToString());
            byte[] encoded = new byte[message.EncodedSize];
            message.Encode(encoded);
            Assert.That(encoded, Is.EqualTo(recorded.Octets));
            Assert.That(message.Header.IsInitiator, Is.EqualTo(recorded.IsInitiator));
            CheckBodies(message.Payloads);
        }
    }

    [TestCaseSource(nameof(All))]
    public void Seed_of_the_keys(RecordedExchange exchange) =>
        Assert.That(Seed(exchange), Is.EqualTo(exchange["SKEYSEED"]));

    [TestCaseSource(nameof(Ours))]
    public void Keys_of_the_association(RecordedExchange exchange)
    {
        IkeKeys keys = Keys(exchange);
        Assert.That(keys.SkD.ToArray(), Is.EqualTo(exchange["SK_d"]));
        Assert.That(keys.SkAi.ToArray(), Is.EqualTo(exchange["SK_ai"]));
        Assert.That(keys.SkAr.ToArray(), Is.EqualTo(exchange["SK_ar"]));
        Assert.That(keys.SkEi.ToArray(), Is.EqualTo(exchange["SK_ei"]));
        Assert.That(keys.SkEr.ToArray(), Is.EqualTo(exchange["SK_er"]));
        Assert.That(keys.SkPi.ToArray(), Is.EqualTo(exchange["SK_pi"]));
        Assert.That(keys.SkPr.ToArray(), Is.EqualTo(exchange["SK_pr"]));
    }

    [TestCaseSource(nameof(Ours))]
    public void Proofs_of_identity(RecordedExchange exchange)
    {
        IkeKeys keys = Keys(exchange);
        byte[] sharedKey = System.Text.Encoding.ASCII.GetBytes(exchange.Secrets.GetProperty("PSK").GetString()!);
        foreach ((string end, bool isInitiator, string other) in new[] { ("i", true, "r"), ("r", false, "i") })
        {
            Assert.That(
                IdentificationPayload.TryDecode(exchange[$"ID{end}_body"], out IdentificationPayload identity, out _),
                Is.True);
            byte[] first = exchange.Messages.First(each => each.IsInitiator == isInitiator).Octets;
            Octets proof = IkeAuthentication.Make(sharedKey, keys, isInitiator, first, exchange[$"N{other}"], identity);
            Assert.That(proof.Span.ToArray(), Is.EqualTo(exchange[$"AUTH_{end}"]));

            Octets wrong = IkeAuthentication.Make(
                [.. sharedKey, 1], keys, isInitiator, first, exchange[$"N{other}"], identity);
            Assert.That(wrong, Is.Not.EqualTo(proof));
        }
    }

    [TestCaseSource(nameof(Ours))]
    public void Proofs_are_those_that_were_sent(RecordedExchange exchange)
    {
        foreach ((string end, bool isInitiator) in new[] { ("i", true), ("r", false) })
        {
            RecordedMessage sent = exchange.Messages.Where(each => each.IsInitiator == isInitiator).ElementAt(1);
            ValueList<IkePayload> payloads = Open(exchange, (byte[])sent.Octets.Clone());
            Assert.That(IkeContents.TryRead(payloads.Span, out IkeContents? contents, out _), Is.True);
            Assert.That(contents!.Authentication!.Value.Value.Span.ToArray(), Is.EqualTo(exchange[$"AUTH_{end}"]));
            Assert.That(
                IkeAuthentication.Verify(contents.Authentication.Value, new Octets(exchange[$"AUTH_{end}"])), Is.True);
            Assert.That(contents.InitiatorSelectors!.Value.Selectors, Has.Count.EqualTo(1));
        }
    }

    [TestCaseSource(nameof(Ours))]
    public void Encrypted_messages_open_and_seal_to_the_same_octets(RecordedExchange exchange)
    {
        using var contexts = new CipherContexts();
        IkeKeys keys = Keys(exchange);
        int count = 0;
        foreach (RecordedMessage recorded in exchange.Messages.Skip(2))
        {
            byte[] opened = (byte[])recorded.Octets.Clone();
            ValueList<IkePayload> payloads = Open(exchange, opened);
            CheckBodies(payloads);
            int end = opened.Length - exchange.Cipher.CodeSize - 1; // the padding is charon's choice: random octets
            byte[] padding = opened[(end - opened[end])..end];
            Assert.That(IkeHeader.TryPeek(recorded.Octets, out IkeHeader header), Is.True);
            byte[] vector = recorded.Octets[32..(32 + exchange.Cipher.VectorSize)];
            byte[] sealedAgain = EncryptedMessage.Seal(
                contexts, exchange.Cipher, keys, header, payloads.Span, vector, padding);
            Assert.That(Convert.ToHexString(sealedAgain), Is.EqualTo(Convert.ToHexString(recorded.Octets)));
            count++;
        }

        Assert.That(count, Is.GreaterThanOrEqualTo(8));
    }

    [TestCaseSource(nameof(Ours))]
    public void Keys_of_both_pairs_of_associations(RecordedExchange exchange)
    {
        IkeKeys keys = Keys(exchange);
        JsonElement[] children = [.. exchange.Secrets.GetProperty("child").EnumerateArray()];
        Assert.That(children, Has.Length.EqualTo(2));
        foreach (JsonElement child in children)
        {
            byte[] initiatorNonce = Octets(child, "Ni") ?? exchange["Ni"];
            byte[] responderNonce = Octets(child, "Nr") ?? exchange["Nr"];
            CipherSuite cipher = child.GetProperty("enc").GetString() == "cbc"
                ? CipherSuite.AesCbc128
                : CipherSuite.AesGcm256;
            var derived = ChildKeys.Derive(cipher, keys, [], initiatorNonce, responderNonce);
            Assert.That(derived.EncryptionKey(true).ToArray(), Is.EqualTo(Octets(child, "enc_key_i_to_r")));
            Assert.That(derived.EncryptionKey(false).ToArray(), Is.EqualTo(Octets(child, "enc_key_r_to_i")));
            Assert.That(derived.IntegrityKey(true).ToArray(), Is.EqualTo(Octets(child, "auth_key_i_to_r")));
            Assert.That(derived.IntegrityKey(false).ToArray(), Is.EqualTo(Octets(child, "auth_key_r_to_i")));
        }
    }

    [TestCaseSource(nameof(Ours))]
    public void Every_changed_octet_of_an_encrypted_message_is_refused(RecordedExchange exchange)
    {
        using var contexts = new CipherContexts();
        IkeKeys keys = Keys(exchange);
        byte[] recorded = exchange.Messages[2].Octets;
        for (int index = 0; index < recorded.Length; index++)
        {
            byte[] changed = [.. recorded];
            changed[index] ^= 0x01;
            EncryptionFault fault = EncryptedMessage.TryOpen(
                contexts, exchange.Cipher, keys, changed, out ValueList<IkePayload> payloads, out DecodeError error);
            Assert.That(
                fault, Is.EqualTo(EncryptionFault.WrongCode).Or.EqualTo(EncryptionFault.Malformed), $"octet {index}");
            Assert.That((payloads.Count, error.IsNone), Is.EqualTo((0, false)));
        }
    }

    [TestCaseSource(nameof(Ours))]
    public void Every_truncated_message_is_refused(RecordedExchange exchange)
    {
        using var contexts = new CipherContexts();
        IkeKeys keys = Keys(exchange);
        byte[] recorded = exchange.Messages[2].Octets;
        for (int length = 0; length < recorded.Length; length++)
        {
            Assert.That(
                EncryptedMessage.TryOpen(
                    contexts, exchange.Cipher, keys, recorded.AsSpan(0, length).ToArray(), out _, out _),
                Is.EqualTo(EncryptionFault.Malformed));
        }
    }

    [TestCaseSource(nameof(Ours))]
    public void Translators_are_detected_by_hashes_of_the_addresses(RecordedExchange exchange)
    {
        // charon looked for a translator in 10.99.0.1:500 -> 10.99.0.2:500 and was made to see one
        Assert.That(IkeMessage.TryDecode(exchange.Messages[1].Octets, out IkeMessage message, out _), Is.True);
        Assert.That(IkeContents.TryRead(message.Payloads.Span, out IkeContents? contents, out _), Is.True);
        Assert.That(
            contents!.Find(NotifyType.NatDetectionDestinationIp)!.Value.Data,
            Is.EqualTo(NatDetection.Hash(exchange.Spi("SPIi"), exchange.Spi("SPIr"), [10, 99, 0, 1], 500)));
        Assert.That(
            contents.Find(NotifyType.NatDetectionSourceIp)!.Value.Data,
            Is.Not.EqualTo(NatDetection.Hash(exchange.Spi("SPIi"), exchange.Spi("SPIr"), [10, 99, 0, 2], 501)));
    }

    private static void CheckBodies(ValueList<IkePayload> payloads)
    {
        foreach (IkePayload payload in payloads.Span)
        {
            IkePayload again = payload.Type switch
            {
                PayloadType.SecurityAssociation => Again<SecurityAssociationPayload>(payload),
                PayloadType.KeyExchange => Again<KeyExchangePayload>(payload),
                PayloadType.IdentificationInitiator => Again<IdentificationPayload>(payload),
                PayloadType.IdentificationResponder => Again<IdentificationPayload>(payload),
                PayloadType.Authentication => Again<AuthenticationPayload>(payload),
                PayloadType.Nonce => Again<NoncePayload>(payload),
                PayloadType.Notify => Again<NotifyPayload>(payload),
                PayloadType.Delete => Again<DeletePayload>(payload),
                PayloadType.TrafficSelectorInitiator => Again<TrafficSelectorPayload>(payload),
                PayloadType.TrafficSelectorResponder => Again<TrafficSelectorPayload>(payload),
                _ => payload,
            };
            Assert.That(again.Body, Is.EqualTo(payload.Body), payload.Type.ToString());
        }
    }

    private static IkePayload Again<T>(IkePayload payload)
        where T : struct, IWireMessage<T>
    {
        Assert.That(T.TryDecode(payload.Body.Span, out T body, out DecodeError error), Is.True, error.ToString());
        return IkePayload.Of(payload.Type, body);
    }

    private static ValueList<IkePayload> Open(RecordedExchange exchange, byte[] octets)
    {
        using var contexts = new CipherContexts();
        Assert.That(
            EncryptedMessage.TryOpen(
                contexts,
                exchange.Cipher,
                Keys(exchange),
                octets,
                out ValueList<IkePayload> payloads,
                out DecodeError error),
            Is.EqualTo(EncryptionFault.None),
            error.ToString());
        return payloads;
    }

    private static IkeKeys Keys(RecordedExchange exchange) => IkeKeys.Derive(
        exchange.Cipher, Seed(exchange), exchange["Ni"], exchange["Nr"], exchange.Spi("SPIi"), exchange.Spi("SPIr"));

    private static byte[] Seed(RecordedExchange exchange)
    {
        byte[] seed = new byte[32];
        IkeKeys.WriteSeed(exchange["Ni"], exchange["Nr"], exchange["g_ir"], seed);
        return seed;
    }

    private static byte[]? Octets(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out JsonElement value) ? Convert.FromHexString(value.GetString()!) : null;
}
