using System;
using System.Text;
using Simulator.Measure;

namespace Simulator.Entities;

/// <summary>
/// Counts by reason: what a role refuses, or how something ended. Every reason has its metric from the start, so that
/// each run has the same rows.
/// </summary>
/// <typeparam name="T">The reasons: an enumeration from 0 without gaps.</typeparam>
public sealed class ReasonCounters<T>
    where T : struct, Enum
{
    private readonly Counter[] _counters;

    /// <summary>Counters named <c>NAME.REASON</c>, the reason in kebab case.</summary>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="name">As in <c>mme.refused</c>.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="meaning">What is counted; the reason is added.</param>
    public ReasonCounters(MetricRegistry metrics, string name, string entity, string meaning)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        T[] reasons = Enum.GetValues<T>();
        _counters = new Counter[reasons.Length];
        foreach (T reason in reasons)
        {
            string word = WordOf(reason);
            _counters[IndexOf(reason)] = metrics.Counter($"{name}.{word}", entity, $"{meaning}: {word}.");
        }
    }

    /// <summary>It happens now, for a reason.</summary>
    /// <param name="reason">The reason.</param>
    public void Count(T reason) => _counters[IndexOf(reason)].Add();

    /// <summary>How often it has happened in the measured period.</summary>
    /// <param name="reason">The reason.</param>
    public long CountOf(T reason) => _counters[IndexOf(reason)].Count;

    /// <summary>A reason as metrics name it: <c>WrongMac</c> is <c>wrong-mac</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string WordOf(T reason)
    {
        var word = new StringBuilder();
        foreach (char letter in reason.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && word.Length > 0)
            {
                word.Append('-');
            }

            word.Append(char.ToLowerInvariant(letter));
        }

        return word.ToString();
    }

    private static int IndexOf(T reason) => (int)(object)reason; // no box: the compiler knows the type
}
