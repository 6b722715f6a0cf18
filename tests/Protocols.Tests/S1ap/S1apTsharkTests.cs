using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.S1ap;
using Simulator.Protocols.Wire;
using Tests.Testing;

namespace Tests.Protocols.S1ap;

/// <summary>tshark, which shares nothing with our codec, reads what we wrote and reads our hand-made vectors.</summary>
public sealed class S1apTsharkTests
{
    private static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");

    private static readonly NasPdu AuthenticationReject = new(Octets.FromHex("0754"));

    [Test]
    public void Every_vector_is_read_without_complaint_after_we_wrote_it()
    {
        string[] vectors = [.. S1apVectors.Corpus, .. S1apVectors.Flow, .. S1apVectors.ByHand];
        byte[][] pdus = Array.ConvertAll(vectors, vector => S1apMessages.Again(S1apVectors.Octets(vector), out _)!);
        IReadOnlyList<TsharkFrame> frames = BarePdus.Read("s1ap", pdus);
        for (int index = 0; index < pdus.Length; index++)
        {
            TsharkFrame frame = frames[index];
            Assert.That(frame.Protocol, Does.StartWith("S1AP"), vectors[index]);
            Assert.That(frame.Severity, Is.LessThan(Tshark.Warning), $"{frame.Complaint}: {vectors[index]}");
        }
    }

    [Test]
    public void Every_message_is_named_and_its_fields_are_read()
    {
        (byte[] Pdu, string Name, string Field, string Value)[] expected = Messages();
        string[] fields = [.. new SortedSet<string>(Array.ConvertAll(expected, message => message.Field))];
        IReadOnlyList<TsharkFrame> frames =
            BarePdus.ReadClean("s1ap", Array.ConvertAll(expected, message => message.Pdu), fields: fields);
        for (int index = 0; index < expected.Length; index++)
        {
            Assert.That(frames[index].Info, Does.StartWith(expected[index].Name));
            int field = Array.IndexOf(fields, expected[index].Field);
            Assert.That(frames[index].Fields[field], Is.EqualTo(expected[index].Value), expected[index].Field);
        }
    }

    private static (byte[] Pdu, string Name, string Field, string Value)[] Messages()
    {
        var mme = new MmeUeS1apId(305_419_896);
        var enb = new EnbUeS1apId(66_051);
        var cell = new EutranCgi(Plmn, 0x0019B01);
        var area = new Tai(Plmn, 4660);
        var bearer = new ErabToBeSetup(
            new(5), new(9, new(8, false, true), null), TransportLayerAddress.OfIpv4(0x0A0B0001), new(257), null);
        return
        [
            (S1apMessages.Encode(new S1SetupRequest(
                new(Plmn, EnbId.Macro(0x19B)), new(new SupportedTa(4660, new(Plmn))), PagingDrx.V64)
                { EnbName = new("sim-enb-1") }),
                "S1SetupRequest", "s1ap.ENBname", "sim-enb-1"),
            (S1apMessages.Encode(new S1SetupRequest(
                new(Plmn, EnbId.Home(0x0019B01)), new(new SupportedTa(4660, new(Plmn))), PagingDrx.V64)),
                "S1SetupRequest", "s1ap.PagingDRX", "1"),
            (S1apMessages.Encode(new S1SetupResponse(new(new ServedGummei(new(Plmn), new(0x8001), new(7))), 200)
                { MmeName = new("sim-mme-1") }),
                "S1SetupResponse", "s1ap.RelativeMMECapacity", "200"),
            (S1apMessages.Encode(new S1SetupFailure(CauseMisc.UnknownPlmn) { TimeToWait = TimeToWait.V20S }),
                "S1SetupFailure", "s1ap.TimeToWait", "4"),
            (S1apMessages.Encode(new InitialUeMessage(
                enb, new(Octets.FromHex("07417108091010000000001002F07000040201D011")), area, cell,
                RrcEstablishmentCause.MoData) { STmsi = new(7, 0xC0000001), Gummei = new(Plmn, 0x8001, 7) }),
                "InitialUEMessage, Attach request", "s1ap.RRC_Establishment_Cause", "4"),
            (S1apMessages.Encode(new DownlinkNasTransport(mme, enb, AuthenticationReject)),
                "DownlinkNASTransport, Authentication reject", "s1ap.MME_UE_S1AP_ID", "305419896"),
            (S1apMessages.Encode(new UplinkNasTransport(mme, enb, new(Octets.FromHex("075C14")), cell, area)),
                "UplinkNASTransport, Authentication failure", "s1ap.ENB_UE_S1AP_ID", "66051"),
            (S1apMessages.Encode(new NasNonDeliveryIndication(
                mme, enb, AuthenticationReject, CauseRadioNetwork.UpIntegrityProtectionNotPossible)),
                "NASNonDeliveryIndication", "s1ap.radioNetwork", "43"),
            (S1apMessages.Encode(new InitialContextSetupRequest(
                mme, enb, new(10_000_000_000, 65_536), new(bearer), new(0xE000, 0xE000), new(1, 2))),
                "InitialContextSetupRequest", "s1ap.uEaggregateMaximumBitRateDL", "10000000000"),
            (S1apMessages.Encode(new InitialContextSetupRequest(
                mme, enb, new(1, 2),
                new(bearer with { NasPdu = AuthenticationReject }, bearer with { ErabId = new(6) }),
                new(0xE000, 0xE000), new(1, 2))),
                "InitialContextSetupRequest", "s1ap.uEaggregateMaximumBitRateUL", "2"),
            (S1apMessages.Encode(new InitialContextSetupResponse(
                mme, enb, new(new ErabSetup(new(5), TransportLayerAddress.OfIpv4(0x0A0B0002), new(513))))
                { ErabsFailed = new(new ErabFailure(new(6), CauseTransport.Unspecified)) }),
                "InitialContextSetupResponse", "s1ap.transport", "1"),
            (S1apMessages.Encode(new InitialContextSetupFailure(mme, enb, CauseRadioNetwork.AlgorithmsNotSupported)),
                "InitialContextSetupFailure", "s1ap.radioNetwork", "32"),
            (S1apMessages.Encode(new UeContextReleaseRequest(mme, enb, CauseRadioNetwork.UserInactivity)),
                "UEContextReleaseRequest", "s1ap.radioNetwork", "20"),
            (S1apMessages.Encode(new UeContextReleaseCommand(new(mme, enb), CauseNas.UeNotInPlmnServingArea)),
                "UEContextReleaseCommand", "s1ap.nas", "5"),
            (S1apMessages.Encode(new UeContextReleaseComplete(mme, enb)),
                "UEContextReleaseComplete", "s1ap.MME_UE_S1AP_ID", "305419896"),
            (S1apMessages.Encode(new Reset(CauseMisc.OmIntervention, default)), "Reset", "s1ap.misc", "3"),
            (S1apMessages.Encode(new Reset(
                CauseMisc.HardwareFailure, new(new(new UeAssociatedLogicalS1Connection(mme, enb))))),
                "Reset", "s1ap.ENB_UE_S1AP_ID", "66051"),
            (S1apMessages.Encode(new ResetAcknowledge
                { Connections = new(new UeAssociatedLogicalS1Connection(mme, enb)) }),
                "ResetAcknowledge", "s1ap.MME_UE_S1AP_ID", "305419896"),
            (S1apMessages.Encode(new ErrorIndication
            {
                Cause = CauseProtocol.SemanticError,
                CriticalityDiagnostics = new(
                    ProcedureCode.InitialUeMessage, PduType.InitiatingMessage, Criticality.Ignore,
                    new(new IeCriticalityDiagnostics(Criticality.Reject, 67, TypeOfError.Missing))),
            }), "ErrorIndication", "s1ap.typeOfError", "1"),
            (S1apMessages.Encode(new OverloadStart(new(OverloadAction.RejectRrcCrSignalling))
                { Gummeis = new(new Gummei(Plmn, 0x8001, 7)), TrafficLoadReduction = 99 }),
                "OverloadStart", "s1ap.TrafficLoadReductionIndication", "99"),
            (S1apMessages.Encode(new OverloadStop { Gummeis = new(new Gummei(Plmn, 0x8001, 7)) }),
                "OverloadStop", "s1ap.GUMMEIList", "1"),
        ];
    }
}
