using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Network;
using Simulator.Protocols.Nas;
using Simulator.Protocols.S1ap;

namespace Tests.Entities;

/// <summary>
/// The attach of TS 35.208 test set 1 as another encoder has written it: with the same configuration and the same UE,
/// the MME writes the same octets.
/// </summary>
internal sealed class RecordedExchangeTests
{
    private static readonly MmeOptions Options = new()
    {
        GroupId = 0x8001,
        Code = 1,
        AsksForImeisv = true,
        MTmsiFirst = 0xC000_0001,
        AddressPool = IpPrefix.Parse("10.45.0.0/16"),
        Ambr = new(Uplink: 500_000_000, Downlink: 1_000_000_000),
        ServingGateway = IpAddress.FromV4(10, 11, 0, 1),
    };

    [TestCase(CipheringAlgorithm.Eea0, "EEA0", "EEA0")]
    [TestCase(CipheringAlgorithm.Eea2, "EEA2", "EEA2 ciphered")]
    public void Every_message_is_the_recorded_one(CipheringAlgorithm ciphering, string command, string others)
    {
        var exchange = new MmeExchange(Options with { Ciphering = [ciphering] });
        exchange.Run(Script);
        exchange.AssertRefused();
        exchange.AssertAttached(MmeOutcome.Success);

        async Process Script()
        {
            ScriptedEnb enb = exchange.Enb;
            await enb.Connect();
            enb.SendOctets(RecordedAttach.S1ap("S1SetupRequest"));
            await enb.ReceiveAny();

            enb.SendOctets(RecordedAttach.S1ap("InitialUEMessage(Attach request)"));
            S1Received challenge = await enb.ReceiveAny();
            Assert.That(
                challenge.Octets, Is.EqualTo(RecordedAttach.S1ap("DownlinkNASTransport(Authentication request)")));
            Assert.That(challenge.Label, Is.EqualTo("DownlinkNASTransport [AUTHENTICATION REQUEST]"));
            Assert.That(challenge.Stream, Is.EqualTo(1 + (65537 % 15)), "1 + eNB UE S1AP ID mod streams of UEs");

            enb.SendOctets(RecordedAttach.S1ap("UplinkNASTransport(Authentication response)"));
            ScriptedUe ue = enb.AddUe(65537);
            byte[] nas = await ue.ReceiveNas();
            Assert.That(nas, Is.EqualTo(RecordedAttach.Nas($"security_mode_command ({command}/EIA2, sht=3)")));

            ue.SendUplink(RecordedAttach.Nas($"security_mode_complete (sht=4, {others})"));
            S1Received setup = await enb.ReceiveAny();
            AssertSetup(setup, RecordedAttach.Nas($"attach_accept (sht=2, {others})"));

            enb.SendOctets(RecordedAttach.S1ap("InitialContextSetupResponse"));
            ue.SendUplink(RecordedAttach.Nas($"attach_complete (sht=2, {others})"));
            await enb.ReceiveNothing(MmeExchange.Seconds(7));

            // MME -> UE  nothing more; eNB -> MME  UEContextReleaseRequest
            enb.SendOctets(RecordedAttach.S1ap("UEContextReleaseRequest(user-inactivity)"));
            await enb.Receive<UeContextReleaseCommand>();
            enb.SendOctets(RecordedAttach.S1ap("UEContextReleaseComplete"));
            await enb.ReceiveNothing(MmeExchange.Seconds(1));
            Assert.That(exchange.Mme.ConnectionCount, Is.Zero);
        }
    }

    [Test]
    public void The_release_after_a_detach_is_the_recorded_one()
    {
        var exchange = new MmeExchange(Options);
        exchange.Run(Script);

        async Process Script()
        {
            ScriptedEnb enb = exchange.Enb;
            await enb.SetUp();
            ScriptedUe ue = enb.AddUe(65537);
            await ue.Attach();
            ue.SendProtected(new DetachRequestFromUe(
                UeDetachType.Eps, IsSwitchedOff: true, ue.Security!.Ksi, EpsMobileIdentity.Of(ue.Guti!.Value)));
            S1Received release = await enb.ReceiveAny();
            Assert.That(release.Octets, Is.EqualTo(RecordedAttach.S1ap("UEContextReleaseCommand(cause nas detach)")));
        }
    }

    // The recorded tunnel endpoint and address are those of another S-GW: everything else is the same to the bit.
    private static void AssertSetup(S1Received received, ReadOnlySpan<byte> accept)
    {
        byte[] recorded = RecordedAttach.S1ap("InitialContextSetupRequest(Attach accept EEA0)");
        Assert.That(InitialContextSetupRequest.TryDecode(recorded, out InitialContextSetupRequest expected, out _));
        Assert.That(
            InitialContextSetupRequest.TryDecode(received.Octets, out InitialContextSetupRequest setup, out _));
        Assert.That(setup.ErabsToBeSetup[0].NasPdu!.Value.Span.ToArray(), Is.EqualTo(accept.ToArray()));
        ErabToBeSetup bearer = expected.ErabsToBeSetup[0] with
        {
            Teid = setup.ErabsToBeSetup[0].Teid,
            NasPdu = setup.ErabsToBeSetup[0].NasPdu,
        };
        Assert.That(
            received.Octets, Is.EqualTo(ScriptedUe.Encode(expected with { ErabsToBeSetup = new(bearer) })));
        Assert.That(received.Label, Is.EqualTo("InitialContextSetupRequest [ATTACH ACCEPT]"));
    }
}
