using System.Collections.Generic;
using System.Linq;
using Simulator.Kernel;
using Simulator.Network;

namespace Tests.Systems;

/// <summary>
/// Writes down who says what to whom, as <c>SENDER -> RECEIVER  MESSAGE</c>, with what became of it if it did not
/// arrive. What transports say on their own account is left out.
/// </summary>
internal sealed class ArrowTap : ITap
{
    private static readonly string[] Transports = ["SCTP", "TCP", "data"];

    private readonly List<Arrow> _arrows = [];

    /// <summary>The stories of the procedures of one kind that a node has started, each as its tags tell it.</summary>
    /// <param name="node">A UE.</param>
    /// <param name="procedure">The kind.</param>
    public string[] Stories(string node, string procedure)
    {
        long[] numbers =
        [
            .. InOrder().Where(arrow => arrow.From == node && arrow.Procedure.Name == procedure)
                .Select(arrow => arrow.Procedure.Number).Distinct(),
        ];
        return [.. numbers.Select(number => Text(arrow => arrow.Procedure == (procedure, number)))];
    }

    /// <summary>What crosses the links of a node.</summary>
    /// <param name="node">A node.</param>
    public string On(string node) => Text(arrow => arrow.From == node || arrow.To == node);

    /// <summary>When a message was first sent by a node or to it, in seconds.</summary>
    /// <param name="node">A node.</param>
    /// <param name="message">The message.</param>
    public double Time(string node, string message) => InOrder()
        .First(arrow => (arrow.From == node || arrow.To == node) && arrow.Message == message).Time.Seconds;

    /// <inheritdoc/>
    public void Sent(LinkDirection direction, Packet packet, SimTime time, bool isFirst)
    {
        for (int index = 0; index < packet.MessageCount; index++)
        {
            MessageLabel label = packet.MessageAt(index, out MeasurementTag tag);
            if (!Transports.Contains(label.Protocol))
            {
                (string?, long) procedure = (CriticalPath.Procedure(tag), CriticalPath.Instance(tag));
                _arrows.Add(new Arrow(
                    time, packet.FrameId, direction.Sender.Id, direction.Receiver.Id, label.Text, procedure));
            }
        }
    }

    /// <inheritdoc/>
    public void Withdrawn(LinkDirection direction, Packet packet) => Mark(packet, "withdrawn");

    /// <inheritdoc/>
    public void Delivered(LinkDirection direction, Packet packet, SimTime time)
    {
    }

    /// <inheritdoc/>
    public void Dropped(LinkDirection? direction, Node node, Packet packet, DropReason reason, SimTime time)
    {
        if (reason is DropReason.Loss or DropReason.Fault or DropReason.Partition or DropReason.NodeDown)
        {
            Mark(packet, "lost");
        }
    }

    private string Text(System.Func<Arrow, bool> isMeant) => string.Join('\n', InOrder().Where(isMeant));

    private IEnumerable<Arrow> InOrder() => _arrows.OrderBy(arrow => arrow.Time);

    private void Mark(Packet packet, string fate)
    {
        foreach (Arrow arrow in _arrows.Where(arrow => packet.FrameId != 0 && arrow.Frame == packet.FrameId))
        {
            arrow.Fate = $"  {fate}";
        }
    }

    private sealed record Arrow(
        SimTime Time, long Frame, string From, string To, string Message, (string? Name, long Number) Procedure)
    {
        public string Fate { get; set; } = "";

        public override string ToString() => $"{From} -> {To}  {Message}{Fate}";
    }
}
