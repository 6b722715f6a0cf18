using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// What puts octets on a line one after the other, with a drop-tail queue before it. No event is spent on it: the time
/// when a packet leaves is known when it joins, and the queue at any time follows from these times.
/// </summary>
public sealed class Transmitter
{
    private readonly QueueLimit _limit;
    private readonly long _picosecondsPerOctet; // zero if not whole
    private Waiting[] _waiting = []; // a ring, by start of transmission
    private int _head;
    private int _count;
    private long _waitingOctets;
    private SimTime _busyUntil;
    private Int128 _waitingPicoseconds; // a sum over packets may leave the range of the clock

    /// <summary>An idle transmitter.</summary>
    /// <param name="rate">Its rate.</param>
    /// <param name="queue">What may wait, the packet being transmitted not included.</param>
    public Transmitter(DataRate rate, QueueLimit queue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate.BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(queue.Amount);
        Rate = rate;
        _limit = queue;
        (long whole, long rest) = Math.DivRem(8 * SimTime.PicosecondsPerSecond, rate.BitsPerSecond);
        _picosecondsPerOctet = rest == 0 ? whole : 0;
    }

    /// <summary>Its rate.</summary>
    public DataRate Rate { get; }

    /// <summary>Time that it has transmitted or has accepted to transmit.</summary>
    public SimTime BusyTime { get; private set; }

    /// <summary>
    /// Time in seconds that packets have waited or will wait, summed: the integral of the queue's length.
    /// </summary>
    public double WaitingSeconds => (double)_waitingPicoseconds / SimTime.PicosecondsPerSecond;

    /// <summary>The longest queue so far, in packets.</summary>
    public int QueueCountMax { get; private set; }

    /// <summary>Packets that wait.</summary>
    /// <param name="now">Simulated time.</param>
    public int QueueCount(SimTime now)
    {
        Leave(now);
        return _count;
    }

    /// <summary>A packet joins, if there is room.</summary>
    /// <param name="now">Simulated time.</param>
    /// <param name="size">Octets on the line.</param>
    /// <param name="start">When its first octet leaves.</param>
    /// <param name="departure">When its last octet has left.</param>
    public bool TryAccept(SimTime now, int size, out SimTime start, out SimTime departure)
    {
        start = now;
        departure = now;
        if (_busyUntil > now)
        {
            Leave(now);
            if ((_limit.IsOctets ? _waitingOctets + size : _count + 1) > _limit.Amount)
            {
                return false;
            }

            start = _busyUntil;
            Join(start, size);
            _waitingPicoseconds += (start - now).Picoseconds;
        }

        bool isWhole = _picosecondsPerOctet > 0;
        SimTime transmission = isWhole ? new(_picosecondsPerOctet * size) : Rate.TransmissionTime(size);
        BusyTime += transmission;
        departure = start + transmission;
        _busyUntil = departure;
        return true;
    }

    /// <summary>Forgets what waits and what is being transmitted.</summary>
    /// <param name="now">Simulated time.</param>
    public void Flush(SimTime now)
    {
        Leave(now);
        for (; _count > 0; _count--)
        {
            _waitingPicoseconds -= (_waiting[_head].Start - now).Picoseconds;
            _head = (_head + 1) & (_waiting.Length - 1);
        }

        BusyTime -= SimTime.Latest(_busyUntil - now, SimTime.Zero);
        _waitingOctets = 0;
        _busyUntil = now;
    }

    private void Join(SimTime start, int size)
    {
        if (_count == _waiting.Length)
        {
            Grow();
        }

        _waiting[(_head + _count++) & (_waiting.Length - 1)] = new(start, size);
        _waitingOctets += size;
        QueueCountMax = Math.Max(QueueCountMax, _count);
    }

    private void Leave(SimTime now)
    {
        while (_count > 0 && _waiting[_head].Start <= now)
        {
            _waitingOctets -= _waiting[_head].Size;
            _head = (_head + 1) & (_waiting.Length - 1);
            _count--;
        }
    }

    private void Grow()
    {
        var larger = new Waiting[Math.Max(2, _waiting.Length * 2)];
        for (int index = 0; index < _count; index++)
        {
            larger[index] = _waiting[(_head + index) & (_waiting.Length - 1)];
        }

        _waiting = larger;
        _head = 0;
    }

    private readonly record struct Waiting(SimTime Start, int Size);
}
