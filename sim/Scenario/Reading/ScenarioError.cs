using System;

namespace Simulator.Scenarios;

/// <summary>A place in a file that a person wrote.</summary>
/// <param name="File">The file as it was named on the command line, or <c>--set</c>.</param>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>The name of the file in errors of a <c>--set</c> option.</summary>
    public const string SetOption = "--set";

    /// <summary>As errors show it: <c>file:line:column</c>, and <c>--set 1:column</c> for an option.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"{File}{(File == SetOption ? ' ' : ':')}{Line}:{Column}");
}

/// <summary>Something wrong in a scenario or a profile, in words that say what to write instead.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Code">The kind of error, one of <see cref="ErrorCode"/>; stable, for tools.</param>
/// <param name="Text">What is wrong.</param>
/// <param name="Hint">What to write instead; empty when there is nothing to add.</param>
public sealed record ScenarioError(Place Place, string Code, string Text, string Hint = "")
{
    /// <summary>The form of style guide §6: <c>file:line:column: text</c>, and the hint on a line of its own.</summary>
    public override string ToString() =>
        Hint.Length == 0 ? $"{Place}: {Text}" : $"{Place}: {Text}\n  hint: {Hint}";
}
