using System;
using System.Collections.Generic;
using MathNet.Numerics;

namespace Simulator.Results;

/// <summary>
/// Closed forms to hold simulations against. Rates are per second, times in seconds; what does not exist, as the mean
/// time of a station whose load is 1 or more, is not a number.
/// </summary>
public static class ClosedForms
{
    /// <summary>Mean time in an M/M/1 station (Kleinrock, Queueing Systems I, eq. 3.26).</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    public static double Mm1Time(double arrivals, double service) =>
        Stable(arrivals * service, service / (1 - (arrivals * service)));

    /// <summary>Time in an M/M/1 station that a share of the customers do not exceed: it is exponential.</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="share">In [0, 1).</param>
    public static double Mm1Quantile(double arrivals, double service, double share) =>
        -Math.Log(1 - share) * Mm1Time(arrivals, service);

    /// <summary>Share of the customers of an M/M/1 station that stay at most so long.</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="time">The time.</param>
    public static double Mm1Distribution(double arrivals, double service, double time) =>
        time <= 0 ? 0 : 1 - Math.Exp(-time / Mm1Time(arrivals, service));

    /// <summary>Mean time in an M/G/1 station (Pollaczek-Khinchine; Kleinrock I, eq. 5.69).</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="deviation">Standard deviation of the service time; 0 for M/D/1.</param>
    public static double Mg1Time(double arrivals, double service, double deviation)
    {
        double load = arrivals * service;
        double second = (service * service) + (deviation * deviation);
        return Stable(load, service + (arrivals * second / (2 * (1 - load))));
    }

    /// <summary>Share of customers that servers without a queue turn away (Erlang B), by its recursion.</summary>
    /// <param name="offered">Arrivals times mean service time, in erlang.</param>
    /// <param name="servers">Number of servers.</param>
    public static double ErlangB(double offered, int servers)
    {
        double blocked = 1;
        for (int server = 1; server <= servers; server++)
        {
            blocked = offered * blocked / (server + (offered * blocked));
        }

        return blocked;
    }

    /// <summary>Share of customers that wait for one of several servers (Erlang C; Kleinrock I, eq. 3.40).</summary>
    /// <param name="offered">Arrivals times mean service time, in erlang.</param>
    /// <param name="servers">Number of servers.</param>
    public static double ErlangC(double offered, int servers)
    {
        double blocked = ErlangB(offered, servers), load = offered / servers;
        return Stable(load, blocked / (1 - (load * (1 - blocked))));
    }

    /// <summary>Mean time in an M/M/c station.</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="servers">Number of servers.</param>
    public static double MmcTime(double arrivals, double service, int servers) =>
        service + (ErlangC(arrivals * service, servers) * service / (servers - (arrivals * service)));

    /// <summary>Share of customers that an M/M/1/K station turns away (Kleinrock I, §3.6).</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="places">Room, the customer in service among it.</param>
    public static double Mm1kLoss(double arrivals, double service, int places)
    {
        double load = arrivals * service;
        return load == 1
            ? 1.0 / (places + 1)
            : (1 - load) * Math.Pow(load, places) / (1 - Math.Pow(load, places + 1));
    }

    /// <summary>Mean time in an M/M/1/K station of those that found room, by Little's law.</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="service">Mean service time.</param>
    /// <param name="places">Room, the customer in service among it.</param>
    public static double Mm1kTime(double arrivals, double service, int places)
    {
        double load = arrivals * service, power = Math.Pow(load, places + 1);
        double inside = load == 1
            ? places / 2.0
            : (load / (1 - load)) - ((places + 1) * power / (1 - power));
        return arrivals == 0 ? service : inside / (arrivals * (1 - Mm1kLoss(arrivals, service, places)));
    }

    /// <summary>Mean time through M/M/1 stations in a row (Jackson, Operations Research 5, 1957).</summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="services">Mean service time of each station.</param>
    public static double TandemTime(double arrivals, IReadOnlyList<double> services)
    {
        ArgumentNullException.ThrowIfNull(services);
        double time = 0;
        foreach (double service in services)
        {
            time += Mm1Time(arrivals, service);
        }

        return time;
    }

    /// <summary>
    /// Share of customers that take at most so long through M/M/1 stations in a row: times there are independent and
    /// exponential (Burke 1956, Reich 1957). The stations' loads must differ.
    /// </summary>
    /// <param name="arrivals">Arrivals.</param>
    /// <param name="services">Mean service time of each station.</param>
    /// <param name="time">The time.</param>
    public static double TandemDistribution(double arrivals, IReadOnlyList<double> services, double time)
    {
        ArgumentNullException.ThrowIfNull(services);
        double longer = 0;
        for (int station = 0; station < services.Count; station++)
        {
            double rate = 1 / Mm1Time(arrivals, services[station]), weight = 1;
            for (int other = 0; other < services.Count; other++)
            {
                double otherRate = 1 / Mm1Time(arrivals, services[other]);
                weight *= other == station ? 1 : DistinctShare(otherRate, rate);
            }

            longer += weight * Math.Exp(-rate * Math.Max(0, time));
        }

        return 1 - longer;
    }

    /// <summary>
    /// Share of requests that find their object in an LRU cache, objects asked for independently by Zipf's law (Che,
    /// Tung, Wang, IEEE JSAC 20(7), 2002).
    /// </summary>
    /// <param name="objects">Objects that may be asked for.</param>
    /// <param name="exponent">Exponent of Zipf's law; 0 for equal popularity.</param>
    /// <param name="entries">Entries of the cache.</param>
    public static double CheLru(int objects, double exponent, int entries)
    {
        if (entries >= objects)
        {
            return 1;
        }

        double[] shares = ZipfShares(objects, exponent);
        double time = CharacteristicTime(shares, entries), hits = 0;
        foreach (double share in shares)
        {
            hits += share * (1 - Math.Exp(-share * time));
        }

        return hits;
    }

    /// <summary>Share of instants up to a time, if they are Beta over a longer time (TR 37.868 §6.1.1).</summary>
    /// <param name="a">First shape.</param>
    /// <param name="b">Second shape.</param>
    /// <param name="over">Time over which the distribution is stretched.</param>
    /// <param name="time">The time.</param>
    public static double BetaDistribution(double a, double b, double over, double time) =>
        time <= 0 ? 0 : time >= over ? 1 : SpecialFunctions.BetaRegularized(a, b, time / over);

    private static double Stable(double load, double value) => load < 1 ? value : double.NaN;

    private static double DistinctShare(double other, double rate)
    {
        const double Same = 1e-6; // nearer rates lose all digits
        return Math.Abs(other - rate) < Same * rate ? double.NaN : other / (other - rate);
    }

    private static double[] ZipfShares(int objects, double exponent)
    {
        double[] shares = new double[objects];
        double sum = 0;
        for (int rank = objects; rank >= 1; rank--) // small ones first
        {
            shares[rank - 1] = Math.Pow(rank, -exponent);
            sum += shares[rank - 1];
        }

        for (int index = 0; index < objects; index++)
        {
            shares[index] /= sum;
        }

        return shares;
    }

    // Requests after which the cache holds as many different objects as it has entries. The number of different objects
    // is concave in the requests, so Newton's steps from below never pass the solution.
    private static double CharacteristicTime(double[] shares, int entries)
    {
        const int StepMax = 200;
        const double Precision = 1e-13;
        double time = entries;
        for (int step = 0; step < StepMax; step++)
        {
            double seen = 0, slope = 0;
            foreach (double share in shares)
            {
                double missing = Math.Exp(-share * time);
                seen += 1 - missing;
                slope += share * missing;
            }

            double ahead = (entries - seen) / slope;
            time += ahead;
            if (ahead <= Precision * time)
            {
                break;
            }
        }

        return time;
    }
}
