namespace Simulator.Entities;

/// <summary>How the terminals of a group behave: as the standard asks, or badly in one way.</summary>
public enum UeBehaviour
{
    /// <summary>As the standard asks.</summary>
    Normal,

    /// <summary>Answers a challenge with a RES of which one bit is wrong.</summary>
    WrongRes,

    /// <summary>Answers a challenge with random octets.</summary>
    Garbage,

    /// <summary>Sends protected messages with a MAC of which one bit is wrong.</summary>
    WrongMac,

    /// <summary>Asks to attach and answers nothing.</summary>
    Mute,
}
