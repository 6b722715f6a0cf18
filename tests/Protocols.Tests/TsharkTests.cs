using System;
using System.Collections.Generic;
using NUnit.Framework;
using Tests.Testing;

namespace Tests.Protocols;

/// <summary>The independent check must itself be able to fail.</summary>
public sealed class TsharkTests
{
    private const string AuthenticationReject = "0754", AuthenticationRequestCut = "07520023553CBE";

    [Test]
    public void A_correct_message_is_named_and_its_field_read()
    {
        IReadOnlyList<TsharkFrame> frames = BarePdus.ReadClean(
            "nas-eps", [Convert.FromHexString(AuthenticationReject)], fields: ["nas_eps.nas_msg_emm_type"]);
        Assert.That(frames[0].Info, Is.EqualTo("Authentication reject"));
        Assert.That(frames[0].Protocol, Is.EqualTo("NAS-EPS"));
        Assert.That(frames[0].Fields[0], Is.EqualTo("0x54"));
    }

    [Test]
    public void A_truncated_message_is_an_error() =>
        Assert.That(
            BarePdus.Read("nas-eps", [Convert.FromHexString(AuthenticationRequestCut)])[0].Severity,
            Is.EqualTo(Tshark.Error));

    [Test]
    public void An_unknown_message_type_is_a_warning() =>
        Assert.That(BarePdus.Read("nas-eps", [[0x07, 0x7F]])[0].Severity, Is.EqualTo(Tshark.Warning));

    [Test]
    public void Every_frame_is_reported_in_order()
    {
        IReadOnlyList<TsharkFrame> frames = BarePdus.Read("nas-eps", [[0x07, 0x54], [0x07, 0x7F], [0x07, 0x55, 0x01]]);
        Assert.That(frames[0].Info, Is.EqualTo("Authentication reject"));
        Assert.That(frames[2].Info, Is.EqualTo("Identity request"));
    }
}
