using System;

namespace Simulator.Network;

/// <summary>
/// The octets of messages that wait or are not acknowledged: each in one piece, in the order of sending, so that what
/// is acknowledged cumulatively makes room at the front.
/// </summary>
internal struct SctpSendBuffer
{
    private const int CapacityMin = 1_024;

    private byte[]? _octets;
    private int _start; // of the oldest message
    private int _end;   // of the newest one; before the start if it did not fit behind

    /// <summary>Octets of a message.</summary>
    /// <param name="start">Where <see cref="TryAdd"/> put it.</param>
    /// <param name="size">Its size.</param>
    public readonly ReadOnlySpan<byte> Slice(int start, int size) => _octets.AsSpan(start, size);

    /// <summary>Adds a message behind the newest one.</summary>
    /// <param name="octets">Its octets, at least one.</param>
    /// <param name="start">Where they are.</param>
    /// <returns>False if there is no room in one piece: <see cref="Grow"/>.</returns>
    public bool TryAdd(ReadOnlySpan<byte> octets, out int start)
    {
        bool isWrapped = _end < _start;
        bool fitsBehind = !isWrapped && octets.Length <= (_octets?.Length ?? 0) - _end;
        start = isWrapped || fitsBehind ? _end : 0;
        if (!fitsBehind && octets.Length >= _start - start) // less, since a full one must not look empty
        {
            return false;
        }

        octets.CopyTo(_octets.AsSpan(start));
        _end = start + octets.Length;
        return true;
    }

    /// <summary>The oldest message is gone.</summary>
    /// <param name="next">Where the one after it is.</param>
    public void Remove(int next) => _start = next;

    /// <summary>No message is left.</summary>
    public void Clear() => (_start, _end) = (0, 0);

    /// <summary>An empty buffer with more room; the messages of this one are added to it one by one.</summary>
    /// <param name="size">Octets of the message that found no room.</param>
    public readonly SctpSendBuffer Grow(int size)
    {
        int capacity = _octets?.Length ?? 0;
        return new SctpSendBuffer { _octets = new byte[Math.Max(CapacityMin, 2 * (capacity + size))] };
    }
}
