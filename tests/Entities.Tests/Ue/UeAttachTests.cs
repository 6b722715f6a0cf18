using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Attach, the UE against a scripted network (TS 24.301 §5.5.1.2).</summary>
public sealed class UeAttachTests
{
    [TestCase(CipheringAlgorithm.Eea0, IntegrityAlgorithm.Eia1)]
    [TestCase(CipheringAlgorithm.Eea0, IntegrityAlgorithm.Eia2)]
    [TestCase(CipheringAlgorithm.Eea1, IntegrityAlgorithm.Eia2)]
    [TestCase(CipheringAlgorithm.Eea2, IntegrityAlgorithm.Eia3)]
    [TestCase(CipheringAlgorithm.Eea3, IntegrityAlgorithm.Eia1)]
    public void An_attach_with_the_imsi(CipheringAlgorithm ciphering, IntegrityAlgorithm integrity)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            // UE -> MME  ATTACH REQUEST [PDN CONNECTIVITY REQUEST], plain, with the IMSI and no key
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Plain));
            Assert.That(request.Identity.Imsi, Is.EqualTo(n.Subscriber.Imsi));
            Assert.That(request.Ksi.IsNoKey, Is.True);
            Assert.That(request.Capability, Is.EqualTo(n.Options.Capability));
            var pdn = new PdnConnectivityRequest(1, PdnType.Ipv4);
            Assert.That(request.EsmContainer, Is.EqualTo(UeNetwork.Encode(pdn)));
            Assert.That(n.Ue.State, Is.EqualTo(UeState.RegisteredInitiated));
            Assert.That(n.Ue.IsIdle, Is.False);

            await n.AuthenticateAndSecure(ciphering, integrity);

            // MME -> UE  ATTACH ACCEPT;  UE -> MME  ATTACH COMPLETE [ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT]
            n.Send(n.Accept());
            AttachComplete complete = await n.Expect<AttachComplete>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered));
            var accept = new ActivateDefaultBearerAccept(new EpsBearerId(5));
            Assert.That(complete.EsmContainer, Is.EqualTo(UeNetwork.Encode(accept)));
        });
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Measures.Attach.OpenCount, Is.Zero);
    }

    [Test]
    public void An_attach_derives_seven_keys_and_asks_the_card_once()
    {
        var network = new UeNetwork();
        network.Attach(async n => await n.AttachWell());

        // KASME, KNASint, KNASenc with the command; KeNB, KRRCint, KRRCenc, KUPenc with the accept
        Assert.That(Count(network, Operations.KdfHmacSha256), Is.EqualTo(7));
        Assert.That(Count(network, Ue.Step), Is.EqualTo(4), "one for each message that is handled or begun");
        Assert.That(Count(network, Operations.MacAesCmac), Is.EqualTo(4), "two checked, two made");
        OperationId card = network.Card.Find(Operations.UsimAuthenticate.Name);
        Assert.That(network.Card.Accounts[card].Count, Is.EqualTo(1));
    }

    [Test]
    public void The_keys_of_the_access_stratum_are_those_of_the_network()
    {
        var network = new UeNetwork();
        network.Attach(async n => await n.AttachWell());
        Key256 kenb = EpsKeys.Kenb(network.Vector.Kasme, 0);
        Assert.That(network.Ue.AccessKeys!.Kenb, Is.EqualTo(kenb), "COUNT 0: that of SECURITY MODE COMPLETE");
        UInt128 integrity = EpsKeys.RrcIntegrity(kenb, IntegrityAlgorithm.Eia2);
        Assert.That(network.Ue.AccessKeys.RrcIntegrity, Is.EqualTo(integrity));
        network.Play(async n =>
        {
            n.Release();
            await n.Pause(1);
        });
        Assert.That(network.Ue.AccessKeys, Is.Null, "they end with the connection");
    }

    [Test]
    public void An_attach_with_guti_and_stored_context_is_protected_and_needs_no_challenge()
    {
        UeNetwork network = Detached();
        network.Attach(async n =>
        {
            // UE -> MME  ATTACH REQUEST: integrity protected, not ciphered, GUTI and KSI of the context (§4.4.2.3)
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Integrity));
            Assert.That(request.Identity.Guti, Is.EqualTo(UeNetwork.Guti));
            Assert.That(request.Ksi, Is.EqualTo(n.Ksi));

            // MME -> UE  ATTACH ACCEPT;  UE -> MME  ATTACH COMPLETE
            n.Send(n.Accept(UeNetwork.Guti with { MTmsi = 0xC0000002 }));
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
        Assert.That(network.Events(UeEvent.ChallengeAccepted), Is.EqualTo(1), "that of the first attach");
        Assert.That(network.Ue.Guti!.Value.MTmsi, Is.EqualTo(0xC0000002));

        // KeNB of an attach without security mode control: COUNT of the attach request (TS 33.401 annex A.3)
        uint count = network.Context!.LastReceived!.Value.Value - 1;
        Assert.That(network.Ue.AccessKeys!.Kenb, Is.EqualTo(EpsKeys.Kenb(network.Vector.Kasme, count)));
    }

    [Test]
    public void The_network_may_challenge_a_ue_with_a_stored_context()
    {
        UeNetwork network = Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge(ksi: 1));                               // MME -> UE  AUTHENTICATION REQUEST
            AuthenticationResponse response = await n.Expect<AuthenticationResponse>();
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Plain), "nothing is secure on this connection yet");
            Assert.That(response.Res, Is.EqualTo(n.Vector.Xres));
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);     // MME -> UE  SECURITY MODE COMMAND
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Ue.Context!.Ksi, Is.EqualTo(new KeySetId(1)));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [Test]
    public void A_network_that_has_forgotten_the_guti_asks_for_the_imsi()
    {
        UeNetwork network = Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new IdentityRequest(IdentityType.Imsi));            // MME -> UE  IDENTITY REQUEST
            IdentityResponse response = await n.Expect<IdentityResponse>(); // UE -> MME  IDENTITY RESPONSE
            Assert.That(response.Identity.Imsi, Is.EqualTo(n.Subscriber.Imsi));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [TestCase(IdentityType.Imei)]
    [TestCase(IdentityType.Imeisv)]
    [TestCase(IdentityType.Tmsi)]
    public void Only_the_imsi_is_given_to_a_plain_request(IdentityType type)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(new IdentityRequest(type)); // §4.4.4.2
            await n.ExpectNothing(1);
            Assert.That(n.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
            await n.AuthenticateAndSecure();

            // MME -> UE  IDENTITY REQUEST, protected;  UE -> MME  IDENTITY RESPONSE
            n.Send(new IdentityRequest(type));
            IdentityResponse response = await n.Expect<IdentityResponse>();
            Assert.That(response.Identity.Type, Is.EqualTo(type == IdentityType.Tmsi ? IdentityType.None : type));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void An_unanswered_request_is_sent_again_after_T3410_and_T3411()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();            // lost
            SimTime first = n.ReceivedAt;
            await n.Expect<AttachRequest>();
            Assert.That(n.ReceivedAt - first, Is.EqualTo(UeNetwork.Seconds(25)));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Events(UeEvent.T3410Expired), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [TestCase("AUTHENTICATION RESPONSE")]
    [TestCase("SECURITY MODE COMPLETE")]
    public void A_network_that_falls_silent_is_asked_again_with_what_the_ue_has(string last)
    {
        bool isSecured = last == "SECURITY MODE COMPLETE";
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            if (isSecured)
            {
                n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
                await n.Expect<SecurityModeComplete>();
            }

            // T3410, T3411; UE -> MME  ATTACH REQUEST: protected if a context was taken into use
            AttachRequest request = await n.Expect<AttachRequest>();
            Assert.That(request.Identity.Imsi, Is.EqualTo(n.Subscriber.Imsi));
            Assert.That(
                n.Header, Is.EqualTo(isSecured ? SecurityHeaderType.Integrity : SecurityHeaderType.Plain));
            Assert.That(request.Ksi.IsNoKey, Is.EqualTo(!isSecured));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void Five_attempts_without_an_answer_end_it_and_forget_the_registration()
    {
        UeNetwork network = Detached();
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                AttachRequest request = await n.Expect<AttachRequest>();
                Assert.That(request.Identity.Guti, Is.Not.Null);
            }

            await n.ExpectNothing(100);
            Assert.That(n.Ue.IsIdle, Is.False, "T3402 runs");
            await n.ExpectNothing(12 * 60);
            Assert.That(n.Ue.IsIdle, Is.True);
        });
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.T3410Expired), Is.EqualTo(5));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
        Assert.That(network.Ue.Guti, Is.Null);
        Assert.That(network.Ue.Context, Is.Null);
    }

    [Test]
    public void A_radio_that_loses_everything_ends_in_no_answer()
    {
        var network = new UeNetwork(up: new LinkOptions { Delay = UeNetwork.Delay, Loss = 1.0 });
        network.Attach(async n => await n.ExpectNothing(1_000));
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
        Assert.That(network.Link.Up.Messages.Counts[0].Count, Is.EqualTo(5));
    }

    [Test]
    public void A_connection_that_is_released_first_counts_as_an_attempt()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.Release();                            // eNB -> UE  RRCConnectionRelease (§5.5.1.2.6 b)
            }
        });
        Assert.That(network.Outcomes(AttachOutcome.ConnectionReleased), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.T3410Expired), Is.Zero);
    }

    [Test]
    public void A_connection_that_is_refused_while_it_is_set_up_carries_nothing()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.FromMilliseconds(70) });
        network.Attach(async n =>
        {
            await n.Simulation.Timeout(SimTime.FromMilliseconds(20));
            Assert.That(n.Requests, Has.Count.EqualTo(1));
            n.Release();                                // eNB -> UE  RRCConnectionRelease: no MME is there
            await n.Expect<AttachRequest>();            // after T3411, over a connection that is there
            Assert.That(n.ReceivedAt, Is.EqualTo(SimTime.FromMilliseconds(30 + 10_000 + 80)));
            Assert.That(n.Requests, Has.Count.EqualTo(2));
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void The_connection_takes_its_time_once_and_T3410_includes_it()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.FromMilliseconds(70) });
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            Assert.That(n.ReceivedAt, Is.EqualTo(SimTime.FromMilliseconds(80)));
            await n.Expect<AttachRequest>(); // T3410, T3411, and a connection again
            Assert.That(n.ReceivedAt, Is.EqualTo(SimTime.FromMilliseconds(25_080)));
            n.SendPlain(new IdentityRequest(IdentityType.Imsi));
            await n.Expect<IdentityResponse>();
            Assert.That(n.ReceivedAt, Is.EqualTo(SimTime.FromMilliseconds(25_100)), "the connection is there");
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    [Test]
    public void A_repeated_accept_is_completed_again()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(n.Accept());              // MME -> UE  ATTACH ACCEPT: T3450 has expired there (§5.5.1.2.7 c)
            await n.Expect<AttachComplete>(); // UE -> MME  ATTACH COMPLETE
        });
        Assert.That(network.Events(UeEvent.AttachAcceptRepeated), Is.EqualTo(1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_repeated_accept_that_is_malformed_changes_nothing()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(n.Accept(UeNetwork.Guti with { MTmsi = 1 }, UeNetwork.Bearer with { Transaction = 9 }));
            EmmStatus status = await n.Expect<EmmStatus>();
            Assert.That(status.Cause, Is.EqualTo(EmmCause.InvalidMandatoryInformation));
        });
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti));
        Assert.That(network.Events(UeEvent.AttachAcceptRepeated), Is.Zero);
    }

    [TestCase("another transaction")]
    [TestCase("no bearer")]
    [TestCase("another ESM message")]
    public void An_accept_whose_bearer_is_wrong_is_no_accept(string what)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            AttachAccept accept = n.Accept();
            n.Send(what switch
            {
                "another transaction" => n.Accept(bearer: UeNetwork.Bearer with { Transaction = 2 }),
                "no bearer" => n.Accept(bearer: UeNetwork.Bearer with { Bearer = default }),
                _ => accept with { EsmContainer = UeNetwork.Encode(new EsmInformationRequest(1)) },
            });

            // UE -> MME  EMM STATUS #96 (§7.5.1)
            EmmStatus status = await n.Expect<EmmStatus>();
            Assert.That(status.Cause, Is.EqualTo(EmmCause.InvalidMandatoryInformation));
            Assert.That(n.Ue.State, Is.EqualTo(UeState.RegisteredInitiated));
            Assert.That(n.Ue.Guti, Is.Null);
            n.Send(accept);
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void An_accept_without_a_guti_leaves_the_old_one()
    {
        UeNetwork network = Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.Send(n.Accept() with { Guti = null });
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Ue.Guti, Is.EqualTo(UeNetwork.Guti));
    }

    [Test]
    public void A_plain_accept_is_dropped()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Accept()); // §4.4.4.2
            await n.ExpectNothing(1);
            Assert.That(n.Ue.State, Is.EqualTo(UeState.RegisteredInitiated));
            await n.AuthenticateAndSecure();
            n.SendPlain(n.Accept());
            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(2));
    }

    [Test]
    public void An_accept_that_comes_after_the_ue_has_given_up_is_dropped()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.Zero, AttemptMax = 1 });
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            await n.Pause(20);
            n.Send(n.Accept());
            await n.ExpectNothing(10);
        });
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Deregistered));
    }

    [Test]
    public void An_accept_in_the_pause_between_two_attempts_is_dropped()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            await n.Pause(20);
            n.Send(n.Accept());
            await n.Expect<AttachRequest>();
            Assert.That(n.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    [Test]
    public void The_latency_ends_with_the_accept_and_names_its_parts()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.FromMilliseconds(50) });
        string outcome = "";
        SimTime endedAt = default;
        LatencyParts parts = default;
        network.Measures.Attach.Ended = (in MeasurementTag tag, SimTime _, string how) =>
        {
            outcome = how;
            endedAt = network.Simulation.Now;
            parts = CriticalPath.Finish(tag, endedAt);
        };
        network.Attach(async n => await n.AttachWell());
        Assert.That(outcome, Is.EqualTo(AttachOutcome.Success));
        Assert.That(endedAt, Is.EqualTo(SimTime.FromMilliseconds(50 + 60)), "three round trips of 20 ms");
        Assert.That(parts.Propagation, Is.EqualTo(6 * UeNetwork.Delay));
        Assert.That(parts.Timer, Is.EqualTo(SimTime.FromMilliseconds(50)), "the set-up of the connection");
    }

    [Test]
    public void An_attach_starts_at_an_idle_ue_only()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            Assert.That(n.Ue.StartAttach, Throws.TypeOf<InvariantException>());
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
            Assert.That(n.Ue.StartAttach, Throws.TypeOf<InvariantException>());
        });
        Assert.That(network.Measures.Attach.StartedCount, Is.EqualTo(1));
    }

    /// <summary>A UE that was attached and has detached: it has a GUTI and a context.</summary>
    internal static UeNetwork Detached(UeOptions? options = null)
    {
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.AttachAndRelease();
            n.Ue.StartDetach();
            await n.Expect<DetachRequestFromUe>();
            n.Send(default(DetachAccept));
            await n.Pause(1);
            n.Release();
            await n.Pause(1);
        });
        Assert.That(network.Ue.IsIdle, Is.True);
        return network;
    }

    private static long Count(UeNetwork network, Operation operation) =>
        network.Processor.Accounts[network.Processor.Find(operation.Name)].Count;
}
