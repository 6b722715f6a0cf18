using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>What the command line changes in a scenario.</summary>
public sealed record LoadOptions
{
    /// <summary>True to apply <c>small:</c>.</summary>
    public bool IsSmall { get; init; }

    /// <summary>Values of <c>--set</c>: <c>path=value</c>, applied in order after <c>small:</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];
}

/// <summary>What became of a file: a scenario, or every error that it has.</summary>
/// <param name="Scenario">The scenario; null if there is any error.</param>
/// <param name="Errors">Every error, by position; empty if there is a scenario.</param>
public sealed record LoadResult(Scenario? Scenario, IReadOnlyList<ScenarioError> Errors);

/// <summary>Reads and binds scenario files.</summary>
public sealed class ScenarioLoader
{
    /// <summary>
    /// The base name under which a run stores its scenario; such a file may have any <c>scenario:</c>.
    /// </summary>
    public const string EffectiveName = "effective";

    private const string ProfileFolder = "profiles";

    private readonly SystemCatalogue _catalogue;
    private readonly ProfileLibrary _profiles;
    private readonly IInputFiles _files;

    /// <summary>A loader.</summary>
    /// <param name="catalogue">The systems.</param>
    /// <param name="profiles">The profiles.</param>
    /// <param name="files">Files that scenarios refer to.</param>
    public ScenarioLoader(SystemCatalogue catalogue, ProfileLibrary profiles, IInputFiles files)
    {
        _catalogue = catalogue;
        _profiles = profiles;
        _files = files;
    }

    /// <summary>
    /// Reads and binds a file on disk. Profiles come from the nearest folder <c>profiles</c> beside the file or above
    /// it;
    /// other files are found from the scenario's own folder.
    /// </summary>
    /// <param name="catalogue">The systems.</param>
    /// <param name="path">The file, named in errors as it is named here.</param>
    /// <param name="options">What the command line changes.</param>
    public static LoadResult Load(SystemCatalogue catalogue, string path, LoadOptions? options = null)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        var disk = new FolderFiles(".");
        if (!disk.TryRead(path, out byte[]? octets))
        {
            var start = new Place(path, 1, 1);
            return new(null, [new(start, ErrorCode.Unreadable, "the file cannot be read", "is the path right?")]);
        }

        var profiles = new ProfileLibrary(catalogue, disk, ProfilesAbove(folder));
        return new ScenarioLoader(catalogue, profiles, new FolderFiles(folder)).Load(path, octets, options);
    }

    /// <summary>Binds the content of a file.</summary>
    /// <param name="file">Its name in errors; its base name is the scenario's.</param>
    /// <param name="octets">Its content.</param>
    /// <param name="options">What the command line changes.</param>
    public LoadResult Load(string file, ReadOnlySpan<byte> octets, LoadOptions? options = null)
    {
        var errors = new ErrorLog();
        Scenario? scenario = ScenarioReader.Read(file, octets, errors) is { } root
            ? Bind(file, root, options ?? new LoadOptions(), errors)
            : null;
        if (scenario is not null && SourceText.Decode(file, octets, new ErrorLog()) is { } text)
        {
            scenario.Header = ScenarioHeader.Of(text);
        }

        return new(errors.Count == 0 ? scenario : null, errors.Sorted(file));
    }

    private static string ProfilesAbove(string folder)
    {
        string here = Path.GetFullPath(".");
        for (string? above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            string candidate = Path.Combine(above, ProfileFolder);
            if (Directory.Exists(candidate))
            {
                return Path.GetRelativePath(here, candidate).Replace('\\', '/');
            }
        }

        return ProfileFolder;
    }

    private Scenario? Bind(string file, ScenarioNode root, LoadOptions options, ErrorLog errors)
    {
        var scope = new BindScope(new BindContext(errors, _profiles, _files), "");
        if (root.Kind != NodeKind.Mapping)
        {
            scope.Error(
                root.Place,
                ErrorCode.WrongShape,
                "a scenario is a mapping of keys to values",
                "it starts with 'scenario: NAME' and 'system: NAME'");
            return null;
        }

        CheckName(file, root, scope);
        if (FindTable(root, scope) is not { } table)
        {
            return null;
        }

        var binder = new ScenarioBinder(file, table, _profiles, _files, errors);
        ScenarioNode changed = Overridden(root, root, table, options, scope);
        ScenarioNode small = ApplySmall(root, table, scope, out bool hasSmall);
        Scenario? scenario = binder.Bind(
            options.IsSmall ? Overridden(small, root, table, options, scope) : changed, options.IsSmall);
        if (hasSmall && !options.IsSmall)
        {
            binder.Bind(small, isSmall: true); // so that check finds what is wrong with it
        }

        return scenario;
    }

    private static void CheckName(string file, ScenarioNode root, BindScope scope)
    {
        string baseName = Path.GetFileNameWithoutExtension(file);
        if (root.Find(CommonKeys.Scenario) is { Kind: NodeKind.Scalar, IsMissing: false } name
            && name.Text != baseName && baseName != EffectiveName)
        {
            scope.Error(
                name.Place,
                ErrorCode.Conflict,
                $"scenario '{name.Text}' is in a file called '{baseName}'",
                $"write 'scenario: {baseName}', or rename the file");
        }
    }

    private KeyTable? FindTable(ScenarioNode root, BindScope scope)
    {
        string[] systems = _catalogue.Systems.Select(system => system.Name).ToArray();
        if (root.Find(CommonKeys.System) is not { } named)
        {
            scope.Error(
                root.Place, ErrorCode.MissingKey, "key 'system' is missing", $"systems: {string.Join(", ", systems)}");
            return null;
        }

        if (named.Kind != NodeKind.Scalar || named.IsMissing)
        {
            scope.At(CommonKeys.System).WrongShape(named, "the name of a system");
            return null;
        }

        if (_catalogue.FindTable(named.Text) is { } table)
        {
            return table;
        }

        scope.Error(
            named.Place,
            ErrorCode.UnknownReference,
            $"there is no system '{named.Text}'",
            Suggestion.Hint(named.Text, systems, "systems"));
        return null;
    }

    /// <summary>The scenario at the size of a test.</summary>
    private static ScenarioNode ApplySmall(ScenarioNode root, KeyTable table, BindScope scope, out bool hasSmall)
    {
        hasSmall = root.Find(CommonKeys.Small) is { Kind: NodeKind.Mapping, Entries.Count: > 0 };
        ScenarioNode changed = root;
        foreach (ScenarioEntry entry in hasSmall ? root.Find(CommonKeys.Small)!.Entries : [])
        {
            changed = Override(changed, root, entry.Key.Text, entry.Key.Place, entry.Value, table, scope);
        }

        return changed;
    }

    private static ScenarioNode Overridden(
        ScenarioNode changed, ScenarioNode root, KeyTable table, LoadOptions options, BindScope scope)
    {
        foreach (string option in options.Overrides)
        {
            var place = new Place(Place.SetOption, 1, 1);
            int equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                scope.Error(
                    place, ErrorCode.WrongShape, $"'{option}' is not PATH=VALUE", "as in --set network.s1.delay=5ms");
            }
            else if (ReadValue(option, equals + 1, scope.Context.Errors) is { } value)
            {
                changed = Override(changed, root, option[..equals], place, value, table, scope);
            }
        }

        return changed;
    }

    private static ScenarioNode? ReadValue(string option, int start, ErrorLog errors) =>
        ScenarioReader.ReadText(Place.SetOption, option[start..], start, errors);

    private static ScenarioNode Override(
        ScenarioNode changed,
        ScenarioNode root,
        string path,
        Place place,
        ScenarioNode value,
        KeyTable table,
        BindScope scope)
    {
        var context = new BindContext(scope.Context.Errors, scope.Context.Profiles, scope.Context.Files)
        {
            Table = table,
            Root = changed,
        };
        if (IsSweepAxis(path, root))
        {
            return WithSweepAxis(changed, path, value);
        }

        if (SweepType.KeysOf(root.Find(CommonKeys.Sweep)).Contains(path))
        {
            scope.Error(
                place,
                ErrorCode.Conflict,
                $"'{path}' is swept; this value would never be used",
                $"set sweep.{path} instead");
            return changed;
        }

        return PathResolver.Resolve(path, place, changed, new BindScope(context, "")) is { } resolved
            ? PathResolver.Apply(changed, resolved, value)
            : changed;
    }

    /// <summary><c>sweep.KEY</c>: the key may be a path with dots itself.</summary>
    private static bool IsSweepAxis(string path, ScenarioNode root) =>
        path.StartsWith("sweep.", StringComparison.Ordinal)
            && root.Find(CommonKeys.Sweep)?.Find(path["sweep.".Length..]) is not null;

    private static ScenarioNode WithSweepAxis(ScenarioNode root, string path, ScenarioNode value) =>
        root.With(CommonKeys.Sweep, root.Find(CommonKeys.Sweep)!.With(path["sweep.".Length..], value));
}
