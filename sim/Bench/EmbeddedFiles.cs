using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using System.Reflection;
using Simulator.Scenarios;

namespace Simulator.Bench;

/// <summary>The shipped scenarios of benchmarks and the profiles, as they were when this assembly was built.</summary>
internal sealed class EmbeddedFiles : IInputFiles
{
    /// <summary>The folder of profiles.</summary>
    public const string Profiles = "profiles";

    /// <summary>The scenario of the benchmark <c>lte</c>.</summary>
    public const string Scenario = "attach-storm.yaml";

    public bool TryRead(string path, [NotNullWhen(true)] out byte[]? octets)
    {
        using Stream? stream =
            Assembly.GetExecutingAssembly().GetManifestResourceStream(Path.GetFileName(path));
        octets = null;
        if (stream is not null)
        {
            octets = new byte[stream.Length];
            stream.ReadExactly(octets);
        }

        return octets is not null;
    }

    public IReadOnlyList<string> List(string folder) =>
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.EndsWith(".yaml", StringComparison.Ordinal) && name != Scenario)
            .Order(StringComparer.Ordinal),
    ];
}
