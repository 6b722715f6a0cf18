using System;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>
/// Vectors in the order to be used: Authentication-Info (TS 29.272 §7.3.17). One vector, which is what most answers
/// bring (TS 33.401 §6.1.2), needs no array. The default is empty.
/// </summary>
public readonly record struct EutranVectors
{
    private readonly EutranVector _first;
    private readonly ValueList<EutranVector> _further;

    /// <summary>Copies the vectors.</summary>
    /// <param name="vectors">The vectors in order.</param>
    public EutranVectors(params ReadOnlySpan<EutranVector> vectors)
    {
        Count = vectors.Length;
        _first = vectors.IsEmpty ? default : vectors[0];
        _further = vectors.Length > 1 ? new(vectors[1..]) : default;
    }

    private EutranVectors(EutranVector first, AvpSet group)
    {
        _first = first;
        _further = group.List(S6aAvp.EutranVector, EutranVector.Read, skip: 1);
        Count = 1 + _further.Count;
    }

    /// <summary>Number of vectors.</summary>
    public int Count { get; }

    /// <summary>One vector.</summary>
    /// <param name="index">From 0.</param>
    public EutranVector this[int index] => index == 0 && Count > 0 ? _first : _further[index - 1];

    internal static EutranVectors Read(AvpSet group)
    {
        ReadOnlySpan<byte> first = group.Data(S6aAvp.EutranVector); // never empty: RAND and others must be there
        return first.IsEmpty ? default : new(EutranVector.Read(first), group);
    }

    /// <summary>Authentication-Info; nothing if there is no vector.</summary>
    internal void Add(ref AvpWriter writer)
    {
        if (Count == 0)
        {
            return;
        }

        int group = writer.Begin(S6aAvp.AuthenticationInfo);
        _first.Add(ref writer);
        foreach (EutranVector vector in _further.Span)
        {
            vector.Add(ref writer);
        }

        writer.End(group);
    }
}
