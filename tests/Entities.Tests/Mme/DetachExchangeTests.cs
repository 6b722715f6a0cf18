using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>EPS detach (TS 24.301 §5.5.2), and location cancelled by the HSS (TS 29.272 §5.2.1.2).</summary>
internal sealed class DetachExchangeTests
{
    private static readonly Imsi Subscriber = RecordedAttach.Imsi;

    [TestCase(false)]
    [TestCase(true)]
    public void A_UE_detaches_itself(bool isSwitchedOff)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByUe), Is.EqualTo(1));
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
        Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1), "keys and GUTI are kept");

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();

            // UE -> MME  DETACH REQUEST;  MME -> UE  DETACH ACCEPT, unless switched off;  MME -> eNB  release
            // (§5.5.2.2)
            ue.SendProtected(Request(ue, isSwitchedOff));
            if (!isSwitchedOff)
            {
                await ue.ReceiveProtected<DetachAccept>();
            }

            Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.Detach));
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False, "it is detached");
        }
    }

    [Test]
    public void A_detached_UE_attaches_with_the_keys_and_the_GUTI_that_were_kept()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            ue.SendProtected(Request(ue, isSwitchedOff: true));
            await ue.ReceiveRelease();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.Complete();
        }
    }

    [Test]
    public void An_idle_UE_detaches_with_the_first_message_of_a_connection()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByUe), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(Request(again, isSwitchedOff: false), SecurityHeaderType.Integrity));
            await again.ReceiveProtected<DetachAccept>();
            await again.ReceiveRelease();
        }
    }

    [TestCase(MmeRefusal.PlainNas)]
    [TestCase(MmeRefusal.WrongMac)]
    [TestCase(MmeRefusal.ReplayedNas)]
    [TestCase(MmeRefusal.UnknownGuti)]
    [TestCase(MmeRefusal.UnreadableNas)]
    public void A_detach_that_its_sender_has_no_right_to_changes_nothing(MmeRefusal why)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Refused(why), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(Forged(again, why));
            await again.ReceiveRelease(); // the connection is of no use
            Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByUe), Is.Zero);
            Assert.That(exchange.Mme.TryDetach(Subscriber), "it is registered still");
        }
    }

    [Test]
    public void The_network_detaches_a_UE()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByNetwork), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();

            // MME -> UE  DETACH REQUEST;  UE -> MME  DETACH ACCEPT;  MME -> eNB  UEContextReleaseCommand (§5.5.2.3)
            Assert.That(exchange.Mme.TryDetach(Subscriber));
            DetachRequestFromNetwork request = await ue.ReceiveProtected<DetachRequestFromNetwork>();
            Assert.That(request.Type, Is.EqualTo(NetworkDetachType.ReattachNotRequired));
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False, "one runs");
            ue.SendProtected(new DetachAccept());
            Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.Detach));
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False);
            await enb.ReceiveNothing(MmeExchange.Seconds(10));
        }
    }

    [Test]
    public void A_lost_DETACH_ACCEPT_is_asked_for_again_after_T3422()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3422), Is.EqualTo(1));
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByNetwork), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.Mme.TryDetach(Subscriber);
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            ue.SendProtected(new DetachAccept());
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void The_fifth_expiry_of_T3422_detaches_all_the_same()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3422), Is.EqualTo(4));
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.NoAnswer), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.Mme.TryDetach(Subscriber);
            for (int count = 0; count < 5; count++)
            {
                await ue.ReceiveProtected<DetachRequestFromNetwork>();
            }

            await ue.ReceiveRelease();
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False);
        }
    }

    [Test]
    public void Both_sides_detach_at_once()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByUe), Is.EqualTo(1));
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByNetwork), Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.Mme.TryDetach(Subscriber);
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            ue.SendProtected(Request(ue, isSwitchedOff: false)); // §5.5.2.3.5: the collision ends both
            await ue.ReceiveProtected<DetachAccept>();
            await ue.ReceiveRelease();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
        }
    }

    [Test]
    public void An_attach_during_a_detach_by_the_network_ends_that()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.Mme.TryDetach(Subscriber);
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            ue.SendProtected(ue.GutiRequest()); // §5.5.2.3.5
            (InitialContextSetupRequest _, AttachAccept accept) = await ue.ReceiveAccept();
            ue.Guti = accept.Guti;
            ue.SendContextSetup();
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
            Assert.That(exchange.Mme.TryDetach(Subscriber));
        }
    }

    [Test]
    public void The_connection_is_lost_during_a_detach_by_the_network()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.Implicit), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.Mme.TryDetach(Subscriber);
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False);
        }
    }

    [Test]
    public void An_idle_UE_is_detached_without_being_told()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.Implicit), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            Assert.That(exchange.Mme.TryDetach(Subscriber));
            await enb.ReceiveNothing(MmeExchange.Seconds(10));
            Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False);
        }
    }

    [Test]
    public void Who_is_not_known_is_not_detached()
    {
        var exchange = new MmeExchange();
        Assert.That(exchange.Mme.TryDetach(Subscriber), Is.False);
        exchange.Mme.CancelLocation(Subscriber, CancellationType.SubscriptionWithdrawal, default);
        Assert.That(exchange.Mme.ContextCount, Is.Zero);
    }

    [Test]
    public void A_withdrawn_subscription_detaches_the_UE_and_is_forgotten()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.ByNetwork), Is.EqualTo(1));
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();

            // HSS -> MME  Cancel-Location-Request;  MME -> UE  DETACH REQUEST
            exchange.Mme.CancelLocation(Subscriber, CancellationType.SubscriptionWithdrawal, default);
            await ue.ReceiveProtected<DetachRequestFromNetwork>();
            ue.SendProtected(new DetachAccept());
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_withdrawn_subscription_of_an_idle_UE_is_forgotten()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            exchange.Mme.CancelLocation(Subscriber, CancellationType.SubscriptionWithdrawal, default);
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_subscriber_who_has_moved_is_dropped_without_being_told(bool isIdle)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Detached.CountOf(MmeDetachment.LocationCancelled), Is.EqualTo(1));
        Assert.That(exchange.Mme.ContextCount, Is.Zero);
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            if (isIdle)
            {
                await ue.BecomeIdle();
            }

            exchange.Mme.CancelLocation(Subscriber, CancellationType.MmeUpdateProcedure, default);
            if (!isIdle)
            {
                Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.NormalRelease));
            }

            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void A_location_cancelled_before_the_update_concerns_the_one_of_before()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            exchange.Hss.Delay = MmeExchange.Seconds(1);
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(500));
            exchange.Mme.CancelLocation(Subscriber, CancellationType.MmeUpdateProcedure, default);
            await ue.Complete();
        }
    }

    [Test]
    public void A_location_cancelled_after_the_update_ends_the_attach()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.LocationCancelled);
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            exchange.Mme.CancelLocation(Subscriber, CancellationType.MmeUpdateProcedure, default);
            await ue.ReceiveRelease();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
        }
    }

    private static DetachRequestFromUe Request(ScriptedUe ue, bool isSwitchedOff) => new(
        UeDetachType.Eps, isSwitchedOff, ue.Security!.Ksi, EpsMobileIdentity.Of(ue.Guti!.Value));

    private static byte[] Forged(ScriptedUe ue, MmeRefusal why)
    {
        DetachRequestFromUe request = Request(ue, isSwitchedOff: true);
        if (why == MmeRefusal.UnknownGuti)
        {
            request = request with { Identity = EpsMobileIdentity.Of(ue.Guti!.Value with { MTmsi = 1 }) };
        }

        byte[] octets = ue.Protect(request, SecurityHeaderType.Integrity);
        switch (why)
        {
            case MmeRefusal.PlainNas:
                return ScriptedUe.Encode(request);
            case MmeRefusal.WrongMac:
                octets[1] ^= 1;
                return octets;
            case MmeRefusal.UnreadableNas:
                return octets[..12];
            case MmeRefusal.ReplayedNas:
                return Replayed(ue, request);
            default:
                return octets;
        }
    }

    // a message with the COUNT of one that the MME has accepted: SECURITY MODE COMPLETE had 0
    private static byte[] Replayed(ScriptedUe ue, in DetachRequestFromUe request)
    {
        NasSecurityContext used = NasSecurityContext.FromKasme(
            RecordedAttach.Kasme,
            ue.Security!.Ksi,
            Simulator.Crypto.Direction.Uplink,
            ue.Security.Integrity,
            ue.Security.Ciphering);
        ScriptedUe past = ue.Again();
        past.Security = used;
        return past.Protect(request, SecurityHeaderType.Integrity);
    }
}
