using NUnit.Framework;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;

namespace Tests.Entities;

/// <summary>Terminals that behave badly: their frames say so, and a network deals with them.</summary>
public sealed class UeBehaviourTests
{
    [Test]
    public void A_wrong_response_is_rejected()
    {
        UeNetwork network = Behaving(UeBehaviour.WrongRes);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            Assert.That(n.Fault, Is.Null);
            n.SendPlain(n.Challenge());
            AuthenticationResponse response = await n.Expect<AuthenticationResponse>();
            Assert.That(response.Res, Is.Not.EqualTo(n.Vector.Xres));
            Assert.That(response.Res.Size, Is.EqualTo(n.Vector.Xres.Size));
            Assert.That(n.Fault, Is.EqualTo("behaviour: wrong-res"));
            n.SendPlain(default(AuthenticationReject));
            await n.Pause(1);
        });
        Assert.That(network.Outcomes(AttachOutcome.AuthenticationRejected), Is.EqualTo(1));
    }

    [Test]
    public void Garbage_is_the_same_octets_for_the_same_seed_and_others_for_another()
    {
        byte[] first = Garbage(seed: 1), again = Garbage(seed: 1), other = Garbage(seed: 2);
        Assert.That(again, Is.EqualTo(first));
        Assert.That(other, Is.Not.EqualTo(first));
        Assert.That(first, Has.Length.InRange(1, 40));
    }

    [Test]
    public void A_ue_that_answers_garbage_is_not_attached()
    {
        UeNetwork network = Behaving(UeBehaviour.Garbage);
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.SendPlain(n.Challenge());
                await n.ExpectAnything();
                Assert.That(n.Fault, Is.EqualTo("behaviour: garbage"));
            }
        });
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
    }

    [Test]
    public void A_wrong_mac_is_seen_by_the_network()
    {
        UeNetwork network = Behaving(UeBehaviour.WrongMac);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            await n.Expect<AuthenticationResponse>();
            Assert.That(n.Fault, Is.Null, "what is not protected is right");
            n.Send(n.Secure(), SecurityHeaderType.IntegrityNewContext);
            byte[] octets = await n.ExpectAnything();
            Assert.That(n.Fault, Is.EqualTo("behaviour: wrong-mac"));
            bool isOpen = n.Context!.TryUnprotect(octets, new byte[64], out _, out NasSecurityFault fault);
            Assert.That((isOpen, fault), Is.EqualTo((false, NasSecurityFault.WrongMac)));
            octets[1] ^= 1;
            Assert.That(n.Context.TryUnprotect(octets, new byte[64], out _, out _), Is.True, "one bit is wrong");
            n.SendPlain(new AttachReject(EmmCause.IllegalUe));
            n.Send(new AttachReject(EmmCause.IllegalUe));
            await n.Pause(1);
        });
        Assert.That(network.Outcomes(AttachOutcome.IllegalUe), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.NotProtected), Is.EqualTo(1));
    }

    [Test]
    public void A_mute_ue_asks_five_times_and_answers_nothing()
    {
        UeNetwork network = Behaving(UeBehaviour.Mute);
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.SendPlain(n.Challenge());
            }

            await n.ExpectNothing(100);
        });
        Assert.That(network.Outcomes(AttachOutcome.NoAnswer), Is.EqualTo(1));
        Assert.That(network.Refusals(UeRefusal.Muted), Is.EqualTo(5));
        Assert.That(network.Events(UeEvent.ChallengeAccepted), Is.Zero);
    }

    [Test]
    public void A_mute_ue_notices_that_its_connection_is_gone()
    {
        UeNetwork network = Behaving(UeBehaviour.Mute);
        network.Attach(async n =>
        {
            for (int attempt = 0; attempt < 5; attempt++)
            {
                await n.Expect<AttachRequest>();
                n.Release();
            }
        });
        Assert.That(network.Outcomes(AttachOutcome.ConnectionReleased), Is.EqualTo(1));
    }

    private static UeNetwork Behaving(UeBehaviour behaviour, long seed = 1) =>
        new(new UeOptions { RrcSetup = SimTime.Zero, Behaviour = behaviour }, seed: seed);

    private static byte[] Garbage(long seed)
    {
        byte[] octets = [];
        UeNetwork network = Behaving(UeBehaviour.Garbage, seed);
        network.Attach(async n =>
        {
            await n.Expect<AttachRequest>();
            n.SendPlain(n.Challenge());
            octets = await n.ExpectAnything();
            n.SendPlain(default(AuthenticationReject));
            await n.Pause(1);
        });
        return octets;
    }
}
