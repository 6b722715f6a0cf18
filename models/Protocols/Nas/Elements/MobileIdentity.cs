using System;
using System.Buffers.Binary;

namespace Simulator.Protocols.Nas;

/// <summary>Type of identity asked for and given (TS 24.008 §10.5.1.4 and §10.5.5.9).</summary>
public enum IdentityType : byte
{
    /// <summary>No identity: the UE has none of the type that was asked for.</summary>
    None = 0,

    /// <summary>IMSI.</summary>
    Imsi = 1,

    /// <summary>IMEI.</summary>
    Imei = 2,

    /// <summary>IMEISV.</summary>
    Imeisv = 3,

    /// <summary>TMSI, P-TMSI or M-TMSI.</summary>
    Tmsi = 4,
}

/// <summary>An identity that the network asked for (TS 24.301 §9.9.2.3; TS 24.008 §10.5.1.4).</summary>
public readonly record struct MobileIdentity
{
    // digits                as in DecimalDigits
    // TMSI       octet 0    1..4        no identity    octet 0    1..2
    //                  0xF4 TMSI                             0xF0 0
    internal const int SizeMin = 1, SizeMax = 9;
    private const int TypeMask = 0x07, TmsiSize = 5, NoIdentitySize = 3;
    private const byte TmsiFirstOctet = 0xF4;
    private readonly ulong _value;
    private readonly byte _digitCount;

    private MobileIdentity(IdentityType type, ulong value, byte digitCount)
    {
        Type = type;
        _value = value;
        _digitCount = digitCount;
    }

    /// <summary>"No identity": the UE has none of the type that was asked for.</summary>
    public static MobileIdentity NoIdentity => default;

    /// <summary>Which identity it is.</summary>
    public IdentityType Type { get; }

    /// <summary>The IMSI, or null if it is another identity.</summary>
    public Imsi? Imsi => Type == IdentityType.Imsi ? Nas.Imsi.Of(Digits) : null;

    /// <summary>The IMEI, or null if it is another identity.</summary>
    public Imei? Imei => Type == IdentityType.Imei ? Nas.Imei.Of(Digits) : null;

    /// <summary>The IMEISV, or null if it is another identity.</summary>
    public Imeisv? Imeisv => Type == IdentityType.Imeisv ? Nas.Imeisv.Of(Digits) : null;

    /// <summary>The TMSI, 32 bits, or null if it is another identity.</summary>
    public uint? Tmsi => Type == IdentityType.Tmsi ? (uint)_value : null;

    /// <summary>Octets on the wire, without the length.</summary>
    public int Size => Type switch
    {
        IdentityType.None => NoIdentitySize,
        IdentityType.Tmsi => TmsiSize,
        _ => Digits.IdentitySize,
    };

    private DecimalDigits Digits => new(_value, _digitCount);

    /// <summary>An IMSI as identity.</summary>
    /// <param name="imsi">The IMSI.</param>
    public static MobileIdentity Of(Imsi imsi) => Of(IdentityType.Imsi, imsi.Digits);

    /// <summary>An IMEI as identity.</summary>
    /// <param name="imei">The IMEI.</param>
    public static MobileIdentity Of(Imei imei) => Of(IdentityType.Imei, imei.Digits);

    /// <summary>An IMEISV as identity.</summary>
    /// <param name="imeisv">The IMEISV.</param>
    public static MobileIdentity Of(Imeisv imeisv) => Of(IdentityType.Imeisv, imeisv.Digits);

    /// <summary>A TMSI as identity.</summary>
    /// <param name="tmsi">32 bits.</param>
    public static MobileIdentity OfTmsi(uint tmsi) => new(IdentityType.Tmsi, tmsi, 0);

    internal static bool TryRead(ReadOnlySpan<byte> source, out MobileIdentity identity)
    {
        identity = default;
        IdentityType type = source.IsEmpty ? IdentityType.None : (IdentityType)(source[0] & TypeMask);
        switch (type)
        {
            case IdentityType.None: // the other octets say nothing; senders differ in them
                return !source.IsEmpty;
            case IdentityType.Tmsi when source.Length == TmsiSize && source[0] == TmsiFirstOctet:
                identity = OfTmsi(BinaryPrimitives.ReadUInt32BigEndian(source[1..]));
                return true;
            case IdentityType.Imsi when Nas.Imsi.TryReadIdentity(source, out Imsi imsi):
                identity = Of(imsi);
                return true;
            case IdentityType.Imei when Nas.Imei.TryReadIdentity(source, out Imei imei):
                identity = Of(imei);
                return true;
            case IdentityType.Imeisv when Nas.Imeisv.TryReadIdentity(source, out Imeisv imeisv):
                identity = Of(imeisv);
                return true;
            default:
                return false;
        }
    }

    internal int Write(Span<byte> destination)
    {
        switch (Type)
        {
            case IdentityType.None:
                destination[..NoIdentitySize].Clear();
                destination[0] = 0xF0;
                return NoIdentitySize;
            case IdentityType.Tmsi:
                destination[0] = TmsiFirstOctet;
                BinaryPrimitives.WriteUInt32BigEndian(destination[1..], (uint)_value);
                return TmsiSize;
            default:
                return Digits.WriteIdentity(destination, (int)Type);
        }
    }

    private static MobileIdentity Of(IdentityType type, DecimalDigits digits) => new(type, digits.Value, digits.Count);
}
