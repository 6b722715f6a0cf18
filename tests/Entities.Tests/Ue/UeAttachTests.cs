using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
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
}
