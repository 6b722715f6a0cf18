using System;
using System.Collections.Generic;
using NUnit.Framework;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>Table 8.2.13.1, by hand; time as in TS 23.040 §9.2.3.11 with an example of its own.</summary>
public sealed class EmmInformationTests : EmmMessageContract<EmmInformation>
{
    protected override IEnumerable<string> Samples =>
    [
        "0761",
        "0761 | 43 05 90 004e0065 | 45 03 90 004e | 46 80 | 47 52101251035480 | 49 01 01",
        "0761 | 43 04 83 d4f29c", // packed 7-bit alphabet, three spare bits
        "0761 | 46 0a",           // -20 quarters
        "0761 | 49 01 03",
    ];

    [Test]
    public void The_fields_are_those_that_were_sent()
    {
        EmmInformation information = NasCase.Read<EmmInformation>(
            "0761 4305 90004e0065 4503 90004e 4680 4752101251035480 490101");
        Assert.That(information.FullName!.Value.Text, Is.EqualTo("Ne"));
        Assert.That(information.ShortName!.Value.Text, Is.EqualTo("N"));
        Assert.That(information.Zone!.Value.Quarters, Is.EqualTo(8));
        Assert.That(information.Time!.Value.Universal, Is.EqualTo(new DateTime(2025, 1, 21, 15, 30, 45)));
        Assert.That(information.Time!.Value.Zone.Quarters, Is.EqualTo(8));
        Assert.That(information.DaylightSaving, Is.EqualTo(DaylightSaving.OneHour));
    }

    [Test]
    public void West_of_universal_time_is_negative() =>
        Assert.That(NasCase.Read<EmmInformation>("0761 46 0a").Zone!.Value.Quarters, Is.EqualTo(-20));

    [Test]
    public void A_name_in_the_packed_alphabet_is_kept_and_not_read() =>
        Assert.That(NasCase.Read<EmmInformation>("0761 430483d4f29c").FullName!.Value.Text, Is.Null);

    [TestCase("43 00")]
    [TestCase("43 01 10")]          // extension bit
    [TestCase("43 04 90 004e00")]   // half a character
    [TestCase("46 fa")]             // a digit above 9
    [TestCase("46 a0")]
    [TestCase("47 52311251035480")] // month 13
    [TestCase("47 52001251035480")] // month 0
    [TestCase("47 52200351035480")] // 30 February
    [TestCase("47 52100051035480")] // day 0
    [TestCase("47 52101242035480")] // hour 24
    [TestCase("47 52101251065480")] // minute 60
    [TestCase("47 52101251030680")] // second 60
    [TestCase("47 521012510354fa")] // zone
    [TestCase("49 00")]
    [TestCase("49 02 0101")]
    public void A_wrong_element_counts_as_absent(string element) =>
        Assert.That(NasCase.Read<EmmInformation>("0761" + element), Is.EqualTo(default(EmmInformation)));

    [TestCase("0761 46", 3, 4)]
    [TestCase("0761 47 521012510354", 9, 10)]
    [TestCase("0761 43 05 90 004e00", 8, 9)]
    public void An_element_cut_short_refuses_the_message(string hex, int have, int need) => Assert.That(
        NasCase.Refusal<EmmInformation>(hex), Is.EqualTo(DecodeError.Truncated(need, have, "information element")));
}
