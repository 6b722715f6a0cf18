using System;
using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>A line of the table of keys.</summary>
/// <param name="Path">The path, with <c>GROUP</c> and the like where a scenario chooses the name.</param>
/// <param name="Key">The key.</param>
public readonly record struct KeyEntry(string Path, Key Key);

/// <summary>
/// The one table of keys of a system: the common keys and its own. It binds scenarios, writes defaults, and is the
/// source
/// of hints, documents and JSON Schema.
/// </summary>
public sealed class KeyTable
{
    /// <summary>The table of a system.</summary>
    /// <param name="system">The system.</param>
    /// <param name="catalogue">The catalogue it belongs to.</param>
    public KeyTable(SystemDescription system, SystemCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(system);
        ArgumentNullException.ThrowIfNull(catalogue);
        System = system;
        Require(system);
        Root = CommonKeys.Root(system);
        Entries = Root.Keys.Select(entry => new KeyEntry(entry.Path, entry.Key)).ToArray();
    }

    /// <summary>The system.</summary>
    public SystemDescription System { get; }

    /// <summary>Every key, in the order in which <c>effective.yaml</c> writes them.</summary>
    public IReadOnlyList<KeyEntry> Entries { get; }

    /// <summary>The type of a whole scenario.</summary>
    internal MappingType Root { get; }

    /// <summary>The keys that a profile may have.</summary>
    /// <param name="kind">The kind of profile.</param>
    /// <param name="catalogue">The catalogue, for operations and for keys of devices and cards.</param>
    public static IReadOnlyList<Key> ProfileKeys(ProfileKind kind, SystemCatalogue catalogue)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        return kind switch
        {
            ProfileKind.Device =>
                [
                    CommonKeys.Power, .. catalogue.DeviceKeys,
                    .. catalogue.Operations.Select(each => CommonKeys.CostOf(each)),
                ],
            ProfileKind.Link => CommonKeys.OfLink,
            _ => catalogue.NicKeys,
        };
    }

    /// <summary>
    /// Finds mistakes of a declaration when the catalogue is made, not when a scenario trips over them.
    /// </summary>
    private static void Require(SystemDescription system)
    {
        foreach (Role role in system.Roles)
        {
            foreach (string operation in role.Operations)
            {
                Invariant.Require(
                    system.FindOperation(operation) is not null,
                    $"operation {operation} of role {role.Name} is declared");
            }

            Invariant.Require(
                role.HostedOn is null || system.FindRole(role.HostedOn) is not null,
                $"the host of {role.Name} is a role");
        }

        foreach (LinkClass link in system.Links)
        {
            Invariant.Require(
                link.From.Concat(link.To).All(role => system.FindRole(role) is not null),
                $"the ends of {link.Name} are roles");
        }

        foreach (Key key in OwnKeys(system))
        {
            bool isLeaf = !key.Type.Keys.Any();
            Invariant.Require(
                !isLeaf || key.IsOutput || key.Other is not null,
                $"key {key.Name} has another value, with which a test can show that it changes a result");
        }
    }

    private static IEnumerable<Key> OwnKeys(SystemDescription system)
    {
        Key[] own = system.Options
            .Concat(system.Roles.SelectMany(role => role.Keys))
            .Concat(system.Links.SelectMany(link => link.Keys))
            .ToArray();
        IEnumerable<Key> below = own.SelectMany(key => key.Type.Keys).Select(entry => entry.Key);
        return own.Concat(below.Where(key => key.Name != MappingType.ProfileName));
    }
}
