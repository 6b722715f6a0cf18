using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Tests.Testing;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Checkout
{
    /// <summary>Its top folder.</summary>
    internal static string Root { get; } = FindRoot();

    /// <summary>The folder of the shipped scenarios.</summary>
    internal static string Scenarios { get; } = Path.Combine(Root, "scenarios");

    /// <summary>
    /// The shipped scenarios, found by listing their folder: paths below it without the ending, sorted, as in
    /// <c>theory/mm1</c>. Profiles are no scenarios.
    /// </summary>
    internal static IReadOnlyList<string> ScenarioNames { get; } =
    [
        .. Directory.EnumerateFiles(Scenarios, "*.yaml", SearchOption.AllDirectories)
            .Select(path => Path.ChangeExtension(Path.GetRelativePath(Scenarios, path), null).Replace('\\', '/'))
            .Where(name => !name.StartsWith("profiles/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The path of a file or folder.</summary>
    /// <param name="name">Its path below the top folder.</param>
    internal static string PathOf(string name) => Path.Combine(Root, name);

    /// <summary>The file of a shipped scenario.</summary>
    /// <param name="name">One of <see cref="ScenarioNames"/>.</param>
    internal static string ScenarioFile(string name) => Path.Combine(Scenarios, name + ".yaml");

    private static string FindRoot()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Simulator.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException("the tests run outside a checkout");
    }
}
