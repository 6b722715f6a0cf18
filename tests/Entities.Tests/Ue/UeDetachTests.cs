using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Detach by the UE and by the network (TS 24.301 §5.5.2).</summary>
public sealed class UeDetachTests
{
    [Test]
    public void A_detach_on_the_connection_that_is_there()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            DetachRequestFromUe request = await n.Expect<DetachRequestFromUe>(); // UE -> MME  DETACH REQUEST
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered));
            Assert.That((request.Type, request.IsSwitchedOff), Is.EqualTo((UeDetachType.Eps, false)));
            Assert.That((request.Identity.Guti, request.Ksi), Is.EqualTo((UeNetwork.Guti, n.Ksi)));
            Assert.That(n.Ue.State, Is.EqualTo(UeState.DeregisteredInitiated));
            n.Send(default(DetachAccept));                                       // MME -> UE  DETACH ACCEPT
            await n.Pause(1);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti), "kept for the next attach");
        Assert.That(network.Ue.Context, Is.Not.Null);
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_detach_out_of_idle_sets_up_a_connection_and_is_not_ciphered()
    {
        UeNetwork network = UeProtectionTests.Registered(
            out _, new UeOptions { RrcSetup = SimTime.FromMilliseconds(300) });
        network.Play(async n =>
        {
            n.Release();
            await n.Pause(1);
            SimTime startedAt = n.Simulation.Now;
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Integrity));
            SimTime setup = SimTime.FromMilliseconds(300);
            Assert.That(n.ReceivedAt - startedAt, Is.EqualTo(setup + UeNetwork.Delay));
            n.SendPlain(default(DetachAccept)); // §4.4.4.2: the network may have lost the context
            await n.Pause(1);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_plain_accept_is_dropped_where_messages_are_secure()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.SendPlain(default(DetachAccept));
            await n.ExpectNothing(1);
            Assert.That(n.Ue.State, Is.EqualTo(UeState.DeregisteredInitiated));
            n.Send(default(DetachAccept));
            await n.Pause(1);
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
    }

    [Test]
    public void A_ue_that_is_switched_off_waits_for_nothing()
    {
        UeNetwork network = UeProtectionTests.Registered(
            out _, new UeOptions { RrcSetup = SimTime.Zero, IsSwitchedOff = true });
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            DetachRequestFromUe request = await n.Expect<DetachRequestFromUe>();
            Assert.That(request.IsSwitchedOff, Is.True);
            Assert.That(n.Ue.State, Is.EqualTo(UeState.Deregistered));
            n.Send(default(DetachAccept)); // nobody listens
            await n.ExpectNothing(100);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.T3421Expired), Is.Zero);
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }

    [Test]
    public void An_unanswered_request_is_sent_five_times()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            SimTime first = n.Simulation.Now + UeNetwork.Delay;
            for (int count = 0; count < 5; count++)
            {
                await n.Expect<DetachRequestFromUe>();
                Assert.That(n.ReceivedAt - first, Is.EqualTo(count * UeNetwork.Seconds(15)), "T3421");
            }

            await n.ExpectNothing(100);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.NoAnswer), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.T3421Expired), Is.EqualTo(5));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.IsIdle, Is.True);
    }

    [Test]
    public void A_lost_answer_is_asked_for_again()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            await n.Expect<DetachRequestFromUe>();
            n.Send(default(DetachAccept));
            await n.ExpectNothing(30);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.T3421Expired), Is.EqualTo(1));
    }

    [Test]
    public void A_connection_that_is_released_detaches_as_well()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Release();
            await n.ExpectNothing(30);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.ConnectionReleased), Is.EqualTo(1));
    }

    [TestCase(NetworkDetachType.ReattachRequired)]
    [TestCase(NetworkDetachType.ReattachNotRequired)]
    public void Requests_that_cross_each_other_detach(NetworkDetachType type)
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            n.Send(new DetachRequestFromNetwork(type));
            await n.Expect<DetachRequestFromUe>();
            await n.Expect<DetachAccept>(); // §5.5.2.2.4 d
            await n.ExpectNothing(30);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Measures.Attach.StartedCount, Is.EqualTo(1));
    }

    [Test]
    public void Common_procedures_are_answered_while_the_ue_detaches()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Send(new IdentityRequest(IdentityType.Imsi)); // §5.5.2.2.4 e
            await n.Expect<IdentityResponse>();
            n.Send(n.Challenge(ksi: 2));
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(default(DetachAccept));
            await n.Pause(1);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Ue.Context!.Ksi, Is.EqualTo(new KeySetId(2)));
    }

    [Test]
    public void An_accept_of_an_attach_has_no_place_in_a_detach()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Send(n.Accept());
            EmmStatus status = await n.Expect<EmmStatus>();
            Assert.That(status.Cause, Is.EqualTo(EmmCause.MessageTypeNotCompatible));
            n.Send(default(DetachAccept));
            await n.Pause(1);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }

    [Test]
    public void A_rejected_authentication_ends_the_detach_and_forgets_the_registration()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Send(n.Challenge(ksi: 2));
            await n.Expect<AuthenticationResponse>();
            n.Send(default(AuthenticationReject));
            await n.ExpectNothing(100);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.AuthenticationRejected), Is.EqualTo(1));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
    }

    [Test]
    public void A_registered_ue_detaches_by_itself_after_its_time()
    {
        var options = new UeOptions { RrcSetup = SimTime.Zero, DetachAfter = SimTime.FromSeconds(60) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.AttachWell();
            SimTime registeredAt = n.ReceivedAt - UeNetwork.Delay;
            await n.Expect<DetachRequestFromUe>();
            Assert.That(n.ReceivedAt - registeredAt, Is.EqualTo(UeNetwork.Seconds(60) + UeNetwork.Delay));
            n.Send(default(DetachAccept));
            await n.ExpectNothing(200);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_ue_that_the_network_has_detached_does_not_detach_by_itself()
    {
        var options = new UeOptions { RrcSetup = SimTime.Zero, DetachAfter = SimTime.FromSeconds(60) };
        UeNetwork network = new(options);
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.ReattachNotRequired));
            await n.Expect<DetachAccept>();
            await n.ExpectNothing(200);
        });
        Assert.That(network.Measures.Detach.StartedCount, Is.Zero);
    }

    [Test]
    public void A_busy_ue_detaches_when_it_has_answered()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new IdentityRequest(IdentityType.Imsi));
            n.Occupy(seconds: 5);
            await n.Pause(1); // the answer waits for the processor
            n.Ue.StartDetach();
            await n.Expect<IdentityResponse>();
            await n.Expect<DetachRequestFromUe>();
            n.Send(default(DetachAccept));
            await n.Pause(1);
        });
        Assert.That(network.DetachOutcomes(DetachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_ue_that_is_not_registered_has_nothing_to_detach_from()
    {
        var network = new UeNetwork();
        network.Play(async n =>
        {
            n.Ue.StartDetach();
            await n.ExpectNothing(10);
            n.Ue.StartAttach();
            n.Ue.StartDetach(); // not yet
            await n.AttachWell();
            await n.ExpectNothing(100);
        });
        Assert.That(network.Measures.Detach.StartedCount, Is.Zero);
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
    }

    [Test]
    public void A_network_that_detaches_a_ue_without_a_cause_leaves_it_its_identity()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.ReattachNotRequired));
            await n.Expect<DetachAccept>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered));
            n.Release();
            await n.ExpectNothing(100);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti));
        Assert.That(network.Events(UeEvent.DetachedByNetwork), Is.EqualTo(1));
    }

    [TestCase(EmmCause.IllegalUe)]
    [TestCase(EmmCause.EpsAndNonEpsServicesNotAllowed)]
    [TestCase(EmmCause.PlmnNotAllowed)]
    [TestCase(EmmCause.NoSuitableCells)]
    public void A_cause_may_take_identity_and_context_away(EmmCause cause)
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.ReattachNotRequired, cause));
            await n.Expect<DetachAccept>();
            await n.ExpectNothing(100);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Ue.Context, Is.Null);
    }

    [Test]
    public void An_imsi_detach_leaves_the_ue_attached_for_eps()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.Imsi));
            await n.Expect<DetachAccept>();
            await n.ExpectNothing(1);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
        Assert.That(network.Events(UeEvent.DetachedByNetwork), Is.Zero);
    }

    [Test]
    public void A_ue_that_shall_attach_again_waits_for_the_release()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.ReattachRequired));
            await n.Expect<DetachAccept>();
            n.Send(new IdentityRequest(IdentityType.Imsi)); // not taken any more
            await n.ExpectNothing(3);
            n.Release();
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Integrity));
            Assert.That(request.Identity.Guti, Is.EqualTo(UeNetwork.Guti));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }

    [Test]
    public void Without_a_release_it_attaches_again_after_T3440()
    {
        UeNetwork network = UeProtectionTests.Registered(out _);
        network.Play(async n =>
        {
            n.Send(new DetachRequestFromNetwork(NetworkDetachType.ReattachRequired));
            await n.Expect<DetachAccept>();
            SimTime detachedAt = n.ReceivedAt - UeNetwork.Delay;
            await n.Expect<AttachRequest>();
            Assert.That(n.ReceivedAt - detachedAt, Is.EqualTo(UeNetwork.Seconds(10) + UeNetwork.Delay));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }
}
