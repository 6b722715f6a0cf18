using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>Table 8.2.11.1.1, by hand.</summary>
public sealed class DetachRequestFromUeTests : EmmMessageContract<DetachRequestFromUe>
{
    protected override IEnumerable<string> Samples =>
    [
        "0745 01 0bf600f110800101c0000001",
        "0745 79 08 0910100000000010",
        "0745 0b 08 0910100000000010",
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        DetachRequestFromUe request = NasCase.Read<DetachRequestFromUe>("0745 29 0bf600f110800101c0000001");
        Assert.That(request.Type, Is.EqualTo(UeDetachType.Eps));
        Assert.That(request.IsSwitchedOff, Is.True);
        Assert.That(request.Ksi, Is.EqualTo(new KeySetId(2)));
        Assert.That(request.Identity.Guti!.Value.MTmsi, Is.EqualTo(0xC0000001));
    }

    [TestCase("0745 01 00", 3)]
    [TestCase("0745 01 0b 0600f110800101c0000001", 3)]
    [TestCase("0745 01 03 f600f1", 3)]
    public void A_wrong_identity_refuses_the_message(string hex, int at) => Assert.That(
        NasCase.Refusal<DetachRequestFromUe>(hex), Is.EqualTo(DecodeError.Unexpected("EPS mobile identity", at)));

    /// <summary>The two directions share a message type: what the network sends is no request of a UE.</summary>
    [TestCase("0745 01", "EPS mobile identity", 3, 4)]
    [TestCase("0745", "detach type", 2, 3)]
    public void A_request_of_the_network_is_truncated_here(string hex, string field, int have, int need) =>
        Assert.That(NasCase.Refusal<DetachRequestFromUe>(hex), Is.EqualTo(DecodeError.Truncated(need, have, field)));
}

/// <summary>Table 8.2.11.2.1, by hand.</summary>
public sealed class DetachRequestFromNetworkTests : EmmMessageContract<DetachRequestFromNetwork>
{
    protected override IEnumerable<string> Samples => ["0745 02", "0745 01 | 53 07", "0745 03 | 53 02"];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        DetachRequestFromNetwork request = NasCase.Read<DetachRequestFromNetwork>("0745 01 53 07");
        Assert.That(request.Type, Is.EqualTo(NetworkDetachType.ReattachRequired));
        Assert.That(request.Cause, Is.EqualTo(EmmCause.EpsServicesNotAllowed));
    }

    [TestCase("0745 f9", 1)] // spare bits
    [TestCase("0745 07", 7)] // unknown: kept
    public void The_type_is_three_bits(string hex, int type) =>
        Assert.That((int)NasCase.Read<DetachRequestFromNetwork>(hex).Type, Is.EqualTo(type));

    [Test]
    public void A_cause_cut_short_refuses_the_message() => Assert.That(
        NasCase.Refusal<DetachRequestFromNetwork>("0745 01 53"),
        Is.EqualTo(DecodeError.Truncated(5, 4, "information element")));

    [Test]
    public void Of_a_repeated_cause_the_first_counts() => Assert.That(
        NasCase.Read<DetachRequestFromNetwork>("0745 01 5307 5302").Cause, Is.EqualTo(EmmCause.EpsServicesNotAllowed));
}

public sealed class DetachAcceptTests : EmmMessageContract<DetachAccept>
{
    protected override IEnumerable<string> Samples => ["0746"]; // tables 8.2.10.1.1 and 8.2.10.2.1
}
