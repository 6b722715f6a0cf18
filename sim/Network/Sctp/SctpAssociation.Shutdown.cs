using System;
using System.Buffers.Binary;

namespace Simulator.Network;

// Orderly and disorderly end (RFC 9260 §9).
public sealed partial class SctpAssociation
{
    private const int GuardFactor = 5; // §9.2: T5-shutdown-guard is five times RTO.Max

    /// <summary>
    /// Ends the association once everything that was given to send is acknowledged; the end is received as an
    /// indication.
    /// Does nothing if it is not up.
    /// </summary>
    public void Shutdown()
    {
        if (State == SctpState.Established)
        {
            State = SctpState.ShutdownPending;
            ShutdownIfDone();
        }
    }

    /// <summary>
    /// Ends the association at once; what was not acknowledged is lost. Does nothing if it has ended.
    /// </summary>
    public void Abort()
    {
        if (State is SctpState.Closed)
        {
            return;
        }

        if (PeerTag == 0)
        {
            End(SctpEndReason.AbortedLocally); // the peer knows nothing of it yet
        }
        else
        {
            AbortWith(SctpCause.UserInitiatedAbort, default, SctpEndReason.AbortedLocally);
        }
    }

    private void ShutdownIfDone()
    {
        if (!_sender.IsEmpty)
        {
            return;
        }

        if (State == SctpState.ShutdownPending)
        {
            State = SctpState.ShutdownSent;
            _t5.Start(Options.RtoMax * GuardFactor);
            SendShutdown();
        }
        else if (State == SctpState.ShutdownReceived)
        {
            AcknowledgeShutdown();
        }
    }

    private void SendShutdown()
    {
        SctpPacketWriter writer = NewPacket();
        WriteShutdown(ref writer);
        Transmit(ref writer, SctpLabel.Shutdown);
        _t2.Start(_rto.Rto);
    }

    // DATA while SHUTDOWN is out: SHUTDOWN again, with a SACK if it cannot say all (§9.2).
    private void RepeatShutdown()
    {
        SctpPacketWriter writer = NewPacket();
        int shutdownSize = SctpChunk.HeaderSize + sizeof(uint);
        bool needsSack = _receiver.HasGap || _receiver.HasDuplicates;
        if (needsSack)
        {
            WriteSack(ref writer, shutdownSize);
        }

        WriteShutdown(ref writer);
        Transmit(ref writer, SctpLabel.Shutdown);
        _isSackDue = false;
        _unacknowledgedCount = 0;
        _sackTimer.Stop();
        _t2.Start(_rto.Rto);
    }

    private void WriteShutdown(ref SctpPacketWriter writer)
    {
        Span<byte> value = writer.Add(SctpChunkType.Shutdown, 0, SctpChunk.HeaderSize + sizeof(uint));
        BinaryPrimitives.WriteUInt32BigEndian(value, _receiver.CumulativeTsn);
    }

    private void AcknowledgeShutdown()
    {
        State = SctpState.ShutdownAckSent;
        SendAlone(SctpChunkType.ShutdownAck, SctpLabel.ShutdownAck);
        _t2.Start(_rto.Rto);
    }

    private void T2Expired()
    {
        _rto.BackOff();
        if (CountError())
        {
            return;
        }

        if (State == SctpState.ShutdownSent)
        {
            SendShutdown(); // with the present cumulative TSN
        }
        else
        {
            AcknowledgeShutdown();
        }
    }

    private void ReceiveShutdown(in SctpChunk chunk)
    {
        switch (State)
        {
            case SctpState.Established or SctpState.ShutdownPending or SctpState.ShutdownReceived:
                ReceiveShutdownWhileUp(BinaryPrimitives.ReadUInt32BigEndian(chunk.Value));
                break;
            case SctpState.ShutdownSent: // both at once
                _t5.Stop();
                AcknowledgeShutdown();
                break;
            default:
                Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
                break;
        }
    }

    private void ReceiveShutdownWhileUp(uint cumulativeTsn)
    {
        if (!_sender.Acknowledge(cumulativeTsn))
        {
            AbortOnViolation();
            return;
        }

        if (State != SctpState.ShutdownReceived)
        {
            State = SctpState.ShutdownReceived;
            Indicate(new SctpIndication(SctpIndicationKind.ShutdownReceived));
        }
    }

    private void ReceiveShutdownAck()
    {
        if (State is SctpState.ShutdownSent or SctpState.ShutdownAckSent)
        {
            SendAlone(SctpChunkType.ShutdownComplete, SctpLabel.ShutdownComplete);
            End(SctpEndReason.Shutdown);
        }
        else
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk);
        }
    }

    private void ReceiveShutdownComplete()
    {
        if (State == SctpState.ShutdownAckSent)
        {
            End(SctpEndReason.Shutdown);
        }
        else
        {
            Stack.Counters.Count(SctpDropReason.UnexpectedChunk); // §8.5.1 C
        }
    }
}
