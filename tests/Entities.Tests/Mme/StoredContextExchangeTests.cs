using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>Attach with a GUTI, and identification (TS 24.301 §5.4.4, §5.5.1.2).</summary>
internal sealed class StoredContextExchangeTests
{
    private static readonly Imsi Other = Imsi.Parse("001010000000002");
    private static readonly Res WrongRes = new(1, 8);

    [Test]
    public void A_stored_context_spares_authentication_and_location_update()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);
        exchange.AssertRefused();
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));
        Assert.That(exchange.Hss.LocationUpdates, Has.Count.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();

            // UE -> MME  ATTACH REQUEST (GUTI), integrity protected;  MME -> UE  ATTACH ACCEPT
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            (InitialContextSetupRequest setup, AttachAccept accept) = await again.ReceiveAccept();
            Assert.That(accept.Guti, Is.Not.EqualTo(ue.Guti), "a new GUTI at each attach");
            Key256 kenb = EpsKeys.Kenb(RecordedAttach.Kasme, again.Security!.LastSent!.Value.Value);
            Assert.That(setup.SecurityKey, Is.EqualTo(new SecurityKey(kenb.High, kenb.Low)));
            again.SendContextSetup();
            again.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(7));
        }
    }

    [Test]
    public void The_options_may_ask_for_authentication_all_the_same()
    {
        var exchange = new MmeExchange(new MmeOptions { TrustsStoredContext = false });
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);
        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(2));
        Assert.That(exchange.Hss.LocationUpdates, Has.Count.EqualTo(1), "the subscription is here");

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            AuthenticationRequest challenge = await again.ReceivePlain<AuthenticationRequest>();
            Assert.That(challenge.Ksi, Is.Not.EqualTo(ue.Security!.Ksi));

            // UE -> MME  AUTHENTICATION RESPONSE, protected with the context that it has
            again.SendUplink(again.Protect(
                new AuthenticationResponse(RecordedAttach.Vector.Xres), SecurityHeaderType.Integrity));
            await again.ReceiveSecurityMode();
            again.SendUplink(again.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await again.Complete();
        }
    }

    [Test]
    public void Another_capability_than_the_stored_one_is_authenticated()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            AttachRequest changed = again.GutiRequest(UeNetworkCapability.Of(0x80, 0x20));
            again.SendInitial(again.Protect(changed, SecurityHeaderType.Integrity));
            await again.ReceivePlain<AuthenticationRequest>();
        }
    }

    [Test]
    public void An_unknown_GUTI_is_asked_for_its_IMSI()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.Guti = new Guti(MmeExchange.Plmn, 0x8000, 0, 0xC0123456);
            ue.SendInitial(ScriptedUe.Encode(ue.GutiRequest()));

            // MME -> UE  IDENTITY REQUEST;  UE -> MME  IDENTITY RESPONSE (§5.4.4)
            byte[] request = await ue.ReceiveNas();
            Assert.That(request, Is.EqualTo(RecordedAttach.Nas("identity_request (IMSI)")));
            ue.SendUplink(RecordedAttach.Nas("identity_response"));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await ue.ReceiveSecurityMode();
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void A_GUTI_of_another_MME_is_unknown()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            foreach (Guti other in new[]
            {
                ue.Guti!.Value with { MmeCode = 1 },
                ue.Guti!.Value with { MmeGroup = 0x8001 },
                ue.Guti!.Value with { Plmn = Simulator.Protocols.Wire.PlmnId.FromDigits("002", "01") },
            })
            {
                ScriptedUe again = ue.Again();
                again.Guti = other;
                again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
                await again.ReceivePlain<IdentityRequest>();
            }

            Assert.That(exchange.Refused(MmeRefusal.UnknownGuti), Is.EqualTo(3));
        }
    }

    [Test]
    public void A_GUTI_with_a_wrong_MAC_is_asked_for_its_IMSI_and_authenticated()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.WrongMac);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            byte[] request = again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity);
            request[2] ^= 0x10;
            again.SendInitial(request);
            await again.ReceivePlain<IdentityRequest>();
            again.SendUplink(RecordedAttach.Nas("identity_response"));
            await again.ReceivePlain<AuthenticationRequest>();
            again.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await again.ReceiveSecurityMode();
            again.SendUplink(again.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await again.Complete();
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1), "the same subscriber");
        }
    }

    [Test]
    public void A_replayed_ATTACH_REQUEST_does_not_pass_for_its_sender()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.ReplayedNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            byte[] request = again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity);
            again.SendInitial(request);
            (_, AttachAccept accept) = await again.ReceiveAccept();
            again.Guti = accept.Guti;
            again.SendContextSetup();
            await enb.ReceiveNothing(MmeExchange.Milliseconds(100)); // ATTACH COMPLETE is late: both GUTIs are valid
            ScriptedUe attacker = ue.Again();

            // someone -> MME  the recorded request on another connection: it is the running attach's own, which the
            // attacker cannot go on with; MME -> the former connection  UEContextReleaseCommand
            attacker.SendInitial(request);
            await again.ReceiveRelease();
            await attacker.ReceiveAccept();
        }
    }

    [Test]
    public void A_plain_request_with_a_known_GUTI_is_authenticated_as_that_subscriber()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.Security = null;
            again.SendInitial(ScriptedUe.Encode(again.GutiRequest()));
            await again.ReceivePlain<AuthenticationRequest>();
            Assert.That(exchange.Hss.VectorRequests[^1].Imsi, Is.EqualTo(RecordedAttach.Imsi));
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void A_failed_authentication_of_a_GUTI_asks_who_it_is(bool isSameImsi)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Attached(MmeOutcome.AuthenticationRejected), Is.EqualTo(isSameImsi ? 1 : 0));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.Security = null;
            again.SendInitial(ScriptedUe.Encode(again.GutiRequest()));
            await again.ReceivePlain<AuthenticationRequest>();

            // UE -> MME  AUTHENTICATION RESPONSE, wrong;  MME -> UE  IDENTITY REQUEST (§5.4.2.5)
            again.SendPlain(new AuthenticationResponse(WrongRes));
            await again.ReceivePlain<IdentityRequest>();
            Imsi imsi = isSameImsi ? RecordedAttach.Imsi : Other;
            again.SendPlain(new IdentityResponse(MobileIdentity.Of(imsi)));
            if (isSameImsi)
            {
                await again.ReceivePlain<AuthenticationReject>();
                await again.ReceiveRelease();
            }
            else
            {
                await again.ReceivePlain<AuthenticationRequest>();
                Assert.That(exchange.Hss.VectorRequests[^1].Imsi, Is.EqualTo(Other));
            }
        }
    }

    [TestCase(EmmCause.MacFailure)]
    [TestCase(EmmCause.NonEpsAuthenticationUnacceptable)]
    public void A_UE_that_refuses_a_challenge_for_a_GUTI_is_asked_once(EmmCause cause)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Attached(MmeOutcome.AuthenticationRefused), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.Security = null;
            again.SendInitial(ScriptedUe.Encode(again.GutiRequest()));
            await again.ReceivePlain<AuthenticationRequest>();
            again.SendPlain(new AuthenticationFailure(cause));
            await again.ReceivePlain<IdentityRequest>();
            again.SendPlain(new IdentityResponse(MobileIdentity.Of(Other)));
            await again.ReceivePlain<AuthenticationRequest>();
            again.SendPlain(new AuthenticationFailure(cause)); // with the right IMSI too
            await again.ReceivePlain<AuthenticationReject>();
            await again.ReceiveRelease();
        }
    }

    [Test]
    public void An_identity_that_does_not_come_is_asked_for_five_times()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoAnswer);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3470), Is.EqualTo(4));
        Assert.That(exchange.Hss.VectorRequests, Is.Empty);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.Guti = new Guti(MmeExchange.Plmn, 0x8000, 0, 7);
            ue.SendInitial(ScriptedUe.Encode(ue.GutiRequest()));
            SimTime start = enb.Simulation.Now;
            for (int count = 0; count < 5; count++)
            {
                await ue.ReceivePlain<IdentityRequest>();
            }

            await ue.ReceiveRelease();
            Assert.That((enb.Simulation.Now - start).Seconds, Is.EqualTo(30).Within(0.1));
        }
    }

    [Test]
    public void An_identity_without_IMSI_is_rejected()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoIdentity);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.Guti = new Guti(MmeExchange.Plmn, 0x8000, 0, 7);
            ue.SendInitial(ScriptedUe.Encode(ue.GutiRequest()));
            await ue.ReceivePlain<IdentityRequest>();
            ue.SendPlain(new IdentityResponse(MobileIdentity.OfTmsi(7)));
            AttachReject reject = await ue.ReceivePlain<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.UeIdentityCannotBeDerived));
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void Answers_protected_with_a_context_that_the_MME_has_lost_count_as_plain()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.UnknownGuti);
        Assert.That(exchange.Measures.Unverified.Count, Is.EqualTo(2));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.Guti = new Guti(MmeExchange.Plmn, 0x8000, 0, 7);
            ue.Security = NasSecurityContext.FromKasme(
                default, new KeySetId(3), Direction.Uplink, IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea0);
            ue.SendInitial(ue.Protect(ue.GutiRequest(), SecurityHeaderType.Integrity));
            await ue.ReceivePlain<IdentityRequest>();
            ue.SendUplink(ue.Protect(
                new IdentityResponse(MobileIdentity.Of(RecordedAttach.Imsi)), SecurityHeaderType.Integrity));
            await ue.ReceivePlain<AuthenticationRequest>();
            ue.SendUplink(ue.Protect(
                new AuthenticationResponse(RecordedAttach.Vector.Xres), SecurityHeaderType.Integrity));
            SecurityModeCommand command = await ue.ReceiveSecurityMode();
            Assert.That(command.Ksi, Is.EqualTo(new KeySetId(4)));
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void The_former_GUTI_is_unknown_once_the_new_one_is_confirmed()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            Guti former = ue.Guti!.Value;
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.Complete();
            await again.BecomeIdle();
            ScriptedUe third = again.Again();
            third.Guti = former;
            third.SendInitial(third.Protect(third.GutiRequest(), SecurityHeaderType.Integrity));
            await third.ReceivePlain<IdentityRequest>();
        }
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Both_GUTIs_are_valid_until_an_attach_is_complete(bool isNew)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.ConnectionLost, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();

            // MME -> UE  ATTACH ACCEPT, which may be lost: the connection is (§5.5.1.2.7 a)
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            (_, AttachAccept accept) = await again.ReceiveAccept();
            enb.Send(new UeContextReleaseRequest(
                again.MmeId, again.Id, CauseRadioNetwork.RadioConnectionWithUeLost));
            await again.ReceiveRelease();
            ScriptedUe third = again.Again();
            third.Guti = isNew ? accept.Guti : ue.Guti;
            third.SendInitial(third.Protect(third.GutiRequest(), SecurityHeaderType.Integrity));
            await third.Complete();
        }
    }

    [Test]
    public void A_ciphered_first_message_cannot_be_read()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest()));
            await again.ReceiveRelease(); // §4.4.5: first messages are not ciphered
        }
    }
}
