using System;
using System.Collections.Generic;

namespace Simulator.Protocols.Per;

/// <summary>
/// The elements of a SEQUENCE OF: they never change and are compared one by one. The default has none.
/// </summary>
/// <typeparam name="T">The element.</typeparam>
public readonly struct SequenceOf<T> : IEquatable<SequenceOf<T>>
    where T : struct
{
    private readonly T[]? _elements;

    /// <summary>Copies the elements.</summary>
    /// <param name="elements">The elements in order.</param>
    public SequenceOf(params ReadOnlySpan<T> elements) => _elements = elements.IsEmpty ? null : elements.ToArray();

    private SequenceOf(T[] elements) => _elements = elements.Length == 0 ? null : elements;

    /// <summary>Number of elements.</summary>
    public int Count => _elements?.Length ?? 0;

    /// <summary>True if there is no element.</summary>
    public bool IsEmpty => _elements is null;

    /// <summary>The elements, to read.</summary>
    public ReadOnlySpan<T> Span => _elements;

    /// <summary>One element.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => Span[index];

    /// <summary>True if both hold the same elements in the same order.</summary>
    public static bool operator ==(SequenceOf<T> left, SequenceOf<T> right) => left.Equals(right);

    /// <summary>True if an element differs.</summary>
    public static bool operator !=(SequenceOf<T> left, SequenceOf<T> right) => !left.Equals(right);

    /// <summary>Walks over the elements.</summary>
    public ReadOnlySpan<T>.Enumerator GetEnumerator() => Span.GetEnumerator();

    /// <summary>Keeps the array itself: the caller must let go of it.</summary>
    internal static SequenceOf<T> Own(T[] elements) => new(elements);

    /// <inheritdoc/>
    public bool Equals(SequenceOf<T> other) => Span.SequenceEqual(other.Span, EqualityComparer<T>.Default);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is SequenceOf<T> other && Equals(other);

    /// <summary>The number of elements: the same in every process. Lists are compared, not looked up by.</summary>
    public override int GetHashCode() => Count;

    /// <summary>The elements in brackets.</summary>
    public override string ToString() => $"[{string.Join(", ", _elements ?? [])}]";
}
