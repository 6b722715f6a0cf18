using System;
using System.Collections.Generic;
using Simulator.Kernel;

namespace Simulator.Measure;

/// <summary>
/// Everything that one replication measures, in order of declaration. Declaring a name and entity again gives the same
/// metric, so that the members of a group share theirs; declaring it as something else is a defect.
/// </summary>
public sealed class MetricRegistry
{
    private readonly Simulation _simulation;
    private readonly Dictionary<(string Name, string Entity), IMetric> _byName = [];
    private readonly Dictionary<string, MetricDefinition> _definitions = new(StringComparer.Ordinal);
    private readonly List<IMetric> _metrics = [];
    private SeriesSampler? _sampler;

    /// <summary>An empty registry.</summary>
    /// <param name="simulation">The replication.</param>
    /// <param name="window">The time that counts.</param>
    public MetricRegistry(Simulation simulation, MeasuredWindow window)
    {
        ArgumentNullException.ThrowIfNull(simulation);
        _simulation = simulation;
        Window = window;
    }

    /// <summary>The time that counts.</summary>
    public MeasuredWindow Window { get; }

    /// <summary>All metrics, in order of declaration.</summary>
    public IReadOnlyList<IMetric> Metrics => _metrics;

    /// <summary>All time series, in order of declaration; none unless <see cref="Sample"/> asked for them.</summary>
    public IReadOnlyList<TimeSeries> Series => _sampler?.Series ?? [];

    /// <summary>Counts what happens.</summary>
    /// <param name="name">Lower case, kebab words, dots.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="meaning">One sentence for the dictionary.</param>
    public Counter Counter(string name, string entity, string meaning) =>
        Declare(new Counter(_simulation, Window, new(name, entity, MetricUnit.One, meaning)));

    /// <summary>Values without percentiles.</summary>
    /// <inheritdoc cref="Samples"/>
    public Tally Tally(string name, string entity, MetricUnit unit, string meaning) =>
        Declare(new Tally(_simulation, Window, new(name, entity, unit, meaning)));

    /// <summary>Values with percentiles.</summary>
    /// <param name="name">Lower case, kebab words, dots.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="unit">Unit of the values.</param>
    /// <param name="meaning">One sentence for the dictionary.</param>
    public SampleSeries Samples(string name, string entity, MetricUnit unit, string meaning) =>
        Declare(new SampleSeries(_simulation, Window, new(name, entity, unit, meaning)));

    /// <summary>A state and its mean over time.</summary>
    /// <param name="name">Lower case, kebab words, dots.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="unit">Unit of the state.</param>
    /// <param name="meaning">One sentence for the dictionary.</param>
    /// <param name="capacity">Divides the state: the number of cores for a utilisation.</param>
    public TimeAverage TimeAverage(string name, string entity, MetricUnit unit, string meaning, long capacity = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        TimeAverage state = Declare(new TimeAverage(_simulation, Window, new(name, entity, unit, meaning), capacity));
        Invariant.Require(state.Capacity == capacity, $"'{name}' has one capacity");
        return state;
    }

    /// <summary>An amount per second.</summary>
    /// <inheritdoc cref="Samples"/>
    public Rate Rate(string name, string entity, MetricUnit unit, string meaning) =>
        Declare(new Rate(_simulation, Window, new(name, entity, unit, meaning)));

    /// <summary>A share of trials.</summary>
    /// <inheritdoc cref="Counter"/>
    public Ratio Ratio(string name, string entity, string meaning) =>
        Declare(new Ratio(_simulation, Window, new(name, entity, MetricUnit.One, meaning)));

    /// <summary>A statistic of what is counted elsewhere, asked for when the run is over.</summary>
    /// <param name="name">Lower case, kebab words, dots.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="unit">Unit of the value.</param>
    /// <param name="statistic">What the value is.</param>
    /// <param name="meaning">One sentence for the dictionary.</param>
    /// <param name="value">The value in the measured window.</param>
    public Derived Derived(
        string name, string entity, MetricUnit unit, Statistic statistic, string meaning, Func<double> value) =>
        Declare(new Derived(new(name, entity, unit, meaning), statistic, value));

    /// <summary>The latency of a procedure, <c>PROCEDURE.latency</c>, and its parts.</summary>
    /// <param name="procedure">Name of the procedure, as in <c>attach</c>.</param>
    /// <param name="entity">A group, a node's id, or empty for the whole system.</param>
    /// <param name="meaning">One sentence for the dictionary: from what to what.</param>
    /// <param name="operations">
    /// Operations that shall be reported even in a run in which none of them is on a critical path.
    /// </param>
    public LatencyBreakdown Latency(string procedure, string entity, string meaning, params string[] operations)
    {
        var definition = new MetricDefinition(procedure + ".latency", entity, MetricUnit.Second, meaning);
        var whole = new SampleSeries(_simulation, Window, definition);
        return Declare(new LatencyBreakdown(Window, whole, operations));
    }

    /// <summary>
    /// From now on every state, counter and rate has a time series, those declared later too. Asked for once.
    /// </summary>
    /// <param name="step">Length of a step, positive; more than 10,000 steps are refused.</param>
    /// <param name="keeps">Whether a metric has a series, by its name; all of them by default.</param>
    public void Sample(SimTime step, Func<string, bool>? keeps = null)
    {
        Invariant.Require(_sampler is null, "series have one step");
        _sampler = new SeriesSampler(_simulation, _metrics, keeps ?? (_ => true), step, Window.Stop);
    }

    /// <summary>Ends the last step of the time series, when the run has come to its stop.</summary>
    public void EndSeries() => _sampler?.End();

    /// <summary>The numbers of this run: metrics in order of declaration, statistics in their order.</summary>
    public IReadOnlyList<MetricValue> Values()
    {
        var values = new List<MetricValue>();
        foreach (IMetric metric in _metrics)
        {
            metric.Report(values);
        }

        return values;
    }

    /// <summary>Name, unit and meaning of everything in <see cref="Values"/>, each name once.</summary>
    public IReadOnlyList<MetricDefinition> Definitions()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var definitions = new List<MetricDefinition>();
        foreach (IMetric metric in _metrics)
        {
            foreach (MetricDefinition definition in metric.Definitions)
            {
                if (seen.Add(definition.Name))
                {
                    definitions.Add(definition with { Entity = "" });
                }
            }
        }

        return definitions;
    }

    /// <summary>True for lower-case kebab words with dots between them, as in <c>attach.latency</c>.</summary>
    /// <param name="name">What to look at.</param>
    public static bool IsName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        bool isWordExpected = true;
        foreach (char letter in name)
        {
            bool isInWord = letter is (>= 'a' and <= 'z') or (>= '0' and <= '9');
            if (!isInWord && (isWordExpected || letter is not ('.' or '-')))
            {
                return false;
            }

            isWordExpected = !isInWord;
        }

        return !isWordExpected;
    }

    private T Declare<T>(T metric)
        where T : class, IMetric
    {
        MetricDefinition definition = metric.Definition;
        Invariant.Require(IsName(definition.Name), $"'{definition.Name}' is not a name of a metric");
        Invariant.Require(
            definition.Entity is not null && definition.Meaning is { Length: > 0 }, "a metric has a meaning");
        MetricDefinition named = definition with { Entity = "" };
        _definitions.TryAdd(definition.Name, named);
        Invariant.Require(_definitions[definition.Name] == named, $"'{definition.Name}' has one unit and one meaning");
        if (_byName.TryAdd((definition.Name, definition.Entity!), metric))
        {
            _metrics.Add(metric);
            return metric;
        }

        var known = _byName[(definition.Name, definition.Entity!)] as T;
        Invariant.Require(known is not null, $"'{definition.Name}' is one kind of metric");
        return known;
    }
}
