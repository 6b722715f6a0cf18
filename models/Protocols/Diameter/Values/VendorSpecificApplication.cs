using System;

namespace Simulator.Protocols.Diameter;

/// <summary>An application of a vendor, as peers advertise it (RFC 6733 §6.11).</summary>
/// <param name="Vendor">Who may have written the application; for information only.</param>
/// <param name="Application">The application.</param>
/// <param name="IsAccounting">True if Acct-Application-Id carries it, false if Auth-Application-Id does.</param>
public readonly record struct VendorSpecificApplication(
    uint Vendor, DiameterApplication Application, bool IsAccounting = false)
{
    /// <summary>Only this application: what a message of its own may say of it (§6.8, §6.11).</summary>
    internal static AvpValueRule Only(DiameterApplication application) => data => Read(data).Application == application;

    internal static VendorSpecificApplication Read(ReadOnlySpan<byte> data)
    {
        var group = new AvpSet(data);
        uint vendor = group.Unsigned32(BaseAvp.VendorId);
        uint? authentication = group.OptionalUnsigned32(BaseAvp.AuthApplicationId);
        uint application = authentication ?? group.Unsigned32(BaseAvp.AcctApplicationId);
        return new(vendor, (DiameterApplication)application, authentication is null);
    }

    internal void Add(ref AvpWriter writer)
    {
        int group = writer.Begin(BaseAvp.VendorSpecificApplicationId);
        writer.Add(BaseAvp.VendorId, Vendor);
        writer.Add(IsAccounting ? BaseAvp.AcctApplicationId : BaseAvp.AuthApplicationId, (uint)Application);
        writer.End(group);
    }
}
