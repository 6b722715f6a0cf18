using System;
using System.Collections.Generic;
using Simulator.Kernel;
using Simulator.Network;

namespace Simulator.Results;

/// <summary>Which messages of a run a ladder shows: those of one procedure, those of a time, or both.</summary>
/// <param name="Procedure">The procedure; null for all messages, those of none too.</param>
/// <param name="From">From when.</param>
/// <param name="To">Until when, this instant not included.</param>
public sealed record LadderSelection(ProcedureId? Procedure, SimTime From, SimTime To);

/// <summary>Writes down the messages of a selection while a run is repeated.</summary>
public sealed class LadderSelectionTap : ITap
{
    private readonly LadderSelection _selection;
    private readonly List<LadderRow> _rows = [];
    private bool _isOver;

    /// <summary>A tap for a selection.</summary>
    /// <param name="selection">The selection.</param>
    public LadderSelectionTap(LadderSelection selection) => _selection = selection;

    /// <summary>Messages that found no place.</summary>
    public long SkippedCount { get; private set; }

    /// <summary>The greatest number of a procedure of the wanted name; null if there is none.</summary>
    public long? LastInstance { get; private set; }

    /// <summary>The messages in order of sending.</summary>
    public IReadOnlyList<LadderRow> Rows()
    {
        List<LadderRow> rows = [.. _rows];
        rows.Sort((left, right) =>
            left.Time != right.Time ? left.Time.CompareTo(right.Time) : left.Frame.CompareTo(right.Frame));
        return rows;
    }

    /// <summary>A procedure has ended: of the wanted one nothing is to come.</summary>
    /// <param name="procedure">The procedure.</param>
    public void End(ProcedureId procedure) => _isOver |= procedure == _selection.Procedure;

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(packet);
        for (int index = 0; isFirst && index < packet.MessageCount; index++)
        {
            MessageLabel label = packet.MessageAt(index, out MeasurementTag tag);
            bool isOfProcedure = ProcedureId.TryGet(tag, out ProcedureId procedure);
            if (isOfProcedure && procedure.Procedure == _selection.Procedure?.Procedure)
            {
                LastInstance = Math.Max(LastInstance ?? 0, procedure.Instance);
            }

            bool isWanted = _selection.Procedure is null || (isOfProcedure && procedure == _selection.Procedure);
            if (isWanted && !_isOver && time >= _selection.From && time < _selection.To && LadderTap.IsMessage(label))
            {
                Add(LadderTap.Row(isOfProcedure ? procedure.Procedure : "", label, direction, packet, time));
            }
        }
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet)
    {
        ArgumentNullException.ThrowIfNull(packet);
        _rows.RemoveAll(row => row.Frame == packet.FrameId);
    }

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
    }

    private void Add(LadderRow row)
    {
        if (_rows.Count < LadderTap.MessageMax)
        {
            _rows.Add(row);
        }
        else
        {
            SkippedCount++;
        }
    }
}
