using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>Overload: congestion control (TS 24.301 §5.3.9), full queues and full tables.</summary>
internal sealed class OverloadExchangeTests
{
    [Test]
    public void A_new_attach_is_rejected_unread_while_too_much_waits()
    {
        var exchange = new MmeExchange(
            new MmeOptions { Congestion = 2, T3346Seconds = 60 }, step: MmeExchange.Milliseconds(50));
        exchange.RunSetUp(Script);
        Assert.That(exchange.Refused(MmeRefusal.Congestion), Is.EqualTo(2));
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(4));

        async Process Script(ScriptedEnb enb)
        {
            // one is executed, three wait: the fifth and the sixth are too many
            ScriptedUe[] ues = new ScriptedUe[6];
            for (int index = 0; index < ues.Length; index++)
            {
                ues[index] = enb.AddUe();
                var imsi = Imsi.Parse("00101000000001" + index);
                ues[index].SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(EpsMobileIdentity.Of(imsi))));
            }

            SimTime start = enb.Simulation.Now;
            for (int index = 4; index < ues.Length; index++)
            {
                // MME -> UE  ATTACH REJECT #22 [T3346];  MME -> eNB  UEContextReleaseCommand
                AttachReject reject = await ues[index].ReceivePlain<AttachReject>();
                Assert.That(reject.Cause, Is.EqualTo(EmmCause.Congestion));
                Assert.That(reject.T3346!.Value.Seconds, Is.EqualTo(60));
                Assert.That(enb.Simulation.Now - start, Is.LessThan(MmeExchange.Milliseconds(15)), "at once");
                await ues[index].ReceiveRelease();
            }

            for (int index = 0; index < 4; index++)
            {
                await ues[index].ReceivePlain<AuthenticationRequest>();
            }
        }
    }

    [Test]
    public void What_is_under_way_is_not_rejected_for_congestion()
    {
        var exchange = new MmeExchange(new MmeOptions { Congestion = 0 }, step: MmeExchange.Milliseconds(20));
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.UnknownUe, MmeRefusal.UnknownUe);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            enb.Send(new UeContextReleaseComplete(new MmeUeS1apId(98), ue.Id)); // keep the processor busy
            enb.Send(new UeContextReleaseComplete(new MmeUeS1apId(99), ue.Id));
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void A_message_for_which_the_queue_has_no_room_is_dropped()
    {
        var exchange = new MmeExchange(queueMax: 1, step: MmeExchange.Milliseconds(50));
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.ProcessorFull, MmeRefusal.ProcessorFull);
        exchange.AssertAttached();

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe[] ues = [enb.AddUe(), enb.AddUe(), enb.AddUe(), enb.AddUe()];
            for (int index = 0; index < ues.Length; index++)
            {
                var imsi = Imsi.Parse("00101000000001" + index);
                ues[index].SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(EpsMobileIdentity.Of(imsi))));
            }

            await ues[0].ReceivePlain<AuthenticationRequest>();
            await ues[1].ReceivePlain<AuthenticationRequest>();
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void An_answer_of_the_HSS_for_which_the_queue_has_no_room_rejects_the_attach_with_congestion()
    {
        var exchange = new MmeExchange(queueMax: 0, step: MmeExchange.Milliseconds(8));
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Congestion);
        exchange.AssertRefused(MmeRefusal.ProcessorFull, MmeRefusal.UnknownUe);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest())); // executed at 5 to 13 ms, answered at 23 ms
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(15));
            enb.Send(new UeContextReleaseComplete(new MmeUeS1apId(99), ue.Id)); // executed at 20 to 28 ms
            AttachReject reject = await ue.ReceivePlain<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.Congestion));
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(20));
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_logical_connection_too_many_is_refused()
    {
        var exchange = new MmeExchange(new MmeOptions { ConnectionsMax = 1 });
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.TooManyConnections);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            ScriptedUe second = enb.AddUe();
            second.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_subscriber_too_many_is_rejected_while_all_are_registered()
    {
        var exchange = new MmeExchange(new MmeOptions { ContextsMax = 1 });
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Congestion);
        exchange.AssertRefused(MmeRefusal.TooManyContexts);
        Assert.That(exchange.Hss.Purges, Is.Empty);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe(), second = enb.AddUe();
            await ue.Attach();
            await second.MakeSecure(
                ScriptedUe.AttachRequest(EpsMobileIdentity.Of(Imsi.Parse("001010000000002"))));
            AttachReject reject = await second.ReceiveProtected<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.Congestion));
            await second.ReceiveRelease();
        }
    }

    [Test]
    public void The_subscriber_that_deregistered_first_makes_room_and_is_purged()
    {
        var exchange = new MmeExchange(new MmeOptions { ContextsMax = 3 });
        exchange.RunSetUp(Script);
        Assert.That(exchange.Hss.Purges, Is.EqualTo(new[] { ImsiOf(1), ImsiOf(0) }));
        Assert.That(exchange.Measures.Evicted.Count, Is.EqualTo(2));
        Assert.That(exchange.Mme.ContextCount, Is.EqualTo(3));

        async Process Script(ScriptedEnb enb)
        {
            for (int index = 0; index < 3; index++)
            {
                await Attach(enb, index);
            }

            // the middle one, the first, the last deregister; the last comes back and is not forgotten
            exchange.Mme.TryDetach(ImsiOf(1));
            exchange.Mme.TryDetach(ImsiOf(0));
            exchange.Mme.TryDetach(ImsiOf(2));
            await Attach(enb, 2);
            await Attach(enb, 3);
            await Attach(enb, 4);
        }
    }

    private static Imsi ImsiOf(int index) => Imsi.Parse("00101000000001" + index);

    private static async Process Attach(ScriptedEnb enb, int index)
    {
        ScriptedUe ue = enb.AddUe();
        await ue.Attach(ScriptedUe.AttachRequest(EpsMobileIdentity.Of(ImsiOf(index))));
        await ue.BecomeIdle();
    }
}
