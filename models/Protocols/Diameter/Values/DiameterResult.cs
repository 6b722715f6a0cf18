namespace Simulator.Protocols.Diameter;

/// <summary>How a request ended: Result-Code, or Experimental-Result of a vendor (RFC 6733 §7.1, §7.6).</summary>
/// <param name="Code">The code.</param>
/// <param name="Vendor">Who defines it; <see cref="VendorId.Ietf"/> for Result-Code.</param>
public readonly record struct DiameterResult(uint Code, uint Vendor)
{
    /// <summary>DIAMETER_SUCCESS.</summary>
    public static DiameterResult Success => Of(ResultCode.Success);

    /// <summary>True for the codes 2xxx, whoever defines them (§7.7).</summary>
    public bool IsSuccess => Code / 1000 == 2;

    /// <summary>A code of the base protocol.</summary>
    public static DiameterResult Of(ResultCode code) => new((uint)code, VendorId.Ietf);

    /// <summary>A code of S6a.</summary>
    public static DiameterResult Of(S6aResultCode code) => new((uint)code, VendorId.Tgpp);

    /// <summary>True if this is that code of the base protocol.</summary>
    public bool Is(ResultCode code) => this == Of(code);

    /// <summary>True if this is that code of S6a.</summary>
    public bool Is(S6aResultCode code) => this == Of(code);

    internal static DiameterResult Read(ref AvpSet avps)
    {
        if (avps.OptionalUnsigned32(BaseAvp.ResultCode) is { } code)
        {
            return new(code, VendorId.Ietf);
        }

        AvpSet experimental = avps.Group(BaseAvp.ExperimentalResult);
        uint vendor = experimental.Unsigned32(BaseAvp.VendorId);
        return new(experimental.Unsigned32(BaseAvp.ExperimentalResultCode), vendor);
    }

    internal void Add(ref AvpWriter writer)
    {
        if (Vendor == VendorId.Ietf)
        {
            writer.Add(BaseAvp.ResultCode, Code);
            return;
        }

        int group = writer.Begin(BaseAvp.ExperimentalResult);
        writer.Add(BaseAvp.VendorId, Vendor);
        writer.Add(BaseAvp.ExperimentalResultCode, Code);
        writer.End(group);
    }
}
