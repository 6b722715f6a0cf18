using System;
using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>Paths: keys joined by dots, <c>[0]</c> for an item of a list.</summary>
internal static class PathText
{
    /// <summary>
    /// The longest of the names that the path starts with, as a step; names may hold dots themselves.
    /// </summary>
    public static PathStep? StepByName(string rest, IReadOnlyList<string> names, Func<string, IKeyType> typeOf)
    {
        string? longest = null;
        foreach (string name in names)
        {
            bool leads = rest.StartsWith(name, StringComparison.Ordinal)
                && (rest.Length == name.Length || rest[name.Length] is '.' or '[');
            longest = leads && name.Length > (longest?.Length ?? 0) ? name : longest;
        }

        return longest is null ? null : new PathStep(longest, -1, typeOf(longest), rest[longest.Length..]);
    }

    /// <summary>The first part of a path, for messages.</summary>
    public static string First(string path)
    {
        int end = path.IndexOfAny(['.', '[']);
        return end <= 0 ? path : path[..end];
    }
}
