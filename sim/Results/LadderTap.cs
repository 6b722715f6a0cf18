using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>
/// Writes down the messages of one procedure: of the given one, or of the first that completes. Each message appears
/// once, from the node that sent it to the node it is addressed to; what transports send on their own account is left
/// out.
/// </summary>
public sealed class LadderTap : ITap
{
    /// <summary>Procedures that are followed at a time until one has completed.</summary>
    public const int ProcedureMax = 1_024;

    /// <summary>Messages of a procedure; later ones are counted, not kept.</summary>
    public const int MessageMax = 4_096;

    private static readonly string[] Transports = ["TCP", "SCTP", "UDP", "ICMP", "ICMPv6"];

    private readonly ProcedureId? _wanted;
    private readonly Dictionary<ProcedureId, List<LadderRow>> _open = [];
    private List<LadderRow>? _found;

    /// <summary>A ladder that waits for its procedure.</summary>
    /// <param name="procedure">The procedure; the first that completes by default.</param>
    public LadderTap(ProcedureId? procedure = null) => _wanted = procedure;

    /// <summary>True once the procedure has completed.</summary>
    public bool IsComplete => _found is not null;

    /// <summary>Messages and procedures that found no place.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>
    /// The messages, in order of sending. Of a given procedure also before it has completed: one that fails is of
    /// interest too.
    /// </summary>
    public IReadOnlyList<LadderRow> Rows()
    {
        List<LadderRow> rows = [.. _found ?? (_wanted is { } wanted ? _open.GetValueOrDefault(wanted) : null) ?? []];
        rows.Sort((left, right) =>
            left.Time != right.Time ? left.Time.CompareTo(right.Time) : left.Frame.CompareTo(right.Frame));
        return rows;
    }

    /// <summary>A procedure has completed. Its ladder is kept if it is the one.</summary>
    /// <param name="procedure">The procedure.</param>
    public void Complete(ProcedureId procedure)
    {
        if (_found is null && (_wanted is null || _wanted == procedure) && _open.Remove(procedure, out _found))
        {
            _open.Clear();
        }
    }

    /// <summary>A procedure has ended otherwise and is followed no longer, unless it is the given one.</summary>
    /// <param name="procedure">The procedure.</param>
    public void Abandon(ProcedureId procedure)
    {
        if (_wanted is null)
        {
            _open.Remove(procedure);
        }
    }

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(packet);
        if (_found is not null || !isFirst)
        {
            return;
        }

        for (int index = 0; index < packet.MessageCount; index++)
        {
            MessageLabel label = packet.MessageAt(index, out MeasurementTag tag);
            if (IsMessage(label) && IsWanted(tag, out ProcedureId procedure))
            {
                Add(procedure, label, direction, packet, time);
            }
        }
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        for (int index = 0; index < packet.MessageCount; index++)
        {
            packet.MessageAt(index, out MeasurementTag tag);
            if (ProcedureId.TryGet(tag, out ProcedureId procedure)
                && _open.TryGetValue(procedure, out List<LadderRow>? rows))
            {
                rows.RemoveAll(row => row.Frame == packet.FrameId);
            }
        }
    }

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
    }

    private bool IsWanted(in MeasurementTag tag, out ProcedureId procedure) =>
        ProcedureId.TryGet(tag, out procedure) && (_wanted is null || _wanted == procedure);

    /// <summary>True for what people call a message: transports speak for themselves.</summary>
    internal static bool IsMessage(MessageLabel label) =>
        label != MessageLabel.None && Array.IndexOf(Transports, label.Protocol) < 0;

    private void Add(
        ProcedureId procedure, MessageLabel label, LinkDirection direction, Packet packet, SimTime time)
    {
        if (RowsOf(procedure) is { Count: < MessageMax } rows)
        {
            rows.Add(Row(procedure.Procedure, label, direction, packet, time));
        }
        else
        {
            SkippedCount++;
        }
    }

    /// <summary>A message as a ladder has it.</summary>
    internal static LadderRow Row(
        string procedure, MessageLabel label, LinkDirection direction, Packet packet, SimTime time) =>
        new(
            time.Seconds, direction.Sender.Id, Addressee(direction, packet).Id, label.Protocol, label.Text, packet.Size,
            procedure, packet.FrameId);

    // The node whose address the packet bears; without one the node at the other end of the link.
    private static Node Addressee(LinkDirection direction, Packet packet)
    {
        ReadOnlySpan<byte> octets = packet.Octets;
        if (direction.Link.Type != LinkType.RawIp || octets.IsEmpty)
        {
            return direction.Receiver;
        }

        const int V4DestinationOffset = 16, V6DestinationOffset = 24, V4Size = 4, V6Size = 16;
        (int offset, int size) = octets[0] >> 4 == 4 ? (V4DestinationOffset, V4Size) : (V6DestinationOffset, V6Size);
        return octets.Length < offset + size
            ? direction.Receiver
            : direction.Sender.Topology.OwnerOf(Address(octets.Slice(offset, size))) ?? direction.Receiver;
    }

    private static IpAddress Address(ReadOnlySpan<byte> octets) =>
        octets.Length == sizeof(uint) ? IpAddress.ReadV4(octets) : IpAddress.ReadV6(octets);

    private List<LadderRow>? RowsOf(ProcedureId procedure)
    {
        if (!_open.TryGetValue(procedure, out List<LadderRow>? rows) && _open.Count < ProcedureMax)
        {
            rows = [];
            _open.Add(procedure, rows);
        }

        return rows;
    }
}
