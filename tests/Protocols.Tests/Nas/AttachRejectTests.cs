using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

public sealed class AttachRejectTests : EmmMessageContract<AttachReject>
{
    protected override IEnumerable<string> Samples =>
    [
        NasCase.Recorded("attach_reject cause 3"),
        "0744 16 | 5f 01 4a",                                  // congestion, T3346 (table 8.2.3.1, by hand)
        "0744 13 | 78 0004 0201d11b | 5f 01 e0 | 16 01 21",     // ESM failure: unknown APN
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        AttachReject reject = NasCase.Read<AttachReject>("0744 13 78 0004 0201d11b 5f 01 e0 16 01 21");
        Assert.That(reject.Cause, Is.EqualTo(EmmCause.EsmFailure));
        Assert.That(reject.EsmContainer!.Value.ToString(), Is.EqualTo("0201d11b"));
        Assert.That(reject.T3346, Is.EqualTo(GprsTimer.Deactivated));
        Assert.That(reject.T3402!.Value.Seconds, Is.EqualTo(60));
    }

    [TestCase("78 0002 0201")]
    [TestCase("78 0000")]
    [TestCase("5f 02 4a4a")]
    [TestCase("5f 00")]
    [TestCase("16 00")]
    public void A_wrong_optional_element_counts_as_absent(string element) => Assert.That(
        NasCase.Read<AttachReject>("0744 16" + element), Is.EqualTo(new AttachReject(EmmCause.Congestion)));

    [TestCase("16 01 21 5f 01 4a", null)] // out of sequence (§7.6.2)
    [TestCase("5f 01 4a 5f 01 e0", 3600)] // repeated (§7.6.3)
    public void Order_and_repetition_follow_the_standard(string elements, int? seconds) =>
        Assert.That(NasCase.Read<AttachReject>("0744 16" + elements).T3346?.Seconds, Is.EqualTo(seconds));

    [TestCase("0744", "EMM cause", 2, 3)]
    [TestCase("0744 13 78", "information element", 4, 6)]
    [TestCase("0744 13 78 0004 0201d1", "information element", 9, 10)]
    public void A_cut_message_names_the_field(string hex, string field, int have, int need) =>
        Assert.That(NasCase.Refusal<AttachReject>(hex), Is.EqualTo(DecodeError.Truncated(need, have, field)));

    [Test]
    public void An_unknown_cause_survives([Values(0, 1, 4, 200, 255)] int cause)
    {
        var reject = new AttachReject((EmmCause)cause);
        Assert.That(NasCase.Read<AttachReject>(NasCase.Write(reject)), Is.EqualTo(reject));
    }
}
