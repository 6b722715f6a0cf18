using System;
using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>
/// Where the binder stands: the path so far, and what it may look up. Errors go to the log, never to exceptions.
/// </summary>
/// <param name="Context">What one binding shares.</param>
/// <param name="Path">The path of the value under hand; empty at the root.</param>
internal readonly record struct BindScope(BindContext Context, string Path)
{
    /// <summary>The profile in force here, or null.</summary>
    public Profile? Profile { get; init; }

    /// <summary>
    /// True if a profile is named that does not exist: what it would give is then not reported as missing.
    /// </summary>
    public bool LacksProfile { get; init; }

    /// <summary>
    /// The dimensions that the metric under hand has, for values that are compared with it; null elsewhere.
    /// </summary>
    public IReadOnlyList<Dimension>? Compared { get; init; }

    /// <summary>The scope of a key below.</summary>
    public BindScope At(string key) => this with { Path = Path.Length == 0 ? key : $"{Path}.{key}" };

    /// <summary>The scope of an item of this list.</summary>
    public BindScope At(int index) => this with { Path = FormattableString.Invariant($"{Path}[{index}]") };

    /// <summary>" in network.radio", or nothing at the root: the end of a sentence.</summary>
    public string In => Path.Length == 0 ? "" : $" in {Path}";

    /// <summary>The path as the subject of a sentence.</summary>
    public string Subject => Path.Length == 0 ? "the scenario" : Path;

    /// <summary>The same place with errors going nowhere, for a question whose answer may be no.</summary>
    public BindScope WithScratchLog() => this with { Context = Context.WithScratchLog() };

    /// <summary>Reports an error.</summary>
    public void Error(Place place, string code, string text, string hint = "") =>
        Context.Errors.Add(place, code, text, hint);

    /// <summary>Reports a value of the wrong shape.</summary>
    public void WrongShape(ScenarioNode node, string takes)
    {
        if (node.IsBroken)
        {
            Context.Errors.Repeat();
        }
        else if (node.IsMissing)
        {
            Error(node.Place, ErrorCode.MissingValue, $"{Subject} has no value", $"it takes {takes}");
        }
        else
        {
            Error(node.Place, ErrorCode.WrongShape, $"{Subject} takes {takes}, not {Shape(node)}");
        }
    }

    private static string Shape(ScenarioNode node) => node.Kind switch
    {
        NodeKind.Scalar => $"'{node.Text}'",
        NodeKind.Sequence => "a list",
        _ => "a mapping",
    };
}

/// <summary>What the binding of one effective scenario shares.</summary>
internal sealed class BindContext(ErrorLog errors, ProfileLibrary profiles, IInputFiles files)
{
    private readonly List<InputFile> _inputs = new();

    /// <summary>Where errors go.</summary>
    public ErrorLog Errors { get; } = errors;

    /// <summary>The profiles that can be referred to.</summary>
    public ProfileLibrary Profiles { get; } = profiles;

    /// <summary>The files that can be referred to.</summary>
    public IInputFiles Files { get; } = files;

    /// <summary>The parameters in force.</summary>
    public ParameterTable Parameters { get; set; } = ParameterTable.Empty;

    /// <summary>The names that references may mean.</summary>
    public ScenarioNames Names { get; set; } = ScenarioNames.None;

    /// <summary>The table of keys, for paths; null while there is no system.</summary>
    public KeyTable? Table { get; init; }

    /// <summary>The scenario as written, overrides applied.</summary>
    public ScenarioNode? Root { get; init; }

    /// <summary>The sweep, once it is bound.</summary>
    public SweepPlan Sweep { get; set; } = SweepPlan.None;

    /// <summary>True for the scenario at the size of a test, whose sweep may lack points of the full one.</summary>
    public bool IsSmall { get; init; }

    /// <summary>Values taken from profiles, in order.</summary>
    public List<ProfileUse> ProfileUses { get; } = new();

    /// <summary>Files read, in order, each once.</summary>
    public IReadOnlyList<InputFile> Inputs => _inputs;

    /// <summary>The same names with errors going nowhere.</summary>
    public BindContext WithScratchLog() => new(new ErrorLog(), Profiles, Files)
    {
        Parameters = Parameters,
        Names = Names,
        Table = Table,
        Root = Root,
        Sweep = Sweep,
        IsSmall = IsSmall,
    };

    /// <summary>Notes that a file's content is part of the scenario.</summary>
    public void AddInput(string path, string sha256)
    {
        var input = new InputFile(path, sha256);
        if (!_inputs.Contains(input))
        {
            _inputs.Add(input);
        }
    }
}
