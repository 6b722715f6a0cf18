using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>
/// What travels beside a packet with several DATA chunks: label and tag of each. The packet itself has room for one
/// tag;
/// what links add to that one on the way, they would have added to each.
/// </summary>
internal sealed class SctpBundle : PacketCompanion
{
    private readonly (MessageLabel Label, MeasurementTag Tag)[] _entries;
    private readonly MeasurementTag _sent;

    /// <summary>A note.</summary>
    /// <param name="entries">Label and tag of each DATA chunk, in order; copied.</param>
    /// <param name="sent">The tag that the packet carries.</param>
    public SctpBundle(List<(MessageLabel Label, MeasurementTag Tag)> entries, in MeasurementTag sent)
    {
        _entries = [.. entries];
        _sent = sent;
    }

    /// <summary>Label and tag of a DATA chunk of a packet that has arrived.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="index">Which of its DATA chunks.</param>
    /// <param name="tag">The tag, with what the way took.</param>
    public static MessageLabel Read(Packet packet, int index, out MeasurementTag tag)
    {
        tag = packet.Tag;
        if (packet.Companion is not SctpBundle bundle || index >= bundle._entries.Length)
        {
            return packet.Label;
        }

        tag = bundle._entries[index].Tag;
        if (tag.IsActive)
        {
            tag.Propagation += packet.Tag.Propagation - bundle._sent.Propagation;
            tag.Transmission += packet.Tag.Transmission - bundle._sent.Transmission;
            tag.Queueing += packet.Tag.Queueing - bundle._sent.Queueing;
        }

        return bundle._entries[index].Label;
    }

    /// <inheritdoc/>
    internal override int MessageCount => _entries.Length;

    /// <inheritdoc/>
    internal override MessageLabel MessageAt(Packet packet, int index, ref MeasurementTag tag) =>
        Read(packet, index, out tag);

    /// <inheritdoc/>
    internal override PacketCompanion ForCopy() => this;

    /// <inheritdoc/>
    internal override void Released()
    {
        // it belongs to nobody
    }
}
