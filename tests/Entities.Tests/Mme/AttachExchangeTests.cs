using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>EPS attach with an IMSI (TS 24.301 §5.5.1.2, TS 23.401 §5.3.2.1), step by step.</summary>
internal sealed class AttachExchangeTests
{
    [Test]
    public void An_attach_with_an_imsi_registers_the_UE()
    {
        var exchange = new MmeExchange();
        exchange.RunSetUp(Script);

        async Process Script(ScriptedEnb enb)
        {
            ScriptedUe ue = enb.AddUe();

            // UE -> MME  ATTACH REQUEST (IMSI);  MME -> UE  AUTHENTICATION REQUEST
            ue.SendInitial(ScriptedUe.Encode(ScriptedUe.AttachRequest()));
            AuthenticationRequest challenge = await ue.ReceivePlain<AuthenticationRequest>();
            Assert.That(challenge.Rand, Is.EqualTo(RecordedAttach.Vector.Rand));
            Assert.That(challenge.Autn, Is.EqualTo(RecordedAttach.Vector.Autn));

            // UE -> MME  AUTHENTICATION RESPONSE;  MME -> UE  SECURITY MODE COMMAND
            ue.SendPlain(new AuthenticationResponse(RecordedAttach.Vector.Xres));
            SecurityModeCommand command = await ue.ReceiveSecurityMode();
            Assert.That(command.Integrity, Is.EqualTo(IntegrityAlgorithm.Eia2));
            Assert.That(command.Ciphering, Is.EqualTo(CipheringAlgorithm.Eea0));
            Assert.That(exchange.Mme.ContextCount, Is.Zero, "nothing is kept before the UE has shown who it is");

            // UE -> MME  SECURITY MODE COMPLETE;  MME -> eNB  InitialContextSetupRequest [ATTACH ACCEPT]
            ue.SendUplink(ue.Protect(
                new SecurityModeComplete(), SecurityHeaderType.IntegrityCipheredNewContext));
            (InitialContextSetupRequest setup, AttachAccept accept) = await ue.ReceiveAccept();
            Key256 kenb = EpsKeys.Kenb(RecordedAttach.Kasme, 0); // COUNT of SECURITY MODE COMPLETE
            Assert.That(setup.SecurityKey, Is.EqualTo(new SecurityKey(kenb.High, kenb.Low)));
            Assert.That(accept.T3412.Seconds, Is.EqualTo(54 * 60));
            Assert.That(accept.Guti!.Value.MmeGroup, Is.EqualTo(0x8000));
            Assert.That(
                ActivateDefaultBearerRequest.TryDecode(
                    accept.EsmContainer.Span, out ActivateDefaultBearerRequest bearer, out _));
            Assert.That(bearer.Address, Is.EqualTo(PdnAddress.OfIpv4(0x0A400002)));
            Assert.That(bearer.Transaction, Is.EqualTo(1));
            Assert.That(exchange.Mme.AttachCount, Is.EqualTo(1));

            // eNB -> MME  InitialContextSetupResponse;  UE -> MME  ATTACH COMPLETE
            ue.SendContextSetup();
            ue.SendComplete();
            await enb.ReceiveNothing(MmeExchange.Seconds(10));
        }

        Assert.That(exchange.Hss.VectorRequests, Has.Count.EqualTo(1));
        Assert.That(exchange.Hss.LocationUpdates, Is.EqualTo(new[] { RecordedAttach.Imsi }));
        Assert.That(exchange.Mme.ContextCount, Is.EqualTo(1));
        Assert.That(exchange.Mme.AttachCount, Is.Zero);
        exchange.AssertAttached(MmeOutcome.Success);
        exchange.AssertRefused();
    }
}
