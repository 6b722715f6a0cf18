namespace Simulator.Entities;

/// <summary>Labels of the S1AP messages in which an MME sends NAS.</summary>
internal sealed class MmeLabels
{
    /// <summary>DOWNLINK NAS TRANSPORT.</summary>
    public CarryingLabels DownlinkNasTransport { get; } = S1apLabels.Carrying("DownlinkNASTransport");

    /// <summary>INITIAL CONTEXT SETUP REQUEST.</summary>
    public CarryingLabels InitialContextSetupRequest { get; } = S1apLabels.Carrying("InitialContextSetupRequest");
}
