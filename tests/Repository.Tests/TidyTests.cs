using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Tests.Repository;

/// <summary>What is never in the tree (style guide §11).</summary>
public sealed partial class TidyTests
{
    private static readonly string[] TopLevel =
    [
        ".ci", ".editorconfig", ".git", ".gitattributes", ".gitignore", "CITATION.cff", "Directory.Build.props",
        "Directory.Packages.props", "LICENSE", "README.md", "Simulator.sln", "global.json", "models", "results",
        "scenarios", "sim", "simulate", "tests", ".artifacts",
    ];

    private static IEnumerable<string> Sources => Tree.Files("*.cs");

    private static IEnumerable<string> Texts =>
        Sources.Concat(Tree.Files("*.md")).Concat(Tree.Files("*.yaml")).Concat(Tree.Files("*.csproj"))
            .Concat(Tree.Files("*.props")).Concat(["simulate"]);

    [Test]
    public void The_top_of_the_tree_holds_what_the_style_guide_names()
    {
        IEnumerable<string> names = Directory.EnumerateFileSystemEntries(Tree.Root).Select(Path.GetFileName)!;
        Assert.That(names.Except(TopLevel), Is.Empty);
    }

    [Test]
    public void No_source_promises_what_it_does_not_do()
    {
        // spelled in parts, so that this file passes its own test
        string[] promises =
        [
            "NotImplemented" + "Exception", "TO" + "DO", "FIX" + "ME", "[Igno" + "re", "Assert.Incon" + "clusive",
            "Thread.Sl" + "eep",
        ];
        Assert.That(Offenders(Sources, text => promises.Any(text.Contains)), Is.Empty);
    }

    [Test]
    public void No_text_holds_a_path_of_one_machine() =>
        Assert.That(Offenders(Texts, text => MachinePath().IsMatch(text)), Is.Empty);

    [Test]
    public void Every_source_has_one_namespace_of_its_assembly()
    {
        foreach (string file in Sources)
        {
            Match match = NamespaceLine().Match(Tree.Read(file));
            Assert.That(match.Success, Is.True, file);
            Assert.That(match.Groups[1].Value, Does.StartWith(ExpectedNamespace(file)), file);
        }
    }

    [Test]
    public void Lines_are_at_most_120_columns_with_unix_ends()
    {
        foreach (string file in Sources)
        {
            string text = Tree.Read(file);
            Assert.That(text, Does.Not.Contain('\r'), file);
            Assert.That(text.Split('\n').Max(line => line.Length), Is.LessThanOrEqualTo(120), file);
        }
    }

    [Test]
    public void Every_protocol_role_and_system_has_a_page()
    {
        foreach (string parent in new[] { "models/Protocols", "models/Entities", "models/Systems" })
        {
            foreach (string folder in Directory.EnumerateDirectories(Path.Combine(Tree.Root, parent)))
            {
                string page = Path.Combine(folder, "README.md");
                bool isShared = Path.GetFileName(folder) is "Wire" or "Per" or "bin" or "obj";
                Assert.That(isShared || File.Exists(page), Is.True, page);
            }
        }
    }

    [Test]
    public void Every_page_of_a_protocol_role_or_system_states_its_scope_first()
    {
        IEnumerable<string> pages = Tree.Files("README.md").Where(file => PageOfModel().IsMatch(file));
        foreach (string page in pages)
        {
            string? first = Array.Find(Tree.Read(page).Split('\n'), IsHeading);
            Assert.That(first, Is.EqualTo("## Scope and limitations"), page);
        }
    }

    [Test]
    public void Links_between_pages_lead_somewhere()
    {
        foreach (string page in Tree.Files("*.md"))
        {
            foreach (Match link in RelativeLink().Matches(Tree.Read(page)))
            {
                string target = Path.Combine(Tree.Root, Path.GetDirectoryName(page)!, link.Groups[1].Value);
                Assert.That(Path.Exists(target), Is.True, $"{page}: {link.Groups[1].Value}");
            }
        }
    }

    private static bool IsHeading(string line) => line.StartsWith("## ", StringComparison.Ordinal);

    private static string ExpectedNamespace(string file)
    {
        string[] parts = file.Split('/');
        string assembly = parts[1].Replace(".Tests", "", StringComparison.Ordinal);
        string name = assembly == "Scenario" && parts[0] == "sim" ? "Scenarios" : assembly;
        return parts[0] == "tests" ? "Tests." + assembly : "Simulator." + name;
    }

    private static string[] Offenders(IEnumerable<string> files, Predicate<string> isOffending) =>
        [.. files.Where(file => isOffending(Tree.Read(file)))];

    [GeneratedRegex("(^|[^A-Za-z0-9.$}_<-])/(work|tmp|root|home)/", RegexOptions.Multiline)]
    private static partial Regex MachinePath();

    [GeneratedRegex("^namespace ([A-Za-z0-9.]+);$", RegexOptions.Multiline)]
    private static partial Regex NamespaceLine();

    [GeneratedRegex("^models/(Protocols|Entities|Systems)/[^/]+/README.md$")]
    private static partial Regex PageOfModel();

    [GeneratedRegex(@"\]\((?!https?:|#|mailto:)([^)#\s]+)(?:#[^)]*)?\)")]
    private static partial Regex RelativeLink();
}
