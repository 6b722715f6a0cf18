using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>Security mode control, network side (TS 24.301 §5.4.3).</summary>
internal sealed class SecurityModeExchangeTests
{
    [TestCase(IntegrityAlgorithm.Eia1, CipheringAlgorithm.Eea1)]
    [TestCase(IntegrityAlgorithm.Eia2, CipheringAlgorithm.Eea2)]
    [TestCase(IntegrityAlgorithm.Eia3, CipheringAlgorithm.Eea3)]
    public void The_MME_selects_the_algorithms_of_its_configuration(
        IntegrityAlgorithm integrity, CipheringAlgorithm ciphering)
    {
        var exchange = new MmeExchange(new MmeOptions { Integrity = [integrity], Ciphering = [ciphering] });
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            SecurityModeCommand command = await ue.ReceiveSecurityMode();
            Assert.That(command.Integrity, Is.EqualTo(integrity));
            Assert.That(command.Ciphering, Is.EqualTo(ciphering));
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void The_first_algorithm_that_the_UE_has_is_taken()
    {
        var exchange = new MmeExchange(new MmeOptions
        {
            Integrity = [IntegrityAlgorithm.Eia3, IntegrityAlgorithm.Eia1],
            Ciphering = [CipheringAlgorithm.Eea2, CipheringAlgorithm.Eea0],
        });
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate(ScriptedUe.AttachRequest(capability: UeNetworkCapability.Of(0x80, 0x40)));
            SecurityModeCommand command = await ue.ReceiveSecurityMode();
            Assert.That(command.Integrity, Is.EqualTo(IntegrityAlgorithm.Eia1));
            Assert.That(command.Ciphering, Is.EqualTo(CipheringAlgorithm.Eea0));
            Assert.That(command.Capability, Is.EqualTo(
                UeSecurityCapability.Replay(UeNetworkCapability.Of(0x80, 0x40))), "what it said is repeated to it");
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [TestCase(0xF0, 0x00)]
    [TestCase(0xF0, 0x50)]
    [TestCase(0x00, 0x70)]
    public void A_UE_without_a_common_algorithm_is_rejected(int ciphering, int integrity)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.SecurityModeRejected);
        Assert.That(exchange.Hss.VectorRequests, Is.Empty);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            var capability = UeNetworkCapability.Of((byte)ciphering, (byte)integrity);
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest(capability: capability)));
            AttachReject reject = await ue.ReceivePlain<AttachReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.UeSecurityCapabilitiesMismatch));
            await ue.ReceiveRelease();
        }
    }

    [Test]
    public void A_lost_answer_makes_the_command_go_out_again_with_another_count()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3460), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();

            // after T3460 the command once more, COUNT 1 (§4.4.3.1, §5.4.3.7 b)
            await ue.ReceiveProtected<SecurityModeCommand>();
            Assert.That(ue.Security!.LastReceived!.Value.Value, Is.EqualTo(1));
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }

    [Test]
    public void The_fifth_expiry_of_T3460_aborts()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.NoAnswer);
        Assert.That(exchange.Measures.Retransmitted.CountOf(MmeTimer.T3460), Is.EqualTo(4));
        Assert.That(exchange.Mme.ContextCount, Is.Zero);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();
            for (int count = 0; count < 4; count++)
            {
                await ue.ReceiveProtected<SecurityModeCommand>();
            }

            await ue.ReceiveRelease();
        }
    }

    [TestCase(EmmCause.UeSecurityCapabilitiesMismatch)]
    [TestCase(EmmCause.SecurityModeRejected)]
    public void A_UE_that_rejects_the_command_ends_the_attach(EmmCause cause)
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.SecurityModeRejected);
        exchange.AssertRefused();

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();

            // UE -> MME  SECURITY MODE REJECT, plain (§5.4.3.5)
            ue.SendPlain(new SecurityModeReject(cause));
            Assert.That(await ue.ReceiveRelease(), Is.EqualTo((Cause)CauseNas.Unspecified));
        }
    }

    [Test]
    public void A_completion_with_a_wrong_MAC_is_not_one()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.WrongMac, MmeRefusal.PlainNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();
            byte[] complete = ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext);
            byte[] forged = [.. complete];
            forged[3] ^= 1;
            ue.SendUplink(forged);
            ue.SendPlain(new SecurityModeComplete());
            await enb.ReceiveNothing(MmeExchange.Seconds(1));

            // UE -> MME  the right one: the failed ones have left no trace
            ue.SendUplink(complete);
            await ue.Complete();
        }
    }

    [Test]
    public void A_second_completion_is_refused()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused(MmeRefusal.ReplayedNas, MmeRefusal.UnexpectedNas);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Authenticate();
            await ue.ReceiveSecurityMode();
            byte[] complete = ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext);
            ue.SendUplink(complete);
            ue.SendUplink(complete); // replayed: the COUNT is used up
            ue.SendUplink(ue.Protect(new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await ue.Complete();
        }
    }
}
