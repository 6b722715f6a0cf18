using System;
using System.Collections.Generic;
using Simulator.Results;

namespace Tests.Results;

/// <summary>One figure of each kind, with made-up data in the shape of real ones.</summary>
internal static class SampleFigures
{
    private static readonly string[] Mechanisms = ["separate", "mechanism 1", "mechanism 2"];

    internal static IReadOnlyList<Figure> All =>
        [
            Line(), LogLine(), Points(), Capacity(), NoKnee(), Theory(), Ecdf(), TheoryEcdf(), TimeSeries(), Bars(),
            Stack(), Heat(), LogHeat(), Single(),
        ];

    internal static Figure Line()
    {
        var series = new List<FigureSeries>();
        for (int mechanism = 0; mechanism < Mechanisms.Length; mechanism++)
        {
            var points = new List<FigurePoint>();
            foreach (double rtt in (double[])[0.001, 0.02, 0.05, 0.1, 0.15, 0.2])
            {
                double y = 0.114 + (rtt * (6 - (1.7 * mechanism)));
                points.Add(new(rtt, y, y * 0.96, y * 1.04));
            }

            series.Add(new(Mechanisms[mechanism], points));
        }

        return new(
            "line", FigureKind.Line, new(
                "Round-trip time proxy–cloud", "s"), new("Median attach latency", "s"), series);
    }

    internal static Figure LogLine()
    {
        var series = new List<FigureSeries>();
        string[] modes = ["cache", "derive_cache", "derive", "software", "host's {table}"];
        for (int mode = 0; mode < modes.Length; mode++)
        {
            var points = new List<FigurePoint>();
            for (int decade = 1; decade <= 5; decade++)
            {
                double y = 9.4e9 / (1 + (mode * Math.Pow(10, decade - 4)));
                points.Add(new(Math.Pow(10, decade), y, y * 0.97, y * 1.03));
            }

            series.Add(new(modes[mode], points));
        }

        return new(
            "log-line", FigureKind.Line, new("Security associations", "1", true), new("Goodput", "bit/s"), series);
    }

    internal static Figure Points() => Line() with { Name = "points", Kind = FigureKind.Points };

    /// <summary>An M/M/1 latency, knee marked at half load.</summary>
    internal static Figure Capacity()
    {
        var points = new List<FigurePoint>();
        foreach (double rate in (double[])[100, 200, 300, 400, 500, 600, 700, 800, 900, 950])
        {
            double latency = 1 / (1000 - rate);
            points.Add(new(rate, latency, latency * 0.95, latency * 1.05));
        }

        return new(
            "capacity", FigureKind.Line, new("Rate", "1/s"), new("Latency", "s"),
            [
                new("measured", points),
                new("knee at 500 /s", [Knee.Find(points)!.Value]) { Role = SeriesRole.Knee },
            ]);
    }

    internal static Figure NoKnee() => Single() with { Name = "no-knee", Note = "no knee in this range" };

    /// <summary>Points with whiskers over the curves of their closed forms.</summary>
    internal static Figure Theory()
    {
        var series = new List<FigureSeries>();
        foreach (double factor in (double[])[1, 3])
        {
            series.Add(new(
                factor == 1 ? "mean" : "p95",
                [.. Array.ConvertAll((double[])[500, 800, 900], rate => Measured(rate, factor / (1000 - rate)))]));
        }

        foreach (double factor in (double[])[1, 3])
        {
            var points = new List<FigurePoint>();
            for (int rate = 500; rate <= 900; rate += 4)
            {
                points.Add(new(rate, factor / (1000 - rate)));
            }

            series.Add(new(factor == 1 ? "M/M/1" : "M/M/1, p95", points) { Role = SeriesRole.Formula });
        }

        return new("theory", FigureKind.Line, new("Rate", "1/s"), new("Time in the station", "s"), series);

        static FigurePoint Measured(double rate, double time) => new(rate, time * 1.01, time * 0.97, time * 1.05);
    }

    internal static Figure TheoryEcdf()
    {
        Figure measured = Ecdf();
        var points = new List<FigurePoint>();
        for (int step = 0; step <= 100; step++)
        {
            double time = 0.09 + (step * 0.001);
            points.Add(new(time, 1 - Math.Exp(-(time - 0.09) / 0.008)));
        }

        FigureSeries formula = new("exponential", points) { Role = SeriesRole.Formula };
        return measured with { Name = "theory-ecdf", Series = [.. measured.Series, formula] };
    }

    internal static Figure Heat()
    {
        var series = new List<FigureSeries>();
        string[] rows = ["256 entries", "1024 entries", "4096 entries"];
        for (int row = 0; row < rows.Length; row++)
        {
            var points = new List<FigurePoint>();
            for (int column = 0; column < 4 - (row == 2 ? 1 : 0); column++) // a cell is missing
            {
                points.Add(new(column, 0.1 + (0.2 * row) + (0.1 * column)));
            }

            series.Add(new(rows[row], points));
        }

        return new("heat", FigureKind.Heat, new("Exponent", ""), new("Hit ratio", "1"), series)
        {
            Categories = ["0", "0.6", "0.8", "1"],
            RowLabel = "Size of the cache",
        };
    }

    /// <summary>Too many cells for numbers, over three decades.</summary>
    internal static Figure LogHeat()
    {
        var series = new List<FigureSeries>();
        var categories = new List<string>();
        for (int row = 0; row < 12; row++)
        {
            var points = new List<FigurePoint>();
            for (int column = 0; column < 25; column++)
            {
                points.Add(new(column, 0.001 * Math.Pow(10, (row + column) / 12.0)));
            }

            series.Add(new($"{row + 1}", points));
        }

        for (int column = 0; column < 25; column++)
        {
            categories.Add($"{(column + 1) * 100} /s");
        }

        return new("log-heat", FigureKind.Heat, new("Rate", ""), new("Latency (p99)", "s", true), series)
        {
            Categories = categories,
            RowLabel = "Cores",
        };
    }

    internal static Figure Ecdf()
    {
        var series = new List<FigureSeries>();
        double[] rates = [400, 800, 1000];
        for (int rate = 0; rate < rates.Length; rate++)
        {
            var points = new List<FigurePoint>();
            for (int hundredth = 0; hundredth < 100; hundredth++)
            {
                double share = hundredth / 100.0;
                points.Add(new(0.09 + (0.008 * (rate + 1) * -Math.Log(1 - share)), share));
            }

            series.Add(new($"{rates[rate]} /s", points));
        }

        return new("ecdf", FigureKind.Ecdf, new("Attach latency", "s"), new("Share of attaches", "1"), series);
    }

    internal static Figure TimeSeries()
    {
        var series = new List<FigureSeries>();
        for (int node = 0; node < 2; node++)
        {
            var points = new List<FigurePoint>();
            for (int step = 0; step < 250; step++)
            {
                double level = Math.Max(0, ((step * 3 * node) + (20 * Math.Sin(step * (0.7 + node)))) + 25);
                points.Add(new(step / 10.0, Math.Floor(level)));
            }

            series.Add(new($"hss/{node}", points));
        }

        return new("time-series", FigureKind.TimeSeries, new("Time", "s"), new("Requests waiting", "1"), series);
    }

    internal static Figure Bars() => new(
        "bars", FigureKind.Bars, new("Access", ""), new("Registration time", "s"),
        [
            new("separate", [new(0, 0.82, 0.80, 0.84), new(1, 1.42, 1.37, 1.47), new(2, 2.35, 2.2, 2.5)]),
            new("mechanism 1", [new(0, 0.51, 0.50, 0.52), new(1, 0.92, 0.88, 0.96), new(2, 1.17, 1.1, 1.24)]),
            new("mechanism 2", [new(0, 0.59, 0.57, 0.61), new(1, 1.02, 0.99, 1.05), new(2, 1.51, 1.4, 1.62)]),
        ])
    {
        Categories = ["fibre", "LTE", "GPRS"],
    };

    internal static Figure Stack()
    {
        string[] parts = ["propagation", "transmission", "queueing", "processing", "timer"];
        double[][] seconds =
            [[0.09, 0.002, 0.001, 0.02, 0], [0.09, 0.002, 0.03, 0.02, 0], [0.09, 0.004, 0.2, 0.021, 0.08]];
        var series = new List<FigureSeries>();
        double[] tops = new double[3];
        for (int part = 0; part < parts.Length; part++)
        {
            var points = new List<FigurePoint>();
            for (int bar = 0; bar < 3; bar++)
            {
                points.Add(new(bar, seconds[bar][part], tops[bar], tops[bar] + seconds[bar][part]));
                tops[bar] += seconds[bar][part];
            }

            series.Add(new(parts[part], points));
        }

        return new("stack", FigureKind.Stack, new("Attach rate", ""), new("Mean attach latency", "s"), series)
        {
            Categories = ["400 /s", "1000 /s", "1200 /s"],
        };
    }

    internal static Figure Single() => new(
        "single", FigureKind.Line, new("Attach rate", "1/s"), new("Mean utilisation of the HSS", "1"),
        [new("only one", [new(100, 0.1), new(200, 0.2), new(400, 0.4), new(800, 0.8)])]);
}
