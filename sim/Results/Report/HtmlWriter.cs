using System;
using System.Collections.Generic;
using System.Text;

namespace Simulator.Results;

/// <summary>
/// Writes HTML that is XML as well. Whatever is given as text or as an attribute's value is escaped; only
/// <see cref="Markup"/> is taken as it is.
/// </summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _text = new();
    private readonly Stack<string> _open = new();

    /// <summary>Opens an element.</summary>
    public HtmlWriter Open(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        _text.Append('>');
        _open.Push(tag);
        return this;
    }

    /// <summary>Closes the innermost open element.</summary>
    public HtmlWriter Close()
    {
        _text.Append("</").Append(_open.Pop()).Append(">\n");
        return this;
    }

    /// <summary>An element with text alone.</summary>
    public HtmlWriter Element(string tag, string text, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Open(tag, attributes).Text(text);
        _text.Append("</").Append(_open.Pop()).Append('>');
        return this;
    }

    /// <summary>An element that never has content.</summary>
    public HtmlWriter Void(string tag, params ReadOnlySpan<(string Name, string Value)> attributes)
    {
        Start(tag, attributes);
        _text.Append("/>\n");
        return this;
    }

    /// <summary>Text; characters that XML does not know are replaced.</summary>
    public HtmlWriter Text(string text)
    {
        _text.Append(XmlText.Escape(text));
        return this;
    }

    /// <summary>Text whose words between back quotes are code.</summary>
    public HtmlWriter Prose(string text)
    {
        string[] parts = text.Split('`');
        for (int index = 0; index < parts.Length; index++)
        {
            bool isCode = index % 2 == 1 && index < parts.Length - 1;
            _ = isCode ? Element("code", parts[index]) : Text(parts[index]);
        }

        return this;
    }

    /// <summary>Markup of our own making.</summary>
    public HtmlWriter Markup(string markup)
    {
        _text.Append(markup);
        return this;
    }

    /// <summary>What was written.</summary>
    public override string ToString() => _text.ToString();

    private void Start(string tag, ReadOnlySpan<(string Name, string Value)> attributes)
    {
        _text.Append('<').Append(tag);
        foreach ((string name, string value) in attributes)
        {
            _text.Append(' ').Append(name).Append("=\"").Append(XmlText.Escape(value)).Append('"');
        }
    }
}
