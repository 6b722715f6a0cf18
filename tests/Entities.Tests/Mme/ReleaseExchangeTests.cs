using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Per;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>Release, reset, errors and lost associations (TS 36.413 §8.3.2, §8.3.3, §8.7.1, §8.7.2, §10.6).</summary>
internal sealed class ReleaseExchangeTests
{
    private static readonly SimTime Long = MmeExchange.Seconds(40);

    [Test]
    public void An_inactive_UE_becomes_idle_and_its_context_is_kept()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused();
        Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
        Assert.That(exchange.Mme.ConnectionCount, Is.Zero);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            await ue.BecomeIdle();
        }
    }

    [Test]
    public void A_release_during_an_attach_ends_it()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ConnectionLost);
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await ue.ReceivePlain<AuthenticationRequest>();
            enb.Send(new UeContextReleaseRequest(
                ue.MmeId, ue.Id, CauseRadioNetwork.RadioConnectionWithUeLost));
            await ue.ReceiveRelease();
            await enb.ReceiveNothing(Long);
        }
    }

    [Test]
    public void What_comes_while_a_connection_is_released_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnexpectedNas);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            var request = new UeContextReleaseRequest(ue.MmeId, ue.Id, CauseRadioNetwork.UserInactivity);
            enb.Send(request);
            enb.Send(request); // twice: the command is sent once
            ue.SendProtected(ue.GutiRequest());
            await ue.ReceiveRelease();
            await enb.ReceiveNothing(Long);
        }
    }

    [Test]
    public void A_completion_of_no_release_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnexpectedS1ap, MmeRefusal.UnknownUe);

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            enb.Send(new UeContextReleaseComplete(ue.MmeId, ue.Id));
            enb.Send(new UeContextReleaseComplete(new MmeUeS1apId(99), ue.Id));
            await enb.ReceiveNothing(Long);
        }
    }

    [TestCase(true, CauseRadioNetwork.UnknownPairUeS1apId)]
    [TestCase(false, CauseRadioNetwork.UnknownMmeUeS1apId)]
    public void An_identity_that_names_nobody_is_answered_by_an_error(bool isMmeIdRight, CauseRadioNetwork cause)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnknownUe, MmeRefusal.UnknownUe, MmeRefusal.UnknownUe);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            MmeUeS1apId mmeId = isMmeIdRight ? ue.MmeId : new MmeUeS1apId(0xFFFF_FFFF);
            EnbUeS1apId enbId = isMmeIdRight ? new EnbUeS1apId(77) : ue.Id;

            // eNB -> MME  UplinkNASTransport, ...;  MME -> eNB  ErrorIndication (§10.6)
            enb.Send(new UplinkNasTransport(
                mmeId, enbId, new NasPdu(new Octets(ue.Protect(new DetachAccept()))), enb.Cell, enb.Tai));
            enb.Send(new UeContextReleaseRequest(mmeId, enbId, CauseRadioNetwork.UserInactivity));
            enb.Send(new InitialContextSetupFailure(mmeId, enbId, CauseRadioNetwork.Unspecified));
            for (int count = 0; count < 3; count++)
            {
                ErrorIndication error = await enb.Receive<ErrorIndication>();
                Assert.That(error.Cause, Is.EqualTo((Cause)cause));
                Assert.That(error.MmeUeS1apId, Is.EqualTo(mmeId));
                Assert.That(error.EnbUeS1apId, Is.EqualTo(enbId));
            }

            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1), "the UE is where it was");
        }
    }

    [Test]
    public void A_UE_of_another_eNB_is_unknown_here()
    {
        var exchange = new MmeExchange();
        ScriptedEnb other = exchange.AddEnb(1);
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnknownUe);

        async Process Script(ScriptedEnb enb)
        {
            await other.SetUp();
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            other.Send(new UeContextReleaseRequest(ue.MmeId, ue.Id, CauseRadioNetwork.UserInactivity));
            ErrorIndication error = await other.Receive<ErrorIndication>();
            Assert.That(error.Cause, Is.EqualTo((Cause)CauseRadioNetwork.UnknownMmeUeS1apId));
        }
    }

    [Test]
    public void A_UE_moves_to_another_eNB_by_attaching_there()
    {
        var exchange = new MmeExchange();
        ScriptedEnb other = exchange.AddEnb(1);
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);

        async Process Script(ScriptedEnb enb)
        {
            await other.SetUp();
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            ScriptedUe again = ue.Again(other);
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await ue.ReceiveRelease();
            await again.Complete();
        }
    }

    [Test]
    public void A_reset_of_the_interface_ends_everything_of_the_eNB()
    {
        var exchange = new MmeExchange();
        ScriptedEnb other = exchange.AddEnb(1);
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.ConnectionLost);

        async Process Script(ScriptedEnb enb)
        {
            await other.SetUp();
            ScriptedUe elsewhere = other.AddUe(), ue = enb.AddUe();
            await elsewhere.Attach();
            ue.SendInitial(ScriptedUe.Encode(
                ScriptedUe.AttachRequest(EpsMobileIdentity.Of(Imsi.Parse("001010000000002")))));
            await ue.ReceivePlain<AuthenticationRequest>();

            // eNB -> MME  Reset;  MME -> eNB  ResetAcknowledge (§8.7.1.2.2)
            enb.Send(new Reset(CauseMisc.OmIntervention, default));
            ResetAcknowledge acknowledge = await enb.Receive<ResetAcknowledge>();
            Assert.That(acknowledge.Connections.IsEmpty);
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1), "the other eNB's UE");
            await enb.ReceiveNothing(Long);
        }
    }

    [Test]
    public void A_partial_reset_ends_what_it_names_by_either_identity()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe[] ues = [enb.AddUe(), enb.AddUe(), enb.AddUe(), enb.AddUe()];
            for (int index = 0; index < ues.Length; index++)
            {
                var imsi = Imsi.Parse("00101000000001" + index);
                await ues[index].Attach(ScriptedUe.AttachRequest(EpsMobileIdentity.Of(imsi)));
            }

            var named = new SequenceOf<UeAssociatedLogicalS1Connection>(
                new UeAssociatedLogicalS1Connection(ues[0].MmeId, ues[0].Id),
                new UeAssociatedLogicalS1Connection(ues[1].MmeId, null),
                new UeAssociatedLogicalS1Connection(null, ues[2].Id),
                new UeAssociatedLogicalS1Connection(ues[3].MmeId, new EnbUeS1apId(999)), // no such pair
                new UeAssociatedLogicalS1Connection(null, new EnbUeS1apId(998)));        // no such UE
            enb.Send(new Reset(CauseMisc.OmIntervention, new ResetType(named)));
            ResetAcknowledge acknowledge = await enb.Receive<ResetAcknowledge>();
            Assert.That(acknowledge.Connections, Is.EqualTo(named), "all of them, known or not");
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(1));
            Assert.That(exchange.Mme.ContextCount, Is.EqualTo(4), "the UEs are idle");
        }
    }

    [TestCase(CauseRadioNetwork.UnknownEnbUeS1apId, true)]
    [TestCase(CauseRadioNetwork.UnknownPairUeS1apId, true)]
    [TestCase(CauseRadioNetwork.Unspecified, false)]
    public void An_error_indication_about_a_UE_that_the_eNB_does_not_know_ends_its_connection(
        CauseRadioNetwork cause, bool isEnd)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.ErrorIndications.Count, Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            enb.Send(new ErrorIndication { MmeUeS1apId = ue.MmeId, EnbUeS1apId = ue.Id, Cause = cause });
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.EqualTo(isEnd ? 0 : 1));
        }
    }

    [Test]
    public void An_error_indication_in_error_is_not_answered()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.UnreadableS1ap);

        static async Process Script(ScriptedEnb enb)
        {
            byte[] error = ScriptedUe.Encode(new ErrorIndication { Cause = CauseProtocol.Unspecified });
            enb.SendOctets([.. error[..^1], 0xFF]); // a cause of a later version
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void What_could_not_be_delivered_is_sent_again_by_its_timer()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        Assert.That(exchange.Measures.Undelivered.Count, Is.EqualTo(1));
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3460), Is.EqualTo(1));

        static async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            byte[] challenge = await ue.ReceiveNas();
            enb.Send(new NasNonDeliveryIndication(
                ue.MmeId, ue.Id, new NasPdu(new Octets(challenge)), CauseRadioNetwork.RadioConnectionWithUeLost));
            await ue.ReceivePlain<AuthenticationRequest>();
        }
    }

    [Test]
    public void A_lost_association_makes_its_UEs_idle_and_ends_what_runs()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.ConnectionLost, MmeOutcome.Success);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe(), running = enb.AddUe();
            await ue.Attach();
            running.SendInitial(ScriptedUe.Encode(
                ScriptedUe.AttachRequest(EpsMobileIdentity.Of(Imsi.Parse("001010000000002")))));
            await running.ReceivePlain<AuthenticationRequest>();
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
            Assert.That(exchange.Mme.AttachCount, Is.Zero);

            await enb.Reconnect();
            await enb.Receive<Reset>();
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.Complete();
        }
    }

    [Test]
    public void An_association_lost_while_the_HSS_is_asked_ends_the_attach_with_its_answer()
    {
        var exchange = new MmeExchange();
        exchange.Hss.Delay = MmeExchange.Seconds(2);
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.ConnectionLost);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            enb.AddUe().SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(3));
            Assert.That(exchange.Mme.AttachCount, Is.Zero);
        }
    }

    [Test]
    public void A_message_that_waits_for_the_processor_when_its_association_is_lost_is_refused()
    {
        var exchange = new MmeExchange(step: MmeExchange.Milliseconds(100));
        exchange.RunSetUp(Script);
        exchange.AssertRefused(MmeRefusal.AssociationLost);
        exchange.AssertAttached();

        async Process Script(ScriptedEnb enb)
        {
            enb.AddUe().SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(20));
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
        }
    }

    [Test]
    public void An_eNB_that_crashed_starts_its_association_anew()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            enb.Node.Crash();
            enb.Node.Restart();
            await enb.Reconnect(); // from the same port: INIT on an association that the MME has (RFC 9260 §5.2.4.1)
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.Complete();
        }
    }
}
