using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>
/// An MME that crashes and comes back: everything is lost (TS 23.007 §17A), and everybody starts anew.
/// </summary>
internal sealed class CrashExchangeTests
{
    [Test]
    public void After_a_restart_a_GUTI_is_unknown_and_its_UE_is_asked_who_it_is()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);
        exchange.AssertAttached(MmeOutcome.Success, MmeOutcome.Success);
        Assert.That(exchange.Refused(MmeRefusal.UnknownGuti), Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();
            await ue.Attach();
            exchange.MmeNode.Crash();
            Assert.That(exchange.Mme.ContextCount, Is.Zero);
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            exchange.MmeNode.Restart();

            // the eNB learns of it when it is answered by ABORT, and sets up S1 anew
            ue.SendProtected(new DetachAccept());
            await enb.Simulation.Timeout(MmeExchange.Seconds(2));
            Assert.That(enb.IsEnded);
            await enb.Reconnect();

            ScriptedUe again = ue.Again();
            again.SendInitial(again.Protect(again.GutiRequest(), SecurityHeaderType.Integrity));
            await again.ReceivePlain<IdentityRequest>();
            again.SendUplink(RecordedAttach.Nas("identity_response"));
            await again.ReceivePlain<AuthenticationRequest>();
            again.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            await again.ReceiveSecurityMode();
            again.SendUplink(again.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            await again.Complete();
        }
    }

    // at each of these times an attach is somewhere else: in the processor, at the HSS, waiting for the UE or the eNB
    [TestCaseSource(nameof(Times))]
    public void A_crash_at_any_time_of_an_attach_leaves_nothing(int milliseconds)
    {
        var exchange = new MmeExchange(step: MmeExchange.Milliseconds(3));
        exchange.RunSetUp(Script);
        Assert.That(
            exchange.Attached(MmeOutcome.Crashed) + exchange.Attached(MmeOutcome.Success), Is.LessThanOrEqualTo(2));
        Assert.That(exchange.Attached(MmeOutcome.Success), Is.GreaterThanOrEqualTo(1));
        Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));

        async Process Script(ScriptedEnb enb)
        {
            enb.Simulation.Start(Cooperate(enb.AddUe()));
            await enb.Simulation.Timeout(MmeExchange.Milliseconds(milliseconds));
            exchange.MmeNode.Crash();
            exchange.MmeNode.Restart();
            Assert.That(exchange.Mme.AttachCount, Is.Zero);
            Assert.That(exchange.Mme.ContextCount, Is.Zero);
            await enb.Simulation.Timeout(MmeExchange.Seconds(3));
            enb.Association.Abort();
            await enb.Simulation.Timeout(MmeExchange.Seconds(1));
            while (enb.PendingCount > 0)
            {
                await enb.ReceiveAny();
            }

            await enb.Reconnect();
            await enb.AddUe().Attach();
        }
    }

    private static IEnumerable<int> Times()
    {
        for (int milliseconds = 1; milliseconds < 140; milliseconds += 3)
        {
            yield return milliseconds;
        }
    }

    // Answers whatever comes within its time, so that the script may cut it off anywhere.
    private static async Process Cooperate(ScriptedUe ue)
    {
        SimTime end = ue.Enb.Simulation.Now + MmeExchange.Seconds(2);
        ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
        while (await ue.Enb.TryReceive(end - ue.Enb.Simulation.Now) is { } received)
        {
            if (ue.Enb.Association.State == SctpState.Established)
            {
                Answer(ue, received);
            }
        }
    }

    private static void Answer(ScriptedUe ue, S1Received received)
    {
        switch (received.Label)
        {
            case "DownlinkNASTransport [AUTHENTICATION REQUEST]":
                ue.Note(received);
                ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
                break;
            case "DownlinkNASTransport [SECURITY MODE COMMAND]":
                ue.TakeSecurityMode(ue.Note(received));
                ue.SendUplink(ue.Protect(
                    new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
                break;
            case "InitialContextSetupRequest [ATTACH ACCEPT]":
                ue.SendContextSetup();
                ue.SendComplete();
                break;
            default:
                break;
        }
    }
}
