using System.Globalization;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>What a fault rule does.</summary>
public enum FaultKind
{
    /// <summary>The packet leaves and does not arrive.</summary>
    Drop,

    /// <summary>The packet arrives twice.</summary>
    Duplicate,

    /// <summary>The packet arrives later by <see cref="FaultRule.Delay"/>; others do not wait for it.</summary>
    Delay,

    /// <summary>One bit of the packet, anywhere in it, is inverted; no checksum is corrected.</summary>
    Corrupt,

    /// <summary>
    /// The packet arrives, and the same octets are put on the link once more after <see cref="FaultRule.Delay"/>.
    /// </summary>
    Replay,

    /// <summary>The packet is held back until the next one in its direction has passed, for <see
    /// cref="FaultRule.Delay"/>
    /// at most.</summary>
    Reorder,

    /// <summary>No packet passes. On a group: none between it and the rest.</summary>
    Partition,

    /// <summary>The node crashes; with <see cref="FaultRule.During"/> it restarts at the end.</summary>
    Crash,

    /// <summary>The node crashes, if it is up, and restarts after <see cref="FaultRule.Delay"/>.</summary>
    Restart,
}

/// <summary>A span of simulated time.</summary>
/// <param name="From">From here on.</param>
/// <param name="To">Before this.</param>
public readonly record struct FaultSpan(SimTime From, SimTime To)
{
    /// <summary>True within it.</summary>
    public bool Contains(SimTime time) => From <= time && time < To;
}

/// <summary>
/// One fault of a scenario. Rules are tried in their order, and the first that matches a packet is applied.
/// </summary>
public sealed record FaultRule
{
    /// <summary>
    /// A link class, a link id, a group of nodes or a node. Of nodes: the packets that they send and receive.
    /// </summary>
    public required string On { get; init; }

    /// <summary>What happens.</summary>
    public required FaultKind What { get; init; }

    /// <summary><c>up</c> or <c>down</c>; null for both.</summary>
    public string? Direction { get; init; }

    /// <summary>Only packets whose label names this message; null for all.</summary>
    public string? Message { get; init; }

    /// <summary>
    /// From this time on: a packet once unless <see cref="Count"/> says otherwise, a partition for good, each node
    /// once.
    /// </summary>
    public SimTime? At { get; init; }

    /// <summary>Only within this span.</summary>
    public FaultSpan? During { get; init; }

    /// <summary>Chance that a packet, or a node, that matches is concerned.</summary>
    public double Probability { get; init; } = 1.0;

    /// <summary>How often at most, over all links and nodes; null without a bound, but for <see cref="At"/>.</summary>
    public int? Count { get; init; }

    /// <summary>
    /// How much later, for the kinds that delay; zero takes <see cref="DefaultDelay"/> for a reordering and a restart.
    /// </summary>
    public Duration Delay { get; init; }

    /// <summary>
    /// Ours: how long a reordered packet waits for another at most, and how long a node takes to come up.
    /// </summary>
    public static SimTime DefaultDelay => SimTime.FromSeconds(1);

    /// <summary>True if it happens to nodes, not to packets.</summary>
    public bool ConcernsNodes => What is FaultKind.Crash or FaultKind.Restart;

    /// <summary>What is wrong with the rule by itself, or null.</summary>
    public string? FindError() => this switch
    {
        { Direction: not (null or "up" or "down") } => "a direction is up or down",
        { At: not null, During: not null } => "a rule has a time or a span, not both",
        { During: { } span } when span.From >= span.To => "a span ends after it begins",
        { Probability: not (>= 0.0 and <= 1.0) } => "a probability lies between 0 and 1",
        { Count: <= 0 } => "a count is positive",
        { What: FaultKind.Delay } when Delay == default => "a delay has a length",
        { ConcernsNodes: true, Message: not null } or { ConcernsNodes: true, Direction: not null } =>
            "a node has no message and no direction",
        { ConcernsNodes: true, At: null, During: null } => "a crash or restart has a time",
        { What: FaultKind.Restart, During: not null } => "a restart has a time, not a span",
        _ => null,
    };

    internal int CountMax => Count ?? (At is null || What == FaultKind.Partition || ConcernsNodes ? int.MaxValue : 1);

    internal bool IsActive(SimTime now) =>
        (At is not { } at || now >= at) && (During is not { } span || span.Contains(now));

    internal string NameAt(int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{index} {What.ToString().ToLowerInvariant()} on {On}");
}
