using System;

namespace Simulator.Network;

/// <summary>
/// The octets that are to be sent or not yet acknowledged, as pieces of messages in packets of the pool, each with its
/// label and tag. A connection that has nothing to say holds no buffer.
/// </summary>
internal struct TcpSendQueue
{
    private const int PieceMax = 32_768; // ours: the pool keeps buffers of powers of two

    private TcpRing<Piece> _pieces;

    /// <summary>Sequence number after the last octet.</summary>
    public TcpSequence End { get; private set; }

    /// <summary>Sequence number of the first octet that is kept for the peer.</summary>
    public TcpSequence Start { get; private set; }

    /// <summary>Octets kept.</summary>
    public readonly int Size => End - Start;

    /// <summary>Empty, with its place in the sequence.</summary>
    public void Begin(TcpSequence start)
    {
        Start = start;
        End = start;
    }

    /// <summary>Adds a message at the end.</summary>
    public void Add(PacketPool pool, ReadOnlySpan<byte> octets, MessageLabel label, in MeasurementTag tag)
    {
        while (!octets.IsEmpty)
        {
            int size = Math.Min(octets.Length, PieceMax);
            Packet piece = pool.Rent(octets[..size], label);
            if (tag.IsActive)
            {
                piece.Tag = tag;
            }

            _pieces.Add(new Piece(End, piece, size == octets.Length));
            End += size;
            octets = octets[size..];
            label = TcpLabels.Continuation;
        }
    }

    /// <summary>Releases what the peer has.</summary>
    public void Acknowledge(TcpSequence acknowledgment)
    {
        Start = acknowledgment < End ? acknowledgment : End;
        while (_pieces.Count > 0 && _pieces[0].End <= acknowledgment)
        {
            _pieces[0].Octets.Release();
            _pieces.RemoveFirst();
        }
    }

    /// <summary>Releases everything.</summary>
    public void Clear()
    {
        Acknowledge(End);
        _pieces.Clear();
    }

    /// <summary>Octets from here to the end of the message that has them.</summary>
    public readonly int SizeOfRest(TcpSequence from)
    {
        int index = Find(from);
        while (!_pieces[index].EndsMessage)
        {
            index++;
        }

        return _pieces[index].End - from;
    }

    /// <summary>True if a message ends with this octet.</summary>
    public readonly bool EndsMessage(TcpSequence end)
    {
        ref Piece piece = ref _pieces[Find(end - 1)];
        return piece.EndsMessage && piece.End == end;
    }

    /// <summary>Copies octets from a place on, and gives the packet what the first message in it says.</summary>
    public readonly void CopyTo(TcpSequence from, Span<byte> destination, Packet packet)
    {
        int index = Find(from);
        bool isLabelled = false;
        while (!destination.IsEmpty)
        {
            ref Piece piece = ref _pieces[index++];
            int offset = from - piece.Start;
            if (offset == 0 && !isLabelled)
            {
                isLabelled = true;
                packet.Label = piece.Octets.Label;
            }

            if (!packet.Tag.IsActive && piece.Octets.Tag.IsActive)
            {
                packet.Tag = piece.Octets.Tag;
            }

            int size = Math.Min(piece.Octets.Size - offset, destination.Length);
            piece.Octets.Octets.Slice(offset, size).CopyTo(destination);
            destination = destination[size..];
            from += size;
        }
    }

    // The piece that has an octet, by bisection.
    private readonly int Find(TcpSequence octet)
    {
        int low = 0, high = _pieces.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_pieces[middle].Start <= octet)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    private readonly record struct Piece(TcpSequence Start, Packet Octets, bool EndsMessage)
    {
        public TcpSequence End => Start + Octets.Size;
    }
}
