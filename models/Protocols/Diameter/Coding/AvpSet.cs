using System;
using System.Buffers.Binary;
using System.Text;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>Reads a value from the data of an AVP that was already checked.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="data">The data without padding.</param>
internal delegate T AvpReader<T>(ReadOnlySpan<byte> data);

/// <summary>AVPs side by side that <see cref="AvpChecker"/> has passed: reading them cannot fail.</summary>
internal readonly ref struct AvpSet(ReadOnlySpan<byte> octets)
{
    private readonly ReadOnlySpan<byte> _octets = octets;

    internal bool Has(AvpDefinition definition) => TryFind(definition, 0, out _);

    /// <summary>The data of the first such AVP; empty if there is none.</summary>
    internal ReadOnlySpan<byte> Data(AvpDefinition definition) =>
        TryFind(definition, 0, out RawAvp avp) ? avp.Data(_octets) : default;

    internal AvpSet Group(AvpDefinition definition) => new(Data(definition));

    internal uint Unsigned32(AvpDefinition definition) => BinaryPrimitives.ReadUInt32BigEndian(Data(definition));

    internal uint? OptionalUnsigned32(AvpDefinition definition) =>
        TryFind(definition, 0, out RawAvp avp) ? BinaryPrimitives.ReadUInt32BigEndian(avp.Data(_octets)) : null;

    internal UInt128 UInt128(AvpDefinition definition) => BinaryPrimitives.ReadUInt128BigEndian(Data(definition));

    internal Octets Octets(AvpDefinition definition) => new(Data(definition));

    internal DiameterIdentity Identity(AvpDefinition definition) => new(Data(definition));

    /// <summary>The text of an AVP; null if it is absent.</summary>
    internal string? Text(AvpDefinition definition) =>
        TryFind(definition, 0, out RawAvp avp) ? Encoding.UTF8.GetString(avp.Data(_octets)) : null;

    /// <summary>The values of an AVP that may occur more than once.</summary>
    internal ValueList<T> List<T>(AvpDefinition definition, AvpReader<T> read)
        where T : IEquatable<T>
    {
        int count = 0;
        for (int at = 0; TryFind(definition, at, out RawAvp avp); at = avp.End)
        {
            count++;
        }

        T[] items = count == 0 ? [] : new T[count];
        int next = 0;
        for (int at = 0; next < count && TryFind(definition, at, out RawAvp avp); at = avp.End)
        {
            items[next++] = read(avp.Data(_octets));
        }

        return ValueList<T>.Own(items);
    }

    /// <summary>Every AVP that no rule names, whole and in order: carried along without a meaning.</summary>
    internal Octets Others(AvpGrammar grammar)
    {
        int size = CopyOthers(grammar, default);
        if (size == 0)
        {
            return default;
        }

        byte[] others = new byte[size];
        CopyOthers(grammar, others);
        return new(others);
    }

    private int CopyOthers(AvpGrammar grammar, Span<byte> destination)
    {
        int size = 0;
        for (int at = 0; at < _octets.Length;)
        {
            RawAvp avp = RawAvp.Read(_octets, at);
            if (grammar.IndexOf(avp.Key) < 0)
            {
                if (!destination.IsEmpty)
                {
                    _octets[at..avp.End].CopyTo(destination[size..]);
                }

                size += avp.PaddedSize;
            }

            at = avp.End;
        }

        return size;
    }

    private bool TryFind(AvpDefinition definition, int from, out RawAvp avp)
    {
        for (int at = from; at < _octets.Length; at = RawAvp.EndAt(_octets, at))
        {
            if (RawAvp.CodeAt(_octets, at) == definition.Code)
            {
                avp = RawAvp.Read(_octets, at);
                if (avp.Vendor == definition.Vendor)
                {
                    return true;
                }
            }
        }

        avp = default;
        return false;
    }
}
