using System;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Network;

/// <summary>Addresses, prefixes, and tables of them.</summary>
public sealed class AddressTests
{
    [TestCase("10.0.0.1", "0A000001")]
    [TestCase("255.255.255.255", "FFFFFFFF")]
    [TestCase("0.0.0.0", "00000000")]
    [TestCase("fd00::1", "FD000000000000000000000000000001")]
    [TestCase("2001:db8::1:0:0:1", "20010DB8000000000001000000000001")]
    [TestCase("::", "00000000000000000000000000000000")]
    [TestCase("1:2:3:4:5:6:7:8", "00010002000300040005000600070008")]
    public void AnAddressHasItsTextAndItsOctets(string text, string hex)
    {
        IpAddress address = IpAddress.Parse(text);
        byte[] octets = new byte[16];

        int size = address.Write(octets);

        Assert.That(Convert.ToHexString(octets, 0, size), Is.EqualTo(hex));
        Assert.That(address.ToString(), Is.EqualTo(text));
        Assert.That(size == 4 ? IpAddress.ReadV4(octets) : IpAddress.ReadV6(octets), Is.EqualTo(address));
    }

    [TestCase("")]
    [TestCase("10.0.0")]
    [TestCase("10.0.0.0.1")]
    [TestCase("10.0.0.256")]
    [TestCase("10.0.0.01")]
    [TestCase("10.0.0.1 ")]
    [TestCase("10.0.0.-1")]
    [TestCase("10..0.1")]
    [TestCase("0x0a000001")]
    [TestCase("fd00::1%eth0")]
    [TestCase("[fd00::1]")]
    [TestCase("fd00::1::2")]
    [TestCase("1:2:3:4:5:6:7")]
    [TestCase("12345::")]
    [TestCase("::ffff:10.0.0.1")]
    [TestCase(null)]
    public void OtherTextIsNoAddress(string? text) => Assert.That(IpAddress.TryParse(text, out _), Is.False);

    [Test]
    public void VersionsAreToldApart()
    {
        Assert.That(IpAddress.Parse("10.0.0.1").IsV4, Is.True);
        Assert.That(IpAddress.Parse("::a00:1").IsV4, Is.False);
        Assert.That(IpAddress.Parse("10.0.0.1"), Is.Not.EqualTo(IpAddress.Parse("::a00:1")));
        Assert.That(IpAddress.FromV4(10, 1, 2, 3), Is.EqualTo(IpAddress.Parse("10.1.2.3")));
    }

    [TestCase("224.0.0.1", true)]
    [TestCase("255.255.255.255", true)]
    [TestCase("223.255.255.255", false)]
    [TestCase("ff02::1", true)]
    [TestCase("fe80::1", false)]
    public void GroupsAreKnown(string text, bool isMulticast) =>
        Assert.That(IpAddress.Parse(text).IsMulticast, Is.EqualTo(isMulticast));

    [TestCase("10.0.0.0/8", "10.255.1.2", true)]
    [TestCase("10.0.0.0/8", "11.0.0.0", false)]
    [TestCase("10.0.0.0/8", "::a00:1", false)]
    [TestCase("10.1.2.3/32", "10.1.2.3", true)]
    [TestCase("10.1.2.3/32", "10.1.2.2", false)]
    [TestCase("0.0.0.0/0", "192.0.2.1", true)]
    [TestCase("0.0.0.0/0", "fd00::1", false)]
    [TestCase("::/0", "fd00::1", true)]
    [TestCase("::/0", "10.0.0.1", false)]
    [TestCase("fd00::/64", "fd00::ffff:ffff:ffff:ffff", true)]
    [TestCase("fd00::/64", "fd00:0:0:1::", false)]
    public void APrefixContainsItsAddresses(string prefix, string address, bool contains)
    {
        IpPrefix parsed = IpPrefix.Parse(prefix);

        Assert.That(parsed.Contains(IpAddress.Parse(address)), Is.EqualTo(contains));
        Assert.That(parsed.ToString(), Is.EqualTo(prefix));
    }

    [TestCase("10.0.0.0")]
    [TestCase("10.0.0.0/33")]
    [TestCase("10.0.0.1/8")]
    [TestCase("10.0.0.0/-1")]
    [TestCase("10.0.0.0/ 8")]
    [TestCase("fd00::/129")]
    [TestCase("/8")]
    [TestCase(null)]
    public void OtherTextIsNoPrefix(string? text) => Assert.That(IpPrefix.TryParse(text, out _), Is.False);

    [Test]
    public void ATableFindsWhatWasPutInAndNothingElse()
    {
        const int Count = 5_000;
        var table = new AddressTable();
        for (int index = 0; index < Count; index++)
        {
            table.Set(Nth(index), index);
        }

        Assert.That(table.Count, Is.EqualTo(Count));
        for (int index = 0; index < Count; index++)
        {
            Assert.That(table.Find(Nth(index)), Is.EqualTo(index));
        }

        Assert.That(table.Find(Nth(Count)), Is.EqualTo(-1));
        Assert.That(table.Remove(Nth(17)), Is.True);
        Assert.That(table.Remove(Nth(17)), Is.False);
        Assert.That(table.Find(Nth(17)), Is.EqualTo(-1));
        Assert.That(table.Find(Nth(18)), Is.EqualTo(18));
    }

    [Test]
    public void RatesAndTimesAreExact()
    {
        Assert.That(DataRate.FromGigabits(1).TransmissionTime(200), Is.EqualTo(SimTime.FromNanoseconds(1_600)));
        Assert.That(DataRate.FromGigabits(400).TransmissionTime(64), Is.EqualTo(new SimTime(1_280)));
        Assert.That(new DataRate(9_600).TransmissionTime(1), Is.EqualTo(new SimTime(833_333_334)), "rounded up");
        Assert.That(DataRate.None.TransmissionTime(1_500), Is.EqualTo(SimTime.Zero));
        Assert.That(ByteCount.FromKibibytes(64) + new ByteCount(1), Is.EqualTo(new ByteCount(65_537)));
    }

    private static IpAddress Nth(int index) =>
        index % 2 == 0
            ? IpAddress.FromV4((10u << 24) + (uint)index)
            : IpAddress.FromV6(((UInt128)0xFD00 << 112) + (uint)index);
}
