using System;

namespace Simulator.Protocols.Wire;

/// <summary>Values in order that never change, compared one by one. The default is empty.</summary>
/// <typeparam name="T">One value.</typeparam>
public readonly struct ValueList<T> : IEquatable<ValueList<T>>
    where T : IEquatable<T>
{
    private readonly T[]? _items;

    /// <summary>Copies the values.</summary>
    /// <param name="items">The values in order.</param>
    public ValueList(params ReadOnlySpan<T> items) => _items = items.IsEmpty ? null : items.ToArray();

    private ValueList(T[]? items) => _items = items;

    /// <summary>Number of values.</summary>
    public int Count => _items?.Length ?? 0;

    /// <summary>The values, to read.</summary>
    public ReadOnlySpan<T> Span => _items;

    /// <summary>One value.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => Span[index];

    /// <summary>True if both hold equal values in the same order.</summary>
    public static bool operator ==(ValueList<T> left, ValueList<T> right) => left.Equals(right);

    /// <summary>True if a value, the order or the number differs.</summary>
    public static bool operator !=(ValueList<T> left, ValueList<T> right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(ValueList<T> other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ValueList<T> other && Equals(other);

    /// <summary>A hash of the values in order.</summary>
    public override int GetHashCode()
    {
        int hash = Count;
        foreach (T item in Span)
        {
            hash = unchecked((hash * 31) + item.GetHashCode());
        }

        return hash;
    }

    /// <summary>The values with commas between them.</summary>
    public override string ToString() => $"[{string.Join(", ", _items ?? [])}]";

    /// <summary>Takes an array that nobody else keeps.</summary>
    internal static ValueList<T> Own(T[] items) => new(items.Length == 0 ? null : items);
}
