using System;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>
/// Hashes what a network delivers, always: a few copies a frame and no allocation. Hashed are, for each frame delivered
/// to a node: <c>time</c>: picoseconds (64 bits), receiver and message, each with a zero octet after it; <c>order</c>:
/// the same without the time; <c>wire</c>: number of octets (32 bits) and the octets. Numbers are big endian.
/// </summary>
public sealed class FingerprintTap : ITap, IDisposable
{
    private readonly Digest _time = new();
    private readonly Digest _order = new();
    private readonly Digest _wire = new();

    /// <summary>Frames hashed.</summary>
    public long FrameCount { get; private set; }

    /// <summary>The hashes so far.</summary>
    /// <param name="results">That of the results (<see cref="RunTables.Write"/>).</param>
    public Fingerprint Fingerprint(string results) => new(_time.Digits(), _order.Digits(), _wire.Digits(), results);

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(packet);
        string receiver = direction.Receiver.Id, message = packet.Label.Text;
        _time.Append(time.Picoseconds);
        _time.Append(receiver);
        _time.Append(message);
        _order.Append(receiver);
        _order.Append(message);
        _wire.Append((uint)packet.Size);
        _wire.Append(packet.Octets);
        FrameCount++;
    }

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _time.Dispose();
        _order.Dispose();
        _wire.Dispose();
    }
}
