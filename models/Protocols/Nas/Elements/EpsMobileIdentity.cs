using System;

namespace Simulator.Protocols.Nas;

/// <summary>Type of identity in an EPS mobile identity (TS 24.301 §9.9.3.12).</summary>
public enum EpsMobileIdentityType : byte
{
    /// <summary>The default value, which names nobody and is not sent.</summary>
    None = 0,

    /// <summary>IMSI.</summary>
    Imsi = 1,

    /// <summary>IMEI, in emergency attaches.</summary>
    Imei = 3,

    /// <summary>GUTI.</summary>
    Guti = 6,
}

/// <summary>Who a UE says it is when it attaches or detaches: IMSI, IMEI or GUTI (TS 24.301 §9.9.3.12).</summary>
public readonly record struct EpsMobileIdentity
{
    internal const int SizeMin = 4, SizeMax = Nas.Guti.IdentitySize;
    private const int TypeMask = 0x07;
    private readonly Imsi _imsi;
    private readonly Imei _imei;
    private readonly Guti _guti;

    private EpsMobileIdentity(EpsMobileIdentityType type, Imsi imsi, Imei imei, Guti guti)
    {
        Type = type;
        _imsi = imsi;
        _imei = imei;
        _guti = guti;
    }

    /// <summary>Which identity it is.</summary>
    public EpsMobileIdentityType Type { get; }

    /// <summary>The IMSI, or null if it is another identity.</summary>
    public Imsi? Imsi => Type == EpsMobileIdentityType.Imsi ? _imsi : null;

    /// <summary>The IMEI, or null if it is another identity.</summary>
    public Imei? Imei => Type == EpsMobileIdentityType.Imei ? _imei : null;

    /// <summary>The GUTI, or null if it is another identity.</summary>
    public Guti? Guti => Type == EpsMobileIdentityType.Guti ? _guti : null;

    /// <summary>Octets on the wire, without the length.</summary>
    public int Size => Type switch
    {
        EpsMobileIdentityType.Imsi => _imsi.Digits.IdentitySize,
        EpsMobileIdentityType.Imei => _imei.Digits.IdentitySize,
        _ => Nas.Guti.IdentitySize,
    };

    /// <summary>An IMSI as identity.</summary>
    /// <param name="imsi">The IMSI.</param>
    public static EpsMobileIdentity Of(Imsi imsi) => new(EpsMobileIdentityType.Imsi, imsi, default, default);

    /// <summary>An IMEI as identity.</summary>
    /// <param name="imei">The IMEI.</param>
    public static EpsMobileIdentity Of(Imei imei) => new(EpsMobileIdentityType.Imei, default, imei, default);

    /// <summary>A GUTI as identity.</summary>
    /// <param name="guti">The GUTI.</param>
    public static EpsMobileIdentity Of(Guti guti) => new(EpsMobileIdentityType.Guti, default, default, guti);

    internal static bool TryRead(ReadOnlySpan<byte> source, out EpsMobileIdentity identity)
    {
        identity = default;
        switch (source.IsEmpty ? EpsMobileIdentityType.None : (EpsMobileIdentityType)(source[0] & TypeMask))
        {
            case EpsMobileIdentityType.Imsi when Nas.Imsi.TryReadIdentity(source, out Imsi imsi):
                identity = Of(imsi);
                return true;
            case EpsMobileIdentityType.Imei when Nas.Imei.TryReadIdentity(source, out Imei imei):
                identity = Of(imei);
                return true;
            case EpsMobileIdentityType.Guti when Nas.Guti.TryReadIdentity(source, out Guti guti):
                identity = Of(guti);
                return true;
            default:
                return false;
        }
    }

    internal int Write(Span<byte> destination) => Type switch
    {
        EpsMobileIdentityType.Imsi => _imsi.Digits.WriteIdentity(destination, (int)Type),
        EpsMobileIdentityType.Imei => _imei.Digits.WriteIdentity(destination, (int)Type),
        EpsMobileIdentityType.Guti => _guti.WriteIdentity(destination),
        _ => throw new InvalidOperationException("an EPS mobile identity must name someone"),
    };
}
