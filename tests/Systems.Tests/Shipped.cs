using System.Linq;
using NUnit.Framework;
using Simulator.Scenarios;
using Simulator.Systems;
using Tests.Testing;

namespace Tests.Systems;

/// <summary>The scenarios of the checkout that the tests were built from.</summary>
internal static class Shipped
{
    /// <summary>Loads a shipped scenario; a mistake in it is a failed test.</summary>
    public static Scenario Load(string name, bool isSmall = false, params string[] overrides)
    {
        LoadResult result = ScenarioLoader.Load(
            Catalogue.Descriptions,
            Checkout.ScenarioFile(name),
            new LoadOptions { IsSmall = isSmall, Overrides = overrides });
        Assert.That(result.Scenario, Is.Not.Null, string.Join('\n', result.Errors.Select(error => error.ToString())));
        return result.Scenario!;
    }
}
