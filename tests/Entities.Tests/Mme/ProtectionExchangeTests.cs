using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>
/// Which NAS messages count (TS 24.301 §4.4.3, §4.4.4.3): whatever does not is counted and changes nothing.
/// </summary>
internal sealed class ProtectionExchangeTests
{
    [TestCase(MmeRefusal.PlainNas)]
    [TestCase(MmeRefusal.WrongMac)]
    [TestCase(MmeRefusal.ReplayedNas)]
    [TestCase(MmeRefusal.WrongHeaderType)]
    [TestCase(MmeRefusal.UnreadableNas)]
    [TestCase(MmeRefusal.UnexpectedNas)]
    public void A_wrong_message_to_a_registered_UE_changes_nothing(MmeRefusal why)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(why);
        Assert.That(exchange.Measures.Unverified.Count, Is.Zero, "the exchange is secure");

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            ue.SendUplink(Wrong(ue, why));
            await enb.ReceiveNothing(MmeExchange.Seconds(10));

            // the UE can go on: UE -> MME  DETACH REQUEST;  MME -> UE  DETACH ACCEPT
            ue.SendProtected(Detach(ue));
            await ue.ReceiveProtected<DetachAccept>();
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void An_ATTACH_COMPLETE_that_is_forged_or_replayed_does_not_register()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.PlainNas, MmeRefusal.WrongMac, MmeRefusal.UnexpectedNas);
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            var complete = new AttachComplete(Octets.FromHex("5200c2"));
            ue.SendPlain(complete);
            byte[] right = ue.Protect(complete), forged = [.. right];
            forged[^1] ^= 1;
            ue.SendUplink(forged);
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.AttachCount, Is.EqualTo(1));
            ue.SendUplink(right);
            ue.SendProtected(complete); // another one, with a COUNT of its own
            await enb.ReceiveNothing(MmeExchange.Seconds(10));
        }
    }

    [Test]
    public void Lost_messages_are_bridged_by_the_count()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            for (int lost = 0; lost < 200; lost++)
            {
                ue.Protect(new DetachAccept());
            }

            ue.SendProtected(Detach(ue));
            await ue.ReceiveProtected<DetachAccept>();
            await ue.ReceiveRelease();
        }
    }

    [TestCase("0748")]
    [TestCase("c7000000")]
    [TestCase("0201d011")]
    [TestCase("075308a54211d5e3ba50bf")]
    [TestCase("57aabbccdd000741")]
    [TestCase("17aabbccdd00")]
    [TestCase("")]
    public void A_first_message_that_starts_nothing_releases_the_connection(string nas)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        long refused = exchange.Refused(MmeRefusal.UnreadableNas) + exchange.Refused(MmeRefusal.UnexpectedNas);
        Assert.That(refused, Is.EqualTo(1));
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
        exchange.AssertAttached();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(Convert.FromHexString(nas));
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_protected_message_without_a_context_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.NoSecurityContext);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.Security = NasSecurityContext.FromKasme(
                default, new KeySetId(0), Direction.Uplink, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0);
            ue.SendProtected(new AttachComplete(Octets.FromHex("5200c2")));
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    private static DetachRequestFromUe Detach(ScriptedUe ue) => new(
        UeDetachType.Eps, IsSwitchedOff: false, ue.Security!.Ksi, EpsMobileIdentity.Of(ue.Guti!.Value));

    private static byte[] Wrong(ScriptedUe ue, MmeRefusal why)
    {
        switch (why)
        {
            case MmeRefusal.PlainNas:
                return ScriptedUe.Encode(Detach(ue));
            case MmeRefusal.WrongMac:
                byte[] forged = ue.Protect(Detach(ue));
                forged[9] ^= 0x20;
                return forged;
            case MmeRefusal.ReplayedNas:
                return Replayed(ue);
            case MmeRefusal.WrongHeaderType:
                return ue.Protect(Detach(ue), SecurityHeaderType.IntegrityCipheredNewContext);
            case MmeRefusal.UnexpectedNas:
                return ue.Protect(new DetachAccept());
            default:
                return [0x27, 0x00];
        }
    }

    // ATTACH COMPLETE once more, as it was: COUNT 1
    private static byte[] Replayed(ScriptedUe ue)
    {
        var past = NasSecurityContext.FromKasme(
            RecordedAttach.Kasme, ue.Security!.Ksi, Direction.Uplink, ue.Security.Integrity, ue.Security.Ciphering);
        byte[] octets = new byte[64];
        past.TryProtect(SecurityHeaderType.IntegrityCiphered, new DetachAccept(), octets, out _);
        var complete = new AttachComplete(Octets.FromHex("5200c2"));
        past.TryProtect(SecurityHeaderType.IntegrityCiphered, complete, octets, out int size);
        return octets[..size];
    }
}
