using System;
using System.Linq;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Entities;
using Simulator.Kernel;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;

namespace Tests.Entities.Enb;

/// <summary>What an eNB does between UEs and MMEs, message by message (TS 36.413 §8).</summary>
public sealed class EnbTests
{
    private static readonly MmeUeS1apId MmeId = new(0x1000);

    [Test]
    public void A_first_message_opens_a_connection_and_further_ones_follow_it()
    {
        EnbFixture test = new EnbFixture().SetUp();
        // UE -> eNB  RRCConnectionRequest, ATTACH REQUEST;  eNB -> MME  InitialUEMessage
        test.Ue.Request();
        test.Ue.SendNas("0741");
        test.RunFor(20);
        InitialUeMessage initial = test.Mme.Last<InitialUeMessage>();
        Assert.Multiple(() =>
        {
            Assert.That(test.Mme.Received, Has.Count.EqualTo(1));
            Assert.That(test.Mme.Received[0].Label.Text, Is.EqualTo("InitialUEMessage [ATTACH REQUEST]"));
            Assert.That(initial.NasPdu.ToString(), Is.EqualTo("0741"));
            Assert.That(initial.Tai, Is.EqualTo(new Tai(EnbFixture.Plmn, 1)));
            Assert.That(initial.EutranCgi, Is.EqualTo(new EutranCgi(EnbFixture.Plmn, 0x701)));
            Assert.That(initial.RrcEstablishmentCause, Is.EqualTo(RrcEstablishmentCause.MoSignalling));
            Assert.That(initial.STmsi, Is.Null);
        });

        // MME -> eNB  DownlinkNASTransport;  eNB -> UE  ATTACH ACCEPT
        test.Mme.Send(new DownlinkNasTransport(MmeId, initial.EnbUeS1apId, Nas("0742")));
        test.RunFor(20);
        Assert.That(test.Ue.Received, Is.EqualTo(new[] { ("ATTACH ACCEPT", "0742") }));

        // UE -> eNB  a further message;  eNB -> MME  UplinkNASTransport
        test.Ue.SendNas("0743");
        test.RunFor(20);
        UplinkNasTransport uplink = test.Mme.Last<UplinkNasTransport>();
        Assert.That(uplink.NasPdu.ToString(), Is.EqualTo("0743"));
        Assert.That((uplink.MmeUeS1apId, uplink.EnbUeS1apId), Is.EqualTo((MmeId, initial.EnbUeS1apId)));
        test.CheckPackets();
    }

    [Test]
    public void Each_step_costs_its_operation_and_each_link_its_delay()
    {
        EnbFixture test = new EnbFixture().SetUp();
        SimTime start = test.Simulation.Now;
        test.Ue.SendNas("0741");
        test.RunFor(15);
        Assert.That(test.Mme.Received, Is.Empty, "10 ms of radio, 1 ms of eNB and 5 ms of S1 are 16 ms");
        test.RunFor(2);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(1));
        Assert.That(test.Simulation.Now - start, Is.EqualTo(SimTime.FromMilliseconds(17)));
        test.CheckPackets();
    }

    [Test]
    public void A_registered_ue_comes_back_to_its_mme()
    {
        EnbFixture test = new EnbFixture(ueCount: 4, mmeCount: 2).SetUp();
        foreach (EnbFixture.TestUe ue in test.Ues)
        {
            // UE -> eNB  RRCConnectionRequest (S-TMSI of the second MME)
            ue.Request(hasSTmsi: true, identity: (1UL << 32) | 0xC0000001);
            ue.SendNas("0741");
        }

        test.RunFor(50);
        Assert.That(test.Mmes[0].Received, Is.Empty);
        Assert.That(test.Mmes[1].Received, Has.Count.EqualTo(4));
        Assert.That(test.Mmes[1].Last<InitialUeMessage>().STmsi, Is.EqualTo(new STmsi(1, 0xC0000001)));
        test.CheckPackets();
    }

    [Test]
    public void New_ues_go_round_the_mmes_and_past_one_that_is_down()
    {
        EnbFixture test = new EnbFixture(ueCount: 4, mmeCount: 2).SetUp();
        test.Ues[0].SendNas("0741");
        test.Ues[1].SendNas("0741");
        test.RunFor(50);
        Assert.That(CountsAtMmes(test), Is.EqualTo("1 1"));

        test.Mmes[0].ReleaseAll();
        test.Mmes[0].Association!.Abort();
        test.RunFor(50);
        test.Ues[2].SendNas("0741");
        test.Ues[3].SendNas("0741");
        test.RunFor(50);
        Assert.That(CountsAtMmes(test), Is.EqualTo("0 3"));
        test.CheckPackets();
    }

    [Test]
    public void Without_an_mme_the_ue_is_told_at_once()
    {
        var test = new EnbFixture(mmeCount: 0);
        test.Ue.Request();
        test.RunFor(50);
        Assert.That(test.Ue.Received, Is.EqualTo(new[] { ("RRCConnectionRelease", "2802") }));
        Assert.That(test.Refused(EnbRefusal.NoMme), Is.EqualTo(1));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        test.CheckPackets();
    }

    [Test]
    public void Messages_that_wait_for_the_processor_keep_what_they_say()
    {
        EnbFixture test = new EnbFixture(ueCount: 3).SetUp();
        EnbUeS1apId id = Connect(test);
        test.Mme.ReleaseAll();

        // UE -> eNB  first messages of two and a further one, at once;  MME -> eNB  two for the first, on their way
        test.Ues[1].SendNas("0741a1a1a1");
        test.Ues[2].SendNas("0741b2b2");
        test.Ue.SendNas("0743c3");
        test.RunFor(6);
        test.Mme.Send(new DownlinkNasTransport(MmeId, id, Nas("0742d4d4d4")));
        test.Mme.Send(new DownlinkNasTransport(MmeId, id, Nas("0742e5")));
        test.RunFor(40);
        Assert.That(LastTwo(test.Ue), Is.EqualTo("0742d4d4d4 0742e5"));
        Assert.That(
            string.Join(' ', test.Mme.Received.Select(packet => NasOf(packet.Octets))),
            Is.EqualTo("0741a1a1a1 0741b2b2 0743c3"));
        test.CheckPackets();

        static string NasOf(ReadOnlySpan<byte> pdu) =>
            UplinkNasTransport.TryDecode(pdu, out UplinkNasTransport uplink, out _) ? uplink.NasPdu.ToString()
            : InitialUeMessage.TryDecode(pdu, out InitialUeMessage initial, out _) ? initial.NasPdu.ToString()
            : "unread";
    }

    [Test]
    public void Every_bearer_of_a_context_is_set_up()
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        InitialContextSetupRequest request = ContextSetup(id);
        ErabToBeSetup first = request.ErabsToBeSetup[0];
        ErabToBeSetup third = first with { ErabId = new(7), NasPdu = Nas("0743") };
        ErabToBeSetup second = first with { ErabId = new(6), NasPdu = null };
        test.Mme.Send(request with { ErabsToBeSetup = new(first, second, third) });
        test.RunFor(30);
        InitialContextSetupResponse response = test.Mme.Last<InitialContextSetupResponse>();
        Assert.That(
            (response.ErabsSetup[0].ErabId.Value, response.ErabsSetup[1].ErabId.Value,
                response.ErabsSetup[2].ErabId.Value),
            Is.EqualTo((5, 6, 7)));
        Assert.That(LastTwo(test.Ue), Is.EqualTo("0742 0743"));

        // a context after that has one bearer again
        test.Mme.Send(request);
        test.RunFor(30);
        Assert.That(test.Mme.Last<InitialContextSetupResponse>().ErabsSetup, Has.Count.EqualTo(1));
        test.CheckPackets();
    }

    [Test]
    public void A_context_is_set_up_with_keys_and_the_message_in_it_delivered()
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        // MME -> eNB  InitialContextSetupRequest [ATTACH ACCEPT];  eNB -> UE  ATTACH ACCEPT;  eNB -> MME  Response
        test.Mme.Send(ContextSetup(id));
        test.RunFor(30);
        InitialContextSetupResponse response = test.Mme.Last<InitialContextSetupResponse>();
        Assert.Multiple(() =>
        {
            Assert.That(test.Ue.Received[^1], Is.EqualTo(("ATTACH ACCEPT", "0742")));
            Assert.That(response.ErabsSetup, Has.Count.EqualTo(1));
            Assert.That(response.ErabsSetup[0].ErabId, Is.EqualTo(new ErabId(5)));
            Assert.That(response.ErabsSetup[0].Address.Ipv4, Is.EqualTo(0x0A020001u));
            Assert.That(
                test.Processor.Accounts[test.Processor.Find(Operations.KdfHmacSha256.Name)].Count, Is.EqualTo(3));
        });
        test.CheckPackets();
    }

    [Test]
    public void A_release_reaches_the_ue_and_is_confirmed()
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        // MME -> eNB  UEContextReleaseCommand;  eNB -> UE  RRCConnectionRelease;  eNB -> MME  Complete
        test.Mme.Send(new UeContextReleaseCommand(new UeS1apIds(MmeId, id), CauseNas.NormalRelease));
        test.RunFor(30);
        Assert.That(test.Ue.Received[^1], Is.EqualTo(("RRCConnectionRelease", "2802")));
        Assert.That(test.Mme.Last<UeContextReleaseComplete>().EnbUeS1apId, Is.EqualTo(id));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);

        // what comes next is a new connection with a new identity
        test.Ue.SendNas("0741");
        test.RunFor(30);
        Assert.That(test.Mme.Last<InitialUeMessage>().EnbUeS1apId, Is.Not.EqualTo(id));
        test.CheckPackets();
    }

    [Test]
    public void An_idle_ue_is_asked_to_be_released()
    {
        var options = new EnbOptions
        {
            Id = 7,
            Plmn = EnbFixture.Plmn,
            Inactivity = SimTime.FromMilliseconds(200),
        };
        EnbFixture test = new EnbFixture(options: options).SetUp();
        EnbUeS1apId id = Connect(test); // 22 ms ago something passed
        test.RunFor(150);
        Assert.That(test.Mme.Received, Is.Empty);
        test.Ue.SendNas("0755"); // and now again
        test.RunFor(150);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(1));
        test.RunFor(100);
        UeContextReleaseRequest request = test.Mme.Last<UeContextReleaseRequest>();
        Assert.That(request.EnbUeS1apId, Is.EqualTo(id));
        Assert.That(request.Cause, Is.EqualTo((Cause)CauseRadioNetwork.UserInactivity));
        Assert.That(test.Enb.ConnectionCount, Is.EqualTo(1), "until the MME commands it");
        test.CheckPackets();
    }

    [Test]
    public void A_new_request_of_a_connected_ue_gives_up_the_old_connection()
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        test.Ue.Request();
        test.Ue.SendNas("0741");
        test.RunFor(30);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(2));
        Assert.That(
            UeContextReleaseRequest.TryDecode(
                test.Mme.Received[0].Octets, out UeContextReleaseRequest request, out _), Is.True);
        Assert.That(request.EnbUeS1apId, Is.EqualTo(id));
        Assert.That(request.Cause, Is.EqualTo((Cause)CauseRadioNetwork.RadioConnectionWithUeLost));
        EnbUeS1apId next = test.Mme.Last<InitialUeMessage>().EnbUeS1apId;
        Assert.That(next, Is.Not.EqualTo(id));

        // the release of the old one does not touch the new one
        test.Mme.Send(new UeContextReleaseCommand(new UeS1apIds(MmeId, id), CauseNas.NormalRelease));
        test.RunFor(30);
        Assert.That(test.Ue.Received.Count(each => each.Label == "RRCConnectionRelease"), Is.Zero);
        Assert.That(test.Enb.ConnectionCount, Is.EqualTo(1));
        test.CheckPackets();
    }

    [Test]
    public void A_message_before_the_mme_has_answered_the_first_is_refused()
    {
        EnbFixture test = new EnbFixture().SetUp();
        test.Ue.SendNas("0741");
        test.RunFor(5);
        test.Ue.SendNas("0741");
        test.RunFor(30);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(1));
        Assert.That(test.Refused(EnbRefusal.NoMmeIdentity), Is.EqualTo(1));
        test.CheckPackets();
    }

    [TestCase(99u, 0x1000u, CauseRadioNetwork.UnknownEnbUeS1apId)]
    [TestCase(1u, 0x1001u, CauseRadioNetwork.UnknownPairUeS1apId)]
    public void A_ue_that_is_not_there_is_reported(uint enbId, uint mmeId, CauseRadioNetwork cause)
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        Assert.That(id.Value, Is.EqualTo(1));
        // MME -> eNB  DownlinkNASTransport of another UE;  eNB -> MME  ErrorIndication
        test.Mme.Send(new DownlinkNasTransport(new(mmeId), new(enbId), Nas("0742")));
        test.RunFor(30);
        ErrorIndication error = test.Mme.Last<ErrorIndication>();
        Assert.That(error.Cause, Is.EqualTo((Cause)cause));
        Assert.That(error.MmeUeS1apId, Is.EqualTo(new MmeUeS1apId(mmeId)));
        Assert.That(error.EnbUeS1apId, Is.EqualTo(new EnbUeS1apId(enbId)));
        Assert.That(test.Ue.Received, Has.Count.EqualTo(1), "only what was for it");
        Assert.That(test.Refused(EnbRefusal.UnknownUe), Is.EqualTo(1));
        test.CheckPackets();
    }

    [Test]
    public void A_ue_of_another_mme_is_not_there_for_this_one()
    {
        EnbFixture test = new EnbFixture(mmeCount: 2).SetUp();
        EnbUeS1apId id = Connect(test);
        test.Mmes[1].Send(new UeContextReleaseCommand(new UeS1apIds(MmeId, id), CauseNas.NormalRelease));
        test.RunFor(30);
        Cause? cause = test.Mmes[1].Last<ErrorIndication>().Cause;
        Assert.That(cause, Is.EqualTo((Cause)CauseRadioNetwork.UnknownEnbUeS1apId));
        Assert.That(test.Enb.ConnectionCount, Is.EqualTo(1));
        test.CheckPackets();
    }

    [Test]
    public void An_error_of_the_mme_ends_the_connection_that_it_names()
    {
        EnbFixture test = new EnbFixture().SetUp();
        EnbUeS1apId id = Connect(test);
        test.Mme.Send(new ErrorIndication { EnbUeS1apId = id, Cause = CauseRadioNetwork.UnknownMmeUeS1apId });
        test.RunFor(30);
        Assert.That(test.Ue.Received[^1].Label, Is.EqualTo("RRCConnectionRelease"));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        test.CheckPackets();
    }

    [TestCase("00c80003000000", ErrorAnswerKind.Indication)] // a procedure that is not known, criticality reject
    [TestCase("00c84003000000", ErrorAnswerKind.None)]       // the same, to be ignored
    [TestCase("ffffffff", ErrorAnswerKind.Indication)]         // no PDU at all
    [TestCase("000b4003000000", ErrorAnswerKind.Indication)] // DownlinkNASTransport without its elements
    public void What_cannot_be_read_is_counted_and_answered(string hex, ErrorAnswerKind answer)
    {
        EnbFixture test = new EnbFixture().SetUp();
        test.Mme.Send(Convert.FromHexString(hex));
        test.RunFor(30);
        Assert.That(
            test.Refused(EnbRefusal.Malformed) + test.Refused(EnbRefusal.Unexpected), Is.EqualTo(1));
        Assert.That(test.Mme.Received, Has.Count.EqualTo(answer == ErrorAnswerKind.None ? 0 : 1));
        if (answer == ErrorAnswerKind.Indication)
        {
            Assert.That(test.Mme.Last<ErrorIndication>().Cause!.Value.Group, Is.EqualTo(CauseGroup.Protocol));
        }

        test.CheckPackets();
    }

    [TestCase("500000000007")]
    [TestCase("50")]
    public void An_rrc_message_that_is_none_is_counted(string hex)
    {
        EnbFixture test = new EnbFixture().SetUp();
        test.Ue.SendRrc(hex);
        test.RunFor(30);
        Assert.That(test.Refused(EnbRefusal.Malformed), Is.EqualTo(1));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        test.CheckPackets();
    }

    [Test]
    public void A_reset_releases_all_ues_of_the_mme_or_those_that_it_names()
    {
        EnbFixture test = new EnbFixture(ueCount: 3).SetUp();
        foreach (EnbFixture.TestUe ue in test.Ues)
        {
            ue.SendNas("0741");
        }

        test.RunFor(50);
        // MME -> eNB  Reset of one UE;  eNB -> MME  ResetAcknowledge
        var one = new UeAssociatedLogicalS1Connection(null, new EnbUeS1apId(2));
        test.Mme.Send(new Reset(CauseMisc.Unspecified, new ResetType(new(one))));
        test.RunFor(30);
        Assert.That(test.Mme.Last<ResetAcknowledge>().Connections, Has.Count.EqualTo(1));
        Assert.That(CountsAtUes(test), Is.EqualTo("0 1 0"));

        // MME -> eNB  Reset of the whole interface
        test.Mme.Send(new Reset(CauseMisc.Unspecified, new ResetType(default)));
        test.RunFor(30);
        Assert.That(test.Mme.Last<ResetAcknowledge>().Connections, Is.Empty);
        Assert.That(CountsAtUes(test), Is.EqualTo("1 1 1"));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        test.CheckPackets();
    }

    [Test]
    public void A_refused_setup_is_tried_again_after_the_time_to_wait()
    {
        var test = new EnbFixture();
        test.Mme.AcceptsSetup = false;
        test.RunFor(1_000);
        Assert.That(test.Mme.SetupCount, Is.EqualTo(1));
        test.Ue.SendNas("0741");
        test.RunFor(50);
        Assert.That(test.Refused(EnbRefusal.NoMme), Is.EqualTo(1));

        test.Mme.AcceptsSetup = true;
        test.RunFor(1_500);
        Assert.That(test.Mme.SetupCount, Is.EqualTo(2));
        test.Ue.SendNas("0741");
        test.RunFor(50);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(1));
        test.CheckPackets();
    }

    [Test]
    public void The_end_of_an_association_releases_its_ues_and_it_is_opened_again()
    {
        EnbFixture test = new EnbFixture().SetUp();
        Connect(test);
        test.Mme.Association!.Abort();
        test.RunFor(50);
        Assert.That(test.Ue.Received[^1].Label, Is.EqualTo("RRCConnectionRelease"));
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        test.RunFor(2_000);
        Assert.That(test.Mme.SetupCount, Is.EqualTo(2));
        Connect(test);
        test.CheckPackets();
    }

    [Test]
    public void A_crash_forgets_the_ues_and_a_restart_sets_s1_up_anew()
    {
        EnbFixture test = new EnbFixture().SetUp();
        Connect(test);
        test.EnbNode.Crash();
        test.Ue.SendNas("0741"); // nobody hears it
        test.RunFor(50);
        Assert.That(test.Enb.ConnectionCount, Is.Zero);
        Assert.That(test.Mme.Received, Is.Empty);

        test.EnbNode.Restart();
        test.RunFor(2_000);
        Assert.That(test.Mme.SetupCount, Is.EqualTo(2));
        Connect(test);
        test.CheckPackets();
    }

    [Test]
    public void A_full_processor_loses_messages_and_counts_them()
    {
        EnbFixture test = new EnbFixture(ueCount: 5, queueMax: 1).SetUp();
        foreach (EnbFixture.TestUe ue in test.Ues)
        {
            ue.SendNas("0741"); // all arrive at once: one is handled, one waits
        }

        test.RunFor(50);
        Assert.That(test.Mme.Received, Has.Count.EqualTo(2));
        Assert.That(test.Refused(EnbRefusal.QueueFull), Is.EqualTo(3));
        test.CheckPackets();
    }

    [Test]
    public void The_number_of_connections_is_bounded()
    {
        var options = new EnbOptions { Id = 7, Plmn = EnbFixture.Plmn, ConnectionsMax = 2 };
        EnbFixture test = new EnbFixture(ueCount: 3, options: options).SetUp();
        foreach (EnbFixture.TestUe ue in test.Ues)
        {
            ue.SendNas("0741");
        }

        test.RunFor(50);
        Assert.That(test.Enb.ConnectionCount, Is.EqualTo(2));
        Assert.That(test.Refused(EnbRefusal.TooManyConnections), Is.EqualTo(1));
        Assert.That(test.Ues[2].Received, Is.EqualTo(new[] { ("RRCConnectionRelease", "2802") }));
        test.CheckPackets();
    }

    [Test]
    public void An_eNB_that_misbehaves_starts_a_procedure_that_nobody_knows()
    {
        var options = new EnbOptions { Id = 7, Plmn = EnbFixture.Plmn, Behaviour = EnbBehaviour.UnknownProcedure };
        EnbFixture test = new EnbFixture(options: options).SetUp();
        S1apPdu pdu = test.Mme.Last<S1apPdu>();
        Assert.That((int)pdu.Header.Procedure, Is.EqualTo(200));
        Assert.That(pdu.Header.Criticality, Is.EqualTo(Criticality.Reject));
        test.CheckPackets();
    }

    /// <summary>How a message that cannot be read is answered.</summary>
    public enum ErrorAnswerKind
    {
        /// <summary>Not at all.</summary>
        None,

        /// <summary>With ERROR INDICATION.</summary>
        Indication,
    }

    private static string CountsAtMmes(EnbFixture test) =>
        string.Join(' ', test.Mmes.Select(mme => mme.Received.Count));

    private static string CountsAtUes(EnbFixture test) => string.Join(' ', test.Ues.Select(ue => ue.Received.Count));

    private static string LastTwo(EnbFixture.TestUe ue) =>
        string.Join(' ', ue.Received[^2..].Select(each => each.Octets));

    private static NasPdu Nas(string hex) => new(Octets.FromHex(hex));

    private static InitialContextSetupRequest ContextSetup(EnbUeS1apId id)
    {
        var bearer = new ErabToBeSetup(
            new ErabId(5),
            new ErabLevelQosParameters(9, new AllocationRetentionPriority(15, false, false),
                null),
            TransportLayerAddress.OfIpv4(0x0A030001),
            new GtpTeid(1),
            Nas("0742"));
        return new InitialContextSetupRequest(
            MmeId,
            id,
            new UeAggregateMaximumBitRate(1_000_000, 1_000_000),
            new ErabList<ErabToBeSetup>(bearer),
            new UeSecurityCapabilities(0xE000, 0xE000),
            new SecurityKey(EnbFixture.Kenb.High, EnbFixture.Kenb.Low));
    }

    // UE -> MME  a first message;  MME -> UE  an answer: both know each other
    private static EnbUeS1apId Connect(EnbFixture test)
    {
        test.Ue.SendNas("0741");
        test.RunFor(20);
        EnbUeS1apId id = test.Mme.Last<InitialUeMessage>().EnbUeS1apId;
        test.Mme.ReleaseAll();
        test.Mme.Send(new DownlinkNasTransport(MmeId, id, Nas("0742")));
        test.RunFor(22);
        Assert.That(test.Ue.Received[^1].Octets, Is.EqualTo("0742"));
        return id;
    }
}
