using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using NUnit.Framework;
using Simulator.Cli;
using Checkout = Tests.Testing.Checkout;

namespace Tests.Cli;

/// <summary>Every command that a page shows is one, and runs.</summary>
public sealed partial class ReadmeTests
{
    private const string Scenario = "theory/mm1";

    private static readonly string[] Folders = ["sim", "models", "scenarios", "results/reference", "tests"];
    private static readonly string[] OfTheScript = ["test"]; // what ./simulate does itself
    private static readonly string[] OnlyParsed = ["bench"]; // measures for minutes

    private string _root = null!;

    // The words behind "simulate" in code, `|` between alternatives, each with the page that shows it.
    private static IEnumerable<TestCaseData> Commands()
    {
        foreach (string page in Pages())
        {
            string name = Path.GetRelativePath(Checkout.Root, page);
            IEnumerable<string> lines = CommandForm().Matches(File.ReadAllText(page))
                .Select(match => match.Groups[1].Value.Trim())
                .Where(line => line.Length > 0)
                .Distinct();
            foreach (string line in lines)
            {
                yield return new TestCaseData(line).SetArgDisplayNames($"{name}: {line}");
            }
        }
    }

    [OneTimeSetUp]
    public void RunOnce()
    {
        _root = Directory.CreateTempSubdirectory("readme-").FullName;
        Said said = Command.Run(
            "run", Checkout.ScenarioFile(Scenario), "--small", "--no-figures", "--out", Path.Combine(_root, "results"));
        Assert.That(said.Code, Is.Zero, said.Output + said.Error);
    }

    [OneTimeTearDown]
    public void RemoveFolder() => Directory.Delete(_root, recursive: true);

    [Test]
    public void The_first_page_shows_how_to_run_and_how_to_test()
    {
        string page = File.ReadAllText(Checkout.PathOf("README.md"));
        Assert.That(page, Does.Contain("\n./simulate run scenarios/").And.Contain("\n./simulate test\n"));
    }

    [TestCaseSource(nameof(Commands))]
    public void A_command_of_a_page_runs(string line)
    {
        foreach (string[] words in Alternatives(line))
        {
            if (OfTheScript.Contains(words[0]))
            {
                Assert.That(File.ReadAllText(Checkout.PathOf("simulate")), Does.Contain($"\n    {words[0]})\n"));
                continue;
            }

            string[] given = [.. words.Select(Filled)];
            Assert.That(Faults(given), Is.Empty, string.Join(' ', given));
            if (!OnlyParsed.Contains(given[0]))
            {
                Said said = Command.Run(given[0] == "run" ? [.. given, .. ShortOptions] : given);
                Assert.That(said.Code, Is.Zero, said.Output + said.Error);
            }
        }
    }

    private string[] ShortOptions =>
        ["--small", "--no-figures", "--out", Path.Combine(_root, Path.GetRandomFileName())];

    private static IEnumerable<string> Pages() =>
        Folders.SelectMany(folder => Directory.GetFiles(Checkout.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Prepend(Checkout.PathOf("results/README.md"))
            .Prepend(Checkout.PathOf("README.md"))
            .Order(StringComparer.Ordinal);

    // bench kernel | network  ->  bench kernel, bench network
    private static IEnumerable<string[]> Alternatives(string line)
    {
        string[] parts = line.Split(" | ");
        string[] first = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        yield return first;
        foreach (string other in parts.Skip(1))
        {
            yield return [.. first[..^1], .. other.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        }
    }

    // Names in capitals stand for what a user has.
    private string Filled(string word) => word switch
    {
        "FILE" => Checkout.ScenarioFile(Scenario),
        "KEY" => "rate",
        "DIR" or "DIR-A" or "DIR-B" => Path.Combine(_root, "results"),
        _ => word.StartsWith("scenarios/", StringComparison.Ordinal) ? Checkout.PathOf(word) : word,
    };

    private static IEnumerable<string> Faults(string[] words)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, IsInteractive: false, CancellationToken.None);
        return CommandLine.Parse(words, terminal).Errors.Select(error => error.Message);
    }

    // On a line of its own in a block, or in the middle of a sentence between back quotes.
    [GeneratedRegex(@"(?:^|`)(?:\./)?simulate ([^`\n]*)", RegexOptions.Multiline)]
    private static partial Regex CommandForm();
}
