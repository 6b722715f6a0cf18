using System;
using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A part of a scenario's header.</summary>
/// <param name="Name">As in <c>Question</c>.</param>
/// <param name="Text">What it says, in one line.</param>
public sealed record HeaderPart(string Name, string Text);

/// <summary>
/// The comment with which a scenario starts: its question, what is expected and why, the sources. It is no key and
/// changes no run; <c>effective.yaml</c> starts with it and reports show it.
/// </summary>
public sealed class ScenarioHeader
{
    private const int IndentMin = 3; // blanks after the # that continue a part

    private static readonly string[] Names = ["Question", "Expected", "Sources"];

    private ScenarioHeader(IReadOnlyList<string> lines)
    {
        Lines = lines;
        Parts = [.. PartsOf(lines)];
    }

    /// <summary>A scenario without one.</summary>
    public static ScenarioHeader None { get; } = new([]);

    /// <summary>Its lines as written, each with its <c>#</c>.</summary>
    public IReadOnlyList<string> Lines { get; }

    /// <summary>Its parts, in order; words before the first are none.</summary>
    public IReadOnlyList<HeaderPart> Parts { get; }

    /// <summary>The header of a text: the lines of comment at its start.</summary>
    /// <param name="text">A scenario.</param>
    public static ScenarioHeader Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var lines = new List<string>();
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (!line.StartsWith('#'))
            {
                break;
            }

            lines.Add(line.TrimEnd().ToString());
        }

        return lines.Count == 0 ? None : new(lines);
    }

    /// <summary>What a part says; empty without it.</summary>
    /// <param name="name">As in <c>Question</c>.</param>
    public string TextOf(string name) => Parts.FirstOrDefault(part => part.Name == name)?.Text ?? "";

    private static IEnumerable<HeaderPart> PartsOf(IEnumerable<string> lines)
    {
        string name = "", text = "";
        foreach (string line in lines)
        {
            string words = line[1..];
            if (NameOf(words) is { } next)
            {
                if (name.Length > 0)
                {
                    yield return new(name, text);
                }

                (name, text) = (next, words.Trim()[next.Length..].Trim());
            }
            else if (words.Length - words.TrimStart().Length >= IndentMin)
            {
                text = $"{text} {words.Trim()}".Trim();
            }
        }

        if (name.Length > 0)
        {
            yield return new(name, text);
        }
    }

    private static string? NameOf(string words) => Names.FirstOrDefault(name =>
        words.StartsWith($" {name} ", StringComparison.Ordinal) || words.TrimEnd() == $" {name}");
}
