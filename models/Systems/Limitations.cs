using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;

namespace Simulator.Systems;

/// <summary>What a page says under "Scope and limitations".</summary>
/// <param name="Title">Title of the page.</param>
/// <param name="Statements">Its statements; words in code stand between back quotes, links are their words.</param>
public sealed record PageLimitations(string Title, IReadOnlyList<string> Statements);

/// <summary>
/// The limits of a system's models, from its page and from the pages of the roles that it links to: the pages are part
/// of the program, so that reports and documents say the same.
/// </summary>
public static partial class Limitations
{
    private const string Heading = "## Scope and limitations", RoleFolder = "../../Entities/", Page = "/README.md";

    /// <summary>The pages of a system, its own first.</summary>
    /// <param name="system">The value of <c>system:</c>.</param>
    public static IReadOnlyList<PageLimitations> Of(string system)
    {
        string own = Read("Systems", system);
        IEnumerable<string> roles = LinkForm().Matches(own)
            .Select(link => link.Groups[2].Value)
            .Where(target => target.StartsWith(RoleFolder, StringComparison.Ordinal)
                && target.EndsWith(Page, StringComparison.Ordinal))
            .Select(target => target[RoleFolder.Length..^Page.Length])
            .Distinct();
        return [.. roles.Select(role => Read("Entities", role)).Prepend(own).Select(Parse)];
    }

    /// <summary>What a page says.</summary>
    /// <param name="page">Its text, in Markdown.</param>
    public static PageLimitations Parse(string page)
    {
        ArgumentNullException.ThrowIfNull(page);
        string[] lines = page.Split('\n');
        string title = lines.FirstOrDefault(line => line.StartsWith("# ", StringComparison.Ordinal))?[2..] ?? "";
        IEnumerable<string> section = lines
            .SkipWhile(line => line != Heading)
            .Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        return new(Plain(title), [.. Statements(section).Select(Plain)]);
    }

    // A statement is an item of a list, or a paragraph.
    private static IEnumerable<string> Statements(IEnumerable<string> lines)
    {
        string statement = "";
        foreach (string line in lines)
        {
            bool isItem = line is ['*' or '-', ' ', ..];
            if ((isItem || line.Length == 0) && statement.Length > 0)
            {
                yield return statement;
                statement = "";
            }

            string words = isItem ? line[2..] : line.Trim();
            statement = statement.Length == 0 ? words : $"{statement} {words}";
        }

        if (statement.Length > 0)
        {
            yield return statement;
        }
    }

    private static string Plain(string markdown) =>
        LinkForm().Replace(markdown, "$1").Replace("**", "", StringComparison.Ordinal).Trim();

    private static string Read(string layer, string folder)
    {
        Assembly assembly = typeof(Limitations).Assembly;
        string? name = Array.Find(
            assembly.GetManifestResourceNames(),
            each => each.Equals($"{layer}/{folder}{Page}", StringComparison.OrdinalIgnoreCase));
        using Stream? stream = name is null ? null : assembly.GetManifestResourceStream(name);
        using var reader = new StreamReader(stream ?? Stream.Null);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"\[([^\]]*)\]\(([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex LinkForm();
}
