using System;
using System.IO;

namespace Simulator.Cli;

/// <summary>Where the shipped scenarios are: here, or in the checkout that the program was built in.</summary>
internal static class Checkout
{
    private const string Scenarios = "scenarios";

    /// <summary>The folder of the shipped scenarios.</summary>
    public static string ScenarioFolder() => Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory)
        ?? throw new BadInputException("there is no folder 'scenarios' here or above");

    private static string? Above(string folder)
    {
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Directory.Exists(Path.Combine(above, Scenarios)))
            {
                return Path.Combine(above, Scenarios);
            }
        }

        return null;
    }
}
