using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>EPS authentication, network side (TS 24.301 §5.4.2).</summary>
internal sealed class AuthenticationExchangeTests
{
    private static readonly Res WrongRes = new(0x1234567890ABCDEF, 8);

    [Test]
    public void A_lost_answer_makes_the_request_go_out_again_after_T3460()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3460), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));

            // MME -> UE  AUTHENTICATION REQUEST, which is swallowed; after T3460 the same once more (§5.4.2.7 b)
            byte[] first = await ue.ReceiveNas();
            SimTime at = enb.Simulation.Now;
            byte[] second = await ue.ReceiveNas();
            Assert.That(second, Is.EqualTo(first), "the same challenge");
            double waited = (enb.Simulation.Now - at).Seconds;
            Assert.That(waited, Is.EqualTo(6).Within(0.01));

            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }

        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1), "one vector is enough");
    }

    [Test]
    public void The_fifth_expiry_of_T3460_aborts_and_releases_the_connection()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoAnswer);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3460), Is.EqualTo(4));
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            SimTime start = enb.Simulation.Now;
            for (int count = 0; count < 5; count++)
            {
                await ue.ReceivePlain<AuthenticationRequest>();
            }

            // MME -> eNB  UEContextReleaseCommand
            Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.Unspecified));
            Assert.That((enb.Simulation.Now - start).Seconds, Is.EqualTo(30).Within(0.1));
        }
    }

    [Test]
    public void A_wrong_response_to_an_IMSI_is_rejected()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.AuthenticationRejected);
        exchange.AssertRefused();
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();

            // UE -> MME  AUTHENTICATION RESPONSE, wrong;  MME -> UE  AUTHENTICATION REJECT (§5.4.2.5)
            ue.SendPlain(new AuthenticationResponse(WrongRes));
            byte[] reject = await ue.ReceiveNas();
            Assert.That(reject, Is.EqualTo(RecordedAttach.Nas("authentication_reject")));
            Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.AuthenticationFailure));
        }
    }

    [Test]
    public void A_response_of_another_length_is_rejected()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.AuthenticationRejected);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendPlain(new AuthenticationResponse(new Res(0xA54211D5, 4))); // the first half of the right one
            await ue.ReceivePlain<AuthenticationReject>();
            await ue.ReceiveRelease();
        }
    }

    [TestCase(EmmCause.MacFailure)]
    [TestCase(EmmCause.NonEpsAuthenticationUnacceptable)]
    public void A_UE_that_refuses_the_network_after_its_IMSI_is_rejected(EmmCause cause)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.AuthenticationRefused);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();

            // UE -> MME  AUTHENTICATION FAILURE #20, #26;  MME -> UE  AUTHENTICATION REJECT (§5.4.2.7 c, d)
            ue.SendPlain(new AuthenticationFailure(cause));
            await ue.ReceivePlain<AuthenticationReject>();
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_synch_failure_is_repaired_with_a_vector_made_for_the_token()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(2));
        Assert.That(exchange.Hss.VectorRequests[0].Resynchronisation, Is.Null);
        Assert.That(
            exchange.Hss.VectorRequests[1].Resynchronisation,
            Is.EqualTo(new Resynchronisation(RecordedAttach.Vector.Rand, RecordedAttach.Auts)));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();

            // UE -> MME  AUTHENTICATION FAILURE #21 [AUTS];  MME -> UE  AUTHENTICATION REQUEST (§5.4.2.7 e)
            ue.SendUplink(RecordedAttach.Nas("authentication_failure cause 21 synch failure + AUTS"));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void A_second_synch_failure_ends_the_attach()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NotSynchronised);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(2));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            for (int count = 0; count < 2; count++)
            {
                await ue.ReceivePlain<AuthenticationRequest>();
                ue.SendUplink(RecordedAttach.Nas("authentication_failure cause 21 synch failure + AUTS"));
            }

            await ue.ReceivePlain<AuthenticationReject>();
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_synch_failure_without_a_token_ends_the_attach()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached();
        exchange.AssertRefused(MmeRefusal.UnreadableNas); // the token is mandatory with this cause (§8.2.5.2)

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendUplink([0x07, 0x5C, 0x15]);
            await enb.ReceiveNothing(MmeExchange.Seconds(5));
        }
    }

    [TestCase("0753")]
    [TestCase("075303a54211")]
    [TestCase("075308a54211d5e3ba50")]
    [TestCase("07")]
    [TestCase("")]
    [TestCase("ff00ff00ff00")]
    [TestCase("075200")]
    public void A_UE_that_answers_garbage_changes_nothing_and_runs_into_T3460(string garbage)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoAnswer);
        long refused = exchange.Refused(MmeRefusal.UnreadableNas) + exchange.Refused(MmeRefusal.PlainNas);
        Assert.That(refused, Is.EqualTo(5));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            for (int count = 0; count < 5; count++)
            {
                await ue.ReceivePlain<AuthenticationRequest>();
                ue.SendUplink(Convert.FromHexString(garbage));
            }

            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_second_answer_is_not_waited_for_any_more()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.UnexpectedNas, MmeRefusal.UnexpectedNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres)); // duplicated
            ue.SendPlain(new AuthenticationResponse(WrongRes));                   // late, and wrong
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void An_answer_to_what_was_not_asked_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnexpectedNas, MmeRefusal.UnexpectedNas, MmeRefusal.PlainNas);
        exchange.AssertAttached();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendUplink(RecordedAttach.Nas("identity_response"));
            ue.SendPlain(new SecurityModeReject(EmmCause.SecurityModeRejected));
            ue.SendPlain(new SecurityModeComplete());
            await enb.ReceiveNothing(MmeExchange.Seconds(5));
        }
    }

    [Test]
    public void The_keys_get_another_name_than_those_that_the_UE_has()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            for (int current = 0; current <= 7; current++)
            {
                ScriptedUe ue = enb.AddUe();
                ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(ksi: new KeySetId(current))));
                AuthenticationRequest challenge = await ue.ReceivePlain<AuthenticationRequest>();
                Assert.That(challenge.Ksi.Value, Is.Not.EqualTo(current).And.LessThan(7));
                ue.SendPlain(new AuthenticationResponse(WrongRes));
                await ue.ReceivePlain<AuthenticationReject>();
                await ue.ReceiveRelease();
            }
        }
    }
}
