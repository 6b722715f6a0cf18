using System;
using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using NUnit.Framework;
using Simulator.Kernel;

namespace Tests.Kernel;

/// <summary>Our elementary functions against the runtime's (right to 1 unit in the last place) and MathNet's.</summary>
public sealed class PortableMathTests
{
    private const int DrawCount = 200_000;

    [Test]
    public void Log_over_the_whole_range()
    {
        var random = new RandomStream(1, 0, "log");
        for (int draw = 0; draw < DrawCount; draw++)
        {
            double x = BitConverter.UInt64BitsToDouble(random.NextBits() >> 1);
            if (double.IsFinite(x))
            {
                ExpectUlps(PortableMath.Log(x), Math.Log(x), 2, x);
            }
        }
    }

    [TestCase(1e-15)]
    [TestCase(1e-8)]
    [TestCase(1e-3)]
    [TestCase(0.5)]
    public void Log_near_one(double width)
    {
        var random = new RandomStream(1, 0, "log");
        for (int draw = 0; draw < DrawCount; draw++)
        {
            double x = 1.0 + (width * ((2 * random.Uniform()) - 1));
            ExpectUlps(PortableMath.Log(x), Math.Log(x), 4, x);
        }
    }

    [Test]
    public void Log_at_the_borders_of_its_table()
    {
        for (int step = 0; step <= 256; step++)
        {
            double border = 1.0 + (step / 256.0);
            foreach (double x in (double[])[border, Math.BitIncrement(border), Math.BitDecrement(border), 0.5 * border])
            {
                ExpectUlps(PortableMath.Log(x), Math.Log(x), 2, x);
            }
        }
    }

    [TestCase(0.0, double.NegativeInfinity)]
    [TestCase(-0.0, double.NegativeInfinity)]
    [TestCase(1.0, 0.0)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(-1.0, double.NaN)]
    [TestCase(-1e-320, double.NaN)]
    [TestCase(double.NegativeInfinity, double.NaN)]
    [TestCase(double.NaN, double.NaN)]
    public void Log_of_what_is_special(double x, double expected) =>
        Assert.That(PortableMath.Log(x), Is.EqualTo(expected));

    [TestCase(5e-324)]
    [TestCase(1.2345e-310)]
    [TestCase(2.2250738585072009e-308)]
    [TestCase(2.2250738585072014e-308)]
    [TestCase(double.MaxValue)]
    public void Log_at_the_ends_of_the_range(double x) => ExpectUlps(PortableMath.Log(x), Math.Log(x), 2, x);

    [TestCase(-708.0, 709.78)]
    [TestCase(-1.0, 1.0)]
    [TestCase(-1e-9, 1e-9)]
    public void Exp(double low, double high)
    {
        var random = new RandomStream(1, 0, "exp");
        for (int draw = 0; draw < DrawCount; draw++)
        {
            double x = random.Uniform(low, high);
            ExpectUlps(PortableMath.Exp(x), Math.Exp(x), 2, x);
        }
    }

    [Test]
    public void Exp_of_what_gives_a_subnormal_number()
    {
        var random = new RandomStream(1, 0, "exp");
        for (int draw = 0; draw < 10_000; draw++)
        {
            double x = random.Uniform(-745.13, -708.0);
            ExpectUlps(PortableMath.Exp(x), Math.Exp(x), 2, x);
        }
    }

    [TestCase(0.0, 1.0)]
    [TestCase(-0.0, 1.0)]
    [TestCase(709.79, double.PositiveInfinity)]
    [TestCase(double.PositiveInfinity, double.PositiveInfinity)]
    [TestCase(-745.2, 0.0)]
    [TestCase(double.NegativeInfinity, 0.0)]
    [TestCase(double.NaN, double.NaN)]
    public void Exp_of_what_is_special(double x, double expected) =>
        Assert.That(PortableMath.Exp(x), Is.EqualTo(expected));

    // the rounding error of the exponent grows with it
    [Test]
    public void Pow()
    {
        var random = new RandomStream(1, 0, "pow");
        for (int draw = 0; draw < DrawCount; draw++)
        {
            double x = random.Exponential(10.0), y = random.Uniform(-20.0, 20.0);
            double exact = Math.Pow(x, y);
            double tolerance = 1e-15 * (2 + Math.Abs(y * Math.Log(x)));
            Assert.That(Math.Abs(PortableMath.Pow(x, y) / exact - 1), Is.LessThan(tolerance), $"{x} to the {y}");
        }
    }

    [TestCase(0.0, 2.0, 0.0)]
    [TestCase(0.0, -2.0, double.PositiveInfinity)]
    [TestCase(5.0, 0.0, 1.0)]
    [TestCase(1.0, 1e300, 1.0)]
    public void Pow_of_what_is_special(double x, double y, double expected) =>
        Assert.That(PortableMath.Pow(x, y), Is.EqualTo(expected));

    // tables of the standard normal distribution, 16 digits
    [TestCase(0.5, 0.0)]
    [TestCase(0.75, 0.67448975019608174)]
    [TestCase(0.9, 1.2815515655446004)]
    [TestCase(0.95, 1.6448536269514722)]
    [TestCase(0.975, 1.9599639845400542)]
    [TestCase(0.99, 2.3263478740408408)]
    [TestCase(0.999, 3.0902323061678132)]
    public void Quantiles_of_the_normal_from_tables(double p, double quantile) =>
        Assert.That(PortableMath.NormalQuantile(p), Is.EqualTo(quantile).Within(4e-15 * Math.Max(1, quantile)));

    [Test]
    public void Quantiles_of_the_normal_invert_its_distribution()
    {
        var random = new RandomStream(1, 0, "quantile");
        for (int draw = 0; draw < 20_000; draw++)
        {
            double p = PortableMath.Exp(random.Uniform(-690.0, -0.7));
            double quantile = PortableMath.NormalQuantile(p);
            Assert.That(Math.Abs((quantile / Normal.InvCDF(0, 1, p)) - 1), Is.LessThan(1e-13), $"p = {p}");
        }
    }

    [Test]
    public void Quantiles_of_the_normal_are_symmetric_and_rise()
    {
        double last = double.NegativeInfinity;
        for (int step = 1; step < 1_024; step++)
        {
            double p = step / 1_024.0;
            Assert.That(PortableMath.NormalQuantile(1.0 - p), Is.EqualTo(-PortableMath.NormalQuantile(p)));
            Assert.That(PortableMath.NormalQuantile(p), Is.GreaterThan(last));
            last = PortableMath.NormalQuantile(p);
        }
    }

    [Test]
    public void LogGamma_of_whole_numbers_is_the_logarithm_of_a_factorial()
    {
        double factorial = 1.0;
        for (int n = 1; n <= 170; n++)
        {
            ExpectClose(PortableMath.LogGamma(n), Math.Log(factorial), n);
            factorial *= n;
        }
    }

    [TestCase(1e-6, 1.0)]
    [TestCase(0.5, 3.0)]
    [TestCase(3.0, 20.0)]
    [TestCase(20.0, 1e6)]
    [TestCase(1e6, 1e15)]
    public void LogGamma(double low, double high)
    {
        var random = new RandomStream(1, 0, "gamma");
        for (int draw = 0; draw < 20_000; draw++)
        {
            double x = random.Uniform(low, high);
            ExpectClose(PortableMath.LogGamma(x), SpecialFunctions.GammaLn(x), x);
        }
    }

    private static void ExpectClose(double actual, double expected, double at) =>
        Assert.That(Math.Abs(actual - expected), Is.LessThan(3e-14 * Math.Max(1.0, Math.Abs(expected))), $"at {at}");

    private static void ExpectUlps(double actual, double expected, int ulps, double at)
    {
        double ulp = Math.BitIncrement(Math.Abs(expected)) - Math.Abs(expected);
        if (!(Math.Abs(actual - expected) <= ulps * ulp))
        {
            Assert.Fail($"at {at:R}: {actual:R} instead of {expected:R}");
        }
    }
}
