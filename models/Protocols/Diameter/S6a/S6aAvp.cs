using Simulator.Crypto;
using Simulator.Protocols.Wire;
using static Simulator.Protocols.Diameter.AvpType;
using static Simulator.Protocols.Diameter.MandatoryBit;

namespace Simulator.Protocols.Diameter;

/// <summary>AVPs of S6a (TS 29.272 §7.3), with those that it takes from other specifications (table 7.3.1/2).</summary>
public static class S6aAvp
{
    private const int RandSize = 16;

    /// <summary>3GPP-Charging-Characteristics (TS 29.061).</summary>
    public static readonly AvpDefinition ChargingCharacteristics =
        Tgpp(13, "3GPP-Charging-Characteristics", Utf8String);

    /// <summary>DRMP, priority of a message (RFC 7944).</summary>
    public static readonly AvpDefinition Drmp =
        AvpDefinition.Of(VendorId.Ietf, 301, "DRMP", Enumerated, MustNot);

    /// <summary>Service-Selection, the name of an APN (RFC 5778).</summary>
    public static readonly AvpDefinition ServiceSelection =
        AvpDefinition.Of(VendorId.Ietf, 493, "Service-Selection", Utf8String, Must);

    /// <summary>Max-Requested-Bandwidth-DL, bit/s (TS 29.214 §5.3.14).</summary>
    public static readonly AvpDefinition MaxRequestedBandwidthDl = Tgpp(515, "Max-Requested-Bandwidth-DL", Unsigned32);

    /// <summary>Max-Requested-Bandwidth-UL, bit/s (TS 29.214 §5.3.15).</summary>
    public static readonly AvpDefinition MaxRequestedBandwidthUl = Tgpp(516, "Max-Requested-Bandwidth-UL", Unsigned32);

    /// <summary>Feature-List-ID (TS 29.229 §6.3.30).</summary>
    public static readonly AvpDefinition FeatureListId = Tgpp(629, "Feature-List-ID", Unsigned32, MustNot);

    /// <summary>Feature-List (TS 29.229 §6.3.31).</summary>
    public static readonly AvpDefinition FeatureList = Tgpp(630, "Feature-List", Unsigned32, MustNot);

    /// <summary>Supported-Features (TS 29.229 §6.3.29).</summary>
    public static readonly AvpDefinition SupportedFeatures = Group(628, "Supported-Features", MustNot, new(
        true, AvpRule.Required(BaseAvp.VendorId), AvpRule.Required(FeatureListId), AvpRule.Required(FeatureList)));

    /// <summary>MSISDN, digits in swapped half octets (TS 29.329 §6.3.2).</summary>
    public static readonly AvpDefinition Msisdn = Tgpp(701, "MSISDN", OctetString);

    /// <summary>Served-Party-IP-Address (TS 32.299).</summary>
    public static readonly AvpDefinition ServedPartyIpAddress = Tgpp(848, "Served-Party-IP-Address", Address);

    /// <summary>QoS-Class-Identifier (TS 29.212 §5.3.17).</summary>
    public static readonly AvpDefinition QosClassIdentifier = Tgpp(1028, "QoS-Class-Identifier", Enumerated);

    /// <summary>RAT-Type (TS 29.212 §5.3.31).</summary>
    public static readonly AvpDefinition RatType = Tgpp(1032, "RAT-Type", Enumerated);

    /// <summary>Priority-Level (TS 29.212 §5.3.45).</summary>
    public static readonly AvpDefinition PriorityLevel = Tgpp(1046, "Priority-Level", Unsigned32);

    /// <summary>Pre-emption-Capability (TS 29.212 §5.3.46).</summary>
    public static readonly AvpDefinition PreemptionCapability =
        Tgpp(1047, "Pre-emption-Capability", Enumerated, MustNot);

    /// <summary>Pre-emption-Vulnerability (TS 29.212 §5.3.47).</summary>
    public static readonly AvpDefinition PreemptionVulnerability =
        Tgpp(1048, "Pre-emption-Vulnerability", Enumerated, MustNot);

    /// <summary>Allocation-Retention-Priority (TS 29.212 §5.3.32).</summary>
    public static readonly AvpDefinition AllocationRetentionPriority =
        Group(1034, "Allocation-Retention-Priority", Must, new(
            false,
            AvpRule.Required(PriorityLevel),
            AvpRule.Optional(PreemptionCapability),
            AvpRule.Optional(PreemptionVulnerability)));

    /// <summary>IMEI, 14 or 15 digits (§7.3.4).</summary>
    public static readonly AvpDefinition Imei =
        AvpDefinition.Sized(VendorId.Tgpp, 1402, "IMEI", Utf8String, Must, 14, 15);

    /// <summary>Software-Version, 2 digits (§7.3.5).</summary>
    public static readonly AvpDefinition SoftwareVersion =
        AvpDefinition.Sized(VendorId.Tgpp, 1403, "Software-Version", Utf8String, Must, 2, 2);

    /// <summary>Terminal-Information (§7.3.3).</summary>
    public static readonly AvpDefinition TerminalInformation = Group(1401, "Terminal-Information", Must, new(
        true, AvpRule.Optional(Imei), AvpRule.Optional(SoftwareVersion)));

    /// <summary>ULR-Flags (§7.3.7).</summary>
    public static readonly AvpDefinition UlrFlags = Tgpp(1405, "ULR-Flags", Unsigned32);

    /// <summary>ULA-Flags (§7.3.8).</summary>
    public static readonly AvpDefinition UlaFlags = Tgpp(1406, "ULA-Flags", Unsigned32);

    /// <summary>Visited-PLMN-Id (§7.3.9).</summary>
    public static readonly AvpDefinition VisitedPlmnId = Sized(1407, "Visited-PLMN-Id", PlmnId.Size);

    /// <summary>Number-Of-Requested-Vectors (§7.3.14).</summary>
    public static readonly AvpDefinition NumberOfRequestedVectors =
        Tgpp(1410, "Number-Of-Requested-Vectors", Unsigned32);

    /// <summary>Re-Synchronization-Info, RAND and AUTS (§7.3.15).</summary>
    public static readonly AvpDefinition ResynchronizationInfo =
        Sized(1411, "Re-Synchronization-Info", RandSize + Auts.Size);

    /// <summary>Immediate-Response-Preferred (§7.3.16).</summary>
    public static readonly AvpDefinition ImmediateResponsePreferred =
        Tgpp(1412, "Immediate-Response-Preferred", Unsigned32);

    /// <summary>Requested-EUTRAN-Authentication-Info (§7.3.11).</summary>
    public static readonly AvpDefinition RequestedEutranAuthenticationInfo =
        Group(1408, "Requested-EUTRAN-Authentication-Info", Must, new(
            true,
            AvpRule.Optional(NumberOfRequestedVectors),
            AvpRule.Optional(ImmediateResponsePreferred),
            AvpRule.Optional(ResynchronizationInfo)),
            recurs: true);

    /// <summary>Item-Number, the order of vectors (§7.3.23).</summary>
    public static readonly AvpDefinition ItemNumber = Tgpp(1419, "Item-Number", Unsigned32);

    /// <summary>RAND (§7.3.53).</summary>
    public static readonly AvpDefinition Rand = Sized(1447, "RAND", RandSize);

    /// <summary>XRES (§7.3.54).</summary>
    public static readonly AvpDefinition Xres =
        AvpDefinition.Sized(VendorId.Tgpp, 1448, "XRES", OctetString, Must, Res.SizeMin, Res.SizeMax);

    /// <summary>AUTN (§7.3.55).</summary>
    public static readonly AvpDefinition Autn = Sized(1449, "AUTN", Crypto.Autn.Size);

    /// <summary>KASME (§7.3.56).</summary>
    public static readonly AvpDefinition Kasme = Sized(1450, "KASME", Key256.Size);

    /// <summary>E-UTRAN-Vector (§7.3.18).</summary>
    public static readonly AvpDefinition EutranVector = Group(1414, "E-UTRAN-Vector", Must, new(
        true,
        AvpRule.Optional(ItemNumber),
        AvpRule.Required(Rand),
        AvpRule.Required(Xres),
        AvpRule.Required(Autn),
        AvpRule.Required(Kasme)));

    /// <summary>Authentication-Info (§7.3.17).</summary>
    public static readonly AvpDefinition AuthenticationInfo = Group(1413, "Authentication-Info", Must, new(
        true, AvpRule.Any(EutranVector)));

    /// <summary>Network-Access-Mode (§7.3.21).</summary>
    public static readonly AvpDefinition NetworkAccessMode = Tgpp(1417, "Network-Access-Mode", Enumerated);

    /// <summary>Cancellation-Type (§7.3.24).</summary>
    public static readonly AvpDefinition CancellationType = Tgpp(1420, "Cancellation-Type", Enumerated);

    /// <summary>Context-Identifier (§7.3.27).</summary>
    public static readonly AvpDefinition ContextIdentifier = Tgpp(1423, "Context-Identifier", Unsigned32);

    /// <summary>Subscriber-Status (§7.3.29).</summary>
    public static readonly AvpDefinition SubscriberStatus = Tgpp(1424, "Subscriber-Status", Enumerated);

    /// <summary>Operator-Determined-Barring (§7.3.30).</summary>
    public static readonly AvpDefinition OperatorDeterminedBarring =
        Tgpp(1425, "Operator-Determined-Barring", Unsigned32);

    /// <summary>Access-Restriction-Data (§7.3.31).</summary>
    public static readonly AvpDefinition AccessRestrictionData = Tgpp(1426, "Access-Restriction-Data", Unsigned32);

    /// <summary>APN-OI-Replacement (§7.3.32).</summary>
    public static readonly AvpDefinition ApnOiReplacement = Tgpp(1427, "APN-OI-Replacement", Utf8String);

    /// <summary>All-APN-Configurations-Included-Indicator (§7.3.33).</summary>
    public static readonly AvpDefinition AllApnConfigurationsIncluded =
        Tgpp(1428, "All-APN-Configurations-Included-Indicator", Enumerated);

    /// <summary>EPS-Subscribed-QoS-Profile (§7.3.37).</summary>
    public static readonly AvpDefinition EpsSubscribedQosProfile = Group(1431, "EPS-Subscribed-QoS-Profile", Must, new(
        true, AvpRule.Required(QosClassIdentifier), AvpRule.Required(AllocationRetentionPriority)));

    /// <summary>VPLMN-Dynamic-Address-Allowed (§7.3.38).</summary>
    public static readonly AvpDefinition VplmnDynamicAddressAllowed =
        Tgpp(1432, "VPLMN-Dynamic-Address-Allowed", Enumerated);

    /// <summary>AMBR, aggregate maximum bit rate (§7.3.41).</summary>
    public static readonly AvpDefinition Ambr = Group(1435, "AMBR", Must, new(
        true, AvpRule.Required(MaxRequestedBandwidthUl), AvpRule.Required(MaxRequestedBandwidthDl)));

    /// <summary>PDN-GW-Allocation-Type (§7.3.44).</summary>
    public static readonly AvpDefinition PdnGwAllocationType = Tgpp(1438, "PDN-GW-Allocation-Type", Enumerated);

    /// <summary>PUA-Flags (§7.3.48).</summary>
    public static readonly AvpDefinition PuaFlags = Tgpp(1442, "PUA-Flags", Unsigned32);

    /// <summary>PDN-Type (§7.3.62).</summary>
    public static readonly AvpDefinition PdnType = Tgpp(1456, "PDN-Type", Enumerated);

    /// <summary>APN-Configuration (§7.3.35).</summary>
    public static readonly AvpDefinition ApnConfiguration = Group(1430, "APN-Configuration", Must, new(
        true,
        AvpRule.Required(ContextIdentifier),
        new AvpRule(ServedPartyIpAddress, 0, 2),
        AvpRule.Required(PdnType),
        AvpRule.Required(ServiceSelection),
        AvpRule.Optional(EpsSubscribedQosProfile),
        AvpRule.Optional(VplmnDynamicAddressAllowed),
        AvpRule.Optional(PdnGwAllocationType),
        AvpRule.Optional(ChargingCharacteristics),
        AvpRule.Optional(Ambr)));

    /// <summary>APN-Configuration-Profile (§7.3.34).</summary>
    public static readonly AvpDefinition ApnConfigurationProfile = Group(1429, "APN-Configuration-Profile", Must, new(
        true,
        AvpRule.Required(ContextIdentifier),
        AvpRule.Required(AllApnConfigurationsIncluded),
        AvpRule.OneOrMore(ApnConfiguration)));

    /// <summary>Subscription-Data (§7.3.2).</summary>
    public static readonly AvpDefinition SubscriptionData = Group(1400, "Subscription-Data", Must, new(
        true,
        AvpRule.Optional(SubscriberStatus),
        AvpRule.Optional(Msisdn),
        AvpRule.Optional(NetworkAccessMode),
        AvpRule.Optional(Ambr),
        AvpRule.Optional(ApnConfigurationProfile)),
        recurs: true);

    /// <summary>IMS-Voice-Over-PS-Sessions-Supported (§7.3.106).</summary>
    public static readonly AvpDefinition ImsVoiceOverPsSessionsSupported =
        Tgpp(1492, "IMS-Voice-Over-PS-Sessions-Supported", Enumerated, MustNot);

    /// <summary>Homogeneous-Support-of-IMS-Voice-Over-PS-Sessions (§7.3.107).</summary>
    public static readonly AvpDefinition HomogeneousSupportOfImsVoice =
        Tgpp(1493, "Homogeneous-Support-of-IMS-Voice-Over-PS-Sessions", Enumerated, MustNot);

    /// <summary>Error-Diagnostic (§7.3.128).</summary>
    public static readonly AvpDefinition ErrorDiagnostic = Tgpp(1614, "Error-Diagnostic", Enumerated, MustNot);

    /// <summary>UE-SRVCC-Capability (§7.3.130).</summary>
    public static readonly AvpDefinition UeSrvccCapability = Tgpp(1615, "UE-SRVCC-Capability", Enumerated, MustNot);

    /// <summary>PUR-Flags (§7.3.149).</summary>
    public static readonly AvpDefinition PurFlags = Tgpp(1635, "PUR-Flags", Unsigned32, MustNot);

    /// <summary>CLR-Flags (§7.3.152).</summary>
    public static readonly AvpDefinition ClrFlags = Tgpp(1638, "CLR-Flags", Unsigned32, MustNot);

    /// <summary>AIR-Flags (§7.3.201).</summary>
    public static readonly AvpDefinition AirFlags = Tgpp(1679, "AIR-Flags", Unsigned32, MustNot);

    /// <summary>Every AVP of this table.</summary>
    internal static readonly AvpDefinition[] Table =
    [
        ChargingCharacteristics, Drmp, ServiceSelection, MaxRequestedBandwidthDl, MaxRequestedBandwidthUl,
        FeatureListId, FeatureList, SupportedFeatures, Msisdn, ServedPartyIpAddress, QosClassIdentifier, RatType,
        AllocationRetentionPriority, PriorityLevel, PreemptionCapability, PreemptionVulnerability, SubscriptionData,
        TerminalInformation, Imei, SoftwareVersion, UlrFlags, UlaFlags, VisitedPlmnId,
        RequestedEutranAuthenticationInfo, NumberOfRequestedVectors, ResynchronizationInfo,
        ImmediateResponsePreferred, AuthenticationInfo, EutranVector, NetworkAccessMode, ItemNumber, CancellationType,
        ContextIdentifier, SubscriberStatus, OperatorDeterminedBarring, AccessRestrictionData, ApnOiReplacement,
        AllApnConfigurationsIncluded, ApnConfigurationProfile, ApnConfiguration, EpsSubscribedQosProfile,
        VplmnDynamicAddressAllowed, Ambr, PdnGwAllocationType, PuaFlags, Rand, Xres, Autn, Kasme, PdnType,
        ImsVoiceOverPsSessionsSupported, HomogeneousSupportOfImsVoice, ErrorDiagnostic, UeSrvccCapability, PurFlags,
        ClrFlags, AirFlags,
    ];

    private static AvpDefinition Tgpp(uint code, string name, AvpType type, MandatoryBit mandatory = Must) =>
        AvpDefinition.Of(VendorId.Tgpp, code, name, type, mandatory);

    private static AvpDefinition Sized(uint code, string name, int size) =>
        AvpDefinition.Sized(VendorId.Tgpp, code, name, OctetString, Must, size, size);

    private static AvpDefinition Group(
        uint code, string name, MandatoryBit mandatory, AvpGrammar grammar, bool recurs = false) =>
        AvpDefinition.Group(VendorId.Tgpp, code, name, mandatory, grammar, recurs);
}
