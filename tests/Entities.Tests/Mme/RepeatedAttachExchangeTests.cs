using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>An ATTACH REQUEST while an attach runs, or has run (TS 24.301 §5.5.1.2.7 d to g).</summary>
internal sealed class RepeatedAttachExchangeTests
{
    private static byte[] Request => ScriptedUe.Encode(ScriptedUe.AttachRequest());

    private static byte[] Changed => ScriptedUe.Encode(ScriptedUe.AttachRequest(ksi: new KeySetId(2)));

    [Test]
    public void The_same_request_before_the_accept_is_ignored()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Measures.RepeatedAttaches.Count, Is.EqualTo(1));
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(Request);
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendUplink(Request); // §5.5.1.2.7 e
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void The_same_request_on_another_connection_goes_on_there_with_the_last_message()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused();
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(Request);
            byte[] challenge = await ue.ReceiveNas();

            // UE -> MME  ATTACH REQUEST on a new connection;  MME -> eNB  UEContextReleaseCommand of the old one
            ScriptedUe again = ue.Again();
            again.SendInitial(Request);
            Assert.That(
                await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseRadioNetwork.RadioConnectionWithUeLost));
            Assert.That(await again.ReceiveNas(), Is.EqualTo(challenge), "the same challenge once more");
            again.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await again.ReceiveSecurityMode();
            again.SendUplink(again.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await again.Complete();
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void The_same_request_while_the_HSS_is_asked_goes_on_with_its_answer()
    {
        var exchange = new MmeExchange();
        exchange.Hss.Delay = MmeExchange.Seconds(1);
        exchange.RunSetUp(Script);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe(), again = enb.AddUe();
            ue.SendInitial(Request);
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(500));
            again.SendInitial(Request);
            await ue.ReceiveRelease();
            await again.ReceivePlain<AuthenticationRequest>();
        }
    }

    [Test]
    public void Another_request_aborts_the_attach_and_starts_anew()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Superseded, MmeOutcome.Success);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(2));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(Request);
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendUplink(Changed); // §5.5.1.2.7 e
            AuthenticationRequest challenge = await ue.ReceivePlain<AuthenticationRequest>();
            Assert.That(challenge.Ksi, Is.EqualTo(new KeySetId(3)));
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void Another_request_on_another_connection_releases_the_first()
    {
        var exchange = new MmeExchange();
        exchange.Hss.Delay = MmeExchange.Seconds(1);
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Superseded);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe(), again = enb.AddUe();
            ue.SendInitial(Request);
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(500));
            again.SendInitial(Changed);
            await ue.ReceiveRelease();
            await again.ReceivePlain<AuthenticationRequest>();
            await enb.ReceiveNothing(MmeExchange.Seconds(3)); // the first answer of the HSS leads to nothing
        }
    }

    [Test]
    public void The_same_request_after_the_accept_gets_the_accept_again()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3450), Is.Zero, "no expiry is counted");

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            ue.SendContextSetup();
            await enb.Simulation.Timeout(MmeExchange.Seconds(4));
            ue.SendProtected(ScriptedUe.AttachRequest()); // §5.5.1.2.7 d
            Assert.That(await ue.ReceiveProtected<AttachAccept>(), Is.EqualTo(accept));
            await enb.ReceiveNothing(MmeExchange.Seconds(5)); // T3450 runs from the repetition on
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
        }
    }

    [Test]
    public void The_same_request_after_the_accept_on_another_connection_sets_up_the_context_there()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            ue.SendContextSetup();
            ScriptedUe again = ue.Again();
            again.SendInitial(Request);
            await ue.ReceiveRelease();
            (_, AttachAccept second) = await again.ReceiveAccept();
            Assert.That(second, Is.EqualTo(accept));
            again.SendContextSetup();
            again.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void Another_request_after_the_accept_starts_anew()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Superseded, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            ScriptedUe again = ue.Again();
            again.SendInitial(Changed); // §5.5.1.2.7 d
            await ue.ReceiveRelease();
            await again.ReceivePlain<AuthenticationRequest>();
            again.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await again.ReceiveSecurityMode();
            again.SendUplink(again.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await again.Complete();
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_registered_UE_that_attaches_again_is_authenticated_before_anything_changes()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.AuthenticationRejected, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();

            // someone -> MME  ATTACH REQUEST with the IMSI, who cannot answer the challenge
            ScriptedUe impostor = enb.AddUe();
            impostor.SendInitial(Request);
            await impostor.ReceivePlain<AuthenticationRequest>();
            impostor.SendPlain(new AuthenticationResponse(new Res(1, 8)));
            await impostor.ReceivePlain<AuthenticationReject>();
            await impostor.ReceiveRelease();
            await enb.ReceiveNothing(MmeExchange.Milliseconds(50));
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1), "the subscriber has noticed nothing");

            // the UE itself on another connection: the old one is released once it has shown who it is (§5.5.1.2.7 f)
            ScriptedUe again = ue.Again();
            await again.MakeSecure();
            Assert.That(
                await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseRadioNetwork.RadioConnectionWithUeLost));
            await again.Complete();
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
        }
    }

    [Test]
    public void A_detach_during_the_attach_ends_it()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Detached);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            ue.SendProtected(new DetachRequestFromUe(
                UeDetachType.Eps, false, ue.Security!.Ksi, EpsMobileIdentity.Of(accept.Guti!.Value)));
            await ue.ReceiveProtected<DetachAccept>(); // §5.5.1.2.7 g
            await ue.ReceiveRelease();
            await enb.ReceiveNothing(MmeExchange.Seconds(20));
        }
    }

    [Test]
    public void A_request_in_error_is_rejected()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableNas);
        exchange.AssertAttached();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(Request.AsSpan(0, 12).ToArray());
            AttachReject reject = await ue.ReceivePlain<AttachReject>(); // §5.5.1.2.7 b
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.InvalidMandatoryInformation));
            await ue.ReceiveRelease();
        }
    }
}
