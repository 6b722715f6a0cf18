using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Entities;

/// <summary>
/// What every transport with connections does alike: messages wait in order for a connection, or for room in its send
/// buffer, and no more of them than a bound; a connection that ends is opened again.
/// </summary>
/// <param name="node">The station.</param>
/// <param name="trySend">Gives a message to the connection that is up; false if its send buffer has no room.</param>
internal sealed class WaitingCustomers(Node node, Func<Packet, bool> trySend)
{
    private const int CountMax = 10_000; // ours: as long as the default queue of a processor

    // Ours: as long as the initial retransmission time-out of both transports (RFC 6298 §2, RFC 9260 §16).
    private static readonly SimTime ConnectPause = SimTime.FromSeconds(1);

    // Ours: how often a station whose send buffer is full looks for room.
    private static readonly SimTime BufferPause = SimTime.FromMilliseconds(10);

    private readonly Queue<Packet> _waiting = [];
    private bool _isUp;
    private bool _isRetrying;

    /// <summary>Sends a message in its turn; the packet is given away.</summary>
    public void Send(Packet message)
    {
        if (!_isUp || _waiting.Count > 0 || !trySend(message))
        {
            Add(message);
            RetryLater();
        }
    }

    /// <summary>Opens one connection after the other as long as the node lives.</summary>
    /// <param name="connection">From the attempt to the end of the connection.</param>
    public async Process Keep(Func<Process> connection)
    {
        while (true)
        {
            await connection();
            await node.Simulation.Timeout(ConnectPause);
        }
    }

    /// <summary>A connection is up: what waits leaves.</summary>
    public void Open()
    {
        _isUp = true;
        Flush();
        RetryLater();
    }

    /// <summary>The connection is over: what comes waits for the next one.</summary>
    public void Close() => _isUp = false;

    /// <summary>What waits is lost.</summary>
    public void Crash()
    {
        while (_waiting.TryDequeue(out Packet? message))
        {
            node.Drop(message, DropReason.NodeDown);
        }
    }

    private void Add(Packet message)
    {
        if (_waiting.Count < CountMax)
        {
            _waiting.Enqueue(message);
        }
        else
        {
            node.Drop(message, DropReason.MailboxFull);
        }
    }

    private void Flush()
    {
        while (_isUp && _waiting.TryPeek(out Packet? message) && trySend(message))
        {
            _waiting.Dequeue();
        }
    }

    private void RetryLater()
    {
        if (!_isRetrying && _isUp && _waiting.Count > 0)
        {
            _isRetrying = true;
            _ = node.Start(Retry());
        }
    }

    // The send buffer is full: what waits leaves as soon as there is room.
    private async Process Retry()
    {
        while (_isUp && _waiting.Count > 0)
        {
            await node.Simulation.Timeout(BufferPause);
            Flush();
        }

        _isRetrying = false;
    }
}
