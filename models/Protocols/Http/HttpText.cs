using System;
using System.Buffers;
using System.Text;

namespace Simulator.Protocols.Http;

/// <summary>Which characters may stand where (RFC 9110 §5.6, RFC 9112 §3).</summary>
internal static class HttpText
{
    private const string TokenCharacters =
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static readonly SearchValues<byte> TokenOctets =
        SearchValues.Create(Encoding.ASCII.GetBytes(TokenCharacters));

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(TokenCharacters);

    /// <summary>token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenOctets);

    /// <summary>token (RFC 9110 §5.6.2).</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    /// <summary>field-value without obs-text (RFC 9110 §5.5): index of the first octet that may not stand in it, or
    /// -1.</summary>
    public static int IndexOutsideFieldValue(ReadOnlySpan<byte> text)
    {
        int start = 0;
        int wrong;
        while ((wrong = text[start..].IndexOfAnyExceptInRange((byte)0x20, (byte)0x7E)) >= 0)
        {
            start += wrong;
            if (text[start] != '\t')
            {
                return start;
            }

            start++;
        }

        return -1;
    }

    /// <summary>field-value as it is written: no white space around it.</summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> rest = text;
        int outside;
        while ((outside = rest.IndexOfAnyExceptInRange(' ', '~')) >= 0)
        {
            if (rest[outside] != '\t')
            {
                return false;
            }

            rest = rest[(outside + 1)..];
        }

        return text.IsEmpty || (text[0] is not (' ' or '\t') && text[^1] is not (' ' or '\t'));
    }

    /// <summary>Characters of a request target (RFC 9112 §3.2): visible ones, and no fragment.</summary>
    public static bool IsTarget(ReadOnlySpan<byte> text) =>
        !text.IsEmpty && !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E) && !text.Contains((byte)'#')
        && (text[0] == '/' || text.StartsWith("http://"u8) || text.StartsWith("https://"u8));
}
