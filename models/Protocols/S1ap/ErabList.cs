using System;
using Simulator.Protocols.Per;

namespace Simulator.Protocols.S1ap;

/// <summary>
/// The E-RABs of a message, compared one by one. Most messages are about one: the first is part of the list itself, and
/// only others take an array. The default has none.
/// </summary>
/// <typeparam name="T">What the message says of an E-RAB.</typeparam>
public readonly record struct ErabList<T>
    where T : struct
{
    private readonly T _first;
    private readonly SequenceOf<T> _others;

    /// <summary>Copies the elements.</summary>
    /// <param name="elements">The elements in order.</param>
    public ErabList(params ReadOnlySpan<T> elements)
    {
        if (!elements.IsEmpty)
        {
            _first = elements[0];
            _others = new(elements[1..]);
            Count = elements.Length;
        }
    }

    /// <summary>A list with at least one element.</summary>
    internal ErabList(in T first, SequenceOf<T> others)
    {
        _first = first;
        _others = others;
        Count = 1 + others.Count;
    }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>One element.</summary>
    /// <param name="index">From 0.</param>
    public T this[int index] => index == 0 && Count > 0 ? _first : _others[index - 1];
}
