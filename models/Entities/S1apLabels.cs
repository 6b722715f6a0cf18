using System.Collections.Generic;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>What ladders and message counts call S1AP messages that carry no other (TS 36.413 §9.1).</summary>
public static class S1apLabels
{
    /// <summary>Protocol of all of them.</summary>
    public const string Protocol = "S1AP";

    /// <summary>S1 SETUP REQUEST.</summary>
    public static MessageLabel S1SetupRequest { get; } = new(Protocol, "S1SetupRequest");

    /// <summary>S1 SETUP RESPONSE.</summary>
    public static MessageLabel S1SetupResponse { get; } = new(Protocol, "S1SetupResponse");

    /// <summary>S1 SETUP FAILURE.</summary>
    public static MessageLabel S1SetupFailure { get; } = new(Protocol, "S1SetupFailure");

    /// <summary>INITIAL CONTEXT SETUP RESPONSE.</summary>
    public static MessageLabel InitialContextSetupResponse { get; } = new(Protocol, "InitialContextSetupResponse");

    /// <summary>INITIAL CONTEXT SETUP FAILURE.</summary>
    public static MessageLabel InitialContextSetupFailure { get; } = new(Protocol, "InitialContextSetupFailure");

    /// <summary>UE CONTEXT RELEASE REQUEST.</summary>
    public static MessageLabel UeContextReleaseRequest { get; } = new(Protocol, "UEContextReleaseRequest");

    /// <summary>UE CONTEXT RELEASE COMMAND.</summary>
    public static MessageLabel UeContextReleaseCommand { get; } = new(Protocol, "UEContextReleaseCommand");

    /// <summary>UE CONTEXT RELEASE COMPLETE.</summary>
    public static MessageLabel UeContextReleaseComplete { get; } = new(Protocol, "UEContextReleaseComplete");

    /// <summary>NAS NON DELIVERY INDICATION.</summary>
    public static MessageLabel NasNonDeliveryIndication { get; } = new(Protocol, "NASNonDeliveryIndication");

    /// <summary>RESET.</summary>
    public static MessageLabel Reset { get; } = new(Protocol, "Reset");

    /// <summary>RESET ACKNOWLEDGE.</summary>
    public static MessageLabel ResetAcknowledge { get; } = new(Protocol, "ResetAcknowledge");

    /// <summary>ERROR INDICATION.</summary>
    public static MessageLabel ErrorIndication { get; } = new(Protocol, "ErrorIndication");

    /// <summary>OVERLOAD START.</summary>
    public static MessageLabel OverloadStart { get; } = new(Protocol, "OverloadStart");

    /// <summary>OVERLOAD STOP.</summary>
    public static MessageLabel OverloadStop { get; } = new(Protocol, "OverloadStop");

    /// <summary>Names of the messages, those that carry others too.</summary>
    public static IReadOnlyList<string> Messages { get; } =
    [
        S1SetupRequest.Message, S1SetupResponse.Message, S1SetupFailure.Message,
        "InitialUEMessage", "DownlinkNASTransport", "UplinkNASTransport", "InitialContextSetupRequest",
        InitialContextSetupResponse.Message, InitialContextSetupFailure.Message,
        UeContextReleaseRequest.Message, UeContextReleaseCommand.Message, UeContextReleaseComplete.Message,
        NasNonDeliveryIndication.Message, Reset.Message, ResetAcknowledge.Message, ErrorIndication.Message,
        OverloadStart.Message, OverloadStop.Message,
    ];

    /// <summary>Labels of a message that carries a NAS message; for one simulation.</summary>
    /// <param name="labels">The simulation's labels: all nodes use the same ones.</param>
    /// <param name="message">As in <c>InitialUEMessage</c>.</param>
    public static CarryingLabels Carrying(LabelTable labels, string message) => labels.Carrying(Protocol, message);
}
