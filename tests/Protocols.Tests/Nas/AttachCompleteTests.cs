using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class AttachCompleteTests : EmmMessageContract<AttachComplete>
{
    protected override IEnumerable<string> Samples => ["0743 0003 5200c2"]; // eps_aka_flow.json, inside its protection

    [TestCase("0743 0002 5200", 2)]
    [TestCase("0743 0000", 2)]
    public void A_container_that_cannot_hold_a_message_refuses_the_message(string hex, int at) => Assert.That(
        NasCase.Refusal<AttachComplete>(hex), Is.EqualTo(DecodeError.Unexpected("ESM message container", at)));

    [TestCase("0743 00", 3, 4)]
    [TestCase("0743 0004 5200c2", 7, 8)]
    public void A_cut_message_names_the_field(string hex, int have, int need) => Assert.That(
        NasCase.Refusal<AttachComplete>(hex), Is.EqualTo(DecodeError.Truncated(need, have, "ESM message container")));

    [Test]
    public void The_octets_are_those_of_the_standard() =>
        Assert.That(NasCase.Write(new AttachComplete(Octets.FromHex("5200c2"))), Is.EqualTo("074300035200c2"));
}
