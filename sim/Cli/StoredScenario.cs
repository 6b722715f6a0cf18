using System.IO;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Cli;

/// <summary>The scenario that a folder of results was made from.</summary>
internal static class StoredScenario
{
    private const string EffectiveFile = ScenarioLoader.EffectiveName + ".yaml";

    /// <summary>Reads it. It still names its profiles, which are beside the shipped scenarios.</summary>
    /// <exception cref="BadInputException">The folder holds no results.</exception>
    public static LoadResult Load(string folder)
    {
        string path = Path.Combine(folder, EffectiveFile);
        if (!File.Exists(path))
        {
            throw new BadInputException($"{folder} holds no results of a study: there is no {EffectiveFile}");
        }

        var profiles = new ProfileLibrary(
            Catalogue.Descriptions, new FolderFiles("."), Path.Combine(Checkout.ScenarioFolder(), "profiles"));
        var loader = new ScenarioLoader(Catalogue.Descriptions, profiles, new FolderFiles(folder));
        return loader.Load(path, File.ReadAllBytes(path));
    }
}
