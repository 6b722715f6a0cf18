using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>What a profile describes.</summary>
public enum ProfileKind
{
    /// <summary>A device: costs of operations, power.</summary>
    Device,

    /// <summary>A link: delay, rate, loss, queue.</summary>
    Link,

    /// <summary>A network interface card: sizes of its tables, costs.</summary>
    Nic,
}

/// <summary>How far a value of a profile can be trusted.</summary>
public enum Confidence
{
    /// <summary>Read in a primary source, or measured.</summary>
    High,

    /// <summary>From an abstract, a vendor or a secondary source.</summary>
    Medium,

    /// <summary>An assumption: a single log, derived, or without a source at hand. Reports list it.</summary>
    Low,
}

/// <summary>A value of a profile with its provenance.</summary>
/// <param name="Key">The key: an operation, <c>delay</c>, <c>power</c> …</param>
/// <param name="Node">The value as written.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="Confidence">How far it can be trusted.</param>
public sealed record ProfileValue(string Key, ScenarioNode Node, string Source, Confidence Confidence);

/// <summary>A value that a scenario took from a profile.</summary>
/// <param name="Path">Where in the scenario.</param>
/// <param name="Profile">The profile's name.</param>
/// <param name="Value">The value and its provenance.</param>
public sealed record ProfileUse(string Path, string Profile, ProfileValue Value);

/// <summary>A profile: values for the keys of a group, a link class or a NIC, each with its source.</summary>
public sealed class Profile
{
    internal Profile(string name, ProfileKind kind, string about, IReadOnlyList<ProfileValue> values)
    {
        Name = name;
        Kind = kind;
        About = about;
        Values = values;
    }

    /// <summary>The name: the base name of its file.</summary>
    public string Name { get; }

    /// <summary>What it describes.</summary>
    public ProfileKind Kind { get; }

    /// <summary>What it describes, in a sentence.</summary>
    public string About { get; }

    /// <summary>Its values, in the order of the file.</summary>
    public IReadOnlyList<ProfileValue> Values { get; }

    /// <summary>The value of a key, or null.</summary>
    /// <param name="key">The key.</param>
    public ProfileValue? Find(string key) => Values.FirstOrDefault(value => value.Key == key);
}
