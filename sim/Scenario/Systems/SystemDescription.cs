using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>
/// What a system lets a scenario say: roles, link classes, options, operations, procedures and metrics. A system
/// declares
/// one as plain data; binder, hints, documents and JSON Schema follow from it.
/// </summary>
/// <param name="Name">The value of <c>system:</c>.</param>
/// <param name="Meaning">What it models, one sentence.</param>
public sealed record SystemDescription(string Name, string Meaning)
{
    /// <summary>Raised in the commit that changes a fingerprint; part of a study's hash.</summary>
    public int ModelVersion { get; init; } = 1;

    /// <summary>Its roles, in the order of documents.</summary>
    public IReadOnlyList<Role> Roles { get; init; } = [];

    /// <summary>Its link classes: the keys of <c>network:</c>.</summary>
    public IReadOnlyList<LinkClass> Links { get; init; } = [];

    /// <summary>Keys of the system as a whole: <c>options:</c>.</summary>
    public IReadOnlyList<Key> Options { get; init; } = [];

    /// <summary>The closed list of operations that cost time on a processor.</summary>
    public IReadOnlyList<Operation> Operations { get; init; } = [];

    /// <summary>What subscribers do and what is measured from start to end.</summary>
    public IReadOnlyList<Procedure> Procedures { get; init; } = [];

    /// <summary>
    /// Metrics that are drawn beside the latencies if a scenario describes no figures: names with the placeholders of a
    /// <see cref="Metric"/>.
    /// </summary>
    public IReadOnlyList<string> Drawn { get; init; } = [];

    /// <summary>What the system measures beyond <see cref="CommonMetrics"/>.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>Names of messages, as ladders and fault rules use them; empty if rules cannot name any.</summary>
    public IReadOnlyList<string> Messages { get; init; } = [];

    /// <summary>
    /// What must hold between its keys, which the language cannot know: each rule finds what contradicts it.
    /// </summary>
    public IReadOnlyList<Func<Scenario, IEnumerable<Contradiction>>> Rules { get; init; } = [];

    /// <summary>The role of that name, or null.</summary>
    /// <param name="name">The name.</param>
    public Role? FindRole(string name)
    {
        for (int index = 0; index < Roles.Count; index++) // asked of every terminal: nothing is allocated
        {
            if (Roles[index].Name == name)
            {
                return Roles[index];
            }
        }

        return null;
    }

    /// <summary>The link class of that name, or null.</summary>
    /// <param name="name">The name.</param>
    public LinkClass? FindLink(string name) => Links.FirstOrDefault(link => link.Name == name);

    /// <summary>The operation of that name, or null.</summary>
    /// <param name="name">The name.</param>
    public Operation? FindOperation(string name) => Operations.FirstOrDefault(operation => operation.Name == name);
}

/// <summary>Keys of a scenario that a rule of its system does not let stand together.</summary>
/// <param name="Place">The value that is wrong beside the others.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Hint">What to write instead.</param>
public sealed record Contradiction(Place Place, string Text, string Hint);

/// <summary>A party of a system: what a group of <c>nodes:</c> can be.</summary>
/// <param name="Name">Its name; a group of that name has this role by default.</param>
/// <param name="Meaning">What it is, one sentence.</param>
public sealed record Role(string Name, string Meaning)
{
    /// <summary>Keys of its own, beside the common ones of a group.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];

    /// <summary>Names of the operations it may execute; a role with any has a processor, a profile and costs.</summary>
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>True if an operation takes no time where a scenario or a profile does not say what it costs.</summary>
    public bool IsFree { get; init; }

    /// <summary>
    /// False for a role that handles one message at a time: no request of it ever waits for its processor, so that a
    /// group takes no <c>queue</c>.
    /// </summary>
    public bool Queues { get; init; } = true;

    /// <summary>True if its members start procedures: then a group takes <c>arrivals</c>.</summary>
    public bool Arrives { get; init; }

    /// <summary>
    /// The role on whose node it sits, as a card sits in a terminal; null if it has a node of its own.
    /// </summary>
    public string? HostedOn { get; init; }

    /// <summary>True if the system does nothing without a group of this role.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>Most members that a group can have.</summary>
    public int CountMax { get; init; } = 1_000_000;
}

/// <summary>
/// How the members of the two ends of a link class find each other when no <c>attach:</c> says otherwise.
/// </summary>
public enum Pairing
{
    /// <summary>
    /// Each member of the first end has one link, to the member of the second end with its index modulo their number.
    /// </summary>
    ByIndex,

    /// <summary>Every member of the first end has a link to every member of the second.</summary>
    Mesh,

    /// <summary>The groups of the roles form a chain in order of declaration; members pair by index.</summary>
    Chain,

    /// <summary>No link but those of <c>attach:</c>.</summary>
    Explicit,
}

/// <summary>
/// A kind of link: an entry of <c>network:</c>. Direction <c>up</c> is from the first end to the second.
/// </summary>
/// <param name="Name">Its name.</param>
/// <param name="From">Roles of the first end.</param>
/// <param name="To">Roles of the second end.</param>
/// <param name="Meaning">What it is, one sentence.</param>
public sealed record LinkClass(string Name, IReadOnlyList<string> From, IReadOnlyList<string> To, string Meaning)
{
    /// <summary>A link class between two roles.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="from">Role of the first end.</param>
    /// <param name="to">Role of the second end.</param>
    /// <param name="meaning">What it is, one sentence.</param>
    public LinkClass(string name, string from, string to, string meaning)
        : this(name, [from], [to], meaning)
    {
    }

    /// <summary>How members find each other.</summary>
    public Pairing Pairing { get; init; } = Pairing.ByIndex;

    /// <summary>
    /// True if its packets are records of an upper layer instead of IP; nodes on no other link have no address.
    /// </summary>
    public bool IsRecords { get; init; }

    /// <summary>Keys of its own, beside the common ones of a link.</summary>
    public IReadOnlyList<Key> Keys { get; init; } = [];
}

/// <summary>An operation that costs time on a processor.</summary>
/// <param name="Name">Its name: words joined by dots, as <c>ecdsa.p256.sign</c>.</param>
/// <param name="Meaning">What it is, one sentence.</param>
public sealed record Operation(string Name, string Meaning);

/// <summary>A procedure: started by a subscriber, measured from its start to one of its outcomes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Meaning">What it is, one sentence.</param>
/// <param name="Outcomes">The ways in which it can end, as metrics name them; <c>unfinished</c> is always one.</param>
public sealed record Procedure(string Name, string Meaning, params IReadOnlyList<string> Outcomes);

/// <summary>
/// The systems that there are, with what their profiles may say; passed to the loader by the layer above.
/// </summary>
public sealed class SystemCatalogue
{
    private readonly IReadOnlyList<KeyTable> _tables;

    /// <summary>A catalogue.</summary>
    /// <param name="systems">The systems, in the order of documents.</param>
    /// <param name="deviceKeys">Keys of device profiles beside the operations and <c>power</c>.</param>
    /// <param name="nicKeys">Keys of NIC profiles.</param>
    public SystemCatalogue(
        IReadOnlyList<SystemDescription> systems, IReadOnlyList<Key>? deviceKeys =
            null, IReadOnlyList<Key>? nicKeys = null)
    {
        ArgumentNullException.ThrowIfNull(systems);
        Systems = systems;
        DeviceKeys = deviceKeys ?? [];
        NicKeys = nicKeys ?? [];
        Invariant.Require(
            systems.Select(system => system.Name).Distinct().Count() == systems.Count, "systems differ in name");
        _tables = systems.Select(system => new KeyTable(system, this)).ToArray();
    }

    /// <summary>The systems, in the order of documents.</summary>
    public IReadOnlyList<SystemDescription> Systems { get; }

    /// <summary>Keys of device profiles beside the operations and <c>power</c>.</summary>
    public IReadOnlyList<Key> DeviceKeys { get; }

    /// <summary>Keys of NIC profiles.</summary>
    public IReadOnlyList<Key> NicKeys { get; }

    /// <summary>The tables of keys, one for each system.</summary>
    public IReadOnlyList<KeyTable> Tables => _tables;

    /// <summary>The operations of all systems, each once, in order.</summary>
    public IEnumerable<Operation> Operations =>
        Systems.SelectMany(system => system.Operations).DistinctBy(operation => operation.Name);

    /// <summary>The table of keys of a system, or null.</summary>
    /// <param name="system">The value of <c>system:</c>.</param>
    public KeyTable? FindTable(string system) => _tables.FirstOrDefault(table => table.System.Name == system);
}
