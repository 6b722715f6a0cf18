using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Ike;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Ike;

/// <summary>Loss, duplication, delay, corruption, replay, floods, forgery, crashes: each ends in a counter, and in an
/// association or none.</summary>
public sealed class IkeDisturbanceTests
{
    private static IEnumerable<string> Messages =>
    [
        "IKE_SA_INIT request", "IKE_SA_INIT response", "IKE_AUTH request", "IKE_AUTH response",
        "CREATE_CHILD_SA request", "CREATE_CHILD_SA response", "INFORMATIONAL request", "INFORMATIONAL response",
    ];

    [TestCaseSource(nameof(Messages))]
    public void A_lost_message_is_made_good_by_the_request_sent_again(string message)
    {
        var exchange = new IkeExchange();
        exchange.Lose(message);
        Converse(exchange);
        exchange.AssertAgreement();
        Assert.That(exchange.Said.Text, Does.Contain($"  {message}"));
        Assert.That(exchange.Said.Text.Split('\n').Count(line => line.EndsWith("lost")), Is.EqualTo(1));
        Assert.That(exchange.Left.Count(IkeEvent.Retransmission), Is.EqualTo(1));
        Assert.That(
            exchange.Right.Count(IkeEvent.ResponseRepeated), Is.EqualTo(message.EndsWith("response") ? 1 : 0));
    }

    [TestCaseSource(nameof(Messages))]
    public void A_doubled_message_changes_nothing(string message)
    {
        var exchange = new IkeExchange();
        exchange.Apply(new FaultRule { On = "path", What = FaultKind.Duplicate, Message = message });
        Converse(exchange);
        exchange.AssertAgreement();
        bool isRequest = message.EndsWith("request");
        Assert.That(exchange.Right.Count(IkeEvent.ResponseRepeated), isRequest ? Is.Positive : Is.Zero);
        Assert.That(exchange.Left.Count(IkeDrop.UnexpectedResponse), Is.Positive);
    }

    [TestCaseSource(nameof(Messages))]
    public void A_message_that_comes_too_late_changes_nothing(string message)
    {
        var exchange = new IkeExchange();
        exchange.Apply(new FaultRule
        {
            On = "path",
            What = FaultKind.Delay,
            Message = message,
            Delay = Duration.FromSimTime(SimTime.FromMilliseconds(1_500)),
            Count = 1,
        });
        Converse(exchange);
        exchange.Run(10);
        Assert.That(exchange.Left.Count(IkeEvent.Retransmission), Is.EqualTo(1));
        exchange.AssertAgreement();
    }

    [TestCaseSource(nameof(Messages))]
    public void A_recorded_message_that_is_sent_again_later_changes_nothing(string message)
    {
        var exchange = new IkeExchange();
        exchange.Apply(new FaultRule
        {
            On = "path",
            What = FaultKind.Replay,
            Message = message,
            Delay = Duration.FromSimTime(SimTime.FromSeconds(5)),
            Count = 1,
        });
        Converse(exchange);
        exchange.Run(20);
        exchange.AssertAgreement();
        long counted = exchange.Right.Count(IkeDrop.OldMessageId) + exchange.Left.Count(IkeDrop.UnexpectedResponse)
            + exchange.Right.Count(IkeEvent.ResponseRepeated);
        Assert.That(counted, Is.Positive);
    }

    [TestCase(0.1, 40)]
    [TestCase(0.3, 20)]
    public void Any_message_may_be_lost(double probability, int count)
    {
        var exchange = new IkeExchange(new() { RetransmissionMax = 12 });
        exchange.Apply(new FaultRule { On = "path", What = FaultKind.Drop, Probability = probability });
        exchange.Left.Establish();
        exchange.Run(5_000);
        for (int round = 0; round < count; round++)
        {
            IkeEnd end = round % 2 == 0 ? exchange.Left : exchange.Right;
            end.Endpoint.Rekey(end.Installed[0]);
            if (round % 5 == 0)
            {
                exchange.Left.Endpoint.Rekey(exchange.Left.Established[0]);
            }

            exchange.Run(5_000);
            exchange.AssertAgreement();
        }
    }

    [TestCase("AES-CBC")]
    [TestCase("AES-GCM")]
    public void Whatever_bit_is_wrong_nothing_happens(string cipher)
    {
        CipherSuite suite = cipher == "AES-CBC" ? CipherSuite.AesCbc128 : CipherSuite.AesGcm128;
        var exchange = new IkeExchange(new() { Suites = [new(suite, DhGroup.Curve25519)] });
        exchange.Establish();
        int bit = 0, size = 0;
        bool isFirst = false;
        exchange.Right.OnArrival = packet =>
        {
            size = packet.Size - IkePlaces.Message;
            if (isFirst && bit < 8 * size)
            {
                IkePlaces.Change(packet, bit / 8, (byte)(1 << (bit % 8)));
            }

            isFirst = false;
            return HookVerdict.Pass;
        };
        IkeSa sa = exchange.Left.Established[0];
        do
        {
            isFirst = true;
            IkeOperation operation = exchange.Left.Endpoint.Inform(sa, []);
            exchange.Run(3);
            Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success), $"bit {bit}");
            bit += 5;
        }
        while (bit < 8 * size);
        exchange.AssertAgreement();
        Assert.That(exchange.Right.Count(IkeDrop.WrongIntegrity), Is.GreaterThan(40));
        Assert.That(exchange.Right.Count(IkeDrop.UnknownSpi), Is.Positive);
        Assert.That(exchange.Right.Count(IkeDrop.Malformed), Is.Positive);
        Assert.That(exchange.Right.Count(IkeDrop.HigherVersion), Is.Positive);
        Assert.That(exchange.Right.Count(IkeRefusal.InvalidIkeSpi), Is.Positive);
        Assert.That(exchange.Right.Count(IkeRefusal.InvalidMajorVersion), Is.Positive);
    }

    [Test]
    public void A_request_that_was_answered_gets_the_same_octets()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        var answers = new List<byte[]>();
        exchange.Left.OnArrival = packet =>
        {
            answers.Add(packet.Octets[IkePlaces.Message..].ToArray());
            return answers.Count < 3 ? HookVerdict.Drop : HookVerdict.Pass;
        };
        exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
        exchange.Run(10);
        Assert.That(answers[1], Is.EqualTo(answers[0]));
        Assert.That(answers[2], Is.EqualTo(answers[0]));
        exchange.AssertAgreement();
    }

    [Test]
    public void The_back_off_doubles()
    {
        var exchange = new IkeExchange();
        var times = new List<double>();
        exchange.Right.OnArrival = packet =>
        {
            times.Add(exchange.Simulation.Now.Seconds);
            return HookVerdict.Drop;
        };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run(100);
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.NoAnswer));
        IEnumerable<double> gaps = times.Zip(times.Skip(1), (earlier, later) => later - earlier);
        Assert.That(gaps, Is.EqualTo([1.0, 2.0, 4.0, 8.0, 16.0]).Within(1e-9));
        Assert.That(exchange.Left.Endpoint.Sas, Is.Empty);
    }

    [Test]
    public void A_flood_of_first_requests_is_held_off_by_cookies()
    {
        var exchange = new IkeExchange(new() { CookieThreshold = 10, HalfOpenMax = 20 });
        byte[] recorded = Record(exchange, "left");
        for (int index = 0; index < 1_000; index++)
        {
            Inject(exchange, exchange.Right, WithSpi(recorded, (ulong)index + 1), (ushort)(1_000 + index));
        }

        exchange.Run(0.5);
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.EqualTo(10));
        Assert.That(exchange.Right.Count(IkeEvent.CookieDemanded), Is.EqualTo(990));
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success), "an initiator that returns its cookie gets in");
        exchange.Run(100);
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);
        Assert.That(exchange.Right.Count(IkeEvent.HalfOpenExpired), Is.EqualTo(10));
        exchange.AssertAgreement();
    }

    [Test]
    public void Without_cookies_a_flood_finds_the_bound()
    {
        var exchange = new IkeExchange(new() { CookieThreshold = int.MaxValue, HalfOpenMax = 20 });
        byte[] recorded = Record(exchange, "left");
        for (int index = 0; index < 100; index++)
        {
            Inject(exchange, exchange.Right, WithSpi(recorded, (ulong)index + 1), 1_000);
        }

        exchange.Run(0.5);
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.EqualTo(20));
        Assert.That(exchange.Right.Count(IkeDrop.HalfOpenFull), Is.EqualTo(80));
    }

    [Test]
    public void The_first_request_again_with_other_contents_is_dropped()
    {
        var exchange = new IkeExchange();
        byte[] recorded = Record(exchange, "left");
        Inject(exchange, exchange.Right, recorded, 1_000);
        exchange.Run(0.1);
        byte[] changed = [.. recorded];
        changed[^1] ^= 1;
        Inject(exchange, exchange.Right, changed, 1_000);
        Inject(exchange, exchange.Right, recorded, 1_000);
        exchange.Run(0.1);
        Assert.That(exchange.Right.Count(IkeDrop.ChangedRequest), Is.EqualTo(1));
        Assert.That(exchange.Right.Count(IkeEvent.ResponseRepeated), Is.EqualTo(1));
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.EqualTo(1));
    }

    [TestCase(1, "IKE_SA_INIT response [UNSUPPORTED_CRITICAL_PAYLOAD]")]
    [TestCase(0, "IKE_SA_INIT response")]
    public void An_unknown_payload_in_the_clear(int critical, string answer)
    {
        var exchange = new IkeExchange();
        exchange.Left.OnSending = (message, payloads) =>
            payloads.Add(new((PayloadType)200, Octets.FromHex("0102"), critical == 1));
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run(0.025);
        Assert.That(exchange.Said.Text, Does.Contain($"right/0 -> left/0  {answer}"));
        exchange.Run();
        Assert.That(
            operation.Outcome,
            Is.EqualTo(critical == 1 ? IkeOutcome.UnsupportedCriticalPayload : IkeOutcome.Success));
    }

    [TestCase(true, IkeOutcome.UnsupportedCriticalPayload)]
    [TestCase(false, IkeOutcome.Success)]
    public void An_unknown_payload_under_protection(bool isCritical, IkeOutcome outcome)
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        IkeOperation operation = exchange.Left.Endpoint.Inform(
            exchange.Left.Established[0], [new((PayloadType)200, Octets.FromHex("0102"), isCritical)]);
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(outcome));
        Assert.That(
            exchange.Right.Count(IkeRefusal.UnsupportedCriticalPayload), Is.EqualTo(isCritical ? 1 : 0));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_payload_under_protection_that_cannot_be_read_is_invalid_syntax()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        IkeOperation operation = exchange.Left.Endpoint.Inform(
            exchange.Left.Established[0], [new(PayloadType.Delete, Octets.FromHex("03"))]);
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.InvalidSyntax));
        exchange.AssertAgreement();
    }

    [TestCase(PayloadType.KeyExchange)]
    [TestCase(PayloadType.SecurityAssociation)]
    [TestCase(PayloadType.Nonce)]
    public void A_first_request_without_what_it_needs_is_invalid_syntax(PayloadType missing)
    {
        var exchange = new IkeExchange();
        exchange.Left.OnSending = (message, payloads) => Remove(payloads, missing);
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.InvalidSyntax));
        exchange.AssertAgreement(0, 0);
    }

    [TestCase(PayloadType.KeyExchange)]
    [TestCase(PayloadType.SecurityAssociation)]
    [TestCase(PayloadType.Nonce)]
    public void A_first_answer_without_what_it_needs_is_a_bad_one(PayloadType missing)
    {
        var exchange = new IkeExchange();
        exchange.Right.OnSending = (message, payloads) => Remove(payloads, missing);
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.BadAnswer));
    }

    [TestCase(PayloadType.Authentication, IkeOutcome.AuthenticationFailed)]
    [TestCase(PayloadType.IdentificationInitiator, IkeOutcome.AuthenticationFailed)]
    [TestCase(PayloadType.SecurityAssociation, IkeOutcome.InvalidSyntax)]
    [TestCase(PayloadType.TrafficSelectorInitiator, IkeOutcome.InvalidSyntax)]
    public void An_IKE_AUTH_without_what_it_needs_is_refused(PayloadType missing, IkeOutcome outcome)
    {
        var exchange = new IkeExchange();
        exchange.Left.OnSending = (message, payloads) =>
        {
            if (message.Exchange == ExchangeType.IkeAuth)
            {
                Remove(payloads, missing);
            }
        };
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(outcome));
        Assert.That(exchange.Left.Installed.Count + exchange.Right.Installed.Count, Is.Zero);
    }

    [TestCase(DhGroup.P256)]
    [TestCase(DhGroup.Curve25519)]
    [TestCase(DhGroup.Modp2048)]
    public void A_public_value_that_is_none_is_refused(DhGroup dhGroup)
    {
        var exchange = new IkeExchange(new() { Suites = [new(CipherSuite.AesGcm128, dhGroup)] });
        int size = dhGroup == DhGroup.P256 ? 64 : dhGroup == DhGroup.Curve25519 ? 32 : 256;
        var nothing = new KeyExchangePayload(dhGroup, new(new byte[size]));
        exchange.Left.OnSending = (message, payloads) =>
            payloads[1] = IkePayload.Of(PayloadType.KeyExchange, nothing);
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.InvalidSyntax));
        Assert.That(exchange.Right.Count(IkeEvent.InvalidPublicValue), Is.EqualTo(1));
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);

        exchange.Left.OnSending = null;
        exchange.Right.OnSending = (message, payloads) =>
            payloads[1] = IkePayload.Of(PayloadType.KeyExchange, nothing);
        operation = exchange.Left.Establish();
        exchange.Run();
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.BadAnswer));
        Assert.That(exchange.Left.Count(IkeEvent.InvalidPublicValue), Is.EqualTo(1));
    }

    [Test]
    public void A_message_of_no_association_is_answered_only_so_often()
    {
        var exchange = new IkeExchange();
        byte[] request = new byte[28 + 4 + 40];
        new IkeMessage(
            new(77, 78, ExchangeType.Informational, true, false, 0),
            new(new IkePayload(PayloadType.Encrypted, new(new byte[40])))).Encode(request);
        for (int index = 0; index < 100; index++)
        {
            Inject(exchange, exchange.Right, request, 500);
        }

        exchange.Run();
        Assert.That(exchange.Right.Count(IkeDrop.UnknownSpi), Is.EqualTo(100));
        Assert.That(exchange.Right.Count(IkeRefusal.InvalidIkeSpi), Is.InRange(20, 22));
        Assert.That(exchange.Right.Count(IkeDrop.RateLimited), Is.InRange(78, 80));
    }

    [Test]
    public void Garbage_and_fragments_are_dropped()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        RandomStream random = exchange.Simulation.Random("test");
        for (int index = 0; index < 500; index++)
        {
            byte[] octets = new byte[random.Below(200)];
            random.Fill(octets);
            Inject(exchange, exchange.Right, octets, 500);
        }

        byte[] fragment = new byte[28 + 4 + 40];
        new IkeMessage(
            exchange.Left.Established[0] is var sa ? new(
                sa.InitiatorSpi, sa.ResponderSpi, ExchangeType.Informational, true, false, 2) : default,
            new(new IkePayload(PayloadType.EncryptedFragment, new(new byte[40])))).Encode(fragment);
        Inject(exchange, exchange.Right, fragment, 500);
        exchange.Run(10);
        Assert.That(
            exchange.Right.Count(IkeDrop.Malformed) + exchange.Right.Count(IkeDrop.HigherVersion), Is.EqualTo(501));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_message_in_the_clear_changes_nothing_in_an_association()
    {
        var exchange = new IkeExchange();
        exchange.Establish();
        IkeSa sa = exchange.Left.Established[0];
        IkePayload delete = IkePayload.Of(PayloadType.Delete, new DeletePayload(SecurityProtocol.Ike));
        var message = new IkeMessage(
            new(sa.InitiatorSpi, sa.ResponderSpi, ExchangeType.Informational, true, false, 2), new(delete));
        byte[] octets = new byte[message.EncodedSize];
        message.Encode(octets);
        Inject(exchange, exchange.Right, octets, 500);
        exchange.Run();
        Assert.That(exchange.Right.Count(IkeDrop.Protection), Is.EqualTo(1));
        exchange.AssertAgreement();
    }

    [Test]
    public void A_full_processor_drops_and_retransmission_makes_it_good()
    {
        var exchange = new IkeExchange(queueMax: 0);
        OperationId blocker = exchange.Right.Processor.Find("ike.step");
        exchange.Right.Processor.Submit(new Work().And(blocker, 0, times: 63), new Nobody());
        exchange.Left.Processor.Submit(new Work().And(blocker, 0, times: 63), new Nobody());
        IkeOperation operation = exchange.Left.Establish();
        exchange.Run(20);
        Assert.That(operation.Outcome, Is.EqualTo(IkeOutcome.Success));
        Assert.That(exchange.Left.Count(IkeDrop.ProcessorFull), Is.EqualTo(1));
        exchange.AssertAgreement();
        Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);
    }

    [Test]
    public void A_crash_at_any_moment_leaves_nothing_behind()
    {
        for (int millisecond = 0; millisecond < 60; millisecond += 3)
        {
            var exchange = new IkeExchange();
            IkeOperation first = exchange.Left.Establish();
            exchange.Run(millisecond / 1000.0);
            IkeEnd crashed = millisecond % 2 == 0 ? exchange.Left : exchange.Right;
            crashed.Node.Crash();
            exchange.Run(0.1);
            crashed.Installed.Clear();
            crashed.Node.Restart();
            exchange.Run(200);
            Assert.That(first.Outcome, Is.Not.Null, $"crash after {millisecond} ms");
            IkeOperation again = exchange.Left.Establish();
            exchange.Run();
            Assert.That(again.Outcome, Is.EqualTo(IkeOutcome.Success), $"crash after {millisecond} ms");
            Assert.That(exchange.Right.Endpoint.HalfOpenCount, Is.Zero);
            Assert.That(exchange.Topology.Packets.LiveCount, Is.Zero);
        }
    }

    [Test]
    public void The_table_of_associations_has_a_bound()
    {
        var exchange = new IkeExchange(new() { SaMax = 2 });
        exchange.Left.Establish();
        exchange.Left.Establish();
        IkeOperation third = exchange.Left.Establish();
        Assert.That(third.Outcome, Is.EqualTo(IkeOutcome.Overloaded));
        exchange.Run();
        byte[] recorded = Record(new IkeExchange(), "left");
        Inject(exchange, exchange.Right, recorded, 1_000);
        exchange.Run();
        Assert.That(exchange.Right.Count(IkeDrop.TableFull), Is.EqualTo(1));
    }

    [Test]
    public void The_same_seed_gives_the_same_octets()
    {
        string Octets()
        {
            var exchange = new IkeExchange();
            var all = new List<string>();
            exchange.Right.OnArrival = packet =>
            {
                all.Add(Convert.ToHexString(packet.Octets));
                return HookVerdict.Pass;
            };
            Converse(exchange);
            return string.Join('\n', all);
        }

        string first = Octets(), second = Octets();
        Assert.That(second, Is.EqualTo(first));
    }

    private static void Converse(IkeExchange exchange)
    {
        exchange.Left.Establish();
        exchange.Run(4);
        exchange.Left.Endpoint.Rekey(exchange.Left.Installed[0]);
        exchange.Run(4);
    }

    private static void Remove(IList<IkePayload> payloads, PayloadType type)
    {
        for (int index = payloads.Count - 1; index >= 0; index--)
        {
            if (payloads[index].Type == type)
            {
                payloads.RemoveAt(index);
            }
        }
    }

    /// <summary>The first request of an end, which nobody gets.</summary>
    private static byte[] Record(IkeExchange exchange, string from)
    {
        byte[] recorded = [];
        IkeEnd sender = from == "left" ? exchange.Left : exchange.Right;
        sender.Other.OnArrival = packet =>
        {
            recorded = packet.Octets[IkePlaces.Message..].ToArray();
            return HookVerdict.Drop;
        };
        IkeOperation operation = sender.Establish();
        exchange.Run(0.02);
        sender.Other.OnArrival = null;
        operation.Sa!.Close(IkeOutcome.Closed);
        return recorded;
    }

    private static byte[] WithSpi(byte[] recorded, ulong spi)
    {
        byte[] octets = [.. recorded];
        BinaryPrimitives.WriteUInt64BigEndian(octets, spi);
        return octets;
    }

    private static void Inject(IkeExchange exchange, IkeEnd to, byte[] octets, ushort port)
    {
        Packet packet = exchange.Topology.Packets.Rent(octets, MessageLabel.None);
        to.Endpoint.Receive(packet, new(to.Address, 500), new(to.Other.Address, port));
    }

    private sealed class Nobody : IExecutionReceiver
    {
        void IExecutionReceiver.Executed(Packet? packet, in Execution execution)
        {
        }
    }
}
