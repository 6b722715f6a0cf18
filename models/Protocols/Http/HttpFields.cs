using System;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Simulator.Protocols.Http;

/// <summary>The fields of a message in their order (RFC 9110 §5.3); never changed. The default is empty.</summary>
public readonly struct HttpFields : IReadOnlyList<HttpField>, IEquatable<HttpFields>
{
    private readonly HttpField[]? _fields;

    /// <summary>Takes fields that we write ourselves.</summary>
    /// <param name="fields">Fields in order.</param>
    /// <exception cref="ArgumentException">A name is no token, or a value has characters that end a line.</exception>
    public HttpFields(params ReadOnlySpan<HttpField> fields)
        : this(fields.ToArray())
    {
        foreach (HttpField field in fields)
        {
            Check(field);
        }
    }

    private HttpFields(HttpField[] fields) => _fields = fields.Length == 0 ? null : fields;

    /// <summary>The fields, to be looked through.</summary>
    internal ReadOnlySpan<HttpField> Span => _fields;

    /// <inheritdoc/>
    public int Count => _fields?.Length ?? 0;

    /// <inheritdoc/>
    public HttpField this[int index] => (_fields ?? [])[index];

    /// <summary>True if both have the same fields in the same order.</summary>
    public static bool operator ==(HttpFields left, HttpFields right) => left.Equals(right);

    /// <summary>True if they differ.</summary>
    public static bool operator !=(HttpFields left, HttpFields right) => !left.Equals(right);

    /// <summary>Takes fields whose names and values have been checked.</summary>
    internal static HttpFields FromChecked(HttpField[] fields) => new(fields);

    /// <summary>Takes fields that we write ourselves in an array that nobody else holds.</summary>
    /// <exception cref="ArgumentException">A name is no token, or a value has characters that end a line.</exception>
    internal static HttpFields Own(HttpField[] fields)
    {
        foreach (HttpField field in fields)
        {
            Check(field);
        }

        return new HttpFields(fields);
    }

    /// <summary>Value of the first field of a name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <param name="value">The value if there is one.</param>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (HttpField field in Span)
        {
            if (string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public bool Equals(HttpFields other) =>
        Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is HttpFields other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Count;

    /// <inheritdoc/>
    public IEnumerator<HttpField> GetEnumerator() => ((IEnumerable<HttpField>)(_fields ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static void Check(HttpField field)
    {
        if (!HttpText.IsToken(field.Name) || !HttpText.IsFieldValue(field.Value))
        {
            throw new ArgumentException($"'{field.Name}' cannot be written as a field", nameof(field));
        }
    }
}
