namespace Simulator.Scenarios;

/// <summary>The kinds of error, as <c>check --format json</c> names them.</summary>
public static class ErrorCode
{
    /// <summary>The file cannot be read at all.</summary>
    public const string Unreadable = "unreadable";

    /// <summary>Not text: a NUL, another control character, or octets that are not UTF-8.</summary>
    public const string Binary = "binary";

    /// <summary>A file, a tree or a sweep beyond its bound.</summary>
    public const string TooLarge = "too-large";

    /// <summary>No scenario in the file.</summary>
    public const string Empty = "empty";

    /// <summary>A tab where YAML wants spaces.</summary>
    public const string Tab = "tab";

    /// <summary>Text that is not YAML.</summary>
    public const string Syntax = "syntax";

    /// <summary>A bracket or brace that is never closed.</summary>
    public const string Unclosed = "unclosed";

    /// <summary>More than one document in a file.</summary>
    public const string SecondDocument = "second-document";

    /// <summary>A part of YAML that scenarios do not use: tags, merge keys, keys that are not words.</summary>
    public const string Refused = "refused";

    /// <summary>An alias without its anchor.</summary>
    public const string UnknownAlias = "unknown-alias";

    /// <summary>A key twice in one mapping.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>A key that does not exist there.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>A key that must be given and is not.</summary>
    public const string MissingKey = "missing-key";

    /// <summary>A key without a value.</summary>
    public const string MissingValue = "missing-value";

    /// <summary>A value of another shape: a list for a number, a mapping for a word.</summary>
    public const string WrongShape = "wrong-shape";

    /// <summary>A word that is none of those that the key takes.</summary>
    public const string UnknownWord = "unknown-word";

    /// <summary>Not a number where one is needed.</summary>
    public const string NotANumber = "not-a-number";

    /// <summary>A number without its unit.</summary>
    public const string MissingUnit = "missing-unit";

    /// <summary>A unit that does not exist.</summary>
    public const string UnknownUnit = "unknown-unit";

    /// <summary>A quantity of another dimension.</summary>
    public const string WrongDimension = "wrong-dimension";

    /// <summary>A value outside of its bounds.</summary>
    public const string OutOfRange = "out-of-range";

    /// <summary>A distribution or an arrival process with the wrong arguments.</summary>
    public const string WrongArguments = "wrong-arguments";

    /// <summary>A name that refers to nothing.</summary>
    public const string UnknownReference = "unknown-reference";

    /// <summary>A path that leads to no key.</summary>
    public const string UnknownPath = "unknown-path";

    /// <summary>A parameter that was not declared.</summary>
    public const string UnknownParameter = "unknown-parameter";

    /// <summary>A parameter that nothing uses.</summary>
    public const string UnusedParameter = "unused-parameter";

    /// <summary>A time beyond the clock.</summary>
    public const string Clock = "clock";

    /// <summary>A node that no link joins to the rest.</summary>
    public const string UnreachableNode = "unreachable-node";

    /// <summary>A value of a profile without its source.</summary>
    public const string MissingSource = "missing-source";

    /// <summary>An operation that a role may execute and for which there is no cost.</summary>
    public const string MissingCost = "missing-cost";

    /// <summary>Axes of a zip that differ in length.</summary>
    public const string ZipLength = "zip-length";

    /// <summary>Keys that exclude or contradict each other.</summary>
    public const string Conflict = "conflict";
}
