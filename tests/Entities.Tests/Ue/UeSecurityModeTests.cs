using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>Security mode control, the UE against a scripted network (TS 24.301 §5.4.3).</summary>
public sealed class UeSecurityModeTests
{
    [Test]
    public void A_command_that_is_sent_again_is_completed_again()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            for (int copy = 0; copy < 3; copy++)
            {
                // MME -> UE  SECURITY MODE COMMAND with the next COUNT: T3460 has expired there
                n.Send(command, SecurityHeaderType.IntegrityNewContext);
                await n.Expect<SecurityModeComplete>();
                Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCipheredNewContext));
            }

            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));

        // KeNB goes with the last SECURITY MODE COMPLETE, COUNT 2
        Assert.That(network.Ue.AccessKeys!.Kenb, Is.EqualTo(EpsKeys.Kenb(network.Vector.Kasme, 2)));
        OperationId kdf = network.Processor.Find(Operations.KdfHmacSha256.Name);
        Assert.That(network.Processor.Accounts[kdf].Count, Is.EqualTo(7), "the keys were there already");
    }

    [Test]
    public void The_same_octets_again_are_a_replay_and_get_no_answer()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            n.Send(await Challenge(n), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.SendOctets(n.SentOctets); // §4.4.3.2
            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Replayed), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.SecurityModeRejected), Is.Zero);
    }

    [Test]
    public void Other_capabilities_than_the_ue_has_are_a_mismatch()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            var fewer = UeNetworkCapability.Of(ciphering: 0x80, integrity: 0x70); // a bidding down
            n.Send(
                command with { Capability = UeSecurityCapability.Replay(fewer) },
                SecurityHeaderType.IntegrityNewContext);
            SecurityModeReject reject = await n.Expect<SecurityModeReject>(); // #23 (§5.4.3.5)
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.UeSecurityCapabilitiesMismatch));
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.Plain));
            await Recover(n);
        });
        Assert.That(network.Refusals(UeRefusal.CapabilityMismatch), Is.EqualTo(1));
    }

    [TestCase(CipheringAlgorithm.Eea0, IntegrityAlgorithm.Eia0)]
    [TestCase(CipheringAlgorithm.Eea0, (IntegrityAlgorithm)4)]
    [TestCase(CipheringAlgorithm.Eea0, (IntegrityAlgorithm)7)]
    [TestCase((CipheringAlgorithm)4, IntegrityAlgorithm.Eia2)]
    [TestCase((CipheringAlgorithm)7, IntegrityAlgorithm.Eia2)]
    [TestCase(CipheringAlgorithm.Eea1, IntegrityAlgorithm.Eia2)]
    [TestCase(CipheringAlgorithm.Eea0, IntegrityAlgorithm.Eia3)]
    public void Algorithms_that_the_ue_may_not_use_are_refused(
        CipheringAlgorithm ciphering, IntegrityAlgorithm integrity)
    {
        // EEA0, EEA2 and EIA1, EIA2: the others of the cases are unknown, or EIA0
        var options = new UeOptions { RrcSetup = SimTime.Zero, Capability = UeNetworkCapability.Of(0xA0, 0xE0) };
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.Send(
                command with { Ciphering = ciphering, Integrity = integrity },
                SecurityHeaderType.IntegrityNewContext);
            SecurityModeReject reject = await n.Expect<SecurityModeReject>(); // #24
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.SecurityModeRejected));
            await Recover(n);
        });
        Assert.That(network.Refusals(UeRefusal.UnacceptableAlgorithm), Is.EqualTo(1));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(8)]
    public void A_key_set_that_the_ue_does_not_have_is_refused(int ksi)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.Send(command with { Ksi = new KeySetId(ksi) }, SecurityHeaderType.IntegrityNewContext);
            SecurityModeReject reject = await n.Expect<SecurityModeReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.SecurityModeRejected));
            await Recover(n);
        });
        Assert.That(network.Refusals(UeRefusal.NoSecurityContext), Is.EqualTo(1));
    }

    [Test]
    public void A_command_before_any_challenge_is_refused()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.ChallengeAt(1);
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeReject>();
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.NoSecurityContext), Is.EqualTo(1));
    }

    [Test]
    public void No_inverted_bit_of_a_command_is_completed()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            byte[] octets = new byte[NasSecurityContext.ProtectedSize(((IWireMessage)command).EncodedSize)];
            n.Context!.TryProtect(SecurityHeaderType.IntegrityNewContext, command, octets, out _);
            for (int bit = 8; bit < 8 * octets.Length; bit++) // the first octet is another test's
            {
                byte[] wrong = (byte[])octets.Clone();
                wrong[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                n.SendOctets(wrong);
                SecurityModeReject reject = await n.Expect<SecurityModeReject>();
                Assert.That(reject.Cause, Is.EqualTo(EmmCause.SecurityModeRejected), $"bit {bit}");
            }

            n.SendOctets(octets);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Events(UeEvent.SecurityModeAccepted), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.WrongMac), Is.GreaterThan(50));
    }

    [Test]
    public void Every_truncated_command_is_refused()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            byte[] octets = new byte[NasSecurityContext.ProtectedSize(((IWireMessage)command).EncodedSize)];
            n.Context!.TryProtect(SecurityHeaderType.IntegrityNewContext, command, octets, out _);
            for (int size = 1; size < octets.Length; size++)
            {
                n.SendOctets(octets.AsSpan(0, size));
                await n.Expect<SecurityModeReject>();
            }

            n.SendOctets(octets);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(12));
    }

    [Test]
    public void A_plain_command_is_dropped()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.SendPlain(command);
            await n.ExpectNothing(1);
            Assert.That(n.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
            n.Send(command, SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    [TestCase(SecurityHeaderType.Integrity)]
    [TestCase(SecurityHeaderType.IntegrityCiphered)]
    public void A_command_under_the_wrong_header_is_dropped(SecurityHeaderType header)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.Send(command, header); // no context in use yet
            await n.ExpectNothing(1);
            Assert.That(n.Refusals(UeRefusal.NoSecurityContext), Is.EqualTo(1));
            n.Send(command, SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(command, header); // now there is one, and the header is wrong (§9.3.1)
            await n.ExpectNothing(1);
            Assert.That(n.Refusals(UeRefusal.WrongHeaderType), Is.EqualTo(1));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Events(UeEvent.SecurityModeAccepted), Is.EqualTo(1));
    }

    [Test]
    public void The_header_of_a_command_goes_with_no_other_message()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            n.Send(n.Accept(), SecurityHeaderType.IntegrityNewContext);
            SecurityModeReject reject = await n.Expect<SecurityModeReject>();
            Assert.That(reject.Cause, Is.EqualTo(EmmCause.SecurityModeRejected));
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered), "under the context in use");
            n.Send(n.Accept(), SecurityHeaderType.IntegrityCipheredNewContext); // that of SECURITY MODE COMPLETE
            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.WrongHeaderType), Is.EqualTo(1));
    }

    [Test]
    public void The_equipment_is_named_if_the_command_asks_for_it()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.Send(command with { IsImeisvRequested = true }, SecurityHeaderType.IntegrityNewContext);
            SecurityModeComplete complete = await n.Expect<SecurityModeComplete>();
            Assert.That(complete.Imeisv, Is.EqualTo(Imeisv.Parse("3500000000000100")));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    [TestCase(true)]
    [TestCase(false)]
    public void An_attach_request_that_was_heard_otherwise_is_sent_once_more(bool isHeardAsSent)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            byte[] request = n.Octets;
            ulong hash = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(request).AsSpan(24));
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            n.Send(
                n.Secure() with { HashMme = isHeardAsSent ? hash : hash ^ 1 },
                SecurityHeaderType.IntegrityNewContext);
            SecurityModeComplete complete = await n.Expect<SecurityModeComplete>(); // §5.4.3.3
            Octets? replayed = isHeardAsSent ? null : new Octets(request);
            Assert.That(complete.ReplayedMessage, Is.EqualTo(replayed));
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
    }

    [Test]
    public void A_hash_outside_an_attach_is_passed_over()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.AttachWell();
            n.Send(n.Challenge(ksi: 2));
            await n.Expect<AuthenticationResponse>();
            n.Send(n.Secure() with { HashMme = 1 }, SecurityHeaderType.IntegrityNewContext);
            SecurityModeComplete complete = await n.Expect<SecurityModeComplete>();
            Assert.That(complete.ReplayedMessage, Is.Null);
        });
    }

    [Test]
    public void A_stored_context_may_get_other_algorithms()
    {
        UeNetwork network = UeAttachTests.Detached();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();

            // the same KASME, the COUNTs go on (§4.4.3.1)
            NasSecurityContext old = n.Context!;
            n.Context = new NasSecurityContext(
                n.Ksi,
                Direction.Downlink,
                IntegrityAlgorithm.Eia1,
                EpsKeys.NasIntegrity(n.Vector.Kasme, IntegrityAlgorithm.Eia1),
                CipheringAlgorithm.Eea2,
                EpsKeys.NasEncryption(n.Vector.Kasme, CipheringAlgorithm.Eea2),
                new NasCount(old.LastSent!.Value.Value + 1),
                new NasCount(old.LastReceived!.Value.Value + 1));
            var command = new SecurityModeCommand(
                CipheringAlgorithm.Eea2,
                IntegrityAlgorithm.Eia1,
                n.Ksi,
                UeSecurityCapability.Replay(n.Options.Capability));
            n.Send(command, SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Ue.Context!.Integrity, Is.EqualTo(IntegrityAlgorithm.Eia1));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(2));
    }

    [Test]
    public void An_attach_whose_commands_are_all_refused_is_named_after_that()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.Zero, AttemptMax = 2 });
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 2; attempt++)
            {
                SecurityModeCommand command = await Challenge(n);
                n.Send(command with { Ksi = new KeySetId(5) }, SecurityHeaderType.IntegrityNewContext);
                await n.Expect<SecurityModeReject>();
            }
        });
        Assert.That(network.Outcomes(AttachOutcome.SecurityModeRejected), Is.EqualTo(1));
    }

    [Test]
    public void A_command_that_was_completed_in_the_end_leaves_no_trace_in_the_outcome()
    {
        var network = new UeNetwork(new UeOptions { RrcSetup = SimTime.Zero, AttemptMax = 1 });
        network.Attach(async n =>
        {
            SecurityModeCommand command = await Challenge(n);
            n.Send(command with { Ksi = new KeySetId(5) }, SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeReject>();
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            await n.ExpectNothing(60);
        });
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
    }

    // up to the response; the command that would follow
    private static async Process<SecurityModeCommand> Challenge(UeNetwork n)
    {
        await n.Expect<AttachRequest>();
        n.SendPlain(n.Challenge());
        await n.Expect<AuthenticationResponse>();
        return n.Secure();
    }

    // a right command after a refused one
    private static async Process Recover(UeNetwork n)
    {
        Assert.That(n.Ue.Context, Is.Null, "nothing was taken into use");
        n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
        await n.Expect<SecurityModeComplete>();
        n.Send(n.Accept());
        await n.Expect<AttachComplete>();
        Assert.That(n.Events(UeEvent.SecurityModeRejected), Is.EqualTo(1));
    }
}
