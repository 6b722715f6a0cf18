using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>The profiles of <c>scenarios/profiles</c>, read when they are first referred to.</summary>
public sealed class ProfileLibrary
{
    private const string Extension = ".yaml";

    private readonly SystemCatalogue _catalogue;
    private readonly IInputFiles _files;
    private readonly string _folder;
    private readonly Dictionary<string, (Profile? Profile, ErrorLog Errors)> _read = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<string>> _names;

    /// <summary>The profiles of a folder.</summary>
    /// <param name="catalogue">The systems, whose operations profiles may cost.</param>
    /// <param name="files">Where files come from.</param>
    /// <param name="folder">The folder, as errors name it.</param>
    public ProfileLibrary(SystemCatalogue catalogue, IInputFiles files, string folder)
    {
        _catalogue = catalogue;
        _files = files;
        _folder = folder;
        _names = new(() => files.List(folder)
            .Where(name => name.EndsWith(Extension, StringComparison.Ordinal))
            .Select(name => name[..^Extension.Length])
            .ToArray());
    }

    /// <summary>The names of all profiles, sorted.</summary>
    public IReadOnlyList<string> All => _names.Value;

    /// <summary>The names of the profiles of a kind, sorted.</summary>
    /// <param name="kind">The kind.</param>
    public IReadOnlyList<string> Names(ProfileKind kind) =>
        All.Where(name => Read(name).Profile?.Kind == kind).ToArray();

    /// <summary>A profile; null if there is none of that name and kind, or if it is wrong, which is reported.</summary>
    /// <param name="name">The name.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="errors">Where the errors of the profile's file go.</param>
    public Profile? Find(string name, ProfileKind kind, ErrorLog errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        if (!All.Contains(name))
        {
            return null;
        }

        (Profile? profile, ErrorLog found) = Read(name);
        foreach (ScenarioError error in found.Sorted(""))
        {
            errors.Add(error);
        }

        return profile?.Kind == kind ? profile : null;
    }

    /// <summary>Reads and checks every profile.</summary>
    /// <param name="errors">Where errors go.</param>
    public IReadOnlyList<Profile> ReadAll(ErrorLog errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        var profiles = new List<Profile>();
        foreach (string name in All)
        {
            (Profile? profile, ErrorLog found) = Read(name);
            foreach (ScenarioError error in found.Sorted(""))
            {
                errors.Add(error);
            }

            if (profile is not null)
            {
                profiles.Add(profile);
            }
        }

        return profiles;
    }

    private (Profile? Profile, ErrorLog Errors) Read(string name)
    {
        if (_read.TryGetValue(name, out (Profile? Profile, ErrorLog Errors) known))
        {
            return known;
        }

        string path = $"{_folder}/{name}{Extension}";
        var errors = new ErrorLog();
        Profile? profile = null;
        if (_files.TryRead(path, out byte[]? octets))
        {
            ScenarioNode? root = ScenarioReader.Read(path, octets, errors);
            profile = root is null ? null : new ProfileReader(_catalogue, _files, errors).Read(root, name);
        }

        _read[name] = (profile, errors);
        return (profile, errors);
    }
}
