namespace Simulator.Protocols.S1ap;

/// <summary>
/// Elementary procedures with messages in this folder (TS 36.413 §9.3.6); any other code is kept as it is.
/// </summary>
public enum ProcedureCode
{
    /// <summary>Initial Context Setup (§8.3.1).</summary>
    InitialContextSetup = 9,

    /// <summary>Downlink NAS Transport (§8.6.2.2).</summary>
    DownlinkNasTransport = 11,

    /// <summary>Initial UE Message (§8.6.2.1).</summary>
    InitialUeMessage = 12,

    /// <summary>Uplink NAS Transport (§8.6.2.3).</summary>
    UplinkNasTransport = 13,

    /// <summary>Reset (§8.7.1).</summary>
    Reset = 14,

    /// <summary>Error Indication (§8.7.2).</summary>
    ErrorIndication = 15,

    /// <summary>NAS Non Delivery Indication (§8.6.2.4).</summary>
    NasNonDeliveryIndication = 16,

    /// <summary>S1 Setup (§8.7.3).</summary>
    S1Setup = 17,

    /// <summary>UE Context Release Request (§8.3.2).</summary>
    UeContextReleaseRequest = 18,

    /// <summary>UE Context Release (§8.3.3).</summary>
    UeContextRelease = 23,

    /// <summary>Overload Start (§8.7.6).</summary>
    OverloadStart = 34,

    /// <summary>Overload Stop (§8.7.7).</summary>
    OverloadStop = 35,
}
