using System;
using NUnit.Framework;
using Simulator.Results;

namespace Tests.Results;

/// <summary>Closed forms against numbers from elsewhere: printed tables, other forms of the same law, sums.</summary>
public sealed class ClosedFormTests
{
    [TestCase(0.5, 2)]
    [TestCase(0.8, 5)]
    [TestCase(0.9, 10)]
    [TestCase(0, 1)]
    public void M_M_1(double load, double times) =>
        Assert.That(ClosedForms.Mm1Time(load * 1000, 0.001) * 1000, Is.EqualTo(times).Within(1e-12));

    [TestCase(0.5, 1.5)]
    [TestCase(0.8, 3)]
    [TestCase(0.9, 5.5)]
    public void M_D_1(double load, double times) =>
        Assert.That(ClosedForms.Mg1Time(load * 1000, 0.001, 0) * 1000, Is.EqualTo(times).Within(1e-12));

    [TestCase(0.3)]
    [TestCase(0.95)]
    public void M_G_1_with_an_exponential_service_is_M_M_1(double load) => Assert.That(
        ClosedForms.Mg1Time(load, 1, 1), Is.EqualTo(ClosedForms.Mm1Time(load, 1)).Within(1e-12));

    // half of the customers of an exponential time stay at most ln 2 times its mean
    [Test]
    public void Quantiles_and_distribution_of_M_M_1_are_each_other_turned_round()
    {
        Assert.That(ClosedForms.Mm1Quantile(500, 0.001, 0.5), Is.EqualTo(0.002 * Math.Log(2)).Within(1e-15));
        double time = ClosedForms.Mm1Quantile(700, 0.001, 0.99);
        Assert.That(ClosedForms.Mm1Distribution(700, 0.001, time), Is.EqualTo(0.99).Within(1e-12));
        Assert.That(ClosedForms.Mm1Distribution(700, 0.001, -1), Is.Zero);
    }

    // Erlang's tables: 1 % blocking of 10 servers at 4.461 erlang, of 100 at 84.06; 2 of 1 erlang: 1/5
    [TestCase(4.461, 10, 0.01, 1e-5)]
    [TestCase(84.06, 100, 0.01, 1e-4)]
    [TestCase(1, 2, 0.2, 1e-15)]
    [TestCase(0, 3, 0, 0)]
    [TestCase(5, 0, 1, 0)]
    public void Erlang_B(double offered, int servers, double blocked, double within) =>
        Assert.That(ClosedForms.ErlangB(offered, servers), Is.EqualTo(blocked).Within(within));

    [TestCase(0.5, 4, 0.17391)]
    [TestCase(0.8, 4, 0.59643)]
    [TestCase(0.9, 4, 0.78775)]
    [TestCase(0.7, 1, 0.7)]
    public void Erlang_C(double load, int servers, double waits) =>
        Assert.That(ClosedForms.ErlangC(load * servers, servers), Is.EqualTo(waits).Within(5e-6));

    [TestCase(200, 10.8696)]
    [TestCase(320, 17.4554)]
    [TestCase(360, 29.6938)]
    public void M_M_4(double rate, double milliseconds) =>
        Assert.That(ClosedForms.MmcTime(rate, 0.01, 4) * 1000, Is.EqualTo(milliseconds).Within(5e-5));

    [TestCase(0.6)]
    [TestCase(0.99)]
    public void M_M_c_of_one_server_is_M_M_1(double load) =>
        Assert.That(ClosedForms.MmcTime(load, 1, 1), Is.EqualTo(ClosedForms.Mm1Time(load, 1)).Within(1e-10));

    [TestCase(0.9, 0.05081, 4.6466)]
    [TestCase(1.0, 0.09091, 5.5)]
    [TestCase(1.2, 0.19259, 6.9261)]
    public void M_M_1_K(double load, double loss, double time)
    {
        Assert.That(ClosedForms.Mm1kLoss(load, 1, 10), Is.EqualTo(loss).Within(5e-6));
        Assert.That(ClosedForms.Mm1kTime(load, 1, 10), Is.EqualTo(time).Within(1e-4));
    }

    [Test]
    public void A_station_with_one_place_turns_away_as_Erlang_B_says() =>
        Assert.That(ClosedForms.Mm1kLoss(3, 0.5, 1), Is.EqualTo(ClosedForms.ErlangB(1.5, 1)).Within(1e-15));

    [Test]
    public void An_empty_station_takes_the_time_of_its_service() =>
        Assert.That(ClosedForms.Mm1kTime(0, 0.5, 3), Is.EqualTo(0.5));

    [Test]
    public void Three_stations_in_a_row()
    {
        double[] services = [0.001, 0.002, 0.003];
        Assert.That(ClosedForms.TandemTime(200, services) * 1000, Is.EqualTo(12.0833).Within(5e-5));
        double mean = 0;
        for (double time = 0; time < 0.5; time += 1e-5)
        {
            mean += (1 - ClosedForms.TandemDistribution(200, services, time + 5e-6)) * 1e-5;
        }

        Assert.That(mean * 1000, Is.EqualTo(12.0833).Within(1e-3), "the area above a distribution is its mean");
        Assert.That(ClosedForms.TandemDistribution(200, services, 0), Is.Zero.Within(1e-12));
    }

    // row C1 of the validation table
    [TestCase(0.0, 0.1024)]
    [TestCase(0.8, 0.4407)]
    [TestCase(1.0, 0.6787)]
    public void Che(double exponent, double hits) =>
        Assert.That(ClosedForms.CheLru(10_000, exponent, 1_024), Is.EqualTo(hits).Within(5e-5));

    [TestCase(10, 10)]
    [TestCase(10, 11)]
    public void A_cache_with_room_for_everything_always_hits(int objects, int entries) =>
        Assert.That(ClosedForms.CheLru(objects, 1, entries), Is.EqualTo(1));

    // of whole shapes the distribution is a sum over a binomial one
    [TestCase(3.95, 4.05, 0.0207342)]
    [TestCase(0, 10, 1)]
    [TestCase(-5, 0, 0)]
    [TestCase(10, 20, 0)]
    public void Beta_3_4_over_ten_seconds(double from, double to, double share) => Assert.That(
        ClosedForms.BetaDistribution(3, 4, 10, to) - ClosedForms.BetaDistribution(3, 4, 10, from),
        Is.EqualTo(share).Within(1e-7));

    [TestCase(1.0)]
    [TestCase(1.5)]
    public void Beyond_its_capacity_a_station_has_no_mean_time(double load)
    {
        Assert.That(ClosedForms.Mm1Time(load, 1), Is.NaN);
        Assert.That(ClosedForms.Mm1Quantile(load, 1, 0.9), Is.NaN);
        Assert.That(ClosedForms.Mg1Time(load, 1, 0.3), Is.NaN);
        Assert.That(ClosedForms.ErlangC(load * 3, 3), Is.NaN);
        Assert.That(ClosedForms.MmcTime(load * 3, 1, 3), Is.NaN);
        Assert.That(ClosedForms.TandemTime(load, [0.1, 1]), Is.NaN);
        Assert.That(ClosedForms.TandemDistribution(load, [0.1, 1], 2), Is.NaN);
    }

    [Test]
    public void Stations_of_one_load_have_no_sum_of_exponentials() =>
        Assert.That(ClosedForms.TandemDistribution(200, [0.001, 0.001], 0.01), Is.NaN);

    [Test]
    public void Nothing_is_no_list_of_stations()
    {
        Assert.That(() => ClosedForms.TandemTime(1, null!), Throws.ArgumentNullException);
        Assert.That(() => ClosedForms.TandemDistribution(1, null!, 1), Throws.ArgumentNullException);
    }
}
