using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class PdnConnectivityRequestTests : EsmMessageContract<PdnConnectivityRequest>
{
    // P1sec/pycrate test/res/s1ap_pcapr.json @abb245a
    private const string Ims =
        "0205d031 | 280403696d73"
        + "| 27268080211001000010810600000000830600000000000d00000300000100000c00000a00001000";

    protected override IEnumerable<string> Samples =>
    [
        "0201d011", // UE -> MME  eps_aka_flow.json, inside the attach request
        Ims,
        "0204d011 | d1 | 271d8080211001000010810600000000830600000000000d00000a00001000", // the same source
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        PdnConnectivityRequest request =
            NasCase.Read<PdnConnectivityRequest>(Ims.Replace("|", "", System.StringComparison.Ordinal));
        Assert.That(request.Transaction, Is.EqualTo(5));
        Assert.That(request.PdnType, Is.EqualTo(PdnType.Ipv4v6));
        Assert.That(request.RequestType, Is.EqualTo(RequestType.Initial));
        Assert.That(request.AccessPointName.ToString(), Is.EqualTo("ims"));
        Assert.That(request.ProtocolOptions!.Value.Size, Is.EqualTo(38));
        Assert.That(request.IsEsmInformationTransferred, Is.False);
    }

    [TestCase("28 00")]
    [TestCase("28 04 04696d73")] // label longer than the name
    [TestCase("28 04 02696d73")] // a second label longer than the rest
    [TestCase("28 05 03696d7300")] // an empty label
    [TestCase("28 04 03692e73")] // a dot inside a label
    [TestCase("28 04 032d6d73")] // a hyphen in front
    [TestCase("28 04 03696d2d")] // a hyphen at the end
    [TestCase("28 04 0369e973")] // not ASCII
    [TestCase("27 00")]
    [TestCase("d0")]
    public void A_wrong_optional_element_counts_as_absent(string element) => Assert.That(
        NasCase.Read<PdnConnectivityRequest>("0201d011" + element),
        Is.EqualTo(NasCase.Read<PdnConnectivityRequest>("0201d011")));

    [Test]
    public void Options_longer_than_the_longest_count_as_absent()
    {
        string longest = "27fb" + new string('0', 502), longer = "27fc" + new string('0', 504);
        Assert.That(NasCase.Read<PdnConnectivityRequest>("0201d011" + longest).ProtocolOptions, Is.Not.Null);
        Assert.That(NasCase.Read<PdnConnectivityRequest>("0201d011" + longer).ProtocolOptions, Is.Null);
    }

    [Test]
    public void Spare_bits_are_ignored_and_unknown_types_survive()
    {
        PdnConnectivityRequest request = NasCase.Read<PdnConnectivityRequest>("0201d0ff");
        Assert.That(((int)request.PdnType, (int)request.RequestType), Is.EqualTo((7, 7)));
        Assert.That(NasCase.Write(request), Is.EqualTo("0201d077"));
    }

    [TestCase("02", "procedure transaction identity", 1, 2)]
    [TestCase("0201", "message type", 2, 3)]
    [TestCase("0201d0", "PDN type", 3, 4)]
    [TestCase("0201d011 28 04 03696d", "information element", 9, 10)]
    public void A_cut_message_names_the_field(string hex, string field, int have, int need) =>
        Assert.That(NasCase.Refusal<PdnConnectivityRequest>(hex), Is.EqualTo(DecodeError.Truncated(need, have, field)));
}

public sealed class PdnConnectivityRejectTests : EsmMessageContract<PdnConnectivityReject>
{
    // table 8.3.19.1, by hand
    protected override IEnumerable<string> Samples => ["0201d11b", "0201d11a | 27 01 80 | 37 01 43"];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        PdnConnectivityReject reject = NasCase.Read<PdnConnectivityReject>("0207d11a 370143");
        Assert.That(reject, Is.EqualTo(new PdnConnectivityReject(
            7, EsmCause.InsufficientResources, BackOff: new GprsTimer3(0x43))));
    }

    [TestCase("37 00")]
    [TestCase("37 02 4343")]
    public void A_wrong_optional_element_counts_as_absent(string element) => Assert.That(
        NasCase.Read<PdnConnectivityReject>("0201d11b" + element).BackOff, Is.Null);
}

public sealed class ActivateDefaultBearerRequestTests : EsmMessageContract<ActivateDefaultBearerRequest>
{
    private const string Internet = "08696e7465726e6574";

    protected override IEnumerable<string> Samples =>
    [
        "5201c1 0109 09" + Internet + "05 01 0a2d0002", // MME -> UE  eps_aka_flow.json, inside the attach accept
        "5201c1 0109 09" + Internet + "09 02 0123456789abcdef | 58 32 | 27 01 80", // table 8.3.6.1, by hand
        "f2fec1 0d 01 111111112222222233333333 09" + Internet + "0d 03 0123456789abcdef 0a2d0002",
        "5201c1 0105 0403696f74 05 05 00000000",
    ];

    protected override bool HasBearer => true;

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        ActivateDefaultBearerRequest request =
            NasCase.Read<ActivateDefaultBearerRequest>("5201c1 0109 09" + Internet + "05 01 0a2d0002");
        Assert.That(request.Bearer, Is.EqualTo(new EpsBearerId(5)));
        Assert.That(request.Transaction, Is.EqualTo(1));
        Assert.That(request.Qos, Is.EqualTo(new EpsQos(9)));
        Assert.That(request.AccessPointName.ToString(), Is.EqualTo("internet"));
        Assert.That(request.Address, Is.EqualTo(PdnAddress.OfIpv4(0x0A2D0002)));
    }

    [TestCase("5201c1 00 09" + Internet + "05 01 0a2d0002", "EPS QoS", 3)]
    [TestCase("5201c1 020900 09" + Internet + "05 01 0a2d0002", "EPS QoS", 3)]
    [TestCase("5201c1 0e 0100000000000000000000000000 09" + Internet + "05 01 0a2d0002", "EPS QoS", 3)]
    [TestCase("5201c1 0109 00 05 01 0a2d0002", "access point name", 5)]
    [TestCase("5201c1 0109 0403696d 05 01 0a2d0002", "access point name", 5)]
    [TestCase("5201c1 0109 09" + Internet + "04 01 0a2d00", "PDN address", 15)]
    [TestCase("5201c1 0109 09" + Internet + "06 01 0a2d000200", "PDN address", 15)]
    [TestCase("5201c1 0109 09" + Internet + "05 02 0a2d0002", "PDN address", 15)]
    [TestCase("5201c1 0109 09" + Internet + "05 00 0a2d0002", "PDN address", 15)]
    [TestCase("5201c1 0109 09" + Internet + "0e 03 0123456789abcdef0a2d000200", "PDN address", 15)]
    public void A_wrong_mandatory_field_refuses_the_message(string hex, string field, int at) =>
        Assert.That(NasCase.Refusal<ActivateDefaultBearerRequest>(hex), Is.EqualTo(DecodeError.Unexpected(field, at)));

    /// <summary>A real network sends these too: transaction, negotiated QoS, LLC, priority, flow, AMBR.</summary>
    [Test]
    public void Elements_for_older_systems_are_passed_over()
    {
        ActivateDefaultBearerRequest request = NasCase.Read<ActivateDefaultBearerRequest>(
            "5201c1 0109 0403696f74 05 01 0a2d0002 5d0100 300403020100 3205 84 340100 5e02feFE 5832 270180");
        Assert.That(request.Cause, Is.EqualTo(EsmCause.PdnTypeIpv4OnlyAllowed));
        Assert.That(request.ProtocolOptions.ToString(), Is.EqualTo("80"));
    }
}

public sealed class ActivateDefaultBearerAcceptTests : EsmMessageContract<ActivateDefaultBearerAccept>
{
    protected override IEnumerable<string> Samples => ["5200c2", "5200c2 | 27 01 80"]; // the first: eps_aka_flow.json

    protected override bool HasBearer => true;

    [Test]
    public void The_octets_are_those_of_the_recorded_message() =>
        Assert.That(NasCase.Write(new ActivateDefaultBearerAccept(new EpsBearerId(5))), Is.EqualTo("5200c2"));
}

public sealed class ActivateDefaultBearerRejectTests : EsmMessageContract<ActivateDefaultBearerReject>
{
    protected override IEnumerable<string> Samples => ["5200c31f", "5200c31f | 27 01 80"]; // table 8.3.5.1, by hand

    protected override bool HasBearer => true;

    [Test]
    public void The_cause_is_that_which_was_sent() => Assert.That(
        NasCase.Read<ActivateDefaultBearerReject>("5200c31f").Cause, Is.EqualTo(EsmCause.RequestRejected));
}

public sealed class EsmStatusTests : EsmMessageContract<EsmStatus>
{
    protected override IEnumerable<string> Samples => ["0201e851", "5200e82b"]; // table 8.3.15.1, by hand

    protected override bool HasBearer => true;

    [Test]
    public void The_cause_is_that_which_was_sent() =>
        Assert.That(NasCase.Read<EsmStatus>("5200e82b").Cause, Is.EqualTo(EsmCause.InvalidEpsBearerIdentity));
}

public sealed class EsmInformationRequestTests : EsmMessageContract<EsmInformationRequest>
{
    protected override IEnumerable<string> Samples => ["0204d9"]; // table 8.3.13.1, by hand
}

public sealed class EsmInformationResponseTests : EsmMessageContract<EsmInformationResponse>
{
    protected override IEnumerable<string> Samples =>
    [
        "0204da | 280c0b6e787467656e70686f6e65", // P1sec/pycrate test/res/s1ap_pcapr.json @abb245a
        "0204da | 2704 80802110",
    ];

    [Test]
    public void The_network_is_that_of_the_capture() => Assert.That(
        NasCase.Read<EsmInformationResponse>("0204da280c0b6e787467656e70686f6e65").AccessPointName.ToString(),
        Is.EqualTo("nxtgenphone"));
}
