using Simulator.Crypto;

namespace Simulator.Protocols.Nas;

/// <summary>Which messages a receiver may take without protection before it has a security context in use.</summary>
public static class PlainMessages
{
    /// <summary>
    /// True if a receiver may process the message without integrity protection (TS 24.301 §4.4.4.2 at the UE, §4.4.4.3
    /// at the MME); every other one it drops. What the message says may narrow this; the procedure decides that.
    /// </summary>
    /// <param name="direction">Downlink at the UE, uplink at the MME.</param>
    /// <param name="type">The message.</param>
    public static bool AreAccepted(Direction direction, EmmMessageType type) => direction == Direction.Downlink
        ? type is EmmMessageType.IdentityRequest      // if it asks for the IMSI
            or EmmMessageType.AuthenticationRequest
            or EmmMessageType.AuthenticationReject
            or EmmMessageType.AttachReject            // unless the cause is #25
            or EmmMessageType.DetachAccept            // unless the UE is being switched off
        : type is EmmMessageType.AttachRequest
            or EmmMessageType.IdentityResponse        // if it was asked for the IMSI
            or EmmMessageType.AuthenticationResponse
            or EmmMessageType.AuthenticationFailure
            or EmmMessageType.SecurityModeReject
            or EmmMessageType.DetachRequest
            or EmmMessageType.DetachAccept;
}
