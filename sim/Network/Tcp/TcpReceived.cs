using System;

namespace Simulator.Network;

/// <summary>What a receive ended with.</summary>
public enum TcpReceiveStatus
{
    /// <summary>Octets have come.</summary>
    Octets,

    /// <summary>The peer has sent all that it had to send.</summary>
    EndOfStream,

    /// <summary>The connection is over before its time: <see cref="TcpConnection.EndReason"/> says why.</summary>
    Ended,
}

/// <summary>
/// The next octets of the stream: those of one segment, in order. Release them when they are read; until then they
/// take up the receive window.
/// </summary>
public readonly struct TcpReceived
{
    private readonly TcpConnection _connection;
    private readonly Packet? _packet;

    internal TcpReceived(TcpConnection connection, Packet? packet, TcpReceiveStatus status)
    {
        _connection = connection;
        _packet = packet;
        Status = status;
    }

    /// <summary>Octets, or why there are no more.</summary>
    public TcpReceiveStatus Status { get; }

    /// <summary>True if octets have come.</summary>
    public bool HasOctets => Status == TcpReceiveStatus.Octets;

    /// <summary>
    /// The octets, empty unless <see cref="Status"/> says that there are some; not to be read after release.
    /// </summary>
    public ReadOnlySpan<byte> Octets => _packet is null ? default : _packet.Octets;

    /// <summary>Label of the segment that brought them.</summary>
    public MessageLabel Label => _packet?.Label ?? MessageLabel.None;

    /// <summary>What is measured along their way.</summary>
    public MeasurementTag Tag => _packet?.Tag ?? default;

    /// <summary>The octets were read: their room in the window is free. Without octets it does nothing.</summary>
    public void Release()
    {
        if (_packet is not null)
        {
            int size = _packet.Size;
            _packet.Release();
            _connection.Free(size);
        }
    }

    internal Packet? Packet => _packet;
}
