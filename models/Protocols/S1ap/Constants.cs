namespace Simulator.Protocols.S1ap;

/// <summary>Numbers of TS 36.413 that a user of S1AP needs.</summary>
public static class S1apConstants
{
    /// <summary>SCTP port of an MME (§7, IANA).</summary>
    public const int Port = 36_412;

    /// <summary>SCTP payload protocol identifier (§7, IANA).</summary>
    public const uint PayloadProtocolId = 18;
}

/// <summary>The IEs known here.</summary>
internal static class Ies
{
    // From the standard: ProtocolIE-ID of TS 36.413 §9.3.6, names of §9.1
    internal static readonly Ie MmeUeS1apId = new(0, "MME UE S1AP ID");
    internal static readonly Ie Cause = new(2, "Cause");
    internal static readonly Ie EnbUeS1apId = new(8, "eNB UE S1AP ID");
    internal static readonly Ie ErabToBeSetupList = new(24, "E-RAB to Be Setup List");
    internal static readonly Ie NasPdu = new(26, "NAS-PDU");
    internal static readonly Ie ErabItem = new(35, "E-RAB Item");
    internal static readonly Ie ErabFailedToSetupList = new(48, "E-RAB Failed to Setup List");
    internal static readonly Ie ErabSetupItem = new(50, "E-RAB Setup Item");
    internal static readonly Ie ErabSetupList = new(51, "E-RAB Setup List");
    internal static readonly Ie ErabToBeSetupItem = new(52, "E-RAB to Be Setup Item");
    internal static readonly Ie CriticalityDiagnostics = new(58, "Criticality Diagnostics");
    internal static readonly Ie GlobalEnbId = new(59, "Global eNB ID");
    internal static readonly Ie EnbName = new(60, "eNB Name");
    internal static readonly Ie MmeName = new(61, "MME Name");
    internal static readonly Ie SupportedTas = new(64, "Supported TAs");
    internal static readonly Ie TimeToWait = new(65, "Time to wait");
    internal static readonly Ie UeAggregateMaximumBitRate = new(66, "UE Aggregate Maximum Bit Rate");
    internal static readonly Ie Tai = new(67, "TAI");
    internal static readonly Ie SecurityKey = new(73, "Security Key");
    internal static readonly Ie Gummei = new(75, "GUMMEI");
    internal static readonly Ie RelativeMmeCapacity = new(87, "Relative MME Capacity");
    internal static readonly Ie S1ConnectionItem = new(91, "UE-associated logical S1-connection Item");
    internal static readonly Ie ResetType = new(92, "Reset Type");
    internal static readonly Ie S1ConnectionList = new(93, "UE-associated logical S1-connection List");
    internal static readonly Ie STmsi = new(96, "S-TMSI");
    internal static readonly Ie UeS1apIds = new(99, "UE S1AP IDs");
    internal static readonly Ie EutranCgi = new(100, "E-UTRAN CGI");
    internal static readonly Ie OverloadResponse = new(101, "Overload Response");
    internal static readonly Ie ServedGummeis = new(105, "Served GUMMEIs");
    internal static readonly Ie UeSecurityCapabilities = new(107, "UE Security Capabilities");
    internal static readonly Ie RrcEstablishmentCause = new(134, "RRC Establishment Cause");
    internal static readonly Ie DefaultPagingDrx = new(137, "Default Paging DRX");
    internal static readonly Ie GummeiList = new(154, "GUMMEI List");
    internal static readonly Ie TrafficLoadReduction = new(161, "Traffic Load Reduction Indication");
}
