using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>ATTACH ACCEPT, T3450 and the UE's context in the eNB (TS 24.301 §5.5.1.2.4 to §5.5.1.2.7).</summary>
internal sealed class ContextSetupExchangeTests
{
    private static readonly SimTime Never = MmeExchange.Seconds(40);

    [Test]
    public void ATTACH_COMPLETE_may_come_before_the_answer_of_the_eNB()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.AttachCount, Is.EqualTo(1), "the eNB has not answered");
            ue.SendContextSetup();
            await enb.ReceiveNothing(Never);
        }
    }

    [Test]
    public void Messages_of_one_UE_do_not_overtake_each_other_on_several_cores()
    {
        var exchange = new MmeExchange(cores: 4, mac: MmeExchange.Milliseconds(5));
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            ue.SendComplete();    // 5 ms for the MAC
            enb.Send(new UeContextReleaseRequest(ue.MmeId, ue.Id, CauseRadioNetwork.UserInactivity)); // 10 us
            await ue.ReceiveRelease();
            Assert.That(exchange.Mme.TryDetach(RecordedAttach.Imsi), "it is registered, and idle");
        }
    }

    [Test]
    public void A_lost_ATTACH_COMPLETE_makes_the_accept_go_out_again()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3450), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            SimTime at = enb.Simulation.Now;
            ue.SendContextSetup();

            // after T3450  MME -> UE  the same ATTACH ACCEPT, in DownlinkNASTransport (§5.5.1.2.7 c)
            AttachAccept again = await ue.ReceiveProtected<AttachAccept>();
            Assert.That(again, Is.EqualTo(accept));
            Assert.That((enb.Simulation.Now - at).Seconds, Is.EqualTo(6).Within(0.02));
            ue.SendComplete();
            await enb.ReceiveNothing(Never);
        }
    }

    [Test]
    public void The_fifth_expiry_of_T3450_aborts_and_both_GUTIs_stay_valid()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoComplete);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3450), Is.EqualTo(4));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            ue.SendContextSetup();
            for (int count = 0; count < 4; count++)
            {
                await ue.ReceiveProtected<AttachAccept>();
            }

            await ue.ReceiveRelease();
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
            Assert.That(exchange.Mme.TryDetach(RecordedAttach.Imsi), Is.False, "it is not registered");

            ScriptedUe again = ue.Again();
            again.Guti = accept.Guti;
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.ReceiveAccept();
        }
    }

    [Test]
    public void An_eNB_that_cannot_set_up_the_context_ends_the_attach()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ContextSetupFailed);
        exchange.AssertRefused(MmeRefusal.UnexpectedNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();

            // eNB -> MME  InitialContextSetupFailure;  MME -> eNB  UEContextReleaseCommand (TS 36.413 §8.3.1.3)
            enb.Send(new InitialContextSetupFailure(
                ue.MmeId, ue.Id, CauseRadioNetwork.RadioResourcesNotAvailable));
            UeContextReleaseCommand release = await enb.Receive<UeContextReleaseCommand>();
            ue.SendComplete(); // too late
            enb.Send(new UeContextReleaseComplete(release.UeS1apIds.Mme, ue.Id));
            await enb.ReceiveNothing(Never);
        }
    }

    [Test]
    public void An_eNB_that_does_not_answer_ends_the_attach_when_T3450_expires()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ContextSetupFailed);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3450), Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendComplete();
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void An_answer_of_the_eNB_in_error_counts_as_a_failure()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ContextSetupFailed);
        exchange.AssertRefused(MmeRefusal.UnreadableS1ap);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();

            // E-RAB Setup List is replaced by an IE that must be understood: the procedure has failed (§10.3.4.2)
            byte[] response = ScriptedUe.Encode(new InitialContextSetupResponse(
                ue.MmeId,
                ue.Id,
                new(new ErabSetup(new ErabId(5), TransportLayerAddress.OfIpv4(1), new GtpTeid(1))))
            {
                UnknownIes = new(new UnknownIe(3, new RawIe(250, Criticality.Reject, Octets.FromHex("00")))),
            });
            enb.SendOctets(response);
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_second_answer_of_the_eNB_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.UnexpectedS1ap, MmeRefusal.UnexpectedS1ap);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            ue.SendContextSetup();
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Milliseconds(100));
            ue.SendContextSetup();
            await enb.ReceiveNothing(Never);
        }
    }

    [TestCase("52")]
    [TestCase("5200c326")]
    [TestCase("6200c2")]
    [TestCase("0201d011")]
    public void ATTACH_COMPLETE_with_another_ESM_message_does_not_complete(string container)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.UnreadableNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            await ue.ReceiveAccept();
            ue.SendContextSetup();
            ue.SendProtected(new AttachComplete(Octets.FromHex(container)));
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.AttachCount, Is.EqualTo(1));
            ue.SendComplete();
            await enb.ReceiveNothing(Never);
        }
    }

    [TestCase("0201d011", null, null)]
    [TestCase("0201d031", null, EsmCause.PdnTypeIpv4OnlyAllowed, Description = "both: IPv4 is given")]
    [TestCase("0201d021", EsmCause.PdnTypeIpv4OnlyAllowed, null, Description = "IPv6 alone")]
    [TestCase("0205d051", EsmCause.PdnTypeIpv4OnlyAllowed, null, Description = "no IP")]
    [TestCase("0201d0", EsmCause.InvalidMandatoryInformation, null, Description = "cut")]
    [TestCase("0207c1", EsmCause.InvalidMandatoryInformation, null, Description = "another message")]
    public void The_bearer_that_is_asked_for_is_given_or_refused(string container, EsmCause? refusal, EsmCause? cause)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(refusal is null ? MmeOutcome.Success : MmeOutcome.EsmFailure);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure(ScriptedUe.AttachRequest(container: Octets.FromHex(container)));
            if (refusal is null)
            {
                (_, AttachAccept accept) = await ue.ReceiveAccept();
                Assert.That(ActivateDefaultBearerRequest.TryDecode(
                    accept.EsmContainer.Span, out ActivateDefaultBearerRequest bearer, out _));
                Assert.That(bearer.Cause, Is.EqualTo(cause));
                ue.SendContextSetup();
                ue.SendComplete();
                await enb.ReceiveNothing(Never);
                return;
            }

            // MME -> UE  ATTACH REJECT #19 [PDN CONNECTIVITY REJECT] (§5.5.1.2.5)
            AttachReject reject = await ue.ReceiveProtected<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.EsmFailure));
            Assert.That(PdnConnectivityReject.TryDecode(
                reject.EsmContainer!.Value.Span, out PdnConnectivityReject esm, out _));
            Assert.That(esm.Cause, Is.EqualTo(refusal));
            Assert.That(esm.Transaction, Is.EqualTo(Octets.FromHex(container).Span[1]));
            await ue.ReceiveRelease();
            Assert.That(exchange.Mme.ContextCount, Is.Zero);
        }
    }

    [Test]
    public void Without_an_address_the_bearer_is_refused_and_one_that_is_given_back_is_used()
    {
        var exchange = new MmeExchange(new MmeOptions { AddressPool = IpPrefix.Parse("10.64.0.0/30") });
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.EsmFailure, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe first = enb.AddUe(), second = enb.AddUe();
            AttachRequest other =
                ScriptedUe.AttachRequest(EpsMobileIdentity.Of(Imsi.Parse("001010000000002")));
            await first.Attach();
            await second.MakeSecure(other);
            AttachReject reject = await second.ReceiveProtected<AttachReject>();
            Assert.That(PdnConnectivityReject.TryDecode(
                reject.EsmContainer!.Value.Span, out PdnConnectivityReject esm, out _));
            Assert.That(esm.Cause, Is.EqualTo(EsmCause.InsufficientResources));
            await second.ReceiveRelease();

            await first.BecomeIdle();
            Assert.That(exchange.Mme.TryDetach(RecordedAttach.Imsi));
            ScriptedUe third = enb.AddUe();
            await third.Attach(other);
        }
    }

    [Test]
    public void A_combined_attach_is_accepted_for_EPS_only()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure(ScriptedUe.AttachRequest(type: EpsAttachType.Combined));
            (_, AttachAccept accept) = await ue.ReceiveAccept();
            Assert.That(accept.Result, Is.EqualTo(EpsAttachResult.EpsOnly));
            Assert.That(accept.Cause, Is.EqualTo(EmmCause.CsDomainNotAvailable)); // §5.5.1.3.4.3
            ue.SendContextSetup();
            ue.SendComplete();
            await enb.ReceiveNothing(Never);
        }
    }

    [Test]
    public void The_rates_are_those_of_the_subscription()
    {
        var exchange = new MmeExchange();
        exchange.Hss.Subscription = new SubscriptionData(Ambr: new Ambr(Uplink: 1_000_000, Downlink: 2_000_000));
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.MakeSecure();
            (InitialContextSetupRequest setup, _) = await ue.ReceiveAccept();
            Assert.That(setup.UeAggregateMaximumBitRate.Downlink, Is.EqualTo(2_000_000));
            Assert.That(setup.UeAggregateMaximumBitRate.Uplink, Is.EqualTo(1_000_000));
        }
    }

    [TestCase(S6aStatus.UserUnknown, EmmCause.EpsAndNonEpsServicesNotAllowed, MmeOutcome.RefusedByHss)]
    [TestCase(S6aStatus.UnknownEpsSubscription, EmmCause.NoSuitableCells, MmeOutcome.RefusedByHss)]
    [TestCase(S6aStatus.RoamingNotAllowed, EmmCause.PlmnNotAllowed, MmeOutcome.RefusedByHss)]
    [TestCase(S6aStatus.RatNotAllowed, EmmCause.NoSuitableCells, MmeOutcome.RefusedByHss)]
    [TestCase(S6aStatus.AuthenticationDataUnavailable, EmmCause.NetworkFailure, MmeOutcome.NetworkFailure)]
    [TestCase(S6aStatus.TooBusy, EmmCause.Congestion, MmeOutcome.Congestion)]
    [TestCase(S6aStatus.Refused, EmmCause.NetworkFailure, MmeOutcome.NetworkFailure)]
    [TestCase(S6aStatus.Unreachable, EmmCause.NetworkFailure, MmeOutcome.NetworkFailure)]
    [TestCase(S6aStatus.NoAnswer, EmmCause.NetworkFailure, MmeOutcome.NetworkFailure)]
    public void What_the_HSS_refuses_is_rejected_with_its_cause(S6aStatus status, EmmCause cause, MmeOutcome outcome)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(outcome, outcome);
        exchange.AssertRefused();
        Assert.That(exchange.Mme.ContextCount, Is.Zero);
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            // MME -> HSS  Authentication-Information-Request, refused;  MME -> UE  ATTACH REJECT (TS 29.272 annex A)
            exchange.Hss.VectorStatus = status;
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            AttachReject reject = await ue.ReceivePlain<AttachReject>();
            AssertCause(reject);
            await ue.ReceiveRelease();

            // MME -> HSS  Update-Location-Request, refused;  MME -> UE  ATTACH REJECT, protected
            exchange.Hss.VectorStatus = S6aStatus.Success;
            exchange.Hss.LocationStatus = status;
            ScriptedUe second = enb.AddUe();
            await second.MakeSecure();
            AssertCause(await second.ReceiveProtected<AttachReject>());
            await second.ReceiveRelease();
        }

        void AssertCause(AttachReject reject)
        {
            Assert.That(reject.Cause, Is.EqualTo(cause));
            Assert.That(reject.T3346?.Seconds, Is.EqualTo(cause == EmmCause.Congestion ? 30 : null));
        }
    }

    [TestCase(EpsAttachType.Emergency)]
    [TestCase(EpsAttachType.RestrictedLocalServices)]
    public void What_the_MME_does_not_offer_is_rejected(EpsAttachType type)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NotSupported);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(type: type)));
            AttachReject reject = await ue.ReceivePlain<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.ImeiNotAccepted));
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void An_IMEI_is_no_identity_to_attach_with()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NotSupported);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            var imei = EpsMobileIdentity.Of(Imei.Parse("490154203237518"));
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(imei)));
            await ue.ReceivePlain<AttachReject>();
            await ue.ReceiveRelease();
        }
    }
}
