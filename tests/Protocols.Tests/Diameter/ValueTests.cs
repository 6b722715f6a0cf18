using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Diameter;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Diameter;

/// <summary>The fields of decoded vectors, against the values that diameter_annotated names.</summary>
[TestFixture]
public sealed class ValueTests
{
    private const string MmeName = "mme.epc.mnc001.mcc001.3gppnetwork.org";
    private const string HssName = "hss.epc.mnc001.mcc001.3gppnetwork.org";
    private static readonly DiameterIdentity Mme = DiameterIdentity.Parse(MmeName);
    private static readonly DiameterIdentity Hss = DiameterIdentity.Parse(HssName);
    private static readonly DiameterIdentity Realm = DiameterIdentity.Parse("epc.mnc001.mcc001.3gppnetwork.org");
    private static readonly Imsi Subscriber = Imsi.Parse("001010000000001");
    private static readonly PlmnId Plmn = PlmnId.FromDigits("001", "01");
    private static readonly UInt128 Rand = UInt128.Parse(
        "23553cbe9637a89d218ae64dae47bf35", System.Globalization.NumberStyles.HexNumber, null);

    [Test]
    public void AIR_asks_for_a_vector()
    {
        AuthenticationInformationRequest message = Read<AuthenticationInformationRequest>("AIR");
        var session = new SessionRequest(new(3, 3), message.Session.SessionId, Mme, Realm, Hss, Realm);
        Assert.That(message, Is.EqualTo(new AuthenticationInformationRequest(session, Subscriber, Plmn, new(1, 1))));
        Assert.That(message.Session.SessionId.ToString(), Is.EqualTo(MmeName + ";1700000000;1;s6a"));
    }

    [Test]
    public void AIR_carries_resynchronisation()
    {
        Resynchronisation? resynchronisation =
            Read<AuthenticationInformationRequest>("AIR (Re-Synchronization-Info)").Requested!.Value.Resynchronisation;
        Assert.That(resynchronisation!.Value.Rand, Is.EqualTo(Rand));
        Assert.That(resynchronisation.Value.Auts.ToString(), Is.EqualTo("ba853f3c133b81e8d4025b8e6c4a"));
    }

    [Test]
    public void AIR_may_name_no_host()
    {
        AuthenticationInformationRequest message = Read<AuthenticationInformationRequest>(
            "AIR (three vectors, no destination host)");
        Assert.That(message.Session.DestinationHost.IsEmpty, Is.True);
        Assert.That(
            (message.Requested!.Value.VectorCount, message.Requested.Value.ImmediateResponsePreferred),
            Is.EqualTo(((uint?)3, (uint?)null)));
        Assert.That(message.VisitedPlmn, Is.EqualTo(PlmnId.FromDigits("310", "26")));
    }

    [Test]
    public void AIA_brings_the_vector_of_the_standards_test_set()
    {
        AuthenticationInformationAnswer message = Read<AuthenticationInformationAnswer>("AIA");
        Assert.That(message.Session.Result.IsSuccess, Is.True);
        Assert.That(message.Vectors.Count, Is.EqualTo(1));
        EutranVector vector = message.Vectors[0];
        Assert.Multiple(() =>
        {
            Assert.That(vector.Rand, Is.EqualTo(Rand));
            Assert.That(vector.Xres, Is.EqualTo(new Res(0xa54211d5e3ba50bf, 8)));
            Assert.That(vector.Autn.ToString(), Is.EqualTo("55f328b43577b9b94a9ffac354dfafb3"));
            Assert.That(
                vector.Kasme.ToString(),
                Is.EqualTo("48579af8781c742d5120e6ed8ccac13193f38c53ab7aa69396f49ca6e1b0562d"));
            Assert.That(vector.ItemNumber, Is.EqualTo(1));
        });
    }

    [Test]
    public void AIA_may_bring_several_vectors_with_responses_of_any_length()
    {
        AuthenticationInformationAnswer message = Read<AuthenticationInformationAnswer>("AIA (two vectors)");
        Assert.That(message.Vectors.Count, Is.EqualTo(2));
        Assert.That((message.Vectors[0].ItemNumber, message.Vectors[1].ItemNumber), Is.EqualTo(((uint?)1, (uint?)2)));
        Assert.That((message.Vectors[0].Xres.Size, message.Vectors[1].Xres.Size), Is.EqualTo((4, 16)));
    }

    [TestCase("AIA (USER_UNKNOWN experimental 5001)", S6aResultCode.UserUnknown)]
    [TestCase("AIA (AUTHENTICATION_DATA_UNAVAILABLE)", S6aResultCode.AuthenticationDataUnavailable)]
    public void AIA_may_say_why_there_is_no_vector(string vector, S6aResultCode result)
    {
        AuthenticationInformationAnswer message = Read<AuthenticationInformationAnswer>(vector);
        Assert.That(message.Session.Result.Is(result), Is.True);
        Assert.That(message.Session.Result.Is(ResultCode.AvpUnsupported), Is.False, "5001 of another vendor");
        Assert.That((message.Session.Result.IsSuccess, message.Vectors.Count), Is.EqualTo((false, 0)));
    }

    [Test]
    public void ULR_and_ULA_carry_the_subscription()
    {
        UpdateLocationRequest request = Read<UpdateLocationRequest>("ULR");
        Assert.That(
            (request.Imsi, request.RatType, request.Flags, request.VisitedPlmn),
            Is.EqualTo((Subscriber, RatType.Eutran, UlrFlags.S6aIndicator | UlrFlags.InitialAttachIndicator, Plmn)));
        var ambr = new Ambr(500_000_000, 1_000_000_000);
        var qos = new EpsSubscribedQos(9, 8, PreemptionCapability.Disabled, PreemptionVulnerability.Enabled);
        var apn = new ApnConfiguration(1, SubscribedPdnType.IPv4, "internet", qos, ambr);
        var expected = new SubscriptionData(
            SubscriberStatus.ServiceGranted,
            Octets.FromHex("0010101000f0"),
            NetworkAccessMode.OnlyPacket,
            ambr,
            new(1, ApnConfigurationsIncluded.All, new(apn)));
        UpdateLocationAnswer answer = Read<UpdateLocationAnswer>("ULA");
        Assert.That(
            (answer.Flags, answer.Subscription),
            Is.EqualTo(((UlaFlags?)UlaFlags.SeparationIndication, (SubscriptionData?)expected)));
    }

    [Test]
    public void ULA_may_leave_out_what_is_optional()
    {
        SubscriptionData data = Read<UpdateLocationAnswer>("ULA (two APNs, barred)").Subscription!.Value;
        Assert.That(
            (data.Status, data.Ambr),
            Is.EqualTo(((SubscriberStatus?)SubscriberStatus.OperatorDeterminedBarring, (Ambr?)null)));
        Assert.That(data.Apns!.Value.Apns[0].Qos, Is.EqualTo(new EpsSubscribedQos(9, 15)));
        Assert.That(data.Apns.Value.Apns[1], Is.EqualTo(new ApnConfiguration(2, SubscribedPdnType.IPv4, "ims")));
        Assert.That(Read<UpdateLocationAnswer>("ULA (ROAMING_NOT_ALLOWED)").Subscription, Is.Null);
    }

    [Test]
    public void PUR_and_CLR_say_why()
    {
        Assert.That(Read<PurgeUeRequest>("PUR").Flags, Is.Null);
        Assert.That(Read<PurgeUeRequest>("PUR (PUR-Flags)").Flags, Is.EqualTo(PurFlags.UePurgedInMme));
        Assert.That(Read<PurgeUeAnswer>("PUA").Flags, Is.EqualTo(PuaFlags.FreezeMTmsi));
        CancelLocationRequest cancel = Read<CancelLocationRequest>("CLR (CLR-Flags)");
        Assert.That(
            (cancel.Cancellation, cancel.Flags, cancel.Session.Transaction.IsRepeated),
            Is.EqualTo((
                CancellationType.SubscriptionWithdrawal,
                (ClrFlags?)(ClrFlags.S6aIndicator | ClrFlags.ReattachRequired),
                true)));
        Assert.That(
            Read<CancelLocationAnswer>("CLA (error)").Session.FailedAvp.ToString(),
            Is.EqualTo("0000058cc0000010000028af00000000"));
    }

    [Test]
    public void CER_tells_everything_of_a_node()
    {
        PeerCapabilities node = Read<CapabilitiesExchangeRequest>("CER (all AVPs)").Capabilities;
        Assert.Multiple(() =>
        {
            Assert.That(node.OriginHost, Is.EqualTo(Mme));
            Assert.That(node.HostAddresses[0], Is.EqualTo(DiameterAddress.IPv4(0xC0000201)));
            Assert.That(
                node.HostAddresses[1], Is.EqualTo(DiameterAddress.IPv6(((UInt128)0x20010db800000000 << 64) | 1)));
            Assert.That(
                (node.Vendor, node.ProductName, node.OriginStateId, node.FirmwareRevision),
                Is.EqualTo((10415u, "mme", (uint?)uint.MaxValue, (uint?)42)));
            Assert.That(node.SupportedVendors, Is.EqualTo(new ValueList<uint>(10415, 13019)));
            Assert.That(
                (node.AuthApplications, node.AcctApplications, node.InbandSecurity),
                Is.EqualTo((new ValueList<uint>(1), new ValueList<uint>(3), new ValueList<uint>(0))));
            Assert.That(
                node.VendorApplications,
                Is.EqualTo(
                    new ValueList<VendorSpecificApplication>(
                        new VendorSpecificApplication(10415, DiameterApplication.S6a))));
        });
    }

    [Test]
    public void DPR_and_errors_between_peers()
    {
        Assert.That(Read<DisconnectPeerRequest>("DPR").Cause, Is.EqualTo(DisconnectCause.Rebooting));
        DeviceWatchdogAnswer answer = Read<DeviceWatchdogAnswer>("DWA (error)");
        Assert.That(
            (answer.Result, answer.ErrorMessage, answer.FailedAvp.Size),
            Is.EqualTo((ResultCode.AvpOccursTooManyTimes, "second Origin-State-Id", 12)));
    }

    [Test]
    public void Code_points_that_are_not_listed_survive()
    {
        byte[] request = new DiameterEdit("CLR").Replace(1420, DiameterEdit.Avp(1420, 0xC0, uint.MaxValue)).Build();
        Assert.That(CancelLocationRequest.TryDecode(request, out CancelLocationRequest message, out _), Is.True);
        Assert.That((uint)message.Cancellation, Is.EqualTo(uint.MaxValue));
        Assert.That(DiameterVectors.Encode(message), Is.EqualTo(request));
    }

    [Test]
    public void Subscription_data_that_have_no_field_survive()
    {
        byte[] inner =
        [
            .. DiameterEdit.Avp(1424, 0xC0, 0),
            .. DiameterEdit.Avp(1426, 0xC0, 32),
            .. DiameterEdit.Avp(1619, 0x80, 3240),
        ];
        byte[] answer = new DiameterEdit("ULA").Replace(1400, DiameterEdit.Avp(1400, 0xC0, inner)).Build();
        Assert.That(DiameterDecoders.Of("ULA")(answer, out DiameterFault fault), Is.EqualTo(answer), fault.ToString());
    }

    [Test]
    public void The_capture_holds_the_vectors()
    {
        string[] names =
        [
            "CER", "CEA", "DWR", "DWA", "AIR", "AIA",
            "AIR (Re-Synchronization-Info)", "AIA (USER_UNKNOWN experimental 5001)", "ULR", "ULA",
        ];
        Assert.That(
            DiameterVectors.Capture().GetRange(0, names.Length),
            Is.EqualTo(Array.ConvertAll(names, DiameterVectors.Octets)));
    }

    [Test]
    public void A_name_is_compared_without_regard_to_case_and_kept_as_it_came()
    {
        DiameterIdentity upper = DiameterIdentity.Parse(MmeName.ToUpperInvariant());
        Assert.That(upper == Mme, Is.True);
        Assert.That(upper.GetHashCode(), Is.EqualTo(Mme.GetHashCode()));
        Assert.That(upper.ToString(), Is.EqualTo(MmeName.ToUpperInvariant()));
        Assert.That(
            (Mme != Hss, default(DiameterIdentity).IsEmpty, Mme.Equals((object)Mme)), Is.EqualTo((true, true, true)));
    }

    [TestCase("")]
    [TestCase("a b")]
    [TestCase("a..b")]
    [TestCase("-a")]
    [TestCase("a-")]
    [TestCase("ä.example")]
    public void A_name_that_is_none_is_refused(string name) =>
        Assert.Throws<FormatException>(() => DiameterIdentity.Parse(name));

    [Test]
    public void A_name_has_255_octets_at_most()
    {
        string label = new('a', 63), longest = $"{label}.{label}.{label}.{label}";
        Assert.That(DiameterIdentity.Parse(longest).Size, Is.EqualTo(255));
        Assert.Throws<FormatException>(() => DiameterIdentity.Parse(longest + "a"));
        Assert.Throws<FormatException>(() => DiameterIdentity.Parse(longest + ".b"));
    }

    [Test]
    public void A_session_identifier_is_made_of_host_and_numbers()
    {
        Assert.That(SessionId.Create(Mme, 1, 2).ToString(), Is.EqualTo(MmeName + ";1;2"));
        Assert.That(SessionId.Create(Mme, uint.MaxValue, 0).ToString(), Is.EqualTo(MmeName + ";4294967295;0"));
        string label = new('a', 63);
        DiameterIdentity longest = DiameterIdentity.Parse($"{label}.{label}.{label}.{label}");
        Assert.That(SessionId.Create(longest, uint.MaxValue, uint.MaxValue).Size, Is.EqualTo(255 + 22));
    }

    [Test]
    public void Lists_are_compared_by_their_values()
    {
        ValueList<uint> one = new(1, 2), same = new(1, 2), other = new(2, 1);
        Assert.That(
            (one == same, one != other, one.GetHashCode() == same.GetHashCode(), one.Equals((object)same)),
            Is.EqualTo((true, true, true, true)));
        Assert.That((default(ValueList<uint>).Count, one[1], one.ToString()), Is.EqualTo((0, 2u, "[1, 2]")));
        Assert.That(default(ValueList<uint>), Is.EqualTo(new ValueList<uint>()));
    }

    private static T Read<T>(string vector)
        where T : struct, IDiameterMessage<T>
    {
        Assert.That(
            T.TryDecode(DiameterVectors.Octets(vector), out T message, out DiameterFault fault),
            Is.True,
            fault.ToString());
        return message;
    }
}
