namespace Simulator.Protocols.Nas;

/// <summary>Names of NAS messages as the standard prints them (TS 24.301 tables 9.8.1 and 9.8.2).</summary>
public static class NasMessageName
{
    /// <summary>Name of an EMM message.</summary>
    /// <param name="type">Its type; an unknown one is named by its number.</param>
    public static string Of(EmmMessageType type) => type switch
    {
        EmmMessageType.AttachRequest => "ATTACH REQUEST",
        EmmMessageType.AttachAccept => "ATTACH ACCEPT",
        EmmMessageType.AttachComplete => "ATTACH COMPLETE",
        EmmMessageType.AttachReject => "ATTACH REJECT",
        EmmMessageType.DetachRequest => "DETACH REQUEST",
        EmmMessageType.DetachAccept => "DETACH ACCEPT",
        EmmMessageType.AuthenticationRequest => "AUTHENTICATION REQUEST",
        EmmMessageType.AuthenticationResponse => "AUTHENTICATION RESPONSE",
        EmmMessageType.AuthenticationReject => "AUTHENTICATION REJECT",
        EmmMessageType.IdentityRequest => "IDENTITY REQUEST",
        EmmMessageType.IdentityResponse => "IDENTITY RESPONSE",
        EmmMessageType.AuthenticationFailure => "AUTHENTICATION FAILURE",
        EmmMessageType.SecurityModeCommand => "SECURITY MODE COMMAND",
        EmmMessageType.SecurityModeComplete => "SECURITY MODE COMPLETE",
        EmmMessageType.SecurityModeReject => "SECURITY MODE REJECT",
        EmmMessageType.EmmStatus => "EMM STATUS",
        EmmMessageType.EmmInformation => "EMM INFORMATION",
        _ => $"EMM MESSAGE 0x{(byte)type:X2}",
    };

    /// <summary>Name of an ESM message.</summary>
    /// <param name="type">Its type; an unknown one is named by its number.</param>
    public static string Of(EsmMessageType type) => type switch
    {
        EsmMessageType.ActivateDefaultBearerRequest => "ACTIVATE DEFAULT EPS BEARER CONTEXT REQUEST",
        EsmMessageType.ActivateDefaultBearerAccept => "ACTIVATE DEFAULT EPS BEARER CONTEXT ACCEPT",
        EsmMessageType.ActivateDefaultBearerReject => "ACTIVATE DEFAULT EPS BEARER CONTEXT REJECT",
        EsmMessageType.PdnConnectivityRequest => "PDN CONNECTIVITY REQUEST",
        EsmMessageType.PdnConnectivityReject => "PDN CONNECTIVITY REJECT",
        EsmMessageType.EsmInformationRequest => "ESM INFORMATION REQUEST",
        EsmMessageType.EsmInformationResponse => "ESM INFORMATION RESPONSE",
        EsmMessageType.EsmStatus => "ESM STATUS",
        _ => $"ESM MESSAGE 0x{(byte)type:X2}",
    };
}
