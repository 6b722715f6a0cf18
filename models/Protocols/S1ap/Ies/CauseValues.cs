namespace Simulator.Protocols.S1ap;

/// <summary>The lists of causes, in the order of the CHOICE (TS 36.413 §9.2.1.3).</summary>
public enum CauseGroup
{
    /// <summary>Radio network layer.</summary>
    RadioNetwork,

    /// <summary>Transport layer.</summary>
    Transport,

    /// <summary>NAS.</summary>
    Nas,

    /// <summary>The protocol S1AP.</summary>
    Protocol,

    /// <summary>Anything else.</summary>
    Misc,
}

/// <summary>
/// Causes of the radio network layer (TS 36.413 §9.2.1.3); from <see cref="RedirectionTowards1XRtt"/> on extension
/// values.
/// </summary>
public enum CauseRadioNetwork
{
    /// <summary>No other cause of the group fits.</summary>
    Unspecified,

    /// <summary>TX2RELOCoverall ran out.</summary>
    Tx2RelocOverallExpiry,

    /// <summary>A handover succeeded.</summary>
    SuccessfulHandover,

    /// <summary>The radio network releases for a reason of its own.</summary>
    ReleaseDueToEutranGeneratedReason,

    /// <summary>The handover was cancelled.</summary>
    HandoverCancelled,

    /// <summary>The target takes over a part only.</summary>
    PartialHandover,

    /// <summary>The handover failed in the target.</summary>
    HoFailureInTarget,

    /// <summary>The UE may not go to that target.</summary>
    HoTargetNotAllowed,

    /// <summary>TS1RELOCoverall ran out.</summary>
    Ts1RelocOverallExpiry,

    /// <summary>TS1RELOCprep ran out.</summary>
    Ts1RelocPrepExpiry,

    /// <summary>The cell is not there.</summary>
    CellNotAvailable,

    /// <summary>The target is not known.</summary>
    UnknownTargetId,

    /// <summary>The target cell is full.</summary>
    NoRadioResourcesAvailableInTargetCell,

    /// <summary>The MME does not know its identity of the UE.</summary>
    UnknownMmeUeS1apId,

    /// <summary>The eNB does not know its identity of the UE.</summary>
    UnknownEnbUeS1apId,

    /// <summary>The two identities do not belong together.</summary>
    UnknownPairUeS1apId,

    /// <summary>A handover for the sake of the radio link.</summary>
    HandoverDesirableForRadioReason,

    /// <summary>A handover that cannot wait.</summary>
    TimeCriticalHandover,

    /// <summary>A handover to spread the load.</summary>
    ResourceOptimisationHandover,

    /// <summary>A handover to relieve the cell.</summary>
    ReduceLoadInServingCell,

    /// <summary>The user has been silent for long.</summary>
    UserInactivity,

    /// <summary>The radio connection is gone.</summary>
    RadioConnectionWithUeLost,

    /// <summary>The UE shall register with another MME.</summary>
    LoadBalancingTauRequired,

    /// <summary>The UE goes to a circuit-switched network.</summary>
    CsFallbackTriggered,

    /// <summary>The UE cannot take packets now.</summary>
    UeNotAvailableForPsService,

    /// <summary>The cell is full.</summary>
    RadioResourcesNotAvailable,

    /// <summary>A procedure on the radio link failed.</summary>
    FailureInRadioInterfaceProcedure,

    /// <summary>These QoS parameters do not go together.</summary>
    InvalidQosCombination,

    /// <summary>The UE is sent to another radio technology.</summary>
    InterRatRedirection,

    /// <summary>Another procedure is in the way.</summary>
    InteractionWithOtherProcedure,

    /// <summary>The E-RAB is not known.</summary>
    UnknownErabId,

    /// <summary>An E-RAB is named twice.</summary>
    MultipleErabIdInstances,

    /// <summary>The eNB has none of the UE's algorithms of ciphering or integrity.</summary>
    AlgorithmsNotSupported,

    /// <summary>A handover over S1 has begun.</summary>
    S1IntraSystemHandoverTriggered,

    /// <summary>A handover over S1 to another system has begun.</summary>
    S1InterSystemHandoverTriggered,

    /// <summary>A handover over X2 has begun.</summary>
    X2HandoverTriggered,

    /// <summary>The UE is sent to a CDMA2000 1xRTT network.</summary>
    RedirectionTowards1XRtt,

    /// <summary>The eNB does not know the QCI.</summary>
    NotSupportedQciValue,

    /// <summary>The closed subscriber group is not known.</summary>
    InvalidCsgId,

    /// <summary>Another bearer takes the resources.</summary>
    ReleaseDueToPreEmption,

    /// <summary>There is no way to the 5G core.</summary>
    N26InterfaceNotAvailable,

    /// <summary>The UE cannot do it.</summary>
    InsufficientUeCapabilities,

    /// <summary>Bearers are taken away too often.</summary>
    MaximumBearerPreEmptionRateExceeded,

    /// <summary>The user plane cannot be integrity protected.</summary>
    UpIntegrityProtectionNotPossible,
}

/// <summary>Causes of the transport layer (TS 36.413 §9.2.1.3).</summary>
public enum CauseTransport
{
    /// <summary>There is no transport to be had.</summary>
    TransportResourceUnavailable,

    /// <summary>No other cause of the group fits.</summary>
    Unspecified,
}

/// <summary>Causes of NAS (TS 36.413 §9.2.1.3); from <see cref="CsgSubscriptionExpiry"/> on extension values.</summary>
public enum CauseNas
{
    /// <summary>Nothing is wrong.</summary>
    NormalRelease,

    /// <summary>Authentication failed.</summary>
    AuthenticationFailure,

    /// <summary>The UE detaches.</summary>
    Detach,

    /// <summary>No other cause of the group fits.</summary>
    Unspecified,

    /// <summary>The UE is no longer in the closed subscriber group.</summary>
    CsgSubscriptionExpiry,

    /// <summary>The UE is outside the area of the network.</summary>
    UeNotInPlmnServingArea,
}

/// <summary>Causes of the protocol S1AP itself (TS 36.413 §9.2.1.3, §10).</summary>
public enum CauseProtocol
{
    /// <summary>The octets could not be decoded (§10.2).</summary>
    TransferSyntaxError,

    /// <summary>Something with criticality reject is unknown or missing (§10.3).</summary>
    AbstractSyntaxErrorReject,

    /// <summary>Something with criticality notify is unknown or missing (§10.3).</summary>
    AbstractSyntaxErrorIgnoreAndNotify,

    /// <summary>The message does not fit the state (§10.4).</summary>
    MessageNotCompatibleWithReceiverState,

    /// <summary>The contents do not make sense (§10.4).</summary>
    SemanticError,

    /// <summary>IEs in the wrong order or too often (§10.3.6).</summary>
    AbstractSyntaxErrorFalselyConstructedMessage,

    /// <summary>No other cause of the group fits.</summary>
    Unspecified,
}

/// <summary>Causes of no other group (TS 36.413 §9.2.1.3).</summary>
public enum CauseMisc
{
    /// <summary>Too much to do in the control plane.</summary>
    ControlProcessingOverload,

    /// <summary>Too much to do in the user plane.</summary>
    NotEnoughUserPlaneProcessingResources,

    /// <summary>Hardware failed.</summary>
    HardwareFailure,

    /// <summary>An operator stepped in.</summary>
    OmIntervention,

    /// <summary>No other cause of any group fits.</summary>
    Unspecified,

    /// <summary>None of the networks is known.</summary>
    UnknownPlmn,
}
