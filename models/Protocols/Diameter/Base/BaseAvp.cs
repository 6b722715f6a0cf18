using System;
using static Simulator.Protocols.Diameter.AvpType;
using static Simulator.Protocols.Diameter.MandatoryBit;

namespace Simulator.Protocols.Diameter;

/// <summary>AVPs of the base protocol (RFC 6733 §4.5) that its peer commands and the 3GPP applications use.</summary>
public static class BaseAvp
{
    /// <summary>User-Name (§8.14).</summary>
    public static readonly AvpDefinition UserName = Ietf(1, "User-Name", Utf8String);

    /// <summary>Proxy-State (§6.7.4).</summary>
    public static readonly AvpDefinition ProxyState = Ietf(33, "Proxy-State", OctetString);

    /// <summary>Host-IP-Address (§5.3.5).</summary>
    public static readonly AvpDefinition HostIpAddress = Ietf(257, "Host-IP-Address", Address);

    /// <summary>Auth-Application-Id (§6.8).</summary>
    public static readonly AvpDefinition AuthApplicationId = Ietf(258, "Auth-Application-Id", Unsigned32);

    /// <summary>Acct-Application-Id (§6.9).</summary>
    public static readonly AvpDefinition AcctApplicationId = Ietf(259, "Acct-Application-Id", Unsigned32);

    /// <summary>Redirect-Host-Usage (§6.13).</summary>
    public static readonly AvpDefinition RedirectHostUsage = Ietf(261, "Redirect-Host-Usage", Enumerated);

    /// <summary>Redirect-Max-Cache-Time (§6.14), seconds.</summary>
    public static readonly AvpDefinition RedirectMaxCacheTime = Ietf(262, "Redirect-Max-Cache-Time", Unsigned32);

    /// <summary>Session-Id (§8.8).</summary>
    public static readonly AvpDefinition SessionId =
        AvpDefinition.Sized(Diameter.VendorId.Ietf, 263, "Session-Id", Utf8String, Must, 1, int.MaxValue);

    /// <summary>Origin-Host (§6.3).</summary>
    public static readonly AvpDefinition OriginHost = Ietf(264, "Origin-Host", AvpType.DiameterIdentity);

    /// <summary>Supported-Vendor-Id (§5.3.6).</summary>
    public static readonly AvpDefinition SupportedVendorId = Ietf(265, "Supported-Vendor-Id", Unsigned32);

    /// <summary>Vendor-Id (§5.3.3).</summary>
    public static readonly AvpDefinition VendorId = Ietf(266, "Vendor-Id", Unsigned32);

    /// <summary>Firmware-Revision (§5.3.4).</summary>
    public static readonly AvpDefinition FirmwareRevision = Ietf(267, "Firmware-Revision", Unsigned32, MustNot);

    /// <summary>Result-Code (§7.1).</summary>
    public static readonly AvpDefinition ResultCode = Ietf(268, "Result-Code", Unsigned32);

    /// <summary>Product-Name (§5.3.7).</summary>
    public static readonly AvpDefinition ProductName = Ietf(269, "Product-Name", Utf8String, MustNot);

    /// <summary>Disconnect-Cause (§5.4.3).</summary>
    public static readonly AvpDefinition DisconnectCause = Ietf(273, "Disconnect-Cause", Enumerated);

    /// <summary>Auth-Session-State (§8.11).</summary>
    public static readonly AvpDefinition AuthSessionState = Ietf(277, "Auth-Session-State", Enumerated);

    /// <summary>Origin-State-Id (§8.16).</summary>
    public static readonly AvpDefinition OriginStateId = Ietf(278, "Origin-State-Id", Unsigned32);

    /// <summary>Failed-AVP (§7.5): what is in it may be wrong, so it is never looked into.</summary>
    public static readonly AvpDefinition FailedAvp = Ietf(279, "Failed-AVP", OpaqueGroup);

    /// <summary>Proxy-Host (§6.7.3).</summary>
    public static readonly AvpDefinition ProxyHost = Ietf(280, "Proxy-Host", AvpType.DiameterIdentity);

    /// <summary>Error-Message (§7.3).</summary>
    public static readonly AvpDefinition ErrorMessage = Ietf(281, "Error-Message", Utf8String, MustNot);

    /// <summary>Route-Record (§6.7.1).</summary>
    public static readonly AvpDefinition RouteRecord = Ietf(282, "Route-Record", AvpType.DiameterIdentity);

    /// <summary>Destination-Realm (§6.6).</summary>
    public static readonly AvpDefinition DestinationRealm = Ietf(283, "Destination-Realm", AvpType.DiameterIdentity);

    /// <summary>Proxy-Info (§6.7.2).</summary>
    public static readonly AvpDefinition ProxyInfo = Group(
        284, "Proxy-Info", new(true, AvpRule.Required(ProxyHost), AvpRule.Required(ProxyState)));

    /// <summary>Redirect-Host (§6.12).</summary>
    public static readonly AvpDefinition RedirectHost = Ietf(292, "Redirect-Host", DiameterUri);

    /// <summary>Destination-Host (§6.5).</summary>
    public static readonly AvpDefinition DestinationHost = Ietf(293, "Destination-Host", AvpType.DiameterIdentity);

    /// <summary>Error-Reporting-Host (§7.4).</summary>
    public static readonly AvpDefinition ErrorReportingHost =
        Ietf(294, "Error-Reporting-Host", AvpType.DiameterIdentity, MustNot);

    /// <summary>Origin-Realm (§6.4).</summary>
    public static readonly AvpDefinition OriginRealm = Ietf(296, "Origin-Realm", AvpType.DiameterIdentity);

    /// <summary>Experimental-Result-Code (§7.7).</summary>
    public static readonly AvpDefinition ExperimentalResultCode = Ietf(298, "Experimental-Result-Code", Unsigned32);

    /// <summary>Inband-Security-Id (§6.10).</summary>
    public static readonly AvpDefinition InbandSecurityId = Ietf(299, "Inband-Security-Id", Unsigned32);

    /// <summary>Vendor-Specific-Application-Id (§6.11): exactly one of the two application identifiers.</summary>
    public static readonly AvpDefinition VendorSpecificApplicationId = Group(260, "Vendor-Specific-Application-Id", new(
        false,
        new AvpPair(AuthApplicationId, AcctApplicationId),
        AvpRule.Required(VendorId),
        AvpRule.Optional(AuthApplicationId),
        AvpRule.Optional(AcctApplicationId)),
        recurs: true);

    /// <summary>Experimental-Result (§7.6); its vendor is never the IETF.</summary>
    public static readonly AvpDefinition ExperimentalResult = Group(297, "Experimental-Result", new(
        false,
        AvpRule.Required(VendorId, data => data.ContainsAnyExcept((byte)0)),
        AvpRule.Required(ExperimentalResultCode)));

    /// <summary>Every AVP of this table.</summary>
    internal static readonly AvpDefinition[] Table =
    [
        UserName, ProxyState, HostIpAddress, AuthApplicationId, AcctApplicationId, VendorSpecificApplicationId,
        RedirectHostUsage, RedirectMaxCacheTime, SessionId, OriginHost, SupportedVendorId, VendorId, FirmwareRevision,
        ResultCode, ProductName, DisconnectCause, AuthSessionState, OriginStateId, FailedAvp, ProxyHost, ErrorMessage,
        RouteRecord, DestinationRealm, ProxyInfo, RedirectHost, DestinationHost, ErrorReportingHost, OriginRealm,
        ExperimentalResult, ExperimentalResultCode, InbandSecurityId,
    ];

    private static AvpDefinition Ietf(uint code, string name, AvpType type, MandatoryBit mandatory = Must) =>
        AvpDefinition.Of(Diameter.VendorId.Ietf, code, name, type, mandatory);

    private static AvpDefinition Group(uint code, string name, AvpGrammar grammar, bool recurs = false) =>
        AvpDefinition.Group(Diameter.VendorId.Ietf, code, name, Must, grammar, recurs);
}

/// <summary>Values of Auth-Session-State (§8.11).</summary>
internal static class AuthSessionState
{
    /// <summary>NO_STATE_MAINTAINED, the only one that S6a allows (TS 29.272 §7.1.4).</summary>
    internal const uint NoStateMaintained = 1;
}
