using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A path that leads to a key: its steps and what stands there.</summary>
/// <param name="Steps">The steps from the root.</param>
/// <param name="IsFixed">True if a sweep cannot vary it.</param>
internal sealed record ResolvedPath(IReadOnlyList<PathStep> Steps, bool IsFixed)
{
    /// <summary>What stands at the end.</summary>
    public IKeyType Type => Steps[^1].Type;
}

/// <summary>
/// Follows paths such as <c>network.s1.delay</c> or <c>faults[0].at</c> through types and the scenario's own names.
/// </summary>
internal static class PathResolver
{
    /// <summary>
    /// The key that a path or the name of a parameter leads to; null, with an error, if there is none.
    /// </summary>
    public static ResolvedPath? Resolve(string path, Place place, ScenarioNode root, BindScope scope)
    {
        string full = IsParameter(path, root) ? $"{CommonKeys.Parameters}.{path}" : path;
        var steps = new List<PathStep>();
        IKeyType type = scope.Context.Table!.Root;
        ScenarioNode? node = root;
        string rest = full;
        while (rest.Length > 0)
        {
            if (rest[0] == '.' && steps.Count > 0)
            {
                rest = rest[1..];
            }

            if (type.Step(rest, node) is not { } step)
            {
                Unknown(path, full, rest, type, node, place, scope, root);
                return null;
            }

            steps.Add(step);
            node = step.Index >= 0 ? node?.Items[step.Index] : node?.Find(step.Name);
            (type, rest) = (step.Type, step.Rest);
        }

        if (steps.Count == 0)
        {
            scope.Error(place, ErrorCode.UnknownPath, "the path is empty");
            return null;
        }

        bool isParameter = steps is [{ Name: CommonKeys.Parameters }, _];
        return new ResolvedPath(steps, !isParameter && steps.Any(step => step.IsFixed));
    }

    /// <summary>
    /// The scenario with the value at a path replaced; mappings on the way are made where they are missing.
    /// </summary>
    public static ScenarioNode Apply(ScenarioNode root, ResolvedPath path, ScenarioNode value) =>
        Apply(root, path.Steps, 0, value);

    private static ScenarioNode Apply(ScenarioNode? node, IReadOnlyList<PathStep> steps, int depth, ScenarioNode value)
    {
        if (depth == steps.Count)
        {
            return value;
        }

        PathStep step = steps[depth];
        if (step.Index >= 0)
        {
            return node!.With(step.Index, Apply(node.Items[step.Index], steps, depth + 1, value));
        }

        ScenarioNode mapping = node is { Kind: NodeKind.Mapping } ? node : ScenarioNode.Mapping(value.Place, []);
        return mapping.With(step.Name, Apply(mapping.Find(step.Name), steps, depth + 1, value));
    }

    /// <summary>True for the bare name of a parameter.</summary>
    public static bool IsParameter(string path, ScenarioNode root) =>
        root.Find(CommonKeys.Parameters)?.Find(path) is not null;

    private static void Unknown(
        string path,
        string full,
        string rest,
        IKeyType type,
        ScenarioNode? node,
        Place place,
        BindScope scope,
        ScenarioNode root)
    {
        string before = full[..^rest.Length];
        string part = PathText.First(rest);
        IEnumerable<string> parameters = before.Length == 0 && root.Find(CommonKeys.Parameters) is { } declared
            ? declared.Entries.Select(entry => entry.Key.Text)
            : [];
        string[] names = parameters.Concat(type.StepNames(node)).ToArray();
        string near = Suggestion.Nearest(rest, names) ?? Suggestion.Nearest(part, names) ?? "";
        string tail = near.Length > 0 && rest.Length > part.Length ? rest[part.Length..] : "";
        string hint = near.Length > 0 ? $"did you mean '{before}{near}{tail}'?"
            : names.Length == 0 ? $"nothing stands below {before.TrimEnd('.')}"
            : Suggestion.Hint(part, names, before.Length == 0 ? "names" : $"names below {before.TrimEnd('.')}");
        scope.Error(place, ErrorCode.UnknownPath, $"there is no key or parameter '{path}'", hint);
    }
}
