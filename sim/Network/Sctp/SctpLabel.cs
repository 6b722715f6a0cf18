namespace Simulator.Network;

/// <summary>Labels of packets without user messages, by the names of RFC 9260 §3.2.</summary>
internal static class SctpLabel
{
    public const string Protocol = "SCTP";

    public static readonly MessageLabel Init = new(Protocol, "INIT");
    public static readonly MessageLabel InitAck = new(Protocol, "INIT ACK");
    public static readonly MessageLabel CookieEcho = new(Protocol, "COOKIE ECHO");
    public static readonly MessageLabel CookieAck = new(Protocol, "COOKIE ACK");
    public static readonly MessageLabel Sack = new(Protocol, "SACK");
    public static readonly MessageLabel Heartbeat = new(Protocol, "HEARTBEAT");
    public static readonly MessageLabel HeartbeatAck = new(Protocol, "HEARTBEAT ACK");
    public static readonly MessageLabel Abort = new(Protocol, "ABORT");
    public static readonly MessageLabel Error = new(Protocol, "ERROR");
    public static readonly MessageLabel Shutdown = new(Protocol, "SHUTDOWN");
    public static readonly MessageLabel ShutdownAck = new(Protocol, "SHUTDOWN ACK");
    public static readonly MessageLabel ShutdownComplete = new(Protocol, "SHUTDOWN COMPLETE");

    /// <summary>A fragment of a message that is not its first: <c>DATA [what it belongs to]</c>.</summary>
    public static MessageLabel Fragment(LabelTable labels, MessageLabel message) =>
        labels.Get(Protocol, "DATA", message.Text);
}
