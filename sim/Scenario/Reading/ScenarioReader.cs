using System;
using System.Collections.Generic;
using System.IO;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Simulator.Scenarios;

/// <summary>
/// Reads YAML into <see cref="ScenarioNode"/>s. Duplicate keys, further documents, unknown aliases, tags and merge keys
/// are all reported; a syntax error ends the file.
/// </summary>
public sealed class ScenarioReader
{
    private const int DepthMax = 32;      // ours: the language itself needs ten levels
    private const int SizeMax = 200_000;  // ours: nodes with aliases expanded, against "billion laughs"

    private readonly string _file;
    private readonly string _text;
    private readonly int _columnOffset;
    private readonly ErrorLog _errors;
    private readonly Parser _parser;
    private readonly List<Place> _openBrackets = new();
    private readonly Dictionary<string, ScenarioNode?> _anchors = new(StringComparer.Ordinal);

    private ScenarioReader(string file, string text, int columnOffset, ErrorLog errors)
    {
        _file = file;
        _text = text;
        _columnOffset = columnOffset;
        _errors = errors;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>Reads a file.</summary>
    /// <param name="file">Its name in errors.</param>
    /// <param name="octets">Its content.</param>
    /// <param name="errors">Where errors go.</param>
    /// <returns>The root of its only document; null if there is none that can be read.</returns>
    public static ScenarioNode? Read(string file, ReadOnlySpan<byte> octets, ErrorLog errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return SourceText.Decode(file, octets, errors) is { } text ? ReadText(file, text, 0, errors) : null;
    }

    /// <summary>Reads a text, such as the value of a <c>--set</c> option.</summary>
    /// <param name="file">Its name in errors.</param>
    /// <param name="text">The text.</param>
    /// <param name="columnOffset">Columns before the text on its first line.</param>
    /// <param name="errors">Where errors go.</param>
    /// <returns>The root; null after an error.</returns>
    public static ScenarioNode? ReadText(string file, string text, int columnOffset, ErrorLog errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        return new ScenarioReader(file, text, columnOffset, errors).ReadDocument();
    }

    private ScenarioNode? ReadDocument()
    {
        try
        {
            return Document();
        }
        catch (YamlException exception)
        {
            SyntaxError(exception.Start, exception.Message);
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException or FormatException
            or OverflowException or IndexOutOfRangeException or NotSupportedException)
        {
            // The parser's own slips on broken text: it leaves no place, so the end of the text is taken.
            SyntaxError(EndOfText(), "the text cannot be read.");
        }

        return null;
    }

    private ScenarioNode? Document()
    {
        Next();
        if (Next() is not DocumentStart)
        {
            return Empty();
        }

        Next();
        ScenarioNode root = Node(0);
        Next();
        if (Next() is DocumentStart second)
        {
            _errors.Add(
                PlaceOf(second.Start),
                ErrorCode.SecondDocument,
                "a second document starts here",
                "one file holds one scenario");
        }

        return root.IsMissing ? Empty() : root;
    }

    private ScenarioNode? Empty()
    {
        _errors.Add(
            PlaceOf(new Mark(0, 1, 1)),
            ErrorCode.Empty,
            "there is nothing here",
            "see scenarios/README.md for the keys");
        return null;
    }

    private ParsingEvent Next() =>
        _parser.MoveNext() && _parser.Current is { } current
            ? current
            : throw new SemanticErrorException("unexpected end.");

    /// <summary>The node at whose first event the parser stands.</summary>
    private ScenarioNode Node(int depth)
    {
        ParsingEvent first = _parser.Current!;
        if (depth > DepthMax)
        {
            throw new SemanticErrorException(first.Start, first.End, $"deeper than {DepthMax} levels.");
        }

        if (first is AnchorAlias alias)
        {
            return Alias(alias);
        }

        if (first is not NodeEvent start)
        {
            // the parser misses it in places
            throw new SemanticErrorException(first.Start, first.End, "a value is missing.");
        }

        string? anchor = start.Anchor.IsEmpty ? null : start.Anchor.Value;
        if (anchor is not null)
        {
            _anchors[anchor] = null;
        }

        RefuseTag(start);
        ScenarioNode node = start switch
        {
            Scalar scalar =>
                ScenarioNode.Scalar(PlaceOf(scalar.Start), scalar.Value, scalar.Style == ScalarStyle.Plain),
            SequenceStart sequence => Sequence(sequence, depth),
            _ => Mapping((MappingStart)start, depth),
        };
        if (node.Size > SizeMax)
        {
            throw new SemanticErrorException(first.Start, first.End, $"more than {SizeMax} values.");
        }

        if (anchor is not null)
        {
            _anchors[anchor] = node;
        }

        return node;
    }

    private ScenarioNode Alias(AnchorAlias alias)
    {
        string name = alias.Value.Value;
        if (_anchors.TryGetValue(name, out ScenarioNode? node) && node is not null)
        {
            return node;
        }

        _errors.Add(
            PlaceOf(alias.Start),
            ErrorCode.UnknownAlias,
            _anchors.ContainsKey(name)
                ? $"alias '*{name}' stands inside of its own anchor"
                : $"alias '*{name}' has no anchor",
            $"an anchor '&{name}' must stand above it");
        return ScenarioNode.Broken(PlaceOf(alias.Start));
    }

    private void RefuseTag(NodeEvent node)
    {
        if (!node.Tag.IsEmpty)
        {
            _errors.Add(
                PlaceOf(node.Start),
                ErrorCode.Refused,
                $"tags such as '{node.Tag.Value}' are not used here",
                "leave it out");
        }
    }

    private ScenarioNode Sequence(SequenceStart start, int depth)
    {
        Open(start.Style == SequenceStyle.Flow, start.Start);
        var items = new List<ScenarioNode>();
        while (Next() is not SequenceEnd)
        {
            items.Add(Node(depth + 1));
        }

        Close(start.Style == SequenceStyle.Flow);
        return ScenarioNode.Sequence(PlaceOf(start.Start), items);
    }

    private ScenarioNode Mapping(MappingStart start, int depth)
    {
        Open(start.Style == MappingStyle.Flow, start.Start);
        var entries = new List<ScenarioEntry>();
        var places = new Dictionary<string, Place>(StringComparer.Ordinal);
        while (Next() is not MappingEnd)
        {
            ScenarioNode key = Node(depth + 1);
            Next();
            ScenarioNode value = Node(depth + 1);
            if (IsUsable(key, places))
            {
                entries.Add(new ScenarioEntry(key, value));
            }
        }

        Close(start.Style == MappingStyle.Flow);
        return ScenarioNode.Mapping(PlaceOf(start.Start), entries);
    }

    private bool IsUsable(ScenarioNode key, Dictionary<string, Place> places)
    {
        if (key.Kind != NodeKind.Scalar || key.Text.Length == 0)
        {
            _errors.Add(key.Place, ErrorCode.Refused, "a key is a word", "write 'key: value'");
            return false;
        }

        if (key.Text == "<<" && key.IsPlain)
        {
            _errors.Add(
                key.Place,
                ErrorCode.Refused,
                "merge keys '<<' are not used here",
                "write the keys out, or use a profile");
            return false;
        }

        if (places.TryAdd(key.Text, key.Place))
        {
            return true;
        }

        _errors.Add(
            key.Place,
            ErrorCode.DuplicateKey,
            $"key '{key.Text}' stands here twice",
            FormattableString.Invariant($"it is first given in line {places[key.Text].Line}"));
        return false;
    }

    private void Open(bool isFlow, Mark mark)
    {
        if (isFlow)
        {
            _openBrackets.Add(PlaceOf(mark));
        }
    }

    private void Close(bool isFlow)
    {
        if (isFlow)
        {
            _openBrackets.RemoveAt(_openBrackets.Count - 1);
        }
    }

    /// <summary>
    /// Reports what the parser stumbled over; if a bracket was left open before, that is the place to mend.
    /// </summary>
    private void SyntaxError(Mark mark, string message)
    {
        Place stumbled = PlaceOf(mark);
        for (int index = _openBrackets.Count - 1; index >= 0; index--)
        {
            Place open = _openBrackets[index];
            if (IsLeftOpen(open, stumbled))
            {
                char bracket = BracketAt(open);
                _errors.Add(
                    open,
                    ErrorCode.Unclosed,
                    $"'{bracket}' is never closed",
                    $"close it with '{(bracket == '[' ? ']' : '}')}'");
                return;
            }
        }

        string reason = message.Length > 0 ? char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.') : "unknown";
        _errors.Add(
            stumbled, ErrorCode.Syntax, $"not YAML: {reason}", "values with ': ', '#' or a bracket need quotes");
    }

    private char BracketAt(Place open)
    {
        string line = Lines()[open.Line - 1];
        int column = open.Column - 1 - (open.Line == 1 ? _columnOffset : 0);
        return column < line.Length ? line[column] : '[';
    }

    /// <summary>
    /// True if a line between the bracket and the stumble is indented no deeper than the line of the bracket.
    /// </summary>
    private bool IsLeftOpen(Place open, Place stumbled)
    {
        string[] lines = Lines();
        if (open.Line > lines.Length)
        {
            return false;
        }

        int indent = Indent(lines[open.Line - 1]);
        for (int line = open.Line; line < Math.Min(stumbled.Line, lines.Length); line++)
        {
            string content = lines[line];
            bool isText = content.Trim().Length > 0 && content.TrimStart()[0] is not (']' or '}' or '#');
            if (isText && Indent(content) <= indent)
            {
                return true;
            }
        }

        return IsAtEnd(stumbled, lines);
    }

    private static bool IsAtEnd(Place stumbled, string[] lines) =>
        stumbled.Line > lines.Length || (stumbled.Line == lines.Length && stumbled.Column > lines[^1].Length);

    private Mark EndOfText() => new(0, Lines().Length, Lines()[^1].Length + 1);

    /// <summary>The lines, by the line breaks of YAML 1.1, which the parser counts.</summary>
    private string[] Lines() =>
        _text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n', '\r', '\u0085', '\u2028', '\u2029');

    private static int Indent(string line) => line.Length - line.TrimStart(' ').Length;

    private Place PlaceOf(Mark mark)
    {
        int line = (int)Math.Clamp(mark.Line, 1, int.MaxValue);
        int column = (int)Math.Clamp(mark.Column, 1, int.MaxValue);
        return new Place(_file, line, column + (line == 1 ? _columnOffset : 0));
    }
}
