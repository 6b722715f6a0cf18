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
/// <remarks>
/// An AVP is looked for behind the one that was read last, and only then before it: who sends AVPs in the order of
/// the standard, and reads them so, finds each at once. AVPs that may occur more than once are read as a list.
/// </remarks>
/// <param name="octets">The AVPs.</param>
/// <param name="hasOthers">False if it is known that a rule names every one of them.</param>
internal ref struct AvpSet(ReadOnlySpan<byte> octets, bool hasOthers = true)
{
    private readonly ReadOnlySpan<byte> _octets = octets;
    private readonly bool _hasOthers = hasOthers;
    private int _next; // where to look first: behind the AVP that was read last

    /// <summary>Whether there is such an AVP, which the next look at it then finds at once.</summary>
    internal bool Has(AvpDefinition definition)
    {
        bool isFound = TryFind(definition, out ReadOnlySpan<byte> data);
        _next -= isFound ? definition.HeaderSize + RawAvp.Padded(data.Length) : 0;
        return isFound;
    }

    /// <summary>The data of such an AVP; empty if there is none.</summary>
    internal ReadOnlySpan<byte> Data(AvpDefinition definition) =>
        TryFind(definition, out ReadOnlySpan<byte> data) ? data : default;

    internal AvpSet Group(AvpDefinition definition) => new(Data(definition));

    internal uint Unsigned32(AvpDefinition definition) => BinaryPrimitives.ReadUInt32BigEndian(Data(definition));

    internal uint? OptionalUnsigned32(AvpDefinition definition) =>
        TryFind(definition, out ReadOnlySpan<byte> data) ? BinaryPrimitives.ReadUInt32BigEndian(data) : null;

    internal UInt128 UInt128(AvpDefinition definition) => BinaryPrimitives.ReadUInt128BigEndian(Data(definition));

    internal Octets Octets(AvpDefinition definition) => new(Data(definition));

    internal DiameterIdentity Identity(AvpDefinition definition) => new(Data(definition));

    /// <summary>The text of an AVP; null if it is absent.</summary>
    internal string? Text(AvpDefinition definition) =>
        TryFind(definition, out ReadOnlySpan<byte> data) ? Encoding.UTF8.GetString(data) : null;

    /// <summary>The values of an AVP that may occur more than once.</summary>
    /// <param name="definition">The AVP.</param>
    /// <param name="read">Reads one value.</param>
    /// <param name="skip">How many of the first to leave out.</param>
    internal readonly ValueList<T> List<T>(AvpDefinition definition, AvpReader<T> read, int skip = 0)
        where T : IEquatable<T>
    {
        int count = 0;
        for (int at = 0; TryFind(definition, ref at, _octets.Length, out _);)
        {
            count++;
        }

        T[] items = count <= skip ? [] : new T[count - skip];
        int place = -skip;
        int next = 0;
        while (place < items.Length && TryFind(definition, ref next, _octets.Length, out ReadOnlySpan<byte> data))
        {
            if (place >= 0)
            {
                items[place] = read(data);
            }

            place++;
        }

        return ValueList<T>.Own(items);
    }

    /// <summary>Every AVP that no rule names, whole and in order: carried along without a meaning.</summary>
    internal readonly Octets Others(AvpGrammar grammar)
    {
        int size = _hasOthers ? CopyOthers(grammar, default) : 0;
        if (size == 0)
        {
            return default;
        }

        byte[] others = new byte[size];
        CopyOthers(grammar, others);
        return new(others);
    }

    private readonly int CopyOthers(AvpGrammar grammar, Span<byte> destination)
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

    private bool TryFind(AvpDefinition definition, out ReadOnlySpan<byte> data)
    {
        int at = _next;
        bool isFound = TryFind(definition, ref at, _octets.Length, out data);
        if (!isFound && _next > 0)
        {
            at = 0;
            isFound = TryFind(definition, ref at, _next, out data);
        }

        _next = isFound ? at : _next;
        return isFound;
    }

    // leaves the place behind the AVP that was found
    private readonly bool TryFind(
        AvpDefinition definition, scoped ref int at, int end, out ReadOnlySpan<byte> data)
    {
        while (at < end)
        {
            int start = at;
            ulong header = RawAvp.HeaderAt(_octets, start);
            at += RawAvp.Padded(RawAvp.SizeOf(header));
            if (RawAvp.CodeOf(header) == definition.Code
                && RawAvp.VendorAt(_octets, start, header) == definition.Vendor)
            {
                int headerSize = definition.HeaderSize;
                data = _octets.Slice(start + headerSize, RawAvp.SizeOf(header) - headerSize);
                return true;
            }
        }

        data = default;
        return false;
    }
}
