using System;
using NUnit.Framework;
using Simulator.Protocols.Wire;

namespace Tests.Protocols;

/// <summary>PLMN identity (TS 24.008 §10.5.1.13); the octets of 001-01 are those of the samples
/// in TS 36.413 captures.</summary>
public sealed class PlmnIdTests
{
    [TestCase("001", "01", 0x00F110u, "001-01")]
    [TestCase("310", "410", 0x130014u, "310-410")]
    [TestCase("234", "15", 0x32F451u, "234-15")]
    [TestCase("999", "999", 0x999999u, "999-999")]
    public void Digits_become_swapped_half_octets(string mcc, string mnc, uint octets, string text)
    {
        var plmn = PlmnId.FromDigits(mcc, mnc);
        Assert.That(plmn.Value, Is.EqualTo(octets));
        Assert.That(plmn.ToString(), Is.EqualTo(text));
        Assert.That(plmn.IsWellFormed, Is.True);
    }

    [Test]
    public void Octets_survive_reading_and_writing()
    {
        byte[] octets = [0xFE, 0xDC, 0xBA, 0x55];
        byte[] buffer = [0xA5, 0xA5, 0xA5, 0xA5];
        Assert.That(PlmnId.Read(octets).CopyTo(buffer), Is.EqualTo(3));
        Assert.That(buffer, Is.EqualTo(new byte[] { 0xFE, 0xDC, 0xBA, 0xA5 }));
    }

    [TestCase(0xA0F110u)]
    [TestCase(0x0AF110u)]
    [TestCase(0x00FA10u)]
    [TestCase(0x00E110u)]
    [TestCase(0x00F1A0u)]
    [TestCase(0x00F11Au)]
    public void A_digit_above_nine_is_kept_and_called_not_well_formed(uint octets)
    {
        var plmn = new PlmnId(octets);
        Assert.That(plmn.IsWellFormed, Is.False);
        Assert.That(plmn.Value, Is.EqualTo(octets));
        Assert.That(plmn.ToString(), Is.EqualTo(octets.ToString("x6", null)));
    }

    [TestCase("01", "01")]
    [TestCase("0001", "01")]
    [TestCase("001", "1")]
    [TestCase("001", "0101")]
    [TestCase("00x", "01")]
    [TestCase("001", "0x")]
    public void Digits_that_are_none_are_a_fault_of_the_caller(string mcc, string mnc) =>
        Assert.That(() => PlmnId.FromDigits(mcc, mnc), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void More_than_three_octets_are_a_fault_of_the_caller() =>
        Assert.That(() => new PlmnId(0x1000000), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_short_buffer_is_left_as_it_was()
    {
        byte[] buffer = [1, 2];
        Assert.That(() => new PlmnId(0).CopyTo(buffer), Throws.InstanceOf<IndexOutOfRangeException>());
        Assert.That(buffer, Is.EqualTo(new byte[] { 1, 2 }));
    }
}
