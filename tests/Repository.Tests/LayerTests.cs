using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;

namespace Tests.Repository;

/// <summary>Who may reference whom; the compiler keeps what these tables allow.</summary>
public sealed class LayerTests
{
    // A layer may reference these and what they may reference.
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["sim/Kernel"] = [],
        ["models/Crypto"] = [],
        ["models/Protocols"] = ["models/Crypto"],
        ["sim/Network"] = ["sim/Kernel"],
        ["sim/Measure"] = ["sim/Kernel"],
        ["sim/Scenario"] = ["sim/Kernel", "sim/Network"],
        ["sim/Results"] = ["sim/Kernel", "sim/Network", "sim/Measure"],
        ["models/Entities"] = ["sim/Kernel", "sim/Network", "sim/Measure", "models/Crypto", "models/Protocols"],
        ["models/Systems"] = ["models/Entities", "sim/Scenario"],
        ["sim/Runner"] = ["models/Systems", "sim/Results"],
        ["sim/Bench"] = ["sim/Runner"],
        ["sim/Cli"] = ["sim/Runner", "sim/Bench"],
    };

    // The packages of design.md, and the one layer or layers that each serves.
    private static readonly Dictionary<string, string[]> Packages = new(StringComparer.Ordinal)
    {
        ["Portable.BouncyCastle"] = ["models/Crypto"],
        ["YamlDotNet"] = ["sim/Scenario"],
        ["CsvHelper"] = ["sim/Results"],
        ["MathNet.Numerics"] = ["sim/Results"],
        ["System.CommandLine"] = ["sim/Cli"],
        ["Spectre.Console"] = ["sim/Cli"],
    };

    private static IEnumerable<string> Layers =>
        Tree.Files("*.csproj").Where(file => !file.StartsWith("tests/", StringComparison.Ordinal)).Select(Folder);

    [Test]
    public void Every_folder_of_sim_and_models_is_an_assembly_with_a_place_among_the_layers() =>
        Assert.That(Layers, Is.EquivalentTo(Allowed.Keys));

    [TestCaseSource(nameof(Layers))]
    public void A_layer_references_only_what_lies_below_it(string layer)
    {
        string[] reached = [.. Reached(layer).Order(StringComparer.Ordinal)];
        Assert.That(reached.Except(AllowedBelow(layer)), Is.Empty, layer);
    }

    [TestCaseSource(nameof(Layers))]
    public void A_layer_uses_only_the_packages_that_serve_it(string layer)
    {
        foreach (string package in Items(layer, "PackageReference"))
        {
            Assert.That(Packages.GetValueOrDefault(package, []), Does.Contain(layer), package);
        }
    }

    [Test]
    public void Every_assembly_has_a_test_project_and_is_in_the_solution()
    {
        string solution = Tree.Read("Simulator.sln").Replace('\\', '/');
        foreach (string project in Tree.Files("*.csproj"))
        {
            Assert.That(solution, Does.Contain(project));
        }

        string[] untested = [.. Layers.Where(layer => layer != "sim/Bench" && !HasTests(layer))];
        Assert.That(untested, Is.Empty);
    }

    [Test]
    public void The_tables_of_the_layers_have_no_circle()
    {
        foreach (string layer in Allowed.Keys)
        {
            Assert.That(AllowedBelow(layer), Does.Not.Contain(layer));
        }
    }

    [Test]
    public void Package_versions_are_exact_and_stand_in_one_file()
    {
        XDocument packages = XDocument.Parse(Tree.Read("Directory.Packages.props"));
        foreach (XElement version in packages.Descendants("PackageVersion"))
        {
            Assert.That(version.Attribute("Version")!.Value, Does.Match("^[0-9]+(\\.[0-9]+)+$"));
        }

        foreach (string project in Tree.Files("*.csproj"))
        {
            Assert.That(Tree.Read(project), Does.Not.Contain("Version="), project);
        }
    }

    private static bool HasTests(string layer)
    {
        string name = Path.GetFileName(layer) + ".Tests";
        return File.Exists(Path.Combine(Tree.Root, "tests", name, name + ".csproj"));
    }

    private static HashSet<string> AllowedBelow(string layer)
    {
        var below = new HashSet<string>(StringComparer.Ordinal);
        foreach (string direct in Allowed[layer])
        {
            below.Add(direct);
            below.UnionWith(AllowedBelow(direct));
        }

        return below;
    }

    private static HashSet<string> Reached(string layer)
    {
        var reached = new HashSet<string>(StringComparer.Ordinal);
        foreach (string reference in Items(layer, "ProjectReference"))
        {
            string project = Path.GetFullPath(Path.Combine(Tree.Root, layer, reference));
            string direct = Folder(Path.GetRelativePath(Tree.Root, project));
            reached.Add(direct);
            reached.UnionWith(Reached(direct));
        }

        return reached;
    }

    private static IEnumerable<string> Items(string layer, string kind) =>
        XDocument.Parse(Tree.Read($"{layer}/{Path.GetFileName(layer)}.csproj"))
            .Descendants(kind)
            .Select(item => item.Attribute("Include")!.Value);

    private static string Folder(string file) => Path.GetDirectoryName(file)!.Replace('\\', '/');
}
