using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Results;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>What every shipped scenario did when its files were committed, it still does.</summary>
public sealed class GoldenTests
{
    private const string Header = "scenario,point,replication,time,order,wire,results";

    private static readonly string Ladders = Checkout.PathOf("tests/Systems.Tests/golden");
    private static readonly string Fingerprints = Checkout.PathOf("tests/Systems.Tests/fingerprints.csv");

    private static IReadOnlyList<string> Names => Checkout.ScenarioNames;

    [TestCaseSource(nameof(Names))]
    public void The_ladder_of_its_first_procedure(string name)
    {
        LadderRow[] rows = [.. CsvTables.Ladder.Read(SmallStudy.Of(name).Result.Folder)];
        Assert.That(rows, Is.Not.Empty, "no procedure has completed");
        Golden.Check(Path.Combine(Ladders, ShortName(name) + ".ladder"), LadderText.Golden(rows));
    }

    [TestCaseSource(nameof(Names))]
    public void The_fingerprints_of_its_runs(string name)
    {
        string[] actual = [.. SmallStudy.Of(name).Result.Runs.Select(run => Row(name, run))];
        if (Golden.IsUpdate)
        {
            WriteRows([.. Rows().Where(row => ScenarioOf(row) != ShortName(name)), .. actual]);
        }

        string[] expected = [.. Rows().Where(row => ScenarioOf(row) == ShortName(name))];
        Golden.CheckLines($"{Path.GetFileName(Fingerprints)}, {name}", expected, actual);
    }

    [Test]
    public void Nothing_is_kept_of_a_scenario_that_is_gone()
    {
        string[] scenarios = [.. Names.Select(ShortName)];
        if (Golden.IsUpdate)
        {
            WriteRows([.. Rows().Where(row => scenarios.Contains(ScenarioOf(row)))]);
            Array.ForEach(Directory.CreateDirectory(Ladders).GetFiles(), file => DeleteUnless(file, scenarios));
        }

        Assert.That(Rows().Select(ScenarioOf).Distinct(), Is.SubsetOf(scenarios));
        Assert.That(Directory.GetFiles(Ladders).Select(Path.GetFileNameWithoutExtension), Is.SubsetOf(scenarios));
    }

    [Test]
    public void A_difference_is_shown_line_by_line()
    {
        string[] old = ["1", "2", "3", "a -> b  HELLO", "4", "5", "6", "7"];
        string[] now = ["1", "2", "3", "a -> b  HALLO", "b -> a  WHAT", "4", "5", "6", "7"];
        Assert.That(Golden.Difference(old, now), Is.EqualTo((string[])
            ["  2", "  3", "- a -> b  HELLO", "+ a -> b  HALLO", "+ b -> a  WHAT", "  4", "  5"]));
        Assert.That(Golden.Difference(old, old), Is.Empty);
        Assert.That(() => Golden.CheckLines("x", old, now), Throws.InstanceOf<AssertionException>());
    }

    private static string ShortName(string name) => name[(name.LastIndexOf('/') + 1)..];

    private static string ScenarioOf(string row) => row[..row.IndexOf(',')];

    private static string Row(string name, RunRow run)
    {
        Fingerprint print = run.Fingerprint;
        return string.Join(',', [
            ShortName(name), Cell.Of(run.Point.Index), Cell.Of(run.Replication),
            print.Time, print.Order, print.Wire, print.Results,
        ]);
    }

    private static string[] Rows() => File.Exists(Fingerprints) ? [.. File.ReadLines(Fingerprints).Skip(1)] : [];

    // Sorted by scenario; the rows of one keep their order.
    private static void WriteRows(IEnumerable<string> rows) => File.WriteAllText(
        Fingerprints,
        string.Concat(rows.OrderBy(ScenarioOf, StringComparer.Ordinal).Prepend(Header).Select(row => row + "\n")));

    private static void DeleteUnless(FileInfo file, string[] scenarios)
    {
        if (!scenarios.Contains(Path.GetFileNameWithoutExtension(file.Name)))
        {
            file.Delete();
        }
    }
}
