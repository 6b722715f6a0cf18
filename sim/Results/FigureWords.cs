using System;
using System.Collections.Generic;
using Simulator.Measure;

namespace Simulator.Results;

/// <summary>Words for axes, from the names of metrics and keys.</summary>
public static class FigureWords
{
    private static readonly string[] Abbreviations =
        ["aka", "bsf", "cpu", "dh", "enb", "esp", "gba", "gtp", "hss", "ike", "ims", "ip", "mme", "naf", "nas", "nic",
         "oidc", "psp", "rtt", "sa", "sim", "sip", "ue", "usim", "vpn"];

    /// <summary>A metric in words, as in <c>HSS queue</c>; whose it is in brackets.</summary>
    public static string Metric(string metric, string entity) =>
        entity.Length == 0 || metric.StartsWith(entity + ".", StringComparison.Ordinal)
            ? Key(metric)
            : $"{Key(metric)}, {entity}";

    /// <summary>A name in words, as in <c>Network s1 delay</c>.</summary>
    public static string Key(string name)
    {
        List<string> words = [];
        foreach (string word in name.Split(['.', '-', ' ', '_'], StringSplitOptions.RemoveEmptyEntries))
        {
            words.Add(Array.IndexOf(Abbreviations, word) >= 0 ? word.ToUpperInvariant() : word);
        }

        string text = string.Join(' ', words);
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }

    /// <summary>Words that go on a sentence: the first letter small, unless it belongs to an abbreviation.</summary>
    public static string Lower(string text) =>
        text.Length < 2 || char.IsUpper(text[1]) ? text : char.ToLowerInvariant(text[0]) + text[1..];

    /// <summary>What a statistic adds to the name of a metric.</summary>
    public static string Of(Statistic statistic) => statistic switch
    {
        Statistic.TimeAverage => ", mean over time",
        Statistic.Ratio or Statistic.Rate => "",
        Statistic.Count => ", count",
        _ => ", " + statistic.Name(),
    };
}
