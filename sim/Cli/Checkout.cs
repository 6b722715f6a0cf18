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

    /// <summary>
    /// A file as anybody with a checkout would name it: from its top, or by its name alone if it is not in it.
    /// </summary>
    /// <param name="file">Path of a file.</param>
    public static string NameOf(string file)
    {
        string full = Path.GetFullPath(file);
        string? top = Path.GetDirectoryName(Above(Directory.GetCurrentDirectory()) ?? Above(AppContext.BaseDirectory));
        string relative = top is null ? full : Path.GetRelativePath(top, full);
        bool isInside = !Path.IsPathRooted(relative) && !relative.StartsWith("..", StringComparison.Ordinal);
        return isInside ? relative.Replace('\\', '/') : Path.GetFileName(full);
    }

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
