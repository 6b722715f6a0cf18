using System;
using System.Numerics;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The packets of one simulation, used again and again. Buffers come in sizes of powers of two. A strict pool, for
/// tests, never uses a packet again and overwrites its octets, so that every use after release is found.
/// </summary>
public sealed class PacketPool
{
    /// <summary>Octets before the first, by default: IPv6, UDP, GTP-U and the headers of a tunnel.</summary>
    public const int DefaultHeadroom = 128;

    /// <summary>Octets of the largest packet: IPv6 header and its largest payload (RFC 8200 §3).</summary>
    public const int SizeMax = 65_575;

    private const int Tailroom = 32; // padding and an integrity check value
    private const int SizeClassMin = 8; // 256 octets
    private const int SizeClassCount = 12;

    private readonly Slot[] _free = new Slot[SizeClassCount];
    private readonly bool _isStrict;

    /// <summary>An empty pool.</summary>
    /// <param name="isStrict">True to use no packet twice.</param>
    public PacketPool(bool isStrict = false) => _isStrict = isStrict;

    /// <summary>Packets that somebody owns now.</summary>
    public int LiveCount { get; private set; }

    /// <summary>Packets that were made, not taken from the pool.</summary>
    public long MadeCount { get; private set; }

    /// <summary>Packets whose headroom or tailroom was too small, and whose octets were copied.</summary>
    public long GrowthCount { get; private set; }

    /// <summary>A packet, its octets dirty.</summary>
    /// <param name="size">Octets.</param>
    /// <param name="headroom">Octets before the first.</param>
    public Packet Rent(int size, int headroom = DefaultHeadroom)
    {
        Invariant.Require(size >= 0 && size <= SizeMax && headroom >= 0, "a packet has at most 65,575 octets");
        int sizeClass = SizeClassOf(headroom + size + Tailroom);
        ref Packet? first = ref _free[sizeClass].First;
        Packet packet;
        if (first is null)
        {
            packet = new Packet(this, sizeClass, 1 << (sizeClass + SizeClassMin));
            MadeCount++;
        }
        else
        {
            packet = first;
            first = packet.NextFree;
            packet.NextFree = null;
        }

        LiveCount++;
        packet.Reset(headroom, size);
        return packet;
    }

    /// <summary>A packet with these octets.</summary>
    /// <param name="octets">Copied.</param>
    /// <param name="label">What it says.</param>
    public Packet Rent(ReadOnlySpan<byte> octets, MessageLabel label)
    {
        Packet packet = Rent(octets.Length);
        octets.CopyTo(packet.Span);
        packet.Label = label;
        return packet;
    }

    internal void CountGrowth() => GrowthCount++;

    internal void Return(Packet packet)
    {
        LiveCount--;
        if (_isStrict)
        {
            packet.PoisonOctets();
            return;
        }

        ref Packet? first = ref _free[packet.SizeClass].First;
        packet.NextFree = first;
        first = packet;
    }

    private static int SizeClassOf(int capacity) =>
        Math.Max(0, 32 - BitOperations.LeadingZeroCount((uint)(capacity - 1)) - SizeClassMin);

    private struct Slot
    {
        public Packet? First;
    }
}
