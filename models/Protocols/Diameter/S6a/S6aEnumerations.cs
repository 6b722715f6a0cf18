using System;

namespace Simulator.Protocols.Diameter;

// From the standard. Values that are not listed survive a round trip.

/// <summary>Radio access (TS 29.212 §5.3.31).</summary>
public enum RatType : uint
{
    /// <summary>WLAN.</summary>
    Wlan = 0,

    /// <summary>UMTS.</summary>
    Utran = 1000,

    /// <summary>GSM.</summary>
    Geran = 1001,

    /// <summary>LTE.</summary>
    Eutran = 1004,

    /// <summary>Narrow-band Internet of things.</summary>
    EutranNbIot = 1005,
}

/// <summary>ULR-Flags (TS 29.272 §7.3.7).</summary>
[Flags]
public enum UlrFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The HSS shall cancel the location at the other serving node.</summary>
    SingleRegistrationIndication = 1 << 0,

    /// <summary>Set on S6a, clear on S6d.</summary>
    S6aIndicator = 1 << 1,

    /// <summary>The MME has the subscription: the answer need not carry it.</summary>
    SkipSubscriberData = 1 << 2,

    /// <summary>GPRS subscription is asked for.</summary>
    GprsSubscriptionDataIndicator = 1 << 3,

    /// <summary>The node is combined with an SGSN.</summary>
    NodeTypeIndicator = 1 << 4,

    /// <summary>The procedure is an attach.</summary>
    InitialAttachIndicator = 1 << 5,

    /// <summary>Location services over the packet domain are not supported.</summary>
    PsLcsNotSupportedByUe = 1 << 6,
}

/// <summary>ULA-Flags (TS 29.272 §7.3.8).</summary>
[Flags]
public enum UlaFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The HSS keeps MME and SGSN apart.</summary>
    SeparationIndication = 1 << 0,

    /// <summary>The MME is registered for short messages.</summary>
    MmeRegisteredForSms = 1 << 1,
}

/// <summary>PUR-Flags (TS 29.272 §7.3.149).</summary>
[Flags]
public enum PurFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>A combined node has purged the subscriber in its MME part.</summary>
    UePurgedInMme = 1 << 0,

    /// <summary>A combined node has purged the subscriber in its SGSN part.</summary>
    UePurgedInSgsn = 1 << 1,
}

/// <summary>PUA-Flags (TS 29.272 §7.3.48).</summary>
[Flags]
public enum PuaFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The M-TMSI must not be used again at once.</summary>
    FreezeMTmsi = 1 << 0,

    /// <summary>The P-TMSI must not be used again at once.</summary>
    FreezePTmsi = 1 << 1,
}

/// <summary>CLR-Flags (TS 29.272 §7.3.152).</summary>
[Flags]
public enum ClrFlags : uint
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>Set on S6a, clear on S6d.</summary>
    S6aIndicator = 1 << 0,

    /// <summary>The UE shall attach again.</summary>
    ReattachRequired = 1 << 1,
}

/// <summary>Why a location is cancelled (TS 29.272 §7.3.24).</summary>
public enum CancellationType : uint
{
    /// <summary>Another MME serves the subscriber.</summary>
    MmeUpdateProcedure = 0,

    /// <summary>Another SGSN serves the subscriber.</summary>
    SgsnUpdateProcedure = 1,

    /// <summary>The subscription has ended.</summary>
    SubscriptionWithdrawal = 2,

    /// <summary>An interworking function asked for it.</summary>
    UpdateProcedureIwf = 3,

    /// <summary>The subscriber attached elsewhere.</summary>
    InitialAttachProcedure = 4,
}

/// <summary>Subscriber-Status (TS 29.272 §7.3.29).</summary>
public enum SubscriberStatus : uint
{
    /// <summary>Service is granted.</summary>
    ServiceGranted = 0,

    /// <summary>The operator bars services.</summary>
    OperatorDeterminedBarring = 1,
}

/// <summary>Network-Access-Mode (TS 29.272 §7.3.21).</summary>
public enum NetworkAccessMode : uint
{
    /// <summary>Packets and circuits.</summary>
    PacketAndCircuit = 0,

    /// <summary>Reserved.</summary>
    Reserved = 1,

    /// <summary>Packets only.</summary>
    OnlyPacket = 2,
}

/// <summary>PDN-Type (TS 29.272 §7.3.62).</summary>
public enum SubscribedPdnType : uint
{
    /// <summary>IPv4 only.</summary>
    IPv4 = 0,

    /// <summary>IPv6 only.</summary>
    IPv6 = 1,

    /// <summary>Both at once.</summary>
    IPv4v6 = 2,

    /// <summary>One of them.</summary>
    IPv4OrIPv6 = 3,
}

/// <summary>All-APN-Configurations-Included-Indicator (TS 29.272 §7.3.33).</summary>
public enum ApnConfigurationsIncluded : uint
{
    /// <summary>Every APN is there: the MME forgets the ones it had.</summary>
    All = 0,

    /// <summary>Only those that were changed or added.</summary>
    ModifiedOrAdded = 1,
}

/// <summary>Pre-emption-Capability (TS 29.212 §5.3.46).</summary>
public enum PreemptionCapability : uint
{
    /// <summary>May take the resources of a bearer of lower priority.</summary>
    Enabled = 0,

    /// <summary>May not; also what an absent AVP means.</summary>
    Disabled = 1,
}

/// <summary>Pre-emption-Vulnerability (TS 29.212 §5.3.47).</summary>
public enum PreemptionVulnerability : uint
{
    /// <summary>May lose its resources; also what an absent AVP means.</summary>
    Enabled = 0,

    /// <summary>May not.</summary>
    Disabled = 1,
}
