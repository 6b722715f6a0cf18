using System.Collections.Generic;

namespace Simulator.Network;

/// <summary>How often one message was put on one direction of a link.</summary>
/// <param name="label">The message.</param>
public sealed class MessageCount(MessageLabel label)
{
    /// <summary>The message.</summary>
    public MessageLabel Label => label;

    /// <summary>Packets that the sender offered to the link.</summary>
    public long Count { get; internal set; }

    /// <summary>Octets of these packets, without what lower layers add.</summary>
    public long Octets { get; internal set; }

    /// <summary>Packets that left and did not arrive: loss, a fault rule, a partition, a link cut under way.</summary>
    public long Lost { get; internal set; }

    /// <summary>Packets that never left, or found nobody: full queue, link or node down.</summary>
    public long Dropped { get; internal set; }
}

/// <summary>The messages on one direction of a link, or of several that are counted together.</summary>
public sealed class MessageCounters
{
    private List<MessageCount>? _counts;
    private MessageCount? _last;

    /// <summary>A line a message, in the order of first sending.</summary>
    public IReadOnlyList<MessageCount> Counts => _counts ?? (IReadOnlyList<MessageCount>)[];

    /// <summary>The line of a message.</summary>
    internal MessageCount Of(MessageLabel label)
    {
        if (_last is null || _last.Label != label)
        {
            _last = Find(label);
        }

        return _last;
    }

    private MessageCount Find(MessageLabel label)
    {
        _counts ??= new List<MessageCount>(capacity: 1);
        foreach (MessageCount count in _counts)
        {
            if (count.Label == label)
            {
                return count;
            }
        }

        return FindByWords(_counts, label);
    }

    private static MessageCount FindByWords(List<MessageCount> counts, MessageLabel label)
    {
        foreach (MessageCount count in counts)
        {
            if (count.Label.Protocol == label.Protocol && count.Label.Text == label.Text)
            {
                return count;
            }
        }

        var added = new MessageCount(label);
        counts.Add(added);
        return added;
    }
}
