namespace Simulator.Network;

/// <summary>
/// Segments that came before one that is still missing, in order of sequence number; they may overlap.
/// </summary>
internal struct TcpReceiveQueue
{
    private TcpRing<Segment> _segments;

    /// <summary>Number of segments.</summary>
    public readonly int Count => _segments.Count;

    /// <summary>Keeps a segment, unless another one has all its octets.</summary>
    /// <param name="start">Sequence number of its first octet.</param>
    /// <param name="octets">Its text, taken if the answer is true.</param>
    public bool TryAdd(TcpSequence start, Packet octets)
    {
        int index = _segments.Count;
        while (index > 0 && _segments[index - 1].Start > start)
        {
            index--;
        }

        if (index > 0 && _segments[index - 1].End >= start + octets.Size)
        {
            return false;
        }

        _segments.Insert(index, new Segment(start, octets));
        return true;
    }

    /// <summary>Takes the first segment if its turn has come.</summary>
    /// <param name="next">The next octet that is expected.</param>
    /// <param name="start">Where the segment begins, not after that octet.</param>
    /// <param name="octets">Its text, which may be old in part or whole.</param>
    public bool TryTake(TcpSequence next, out TcpSequence start, out Packet? octets)
    {
        bool isDue = _segments.Count > 0 && _segments[0].Start <= next;
        (start, octets) = isDue ? (_segments[0].Start, _segments[0].Octets) : default;
        if (isDue)
        {
            _segments.RemoveFirst();
        }

        return isDue;
    }

    /// <summary>Takes the first segment, whatever is missing before it.</summary>
    public bool TryTake(out Packet? octets)
    {
        octets = Count > 0 ? _segments[0].Octets : null;
        if (octets is not null)
        {
            _segments.RemoveFirst();
        }

        return octets is not null;
    }

    private readonly record struct Segment(TcpSequence Start, Packet Octets)
    {
        public TcpSequence End => Start + Octets.Size;
    }
}
