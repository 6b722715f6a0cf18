using System;
using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Nas;

/// <summary>
/// Up to sixteen tracking areas in which a UE need not update (TS 24.301 §9.9.3.33). Kept as it was encoded: two
/// lists are equal if their octets are.
/// </summary>
public readonly record struct TaiList
{
    // one or more partial lists:
    // type 0   spare|00|n-1   PLMN  TAC  TAC ..      one network
    // type 1   spare|01|n-1   PLMN  TAC              one network, n codes that follow each other
    // type 2   spare|10|n-1   PLMN  TAC  PLMN  TAC ..
    private const int OneNetwork = 0, Consecutive = 1, ManyNetworks = 2, TacSize = 2;
    internal const int SizeMin = 6, SizeMax = 96, CountMax = 16; // §9.9.3.33
    private readonly Octets _partialLists;

    private TaiList(Octets partialLists) => _partialLists = partialLists;

    /// <summary>How many areas the list names; 0 only for the default value.</summary>
    public int Count
    {
        get
        {
            int count = 0;
            for (ReadOnlySpan<byte> rest = _partialLists.Span; !rest.IsEmpty; rest = rest[PartSize(rest)..])
            {
                count += PartCount(rest);
            }

            return count;
        }
    }

    internal Octets PartialLists => _partialLists;

    /// <summary>The area at a place of the list.</summary>
    /// <param name="index">0 to <see cref="Count"/> - 1.</param>
    public Tai this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            int first = 0;
            for (ReadOnlySpan<byte> rest = _partialLists.Span; !rest.IsEmpty; rest = rest[PartSize(rest)..])
            {
                if (index < first + PartCount(rest))
                {
                    return Area(rest, index - first);
                }

                first += PartCount(rest);
            }

            throw new ArgumentOutOfRangeException(nameof(index), index, "beyond the list");
        }
    }

    /// <summary>One partial list: of type 0 where all areas are of one network, otherwise of type 2.</summary>
    /// <param name="areas">1 to 16 areas.</param>
    public static TaiList Of(params ReadOnlySpan<Tai> areas)
    {
        ArgumentOutOfRangeException.ThrowIfZero(areas.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(areas.Length, CountMax);
        int type = IsOneNetwork(areas) ? OneNetwork : ManyNetworks;
        Span<byte> buffer = stackalloc byte[1 + (CountMax * Tai.Size)];
        buffer[0] = (byte)((type << 5) | (areas.Length - 1));
        int size = 1;
        foreach (Tai area in areas)
        {
            size += type == ManyNetworks || size == 1 ? area.Write(buffer[size..]) : WriteCode(area, buffer[size..]);
        }

        return new(new Octets(buffer[..size]));
    }

    /// <summary>True if the list names the area.</summary>
    /// <param name="area">The area.</param>
    public bool Contains(Tai area)
    {
        for (int index = 0; index < Count; index++)
        {
            if (this[index] == area)
            {
                return true;
            }
        }

        return false;
    }

    internal static bool TryRead(ReadOnlySpan<byte> source, out TaiList list)
    {
        list = default;
        int count = 0;
        for (ReadOnlySpan<byte> rest = source; !rest.IsEmpty; rest = rest[PartSize(rest)..])
        {
            if (PartType(rest) > ManyNetworks || PartSize(rest) > rest.Length || !HasNetworks(rest))
            {
                return false;
            }

            count += PartCount(rest);
        }

        bool read = count is > 0 and <= CountMax;
        list = read ? new(new Octets(source)) : default;
        return read;
    }

    private static bool IsOneNetwork(ReadOnlySpan<Tai> areas)
    {
        foreach (Tai area in areas)
        {
            if (area.Plmn != areas[0].Plmn)
            {
                return false;
            }
        }

        return true;
    }

    private static int WriteCode(Tai area, Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, area.Tac);
        return TacSize;
    }

    private static int PartType(ReadOnlySpan<byte> part) => (part[0] >> 5) & 3;

    // a count above sixteen reads as sixteen (§9.9.3.33)
    private static int PartCount(ReadOnlySpan<byte> part) => Math.Min((part[0] & 0x1F) + 1, CountMax);

    private static int PartSize(ReadOnlySpan<byte> part) => 1 + PartType(part) switch
    {
        OneNetwork => PlmnId.Size + (PartCount(part) * TacSize),
        Consecutive => Tai.Size,
        _ => PartCount(part) * Tai.Size,
    };

    private static bool HasNetworks(ReadOnlySpan<byte> part)
    {
        int networks = PartType(part) == ManyNetworks ? PartCount(part) : 1;
        for (int index = 0; index < networks; index++)
        {
            if (!PlmnId.Read(part[(1 + (index * Tai.Size))..]).IsWellFormed)
            {
                return false;
            }
        }

        return true;
    }

    private static Tai Area(ReadOnlySpan<byte> part, int index)
    {
        int type = PartType(part);
        Tai.TryRead(part.Slice(1 + (type == ManyNetworks ? index * Tai.Size : 0), Tai.Size), out Tai area);
        return type switch
        {
            OneNetwork => area with
            {
                Tac = BinaryPrimitives.ReadUInt16BigEndian(part[(1 + PlmnId.Size + (index * TacSize))..]),
            },
            Consecutive => area with { Tac = unchecked((ushort)(area.Tac + index)) },
            _ => area,
        };
    }
}
