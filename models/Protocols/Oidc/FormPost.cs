using System;
using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;
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
    private const int StackMax = 1_536, MarkMax = 32;
    private const int EscapedSizeMax = 6; // octets that one of a page becomes: two of UTF-8, three each

    /// <summary>Writes the page. Values are of the alphabet of base64url and tokens: nothing is escaped.</summary>
    /// <param name="action">Where the form goes.</param>
    /// <param name="response">What it carries.</param>
    /// <exception cref="ArgumentException">A value could not stand in the page as it is.</exception>
    public static Octets Encode(string action, AuthorizationResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        ReadOnlySpan<(string Name, string? Value)> inputs =
        [
            ("code", response.Code), ("id_token", response.IdToken), ("error", response.Error),
            ("state", response.State),
        ];
        var page = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[StackMax]);
        page.AppendLiteral(Start);
        page.AppendLiteral(Safe(action));
        page.AppendLiteral(ActionEnd);
        foreach ((string name, string? value) in inputs)
        {
            if (value is not null)
            {
                page.AppendLiteral(InputStart);
                page.AppendLiteral(name);
                page.AppendLiteral(InputMiddle);
                page.AppendLiteral(Safe(value));
                page.AppendLiteral(InputEnd);
            }
        }

        page.AppendLiteral(End);
        byte[] octets = new byte[page.Text.Length];
        Encoding.ASCII.GetBytes(page.Text, octets);
        page.Clear();
        return Octets.Own(octets);
    }

    /// <summary>Reads a page of exactly this form.</summary>
    /// <param name="page">The page.</param>
    /// <param name="action">Where the form goes.</param>
    /// <param name="form">What is to be posted, as application/x-www-form-urlencoded.</param>
    public static bool TryDecode(ReadOnlySpan<byte> page, out string action, out Octets form)
    {
        action = "";
        form = default;
        if (!TrySkip(ref page, Start))
        {
            return false;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(EscapedSizeMax * page.Length);
        bool isRead = TryTake(ref page, ActionEnd, out ReadOnlySpan<byte> uri);
        int size = 0;
        while (isRead && TrySkip(ref page, InputStart))
        {
            isRead = TryTake(ref page, InputMiddle, out ReadOnlySpan<byte> name)
                & TryTake(ref page, InputEnd, out ReadOnlySpan<byte> value);
            size += FormParameters.Write(buffer.AsSpan(size), isFirst: size == 0, name, value);
        }

        isRead = isRead && Ascii.Equals(page, End);
        if (isRead)
        {
            action = Ascii.IsValid(uri) ? RecurringText.Of(uri) : Encoding.Latin1.GetString(uri);
            form = new Octets(buffer.AsSpan(0, size));
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return isRead;
    }

    private static bool TrySkip(ref ReadOnlySpan<byte> page, string text)
    {
        bool isThere = page.Length >= text.Length && Ascii.Equals(page[..text.Length], text);
        page = isThere ? page[text.Length..] : page;
        return isThere;
    }

    private static bool TryTake(ref ReadOnlySpan<byte> page, string end, out ReadOnlySpan<byte> part)
    {
        Span<byte> mark = stackalloc byte[MarkMax];
        int at = page.IndexOf(mark[..Encoding.ASCII.GetBytes(end, mark)]);
        part = at < 0 ? [] : page[..at];
        page = at < 0 ? page : page[(at + end.Length)..];
        return at >= 0 && !part.ContainsAny((byte)'<', (byte)'"');
    }

    private static string Safe(string value) => value.AsSpan().ContainsAny("<>\"&'")
        ? throw new ArgumentException("cannot stand in a page as it is", nameof(value))
        : value;
}
