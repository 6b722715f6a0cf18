using System;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Tests.Systems;

/// <summary>The scenarios of the checkout that the tests were built from.</summary>
internal static class Shipped
{
    public static string Folder { get; } = Path.Combine(Root(), "scenarios");

    /// <summary>Loads a shipped scenario; a mistake in it is a failed test.</summary>
    public static Scenario Load(string name, bool isSmall = false, params string[] overrides)
    {
        LoadResult result = ScenarioLoader.Load(
            Catalogue.Descriptions,
            Path.Combine(Folder, name + ".yaml"),
            new LoadOptions { IsSmall = isSmall, Overrides = overrides });
        Assert.That(result.Scenario, Is.Not.Null, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result.Scenario!;
    }

    private static string Root()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Simulator.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests run outside a checkout");
    }
}
