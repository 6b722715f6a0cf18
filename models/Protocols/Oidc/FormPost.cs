using System;
using System.Text;
using Simulator.Protocols.Http;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Oidc;

/// <summary>A page whose form the terminal posts on at once (OAuth 2.0 Form Post Response Mode 1.0 §2).</summary>
public static class FormPost
{
    // <html><body onload="document.forms[0].submit()"><form method="post" action="URI">, inputs, </form></body></html>
    private const string Start =
        "<html><body onload=\"document.forms[0].submit()\"><form method=\"post\" action=\"";

    private const string ActionEnd = "\">", InputStart = "<input type=\"hidden\" name=\"", InputMiddle = "\" value=\"";
    private const string InputEnd = "\"/>", End = "</form></body></html>";

    /// <summary>Writes the page. Values are of the alphabet of base64url and tokens: nothing is escaped.</summary>
    /// <param name="action">Where the form goes.</param>
    /// <param name="response">What it carries.</param>
    /// <exception cref="ArgumentException">A value could not stand in the page as it is.</exception>
    public static Octets Encode(string action, AuthorizationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        StringBuilder page = new StringBuilder(Start).Append(Safe(action)).Append(ActionEnd);
        (string Name, string? Value)[] inputs =
        [
            ("code", response.Code), ("id_token", response.IdToken), ("error", response.Error),
            ("state", response.State),
        ];
        foreach ((string name, string? value) in inputs)
        {
            if (value is not null)
            {
                page.Append(InputStart).Append(name).Append(InputMiddle).Append(Safe(value)).Append(InputEnd);
            }
        }

        return new Octets(Encoding.ASCII.GetBytes(page.Append(End).ToString()));
    }

    /// <summary>Reads a page of exactly this form.</summary>
    /// <param name="page">The page.</param>
    /// <param name="action">Where the form goes.</param>
    /// <param name="form">What is to be posted, as application/x-www-form-urlencoded.</param>
    public static bool TryDecode(ReadOnlySpan<byte> page, out string action, out string form)
    {
        string text = Encoding.Latin1.GetString(page);
        action = form = "";
        if (!text.StartsWith(Start, StringComparison.Ordinal)
            || !TryTake(text, Start.Length, ActionEnd, out string uri, out int at))
        {
            return false;
        }

        var fields = new StringBuilder();
        while (text.AsSpan(at).StartsWith(InputStart, StringComparison.Ordinal))
        {
            if (!TryTake(text, at + InputStart.Length, InputMiddle, out string name, out at)
                || !TryTake(text, at, InputEnd, out string value, out at))
            {
                return false;
            }

            fields.Append(fields.Length == 0 ? "" : "&").Append(FormParameters.Encode((name, value)));
        }

        bool isWhole = text.AsSpan(at).SequenceEqual(End);
        (action, form) = isWhole ? (uri, fields.ToString()) : ("", "");
        return isWhole;
    }

    private static bool TryTake(string text, int start, string end, out string part, out int next)
    {
        int at = text.IndexOf(end, start, StringComparison.Ordinal);
        part = at < 0 ? "" : text[start..at];
        next = at + end.Length;
        return at >= 0 && !part.AsSpan().ContainsAny('<', '"');
    }

    private static string Safe(string value) => value.AsSpan().ContainsAny("<>\"&'")
        ? throw new ArgumentException("cannot stand in a page as it is", nameof(value))
        : value;
}
