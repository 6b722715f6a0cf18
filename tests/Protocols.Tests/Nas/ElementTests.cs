using System;
using NUnit.Framework;
using Simulator.Crypto;
using Simulator.Protocols.Nas;
using Simulator.Protocols.Wire;

namespace Tests.Protocols.Nas;

/// <summary>Values with a range check it; what people write is read strictly.</summary>
public sealed class ElementTests
{
    private static readonly PlmnId Home = PlmnId.FromDigits("001", "01"), Other = PlmnId.FromDigits("310", "410");

    [TestCase("001010", 6)]
    [TestCase("001010000000001", 15)]
    public void An_IMSI_has_6_to_15_digits(string digits, int count)
    {
        var imsi = Imsi.Parse(digits);
        Assert.That(imsi.DigitCount, Is.EqualTo(count));
        Assert.That(imsi.ToString(), Is.EqualTo(digits));
    }

    [TestCase("")]
    [TestCase("00101")]
    [TestCase("0010100000000011")]
    [TestCase("00101000000000A")]
    [TestCase("+01010000000001")]
    [TestCase(" 01010000000001")]
    [TestCase("٠٠١٠١٠٠٠٠٠")] // digits, but not ours
    public void Anything_else_is_no_IMSI(string text)
    {
        Assert.That(Imsi.TryParse(text, out Imsi imsi), Is.False);
        Assert.That(imsi, Is.EqualTo(default(Imsi)));
        Assert.That(() => Imsi.Parse(text), Throws.TypeOf<FormatException>());
    }

    [Test]
    public void Zeros_in_front_count() => Assert.That(Imsi.Parse("0010101"), Is.Not.EqualTo(Imsi.Parse("00010101")));

    [TestCase(2, "00101")]
    [TestCase(3, "001010")]
    public void The_home_network_stands_first(int mncDigits, string digits) => Assert.That(
        Imsi.Parse("001010000000001").HomePlmn(mncDigits),
        Is.EqualTo(PlmnId.FromDigits(digits.AsSpan(0, 3), digits.AsSpan(3))));

    [TestCase("123456789012345", true, false)]
    [TestCase("1234567890123456", false, true)]
    [TestCase("12345678901234", false, false)]
    [TestCase("12345678901234567", false, false)]
    public void Equipment_is_15_digits_or_16_with_the_software(string digits, bool isImei, bool isImeisv)
    {
        Assert.That(Imei.TryParse(digits, out _), Is.EqualTo(isImei));
        Assert.That(Imeisv.TryParse(digits, out _), Is.EqualTo(isImeisv));
    }

    [TestCase(0, false, false)]
    [TestCase(6, false, false)]
    [TestCase(7, true, false)]
    [TestCase(8, false, true)]
    [TestCase(15, true, true)]
    public void A_key_set_is_three_bits_and_a_type(int value, bool isNoKey, bool isMapped)
    {
        var ksi = new KeySetId(value);
        Assert.That((ksi.IsNoKey, ksi.IsMapped), Is.EqualTo((isNoKey, isMapped)));
    }

    [TestCase(-1)]
    [TestCase(16)]
    public void Half_an_octet_ends_at_15(int value)
    {
        Assert.That(() => new KeySetId(value), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => new EpsBearerId(value), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Bearer_zero_is_none()
    {
        Assert.That(default(EpsBearerId).IsAssigned, Is.False);
        Assert.That(new EpsBearerId(5).IsAssigned, Is.True);
    }

    /// <summary>TS 24.008 §10.5.7.3.</summary>
    [TestCase(0x00, 0)]
    [TestCase(0x1F, 62)]
    [TestCase(0x21, 60)]
    [TestCase(0x3F, 1860)]
    [TestCase(0x49, 3240)]
    [TestCase(0x5F, 11160)]
    [TestCase(0x61, 60)] // units 3 to 6 count minutes
    [TestCase(0xC2, 120)]
    [TestCase(0xE0, null)]
    [TestCase(0xFF, null)]
    public void A_GPRS_timer_has_a_unit_and_a_count(int octet, int? seconds) =>
        Assert.That(new GprsTimer((byte)octet).Seconds, Is.EqualTo(seconds));

    [TestCase(0, 0x00)]
    [TestCase(62, 0x1F)]
    [TestCase(120, 0x22)]
    [TestCase(1860, 0x3F)]
    [TestCase(3240, 0x49)]
    [TestCase(11160, 0x5F)]
    public void A_length_takes_the_finest_unit(int seconds, int octet)
    {
        Assert.That(GprsTimer.TryFromSeconds(seconds, out GprsTimer timer), Is.True);
        Assert.That(timer.Value, Is.EqualTo(octet));
    }

    [TestCase(-2)]
    [TestCase(1)]
    [TestCase(63)]
    [TestCase(64)]
    [TestCase(1920)]
    [TestCase(11520)]
    public void A_length_that_no_unit_holds_is_refused(int seconds)
    {
        Assert.That(GprsTimer.TryFromSeconds(seconds, out GprsTimer timer), Is.False);
        Assert.That(timer, Is.EqualTo(default(GprsTimer)));
        Assert.That(() => GprsTimer.FromSeconds(seconds), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [TestCase(0, 0)]
    [TestCase(1, 2)]
    [TestCase(62, 62)]
    [TestCase(63, 120)]
    [TestCase(1860, 1860)]
    [TestCase(1861, 2160)]
    [TestCase(11160, 11160)]
    public void A_length_that_no_unit_holds_is_rounded_up(int seconds, int held) =>
        Assert.That(GprsTimer.AtLeast(seconds).Seconds, Is.EqualTo(held));

    [TestCase(-2)]
    [TestCase(GprsTimer.SecondsMax + 1)]
    public void A_length_beyond_every_unit_is_refused(int seconds) =>
        Assert.That(() => GprsTimer.AtLeast(seconds), Throws.TypeOf<ArgumentOutOfRangeException>());

    /// <summary>TS 24.008 §10.5.7.4a.</summary>
    [TestCase(0x01, 600)]
    [TestCase(0x21, 3600)]
    [TestCase(0x43, 108_000)]
    [TestCase(0x61, 2)]
    [TestCase(0x9F, 930)]
    [TestCase(0xA1, 60)]
    [TestCase(0xDF, 35_712_000)]
    [TestCase(0xE5, null)]
    public void A_GPRS_timer_3_has_a_unit_and_a_count(int octet, int? seconds) =>
        Assert.That(new GprsTimer3((byte)octet).Seconds, Is.EqualTo(seconds));

    [TestCase(2, 0x61)]
    [TestCase(90, 0x83)]
    [TestCase(960, 0xB0)]
    [TestCase(600, 0x94)]
    [TestCase(108_000, 0x3E)]
    [TestCase(35_712_000, 0xDF)]
    public void A_long_time_takes_the_finest_unit(int seconds, int octet)
    {
        Assert.That(GprsTimer3.TryFromSeconds(seconds, out GprsTimer3 timer), Is.True);
        Assert.That(timer.Value, Is.EqualTo(octet));
        Assert.That(timer.Seconds, Is.EqualTo(seconds));
    }

    [TestCase(-2)]
    [TestCase(1)]
    [TestCase(961)]
    [TestCase(int.MaxValue)]
    public void A_long_time_that_no_unit_holds_is_refused(int seconds)
    {
        Assert.That(GprsTimer3.TryFromSeconds(seconds, out _), Is.False);
        Assert.That(() => GprsTimer3.FromSeconds(seconds), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Areas_of_one_network_and_of_several_are_listed()
    {
        TaiList one = TaiList.Of(new Tai(Home, 1), new Tai(Home, 7));
        TaiList several = TaiList.Of(new Tai(Home, 1), new Tai(Other, 1));
        Assert.That(one.Count, Is.EqualTo(2));
        Assert.That(one[1], Is.EqualTo(new Tai(Home, 7)));
        Assert.That(several[1], Is.EqualTo(new Tai(Other, 1)));
        Assert.That(one.Contains(new Tai(Home, 7)), Is.True);
        Assert.That(one.Contains(new Tai(Home, 8)), Is.False);
        Assert.That(one.Contains(new Tai(Other, 7)), Is.False);
        Assert.That(several.Contains(new Tai(Other, 1)), Is.True);
        Assert.That(one, Is.Not.EqualTo(several));
        Assert.That(default(TaiList).Count, Is.Zero);
        Assert.That(default(TaiList).Contains(new Tai(Home, 1)), Is.False);
    }

    /// <summary>§9.9.3.33 type 1: codes that follow each other, behind a list of another type.</summary>
    [Test]
    public void A_run_of_areas_is_counted_on()
    {
        TaiList list = NasCase.Read<AttachAccept>("0742 01 49 0c 22 00f110fffe 40 1300140005 0003 5201c1").TaiList;
        Assert.That(list.Count, Is.EqualTo(4));
        Assert.That((list[0].Tac, list[1].Tac, list[2].Tac), Is.EqualTo(((ushort)0xFFFE, (ushort)0xFFFF, (ushort)0)));
        Assert.That(list[3], Is.EqualTo(new Tai(Other, 5)));
        Assert.That(list.Contains(new Tai(Home, 0xFFFF)), Is.True);
    }

    /// <summary>§9.9.3.33: a count above sixteen reads as sixteen.</summary>
    [Test]
    public void A_count_above_sixteen_is_sixteen() => Assert.That(
        NasCase.Read<AttachAccept>("0742 01 49 06 3f 00f1100001 0003 5201c1").TaiList.Count, Is.EqualTo(16));

    [TestCase(-1)]
    [TestCase(2)]
    public void A_place_outside_the_list_is_our_error(int index) => Assert.That(
        () => TaiList.Of(new Tai(Home, 1), new Tai(Home, 7))[index], Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(0)]
    [TestCase(17)]
    public void A_list_has_1_to_16_areas(int count) => Assert.That(
        () => TaiList.Of(new Tai[count]), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_capability_says_which_algorithms_there_are()
    {
        UeNetworkCapability capability = UeNetworkCapability.Of(0xA0, 0x50);
        Assert.That(capability.Size, Is.EqualTo(2));
        Assert.That(capability.Supports(CipheringAlgorithm.Eea0), Is.True);
        Assert.That(capability.Supports(CipheringAlgorithm.Eea1), Is.False);
        Assert.That(capability.Supports(CipheringAlgorithm.Eea2), Is.True);
        Assert.That(capability.Supports(IntegrityAlgorithm.Eia0), Is.False);
        Assert.That(capability.Supports(IntegrityAlgorithm.Eia1), Is.True);
        Assert.That(capability.Supports(IntegrityAlgorithm.Eia3), Is.True);
    }

    /// <summary>§9.9.3.34 against §9.9.3.36: the bit for UCS2 is no algorithm.</summary>
    [TestCase("f070", "f070")]
    [TestCase("f070c0", "f070")]
    [TestCase("f070c0ff", "f070c07f")]
    [TestCase("f070c0ff1122334455", "f070c07f")]
    public void What_is_replayed_are_the_algorithms(string sent, string replayed)
    {
        Assert.That(UeNetworkCapability.TryRead(NasCase.Octets(sent), out UeNetworkCapability capability), Is.True);
        Assert.That(UeSecurityCapability.TryRead(NasCase.Octets(replayed), out UeSecurityCapability expected), Is.True);
        Assert.That(UeSecurityCapability.Replay(capability), Is.EqualTo(expected));
    }

    [Test]
    public void The_same_bits_in_another_size_are_another_capability()
    {
        UeNetworkCapability.TryRead([0xF0, 0x70, 0x00], out UeNetworkCapability three);
        Assert.That(three, Is.Not.EqualTo(UeNetworkCapability.Of(0xF0, 0x70)));
    }

    [TestCase("internet")]
    [TestCase("ims.mnc001.mcc001.gprs")]
    [TestCase("a")]
    [TestCase("a-b.c9")]
    public void An_access_point_name_is_labels(string text)
    {
        Assert.That(AccessPointName.TryParse(text, out AccessPointName name), Is.True);
        Assert.That(name.ToString(), Is.EqualTo(text));
    }

    [TestCase("")]
    [TestCase(".")]
    [TestCase("a.")]
    [TestCase(".a")]
    [TestCase("a..b")]
    [TestCase("-a")]
    [TestCase("a-")]
    [TestCase("a b")]
    [TestCase("a_b")]
    [TestCase("größe")]
    [TestCase("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")] // 64 letters
    public void Anything_else_is_no_access_point_name(string text)
    {
        Assert.That(AccessPointName.TryParse(text, out AccessPointName name), Is.False);
        Assert.That(name, Is.EqualTo(default(AccessPointName)));
        Assert.That(() => AccessPointName.Parse(text), Throws.TypeOf<FormatException>());
    }

    [TestCase(98, true)]  // 99 octets with the length in front
    [TestCase(99, true)]  // 100 octets: the longest
    [TestCase(100, false)]
    public void An_access_point_name_ends_at_100_octets(int letters, bool isRead)
    {
        string text = new string('a', 63) + "." + new string('b', letters - 64);
        Assert.That(AccessPointName.TryParse(text, out _), Is.EqualTo(isRead));
    }

    [TestCase(1)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(13)]
    [TestCase(16)]
    public void Rates_come_in_groups_of_four(int size) => Assert.That(
        () => new EpsQos(9, new Octets(new byte[size])), Throws.TypeOf<ArgumentOutOfRangeException>());

    [TestCase(-80)]
    [TestCase(80)]
    public void A_time_zone_has_79_quarters_at_most(int quarters) =>
        Assert.That(() => new NetworkTimeZone(quarters), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void Every_time_zone_survives_a_round_trip([Values(-79, -20, -1, 0, 1, 8, 79)] int quarters)
    {
        var information = new EmmInformation(Zone: new NetworkTimeZone(quarters));
        Assert.That(NasCase.Read<EmmInformation>(NasCase.Write(information)), Is.EqualTo(information));
    }

    [TestCase(1999)]
    [TestCase(2100)]
    public void A_time_is_in_this_century(int year) => Assert.That(
        () => new NetworkTime(new DateTime(year, 1, 1), default), Throws.TypeOf<ArgumentOutOfRangeException>());

    [Test]
    public void A_time_is_kept_to_the_second() => Assert.That(
        new NetworkTime(new DateTime(2025, 1, 1, 0, 0, 1, 999), default),
        Is.EqualTo(new NetworkTime(new DateTime(2025, 1, 1, 0, 0, 1), default)));

    [Test]
    public void A_name_longer_than_its_length_octet_is_our_error()
    {
        Assert.That(NetworkName.Of(new string('x', 127)).Text, Has.Length.EqualTo(127));
        Assert.That(() => NetworkName.Of(new string('x', 128)), Throws.TypeOf<ArgumentOutOfRangeException>());
    }

    [Test]
    public void Identities_of_different_types_are_different()
    {
        MobileIdentity equipment = MobileIdentity.Of(Imei.Parse("123456789012345"));
        Assert.That(equipment, Is.Not.EqualTo(MobileIdentity.Of(Imsi.Parse("123456789012345"))));
        Assert.That(MobileIdentity.OfTmsi(0), Is.Not.EqualTo(MobileIdentity.NoIdentity));
        Assert.That(MobileIdentity.OfTmsi(7).Imsi, Is.Null);
        Assert.That(MobileIdentity.OfTmsi(7).Imei, Is.Null);
        Assert.That(MobileIdentity.OfTmsi(7).Imeisv, Is.Null);
        Assert.That(MobileIdentity.Of(Imsi.Parse("123456789012345")).Tmsi, Is.Null);
        Assert.That(EpsMobileIdentity.Of(Imei.Parse("123456789012345")).Imsi, Is.Null);
        Assert.That(EpsMobileIdentity.Of(Imei.Parse("123456789012345")).Imei.ToString(), Is.EqualTo("123456789012345"));
    }
}
