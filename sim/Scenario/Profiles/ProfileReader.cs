using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>
/// Reads one profile file: name, kind, a sentence about it, and values of <c>{ value, source, confidence }</c>.
/// </summary>
internal sealed class ProfileReader(SystemCatalogue catalogue, IInputFiles files, ErrorLog errors)
{
    private static readonly string[] TopKeys = ["profile", "kind", "about", "values"];
    private static readonly string[] ValueKeys =
    [
        "value",
        "source",
        "confidence",
        CostKey.PerOctet,
        CostKey.Energy,
        CostKey.EnergyPerOctet,
    ];

    public Profile? Read(ScenarioNode root, string name)
    {
        BindScope scope = new(new BindContext(errors, ProfileLibraries.None, files), "");
        if (root.Kind != NodeKind.Mapping)
        {
            scope.Error(
                root.Place, ErrorCode.WrongShape, "a profile is a mapping", $"keys: {string.Join(", ", TopKeys)}");
            return null;
        }

        foreach (ScenarioEntry entry in root.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, TopKeys, scope);
        }

        CheckName(root, name, scope);
        string about = root.Find("about") is { Kind: NodeKind.Scalar } text ? text.Text : "";
        ProfileKind? kind = Kind(root, scope);
        return kind is { } known ? new Profile(name, known, about, Values(root, known, scope)) : null;
    }

    private static void CheckName(ScenarioNode root, string name, BindScope scope)
    {
        ScenarioNode? given = root.Find("profile");
        if (given?.Text != name)
        {
            scope.Error(
                given?.Place ?? root.Place,
                ErrorCode.Conflict,
                $"the profile must have the name of its file, '{name}'",
                $"write 'profile: {name}'");
        }
    }

    private static ProfileKind? Kind(ScenarioNode root, BindScope scope)
    {
        string[] kinds = ["device", "link", "nic"];
        ScenarioNode? given = root.Find("kind");
        int index = Array.IndexOf(kinds, given?.Text);
        if (index < 0)
        {
            scope.Error(
                given?.Place ?? root.Place,
                given is null ? ErrorCode.MissingKey : ErrorCode.UnknownWord,
                given is null ? "key 'kind' is missing" : $"unknown kind '{given.Text}'",
                "a profile is a device, a link or a nic");
        }

        return index < 0 ? null : (ProfileKind)index;
    }

    private List<ProfileValue> Values(ScenarioNode root, ProfileKind kind, BindScope scope)
    {
        var values = new List<ProfileValue>();
        if (root.Find("values") is not { Kind: NodeKind.Mapping } mapping)
        {
            scope.Error(
                root.Find("values")?.Place ?? root.Place,
                ErrorCode.MissingKey,
                "the profile has no values",
                "give 'values:' with a mapping");
            return values;
        }

        IReadOnlyList<Key> keys = KeyTable.ProfileKeys(kind, catalogue);
        foreach (ScenarioEntry entry in mapping.Entries)
        {
            string[] names = keys.Select(key => key.Name).ToArray();
            MappingType.RefuseUnknown(entry.Key, names, scope.At("values"));
            if (keys.FirstOrDefault(key => key.Name == entry.Key.Text) is { } key
                && Value(key, entry.Value, scope.At("values").At(key.Name)) is { } value)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static ProfileValue? Value(Key key, ScenarioNode node, BindScope scope)
    {
        if (node.Kind != NodeKind.Mapping)
        {
            scope.Error(
                node.Place,
                ErrorCode.MissingSource,
                $"{scope.Path} has no source",
                "write { value: …, source: …, confidence: H|M|L }");
            return null;
        }

        string[] allowed = key.Type is CostType ? ValueKeys : ["value", "source", "confidence"];
        foreach (ScenarioEntry entry in node.Entries)
        {
            MappingType.RefuseUnknown(entry.Key, allowed, scope);
        }

        string source = Source(node, scope);
        Confidence? confidence = ConfidenceOf(node, scope);
        ScenarioNode? value = ValueNode(key, node, scope);
        return value is not null
            && key.Type.Bind(value, scope) is not null
            && confidence is { } known
            && source.Length > 0
            ? new ProfileValue(key.Name, value, source, known)
            : null;
    }

    private static string Source(ScenarioNode node, BindScope scope)
    {
        ScenarioNode? source = node.Find("source");
        if (source is { Kind: NodeKind.Scalar, IsMissing: false } && source.Text.Trim().Length > 0)
        {
            return source.Text;
        }

        scope.Error(
            source?.Place ?? node.Place,
            ErrorCode.MissingSource,
            $"{scope.Path} has no source",
            "say where the value comes from: document, table, measurement");
        return "";
    }

    private static Confidence? ConfidenceOf(ScenarioNode node, BindScope scope)
    {
        ScenarioNode? given = node.Find("confidence");
        int index = given is null ? -1 : Array.IndexOf(["H", "M", "L"], given.Text);
        if (index < 0)
        {
            scope.Error(
                given?.Place ?? node.Place,
                given is null ? ErrorCode.MissingKey : ErrorCode.UnknownWord,
                given is null
                    ? $"key 'confidence' is missing{scope.In}"
                    : $"unknown confidence '{given.Text}'{scope.In}",
                "H: primary source or measured; M: secondary; L: assumption");
        }

        return index < 0 ? null : (Confidence)index;
    }

    /// <summary>
    /// The value as a scenario would write it; a cost with parts per octet or energy becomes a mapping.
    /// </summary>
    private static ScenarioNode? ValueNode(Key key, ScenarioNode node, BindScope scope)
    {
        ScenarioNode? value = node.Find("value");
        var parts = new List<ScenarioEntry>();
        foreach (ScenarioEntry entry in node.Entries)
        {
            if (key.Type is CostType && CostKey.All.Contains(entry.Key.Text))
            {
                parts.Add(entry);
            }
        }

        if (value is null && parts.Count == 0)
        {
            scope.Error(
                node.Place, ErrorCode.MissingKey, $"key 'value' is missing{scope.In}", $"it takes {key.Type.Takes}");
            return null;
        }

        if (parts.Count == 0)
        {
            return value;
        }

        if (value is not null)
        {
            parts.Insert(0, new ScenarioEntry(ScenarioNode.Scalar(value.Place, CostKey.Fixed), value));
        }

        return ScenarioNode.Mapping(node.Place, parts);
    }
}

/// <summary>Libraries without files.</summary>
internal static class ProfileLibraries
{
    /// <summary>No profile; a profile refers to no other.</summary>
    public static ProfileLibrary None { get; } = new(new SystemCatalogue([]), new MemoryFiles(), "");
}
