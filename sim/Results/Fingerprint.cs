using System;
using System.Buffers;

namespace Simulator.Results;

/// <summary>
/// What happened in a run, in four hashes (SHA-256, the first 16 hexadecimal digits). Equal hashes mean that two runs
/// did the same; which of them differs says how far apart they are.
/// </summary>
/// <param name="Time">Every frame delivered: time, receiver, message.</param>
/// <param name="Order">The same without the time.</param>
/// <param name="Wire">The octets of every frame delivered.</param>
/// <param name="Results">The rows of <c>metrics.csv</c> as written.</param>
public sealed record Fingerprint(string Time, string Order, string Wire, string Results)
{
    /// <summary>Hexadecimal digits of each.</summary>
    public const int Size = 16;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Of a run that did not get so far.</summary>
    public static Fingerprint None { get; } = new("", "", "", "");

    /// <summary>True if each part is empty or 16 lower-case hexadecimal digits.</summary>
    public bool IsWellFormed => IsPart(Time) && IsPart(Order) && IsPart(Wire) && IsPart(Results);

    private static bool IsPart(string part) =>
        part.Length == 0 || (part.Length == Size && part.AsSpan().IndexOfAnyExcept(Digits) < 0);
}
