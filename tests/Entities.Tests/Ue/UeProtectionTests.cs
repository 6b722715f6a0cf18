using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Entities;

/// <summary>What a UE takes and what it drops (TS 24.301 §4.4.3, §4.4.4.2, §7).</summary>
public sealed class UeProtectionTests
{
    [Test]
    public void A_replayed_accept_is_dropped()
    {
        UeNetwork network = Registered(out byte[] accept);
        network.Play(async n =>
        {
            n.SendOctets(accept);
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.Replayed), Is.EqualTo(1));
        Assert.That(network.Events(UeEvent.AttachAcceptRepeated), Is.Zero);
    }

    [Test]
    public void No_inverted_bit_of_an_accept_is_taken()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            AttachAccept accept = n.Accept();
            byte[] octets = new byte[NasSecurityContext.ProtectedSize(accept.EncodedSize)];
            n.Context!.TryProtect(SecurityHeaderType.IntegrityCiphered, accept, octets, out _);
            for (int bit = 0; bit < 8 * octets.Length; bit++)
            {
                byte[] wrong = (byte[])octets.Clone();
                wrong[bit / 8] ^= (byte)(0x80 >> (bit % 8));
                n.SendOctets(wrong);
                await n.Pause(0.01);
                if (bit == 3)
                {
                    await n.Expect<SecurityModeReject>(); // header type 3 is kept for the command
                }

                Assert.That(n.Ue.State, Is.EqualTo(UeState.RegisteredInitiated), $"bit {bit}");
            }

            n.SendOctets(octets);
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    [Test]
    public void A_message_with_the_wrong_mac_is_dropped_and_its_count_stays_free()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            var request = new IdentityRequest(IdentityType.Imsi);
            byte[] octets = new byte[NasSecurityContext.ProtectedSize(request.EncodedSize)];
            n.Context!.TryProtect(SecurityHeaderType.IntegrityCiphered, request, octets, out _);
            octets[1] ^= 1;
            n.SendOctets(octets);
            await n.ExpectNothing(1);
            octets[1] ^= 1;
            n.SendOctets(octets);
            await n.Expect<IdentityResponse>();
        });
        Assert.That(network.Refusals(UeRefusal.WrongMac), Is.EqualTo(1));
    }

    [Test]
    public void Messages_that_overtake_each_other_are_taken_once()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Send(new EmmInformation());
            byte[] first = n.SentOctets;
            n.Send(new EmmInformation());
            await n.Pause(1);
            n.SendOctets(first); // older than what was accepted
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.Replayed), Is.EqualTo(1));
    }

    [TestCase("identity request")]
    [TestCase("authentication request")]
    [TestCase("authentication reject")]
    [TestCase("attach reject")]
    [TestCase("attach accept")]
    [TestCase("detach request")]
    [TestCase("detach accept")]
    [TestCase("security mode command")]
    [TestCase("information")]
    [TestCase("status")]
    [TestCase("session")]
    [TestCase("unknown")]
    public void Nothing_plain_is_taken_once_messages_are_secure(string what)
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.SendOctets(Plain(n, what));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
        Assert.That(network.Node.Drops[DropReason.Role], Is.EqualTo(1));
    }

    [TestCase("attach accept")]
    [TestCase("detach request")]
    [TestCase("security mode command")]
    [TestCase("information")]
    [TestCase("status")]
    [TestCase("session")]
    [TestCase("unknown")]
    public void Some_messages_are_not_taken_plain_even_before(string what)
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendOctets(Plain(n, what));
            await n.ExpectNothing(1);
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
    }

    [TestCase("07 00", EmmCause.MessageTypeNonExistent, UeRefusal.UnknownMessage)]
    [TestCase("07 FF", EmmCause.MessageTypeNonExistent, UeRefusal.UnknownMessage)]
    [TestCase("07 41", EmmCause.MessageTypeNonExistent, UeRefusal.UnknownMessage)]
    [TestCase("07 53", EmmCause.MessageTypeNonExistent, UeRefusal.UnknownMessage)]
    [TestCase("07 46", EmmCause.MessageTypeNotCompatible, UeRefusal.UnexpectedMessage)]
    [TestCase("07 44 03", EmmCause.MessageTypeNotCompatible, UeRefusal.UnexpectedMessage)]
    [TestCase("07 55", EmmCause.InvalidMandatoryInformation, UeRefusal.Malformed)]
    [TestCase("07 45", EmmCause.InvalidMandatoryInformation, UeRefusal.Malformed)]
    [TestCase("07 42", EmmCause.InvalidMandatoryInformation, UeRefusal.Malformed)]
    [TestCase("07 52 00", EmmCause.InvalidMandatoryInformation, UeRefusal.Malformed)]
    public void A_protected_message_that_does_not_fit_is_answered_with_a_status(
        string hex, EmmCause cause, UeRefusal reason)
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Send(new Raw(hex));
            EmmStatus status = await n.Expect<EmmStatus>(); // UE -> MME  EMM STATUS (§7.4, §7.5.1)
            Assert.That(status.Cause, Is.EqualTo(cause));
            Assert.That(n.Header, Is.EqualTo(SecurityHeaderType.IntegrityCiphered));
        });
        Assert.That(network.Refusals(reason), Is.EqualTo(1));
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
    }

    [TestCase("17 00 00")]
    [TestCase("47 55")]
    [TestCase("00 00 00")]
    public void Protected_octets_that_hold_no_message_are_dropped_in_silence(string hex)
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Send(new Raw(hex));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void A_session_message_is_answered_with_a_status_of_its_own()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Send(new EsmInformationRequest(7));
            EsmStatus status = await n.Expect<EsmStatus>();
            Assert.That(status, Is.EqualTo(new EsmStatus(default, 7, EsmCause.MessageTypeNonExistent)));
            n.Send(status); // and a status by nothing
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }

    [Test]
    public void Information_and_status_are_taken_in_silence()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Send(new EmmInformation());
            n.Send(new EmmStatus(EmmCause.ProtocolErrorUnspecified));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Node.Drops.Total, Is.Zero);
    }

    [Test]
    public void A_status_during_an_attach_changes_nothing()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            n.Send(new EmmInformation());
            n.Send(new EmmStatus(EmmCause.ProtocolErrorUnspecified));
            await n.ExpectNothing(1);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Node.Drops.Total, Is.Zero);
    }

    [Test]
    public void Random_octets_neither_stop_the_ue_nor_change_it()
    {
        var network = new UeNetwork();
        var random = new RandomStream(1, 0, "octets");
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await Throw(n, random, 1_000);
            await n.AuthenticateAndSecure();
            await Throw(n, random, 1_000);
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
            await Throw(n, random, 1_000);
        }, ignoresRest: true);
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
        Assert.That(network.Node.Drops[DropReason.Role], Is.GreaterThan(2_900));
    }

    [Test]
    public void Octets_that_look_like_messages_neither_stop_the_ue_nor_change_it()
    {
        UeNetwork network = Registered(out _);
        var random = new RandomStream(1, 0, "contents");
        byte[] types = [0x42, 0x44, 0x46, 0x52, 0x55, 0x5D, 0x60, 0x61]; // all but what may end the registration
        network.Play(async n =>
        {
            for (int count = 0; count < 2_000; count++)
            {
                byte[] octets = new byte[2 + random.Below(60)];
                random.Fill(octets);
                octets[0] = 0x07;
                octets[1] = types[random.Below(types.Length)];
                n.Send(new Raw(Convert.ToHexString(octets)));
                await n.Pause(0.01);
            }
        }, ignoresRest: true);
        Assert.That(network.Ue.State, Is.EqualTo(UeState.Registered));
    }

    [Test]
    public void An_endless_message_is_dropped()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.SendOctets(new byte[60_000]);
            byte[] wrapped = new byte[3_000];
            wrapped[0] = 0x27;
            n.SendOctets(wrapped);
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(2));
    }

    [Test]
    public void More_messages_than_the_ue_keeps_are_dropped()
    {
        var network = new UeNetwork(cardTime: SimTime.FromSeconds(1));
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            for (int count = 0; count < 20; count++)
            {
                n.SendPlain(new IdentityRequest(IdentityType.Imsi)); // while the UE waits for its card
            }

            await n.Expect<AuthenticationResponse>();
            for (int count = 0; count < 16; count++)
            {
                await n.Expect<IdentityResponse>();
            }

            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.MailboxFull), Is.EqualTo(4));
    }

    [Test]
    public void A_processor_whose_queue_is_full_loses_the_message_and_nothing_else()
    {
        var network = new UeNetwork(queueMax: 0);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            await n.AuthenticateAndSecure();
            NasSecurityContext context = n.Ue.Context!;
            n.Occupy(seconds: 5);
            n.Send(n.Accept());
            await n.ExpectNothing(4);
            Assert.That(n.Ue.State, Is.EqualTo(UeState.RegisteredInitiated));
            Assert.That(n.Ue.Guti, Is.Null);
            Assert.That(n.Ue.Context, Is.SameAs(context));
            await n.Pause(2);
            n.Send(n.Accept()); // T3450 expires there
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.ProcessorFull), Is.EqualTo(1));
    }

    [TestCase("2802FF")]
    [TestCase("28")]
    [TestCase("3802")]
    [TestCase("")]
    public void Only_the_release_is_understood_of_rrc(string hex)
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.SendRrc(Convert.FromHexString(hex));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Ue.IsConnected, Is.True);
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void An_rrc_message_that_is_no_release_does_not_end_an_attempt()
    {
        var network = new UeNetwork();
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendRrc([0x00]);
            await n.ExpectNothing(1);
            await n.AuthenticateAndSecure();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
        });
        Assert.That(network.Refusals(UeRefusal.Malformed), Is.EqualTo(1));
    }

    [Test]
    public void A_registered_ue_without_a_connection_hears_nothing()
    {
        UeNetwork network = Registered(out _);
        network.Play(async n =>
        {
            n.Release();
            await n.Pause(1);
            n.Send(new IdentityRequest(IdentityType.Imsi));
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.UnexpectedMessage), Is.EqualTo(1));
    }

    [Test]
    public void A_link_that_sends_everything_twice_changes_nothing()
    {
        var twice = new LinkOptions { Delay = UeNetwork.Delay, Duplication = 1.0 };
        var network = new UeNetwork(down: twice);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            await n.Expect<AuthenticationResponse>(); // both copies of the challenge are answered alike
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            await n.Expect<SecurityModeComplete>();
            n.Send(n.Accept());
            await n.Expect<AttachComplete>();
            await n.ExpectNothing(1);
        });
        Assert.That(network.Refusals(UeRefusal.Replayed), Is.EqualTo(2));
        Assert.That(network.Outcomes(AttachOutcome.Success), Is.EqualTo(1));
    }

    internal static UeNetwork Registered(out byte[] accept, UeOptions? options = null)
    {
        byte[] octets = [];
        var network = new UeNetwork(options);
        network.Attach(async n =>
        {
            await n.AttachWell();
            octets = n.SentOctets;
        });
        accept = octets;
        return network;
    }

    private static async Process Throw(UeNetwork n, RandomStream random, int count)
    {
        for (int index = 0; index < count; index++)
        {
            byte[] octets = new byte[random.Below(80)];
            random.Fill(octets);
            n.SendOctets(octets);
            await n.Pause(0.001);
        }

        await n.Pause(0.1);
        n.Forget(); // statuses and rejects, whatever they were
    }

    private static ReadOnlySpan<byte> Plain(UeNetwork n, string what) => what switch
    {
        "identity request" => UeNetwork.Encode(new IdentityRequest(IdentityType.Imsi)).Span,
        "authentication request" => UeNetwork.Encode(n.ChallengeAt(90)).Span,
        "authentication reject" => UeNetwork.Encode(default(AuthenticationReject)).Span,
        "attach reject" => UeNetwork.Encode(new AttachReject(EmmCause.IllegalUe)).Span,
        "attach accept" => UeNetwork.Encode(n.Accept()).Span,
        "detach request" => UeNetwork.Encode(
            new DetachRequestFromNetwork(NetworkDetachType.ReattachNotRequired)).Span,
        "detach accept" => UeNetwork.Encode(default(DetachAccept)).Span,
        "security mode command" => UeNetwork.Encode(
            new SecurityModeCommand(
                CipheringAlgorithm.Eea0,
                IntegrityAlgorithm.Eia2,
                n.Ksi,
                UeSecurityCapability.Replay(n.Options.Capability))).Span,
        "information" => UeNetwork.Encode(new EmmInformation()).Span,
        "status" => UeNetwork.Encode(new EmmStatus(EmmCause.ProtocolErrorUnspecified)).Span,
        "session" => UeNetwork.Encode(new EsmInformationRequest(1)).Span,
        _ => [0x07, 0x99],
    };

    /// <summary>Octets in the place of a message.</summary>
    private readonly struct Raw(string hex) : IWireMessage
    {
        private readonly byte[] _octets = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));

        public int EncodedSize => _octets.Length;

        public int Encode(Span<byte> destination)
        {
            _octets.CopyTo(destination);
            return _octets.Length;
        }
    }
}
