using System;
using System.Collections.Generic;
using System.IO;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>What a capture takes.</summary>
public sealed record CaptureOptions
{
    /// <summary>Most packets.</summary>
    public int PacketMax { get; init; } = PcapngWriter.DefaultPacketMax;

    /// <summary>Only packets of this procedure; all by default.</summary>
    public ProcedureId? Procedure { get; init; }

    /// <summary>True to take a packet on every link that it crosses; once by default.</summary>
    public bool HasEveryHop { get; init; }
}

/// <summary>
/// Captures packets as they leave their senders, in order of time. A packet is announced before it leaves and may be
/// withdrawn until its fate is known, so packets wait here until nothing earlier can change.
/// </summary>
public sealed class CaptureTap : ITap, IDisposable
{
    private readonly CaptureOptions _options;
    private readonly PcapngWriter _writer;
    private readonly Dictionary<Link, int> _interfaces = [];
    private readonly Dictionary<long, Record> _undecided = [];
    private readonly PriorityQueue<Record, (long Picoseconds, long Number)> _waiting = new();
    private readonly Stack<Record> _free = new();
    private readonly List<long> _frames = [];
    private Simulation? _simulation; // that of the first packet
    private long _number;
    private bool _isClosed;

    /// <summary>Starts a capture.</summary>
    /// <param name="stream">Where the file goes; closed with the capture.</param>
    /// <param name="options">What to take.</param>
    public CaptureTap(Stream stream, CaptureOptions? options = null)
    {
        _options = options ?? new CaptureOptions();
        _writer = new PcapngWriter(stream);
    }

    /// <summary>Packets in the file so far.</summary>
    public long PacketCount => _writer.PacketCount;

    /// <summary>Packets that the bound has kept out.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>
    /// Of a capture of one procedure the frames in the file, in its order: at index i what Wireshark calls frame i + 1.
    /// </summary>
    public IReadOnlyList<long> Frames => _frames;

    /// <summary>Adds secrets for the packets that are sent from now on.</summary>
    /// <param name="kind">Format of the secrets.</param>
    /// <param name="text">As a key log file has them.</param>
    public void AddSecrets(CaptureSecrets kind, string text) => _writer.AddSecrets(kind, text);

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(packet);
        _simulation ??= direction.Sender.Simulation;
        WriteWhatIsCertain(_simulation.Now);
        if (!IsWanted(packet, isFirst))
        {
            return;
        }

        if (_writer.PacketCount + _waiting.Count >= _options.PacketMax)
        {
            SkippedCount++;
            return;
        }

        Decide(direction, packet); // on a loop the same frame comes twice
        Record record = _free.TryPop(out Record? free) ? free : new Record();
        record.Take(direction.Link, packet, time);
        _undecided.Add(packet.FrameId, record);
        _waiting.Enqueue(record, (time.Picoseconds, ++_number));
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(packet);
        if (_undecided.TryGetValue(packet.FrameId, out Record? record) && record.Link == direction.Link)
        {
            record.IsWithdrawn = true;
            Decide(direction, packet);
        }
    }

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time) => Decide(direction, packet);

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time) =>
        Decide(direction, packet);

    /// <summary>Writes what has left by now, and closes the file; once.</summary>
    public void Dispose()
    {
        if (_isClosed)
        {
            return;
        }

        _isClosed = true;
        while (_waiting.TryDequeue(out Record? record, out (long Picoseconds, long) order))
        {
            if (order.Picoseconds <= _simulation!.Now.Picoseconds && !record.IsWithdrawn)
            {
                Write(record);
            }
        }

        _writer.Dispose();
    }

    private bool IsWanted(Packet packet, bool isFirst) =>
        (isFirst || _options.HasEveryHop) && _options.Procedure?.IsIn(packet) != false;

    private void Decide(LinkDirection? direction, Packet packet)
    {
        if (_undecided.TryGetValue(packet.FrameId, out Record? record) && record.Link == direction?.Link)
        {
            record.IsDecided = true;
            _undecided.Remove(packet.FrameId);
        }
    }

    private void WriteWhatIsCertain(SimTime now)
    {
        while (_waiting.TryPeek(out Record? record, out (long Picoseconds, long) order)
            && record.IsDecided
            && order.Picoseconds < now.Picoseconds)
        {
            _waiting.Dequeue();
            if (!record.IsWithdrawn)
            {
                Write(record);
            }

            _free.Push(record);
        }
    }

    private void Write(Record record)
    {
        Link link = record.Link!;
        if (_options.Procedure is not null)
        {
            _frames.Add(record.FrameId);
        }

        if (!_interfaces.TryGetValue(link, out int index))
        {
            index = _writer.AddInterface(link.Id, (CaptureLinkType)link.Type);
            _interfaces.Add(link, index);
        }

        string? comment = record.Fault is null ? null : "fault: " + record.Fault;
        if (link.Type == LinkType.RawIp)
        {
            _writer.AddPacket(index, record.Time, record.Octets, comment);
        }
        else
        {
            _writer.AddMessage(index, record.Time, record.Dissector ?? "data", record.Octets, comment);
        }
    }

    // A packet's octets as they were when it was sent.
    private sealed class Record
    {
        private byte[] _octets = new byte[256];
        private int _size;

        public Link? Link { get; private set; }

        public long FrameId { get; private set; }

        public SimTime Time { get; private set; }

        public string? Fault { get; private set; }

        public string? Dissector { get; private set; }

        public bool IsDecided { get; set; }

        public bool IsWithdrawn { get; set; }

        public ReadOnlySpan<byte> Octets => _octets.AsSpan(0, _size);

        public void Take(Link link, Packet packet, SimTime time)
        {
            (Link, Time, Fault, Dissector) = (link, time, packet.Fault, packet.Dissector);
            FrameId = packet.FrameId;
            (IsDecided, IsWithdrawn) = (false, false);
            _size = packet.Size;
            if (_octets.Length < _size)
            {
                _octets = new byte[Math.Max(_size, 2 * _octets.Length)];
            }

            packet.Octets.CopyTo(_octets);
        }
    }
}
