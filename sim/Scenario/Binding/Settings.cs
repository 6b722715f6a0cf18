using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>
/// The bound values of one mapping, by key, in order. A model asks by name and type; asking for a key that was not
/// declared, or as another type, is a defect and stops the run.
/// </summary>
public sealed class Settings
{
    private readonly List<(string Name, BoundValue Value)> _entries;
    private readonly Dictionary<string, BoundValue> _byName;

    internal Settings(string path, IReadOnlyList<(string Name, BoundValue Value)> entries)
    {
        Path = path;
        _entries = new List<(string, BoundValue)>(entries);
        _byName = new Dictionary<string, BoundValue>(StringComparer.Ordinal);
        foreach ((string name, BoundValue value) in entries)
        {
            _byName.Add(name, value);
        }
    }

    /// <summary>The path of the mapping in the scenario, for messages.</summary>
    public string Path { get; }

    /// <summary>The keys that have a value, given or by default, in order.</summary>
    public IEnumerable<string> Names => _entries.Select(entry => entry.Name);

    internal IReadOnlyList<(string Name, BoundValue Value)> Entries => _entries;

    /// <summary>True if the key has a value, given or by default.</summary>
    /// <param name="name">The key.</param>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>Where a key's value was written.</summary>
    /// <param name="name">The key.</param>
    public Place PlaceOf(string name) => Find(name).Place;

    /// <summary>A quantity of any dimension.</summary>
    /// <param name="name">The key.</param>
    public Quantity Quantity(string name) => Content<Quantity>(name);

    /// <summary>A time.</summary>
    /// <param name="name">The key.</param>
    public SimTime Time(string name) => Quantity(name).Time;

    /// <summary>A whole number, also of octets, bit/s, packets or requests.</summary>
    /// <param name="name">The key.</param>
    public long Whole(string name) => Quantity(name).Whole;

    /// <summary>A whole number that fits an array.</summary>
    /// <param name="name">The key.</param>
    public int Count(string name) => checked((int)Quantity(name).Whole);

    /// <summary>A number in SI base units: s, bit/s, octets, 1/s, J, W, or without a unit.</summary>
    /// <param name="name">The key.</param>
    public double Number(string name) => Quantity(name).Si;

    /// <summary>A distribution (a single value is a constant one).</summary>
    /// <param name="name">The key.</param>
    public Distribution Distribution(string name) => Content<Distribution>(name);

    /// <summary>The cost of an operation.</summary>
    /// <param name="name">The key.</param>
    public Cost Cost(string name) => Content<Cost>(name);

    /// <summary>An arrival process.</summary>
    /// <param name="name">The key.</param>
    public Arrivals Arrivals(string name) => Content<Arrivals>(name);

    /// <summary>True or false.</summary>
    /// <param name="name">The key.</param>
    public bool Flag(string name) => Content<bool>(name);

    /// <summary>A word of a choice, a name, or free text.</summary>
    /// <param name="name">The key.</param>
    public string Word(string name) => Content<string>(name);

    /// <summary>A word of a choice as the member of an enumeration: <c>sa-table</c> is <c>SaTable</c>.</summary>
    /// <typeparam name="T">The enumeration.</typeparam>
    /// <param name="name">The key.</param>
    public T Choice<T>(string name)
        where T : struct, Enum
    {
        string word = Word(name).Replace("-", "", StringComparison.Ordinal);
        bool isMember = Enum.TryParse(word, ignoreCase: true, out T member);
        Invariant.Require(isMember, $"{typeof(T).Name} has a member for {Path}.{name}: {word}");
        return member;
    }

    /// <summary>A value for each direction of a link.</summary>
    /// <param name="name">The key.</param>
    public Directions<Quantity> Both(string name) => Content<Directions>(name).As<Quantity>();

    /// <summary>A distribution for each direction of a link.</summary>
    /// <param name="name">The key.</param>
    public Directions<Distribution> BothDistributions(string name) => Content<Directions>(name).As<Distribution>();

    internal Directions<object> BothObjects(string name) => Content<Directions>(name).As<object>();

    /// <summary>The mapping below a key.</summary>
    /// <param name="name">The key.</param>
    public Settings Below(string name) => Content<Settings>(name);

    /// <summary>The words of a list.</summary>
    /// <param name="name">The key.</param>
    public IReadOnlyList<string> Words(string name) => Items<string>(name);

    /// <summary>The quantities of a list.</summary>
    /// <param name="name">The key.</param>
    public IReadOnlyList<Quantity> Quantities(string name) => Items<Quantity>(name);

    /// <summary>The mappings of a list.</summary>
    /// <param name="name">The key.</param>
    public IReadOnlyList<Settings> Mappings(string name) => Items<Settings>(name);

    /// <summary>The canonical text of a scalar, parameters as written.</summary>
    /// <param name="name">The key.</param>
    public string TextOf(string name) => Find(name).Text;

    internal BoundValue? TryFind(string name) => _byName.GetValueOrDefault(name);

    internal IReadOnlyList<BoundValue> List(string name) => Content<IReadOnlyList<BoundValue>>(name);

    private T[] Items<T>(string name) => List(name).Select(item => As<T>(item, name)).ToArray();

    private T Content<T>(string name) => As<T>(Find(name), name);

    // Asked for every terminal: the text is made only if it is needed.
    private T As<T>(BoundValue value, string name) => value.Content is T content
        ? content
        : throw new InvariantException($"{Path}.{name} is of type {typeof(T).Name}");

    private BoundValue Find(string name) =>
        TryFind(name) ?? throw new InvariantException($"{Path}.{name} is declared and has a value");
}

/// <summary>A value for each direction of a link.</summary>
/// <typeparam name="T">Its type.</typeparam>
/// <param name="Up">From the end that the link class names first to the second.</param>
/// <param name="Down">The other way.</param>
public readonly record struct Directions<T>(T Up, T Down);

/// <summary>Bound values for both directions.</summary>
internal sealed record Directions(BoundValue Up, BoundValue Down)
{
    public Directions<T> As<T>() => new((T)Up.Content, (T)Down.Content);
}
