using System;
using System.Buffers;
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

    // octets of a query that is read without an array
    private const int QueryStackMax = 2_048;

    // characters that are written without an array
    private const int StackMax = 512;

    // RFC 3986 §2.3
    private static readonly SearchValues<byte> Unreserved =
        SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly HttpField[]? _parameters;

    private FormParameters(HttpField[] parameters, int count)
    {
        _parameters = parameters;
        Count = count;
    }

    /// <summary>Number of parameters.</summary>
    public int Count { get; }

    /// <summary>Reads parameters.</summary>
    /// <param name="text">Names and values with <c>&amp;</c> between them; may be empty.</param>
    /// <param name="parameters">The parameters.</param>
    /// <param name="error">What is wrong.</param>
    public static bool TryDecode(ReadOnlySpan<byte> text, out FormParameters parameters, out DecodeError error)
    {
        HttpField[] fields = text.IsEmpty ? [] : new HttpField[Math.Min(text.Count((byte)'&') + 1, CountMax)];
        int count = 0;
        error = DecodeError.None;
        for (int offset = 0; offset < text.Length && error.IsNone;)
        {
            int size = text[offset..].IndexOf((byte)'&');
            size = size < 0 ? text.Length - offset : size;
            error = count == CountMax
                ? DecodeError.Unexpected("parameter", at: offset)
                : Read(text.Slice(offset, size), offset, fields.AsSpan(0, count), out fields[count]);
            count++;
            offset += size + 1;
            error = error.IsNone && offset == text.Length ? DecodeError.Unexpected("parameter", at: offset) : error;
        }

        parameters = error.IsNone ? new FormParameters(fields, count) : default;
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
        path = mark < 0 ? target : RecurringText.Of(target.AsSpan(0, mark));
        ReadOnlySpan<char> query = mark < 0 ? [] : target.AsSpan(mark + 1);
        int sizeMax = Encoding.UTF8.GetMaxByteCount(query.Length);
        Span<byte> octets = sizeMax <= QueryStackMax ? stackalloc byte[QueryStackMax] : new byte[sizeMax];
        bool isRead = TryDecode(octets[..Encoding.UTF8.GetBytes(query, octets)], out parameters, out error);
        error = error.Within(mark + 1);
        return isRead;
    }

    /// <summary>Writes parameters; those without a value are left out.</summary>
    /// <param name="parameters">Names and values.</param>
    public static string Encode(params ReadOnlySpan<(string Name, string? Value)> parameters) =>
        EncodeQuery(path: null, parameters);

    /// <summary>Writes parameters as the query of a target or a location.</summary>
    /// <param name="path">What stands before the question mark; null for the parameters alone.</param>
    /// <param name="parameters">Names and values; those without a value are left out.</param>
    public static string EncodeQuery(string? path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var text = new DefaultInterpolatedStringHandler(0, 0, CultureInfo.InvariantCulture, stackalloc char[StackMax]);
        text.AppendLiteral(path ?? "");
        string separator = path is null ? "" : "?";
        foreach ((string name, string? value) in parameters)
        {
            if (value is not null)
            {
                text.AppendLiteral(separator);
                text.AppendLiteral(Uri.EscapeDataString(name));
                text.AppendLiteral("=");
                text.AppendLiteral(Uri.EscapeDataString(value));
                separator = "&";
            }
        }

        return text.ToStringAndClear();
    }

    /// <summary>Writes one parameter more, whose name and value are of ISO 8859-1.</summary>
    /// <param name="destination">Room behind those that are there: six octets for each of name and value, and two.
    /// </param>
    /// <param name="isFirst">True if there are none.</param>
    /// <param name="name">Name.</param>
    /// <param name="value">Value.</param>
    /// <returns>Octets written.</returns>
    internal static int Write(
        Span<byte> destination, bool isFirst, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        int size = 0;
        if (!isFirst)
        {
            destination[size++] = (byte)'&';
        }

        size += Escape(name, destination[size..]);
        destination[size++] = (byte)'=';
        return size + Escape(value, destination[size..]);
    }

    private static int Escape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        if (text.ContainsAnyExcept(Unreserved))
        {
            return Encoding.ASCII.GetBytes(Uri.EscapeDataString(Encoding.Latin1.GetString(text)), destination);
        }

        text.CopyTo(destination);
        return text.Length;
    }

    /// <summary>The value of a parameter.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value if there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (HttpField parameter in _parameters.AsSpan(0, Count))
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

    private static DecodeError Read(
        ReadOnlySpan<byte> text, int offset, ReadOnlySpan<HttpField> others, out HttpField field)
    {
        int sign = text.IndexOf((byte)'=');
        field = default;
        if (sign <= 0)
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

        foreach (HttpField other in others)
        {
            if (other.Name == name)
            {
                return DecodeError.Duplicate(name, at: offset);
            }
        }

        field = new HttpField(name, value);
        return DecodeError.None;
    }

    private static bool TryUnescape(ReadOnlySpan<byte> text, out string value)
    {
        if (!text.ContainsAny((byte)'%', (byte)'+'))
        {
            bool isPlain = !text.ContainsAnyExceptInRange((byte)0x21, (byte)0x7E);
            value = isPlain ? RecurringText.Of(text) : "";
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
        value = !isText ? ""
            : Ascii.IsValid(octets[..size]) ? RecurringText.Of(octets[..size])
            : Encoding.UTF8.GetString(octets[..size]);
        return isText;
    }
}
