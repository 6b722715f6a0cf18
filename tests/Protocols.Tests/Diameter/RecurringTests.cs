using System;
using NUnit.Framework;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;
using static Tests.Protocols.Diameter.DiameterEdit;

namespace Tests.Protocols.Diameter;

/// <summary>What most messages bring again is remembered: that takes no memory and lets nothing wrong pass.</summary>
[TestFixture]
public sealed class RecurringTests
{
    private static readonly DiameterIdentity Mme = DiameterIdentity.Parse("mme.epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly DiameterIdentity Hss = DiameterIdentity.Parse("hss.epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly DiameterIdentity Realm = DiameterIdentity.Parse("epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");

    [TestCase("AIR", 260u)]
    [TestCase("AIR", 1408u)]
    [TestCase("ULA", 1400u)]
    public void A_wrong_group_is_refused_whether_or_not_it_was_almost_right_before(string vector, uint code)
    {
        int refused = 0, index = new DiameterEdit(vector).IndexOf(code);
        int size = new DiameterEdit(vector).At(index).Length;
        for (int at = code == 260 ? 8 : 12; at < size; at++)
        {
            var changed = new DiameterEdit(vector);
            changed.At(index)[at] ^= 0x10;

            Assert.That(Read(vector, new DiameterEdit(vector)), Is.True);
            ResultCode afterRight = ResultOf(vector, changed);
            Assert.That(Read(vector, Another(vector, code)), Is.True);
            Assert.That(ResultOf(vector, changed), Is.EqualTo(afterRight), $"octet {at}");
            refused += afterRight == ResultCode.None ? 0 : 1;
        }

        Assert.That(refused, Is.GreaterThan(10));
    }

    [Test]
    public void A_group_that_is_right_in_one_application_is_looked_at_again_in_another()
    {
        // RAT-Type with the M flag: known to S6a, unknown to the base protocol; the group allows neither
        byte[] known = Avp(260, M, [.. Avp(266, M, 10415, 0), .. Avp(258, M, 16777251, 0)], 0);
        byte[] other = Avp(260, M, [.. Avp(266, M, 10415, 0), .. Avp(258, M, 16777251, 0), .. Avp(1032, V | M, 1)], 0);
        for (int round = 0; round < 3; round++)
        {
            Assert.That(Read("AIR", new DiameterEdit("AIR").Replace(260, known)), Is.True);
            Assert.That(Read("CER", new DiameterEdit("CER").Replace(260, known)), Is.True);
            Assert.That(
                ResultOf("AIR", new DiameterEdit("AIR").Replace(260, other)), Is.EqualTo(ResultCode.AvpNotAllowed));
            Assert.That(
                ResultOf("CER", new DiameterEdit("CER").Replace(260, other)), Is.EqualTo(ResultCode.AvpUnsupported));
        }
    }

    [Test]
    public void Subscriptions_that_take_turns_are_each_read_as_they_are()
    {
        UpdateLocationAnswer first = Decode<UpdateLocationAnswer>(DiameterVectors.Octets("ULA"));
        UpdateLocationAnswer second = Decode<UpdateLocationAnswer>(DiameterVectors.Octets("ULA (two APNs, barred)"));
        Assert.That(first.Subscription, Is.Not.EqualTo(second.Subscription));
        for (int round = 0; round < 3; round++)
        {
            Assert.That(Decode<UpdateLocationAnswer>(DiameterVectors.Octets("ULA")), Is.EqualTo(first));
            Assert.That(
                Decode<UpdateLocationAnswer>(DiameterVectors.Octets("ULA (two APNs, barred)")), Is.EqualTo(second));
        }

        byte[] empty = new DiameterEdit("ULA").Replace(1400, Avp(1400, V | M, [])).Build();
        Assert.That(Decode<UpdateLocationAnswer>(empty).Subscription, Is.EqualTo(default(SubscriptionData)));
        byte[] none = new DiameterEdit("ULA").Remove(1400).Build();
        Assert.That(Decode<UpdateLocationAnswer>(none).Subscription, Is.Null);
    }

    [Test]
    public void A_name_that_is_known_makes_no_other_a_name()
    {
        Assert.That(Read("AIR", new DiameterEdit("AIR")), Is.True);
        string[] names = ["mme.epc.mnc001.mcc001.3gppnetwork-.org", "mme.epc.mnc001 mcc001.3gppnetwork.org", "."];
        foreach (string name in names)
        {
            byte[] avp = Avp(264, M, System.Text.Encoding.UTF8.GetBytes(name), 0);
            for (int round = 0; round < 2; round++)
            {
                Assert.That(
                    ResultOf("AIR", new DiameterEdit("AIR").Replace(264, avp)), Is.EqualTo(ResultCode.InvalidAvpValue));
            }
        }
    }

    [Test]
    public void The_messages_of_an_attach_are_written_and_read_without_memory()
    {
        var session = new SessionRequest(
            new(1, 2), SessionId.Create(Mme, 3_944_678_400, 17), Mme, Realm, Hss, Realm);
        SessionAnswer answer = session.Answer(Hss, Realm, DiameterResult.Success);
        EutranVector vector = Decode<AuthenticationInformationAnswer>(DiameterVectors.Octets("AIA")).Vectors[0];
        SubscriptionData subscription = Decode<UpdateLocationAnswer>(DiameterVectors.Octets("ULA")).Subscription!.Value;
        Imsi imsi = Imsi.Parse("001010000000001");

        Assert.That(Allocated(new AuthenticationInformationRequest(session, imsi, Plmn, new(1))), Is.Zero);
        Assert.That(Allocated(new AuthenticationInformationAnswer(answer, new(vector))), Is.Zero);
        Assert.That(
            Allocated(new UpdateLocationRequest(session, imsi, RatType.Eutran, UlrFlags.S6aIndicator, Plmn)), Is.Zero);
        Assert.That(
            Allocated(new UpdateLocationAnswer(answer, UlaFlags.SeparationIndication, subscription)), Is.Zero);
        Assert.That(Allocated(new PurgeUeRequest(session, imsi)), Is.Zero);
        Assert.That(Allocated(new PurgeUeAnswer(answer, PuaFlags.FreezeMTmsi)), Is.Zero);
    }

    private static long Allocated<T>(T message)
        where T : struct, IDiameterMessage<T>
    {
        byte[] buffer = new byte[2_048];
        T again = default;
        long before = 0;
        for (int round = 0; round < 3; round++)
        {
            before = round == 2 ? GC.GetAllocatedBytesForCurrentThread() : before; // the first two may keep something
            message.TryEncode(buffer, out int size);
            T.TryDecode(buffer.AsSpan(0, size), out again, out _);
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(again, Is.EqualTo(message));
        return allocated;
    }

    // the message with another right group in the place of this one
    private static DiameterEdit Another(string vector, uint code) => code switch
    {
        260 => new DiameterEdit(vector).Replace(
            260, Avp(260, M, [.. Avp(266, M, 1, 0), .. Avp(258, M, 16777251, 0)], 0)),
        1408 => new DiameterEdit("AIR (Re-Synchronization-Info)"),
        _ => new DiameterEdit("ULA (two APNs, barred)"),
    };

    private static bool Read(string name, DiameterEdit edit) => ResultOf(name, edit) == ResultCode.None;

    private static ResultCode ResultOf(string name, DiameterEdit edit)
    {
        DiameterDecoders.Of(name)(edit.Build(), out DiameterFault fault);
        return fault.Result;
    }

    private static T Decode<T>(byte[] octets)
        where T : struct, IDiameterMessage<T>
    {
        Assert.That(T.TryDecode(octets, out T message, out DiameterFault fault), Is.True, fault.ToString());
        return message;
    }
}
