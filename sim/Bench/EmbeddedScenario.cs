using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using Simulator.Kernel;
using Simulator.Scenarios;
using Simulator.Systems;

namespace Simulator.Bench;

/// <summary>Shipped scenarios and the profiles, as they were when this assembly was built.</summary>
internal sealed class EmbeddedScenario : IInputFiles
{
    private const string Profiles = "profiles", Extension = ".yaml", Folder = "scenario/";

    private static readonly Assembly Own = Assembly.GetExecutingAssembly();

    private EmbeddedScenario()
    {
    }

    /// <summary>A scenario.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="options">How it is read; as it stands by default.</param>
    public static Scenario Load(string name, LoadOptions? options = null)
    {
        var files = new EmbeddedScenario();
        byte[] octets = Read(Folder + name + Extension) ?? [];
        var loader = new ScenarioLoader(
            Catalogue.Descriptions, new ProfileLibrary(Catalogue.Descriptions, files, Profiles), files);
        LoadResult result = loader.Load(name + Extension, octets, options);
        Invariant.Require(result.Scenario is not null, $"the scenario {name} is right");
        return result.Scenario;
    }

    /// <inheritdoc/>
    public bool TryRead(string path, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = Read(Path.GetFileName(path));
        return octets is not null;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) =>
    [
        .. Own.GetManifestResourceNames()
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal)
                && !name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    private static byte[]? Read(string name)
    {
        using Stream? stream = Own.GetManifestResourceStream(name);
        if (stream is null)
        {
            return null;
        }

        byte[] octets = new byte[stream.Length];
        stream.ReadExactly(octets);
        return octets;
    }
}
