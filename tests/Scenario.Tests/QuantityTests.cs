using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Simulator.Kernel;
using Simulator.Scenarios;

namespace Tests.Scenario;

/// <summary>Quantities are exact, and have one canonical text.</summary>
internal sealed class QuantityTests
{
    [TestCase("1 ps", Dimension.Time, 1e-12, "1 ps")]
    [TestCase("1 ns", Dimension.Time, 1e-9, "1 ns")]
    [TestCase("1 us", Dimension.Time, 1e-6, "1 us")]
    [TestCase("1 ms", Dimension.Time, 1e-3, "1 ms")]
    [TestCase("1 s", Dimension.Time, 1, "1 s")]
    [TestCase("1 min", Dimension.Time, 60, "60 s")]
    [TestCase("1 h", Dimension.Time, 3600, "3600 s")]
    [TestCase("1 d", Dimension.Time, 86400, "1 d")]
    [TestCase("1500 ms", Dimension.Time, 1.5, "1.5 s")]
    [TestCase("0.020 s", Dimension.Time, 0.02, "20 ms")]
    [TestCase("0 ms", Dimension.Time, 0, "0 s")]
    [TestCase("36 h", Dimension.Time, 129600, "36 h")]
    [TestCase("48 h", Dimension.Time, 172800, "2 d")]
    [TestCase("1 bit/s", Dimension.Rate, 1, "1 bit/s")]
    [TestCase("1 kbit/s", Dimension.Rate, 1e3, "1 kbit/s")]
    [TestCase("1 Mbit/s", Dimension.Rate, 1e6, "1 Mbit/s")]
    [TestCase("1 Gbit/s", Dimension.Rate, 1e9, "1 Gbit/s")]
    [TestCase("2500 Mbit/s", Dimension.Rate, 2.5e9, "2.5 Gbit/s")]
    [TestCase("1 B", Dimension.Size, 1, "1 B")]
    [TestCase("1 KiB", Dimension.Size, 1024, "1 KiB")]
    [TestCase("1 MiB", Dimension.Size, 1048576, "1 MiB")]
    [TestCase("1 GiB", Dimension.Size, 1073741824, "1 GiB")]
    [TestCase("1.5 KiB", Dimension.Size, 1536, "1536 B")]
    [TestCase("65536 B", Dimension.Size, 65536, "64 KiB")]
    [TestCase("5 packets", Dimension.Packets, 5, "5 packets")]
    [TestCase("5 requests", Dimension.Requests, 5, "5 requests")]
    [TestCase("400 /s", Dimension.Frequency, 400, "400 /s")]
    [TestCase("400/s", Dimension.Frequency, 400, "400 /s")]
    [TestCase("30 /min", Dimension.Frequency, 0.5, "0.5 /s")]
    [TestCase("1 /min", Dimension.Frequency, 1 / 60.0, "1 /min")]
    [TestCase("1 /h", Dimension.Frequency, 1 / 3600.0, "1 /h")]
    [TestCase("2 %", Dimension.Probability, 0.02, "2 %")]
    [TestCase("0.01 %", Dimension.Probability, 0.0001, "0.01 %")]
    [TestCase("1 uJ", Dimension.Energy, 1e-6, "1 uJ")]
    [TestCase("1046.5 mJ", Dimension.Energy, 1.0465, "1046.5 mJ")]
    [TestCase("20 mW", Dimension.Power, 0.02, "20 mW")]
    [TestCase("0.459 ns/B", Dimension.TimePerOctet, 0.459e-9, "459 ps/B")]
    [TestCase("2 us/B", Dimension.TimePerOctet, 2e-6, "2 us/B")]
    [TestCase("7.2 uJ/B", Dimension.EnergyPerOctet, 7.2e-6, "7.2 uJ/B")]
    [TestCase("4", Dimension.Count, 4, "4")]
    [TestCase("1e6", Dimension.Count, 1e6, "1000000")]
    [TestCase("0.80", Dimension.Number, 0.8, "0.8")]
    [TestCase("-2.5e-1", Dimension.Number, -0.25, "-0.25")]
    public void Each_unit_has_its_size_and_its_canonical_text(
        string text, Dimension dimension, double si, string canonical)
    {
        var quantity = Quantity.Of(text, dimension);

        Assert.Multiple(() =>
        {
            Assert.That(quantity.Si, Is.EqualTo(si).Within(1e-14).Percent);
            Assert.That(quantity.ToString(), Is.EqualTo(canonical));
            Assert.That(Quantity.Of(canonical, dimension), Is.EqualTo(quantity), "the canonical text reads back");
        });
    }

    [Test]
    public void Every_unit_of_the_language_stands_in_the_table_above()
    {
        IEnumerable<string> symbols = Units.All.Select(unit => unit.Symbol);

        Assert.That(symbols, Is.EqualTo(new[]
        {
            "ps", "ns", "us", "ms", "s", "min", "h", "d", "bit/s", "kbit/s", "Mbit/s", "Gbit/s", "B", "KiB", "MiB",
            "GiB", "packets", "requests", "/s", "/min", "/h", "%", "uJ", "mJ", "mW", "ps/B", "ns/B", "us/B", "ms/B",
            "uJ/B",
        }));
    }

    [Test]
    public void A_time_is_exact_to_the_picosecond()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Quantity.Of("0.000000000001 s", Dimension.Time).Time, Is.EqualTo(new SimTime(1)));
            Assert.That(Quantity.Of("0.1 s", Dimension.Time).Time, Is.EqualTo(new SimTime(100_000_000_000)));
            Assert.That(
                Quantity.Of("106.5 d", Dimension.Time).Time, Is.EqualTo(new SimTime(9_201_600_000_000_000_000)));
            Assert.That(
                Quantity.Of("123456.789012345678 s", Dimension.Time).Time, Is.EqualTo(new SimTime(123456789012345678)));
        });
    }

    [Test]
    public void A_rate_per_minute_is_exact() =>
        Assert.That(Quantity.Of("1 /min", Dimension.Frequency), Is.EqualTo(Quantity.Of("60 /h", Dimension.Frequency)));

    [TestCase("µs", Dimension.Time, "us")]
    [TestCase("Mbps", Dimension.Rate, "Mbit/s")]
    [TestCase("gbps", Dimension.Rate, "Gbit/s")]
    [TestCase("kB", Dimension.Size, "KiB")]
    [TestCase("bytes", Dimension.Size, "B")]
    [TestCase("Hz", Dimension.Frequency, "/s")]
    [TestCase("1/s", Dimension.Frequency, "/s")]
    [TestCase("percent", Dimension.Probability, "%")]
    [TestCase("seconds", Dimension.Time, "s")]
    [TestCase("MS", Dimension.Time, "ms")]
    [TestCase("Hz", Dimension.Time, null)]
    [TestCase("parsec", Dimension.Rate, null)]
    public void What_somebody_meant(string written, Dimension dimension, string? meant) =>
        Assert.That(Units.Meant(written, [dimension]), Is.EqualTo(meant));

    [TestCase("20 ms", Dimension.Rate)]
    [TestCase("20", Dimension.Time)]
    [TestCase("20 Mbps", Dimension.Rate)]
    [TestCase("ms", Dimension.Time)]
    public void A_default_that_is_no_quantity_is_a_defect(string text, Dimension dimension) =>
        Assert.That(() => Quantity.Of(text, dimension), Throws.TypeOf<InvariantException>());
}
