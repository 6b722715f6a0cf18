using System;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// What puts octets on a line one after the other, with a drop-tail queue before it. No event is spent on it: the time
/// when a packet leaves is known when it joins, and the queue at any time follows from these times.
/// </summary>
public sealed class Transmitter
{
    private readonly TransmissionPlan _plan;
    private WaitingLine? _line; // made when a packet first waits: most terminals' never do
    private SimTime _busyUntil;

    /// <summary>An idle transmitter.</summary>
    /// <param name="rate">Its rate.</param>
    /// <param name="queue">What may wait, the packet being transmitted not included.</param>
    public Transmitter(DataRate rate, QueueLimit queue)
        : this(new TransmissionPlan(rate, queue))
    {
    }

    internal Transmitter(TransmissionPlan plan) => _plan = plan;

    /// <summary>Its rate.</summary>
    public DataRate Rate => _plan.Rate;

    /// <summary>Time that it has transmitted or has accepted to transmit.</summary>
    public SimTime BusyTime { get; private set; }

    /// <summary>
    /// Time in seconds that packets have waited or will wait, summed: the integral of the queue's length.
    /// </summary>
    public double WaitingSeconds => _line is null ? 0 : (double)_line.Picoseconds / SimTime.PicosecondsPerSecond;

    /// <summary>The longest queue so far, in packets.</summary>
    public int QueueCountMax => _line?.CountMax ?? 0;

    /// <summary>Packets that wait.</summary>
    /// <param name="now">Simulated time.</param>
    public int QueueCount(SimTime now)
    {
        _line?.Leave(now);
        return _line?.Count ?? 0;
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
            _line ??= new WaitingLine();
            start = _busyUntil;
            if (!_line.TryJoin(now, start, size, _plan.Queue))
            {
                return false;
            }
        }

        SimTime transmission = _plan.TimeOf(size);
        BusyTime += transmission;
        departure = start + transmission;
        _busyUntil = departure;
        return true;
    }

    /// <summary>Forgets what waits and what is being transmitted.</summary>
    /// <param name="now">Simulated time.</param>
    public void Flush(SimTime now)
    {
        _line?.Flush(now);
        BusyTime -= SimTime.Latest(_busyUntil - now, SimTime.Zero);
        _busyUntil = now;
    }

    // The packets that wait: a ring, by start of transmission.
    private sealed class WaitingLine
    {
        private Waiting[] _waiting = new Waiting[1];
        private int _head;
        private long _octets;

        public int Count { get; private set; }

        public int CountMax { get; private set; }

        public Int128 Picoseconds { get; private set; } // a sum over packets may leave the range of the clock

        public bool TryJoin(SimTime now, SimTime start, int size, QueueLimit limit)
        {
            Leave(now);
            if ((limit.IsOctets ? _octets + size : Count + 1) > limit.Amount)
            {
                return false;
            }

            if (Count == _waiting.Length)
            {
                Grow();
            }

            _waiting[(_head + Count++) & (_waiting.Length - 1)] = new(start, size);
            _octets += size;
            CountMax = Math.Max(CountMax, Count);
            Picoseconds += (start - now).Picoseconds;
            return true;
        }

        public void Leave(SimTime now)
        {
            while (Count > 0 && _waiting[_head].Start <= now)
            {
                _octets -= _waiting[_head].Size;
                _head = (_head + 1) & (_waiting.Length - 1);
                Count--;
            }
        }

        public void Flush(SimTime now)
        {
            Leave(now);
            for (; Count > 0; Count--)
            {
                Picoseconds -= (_waiting[_head].Start - now).Picoseconds;
                _head = (_head + 1) & (_waiting.Length - 1);
            }

            _octets = 0;
        }

        private void Grow()
        {
            var larger = new Waiting[_waiting.Length * 2];
            for (int index = 0; index < Count; index++)
            {
                larger[index] = _waiting[(_head + index) & (_waiting.Length - 1)];
            }

            _waiting = larger;
            _head = 0;
        }

        private readonly record struct Waiting(SimTime Start, int Size);
    }
}

/// <summary>Rate and queue of the transmitters of one class of links, which they share.</summary>
internal sealed class TransmissionPlan
{
    private readonly long _picosecondsPerOctet; // zero if not whole

    /// <summary>A rate and a queue.</summary>
    public TransmissionPlan(DataRate rate, QueueLimit queue)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate.BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfNegative(queue.Amount);
        Rate = rate;
        Queue = queue;
        (long whole, long rest) = Math.DivRem(8 * SimTime.PicosecondsPerSecond, rate.BitsPerSecond);
        _picosecondsPerOctet = rest == 0 ? whole : 0;
    }

    /// <summary>The rate.</summary>
    public DataRate Rate { get; }

    /// <summary>What may wait.</summary>
    public QueueLimit Queue { get; }

    /// <summary>How long it takes to put octets on the line.</summary>
    public SimTime TimeOf(int size) =>
        _picosecondsPerOctet > 0 ? new(_picosecondsPerOctet * size) : Rate.TransmissionTime(size);
}
