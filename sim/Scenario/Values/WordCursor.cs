using System.Collections.Generic;
using System.Linq;

namespace Simulator.Scenarios;

/// <summary>A word of an inline form.</summary>
/// <param name="Text">The word.</param>
/// <param name="Offset">Where it starts in the scalar.</param>
internal readonly record struct Word(string Text, int Offset);

/// <summary>The words of an inline form, one after the other, with their places.</summary>
internal sealed class WordCursor
{
    private readonly ScenarioNode _node;
    private readonly List<Word> _words = new();
    private int _index;

    public WordCursor(ScenarioNode node)
    {
        _node = node;
        string text = node.Text;
        int start = 0;
        while (start < text.Length)
        {
            int end = text.IndexOfAny([' ', '\t', '\n'], start);
            end = end < 0 ? text.Length : end;
            if (end > start)
            {
                _words.Add(new Word(text[start..end], start));
            }

            start = end + 1;
        }
    }

    public bool AtEnd => _index == _words.Count;

    /// <summary>What is left, for messages.</summary>
    public string Rest => string.Join(' ', _words.Skip(_index).Select(word => word.Text));

    /// <summary>The place of the next word; at the end, of the whole scalar.</summary>
    public Place Place
    {
        get
        {
            int offset = AtEnd ? 0 : _words[_index].Offset + (_node.IsPlain ? 0 : 1);
            return _node.Place with { Column = _node.Place.Column + offset };
        }
    }

    public Word Take() => _words.Count == 0 ? new Word("", 0) : _words[_index++];

    public bool TrySkip(string word)
    {
        bool isNext = !AtEnd && _words[_index].Text == word;
        _index += isNext ? 1 : 0;
        return isNext;
    }

    /// <summary>A number with its unit, which is attached to it or is the next word.</summary>
    public string TakeQuantity()
    {
        string text = Take().Text;
        int length = QuantityText.NumberLength(text);
        bool isBare = length > 0 && length == text.Length;
        bool unitFollows = isBare && !AtEnd && _words[_index].Text is not ("over" or "at")
            && _words[_index].Text[0] is not ('$' or '-') && !char.IsAsciiDigit(_words[_index].Text[0]);
        return unitFollows ? $"{text} {Take().Text}" : text;
    }
}
