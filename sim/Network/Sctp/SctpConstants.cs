namespace Simulator.Network;

// From the standard: RFC 9260 §3.2 (chunk types), §3.3.2.1 and §3.3.3.1 (parameters), §3.3.10 (causes), §14.3 (PPIDs
// are IANA's). Ours: nothing.

/// <summary>Chunk types (RFC 9260 §3.2). The two highest bits of an unknown one say what its receiver does.</summary>
public static class SctpChunkType
{
    /// <summary>Payload data (§3.3.1).</summary>
    public const byte Data = 0;

    /// <summary>Initiation (§3.3.2).</summary>
    public const byte Init = 1;

    /// <summary>Initiation acknowledgement (§3.3.3).</summary>
    public const byte InitAck = 2;

    /// <summary>Selective acknowledgement (§3.3.4).</summary>
    public const byte Sack = 3;

    /// <summary>Heartbeat request (§3.3.5).</summary>
    public const byte Heartbeat = 4;

    /// <summary>Heartbeat acknowledgement (§3.3.6).</summary>
    public const byte HeartbeatAck = 5;

    /// <summary>Abort association (§3.3.7).</summary>
    public const byte Abort = 6;

    /// <summary>Shutdown association (§3.3.8).</summary>
    public const byte Shutdown = 7;

    /// <summary>Shutdown acknowledgement (§3.3.9).</summary>
    public const byte ShutdownAck = 8;

    /// <summary>Operation error (§3.3.10).</summary>
    public const byte Error = 9;

    /// <summary>Cookie echo (§3.3.11).</summary>
    public const byte CookieEcho = 10;

    /// <summary>Cookie acknowledgement (§3.3.12).</summary>
    public const byte CookieAck = 11;

    /// <summary>Shutdown complete (§3.3.13).</summary>
    public const byte ShutdownComplete = 14;

    internal const byte ReportBit = 0x40; // of an unknown type: report it to the sender
    internal const byte SkipBit = 0x80;   // of an unknown type: go on with what follows
}

/// <summary>Flags of DATA, ABORT and SHUTDOWN COMPLETE (RFC 9260 §3.3.1, §3.3.7, §3.3.13).</summary>
public static class SctpFlag
{
    /// <summary>DATA: the last fragment of its message.</summary>
    public const byte End = 0x01;

    /// <summary>DATA: the first fragment of its message.</summary>
    public const byte Beginning = 0x02;

    /// <summary>DATA: unordered, its stream sequence number does not count.</summary>
    public const byte Unordered = 0x04;

    /// <summary>DATA: the sender asks for an acknowledgement without delay.</summary>
    public const byte Immediate = 0x08;

    /// <summary>ABORT and SHUTDOWN COMPLETE: the verification tag is the receiver's peer tag, reflected.</summary>
    public const byte TagReflected = 0x01;
}

/// <summary>Parameters of INIT and INIT ACK (RFC 9260 §3.3.2.1, §3.3.3.1), and the one of HEARTBEAT (§3.3.5).</summary>
public static class SctpParameterType
{
    /// <summary>Heartbeat information.</summary>
    public const ushort HeartbeatInfo = 1;

    /// <summary>IPv4 address of the sender.</summary>
    public const ushort Ipv4Address = 5;

    /// <summary>IPv6 address of the sender.</summary>
    public const ushort Ipv6Address = 6;

    /// <summary>State cookie.</summary>
    public const ushort StateCookie = 7;

    /// <summary>A parameter of INIT that the responder does not know.</summary>
    public const ushort UnrecognizedParameter = 8;

    /// <summary>Wish for a longer life of the cookie.</summary>
    public const ushort CookiePreservative = 9;

    /// <summary>Host name, which nobody may send any more.</summary>
    public const ushort HostName = 11;

    /// <summary>Address types that the sender supports.</summary>
    public const ushort SupportedAddressTypes = 12;

    internal const ushort ReportBit = 0x4000; // of an unknown type: report it to the sender
    internal const ushort SkipBit = 0x8000;   // of an unknown type: go on with the next parameter
}

/// <summary>Error causes of ERROR and ABORT (RFC 9260 §3.3.10).</summary>
public enum SctpCause : ushort
{
    /// <summary>None was given.</summary>
    None = 0,

    /// <summary>DATA on a stream that does not exist.</summary>
    InvalidStreamIdentifier = 1,

    /// <summary>A parameter of INIT or INIT ACK is missing.</summary>
    MissingMandatoryParameter = 2,

    /// <summary>The state cookie has outlived its time.</summary>
    StaleCookie = 3,

    /// <summary>The sender has no room for it.</summary>
    OutOfResource = 4,

    /// <summary>An address that cannot be used, as a host name.</summary>
    UnresolvableAddress = 5,

    /// <summary>A chunk of unknown type.</summary>
    UnrecognizedChunkType = 6,

    /// <summary>A mandatory parameter has a forbidden value.</summary>
    InvalidMandatoryParameter = 7,

    /// <summary>Parameters of INIT ACK that are not known.</summary>
    UnrecognizedParameters = 8,

    /// <summary>DATA without user data.</summary>
    NoUserData = 9,

    /// <summary>COOKIE ECHO while the association shuts down.</summary>
    CookieReceivedWhileShuttingDown = 10,

    /// <summary>A restart with addresses that were not there before.</summary>
    RestartWithNewAddresses = 11,

    /// <summary>The upper layer aborts.</summary>
    UserInitiatedAbort = 12,

    /// <summary>What the peer did is against the protocol.</summary>
    ProtocolViolation = 13,
}

/// <summary>Payload protocol identifiers (IANA, SCTP Payload Protocol Identifiers).</summary>
public static class SctpPpid
{
    /// <summary>S1AP (TS 36.412 §6).</summary>
    public const uint S1ap = 18;

    /// <summary>Diameter without DTLS (RFC 6733 §2.1).</summary>
    public const uint Diameter = 46;
}
