using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Http;

/// <summary>
/// Parameters of a query or a form: application/x-www-form-urlencoded. No name may occur twice, as OAuth 2.0 asks
/// (RFC 6749 §3.1).
/// </summary>
public readonly struct FormParameters
{
    // ours
    private const int CountMax = 64;

    /// <summary>Characters that are written without an array.</summary>
    internal const int StackMax = 512;

    private readonly List<HttpField>? _parameters;

    private FormParameters(List<HttpField> parameters) => _parameters = parameters;

    /// <summary>Number of parameters.</summary>
    public int Count => _parameters?.Count ?? 0;

    /// <summary>Reads parameters.</summary>
    /// <param name="text">Names and values with <c>&amp;</c> between them; may be empty.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, out FormParameters parameters, out DecodeError error)
    {
        var list = new List<HttpField>(Math.Min(text.Count((byte)'&') + 1, CountMax));
        parameters = default;
        error = DecodeError.None;
        for (int offset = 0; offset < text.Length && error.IsNone;)
        {
            int size = text[offset..].IndexOf((byte)'&');
            size = size < 0 ? text.Length - offset : size;
            error = Read(text.Slice(offset, size), offset, list);
            offset += size + 1;
            error = error.IsNone && offset == text.Length ? DecodeError.Unexpected("parameter", at: offset) : error;
        }

        parameters = error.IsNone ? new FormParameters(list) : default;
        return error.IsNone;
    }

    /// <summary>Reads the parameters after the question mark of a target.</summary>
    /// <param name="target">A request target or a location.</param>
    /// <param name="path">What stands before the question mark.</param>
    /// <param name="parameters">The parameters; none without a question mark.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecodeQuery(
        string target, out string path, out FormParameters parameters, out DecodeError error)
    {
        int mark = target.IndexOf('?', StringComparison.Ordinal);
        path = mark < 0 ? target : target[..mark];
        byte[] query = mark < 0 ? [] : Encoding.UTF8.GetBytes(target, mark + 1, target.Length - mark - 1);
        bool isRead = TryDecode(query, out parameters, out error);
        error = error.Within(mark + 1);
        return isRead;
    }

    /// <summary>Writes parameters; those without a value are left out.</summary>
    /// <param name="parameters">Names and values.</param>
    public static string Encode(params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[StackMax]);
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
            {
                Append(ref text, name, value);
            }
        }

        return text.ToStringAndClear();
    }

    /// <summary>Writes one parameter more.</summary>
    /// <param name="text">What is there, to which it is added.</param>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    internal static void Append(ref DefaultInterpolatedStringHandler text, string name, string value)
    {
        text.AppendLiteral(text.Text.IsEmpty ? "" : "&");
        text.AppendLiteral(Uri.EscapeDataString(name));
        text.AppendLiteral("=");
        text.AppendLiteral(Uri.EscapeDataString(value));
    }

    /// <summary>The value of a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value if there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (HttpField parameter in _parameters ?? [])
        {
            if (parameter.Name == name)
            {
                value = parameter.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>The value of a parameter, or null.</summary>
    /// <param name="name">Its name.</param>
    public string? Find(string name) => TryGet(name, out string? value) ? value : null;

    private static DecodeError Read(ReadOnlySpan<byte> text, int offset, List<HttpField> list)
    {
        int sign = text.IndexOf((byte)'=');
        if (sign <= 0 || list.Count == CountMax)
        {
            return DecodeError.Unexpected("parameter", at: offset);
        }

        if (!TryUnescape(text[..sign], out string name))
        {
            return DecodeError.Unexpected("parameter name", at: offset);
        }

        if (!TryUnescape(text[(sign + 1)..], out string value))
        {
            return DecodeError.Unexpected(name.Length == 0 ? "parameter" : name, at: offset + sign + 1);
        }

        foreach (HttpField other in list)
        {
            if (other.Name == name)
            {
                return DecodeError.Duplicate(name, at: offset);
            }
        }

        list.Add(new HttpField(name, value));
        return DecodeError.None;
    }

    private static bool TryUnescape(ReadOnlySpan<byte> text, out string value)
    {
        if (!text.ContainsAny((byte)'%', (byte)'+'))
        {
            bool isPlain = !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E);
            value = isPlain ? Encoding.ASCII.GetString(text) : "";
            return isPlain;
        }

        Span<byte> octets = text.Length <= 1_024 ? stackalloc byte[text.Length] : new byte[text.Length];
        int size = 0;
        value = "";
        for (int i = 0; i < text.Length; i++)
        {
            byte octet = text[i];
            if (octet == '%')
            {
                if (i + 2 >= text.Length || !byte.TryParse(
                    text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out octet))
                {
                    return false;
                }

                i += 2;
            }
            else if (octet is < 0x21 or > 0x7E)
            {
                return false;
            }

            octets[size++] = octet == '+' && text[i] == '+' ? (byte)' ' : octet;
        }

        bool isText = Utf8.IsValid(octets[..size]);
        value = isText ? Encoding.UTF8.GetString(octets[..size]) : "";
        return isText;
    }
}
