using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;
using Tests.Testing;

namespace Tests.Protocols.Nas;

/// <summary>tshark reads what we write: every message by name, its fields by value, without a complaint.</summary>
public sealed class NasTsharkTests
{
    private const string MTmsi = "3221225473"; // 0xC0000001

    private const string BearerName = "Activate default EPS bearer context request (PDN type IPv4 only allowed)";
    private const string AcceptName = "Attach accept, " + BearerName + " (CS domain not available)";

    private static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");
    private static readonly Guti Guti = new(Plmn, 0x8001, 1, 0xC0000001);
    private static readonly EpsMobileIdentity Identity = EpsMobileIdentity.Of(Imsi.Parse("001010000000001"));
    private static readonly UeNetworkCapability Capability = UeNetworkCapability.Of(0xF0, 0x70);
    private static readonly EpsMobileIdentity Temporary = EpsMobileIdentity.Of(Guti);
    private static readonly EpsBearerId Bearer = new(5);

    private static readonly PdnConnectivityRequest PdnRequest =
        new(
            1,
            PdnType.Ipv4,
            AccessPointName: AccessPointName.Parse("ims.example"),
            ProtocolOptions: Octets.FromHex("80"));

    private static readonly PdnConnectivityReject PdnReject =
        new(1, EsmCause.MissingOrUnknownApn, BackOff: new GprsTimer3(0x43));

    private static readonly EmmInformation Information = new(
        NetworkName.Of("Net"),
        NetworkName.Of("N"),
        new NetworkTimeZone(-20),
        new NetworkTime(new DateTime(2025, 1, 21, 15, 30, 45), new NetworkTimeZone(8)),
        DaylightSaving.OneHour);

    private static readonly ActivateDefaultBearerRequest BearerRequest =
        new(
            Bearer,
            1,
            new EpsQos(9),
            AccessPointName.Parse("internet"),
            PdnAddress.OfIpv4(0x0A2D0002),
            EsmCause.PdnTypeIpv4OnlyAllowed);

    private static readonly AttachAccept Accept = new(
        EpsAttachResult.EpsOnly,
        GprsTimer.FromSeconds(3240),
        TaiList.Of(new Tai(Plmn, 1), new Tai(PlmnId.FromDigits("310", "410"), 7)),
        Container(BearerRequest),
        Guti,
        EmmCause.CsDomainNotAvailable,
        GprsTimer.FromSeconds(720),
        GprsTimer.FromSeconds(3240),
        new GprsTimer3(0x43));

    // tshark's name, one of its fields and the value that it must read there
    private static readonly (string Name, string Field, string Value, byte[] Octets)[] Messages =
    [
        Case(
            "Attach request, PDN connectivity request", "e212.imsi", "001010000000001",
            new AttachRequest(
                EpsAttachType.Eps, KeySetId.NoKey, Identity, Capability, Container(PdnRequest), new Tai(Plmn, 1))),
        Case(
            "Attach request, PDN connectivity request", "3gpp.tmsi", MTmsi,
            new AttachRequest(EpsAttachType.Combined, new KeySetId(1), Temporary, Capability, Container(PdnRequest))),
        Case(AcceptName, "nas_eps.emm.cause", "18", Accept),
        Case(
            "Attach complete, Activate default EPS bearer context accept", "nas_eps.bearer_id", "5",
            new AttachComplete(Container(new ActivateDefaultBearerAccept(Bearer)))),
        Case(
            "Attach reject (ESM failure), PDN connectivity reject (Missing or unknown APN)", "nas_eps.emm.cause", "19",
            new AttachReject(
                EmmCause.EsmFailure, Container(PdnReject), GprsTimer.FromSeconds(60), GprsTimer.FromSeconds(720))),
        Case("Identity request", "nas_eps.emm.id_type2", "3", new IdentityRequest(IdentityType.Imeisv)),
        Case(
            "Identity response", "gsm_a.imeisv", "3544270632334702",
            new IdentityResponse(MobileIdentity.Of(Imeisv.Parse("3544270632334702")))),
        Case(
            "Identity response", "gsm_a.imei", "001234567890123",
            new IdentityResponse(MobileIdentity.Of(Imei.Parse("001234567890123")))),
        Case("Identity response", "3gpp.tmsi", MTmsi, new IdentityResponse(MobileIdentity.OfTmsi(0xC0000001))),
        Case("Identity response", "gsm_a.ie.mobileid.type", "0", new IdentityResponse(MobileIdentity.NoIdentity)),
        Case(
            "Authentication request", "gsm_a.dtap.autn", "55f328b43577b9b94a9ffac354dfafb3",
            NasCase.Read<AuthenticationRequest>(NasCase.Recorded("authentication_request"))),
        Case(
            "Authentication response", "nas_eps.emm.res", "a54211d5e3ba50bf",
            new AuthenticationResponse(new Res(0xA54211D5E3BA50BF, 8))),
        Case(
            "Authentication failure (Synch failure)", "gsm_a.dtap.auts", "ba853f3c133b81e8d4025b8e6c4a",
            new AuthenticationFailure(EmmCause.SynchFailure, new Auts(0xBA853F3C133B, 0x81E8D4025B8E6C4A))),
        Case(
            "Authentication failure (MAC failure)", "nas_eps.emm.cause", "20",
            new AuthenticationFailure(EmmCause.MacFailure)),
        Case("Authentication reject", "nas_eps.nas_msg_emm_type", "0x54", default(AuthenticationReject)),
        Case(
            "Security mode command", "nas_eps.emm.toi", "2",
            new SecurityModeCommand(
                CipheringAlgorithm.Eea2,
                IntegrityAlgorithm.Eia2,
                new KeySetId(0),
                UeSecurityCapability.Replay(Capability),
                IsImeisvRequested: true,
                HashMme: 7)),
        Case(
            "Security mode complete", "gsm_a.imeisv", "3544270632334702",
            new SecurityModeComplete(Imeisv.Parse("3544270632334702"))),
        Case(
            "Security mode reject (UE security capabilities mismatch)", "nas_eps.emm.cause", "23",
            new SecurityModeReject(EmmCause.UeSecurityCapabilitiesMismatch)),
        Case(
            "Detach request (EPS detach)", "3gpp.tmsi", MTmsi,
            new DetachRequestFromUe(UeDetachType.Eps, false, new KeySetId(0), Temporary)),
        Case("Detach accept", "nas_eps.nas_msg_emm_type", "0x46", default(DetachAccept)),
        Case("EMM information", "gsm_a.dtap.time_zone_time", "Jan 21", Information),
        Case(
            "EMM status (Message type non-existent or not implemented)", "nas_eps.emm.cause", "97",
            new EmmStatus(EmmCause.MessageTypeNonExistent)),
        Case("PDN connectivity request", "gsm_a.gm.sm.apn", "ims.example", PdnRequest),
        Case("PDN connectivity reject (Missing or unknown APN)", "nas_eps.esm.cause", "27", PdnReject),
        Case(BearerName, "nas_eps.esm.pdn_ipv4", "10.45.0.2", BearerRequest),
        Case(
            BearerName, "nas_eps.esm.pdn_ipv6_if_id", "0123456789abcdef",
            BearerRequest with { Address = PdnAddress.OfBoth(0x0123456789ABCDEF, 0x0A2D0002) }),
        Case(
            BearerName, "nas_eps.esm.pdn_ipv6_if_id", "0123456789abcdef",
            BearerRequest with { Address = PdnAddress.OfIpv6(0x0123456789ABCDEF) }),
        Case(
            "Activate default EPS bearer context accept", "nas_eps.bearer_id", "5",
            new ActivateDefaultBearerAccept(Bearer, 0, Octets.FromHex("80"))),
        Case(
            "Activate default EPS bearer context reject (Request rejected, unspecified)", "nas_eps.esm.cause", "31",
            new ActivateDefaultBearerReject(Bearer, EsmCause.RequestRejected)),
        Case("ESM information request", "nas_eps.esm.proc_trans_id", "1", new EsmInformationRequest(1)),
        Case(
            "ESM information response", "gsm_a.gm.sm.apn", "internet",
            new EsmInformationResponse(1, AccessPointName.Parse("internet"), Octets.FromHex("80"))),
        Case(
            "ESM status (Invalid PTI value)", "nas_eps.esm.cause", "81",
            new EsmStatus(default, 1, EsmCause.InvalidPti)),
    ];

    [Test]
    public void Every_message_is_named_and_read_without_a_complaint() => Check("nas-eps", isSession: false);

    /// <summary>By itself an ESM message has no security header: tshark has a name of its own for that.</summary>
    [Test]
    public void Every_session_message_is_named_and_read_without_a_complaint() =>
        Check("nas-eps_plain", isSession: true);

    /// <summary>Which DETACH REQUEST it is depends on the direction, and only the transport below tells that.</summary>
    [Test]
    public void A_detach_request_of_the_network_is_read_inside_its_transport()
    {
        byte[] nas = NasCase.Encode(
            new DetachRequestFromNetwork(NetworkDetachType.ReattachRequired, EmmCause.CsDomainNotAvailable));
        // S1AP DownlinkNASTransport as recorded in eps_aka_flow.json, with other contents
        byte[] octets =
        [
            0x00, 0x0B, 0x40, (byte)(22 + nas.Length), 0x00, 0x00, 0x03, 0x00, 0x00, 0x00, 0x02, 0x00, 0x01,
            0x00, 0x08, 0x00, 0x04, 0x80, 0x01, 0x00, 0x01,
            0x00, 0x1A, 0x00, (byte)(1 + nas.Length), (byte)nas.Length, .. nas,
        ];
        TsharkFrame frame =
            BarePdus.ReadClean("s1ap", [octets], fields: ["nas_eps.emm.detach_type_dl", "nas_eps.emm.cause"])[0];
        Assert.That(frame.Info, Does.EndWith("Detach request (Re-attach required) (CS domain not available)"));
        Assert.That(frame.Fields[0], Is.EqualTo("1"));
        Assert.That(frame.Fields[1], Is.EqualTo("18"));
    }

    /// <summary>Inside its protection tshark reads what is not ciphered, and says so of what is.</summary>
    [TestCase(CipheringAlgorithm.Eea0, AcceptName, "true")]
    [TestCase(CipheringAlgorithm.Eea1, "Ciphered message", "false")]
    [TestCase(CipheringAlgorithm.Eea2, "Ciphered message", "false")]
    [TestCase(CipheringAlgorithm.Eea3, "Ciphered message", "false")]
    public void A_protected_message_is_read_as_far_as_it_is_not_ciphered(
        CipheringAlgorithm ciphering, string name, string isNull)
    {
        var mme = new NasSecurityContext(default, Direction.Downlink, IntegrityAlgorithm.Eia2, 1, ciphering, 2);
        byte[] octets = new byte[NasSecurityContext.ProtectedSize(Accept.EncodedSize)];
        Assert.That(mme.TryProtect(SecurityHeaderType.IntegrityCiphered, Accept, octets, out _), Is.True);
        IReadOnlyList<TsharkFrame> frames = BarePdus.ReadClean(
            "nas-eps",
            [octets],
            ["nas-eps.null_decipher:" + isNull],
            ["nas_eps.security_header_type", "nas_eps.seq_no"]);
        Assert.That(frames[0].Info, Is.EqualTo(name));
        Assert.That(frames[0].Fields[0], Is.EqualTo("2"));
        Assert.That(frames[0].Fields[1], Is.EqualTo("0"));
    }

    private static void Check(string dissector, bool isSession)
    {
        (string Name, string Field, string Value, byte[] Octets)[] messages =
            Array.FindAll(Messages, message => (message.Octets[0] & 0x0F) == 0x02 == isSession);
        string[] fields = Array.ConvertAll(messages, message => message.Field);
        IReadOnlyList<TsharkFrame> frames =
            BarePdus.ReadClean(dissector, Array.ConvertAll(messages, message => message.Octets), fields: fields);
        Assert.Multiple(() =>
        {
            for (int index = 0; index < frames.Count; index++)
            {
                Assert.That(frames[index].Protocol, Is.EqualTo("NAS-EPS"));
                Assert.That(frames[index].Info, Is.EqualTo(messages[index].Name));
                Assert.That(frames[index].Fields[index], Is.EqualTo(messages[index].Value), messages[index].Name);
            }
        });
    }

    private static (string Name, string Field, string Value, byte[] Octets) Case<T>(
        string name, string field, string value, T message)
        where T : struct, IWireMessage => (name, field, value, NasCase.Encode(message));

    private static Octets Container<T>(T message)
        where T : struct, IWireMessage => new(NasCase.Encode(message));

}
