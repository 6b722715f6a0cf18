namespace Simulator.Protocols.Nas;

/// <summary>Why a security protected message is refused. The context is then as if it had never come.</summary>
public enum NasSecurityFault
{
    /// <summary>It is not refused.</summary>
    None,

    /// <summary>The octets are no message with security header type 1 to 4.</summary>
    NotProtected,

    /// <summary>The MAC fits no COUNT that the message can have (TS 24.301 §4.4.3.3).</summary>
    WrongMac,

    /// <summary>The MAC fits a COUNT that is used up: the message was sent before (§4.4.3.2).</summary>
    Replayed,

    /// <summary>The COUNT would wrap: the context is used up (§4.4.3.5).</summary>
    CountExhausted,

    /// <summary>The security header type is kept for another message than the one inside (§9.3.1).</summary>
    WrongHeaderType,
}
