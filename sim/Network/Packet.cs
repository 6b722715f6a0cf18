using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Simulator.Kernel;

namespace Simulator.Network;

/// <summary>
/// The octets of one packet, exactly as on the wire, with headroom before them so that headers are prepended without
/// copying, and what is known about it beside them. A packet has one owner: who sends it gives it away, who receives
/// it releases it or sends it on. It is also the event of its own arrival, so that a hop allocates nothing.
/// </summary>
public sealed class Packet : Handler
{
    private const byte Poison = 0xDD;

    private readonly PacketPool _pool;
    private byte[] _buffer;
    private int _start;
    private int _size;
    private bool _isFree;

    internal Packet(PacketPool pool, int sizeClass, int capacity)
    {
        _pool = pool;
        _buffer = new byte[capacity];
        SizeClass = sizeClass;
    }

    /// <summary>Octets from the first header to the end.</summary>
    public int Size => _size;

    /// <summary>Octets that can be prepended without copying.</summary>
    public int Headroom => _start;

    /// <summary>The octets, to read. Of a released packet: an <see cref="InvariantException"/>.</summary>
    public ReadOnlySpan<byte> Octets
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Span;
    }

    /// <summary>The octets, lent: they hold until the packet is released or changed.</summary>
    public ReadOnlyMemory<byte> Memory
    {
        get
        {
            RequireOwned();
            return _buffer.AsMemory(_start, _size);
        }
    }

    /// <summary>What it says, in words.</summary>
    public MessageLabel Label { get; set; } = MessageLabel.None;

    /// <summary>What is measured along its way.</summary>
    public MeasurementTag Tag { get; set; }

    /// <summary>
    /// Why its octets are wrong on purpose: the name of a fault rule or of a misbehaviour; null for a right one.
    /// </summary>
    public string? Fault { get; set; }

    /// <summary>
    /// On a link of records (link type 252) the dissector of the octets, as in <c>nas-eps</c>; null on IP links.
    /// </summary>
    public string? Dissector { get; set; }

    /// <summary>
    /// Number of the frame in the order of sending; 0 before it was sent. A changed packet gets a new one.
    /// </summary>
    public long FrameId { get; internal set; }

    /// <summary>Sender's endpoint, on a packet that a socket received.</summary>
    public IpEndpoint Source { get; internal set; }

    /// <summary>Receiver's endpoint, on a packet that a socket received.</summary>
    public IpEndpoint Destination { get; internal set; }

    /// <summary>Messages that it bears: one, unless a transport has bundled several.</summary>
    public int MessageCount => Companion?.MessageCount ?? 1;

    /// <summary>True between release and the next rent.</summary>
    public bool IsReleased => _isFree;

    internal int SizeClass { get; }

    internal Packet? NextFree { get; set; }

    /// <summary>What the transport keeps beside the octets, or null.</summary>
    internal PacketCompanion? Companion { get; set; }

    /// <summary>Where it is on its way.</summary>
    internal Carrier? Carrier { get; set; }

    /// <summary>State of the link direction when it was sent.</summary>
    internal int Epoch { get; set; }

    /// <summary>When its first octet leaves.</summary>
    internal SimTime Start { get; set; }

    /// <summary>When its last octet has left.</summary>
    internal SimTime Departure { get; set; }

    /// <summary>True if a link has recorded these octets already.</summary>
    internal bool IsRecorded { get; set; }

    internal int Capacity => _buffer.Length;

    internal Span<byte> Span
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            RequireOwned();
            return _buffer.AsSpan(_start, _size);
        }
    }

    /// <summary>
    /// The octets, to change: the packet then counts as sent anew by the node that has it (it is captured again).
    /// </summary>
    public Span<byte> Change()
    {
        IsRecorded = false;
        return Span;
    }

    /// <summary>Puts a header before the first octet.</summary>
    /// <param name="size">Octets of the header.</param>
    /// <returns>The header, dirty.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Prepend(int size)
    {
        RequireOwned();
        if (size < 0 || size > _start)
        {
            MakeHeadroom(size);
        }

        IsRecorded = false;
        _start -= size;
        _size += size;
        return _buffer.AsSpan(_start, size);
    }

    /// <summary>Adds octets after the last.</summary>
    /// <param name="size">Octets.</param>
    /// <returns>The new octets, dirty.</returns>
    public Span<byte> Append(int size)
    {
        RequireOwned();
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (size > _buffer.Length - _start - _size)
        {
            Grow(_start, size);
        }

        IsRecorded = false;
        _size += size;
        return _buffer.AsSpan(_start + _size - size, size);
    }

    /// <summary>Takes octets off the front: a header that was read.</summary>
    /// <param name="size">Octets, at most all.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void TrimStart(int size)
    {
        RequireOwned();
        Invariant.Require(size >= 0 && size <= _size, "a packet has the octets that are taken off");
        IsRecorded = false;
        _start += size;
        _size -= size;
    }

    /// <summary>Takes octets off the end: padding, or an integrity check value that was read.</summary>
    /// <param name="size">Octets, at most all.</param>
    public void TrimEnd(int size)
    {
        RequireOwned();
        Invariant.Require(size >= 0 && size <= _size, "a packet has the octets that are taken off");
        IsRecorded = false;
        _size -= size;
    }

    /// <summary>Label and tag of one of its messages.</summary>
    /// <param name="index">Below <see cref="MessageCount"/>.</param>
    /// <param name="tag">What is measured along the message's way.</param>
    public MessageLabel MessageAt(int index, out MeasurementTag tag)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)MessageCount, nameof(index));
        tag = Tag;
        return Companion?.MessageAt(this, index, ref tag) ?? Label;
    }

    /// <summary>A packet of the same octets and metadata, with an owner of its own.</summary>
    public Packet Copy()
    {
        RequireOwned();
        Packet copy = _pool.Rent(_size, _start);
        Span.CopyTo(copy.Span);
        copy.CopyMetadata(this);
        return copy;
    }

    /// <summary>Takes label, tag and fault comment from another packet: for a packet made on its behalf.</summary>
    /// <param name="other">The packet it answers, carries or comes from.</param>
    public void Inherit(Packet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        Label = other.Label;
        Tag = other.Tag;
        Fault = other.Fault;
    }

    /// <summary>Gives the packet back to its pool; touching it after that is an error.</summary>
    public void Release()
    {
        LeaveBuffer();
        if (Tag.IsActive)
        {
            Tag = default; // what was measured is not kept alive by the pool
        }

        _isFree = true;
        _pool.Return(this);
    }

    /// <summary>
    /// Takes a message that a transport has delivered out of the transport's buffer: its room there is free now, not
    /// only at the release. For a receiver that queues messages by itself.
    /// </summary>
    public void LeaveBuffer()
    {
        RequireOwned();
        if (Companion is not null)
        {
            LeaveCompanion();
        }
    }

    /// <summary>Makes a packet of the pool as new.</summary>
    internal void Reset(int start, int size)
    {
        _isFree = false;
        _start = start;
        _size = size;
        IsRecorded = false;
        FrameId = 0;
        Label = MessageLabel.None;
        Fault = null;
        Dissector = null;
    }

    /// <summary>The parts of a way over a link go into the tag.</summary>
    internal void AddLinkTime(SimTime now, SimTime arrival)
    {
        MeasurementTag tag = Tag;
        tag.Queueing += Start - now;
        tag.Transmission += Departure - Start;
        tag.Propagation += arrival - Departure;
        Tag = tag;
    }

    /// <summary>Puts back a header that was taken off the front and not overwritten since.</summary>
    internal void Restore(int size)
    {
        _start -= size;
        _size += size;
    }

    internal void TakeTimes(Packet other)
    {
        Epoch = other.Epoch;
        Start = other.Start;
        Departure = other.Departure;
    }

    internal void PoisonOctets() => _buffer.AsSpan().Fill(Poison);

    /// <inheritdoc/>
    protected override void Fire() => Carrier!.Arrive(this);

    /// <inheritdoc/>
    protected override void Foresee()
    {
        Foresight.Fetch(_buffer);
        Foresight.Fetch(Carrier);
    }

    private void LeaveCompanion()
    {
        PacketCompanion companion = Companion!;
        Companion = null;
        companion.Released();
    }

    private void CopyMetadata(Packet other)
    {
        Inherit(other);
        Companion = other.Companion?.ForCopy();
        Dissector = other.Dissector;
        FrameId = other.FrameId;
        IsRecorded = other.IsRecorded;
        Source = other.Source;
        Destination = other.Destination;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void RequireOwned()
    {
        if (_isFree)
        {
            RefuseReleased();
        }
    }

    [DoesNotReturn]
    private static void RefuseReleased() => throw new InvariantException("a released packet is not touched");

    private void MakeHeadroom(int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        Grow(size + PacketPool.DefaultHeadroom, 0);
    }

    private void Grow(int headroom, int tailroom)
    {
        byte[] larger = new byte[headroom + _size + tailroom];
        _buffer.AsSpan(_start, _size).CopyTo(larger.AsSpan(headroom));
        _pool.CountGrowth();
        _buffer = larger;
        _start = headroom;
    }
}

/// <summary>What a transport keeps beside the octets of a packet.</summary>
internal abstract class PacketCompanion
{
    /// <summary>Messages of the packet.</summary>
    internal virtual int MessageCount => 1;

    /// <summary>Label and tag of one of them.</summary>
    internal virtual MessageLabel MessageAt(Packet packet, int index, ref MeasurementTag tag) => packet.Label;

    /// <summary>What goes along with a copy of the packet.</summary>
    internal abstract PacketCompanion? ForCopy();

    /// <summary>The packet was released.</summary>
    internal abstract void Released();
}

/// <summary>What brings a packet to its next place.</summary>
public abstract class Carrier
{
    private protected Carrier()
    {
    }

    /// <summary>The packet is there.</summary>
    internal abstract void Arrive(Packet packet);
}
