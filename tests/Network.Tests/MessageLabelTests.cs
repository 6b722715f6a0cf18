using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Labels of messages inside each other: the same words give the same object.</summary>
public sealed class MessageLabelTests
{
    private static readonly MessageLabel Request = new("NAS-EPS", "ATTACH REQUEST");

    [Test]
    public void AMessageIsNamedWithWhatItCarries()
    {
        var table = new LabelTable();
        MessageLabel label = table.Carrying("S1AP", "InitialUEMessage").Of(Request);

        Assert.That(label.ToString(), Is.EqualTo("S1AP InitialUEMessage [ATTACH REQUEST]"));
        Assert.That(table.Carrying("S1AP", "InitialUEMessage").Of(Request), Is.SameAs(label));
        Assert.That(table.Get("S1AP", "InitialUEMessage", "ATTACH REQUEST"), Is.SameAs(label));
    }

    [Test]
    public void OtherWordsAreAnotherLabel()
    {
        var table = new LabelTable();
        MessageLabel label = table.Carrying("S1AP", "InitialUEMessage").Of(Request);

        Assert.That(table.Carrying("S1AP", "UplinkNASTransport").Of(Request), Is.Not.SameAs(label));
        Assert.That(table.Carrying("X2AP", "InitialUEMessage").Of(Request), Is.Not.SameAs(label));
        Assert.That(new LabelTable().Carrying("S1AP", "InitialUEMessage").Of(Request), Is.Not.SameAs(label));
        Assert.That(
            table.Carrying("S1AP", "InitialUEMessage").Of(new MessageLabel("NAS-EPS", "ATTACH REQUEST")),
            Is.SameAs(label),
            "the words count");
    }

    [Test]
    public void ManyLabelsAreFoundAsWellAsFew()
    {
        var table = new LabelTable();
        CarryingLabels carrying = table.Carrying("S1AP", "UplinkNASTransport");
        MessageLabel[] carried = [.. Enumerable.Range(0, 200).Select(each => new MessageLabel("NAS-EPS", $"{each}"))];
        List<MessageLabel> labels = [.. carried.Select(carrying.Of)];

        Assert.That(labels.Distinct().Count(), Is.EqualTo(200));
        Assert.That(labels[^1].Text, Is.EqualTo("UplinkNASTransport [199]"));
        Assert.That(carried.Select(carrying.Of), Is.EqualTo(labels));
    }

    [Test]
    public void WhatIsCarriedHasALabelOfItsOwn()
    {
        MessageLabel label = new LabelTable().Get("S1AP", "DownlinkNASTransport", "ATTACH ACCEPT");

        MessageLabel? carried = label.Unwrap("NAS-EPS");

        Assert.That(carried?.ToString(), Is.EqualTo("NAS-EPS ATTACH ACCEPT"));
        Assert.That(label.Unwrap("NAS-EPS"), Is.SameAs(carried));
        Assert.That(label.Unwrap("NAS-5GS")?.ToString(), Is.EqualTo("NAS-5GS ATTACH ACCEPT"));
        Assert.That(label.Unwrap("NAS-EPS")?.ToString(), Is.EqualTo("NAS-EPS ATTACH ACCEPT"));
    }

    [Test]
    public void NothingIsCarriedByAMessageThatStandsForItself()
    {
        Assert.That(Request.Unwrap("NAS-EPS"), Is.Null);
        Assert.That(MessageLabel.None.Unwrap("data"), Is.Null);
    }
}
