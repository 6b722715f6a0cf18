using System.Collections.Generic;

namespace Simulator.Scenarios;

/// <summary>Collects the errors of one scenario and of the files it refers to; each is kept once.</summary>
public sealed class ErrorLog
{
    private readonly HashSet<ScenarioError> _seen = new();
    private readonly List<ScenarioError> _errors = new();

    /// <summary>Number of different errors so far.</summary>
    public int Count => _errors.Count;

    /// <summary>
    /// Number of errors reported so far, repeated ones included: compare it to see whether something is wrong.
    /// </summary>
    public int Reported { get; private set; }

    /// <summary>Counts an error that was reported where it arose.</summary>
    internal void Repeat() => Reported++;

    /// <summary>Adds an error, unless it is known already (points of a sweep repeat those of the scenario).</summary>
    /// <param name="error">The error.</param>
    public void Add(ScenarioError error)
    {
        Reported++;
        if (_seen.Add(error))
        {
            _errors.Add(error);
        }
    }

    /// <summary>Adds an error.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="code">One of <see cref="ErrorCode"/>.</param>
    /// <param name="text">What is wrong.</param>
    /// <param name="hint">What to write instead.</param>
    public void Add(Place place, string code, string text, string hint = "") =>
        Add(new ScenarioError(place, code, text, hint));

    /// <summary>
    /// Every error: those of the scenario's file first, then those of other files by name, each by position.
    /// </summary>
    /// <param name="mainFile">The scenario's file.</param>
    public IReadOnlyList<ScenarioError> Sorted(string mainFile)
    {
        var sorted = new List<(ScenarioError Error, int Order)>();
        foreach (ScenarioError error in _errors)
        {
            sorted.Add((error, sorted.Count));
        }

        sorted.Sort((left, right) => Compare(left, right, mainFile));
        return sorted.ConvertAll(entry => entry.Error);
    }

    private static int Compare(
        (ScenarioError Error, int Order) left, (ScenarioError Error, int Order) right, string mainFile)
    {
        Place first = left.Error.Place;
        Place second = right.Error.Place;
        int byFile = (first.File != mainFile).CompareTo(second.File != mainFile);
        byFile = byFile != 0 ? byFile : string.CompareOrdinal(first.File, second.File);
        return byFile != 0 ? byFile
            : (first.Line, first.Column, left.Order).CompareTo((second.Line, second.Column, right.Order));
    }
}
