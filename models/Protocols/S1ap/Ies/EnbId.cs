using System;
using Simulator.Protocols.Per;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.S1ap;

/// <summary>The kinds of eNB identity, in the order of the CHOICE ENB-ID (TS 36.413 §9.2.1.37).</summary>
public enum EnbIdKind
{
    /// <summary>Macro eNB, 20 bits.</summary>
    Macro,

    /// <summary>Home eNB, 28 bits: its cell identity.</summary>
    Home,

    /// <summary>Short macro eNB, 18 bits.</summary>
    ShortMacro,

    /// <summary>Long macro eNB, 21 bits.</summary>
    LongMacro,
}

/// <summary>eNB identity (TS 36.413 §9.2.1.37).</summary>
public readonly record struct EnbId : IPerValue<EnbId>
{
    private const string Name = "eNB ID";
    private const int RootCount = 2;

    private EnbId(EnbIdKind kind, uint value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, (1u << BitCount(kind)) - 1);
        Kind = kind;
        Value = value;
    }

    /// <summary>Which identity it is.</summary>
    public EnbIdKind Kind { get; }

    /// <summary>The identity as a number.</summary>
    public uint Value { get; }

    /// <summary>A macro eNB.</summary>
    /// <param name="value">20 bits.</param>
    public static EnbId Macro(uint value) => new(EnbIdKind.Macro, value);

    /// <summary>A home eNB.</summary>
    /// <param name="value">28 bits.</param>
    public static EnbId Home(uint value) => new(EnbIdKind.Home, value);

    /// <summary>A short macro eNB.</summary>
    /// <param name="value">18 bits.</param>
    public static EnbId ShortMacro(uint value) => new(EnbIdKind.ShortMacro, value);

    /// <summary>A long macro eNB.</summary>
    /// <param name="value">21 bits.</param>
    public static EnbId LongMacro(uint value) => new(EnbIdKind.LongMacro, value);

    /// <inheritdoc/>
    public static EnbId Read(ref PerReader reader)
    {
        int at = reader.Offset;
        var kind = (EnbIdKind)reader.Index(RootCount, extensible: true, Name);
        switch (kind)
        {
            case EnbIdKind.Macro or EnbIdKind.Home:
                return ReadBits(ref reader, kind);
            case EnbIdKind.ShortMacro or EnbIdKind.LongMacro: // extension additions are open types
                int outer = reader.Open(Name);
                EnbId id = ReadBits(ref reader, kind);
                reader.Close(outer);
                return id;
            default:
                reader.Fail(DecodeError.NotComprehended(Name, at));
                return default;
        }
    }

    /// <inheritdoc/>
    public void Write(ref PerWriter writer)
    {
        writer.Index((int)Kind, RootCount, extensible: true);
        if ((int)Kind < RootCount)
        {
            WriteBits(ref writer);
            return;
        }

        int start = writer.Open();
        WriteBits(ref writer);
        writer.Close(start);
    }

    private static int BitCount(EnbIdKind kind) => kind switch
    {
        EnbIdKind.Macro => 20,
        EnbIdKind.Home => 28,
        EnbIdKind.ShortMacro => 18,
        _ => 21,
    };

    private static EnbId ReadBits(ref PerReader reader, EnbIdKind kind)
    {
        reader.Align(); // a bit string of more than 16 bits (X.691 §16.9)
        return new(kind, reader.Bits(BitCount(kind), Name));
    }

    private void WriteBits(ref PerWriter writer)
    {
        writer.Align();
        writer.Bits(Value, BitCount(Kind));
    }
}
