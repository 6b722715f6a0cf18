using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Labels of the S1AP messages in which an MME sends NAS.</summary>
/// <param name="labels">The simulation's labels.</param>
internal sealed class MmeLabels(LabelTable labels)
{
    /// <summary>DOWNLINK NAS TRANSPORT.</summary>
    public CarryingLabels DownlinkNasTransport { get; } = S1apLabels.Carrying(labels, "DownlinkNASTransport");

    /// <summary>INITIAL CONTEXT SETUP REQUEST.</summary>
    public CarryingLabels InitialContextSetupRequest { get; } =
        S1apLabels.Carrying(labels, "InitialContextSetupRequest");
}
