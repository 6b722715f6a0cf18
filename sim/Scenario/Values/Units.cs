using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A unit of the scenario language.</summary>
/// <param name="Symbol">As it is written.</param>
/// <param name="Dimension">What it measures.</param>
/// <param name="Factor">
/// Base units in one: picoseconds, bit/s, octets, things, events per hour, parts of one, microjoules, milliwatts.
/// </param>
public sealed record Unit(string Symbol, Dimension Dimension, decimal Factor);

/// <summary>
/// The units of the scenario language (decimal for rates, binary for sizes), and the words for dimensions.
/// </summary>
public static class Units
{
    private static readonly Unit[] Known =
    [
        new("ps", Dimension.Time, 1m), new("ns", Dimension.Time, 1e3m), new("us", Dimension.Time, 1e6m),
        new("ms", Dimension.Time, 1e9m), new("s", Dimension.Time, 1e12m), new("min", Dimension.Time, 60e12m),
        new("h", Dimension.Time, 3600e12m), new("d", Dimension.Time, 86400e12m),
        new("bit/s", Dimension.Rate, 1m), new("kbit/s", Dimension.Rate, 1e3m),
        new("Mbit/s", Dimension.Rate, 1e6m), new("Gbit/s", Dimension.Rate, 1e9m),
        new("B", Dimension.Size, 1m), new("KiB", Dimension.Size, 1024m),
        new("MiB", Dimension.Size, 1024m * 1024m), new("GiB", Dimension.Size, 1024m * 1024m * 1024m),
        new("packets", Dimension.Packets, 1m), new("requests", Dimension.Requests, 1m),
        new("/s", Dimension.Frequency, 3600m), new(
            "/min", Dimension.Frequency, 60m), new("/h", Dimension.Frequency, 1m),
        new("%", Dimension.Probability, 0.01m),
        new("uJ", Dimension.Energy, 1m), new("mJ", Dimension.Energy, 1e3m),
        new("mW", Dimension.Power, 1m),
        new("ps/B", Dimension.TimePerOctet, 1m), new("ns/B", Dimension.TimePerOctet, 1e3m), new(
            "us/B", Dimension.TimePerOctet, 1e6m), new("ms/B", Dimension.TimePerOctet, 1e9m),
        new("uJ/B", Dimension.EnergyPerOctet, 1m),
    ];

    /// <summary>What people write by habit, with what it is called here.</summary>
    private static readonly (string Habit, string Symbol)[] Habits =
    [
        ("µs", "us"), ("μs", "us"), ("usec", "us"), ("msec", "ms"), ("sec", "s"), ("secs", "s"), ("second", "s"), (
            "seconds", "s"),
        ("m", "min"), ("mins", "min"), ("minute", "min"), (
            "minutes", "min"), ("hour", "h"), ("hours", "h"), ("hr", "h"),
        ("day", "d"), ("days", "d"),
        ("bps", "bit/s"), ("kbps", "kbit/s"), ("mbps", "Mbit/s"), ("gbps", "Gbit/s"), ("kb/s", "kbit/s"), (
            "mb/s", "Mbit/s"),
        ("gb/s", "Gbit/s"), ("kbit", "kbit/s"), ("mbit", "Mbit/s"), ("gbit", "Gbit/s"),
        ("byte", "B"), ("bytes", "B"), ("octet", "B"), (
            "octets", "B"), ("kb", "KiB"), ("mb", "MiB"), ("gb", "GiB"), ("k", "KiB"),
        ("packet", "packets"), ("pkts", "packets"), ("frames", "packets"), (
            "request", "requests"), ("reqs", "requests"),
        ("hz", "/s"), ("1/s", "/s"), (
            "per second", "/s"), ("rps", "/s"), ("/sec", "/s"), ("/second", "/s"), ("/m", "/min"), ("/minute", "/min"),
        ("/hour", "/h"), ("percent", "%"), ("pct", "%"), ("j", "mJ"), ("w", "mW"), ("watt", "mW"), ("joule", "mJ"),
    ];

    /// <summary>Every unit, by dimension and then by size.</summary>
    public static IReadOnlyList<Unit> All => Known;

    /// <summary>The unit of that symbol, or null; <c>ms</c> and <c>Ms</c> are not the same.</summary>
    /// <param name="symbol">The symbol.</param>
    public static Unit? Find(string symbol) => Array.Find(Known, unit => unit.Symbol == symbol);

    /// <summary>The units of a dimension; none for numbers and counts.</summary>
    /// <param name="dimension">The dimension.</param>
    public static IEnumerable<Unit> Of(Dimension dimension) => Known.Where(unit => unit.Dimension == dimension);

    /// <summary>
    /// What somebody meant who wrote an unknown unit: a known habit or a near symbol; null if neither.
    /// </summary>
    /// <param name="written">The unknown unit.</param>
    /// <param name="dimensions">The dimensions that the key takes.</param>
    public static string? Meant(string written, IReadOnlyList<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        List<string> possible = dimensions.SelectMany(Of).Select(unit => unit.Symbol).ToList();
        bool known = false;
        foreach ((string habit, string symbol) in Habits)
        {
            if (habit.Equals(written, StringComparison.OrdinalIgnoreCase))
            {
                known = true;
                if (possible.Contains(symbol))
                {
                    return symbol;
                }
            }
        }

        return known ? null : Suggestion.Nearest(written, possible);
    }

    /// <summary>The dimension with its article: <c>a time</c>.</summary>
    /// <param name="dimension">The dimension.</param>
    public static string Name(Dimension dimension) => dimension switch
    {
        Dimension.Number => "a number",
        Dimension.Count => "a whole number",
        Dimension.Time => "a time",
        Dimension.Rate => "a rate",
        Dimension.Size => "a size",
        Dimension.Packets => "a number of packets",
        Dimension.Requests => "a number of requests",
        Dimension.Frequency => "a frequency",
        Dimension.Probability => "a share",
        Dimension.Energy => "an energy",
        Dimension.Power => "a power",
        Dimension.TimePerOctet => "a time per octet",
        _ => "an energy per octet",
    };

    /// <summary>What a dimension takes, for hints: <c>a rate takes bit/s, kbit/s, Mbit/s or Gbit/s</c>.</summary>
    /// <param name="dimensions">The dimensions that a key takes.</param>
    public static string Takes(IReadOnlyList<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        return string.Join("; ", dimensions.Select(Takes));
    }

    /// <summary>The names of several dimensions: <c>a size or a number of packets</c>.</summary>
    /// <param name="dimensions">The dimensions that a key takes.</param>
    public static string Names(IReadOnlyList<Dimension> dimensions)
    {
        ArgumentNullException.ThrowIfNull(dimensions);
        return string.Join(" or ", dimensions.Select(Name));
    }

    private static string Takes(Dimension dimension) =>
        dimension is Dimension.Number or Dimension.Count
            ? $"{Name(dimension)} takes no unit"
            : $"{Name(dimension)} takes {Alternatives(Of(dimension).Select(unit => unit.Symbol).ToArray())}";

    /// <summary>A list in words: <c>a, b or c</c>.</summary>
    internal static string Alternatives(IReadOnlyList<string> words) => words.Count switch
    {
        0 => "nothing",
        1 => words[0],
        _ => $"{string.Join(", ", words.Take(words.Count - 1))} or {words[^1]}",
    };
}
