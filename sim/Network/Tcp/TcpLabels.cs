namespace Simulator.Network;

/// <summary>Labels of segments that carry no first octet of a message.</summary>
public static class TcpLabels
{
    private const string Protocol = "TCP";

    /// <summary>Opens a connection.</summary>
    public static MessageLabel Syn { get; } = new(Protocol, "SYN");

    /// <summary>Answers a SYN.</summary>
    public static MessageLabel SynAck { get; } = new(Protocol, "SYN, ACK");

    /// <summary>An acknowledgment without text.</summary>
    public static MessageLabel Ack { get; } = new(Protocol, "ACK");

    /// <summary>The end of a direction, without text.</summary>
    public static MessageLabel FinAck { get; } = new(Protocol, "FIN, ACK");

    /// <summary>A reset.</summary>
    public static MessageLabel Rst { get; } = new(Protocol, "RST");

    /// <summary>Text that goes on with a message which an earlier segment began.</summary>
    public static MessageLabel Continuation { get; } = new(Protocol, "continuation");
}
