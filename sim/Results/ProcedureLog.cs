using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Results;

/// <summary>
/// Picks the procedures of a run that stand for others: of each name the one whose latency is the median, the one whose
/// latency is the 99th percentile, and for each way to fail the first that did. Only measured ones are told.
/// </summary>
public sealed class ProcedureLog
{
    /// <summary>Successes of a name that are looked at; later ones are not.</summary>
    public const int SuccessMax = 1_000_000;

    /// <summary>Words of the column <c>which</c>.</summary>
    public const string Median = "median", P99 = "p99", Failed = "failed";

    private readonly SortedDictionary<string, List<Ended>> _successes = new(StringComparer.Ordinal);
    private readonly List<(string Procedure, string Outcome, Ended Ended)> _failures = []; // as many as there are ways

    /// <summary>A procedure has succeeded.</summary>
    /// <param name="procedure">The procedure.</param>
    /// <param name="started">When it started.</param>
    /// <param name="now">When it ended.</param>
    public void Succeed(ProcedureId procedure, SimTime started, SimTime now)
    {
        if (!_successes.TryGetValue(procedure.Procedure, out List<Ended>? ended))
        {
            _successes.Add(procedure.Procedure, ended = []);
        }

        if (ended.Count < SuccessMax)
        {
            ended.Add(new Ended(now - started, procedure.Instance, started));
        }
    }

    /// <summary>A procedure has ended otherwise.</summary>
    /// <param name="procedure">The procedure.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="started">When it started.</param>
    /// <param name="now">When it ended.</param>
    public void Fail(ProcedureId procedure, string outcome, SimTime started, SimTime now)
    {
        if (!_failures.Exists(known => known.Outcome == outcome && known.Procedure == procedure.Procedure))
        {
            _failures.Add((procedure.Procedure, outcome, new Ended(now - started, procedure.Instance, started)));
        }
    }

    /// <summary>The rows of the run, in order of name.</summary>
    /// <param name="run">The run.</param>
    internal IEnumerable<ProcedureRow> Rows(RunKey run)
    {
        const string Success = "success";
        foreach ((string name, List<Ended> successes) in _successes)
        {
            successes.Sort();
            yield return Row(run, Median, name, Success, successes[Rank(successes.Count, 0.50)]);
            yield return Row(run, P99, name, Success, successes[Rank(successes.Count, 0.99)]);
        }

        _failures.Sort((left, right) => string.CompareOrdinal(
            $"{left.Procedure} {left.Outcome}", $"{right.Procedure} {right.Outcome}"));
        foreach ((string name, string outcome, Ended failure) in _failures)
        {
            yield return Row(run, Failed, name, outcome, failure);
        }
    }

    // As quantiles of samples are defined: the smallest that at least this share does not exceed.
    private static int Rank(int count, double share) => Math.Max(0, (int)Math.Ceiling(share * count) - 1);

    private static ProcedureRow Row(RunKey run, string which, string name, string outcome, Ended ended) => new(
        run.Point, run.Replication, which, new ProcedureId(name, ended.Instance), outcome, ended.Started.Seconds,
        ended.Duration.Seconds);

    private readonly record struct Ended(SimTime Duration, long Instance, SimTime Started) : IComparable<Ended>
    {
        public int CompareTo(Ended other) =>
            Duration != other.Duration ? Duration.CompareTo(other.Duration) : Instance.CompareTo(other.Instance);
    }
}
