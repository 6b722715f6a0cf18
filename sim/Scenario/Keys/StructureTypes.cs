using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Simulator.Kernel;

namespace Simulator.Scenarios;

/// <summary>A mapping with a fixed set of keys; the only place where unknown and missing keys are found.</summary>
internal sealed class MappingType : IKeyType
{
    /// <summary>The key that names a profile.</summary>
    public const string ProfileName = "profile";

    private readonly IReadOnlyList<Key> _keys;
    private readonly string[] _names;
    private readonly ProfileKind? _profileKind;

    public MappingType(IReadOnlyList<Key> keys, ProfileKind? profileKind = null)
    {
        _profileKind = profileKind;
        _keys = profileKind is { } kind ? [ProfileKey(kind), .. keys] : keys;
        _names = _keys.Select(key => key.Name).ToArray();
        Invariant.Require(
            _names.Distinct().Count() == _names.Length, $"no key stands twice in {string.Join(", ", _names)}");
    }

    public string Takes => "a mapping";

    public IEnumerable<(string Path, Key Key)> Keys
    {
        get
        {
            foreach (Key key in _keys)
            {
                yield return (key.Name, key);
                foreach ((string path, Key below) in key.Type.Keys)
                {
                    yield return (path.StartsWith('[') ? key.Name + path : $"{key.Name}.{path}", below);
                }
            }
        }
    }

    /// <summary>The key of that name, or null.</summary>
    public Key? Find(string name) => _keys.FirstOrDefault(key => key.Name == name);

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.WrongShape(node, $"a mapping of {string.Join(", ", _names)}");
            return null;
        }

        string[] misspelt = Misspelt(node, scope);
        scope = _profileKind is { } kind
            ? scope with { Profile = FindProfile(node, kind, scope), LacksProfile = false }
            : scope;
        scope = _profileKind is not null && scope.Profile is null && node.Find(ProfileName) is not null
            ? scope with { LacksProfile = true }
            : scope;
        var entries = new List<(string, BoundValue)>();
        foreach (Key key in _keys)
        {
            if (!misspelt.Contains(key.Name) && BindKey(key, node, scope) is { } value)
            {
                entries.Add((key.Name, value));
            }
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public PathStep? Step(string rest, ScenarioNode? node)
    {
        Key? longest = null;
        foreach (Key key in _keys)
        {
            bool leads = rest.StartsWith(key.Name, StringComparison.Ordinal)
                && (rest.Length == key.Name.Length || rest[key.Name.Length] is '.' or '[');
            longest = leads && key.Name.Length > (longest?.Name.Length ?? 0) ? key : longest;
        }

        return longest is null
            ? null
            : new PathStep(longest.Name, -1, longest.Type, rest[longest.Name.Length..], longest.IsFixed);
    }

    public IReadOnlyList<string> StepNames(ScenarioNode? node) => _names;

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Mapping(writer, _keys);

    /// <summary>Reports a key that is none of those that exist.</summary>
    public static void RefuseUnknown(ScenarioNode key, IReadOnlyCollection<string> names, BindScope scope)
    {
        if (!names.Contains(key.Text))
        {
            scope.Error(
                key.Place,
                ErrorCode.UnknownKey,
                $"unknown key '{key.Text}'{scope.In}",
                Suggestion.Hint(key.Text, names, "keys"));
        }
    }

    /// <summary>
    /// Reports unknown keys; gives the missing keys that they were most likely meant to be, which then count as
    /// reported.
    /// </summary>
    private string[] Misspelt(ScenarioNode node, BindScope scope)
    {
        var meant = new List<string>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            RefuseUnknown(entry.Key, _names, scope);
            if (!_names.Contains(entry.Key.Text)
                && Suggestion.Nearest(entry.Key.Text, _names) is { } near && node.Find(near) is null)
            {
                meant.Add(near);
            }
        }

        return meant.ToArray();
    }

    private static Key ProfileKey(ProfileKind kind) =>
        new(
            ProfileName,
            new ReferenceType([Referred(kind)], ""),
            $"{kind} profile from which values are taken that are not given here");

    private static ReferenceKind Referred(ProfileKind kind) => kind switch
    {
        ProfileKind.Device => ReferenceKind.DeviceProfile,
        ProfileKind.Link => ReferenceKind.LinkProfile,
        _ => ReferenceKind.NicProfile,
    };

    private static Profile? FindProfile(ScenarioNode node, ProfileKind kind, BindScope scope)
    {
        if (node.Find(ProfileName) is not { Kind: NodeKind.Scalar } named)
        {
            return null;
        }

        string name = ParameterTable.IsReference(named)
            ? scope.Context.Parameters.Find(named.Text[1..])?.Text ?? ""
            : named.Text;
        return scope.Context.Profiles.Find(name, kind, scope.Context.Errors);
    }

    private static BoundValue? BindKey(Key key, ScenarioNode node, BindScope scope)
    {
        BindScope below = scope.At(key.Name);
        if (node.Find(key.Name) is { } given)
        {
            return key.Type.Bind(given, below);
        }

        if (key.FromProfile && scope.Profile?.Find(key.Name) is { } fromProfile)
        {
            scope.Context.ProfileUses.Add(new ProfileUse(below.Path, scope.Profile.Name, fromProfile));
            return key.Type.Bind(fromProfile.Node, below);
        }

        if (key.DefaultNode is { } byDefault)
        {
            bool isEmptyMapping = byDefault.Kind == NodeKind.Mapping && byDefault.Entries.Count == 0;
            return key.Type.Bind(isEmptyMapping ? ScenarioNode.Mapping(node.Place, []) : byDefault, below);
        }

        bool isReported = key.FromProfile && scope.LacksProfile;
        if (key.Required && !isReported)
        {
            Missing(key, node, scope);
        }

        return null;
    }

    private static void Missing(Key key, ScenarioNode node, BindScope scope)
    {
        bool isCost = key.Type is CostType;
        string? profile = key.FromProfile ? scope.Profile?.Name : null;
        string alsoNot = profile is null ? "" : $", nor in profile '{profile}'";
        string text = isCost
            ? $"there is no cost for '{key.Name}'{scope.In}{alsoNot}"
            : $"key '{key.Name}' is missing{scope.In}{alsoNot}";
        string more = key.FromProfile && profile is null ? ", or name a profile" : "";
        string code = isCost ? ErrorCode.MissingCost : ErrorCode.MissingKey;
        scope.Error(node.Place, code, text, $"give {key.Name}: {key.Type.Takes}{more}");
    }
}

/// <summary>A mapping with names of the scenario's own choice, all of one type.</summary>
internal sealed class NamedMappingType(string placeholder, IKeyType item) : IKeyType
{
    public string Takes => "a mapping";

    public IEnumerable<(string Path, Key Key)> Keys =>
        item.Keys.Select(below => ($"{placeholder}.{below.Path}", below.Key));

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
            if (NameType.Check(entry.Key.Text, entry.Key.Place, scope)
                && item.Bind(entry.Value, scope.At(entry.Key.Text)) is { } value)
            {
                entries.Add((entry.Key.Text, value));
            }
        }

        return BoundValue.Mapping(node.Place, new Settings(scope.Path, entries));
    }

    public PathStep? Step(string rest, ScenarioNode? node) => PathText.StepByName(rest, StepNames(node), _ => item);

    public IReadOnlyList<string> StepNames(ScenarioNode? node) =>
        node is null ? [] : node.Entries.Select(entry => entry.Key.Text).ToArray();

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Named(writer, item);
}

/// <summary>A list.</summary>
internal sealed class ListType(IKeyType item, int min, int max, bool single) : IKeyType
{
    public string Takes => $"a list, each item {item.Takes}";

    public string Bounds => min == max ? $"{min} items" : min > 0 ? $"at least {min} items" : "";

    public IEnumerable<(string Path, Key Key)> Keys => item.Keys.Select(below => ($"[].{below.Path}", below.Key));

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Sequence)
        {
            return BindSingle(node, scope);
        }

        if (node.Items.Count < min || node.Items.Count > max)
        {
            scope.Error(
                node.Place,
                ErrorCode.OutOfRange,
                FormattableString.Invariant($"{node.Items.Count} items are out of range{scope.In}"),
                min == max ? $"it takes {min}" : $"it takes {min} to {max}");
            return null;
        }

        var items = new List<BoundValue>();
        for (int index = 0; index < node.Items.Count; index++)
        {
            if (item.Bind(node.Items[index], scope.At(index)) is { } value)
            {
                items.Add(value);
            }
        }

        return BoundValue.List(node.Place, items);
    }

    public PathStep? Step(string rest, ScenarioNode? node)
    {
        int end = rest.IndexOf(']', StringComparison.Ordinal);
        bool isIndex = rest.StartsWith('[') && end > 1
            && int.TryParse(rest.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        if (!isIndex)
        {
            return null;
        }

        int index = int.Parse(rest.AsSpan(1, end - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        return node is not null && index < node.Items.Count ? new PathStep("", index, item, rest[(end + 1)..]) : null;
    }

    public IReadOnlyList<string> StepNames(ScenarioNode? node) =>
        Enumerable.Range(0, node?.Items.Count ?? 0)
            .Select(index => FormattableString.Invariant($"[{index}]"))
            .ToArray();

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.List(writer, item, single);

    private BoundValue? BindSingle(ScenarioNode node, BindScope scope)
    {
        if (!single || node.IsMissing)
        {
            scope.WrongShape(node, Takes);
            return null;
        }

        return item.Bind(node, scope) is { } value ? BoundValue.List(node.Place, [value]) : null;
    }
}

/// <summary>A value for both directions, or one for each.</summary>
internal sealed class DirectionsType(IKeyType item) : IKeyType
{
    private static readonly string[] Names = ["up", "down"];

    public string Takes => $"{item.Takes}; for each direction {{ up, down }}";

    public string Bounds => item.Bounds;

    public IReadOnlyList<Dimension> Dimensions => item.Dimensions;

    public BoundValue? Bind(ScenarioNode node, BindScope scope)
    {
        bool isPair = node.Kind == NodeKind.Mapping && node.Entries.Any(entry => Names.Contains(entry.Key.Text));
        if (!isPair)
        {
            return item.Bind(node, scope) is { } both
                ? BoundValue.Scalar(node.Place, new Directions(both, both), both.Text)
                : null;
        }

        foreach (ScenarioEntry entry in node.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, Names, scope);
        }

        BoundValue? up = BindDirection(node, "up", scope);
        BoundValue? down = BindDirection(node, "down", scope);
        if (up is null || down is null)
        {
            return null;
        }

        string text = up.Text == down.Text ? up.Text : $"{{ up: {up.Text}, down: {down.Text} }}";
        return BoundValue.Scalar(node.Place, new Directions(up, down), text);
    }

    public PathStep? Step(string rest, ScenarioNode? node) => PathText.StepByName(rest, Names, _ => item);

    public IReadOnlyList<string> StepNames(ScenarioNode? node) => Names;

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Directions(writer, item);

    private BoundValue? BindDirection(ScenarioNode node, string name, BindScope scope)
    {
        if (node.Find(name) is { } given)
        {
            return item.Bind(given, scope.At(name));
        }

        scope.Error(
            node.Place,
            ErrorCode.MissingKey,
            $"key '{name}' is missing{scope.In}",
            "give both directions, or one value for both");
        return null;
    }
}

/// <summary>A mapping, or something shorter.</summary>
internal sealed class MappingOrType(IKeyType mapping, IKeyType shorter) : IKeyType
{
    public string Takes => $"{shorter.Takes}, or a mapping";

    public string Bounds => shorter.Bounds;

    public IReadOnlyList<Dimension> Dimensions => shorter.Dimensions;

    public IEnumerable<(string Path, Key Key)> Keys => mapping.Keys;

    public BoundValue? Bind(ScenarioNode node, BindScope scope) =>
        node.Kind == NodeKind.Mapping ? mapping.Bind(node, scope) : shorter.Bind(node, scope);

    public PathStep? Step(string rest, ScenarioNode? node) => mapping.Step(rest, node);

    public IReadOnlyList<string> StepNames(ScenarioNode? node) => mapping.StepNames(node);

    public void WriteSchema(Utf8JsonWriter writer) => SchemaParts.Either(writer, mapping, shorter);
}
