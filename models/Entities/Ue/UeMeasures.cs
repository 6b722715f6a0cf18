using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Simulator.Kernel;
using Simulator.Measure;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>Why a UE does not take a message.</summary>
public enum UeRefusal
{
    /// <summary>The octets cannot be read (TS 24.301 §7.2, §7.5).</summary>
    Malformed,

    /// <summary>Nobody knows this type of message (§7.4).</summary>
    UnknownMessage,

    /// <summary>The message does not fit what the UE is doing (§7.4).</summary>
    UnexpectedMessage,

    /// <summary>It came without the protection that it must have (§4.4.4.2).</summary>
    NotProtected,

    /// <summary>It is protected with keys that the UE does not have.</summary>
    NoSecurityContext,

    /// <summary>The MAC is wrong (§4.4.3.3).</summary>
    WrongMac,

    /// <summary>It was received before (§4.4.3.2).</summary>
    Replayed,

    /// <summary>The COUNT of the context is used up (§4.4.3.5).</summary>
    CountExhausted,

    /// <summary>The security header type does not go with the message (§9.3.1).</summary>
    WrongHeaderType,

    /// <summary>The algorithms of a SECURITY MODE COMMAND are none that the UE has or may use (§5.4.3.5).</summary>
    UnacceptableAlgorithm,

    /// <summary>A SECURITY MODE COMMAND replays other capabilities than the UE has (§5.4.3.5).</summary>
    CapabilityMismatch,

    /// <summary>More messages wait than the UE keeps.</summary>
    MailboxFull,

    /// <summary>The queue of the processor, or of the card, is full.</summary>
    ProcessorFull,

    /// <summary>A mute UE takes nothing.</summary>
    Muted,
}

/// <summary>What happens at a UE beside the ends of its procedures.</summary>
public enum UeEvent
{
    /// <summary>The USIM accepted a challenge.</summary>
    ChallengeAccepted,

    /// <summary>A challenge came again and was answered without the card (TS 24.301 §5.4.2.3).</summary>
    ChallengeRepeated,

    /// <summary>AUTHENTICATION FAILURE #20.</summary>
    MacFailure,

    /// <summary>AUTHENTICATION FAILURE #21.</summary>
    SynchFailure,

    /// <summary>AUTHENTICATION FAILURE #26.</summary>
    NonEpsAuthentication,

    /// <summary>SECURITY MODE COMPLETE.</summary>
    SecurityModeAccepted,

    /// <summary>SECURITY MODE REJECT.</summary>
    SecurityModeRejected,

    /// <summary>ATTACH ACCEPT came again and was completed again.</summary>
    AttachAcceptRepeated,

    /// <summary>An attach request was not answered in time.</summary>
    T3410Expired,

    /// <summary>A detach request was not answered in time.</summary>
    T3421Expired,

    /// <summary>The network was congested and the UE backs off.</summary>
    BackedOff,

    /// <summary>The network has detached the UE.</summary>
    DetachedByNetwork,

    /// <summary>AUTHENTICATION REJECT at a UE that was registered.</summary>
    AuthenticationRejected,
}

/// <summary>What a group of UEs measures.</summary>
public sealed class UeMeasures
{
    private readonly Stack<NasPort> _ports = []; // of UEs that were busy
    private readonly Stack<StrongBox<UeChallenge>> _challenges = [];
    private UeCosts? _costs;

    /// <summary>Measures, declared at once.</summary>
    /// <param name="attach">From the start at a UE until ATTACH ACCEPT has passed every check; it ends with an
    /// <see cref="AttachOutcome"/>.</param>
    /// <param name="detach">From the start at a UE until DETACH ACCEPT, or until the request of one that is switched
    /// off is sent; it ends with a <see cref="DetachOutcome"/>.</param>
    /// <param name="metrics">Where the metrics go.</param>
    /// <param name="group">The group.</param>
    public UeMeasures(ProcedureMeasure attach, ProcedureMeasure detach, MetricRegistry metrics, string group)
    {
        Attach = attach;
        Detach = detach;
        Refused = new ReasonCounters<UeRefusal>(metrics, "ue.refused", group, "Messages that a UE does not take");
        Events = new ReasonCounters<UeEvent>(metrics, "ue.event", group, "What happens at a UE");
    }

    /// <summary>The attach (TS 24.301 §5.5.1.2).</summary>
    public ProcedureMeasure Attach { get; }

    /// <summary>The detach that a UE starts (§5.5.2.2).</summary>
    public ProcedureMeasure Detach { get; }

    /// <summary>Messages that were not taken, by reason.</summary>
    public ReasonCounters<UeRefusal> Refused { get; }

    /// <summary>What else happened.</summary>
    public ReasonCounters<UeEvent> Events { get; }

    /// <summary>The operations of the group's cost table, looked up once.</summary>
    internal UeCosts CostsOf(CostTable table, UeOptions options) =>
        _costs = _costs is { } costs && costs.Table == table ? costs : new UeCosts(table, options.Capability);

    /// <summary>A port for a UE that becomes busy.</summary>
    internal NasPort RentPort(Simulation simulation) =>
        _ports.TryPop(out NasPort? port) ? port : new NasPort(simulation);

    /// <summary>A closed port, for the next UE that becomes busy.</summary>
    internal void Return(NasPort port) => _ports.Push(port);

    /// <summary>Room for a challenge that a UE has answered.</summary>
    internal StrongBox<UeChallenge> RentChallenge() =>
        _challenges.TryPop(out StrongBox<UeChallenge>? challenge) ? challenge : new StrongBox<UeChallenge>();

    /// <summary>Room that is free again; nothing of the keys stays in it.</summary>
    internal void Return(StrongBox<UeChallenge> challenge)
    {
        challenge.Value = default;
        _challenges.Push(challenge);
    }
}
