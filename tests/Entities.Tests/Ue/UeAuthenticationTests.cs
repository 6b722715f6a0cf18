using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>EPS authentication, the UE against a scripted network (TS 24.301 §5.4.2).</summary>
public sealed class UeAuthenticationTests
{
    [Test]
    public void The_same_challenge_is_answered_again_without_the_card()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            AuthenticationRequest challenge = n.Challenge();
            for (int copy = 0; copy < 3; copy++)
            {
                n.SendPlain(challenge);                                                 // T3460 expires there
                AuthenticationResponse response = await n.Expect<AuthenticationResponse>(); // §5.4.2.3
                Assert.That(response.Res, Is.EqualTo(n.Vector.Xres));
            }

            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Events(UeEvent.ChallengeAccepted), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.ChallengeRepeated), Is.EqualTo(2));
        Assert.That(CardCount(network), Is.EqualTo(1));
    }

    [Test]
    public void Two_copies_at_one_instant_ask_the_card_once()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            AuthenticationRequest challenge = n.Challenge();
            n.SendPlain(challenge);
            n.SendPlain(challenge);
            await n.Expect<AuthenticationResponse>();
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(CardCount(network), Is.EqualTo(1));
    }

    [Test]
    public void After_T3416_the_same_challenge_goes_to_the_card_which_has_seen_it()
    {
        var options = new UeOptions { RrcSetup = SimTime.Zero, T3416 = SimTime.FromSeconds(5) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            AuthenticationRequest challenge = n.Challenge();
            n.SendPlain(challenge);
            await n.Expect<AuthenticationResponse>();
            await n.Pause(6);
            n.SendPlain(challenge);
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>();
            Assert.That(failure.Cause, Is.EqualTo(EmmCause.SynchFailure));
            await Finish(n);
        });
        Assert.That(network.Events(UeEvent.ChallengeRepeated), Is.Zero);
    }

    [Test]
    public void Another_challenge_goes_to_the_card_and_takes_the_place_of_the_first()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge(ksi: 0));
            await n.Expect<AuthenticationResponse>();
            SecurityModeCommand old = n.Secure();
            NasSecurityContext oldContext = n.Context!;
            n.SendPlain(n.Challenge(ksi: 1));
            AuthenticationResponse response = await n.Expect<AuthenticationResponse>();
            Assert.That(response.Res, Is.EqualTo(n.Vector.Xres));

            n.Context = oldContext; // the keys of the first challenge are gone
            n.Send(old, SecurityHeaderType.IntegrityNewContext);
            SecurityModeReject reject = await n.Expect<SecurityModeReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.SecurityModeRejected));
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(CardCount(network), Is.EqualTo(2));
        Assert.That(network.Refusals(UeRefusal.NoSecurityContext), Is.EqualTo(1));
    }

    [Test]
    public void A_mac_failure_stops_T3410_and_a_right_challenge_starts_it_again()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.Pause(14);
            n.SendPlain(n.ChallengeAt(1, wrongK: 1));
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>(); // #20 (§5.4.2.6 a)
            Assert.That(failure, Is.EqualTo(new AuthenticationFailure(EmmCause.MacFailure)));
            await n.Pause(19); // T3418 is 20 s; T3410 would have expired
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            await n.Pause(14);
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.MacFailure), Is.EqualTo(1));
    }

    [Test]
    public void After_a_mac_failure_the_network_may_ask_who_it_is()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.ChallengeAt(1, wrongK: 1));
            await n.Expect<AuthenticationFailure>();
            n.SendPlain(new IdentityRequest(IdentityType.Imsi)); // §5.4.2.7 c
            await n.Expect<IdentityResponse>();
            await Finish(n);
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [TestCase(UeEvent.MacFailure, EmmCause.MacFailure, AttachOutcome.MacFailure, 20)]
    [TestCase(UeEvent.SynchFailure, EmmCause.SynchFailure, AttachOutcome.SynchFailure, 15)]
    [TestCase(
        UeEvent.NonEpsAuthentication,
        EmmCause.NonEpsAuthenticationUnacceptable,
        AttachOutcome.NonEpsAuthentication,
        20)]
    public void A_refused_challenge_that_no_other_follows_ends_the_attach(
        UeEvent what, EmmCause cause, string outcome, int seconds)
    {
        var network = new UeNetwork(sqnLead: 100);
        SimTime endedAt = default;
        network.Measures.Attach.Emptied = () => endedAt = network.Simulation.Now;
        SimTime failedAt = default;
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(Refused(n, what, 1));
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>();
            Assert.That(failure.Cause, Is.EqualTo(cause));
            failedAt = n.ReceivedAt - UeNetwork.Delay;
            await n.ExpectNothing(60);
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
        Assert.That(endedAt - failedAt, Is.EqualTo(UeNetwork.Seconds(seconds)), "T3418 or T3420");
        Assert.That(network.Events(what), Is.EqualTo(1));
        Assert.That(network.Ue.IsConnected, Is.False, "released locally (§5.4.2.7 f)");
    }

    [TestCase(UeEvent.MacFailure, UeEvent.MacFailure, UeEvent.MacFailure, AttachOutcome.MacFailure)]
    [TestCase(UeEvent.SynchFailure, UeEvent.SynchFailure, UeEvent.SynchFailure, AttachOutcome.SynchFailure)]
    [TestCase(UeEvent.MacFailure, UeEvent.SynchFailure, UeEvent.NonEpsAuthentication,
        AttachOutcome.NonEpsAuthentication)]
    public void Three_refused_challenges_in_a_row_end_the_attach(
        UeEvent first, UeEvent second, UeEvent third, string outcome)
    {
        var network = new UeNetwork(sqnLead: 100);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            ulong seq = 1;
            foreach (UeEvent what in new[] { first, second, third })
            {
                n.SendPlain(Refused(n, what, seq++));
                await n.Expect<AuthenticationFailure>();
            }

            n.SendPlain(n.ChallengeAt(101)); // too late
            await n.ExpectNothing(60);
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.ChallengeAccepted), Is.Zero);
    }

    [Test]
    public void A_right_challenge_between_makes_failures_not_consecutive()
    {
        var network = new UeNetwork(sqnLead: 100);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            for (ulong round = 1; round <= 2; round++)
            {
                n.SendPlain(Refused(n, UeEvent.MacFailure, (10 * round) + 1));
                await n.Expect<AuthenticationFailure>();
                n.SendPlain(Refused(n, UeEvent.SynchFailure, (10 * round) + 2));
                await n.Expect<AuthenticationFailure>();
                n.SendPlain(n.ChallengeAt(100 + round));
                await n.Expect<AuthenticationResponse>();
            }

            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void The_token_of_a_synch_failure_brings_the_network_into_step()
    {
        var network = new UeNetwork(sqnLead: 5_000);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>(); // #21 with AUTS (§5.4.2.6 c)
            var functions = new Milenage(n.Subscriber.K, n.Subscriber.Opc);
            bool isOurs = Aka.TryResynchronise(ref functions, n.Vector.Rand, failure.Auts!.Value, out Sqn sqnMs);
            Assert.That(isOurs, Is.True);
            Assert.That(sqnMs.Seq(5), Is.EqualTo(5_000));
            n.SendPlain(n.ChallengeAt(sqnMs.Seq(5) + 1));
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.SynchFailure), Is.EqualTo(1));
    }

    [Test]
    public void A_challenge_that_is_not_for_eps_does_not_reach_the_card()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.ChallengeAt(1, amf: default(Amf)));
            AuthenticationFailure failure = await n.Expect<AuthenticationFailure>(); // #26 (§5.4.2.6 b)
            Assert.That(failure.Cause, Is.EqualTo(EmmCause.NonEpsAuthenticationUnacceptable));
            await Finish(n); // the same SEQ is still unused
        });
        Assert.That(CardCount(network), Is.EqualTo(1));
    }

    [Test]
    public void A_rejected_authentication_ends_the_attach_and_forgets_the_registration()
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            n.SendPlain(default(AuthenticationReject)); // MME -> UE  AUTHENTICATION REJECT (§5.4.2.5)
            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(AttachOutcome.AuthenticationRejected), Is.EqualTo(1));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Ue.Context, Is.Null);
    }

    [TestCase(UeEvent.MacFailure, AttachOutcome.MacFailure)]
    [TestCase(UeEvent.SynchFailure, AttachOutcome.SynchFailure)]
    public void A_reject_after_a_refused_challenge_is_named_after_the_refusal(UeEvent what, string outcome)
    {
        var network = new UeNetwork(sqnLead: 100);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(Refused(n, what, 1));
            await n.Expect<AuthenticationFailure>();
            n.SendPlain(default(AuthenticationReject));
            await n.ExpectNothing(60);
        });
        Assert.That(network.Outcomes(outcome), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.AuthenticationRejected), Is.Zero);
    }

    [TestCase(7)]
    [TestCase(8)]
    [TestCase(15)]
    public void A_challenge_without_a_native_key_set_is_answered_with_a_status(int ksi)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.ChallengeAt(1, ksi));
            EmmStatus status = await n.Expect<EmmStatus>();
            Assert.That(status.Cause, Is.EqualTo(EmmCause.SemanticallyIncorrectMessage));
            await Finish(n);
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
        Assert.That(CardCount(network), Is.EqualTo(1));
    }

    [Test]
    public void Every_truncated_challenge_is_answered_with_a_status_and_never_reaches_the_card()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            byte[] octets = UeNetwork.Encode(n.ChallengeAt(1)).Span.ToArray();
            for (int size = 2; size < octets.Length; size++)
            {
                n.SendOctets(octets.AsSpan(0, size));
                EmmStatus status = await n.Expect<EmmStatus>();
                Assert.That(status.Cause, Is.EqualTo(EmmCause.InvalidMandatoryInformation), $"{size} octets");
            }

            await Finish(n);
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(34));
        Assert.That(CardCount(network), Is.EqualTo(1));
    }

    [Test]
    public void A_plain_challenge_is_dropped_once_messages_are_secure()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.SendPlain(n.Challenge());
            n.SendPlain(default(AuthenticationReject)); // forged: nobody is detached by it
            await n.ExpectNothing(5);
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(2));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
    }

    [Test]
    public void A_registered_ue_is_authenticated_anew_and_changes_keys()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(n.Challenge(ksi: 3));                                    // protected with the old context
            AuthenticationResponse response = await n.Expect<AuthenticationResponse>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered));
            Assert.That(response.Res, Is.EqualTo(n.Vector.Xres));
            n.Send(n.Secure(CipheringAlgorithm.Eea2), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(new EmmInformation());
            await n.ExpectNothing(1);
        });
        Assert.That(network.Ue.Context!.Ksi, Is.EqualTo(new KeySetId(3)));
        Assert.That(network.Ue.Context.Ciphering, Is.EqualTo(CipheringAlgorithm.Eea2));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
        Assert.That(network.Events(UeEvent.SecurityModeAccepted), Is.EqualTo(2));
    }

    [Test]
    public void A_registered_ue_whose_authentication_is_rejected_is_deregistered()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(n.Challenge(ksi: 3));
            await n.Expect<AuthenticationResponse>();
            n.Send(default(AuthenticationReject));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Events(UeEvent.AuthenticationRejected), Is.EqualTo(1));
        Assert.That(network.Ue.IsIdle, Is.True);
    }

    [Test]
    public void A_card_that_is_busy_leaves_the_challenge_unanswered()
    {
        var network = new UeNetwork(cardQueueMax: 0, cardTime: SimTime.FromSeconds(2));
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            OperationId operation = n.Card.Find(Operations.UsimAuthenticate.Name);
            _ = n.Card.Execute(operation); // somebody else uses the card
            n.SendPlain(n.Challenge());
            await n.ExpectNothing(5);
            Assert.That(n.Refusals(UeRefusal.ProcessorFull), Is.EqualTo(1));
            n.SendPlain(n.ChallengeAt(2));
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    private static AuthenticationRequest Refused(UeNetwork n, UeEvent what, ulong seq) => what switch
    {
        UeEvent.MacFailure => n.ChallengeAt(seq, wrongK: 1),
        UeEvent.SynchFailure => n.ChallengeAt(seq),
        _ => n.ChallengeAt(seq, amf: default(Amf)),
    };

    private static async Process Finish(UeNetwork n)
    {
        n.SendPlain(n.ChallengeAt(50));
        await n.Expect<AuthenticationResponse>();
        n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
        await n.Expect<SecurityModeComplete>();
        n.Send(n.Accept());
        await n.Expect<AttachComplete>();
    }

    private static long CardCount(UeNetwork network) =>
        network.Card.Accounts[network.Card.Find(Operations.UsimAuthenticate.Name)].Count;
}
