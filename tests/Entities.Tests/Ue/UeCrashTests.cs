using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>What a UE knows after it went down: what the files of its USIM hold (TS 24.301 annex C).</summary>
public sealed class UeCrashTests
{
    [TestCase(0.5)]
    [TestCase(1.5)]
    public void A_crash_ends_the_attach(double seconds)
    {
        var options = new UeOptions { RrcSetup = SimTime.FromSeconds(1) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.Pause(seconds); // while the UE waits for its connection, or for the first answer
            if (seconds > 1.0)
            {
                await n.Expect<AttachRequest>();
            }

            n.Node.Crash();
            await n.Pause(100);
            Assert.That(n.Ue.IsIdle, Is.False);
            n.Node.Restart();
            Assert.That(n.Ue.IsIdle, Is.True);
            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(AttachOutcome.NodeDown), Is.EqualTo(1));
        Assert.That(network.Measures.Attach.OpenCount, Is.Zero);
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
    }

    [Test]
    public void A_crash_while_the_card_thinks_loses_its_answer()
    {
        var network = new UeNetwork(cardTime: SimTime.FromSeconds(2));
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            await n.Pause(1);
            n.Node.Crash();
            n.Node.Restart();
            await n.ExpectNothing(10);
            n.Ue.StartAttach();
            await n.Expect<AttachRequest>();
            n.SendPlain(n.ChallengeAt(1)); // the card has accepted this number
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>();
            Assert.That(failure.Cause, Is.EqualTo(EmmCause.SynchFailure));
            n.SendPlain(n.ChallengeAt(2));
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.NodeDown), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_crash_with_messages_waiting_leaves_none_behind()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.Occupy(seconds: 5);
            for (int count = 0; count < 5; count++)
            {
                n.SendPlain(new IdentityRequest(IdentityType.Imsi));
            }

            await n.Pause(1);
            n.Node.Crash();
            await n.ExpectNothing(100);
        });
        Assert.That(network.Topology.Packets.LiveCount, Is.Zero);
        Assert.That(network.Outcomes(AttachOutcome.NodeDown), Is.EqualTo(1));
    }

    [Test]
    public void A_registered_ue_keeps_its_identity_and_loses_its_context()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Node.Crash();
            n.Node.Restart();
            await n.Pause(1);
            Assert.That(n.Ue.State, Is.EqualTo(UeState.Deregistered));
            n.Ue.StartAttach();
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Plain));
            Assert.That(request.Identity.Guti, Is.EqualTo(UeNetwork.Guti), "EF_EPSLOCI");
            Assert.That(request.Ksi.IsNoKey, Is.True, "what EF_EPSNSC holds became invalid with the attach");
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [Test]
    public void A_deregistered_ue_keeps_both()
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Play(async n =>
        {
            n.Node.Crash();
            n.Node.Restart();
            await n.Pause(1);
            n.Ue.StartAttach();
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Integrity));
            Assert.That(request.Ksi, Is.EqualTo(n.Ksi), "EF_EPSNSC");
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [Test]
    public void A_crash_ends_a_detach()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Node.Crash();
            await n.ExpectNothing(100);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.NodeDown), Is.EqualTo(1));
        Assert.That(network.Measures.Detach.OpenCount, Is.Zero);
    }

    [Test]
    public void A_crash_stops_the_time_after_which_the_ue_detaches()
    {
        var options = new UeOptions { RrcSetup = SimTime.Zero, DetachAfter = SimTime.FromSeconds(60) };
        UeNetwork network = new(options);
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Node.Crash();
            n.Node.Restart();
            await n.ExpectNothing(200);
        });
        Assert.That(network.Measures.Detach.StartedCount, Is.Zero);
    }

    [Test]
    public void A_crash_while_a_registered_ue_answers_is_no_end_of_the_run()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Occupy(seconds: 5);
            n.Send(n.Challenge(ksi: 2));
            n.Send(new IdentityRequest(IdentityType.Imsi));
            await n.Pause(1);
            n.Node.Crash();
            await n.Pause(1);
            n.Node.Restart();
            await n.ExpectNothing(100);
        });
        Assert.That(network.Ue.IsIdle, Is.True);
        Assert.That(network.Ue.Challenge, Is.Null);
    }

    [Test]
    public void What_arrives_in_a_new_life_for_the_old_one_is_dropped()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Node.Crash();
            n.Node.Restart();
            n.Send(new IdentityRequest(IdentityType.Imsi));
            n.Release();
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }
}
