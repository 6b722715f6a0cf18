using System.Collections.Generic;
using System.Linq;
using System.Text.Json;

namespace Simulator.Scenarios;

/// <summary>
/// A mapping whose possible names the system gives; the order of the file is kept, because it means something.
/// </summary>
internal sealed class ChosenMappingType(string what, IReadOnlyList<(string Name, IKeyType Type)> choices) : IKeyType
{
    private readonly string[] _names = choices.Select(choice => choice.Name).ToArray();

    public string Takes => $"a mapping with an entry for each {what}";

    public IEnumerable<(string Path, Key Key)> Keys =>
        choices.SelectMany(choice => choice.Type.Keys.Select(below => ($"{choice.Name}.{below.Path}", below.Key)));

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        var entries = new List<(string, BoundValue)>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            IKeyType? type = TypeOf(entry.Key.Text);
            if (type is null)
            {
                scope.Error(
                    entry.Key.Place,
                    ErrorCode.UnknownKey,
                    $"there is no {what} '{entry.Key.Text}'{scope.In}",
                    Suggestion.Hint(entry.Key.Text, _names, "names"));
            }
            else if (type.Bind(entry.Value, scope.At(entry.Key.Text)) is { } value)
            {
                entries.Add((entry.Key.Text, value));
            }
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public PathStep? Step(string rest, ScenarioNode? node) => PathText.StepByName(rest, _names, name => TypeOf(name)!);

    public IReadOnlyList<string> StepNames(ScenarioNode? node) => _names;

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Chosen(writer, choices);

    private IKeyType? TypeOf(string name) => choices.FirstOrDefault(choice => choice.Name == name).Type;
}

/// <summary>The groups of <c>nodes:</c>; the keys of each follow from its role.</summary>
internal sealed class GroupsType : IKeyType
{
    private readonly SystemDescription _system;
    private readonly Dictionary<string, MappingType> _types;

    public GroupsType(SystemDescription system)
    {
        _system = system;
        _types = system.Roles.ToDictionary(role => role.Name, role => CommonKeys.OfGroup(role, system));
    }

    public string Takes => "a mapping with an entry for each group of nodes";

    public IEnumerable<(string Path, Key Key)> Keys =>
        _system.Roles.SelectMany(
            role => _types[role.Name].Keys.Select(below => ($"<{role.Name}>.{below.Path}", below.Key)));

    /// <summary>The role that a group states, else its name.</summary>
    public static string RoleOf(ScenarioEntry group) =>
        group.Value.Find("role") is { Kind: NodeKind.Scalar } role ? role.Text : group.Key.Text;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        var entries = new List<(string, BoundValue)>();
        foreach (ScenarioEntry group in node.Entries)
        {
            if (BindGroup(group, scope) is { } value)
            {
                entries.Add((group.Key.Text, value));
            }
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public PathStep? Step(string rest, ScenarioNode? node) =>
        PathText.StepByName(
            rest, StepNames(node), name => TypeOf(node!.Entries.First(entry => entry.Key.Text == name)));

    public IReadOnlyList<string> StepNames(ScenarioNode? node) =>
        node is null ? [] : node.Entries.Where(HasRole).Select(entry => entry.Key.Text).ToArray();

    public void WriteSchema(Utf8JsonWriter writer) =>
        SchemaParts.Groups(writer, _system.Roles.Select(role => (role.Name, (IKeyType)_types[role.Name])));

    private bool HasRole(ScenarioEntry group) => _types.ContainsKey(RoleOf(group));

    private MappingType TypeOf(ScenarioEntry group) => _types[RoleOf(group)];

    private BoundValue? BindGroup(ScenarioEntry group, BindScope scope)
    {
        BindScope below = scope.At(group.Key.Text);
        if (!NameType.Check(group.Key.Text, group.Key.Place, scope))
        {
            return null;
        }

        if (!HasRole(group))
        {
            ScenarioNode? role = group.Value.Find("role");
            scope.Error(
                role?.Place ?? group.Key.Place,
                ErrorCode.UnknownReference,
                $"there is no role '{RoleOf(group)}'{below.In}",
                Suggestion.Hint(RoleOf(group), _system.Roles.Select(known => known.Name).ToArray(), "roles"));
            return null;
        }

        bool isImplicit = group.Value.Kind == NodeKind.Mapping && group.Value.Find("role") is null;
        ScenarioNode node = isImplicit
            ? group.Value.With("role", ScenarioNode.Scalar(group.Key.Place, group.Key.Text))
            : group.Value;
        return TypeOf(group).Bind(node, below);
    }
}
