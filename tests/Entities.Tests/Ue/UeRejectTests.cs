using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>ATTACH REJECT by cause (TS 24.301 §5.5.1.2.5, §5.5.1.2.6).</summary>
public sealed class UeRejectTests
{
    [TestCase(EmmCause.IllegalUe, AttachOutcome.IllegalUe)]
    [TestCase(EmmCause.IllegalMe, AttachOutcome.IllegalMe)]
    [TestCase(EmmCause.EpsServicesNotAllowed, AttachOutcome.EpsServicesNotAllowed)]
    [TestCase(EmmCause.EpsAndNonEpsServicesNotAllowed, AttachOutcome.EpsAndNonEpsServicesNotAllowed)]
    [TestCase(EmmCause.PlmnNotAllowed, AttachOutcome.PlmnNotAllowed)]
    [TestCase(EmmCause.TrackingAreaNotAllowed, AttachOutcome.TrackingAreaNotAllowed)]
    [TestCase(EmmCause.RoamingNotAllowed, AttachOutcome.RoamingNotAllowed)]
    [TestCase(EmmCause.EpsServicesNotAllowedInPlmn, AttachOutcome.EpsServicesNotAllowedInPlmn)]
    [TestCase(EmmCause.NoSuitableCells, AttachOutcome.NoSuitableCells)]
    public void A_final_cause_ends_the_attach_and_forgets_the_registration(EmmCause cause, string outcome)
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(cause)); // MME -> UE  ATTACH REJECT
            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Ue.Context, Is.Null);
        Assert.That(network.Ue.IsIdle, Is.True);
    }

    [TestCase(EmmCause.NetworkFailure, AttachOutcome.NetworkFailure)]
    [TestCase(EmmCause.EsmFailure, AttachOutcome.EsmFailure)]
    [TestCase(EmmCause.ImsiUnknownInHss, AttachOutcome.ImsiUnknownInHss)]
    [TestCase(EmmCause.CsDomainNotAvailable, AttachOutcome.Rejected)]
    [TestCase((EmmCause)0xEE, AttachOutcome.Rejected)]
    public void Another_cause_is_tried_five_times_with_T3411_between(EmmCause cause, string outcome)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                SimTime due = UeNetwork.Delay + (attempt * (UeNetwork.Seconds(10) + (2 * UeNetwork.Delay)));
                Assert.That(n.ReceivedAt, Is.EqualTo(due));
                n.SendPlain(new AttachReject(cause));
            }

            await n.ExpectNothing(30);
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
        Assert.That(network.Ue.IsIdle, Is.False, "T3402 runs");
    }

    [Test]
    public void An_attempt_after_a_reject_may_succeed()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(EmmCause.NetworkFailure));
            n.Release();
            await n.AttachWell();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [TestCase(EmmCause.SemanticallyIncorrectMessage, AttachOutcome.ProtocolError)]
    [TestCase(EmmCause.InvalidMandatoryInformation, AttachOutcome.ProtocolError)]
    [TestCase(EmmCause.MessageTypeNonExistent, AttachOutcome.ProtocolError)]
    [TestCase(EmmCause.InformationElementNonExistent, AttachOutcome.ProtocolError)]
    [TestCase(EmmCause.ProtocolErrorUnspecified, AttachOutcome.ProtocolError)]
    [TestCase(EmmCause.SevereNetworkFailure, AttachOutcome.Rejected)]
    public void Some_causes_use_up_all_attempts_at_once(EmmCause cause, string outcome)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(cause));
            await n.ExpectNothing(100);
            Assert.That(n.Ue.IsIdle, Is.False, "T3402 runs");
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
    }

    [TestCase(EmmCause.ServiceOptionNotAuthorised)]
    public void A_cause_may_end_the_attach_and_leave_the_identity(EmmCause cause)
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(cause));
            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(AttachOutcome.Rejected), Is.EqualTo(1));
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti));
    }

    [Test]
    public void A_congested_network_that_proves_itself_says_how_long_to_wait()
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            SimTime rejectedAt = n.ReceivedAt + UeNetwork.Delay;
            n.Send(new AttachReject(EmmCause.Congestion, T3346: GprsTimer.FromSeconds(40)));
            await n.Expect<AttachRequest>();
            Assert.That(n.ReceivedAt, Is.EqualTo(rejectedAt + UeNetwork.Seconds(40) + UeNetwork.Delay));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Events(UeEvent.BackedOff), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [Test]
    public void A_value_that_is_not_protected_is_not_believed()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(EmmCause.Congestion, T3346: GprsTimer.FromSeconds(2)));
            await n.Expect<AttachRequest>();
            Assert.That(n.ReceivedAt, Is.InRange(UeNetwork.Seconds(900), UeNetwork.Seconds(1_801)));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void Back_offs_do_not_use_up_attempts_and_are_bounded()
    {
        var options = new UeOptions { RrcSetup = SimTime.Zero, UnprotectedT3346 = SimTime.FromSeconds(30) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 6; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.SendPlain(new AttachReject(EmmCause.Congestion, T3346: GprsTimer.FromSeconds(2)));
            }

            await n.ExpectNothing(100);
        });
        Assert.That(network.Events(UeEvent.BackedOff), Is.EqualTo(5));
        Assert.That(network.Outcomes(AttachOutcome.Congestion), Is.EqualTo(1));
        Assert.That(network.Ue.IsIdle, Is.True);
    }

    [TestCase(null)]
    [TestCase(0)]
    [TestCase(-1)]
    public void Congestion_without_a_time_to_wait_is_tried_like_a_failure(int? seconds)
    {
        GprsTimer? timer = seconds is not { } length ? null
            : length < 0 ? GprsTimer.Deactivated
            : GprsTimer.FromSeconds(length);
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.SendPlain(new AttachReject(EmmCause.Congestion, T3346: timer));
            }
        });
        Assert.That(network.Events(UeEvent.BackedOff), Is.Zero);
        Assert.That(network.Outcomes(AttachOutcome.Congestion), Is.EqualTo(1));
    }

    [Test]
    public void A_reject_by_a_closed_group_counts_only_if_it_is_protected()
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(EmmCause.NotAuthorisedForCsg)); // §4.4.4.2
            await n.ExpectNothing(1);
            Assert.That(n.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
            n.Send(new AttachReject(EmmCause.NotAuthorisedForCsg));
            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(AttachOutcome.Rejected), Is.EqualTo(1));
    }

    [Test]
    public void A_plain_reject_counts_no_more_once_messages_are_secure()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            n.SendPlain(new AttachReject(EmmCause.IllegalUe)); // forged
            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_reject_that_ends_before_its_cause_is_answered_with_a_status()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendOctets([0x07, 0x44]);
            EmmStatus status = await n.Expect<EmmStatus>();
            Assert.That(status.Cause, Is.EqualTo(EmmCause.InvalidMandatoryInformation));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void A_connection_that_the_network_does_not_release_is_let_go_after_T3440()
    {
        var options = new UeOptions { RrcSetup = SimTime.FromSeconds(1), T3411 = SimTime.FromSeconds(5) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new AttachReject(EmmCause.NetworkFailure));
            await n.Expect<AttachRequest>();
            SimTime onOldConnection = UeNetwork.Seconds(6) + (3 * UeNetwork.Delay);
            Assert.That(n.ReceivedAt, Is.EqualTo(onOldConnection));
            n.SendPlain(new AttachReject(EmmCause.IllegalUe));
            await n.Pause(10.1);
            n.Ue.StartAttach();
            await n.Expect<AttachRequest>();
            SimTime onNewConnection = onOldConnection + UeNetwork.Seconds(11.1) + UeNetwork.Delay;
            Assert.That(n.ReceivedAt, Is.EqualTo(onNewConnection));
            n.SendPlain(new AttachReject(EmmCause.IllegalUe));
        });
        Assert.That(network.Outcomes(AttachOutcome.IllegalUe), Is.EqualTo(2));
    }

    [TestCase(NetworkDetachType.ReattachNotRequired, null, true)]
    [TestCase(NetworkDetachType.ReattachNotRequired, EmmCause.IllegalUe, true)]
    [TestCase(NetworkDetachType.ReattachNotRequired, EmmCause.ImsiUnknownInHss, false)]
    [TestCase(NetworkDetachType.ReattachRequired, null, false)]
    [TestCase(NetworkDetachType.Imsi, null, false)]
    public void A_detach_by_the_network_ends_an_attach_unless_it_asks_for_one(
        NetworkDetachType type, EmmCause? cause, bool isEnd)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            n.Send(new DetachRequestFromNetwork(type, cause)); // MME -> UE  DETACH REQUEST (§5.5.1.2.6 g)
            if (isEnd)
            {
                await n.Expect<DetachAccept>();
                return;
            }

            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.DetachedByNetwork), Is.EqualTo(isEnd ? 1 : 0));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(isEnd ? 0 : 1));
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(isEnd ? 0 : 1));
        Assert.That(network.Ue.Context, cause == EmmCause.IllegalUe ? Is.Null : Is.Not.Null);
    }
}
