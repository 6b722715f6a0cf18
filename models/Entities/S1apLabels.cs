using System.Collections.Generic;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call S1AP.</summary>
public static class S1apLabels
{
    /// <summary>Protocol of all its messages.</summary>
    public const string Protocol = "S1AP";

    /// <summary>Names of the messages that eNBs and MMEs send.</summary>
    public static IReadOnlyList<string> Messages { get; } =
    [
        "S1SetupRequest", "S1SetupResponse", "S1SetupFailure",
        "InitialUEMessage", "DownlinkNASTransport", "UplinkNASTransport",
        "InitialContextSetupRequest", "InitialContextSetupResponse", "InitialContextSetupFailure",
        "UEContextReleaseRequest", "UEContextReleaseCommand", "UEContextReleaseComplete",
        "ErrorIndication", "Reset", "ResetAcknowledge",
    ];
}
