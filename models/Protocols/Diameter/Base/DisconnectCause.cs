namespace Simulator.Protocols.Diameter;

/// <summary>Why a node closes a connection (RFC 6733 §5.4.3). Other values survive a round trip.</summary>
public enum DisconnectCause : uint
{
    /// <summary>A reboot is near; the peer may try again.</summary>
    Rebooting = 0,

    /// <summary>Resources are short; the peer should not try again.</summary>
    Busy = 1,

    /// <summary>No messages are expected; the peer should not try again.</summary>
    DoNotWantToTalkToYou = 2,
}
