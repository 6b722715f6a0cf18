using System.Buffers.Binary;
using Simulator.Protocols.Wire;

namespace Simulator.Protocols.Diameter;

/// <summary>What a node tells its peer of itself in CER and CEA (RFC 6733 §5.3).</summary>
/// <param name="OriginHost">The node.</param>
/// <param name="OriginRealm">Its realm.</param>
/// <param name="HostAddresses">Every address that it may send from; at least one.</param>
/// <param name="Vendor">Who made its software.</param>
/// <param name="ProductName">What the software is called.</param>
/// <param name="OriginStateId">Grows whenever the node has lost its state (§8.16).</param>
/// <param name="SupportedVendors">Vendors whose AVPs it understands besides its own.</param>
/// <param name="AuthApplications">Applications of the IETF.</param>
/// <param name="InbandSecurity">Security mechanisms (§6.10).</param>
/// <param name="AcctApplications">Accounting applications of the IETF.</param>
/// <param name="VendorApplications">Applications of vendors.</param>
/// <param name="FirmwareRevision">Version of the software.</param>
public readonly record struct PeerCapabilities(
    DiameterIdentity OriginHost,
    DiameterIdentity OriginRealm,
    ValueList<DiameterAddress> HostAddresses,
    uint Vendor,
    string ProductName,
    uint? OriginStateId = null,
    ValueList<uint> SupportedVendors = default,
    ValueList<uint> AuthApplications = default,
    ValueList<uint> InbandSecurity = default,
    ValueList<uint> AcctApplications = default,
    ValueList<VendorSpecificApplication> VendorApplications = default,
    uint? FirmwareRevision = null)
{
    internal static PeerCapabilities Read(ref AvpSet avps) => new(
        avps.Identity(BaseAvp.OriginHost),
        avps.Identity(BaseAvp.OriginRealm),
        avps.List(BaseAvp.HostIpAddress, DiameterAddress.Read),
        avps.Unsigned32(BaseAvp.VendorId),
        avps.Text(BaseAvp.ProductName)!,
        avps.OptionalUnsigned32(BaseAvp.OriginStateId),
        avps.List(BaseAvp.SupportedVendorId, BinaryPrimitives.ReadUInt32BigEndian),
        avps.List(BaseAvp.AuthApplicationId, BinaryPrimitives.ReadUInt32BigEndian),
        avps.List(BaseAvp.InbandSecurityId, BinaryPrimitives.ReadUInt32BigEndian),
        avps.List(BaseAvp.AcctApplicationId, BinaryPrimitives.ReadUInt32BigEndian),
        avps.List(BaseAvp.VendorSpecificApplicationId, VendorSpecificApplication.Read),
        avps.OptionalUnsigned32(BaseAvp.FirmwareRevision));

    /// <summary>Origin-Host to Origin-State-Id.</summary>
    internal void AddIdentity(ref AvpWriter writer)
    {
        writer.Add(BaseAvp.OriginHost, OriginHost.Span);
        writer.Add(BaseAvp.OriginRealm, OriginRealm.Span);
        foreach (DiameterAddress address in HostAddresses.Span)
        {
            address.Add(ref writer, BaseAvp.HostIpAddress);
        }

        writer.Add(BaseAvp.VendorId, Vendor);
        writer.Add(BaseAvp.ProductName, ProductName);
        writer.AddOptional(BaseAvp.OriginStateId, OriginStateId);
    }

    /// <summary>Supported-Vendor-Id to Firmware-Revision.</summary>
    internal void AddSupport(ref AvpWriter writer)
    {
        AddEach(ref writer, BaseAvp.SupportedVendorId, SupportedVendors);
        AddEach(ref writer, BaseAvp.AuthApplicationId, AuthApplications);
        AddEach(ref writer, BaseAvp.InbandSecurityId, InbandSecurity);
        AddEach(ref writer, BaseAvp.AcctApplicationId, AcctApplications);
        foreach (VendorSpecificApplication application in VendorApplications.Span)
        {
            application.Add(ref writer);
        }

        writer.AddOptional(BaseAvp.FirmwareRevision, FirmwareRevision);
    }

    private static void AddEach(ref AvpWriter writer, AvpDefinition definition, in ValueList<uint> values)
    {
        foreach (uint value in values.Span)
        {
            writer.Add(definition, value);
        }
    }
}
